"""What an employer writes down before people are handed on: the documents, and who signed them."""

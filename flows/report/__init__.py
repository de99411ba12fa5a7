"""The report of a shortlist: read, made into a document of plain data, rendered as one HTML file."""

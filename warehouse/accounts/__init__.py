"""Which accounts are whose, and who is left alone."""

"""The file for recruiters: made whole, and read."""

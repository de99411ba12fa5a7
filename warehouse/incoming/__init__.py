"""What sources told, into tables."""

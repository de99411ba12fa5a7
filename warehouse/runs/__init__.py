"""Shortlists as they were written once, and what holds them to that."""

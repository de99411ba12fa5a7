"""Texts of others as data: every format read by its own rules and within bounds, and nothing of it run."""

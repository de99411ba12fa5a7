"""Shortlists, people and rows as a recruiter reads them on a terminal."""

"""A role written down: read from a posting, its words weighed, its people named elsewhere."""

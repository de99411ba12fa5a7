"""A home kept well: backups, what a killed process left, compaction."""

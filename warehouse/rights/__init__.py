"""What is owed to those of whom something is held: to be told, to see it, to be gone."""

"""What we owe people: erasure through the whole house, and all that is held of one person."""

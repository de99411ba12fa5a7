"""The rest of the web of the invented world: community sites on loopback, for the same people."""

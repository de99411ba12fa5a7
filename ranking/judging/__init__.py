"""How good an order is, for whom, and what it owes to its weights."""

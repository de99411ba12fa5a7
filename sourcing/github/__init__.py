"""GitHub through its API, at the price of a budget: discovery, profiles, repositories and whose work they are."""

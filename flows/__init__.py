"""The commands and the Prefect flow: each arrow called in turn, no logic of its own."""

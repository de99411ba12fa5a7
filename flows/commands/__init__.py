"""One file is one group of commands."""

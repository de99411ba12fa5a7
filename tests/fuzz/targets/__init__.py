"""The targets: a file is a group, and its `targets` are found by themselves."""

"""Pipelines of continuous integration and the recipes that they call on: what each does to the code."""

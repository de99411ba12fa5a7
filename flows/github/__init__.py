"""The GitHub part of a run: what is asked, step by step, and what came of it."""

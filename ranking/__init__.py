"""Role spec in, scored and explained shortlist out; no input or output but the model."""

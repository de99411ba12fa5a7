"""The model card and the data sheet of one run, made from what is stored."""

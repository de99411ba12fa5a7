"""The desk: the pages of the report on this machine alone, with decisions and notes written back."""

"""Any Git repository, local path or clone URL, read without ever running or checking out anything of it."""

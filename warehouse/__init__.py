"""DuckDB: migrations, load, identity, views, publish. The only package that opens the database."""

"""People handed on to people and tools: tables in every form, by one contract."""

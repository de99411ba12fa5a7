"""The vocabulary, the sources and the signals: from a handle to evidence."""

"""Document -> Report."""

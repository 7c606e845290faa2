"""Report -> archive, one transaction each."""

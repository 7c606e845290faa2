"""Report -> findings: the rules of the statutory form, as data."""

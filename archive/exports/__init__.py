"""Writing the archive's reports to files for other programs, one module per format."""

"""Drives the work: command line, settings, portal registry, runs, politeness, WARC, replica portals."""

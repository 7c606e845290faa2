"""Finds the reports: one base class per CMS family, one module per portal, the registry of portals."""

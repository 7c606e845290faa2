"""Finds the reports: one base class per CMS family, one short module per portal."""

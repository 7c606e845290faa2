"""Replica portals: the five county portals on loopback, with a generated population whose truth is known."""

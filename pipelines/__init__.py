"""Turns bytes into facts: reading, extraction, checking, identity, storing."""

"""Portals that nobody has seen (未见门户): made from a seed, to try whether discovery finds its way.

Families, protocols and reports are those of the other portals of the replica; counties, hosts, paths,
numbers, labels, markup, menus and trees are drawn. ``texts.toml`` holds what can be drawn from.
"""

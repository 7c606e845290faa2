"""Entries of lists that may be annual reports (候选条目): which one for an article, in which order."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Entry


def one_of(entries: list[Entry]) -> Entry:
    """One entry for an article: the first address by the alphabet, with the unit that any list names."""
    first = min(entries, key=lambda entry: entry.url)
    units = sorted(entry.unit for entry in entries if entry.unit)
    return first if first.unit or not units else replace(first, unit=units[0])


def newest_first(entry: Entry) -> tuple[int, str]:
    """The key to sort by: the day that the list names, then the address; those without a day come last."""
    return (-entry.listed_on.toordinal() if entry.listed_on else 0, entry.url)

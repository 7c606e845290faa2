"""What a spider followed and why (发现过程): one step per column, for ``--explain``."""

from __future__ import annotations

from dataclasses import dataclass

from spiders.trails import Promise, Trail


@dataclass(slots=True)
class Step:
    """A column asked for: how it was reached, what it promised, and what it held.

    ``entries`` and ``candidates`` are counts of its first page; None while no answer has come.
    """

    url: str
    trail: Trail
    promise: Promise
    entries: int | None = None
    candidates: int = 0
    problem: str | None = None

    def count(self, entries: int, candidates: int) -> None:
        """Keep what the column's first page held."""
        self.entries, self.candidates = entries, candidates

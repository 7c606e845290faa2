"""What a spider followed and why (发现过程): one step per column, for ``--explain``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spiders.trails import Promise, Trail


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page of a list tells of the whole: a hash of its entries, and the announced total."""

    digest: str
    total: int | None


@dataclass(slots=True)
class Step:
    """A column asked for: how it was reached, what it promised, and what it held.

    ``entries`` and ``candidates`` are counts of its first page; None while no answer has come. ``headers``
    are those it was asked with, ``pages`` the pages of its list, ``articles`` the annual reports on these.
    ``first`` is its
    first page, ``last`` the address of the last one, ``digests`` what each further page held.
    """

    url: str
    trail: Trail
    promise: Promise
    entries: int | None = None
    candidates: int = 0
    problem: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pages: int = 1
    articles: set[str] = field(default_factory=set)
    first: FirstPage | None = None
    last: str = ""
    digests: dict[str, str] = field(default_factory=dict)

    def count(self, entries: int, candidates: int) -> None:
        """Keep what the column's first page held."""
        self.entries, self.candidates = entries, candidates

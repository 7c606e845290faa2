"""Was a list read to its end? Counted over all its pages, against the portal's own total (列表完整性)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.items import Listing


@dataclass(slots=True)
class ListCount:
    """The pages of one list so far: every address listed, by page; the largest total announced.

    ``named`` are the entries that may be reports, ``reports`` those with a date: links beside a list have no
    date.
    """

    total: int | None = None
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    repeats: list[str] = field(default_factory=list)

    def add(self, listing: Listing) -> None:
        """Count one page of the list."""
        if listing.problem:
            self.problems.append(listing.problem)
            return
        known = [urls for url, urls in self.pages.items() if url != listing.url]
        if listing.urls and listing.urls in known:
            self.repeats.append(f"{listing.url} repeats another page of the list")
        self.pages[listing.url] = listing.urls
        self.named |= {entry.url for entry in listing.candidates}
        self.reports |= {entry.url for entry in listing.candidates if entry.listed_on}
        self.total = max((n for n in (self.total, listing.total) if n is not None), default=None)

    def shortfall(self, *, cut_short: bool = False) -> str | None:
        """Why the list is not complete; None for one read to its end, or as far as the crawl came.

        A page that repeats another hides nothing where all the entries announced have come.
        """
        found = len({url for urls in self.pages.values() for url in urls})
        reasons = [*self.problems, *(self.repeats if self.total is None or found < self.total else ())]
        if self.total is not None and found < self.total and not cut_short:
            reasons.append(f"{found} entries found, {self.total} announced")
        if self.total is not None and len(self.reports) > self.total:
            reasons.append(f"{len(self.reports)} reports found, only {self.total} entries announced")
        return "; ".join(reasons) or None


class Lists:
    """All lists of a portal by key."""

    def __init__(self) -> None:
        self._counts: dict[str, ListCount] = {}

    def add(self, listing: Listing) -> None:
        """Count one list page."""
        self._counts.setdefault(listing.key, ListCount()).add(listing)

    def shortfalls(self, *, cut_short: bool = False) -> dict[str, str]:
        """The lists that were not read to their end, each with the reason.

        Of a crawl that was itself ended early (``cut_short``) only what failed is told.
        """
        short = {key: count.shortfall(cut_short=cut_short) for key, count in self._counts.items()}
        return {key: reason for key, reason in short.items() if reason}

    def sizes(self) -> dict[str, int]:
        """How many reports each list named, of those read to their end that named any."""
        short = self.shortfalls()
        return {key: len(one.named) for key, one in self._counts.items() if one.named and key not in short}

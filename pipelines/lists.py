"""Was a list read to its end? Counted over all its pages, against the portal's own total (列表完整性)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.items import Listing


@dataclass(slots=True)
class ListCount:
    """The pages of one list so far."""

    entries: int = 0
    total: int | None = None
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, listing: Listing) -> None:
        """Count one page of the list; a page fetched twice counts once."""
        if listing.problem:
            self.problems.append(listing.problem)
            return
        if listing.url in self.pages:
            return
        if listing.urls and listing.urls in self.pages.values():
            self.problems.append(f"{listing.url} repeats another page of the list")
        self.pages[listing.url] = listing.urls
        self.entries += len(listing.urls)
        self.total = listing.total if self.total is None else self.total

    def shortfall(self) -> str | None:
        """Why the list is not complete; None for one read to its end."""
        if self.problems:
            return "; ".join(self.problems)
        if self.total is not None and self.entries < self.total:
            return f"{self.entries} entries found, {self.total} announced"
        return None


class Lists:
    """All lists of a portal by key."""

    def __init__(self) -> None:
        self._counts: dict[str, ListCount] = {}

    def add(self, listing: Listing) -> None:
        """Count one list page."""
        self._counts.setdefault(listing.key, ListCount()).add(listing)

    def shortfalls(self) -> dict[str, str]:
        """The lists that were not read to their end, each with the reason."""
        short = {key: count.shortfall() for key, count in self._counts.items()}
        return {key: reason for key, reason in short.items() if reason}

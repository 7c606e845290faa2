"""What a spider remembers of a portal from one complete discovery to the next (栏目记忆).

1. Every list is kept with the articles that it named. A few lists name all of them: these are read each
   night, as well as columns of annual reports that name none (new lists appear there).
2. Whatever else was followed only led there, or names the same again: it is not asked for until the next
   discovery. A link that nothing remembers is followed at once.
3. A list whose first page shows the same entries and announces the same total as at the discovery is not
   turned: an entry that came late, with whatever date, has raised the total. Where none is announced, the
   last page tells: whatever was added or removed has moved it.
4. A family may have learnt what no list says, such as the codes of units (``Family.learnt``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from spiders.steps import FirstPage
from spiders.trails import Trail

#: So many entries may be off the lists at once without a doubt about the lists: these, or one in five.
FEW, SHARE = 10, 5


@dataclass(frozen=True, slots=True)
class Remembered:
    """A column: how it was reached and asked for, how many pages it has, whether it is read each night.

    ``digest`` and ``total`` are those of its first page, ``last`` is the digest of its last one, ``articles``
    are the keys of what the whole list names.
    """

    url: str
    trail: Trail
    headers: Mapping[str, str] = field(default_factory=dict)
    pages: int = 1
    nightly: bool = False
    digest: str = ""
    total: int | None = None
    last: str = ""
    articles: tuple[str, ...] = ()

    def is_unchanged(self, first: FirstPage) -> bool:
        """Whether a list of several pages is the same as far as its first page can tell."""
        same = (first.digest, first.total) == (self.digest, self.total)
        return same and self.total is not None and self.pages > 1

    def may_be_unchanged(self, first: FirstPage | None, pages: int) -> bool:
        """Whether its last page can tell of a list that announces no total."""
        same = first is not None and (first.digest, first.total) == (self.digest, self.total)
        return same and self.total is None and pages == self.pages > 2 and bool(self.last)


@dataclass(frozen=True, slots=True)
class Memory:
    """All columns of a portal, and what its families have learnt."""

    columns: tuple[Remembered, ...] = ()
    learnt: Mapping[str, str] = field(default_factory=dict)

    @property
    def nightly(self) -> tuple[Remembered, ...]:
        """The columns that are read each night."""
        return tuple(one for one in self.columns if one.nightly)

    @property
    def list_pages(self) -> int:
        """How many pages the lists of a night have."""
        return sum(one.pages for one in self.nightly)

    def as_json(self) -> dict[str, Any]:
        """As the archive keeps it."""
        return {"columns": [asdict(one) for one in self.columns], "learnt": dict(self.learnt)}


def memory_from(kept: Mapping[str, Any] | None) -> Memory | None:
    """A memory as the archive kept it; None for none, and for one in the form of another version."""
    tuples = ("trail", "articles")
    try:
        columns = (
            [one | {name: tuple(one[name]) for name in tuples} for one in kept["columns"]] if kept else []
        )
        return Memory(tuple(Remembered(**one) for one in columns), kept["learnt"]) if kept else None
    except (KeyError, TypeError):
        return None


def covering(named: Mapping[str, tuple[frozenset[str], int]]) -> frozenset[str]:
    """The lists that together name every article, in few pages; ``named``: by list, its articles and pages.

    Greedy: the list that names most articles not named yet for each of its pages comes first; a list that the
    later ones have made needless is left out again.
    """
    chosen: list[str] = []
    left = frozenset(article for articles, _ in named.values() for article in articles)
    while left:
        best = max(sorted(named), key=lambda key: len(named[key][0] & left) / named[key][1])
        chosen.append(best)
        left -= named[best][0]
    for key in list(chosen):
        others = _all(named, (one for one in chosen if one != key))
        if named[key][0] <= others:
            chosen.remove(key)
    return frozenset(chosen)


def is_too_much(gone: int, known: int) -> bool:
    """Whether so many entries are off the lists at once that the lists are to be doubted."""
    return gone > max(FEW, known // SHARE)


def _all(named: Mapping[str, tuple[frozenset[str], int]], keys: Iterable[str]) -> frozenset[str]:
    return frozenset(article for key in keys for article in named[key][0])

"""What publishers do as time goes by (发布与改动): reports published, changed, removed, and added later.

An edited population keeps the numbers, and so the addresses, of everything that was not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from crawler.replica.content import Publication, TrueFigure, Truth
from pipelines.model import State

Key = tuple[str, int]
"""A report by the official name of its body and the year reported on."""


@dataclass(frozen=True, eq=False)
class Rewritten(Publication):
    """A publication whose page says something else in some places: old text -> new text."""

    rewriting: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def body_html(self) -> str:
        """The page with every old text replaced. Raises ValueError for one that it does not have once."""
        from crawler.replica.rendering import body_of

        page = body_of(self)
        for old, new in self.rewriting.items():
            if page.count(old) != 1:
                raise ValueError(
                    f"{self.title}: {old!r} stands {page.count(old)} times in the page, not once."
                )
            page = page.replace(old, new)
        return page


@dataclass(frozen=True)
class Edits:
    """``changed`` stand in place of the reports of the same body and year; ``removed`` are in no list and
    answer 404; ``added`` come on top, with numbers of their own, whatever date they bear.

    ``until`` is the replica's own day: what is published later is not there yet. None: everything is.
    """

    changed: Mapping[Key, Publication] = field(default_factory=dict)
    removed: frozenset[Key] = frozenset()
    added: tuple[Publication, ...] = ()
    until: date | None = None

    def is_out(self, published_on: date) -> bool:
        """Whether what is published on a day is there yet."""
        return self.until is None or published_on <= self.until


def key_of(publication: Publication) -> Key:
    """The key of a report."""
    return (publication.unit.name, publication.year)


def with_figures(publication: Publication, **figures: int) -> Publication:
    """The report with other numbers; ``__`` in a name stands for a dot of the figure's key."""
    keys = {name.replace("__", "."): number for name, number in figures.items()}
    said = {key: TrueFigure(str(number), number, State.VALUE) for key, number in keys.items()}
    truth = publication.truth
    return replace(publication, truth=Truth({**truth.figures, **said}, truth.findings, truth.headings))


def rewritten(publication: Publication, rewriting: Mapping[str, str]) -> Publication:
    """The report with other words in its page."""
    said: dict[str, Any] = {name: getattr(publication, name) for name in publication.__dataclass_fields__}
    return Rewritten(**said, rewriting=rewriting)

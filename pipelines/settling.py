"""What became of a listed page, judged by all its documents together: the page itself and its attachments.

1. Any document that gave a report: the page is archived; what else hangs on it is only told.
2. Else what could not be read or fetched counts, and a person must look at it; so does a cover whose report
   is nowhere. A dead link, a page that the portal lists and does not have, is told and is no failure.
3. Else it is no report, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.records import PageState

#: stored: a report was kept. unplaced: one without a year. lost: could not be fetched. dead: the portal's own
#: dead link. cover: leads to a report in an attachment. other_years: a report of years not asked for.
Kind = Literal["stored", "other_years", "unplaced", "unreadable", "lost", "dead", "cover", "not_a_report"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document of a page; ``is_page`` marks the page itself.

    ``report_ids`` are the reports that it gave.
    """

    kind: Kind
    url: str
    reason: str = ""
    is_page: bool = False
    report_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """The state of a page with its reason in words; ``failed`` is true where a person must look at it."""

    state: PageState
    reason: str | None
    failed: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    state: PageState
    failed: bool


#: The first rule that fits a page without a report decides.
_RULES = (
    _Rule("unplaced", "unreadable", True),
    _Rule("unreadable", "unreadable", True),
    _Rule("lost", "failed", True),
    _Rule("dead", "failed", False),
    _Rule("cover", "unreadable", True),
    _Rule("not_a_report", "not_a_report", False),
)


def settle(results: Sequence[Result]) -> Settled | None:
    """Judge a page by its documents, which must all be in; None where only other years' reports are there."""
    if any(result.kind == "stored" for result in results):
        bad = [one for one in results if one.kind in ("unplaced", "unreadable", "lost", "dead")]
        return Settled("archived", _told(bad), failed=False)
    if any(result.kind == "other_years" for result in results):
        return None
    for rule in _RULES:
        if found := [result for result in results if result.kind == rule.kind]:
            return Settled(rule.state, _told(found), rule.failed)
    return None


def _told(results: Sequence[Result]) -> str | None:
    return " ".join(_sentences(results)) or None


def _sentences(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        yield result.reason if result.is_page else f"Attachment {result.url}: {result.reason}"

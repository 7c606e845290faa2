"""What became of a listed page, judged by all its documents together: the page itself and its attachments.

1. Any document that gave a report: the page is archived, whatever else hangs on it.
2. Else something was lost or unreadable, or is a cover whose report is nowhere: a person must look at it.
3. Else it is no report, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.records import PageState

#: A report was stored; it could not be placed; the document is none; it is a cover; unreadable; not fetched
#: though it may be there; not there by the portal's own account.
Kind = Literal["stored", "unplaced", "not_a_report", "cover", "unreadable", "lost", "gone"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document of a page; ``is_page`` marks the page itself."""

    kind: Kind
    url: str
    reason: str = ""
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """The state of a page with its reason in words; ``failed`` is true where a person must look at it."""

    state: PageState
    reason: str | None
    failed: bool


def settle(results: Sequence[Result]) -> Settled:
    """Judge a page by its documents; they must all be in."""
    for kind, state in _GRAVE:
        if any(result.kind == "stored" for result in results):
            return _archived(results)
        if found := [result for result in results if result.kind == kind]:
            return Settled(state, _told(found), failed=True)
    return Settled("not_a_report", _told(results), failed=False)


#: What outweighs what on a page that gave no report, and the state that it leaves the page in.
_GRAVE: tuple[tuple[Kind, PageState], ...] = (
    ("lost", "failed"),
    ("gone", "failed"),
    ("unplaced", "unreadable"),
    ("unreadable", "unreadable"),
    ("cover", "unreadable"),
)


def _archived(results: Sequence[Result]) -> Settled:
    """A report is there; a document that may still be there and was not fetched is a failure all the same."""
    missing = [one for one in results if one.kind in ("lost", "gone", "unplaced", "unreadable")]
    failed = any(one.kind in ("lost", "unplaced") for one in missing)
    return Settled("archived", _told(missing) or None, failed)


def _told(results: Sequence[Result]) -> str:
    return " ".join(_sentences(results))


def _sentences(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        where = "" if result.is_page else f"Attachment {result.url}: "
        yield f"{where}{result.reason}"


def is_dead_page(results: Sequence[Result]) -> bool:
    """Whether the page itself is gone by the portal's own account: a dead link in its list."""
    return any(result.is_page and result.kind == "gone" for result in results)

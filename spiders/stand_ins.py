"""Pages that a server sends in place of the one asked for (替代页面): an error by name, never a document.

1. Challenges of a firewall, logins, maintenance, soft 404s and error texts: their marks are data,
   ``stand_ins.toml``.
2. Answers that were cut: JSON that does not end, markup whose first element is never closed. Where a host
   never closes its pages, nothing is said of that.

What was sent is kept in the WARC all the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipelines.reading.encoding import decode

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_FIRST_TAG = re.compile(rb"<([a-zA-Z][\w:-]*)")
_END_OF_DATA = (b"}", b"]", b")", b";")
#: Elements whose end tag may be left out, or that have none.
_LEFT_OPEN = frozenset(b"head body p li dt dd tr td th option meta link base br img input hr script".split())


class StandIn(IgnoreRequest):
    """Something else than the page that was asked for; each kind is a class of its own."""


class ChallengePage(StandIn):
    """The portal's firewall answered in its place."""


class LoginPage(StandIn):
    """The portal wants to know who asks."""


class MaintenancePage(StandIn):
    """The portal is closed for now."""


class MissingPage(StandIn):
    """The portal says with status 200 that there is no such page (soft 404)."""


class ErrorText(StandIn):
    """The portal says that something went wrong, whatever the status."""


class CutAnswer(StandIn):
    """The answer ends in the middle."""


_CLASSES: Mapping[str, type[StandIn]] = {
    "challenge": ChallengePage,
    "login": LoginPage,
    "maintenance": MaintenancePage,
    "missing": MissingPage,
    "error": ErrorText,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of such pages, as ``stand_ins.toml`` has it."""

    name: str
    says: str
    remedy: str
    longest_text: int
    marks: tuple[str, ...]


def refuse(response: Response) -> None:
    """Raises StandIn. A status that says by itself that something failed needs no page to say it."""
    found = stand_in(response.body)
    if found and (response.status == 200 or found[0].name == "challenge"):
        kind, mark = found
        raise _CLASSES[kind.name](f"{kind.says} ({mark}): {kind.remedy}")


def stand_in(body: bytes) -> tuple[Kind, str] | None:
    """The kind of stand-in that a page is, and its mark; None for a page of the portal's own."""
    if not _MARKUP.match(body):
        return None
    text = decode(body).text
    if not _any_mark().search(text):
        return None
    suspects = [(kind, mark) for kind in kinds() for mark in kind.marks if mark in text]
    title = _TITLE.search(text)
    length = len(_UNSEEN.sub("", text))
    fits = (one for one in suspects if length < one[0].longest_text or (title and one[1] in title[1]))
    return next(fits, None)


def unclosed(body: bytes) -> bytes | None:
    """The name of what an answer opens and never closes; None where it is whole, or no markup or data."""
    start = body[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return None if body.rstrip().endswith(_END_OF_DATA) else start[:1]
    first = _FIRST_TAG.search(start) if start[:1] == b"<" else None
    if first is None or (name := first[1].lower()) in _LEFT_OPEN:
        return None
    return None if b"</" + name in body.lower() else name


@cache
def _any_mark() -> re.Pattern[str]:
    """One search in place of one for every mark: nearly all pages have none."""
    return re.compile("|".join(re.escape(mark) for kind in kinds() for mark in kind.marks))


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of ``stand_ins.toml``, in its order."""
    raw: dict[str, Any] = tomllib.loads(files("spiders").joinpath("stand_ins.toml").read_text("utf-8"))
    return tuple(
        Kind(name, one["says"], one["remedy"], int(one["longest_text"]), tuple(one["marks"]))
        for name, one in raw.items()
    )

"""What is worth asking a web archive for, and in which order (回收目标).

1. Pages that the archive knows to be lost come first: their titles say that they are reports.
2. Then pages and files that lists name as reports, as the web archive has these lists.
3. Then articles that nobody names, which may be reports all the same: those nearest to known reports (the
   same column, or its folder), then those in a place that sounds like openness, then the newest.
4. Left out is what the archive knows, what this web archive has given before, files that no list names
   (they come with their pages), and what was captured before the first year asked for had ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from archive.losses import Losses
from archive.records import Entry
from crawler.web_archive.cdx import Archived, newest_first
from spiders.families.plain import FILE
from spiders.generic import OPEN_ADDRESS

#: So many captures of one page are tried until one can be fetched.
MOST_CAPTURES = 3
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"\d{4}/\d{1,2}/\d{1,2}|\d{4}/\d{2}-\d{2}|(?:19|20)\d{6}|(?:19|20)\d{4}(?!\d)")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """A page to ask for: its ``captures``, the newest first. One without a title nobody names."""

    entry: Entry
    captures: tuple[Archived, ...]


@dataclass
class Index:
    """What a web archive has of a portal, by address."""

    captures: dict[str, list[Archived]] = field(default_factory=dict)

    def add(self, found: Iterable[Archived]) -> None:
        """Further captures."""
        for one in found:
            self.captures.setdefault(address_of(one.url), []).append(one)

    def of(self, url: str) -> list[Archived]:
        """The captures of an address that are answers, the newest first."""
        return newest_first(self.captures.get(address_of(url), ()))

    def nearest(self, url: str, at: datetime) -> Archived | None:
        """The capture of an address that was made nearest to a moment."""
        return min(self.of(url), key=lambda one: abs(one.at - at), default=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a portal's family reads addresses: whether one is an article's, what makes two the same article,
    and what of one does not matter.
    """

    is_article: Callable[[str], bool]
    key: Callable[[str], str]
    canonical: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Here:
    """What is known without the web archive's index: ``losses``; which captures were fetched ``before``, by
    address and time; what archived lists have ``named``, by what makes two articles the same.
    """

    losses: Losses
    before: Collection[tuple[str, datetime]] = frozenset()
    named: Mapping[str, Entry] = field(default_factory=dict)


def address_of(url: str) -> str:
    """What makes two addresses the same in an index: without scheme and default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path or '/'}{query}"


def targets_of(here: Here, index: Index, reading: Reading, first_year: int) -> list[Target]:
    """The pages to ask for, the most promising first."""
    found = [
        Target(entry, tuple(_fresh(entry.url, index, here.before)))
        for entry in here.losses.lost
        if not FILE.search(urlsplit(entry.url).path)
    ]
    lost = {reading.key(target.entry.url) for target in found}
    unknown = [
        target
        for target in _unknown(here, index, reading)
        if reading.key(target.entry.url) not in lost and target.captures[0].at.year > first_year
    ]
    near = frozenset(neighbourhood(url) for url in here.losses.reports)
    unknown.sort(key=lambda target: _promise(target, near))
    return [target for target in (*found, *unknown) if target.captures]


def _fresh(url: str, index: Index, before: Collection[tuple[str, datetime]]) -> list[Archived]:
    """The captures of an address, unless the newest that can be had is here already."""
    captures = index.of(url)[:MOST_CAPTURES]
    return [] if any((url, one.at) in before for one in captures) else captures


def _unknown(here: Here, index: Index, reading: Reading) -> list[Target]:
    known = {make(url) for url in here.losses.known for make in (reading.key, address_of)}
    found: dict[str, Target] = {}
    for address, captures in index.captures.items():
        url = reading.canonical(f"{urlsplit(captures[0].url).scheme}://{address}")
        key = reading.key(url)
        entry = here.named.get(key)
        if address in known or key in known or not (entry or _is_page(url, reading)):
            continue
        fresh = _fresh(url, index, here.before)
        if fresh:
            found.setdefault(key, Target(replace(entry or Entry(url, ""), url=url), tuple(fresh)))
    return list(found.values())


def _is_page(url: str, reading: Reading) -> bool:
    return FILE.search(urlsplit(url).path) is None and reading.is_article(url)


def neighbourhood(url: str) -> str:
    """What articles of one column have in common: the address without its dates and its last number."""
    path = _DATE.sub("#", urlsplit(url).path)
    folder, _, last = path.rpartition("/")
    numbers = list(_NUMBER.finditer(last))
    return f"{folder}/{last[: numbers[-1].start()] if numbers else last}"


def _promise(target: Target, near: Collection[str]) -> tuple[bool, bool, bool, str, str]:
    """What comes first when sorted."""
    url = target.entry.url
    newest = "".join(chr(ord("9") - int(digit)) for digit in target.captures[0].timestamp)
    unnamed, far, elsewhere = (
        not target.entry.title,
        neighbourhood(url) not in near,
        not OPEN_ADDRESS.search(url),
    )
    return (unnamed, far, elsewhere, newest, url)

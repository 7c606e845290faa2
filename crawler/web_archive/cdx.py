"""CDX: the index of a web archive, asked by host and time, whatever its server prints.

1. Where the index and the captures stand is told from the address that a person gives: of a collection of
   pywb, of a wayback machine, or of the CDX server itself. Several places may be meant; the first that
   answers as an index is it.
2. An answer is a JSON array with a row of names on top (Internet Archive), a JSON object per line (pywb), or
   plain CDX lines; names differ (``original`` or ``url``, ``statuscode`` or ``status``).
3. Servers cut long answers off without a word (pywb at 100,000 lines): so each question has a limit, and a
   span of time whose answer is as long as the limit is asked for again in two halves.

Sources: the CDX server of the Internet Archive (wayback-cdx-server/README), pywb (CDXJ server API).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

LIMIT = 10_000
#: No span shorter than this is halved again.
SHORTEST = timedelta(hours=1)
_PLAIN = ("urlkey", "timestamp", "url", "mime", "status", "digest")
_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}
_REVISIT = "warc/revisit"


class NoIndex(ValueError):
    """An answer that is no CDX."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A web archive: ``index`` is asked, the captures stand at ``<replay>/<timestamp>id_/<address>``."""

    index: str
    replay: str

    def memento(self, url: str, timestamp: str) -> str:
        """The address of a capture as it was, nothing rewritten in it."""
        return f"{self.replay}/{timestamp}id_/{url}"

    def question(self, host: str, span: Span, limit: int = LIMIT) -> str:
        """The address that answers what the archive has of a host in a span of time."""
        asked = {"url": f"{host}/", "matchType": "host", "output": "json", "limit": limit}
        times = {"from": stamp(span.start), "to": stamp(span.end)}
        return f"{self.index}?{urlencode({**asked, **times})}"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, both moments included."""

    start: datetime
    end: datetime

    def halves(self) -> tuple[Span, Span] | None:
        """The two halves, a second between them; None for a span too short."""
        if self.end - self.start < SHORTEST:
            return None
        middle = (self.start + (self.end - self.start) / 2).replace(microsecond=0)
        return Span(self.start, middle), Span(middle + timedelta(seconds=1), self.end)


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture that a web archive has. ``timestamp`` is as printed: 14 digits, UTC."""

    url: str
    timestamp: str
    status: str
    mime: str
    digest: str

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return moment(self.timestamp)

    @property
    def is_answer(self) -> bool:
        """Whether the page was there: status 200, or the same bytes as an earlier capture."""
        return self.status == "200" or (self.mime == _REVISIT and not self.status.isdigit())


def stamp(at: datetime) -> str:
    """A moment as CDX prints it."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def moment(timestamp: str) -> datetime:
    """The moment that 14 digits mean. Raises ValueError for others."""
    return datetime.strptime(f"{timestamp}+0000", "%Y%m%d%H%M%S%z")


def endpoints(address: str) -> tuple[Endpoint, ...]:
    """Where index and captures may stand, the likeliest first. Raises ValueError for no http address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            f"A web archive needs a full address, such as https://web.archive.org, not {address!r}."
        )
    base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    root = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    wayback = Endpoint(f"{root}/cdx/search/cdx", f"{root}/web")
    if base.endswith("/cdx/search/cdx"):
        return (Endpoint(base, f"{base.removesuffix('/cdx/search/cdx')}/web"),)
    if base.endswith(("/cdx", "-index", "-cdx")):
        return (Endpoint(base, base.removesuffix("/cdx").removesuffix("-index").removesuffix("-cdx")),)
    collection = (Endpoint(f"{base}/cdx", base), Endpoint(f"{base}-index", base))
    return (wayback, *collection) if parts.path.strip("/") in ("", "web") else (*collection, wayback)


def captures_of(text: str) -> list[Archived]:
    """The captures that an answer lists. Raises NoIndex for what is none."""
    return [_archived(row) for row in _rows(text)]


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    start = text.lstrip()[:1]
    if start == "[":
        yield from _table(text)
        return
    for line in filter(str.strip, text.splitlines()):
        yield _line(line)


def _table(text: str) -> Iterator[Mapping[str, str]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise NoIndex(f"a JSON array that breaks off: {error}") from error
    if not all(isinstance(row, list) for row in rows):
        raise NoIndex("a JSON array of something else than rows")
    for row in rows[1:]:
        yield dict(zip(map(str, rows[0]), map(str, row), strict=False))


def _line(line: str) -> Mapping[str, str]:
    """An object, a CDXJ line (key, time, object), or a plain CDX line."""
    brace = line.find("{")
    if brace >= 0:
        try:
            said = json.loads(line[brace:])
        except ValueError as error:
            raise NoIndex(f"a line that is no JSON: {line[:80]!r}") from error
        return {**dict(zip(_PLAIN[:2], line[:brace].split(), strict=False)), **said}
    words = line.split()
    if len(words) < len(_PLAIN) or not (words[1].isdigit() and len(words[1]) == len("20200101000000")):
        raise NoIndex(f"a line that is no CDX: {line[:80]!r}")
    return dict(zip(_PLAIN, words, strict=False))


def _archived(row: Mapping[str, str]) -> Archived:
    said = {_NAMES.get(name, name): str(value) for name, value in row.items()}
    try:
        moment(said["timestamp"])
        return Archived(
            said["url"],
            said["timestamp"],
            said.get("status", "-"),
            said.get("mime", ""),
            said.get("digest", ""),
        )
    except (KeyError, ValueError) as error:
        raise NoIndex(f"a row without address or time: {dict(row)}") from error


def newest_first(captures: Iterable[Archived]) -> list[Archived]:
    """The captures that are answers, each content once with its latest capture."""
    latest: dict[str, Archived] = {}
    for one in sorted(captures, key=lambda one: one.timestamp):
        if one.is_answer:
            latest.pop(one.digest, None)
            latest[one.digest or one.timestamp] = one
    return sorted(latest.values(), key=lambda one: one.timestamp, reverse=True)

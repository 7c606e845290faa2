"""One capture as a web archive gives it (存档页): how it is asked for, and how it is kept as evidence.

1. It is asked for at ``<timestamp>id_``: as it was, nothing rewritten in it.
2. Its time is what the answer says (``Memento-Datetime``, RFC 7089), else what the index said: a web archive
   may lead on to the nearest capture that it can give.
3. It is written to our WARC as the portal's answer at that time, under the portal's address; that it came
   from a web archive, which one, and when, stands in the metadata record beside it. There is no request
   record: nobody asked the portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import Request, Response

from crawler.warc import Exchange, Headers
from crawler.web_archive.cdx import Archived, Endpoint

#: Where a request leaves word of the capture that it asks for.
META = "memento"
_ORIGINAL = "x-archive-orig-"
#: Headers that say how the web archive has packed its answer, and others that are its own.
_PACKING = ("content-length", "transfer-encoding", "content-encoding")
_ITS_OWN = ("memento-datetime", "link", "content-location", "date", "server", "connection", "keep-alive")


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture to ask for: the portal's ``url``, and when the web archive says that it was captured."""

    url: str
    at: datetime


def memento_request(endpoint: Endpoint, url: str, capture: Archived) -> Request:
    """The request for a capture of an address; whoever asks adds callbacks."""
    asked = endpoint.memento(capture.url, capture.timestamp)
    return Request(asked, meta={META: Memento(url, capture.at)})


def memento_of(request: Request) -> Memento | None:
    """The capture that a request asks for; None for a request to the portal, or to an index."""
    found: Memento | None = request.meta.get(META)
    return found


def captured_at(memento: Memento, response: Response) -> datetime:
    """When the answer was captured, by its own word or by the index."""
    said = (response.headers.get("Memento-Datetime") or b"").decode("ascii", "replace")
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return memento.at


def exchange_of(memento: Memento, response: Response, headers: Headers) -> Exchange:
    """The answer as the portal gave it, at its time."""
    facts = {
        "retrieved-from": response.url,
        "retrieved-at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Exchange(
        url=memento.url,
        method="GET",
        request_headers=(),
        status=response.status,
        reason="OK" if response.status == 200 else "",
        response_headers=_of_the_portal(headers),
        body=response.body,
        facts=facts,
        at=captured_at(memento, response),
    )


def _of_the_portal(headers: Headers) -> Headers:
    """The portal's own headers; how the body is packed is as the web archive packed it."""
    original = [
        (name[len(_ORIGINAL) :], value)
        for name, value in headers
        if name.lower().startswith(_ORIGINAL) and name.lower().removeprefix(_ORIGINAL) not in _PACKING
    ]
    named = {name.lower() for name, _ in original}
    wire = [
        (name, value)
        for name, value in headers
        if name.lower() in ("content-type", "content-encoding", *(() if original else _plain(headers)))
    ]
    return [*original, *((name, value) for name, value in wire if name.lower() not in named)]


def _plain(headers: Headers) -> list[str]:
    """What a web archive gives under its own name where it marks no header as the portal's."""
    names = [name.lower() for name, _ in headers]
    return [name for name in names if name not in (*_PACKING, *_ITS_OWN)]

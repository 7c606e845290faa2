"""The records of a WARC file (WARC 1.1, ISO 28500): a response, its request, what else is known of both."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer, as they went over the wire. ``body`` is before any decoding.

    ``facts`` are what is known of the exchange besides, by name: by which run, from which page, how long.
    ``at`` is when it took place, where that was not now: nobody asked the portal, there is no request.
    """

    url: str
    method: str
    request_headers: Headers
    status: int
    reason: str
    response_headers: Headers
    body: bytes
    facts: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A response that was kept before: where it lies, when it came, the digest of its body as received."""

    file: str
    offset: int
    date: str
    digest: str


def response_of(writer: WARCWriter, exchange: Exchange, now: datetime) -> ArcWarcRecord:
    """The record of an answer as it came."""
    return writer.create_warc_record(
        exchange.url,
        "response",
        BytesIO(exchange.body),
        len(exchange.body),
        http_headers=_answer(exchange),
        warc_headers_dict={"WARC-Date": stamp_of(now)},
    )


def revisit_of(writer: WARCWriter, exchange: Exchange, now: datetime, earlier: Earlier) -> ArcWarcRecord:
    """The record of an answer whose body is that of an earlier one."""
    return writer.create_revisit_record(
        exchange.url,
        earlier.digest,
        exchange.url,
        earlier.date,
        http_headers=_answer(exchange),
        warc_headers_dict={"WARC-Date": stamp_of(now)},
    )


def request_of(writer: WARCWriter, exchange: Exchange, now: datetime) -> ArcWarcRecord:
    """The record of what was asked."""
    asked = f"{exchange.method} {_target(exchange.url)} HTTP/1.1"
    headers = StatusAndHeaders(asked, list(exchange.request_headers), is_http_request=True)
    dated = {"WARC-Date": stamp_of(now)}
    return writer.create_warc_record(exchange.url, "request", http_headers=headers, warc_headers_dict=dated)


def metadata_of(
    writer: WARCWriter, exchange: Exchange, now: datetime, response: ArcWarcRecord
) -> ArcWarcRecord:
    """The facts as WARC fields, concurrent to the response (ISO 28500, metadata record)."""
    text = "".join(f"{name}: {value}\r\n" for name, value in exchange.facts.items()).encode()
    of_response = response.rec_headers.get_header("WARC-Record-ID")
    return writer.create_warc_record(
        exchange.url,
        "metadata",
        BytesIO(text),
        len(text),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": stamp_of(now), "WARC-Concurrent-To": of_response},
    )


def _answer(exchange: Exchange) -> StatusAndHeaders:
    status = f"{exchange.status} {exchange.reason}".strip()
    return StatusAndHeaders(status, list(exchange.response_headers), "HTTP/1.1")


def digest_of(body: bytes) -> str:
    """The digest of a body as received, as WARC files print it."""
    return "sha1:" + b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def stamp_of(moment: datetime) -> str:
    """A moment as WARC files print it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _target(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"

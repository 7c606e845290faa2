"""What a replica site gets and gives, free of sockets, and the HTTP rules that hold for all of them.

A site is a pure function from a request to a response, so that tests call it directly and a fault injector
can stand before it. ``finished`` lays the common rules over a site's answer: validators with their 304,
HEAD and gzip.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol
from urllib.parse import parse_qsl

_GZIP_FROM_BYTES = 512
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/javascript")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a site sees it. ``headers`` has lower-case names; ``form`` is a POST's body."""

    host: str
    path: str
    query: str = ""
    method: str = "GET"
    scheme: str = "http"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters with the form's laid over them; the first of a repeated name counts."""
        query: dict[str, str] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            query.setdefault(name, value)
        return {**query, **self.form}


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. ``content_type`` is the header as sent, ``modified`` becomes Last-Modified.

    Where ``hang`` is not 0, nothing is sent for so many seconds, and then the connection is cut.
    """

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0


class Site(Protocol):
    """A web site of the replica."""

    def respond(self, request: Request) -> Response:
        """The answer to a request; the same request always gets the same answer."""
        ...


def finished(request: Request, response: Response) -> Response:
    """The answer as it goes over the wire: validators, 304, gzip, no body for HEAD."""
    headers = {"Content-Type": response.content_type, **response.headers}
    if response.status == 200 and request.method in ("GET", "HEAD"):
        headers |= _validators(response)
        if _is_current(request, headers):
            return Response(b"", status=304, headers=headers)
    body = response.body
    if _wants_gzip(request, response):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    headers["Content-Length"] = str(len(body))
    return replace(response, body=b"" if request.method == "HEAD" else body, headers=headers)


def _validators(response: Response) -> dict[str, str]:
    validators = {"ETag": f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'}
    if response.modified:
        validators["Last-Modified"] = format_datetime(response.modified.astimezone(UTC), usegmt=True)
    return validators


def _is_current(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the client's copy is current; If-None-Match outranks If-Modified-Since (RFC 9110, 13.2.2)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or headers["ETag"] in tags
    since = request.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _wants_gzip(request: Request, response: Response) -> bool:
    return (
        "gzip" in request.headers.get("accept-encoding", "")
        and response.content_type.startswith(_COMPRESSIBLE)
        and len(response.body) >= _GZIP_FROM_BYTES
    )

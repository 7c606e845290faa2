"""Between spider and network: which hosts may be asked, when to ask again, and the evidence of every answer.

Their order (see ``crawler.scrapy_settings``): ``AllowedHosts`` before everything; ``BackOff`` in place of
Scrapy's retries; ``RefuseStandIns`` and ``NameCapture`` where ``Unpack`` has unpacked the body;
``KeepEvidence`` next to the network.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from scrapy.http.headers import Headers

from archive.evidence import last_capture
from archive.records import CaptureRecord
from crawler.breaker import CircuitBreaker
from crawler.flushing import Flushing
from crawler.resolver import REFUSED
from crawler.store import StoreUnreachable
from crawler.warc import Earlier, Exchange, WarcFile, Written, earlier_at
from crawler.web_archive.memento import exchange_of, memento_of
from pipelines.desk import Desk
from pipelines.reading.encoding import decode
from spiders.stand_ins import CutAnswer, StandIn, refuse, unclosed

#: Request headers that name no portal's business: they belong to the proxy or to a person.
_PRIVATE = frozenset({b"proxy-authorization", b"authorization", b"cookie"})


#: No answer of its own: it says that the last capture still stands (``crawler.conditional``).
NOT_MODIFIED = 304


class AllowedHosts:
    """Lets requests through to the portal's own hosts alone, redirected and repeated ones included.

    Scrapy's own filter lets repeated requests pass, and with a host all its subdomains.
    """

    def __init__(self, may_ask: Callable[[str], bool]) -> None:
        self._may_ask = may_ask

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The hosts that the crawler's spider may ask."""
        assert crawler.spider is not None
        return cls(crawler.spider.may_ask)  # type: ignore[attr-defined]

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for a foreign host, and for one whose name leads into a private network."""
        host = request.url.split("/", 3)[2].rpartition("@")[2].partition(":")[0].lower()
        if not self._may_ask(host):
            raise IgnoreRequest(f"{host} is not among the portal's hosts in portals.toml")
        if host in REFUSED:
            told = f"{host} is the private address {REFUSED[host]}"
            raise IgnoreRequest(f"{told}: write the address in place of the name if it is meant")


class BackOff(RetryMiddleware):
    """Scrapy's retries, each after a longer pause: 1, 2, 4 ... times ``NIANBAO_BACK_OFF`` seconds.

    What the server says by Retry-After is obeyed up to ``NIANBAO_BACK_OFF_MOST`` seconds.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._first: float = settings.getfloat("NIANBAO_BACK_OFF")
        self._most: float = settings.getfloat("NIANBAO_BACK_OFF_MOST")

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Ask again after 429 and the temporary ones of 5xx."""
        outcome = super().process_response(request, response)
        if isinstance(outcome, Request):
            await asyncio.sleep(self._pause(outcome, _asked_pause(response)))
        return outcome

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Ask again after a broken connection."""
        outcome = super().process_exception(request, exception)
        if isinstance(outcome, Request):
            await asyncio.sleep(self._pause(outcome, 0.0))
        return outcome

    def _pause(self, repeated: Request, asked: float) -> float:
        times = int(repeated.meta.get("retry_times", 1))
        return min(max(self._first * 2.0 ** (times - 1), asked), self._most)


def _asked_pause(response: Response) -> float:
    """Seconds of Retry-After, given as a number or as a date; 0 without it."""
    text = (response.headers.get("Retry-After") or b"").decode("ascii", "replace").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


class RefuseStandIns:
    """Makes a failure of an answer that is not the page asked for: a challenge, a login, a page cut in two.

    Where a host never closes its pages, nothing is said of one that is not closed.
    """

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker
        self._closing_hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the breaker of the crawler, which is not asked about what is refused here."""
        return cls(CircuitBreaker.of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises StandIn."""
        try:
            refuse(response)
        except StandIn:
            self._breaker.failed(request)
            raise
        if response.status == 200 and self._is_cut(request.url.split("/", 3)[2], response.body):
            raise CutAnswer("the answer ends in the middle: crawl again")
        return response

    def _is_cut(self, host: str, body: bytes) -> bool:
        tag = unclosed(body)
        if tag == b"html":
            return host in self._closing_hosts
        if tag is None and b"</html" in body[-2000:].lower():
            self._closing_hosts.add(host)
        return tag is not None


class KeepEvidence:
    """Writes every answer to the WARC, as received, and onto the disk, before anybody reads it."""

    def __init__(self, data: Path, name: str, desk: Desk, store: str | None = None) -> None:
        self._data, self._name, self._desk, self._store = data, name, desk, store
        self._warc = WarcFile(data, name)
        self._flushing = Flushing(self._warc.sync)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the WARC file of the crawler's portal, closed at the end."""
        assert crawler.spider is not None
        data, store = Path(crawler.settings["NIANBAO_DATA"]), crawler.settings["NIANBAO_STORE"]
        self = cls(data, crawler.spider.name, Desk.of(crawler), store)
        crawler.signals.connect(self._close, signal=signals.engine_stopped)
        return self

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer; ``NameCapture`` makes a capture of it once its body is decoded."""
        if "recalled" in request.meta or response.status == NOT_MODIFIED:
            return response
        written = self._write(request, response)
        await self._flushing.done()
        self._desk.tally.captures += 1
        request.meta["written"] = written
        return response

    def _write(self, request: Request, response: Response) -> Written:
        memento, facts = memento_of(request), self._facts(request)
        if memento:
            recovered = exchange_of(memento, response, _pairs(response.headers))
            return self._warc.write(replace(recovered, facts={**facts, **recovered.facts}))
        exchange = replace(_exchange(request, response), facts=facts)
        return self._warc.write(exchange, self._earlier(request.url))

    def _facts(self, request: Request) -> dict[str, str]:
        """By which run, from which page, in how many milliseconds."""
        facts = {"portal": self._name, "run": str(self._desk.run_id)}
        via = (request.headers.get("Referer") or b"").decode("ascii", "replace")
        seconds = float(request.meta.get("download_latency", 0.0))
        return {**facts, **({"via": via} if via else {}), "fetchTimeMs": str(round(seconds * 1000))}

    def _earlier(self, url: str) -> Earlier | None:
        """What was kept of the address last, in this archive, in the data folder or the store."""
        last = last_capture(self._desk.engine, url)
        if last is None:
            return None
        try:
            return earlier_at(self._data, last.warc_file, last.warc_offset, self._store)
        except StoreUnreachable:
            self._store = None  # nothing is lost: every answer is kept whole from here on
            return None

    def _close(self) -> None:
        self._warc.close()


class Unpack(HttpCompressionMiddleware):
    """Scrapy's, but for the charset: a page gets that of its content, as in reading.

    Scrapy takes the one declared, which is often wrong, and guesses one for the packed bytes, too.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The page unpacked, with its charset said."""
        unpacked = super().process_response(request, _in_charset(response, "latin-1"))
        return _in_charset(unpacked, None) if isinstance(unpacked, Response) else unpacked


class NameCapture:
    """Leaves the capture in ``request.meta["capture"]``: what it is of, and where it stands in the WARC."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Name the capture by its decoded body: a server packs the same page differently each time."""
        written: Written | None = request.meta.pop("written", None)
        if written is not None:
            request.meta["capture"] = _capture(request, response, written)
        return response


def _in_charset(response: Response, charset: str | None) -> Response:
    """The response with a charset, None: that of its content.

    By ``response.replace`` the charset that it declares, or seems to have, would be looked for first.
    """
    if not isinstance(response, TextResponse):
        return response
    said = {name: getattr(response, name) for name in response.attributes if name != "encoding"}
    return type(response)(**said, encoding=charset or decode(response.body).charset)


def _capture(request: Request, response: Response, written: Written) -> CaptureRecord:
    memento = memento_of(request)
    return CaptureRecord(
        url=memento.url if memento else request.url,
        fetched_at=written.at,
        status=response.status,
        sha256=hashlib.sha256(response.body).hexdigest(),
        length=len(response.body),
        media_type=_header(response, "Content-Type") or "",
        warc_file=written.file,
        warc_offset=written.offset,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        source=request.url if memento else None,
    )


def _exchange(request: Request, response: Response) -> Exchange:
    known = HTTPStatus._value2member_map_
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=[("Host", request.url.split("/", 3)[2]), *_pairs(request.headers, _PRIVATE)],
        status=response.status,
        reason=HTTPStatus(response.status).phrase if response.status in known else "",
        response_headers=_pairs(response.headers),
        body=response.body,
    )


def _pairs(headers: Headers, left_out: frozenset[bytes] = frozenset()) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name in headers
        if name.lower() not in left_out
        for value in headers.getlist(name)
    ]


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None

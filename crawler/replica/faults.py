"""Faults on purpose (故障注入): a site's answers, some of them spoilt, always the same ones for a seed.

Each address keeps its fault while the replica runs, so that asking again does not cure it. The home page,
robots.txt and files are left alone. What was spoilt is remembered: a crawl must name every one of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from crawler.replica.exchange import Request, Response, Site

SHARE = 12
"""One address in so many is spoilt."""
HANG_SECONDS = 4.0
_TOTAL = re.compile(
    r"(共\s*|totalRecord\s*[:=]\s*'?|<totalrecord>|\"(?:total|post_count|totalCount)\":\s*|\btotal:\s*'?"
    r"|\btotalsize=\"|\bcount=\"|createPageHTML\('[^)]*,)(\d+)",
    re.IGNORECASE,
)
_PAGE_IN_PATH = re.compile(r"(?:_\d+|/\d{1,3})(\.s?html?)$")
_PAGE_IN_QUERY = re.compile(r"((?:^|&)(?:page|pageNo|currpage|pageIndex)=)\d+")
_CHALLENGE = "<html><head><title></title></head><body><script>var __jsl_clearance='x';</script></body></html>"
_ERROR = "<html><head><title>提示信息</title></head><body><p>系统繁忙，请稍后再试！</p></body></html>"
MISSING_PAGE = "<html><title>404</title><body><h1>您访问的页面不存在或已删除！</h1></body></html>"

Spoil = Callable[[Site, Request, Response], Response | None]


@dataclass
class Faulty:
    """A site that spoils some of its answers. ``spoilt`` maps each such address to its fault."""

    site: Site
    seed: int
    spoilt: dict[str, str] = field(default_factory=dict)

    def respond(self, request: Request) -> Response:
        """The site's answer, spoilt where the seed says so."""
        answer = self.site.respond(request)
        if answer.status != 200 or not _is_page(answer) or request.path in ("/", "/robots.txt"):
            return answer
        chance = _chance(self.seed, request)
        if chance % SHARE:
            return answer
        for name, spoil in _in_turn(chance // SHARE):
            spoilt = spoil(self.site, request, answer)
            if spoilt is not None:
                self.spoilt[_address(request)] = name
                return spoilt
        return answer


def with_faults(sites: Mapping[str, Site], seed: int | None) -> tuple[dict[str, Site], dict[str, str]]:
    """Sites that spoil some answers, and the addresses spoilt so far, by fault; None spoils nothing."""
    spoilt: dict[str, str] = {}
    if seed is None:
        return dict(sites), spoilt
    faulty = {id(site): Faulty(site, seed, spoilt) for site in sites.values()}
    return {host: faulty[id(site)] for host, site in sites.items()}, spoilt


def _chance(seed: int, request: Request) -> int:
    return int(hashlib.sha256(f"{seed} {_address(request)}".encode()).hexdigest()[:12], 16)


def _address(request: Request) -> str:
    query = f"?{request.query}" if request.query else ""
    return f"{request.scheme}://{request.host}{request.path}{query}"


def _is_page(answer: Response) -> bool:
    return answer.content_type.startswith(("text/html", "application/json", "text/xml"))


def _in_turn(start: int) -> Iterator[tuple[str, Spoil]]:
    """All faults, beginning with one by chance: the first that fits the answer is taken."""
    names = list(FAULTS)
    for step in range(len(names)):
        name = names[(start + step) % len(names)]
        yield name, FAULTS[name]


def _fails(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, status=500, body=b"<html><body>HTTP Status 500</body></html>")


def _hangs(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, hang=HANG_SECONDS)


def _repeats(site: Site, request: Request, answer: Response) -> Response | None:
    """The first page of a list in place of a further one."""
    query = _PAGE_IN_QUERY.sub(r"\g<1>1", request.query)
    path = _PAGE_IN_PATH.sub(r"\1", request.path) if request.query == query else request.path
    if (path, query) == (request.path, request.query):
        return None
    first = site.respond(replace(request, path=path, query=query))
    return first if first.status == 200 and first.body != answer.body else None


def _is_cut(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, body=answer.body[: len(answer.body) * 3 // 5])


def _announces_more(_: Site, __: Request, answer: Response) -> Response | None:
    """A total larger than the list's."""
    return _with_total(answer, lambda total: total + 7)


def _announces_fewer(_: Site, __: Request, answer: Response) -> Response | None:
    """A total smaller than the list's."""
    return _with_total(answer, lambda total: total // 2)


def _with_total(answer: Response, lie: Callable[[int], int]) -> Response | None:
    text = answer.body.decode("utf-8", "replace")
    told = _TOTAL.sub(lambda found: f"{found[1]}{lie(int(found[2]))}", text)
    return replace(answer, body=told.encode()) if told != text else None


def _changes_encoding(_: Site, __: Request, answer: Response) -> Response:
    text = answer.body.decode("utf-8", "replace")
    return replace(answer, body=text.encode("gb18030"))


def _challenges(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, body=_CHALLENGE.encode(), content_type="text/html; charset=utf-8")


def _says_an_error(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, body=_ERROR.encode(), content_type="text/html; charset=utf-8")


def _says_it_is_missing(_: Site, __: Request, answer: Response) -> Response:
    return replace(answer, body=MISSING_PAGE.encode(), content_type="text/html; charset=utf-8")


FAULTS: dict[str, Spoil] = {
    "announces more": _announces_more,
    "announces fewer": _announces_fewer,
    "fails": _fails,
    "repeats": _repeats,
    "is cut": _is_cut,
    "hangs": _hangs,
    "changes encoding": _changes_encoding,
    "challenges": _challenges,
    "says an error": _says_an_error,
    "says it is missing": _says_it_is_missing,
}
"""What may be wrong with an answer, by name."""

HARMLESS = frozenset({"changes encoding"})
"""Faults that a crawl reads through."""

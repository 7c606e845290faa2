"""A site made of a map from path to page, with endpoints beside it that answer by their parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from crawler.replica.content import Attachment
from crawler.replica.exchange import Request, Response
from crawler.replica.portals.stock import Article

Endpoint = Callable[[Request], Response]
_MOST_ATTACHMENTS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One page or file: its bytes are made when it is first asked for."""

    make: Callable[[], bytes]
    modified: datetime
    content_type: str = "text/html; charset=utf-8"


@dataclass
class PageSite:
    """A site of pages by path (with the query, where it matters) and of endpoints by path, these first.

    Attachments are known by path without suffix, since their names are known only when they are made.
    """

    name: str
    robots: str
    pages: dict[str, Page] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    _files: dict[str, tuple[Article, int]] = field(default_factory=dict)
    _made: dict[Page, bytes] = field(default_factory=dict)

    def respond(self, request: Request) -> Response:
        """The answer to a request; 404 with a page that says so for what the portal does not have."""
        if request.path == "/robots.txt":
            return Response(self.robots.encode(), "text/plain")
        endpoint = self.endpoints.get(request.path)
        return endpoint(request) if endpoint else self.published(request)

    def published(self, request: Request) -> Response:
        """The page or file at an address; a query that no page has of its own changes nothing."""
        address = f"{request.path}?{request.query}"
        page = self.pages.get(address) or self.pages.get(request.path)
        page = page or self._file(request.path) or self._file(address)
        if page is None:
            return self.not_found()
        return Response(self._body(page), page.content_type, modified=page.modified)

    def add(self, path: str, page: Page) -> None:
        """Publish a page; two pages under one path are a defect of the replica."""
        if path in self.pages:
            raise ValueError(f"{self.name} already has a page at {path}; give each page its own path.")
        self.pages[path] = page

    def attach(self, article: Article, stem: Callable[[int], str]) -> None:
        """Publish the attachments of an article; ``stem`` gives the n-th one's path without suffix."""
        for number in range(1, _MOST_ATTACHMENTS + 1):
            self._files[stem(number)] = (article, number)

    def _file(self, path: str) -> Page | None:
        article, number = self._files.get(path.rpartition(".")[0], (None, 0))
        if article is None or len(article.content.attachments) < number:
            return None
        file = article.content.attachments[number - 1]
        if not path.endswith(suffix(file)):
            return None
        return Page(lambda: file.body, article.published, file.media_type)

    def not_found(self) -> Response:
        """The portal's own 404 page."""
        text = (
            f"<html><head><title>404 - {self.name}</title></head><body><h1>404</h1>"
            "<p>您访问的页面不存在或已删除！</p><p><a href='/'>返回首页</a></p></body></html>"
        )
        return Response(text.encode(), status=404)

    def _body(self, page: Page) -> bytes:
        if page not in self._made:
            self._made[page] = page.make()
        return self._made[page]


def suffix(file: Attachment) -> str:
    """The suffix of an attachment's name, with its dot."""
    return PurePosixPath(file.filename).suffix


def robots(*disallowed: str) -> str:
    """A robots.txt that lets everybody in but for the given paths."""
    return "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in disallowed)

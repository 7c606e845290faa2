"""Sites that are in trouble, each in its way."""

from __future__ import annotations

from dataclasses import replace

from crawler.replica.exchange import Request, Response, Site
from crawler.replica.faults import MISSING_PAGE


class Down:
    """A site that is out of order."""

    def respond(self, request: Request) -> Response:  # noqa: ARG002
        """An error of the server."""
        return Response(b"busy", status=500)


class Blank:
    """A site that was rebuilt beyond recognition."""

    def respond(self, request: Request) -> Response:  # noqa: ARG002
        """A page without a link."""
        return Response("<html><body><p>新版网站</p></body></html>".encode())


class Closed:
    """A site that is being worked on."""

    def respond(self, request: Request) -> Response:
        """A notice with status 200 in place of every page."""
        if request.path == "/robots.txt":
            return Response(b"", status=404)
        return Response("<html><title>系统维护</title><body>网站正在升级改造</body></html>".encode())


class Polite:
    """A site that says with status 200 that it has no such page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def respond(self, request: Request) -> Response:
        """The site's answer."""
        answer = self._site.respond(request)
        if answer.status != 404 or request.path == "/robots.txt":
            return answer
        return Response(MISSING_PAGE.encode(), "text/html; charset=utf-8")


class Hiding:
    """A site whose lists are those of another, and which still has the pages that these name no more."""

    def __init__(self, listed: Site, whole: Site) -> None:
        self._listed, self._whole = listed, whole

    def respond(self, request: Request) -> Response:
        """The answer of the lists' site, else the page that it does not have."""
        answer = self._listed.respond(request)
        return self._whole.respond(request) if answer.status == 404 else answer


class Torn:
    """A site some of whose files come without their end."""

    def __init__(self, site: Site, files: frozenset[bytes]) -> None:
        self._site, self._files = site, files

    def respond(self, request: Request) -> Response:
        """The site's answer, one of the files cut short."""
        answer = self._site.respond(request)
        return replace(answer, body=answer.body[:300]) if answer.body in self._files else answer

"""Which scheme a portal speaks: 汶上 answers https with 403, the Henan platform sends http to https."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.replica.exchange import Request, Response, Site


@dataclass(frozen=True, slots=True)
class HttpOnly:
    """A site that refuses https, as its firewall does."""

    site: Site

    def respond(self, request: Request) -> Response:
        """403 for https."""
        if request.scheme == "https":
            return Response(b"<html><body><h1>403 Forbidden</h1></body></html>", status=403)
        return self.site.respond(request)


@dataclass(frozen=True, slots=True)
class HttpsOnly:
    """A site that redirects http to https."""

    site: Site

    def respond(self, request: Request) -> Response:
        """301 for http, to the same path and query."""
        if request.scheme == "http":
            query = f"?{request.query}" if request.query else ""
            target = f"https://{request.host}{request.path}{query}"
            return Response(b"", status=301, headers={"Location": target})
        return self.site.respond(request)

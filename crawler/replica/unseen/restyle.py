"""What stands between an unseen portal and the wire: how links are written, encoding, first page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crawler.replica.content import County
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.unseen.draw import Draw

_LINK = re.compile(r'href="(/[^"/][^"]*)"')
_FRONT = "/portal/index.html"


@dataclass(frozen=True)
class Restyled:
    """A site as it goes over the wire."""

    site: Site
    county: County
    draw: Draw

    def respond(self, request: Request) -> Response:
        """The answer, in the portal's manner."""
        front = self.draw.of("front", ("plain", "plain", "plain", "refresh", "script", "redirect"))
        if request.path == "/" and front != "plain" and request.host == self.county.host:
            return _front(front)
        if request.path == _FRONT:
            request = replace(request, path="/")
        answer = self.site.respond(request)
        if not answer.content_type.startswith("text/html") or not answer.body:
            return answer
        return self._restyled(answer, request)

    def _restyled(self, answer: Response, request: Request) -> Response:
        text = answer.body.decode("utf-8", "surrogateescape")
        text = _LINK.sub(lambda found: f'href="{self._address(found[1], request)}"', text)
        encoding = self.draw.of("encoding", ("utf-8", "utf-8", "gbk", "gbk unsaid", "gbk denied"))
        kind = answer.content_type
        if encoding.startswith("gbk"):
            if encoding == "gbk":
                text = text.replace('charset="utf-8"', 'charset="gb2312"')
            kind = "text/html" if encoding != "gbk denied" else kind
            body = text.encode("gb18030", "replace")
            return replace(answer, body=body, content_type=kind)
        return replace(answer, body=text.encode("utf-8", "surrogateescape"))

    def _address(self, path: str, request: Request) -> str:
        style = self.draw.of("links", ("path", "path", "full", "protocol", "other scheme", "bare host"))
        host, scheme = request.host, self.county.scheme
        other = "http" if scheme == "https" else "https"
        bare = host.removeprefix("www.")
        return {
            "path": path,
            "full": f"{scheme}://{host}{path}",
            "protocol": f"//{host}{path}",
            "other scheme": f"{other}://{host}{path}",
            "bare host": f"{scheme}://{bare}{path}",
        }[style]


def _front(kind: str) -> Response:
    if kind == "redirect":
        return Response(b"", status=302, headers={"Location": _FRONT})
    heads = {
        "refresh": f'<meta http-equiv="refresh" content="0; url={_FRONT}">',
        "script": f"<script>window.location.href='{_FRONT}';</script>",
    }
    text = (
        f'<html><head><meta charset="utf-8"><title>欢迎访问</title>{heads[kind]}</head><body></body></html>'
    )
    return Response(text.encode())

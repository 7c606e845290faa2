"""Pages that a firewall sends in place of the portal's own, with status 200: an error, never a document.

Their marks are data: ``challenges.toml``. What was sent is kept in the WARC all the same.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from pipelines.reading.encoding import decode

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(rb"\s*<")


class ChallengePage(IgnoreRequest):
    """The portal's firewall answered in its place: crawl more slowly, or ask the portal's keeper."""


class RefuseChallenges:
    """A downloader middleware that turns such a page into a failure of its request."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Raises ChallengePage."""
        mark = challenge_in(response.body) if response.status == 200 else None
        if mark:
            raise ChallengePage(
                f"the firewall answered in the portal's place ({mark}): crawl with a longer --delay"
            )
        return response


def challenge_in(body: bytes) -> str | None:
    """The mark of a challenge in a page's bytes; None for a page of the portal's own, or for no page."""
    if not _MARKUP.match(body):
        return None
    marks, longest = _rules()
    found = next((mark for mark in marks if mark.encode() in body or mark.encode("gb18030") in body), None)
    if found is None:
        return None
    return found if len(_UNSEEN.sub("", decode(body).text)) < longest else None


@cache
def _rules() -> tuple[tuple[str, ...], int]:
    rules = tomllib.loads(files("crawler").joinpath("challenges.toml").read_text("utf-8"))
    return tuple(rules["marks"]), int(rules["longest_text"])

"""The openness platform of Guangdong (gkmlpt 政府信息公开目录平台): a tree of categories, lists as JSON.

1. ``/gkmlpt/index`` writes ``window._CONFIG`` with ``SID`` and ``TREE``: categories by number and name.
2. ``/gkmlpt/api/all/<category>?page=1&sid=<SID>`` answers ``articles`` and ``classify.post_count``.
3. Articles are ``.../content/post_<number>.html``.

Observed on 徐闻 and other portals of Guangdong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.trails import Trail, is_annual, tight

ARTICLE = re.compile(r"/content/(?:mpost|post)_(\d+)\.html$")
SITE = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\w+)")
TREE = re.compile(r"[\"']?TREE[\"']?\s*:\s*(?=\[)")
PLATFORM = "/gkmlpt/"


class Gkmlpt(Family):
    """The openness platform of Guangdong."""

    name = "gkmlpt"

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:  # noqa: ARG002
        """The lists of the tree's categories of annual reports, and of all categories below these."""
        site, start = SITE.search(response.text), TREE.search(response.text)
        if site is None or start is None or PLATFORM not in response.url:
            return
        nodes, _ = JSONDecoder(strict=False).raw_decode(response.text, start.end())
        for number, labels in _categories(nodes, ()):
            if is_annual(labels):
                url = urljoin(response.url, f"{PLATFORM}api/all/{number}?page=1&sid={site[1]}")
                yield Lead(url, (*trail, *labels), headers={"Referer": response.url})

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None

    def article_key(self, url: str) -> str | None:
        """The number is the article's in every column."""
        found = ARTICLE.search(url)
        return found[1] if found else None


def _categories(nodes: Any, above: Trail) -> Iterator[tuple[int, Trail]]:
    """Every category of a tree, with its labels from the root down."""
    for node in nodes or ():
        labels = (*above, tight(str(node.get("name", ""))))
        yield node["id"], labels
        yield from _categories(node.get("children"), labels)


class GkmlptSpider(PortalSpider):
    """A portal on the openness platform of Guangdong."""

    families = (Gkmlpt,)

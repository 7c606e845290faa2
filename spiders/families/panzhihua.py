"""The platform of 攀枝花 (米易 and its neighbours): a folder per unit holds all years as ``ID.shtml``.

1. The unit is the folder and the end of the breadcrumb; the year stands in the title alone.
2. The pager is drawn by JavaScript: ``pageCount`` and ``total`` stand in its call; page n is
   ``index_{n}.shtml``.
3. The header names www.panzhihua.gov.cn on every county's site: it is not the host.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.folders import Folders, Numbers

PAGES = re.compile(r"pageCount['\"]?\s*[:=]\s*['\"]?(\d+)")
TOTAL = re.compile(r"\btotal(?:Count|Record|Records)?['\"]?\s*[:=]\s*['\"]?(\d+)")
STEM = re.compile(r"prefix['\"]?\s*[:=]\s*['\"]([^'\"]+)")
SUFFIX = re.compile(r"suffix['\"]?\s*[:=]\s*['\"]\.?([^'\"]+)")


class Panzhihua(Folders):
    """The Panzhihua platform."""

    name = "panzhihua"
    ARTICLE = re.compile(r"/(\d{5,})\.shtml$")

    def numbers(self, response: Response, page: Any) -> Numbers | None:  # noqa: ARG002
        """The numbers in the call that draws the pager."""
        pages = PAGES.search(response.text)
        if pages is None:
            return None
        total = TOTAL.search(response.text)
        stem, suffix = STEM.search(response.text), SUFFIX.search(response.text)
        return Numbers(
            int(pages[1]),
            2,
            stem[1] if stem else "index",
            suffix[1] if suffix else "shtml",
            int(total[1]) if total else None,
        )


class PanzhihuaSpider(PortalSpider):
    """A portal on the Panzhihua platform."""

    families = (Panzhihua,)

"""The common platform of Henan (河南集约化平台): ``/YYYY/MM-DD/ID.html`` wherever an article is listed.

1. Neither unit nor year stands in an article's address: breadcrumb and title say them.
2. ``#pageDec`` holds page size and total of entries, in attributes or text; page n is ``index_{n-1}.html``.

Observed on 桐柏, 武陟 and henan.gov.cn.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.folders import Folders, Numbers


class Henan(Folders):
    """The Henan platform."""

    name = "henan"
    ARTICLE = re.compile(r"/\d{4}/\d{2}-\d{2}/(\d+)\.html$")

    def numbers(self, response: Response, page: Any) -> Numbers | None:  # noqa: ARG002
        """Page size and total: the smaller and the larger number of ``#pageDec``, whatever their names."""
        boxes = page.xpath("//*[@id='pageDec']")
        if not boxes:
            return None
        named = {name.lower(): value for name, value in boxes[0].attrib.items() if value.isdigit()}
        texts = [*named.values(), *re.findall(r"\d+", boxes[0].text_content())]
        size = next((int(v) for n, v in named.items() if "pagesize" in n or "prepage" in n), None)
        total = next((int(v) for n, v in named.items() if "total" in n or "count" in n or "rec" in n), None)
        if size is None and len(texts) > 1:
            size, total = int(texts[0]), int(texts[1])
        if not size or total is None:
            return None
        return Numbers(-(-total // size), 1, total=total)


class HenanSpider(PortalSpider):
    """A portal on the Henan platform."""

    families = (Henan,)

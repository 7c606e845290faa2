"""TRS WCM (拓尔思): ``tYYYYMMDD_ID.html`` below its column; pagers drawn by ``createPageHTML``.

1. Numeric first argument: (pages, current from 0, stem, suffix); page n is ``stem_{n-1}``.
2. String first argument: (element, pages, current from 1, stem, suffix, total); page n is ``stem_{n}``.
3. ``var countPage = N`` with ``index_{n-1}``, or what the script puts together.

Observed on Weifang, Fujian, Hubei, Hunan and Chongqing portals.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.folders import Folders, Numbers

CALL = re.compile(r"createPageHTML\s*\(([^)]*)\)")
COUNT = re.compile(r"var\s+countPage\s*=\s*(\d+)")
#: How a script puts the name of a page together: ``"index_" + page + ".html"``.
FILE = re.compile(r"([\w-]+)_\\?[\"']\s*\+[^;\n]{1,40}\+\s*\\?[\"']\.(\w+)")


class Trs(Folders):
    """TRS WCM."""

    name = "trs"
    ARTICLE = re.compile(r"/t\d{8}_(\d+)\.s?html?$")

    def numbers(self, response: Response, page: Any) -> Numbers | None:  # noqa: ARG002
        """The arguments of ``createPageHTML``, in either dialect."""
        call = CALL.search(response.text)
        if call is None:
            count, file = COUNT.search(response.text), FILE.search(response.text)
            named = (file[1], file[2]) if file else ()
            return Numbers(int(count[1]), 1, *named) if count else None
        arguments = [part.strip().strip("'\"") for part in call[1].split(",")]
        if arguments[0].isdigit():
            pages, _, stem, suffix = arguments[:4]
            return Numbers(int(pages), 1, stem, suffix)
        _, pages, _, stem, suffix, *total = arguments
        return Numbers(int(pages), 2, stem, suffix, int(total[0]) if total else None)


class TrsSpider(PortalSpider):
    """A portal on TRS WCM."""

    families = (Trs,)

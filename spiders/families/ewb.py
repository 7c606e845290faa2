"""新点 (EWB, Epoint): the list of a column is asked for by POST, with a body of JSON.

1. The column's page says ``siteGuid``, ``categorynum`` and ``deptcode``, in a script or in hidden fields.
2. ``POST /rest/lightfrontaction/getgovinfolist`` with these, ``pageIndex`` (from 0) and ``pageSize`` answers
   ``custom.data[]`` with ``infourl``, ``realtitle`` and ``infodate``, and the total.

Observed on portals of Jiangsu and Anhui.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response

from spiders.asking import posted_data
from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.trails import Trail, is_annual

SAID = re.compile(
    r"(siteGuid|categorynum|deptcode)[\"']?\s*(?:[:=]|value=)\s*[\"']([^\"']*)[\"']", re.IGNORECASE
)
NAMES = ("siteGuid", "categorynum", "deptcode")
LIST = "/rest/lightfrontaction/getgovinfolist"
PER_PAGE = 20


class Ewb(Family):
    """Epoint."""

    name = "ewb"

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The list of a column of annual reports."""
        said = {name.lower(): value for name, value in SAID.findall(response.text)}
        for field in page.iter("input"):
            said.setdefault((field.get("id") or field.get("name") or "").lower(), field.get("value") or "")
        if is_annual(trail) and said.get("categorynum"):
            asked: dict[str, str | int] = {name: said.get(name.lower(), "") for name in NAMES}
            url = posted_data(urljoin(response.url, LIST), {**asked, "pageIndex": 0, "pageSize": PER_PAGE})
            yield Lead(url, trail, headers={"Referer": response.url})


class EwbSpider(PortalSpider):
    """A portal on Epoint."""

    families = (Ewb,)

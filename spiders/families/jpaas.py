"""Hanweb's younger platform (jpaas): a column's list is a unit that a gateway builds, HTML inside JSON.

1. The column's page names the unit's parameters in ``queryData="{'webId':'..', 'pageId':'..', ...}"``.
2. ``/api-gateway/jpaas-publish-server/front/page/build/unit`` with these and ``paramJson`` answers
   ``data.html``: entries, and the total as ``count`` of the pager.
3. Articles are ``/art/YYYY/art_<hex>.html`` as on Hanweb.

Observed on 兴化, 泰州 and 烟台.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.families.hanweb import Hanweb
from spiders.scripted import MEMBER
from spiders.trails import Trail, is_annual

QUERY = re.compile(r"queryData\s*=\s*(?:\"(\{[^\"]*\})\"|'(\{[^']*\})')")
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
FIRST_PAGE = quote('{"pageNo":1,"pageSize":30}')


class Jpaas(Family):
    """Hanweb jpaas."""

    name = "jpaas"

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:  # noqa: ARG002
        """The list of a column of annual reports."""
        for double, single in QUERY.findall(response.text) if is_annual(trail) else ():
            members = MEMBER.findall(unescape(double or single))
            asked = {name: first or second or number for name, first, second, number in members}
            url = urljoin(response.url, f"{UNIT}?{urlencode(asked)}&paramJson={FIRST_PAGE}")
            yield Lead(url, trail, headers={"Referer": response.url, "X-Requested-With": "XMLHttpRequest"})


class JpaasSpider(PortalSpider):
    """A portal on Hanweb jpaas."""

    families = (Jpaas, Hanweb)

"""Discovery on any portal (通用发现): from the home page to the reports, whatever the CMS, on a budget.

1. Every page is read by all families at once: whichever knows its lists, pagers or menus says so.
2. What a page leads on to waits in one queue; the most promising is asked for first (``spiders.trails``).
   Besides the words of navigation, addresses that sound like openness promise a little, and so does the
   portal's own search (``spiders.searching``).
3. The budget is counted in requests for columns: some to begin with, and more with every report that is
   listed, so that a large portal may cost more than a small one. What is left over at the end is told.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from pipelines.items import Listing
from spiders.families.base import PortalSpider
from spiders.families.ewb import Ewb
from spiders.families.family import Lead
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.hanweb import Hanweb
from spiders.families.henan import Henan
from spiders.families.jpaas import Jpaas
from spiders.families.panzhihua import Panzhihua
from spiders.families.plain import is_page_link
from spiders.families.trs import Trs
from spiders.families.ucap import Ucap
from spiders.families.vsb import Vsb
from spiders.pages import Anchor, plain
from spiders.searching import searches
from spiders.trails import Promise, Trail, is_open, tight, words

AT_ONCE = 4
TO_BEGIN_WITH = 120
PER_REPORT = 6
#: What promises less than this is left aside without a word when the budget is spent.
WORTH_TELLING = 40
OPEN_ADDRESS = re.compile(r"(?:gknb|zfxxgk|xxgk|zwgk|nb(?:/|_)|ndbg|openness|gongkai)", re.IGNORECASE)
LONGEST_LABEL = 14
#: What promises less than this is asked for only while no report was listed.
FAINT = 20
BESIDE = Promise(15, "a link in the openness tree")


class GenericSpider(PortalSpider):
    """A portal of which nothing is known but its home page."""

    families = (Trs, Henan, Panzhihua, Ucap, Vsb, Gkmlpt, Jpaas, Hanweb, Ewb)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._waiting: list[tuple[int, int, Lead]] = []
        self._order = count()
        self._under_way = 0

    def parse_column(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A column, and then the most promising ones of those that wait."""
        yield from self._answered(super().parse_column(response, trail))

    def parse_list_page(self, response: Response, key: str, trail: Trail) -> Iterator[Any]:
        """A further page of a list: the reports that it names may raise the budget."""
        yield from self._answered(super().parse_list_page(response, key, trail))

    def lost_column(self, failure: Failure) -> Iterator[Any]:
        """A column that could not be fetched; the others go on."""
        yield from self._answered(super().lost_column(failure))

    def lost_list_page(self, failure: Failure) -> Iterator[Any]:
        """A page of a list that could not be fetched; the columns go on."""
        yield from self._answered(super().lost_list_page(failure))

    def column_request(self, lead: Lead) -> Request:
        """The request for a column, which counts as under way until it is answered."""
        self._under_way += 1
        return super().column_request(lead)

    def list_request(self, *args: Any) -> Request:
        """A further page of a list, which is under way as well."""
        self._under_way += 1
        return super().list_request(*args)

    def _answered(self, found: Iterator[Any]) -> Iterator[Any]:
        """What an answer gives, then what is asked next; once nothing is, what the budget left over."""
        yield from found
        self._under_way -= 1
        yield from self._most_promising()
        if not self._under_way:
            yield from self._left_over()

    def further_columns(self, response: Response, page: Any, trail: Trail, *more: Any) -> Iterator[Request]:
        """As every spider; the portal's own search waits behind everything else."""
        yield from super().further_columns(response, page, trail, *more)
        for found in searches(response, page) if not trail else ():
            lead = replace(found, url=self.portal.own(found.url))
            if self.is_inside(lead.url) and plain(lead.url) not in self.steps:
                yield from self.follow(lead)

    def follow(self, lead: Lead) -> Iterator[Request]:
        """A column waits for its turn."""
        self.remember(lead)
        heapq.heappush(self._waiting, (-lead.promise.score, next(self._order), lead))
        yield from ()

    def _most_promising(self) -> Iterator[Request]:
        while self._waiting and self._under_way < AT_ONCE and self._asked() < self.budget:
            lead = heapq.heappop(self._waiting)[2]
            needless = lead.promise.score < FAINT and self.listed_count
            if self.steps[plain(lead.url)].trail == lead.trail and not needless:
                yield self.column_request(lead)

    def _asked(self) -> int:
        return len(self.steps) - len(self._waiting)

    @property
    def budget(self) -> int:
        """How many columns may be asked for, by the number of reports listed so far."""
        return TO_BEGIN_WITH + PER_REPORT * self.listed_count

    def _left_over(self) -> Iterator[Listing]:
        """What the budget did not reach, as lists that were not read."""
        for _, _, lead in self._waiting:
            if lead.promise.score >= WORTH_TELLING:
                reason = f"the budget of {self.budget} columns ended before it ({lead.promise.why})"
                yield Listing(self.name, lead.url, lead.url, (), (), problem=reason)

    def promise(self, anchor: Anchor, page: str, trail: Trail) -> Promise | None:
        """As every spider; besides, addresses that sound like openness promise a little."""
        return super().promise(anchor, page, trail) or self._faint(anchor, trail)

    def _faint(self, anchor: Anchor, trail: Trail) -> Promise | None:
        label = tight(anchor.text)
        unfit = not label or len(label) > LONGEST_LABEL or is_page_link(label) or label.isdigit()
        if unfit or any(word in label for word in words().never):
            return None
        if OPEN_ADDRESS.search(anchor.url) and not anchor.day:
            return Promise(30 if is_open(trail) else FAINT, "an address that sounds like openness")
        return BESIDE if is_open(trail[-1:]) and not anchor.day else None

"""The made-up portals, one per CMS family that the five portals do not use."""

from __future__ import annotations

from collections.abc import Callable

from crawler.replica.exchange import Site
from crawler.replica.further import FURTHER, further_population
from crawler.replica.portals.further.ewb import dingyuan
from crawler.replica.portals.further.gkmlpt import xuwen
from crawler.replica.portals.further.jpaas import jianhu
from crawler.replica.portals.further.numbered import shucheng
from crawler.replica.portals.further.trees import cangxi
from crawler.replica.portals.further.ucap import ningdu
from crawler.replica.portals.further.vsb import jianshui
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Stock, stock_of

BUILDERS: dict[str, Callable[[Stock], PageSite]] = {
    "ningdu": ningdu,
    "jianshui": jianshui,
    "xuwen": xuwen,
    "jianhu": jianhu,
    "cangxi": cangxi,
    "shucheng": shucheng,
    "dingyuan": dingyuan,
}
FIRST_NUMBER = 512000


def further_sites() -> dict[str, Site]:
    """The made-up portals' sites by host."""
    people = further_population()
    return {one.host: BUILDERS[one.portal](stock_of(one, people, FIRST_NUMBER)) for one in FURTHER}

"""The web servers of the replica, by host: the five portals, the made-up ones, and the extra hosts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.replica.content import COUNTIES, Population, extra_documents, population
from crawler.replica.edits import Edits
from crawler.replica.exchange import Site
from crawler.replica.portals.extra import single_document
from crawler.replica.portals.further import further_sites
from crawler.replica.portals.hanweb import wenshang
from crawler.replica.portals.henan import tongbai, wuzhi
from crawler.replica.portals.panzhihua import scmiyi
from crawler.replica.portals.schemes import HttpOnly, HttpsOnly
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Stock, stock_of
from crawler.replica.portals.trs import changle


@dataclass(frozen=True, slots=True)
class Portal:
    """How one portal is built: its family's builder, its first article number, hosts beside the bare one.

    ``guard`` stands before the site where it does not answer http and https alike.
    """

    build: Callable[[Stock], PageSite]
    first_number: int
    aliases: tuple[str, ...] = ()
    guard: Callable[[Site], Site] | None = None


PORTALS: dict[str, Portal] = {
    "wenshang": Portal(wenshang, 2690041, guard=HttpOnly),
    "changle": Portal(changle, 610203),
    "tongbai": Portal(tongbai, 740050, guard=HttpsOnly),
    "wuzhi": Portal(wuzhi, 480120, guard=HttpsOnly),
    "scmiyi": Portal(scmiyi, 10188142, ("wap.scmiyi.gov.cn",)),
}


def portal_sites(people: Population, edits: Edits | None = None) -> dict[str, Site]:
    """The sites by host of a population's portals, as it was published or as it was edited since."""
    sites: dict[str, Site] = {}
    for county in (one for one in COUNTIES if people.units.get(one.code)):
        portal = PORTALS[county.portal]
        site = portal.build(stock_of(county, people, portal.first_number, edits))
        for host in (county.host, county.host.removeprefix("www."), *portal.aliases):
            sites[host] = portal.guard(site) if portal.guard else site
    return sites


def all_sites() -> dict[str, Site]:
    """Every host of the replica with its site, for the populations that are the same everywhere."""
    extra = {document.host: single_document(document) for document in extra_documents()}
    return {**extra, **further_sites(), **portal_sites(population())}

"""The CMS families by the names that the registry uses, and the spider of a portal."""

from __future__ import annotations

from importlib import import_module

from spiders.families.base import PortalSpider
from spiders.registry import InvalidRegistry, Portal, portals

FAMILIES = {
    "ewb": "spiders.families.ewb:EwbSpider",
    "generic": "spiders.generic:GenericSpider",
    "gkmlpt": "spiders.families.gkmlpt:GkmlptSpider",
    "hanweb": "spiders.families.hanweb:HanwebSpider",
    "henan": "spiders.families.henan:HenanSpider",
    "jpaas": "spiders.families.jpaas:JpaasSpider",
    "panzhihua": "spiders.families.panzhihua:PanzhihuaSpider",
    "json": "spiders.families.base:PortalSpider",
    "plain": "spiders.families.base:PortalSpider",
    "trs": "spiders.families.trs:TrsSpider",
    "ucap": "spiders.families.ucap:UcapSpider",
    "vsb": "spiders.families.vsb:VsbSpider",
}
"""Where the base class of each family's spiders stands."""


def spider_of(portal: Portal) -> type[PortalSpider]:
    """The spider of a portal: its module's, if it has one, else one made of its family's base class.

    Raises InvalidRegistry for a family that there is not.
    """
    if portal.name in portals():
        module = import_module(f"spiders.{portal.name}")
        found: type[PortalSpider] = getattr(module, f"{portal.name.title()}Spider")
        return found
    return type(f"{portal.name.title()}Spider", (base_of(portal),), {"name": portal.name})


def base_of(portal: Portal) -> type[PortalSpider]:
    """The base class of a portal's family. Raises InvalidRegistry for a family that there is not."""
    place = FAMILIES.get(portal.family)
    if place is None:
        known = ", ".join(sorted(FAMILIES))
        raise InvalidRegistry(f"[{portal.name}]: no family is called {portal.family!r}; there are {known}.")
    module, _, name = place.partition(":")
    found: type[PortalSpider] = getattr(import_module(module), name)
    return found

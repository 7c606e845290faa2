"""``nianbao portal``: the registry of portals."""

from __future__ import annotations

from crawler.console import print_json, print_table
from crawler.options import command
from crawler.settings import Settings


@command(examples=("nianbao portal list", "nianbao portal list --json"), uses=("data", "json"))
def list_(settings: Settings) -> None:
    """List the portals that can be crawled, by the names to crawl them by."""
    from spiders.registry import known_portals

    known = [
        {"name": one.name, "county": one.county, "family": one.family, "home": one.home}
        for one in known_portals(settings.data).values()
    ]
    if settings.json:
        print_json(known)
    else:
        print_table(("name", "county", "family", "home"), [tuple(one.values()) for one in known])

"""What a portal's ledger must be told by the other rooms: its towns, and whose its open pages are.

1. The townships and streets (乡镇街道) of the portal's county are those of the division table.
2. An open page is somebody's by the unit that its list names, else by its title; where the two leave a doubt,
   nobody's: it is told in ``nianbao coverage`` under its title.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from archive import divisions
from archive.expectations import Counted, Known, OpenPage, judge_expectations, open_pages
from archive.naming import Name
from pipelines.identity.names import Named, government_of, read_name
from pipelines.identity.title import read_title
from spiders.registry import Portal

if TYPE_CHECKING:
    from sqlalchemy import Engine


def judge_portal(engine: Engine, portal: Portal, begun: datetime, *, complete: bool) -> Counted:
    """Judge what is expected of a portal after a look that began at a moment.

    ``complete``: the look discovered all of it.
    """
    pages = {page.id: about for page in open_pages(engine, portal.name) if (about := _about(page, portal))}
    known = Known(portal.since, tuple(towns_of(portal)), pages)
    return judge_expectations(engine, portal.name, known, begun, complete=complete)


def towns_of(portal: Portal) -> Iterator[Name]:
    """The townships and streets of a portal's county, as bodies are named; zones have no government."""
    for place in divisions.children(portal.division):
        named = government_of(place) if len(place.code) == 9 else None
        if named is not None:
            yield Name(named.name, named.kind, named.division)


def _about(page: OpenPage, portal: Portal) -> tuple[Name, int] | None:
    """The body and year that a page seems to be about; None where its list leaves a doubt."""
    title = read_title(page.title)
    year = page.year or title.year
    named = [one for one in (_named(page.unit, portal), _named(title.body, portal)) if one]
    if year is None or not named or len({(one.name, one.division) for one in named}) > 1:
        return None
    return Name(named[0].name, named[0].kind, named[0].division), year


def _named(printed: str | None, portal: Portal) -> Named | None:
    """The one body that a name means at a portal."""
    place = divisions.division(portal.division)
    found = read_name(printed, (place,) if place else ()) if printed else ()
    return found[0] if len(found) == 1 and found[0].sure and found[0].division else None

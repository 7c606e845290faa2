"""A body's name as a person writes it, turned into what documents of that name resolve to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from archive import divisions
from archive.errors import BodyChangeRefused
from archive.naming import Name
from pipelines.identity.names import Named, read_name


def names_meant(body: Any, text: str, *, refuse: bool = True) -> tuple[Name, ...]:
    """The official name that ``text`` means in a body's county, once for every place it may resolve to.

    ``body`` is a row of table ``body``; of one without a division the text is the name. With ``refuse``
    raises BodyChangeRefused for a name that is none, that can be read in two ways, or that names another
    county.
    """
    tight = re.sub(r"\s+", "", text)
    if refuse and len(tight) < 2:
        raise BodyChangeRefused(f"{text!r} is no name of a body.")
    place = divisions.division(body.division_code) if body.division_code else None
    if place is None:
        return (Name(tight, body.kind, None, body.scope),)
    county = divisions.county_of(place.code) or place
    readings = _inside(county, read_name(tight, (county,)), tight if refuse else "")
    if body.kind == "government" and tight.endswith("人民政府"):
        # A county that was renamed after the list of divisions was made: its new name reads as a unit of it.
        readings = [one for one in readings if one.kind == body.kind]
    official = list(dict.fromkeys(one.name for one in readings)) or [tight]
    if refuse and len(official) > 1:
        raise BodyChangeRefused(f"{text} can be {' or '.join(official)}: write it in full.")
    found = [Name(one.name, one.kind.value, one.division, county=one.county) for one in readings]
    return (Name(official[0], body.kind, body.division_code), *found)


def _inside(county: divisions.Division, readings: Iterable[Named], text: str) -> list[Named]:
    """The readings in a county; with a text, raises BodyChangeRefused where it names another place."""
    every = list(readings)
    inside = [one for one in every if (one.division or one.county or "")[:6] == county.code]
    if text and every and not inside:
        raise BodyChangeRefused(
            f"{text} is read as {every[0].name}, outside {county.name}: a body's names lie in its county."
        )
    return inside

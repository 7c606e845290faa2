"""Places in a printed name and around a document: which county (县) a body can belong to.

Names of towns repeat nationwide, so a body is looked for only inside the places found here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive import divisions
from archive.divisions import Division
from pipelines.identity.wording import KEPT, compact, full_text, meta
from pipelines.model import Context, Document

_LONGEST_NAME = 16
_ENDING = re.compile("[县区市旗]")
_CHARACTERS = re.compile(r"[\u4e00-\u9fff]+\Z")
_LONGEST_RUN = 15
_CHINA_DOT = re.compile(r"中国[·•.・‧∙・]([\u4e00-\u9fff]{2,6}?)(?=[”\"』」门政网县区市])")


@dataclass(frozen=True, slots=True)
class Address:
    """The places at the front of a printed name, deepest ones as candidates, and the rest of the name."""

    places: tuple[Division, ...]
    rest: str


@lru_cache(maxsize=4096)
def split_places(printed: str) -> Address:
    """Take province, city and county off the front of a compact name: 济宁市汶上县白石镇 -> 汶上县 | 白石镇.

    Only full names count (湖南镇 is a town, not a province). The deepest place has several candidates
    where its name repeats (白云区) and nothing above it is printed.
    """
    here: tuple[Division, ...] = ()
    rest = printed
    for level in ("province", "city", "county"):
        found = _longest(rest, level, here)
        if found:
            here, rest = found, rest[len(found[0].name) :]
    return Address(here, rest)


def _longest(text: str, level: str, above: tuple[Division, ...]) -> tuple[Division, ...]:
    for size in range(min(_LONGEST_NAME, len(text)), 1, -1):
        found = tuple(
            place
            for place in divisions.by_name(text[:size], (level,))
            if not divisions.is_grouping(place) and (not above or any(is_below(place, up) for up in above))
        )
        if found:
            return found
    return ()


def is_below(place: Division, above: Division) -> bool:
    """True when ``place`` lies in ``above``, at any depth, or is it."""
    return place == above or any(up == above for up in divisions.ancestors(place.code))


def named_place(text: str) -> tuple[Division, ...]:
    """Places meant by a county or city setting: a code (370830), a full name, or a name without ending."""
    tight = compact(text)
    if tight.isdigit():
        place = divisions.division(tight[:6])
        return (place,) if place else ()
    address = split_places(tight)
    return address.places if address.places else divisions.county_by_name(tight)


def site_places(document: Document) -> tuple[Division, ...]:
    """The place whose website this is, by the State Council's site code, else its name, else ``()``."""
    code = re.match(r"\d{6}", meta(document, "SiteIDCode"))
    place = divisions.division(code.group()) if code else None
    if place:
        return (place,)
    name = compact(meta(document, "SiteName"))
    address = split_places(re.sub(r"^中国[·•.]", "", name))
    if address.places:
        return address.places
    dotted = _CHINA_DOT.search(name + "网")
    return divisions.county_by_name(dotted.group(1)) if dotted else ()


@lru_cache(maxsize=KEPT)
def mentioned(document: Document, context: Context) -> Counter[str]:
    """Codes of all places from the county up that the document or its listing names, with how often."""
    texts = [
        full_text(document),
        compact(meta(document, "breadcrumb", "ColumnName")),
        context.listed_title or "",
    ]
    text = "。".join(texts)
    counts: Counter[str] = Counter()
    for run in _mentions(text):
        for place in _ending_with(run):
            counts[place.code] += 1
    for found in _CHINA_DOT.finditer(text):
        for place in divisions.county_by_name(found.group(1)):
            counts[place.code] += 1
    return counts


def _mentions(text: str) -> Iterator[str]:
    """The runs of at most 15 characters up to each ending of a place's name (县区市旗), in reading order."""
    start = 0
    for ending in _ENDING.finditer(text):
        end = ending.start()
        before = _CHARACTERS.search(text, max(start, end - _LONGEST_RUN), end)
        if before:
            start = end + 1
            yield text[before.start() : start]


def _ending_with(run: str) -> tuple[Division, ...]:
    """The places, county or above, whose full name a run of characters ends with; the longest name wins."""
    for start in range(len(run) - 1):
        places = divisions.by_name(run[start:], ("county", "city", "province"))
        if places:
            return tuple(place for place in places if not divisions.is_grouping(place))
    return ()

"""Which links lead on to annual reports (导航规则): words of navigation as data, ``trails.toml``.

A trail is the labels of the links followed so far, from the home page. What a link's text means depends
on where it stands: 乡镇 leads on within the openness tree, and means nothing on a news page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from archive.divisions import county_by_name
from pipelines.identity.rules import rules
from pipelines.identity.title import read_title

Trail = tuple[str, ...]
#: What is said of a kind of unit, and names none of them.
KIND = re.compile(r"[各乡镇街道（）()、/办事处人民政府]+")
YEAR_COLUMN = re.compile(r"(?:19|20)\d\d年?(?:度)?")


@dataclass(frozen=True, slots=True)
class Promise:
    """How much a link promises, from 0 to 100, and why, in a few words."""

    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``trails.toml``."""

    annual: tuple[str, ...]
    openness: tuple[str, ...]
    openness_short: tuple[str, ...]
    no_openness: tuple[str, ...]
    groups: tuple[str, ...]
    units: tuple[str, ...]
    no_units: frozenset[str]
    never: tuple[str, ...]
    maps: tuple[str, ...]
    longest: int
    longest_short: int


@cache
def words() -> Words:
    """The words of navigation, read once."""
    raw = tomllib.loads(files("spiders").joinpath("trails.toml").read_text("utf-8"))
    return Words(
        tuple(raw["annual"]),
        tuple(raw["openness"]),
        tuple(raw["openness_short"]),
        tuple(raw["no_openness"]),
        tuple(raw["groups"]),
        tuple(raw["units"]),
        frozenset(raw["no_units"]),
        tuple(raw["never"]),
        tuple(raw["maps"]),
        int(raw["longest_label"]),
        int(raw["longest_short"]),
    )


def tight(text: str) -> str:
    """A label without white space."""
    return re.sub(r"\s+", "", text)


def is_annual(trail: Sequence[str]) -> bool:
    """Whether a trail has reached the annual reports (政府信息公开年报)."""
    return any(_is_annual(tight(label)) for label in trail)


def is_open(trail: Sequence[str]) -> bool:
    """Whether a trail is within the openness tree (政府信息公开)."""
    return any(_is_open(tight(label)) or _is_annual(tight(label)) for label in trail)


def names_a_unit(label: str) -> bool:
    """Whether a label is nothing but the name of a unit, such as 淮源镇 or 县发展和改革局."""
    label = tight(label)
    named = label.endswith(words().units) and 2 <= len(label) <= words().longest and not KIND.fullmatch(label)
    return named and label not in words().no_units and not _is_annual(label) and _is_place_or_office(label)


def _is_place_or_office(label: str) -> bool:
    """Whether a label that ends like a county is a county's name (走进汶上县 is none)."""
    return not re.search(r"(?:[县市旗]|(?<!开发)(?<!园)(?<!新)区)$", label) or bool(county_by_name(label))


def leads_on(text: str, trail: Sequence[str]) -> Promise | None:
    """What a link with this text promises, given how its page was reached; None for one not to follow."""
    label = tight(text)
    if not label or len(label) > words().longest or any(word in label for word in words().never):
        return None
    if read_title(label).is_report and re.search(r"\d{4}", label):
        return None
    return next((Promise(score, why) for holds, score, why in _signs(label, trail) if holds), None)


def _signs(label: str, trail: Sequence[str]) -> Iterator[tuple[bool, int, str]]:
    """What may speak for a label, the strongest first; within the annual reports everything counts more."""
    inside, annual = is_open(trail), is_annual(trail)
    yield _is_annual(label), 100, "annual reports"
    yield annual and _is_year(label, trail), 90, "a year of annual reports"
    yield annual and _is_group(label), 90, "a group of units, in annual reports"
    yield annual and names_a_unit(label), 85, "a unit, in annual reports"
    yield _is_open(label), 70, "openness"
    yield inside and _is_group(label), 50, "a group of units"
    yield is_map(label), 40, "a site map"
    yield inside and names_a_unit(label), 45, "a unit"


def is_map(label: str) -> bool:
    """Whether a label is that of a site map (网站地图)."""
    return _has(label, words().maps)


def unit_in(trail: Sequence[str]) -> str | None:
    """The unit whose column a trail has reached, by its last label that is a unit's name."""
    return next((tight(label) for label in reversed(trail) if names_a_unit(label)), None)


@lru_cache(maxsize=8192)
def _is_annual(label: str) -> bool:
    """Whether a label is that of annual reports: by its words, or as the title of one begins."""
    named = _has(label, words().annual) or rules().phrase.search(label) is not None
    return named and read_title(label).rejected != "other"


def _is_open(label: str) -> bool:
    short = len(label) <= words().longest_short and _has(label, words().openness_short)
    return (short or _has(label, words().openness)) and not _has(label, words().no_openness)


def _has(label: str, wanted: tuple[str, ...]) -> bool:
    return any(word in label for word in wanted)


def _is_group(label: str) -> bool:
    return _has(label, words().groups)


def _is_year(label: str, trail: Sequence[str]) -> bool:
    return is_annual(trail) and YEAR_COLUMN.match(label) is not None

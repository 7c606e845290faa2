"""The national division table (行政区划), province to township: which places there are and who is above whom.

Pure data, free of SQL: identity reads it too. Codes have 6 digits down to the county and 9 below it, as
the National Bureau of Statistics gave them (``AS_OF``); ``archive/divisions_build.py`` says how the file
was made. Names repeat nationwide (白马镇 twelve times), so every search by name gives candidates.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

#: The date of the list: whoever makes the file anew from a later one writes its date here.
AS_OF = date(2023, 6, 30)

#: Rows of the table that are groupings of the statistics office, not places with a government.
_GROUPINGS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_SUFFIX = re.compile(
    r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|自治旗"
    r"|地区|省|市|县|区|旗|盟|州)$"
)
_PEOPLES = re.compile(
    r"(?:各族|蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族"
    r"|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族"
    r"|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克族?|怒族|鄂温克族|鄂伦春|保安族"
    r"|裕固族|独龙族)+$"
)


@dataclass(frozen=True, slots=True)
class Division:
    """One place: ``level`` is province, city, county, township, street or zone (农场, 开发区 ...).

    ``parent`` is the code above, empty for a province. A city without counties (东莞市) is the parent of
    its towns.
    """

    code: str
    name: str
    level: str
    parent: str


def _packed() -> bytes:
    return files("archive").joinpath("data/divisions.csv.gz").read_bytes()


def digest() -> str:
    """A hash of the list and its date: changes exactly when either does."""
    return hashlib.sha256(AS_OF.isoformat().encode() + _packed()).hexdigest()


@cache
def _rows() -> dict[str, tuple[str, str, str]]:
    lines = gzip.decompress(_packed()).decode("utf-8").splitlines()[1:]
    rows = {}
    for line in lines:
        code, name, level, parent = line.split(",")
        rows[code] = (name, level, parent)
    return rows


@cache
def _below() -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for code, (_, _, parent) in _rows().items():
        below.setdefault(parent, []).append(code)
    return below


@cache
def _by_name() -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for code, (name, _, _) in _rows().items():
        by_name.setdefault(name, []).append(code)
    return by_name


@cache
def _counties_by_stem() -> dict[str, list[str]]:
    by_stem: dict[str, list[str]] = {}
    for code, (name, level, _) in _rows().items():
        if level == "county" or code in _cities_with_towns():
            by_stem.setdefault(stem(name), []).append(code)
    return by_stem


@cache
def _cities_with_towns() -> frozenset[str]:
    parents = {parent for _, level, parent in _rows().values() if level not in ("province", "city", "county")}
    return frozenset(code for code in parents if code.endswith("00"))


def all_divisions() -> Iterator[Division]:
    """Every division, each after the one above it."""
    return (Division(code, *row) for code, row in _rows().items())


def division(code: str) -> Division | None:
    """The division with this code of 6 or 9 digits (a 12-digit code of ..000 is cut), or None."""
    short = code[:9] if len(code) == 12 and code.endswith("000") else code
    row = _rows().get(short)
    return Division(short, *row) if row else None


def children(code: str) -> tuple[Division, ...]:
    """The divisions directly below a code, in the table's order; empty for a township. ``""``: provinces."""
    return tuple(Division(child, *_rows()[child]) for child in _below().get(code, ()))


def ancestors(code: str) -> tuple[Division, ...]:
    """The divisions above a code, nearest first, without the statistics office's groupings (市辖区)."""
    found: list[Division] = []
    here = division(code)
    while here and here.parent:
        here = division(here.parent)
        if here and not is_grouping(here):
            found.append(here)
    return tuple(found)


def is_grouping(place: Division) -> bool:
    """True for a row that only groups others in the table (市辖区, 省直辖县级行政区划)."""
    return place.level == "city" and place.name in _GROUPINGS


def by_name(name: str, levels: tuple[str, ...] = ()) -> tuple[Division, ...]:
    """All divisions of exactly this name, limited to ``levels`` if given."""
    codes = _by_name().get(name)
    if codes is None:
        return ()
    found = (Division(code, *_rows()[code]) for code in codes)
    return tuple(place for place in found if not levels or place.level in levels)


def county_by_name(name: str) -> tuple[Division, ...]:
    """County candidates by full name (汶上县) or by the name without its ending (汶上)."""
    exact = tuple(
        place
        for place in by_name(name, ("county", "city"))
        if place.level == "county" or place.code in _cities_with_towns()
    )
    if exact:
        return exact
    return tuple(Division(code, *_rows()[code]) for code in _counties_by_stem().get(name, ()))


def county_of(code: str) -> Division | None:
    """The county of a township code (or the county, or city without counties, itself)."""
    here = division(code)
    if here and len(here.code) == 9:
        return division(here.parent)
    return here if here and (here.level == "county" or here.code in _cities_with_towns()) else None


def stem(name: str) -> str:
    """A place's name without its ending and peoples: 汶上县 -> 汶上, 围场满族蒙古族自治县 -> 围场.

    A name that would keep only one character is given whole (赵县).
    """
    bare = _SUFFIX.sub("", name)
    bare = _PEOPLES.sub("", bare) or bare.removesuffix("族")
    return bare if len(bare) > 1 else name


def full_name(code: str) -> str:
    """The name with all that stands above it: 山东省济宁市汶上县白石镇. Empty for an unknown code."""
    here = division(code)
    if here is None:
        return ""
    return "".join(place.name for place in reversed((here, *ancestors(code))))

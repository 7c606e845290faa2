"""From a printed name to the official one: 攀枝花市米易县白马镇 -> 米易县白马镇人民政府, 510421105.

Pure text and table work; which evidence to trust is decided in :mod:`pipelines.identity.body`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

from archive import divisions
from archive.divisions import Division
from pipelines.identity.places import is_below, split_places
from pipelines.identity.wording import compact
from pipelines.model import Kind

_PARTY = re.compile(r"^(?:中共|中国共产党)")
_TAX = re.compile(r"^国家税务总局")
# Everything that names a township's or street's own leadership: one body, however it signs.
_OWN_ORGANS = re.compile(
    r"(?:人民政府|政府|委员会|工作委员会|党工委|党委|街道办事处|办事处|街道办|工委|党政|党群|综合|和|、|办公室|办)*"
)
_TOWN = re.compile(
    r"^(?P<stem>[\u4e00-\u9fff]{1,12}?)(?P<suffix>街道办事处|街道办|办事处|街道|民族乡|[\u4e00-\u9fff]{1,3}族乡|镇|乡|苏木)"
    r"(?P<tail>人民政府|政府|办事处|(?:工作)?委员会|党(?:工)?委|党政办(?:公室)?|(?:人民政府)?办公室)?$"
)
_STREET = re.compile(r"街(?:街?道)?(?:街道)?(?:办事处|办)?(?:党工委|工委)?")
_ZONE = re.compile(
    r"(?:开发区|高新区|园区|工业园|产业园|科技园|度假区|示范区|新区|保税区|管理区|景区|新城|集聚区|聚集区|工业区|试验区"
    r"|经济区|港区|农场|林场|园艺场|商贸区|合作区|湿地公园|自然保护区|经开区|片区)"
    r"(?:管理委员会|管委会|管理处|管理局|管理中心|党工委|工委|办事处)?$"
)
_BRANCH = re.compile(
    r"^(?P<organ>.+(?:局|中心|处|队))(?P<place>[\u4e00-\u9fff]{2,12}?)(?P<branch>分局|分中心|支局|分队|分公司)$"
)
_NOT_PUBLIC = re.compile(r"(?:公司|医院|学校|中学|小学|幼儿园|大学|学院|卫生院|银行|集团)$")
_DEPARTMENT = re.compile(
    r"(?:局|委|会|办|办公室|厅|院|站|所|中心|处|队|部|社|馆|台|团|库|署|联|校|[县市区]政府|档案馆|指挥部|工作组|总队)$"
)
#: Departments whose own name begins with the character that elsewhere means "of the city".
_NOT_GENERIC = ("市场", "市政", "市容")
_BARE = re.compile(r"(?:街道|办事处|街道办事处|街道办|[镇乡县市区局委](?:人民)?(?:政府|办公室)?)")
_NO_NAME = re.compile(
    r"信息公开|年报|年度报告|首页|栏目|当前位置|政务公开$|通知|^本|^我|^各|^其他|原创|网站|网$|\d{3}|管理员|互联网"
)


@dataclass(frozen=True, slots=True)
class Named:
    """One reading of a printed name. ``sure`` is False where the unit is not in the division table.

    ``county`` is the place that a unit without a division of its own was looked for in.
    """

    name: str
    division: str | None
    kind: Kind
    sure: bool = True
    county: str | None = field(default=None, compare=False)


@lru_cache(maxsize=4096)
def read_name(printed: str, known: tuple[Division, ...] = ()) -> tuple[Named, ...]:
    """The bodies that a printed name can mean inside the ``known`` places, the likeliest first.

    1. Province, city and county are taken off the front; what they name outranks ``known``.
    2. 县, 市, 区 alone, or the county's short name, stand for the known place.
    3. The rest is a town or street of the place, a development zone, a branch, a department, or nothing:
       then the place's own government.

    Without any place a town's name is looked up nationwide: all that bear it are given, none is certain.
    """
    text = _TAX.sub("", _PARTY.sub("", _clean(printed)))
    if len(text) < 2 or _NO_NAME.search(text) or (_BARE.fullmatch(text) and not _governs(text, known)):
        return ()
    found = [named for base, rest in _bases(text, known) for named in _units(base, rest)]
    if not found:
        found = list(_nationwide(text))
    return tuple(_each_once(found))


def _each_once(found: Iterable[Named]) -> Iterable[Named]:
    """Every reading once; of two counties of one name (白云区) neither is known to be the unit's."""
    kept: dict[Named, Named] = {}
    for one in found:
        first = kept.setdefault(one, one)
        if first.county != one.county:
            kept[one] = replace(first, county=None)
    return kept.values()


def _governs(text: str, known: tuple[Division, ...]) -> bool:
    """True for 县政府 and the like where a known place is a 县."""
    return any(text[0] == place.name[-1] for place in known)


def _clean(printed: str) -> str:
    text = compact(printed).strip("《》“”\"'.,、:;。-—_|<>【】[]")
    return re.sub(r"^\((.+)\)$", r"\1", text)


def _bases(text: str, known: tuple[Division, ...]) -> Iterator[tuple[Division, str]]:
    """The places a name may start from, each with what is left of the name."""
    own = [(place, text) for place in known if _town_of(place, text)]
    if own:
        yield from own
        return
    address = split_places(text)
    if address.places:
        inside = [place for place in address.places if any(_related(place, near) for near in known)]
        yield from ((_deeper(place, address.rest, known), address.rest) for place in inside or address.places)
        return
    yield from (_generic(text, place) or (place, _without_place(text, place)) for place in known)


def _related(place: Division, near: Division) -> bool:
    return is_below(place, near) or is_below(near, place)


def _deeper(place: Division, rest: str, known: tuple[Division, ...]) -> Division:
    """The known county below a printed city, where the rest is a town of that county; else the city."""
    for near in known:
        if near != place and is_below(near, place) and _town_of(near, _without_place(rest, near)):
            return near
    return place


def _generic(text: str, place: Division) -> tuple[Division, str] | None:
    """For 市应急局 in a place that is a 区 or 县: the city above it, which alone can be meant."""
    if (
        text[0] not in "市县"
        or text[0] == place.name[-1]
        or text.startswith(_NOT_GENERIC)
        or _TOWN.match(text)
    ):
        return None
    above = next((up for up in divisions.ancestors(place.code) if up.name.endswith(text[0])), None)
    return (above, text[1:]) if above and len(text) > 2 else None


def _without_place(text: str, place: Division) -> str:
    """The name without the place's short name (汶上白石镇) or the generic 县, 市, 区 (县应急管理局)."""
    short = divisions.stem(place.name)
    if text.startswith(short) and len(text) > len(short) + 1:
        left = text[len(short) :]
        if _town_of(place, left) or not _TOWN.match(text):
            return left
    if text[0] == place.name[-1] and not text.startswith(_NOT_GENERIC) and not _TOWN.match(text):
        return text[1:]
    return text


def _units(base: Division, rest: str) -> Iterator[Named]:
    rest = re.sub(r"^人民政府(?!办)(?=.)", "", rest)
    if rest in ("", "人民政府", "政府", "人民政府(本级)", "县政府", "区政府", "市政府"):
        yield Named(f"{base.name}人民政府", base.code, Kind.GOVERNMENT)
        return
    towns = tuple(_towns(base, rest))
    if towns:
        yield from towns
        return
    yield from (reading for reading in (_other_unit(base, rest),) if reading)


def _other_unit(base: Division, rest: str) -> Named | None:
    rest = re.sub(r"\([^)]*\)$", "", rest) or rest
    if found := _TOWN.match(rest):
        kind = _town_kind(found["suffix"])
        return Named(base.name + _official_town(found), None, kind, sure=False, county=base.code)
    if branch := _branch(base, rest):
        return branch
    if _ZONE.search(rest):
        official = re.sub(r"(?:管委会|管理委员会)?$", "管理委员会", rest, count=1)
        return Named(base.name + (official if "场" not in rest[-2:] else rest), base.code, Kind.OTHER)
    official = _departments().get(rest, rest)
    kind = Kind.OTHER if _NOT_PUBLIC.search(rest) else Kind.DEPARTMENT
    sure = bool(_DEPARTMENT.search(official) or kind is Kind.OTHER)
    return Named(base.name + official, base.code, kind if sure else Kind.OTHER, sure)


def _branch(base: Division, rest: str) -> Named | None:
    """A city department's branch in a county (济宁市生态环境局汶上县分局): the county is its division."""
    found = _BRANCH.match(rest)
    if not found:
        return None
    city = base if base.level == "city" else next(iter(divisions.ancestors(base.code)), None)
    counties = divisions.children(city.code) if city else ()
    for county in counties:
        if city and found["place"] in (county.name, divisions.stem(county.name)):
            return Named(city.name + rest, county.code, Kind.DEPARTMENT)
    return None


def _town_of(base: Division, text: str) -> bool:
    return bool(text) and any(True for named in _towns(base, text) if named.sure)


def _towns(base: Division, rest: str) -> Iterator[Named]:
    """Towns, streets and zones of a county (or of all counties of a city) that the rest begins with."""
    for child in divisions.children(base.code):
        if child.level == "county":
            yield from _towns(child, rest)
        elif len(child.code) == 9 and (reading := _as_town(base, child, rest)):
            yield reading


def _as_town(county: Division, town: Division, rest: str) -> Named | None:
    short = (
        re.sub(r"(?:街道办事处|街道办|办事处)$", "街道", town.name) if town.level == "street" else town.name
    )
    for form in (town.name, short):
        if rest.startswith(form) and _OWN_ORGANS.fullmatch(rest[len(form) :]):
            return Named(county.name + official_town(town), town.code, _kind_of(town))
    if town.level == "street" and _is_street(rest, short):
        return Named(county.name + official_town(town), town.code, Kind.STREET)
    found = _TOWN.match(rest)
    stem = re.sub(r"(?:街道|镇|乡|苏木)$", "", short)
    # 白石乡 or 白石街道 for 白石镇: the name before or after the town was turned into the other.
    if found and found["stem"] == stem and len(stem) > 1 and town.level in ("township", "street"):
        street_office = short.endswith("街道") and found["suffix"] in ("办事处", "街道办")
        name = official_town(town) if street_office else _official_town(found)
        return Named(county.name + name, town.code, _town_kind(found["suffix"]), sure=street_office)
    if rest == stem and len(stem) > 1 and town.level in ("township", "street"):
        return Named(county.name + official_town(town), town.code, _kind_of(town))
    return None


def _is_street(printed: str, short: str) -> bool:
    """佳荣里街 and 东城街街道办事处, as some cities print 佳荣里街道 and 东城街道."""
    stem = short.removesuffix("街道")
    return len(stem) > 1 and printed.startswith(f"{stem}街") and bool(_STREET.fullmatch(printed[len(stem) :]))


def official_town(town: Division) -> str:
    """The full name of a town's or street's government: 白石镇人民政府, 木栾街道办事处."""
    if town.level == "street":
        return re.sub(r"(?:街道办事处|街道办|办事处|街道)$", "", town.name) + "街道办事处"
    return town.name if town.level == "zone" else f"{town.name}人民政府"


def government_of(place: Division) -> Named | None:
    """The government of a place, or the office of a street; None for a zone, which has none of its own."""
    if len(place.code) == 6:
        return Named(f"{place.name}人民政府", place.code, Kind.GOVERNMENT)
    county = divisions.county_of(place.code)
    if place.level == "zone" or county is None:
        return None
    return Named(county.name + official_town(place), place.code, _kind_of(place))


def _official_town(found: re.Match[str]) -> str:
    street = _town_kind(found["suffix"]) is Kind.STREET
    return found["stem"] + ("街道办事处" if street else f"{found['suffix']}人民政府")


def _town_kind(suffix: str) -> Kind:
    return Kind.STREET if "街道" in suffix or "办事处" in suffix else Kind.TOWNSHIP


def _kind_of(town: Division) -> Kind:
    kinds = {"street": Kind.STREET, "township": Kind.TOWNSHIP}
    return kinds.get(town.level, Kind.OTHER)


def _nationwide(text: str) -> Iterator[Named]:
    """Every town of this name in the country; else the bare name without a division."""
    found = _TOWN.match(f"{text}道" if text.endswith("街") else text)
    if found is None:
        outside = _NOT_PUBLIC.search(text) or _ZONE.search(text)
        if outside or _DEPARTMENT.search(text):
            yield Named(text, None, Kind.OTHER if outside else Kind.DEPARTMENT, sure=False)
        return
    suffix = "街道" if _town_kind(found["suffix"]) is Kind.STREET else found["suffix"]
    towns = divisions.by_name(found["stem"] + suffix, ("township", "street"))
    for town in towns:
        county = divisions.county_of(town.code)
        yield Named(
            (county.name if county else "") + official_town(town), town.code, _kind_of(town), sure=False
        )
    if not towns:
        yield Named(_official_town(found), None, _town_kind(found["suffix"]), sure=False)


@cache
def _departments() -> dict[str, str]:
    """Short names of departments (发改局) and what they stand for, from ``departments.csv``.

    Only those with one official form nationwide: 教体局 is 教育体育局 in Henan, 教育和体育局 in Shandong.
    """
    with files("pipelines.identity").joinpath("departments.csv").open(encoding="utf-8") as lines:
        return {row["short"]: row["official"] for row in csv.DictReader(lines)}

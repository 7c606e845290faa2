"""Finding the body that a person means: the one way for every command that takes a body.

A body goes by its id (``id:7``), its code, its name, an alias or a former name. One that went into another is
that other one, in the years for which it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from os.path import commonprefix
from typing import Any

from sqlalchemy import Connection, Engine, false, or_, select

from archive import divisions
from archive.errors import BodyAmbiguous, NotInArchive
from archive.models import Body, BodyAlias, Division

_ID = re.compile(r"id:(\d{1,9})")
_CODE = re.compile(r"\d{6}(\d{3})?(000)?")
#: What official names end in, and people leave out.
_ENDINGS = ("人民政府办公室", "人民政府", "街道办事处", "办事处", "办公室", "街道")


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body of the archive; ``division`` is None for one that could not be resolved.

    ``full_name`` begins with the province where the division is known; ``others`` are its aliases and
    former names in the same way.
    """

    id: int
    name: str
    kind: str
    division: str | None
    full_name: str
    others: tuple[str, ...] = ()

    @property
    def county(self) -> str | None:
        """The county (or the city without counties) that it lies in, with all that stands above."""
        place = divisions.county_of(self.division) if self.division else None
        return divisions.full_name(place.code) if place else None

    def as_json(self) -> dict[str, Any]:
        """What tells it from others of its name."""
        told = {"body_id": self.id, "name": self.name, "full_name": self.full_name, "kind": self.kind}
        return {**told, "division": self.division, "county": self.county}


def find_bodies(engine: Engine, asked: str, year: int | None = None) -> list[FoundBody]:
    """The bodies that a person may mean, the best kind of match alone.

    A code of 6, 9 or 12 digits means the government, township or street there. A name is taken whole
    (汶上县白石镇人民政府), with what stands above it (山东省济宁市汶上县白石镇), without its ending or county
    (白石镇), or as a part. Of a body that went into another, the other is given; where that
    began in some year, only for that ``year`` and later ones.
    """
    wanted = re.sub(r"\s+", "", asked)
    with engine.connect() as connection:
        if given := _ID.fullmatch(wanted):
            return _bodies(connection, Body.id == int(given[1]))
        by_code = _CODE.fullmatch(wanted)
        found = _by_code(connection, wanted) if by_code else _by_name(connection, wanted)
        return _carried_on(connection, found, year)


def find_body(engine: Engine, asked: str, year: int | None = None) -> FoundBody:
    """The one body that a person means. Raises NotInArchive, or BodyAmbiguous with the candidates."""
    found = find_bodies(engine, asked, year)
    if not found:
        raise NotInArchive(f"The archive has no body {asked!r}. Crawl its portal, or ask by its code.")
    if len(found) > 1:
        candidates = [one.as_json() for one in found]
        raise BodyAmbiguous(asked, [_described(one) for one in found], candidates)
    return found[0]


def _described(body: FoundBody) -> str:
    if body.division is None:
        return f"{body.name} (place not known, id:{body.id})"
    return f"{body.full_name} ({body.division})"


def _carried_on(connection: Connection, found: list[FoundBody], year: int | None) -> list[FoundBody]:
    """Each body, or the one that it has gone into, once."""
    merges = {one.id: _successor(connection, one.id, year) for one in found}
    if all(body_id == into for body_id, into in merges.items()):
        return found
    return _bodies(connection, Body.id.in_(set(merges.values())))


def _successor(connection: Connection, body_id: int, year: int | None) -> int:
    merged = BodyAlias.merged_id == body_id
    in_force = or_(BodyAlias.valid_from.is_(None), BodyAlias.valid_from <= year if year else false())
    into = connection.scalar(select(BodyAlias.body_id).where(merged, in_force).limit(1))
    return body_id if into is None else _successor(connection, into, year)


def _bodies(connection: Connection, *conditions: Any) -> list[FoundBody]:
    query = select(
        Body.id, Body.name, Body.kind, Body.division_code, Division.name, Division.full_name
    ).outerjoin(Division, Division.code == Body.division_code)
    rows = connection.execute(query.where(*conditions).order_by(Body.division_code, Body.name, Body.id))
    return [FoundBody(one, name, kind, code, _full(name, *place)) for one, name, kind, code, *place in rows]


def _full(name: str, division: str | None, above: str | None) -> str:
    """The name with all that stands above it: the county stands in both and is written once."""
    if not division or not above:
        return name
    common = {cut: len(commonprefix((name, above[cut:]))) for cut in range(len(above))}  # noqa: RUF071
    cut = max(common, key=lambda cut: common[cut])
    return (above[:cut] if common[cut] > 1 else above) + name


def _by_code(connection: Connection, code: str) -> list[FoundBody]:
    short = code[:9] if len(code) == 12 else code
    found = _bodies(connection, Body.division_code == short)
    return [one for one in found if one.kind in ("government", "township", "street")] or found


def _by_name(connection: Connection, asked: str) -> list[FoundBody]:
    everything = _with_others(connection, _near(connection, asked))
    matches: tuple[Callable[[FoundBody], bool], ...] = (
        lambda one: asked in (one.name, one.full_name, *one.others),
        lambda one: asked in _short_names(one),
        lambda one: any(asked in name for name in (one.full_name, *one.others)),
    )
    for match in matches:
        found = [one for one in everything if match(one)]
        if found:
            return found
    return []


def _near(connection: Connection, asked: str) -> list[FoundBody]:
    """The bodies that may match at all: something of what they are called holds the end of what is asked."""
    end = _without_ending(asked)[-2:]
    known_as = select(BodyAlias.body_id).where(BodyAlias.name.contains(end, autoescape=True))
    holding = [one.contains(end, autoescape=True) for one in (Body.name, Division.full_name)]
    return _bodies(connection, or_(*holding, Body.id.in_(known_as)))


def _without_ending(name: str) -> str:
    return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end) and name != end), name)


def _with_others(connection: Connection, found: Iterable[FoundBody]) -> list[FoundBody]:
    """The bodies with their aliases and former names, but not with those of bodies that went into them."""
    names: dict[int, list[str]] = {}
    rows = connection.execute(select(BodyAlias.body_id, BodyAlias.name).where(BodyAlias.kind != "merged"))
    for body_id, name in rows:
        names.setdefault(body_id, []).append(name)
    return [replace(one, others=_others(one, names.get(one.id, ()))) for one in found]


def _others(body: FoundBody, names: Iterable[str]) -> tuple[str, ...]:
    above = body.full_name.removesuffix(body.name)
    return tuple(dict.fromkeys(one for name in names for one in (name, above + name) if name != body.name))


def _short_names(body: FoundBody) -> set[str]:
    """The ways to say a body's names without their ending, and from any place above on."""
    names = (body.full_name, body.name, *body.others)
    return {short for name in names for short in (*_shorter(name), *_shorter(_by_stem(body, name)))}


def _by_stem(body: FoundBody, name: str) -> str:
    """The name with its county's in short: 汶上白石镇人民政府."""
    county = divisions.county_of(body.division) if body.division else None
    if county is None or not name.startswith(county.name):
        return name
    return divisions.stem(county.name) + name.removeprefix(county.name)


def _shorter(name: str) -> set[str]:
    tails = {name, *(name[start.end() :] for start in re.finditer(r"(?<=[省市区县旗州盟])", name))}
    cut = {tail.removesuffix(end) for tail in tails for end in _ENDINGS}
    return {one for one in tails | cut if len(one) > 1}

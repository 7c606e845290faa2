"""Finding the body that a person means, by code or by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from os.path import commonprefix

from sqlalchemy import Connection, Engine, select

from archive.errors import BodyAmbiguous, NotInArchive
from archive.models import Body, Division

_CODE = re.compile(r"\d{6}(\d{3})?(000)?")
#: What official names end in, and people leave out.
_ENDINGS = ("人民政府办公室", "人民政府", "街道办事处", "办事处", "办公室", "街道")


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body of the archive; ``division`` is None for one that could not be resolved.

    ``full_name`` begins with the province where the division is known.
    """

    id: int
    name: str
    kind: str
    division: str | None
    full_name: str


def find_bodies(engine: Engine, asked: str) -> list[FoundBody]:
    """The bodies that a name or a code of 6, 9 or 12 digits may mean, the best kind of match alone.

    A code means the government, township or street there. A name is taken whole (汶上县白石镇人民政府), with
    what stands above it (山东省济宁市汶上县白石镇), without its ending or county (白石镇), or as a part.
    """
    wanted = re.sub(r"\s+", "", asked)
    with engine.connect() as connection:
        if _CODE.fullmatch(wanted):
            return _by_code(connection, wanted)
        return _by_name(connection, wanted)


def find_body(engine: Engine, asked: str) -> FoundBody:
    """The one body of this name or code. Raises NotInArchive, or BodyAmbiguous naming the candidates."""
    found = find_bodies(engine, asked)
    if not found:
        raise NotInArchive(f"The archive has no body {asked!r}. Crawl its portal, or ask by its code.")
    if len(found) > 1:
        raise BodyAmbiguous(asked, [_described(one) for one in found])
    return found[0]


def _described(body: FoundBody) -> str:
    return f"{body.full_name} ({body.division})" if body.division else f"{body.name} (place not known)"


def _rows(connection: Connection, *conditions: object) -> list[FoundBody]:
    query = select(
        Body.id, Body.name, Body.kind, Body.division_code, Division.name, Division.full_name
    ).outerjoin(Division, Division.code == Body.division_code)
    rows = connection.execute(query.where(*conditions).order_by(Body.division_code, Body.name))  # type: ignore[arg-type]
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
    found = _rows(connection, Body.division_code == short)
    return [one for one in found if one.kind in ("government", "township", "street")] or found


def _by_name(connection: Connection, asked: str) -> list[FoundBody]:
    everything = _rows(connection)
    matches: tuple[Callable[[FoundBody], bool], ...] = (
        lambda one: asked in (one.name, one.full_name),
        lambda one: asked in _short_names(one),
        lambda one: asked in one.full_name,
    )
    for match in matches:
        found = [one for one in everything if match(one)]
        if found:
            return found
    return []


def _short_names(body: FoundBody) -> set[str]:
    """The ways to say a body's name without its ending, and from any place above it on."""
    wholes = {body.name, body.full_name}
    shorter = {whole.removesuffix(end) for whole in wholes for end in _ENDINGS if whole.endswith(end)}
    starts = re.finditer(r"(?<=[省市区县旗州盟])", body.full_name)
    tails = {body.full_name[start.end() :] for start in starts}
    cut = {tail.removesuffix(end) for tail in tails for end in _ENDINGS}
    return {one for one in wholes | shorter | tails | cut if len(one) > 1}

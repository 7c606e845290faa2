"""Names that occur many times, decisions in any order, and back: on both databases."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from archive import divisions
from archive.errors import BodyChangeRefused
from archive.findings import decide, findings
from archive.models import Base, Body, Report
from pipelines.identity import resolve
from pipelines.model import Body as Said
from pipelines.model import Context, Kind
from pipelines.storing.changes import Signed, Years, add_alias, merge, rename
from pipelines.storing.store import StoreOutcome, store
from pipelines.storing.undoing import undo
from tests.archive.emptying import WITH_THE_SCHEMA, empty
from tests.archive.samples import document, number, report, with_error
from tests.pipelines.identity.documents import of_text

TIMES = 20 if os.environ.get("NIANBAO_SOAK") else 1
LI = Signed("li", "known")
#: Towns of one name in many counties; the number says in how many of them here.
NAMES = ("白马镇", "白石镇", "城关镇", "太平镇", "新华街道")
UNKNOWN = "无此名镇"


@dataclass(frozen=True)
class Town:
    """A town, and the portal of its county."""

    place: divisions.Division

    @property
    def county(self) -> str:
        return self.place.parent

    def resolved(self, printed: str, year: int) -> Said:
        """Who a page of the county's portal is by, that prints no county."""
        title = f"{printed}{year}年政府信息公开工作年度报告"
        context = Context(portal=self.portal, county=self.county, listed_title=title)
        return resolve(of_text(title), context).body

    @property
    def portal(self) -> str:
        return f"portal-{self.county}"


def towns_of(name: str) -> list[Town]:
    return [Town(place) for place in divisions.by_name(name, ("township", "street"))]


@st.composite
def namesakes(draw: Any) -> list[Town]:
    """Two to four towns of one name, in different counties."""
    every = towns_of(draw(st.sampled_from(NAMES)))
    return draw(st.lists(st.sampled_from(every), min_size=2, max_size=4, unique_by=lambda town: town.county))


def keep(archive: Engine, town: Town, printed: str, year: int) -> None:
    said = replace(report(town.resolved(printed, year), year), figures={}, sections=())
    address = f"http://{town.county}/{printed}/{year}"
    store(archive, document(address, address), [said], portal=town.portal)


def placed(archive: Engine) -> dict[tuple[str, int], tuple[str | None, str | None]]:
    """By portal and year, the division of the body that the report is kept under, else its name."""
    query = (
        "SELECT o.name AS portal, r.year, b.division_code, b.name FROM report r"
        " JOIN body b ON b.id = r.body_id JOIN portal o ON o.id = r.portal_id"
    )
    with archive.connect() as connection:
        rows = connection.execute(text(query)).all()
    return {(row.portal, row.year): (row.division_code, row.name) for row in rows}


@settings(max_examples=8 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(namesakes(), st.randoms(use_true_random=False))
def test_reports_of_namesakes_never_land_at_another_countys_body(
    archive: Engine, towns: list[Town], shuffle: random.Random
) -> None:
    """Whatever comes first: one town has an alias, which means nothing in the other counties."""
    empty(archive)
    known = towns[0]
    events: list[Callable[[], object]] = [
        lambda town=town, name=name, year=year: keep(archive, town, name, year)
        for town in towns
        for name, year in ((town.place.name, 2021), (town.place.name, 2022), (UNKNOWN, 2023))
    ]
    events.append(lambda: _means(archive, known))
    shuffle.shuffle(events)
    keep(archive, known, known.place.name, 2020)
    for event in events:
        event()
    expected: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    for town in towns:
        own = (town.place.code, _official(town, town.place.name))
        expected |= {(town.portal, year): own for year in (2021, 2022)}
        expected[town.portal, 2023] = own if town == known else (None, _official(town, UNKNOWN))
    expected[known.portal, 2020] = expected[known.portal, 2021]
    assert placed(archive) == expected
    unresolved = {(one["portal"], one["year"]) for one in findings(archive, rule="identity")}
    assert unresolved == {(town.portal, 2023) for town in towns[1:]}


def _official(town: Town, name: str) -> str:
    return town.resolved(name, 2023).name


def _means(archive: Engine, town: Town) -> None:
    """Say that the unknown name means this town: by an alias, or by a merge if there is a body of it."""
    with archive.connect() as connection:
        body_id = connection.scalars(select(Body.id).where(Body.division_code == town.place.code)).one()
        other = connection.scalars(select(Body.id).where(Body.scope == town.portal)).one_or_none()
    if other is None:
        add_alias(archive, body_id, UNKNOWN, Years(), LI)
    else:
        merge(archive, other, body_id, None, LI)


#: Five bodies of two counties: towns, one that nobody could resolve, a department.
BODIES = (
    Said("汶上县白石镇人民政府", "白石镇人民政府", "370830110", Kind.TOWNSHIP, True),
    Said("汶上县次邱镇人民政府", "次邱镇人民政府", "370830103", Kind.TOWNSHIP, True),
    Said("汶上县老石乡人民政府", "老石乡人民政府", None, Kind.TOWNSHIP, False, "370830"),
    Said("汶上县教育局", "汶上县教育局", "370830", Kind.DEPARTMENT, True),
    Said("米易县白马镇人民政府", "白马镇人民政府", "510421105", Kind.TOWNSHIP, True),
)
SOME_NAMES = ("新石镇", "老石乡", "次邱镇", "县教体局", "白马镇", "大石街道", "白石镇")
YEAR = st.integers(2018, 2022)
ONE = st.integers(1, 5)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("alias"), ONE, st.sampled_from(SOME_NAMES), st.none() | YEAR),
        st.tuples(st.just("rename"), ONE, st.sampled_from(SOME_NAMES), YEAR),
        st.tuples(st.just("merge"), ONE, ONE, st.none() | YEAR),
    ),
    min_size=1,
    max_size=7,
)
REPORTS = st.sets(st.tuples(st.integers(0, 4), YEAR), min_size=4, max_size=9)


def stored(archive: Engine, at: int, year: int) -> StoreOutcome:
    """Store a report whose carried figures fit no neighbour, and with a finding of its own."""
    figures = {"applications__carried_in__total": number(1), "applications__carried_out__total": number(2)}
    one = with_error(report(BODIES[at], year, **figures))
    kept = {key: figure for key, figure in one.figures.items() if figure.value is not None}
    address = f"http://h/{at}/{year}"
    return store(archive, document(address, address), [replace(one, figures=kept)], portal="wenshang")


def tables(archive: Engine) -> dict[str, list[str]]:
    """All rows of all tables but the journal of decisions; a finding's own number does not count."""
    names = [table.name for table in Base.metadata.sorted_tables]
    with archive.connect() as connection:
        return {
            name: sorted(
                repr({key: value for key, value in row.items() if (name, key) != ("finding", "id")})
                for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()
            )
            for name in names
            if name not in (*WITH_THE_SCHEMA, "body_change")
        }


def decided(archive: Engine, operation: tuple[Any, ...]) -> int:
    """Take a decision; raises BodyChangeRefused for one that contradicts the archive."""
    kind, first, second, year = operation
    with archive.connect() as connection:
        ids = connection.scalars(select(Body.id).order_by(Body.id)).all()
    if kind == "alias":
        return add_alias(archive, ids[first % len(ids)], second, Years(None, year), LI)
    if kind == "rename":
        return rename(archive, ids[first % len(ids)], second, year, LI)
    return merge(archive, ids[first % len(ids)], ids[second % len(ids)], year, LI)


@settings(max_examples=12 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REPORTS, OPERATIONS)
def test_decisions_taken_back_in_reverse_leave_everything_as_it_was(
    archive: Engine, reports: set[tuple[int, int]], operations: list[tuple[Any, ...]]
) -> None:
    """Meanwhile every page that is crawled again is the same report, and no verdict is lost."""
    empty(archive)
    outcomes = {one: stored(archive, *one) for one in sorted(reports)}
    own = {one["id"] for one in findings(archive, rule="applications")}
    for one in own:
        decide(archive, one, "confirmed", note="wrong", who="li")
    before, done = [], []
    for operation in operations:
        before.append(tables(archive))
        try:
            done.append(decided(archive, operation))
        except BodyChangeRefused:
            assert tables(archive) == before.pop()
            continue
        for one, outcome in outcomes.items():
            assert stored(archive, *one) == StoreOutcome(unchanged=1, report_ids=outcome.report_ids)
        kept = findings(archive, rule="applications")
        assert {one["id"] for one in kept if one["verdict"]} == own
    for change in reversed(done):
        undo(archive, change, LI)
        assert tables(archive) == before.pop()


#: Reports that come in between the decisions: whose, one for every year.
ARRIVALS = st.lists(st.integers(0, 4), min_size=6, max_size=6)


@settings(max_examples=10 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ARRIVALS, OPERATIONS)
def test_what_came_in_between_is_whose_its_documents_say_once_all_is_taken_back(
    archive: Engine, arrivals: list[int], operations: list[tuple[Any, ...]]
) -> None:
    empty(archive)
    for at in range(len(BODIES)):
        stored(archive, at, 2000 + at)
    expected = {2000 + at: BODIES[at].name for at in range(len(BODIES))}
    done = []
    for year, (at, operation) in enumerate(zip(arrivals, operations, strict=False), 2018):
        with suppress(BodyChangeRefused):
            done.append(decided(archive, operation))
        stored(archive, at, year)
        expected[year] = BODIES[at].name
    for change in reversed(done):
        undo(archive, change, LI)
    with archive.connect() as connection:
        rows = connection.execute(select(Report.year, Body.name).join(Body, Body.id == Report.body_id))
        assert {row.year: row.name for row in rows} == expected
        assert connection.scalar(text("SELECT count(*) FROM report_name")) == 0
        assert connection.scalar(text("SELECT count(*) FROM body_alias")) == 0

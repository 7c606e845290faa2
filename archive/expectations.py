"""The ledger of a portal (应公开台账): what each of its bodies must have published, judged after every crawl.

1. The bodies of a portal: those of its reports, and those that the caller names (``Known``).
2. Every body and year that ``archive.ledger`` expects is judged and kept, all in one transaction.
3. Only a complete discovery says ``missing``: of any other crawl nothing follows but what it met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, delete, insert, or_, select, update

from archive.due import due_on
from archive.ledger import Case, Judgement, judge, years_expected
from archive.listing import portal_id_of
from archive.models import Body, BodyAlias, Discovery, Expectation, Page, Portal, Report
from archive.naming import Name, bearer_of
from archive.session import write
from archive.standing import is_withdrawn
from archive.upserts import id_of

Key = tuple[int, int]
#: What becomes of a listed page that is no report yet.
OPEN = ("listed", "unreadable", "failed")


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A listed page of which there is no report, with what its list says of it."""

    id: int
    title: str
    unit: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a portal besides its reports.

    ``since`` is the first year that its reports can be about; ``towns`` are the townships and streets of its
    county (乡镇街道); ``pages`` names the body and year that an open page seems to be about, by its id.
    """

    since: int
    towns: tuple[Name, ...] = ()
    pages: Mapping[int, tuple[Name, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many reports stand in each state, and how many changed theirs."""

    states: Mapping[str, int]
    changed: int


def open_pages(engine: Engine, portal: str) -> list[OpenPage]:
    """The listed pages of a portal that no report came from."""
    query = select(Page.id, Page.title, Page.unit, Page.year).where(Page.state.in_(OPEN))
    with engine.connect() as connection:
        rows = connection.execute(query.where(Page.portal_id == _portal(portal)).order_by(Page.id))
        return [OpenPage(*row) for row in rows]


def judge_expectations(
    engine: Engine, portal: str, known: Known, begun: datetime, *, complete: bool
) -> Counted:
    """Judge everything expected of a portal after a look at it that began at a moment.

    ``complete``: the look discovered all of it.
    """
    return write(engine, lambda connection: _Ledger(connection, portal, known, begun).judge(complete))


def _portal(name: str) -> Any:
    return select(Portal.id).where(Portal.name == name).scalar_subquery()


class _Ledger:
    """One judging of one portal, within a transaction."""

    def __init__(self, connection: Connection, portal: str, known: Known, begun: datetime) -> None:
        self._connection, self._known, self._begun = connection, known, begun
        self._portal = portal_id_of(connection, portal)

    def judge(self, complete: bool) -> Counted:
        if complete:
            self._make_towns()
        self._place_pages()
        before = self._before()
        cases = self._cases(self._discovered(complete))
        rows = [self._row(key, *one, before.get(key)) for key, one in cases.items()]
        changed = self._keep(rows, before)
        self._forget(before.keys() - cases.keys())
        if complete:
            self._looked(rows)
        states: dict[str, int] = {}
        for row in rows:
            states[row["state"]] = states.get(row["state"], 0) + 1
        return Counted(states, changed)

    def _discovered(self, complete: bool) -> datetime | None:
        """When the last complete discovery began: this one, if it is."""
        if complete:
            return self._begun
        query = select(Discovery.complete_at).where(Discovery.portal_id == self._portal)
        return self._connection.scalar(query)

    def _make_towns(self) -> None:
        """A body for every town of which the archive has none under any name."""
        there = set(
            self._connection.scalars(select(Body.division_code).where(Body.division_code.is_not(None)))
        )
        for town in self._known.towns:
            if town.division not in there and bearer_of(self._connection, town, self._begun.year) is None:
                id_of(self._connection, Body, town.key, {"kind": town.kind, "original_name": town.name})

    def _place_pages(self) -> None:
        """Keep which body and year an open page seems to be about, where the archive knows the body."""
        for page_id, (name, year) in self._known.pages.items():
            bearer = bearer_of(self._connection, name, year)
            if bearer is not None:
                said = {"body_id": bearer.body_id, "about_year": year}
                self._connection.execute(update(Page).where(Page.id == page_id).values(said))

    def _cases(self, discovered: datetime | None) -> dict[Key, tuple[Case, int | None]]:
        """Everything expected, each with the open page that seems to be it."""
        reports, pages = self._reports(), self._pages(discovered)
        first = _first_years(reports)
        day = discovered.date() if discovered else None
        cases = {}
        for body_id, kind in self._bodies():
            years = {year for one, year in (*reports, *pages) if one == body_id}
            for year in sorted(
                {*self._years(kind, first), *years} - self._merged_years(body_id, kind, first)
            ):
                page = pages.get((body_id, year))
                case = Case(
                    year=year,
                    due=due_on(kind, year),
                    report=reports.get((body_id, year)),
                    page=page[1:] if page else None,
                    discovered=day,
                    first=first.get(body_id),
                )
                cases[body_id, year] = (case, page[0] if page else None)
        return cases

    def _years(self, kind: str, first: Mapping[int, int]) -> range:
        earliest = min(first.values(), default=None)
        return years_expected(kind, self._known.since, earliest, self._begun.year)

    def _merged_years(self, body_id: int, kind: str, first: Mapping[int, int]) -> set[int]:
        """The years in which the body had gone into another one."""
        query = select(BodyAlias.valid_from).where(BodyAlias.merged_id == body_id)
        merged = self._connection.execute(query).first()
        return {year for year in self._years(kind, first) if year >= (merged[0] or 0)} if merged else set()

    def _bodies(self) -> list[tuple[int, str]]:
        """The bodies of the portal's reports and open pages, its towns, and those expected of it before."""
        of_reports = select(Report.body_id).where(Report.portal_id == self._portal)
        of_pages = select(Page.body_id).where(Page.portal_id == self._portal, Page.body_id.is_not(None))
        before = select(Expectation.body_id).where(Expectation.portal_id == self._portal)
        towns = [town.division for town in self._known.towns]
        elsewhere = select(Expectation.body_id).where(Expectation.portal_id != self._portal)
        query = select(Body.id, Body.kind).where(
            or_(
                Body.id.in_(of_reports),
                Body.id.in_(of_pages),
                Body.id.in_(before),
                Body.division_code.in_(towns),
            ),
            Body.id.not_in(elsewhere),
        )
        return [(row.id, row.kind) for row in self._connection.execute(query.order_by(Body.id))]

    def _reports(self) -> dict[Key, Literal["archived", "withdrawn"]]:
        query = select(Report.body_id, Report.year, is_withdrawn()).where(
            Report.current_revision_id.is_not(None)
        )
        mine = select(Report.body_id).where(Report.portal_id == self._portal)
        rows = self._connection.execute(query.where(Report.body_id.in_(mine)))
        return {(body, year): "withdrawn" if gone else "archived" for body, year, gone in rows}

    def _pages(self, discovered: datetime | None) -> dict[Key, tuple[int, str, str | None]]:
        """The open pages that the portal still lists; of several for one report the one that says most."""
        query = select(Page).where(Page.portal_id == self._portal, Page.body_id.is_not(None))
        query = query.where(Page.state.in_(OPEN), Page.about_year.is_not(None))
        if discovered:
            query = query.where(Page.last_seen >= discovered)
        rows = sorted(self._connection.execute(query), key=lambda row: (OPEN.index(row.state), -row.id))
        return {(row.body_id, row.about_year): (row.id, row.state, row.reason) for row in rows}

    def _before(self) -> dict[Key, Any]:
        rows = self._connection.execute(select(Expectation).where(Expectation.portal_id == self._portal))
        return {(row.body_id, row.year): row for row in rows}

    def _row(self, key: Key, case: Case, page_id: int | None, before: Any) -> dict[str, Any]:
        said = judge(case, self._begun.date())
        same = before is not None and before.state == said.state
        met = said.state in _MET and not same
        return {
            "body_id": key[0],
            "year": key[1],
            "portal_id": self._portal,
            "due": case.due,
            "page_id": page_id,
            "looked_at": self._begun if met else before.looked_at if before is not None else None,
            "changed_at": before.changed_at if same else self._begun,
            **_said(said),
        }

    def _keep(self, rows: Sequence[dict[str, Any]], before: Mapping[Key, Any]) -> int:
        new = [row for row in rows if (row["body_id"], row["year"]) not in before]
        other = [row for row in rows if _differs(row, before.get((row["body_id"], row["year"])))]
        if new:
            self._connection.execute(insert(Expectation), new)
        if other:
            self._connection.execute(_update(), [{f"b_{name}": row[name] for name in row} for row in other])
        states = [row for row in other if before[row["body_id"], row["year"]].state != row["state"]]
        return len(new) + len(states)

    def _forget(self, gone: Iterable[Key]) -> None:
        """What is not expected any more: the body has gone into another one, or is another portal's."""
        for body_id, year in gone:
            key = {"body_id": body_id, "year": year}
            self._connection.execute(delete(Expectation).filter_by(**key))

    def _looked(self, rows: Sequence[dict[str, Any]]) -> None:
        """A complete discovery could tell of everything; two updates, whatever their number."""
        if rows:
            mine = Expectation.portal_id == self._portal
            self._connection.execute(update(Expectation).where(mine).values(looked_at=self._begun))


def _first_years(reports: Iterable[Key]) -> dict[int, int]:
    first: dict[int, int] = {}
    for body_id, year in reports:
        first[body_id] = min(year, first.get(body_id, year))
    return first


def _said(judgement: Judgement) -> dict[str, Any]:
    return {"state": judgement.state, "reason": judgement.reason}


#: States that a crawl can tell by what it has met.
_MET = ("archived", "found", "unreadable", "withdrawn")
_TOLD = ("state", "due", "reason", "page_id")


def _differs(row: Mapping[str, Any], before: Any) -> bool:
    return before is not None and any(row[name] != getattr(before, name) for name in _TOLD)


def _update() -> Any:
    changed: dict[str, Any] = {
        name: bindparam(f"b_{name}") for name in (*_TOLD, "changed_at", "portal_id", "looked_at")
    }
    key = (Expectation.body_id == bindparam("b_body_id")) & (Expectation.year == bindparam("b_year"))
    return update(Expectation).where(key).values(changed)

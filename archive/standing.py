"""Which reports have gone from their portal, and which have come back, told after a complete crawl.

A complete crawl meets every document that a portal still has. A report none of whose documents was met is
withdrawn (撤回); everything that it said is kept. Of a crawl that was not complete nothing follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Select, case, func, insert, or_, select

from archive.models import Document, Page, PageReport, Portal, Reading, Report, Run, Standing
from archive.rechecks import DEAD
from archive.session import write

Kind = Literal["withdrawn", "returned"]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many reports of a portal went, and how many came back."""

    withdrawn: int = 0
    returned: int = 0


def judge_standing(engine: Engine, portal: str, run_id: int) -> Changes:
    """Keep which reports of a portal a complete run has not met, and which it has met again."""
    return write(engine, lambda connection: _judge(connection, portal, run_id))


def judge_listed(engine: Engine, portal: str, run_id: int, begun: datetime) -> Changes:
    """The same after a night that has read all lists and fetched little of what they name.

    A report went if each page that led to it is off the lists and was asked for in vain; it is back if a list
    names one of them again and it is there. Of a report that no listed page led to nothing is said. ``begun``
    is when the portal's own look began.
    """
    return write(engine, lambda connection: _judge_listed(connection, portal, run_id, begun))


def unmet(engine: Engine, portal: str, begun: datetime) -> tuple[int, int]:
    """How many of a portal's reports no list has named since a moment under any address; and of how many."""
    named = (
        select(PageReport.report_id).join(Page, Page.id == PageReport.page_id).where(Page.last_seen >= begun)
    )
    stood = func.coalesce(_last_kind(), "returned") != "withdrawn"
    linked = select(PageReport.report_id)
    mine = select(func.count()).select_from(Report).join(Portal, Portal.id == Report.portal_id)
    mine = mine.where(Portal.name == portal, Report.id.in_(linked), stood)
    with engine.connect() as connection:
        total = connection.scalar(mine) or 0
        return connection.scalar(mine.where(Report.id.not_in(named))) or 0, total


def is_withdrawn() -> Any:
    """Whether the last word about ``Report`` is that it went: an SQL expression, null where there is none."""
    return _last_kind() == "withdrawn"


def _judge(connection: Connection, portal: str, run_id: int) -> Changes:
    begun = connection.scalar(select(Run.started).where(Run.id == run_id))
    found: dict[Kind, list[int]] = {"withdrawn": [], "returned": []}
    for report_id, last_seen, kind in connection.execute(_reports(portal)):
        met = last_seen >= begun
        if met == (kind == "withdrawn"):
            found["returned" if met else "withdrawn"].append(report_id)
    return _keep(connection, found, run_id)


def _keep(connection: Connection, found: dict[Kind, list[int]], run_id: int) -> Changes:
    now = datetime.now(UTC)
    rows = [
        {"report_id": one, "kind": kind, "at": now, "run_id": run_id} for kind in found for one in found[kind]
    ]
    if rows:
        connection.execute(insert(Standing), rows)
    return Changes(len(found["withdrawn"]), len(found["returned"]))


def _judge_listed(connection: Connection, portal: str, run_id: int, begun: datetime) -> Changes:
    found: dict[Kind, list[int]] = {"withdrawn": [], "returned": []}
    for report_id, kind, pages, named, gone in connection.execute(_linked(portal, begun)):
        if kind != "withdrawn" and gone == pages:
            found["withdrawn"].append(report_id)
        if kind == "withdrawn" and named:
            found["returned"].append(report_id)
    return _keep(connection, found, run_id)


def _linked(portal: str, begun: datetime) -> Select[*tuple[Any, ...]]:
    """Every report that listed pages led to: how many these are, how many are named, how many are gone."""
    named = (Page.state == "archived") & (Page.last_seen >= begun)
    dead = or_(*(Page.reason.startswith(words) for words in DEAD))
    gone = (Page.last_seen < begun) & or_(Page.state == "not_a_report", (Page.state == "failed") & dead)
    return (
        select(
            Report.id,
            _last_kind(),
            func.count(),
            func.sum(case((named, 1), else_=0)),
            func.sum(case((gone, 1), else_=0)),
        )
        .join(Portal, Portal.id == Report.portal_id)
        .join(PageReport, PageReport.report_id == Report.id)
        .join(Page, Page.id == PageReport.page_id)
        .where(Portal.name == portal)
        .group_by(Report.id)
    )


def _reports(portal: str) -> Select[Any, Any, Any]:
    """Every report of a portal, when a document of it was met last, and the last word about it."""
    return (
        select(Report.id, func.max(Document.seen_at, type_=Document.seen_at.type), _last_kind())
        .join(Portal, Portal.id == Report.portal_id)
        .join(Reading, Reading.report_id == Report.id)
        .join(Document, Document.id == Reading.document_id)
        .where(Portal.name == portal)
        .group_by(Report.id)
    )


def _last_kind() -> Any:
    last = select(Standing.kind).where(Standing.report_id == Report.id).order_by(Standing.id.desc()).limit(1)
    return last.correlate(Report).scalar_subquery()

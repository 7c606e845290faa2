"""What earlier backfills of a portal have left: pages that are done with, and since when they go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from archive.models import Page, Portal, Run

COMMAND = "backfill"
WEB_ARCHIVE = "--from-web-archive"
#: States of a page that need no second look: its report is kept, or it is none.
SETTLED = ("archived", "not_a_report")
#: What a backfill has fetched longer ago is fetched again: lists grow, and reports are published late.
MEMORY = timedelta(days=30)
#: How the summary of a run begins that a person interrupted.
INTERRUPTED = "Interrupted before the end."
#: What the problem of a portal is called whose budget of requests was spent.
BUDGET = "budget"


def settled_pages(engine: Engine, portal: str) -> frozenset[str]:
    """The addresses of a portal's pages that are done with."""
    query = select(Page.url).join(Portal, Portal.id == Page.portal_id)
    with engine.connect() as connection:
        return frozenset(connection.scalars(query.where(Portal.name == portal, Page.state.in_(SETTLED))))


def unfinished_since(engine: Engine, portal: str, *, before: int | None) -> datetime | None:
    """When the first of a portal's backfills began that were cut short since the last one that was not.

    ``before`` is the id of the run that asks. None where the last one came to its end, whatever failed in
    it; of those longer ago than ``MEMORY`` nothing is said.
    """
    oldest = datetime.now(UTC) - MEMORY
    query = select(Run).where(Run.command == COMMAND, Run.started >= oldest).order_by(Run.id.desc())
    if before is not None:
        query = query.where(Run.id < before)
    since: datetime | None = None
    with engine.connect() as connection:
        for run in connection.execute(query):
            if portal not in run.arguments or WEB_ARCHIVE in run.arguments:
                continue
            if not _was_cut_short(run, portal):
                break
            since = run.started
    return since


def _was_cut_short(run: Any, portal: str) -> bool:
    """Whether a run was killed, interrupted, ended by a defect, or by its budget for this portal."""
    said = run.summary or ""
    stopped = said.startswith(INTERRUPTED) or f"{portal}: {BUDGET} " in said
    return run.outcome in (None, "failed") or stopped

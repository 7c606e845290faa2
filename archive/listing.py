"""What portals list: their pages, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, bindparam, func, update

from archive.models import Page, PageReport, Portal
from archive.models.base import table_of
from archive.records import Entry, PageState
from archive.session import write
from archive.upserts import id_of, insert_unless_there

_PAGE = table_of(Page).c
_SAID = tuple(one.name for one in fields(Entry) if one.name != "url")
_MARKING = (
    update(table_of(Page))
    .where(_PAGE.url == bindparam("address"))
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        capture_id=func.coalesce(bindparam("capture", type_=_PAGE.capture_id.type), _PAGE.capture_id),
        checked_at=bindparam("checked_at"),
    )
    .returning(_PAGE.id)
)


class UnknownPage(LookupError):
    """A page was to be marked that no portal has listed: record the listing first."""


def record_listing(
    engine: Engine, portal: str, entries: Iterable[Entry], *, at: datetime | None = None
) -> int:
    """Keep what a portal lists; gives the number of pages that were new.

    A page already known keeps its state; what the list now says of it replaces what it said before, and
    what it no longer says stays. ``at`` is the moment of the look, now if not given.
    """
    moment, kept = at or datetime.now(UTC), tuple(entries)

    def work(connection: Connection) -> int:
        portal_id = portal_id_of(connection, portal)
        return sum(_put_page(connection, portal_id, entry, moment) for entry in kept)

    return write(engine, work)


def portal_id_of(connection: Connection, name: str) -> int:
    """The id of a portal by its short name, made if it is new."""
    return id_of(connection, Portal, {"name": name})[0]


def _put_page(connection: Connection, portal_id: int, entry: Entry, moment: datetime) -> bool:
    said = {name: value for name in _SAID if (value := getattr(entry, name)) is not None}
    rest = {"portal_id": portal_id, "state": "listed", "first_seen": moment, "last_seen": moment}
    page_id, made = id_of(connection, Page, {"url": entry.url}, {**said, **rest})
    if not made:
        connection.execute(update(Page).where(Page.id == page_id).values({**said, "last_seen": moment}))
    return made


def mark_page(  # noqa: PLR0913  # what became of a page, by name
    engine: Engine,
    url: str,
    state: PageState,
    reason: str | None = None,
    *,
    capture_id: int | None = None,
    reports: Iterable[int] = (),
) -> None:
    """Keep what became of a listed page that was fetched just now, and why; and the ids of its ``reports``.

    Raises UnknownPage for one that was never listed.
    """

    def work(connection: Connection) -> None:
        page_id = put_page_state(connection, url, state, reason, capture_id)
        rows = [{"page_id": page_id, "report_id": report_id} for report_id in sorted(set(reports))]
        insert_unless_there(connection, PageReport, rows)

    write(engine, work)


def put_page_state(
    connection: Connection, url: str, state: PageState, reason: str | None, capture_id: int | None
) -> int:
    """As ``mark_page``, within a transaction of the caller's; gives the page's id."""
    values = {"state": state, "reason": reason, "capture": capture_id, "checked_at": datetime.now(UTC)}
    page_id: int | None = connection.execute(_MARKING, {"address": url, **values}).scalar_one_or_none()
    if page_id is None:
        raise UnknownPage(f"No portal has listed {url}: call record_listing before mark_page.")
    return page_id

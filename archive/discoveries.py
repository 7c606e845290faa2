"""When each portal was looked at, and what its last complete discovery taught (发现记录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from archive.listing import portal_id_of
from archive.models import Discovery, Portal
from archive.session import write


@dataclass(frozen=True, slots=True)
class Looked:
    """When a crawl of the whole portal began last and how it ended; see ``archive.models.Discovery``."""

    attempted_at: datetime
    outcome: str
    complete_at: datetime | None
    listed_at: datetime | None
    memory: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Look:
    """One crawl of a whole portal that has come to its end.

    ``kind``: everything (discovered from the home page on), lists (those remembered). ``complete``: without a
    failure. ``empty``: nothing failed, and nothing was found. ``memory``: what it taught. ``doubted``: so
    many reports are off the lists at once that nothing is believed before a second look.
    """

    begun: datetime
    kind: Literal["everything", "lists"]
    complete: bool
    empty: bool = False
    memory: dict[str, Any] | None = None
    doubted: bool = False

    @property
    def outcome(self) -> str:
        """How it ended, in a word."""
        found = "empty" if self.empty else "doubted" if self.doubted else "part"
        return "done" if self.complete else found


def discoveries(engine: Engine) -> dict[str, Looked]:
    """What is kept of every portal ever looked at, by its short name."""
    columns = (
        Discovery.attempted_at,
        Discovery.outcome,
        Discovery.complete_at,
        Discovery.listed_at,
        Discovery.memory,
    )
    query = select(Portal.name, *columns).join(Discovery, Discovery.portal_id == Portal.id)
    with engine.connect() as connection:
        return {name: Looked(*rest) for name, *rest in connection.execute(query)}


def record_look(engine: Engine, portal: str, look: Look) -> None:
    """Keep that a portal was looked at."""
    write(engine, lambda connection: _put(connection, portal, look))


def _put(connection: Connection, portal: str, look: Look) -> None:
    key = {"portal_id": portal_id_of(connection, portal)}
    said: dict[str, Any] = {"attempted_at": look.begun, "outcome": look.outcome}
    if look.complete:
        said["listed_at"] = look.begun
    if look.complete and look.kind == "everything":
        said |= {"complete_at": look.begun, "memory": look.memory}
    if connection.execute(update(Discovery).filter_by(**key).values(said)).rowcount == 0:
        connection.execute(insert(Discovery).values({**key, **said}))

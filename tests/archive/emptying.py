"""An archive emptied for the next example of a property test."""

from __future__ import annotations

from sqlalchemy import Engine, text

from archive.models import Base

#: What lies in every archive from the start.
WITH_THE_SCHEMA = ("codebook", "division")


def empty(archive: Engine) -> None:
    """Delete every row that did not come with the schema."""
    with archive.begin() as connection:
        connection.execute(text("UPDATE report SET current_revision_id = NULL"))
        connection.execute(text("UPDATE revision SET supersedes_id = NULL"))
        connection.execute(text("UPDATE body SET parent_id = NULL"))
        for table in _in_order():
            connection.execute(text(f"DELETE FROM {table}"))


def _in_order() -> list[str]:
    """The tables, those that refer to others first; report and revision refer to each other."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    names = [name for name in names if name not in (*WITH_THE_SCHEMA, "report", "revision")]
    last = [name for name in names if name in ("body", "portal", "document", "capture", "page", "run")]
    return [*(name for name in names if name not in last), "revision", "report", *last]

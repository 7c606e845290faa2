"""How many reports each list of a portal named (列表规模): one that has shrunk was perhaps not read whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Update, case, select, update

from archive.listing import portal_id_of
from archive.models import ListSize, Portal
from archive.session import write
from archive.upserts import insert_unless_there


def list_sizes(engine: Engine, portal: str) -> dict[str, int]:
    """The reports that each list named when it was last read to its end, by its first page."""
    query = select(ListSize.url, ListSize.reports).join(Portal, Portal.id == ListSize.portal_id)
    with engine.connect() as connection:
        return {row.url: row.reports for row in connection.execute(query.where(Portal.name == portal))}


def record_list_sizes(engine: Engine, portal: str, sizes: Mapping[str, int]) -> None:
    """Keep what lists read to their end named."""

    def work(connection: Connection) -> None:
        portal_id, now = portal_id_of(connection, portal), datetime.now(UTC)
        rows: list[dict[str, Any]] = [
            {"portal_id": portal_id, "url": url, "reports": size, "most_reports": size, "seen_at": now}
            for url, size in sorted(sizes.items())
        ]
        insert_unless_there(connection, ListSize, rows)
        for row in rows:
            connection.execute(_grown(row))

    write(engine, work)


def _grown(row: Mapping[str, Any]) -> Update:
    here = (ListSize.portal_id == row["portal_id"], ListSize.url == row["url"])
    most = case((ListSize.most_reports < row["reports"], row["reports"]), else_=ListSize.most_reports)
    values = {"reports": row["reports"], "most_reports": most, "seen_at": row["seen_at"]}
    return update(ListSize).where(*here).values(values)

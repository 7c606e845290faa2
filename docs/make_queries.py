"""Write docs/queries.md: research questions with their SQL, and the results on the replica's archive."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from archive.session import open_archive
from crawler.replica.archived import fill
from crawler.replica.content import population

HERE = Path(__file__).parent
PAGE = HERE / "queries.md"
HEAD = """# Questions and their SQL

Queries to begin with, each with its result on an archive of the demo's 974 reports. Almost all of these are
generated: the numbers say nothing about the real world. Here they were stored without crawling, so the last
query names an example address. All queries run unchanged on SQLite and PostgreSQL. The views show current
revisions only, and a sum over missing figures is null, never 0.

This page is made from `docs/queries.toml` by `make docs`.
"""

Rows = list[tuple[str, ...]]


def queries() -> list[dict[str, str]]:
    """The questions, each with ``question``, ``sql`` and, where it needs one, a ``note``."""
    return list(tomllib.loads((HERE / "queries.toml").read_text("utf-8"))["query"])


def demo_archive(engine: Engine) -> None:
    """Fill an archive with every report of the replica."""
    people = population()
    fill(engine, (one for county in sorted(people.publications) for one in people.publications[county]))


def answer(engine: Engine, sql: str) -> tuple[Sequence[str], Rows]:
    """The columns and the rows of a query, as printed."""
    with engine.connect() as connection:
        found = connection.execute(text(sql))
        return list(found.keys()), [tuple(_printed(value) for value in row) for row in found]


def _printed(value: Any) -> str:
    if value is None:
        return ""
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, float | Decimal) else str(value)


def page(engine: Engine) -> str:
    """The whole page as Markdown."""
    return "\n".join(
        [HEAD, *(part for at, one in enumerate(queries(), 1) for part in _section(engine, at, one))]
    )


def _section(engine: Engine, number: int, query: dict[str, str]) -> Iterator[str]:
    columns, rows = answer(engine, query["sql"])
    yield f"## {number}. {query['question']}\n"
    if note := query.get("note"):
        yield f"{note}\n"
    yield f"```sql\n{query['sql'].strip()}\n```\n"
    yield "\n".join(_line(row) for row in (columns, ["---"] * len(columns), *rows)) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        archive = open_archive(f"sqlite:///{folder}/demo.db")
        demo_archive(archive)
        PAGE.write_text(page(archive), encoding="utf-8")
        archive.dispose()

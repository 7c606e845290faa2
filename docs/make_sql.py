"""Write docs/sql.md, the tables, views and columns of the archive with their meaning: ``make docs``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect

from archive.comments import comment_on
from archive.models import Base
from archive.session import open_archive
from archive.views import view_statements

PAGE = Path(__file__).with_name("sql.md")
HEAD = """# The archive in SQL

Start from the views: they show current revisions, with names and years, and a sum over missing figures is
null, never 0. Questions with their SQL: [queries.md](queries.md). In PostgreSQL the texts below are comments
on the tables and columns. `figure_set` has a column for each figure of the `codebook`, left out here.

This page is made by `make docs`.
"""
VIEWS = {
    "figure": "A row per figure of every revision, also of those that were superseded.",
    "figures": "A row per figure of the reports as they stand, with body, year and label.",
    "applications": "Table three: a row per report and outcome, a column per kind of applicant.",
    "disclosure": "Table two: a row per report and item.",
    "review": "Table four: a row per report and route.",
    "reports_wide": "A row per report, a column per figure of the layout 2021.",
    "coverage": "What is there, body by year, and pages that are listed and not read.",
    "findings": "Findings of the reports as they stand, with people's verdicts.",
}
MOST_COLUMNS = 30


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, "## Views\n", *_views(), "## Tables\n", *_tables()])


def _views() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_archive(f"sqlite:///{folder}/empty.db")
        for name in view_statements("sqlite"):
            columns = [column["name"] for column in inspect(engine).get_columns(name)]
            more = f" ... ({len(columns)} in all)" if len(columns) > MOST_COLUMNS else ""
            yield f"### {name}\n\n{VIEWS[name]}\n\n`{', '.join(columns[:MOST_COLUMNS])}`{more}\n"
        engine.dispose()


def _tables() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        yield f"### {table.name}\n\n{comment_on(table)}\n\n| column | meaning |\n|---|---|"
        for column in table.columns:
            if table.name != "figure_set" or not column.name.removeprefix("f").isdigit():
                yield f"| {column.name} | {comment_on(table, column)} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

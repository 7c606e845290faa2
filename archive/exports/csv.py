"""Export to CSV: one long file, or a folder of tables.

UTF-8 with a byte order mark, which Excel needs to read Chinese (pandas: ``encoding="utf-8-sig"``; R's
readr and Stata skip it). A missing number is an empty cell, never 0; ``state`` says why it is missing.
Every file appears under its name only when it is whole.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from sqlalchemy import JSON, Boolean, Connection, Engine, text

from archive.errors import NotInArchive
from archive.types import Exact, Utc

Progress = Callable[[int], None]
_BATCH = 5_000
_TYPES: dict[str, Any] = {"value": Exact(), "figures": JSON(), "certain": Boolean(), "revised_at": Utc()}

_REPORTS = """
SELECT r.id AS report_id, b.name AS body, b.kind, b.division_code, d.full_name AS division, r.year, r.layout,
       r.title, r.published_on, v.period_start, v.period_end, v.index_number, v.printed, v.certain,
       v.number AS revision, v.created_at AS revised_at, v.extractor_version,
       o.url, o.sha256, o.media_type, p.name AS portal
  FROM report r
  JOIN body b ON b.id = r.body_id
  JOIN revision v ON v.id = r.current_revision_id
  JOIN document o ON o.id = v.document_id
  LEFT JOIN division d ON d.code = b.division_code
  LEFT JOIN portal p ON p.id = r.portal_id
 ORDER BY r.id
"""
_FIGURES = """
SELECT report_id, body, division_code, year, figure, label AS label_zh, value, state, raw, place
  FROM figures ORDER BY report_id, figure_id
"""
_LONG = """
SELECT body, division_code, year, figure, label AS label_zh, value, state, raw
  FROM figures ORDER BY report_id, figure_id
"""
_SECTIONS = """
SELECT r.id AS report_id, b.name AS body, b.division_code, r.year, s.number, s.heading, s.text
  FROM section s
  JOIN report r ON r.current_revision_id = s.revision_id
  JOIN body b ON b.id = r.body_id
 ORDER BY r.id, s.position
"""
_FINDINGS = """
SELECT report_id, body, division_code, year, rule, severity, message, figures, expected, actual, verdict, note
  FROM findings WHERE report_id IS NOT NULL ORDER BY report_id, id
"""
_CODEBOOK = """
SELECT figure_id, figure, table_name, row_name, column_name, label_zh, unit, type, layouts
  FROM codebook ORDER BY figure_id
"""
_TABLES = {
    "reports": _REPORTS,
    "figures": _FIGURES,
    "sections": _SECTIONS,
    "findings": _FINDINGS,
    "codebook": _CODEBOOK,
}


def export_csv(engine: Engine, path: Path, *, progress: Progress | None = None) -> dict[Path, int]:
    """Write the current revisions; gives the rows of every file written.

    A path ending in ``.csv`` becomes one long file, a row per figure; any other path a folder with
    reports.csv, figures.csv, sections.csv, findings.csv and codebook.csv. ``progress`` is told of every
    batch of rows. Raises NotInArchive for an archive without reports.
    """
    # One transaction over all files: they agree with each other, whatever is stored meanwhile.
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        if connection.scalar(text("SELECT 1 FROM report LIMIT 1")) is None:
            raise NotInArchive("The archive has no report to export: crawl or import something first.")
        tables = _tables(path)
        return {file: _write(connection, file, query, progress) for file, query in tables.items()}


def _tables(path: Path) -> dict[Path, str]:
    """The files to write, and what each holds; makes the folder if it is one."""
    if path.suffix.lower() == ".csv":
        return {path: _LONG}
    path.mkdir(parents=True, exist_ok=True)
    return {path / f"{name}.csv": query for name, query in _TABLES.items()}


def _write(connection: Connection, file: Path, query: str, progress: Progress | None) -> int:
    written = 0
    with whole_file(file) as stream:
        rows = connection.execute(_typed(query), execution_options={"yield_per": _BATCH})
        writer = csv.writer(stream)
        writer.writerow(rows.keys())
        for batch in rows.partitions():
            writer.writerows([_cell(value) for value in row] for row in batch)
            written += len(batch)
            if progress:
                progress(len(batch))
    return written


def _typed(query: str) -> Any:
    """The query with the types of those columns that the two databases give back differently."""
    selected = query.partition("FROM")[0]
    types = {name: kind for name, kind in _TYPES.items() if re.search(rf"\b{name}\b", selected)}
    return text(query).columns(**types)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


@contextmanager
def whole_file(file: Path) -> Iterator[IO[str]]:
    """A text file that takes its name only when the block has ended well."""
    with NamedTemporaryFile(
        "w", encoding="utf-8-sig", newline="", dir=file.parent, prefix=f".{file.name}.", delete=False
    ) as stream:
        unfinished = Path(stream.name)
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            unfinished.chmod(0o644)
            unfinished.replace(file)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

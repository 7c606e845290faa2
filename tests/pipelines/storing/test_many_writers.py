"""Processes that store overlapping reports at the same time: nothing is doubled, nothing is lost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from archive.records import DocumentRecord
from archive.session import open_archive
from pipelines.model import Report
from pipelines.storing.store import store
from tests.archive.samples import BAIMA, BAISHI, COUNTY, EDUCATION, document, number, report, with_error
from tests.postgresql import Server

YEARS = range(2019, 2025)
WRITERS = 8
CURRENT = {
    "figures": "SELECT body, division_code, year, figure, value, state, raw, place FROM figures",
    "findings": "SELECT body, year, rule, message, between_years FROM findings",
    "documents": "SELECT d.url, d.sha256, d.role, c.url FROM document d"
    " JOIN capture c ON c.id = d.capture_id",
    "bodies": "SELECT name, kind, division_code FROM body",
    "readings": "SELECT b.name, r.year, d.url, x.content_hash, x.present FROM reading x"
    " JOIN report r ON r.id = x.report_id JOIN body b ON b.id = r.body_id"
    " JOIN document d ON d.id = x.document_id",
    "standing revisions": "SELECT b.name, r.year, v.content_hash FROM report r"
    " JOIN body b ON b.id = r.body_id"
    " JOIN revision v ON v.id = r.current_revision_id AND v.report_id = r.id",
}


def papers() -> Iterator[tuple[DocumentRecord, Report]]:
    """Reports of four bodies over six years, each as a page and as a file that differs in a figure."""
    for body in (BAISHI, BAIMA, COUNTY, EDUCATION):
        for year in YEARS:
            amounts = {
                "applications__received__total": number(year % 7),
                "applications__carried_out__total": number(2),
            }
            page = with_error(report(body, year, **amounts, applications__carried_in__total=number(1)))
            file = replace(page, figures={**page.figures, "applications.received.total": number(9)})
            address = f"http://h/{body.name}/{year}"
            yield document(f"{address} page", address), page
            yield replace(document(f"{address} file", f"{address}.docx"), role="attachment"), file


def store_all(url: str, seed: int) -> int:
    """Everything, in an order of one's own; gives how many reports were new."""
    engine = open_archive(url)
    wanted = list(papers())
    Random(seed).shuffle(wanted)
    new = sum(store(engine, paper, [said], portal="wenshang").new for paper, said in wanted)
    engine.dispose()
    return new


def at_once(url: str, writers: int) -> int:
    with ProcessPoolExecutor(writers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return sum(pool.map(store_all, [url] * writers, range(writers)))


def contents(url: str) -> dict[str, list[Any]]:
    engine = open_archive(url)
    with engine.connect() as connection:
        found = {name: sorted(map(repr, connection.execute(text(query)))) for name, query in CURRENT.items()}
    engine.dispose()
    return found


def test_eight_processes_on_postgresql_leave_what_one_leaves(postgresql: Server) -> None:
    one, many = (postgresql.new_database(postgresql.migrated) for _ in range(2))
    assert store_all(one, 0) == at_once(many, WRITERS) == 4 * len(YEARS)
    assert contents(many) == contents(one)


def test_two_processes_on_sqlite_leave_what_one_leaves(sqlite_file: Path, tmp_path: Path) -> None:
    one, many = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "many"))
    for name in ("one", "many"):
        (tmp_path / f"{name}.db").write_bytes(sqlite_file.read_bytes())
    assert store_all(one, 0) == at_once(many, 2) == 4 * len(YEARS)
    assert contents(many) == contents(one)

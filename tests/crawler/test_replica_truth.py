"""A portal crawled whole (in the long runs all five), and the archive held against the truth."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from archive.packing import lengthened
from crawler.replica.content import Publication
from crawler.replica.proxy import Replica
from crawler.replica.truth import expected_reports
from crawler.warc import read_record

SOAK = bool(os.environ.get("NIANBAO_SOAK"))
PORTALS = ("wenshang", "changle", "tongbai", "wuzhi", "scmiyi") if SOAK else ("wenshang",)
SUMS = ("applications.balance", "applications.handled_sum", "applications.row_sum", "review.sum")
REPORTS = (
    "select b.name, r.year, b.division_code, r.layout, r.published_on"
    " from report r join body b on b.id = r.body_id"
)
FIGURES = "select body, year, figure, value, state, raw from figures"
FINDINGS = (
    "select b.name, r.year, f.rule, f.figures from finding f"
    " join report r on r.current_revision_id = f.revision_id join body b on b.id = r.body_id"
)


TRACES = (
    "select c.warc_file, c.warc_offset, d.media_type, f.raw from figure f"
    " join report r on r.current_revision_id = f.revision_id"
    " join revision v on v.id = f.revision_id join document d on d.id = v.document_id"
    " join capture c on c.id = d.capture_id where f.state <> 'absent' and f.raw <> ''"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("truth")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[sqlite3.Connection]:
    own = ["--archive", f"sqlite:///{folder}/a.db", "--data", f"{folder}/data", "--delay", "0"]
    with Replica() as replica:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "crawler", "crawl", *PORTALS, *own],
            env={**os.environ, **replica.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    connection = sqlite3.connect(folder / "a.db")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def truth() -> dict[tuple[str, int], Publication]:
    return {key: one for portal in PORTALS for key, one in expected_reports(portal).items()}


def test_every_report_of_the_portals_is_there_and_no_other(
    archive: sqlite3.Connection, truth: dict[tuple[str, int], Publication]
) -> None:
    found = {(name, year): rest for name, year, *rest in archive.execute(REPORTS)}
    assert found == {
        key: [one.unit.division, one.layout, one.published_on.isoformat()] for key, one in truth.items()
    }


def test_every_figure_is_the_true_one_in_value_state_and_text(
    archive: sqlite3.Connection, truth: dict[tuple[str, int], Publication]
) -> None:
    wrong, seen = [], 0
    for body, year, key, value, state, raw in archive.execute(FIGURES):
        true = truth[body, year].truth.figures.get(key)
        seen += true is not None
        number = None if value is None else Decimal(str(value))
        if true is None or (number, state, raw or "") != (true.value, true.state, true.raw):
            wrong.append((body, year, key, value, state, raw, true))
    assert wrong == []
    assert seen == sum(len(one.truth.figures) for one in truth.values())


def test_every_planted_inconsistency_is_a_finding_on_its_figures_and_there_is_no_other(
    archive: sqlite3.Connection, truth: dict[tuple[str, int], Publication]
) -> None:
    found = {
        (body, year, rule, frozenset(lengthened(json.loads(figures))))
        for body, year, rule, figures in archive.execute(FINDINGS)
        if rule in SUMS
    }
    planted = {
        (*key, one.rule, frozenset(one.figures))
        for key, report in truth.items()
        for one in report.truth.findings
    }
    assert planted
    assert found == planted


def test_the_real_report_among_them_says_what_its_document_says(archive: sqlite3.Connection) -> None:
    query = "select figure, value from figures where body like '%白石镇%' and year = 2023 and value > 0"
    assert archive.execute(query).fetchall() == [("disclosure.licensing.decisions", 283)]


def test_every_trace_leads_to_bytes_that_hold_the_figure_as_printed(
    archive: sqlite3.Connection, folder: Path, truth: dict[tuple[str, int], Publication]
) -> None:
    """Read without our reader: BeautifulSoup's text of pages, python-docx's cells, pdfium's text."""
    printed: dict[tuple[str, int, str], set[str]] = {}
    for file, offset, media_type, raw in archive.execute(TRACES):
        printed.setdefault((file, offset, media_type), set()).add("".join(raw.split()))
    assert len(printed) >= len(truth)
    lost = []
    for (file, offset, media_type), raws in printed.items():
        text = "".join(plain_text(read_record(folder / "data", file, offset), media_type).split())
        lost += [(file, offset, raw) for raw in raws if raw not in text]
    assert lost == []


def plain_text(payload: bytes, media_type: str) -> str:
    if media_type == "application/pdf":
        pages = pypdfium2.PdfDocument(payload)
        return "".join(page.get_textpage().get_text_bounded() for page in pages)
    if "wordprocessingml" in media_type:
        tables = docx.Document(io.BytesIO(payload)).tables
        return "".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    encoding = "utf-8" if is_utf8(payload) else "gb18030"
    return BeautifulSoup(payload.decode(encoding), "lxml").get_text()


def is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""Two portals crawled whole, and the archive held against what the replica knows to be true."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from archive.packing import lengthened
from crawler.replica.content import Publication
from crawler.replica.proxy import Replica
from crawler.replica.truth import expected_reports

PORTALS = ("wenshang", "changle")
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


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("truth")
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


def test_every_report_of_both_portals_is_there_and_no_other(
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

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from archive.due import due_on, due_rule
from archive.figure_views import wide_columns
from archive.listing import mark_page, record_listing
from archive.models import FigureSet
from archive.packing import columns
from archive.queries import Part, coverage
from archive.records import Entry
from archive.session import open_archive
from pipelines.model import State
from pipelines.storing.store import store
from tests.archive.samples import BAISHI, EDUCATION, document, number, printed, report


def ask(archive: Engine, query: str) -> list[dict[str, Any]]:
    with archive.connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def test_the_sqlite_shell_finds_the_numbers_above_zero_and_shows_them_as_printed(tmp_path: Path) -> None:
    engine = open_archive(f"sqlite:///{tmp_path / 'nianbao.db'}")
    given = report(
        disclosure__licensing__decisions=number(283),
        disclosure__penalty__decisions=number(0),
        disclosure__fees__amount=number("12.50"),
        disclosure__coercion__decisions=printed("", State.BLANK),
        applications__received__total=number("12345678901234567890"),
    )
    store(engine, document(), [given])
    engine.dispose()
    with sqlite3.connect(tmp_path / "nianbao.db") as shell:
        query = (
            "SELECT label, value, raw FROM figures WHERE body LIKE '%白石镇%' AND year = 2023 AND value > 0"
        )
        found = {label: (value, raw) for label, value, raw in shell.execute(query)}
    shell.close()
    assert found.pop("一、本年新收政府信息公开申请数量 · 总计")[1] == "12345678901234567890"
    assert found == {
        "行政许可 · 本年处理决定数量": (283, "283"),
        "行政事业性收费 · 本年收费金额": (12.5, "12.50"),
    }


def test_a_number_comes_back_exactly(archive: Engine) -> None:
    store(archive, document(), [report(disclosure__fees__amount=number("0.07"))])
    with archive.connect() as connection:
        (figures,) = connection.execute(select(FigureSet.__table__)).mappings()
    assert [figures[name] for name in columns() if figures[name] is not None] == [Decimal("0.07")]


def test_every_view_shows_missing_as_null_and_never_as_zero(archive: Engine) -> None:
    store(archive, document(), [report(disclosure__regulations__made=printed("/", State.SLASH))])
    for view in ("applications", "disclosure", "review", "reports_wide"):
        numeric = {*wide_columns(), "natural_person", "total", "made", "in_force", "upheld", "pending"}
        for row in ask(archive, f"SELECT * FROM {view}"):
            assert {row[name] for name in numeric & set(row)} == {None}, view
    assert ask(archive, "SELECT SUM(total) AS total FROM applications") == [{"total": None}]
    assert ask(archive, "SELECT SUM(made) AS made FROM disclosure") == [{"made": None}]


def test_applications_have_a_row_per_outcome_and_a_column_per_kind_of_applicant(archive: Engine) -> None:
    given = report(
        applications__received__natural_person=number(20),
        applications__received__enterprise=number(1),
        applications__received__total=number(21),
        applications__granted__total=number(7),
    )
    store(archive, document(), [given])
    rows = ask(archive, "SELECT * FROM applications WHERE total > 0 ORDER BY total DESC")
    assert [(row["outcome"], row["natural_person"], row["charity"], row["total"]) for row in rows] == [
        ("received", 20, None, 21),
        ("granted", None, None, 7),
    ]


def test_the_wide_view_has_a_column_for_each_of_the_200_figures(archive: Engine) -> None:
    store(archive, document(), [report(applications__received__total=number(21))])
    [row] = ask(archive, "SELECT * FROM reports_wide")
    assert len(wide_columns()) == 200
    assert {name: value for name, value in row.items() if value is not None and name in wide_columns()} == {
        "applications_received_total": 21
    }


def test_views_show_the_current_revision_alone(archive: Engine) -> None:
    for days, value in enumerate([21, 22]):
        given = report(applications__received__total=number(value))
        store(archive, document(str(days), days=days), [given])
    assert ask(archive, "SELECT value FROM figures WHERE value IS NOT NULL") == [{"value": 22}]
    assert ask(archive, "SELECT total FROM applications WHERE outcome = 'received'") == [{"total": 22}]


def test_coverage_tells_what_is_archived_listed_and_unreadable(archive: Engine) -> None:
    entries = [
        Entry(f"http://h/{name}", name, unit=name, year=2023) for name in ("白石镇", "苑庄镇", "次邱镇")
    ]
    record_listing(archive, "wenshang", [*entries, Entry("http://h/notice", "通知")])
    store(archive, document(), [report()], portal="wenshang", entry_url="http://h/白石镇")
    mark_page(archive, "http://h/次邱镇", "unreadable", "the PDF is encrypted")
    mark_page(archive, "http://h/notice", "not_a_report", "a notice")
    rows = coverage(archive, Part("wenshang", (2023, 2023)))
    told = {
        row["body"]: (row["division"], row["year"], row["state"], row["due"], row["reason"]) for row in rows
    }
    assert told == {
        "汶上县白石镇人民政府": ("370830110", 2023, "archived", "2024-01-31", None),
        "苑庄镇": (None, 2023, "found", None, None),
        "次邱镇": (None, 2023, "unreadable", None, "the PDF is encrypted"),
    }
    assert coverage(archive, Part("changle")) == []


def test_the_view_and_the_code_agree_by_when_a_report_is_due(archive: Engine) -> None:
    for at, body in enumerate([BAISHI, EDUCATION]):
        for year in (2018, 2019):
            store(archive, document(f"{at} {year}", f"http://h/{at}/{year}"), [report(body, year)])
    rows = ask(archive, "SELECT kind, year, due FROM coverage ORDER BY kind, year")
    assert [str(row["due"]) for row in rows] == [str(due_on(row["kind"], row["year"])) for row in rows]
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("kind", "year", "due"),
    [
        ("department", 2018, date(2019, 3, 31)),
        ("department", 2019, date(2020, 1, 31)),
        ("government", 2023, date(2024, 3, 31)),
        ("township", 2023, date(2024, 1, 31)),
        ("township", 2007, None),
    ],
)
def test_reports_are_due_by_the_regulation_in_force(kind: str, year: int, due: date | None) -> None:
    assert due_on(kind, year) == due


def test_what_is_only_practice_is_marked_as_such() -> None:
    rule = due_rule("street", 2023)
    assert rule is not None
    assert rule.practice

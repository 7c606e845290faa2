from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.errors import NotInArchive
from archive.exports.csv import export_csv, whole_file
from pipelines.model import State
from pipelines.storing.store import store
from tests.archive.samples import BAIMA, BAISHI, document, number, printed, report, with_error


@pytest.fixture
def filled(archive: Engine) -> Engine:
    one = with_error(
        report(
            BAISHI,
            disclosure__licensing__decisions=number(283),
            disclosure__fees__amount=number("12.5"),
            disclosure__penalty__decisions=printed("", State.BLANK),
        )
    )
    store(archive, document("1", "http://h/1"), [one], portal="wenshang")
    store(archive, document("2", "http://h/2"), [report(BAIMA)], portal="scmiyi")
    return archive


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_one_long_file_has_a_row_per_figure(filled: Engine, tmp_path: Path) -> None:
    file, counted = tmp_path / "figures.csv", []
    assert export_csv(filled, file, progress=counted.append) == {file: 400}
    assert sum(counted) == 400
    rows = {(row["body"], row["figure"]): row for row in read(file)}
    assert next(iter(rows.values())).keys() == {
        "body",
        "division_code",
        "year",
        "figure",
        "label_zh",
        "value",
        "state",
        "raw",
    }
    values = {
        name: rows["汶上县白石镇人民政府", f"disclosure.{name}"]["value"]
        for name in ("licensing.decisions", "fees.amount", "penalty.decisions")
    }
    assert values == {"licensing.decisions": "283", "fees.amount": "12.5", "penalty.decisions": ""}


def test_a_folder_holds_every_table_and_excel_reads_its_chinese(filled: Engine, tmp_path: Path) -> None:
    written = export_csv(filled, tmp_path / "out")
    assert {file.stem: rows for file, rows in written.items() if file.stem != "codebook"} == {
        "reports": 2,
        "figures": 400,
        "sections": 4,
        "findings": 1,
    }
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in written)
    reports = read(tmp_path / "out/reports.csv")
    assert [(row["division"], row["portal"], row["published_on"], row["certain"]) for row in reports] == [
        ("山东省济宁市汶上县白石镇", "wenshang", "2024-01-16", "1"),
        ("四川省攀枝花市米易县白马镇", "scmiyi", "2024-01-16", "1"),
    ]
    [finding] = read(tmp_path / "out/findings.csv")
    assert finding["figures"] == "applications.received.total"
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == sorted(one.name for one in written)


def test_an_empty_archive_exports_nothing_and_says_so(archive: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotInArchive, match="no report to export"):
        export_csv(archive, tmp_path / "figures.csv")
    with pytest.raises(NotInArchive, match="no report to export"):
        export_csv(archive, tmp_path / "folder")
    assert list(tmp_path.glob("f*")) == []


def test_an_export_that_fails_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), whole_file(file) as stream:
        stream.write("half")
        raise RuntimeError
    assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == ["old"]

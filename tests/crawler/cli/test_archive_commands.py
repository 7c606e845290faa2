"""The commands that ask an archive, on one that holds real reports."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from archive.records import CaptureRecord, DocumentRecord
from archive.session import open_archive
from pipelines.model import Context
from pipelines.process import EXTRACTOR_VERSION, process
from pipelines.storing.store import store

Nianbao = Callable[..., CompletedProcess[str]]
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive with the reports of 白石镇, 淮源镇 and two towns whose names both end in 镇."""
    url = f"sqlite:///{tmp_path_factory.mktemp('archive') / 'nianbao.db'}"
    engine = open_archive(url)
    for number, name in enumerate(("baishi_2023.txt", "huaiyuan_2023.txt", "hongze_2024.pdf")):
        data = (DATA / name).read_bytes()
        done = process(data, Context())
        sha256 = hashlib.sha256(data).hexdigest()
        at = datetime(2024, 11, 20, 8, tzinfo=UTC)
        media_type = done.document.media_type
        capture = CaptureRecord(
            f"file:///{name}", at, 200, sha256, len(data), media_type, "a.warc.gz", number
        )
        record = DocumentRecord(capture, sha256, media_type, capture.url, "file", EXTRACTOR_VERSION)
        store(engine, record, done.reports)
    engine.dispose()
    return url


def test_show_prints_the_report_with_its_revision_and_documents(nianbao: Nianbao, kept: str) -> None:
    done = nianbao("show", "白石镇", "2023", "--json", "--archive", kept)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["body"]["name"] == "汶上县白石镇人民政府"
    assert told["figures"]["disclosure.licensing.decisions"]["value"] == 283
    assert {"revision", "documents", "body_id"} <= set(told)
    assert told["documents"][0]["url"] == "file:///baishi_2023.txt"


def test_show_and_extract_say_the_same_of_a_report(nianbao: Nianbao, kept: str) -> None:
    [extracted] = json.loads(nianbao("extract", "--json", DATA / "hongze_2024.pdf").stdout)["reports"]
    shown = json.loads(nianbao("show", "洪泽区", "2024", "--json", "--archive", kept).stdout)
    assert {key: shown[key] for key in extracted} == extracted


def test_show_for_people_names_the_figure_in_chinese(nianbao: Nianbao, kept: str) -> None:
    done = nianbao("show", "白石镇", "2023", DATABASE_URL=kept)
    assert "行政许可" in done.stdout
    assert "283" in done.stdout
    assert "file:///baishi_2023.txt" in done.stdout


def test_a_name_that_fits_several_bodies_ends_with_2_and_lists_them(nianbao: Nianbao, kept: str) -> None:
    done = nianbao("show", "镇", "2023", "--archive", kept)
    assert done.returncode == 2
    assert "汶上县白石镇人民政府" in done.stderr
    assert "桐柏县淮源镇人民政府" in done.stderr


@pytest.mark.parametrize("asked", [("白石镇", "1999"), ("无名镇", "2023")])
def test_a_report_that_is_not_there_ends_with_4(nianbao: Nianbao, kept: str, asked: tuple[str, str]) -> None:
    done = nianbao("show", *asked, "--json", "--archive", kept)
    assert done.returncode == 4
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_trace_leads_from_a_number_to_the_warc_record(nianbao: Nianbao, kept: str) -> None:
    done = nianbao("trace", "白石镇", "2023", "disclosure.licensing.decisions", "--json", "--archive", kept)
    told = json.loads(done.stdout)
    assert (told["raw"], told["value"]) == ("283", 283)
    assert told["place"]
    assert told["sha256"] == hashlib.sha256((DATA / "baishi_2023.txt").read_bytes()).hexdigest()
    assert (told["warc_file"], told["warc_offset"]) == ("a.warc.gz", 0)
    plain = nianbao("trace", "白石镇", "2023", "disclosure.licensing.decisions", "--archive", kept).stdout
    assert "283" in plain
    assert "a.warc.gz" in plain


@pytest.mark.parametrize("asked", ["行政许可", "licensing", "disclosure.licencing.decisions"])
def test_a_figure_that_does_not_exist_ends_with_4_and_the_nearest_are_named(
    nianbao: Nianbao, kept: str, asked: str
) -> None:
    done = nianbao("trace", "白石镇", "2023", asked, "--archive", kept)
    assert done.returncode == 4
    assert "disclosure.licensing.decisions" in done.stderr


def test_check_ends_with_0_and_filters_by_rule_and_year(nianbao: Nianbao, kept: str) -> None:
    told = json.loads(nianbao("check", "--json", "--archive", kept).stdout)
    assert [(one["body"], one["year"], one["rule"]) for one in told] == [
        ("洪泽区人民政府", 2024, "structure.hybrid")
    ]
    for options in (["--rule", "applications"], ["--year", "2019-2023"]):
        done = nianbao("check", "--json", *options, "--archive", kept)
        assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_check_of_an_unknown_portal_is_wrong_usage(nianbao: Nianbao, kept: str) -> None:
    assert nianbao("check", "--portal", "atlantis", "--archive", kept).returncode == 2


def test_coverage_has_a_row_for_every_body_and_year(nianbao: Nianbao, kept: str) -> None:
    told = json.loads(nianbao("coverage", "--json", "--archive", kept).stdout)
    assert {(one["body"], one["year"], one["state"]) for one in told} == {
        ("汶上县白石镇人民政府", 2023, "archived"),
        ("桐柏县淮源镇人民政府", 2023, "archived"),
        ("洪泽区人民政府", 2024, "archived"),
    }
    assert {"body", "division", "year", "state", "due", "published_on"} <= set(told[0])
    rows = list(
        csv.DictReader(nianbao("coverage", "--csv", "--years", "2024", "--archive", kept).stdout.splitlines())
    )
    assert [(row["body"], row["year"]) for row in rows] == [("洪泽区人民政府", "2024")]
    assert "汶上县白石镇人民政府" in nianbao("coverage", "--archive", kept).stdout


@pytest.mark.parametrize("years", ["23", "2024-2019", "soon", "1900-2000"])
def test_years_that_make_no_sense_are_wrong_usage(nianbao: Nianbao, kept: str, years: str) -> None:
    assert nianbao("coverage", "--years", years, "--archive", kept).returncode == 2


def test_export_writes_a_file_with_every_figure(nianbao: Nianbao, kept: str, tmp_path: Path) -> None:
    assert nianbao("export", "csv", "figures.csv", "--archive", kept).returncode == 0
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = [
        row["value"]
        for row in rows
        if "白石镇" in row["body"] and row["figure"] == "disclosure.licensing.decisions"
    ]
    assert found == ["283"]


def test_export_into_a_folder_that_cannot_be_made_is_wrong_usage(
    nianbao: Nianbao, kept: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    done = nianbao("export", "csv", "taken", "--archive", kept)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "asked",
    [("show", "白石镇", "2023"), ("coverage",), ("check",), ("export", "csv", "x.csv"), ("db", "check")],
)
def test_an_archive_that_is_not_there_ends_with_5_and_is_not_made(
    nianbao: Nianbao, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    done = nianbao(*asked)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nianbao.db").exists()


def test_a_server_that_does_not_answer_ends_with_5(nianbao: Nianbao) -> None:
    assert nianbao("coverage", "--archive", "postgresql://nobody@127.0.0.1:1/none").returncode == 5


def test_a_database_that_is_no_archive_is_left_alone(nianbao: Nianbao, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table theirs (x)")
    connection.close()
    for words in (("db", "upgrade"), ("coverage",)):
        assert nianbao(*words, "--archive", "sqlite:///other.db").returncode == 5


def test_db_upgrade_makes_an_archive_and_says_where_it_stands(nianbao: Nianbao) -> None:
    assert nianbao("db", "upgrade").returncode == 0
    assert json.loads(nianbao("db", "current", "--json").stdout)["status"] == "current"
    assert nianbao("db", "check").returncode == 0
    assert nianbao("db", "upgrade").returncode == 0


def test_the_portals_are_listed_by_the_names_to_crawl_them_by(nianbao: Nianbao) -> None:
    told = json.loads(nianbao("portal", "list", "--json").stdout)
    assert {one["name"] for one in told} >= {"wenshang", "changle"}

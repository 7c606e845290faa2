"""``nianbao body``, and the question that a name of several bodies is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from archive.session import open_archive
from pipelines.model import Body, Kind
from pipelines.storing.store import store
from tests.archive.samples import BAIMA, BAISHI, EDUCATION, document, number, report

Nianbao = Callable[..., CompletedProcess[str]]
FIGURE = "applications.received.total"
NAMESAKE = Body("武隆区白马镇人民政府", "白马镇人民政府", "500156101", Kind.TOWNSHIP, True)
LAOSHI = Body("汶上县老石乡人民政府", "老石乡人民政府", None, Kind.TOWNSHIP, False, "370830")


@pytest.fixture
def kept(sqlite_file: Path, tmp_path: Path) -> str:
    """An archive with two towns named 白马镇, a town, a name that is none, and a department."""
    file = tmp_path / "nianbao.db"
    file.write_bytes(sqlite_file.read_bytes())
    engine = open_archive(f"sqlite:///{file}")
    for at, body in enumerate((BAIMA, NAMESAKE, BAISHI, EDUCATION)):
        one = report(body, 2023, applications__received__total=number(at))
        store(engine, document(str(at), f"http://h/{at}"), [one], portal="wenshang")
    store(engine, document("old", "http://h/old"), [report(LAOSHI, 2013)], portal="wenshang")
    engine.dispose()
    return f"sqlite:///{file}"


def answer(done: CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "command",
    [
        ("show", "白马镇", "2023"),
        ("trace", "白马镇", "2023", FIGURE),
        ("body", "show", "白马镇"),
        ("check", "--body", "白马镇"),
    ],
)
def test_a_name_of_two_bodies_is_asked_about_by_every_command(
    nianbao: Nianbao, kept: str, command: tuple[str, ...]
) -> None:
    done = nianbao(*command, "--json", "--archive", kept)
    assert done.returncode == 2
    assert "四川省攀枝花市米易县白马镇人民政府 (510421105)" in done.stderr
    assert "重庆市武隆区白马镇人民政府 (500156101)" in done.stderr
    told = json.loads(done.stdout)
    assert told["error"] == "ambiguous"
    assert [(one["county"], one["division"]) for one in told["candidates"]] == [
        ("重庆市武隆区", "500156101"),
        ("四川省攀枝花市米易县", "510421105"),
    ]


@pytest.mark.parametrize("named", ["米易县白马镇", "510421105", "id:1"])
def test_with_its_county_code_or_id_the_body_answers(nianbao: Nianbao, kept: str, named: str) -> None:
    told = answer(nianbao("show", named, "2023", "--json", "--archive", kept))
    assert told["body"]["division"] == "510421105"


def test_bodies_are_listed_by_county_and_portal(nianbao: Nianbao, kept: str) -> None:
    every = answer(nianbao("body", "list", "--portal", "wenshang", "--json", "--archive", kept))
    assert len(every) == 5
    found = answer(nianbao("body", "list", "--county", "汶上县", "--json", "--archive", kept))
    assert [(one["name"], one["parent"], one["reports"]) for one in found] == [
        ("汶上县人民政府", None, 0),
        ("汶上县教育局", "汶上县人民政府", 1),
        ("汶上县白石镇人民政府", None, 1),
    ]
    assert "not known (wenshang)" in nianbao("body", "list", "--archive", kept).stdout
    assert nianbao("body", "list", "--county", "白云区", "--archive", kept).returncode == 2
    assert nianbao("body", "list", "--county", "昌乐县", "--archive", kept).returncode == 4


def test_a_decision_is_recorded_shown_and_taken_back(nianbao: Nianbao, kept: str) -> None:
    def run(*arguments: str) -> Any:
        return answer(nianbao("body", *arguments, "--json", "--archive", kept))

    before = run("show", "白石镇")
    merged = run("merge", "老石乡", "白石镇", "--note", "撤乡设镇", "--by", "李")
    renamed = run("rename", "白石镇", "白石街道", "--from", "2024", "--note", "撤镇设街道", "--by", "李")
    now = run("show", "老石乡")
    assert (now["name"], now["kind"]) == ("汶上县白石街道办事处", "street")
    assert [(one["year"], one["came_as"]) for one in now["years"]] == [(2013, LAOSHI.name), (2023, None)]
    assert [one["who"] for one in now["changes"]] == ["李"] * 2
    for text in ("汶上县白石镇人民政府", "merge", "撤乡设镇"):
        assert text in nianbao("body", "show", "白石街道", "--archive", kept).stdout
    assert answer(nianbao("show", "老石乡", "2013", "--json", "--archive", kept))["body_id"] == now["id"]
    for change in (renamed["id"], merged["id"]):
        assert run("undo", str(change), "--note", "wrong")["undone_at"]
    after = run("show", "白石镇")
    assert {key: after[key] for key in after if key != "changes"} == {
        key: before[key] for key in before if key != "changes"
    }
    assert {one["undone_note"] for one in after["changes"]} == {"wrong"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("merge", "老石乡", "白石镇"), 2),
        (("merge", "米易县白马镇", "白石镇", "--note", "x"), 2),
        (("rename", "白石镇", "白石街道", "--note", "x"), 2),
        (("alias", "白石镇", "老石乡", "--note", "x"), 2),
        (("alias", "白石镇", "小石乡", "--from", "2020", "--to", "2019", "--note", "x"), 2),
        (("undo", "7"), 4),
        (("show", "id:99"), 4),
    ],
)
def test_a_decision_that_makes_no_sense_has_its_exit_code(
    nianbao: Nianbao, kept: str, arguments: tuple[str, ...], code: int
) -> None:
    done = nianbao("body", *arguments, "--archive", kept)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_db_current_says_which_list_of_divisions_the_archive_holds(nianbao: Nianbao, kept: str) -> None:
    told = answer(nianbao("db", "current", "--json", "--archive", kept))
    assert told["divisions"] == "2023-06-30"
    assert "44700 places as of 2023-06-30" in nianbao("db", "current", "--archive", kept).stdout

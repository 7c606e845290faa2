"""`nianbao extract` on real documents and on bad ones: what it prints and how it ends."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from archive.codebook import keys_of

Nianbao = Callable[..., CompletedProcess[str]]
DATA = Path(__file__).parents[2] / "data"
BAISHI = DATA / "baishi_2023.txt"
NOTICE = """<html><head><title>关于做好2023年政府信息公开年度报告编制工作的通知</title></head><body>
<h1>关于做好2023年政府信息公开年度报告编制工作的通知</h1><p>各乡镇人民政府，县直各部门：</p>
<p>请于2024年1月20日前将本单位2023年度报告报送县政府办公室。</p></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two real reports, a notice, and a file of nothing."""
    inside = tmp_path / "documents"
    (inside / "deeper").mkdir(parents=True)
    shutil.copy(BAISHI, inside)
    shutil.copy(DATA / "huaiyuan_2023.txt", inside / "deeper")
    (inside / "notice.html").write_text(NOTICE, encoding="utf-8")
    (inside / "empty.html").write_bytes(b"")
    (inside / ".hidden").write_text("not looked at")
    return inside


def test_json_of_one_file_is_the_object_of_the_contract(nianbao: Nianbao) -> None:
    done = nianbao("extract", "--json", BAISHI)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"file", "sha256", "media_type", "reports"} <= set(told)
    assert told["sha256"] == hashlib.sha256(BAISHI.read_bytes()).hexdigest()
    [report] = told["reports"]
    assert list(report) == [
        "title",
        "year",
        "layout",
        "body",
        "period",
        "published_on",
        "index_number",
        "sections",
        "figures",
        "findings",
        "stated",
    ]
    assert set(report["body"]) == {"name", "printed", "division", "kind", "certain"}
    assert set(keys_of("2021")) <= set(report["figures"])
    licences = report["figures"]["disclosure.licensing.decisions"]
    assert (licences["raw"], licences["value"], licences["state"]) == ("283", 283, "value")
    assert licences["place"]


def test_shared_options_stand_before_the_command_or_after_it(nianbao: Nianbao) -> None:
    assert nianbao("--json", "extract", BAISHI).stdout == nianbao("extract", BAISHI, "--json").stdout


def test_the_portal_gives_the_county_in_which_a_name_is_resolved(nianbao: Nianbao) -> None:
    for option in (
        ["--portal", "wenshang"],
        ["--url", "http://www.wenshang.gov.cn/art/2024/1/16/art_1_2.html"],
    ):
        [report] = json.loads(nianbao("extract", "--json", *option, BAISHI).stdout)["reports"]
        assert report["body"]["division"] == "370830110"
        assert report["body"]["name"] == "汶上县白石镇人民政府"
        assert report["body"]["certain"] is True


def test_an_unknown_portal_is_wrong_usage_and_the_known_ones_are_named(nianbao: Nianbao) -> None:
    done = nianbao("extract", "--portal", "atlantis", BAISHI)
    assert done.returncode == 2
    assert "wenshang" in done.stderr


def test_the_table_for_people_shows_the_figures_with_their_chinese_names(nianbao: Nianbao) -> None:
    done = nianbao("extract", BAISHI)
    assert done.returncode == 0
    line = next(line for line in done.stdout.splitlines() if "disclosure.licensing.decisions" in line)
    assert "行政许可" in line
    assert "283" in line


@pytest.mark.parametrize("flag", ["--json", "--jsonl"])
def test_a_bad_file_among_many_costs_itself_alone(nianbao: Nianbao, folder: Path, flag: str) -> None:
    done = nianbao("extract", flag, folder)
    told: list[dict[str, Any]] = (
        json.loads(done.stdout)
        if flag == "--json"
        else [json.loads(line) for line in done.stdout.splitlines()]
    )
    outcomes = {Path(outcome["file"]).name: outcome for outcome in told}
    assert done.returncode == 1
    assert set(outcomes) == {"baishi_2023.txt", "huaiyuan_2023.txt", "notice.html", "empty.html"}
    assert len(outcomes["baishi_2023.txt"]["reports"]) == len(outcomes["huaiyuan_2023.txt"]["reports"]) == 1
    assert outcomes["notice.html"]["reports"] == []
    assert outcomes["empty.html"]["error"]["type"] == "EmptyDocument"
    assert "4 files, 2 reports, 1 failures" in done.stderr


def test_json_of_many_files_keeps_the_order_in_which_they_were_named(nianbao: Nianbao) -> None:
    files = [
        DATA / name for name in ("qiaoguan_2021.txt", "baishi_2023.txt", "muluan_2023.txt", "baima_2023.txt")
    ]
    told = json.loads(nianbao("extract", "--json", *files).stdout)
    assert [outcome["file"] for outcome in told] == [str(file) for file in files]


def test_a_file_that_cannot_be_read_ends_with_3_and_no_traceback(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "cut.docx").write_bytes((DATA / "blank_form_2021.docx").read_bytes()[:3000])
    for name in ("empty.html", "cut.docx"):
        done = nianbao("extract", "--json", name)
        assert done.returncode == 3, name
        assert name in done.stderr
        assert "Traceback" not in done.stderr


def test_a_document_that_is_no_report_ends_with_4_and_is_named_for_what_it_is(
    nianbao: Nianbao, folder: Path
) -> None:
    done = nianbao("extract", "--json", folder / "notice.html")
    assert done.returncode == 4
    assert json.loads(done.stdout)["reports"] == []
    assert "notice.html" in done.stderr


def test_a_file_that_does_not_exist_is_wrong_usage(nianbao: Nianbao) -> None:
    assert nianbao("extract", "nowhere.html").returncode == 2


def test_an_empty_folder_holds_nothing(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert nianbao("extract", "empty").returncode == 4


def test_nothing_but_the_answer_is_written(nianbao: Nianbao, tmp_path: Path) -> None:
    nianbao("extract", BAISHI)
    assert list(tmp_path.iterdir()) == []

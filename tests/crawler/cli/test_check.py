"""``nianbao check``: listing findings and deciding about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlalchemy import text

from archive.session import open_archive
from pipelines.model import Stated
from pipelines.storing.store import store
from tests.archive.samples import ELSEWHERE, document, number, report

Nianbao = Callable[..., CompletedProcess[str]]
STATED = Stated("applications.received", 21, "收到申请21件", "paragraph 3")


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """An archive with two years of 白石镇 that do not fit each other, and a body of unknown place."""
    url = f"sqlite:///{tmp_path / 'nianbao.db'}"
    engine = open_archive(url)
    last = report(year=2022, applications__carried_out__total=number(3))
    this = report(applications__carried_in__total=number(5))
    this = replace(this, stated=(STATED,))
    for at, one in enumerate((last, this, report(ELSEWHERE))):
        store(engine, document(str(at), f"http://h/{at}"), [one])
    engine.dispose()
    return url


def listed(nianbao: Nianbao, kept: str, *options: str) -> list[dict[str, Any]]:
    done = nianbao("check", "--json", *options, "--archive", kept)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_finding_between_two_years_is_listed_and_shown_like_any_other(nianbao: Nianbao, kept: str) -> None:
    [told] = listed(nianbao, kept, "--rule", "carry")
    assert (told["year"], told["severity"], told["expected"], told["actual"]) == (2023, "error", 3, 5)
    plain = nianbao("check", "--archive", kept).stdout
    assert told["id"] in plain
    shown = json.loads(nianbao("show", "白石镇", "2023", "--json", "--archive", kept).stdout)
    assert [one["rule"] for one in shown["findings"]] == ["carry.continuity"]
    assert set(shown["findings"][0]) == {"rule", "severity", "figures", "expected", "actual", "message"}
    assert "carry.continuity" in nianbao("show", "白石镇", "2023", "--archive", kept).stdout


def test_unresolved_bodies_are_listed_by_the_rule_identity(nianbao: Nianbao, kept: str) -> None:
    [told] = listed(nianbao, kept, "--rule", "identity")
    assert told["body"] == "白马镇人民政府"


def test_a_decision_is_kept_with_its_reason_and_who_took_it(nianbao: Nianbao, kept: str) -> None:
    [one] = listed(nianbao, kept, "--rule", "carry")
    done = nianbao("check", "--confirm", one["id"][:8], "--note", "核对无误", "--by", "李", "--archive", kept)
    assert done.returncode == 0, done.stderr
    assert "confirmed by 李: 核对无误" in done.stdout
    [told] = listed(nianbao, kept, "--rule", "carry")
    assert (told["verdict"]["verdict"], told["verdict"]["who"]) == ("confirmed", "李")
    assert "confirmed by 李" in nianbao("show", "白石镇", "2023", "--archive", kept).stdout


def test_a_dismissed_finding_is_hidden_and_comes_back_when_undone(nianbao: Nianbao, kept: str) -> None:
    [one] = listed(nianbao, kept, "--rule", "carry")
    assert nianbao("check", "--dismiss", one["id"], "--note", "merged", "--archive", kept).returncode == 0
    assert listed(nianbao, kept, "--rule", "carry") == []
    [told] = listed(nianbao, kept, "--rule", "carry", "--all")
    assert told["verdict"]["verdict"] == "dismissed"
    assert told["verdict"]["who"]
    assert nianbao("check", "--undo", one["id"], "--archive", kept).returncode == 0
    assert len(listed(nianbao, kept, "--rule", "carry")) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--confirm", "0123456789ab", "--note", "x"), 4),
        (("--undo", "0123456789ab"), 4),
        (("--confirm", "0123456789ab"), 2),
        (("--confirm", "0123456789ab", "--note", " "), 2),
        (("--note", "x"), 2),
        (("--confirm", "01", "--dismiss", "01", "--note", "x"), 2),
    ],
)
def test_a_decision_that_makes_no_sense_has_its_exit_code(
    nianbao: Nianbao, kept: str, options: tuple[str, ...], code: int
) -> None:
    done = nianbao("check", *options, "--archive", kept)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_numbers_stated_in_the_text_are_shown_apart_from_the_figures(nianbao: Nianbao, kept: str) -> None:
    shown = nianbao("show", "白石镇", "2023", "--archive", kept).stdout
    assert "stated in the text" in shown
    assert "收到申请21件" in shown


def test_upgrading_compares_the_years_again(nianbao: Nianbao, kept: str) -> None:
    engine = open_archive(kept)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM finding"))
    engine.dispose()
    assert nianbao("db", "upgrade", "--archive", kept).returncode == 0
    assert len(listed(nianbao, kept, "--rule", "carry")) == 1

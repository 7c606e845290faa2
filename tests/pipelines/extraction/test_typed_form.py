"""The form of 2014 typed as text, filled with different numbers and read back."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.passages import passages
from pipelines.extraction.typed_form import read_typed
from pipelines.model import Context, Figure, State
from pipelines.reporting import report_of
from tests.pipelines.extraction.form import document
from tests.pipelines.extraction.form2014 import ROWS

NUMBERS = {f"indicators.{key}": 100 + 7 * at for at, (key, _, _) in enumerate(ROWS) if key}
STYLES = {
    "a line each with the unit": "{label} {number} {unit}",
    "colon and no unit": "{label}：{number}",
    "unit before the number": "{label} {unit} {number}",
    "unit in brackets": "{label}（{unit}）：{number}",
    "label, unit and number on lines of their own": "{label}\n{unit}\n{number}",
    "unit glued to the number": "{label}{number}{unit}",
}


def typed(style: str, join: str = "\n", leave_out: tuple[str, ...] = ()) -> list[str]:
    lines = []
    for key, label, unit in ROWS:
        words = label.replace("\n", "").strip("\u3000 ")
        number = NUMBERS.get(f"indicators.{key}")
        if key not in leave_out:
            lines.append(style.format(label=words, unit=unit, number=number) if number else words)
    return join.join(lines).split("\n")


def figures(lines: list[str]) -> dict[str, Figure]:
    reading = read_typed(passages(document(paragraphs=tuple(lines))))
    assert reading is not None
    return reading.figures


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_every_figure_is_read_in_every_style(style: str) -> None:
    assert {key: figure.value for key, figure in figures(typed(style)).items()} == NUMBERS


def test_every_figure_is_read_from_prose() -> None:
    lines = ["2016年政府信息公开情况：" + "".join(typed("{label}{number}{unit}", "，"))]
    assert {key: figure.value for key, figure in figures(lines).items()} == NUMBERS


def test_a_figure_has_the_paragraph_as_its_place() -> None:
    found = figures(["某镇2016年政府信息公开工作年度报告", *typed("{label} {number} {unit}")])
    assert found["indicators.disclosed_total"].place == "paragraph 3"


def test_rows_that_are_left_out_are_absent_and_move_no_neighbour() -> None:
    gone = ("channel_weibo", "replies_refused", "litigations_upheld", "meetings")
    found = figures(typed("{label} {number} {unit}", leave_out=gone))
    keys = {f"indicators.{key}" for key in gone}
    assert {key for key, figure in found.items() if figure.state is State.ABSENT} == keys
    assert all(figure.value == NUMBERS[key] for key, figure in found.items() if key not in keys)


def test_a_row_that_may_be_one_of_two_is_told_and_not_placed() -> None:
    both = [key for key, _, _ in ROWS if key.startswith(("reconsiderations", "litigations"))]
    lines = typed("{label} {number} {unit}", leave_out=tuple(both))
    lines.insert(next(at for at, line in enumerate(lines) if "举报投诉" in line), "被依法纠错数 5 件")
    reading = read_typed(passages(document(paragraphs=tuple(lines))))
    assert reading is not None
    assert all(reading.figures[f"indicators.{key}"].state is State.ABSENT for key in both)
    assert [finding.rule for finding in reading.findings] == ["structure.unplaced"]


def test_no_entry_and_a_slash_are_no_numbers() -> None:
    lines = [
        line.replace("信函申请数 " + str(NUMBERS["indicators.applications_letter"]) + " 件", "信函申请数 无")
        for line in typed("{label} {number} {unit}")
    ]
    found = figures(lines)["indicators.applications_letter"]
    assert (found.state, found.raw) == (State.TEXT, "无")


def test_a_number_in_two_groups_is_ambiguous_and_told() -> None:
    number = str(NUMBERS["indicators.applications_fax"])
    lines = [
        line.replace(f"传真申请数 {number}", "传真申请数 1 0") for line in typed("{label} {number} {unit}")
    ]
    reading = read_typed(passages(document(paragraphs=tuple(lines))))
    assert reading is not None
    assert reading.ambiguous["indicators.applications_fax"] == (10, 1, 0)
    assert [finding.rule for finding in reading.findings] == ["cell.ambiguous"]


def test_prose_with_a_few_numbers_is_no_form() -> None:
    lines = ["2012年主动公开政府信息310条，收到申请3件，其中当面申请1件。", "行政复议0件，行政诉讼0件。"]
    assert read_typed(passages(document(paragraphs=tuple(lines)))) is None


def test_a_report_with_the_typed_form_has_the_layout_of_2014_and_its_own_sections() -> None:
    lines = (
        "某镇2016年政府信息公开工作年度报告",
        "一、概述",
        "2016年工作有序。",
        "二、附表",
        *typed("{label} {number} {unit}"),
    )
    report = report_of(document(paragraphs=lines), Context())
    assert report.layout == "2014"
    assert (
        report.figures["indicators.applications_received"].value
        == NUMBERS["indicators.applications_received"]
    )
    assert "structure.sections" not in {finding.rule for finding in report.findings}


def test_reasons_in_brackets_are_read_and_notes_in_brackets_are_none() -> None:
    inside = [line for line in typed("{label}{number}{unit}") if "涉及" in line]
    lines = [line for line in typed("{label}{number}{unit}") if line not in inside]
    at = next(at for at, line in enumerate(lines) if "不同意公开答复数" in line)
    lines[at] += f"（{'，'.join(inside)}）"
    assert {key: figure.value for key, figure in figures(lines).items()} == NUMBERS


@st.composite
def damaged(draw: st.DrawFn) -> tuple[list[str], dict[str, int]]:
    """The form typed in one style with rows lost, letters lost or wrong, and numbers that all differ."""
    rng = Random(draw(st.integers(0, 10**9)))
    style = draw(st.sampled_from(tuple(STYLES.values())))
    numbers = dict(zip(NUMBERS, rng.sample(range(100, 9999), len(NUMBERS)), strict=True))
    lines = []
    for key, label, unit in ROWS:
        words = label.replace("\n", "").strip("\u3000 ")
        if rng.random() < 0.1:
            at = rng.randrange(len(words))
            words = words[:at] + rng.choice(("", "某")) + words[at + 1 :]
        if key and rng.random() < 0.08:
            del numbers[f"indicators.{key}"]
            continue
        number = numbers.get(f"indicators.{key}")
        lines.append(style.format(label=words, unit=unit, number=number) if key else words)
    return draw(st.sampled_from(("\n", "\n\n", "；\n"))).join(lines).split("\n"), numbers


def test_rows_of_one_name_are_not_placed_where_the_rows_between_them_are_lost() -> None:
    """被依法纠错数 and 其他情形数 of reviews or of suits: with half of each lost, nothing tells."""
    lost = ("reconsiderations_corrected", "reconsiderations_other", "litigations", "litigations_upheld")
    lines = [
        f"{label} {NUMBERS[f'indicators.{key}']} {unit}" if key else label
        for key, label, unit in ROWS
        if key not in lost
    ]
    read = figures(lines)
    assert all(read[f"indicators.{key}"].value is None for key in lost)
    assert read["indicators.litigations_corrected"].value is None
    assert read["indicators.complaints"].value == NUMBERS["indicators.complaints"]


@settings(max_examples=60)
@given(damaged())
def test_a_damaged_form_is_read_right_or_leaves_figures_absent(
    case: tuple[list[str], dict[str, int]],
) -> None:
    lines, numbers = case
    for key, figure in figures(lines).items():
        assert figure.value in (None, numbers.get(key)), key


@settings(max_examples=40)
@given(damaged(), st.sampled_from(("，", "；", "")))
def test_damaged_prose_is_read_right_or_leaves_figures_absent(
    case: tuple[list[str], dict[str, int]], join: str
) -> None:
    lines, numbers = case
    for key, figure in figures([join.join(line for line in lines if line)]).items():
        assert figure.value in (None, numbers.get(key)), key

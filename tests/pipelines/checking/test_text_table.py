"""Every phrasing in both directions: the text against a table that agrees and against one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.checking.text_table import check_text, comparisons
from pipelines.extraction.layout import units
from pipelines.model import Context, Finding, Severity, Stated
from pipelines.process import process
from pipelines.reporting import report_of
from tests.pipelines.extraction import form2014
from tests.pipelines.extraction.form import applications, disclosure, document, ordered, review

DATA = Path(__file__).parents[2] / "data"
RECEIVED = ("applications.received.total",)
HANDLED = ("applications.handled_total.total",)
RECONSIDERED = ("review.reconsideration.total",)
SUED = ("review.litigation_direct.total", "review.litigation_after_reconsideration.total")
MADE = ("disclosure.normative_documents.made",)
SAYINGS = [
    ("2023年共收到政府信息公开申请{n}件，均依法办理。", RECEIVED, 21),
    ("收到政府信息公开申请{n}件，较上年增加3件。", RECEIVED, 21),
    ("全年共收到{n}份政府信息公开申请。", RECEIVED, 21),
    ("（二）依申请公开情况。全年收到申请{n}件。", RECEIVED, 21),
    ("2023年度我局共收到依申请信息公开{n}件。", RECEIVED, 26),
    ("新收政府信息公开申请数量{n}件。", RECEIVED, 2),
    ("本年度，共受理政府信息公开申请{n}件。", RECEIVED, 2),
    ("本年度我镇未收到政府信息公开申请。", RECEIVED, 0),
    ("没有接到群众主动要求公开政府信息的申请。", RECEIVED, 0),
    ("未收到任何公民、法人和其他组织提出的公开政府信息的申请。", RECEIVED, 0),
    ("2023年我单位无依申请公开事项。", RECEIVED, 0),
    ("今年以来，共办理依申请公开 {n} 件。", HANDLED, 0),
    ("（二）依申请公开情况。全部依法办结，共答复{n}件。", HANDLED, 18),
    ("（二）依申请公开情况。结转下年度{n}件。", ("applications.carried_out.total",), 2),
    ("（二）依申请公开情况。上年结转{n}件。", ("applications.carried_in.total",), 1),
    ("政府信息公开申请中，予以公开{n}件。", ("applications.granted.total",), 5),
    ("政府信息公开申请中，部分公开{n}件。", ("applications.partly_granted.total",), 3),
    ("因政府信息公开工作被申请行政复议{n}件。", RECONSIDERED, 3),
    ("信息公开类行政复议{n}起，正在办理中。", RECONSIDERED, 1),
    ("没有因政府信息公开被申请行政复议。", RECONSIDERED, 0),
    ("因政府信息公开被提起行政诉讼{n}件。", SUED, 2),
    ("未发生因政府信息公开引起的行政诉讼。", SUED, 0),
    ("全年制发行政规范性文件{n}件。", MADE, 4),
    ("2023年，我镇未制定规范性文件。", MADE, 0),
]


def findings(text: str, printed: dict[str, str]) -> list[Finding]:
    tables = (disclosure(printed), applications(printed), review(printed))
    lines = (
        "某镇2023年政府信息公开工作年度报告",
        "一、总体情况",
        *text.split("\n"),
        "二、主动公开政府信息情况",
    )
    found = report_of(document(*map(ordered, tables), paragraphs=lines), Context()).findings
    return [finding for finding in found if finding.rule == "text.table"]


def table(keys: tuple[str, ...], number: int) -> dict[str, str]:
    return {keys[0]: str(number), **dict.fromkeys(keys[1:], "0")}


@pytest.mark.parametrize(("saying", "keys", "number"), SAYINGS)
def test_a_text_that_agrees_with_the_table_is_no_finding(
    saying: str, keys: tuple[str, ...], number: int
) -> None:
    assert findings(saying.format(n=number), table(keys, number)) == []


@pytest.mark.parametrize(
    ("saying", "keys", "number", "difference"),
    [(*saying, by) for saying in SAYINGS for by in (3, -1) if saying[2] + by >= 0],
)
def test_a_text_that_says_less_or_more_than_the_table_is_told(
    saying: str, keys: tuple[str, ...], number: int, difference: int
) -> None:
    (finding,) = findings(saying.format(n=number), table(keys, number + difference))
    assert (finding.severity, finding.figures) == (Severity.WARNING, keys)
    assert (finding.expected, finding.actual) == (number, number + difference)
    assert f"{number}" in finding.message
    assert "“" in finding.message


@pytest.mark.parametrize("blank", ["", "/", "-", "无"])
def test_a_table_without_a_number_cannot_contradict_the_text(blank: str) -> None:
    assert findings("2023年共收到政府信息公开申请21件。", {RECEIVED[0]: blank}) == []
    assert findings("2023年未收到政府信息公开申请。", {RECEIVED[0]: blank}) == []


def test_a_sum_of_which_a_part_is_blank_contradicts_only_what_is_already_exceeded() -> None:
    assert findings("因政府信息公开被提起行政诉讼2件。", {SUED[0]: "1", SUED[1]: ""}) == []
    assert findings("未发生因政府信息公开引起的行政诉讼。", {SUED[0]: "1", SUED[1]: ""}) != []


def test_accepted_applications_may_include_those_carried_in() -> None:
    printed = {RECEIVED[0]: "20", "applications.carried_in.total": "1", HANDLED[0]: "21"}
    assert findings("2023年共受理政府信息公开申请21件。", printed) == []
    assert findings("2023年共收到政府信息公开申请21件。", printed) != []


def test_two_wrong_numbers_are_two_findings_and_one_that_is_said_twice_is_one() -> None:
    printed = {RECEIVED[0]: "20"}
    text = "2023年共收到政府信息公开申请21件。\n我镇收到政府信息公开申请22件。\n共收到政府信息公开申请21件。"
    assert sorted(str(finding.expected) for finding in findings(text, printed)) == ["21", "22"]


def test_numbers_of_two_circles_of_offices_do_not_contradict_the_one_that_the_table_has() -> None:
    text = "全县共收到政府信息公开申请45件。\n县本级机关收到政府信息公开申请17件。"
    assert findings(text, {RECEIVED[0]: "45"}) == []


@pytest.mark.parametrize(
    ("saying", "key", "number"),
    [
        ("2016年，共收到政府信息公开申请{n}件。", "indicators.applications_received", 8),
        ("2016年，未收到政府信息公开申请。", "indicators.applications_received", 0),
        ("因政府信息公开被申请行政复议{n}件。", "indicators.reconsiderations", 2),
        ("没有因政府信息公开被提起行政诉讼。", "indicators.litigations", 0),
        ("2016年共主动公开政府信息{n}条。", "indicators.disclosed_total", 310),
        ("全年收取信息处理费{n}万元。", "indicators.fees_charged", 3),
    ],
)
def test_the_form_of_2014_is_held_against_its_text_too(saying: str, key: str, number: int) -> None:
    lines = ("某镇2016年政府信息公开工作年度报告", "一、概述", saying.format(n=number), "二、附表")
    for printed, wrong in ((number, False), (number + 1, True)):
        table = form2014.table(form2014.rows({key: str(printed)}))
        report = report_of(document(table, paragraphs=lines), Context())
        told = [finding.figures for finding in report.findings if finding.rule == "text.table"]
        assert (report.layout, told) == ("2014", [(key,)] * wrong)


def test_every_comparison_names_figures_of_the_codebook() -> None:
    for comparison in comparisons():
        for operands in (comparison.figures, *comparison.others):
            assert set(operands) <= set(units())


def test_a_number_is_compared_only_with_figures_that_the_report_has() -> None:
    assert list(check_text([Stated("applications.received", 3, "收到申请3件", "paragraph 1")], {})) == []


@pytest.mark.parametrize(
    "name",
    [
        "baima_2023.txt",
        "baishi_2023.txt",
        "huaiyuan_2023.txt",
        "muluan_2023.txt",
        "qiaoguan_2021.txt",
        "shuyang_fgj_2023.html",
        "hongze_2024.pdf",
    ],
)
def test_no_real_report_contradicts_its_table(name: str) -> None:
    (report,) = process((DATA / name).read_bytes()).reports
    assert [finding for finding in report.findings if finding.rule == "text.table"] == []


def test_what_was_answered_leaves_out_what_was_withdrawn() -> None:
    printed = {
        "applications.received.total": "26",
        "applications.granted.total": "24",
        "applications.other_other.total": "2",
        "applications.handled_total.total": "26",
    }
    text = "共收到26份政府信息依申请公开件，其中申请人自行撤销2件，依法依规答复处理{}件，办结率100%。"
    assert findings(text.format(24), printed) == []
    assert findings(text.format(23), printed) != []

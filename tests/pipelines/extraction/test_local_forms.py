"""Tables of indicators that provinces and cities had before the form of 2014: told, not read as that form."""

from __future__ import annotations

import pytest

from pipelines.extraction.form import is_local_form
from pipelines.extraction.layout import Layout, layouts
from pipelines.model import Cell, Context, Paragraph, Report, Table
from pipelines.reporting import report_of
from tests.pipelines.extraction.form import document

#: Rows as Fujian printed them, each with the year's number and the sum of all years.
FUJIAN = (
    ("指标名称", "计量单位", "2010年度", "历年累计"),
    ("主动公开信息数", "条", "14", "52"),
    ("其中：1.政府网站", "条", "14", "52"),
    ("2.政府公报", "条", "0", "0"),
    ("受理依申请公开信息总数", "条", "5", "9"),
    ("其中：1.当面申请数", "条", "1", "2"),
    ("2.传真申请数", "条", "0", "0"),
    ("3.电子邮件申请数", "条", "0", "1"),
    ("4.网上申请数", "条", "4", "6"),
    ("5.信函申请数", "条", "0", "0"),
    ("本年度对申请的答复总数", "条", "5", "9"),
    ("其中：1.同意公开答复数", "条", "3", "6"),
    ("2.同意部分公开答复数", "条", "1", "2"),
    ("3.否决公开答复总数", "条", "1", "1"),
    ("行政复议数", "件", "0", "1"),
    ("行政诉讼数", "件", "0", "0"),
)
#: Rows as Shanghai and cities that followed it printed them.
SHANGHAI = (
    ("指标名称", "单位", "数量"),
    ("主动公开信息数", "条", "38"),
    ("其中：全文电子化的主动公开信息数", "条", "38"),
    ("申请总数", "条", "7"),
    ("其中：1.当面申请数", "条", "2"),
    ("2.传真申请数", "条", "0"),
    ("3.电子邮件申请数", "条", "1"),
    ("4.网上申请数", "条", "4"),
    ("5.信函申请数", "条", "0"),
    ("对申请的答复总数", "条", "7"),
    ("其中：1.同意公开答复数", "条", "4"),
    ("2.同意部分公开答复数", "条", "0"),
    ("3.否决公开答复总数", "条", "3"),
    ("其中：（1）“非《规定》所指政府信息”数", "条", "1"),
    ("（2）“信息不存在”数", "条", "2"),
    ("行政复议数", "件", "0"),
    ("行政诉讼数", "件", "0"),
    ("政府信息公开指定专职人员数", "人", "2"),
)
#: A part of the true form, as some bodies print it below the section that it belongs to.
PART_OF_2014 = (
    ("统计指标", "单位", "统计数"),
    ("（一）收到申请数", "件", "7"),
    ("1.当面申请数", "件", "2"),
    ("2.传真申请数", "件", "1"),
    ("3.网络申请数", "件", "4"),
    ("4.信函申请数", "件", "0"),
    ("（二）申请办结数", "件", "7"),
    ("1.按时办结数", "件", "6"),
    ("2.延期办结数", "件", "1"),
    ("（三）申请答复数", "件", "7"),
    ("1.属于已主动公开范围数", "件", "3"),
    ("2.同意公开答复数", "件", "4"),
)


def report(*rows: tuple[str, ...], year: int) -> Report:
    cells = tuple(Cell(text, down, right) for down, row in enumerate(rows) for right, text in enumerate(row))
    texts = (
        f"闽侯县水利局{year}年政府信息公开工作年度报告",
        "一、概述",
        f"{year}年，我局政府信息公开工作运行正常。",
        "二、附表",
    )
    paragraphs = tuple(Paragraph(text, f"paragraph {at}") for at, text in enumerate(texts, start=1))
    made = document(Table(cells, "table 1"))
    return report_of(type(made)(made.sha256, made.media_type, (*paragraphs, *made.blocks)), Context())


@pytest.mark.parametrize("rows", [FUJIAN, SHANGHAI])
@pytest.mark.parametrize("year", [2010, 2016])
def test_an_older_local_form_is_one_finding_and_no_figure(
    rows: tuple[tuple[str, ...], ...], year: int
) -> None:
    made = report(*rows, year=year)
    assert (made.layout, dict(made.figures)) == ("text", {})
    rules = [
        finding.rule for finding in made.findings if finding.rule.startswith(("structure", "indicators"))
    ]
    assert [rule for rule in rules if rule != "structure.form"] == ["structure.local_form"]


def test_a_part_of_the_form_of_2014_is_read() -> None:
    made = report(*PART_OF_2014, year=2016)
    assert made.layout == "2014"
    assert made.figures["indicators.applications_online"].value == 4
    assert made.figures["indicators.replies_already_public"].value == 3


def test_only_the_form_of_2014_has_older_look_alikes() -> None:
    assert not is_local_form("2021", ["当面申请数"])
    assert [layout.name for layout in layouts() if layout.older] == ["2014"]


def test_every_row_of_the_form_of_2014_is_its_own_or_an_older_one() -> None:
    form: Layout = next(layout for layout in layouts() if layout.name == "2014")
    own = {row.key for row in form.own_rows}
    assert "applications_closed_on_time" in own
    assert not own & form.older

"""Sections of reports for 2008 to 2018: as printed, under the headings of real reports."""

from __future__ import annotations

from pipelines.extraction.passages import passages
from pipelines.extraction.sections import printed_parts
from pipelines.model import Context, Severity
from pipelines.reporting import report_of
from tests.pipelines.extraction.form import disclosure, document

TITLE = "某镇2010年政府信息公开工作年度报告"
OLDER = (
    "一、概述",
    "2010年我镇信息公开工作取得了新的进展。",
    "二、政府信息公开情况",
    "2010年，我镇通过门户网站公开各类信息46条。",
    "三、政府信息依申请公开办理情况",
    "2010年度我镇没有接到群众主动要求公开政府信息的申请。",
    "四、依申请信息公开收费情况",
    "2010年度，我镇政府信息公开没有收费。",
    "五、复议、诉讼和申诉情况",
    "我镇2010年度，未发生针对本单位有关政府信息公开事务的行政复议案、行政诉讼案和有关的申诉案。",
)


def found(*lines: str) -> list[tuple[int, str, str]]:
    parts = printed_parts(passages(document(paragraphs=lines)))
    return [(part.number, part.section.heading, part.section.text) for part in parts]


def test_a_report_for_2010_has_the_sections_that_it_prints() -> None:
    sections = found(TITLE, *OLDER)
    assert [number for number, _, _ in sections] == [1, 2, 3, 4, 5]
    assert sections[3][1:] == ("四、依申请信息公开收费情况", "2010年度，我镇政府信息公开没有收费。")


def test_it_has_the_layout_text_without_figures_and_states_its_numbers() -> None:
    report = report_of(document(paragraphs=(TITLE, *OLDER)), Context())
    assert (report.layout, dict(report.figures), report.year) == ("text", {}, 2010)
    assert {stated.key: stated.value for stated in report.stated} == {
        "applications.received": 0,
        "fees.charged": 0,
        "review.reconsideration.total": 0,
        "review.litigation.total": 0,
    }
    assert not [finding for finding in report.findings if finding.rule.startswith("structure")]


def test_a_second_series_inside_a_section_opens_none() -> None:
    nested = (
        *OLDER[:1],
        "一、加强领导，健全机制。",
        "二、突出重点，规范内容。",
        "三、强化监督。",
        *OLDER[2:],
    )
    sections = found(TITLE, *nested)
    assert [heading for _, heading, _ in sections] == [line for line in OLDER if line[1] == "、"]
    assert "强化监督" in sections[0][2]


def test_a_whole_report_in_one_paragraph_is_cut_at_its_headings() -> None:
    sections = found(TITLE, " ".join(OLDER))
    assert [heading for _, heading, _ in sections] == [line for line in OLDER if line[1] == "、"]
    assert sections[1][2] == OLDER[3]


def test_sections_under_other_numbers() -> None:
    lines = [f"（{line[0]}）{line[2:]}" if line[1] == "、" else line for line in OLDER]
    assert [number for number, _, _ in found(TITLE, *lines)] == [1, 2, 3, 4, 5]


def test_headings_of_the_form_without_tables_keep_the_form_with_its_figures_absent() -> None:
    lines = (
        "某镇2020年政府信息公开工作年度报告",
        "一、总体情况",
        "2020年收到政府信息公开申请2件。",
        "二、主动公开政府信息情况",
        "无",
        "三、收到和处理政府信息公开申请情况",
        "本年度收到政府信息公开申请2件，均已答复。",
        "四、政府信息公开行政复议、行政诉讼情况",
        "未发生行政复议、行政诉讼。",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
    report = report_of(document(paragraphs=lines), Context())
    assert report.layout == "2019"
    assert {figure.value for figure in report.figures.values()} == {None}
    assert "structure.tables" in {finding.rule for finding in report.findings}
    assert {stated.key: stated.value for stated in report.stated} == {
        "applications.received": 2,
        "review.reconsideration.total": 0,
        "review.litigation.total": 0,
    }
    later = report_of(document(paragraphs=("某镇2022年政府信息公开工作年度报告", *lines[1:])), Context())
    assert later.layout == "2021"


def test_a_table_of_an_older_report_that_resembles_a_later_form_is_told_and_not_read() -> None:
    table = disclosure({"disclosure.licensing.decisions": "1 2"})
    report = report_of(document(table, paragraphs=(TITLE, *OLDER)), Context())
    assert (report.layout, dict(report.figures)) == ("text", {})
    told = [finding for finding in report.findings if finding.rule == "structure.extra_row"]
    assert "disclosure.licensing.decisions" in told[0].figures


def test_a_report_without_form_where_one_was_due_is_told() -> None:
    lines = ("某镇2022年政府信息公开工作年度报告", *OLDER)
    report = report_of(document(paragraphs=lines), Context())
    told = [finding for finding in report.findings if finding.rule == "structure.form"]
    assert report.layout == "text"
    assert [(finding.expected, finding.actual) for finding in told] == [("2021", "text")]
    assert told[0].severity is Severity.WARNING


def test_the_form_of_2014_may_be_an_annex_of_its_own_so_that_its_lack_is_a_note() -> None:
    lines = ("某镇2016年政府信息公开工作年度报告", *OLDER)
    told = [
        one for one in report_of(document(paragraphs=lines), Context()).findings if one.expected == "2014"
    ]
    assert [(finding.rule, finding.severity) for finding in told] == [("structure.form", Severity.NOTE)]


def test_sections_below_a_section_are_its_text_however_many_they_are() -> None:
    lines = (
        "一、信息公开数据",
        "（一）主动公开情况",
        "甲",
        "（二）回应解读情况",
        "乙",
        "（三）依申请公开情况",
        "丙",
    )
    sections = found(TITLE, *lines, "二、存在的不足", "丁")
    assert [(number, text) for number, _, text in sections] == [(1, "\n".join(lines[1:])), (2, "丁")]


def test_a_gap_ends_a_heading_that_has_its_text_behind_it() -> None:
    sections = found(
        TITLE,
        "一、信息主动公开情况 全年公开60条。",
        "二、工作存在的主要问题和改进措施 回顾一年,问题有:1.不快",
    )
    assert [heading for _, heading, _ in sections] == [
        "一、信息主动公开情况",
        "二、工作存在的主要问题和改进措施",
    ]


def test_known_headings_may_leave_out_a_number() -> None:
    """Where （一） and （二） stand below one, some authors go on with 三."""
    sections = found(
        TITLE,
        "一、政府信息主动公开情况",
        "（一）镇政府信息公开网站主动公开政府信息情况",
        "2010年发布各类信息247条。",
        "（二）信息发布情况",
        "共发布各类信息2483条。",
        "三、依申请公开政府信息和不予公开政府信息情况",
        "2010年没有收到申请。",
        "四、政府信息公开的收费及减免情况",
        "没有收费。",
    )
    assert [number for number, _, _ in sections] == [1, 3, 4]


def test_known_headings_may_print_a_number_twice() -> None:
    sections = found(
        TITLE,
        "一、引言",
        "本年报由区卫生局编制。",
        "一、概述",
        "工作取得了新的进展。",
        "三、政府信息主动公开情况",
        "主动公开政府信息54条。",
    )
    assert [(number, heading) for number, heading, _ in sections] == [
        (1, "一、引言"),
        (2, "一、概述"),
        (3, "三、政府信息主动公开情况"),
    ]


def test_unknown_items_with_a_gap_in_their_numbers_are_no_sections() -> None:
    sections = found(*OLDER, "七、关于村级道路硬化", "已修三公里。")
    assert [number for number, _, _ in sections] == [1, 2, 3, 4, 5]

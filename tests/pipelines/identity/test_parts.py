"""Several reports on one page are several reports; one report printed twice, or linked to others, is one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.parts import parts_of
from pipelines.model import Cell, Context, Document, Paragraph, Table
from pipelines.process import process
from tests.pipelines.extraction.test_loose import HEADINGS, a_line_per_cell, dump, numbers

BAISHI = "汶上县白石镇人民政府2023年政府信息公开工作年度报告"
YUANZHUANG = "汶上县苑庄镇人民政府2023年政府信息公开工作年度报告"
SECTIONS = (
    "一、总体情况",
    "全年主动公开政府信息12条。",
    *HEADINGS,
    "五、存在的主要问题及改进情况",
    "公开不够及时。",
    "六、其他需要报告的事项",
    "无。",
)
LINKS = ("上一篇：", "汶上县郭楼镇人民政府2023年政府信息公开工作年度报告", "下一篇：")


def page(*texts: str) -> Document:
    return Document(
        "0" * 64, "text/html", tuple(Paragraph(text, f"paragraph {n}") for n, text in enumerate(texts))
    )


def count(document: Document) -> int:
    return len(parts_of(document, Context()))


def test_the_reports_of_two_bodies_below_each_other_are_two() -> None:
    first, second = parts_of(page("首页", BAISHI, *SECTIONS, YUANZHUANG, *SECTIONS), Context())
    assert [part.text for part in first[0].paragraphs[:2]] == ["首页", BAISHI]
    assert second[0].paragraphs[0].text == YUANZHUANG


def test_the_reports_of_two_years_are_two_even_if_every_number_is_the_same() -> None:
    table = Table(tuple(Cell("0", row, 0) for row in range(30)), "table 1")
    document = page(BAISHI, *SECTIONS, BAISHI.replace("2023", "2022"), *SECTIONS)
    assert count(document) == 2
    assert count(Document(document.sha256, "text/html", (*document.blocks, table))) == 2


def test_a_title_broken_over_lines_begins_a_part() -> None:
    assert (
        count(page(BAISHI, *SECTIONS, "汶上县苑庄镇人民政府", "2023年政府信息公开工作年度报告", *SECTIONS))
        == 2
    )


def test_one_report_is_one_part_however_often_its_title_stands_there() -> None:
    assert count(page(BAISHI, "白石镇2023年政府信息公开工作年度报告", *SECTIONS, *LINKS)) == 1
    assert count(page(BAISHI, *SECTIONS, "白石镇人民政府2023年政府信息公开工作年度报告", *SECTIONS)) == 1
    assert (
        count(page("2023年政府信息公开工作年度报告", BAISHI, "目录", *SECTIONS[:1], BAISHI, *SECTIONS)) == 1
    )


def test_titles_without_text_of_their_own_are_links() -> None:
    assert count(page(BAISHI, YUANZHUANG, LINKS[1])) == 1
    assert count(page(BAISHI, *SECTIONS, YUANZHUANG, LINKS[1])) == 1


def test_what_the_portal_lists_is_said_of_the_page_and_of_no_part() -> None:
    context = Context(county="汶上县", listed_title=BAISHI, unit="白石镇", year=2020)
    document = page(BAISHI, *SECTIONS, YUANZHUANG, *SECTIONS)
    assert [own for _, own in parts_of(document, context)] == [Context(county="汶上县")] * 2
    assert parts_of(page(BAISHI, *SECTIONS), context)[0][1] is context


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([BAISHI, YUANZHUANG, LINKS[1], *SECTIONS, "正文。"]), max_size=40))
def test_every_block_is_in_exactly_one_part(texts: list[str]) -> None:
    document = page(*texts)
    parts = [block for part, _ in parts_of(document, Context()) for block in part.blocks]
    assert parts == list(document.blocks)


def test_a_page_of_two_reports_gives_both_with_their_own_figures() -> None:
    first = dump(numbers(1), a_line_per_cell)
    second = dump(numbers(2), a_line_per_cell).replace("乔官镇", "红河镇")
    reports = process((first + second).encode()).reports
    assert [report.body.name for report in reports] == ["昌乐县乔官镇人民政府", "昌乐县红河镇人民政府"]
    for report, texts in zip(reports, (numbers(1), numbers(2)), strict=True):
        assert {key: figure.raw for key, figure in report.figures.items()} == texts
        assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]

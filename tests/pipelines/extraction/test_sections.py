from __future__ import annotations

import pytest

from pipelines.extraction.sections import read_sections
from tests.pipelines.extraction.form import document

SIX = (
    "一、总体情况",
    "正文一。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "（一）问题。",
    "六、其他需要报告的事项",
    "无",
)


def headings(*paragraphs: str) -> list[tuple[int, str, str]]:
    return [(s.number, s.heading, s.text) for s in read_sections(document(paragraphs=paragraphs))]


def test_six_sections_with_their_text() -> None:
    found = headings("某镇2023年政府信息公开工作年度报告", *SIX)
    assert [number for number, _, _ in found] == [1, 2, 3, 4, 5, 6]
    assert found[0] == (1, "一、总体情况", "正文一。")
    assert found[4][2] == "（一）问题。"
    assert found[5] == (6, "六、其他需要报告的事项", "无")


def test_a_heading_followed_by_a_sentence_gives_it_to_the_section() -> None:
    found = headings("一、总体情况 2023年，我镇公开信息100条。", *SIX[2:])
    assert found[0] == (1, "一、总体情况", "2023年，我镇公开信息100条。")


def test_a_second_series_of_numbers_inside_a_section_opens_no_section() -> None:
    found = headings(SIX[0], "一、强化组织领导，健全机制", "二、突出重点，提升质量", *SIX[2:])
    assert [heading for _, heading, _ in found] == [SIX[0], SIX[2], SIX[3], SIX[4], SIX[5], SIX[7]]
    assert "强化组织领导" in found[0][2]


def test_a_renamed_heading_counts_by_its_number() -> None:
    found = headings("一、年度工作开展", *SIX[2:])
    assert found[0][:2] == (1, "一、年度工作开展")


def test_a_missing_section_leaves_a_gap() -> None:
    assert [number for number, _, _ in headings(*SIX[:4], *SIX[5:])] == [1, 2, 3, 5, 6]


def test_the_page_after_the_article_is_no_text_of_the_report() -> None:
    found = headings(*SIX, "上一篇：某局2023年年度报告", "主办：某县人民政府办公室")
    assert found[5][2] == "无"


def test_a_report_that_the_page_prints_again_is_no_text_of_its_last_section() -> None:
    title = "某镇2023年政府信息公开工作年度报告"
    assert headings(title, *SIX, title, *SIX)[5][2] == "无"
    assert headings("某镇", *SIX, *SIX)[5][2] == "无"


@pytest.mark.parametrize("number", ["（{}）", "{}.", "{}、", ""])
def test_headings_under_other_numbers_or_none_are_found(number: str) -> None:
    signs = iter("一二三四五六" if number == "（{}）" else "123456")
    lines = [number.format(next(signs)) + line[2:] if line[1:2] == "、" else line for line in SIX]
    assert [found[0] for found in headings(*lines)] == [1, 2, 3, 4, 5, 6]


def test_a_part_of_section_one_that_is_named_like_section_two_opens_none() -> None:
    found = headings(SIX[0], "（一）主动公开政府信息情况", "公开100条。", *SIX[3:])
    assert [number for number, _, _ in found] == [1, 3, 4, 5, 6]
    assert "公开100条" in found[0][2]


def test_what_follows_the_date_of_the_sign_off_is_no_text_of_the_report() -> None:
    found = headings(*SIX, "某镇人民政府", "2024年1月15日", "【图解】一图读懂某镇年报")
    assert found[5][2] == "无\n某镇人民政府\n2024年1月15日"


def test_a_seventh_section_is_kept() -> None:
    assert headings(*SIX, "七、附表说明", "略")[6] == (7, "七、附表说明", "略")

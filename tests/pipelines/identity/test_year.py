"""The year reported on, the statistical period, and what disagrees."""

from datetime import date

import pytest

from pipelines.identity import read_period, read_year
from pipelines.model import Context
from tests.pipelines.identity.documents import FORM, of_text

TITLE_2023 = "白石镇2023年政府信息公开工作年度报告\n"
PERIODS = [
    ("统计期限自2023年1月1日起至2023年12月31日止", "2023-01-01", "2023-12-31"),
    ("统计期限自202020年1月1日起至202020年12月31日止", "2020-01-01", "2020-12-31"),
    ("本报告数据统计期限为20201月1日至2020年12月31日", "2020-01-01", "2020-12-31"),
    ("统计时限为2023年1月1日至12月31日", "2023-01-01", "2023-12-31"),
    ("本报告统计时间跨度自2023年1月1日至2023年12月31日止", "2023-01-01", "2023-12-31"),
    ("时间跨度2023年1月1日—2023年12月31日", "2023-01-01", "2023-12-31"),
    ("所列数据的统计期限自202511日起至20251231日止", "2025-01-01", "2025-12-31"),
    ("统计期限2021.1.1-2021.12.31", "2021-01-01", "2021-12-31"),
    ("统计期限2021-01-01至2021-12-31", "2021-01-01", "2021-12-31"),
    ("数据统计2022年1月至12月", "2022-01-01", "2022-12-31"),
    ("统计期限为2018年1月1日至11月30日", "2018-01-01", "2018-11-30"),
    ("统计期限自二〇二三年1月1日起至二〇二三年12月31日止", "2023-01-01", "2023-12-31"),
    ("统计期限自223年1月1日起至2023年12月31日止", "2023-01-01", "2023-12-31"),
    ("统计期限自 2024 年 1 月 1 日\n起至 2024 年 12 月 31 日止", "2024-01-01", "2024-12-31"),
    ("统计期限从2023年1月1日开始，到2023年12月31日止", "2023-01-01", "2023-12-31"),
    ("统计期限自2023年1月1日起至2023年11月31日止", "2023-01-01", "2023-11-30"),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period_is_read_through_typos_and_wordings(text: str, first: str, last: str) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last))
    assert read_period(of_text("本报告所列数据的" + text + "。")) == expected


def test_a_span_of_dates_that_is_no_statistical_period_is_none() -> None:
    assert read_period(of_text("2021年1月1日至6月30日，窗口接待群众。")) is None


def test_the_period_is_found_among_other_spans() -> None:
    text = "数据显示2023年3月1日至5月1日接访。本报告统计期限为2023年1月1日至2023年12月31日。"
    assert read_period(of_text(text)) == (date(2023, 1, 1), date(2023, 12, 31))


def test_title_and_period_that_agree_give_no_finding() -> None:
    reading = read_year(
        of_text(TITLE_2023 + "统计期限自2023年1月1日起至2023年12月31日止\n" + FORM), Context()
    )
    assert (reading.year, reading.findings, reading.evidence) == (2023, (), "title")


def test_a_period_copied_from_last_year_is_a_finding_and_the_title_stands() -> None:
    reading = read_year(of_text(TITLE_2023 + "统计期限自2022年1月1日起至2022年12月31日止"), Context())
    assert reading.year == 2023
    (finding,) = reading.findings
    assert (finding.rule, finding.expected, finding.actual) == ("identity.year", 2023, 2022)


def test_the_portals_own_year_outranks_a_title_copied_from_last_year() -> None:
    text = "白石镇2022年政府信息公开工作年度报告\n统计期限自2023年1月1日起至2023年12月31日止"
    reading = read_year(of_text(text), Context(year=2023))
    assert reading.year == 2023
    assert [finding.actual for finding in reading.findings] == [2022]


def test_ordinary_sentences_about_other_years_are_no_conflict() -> None:
    text = (
        TITLE_2023 + "2020年问题整改情况。截止2021年12月31日公开8条。2024年计划。《条例》2019年5月15日施行。"
    )
    assert read_year(of_text(text), Context()).findings == ()


def test_titles_of_other_years_in_related_links_are_no_conflict() -> None:
    text = "白石镇2022年政府信息公开工作年度报告\n" + TITLE_2023 + FORM
    reading = read_year(of_text(text, ArticleTitle=TITLE_2023.strip()), Context())
    assert (reading.year, reading.findings) == (2023, ())


def test_a_period_of_two_years_is_a_finding() -> None:
    reading = read_year(of_text(TITLE_2023 + "统计期限自2022年1月1日起至2023年12月31日止"), Context())
    assert reading.year == 2023
    assert [finding.actual for finding in reading.findings] == ["2022-01-01/2023-12-31"]


def test_without_title_and_period_the_text_tells_the_year_and_not_the_regulations() -> None:
    text = "根据2019年修订的《条例》（国令第711号）。2022年，我镇公开信息。2022年共收到申请1件。"
    assert read_year(of_text(text), Context()).year == 2022


def test_with_nothing_else_the_year_is_that_before_publication() -> None:
    reading = read_year(of_text(FORM, PubDate="2024-01-16 10:00"), Context())
    assert (reading.year, reading.evidence) == (2023, "publication")


def test_a_late_posting_does_not_move_the_year() -> None:
    text = "武陟县民政局2008年政府信息公开工作年度报告\n" + FORM
    assert read_year(of_text(text, PubDate="2020-06-01"), Context()).year == 2008


def test_a_document_that_tells_nothing_has_no_year() -> None:
    assert read_year(of_text("无"), Context()).year is None

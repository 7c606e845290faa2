"""Titles of reports and look-alikes, as they are printed all over the country."""

import pytest

from pipelines.identity import read_title
from tests.pipelines.identity.data_titles import OTHERS, REPORTS


@pytest.mark.parametrize(("text", "body", "year"), REPORTS)
def test_a_reports_title_tells_its_body_and_year(text: str, body: str | None, year: int | None) -> None:
    title = read_title(text)
    assert (title.is_report, title.body, title.year) == (True, body, year)


@pytest.mark.parametrize(("text", "kind"), OTHERS)
def test_a_look_alike_is_no_reports_title(text: str, kind: str | None) -> None:
    title = read_title(text)
    assert (title.is_report, title.rejected) == (False, kind)


def test_the_table_of_titles_is_large_enough_to_mean_something() -> None:
    assert len(REPORTS) + len(OTHERS) >= 120


def test_a_correction_says_so() -> None:
    assert read_title("白石镇2023年政府信息公开工作年度报告（更正）").correction
    assert not read_title("白石镇2023年政府信息公开工作年度报告").correction


def test_what_stands_behind_the_phrase_is_kept_as_suffix() -> None:
    assert read_title("沭阳县发展和改革局2023年政府信息公开年度报告-沭阳县发改局").suffix == "沭阳县发改局"


def test_a_department_whose_name_holds_a_rules_word_is_not_turned_down() -> None:
    title = read_title("中共汶上县委机构编制委员会办公室2023年政府信息公开工作年度报告")
    assert title.rejected is None and title.is_report


def test_the_page_number_of_a_book_of_reports_is_no_part_of_the_name() -> None:
    title = read_title("Page 8 - 威海市文登区信访局2022年政府信息公开工作年度报告")
    assert (title.body, title.year) == ("威海市文登区信访局", 2022)

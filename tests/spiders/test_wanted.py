"""Which entries of a list are wanted where bodies were asked for."""

from __future__ import annotations

import pytest

from archive.records import Entry
from spiders.wanted import Wanted

TOWN = Wanted(bodies=("汶上县白石镇人民政府",), county="汶上县")
COUNTY = Wanted(bodies=("汶上县人民政府",), county="汶上县")


@pytest.mark.parametrize(
    ("title", "unit", "of_town", "of_county"),
    [
        ("汶上县白石镇2013年政府信息公开工作年度报告", None, True, False),
        ("白石镇人民政府2013年政府信息公开年度报告", None, True, False),
        ("2013年政府信息公开工作年度报告", "白石镇", True, False),
        ("2013年政府信息公开工作年度报告", None, True, True),
        ("汶上县2013年政府信息公开工作年度报告", None, False, True),
        ("汶上县人民政府2013年政府信息公开工作年度报告", None, False, True),
        ("汶上县教育局2013年政府信息公开工作年度报告", None, False, False),
        ("2013年政府信息公开工作年度报告", "县教育局", False, False),
    ],
)
def test_an_entry_is_wanted_by_its_unit_or_title_or_because_it_names_nobody(
    title: str, unit: str | None, of_town: bool, of_county: bool
) -> None:
    entry = Entry("http://www.wenshang.gov.cn/a.html", title, unit=unit)
    assert (TOWN.is_of_a_body(entry), COUNTY.is_of_a_body(entry)) == (of_town, of_county)
    assert Wanted().is_of_a_body(entry)


def test_a_name_with_all_that_stands_above_it_means_the_same() -> None:
    full = Wanted(bodies=("山东省济宁市汶上县白石镇",), county="汶上县")
    assert full.is_of_a_body(Entry("http://x.gov.cn/1", "白石镇2013年政府信息公开年度报告"))

from __future__ import annotations

import pytest

from spiders.trails import leads_on, names_a_unit, unit_in

HOME: tuple[str, ...] = ()
OPEN = ("政府信息公开",)
ANNUAL = ("政府信息公开", "政府信息公开年报")


@pytest.mark.parametrize(
    ("text", "trail"),
    [
        ("政府信息公开", HOME),
        ("政府信息公开年报", HOME),
        ("乡镇信息公开", HOME),
        ("法定主动公开内容", OPEN),
        ("乡镇（街道）", OPEN),
        ("淮源镇", OPEN),
        ("县发展和改革局", OPEN),
        ("2024年", ANNUAL),
        ("（乡镇、街道）政府信息公开工作年度报告", OPEN),
    ],
)
def test_links_towards_annual_reports_are_followed(text: str, trail: tuple[str, ...]) -> None:
    assert leads_on(text, trail)


@pytest.mark.parametrize(
    ("text", "trail"),
    [
        ("新闻中心", HOME),
        ("淮源镇", HOME),
        ("2024年", OPEN),
        ("政策解读", OPEN),
        ("淮源镇2023年政府信息公开工作年度报告", ANNUAL),
        ("无障碍浏览", ANNUAL),
        ("", OPEN),
    ],
)
def test_other_links_are_not_followed(text: str, trail: tuple[str, ...]) -> None:
    assert not leads_on(text, trail)


def test_the_unit_of_a_column_is_the_last_name_of_a_unit_on_its_trail() -> None:
    assert unit_in(("政府信息公开", "乡镇街道", "淮源镇", "政府信息公开年报")) == "淮源镇"
    assert unit_in(("政府信息公开", "部门", "年报")) is None
    assert not names_a_unit("乡镇街道")

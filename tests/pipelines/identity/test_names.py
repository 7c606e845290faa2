"""Printed names and the bodies that they mean inside a known place."""

import pytest

from pipelines.identity.names import read_name
from pipelines.identity.places import named_place

#: printed, known place, official name, division, kind
SURE = [
    ("白石镇", "汶上县", "汶上县白石镇人民政府", "370830110", "township"),
    ("白石镇人民政府", "370830", "汶上县白石镇人民政府", "370830110", "township"),
    ("汶上县白石镇", "", "汶上县白石镇人民政府", "370830110", "township"),
    ("中共白石镇委员会", "汶上", "汶上县白石镇人民政府", "370830110", "township"),
    ("汶上县白石镇党政办公室", "", "汶上县白石镇人民政府", "370830110", "township"),
    ("山东省济宁市汶上县白石镇人民政府", "", "汶上县白石镇人民政府", "370830110", "township"),
    ("汶上白石镇", "汶上县", "汶上县白石镇人民政府", "370830110", "township"),
    ("白石镇", "济宁市", "汶上县白石镇人民政府", "370830110", "township"),
    ("攀枝花市米易县白马镇", "", "米易县白马镇人民政府", "510421105", "township"),
    ("昌乐县乔官镇", "", "昌乐县乔官镇人民政府", "370725107", "township"),
    ("武陟县木栾街道办事处", "", "武陟县木栾街道办事处", "410823004", "street"),
    ("木栾街道", "武陟县", "武陟县木栾街道办事处", "410823004", "street"),
    ("木栾办事处", "武陟县", "武陟县木栾街道办事处", "410823004", "street"),
    ("鹿城区人民政府七都街道办事处", "", "鹿城区七都街道办事处", "330302023", "street"),
    ("湖南镇", "衢江区", "衢江区湖南镇人民政府", "330803113", "township"),
    ("东莞市石碣镇", "", "东莞市石碣镇人民政府", "441900101", "township"),
    ("淮安市洪泽区人民政府", "", "洪泽区人民政府", "320813", "government"),
    ("洪泽区人民政府", "", "洪泽区人民政府", "320813", "government"),
    ("汶上县", "", "汶上县人民政府", "370830", "government"),
    ("县政府", "汶上县", "汶上县人民政府", "370830", "government"),
    ("济宁市人民政府", "", "济宁市人民政府", "370800", "government"),
    ("山东省人民政府", "", "山东省人民政府", "370000", "government"),
    ("上海市", "", "上海市人民政府", "310000", "government"),
    ("沭阳县发展和改革局", "", "沭阳县发展和改革局", "321322", "department"),
    ("沭阳县发改局", "", "沭阳县发展和改革局", "321322", "department"),
    ("县应急管理局", "汶上县", "汶上县应急管理局", "370830", "department"),
    ("应急管理局", "汶上县", "汶上县应急管理局", "370830", "department"),
    ("市场监管局(知识产权局)", "汶上县", "汶上县市场监督管理局", "370830", "department"),
    ("济宁市财政局", "", "济宁市财政局", "370800", "department"),
    ("汶上县政府办", "", "汶上县人民政府办公室", "370830", "department"),
    ("汶上县气象局", "", "汶上县气象局", "370830", "department"),
    ("国家税务总局汶上县税务局", "", "汶上县税务局", "370830", "department"),
    ("济宁市生态环境局汶上县分局", "", "济宁市生态环境局汶上县分局", "370830", "department"),
    ("生态环境局汶上县分局", "汶上县", "济宁市生态环境局汶上县分局", "370830", "department"),
    (
        "济宁市公共资源交易服务中心汶上分中心",
        "汶上县",
        "济宁市公共资源交易服务中心汶上分中心",
        "370830",
        "department",
    ),
    ("县委办公室", "汶上县", "汶上县委办公室", "370830", "department"),
    ("汶上经济开发区管委会", "汶上县", "汶上县经济开发区管理委员会", "370830", "other"),
    ("汶上县人民医院", "", "汶上县人民医院", "370830", "other"),
]


@pytest.mark.parametrize("case", SURE, ids=lambda case: f"{case[0]} in {case[1] or '?'}")
def test_a_printed_name_has_one_official_name(case: tuple[str, str, str, str, str]) -> None:
    printed, known, *official = case
    (named,) = read_name(printed, named_place(known) if known else ())
    assert [named.name, named.division, named.kind] == official
    assert named.sure


def test_a_town_without_a_county_is_every_town_of_that_name() -> None:
    found = read_name("白马镇")
    assert len(found) == 12 and not any(named.sure for named in found)


def test_a_town_that_the_county_does_not_have_keeps_its_name_and_no_division() -> None:
    (named,) = read_name("汶上县不存在镇")
    assert (named.name, named.division, named.sure) == ("汶上县不存在镇人民政府", None, False)


def test_a_town_renamed_to_a_street_is_found_but_not_sure() -> None:
    (named,) = read_name("白石乡", named_place("汶上县"))
    assert (named.name, named.division, named.sure) == ("汶上县白石乡人民政府", "370830110", False)


@pytest.mark.parametrize("text", ["", "镇", "政府信息公开年报", "首页", "街道办事处", "本站原创", "我局"])
def test_a_word_that_names_nobody_gives_nobody(text: str) -> None:
    assert read_name(text, named_place("汶上县")) == ()


@pytest.mark.parametrize("printed", ["东城街街道办事处", "东城街", "东城街街道", "东城街道办事处"])
def test_a_street_printed_with_one_street_more_or_less_is_the_street_of_the_table(printed: str) -> None:
    (named,) = read_name(printed, named_place("高平市"))
    assert (named.name, named.division, named.sure) == ("高平市东城街道办事处", "140581002", True)


def test_a_street_without_its_county_is_looked_up_in_the_whole_country() -> None:
    assert "120113005" in {named.division for named in read_name("佳荣里街")}

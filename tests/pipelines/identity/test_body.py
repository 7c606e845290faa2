"""Which evidence names the body, and what stays open."""

import pytest

from pipelines.identity import resolve
from pipelines.model import Context
from tests.pipelines.identity.documents import FORM, of_text

BAISHI = "汶上县白石镇人民政府"


def test_the_portals_unit_names_the_body_of_a_page_without_title() -> None:
    reading = resolve(of_text(FORM), Context(unit="白石镇", county="汶上县"))
    body = reading.body
    assert (body.name, body.printed, body.division, body.certain) == (BAISHI, "白石镇", "370830110", True)


def test_the_title_is_what_the_document_prints_where_the_portal_names_the_same_unit() -> None:
    text = "汶上县白石镇2023年政府信息公开工作年度报告\n" + FORM
    reading = resolve(of_text(text), Context(unit="白石镇人民政府", county="370830"))
    assert (reading.body.name, reading.body.printed, reading.findings) == (BAISHI, "汶上县白石镇", ())


def test_the_portals_unit_outranks_another_title_which_is_a_finding() -> None:
    text = "义桥镇2023年政府信息公开工作年度报告\n" + FORM
    reading = resolve(of_text(text), Context(unit="白石镇", county="汶上县"))
    assert (reading.body.name, reading.body.printed, reading.body.certain) == (BAISHI, "义桥镇", False)
    assert [finding.rule for finding in reading.findings] == ["identity.body"]


def test_a_town_without_county_is_found_in_the_county_that_the_text_names() -> None:
    text = "白石镇2023年政府信息公开工作年度报告\n请与白石镇联系（地址汶上县白石镇府前大街一号）。\n" + FORM
    body = resolve(of_text(text), Context()).body
    assert (body.name, body.certain) == (BAISHI, True)


def test_a_town_in_no_known_county_is_not_certain() -> None:
    reading = resolve(of_text("白马镇2023年政府信息公开工作年度报告\n" + FORM), Context())
    assert not reading.body.certain
    assert reading.findings[0].rule == "identity.body"


def test_the_sites_own_code_or_name_tells_the_county() -> None:
    text = "县应急管理局2021年政府信息公开工作年度报告\n" + FORM
    for metadata in ({"SiteIDCode": "3708300001"}, {"SiteName": "汶上县人民政府"}, {"SiteName": "中国·汶上"}):
        body = resolve(of_text(text, **metadata), Context()).body
        assert (body.name, body.division, body.certain) == ("汶上县应急管理局", "370830", True)


def test_a_copied_sign_off_of_another_unit_is_a_finding_and_the_title_stands() -> None:
    text = "建水县面甸镇2025年政府信息公开工作年度报告\n" + FORM + "建水县民族宗教事务局\n2026年1月5日"
    reading = resolve(of_text(text), Context())
    assert reading.body.name == "建水县面甸镇人民政府"
    assert [finding.actual for finding in reading.findings] == ["建水县民族宗教事务局"]


def test_other_bodies_in_ordinary_sentences_are_no_finding() -> None:
    text = (
        "汶上县白石镇2023年政府信息公开工作年度报告\n发布机构：汶上县人民政府办公室\n"
        "本报告由白石镇党政办公室编制。如有疑问请与汶上县政务公开办公室联系。\n"
        "与县财政局、县民政局联合开展培训，学习昌乐县经验。\n" + FORM + "汶上县白石镇人民政府\n2024年1月5日"
    )
    reading = resolve(of_text(text), Context(county="汶上县"))
    assert (reading.body.name, reading.body.certain, reading.findings) == (BAISHI, True, ())


def test_the_office_that_compiles_a_governments_report_is_no_other_body() -> None:
    text = (
        "洪泽区人民政府2023年政府信息公开工作年度报告\n本报告由淮安市洪泽区人民政府办公室根据《条例》编制。\n"
    )
    reading = resolve(of_text(text + FORM), Context())
    assert (reading.body.name, reading.findings) == ("洪泽区人民政府", ())


def test_a_publisher_that_does_not_speak_as_the_text_does_is_passed_over() -> None:
    text = (
        "发布机构：汶上县人民政府办公室\n"
        + FORM
        + "我镇公开信息。我镇无收费。\n郭仓镇人民政府\n2026年1月20日"
    )
    reading = resolve(of_text(text), Context(county="汶上县"))
    assert (reading.body.name, reading.evidence) == ("汶上县郭仓镇人民政府", "sign-off")


def test_the_sites_owner_alone_is_no_certain_body() -> None:
    title = "2023年政府信息公开工作年度报告_汶上县人民政府"
    reading = resolve(of_text("2023年政府信息公开工作年度报告\n" + FORM, title=title), Context())
    assert (reading.body.name, reading.body.certain) == ("汶上县人民政府", False)


def test_a_body_of_another_county_than_the_portals_is_kept_and_a_finding() -> None:
    text = "昌乐县乔官镇2021年政府信息公开工作年度报告\n" + FORM
    reading = resolve(of_text(text), Context(county="汶上县"))
    assert (reading.body.division, reading.body.certain) == ("370725107", False)
    assert [finding.rule for finding in reading.findings] == ["identity.body"]


def test_a_district_whose_name_repeats_is_told_apart_by_the_city_in_the_text() -> None:
    text = (
        "2023年政府信息公开工作年度报告\n本报告由白云区民政局根据《条例》编制，地址：广州市白云区。\n" + FORM
    )
    body = resolve(of_text(text), Context()).body
    assert (body.name, body.division, body.certain) == ("白云区民政局", "440111", True)


def test_a_short_name_in_the_sign_off_is_the_same_department() -> None:
    text = "武陟县教育体育局2023年政府信息公开工作年度报告\n" + FORM + "武陟县教体局\n2024年1月5日"
    reading = resolve(of_text(text), Context())
    assert (reading.body.name, reading.body.certain, reading.findings) == ("武陟县教育体育局", True, ())


def test_a_countys_report_signed_by_a_department_is_a_finding() -> None:
    text = "汶上县2023年政府信息公开工作年度报告\n" + FORM + "汶上县民政局\n2024年1月5日"
    reading = resolve(of_text(text), Context())
    assert reading.body.name == "汶上县人民政府"
    assert [finding.actual for finding in reading.findings] == ["汶上县民政局"]


def test_reports_of_neighbours_listed_on_the_page_are_no_finding() -> None:
    title = "汶上县白石镇2023年政府信息公开工作年度报告"
    text = f"义桥镇2023年政府信息公开工作年度报告\n杨店镇2023年政府信息公开工作年度报告\n{title}\n" + FORM
    reading = resolve(of_text(text, ArticleTitle=title), Context(county="汶上县"))
    assert (reading.body.name, reading.body.certain, reading.findings) == (BAISHI, True, ())


def test_two_different_titles_of_one_page_are_a_finding() -> None:
    text = "白石镇2023年政府信息公开工作年度报告\n" + FORM
    metadata = {"ArticleTitle": "义桥镇2023年政府信息公开工作年度报告"}
    reading = resolve(of_text(text, **metadata), Context(county="汶上县"))
    assert (reading.body.name, reading.body.certain) == ("汶上县义桥镇人民政府", False)
    assert [finding.actual for finding in reading.findings] == [BAISHI]


def test_a_last_sentence_is_no_sign_off() -> None:
    text = "白石镇2023年政府信息公开工作年度报告\n" + FORM + "全年未召开听证会"
    assert resolve(of_text(text), Context(county="汶上县")).findings == ()


def test_a_report_by_nobody_but_ourselves_has_no_certain_body() -> None:
    reading = resolve(of_text("2023年政府信息公开工作年度报告\n我局认真贯彻。\n" + FORM), Context())
    assert (reading.body.name, reading.body.certain) == ("", False)
    assert len(reading.findings) == 1


@pytest.mark.parametrize("day", ["2024年1月5日", "2024.1.5", "2024-01-05", "2024年1月"])
def test_a_sign_off_counts_with_any_form_of_date(day: str) -> None:
    text = f"2023年政府信息公开工作年度报告\n{FORM}汶上县白石镇人民政府\n{day}"
    assert resolve(of_text(text), Context()).body.name == BAISHI


def test_the_citys_office_is_not_that_of_the_district_in_its_address() -> None:
    address = "请与市应急局办公室联系（地址：六盘水市钟山区凤凰山城市综合体6号楼）。\n"
    body = resolve(of_text("市应急局2024年政府信息公开工作年度报告\n" + address + FORM), Context()).body
    assert (body.name, body.division) == ("六盘水市应急管理局", "520200")


def test_the_websites_owner_as_publisher_gives_way_to_the_town_that_opens_the_text() -> None:
    text = "发布机构 | 镇安县政府 |\n现将茅坪回族镇2022年度政府信息公开工作报告如下：\n" + FORM
    reading = resolve(of_text(text), Context())
    assert (reading.body.name, reading.findings) == ("镇安县茅坪回族镇人民政府", ())


def test_the_opening_may_name_the_year_before_the_body() -> None:
    text = "特向社会公布2010年度龙潭区榆树街道信息公开年度报告。\n" + FORM
    assert resolve(of_text(text), Context()).body.name == "龙潭区榆树街道办事处"


def test_a_line_of_labels_between_two_titles_is_part_of_neither() -> None:
    text = (
        "乐至县回澜镇人民政府2019年政府信息公开工作年度报告\n发布时间:2020-01-31   录入:乐至县回澜镇\n"
        "关于2019年政府信息公开工作年度报告\n"
    )
    reading = resolve(of_text(text + FORM), Context())
    assert (reading.body.name, reading.findings) == ("乐至县回澜镇人民政府", ())

"""Reports, and what only looks like one."""

import pytest

from pipelines.identity import judge
from pipelines.model import Context, Link
from tests.pipelines.identity.documents import FORM, PROSE, of_text

NOTICE = "关于做好2025年政府信息公开工作年度报告编制和发布工作的通知"
TITLE = "白石镇2023年政府信息公开工作年度报告"


def kind_of(text: str, context: Context = Context(), **metadata: str) -> str:  # noqa: B008 (immutable)
    return judge(of_text(text, **metadata), context).kind


def test_a_report_page_without_a_title_is_a_report() -> None:
    assert kind_of("发布时间:2026-01-27 09:42:13\n" + FORM) == "report"


def test_a_page_whose_menu_holds_interpretations_and_notices_is_still_a_report() -> None:
    menu = "首页\n通知公告\n政策解读\n图解\n政府信息公开年报\n政府信息公开指南\n"
    assert kind_of(menu + TITLE + "\n" + FORM, ArticleTitle=TITLE) == "report"
    assert kind_of(menu + TITLE + "\n" + FORM) == "report"


def test_a_notice_that_quotes_the_title_and_the_form_is_a_notice() -> None:
    text = f"{NOTICE}\n各镇街：\n{PROSE}请按《政府信息公开工作年度报告格式》编制。"
    assert kind_of(text) == "notice"
    assert kind_of("各镇街：\n" + PROSE, ArticleTitle=NOTICE) == "notice"


def test_an_interpretation_is_none_even_over_the_whole_report() -> None:
    assert kind_of("文字解读：" + TITLE + "\n" + FORM, ArticleTitle="文字解读：" + TITLE) == "interpretation"


def test_a_form_whose_title_has_placeholders_is_a_template() -> None:
    blank = "\n".join(line.split("\t")[0] for line in FORM.splitlines())
    assert kind_of("XX镇20XX年政府信息公开工作年度报告\n（文字描述）\n" + blank) == "template"


def test_a_form_that_its_body_left_blank_is_still_its_report() -> None:
    blank = "\n".join(line.split("\t")[0] for line in FORM.splitlines())
    assert kind_of(TITLE + "\n" + blank + PROSE) == "report"


def test_a_title_with_an_attachment_is_a_cover() -> None:
    document = of_text(f"{TITLE}\n发布时间：2024-01-12", (Link("http://a.gov.cn/1.pdf", "下载"),))
    assert judge(document, Context()).kind == "cover"


def test_a_title_with_nothing_below_it_is_no_report() -> None:
    assert kind_of(f"{TITLE}\n发布时间：2024-01-12") == "other"


def test_titles_of_many_reports_are_a_list() -> None:
    towns = ("白石镇", "义桥镇", "杨店镇", "郭仓镇")
    assert kind_of("\n".join(f"{town}2023年政府信息公开工作年度报告" for town in towns)) == "list"


def test_prose_under_a_title_of_the_time_before_the_forms_is_a_report() -> None:
    assert kind_of("武陟县民政局2009年政府信息公开工作年度报告\n" + PROSE) == "report"


@pytest.mark.parametrize("title", ["汶上县2023年法治政府建设年度报告", "汶上县2023年政府网站工作年度报表"])
def test_other_annual_reports_of_governments_are_not_these(title: str) -> None:
    assert kind_of(title + "\n" + PROSE) == "other"


def test_a_paper_on_such_reports_is_none() -> None:
    assert kind_of("我国政府信息公开年度报告制度研究\n摘要：" + PROSE) == "other"


def test_an_empty_document_is_something_else() -> None:
    assert kind_of("") == "other"


def test_a_menu_that_offers_interpretations_turns_no_report_down() -> None:
    menu = "政策解读\n通知公告\n年度报告解读\n"
    assert kind_of(f"{menu}{TITLE}\n{FORM}") == "report"
    assert kind_of(f"{menu}《{TITLE}》解读\n{PROSE}") == "interpretation"


def test_a_note_on_what_was_corrected_is_none_and_the_corrected_report_is_one() -> None:
    assert kind_of(f"关于{TITLE}的更正说明\n收到申请数由3件更正为2件，特此说明。") == "correction"
    assert kind_of(f"{TITLE}（更正）\n{FORM}") == "report"


def test_two_years_side_by_side_are_a_comparison() -> None:
    assert kind_of("白石镇2022年、2023年政府信息公开工作年度报告\n" + FORM) == "comparison"
    assert kind_of(f"{TITLE}对比\n{FORM}") == "comparison"


def test_a_short_report_with_its_sections_is_one_in_every_form() -> None:
    new = "\n".join(line for line in FORM.splitlines() if "\t" not in line)
    old = "一、概述\n二、主动公开情况\n公开9条。\n三、依申请公开情况\n四、收费情况\n无。\n五、存在的问题"
    assert kind_of(f"汶上县财政局2022年政府信息公开工作年度报告\n{new}") == "report"
    assert kind_of(f"汶上县财政局2009年政府信息公开工作年度报告\n{old}") == "report"


def test_a_title_over_a_table_of_contents_is_none() -> None:
    contents = "目录\n一、总体情况 1\n二、主动公开 2\n下载"
    assert kind_of(f"汶上县财政局2022年政府信息公开工作年度报告\n{contents}") == "other"


def test_an_empty_form_below_the_bodys_own_title_and_text_is_its_report() -> None:
    """A page cut off behind the first rows of the third table, whose cells are blank."""
    blank = "\n".join(line.split("\t")[0] for line in FORM.splitlines()[:7])
    own = (
        "2023年，白石镇政府信息公开工作扎实有序推进，主动公开政务文件11份，"
        "开展政策解读活动15次，群众满意度不断提高。"
    )
    assert kind_of(f"{TITLE}\n{own * 2}\n{blank}\n上年结转政府信息公开申请数量") == "report"
    assert kind_of(f"{TITLE}\n{blank}\n上年结转政府信息公开申请数量") == "other"


def test_a_text_that_has_lost_its_title_but_announces_the_report_is_one() -> None:
    opening = "根据区政务公开办的要求，特向社会公布2010年度龙潭区榆树街道信息公开年度报告。"
    headings = (
        "一、基本工作情况",
        "二、主动公开政务信息情况",
        "三、依申请公开情况",
        "四、收费和减免情况",
        "五、存在问题及工作打算",
    )
    sections = "\n".join(f"{heading}\n{PROSE[:120]}" for heading in headings)
    assert kind_of(f"{opening}\n{sections}") == "report"
    assert kind_of(sections) == "other"


def test_the_marks_of_the_form_of_2019_alone_tell_a_report() -> None:
    form = (
        "二、主动公开政府信息情况\n信息内容\t对外公开总数量\n规范性文件\t0\t0\n上一年项目数量\n"
        "行政许可\t61\t36\n采购项目数量\n政府集中采购\t0"
    )
    assert kind_of(f"{TITLE}\n一、总体情况\n通过网站公开信息111条。\n{form}") == "report"


def test_a_page_that_says_its_title_thrice_over_its_sections_is_no_list() -> None:
    """Menu, title and a label's value name the report each in its own words."""
    page = (
        "首页>政府信息公开年报>2023年>部门公开年报\n东街街道2023年度政府信息公开工作年度报告\n"
        "发文字号 东街街道2023年度政府信息公开工作年度报告号\n"
    )
    headings = (
        "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、行政复议情况\n"
    )
    assert kind_of(page + headings) == "report"


def test_a_copy_that_ends_in_its_first_section_is_still_the_report() -> None:
    assert kind_of(f"{TITLE}\n一、总体情况\n{PROSE[:300]}") == "report"
    assert kind_of(f"{TITLE}\n{PROSE[:300]}") == "other"
    assert kind_of(f"{TITLE}\n一、总体情况\n{PROSE[:100]}") == "other"

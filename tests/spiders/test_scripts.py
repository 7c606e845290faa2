"""Links and lists that only a page's scripts know: menus in arrays and calls, forms sent by POST."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request

from spiders.asking import asked_of, posted, posted_data, request_for
from spiders.calls import calls_in
from spiders.families.base import PortalSpider
from spiders.families.plain import is_title, whole
from spiders.pages import Anchor, Pager, anchors_of, numbered, tree
from spiders.registry import portal
from spiders.scripted import pairs_in_script
from spiders.searching import searches, turned
from spiders.turning import Turning
from spiders.wuzhi import WuzhiSpider

HOME = "https://www.wuzhi.gov.cn/"


def page(url: str, body: str) -> HtmlResponse:
    return HtmlResponse(url, body=body, encoding="utf-8", request=Request(url))


@pytest.mark.parametrize(
    "script",
    [
        'var menu = [["公开年报", "/a/b/"]];',
        "d.add(1, 0, '公开年报', '/a/b/', '', 'main');",
        "document.write('<dd><a href=\\\"/a/b/\\\">公开年报</a></dd>');",
    ],
)
def test_a_label_and_an_address_that_a_script_holds_together_are_a_link(script: str) -> None:
    assert list(pairs_in_script(script, HOME)) == [Anchor("https://www.wuzhi.gov.cn/a/b/", "公开年报")]


@pytest.mark.parametrize(
    "element",
    [
        '<select><option value="/a/b/">公开年报</option></select>',
        "<div onclick=\"window.open('/a/b/')\">公开年报</div>",
        '<a href="javascript:void(0)" onclick="location.href=\'/a/b/\'">公开年报</a>',
        '<a href="/a/b/"><img src="x.png" alt="公开年报"></a>',
        '<map><area href="/a/b/" title="公开年报"></map>',
        '<span data-href="/a/b/">公开年报</span>',
    ],
)
def test_whatever_a_visitor_can_press_or_choose_is_a_link(element: str) -> None:
    response = page(HOME, f"<html><body>{element}</body></html>")
    assert list(anchors_of(response, tree(response))) == [Anchor("https://www.wuzhi.gov.cn/a/b/", "公开年报")]


def test_a_base_address_is_what_relative_links_are_relative_to() -> None:
    response = page(HOME, '<html><head><base href="/zwgk/"></head><body><a href="nb/">年报</a></body></html>')
    assert [one.url for one in anchors_of(response, tree(response))] == ["https://www.wuzhi.gov.cn/zwgk/nb/"]


def test_the_forms_and_addresses_that_scripts_ask_for_are_found_and_counters_are_not() -> None:
    script = """
    var cat = 'A7';
    $.post('/list.do', {cat: cat, pageNo: page, size: 10, open: 'x'}, draw);
    $.ajax({type: "POST", url: "/rest/list", data: JSON.stringify({cat: "A7", page: 1}), success: draw});
    $.getJSON("/search/" + cat + "?page=" + n, draw);
    $.get("/visit/count.jsp?id=1"); loadScript("/js/jquery.js?v=3");
    """
    assert list(calls_in(script, HOME)) == [
        "https://www.wuzhi.gov.cn/list.do#post:cat=A7&pageNo=1&size=10&open=x",
        'https://www.wuzhi.gov.cn/rest/list#json:{"cat":"A7","page":1}',
        "https://www.wuzhi.gov.cn/search/A7?page=1",
    ]


@pytest.mark.parametrize("address", [posted(HOME, {"a": "乡镇", "page": 2}), posted_data(HOME, {"page": 0})])
def test_what_is_sent_by_post_keeps_one_address_from_asking_to_answer(address: str) -> None:
    request = request_for(address, {}, {})
    assert (request.method, request.url) == ("POST", HOME)
    assert asked_of(HtmlResponse(HOME, body=b"{}", request=request)) == address


def test_a_title_that_a_list_has_cut_is_known_by_how_it_must_go_on() -> None:
    assert is_title("武陟县木栾街道办事处2023年政府信息公开工作年...")
    assert is_title("武陟县民政局2023年政…")
    assert whole("武陟县人民政府办公室政府信息公开工作202...").endswith("办公室政府信息公开工作年度报告")
    assert whole("武陟县2023年政府工作报告202...").endswith("...")
    assert not is_title("武陟县2023年国民经济和社会发展计划执行情况…")
    assert not is_title("一图读懂武陟县2023年政府信息公开工作…")
    assert whole("武陟县民政局2023年工作总结") == "武陟县民政局2023年工作总结"


def entries(*numbers: int) -> list[Anchor]:
    return [Anchor(f"{HOME}{number}.html", "x") for number in numbers]


def address(number: int) -> str:
    return f"{HOME}index_{number}.html"


def test_a_pager_that_names_too_few_pages_hides_nothing() -> None:
    turning = Turning()
    turning.begin("k", entries(1, 2), numbered(address, 2))
    turning.asked("k")
    assert turning.beyond("k") is None
    turning.came("k", entries(3, 4))
    assert turning.beyond("k") == address(3)
    turning.asked("k")
    assert turning.came("k", entries(5))
    assert turning.beyond("k") == address(4)
    turning.asked("k")
    assert not turning.came("k", ())
    assert turning.beyond("k") is None


def test_a_list_with_all_that_was_announced_is_not_asked_for_more() -> None:
    turning = Turning()
    turning.begin("k", entries(1, 2), numbered(address, 1, 2))
    turning.begin("unnumbered", entries(1, 2), Pager())
    assert turning.beyond("k") is turning.beyond("unnumbered") is None


def test_links_are_kept_under_the_portals_own_scheme_and_host_however_written() -> None:
    own = portal("wuzhi")
    assert own.own("http://wuzhi.gov.cn/a/?x=1") == "https://www.wuzhi.gov.cn/a/?x=1"
    assert own.own("http://czj.wuzhi.gov.cn/a/") == "http://czj.wuzhi.gov.cn/a/"
    assert own.serves("czj.wuzhi.gov.cn")
    assert not own.serves("wuzhi.gov.cn.example")
    assert not own.serves("www.jiaozuo.gov.cn")


def test_a_link_to_a_year_that_leads_to_the_report_itself_is_the_report() -> None:
    spider: PortalSpider = WuzhiSpider()
    rows = "".join(
        f"<p>{text}</p>"
        for text in (
            "一、总体情况",
            "2023年，木栾街道办事处认真做好政府信息公开工作。" * 20,
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
            "六、其他需要报告的事项",
        )
    )
    report = page(f"{HOME}nb/1.html", f"<h1>木栾街道办事处2023年政府信息公开工作年度报告</h1>{rows}")
    report.request.meta["capture"] = None
    spider.lists_only = True
    (listing,) = spider.parse_column(report, ("公开年报", "2023年"))
    assert [entry.url for entry in listing.candidates] == [report.url]


def test_a_search_form_is_asked_for_annual_reports_as_it_says_and_a_login_is_not() -> None:
    forms = (
        '<form action="/so/"><input type="hidden" name="site" value="7"><input name="q"></form>'
        '<form action="/jsearch.do" method="post"><input name="words" placeholder="请输入关键词"></form>'
        '<form action="/login"><input name="user"><input type="password" name="word"></form>'
    )
    response = page(HOME, f"<html><body>{forms}</body></html>")
    first, second = (lead.url for lead in searches(response, tree(response)))
    assert first.startswith(f"{HOME}so/?site=7&q=%E6%94%BF")
    assert second.startswith(f"{HOME}jsearch.do#post:words=%E6%94%BF")


def test_what_a_search_finds_is_turned_page_by_page_and_its_total_means_nothing() -> None:
    found = turned(Pager((f"{HOME}so/?q=x&page=2",), 900))
    assert (found.urls, found.total, found.page and found.page(3)) == ((), None, f"{HOME}so/?q=x&page=3")

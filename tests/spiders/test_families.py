"""Each family's protocol on pages as its portals write them; two are real answers of Hanweb portals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy.http import HtmlResponse, Request

from archive.records import CaptureRecord, Entry
from crawler.reading_ahead import EndedItsReader, _crashed
from pipelines.items import Found, Listing
from spiders.changle import ChangleSpider
from spiders.families.base import PortalSpider
from spiders.pages import Anchor, tree
from spiders.scmiyi import ScmiyiSpider
from spiders.tongbai import TongbaiSpider
from spiders.wenshang import WenshangSpider

PROTOCOL = Path(__file__).parent.parent / "data" / "protocol"
CAPTURE = CaptureRecord("http://x/", datetime(2024, 1, 16, tzinfo=UTC), 200, "0" * 64, 1, "text/html", "w", 0)
REPORT = "某镇2023年政府信息公开工作年度报告"


def page(url: str, body: str | bytes) -> HtmlResponse:
    return HtmlResponse(url, body=body, encoding="utf-8", request=Request(url))


def entries(spider: PortalSpider, response: HtmlResponse) -> list[Anchor]:
    return spider.cms.entries(response, tree(response))


def pager_urls(spider: PortalSpider, url: str, body: str) -> list[str]:
    response = page(url, body)
    return list(spider.cms.pager(response, tree(response)).urls)


def requests_of(found: Any) -> list[Request]:
    return [one for one in found if isinstance(one, Request)]


def reports_named(spider: PortalSpider, body: str) -> list[Request]:
    found = requests_of(spider.parse_column(page("http://www.wenshang.gov.cn/", body), ()))
    return [request for request in found if "AnnualReport" in request.url]


def test_the_records_of_a_real_hanweb_answer_are_read_with_whole_titles_and_dates() -> None:
    url = "http://www.wenshang.gov.cn/module/web/jpage/dataproxy.jsp"
    body = (PROTOCOL / "hanweb_jpage_datastore_dingxi_2022.xml").read_bytes()
    found = entries(WenshangSpider(), page(url, body))
    assert len(found) == 9
    assert found[0] == Anchor(
        "http://www.wenshang.gov.cn/art/2022/1/20/art_12377_1486865.html",
        "定西市“春节”文明祭祀倡议书",
        date(2022, 1, 20),
    )
    assert found[7].url == "http://zwgk.dingxi.gov.cn/art/2021/11/4/art_12480_1461862.html"
    assert "..." not in "".join(anchor.text for anchor in found)


def test_records_that_are_no_well_formed_xml_are_read_all_the_same() -> None:
    url = "http://www.wenshang.gov.cn/module/jslib/jquery/jpage/dataproxy.jsp"
    body = (PROTOCOL / "hanweb_jpage_table_record_nantong_2017.xml").read_bytes()
    found = entries(WenshangSpider(), page(url, body))
    assert [(anchor.text, anchor.day) for anchor in found] == [
        ("南通市公安局交警支队空调设备询价2017XJ3018", date(2017, 4, 24)),
        ("2017XJ3017", date(2017, 4, 20)),
    ]


@pytest.mark.parametrize("held", [20, 45])
def test_a_hanweb_list_is_read_in_groups_as_large_as_the_one_in_its_page(held: int) -> None:
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2024/1/2/art_5_{at}.html'>{REPORT}</a></li>]]></record>"
        for at in range(held)
    )
    body = (
        "<div id='7'></div><script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"/module/web/"
        'jpage/dataproxy.jsp?page=1&appid=1&webid=9&path=/&columnid=5&unitid=7&permissiontype=0"></a>]]></nextgroup>'
        f"<recordset>{records}</recordset></datastore></script><script>jpage({{totalRecord:100}})</script>"
    )
    urls = pager_urls(WenshangSpider(), "http://www.wenshang.gov.cn/col/col5/index.html", body)
    asked = [parse_qs(urlsplit(url).query) for url in urls]
    starts = [(int(one["page"][0]), int(one["startrecord"][0]), int(one["endrecord"][0])) for one in asked]
    assert starts == [(n + 1, n * held + 1, (n + 1) * held) for n in range(1, -(-100 // held))]


def test_every_unit_code_is_asked_for_every_year_whatever_its_length() -> None:
    body = (
        "<a href='/col/col9/index.html?vc_xxgkarea=1137083000433565XHA&number=A1'>县政府</a>"
        "<a href='/module/xxgk/xxgkAnnualReport.jsp?area=11370830004335529T&amp;fbtime=2025'>次邱镇</a>"
    )
    spider = WenshangSpider(years=range(2022, 2024))
    found = reports_named(spider, body)
    assert [request.url.partition("?")[2] for request in found] == [
        "area=1137083000433565XHA&fbtime=2022",
        "area=1137083000433565XHA&fbtime=2023",
        "area=11370830004335529T&fbtime=2022",
        "area=11370830004335529T&fbtime=2023",
    ]
    assert reports_named(spider, body) == []


def test_the_unit_of_a_report_is_what_any_link_to_its_code_says() -> None:
    spider, code = WenshangSpider(years=range(2023, 2024)), "11370830004335529T"
    shell = f"<a href='/col/col9/index.html?vc_xxgkarea={code}&number=A1'>机构职能</a>"
    named = f"<a href='/module/xxgk/xxgkAnnualReport.jsp?area={code}&amp;fbtime=2025'>次邱镇</a>"
    request = reports_named(spider, shell)[0]
    assert reports_named(spider, named) == []
    answer = page(request.url, "<p>一、总体情况</p>")
    answer.meta["capture"] = CAPTURE
    found = list(spider.parse_report(answer, request.cb_kwargs["entry"]))[-1]
    assert isinstance(found, Found)
    assert (found.context.unit, found.context.year, found.context.county) == ("次邱镇", 2023, "370830")


def test_an_empty_answer_of_the_endpoint_is_no_report_and_no_failure() -> None:
    spider = WenshangSpider(years=range(2022, 2023))
    body = "<a href='/module/xxgk/xxgkAnnualReport.jsp?area=11370830004335529T&amp;fbtime=2025'>次邱镇</a>"
    request = reports_named(spider, body)[0]
    assert list(spider.parse_report(page(request.url, "\n"), request.cb_kwargs["entry"])) == []


@pytest.mark.parametrize(
    ("call", "files"),
    [
        ("createPageHTML(3, 0, 'index', 'html');", ["index_1.html", "index_2.html"]),
        (
            "createPageHTML('page_div',3, 1,'xxgk_list','shtml',33);",
            ["xxgk_list_2.shtml", "xxgk_list_3.shtml"],
        ),
        ("var countPage = 2; //", ["index_1.html"]),
        ("createPageHTML(1, 0, 'index', 'html');", []),
    ],
)
def test_a_trs_pager_is_read_in_each_dialect(call: str, files: list[str]) -> None:
    urls = pager_urls(ChangleSpider(), "http://www.changle.gov.cn/a/b/", f"<script>{call}</script>")
    assert urls == [f"http://www.changle.gov.cn/a/b/{name}" for name in files]


@pytest.mark.parametrize(
    "box",
    [
        '<div id="pageDec" pagesize="15" totalsize="31"></div>',
        '<div id="pageDec" pageSize="15" recCount="31" pageNo="1"></div>',
        '<div id="pageDec">15,31</div>',
    ],
)
def test_a_henan_pager_counts_its_pages_from_size_and_total(box: str) -> None:
    spider, url = TongbaiSpider(), "https://www.tongbai.gov.cn/zfxxgk/"
    assert pager_urls(spider, url, box) == [f"{url}index_1.html", f"{url}index_2.html"]
    response = page(url, box)
    assert spider.cms.pager(response, tree(response)).total == 31


def test_a_panzhihua_pager_is_read_from_its_call() -> None:
    body = "<script>$('.m-pagination-page').page({pageCount:2,current:1,total:8});</script>"
    url = "http://www.scmiyi.gov.cn/zfxxgk/zfxxgknb/bmz/index.shtml"
    assert pager_urls(ScmiyiSpider(), url, body) == [url.replace("index.", "index_2.")]


def test_only_titles_of_annual_reports_are_fetched_each_once() -> None:
    spider = ChangleSpider()
    titles = [
        REPORT,
        f"《{REPORT}》解读",
        "关于做好2023年政府信息公开工作年度报告编制工作的通知",
        "某镇2023年法治政府建设年度报告",
    ]
    items = "".join(
        f"<li><a href='./202401/t20240116_{at}.html'>{title}</a><span>2024-01-16</span></li>"
        for at, title in enumerate([*titles, REPORT], start=100)
    )
    url = "http://www.changle.gov.cn/xx/gknb/"
    found = list(spider.parse_column(page(url, f"<ul>{items}</ul>"), ("政府信息公开年报", "某镇")))
    listing = next(one for one in found if isinstance(one, Listing))
    assert len(listing.urls) == 5
    assert [(entry.title, entry.unit, entry.listed_on) for entry in listing.candidates] == [
        (REPORT, "某镇", date(2024, 1, 16))
    ] * 2
    assert [request.url for request in spider.page_requests()] == [
        f"{url}202401/t20240116_100.html",
        f"{url}202401/t20240116_104.html",
    ]


def test_one_article_in_two_columns_is_fetched_once() -> None:
    spider = ChangleSpider()
    item = f"<li><a href='{{}}t20240116_7.html'>{REPORT}</a><span>2024-01-16</span></li>"
    first = page("http://www.changle.gov.cn/a/", item.format("./202401/"))
    second = page("http://www.changle.gov.cn/b/", item.format("../a/202401/"))
    list(spider.parse_column(second, ("年报",)))
    list(spider.parse_column(first, ("年报", "某镇")))
    (request,) = spider.page_requests()
    assert request.url == "http://www.changle.gov.cn/a/202401/t20240116_7.html"
    assert request.cb_kwargs["entry"].unit == "某镇"
    assert list(spider.page_requests()) == []


def test_an_article_is_asked_for_under_the_same_address_in_whatever_order_its_lists_came() -> None:
    item = f"<li><a href='/art/2024/1/16/art_{{}}_7.html'>{REPORT}</a><span>2024-01-16</span></li>"
    columns = [page(f"http://www.wenshang.gov.cn/col/col{n}/index.html", item.format(n)) for n in (9, 5, 7)]
    asked = []
    for order in (columns, columns[::-1]):
        spider = WenshangSpider()
        for column in order:
            list(spider.parse_column(column, ("年报",)))
        asked.append([request.url for request in spider.page_requests()])
    assert asked == [["http://www.wenshang.gov.cn/art/2024/1/16/art_5_7.html"]] * 2


def test_years_and_limit_bound_what_is_fetched() -> None:
    items = "".join(
        f"<li><a href='t{year}0116_{year}.html'>某镇{year}年政府信息公开工作年度报告</a>"
        f"<span>{year + 1}-01-16</span></li>"
        for year in range(2018, 2024)
    )
    response = page("http://www.changle.gov.cn/a/", items)
    for spider, count in ((ChangleSpider(years=range(2020, 2022)), 2), (ChangleSpider(limit=3), 3)):
        list(spider.parse_column(response, ("年报",)))
        assert len(list(spider.page_requests())) == count


def test_a_link_to_another_host_is_never_fetched() -> None:
    items = f"<li><a href='http://www.example.com/t20240116_7.html'>{REPORT}</a><span>2024-01-16</span></li>"
    response = page("http://www.changle.gov.cn/a/", items)
    spider = ChangleSpider()
    assert requests_of(spider.parse_column(response, ("年报",))) == []
    assert list(spider.page_requests()) == []


def test_a_page_that_ended_its_reader_is_unreadable_by_name_and_not_read_again() -> None:
    spider, entry = WenshangSpider(), Entry("http://www.wenshang.gov.cn/art/2024/1/22/art_1_1.html", REPORT)
    answer = page(entry.url, f"<h1>{REPORT}</h1>")
    answer.meta.update(capture=CAPTURE, look=_crashed(entry))
    found = next(one for one in spider.parse_page(answer, entry) if isinstance(one, Found))
    assert isinstance(found.read, EndedItsReader)
    assert "nianbao extract" in str(found.read)


def test_a_page_is_read_ahead_as_the_spider_reads_it() -> None:
    spider, entry = WenshangSpider(), Entry("http://www.wenshang.gov.cn/art/2024/1/22/art_1_1.html", "")
    answer = page(entry.url, f"<h1>{REPORT}</h1><a href='/attach/0/a.pdf'>{REPORT}.pdf</a>")
    answer.meta["capture"] = CAPTURE
    assert answer.request is not None
    request = answer.request.replace(cb_kwargs={"entry": entry})
    looking = spider.looking(request, answer)
    assert looking is not None
    ahead = looking()
    assert (ahead.asked, ahead.entry.title, len(ahead.files)) == (entry, REPORT, 1)
    assert spider.looking(request.replace(cb_kwargs={}), answer) is None


def test_a_file_takes_over_what_its_page_says_and_the_list_does_not() -> None:
    spider = WenshangSpider(years=range(2023, 2024))
    url = "http://www.wenshang.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2023"
    body = f"<h1>{REPORT}</h1><p>发布时间:2024-01-22 10:05:02</p><a href='/attach/0/a.pdf'>{REPORT}.pdf</a>"
    answer = page(url, body)
    answer.meta["capture"] = CAPTURE
    file = requests_of(spider.parse_page(answer, Entry(url, "", None, "杨店镇", 2023)))[0]
    entry = file.cb_kwargs["entry"]
    assert (entry.title, entry.listed_on, entry.unit) == (REPORT, date(2024, 1, 22), "杨店镇")

"""The portals: from each home page, by each family's own protocol, every publication is found."""

import re
from urllib.parse import urljoin

import pytest
from lxml import html

from crawler.replica.content import COUNTIES, extra_documents
from crawler.replica.proxy import Replica
from crawler.replica.truth import expected_reports

from .conftest import Client
from .walking import decoded, links_in, trs_pages, unit_codes, walk

WENSHANG = "http://www.wenshang.gov.cn"
ENDPOINT = f"{WENSHANG}/module/xxgk/xxgkAnnualReport.jsp"
PROXY = f"{WENSHANG}/module/web/jpage/dataproxy.jsp"
ADDRESS = {county.portal: f"{county.scheme}://{county.host}" for county in COUNTIES}
MARK = re.compile(r"<p>([^<]+?)(\d{4})年报正文</p>")


def marks(texts):
    return {(name, int(year)) for text in texts for name, year in MARK.findall(text)}


def is_column(address):
    return not re.search(r"/t?\d{6,8}_?\d*\.s?html|/art/|/\d{2}-\d{2}/|downfile|/attach|xxgkAnnual", address)


@pytest.fixture(scope="module")
def wenshang_columns(client):
    pages = walk(client, f"{WENSHANG}/", is_column)
    return {address: body.decode() for address, (_, body) in pages.items()}


def test_every_unit_of_wenshang_is_discovered_but_from_no_single_page(wenshang_columns, people):
    expected = {unit.code for unit in people.units["370830"]}
    found = [unit_codes(text) for text in wenshang_columns.values()]
    assert set().union(*found) == expected
    assert all(len(codes) < len(expected) for codes in found)


def test_the_endpoint_and_the_columns_of_wenshang_together_hold_every_report(
    wenshang_columns, client, people
):
    codes = set().union(*map(unit_codes, wenshang_columns.values()))
    pages = [
        client.text(f"{ENDPOINT}?area={code}&fbtime={year}") for code in codes for year in range(2018, 2027)
    ]
    at_endpoint = marks(pages)
    articles = [link for column in (61940, 61941, 61942, 61943) for link in jpage_links(client, column)]
    in_columns = marks(client.text(link) for link in articles)
    expected = expected_reports("wenshang", people).keys()
    assert at_endpoint | in_columns == expected
    assert at_endpoint < expected
    assert in_columns < expected
    assert at_endpoint & in_columns
    assert "" in pages


def jpage_links(client, column):
    """All records of a column by the data proxy, three pages at a time, to the total it names."""
    links, start = [], 1
    while True:
        form = {"columnid": column, "unitid": column * 2 + 1, "appid": 1}
        address = f"{PROXY}?startrecord={start}&endrecord={start + 44}&perpage=15"
        text = client.text(address, form=form)
        part = [link for link in links_in(WENSHANG, text) if "/art/" in link]
        if not part:
            assert len(links) == int(re.search(r"<totalrecord>(\d+)", client.text(address, form=form))[1])
            return links
        links, start = links + part, start + 45


def test_a_jpage_list_embeds_its_first_group_and_names_the_next(client):
    text = client.text(f"{WENSHANG}/col/col61940/index.html")
    embedded = [link for link in links_in(WENSHANG, text) if "/art/" in link]
    assert len(embedded) == 45
    assert embedded == jpage_links(client, 61940)[:45]
    following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', text)[1]
    second = client.text(urljoin(WENSHANG, following).replace("page=1&", "page=2&", 1))
    assert [link for link in links_in(WENSHANG, second) if "/art/" in link] == embedded[15:30]


def test_one_jpage_list_is_not_well_formed(client):
    text = client.text(f"{WENSHANG}/col/col107308/index.html")
    assert "<recordset>\n<table cellpadding='0' width='95%' align=center>" in text
    assert "[20" in text


def test_a_wrong_unit_id_gets_an_empty_recordset(client):
    text = client.text(PROXY, form={"columnid": 61940, "unitid": 1})
    assert "<record>" not in text


def test_the_xxgk_module_lists_a_units_reports_over_its_pages(client, people):
    unit = people.units["370830"][-1]
    found = set()
    for page in (1, 2):
        form = {"infotypeId": "A0002108", "area": unit.code, "currpage": page}
        text = client.text(f"{WENSHANG}/module/xxgk/search.jsp?divid=div4", form=form)
        found |= {link for link in links_in(WENSHANG, text) if "/art/" in link}
    total = int(re.search(r"共(\d+)条", text)[1])
    assert len(found) == total > 0
    assert {name for name, _ in marks(client.text(link) for link in found)} == {unit.name}


@pytest.fixture(scope="module")
def changle(client):
    pages = walk(client, f"{ADDRESS['changle']}/", is_column)
    columns = {address: decoded(body) for address, (status, body) in pages.items() if status == 200}
    lists = dict(columns)
    for address, text in columns.items():
        lists |= {further: client.text(further) for further in trs_pages(address, text)}
    return lists


def test_every_report_of_changle_is_on_the_pages_of_its_units_list(changle, client, people):
    lists = {address: text for address, text in changle.items() if "/gknb/" in address}
    articles = {link for address, text in lists.items() for link in links_in(address, text) if "/t20" in link}
    texts = [decoded(client.fetch(link)[2]) for link in articles]
    assert marks(texts) == expected_reports("changle", people).keys()


def test_changle_speaks_both_dialects_of_the_pager(changle):
    calls = {
        re.search(r"createPageHTML\((.)", text)[1] for text in changle.values() if "createPageHTML" in text
    }
    assert "'" in calls
    assert calls - {"'"} <= set("0123456789")
    assert len(calls) > 1


def test_one_link_of_changle_is_dead(changle, client):
    listed = {link for address, text in changle.items() for link in links_in(address, text) if "/t20" in link}
    assert sum(client.fetch(link)[0] == 404 for link in listed) == 1


def test_an_attachment_lies_beside_its_article_and_one_is_named_by_a_script_alone(changle, client, people):
    attached = [p for p in people.publications["370725"] if p.form != "html"]
    articles = {
        link for address, text in changle.items() for link in links_in(address, text) if "/gknb/2" in link
    }
    shown, hidden = {}, {}
    for link in articles:
        text = decoded(client.fetch(link)[2])
        for name in re.findall(r'<span class="fj-fj"><a href="\./(P020[^"]+)"', text):
            shown[urljoin(link, name)] = link
        for name in re.findall(r"""var file_appendix='<a href="\./(P020[^"]+)\"""", text):
            hidden[urljoin(link, name)] = link
    assert len(hidden) == 1
    assert len(shown) + len(hidden) == len(attached)
    for address in (*shown, *hidden):
        status, headers, body = client.fetch(address)
        assert (status, body[:4].strip().decode()) == (200, address.rpartition(".")[2][:4])
        assert headers["Content-Type"].startswith("application/")


def test_some_pages_of_changle_are_gb18030_under_a_head_that_says_utf8(changle, client):
    articles = [
        link for address, text in changle.items() for link in links_in(address, text) if "gknb/2020" in link
    ]
    status, headers, body = client.fetch(articles[0])
    assert (status, headers["Content-Type"]) == (200, "text/html")
    assert b'<meta charset="utf-8">' in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "政府信息公开年报" in body.decode("gb18030")


def numbered_pages(address, text):
    """The further pages of a Henan or Panzhihua list, computed from the totals that it announces."""
    henan = re.search(r'id="pageDec" pagesize="(\d+)" totalsize="(\d+)"', text)
    if henan:
        size, total = int(henan[1]), int(henan[2])
        return [urljoin(address, f"index_{n}.html") for n in range(1, -(-total // size))]
    panzhihua = re.search(r"pageCount:(\d+)", text)
    return (
        [urljoin(address, f"index_{n}.shtml") for n in range(2, int(panzhihua[1]) + 1)] if panzhihua else []
    )


@pytest.mark.parametrize("portal", ["tongbai", "wuzhi", "scmiyi"])
def test_every_report_of_the_other_portals_is_found_to_the_end_of_their_lists(portal, client, people):
    columns = walk(client, f"{ADDRESS[portal]}/", is_column)
    articles = set()
    for address, (_, body) in columns.items():
        text = body.decode()
        for page in (address, *numbered_pages(address, text)):
            articles |= {link for link in links_in(page, client.text(page)) if not is_column(link)}
    answers = [client.fetch(link) for link in articles]
    texts = [body.decode() for status, _, body in answers if status == 200]
    assert marks(texts) == expected_reports(portal, people).keys()
    assert sum(status == 404 for status, _, _ in answers) == (portal == "wuzhi")


@pytest.mark.parametrize("portal", list(ADDRESS))
def test_lists_show_the_newest_first_and_robots_keep_the_back_office(portal, client):
    text = client.text(f"{ADDRESS[portal]}/robots.txt")
    assert text.startswith("User-agent: *\nDisallow: /")
    newest = {
        "wenshang": "/col/col20050/index.html",
        "changle": "/xwzx/clyw/",
        "tongbai": "/xwzx/jrxw/",
        "wuzhi": "/xwzx/jrxw/",
        "scmiyi": "/zwgk/jrmy/",
    }[portal]
    dates = re.findall(r"<(?:b|span)>(\d{4}-\d\d-\d\d)<", client.text(ADDRESS[portal] + newest))
    assert len(dates) > 4
    assert dates == sorted(dates, reverse=True)


def test_the_meta_tags_of_the_state_council_stand_in_either_order(client):
    page = html.fromstring(client.text(f"{WENSHANG}/col/col61940/index.html"))
    articles = jpage_links(client, 61942)[:20]
    orders = set()
    for link in articles:
        text = client.text(link)
        metas = {m.get("name"): m.get("content") for m in html.fromstring(text).iter("meta") if m.get("name")}
        assert metas["SiteName"] == "汶上县人民政府"
        assert metas["ArticleTitle"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", metas["PubDate"])
        orders.add('<meta name="ArticleTitle"' in text)
    assert orders == {True, False}
    assert page.xpath("string(//meta[@name='ColumnName']/@content)") == "政府信息公开年报"


def test_hanweb_attachments_answer_at_the_download_page_and_in_the_folder(client, people):
    unit_and_year = {p.form: (p.unit.code, p.year) for p in people.publications["370830"] if p.year > 2020}
    for form in ("docx", "pdf"):
        code, year = unit_and_year[form]
        address = f"{ENDPOINT}?area={code}&fbtime={year}"
        links = [link for link in links_in(address, client.text(address)) if form in link]
        status, headers, body = client.fetch(links[0])
        assert (status, body.decode().split()[0]) == (200, form)
        assert ("pdf" if form == "pdf" else "wordprocessingml") in headers["Content-Type"]


def test_wenshang_refuses_https_and_the_henan_portals_send_http_to_https(client):
    assert client.fetch("https://www.wenshang.gov.cn/")[0] == 403
    assert client.text("http://www.tongbai.gov.cn/zfxxgk/") == client.text(
        "https://www.tongbai.gov.cn/zfxxgk/"
    )


def test_a_portal_answers_alike_under_its_bare_and_its_mobile_host(client):
    page = client.text("http://www.scmiyi.gov.cn/zfxxgk/")
    assert (
        client.text("http://scmiyi.gov.cn/zfxxgk/") == client.text("http://wap.scmiyi.gov.cn/zfxxgk/") == page
    )


def test_the_truth_of_an_unknown_portal_is_an_error_that_names_the_known_ones():
    with pytest.raises(KeyError, match="wenshang, changle"):
        expected_reports("nowhere")


def test_the_default_replica_serves_the_real_documents_byte_for_byte():
    with Replica() as running:
        client = Client(running)
        for document in extra_documents():
            status, headers, body = client.fetch(f"http://{document.host}{document.path}")
            assert (status, body) == (200, document.body)
            assert headers["Content-Type"].startswith(document.media_type)


def test_a_generated_report_reaches_the_reader_as_it_was_rendered():
    with Replica() as running:
        client = Client(running)
        one = next(p for p in expected_reports("wenshang").values() if p.form == "html" and p.year == 2022)
        text = client.text(f"{ENDPOINT}?area={one.unit.code}&fbtime={one.year}")
        assert one.body_html in text

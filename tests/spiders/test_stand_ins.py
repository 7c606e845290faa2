"""What a server sends in place of the page: told by its marks, never taken for one of the portal's own."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.replica.content import COUNTIES
from crawler.replica.exchange import Request
from crawler.replica.further import FURTHER
from crawler.replica.portals import all_sites
from spiders import stand_ins
from spiders.stand_ins import ChallengePage, ErrorText, LoginPage, MaintenancePage, MissingPage, StandIn

PAGES = {
    "<html><script>document.cookie='__jsl_clearance=1'</script></html>": ChallengePage,
    '<html><title>登录</title><form><input name=u><input type="password" name=p></form></html>': LoginPage,
    "<html><body><h1>网站升级改造中，请您谅解</h1></body></html>": MaintenancePage,
    "<html><body>对不起，您访问的页面不存在或已被删除</body></html>": MissingPage,
    "<html><head><title>系统繁忙</title></head><body>" + "导航栏目" * 300 + "</body></html>": ErrorText,
}


def refusal(text: str, status: int = 200, encoding: str = "utf-8") -> type[StandIn] | None:
    page = HtmlResponse("http://www.wenshang.gov.cn/a", body=text.encode(encoding), status=status)
    try:
        stand_ins.refuse(page)
    except StandIn as error:
        assert ":" in str(error)
        return type(error)
    return None


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_each_kind_is_an_error_with_its_name(encoding: str) -> None:
    assert {text: refusal(text, encoding=encoding) for text in PAGES} == PAGES


def test_a_challenge_is_named_whatever_its_status_and_an_error_status_speaks_for_itself() -> None:
    challenge, *_, error = PAGES
    assert (refusal(challenge, 521), refusal(challenge, 412)) == (ChallengePage, ChallengePage)
    assert refusal(error, 503) is None


def test_a_long_page_may_speak_of_all_of_it() -> None:
    report = "<html><title>2023年政府信息公开工作年度报告</title><body>" + "正文" * 400
    assert refusal(report + "网站维护，系统升级，请输入验证码，已被删除</body></html>") is None


def test_no_home_page_of_the_replica_is_taken_for_one() -> None:
    sites = all_sites()
    for county in (*COUNTIES, *FURTHER):
        answer = sites[county.host].respond(Request(county.host, "/", scheme=county.scheme))
        assert refusal(answer.body.decode("utf-8", "replace")) is None


@pytest.mark.parametrize(
    ("body", "opened"),
    [
        (b"<!DOCTYPE html><html><body><p>x</body></html>", None),
        (b"<!DOCTYPE html><html><body><p>x", b"html"),
        (b'<?xml version="1.0"?><datastore><record>', b"datastore"),
        (b"<li>a<li>b", None),
        (b'{"total": 3, "rows": [', b"{"),
        (b'{"total": 3}\n', None),
        (b"%PDF-1.7", None),
    ],
)
def test_what_is_opened_and_never_closed_was_cut(body: bytes, opened: bytes | None) -> None:
    assert stand_ins.unclosed(body) == opened

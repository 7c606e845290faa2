"""Hanweb as unseen portals have it: records in the page, a data proxy with quirks, endpoint, directory.

Drawn are the size of a page and of the group in the page, whether totals are said, whether the proxy heeds
``startrecord`` or ``page`` alone, how the endpoint says that there is no report, and whether the directory
answers POST alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from crawler.replica.content import Publication, Unit
from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.site import PageSite, suffix
from crawler.replica.portals.stock import Article, Stock, newest_first
from crawler.replica.unseen.channelled import channel_of
from crawler.replica.unseen.draw import Draw
from crawler.replica.unseen.families import Drawn, digest

ENDPOINT = "/module/xxgk/xxgkAnnualReport.jsp"
ENDPOINT_FROM = 2020
SERVES = ("lists", "lists", "endpoint", "directory")
CATEGORY = "B00061"


class Hanweb(Drawn):
    """Hanweb jcms."""

    fingerprint = '<div style="display:none">Produced By 大汉网络 大汉版通发布系统</div>'
    divisions = ("flat", "groups", "units", "groups units", "years", "folders")

    def __init__(self, draw: Draw, stock: Stock) -> None:
        super().__init__(draw, stock)
        self.group = self.page_size * draw.of("group", (1, 2, 3, 3))
        self.serves = draw.of("serves", SERVES)
        self.whole: dict[int, Sequence[Article]] = {}
        self.hrefs: dict[int, str] = {}

    def number(self, column: Column) -> int:
        """The number of a column."""
        return 3000 + int(channel_of(column)[:4], 16)

    def address(self, column: Column) -> str:
        """By number."""
        return f"/col/col{self.number(column)}/index.html" if column.parent else "/"

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The server has one page, whatever it is asked."""
        return "index.html" if number == 1 else f"none_{number}.html"

    def article_path(self, column: Column, article: Article) -> str:
        """By day, column and number, or by year and digits."""
        day = article.published
        if self.draw.whether("digits", 0.4):
            return f"/art/{day.year}/art_{digest(article)}.html"
        return f"/art/{day.year}/{day.month}/{day.day}/art_{self.number(column)}_{article.number}.html"

    def by_endpoint(self, article: Article) -> bool:
        """Whether a report stands behind the endpoint, and in no list."""
        content = article.content
        new = isinstance(content, Publication) and content.year >= ENDPOINT_FROM
        return self.serves == "endpoint" and new

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:  # noqa: ARG002
        """The first group, and where the next ones come from."""
        column = page.column
        if page.number > 1:
            return ""
        entries = [one for one in newest_first(column.articles) if not self.by_endpoint(one)]
        units = self._unit_links(column)
        if self.serves == "directory" and any(one.unit for one in entries):
            return units
        total = f",totalRecord:{len(entries)}" if self.draw.whether("total said", 0.6) else ""
        return (
            f'{units}<div id="{self.number(column) * 2}"></div><script type="text/xml">'
            f"{self.datastore(column, entries[: self.group])}</script>"
            f"<script>jQuery('#l').jpage({{perPage:{self.page_size}{total},proxyUrl:'x'}});</script>"
        )

    def _unit_links(self, column: Column) -> str:
        units = [unit for unit in self.stock.units if any(one.unit == unit for one in column.articles)]
        links = {
            "endpoint": f"{ENDPOINT}?fbtime=2025&area=",
            "directory": f"/col/col999/index.html?number={CATEGORY}&vc_xxgkarea=",
        }
        start = links.get(self.serves)
        if start is None:
            return ""
        items = (f'<li><a href="{escape(start + unit.code)}">{unit.short}</a></li>' for unit in units)
        return f"<ul>{''.join(items)}</ul>"

    def datastore(self, column: Column, entries: Sequence[Article]) -> str:
        """A group of records as XML."""
        records = "".join(
            f"<record><![CDATA[{self.items_html([one], [self.hrefs[one.number]])}]]></record>\n"
            for one in entries
        )
        path = self.draw.of(
            "proxy",
            (
                "/module/web/jpage/dataproxy.jsp",
                "/module/jslib/jquery/jpage/dataproxy.jsp",
                "/module/jpage/dataproxy.jsp",
            ),
        )
        number = self.number(column)
        asked = f"page=1&appid=1&webid=17&path=/&columnid={number}&unitid={number * 2}&webname=%25E5"
        following = f'<nextgroup><![CDATA[<a href="{path}?{asked}&permissiontype=0"></a>]]></nextgroup>'
        return f"<datastore>\n{following}\n<recordset>{records}</recordset></datastore>"


def add_hanweb(
    site: PageSite, stock: Stock, dialect: Drawn, home: Column, path: Callable[[Article], str]
) -> None:
    """The endpoints of a site."""
    assert isinstance(dialect, Hanweb)
    dialect.hrefs |= {one.number: path(one) for column in home.walk() for one in column.articles}
    served = _Served(site, stock, dialect, home)
    for where in ("/module/web/jpage", "/module/jslib/jquery/jpage", "/module/jpage"):
        site.endpoints[f"{where}/dataproxy.jsp"] = served.proxy
    site.endpoints |= {ENDPOINT: served.report, "/col/col999/index.html": served.shell}
    site.endpoints |= {"/module/xxgk/search.jsp": served.search, "/module/xxgk/tree.jsp": served.tree}


class _Served:
    def __init__(self, site: PageSite, stock: Stock, dialect: Hanweb, home: Column) -> None:
        self._site, self._stock, self._dialect = site, stock, dialect
        self._columns = {str(dialect.number(one)): one for one in home.walk()}

    def proxy(self, request: Request) -> Response:
        """A group of records."""
        asked, dialect = request.parameters, self._dialect
        column = self._columns.get(asked.get("columnid", ""))
        entries = newest_first(column.articles) if column else []
        entries = [one for one in entries if not dialect.by_endpoint(one)]
        per_page, page = min(int(asked.get("perpage", dialect.page_size)), 100), int(asked.get("page", "1"))
        quirk = dialect.draw.of("heeds", ("startrecord", "startrecord", "page", "page alone"))
        per_page = dialect.page_size if quirk == "page alone" else per_page
        start, end = (page - 1) * per_page + 1, page * per_page
        if quirk == "startrecord" and "startrecord" in asked:
            start, end = int(asked["startrecord"]), int(asked.get("endrecord", "0"))
        said = (
            f"<totalrecord>{len(entries)}</totalrecord>"
            if dialect.draw.whether("total in answer", 0.6)
            else ""
        )
        text = dialect.datastore(column, entries[start - 1 : end]) if column else "<datastore></datastore>"
        return Response(text.replace("<recordset>", f"{said}<recordset>").encode(), "text/xml;charset=utf-8")

    def report(self, request: Request) -> Response:
        """The report of a unit on a year."""
        asked = request.parameters
        article = next((one for one in self._stock.reports if self._is_asked(one, asked)), None)
        if article is None:
            return Response(self._nothing().encode())
        day = f"<p>发布时间:{article.published:%Y-%m-%d %H:%M:%S}</p>"
        main = f"<h1>{escape(article.title)}</h1>{day}{article.content.body_html}"
        files = "".join(
            f'<p><a href="{self._dialect.attachment_stem("", article, n)}{suffix(file)}">附件</a></p>'
            for n, file in enumerate(article.content.attachments, 1)
        )
        return Response(
            f"<html><head><title>年报</title></head><body>{main}{files}</body></html>".encode(),
            modified=article.published,
        )

    def _is_asked(self, article: Article, asked: dict[str, str]) -> bool:
        content = article.content
        same = isinstance(content, Publication) and (content.unit.code, str(content.year)) == (
            asked.get("area"),
            asked.get("fbtime"),
        )
        return same and self._dialect.by_endpoint(article)

    def _nothing(self) -> str:
        forms = (
            "",
            "<html><head><title>年报</title></head><body></body></html>",
            "<html><head><title>政府信息公开年报</title></head><body><h1></h1>"
            "<p>首页 | 政务公开</p><p>发布时间:</p><div></div><p>主办：县人民政府办公室</p></body></html>",
            "<html><head><title>年报</title></head><body><p>暂无相关信息</p></body></html>",
        )
        return self._dialect.draw.of("nothing", forms)

    def shell(self, request: Request) -> Response:
        """A unit's directory: a frame with its tree, and a call for its list."""
        area = escape(request.parameters.get("vc_xxgkarea", ""))
        text = (
            "<html><head><title>信息公开目录</title></head><body><iframe src="
            f'"/module/xxgk/tree.jsp?standardXxgk=1&amp;area={area}&amp;divid=div4"></iframe>'
            "<div id='div4'></div><script>loadDynamic('/module/xxgk/search.jsp?isAllList=1&fbtime=-1"
            f"&infotypeId={CATEGORY}&jdid=17&area={area}&divid=div4','div4','0','0','950','1','','');"
            "</script></body></html>"
        )
        return Response(text.encode())

    def tree(self, request: Request) -> Response:  # noqa: ARG002
        """The categories of a directory."""
        names = {"B00011": "机构职能", CATEGORY: self._dialect.draw.text("annual"), "B00070": "财政信息"}
        nodes = "".join(
            f"<li><a onclick=\"funclick('{number}', 'div4')\" href=\"javascript:void(0)\">{name}</a></li>"
            for number, name in names.items()
        )
        return Response(f"<html><body><ul>{nodes}</ul></body></html>".encode())

    def search(self, request: Request) -> Response:
        """A page of a category."""
        asked = request.form if self._dialect.draw.whether("posted", 0.6) else request.parameters
        asked = {
            **request.parameters,
            "infotypeId": asked.get("infotypeId", ""),
            "area": asked.get("area", ""),
        }
        entries = newest_first(one for one in self._stock.reports if self._is_of(one, asked))
        size, number = self._dialect.page_size, int(asked.get("currpage", "1") or "1")
        pages = max(1, -(-len(entries) // size))
        part = entries[(number - 1) * size : number * size]
        rows = "".join(
            f"<tr class='tr_main_value_odd'><td>{at}</td><td><a href='{self._dialect.hrefs[one.number]}'"
            f" title='{escape(one.title)}'>{escape(one.title[:12])}...</a></td>"
            f"<td>{one.published:%Y-%m-%d}</td></tr>"
            for at, one in enumerate(part, 1)
        )
        return Response(
            f"<table>{rows}</table><div>共{pages}页 <a onclick='gopage(2)'>下一页</a></div>".encode()
        )

    def _is_of(self, article: Article, asked: dict[str, str]) -> bool:
        unit: Unit | None = article.unit
        return asked["infotypeId"] == CATEGORY and unit is not None and unit.code == asked["area"]

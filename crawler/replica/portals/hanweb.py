"""Hanweb jcms, as 汶上 has it: numbered columns, list data embedded as XML, and the xxgk module.

Annual reports stand at ``/module/xxgk/xxgkAnnualReport.jsp?area=<unit code>&fbtime=<year>`` from 2020 on;
a part of them, and all older ones, as articles in columns that overlap. Unit codes are found only by
discovery: towns in the column of annual reports, departments in their directory, the rest in ``tree.jsp``.
"""

from __future__ import annotations

from hashlib import md5
from html import escape

from crawler.replica.content import Attachment, Publication, Unit
from crawler.replica.exchange import Request, Response
from crawler.replica.portals.frame import Frame, Links, article_metas, column_metas, link_list
from crawler.replica.portals.hanweb_lists import JpageList, JpageLists
from crawler.replica.portals.hanweb_xxgk import IN_TREE_FROM, Directory, directory_link
from crawler.replica.portals.site import Page, PageSite, robots, suffix
from crawler.replica.portals.stock import Article, Stock
from pipelines.model import Kind

ENDPOINT = "/module/xxgk/xxgkAnnualReport.jsp"
_DOWNLOAD = "/module/download/downfile.jsp"
_ENDPOINT_FROM_YEAR = 2020
_UNTITLED_EVERY = 8
_NOT_IN_SHARED_LIST_EVERY = 5
_NEWS, _NOTICES, _OPENNESS, _STATUTORY, _ANNUAL = 20050, 107308, 61930, 61935, 61940
_TOWNS, _DEPARTMENTS, _COUNTY, _READINGS, _GUIDE, _DIRECTORY = 61941, 61942, 61943, 61945, 61946, 61950
_LABELS = {
    _NEWS: "汶上要闻",
    _NOTICES: "公示公告",
    _OPENNESS: "政府信息公开",
    _STATUTORY: "法定主动公开内容",
    _ANNUAL: "政府信息公开年报",
    _TOWNS: "乡镇（街道）年报",
    _DEPARTMENTS: "部门年报",
    _COUNTY: "县政府年报",
    _READINGS: "政策解读",
    _GUIDE: "政府信息公开指南",
    _DIRECTORY: "部门信息公开目录",
    Directory.COLUMN: "政府信息公开年报",
}
_ABOVE = {
    _OPENNESS: 0,
    _STATUTORY: _OPENNESS,
    _GUIDE: _OPENNESS,
    _READINGS: _OPENNESS,
    _DIRECTORY: _OPENNESS,
    _ANNUAL: _STATUTORY,
    _TOWNS: _ANNUAL,
    _DEPARTMENTS: _ANNUAL,
    _COUNTY: _ANNUAL,
    Directory.COLUMN: _DIRECTORY,
}
_GROUP = {Kind.DEPARTMENT: _DEPARTMENTS, Kind.GOVERNMENT: _COUNTY}
_FINGERPRINT = (
    '<div style="display:none">Produced By 大汉网络 大汉版通发布系统</div>'
    '<script src="/script/pagecontrol.js"></script>'
    '<script src="/module/visitcount/visit.jsp?type=3"></script>'
)


def column_path(column: int) -> str:
    """The address of a column."""
    return f"/col/col{column}/index.html"


def article_path(column: int, article: Article) -> str:
    """The address of an article in a column: month and day without padding."""
    day = article.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{article.number}.html"


def wenshang(stock: Stock) -> PageSite:
    """www.wenshang.gov.cn."""
    return _Wenshang(stock).site


class _Wenshang:
    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        menu = [("首页", "/"), *((_LABELS[c], column_path(c)) for c in (_NEWS, _OPENNESS, _NOTICES))]
        self._frame = Frame(stock.county, menu, _FINGERPRINT)
        self.site = PageSite(self._frame.site_name, robots("/manager/", "/jcms/"))
        self._by_unit_and_year = _reports_by_unit_and_year(stock)
        self._lists = JpageLists(article_path)
        self._listed: list[Article] = []
        self._add_columns()
        self._add_articles()
        self._add_endpoints()

    def _add_columns(self) -> None:
        for column, articles in self._contents().items():
            table = column == _NOTICES
            self._lists.add(JpageList(column, column * 2 + 1, tuple(articles), table))
        for column in _LABELS.keys() - {Directory.COLUMN}:
            self._add_column(column)
        home = Page(lambda: self._home().encode(), self._stock.news[-1].published)
        for path in ("/", "/index.html"):
            self.site.add(path, home)

    def _contents(self) -> dict[int, list[Article]]:
        stock = self._stock
        contents = {
            _NEWS: list(stock.news[:70]),
            _NOTICES: [*stock.news[70:], *stock.confusers_in("notices", "news")],
            _READINGS: stock.confusers_in("interpretations"),
            _GUIDE: stock.confusers_in("guide"),
            _ANNUAL: stock.confusers_in("annual_reports"),
        }
        for rank, unit in enumerate(stock.units):
            articles = [a for a in stock.reports_of(unit) if _is_article(a, rank)]
            self._listed += articles
            contents.setdefault(_GROUP.get(unit.kind, _TOWNS), []).extend(articles)
            if rank % _NOT_IN_SHARED_LIST_EVERY:
                contents[_ANNUAL].extend(articles)
        return contents

    def _add_column(self, column: int) -> None:
        def make() -> bytes:
            main = link_list(self._links(column), "col-list") + self._lists.embedded(column)
            label = _LABELS[column]
            return self._frame.page(label, column_metas(label), _trail(column), main).encode()

        self.site.add(column_path(column), Page(make, self._stock.news[-1].published))

    def _links(self, column: int) -> Links:
        below = [(_LABELS[c], column_path(c)) for c, above in _ABOVE.items() if above == column]
        units = self._stock.units
        if column == _ANNUAL:
            towns = [unit for unit in units if unit.kind in (Kind.TOWNSHIP, Kind.STREET)]
            return [*below, *((unit.short, endpoint_link(unit)) for unit in towns)]
        if column == _DIRECTORY:
            departments = [unit for unit in units if unit.kind is Kind.DEPARTMENT]
            linked = [(unit.short, directory_link(unit)) for unit in departments[:IN_TREE_FROM]]
            return [*below, *linked]
        return below

    def _home(self) -> str:
        news = [(a.title, article_path(_NEWS, a)) for a in reversed(self._stock.news[62:70])]
        return self._frame.page(self._frame.site_name, (), [("首页", "/")], link_list(news, "news"))

    def _add_articles(self) -> None:
        for jpage in self._lists.all():
            for article in jpage.articles:
                self._add_article(jpage.column, article)
        for article in self._listed:
            self._add_article(Directory.COLUMN, article)
        for article in (*self._stock.reports, *self._stock.confusers):
            self.site.attach(article, lambda n, a=article: f"/attach/0/{_file_key(a, n)}")  # type: ignore[misc]

    def _add_article(self, column: int, article: Article) -> None:
        def make() -> bytes:
            metas = article_metas(article, _LABELS[column], seconds=True)
            extra = (("i_columnid", str(column)), ("i_articleid", str(article.number)))
            html = self._frame.page(
                article.title,
                (*metas, *extra),
                _trail(column),
                _article_html(article),
                swapped=bool(article.number % 2),
            )
            return html.encode()

        self.site.add(article_path(column, article), Page(make, article.published))

    def _add_endpoints(self) -> None:
        self.site.endpoints |= {
            ENDPOINT: self._annual_report,
            _DOWNLOAD: self._download,
            **dict.fromkeys(JpageLists.PATHS, self._lists.answer),
            **Directory(self._stock, self._frame, self._listed).endpoints(),
        }

    def _annual_report(self, request: Request) -> Response:
        """The report of (unit, year); a blank answer with status 200 where there is none."""
        asked = request.parameters
        article = self._by_unit_and_year.get((asked.get("area", ""), asked.get("fbtime", "")))
        if article is None:
            return Response(b"")
        return Response(self._report_page(article).encode(), modified=article.published)

    def _report_page(self, article: Article) -> str:
        title = f"<h1>{escape(article.title)}</h1>" if article.number % _UNTITLED_EVERY else ""
        main = (
            f"<div class='nb_main'>{title}<p>发布时间:{article.published:%Y-%m-%d %H:%M:%S}</p>"
            f"<p class='audio'><a href='javascript:void(0)'>点击收听年报语音朗读</a></p>"
            f"<div class='nb_con'>{article.content.body_html}</div>{_attachment_links(article)}</div>"
        )
        return self._frame.page("政府信息公开年报", (), [("首页", "/")], main)

    def _download(self, request: Request) -> Response:
        filename = request.parameters.get("filename", "")
        return self.site.respond(Request(request.host, f"/attach/0/{filename}"))


def endpoint_link(unit: Unit) -> str:
    """The address of a unit's latest report, as the unit list of the column links it."""
    return f"{ENDPOINT}?area={unit.code}&fbtime=2025"


def _is_article(article: Article, rank: int) -> bool:
    """Whether a report also stands in the columns: all from before the endpoint, and half of the rest."""
    year = _publication(article).year
    return year < _ENDPOINT_FROM_YEAR or (year + rank) % 2 == 0


def _publication(article: Article) -> Publication:
    if not isinstance(article.content, Publication):
        raise TypeError(f"{article.title} is no annual report.")
    return article.content


def _reports_by_unit_and_year(stock: Stock) -> dict[tuple[str, str], Article]:
    found: dict[tuple[str, str], Article] = {}
    for article in stock.reports:
        content = _publication(article)
        if content.year >= _ENDPOINT_FROM_YEAR:
            found[content.unit.code, str(content.year)] = article
    return found


def _trail(column: int) -> Links:
    above = _ABOVE.get(column, 0)
    return [*(_trail(above) if above else [("首页", "/")]), (_LABELS[column], column_path(column))]


def _article_html(article: Article) -> str:
    content = article.content
    return f"""<div class="artile_zw"><h1 class="bt">{escape(article.title)}</h1>
{_metadata_table(article)}
<div class="xx">发布日期：{article.published:%Y-%m-%d %H:%M}　信息来源：{escape(content.source)}　访问次数：
<script src="/module/visitcount/articlehits.jsp?colid=1&artid={article.number}"></script>
字号：[ 大 中 小 ]</div>
<meta name="ContentStart"/><!--ZJEG_RSS.content.begin--><div id="zoom">{content.body_html}
{_attachment_links(article)}</div><!--ZJEG_RSS.content.end--><meta name="ContentEnd"/>
<div class="gb"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭</a>
</div></div>"""


def _metadata_table(article: Article) -> str:
    content = article.content
    if not isinstance(content, Publication):
        return ""
    return (
        f'<table class="xxgk_table"><tr><td>索&nbsp;引&nbsp;号</td><td>{escape(content.index_number)}</td>'
        f"<td>公开方式</td><td>主动公开</td></tr><tr><td>发布机构</td><td>{escape(content.source)}</td>"
        f"<td>组配分类</td><td>信息公开年报</td></tr><tr><td>成文日期</td>"
        f"<td>{content.published_on:%Y-%m-%d}</td><td>有效性</td><td></td></tr></table>"
    )


def _attachment_links(article: Article) -> str:
    links = "".join(
        f'<p><a href="{escape(_file_link(file, _file_key(article, n)))}">{escape(file.filename)}</a></p>'
        for n, file in enumerate(article.content.attachments, 1)
    )
    return f"<div class='fj'>附件：{links}</div>" if links else ""


def _file_link(file: Attachment, key: str) -> str:
    if suffix(file) == ".pdf":
        return f"/attach/0/{key}.pdf"
    return f"{_DOWNLOAD}?classid=0&filename={key}{suffix(file)}"


def _file_key(article: Article, number: int) -> str:
    return md5(f"{article.number}-{number}".encode(), usedforsecurity=False).hexdigest()

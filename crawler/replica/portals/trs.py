"""TRS WCM, as 昌乐 has it: ``tYYYYMMDD_ID.html`` below the column, and pagers drawn by ``createPageHTML``.

Both dialects of the pager occur: numeric first argument (pages, current from 0, stem, suffix; page n is
``index_{n-1}.html``) and string first argument (element, pages, current from 1, stem, suffix, total; page n
is ``index_{n}.html``). Attachments lie beside the article as ``./P020….pdf``; one stands in JavaScript only.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crawler.replica.content import Attachment, Publication
from crawler.replica.portals.folders import Column, Dialect, FolderSite, ListPage
from crawler.replica.portals.frame import Frame
from crawler.replica.portals.site import PageSite, robots
from crawler.replica.portals.stock import Article, Stock, dead_copy
from pipelines.model import Kind

_NUMERIC, _STRING = "numeric", "string"
_LAST_YEAR_IN_GB = 2019


class Trs(Dialect):
    """The pages of TRS WCM. ``script_only`` is the article whose attachment only JavaScript names."""

    page_size = 6

    def __init__(self, script_only: int | None) -> None:
        self._script_only = script_only

    def article_path(self, column: Column, article: Article) -> str:
        """The month's folder below the column."""
        day = article.published
        return f"{column.path}{day:%Y%m}/t{day:%Y%m%d}_{article.number}.html"

    def attachment_stem(self, path: str, article: Article, number: int) -> str:
        """Beside the article."""
        folder = path.rpartition("/")[0]
        return f"{folder}/P020{article.published:%Y%m%d}{article.number * 10 + number:012d}"

    def list_file(self, column: Column, number: int) -> str:
        """By the dialect of the column's pager."""
        if number == 1:
            return "index.html"
        return f"index_{number - 1 if column.dialect == _NUMERIC else number}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Links relative to the column, and the call that draws the pager."""
        items = "".join(
            f'<li><a href="{_relative(href, page.column.path)}" title="{escape(entry.title)}">'
            f"{escape(entry.title)}</a><span>{entry.published:%Y-%m-%d}</span></li>\n"
            for entry, href in zip(page.entries, hrefs, strict=True)
        )
        return f'<div class="list-right"><ul class="news-list">{items}</ul>{_pager(page)}</div>'

    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """Header line, content element, and the attachments in ``span.fj-fj`` or in JavaScript alone."""
        links = "".join(
            f'<a href="./{path.rpartition("/")[2]}">{escape(f.filename)}</a>' for f, path in files
        )
        hidden = links if article.number == self._script_only else ""
        shown = "" if hidden else links
        return (
            f'<div class="article"><h1 class="title">{escape(article.title)}</h1>'
            f'<div class="info">发布时间：{article.published:%Y-%m-%d %H:%M}　'
            f"信息来源：{escape(article.content.source)}　浏览次数：<span id='hits'></span></div>"
            f'<div id="zoom" class="view TRS_UEDITOR trs_paper_default trs_editor_view">'
            f"{article.content.body_html}</div>"
            f'<div class="fj"><span class="fj-fj">{shown}</span></div></div>'
            f"<script>var file_appendix='{hidden}'; if (file_appendix) showAppendix(file_appendix);</script>"
            "<div class='print'><a href='javascript:window.print()'>【打印】</a>"
            "<a href='javascript:window.close()'>【关闭】</a></div>"
        )

    def encoding(self, article: Article) -> str:
        """The oldest reports were taken over from a site in GB18030; their head says UTF-8 all the same."""
        content = article.content
        old = isinstance(content, Publication) and content.year <= _LAST_YEAR_IN_GB
        return "gb18030" if old else "utf-8"


def _relative(href: str, column: str) -> str:
    return "./" + href.removeprefix(column) if href.startswith(column) else href


def _pager(page: ListPage) -> str:
    if page.column.dialect == _NUMERIC:
        call = f'createPageHTML({page.pages}, {page.number - 1}, "index", "html");'
    else:
        call = f"createPageHTML('page_div',{page.pages}, {page.number},'index','html',{page.total});"
    return f'<div class="page" id="page_div"><script>{call}</script></div>'


def changle(stock: Stock) -> PageSite:
    """www.changle.gov.cn: each unit is a folder of the openness tree, its reports in ``gknb`` below it."""
    home = Column("/", "首页", dialect=_NUMERIC)
    openness = home.sub("CLXXXGK", "政府信息公开")
    _common_columns(home, openness, stock)
    statutory = openness.sub("XXGK", "法定主动公开内容")
    statutory.sub("jgzn", "机构职能", stock.news[5:12])
    reports = statutory.sub("zfxxgknb", "政府信息公开年报")
    _unit_columns(statutory, reports, stock)
    frame = Frame(stock.county, _menu(home), "<!--TRS WCM publish-->")
    dialect = Trs(_script_only(stock))
    return FolderSite(stock, home, dialect, frame, robots("/admin/", "/wcm/")).site


def _common_columns(home: Column, openness: Column, stock: Stock) -> None:
    news = home.sub("xwzx", "新闻中心")
    news.sub("clyw", "昌乐要闻", stock.news[:60])
    news.sub("gsgg", "公示公告", [*stock.news[60:], *stock.confusers_in("notices", "news")], dialect=_STRING)
    openness.sub("zcjd", "政策解读", stock.confusers_in("interpretations"), dialect=_STRING)
    openness.sub("zn", "政府信息公开指南", stock.confusers_in("guide"))


def _unit_columns(statutory: Column, reports: Column, stock: Stock) -> None:
    """A folder per unit beside the topics, linked from the column of annual reports.

    The column of annual reports itself lists those of towns and county once more, and look-alikes.
    """
    for rank, unit in enumerate(stock.units):
        dialect = _STRING if rank % 2 else _NUMERIC
        folder = statutory.sub(unit.slug, unit.short, dialect=dialect)
        folder.sub("jgzn", "机构概况", stock.news[rank % 50 : rank % 50 + 3])
        annual = folder.sub("gknb", "政府信息公开年报", stock.listed_of(unit), dialect=dialect)
        reports.links.append((unit.short, annual.path))
    shared = [a for unit in stock.units if unit.kind is not Kind.DEPARTMENT for a in stock.reports_of(unit)]
    reports.articles = [*shared, *stock.confusers_in("annual_reports")]
    reports.articles.append(dead_copy(stock.reports[0], stock.reports[0].number + 1))
    # Owned by the units' folders: the shared column comes after them in the tree, and links to them.
    statutory.children.remove(reports)
    statutory.children.append(reports)


def _script_only(stock: Stock) -> int | None:
    attached = (
        a.number for a in stock.reports if isinstance(a.content, Publication) and a.content.form != "html"
    )
    return next(attached, None)


def _menu(home: Column) -> list[tuple[str, str]]:
    return [("首页", "/"), *((child.label, child.path) for child in home.children)]

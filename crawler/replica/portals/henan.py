"""The common platform of Henan's cities, as 桐柏 and 武陟 have it: ``/YYYY/MM-DD/ID.html``.

The address of an article says neither unit nor year: only breadcrumb and title do. Lists are folders with
``index_1.html`` as the second page; ``#pageDec`` holds page size and number of entries; links are absolute
and carry no ``title``.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crawler.replica.content import Attachment, County, Unit
from crawler.replica.portals.folders import Column, Dialect, FolderSite, ListPage
from crawler.replica.portals.frame import Frame
from crawler.replica.portals.site import PageSite, robots
from crawler.replica.portals.stock import Article, Stock, dead_copy
from pipelines.model import Kind

_DISALLOWED = ("/admin/", "/search-api/")


class Henan(Dialect):
    """The pages of the Henan platform."""

    def __init__(self, county: County) -> None:
        self._address = f"{county.scheme}://{county.host}"

    def article_path(self, column: Column, article: Article) -> str:  # noqa: ARG002
        """By date and number alone, wherever the article is listed."""
        return f"/{article.published:%Y/%m-%d}/{article.number}.html"

    def attachment_stem(self, path: str, article: Article, number: int) -> str:  # noqa: ARG002
        """In the upload folder of the month."""
        return f"/uploads/{article.published:%Y%m}/{article.number}{number:02d}"

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_1.html``."""
        return "index.html" if number == 1 else f"index_{number - 1}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Absolute links; the totals as numbers of ``#pageDec``."""
        items = "".join(
            f'<li><a href="{self._address}{href}" target="_blank">{escape(entry.title)}</a>'
            f"<span>{entry.published:%Y-%m-%d}</span></li>\n"
            for entry, href in zip(page.entries, hrefs, strict=True)
        )
        return (
            f'<div class="mt15 list-box"><ul>{items}</ul></div>'
            f'<div id="pageDec" pagesize="{self.page_size}" totalsize="{page.total}"></div>'
            "<script>createPage(document.getElementById('pageDec'), 'index', 'html');</script>"
        )

    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """Header line with 来源 and 时间, the content element, links to the files."""
        links = "".join(f'<p><a href="{path}">{escape(file.filename)}</a></p>' for file, path in files)
        return (
            f'<div class="content-box"><h1 id="title">{escape(article.title)}</h1><div class="info">'
            f'<span id="source">来源:{escape(article.content.source)}</span> '
            f'<span id="pubDate">时间:{article.published:%Y-%m-%d}</span> 浏览量: <i></i> 分享:</div>'
            f'<div class="content" id="content">{article.content.body_html}{links}</div></div>'
        )


def tongbai(stock: Stock) -> PageSite:
    """www.tongbai.gov.cn: towns under 乡镇信息公开, county and departments under 政府信息公开年报."""
    home = Column("/", "首页")
    openness = home.sub("zfxxgk", "政府信息公开")
    statutory = openness.sub("fdzdgknr", "法定主动公开内容")
    annual = openness.sub("zfxxgknb", "政府信息公开年报", stock.confusers_in("annual_reports"))
    statutory.links.append((annual.label, annual.path))
    towns = home.sub("xzxxgk", "乡镇信息公开")
    for unit in stock.units:
        if unit.kind in (Kind.TOWNSHIP, Kind.STREET):
            folder = towns.sub(unit.slug, unit.short)
            column = folder.sub("zfxxgknb", "政府信息公开年报", stock.listed_of(unit))
            annual.links.append((unit.short, column.path))
        else:
            annual.sub(unit.slug, _short(unit), stock.listed_of(unit))
    return _finished(stock, home, openness)


def wuzhi(stock: Stock) -> PageSite:
    """www.wuzhi.gov.cn: one list for all reports, and one per group; the unit stands in the title alone."""
    home = Column("/", "首页")
    openness = home.sub("zwxxgk", "政务公开")
    statutory = openness.sub("fdzdgknr", "法定主动公开内容")
    annual = statutory.sub("zfxxgknb", "政府信息公开年报", stock.reports)
    annual.articles += stock.confusers_in("annual_reports")
    annual.articles.append(dead_copy(stock.reports[-1], stock.reports[-1].number + 1))
    for slug, label, kinds in (
        ("xzf", "县政府", (Kind.GOVERNMENT,)),
        ("xzjd", "乡镇（街道）", (Kind.TOWNSHIP, Kind.STREET)),
        ("bm", "县直部门", (Kind.DEPARTMENT, Kind.OTHER)),
    ):
        annual.sub(slug, label, [a for a in stock.reports if a.unit and a.unit.kind in kinds])
    return _finished(stock, home, openness)


def _finished(stock: Stock, home: Column, openness: Column) -> PageSite:
    openness.sub("zn", "政府信息公开指南", stock.confusers_in("guide"))
    openness.sub("zcjd", "政策解读", stock.confusers_in("interpretations"))
    news = home.sub("xwzx", "新闻中心")
    news.sub("jrxw", "今日要闻", stock.news[:60])
    news.sub("gsgg", "公示公告", [*stock.news[60:], *stock.confusers_in("notices", "news")])
    menu = [("首页", "/"), *((child.label, child.path) for child in home.children)]
    frame = Frame(stock.county, menu)
    return FolderSite(stock, home, Henan(stock.county), frame, robots(*_DISALLOWED)).site


def _short(unit: Unit) -> str:
    return "县政府" if unit.kind is Kind.GOVERNMENT else unit.short

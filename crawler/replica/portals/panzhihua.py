"""The platform of 攀枝花, as 米易 has it: a folder per unit holds all its years as ``ID.shtml``.

The year stands only in title and date. Pages of a list are ``index.shtml``, ``index_2.shtml`` ...; the
pager is drawn by JavaScript from its numbers. Every page of the city's platform names the city's host.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crawler.replica.content import Attachment
from crawler.replica.portals.folders import Column, Dialect, FolderSite, ListPage
from crawler.replica.portals.frame import Frame
from crawler.replica.portals.site import PageSite, robots
from crawler.replica.portals.stock import Article, Stock
from pipelines.model import Kind

_GROUPS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("xqxxgkgzndbg", "县政府信息公开工作年度报告", (Kind.GOVERNMENT,)),
    ("xzjdzfxxgkgzndbg", "（乡镇、街道）政府信息公开工作年度报告", (Kind.TOWNSHIP, Kind.STREET)),
    ("xjbmzfxxgkgzndbg", "（县级部门）政府信息公开工作年度报告", (Kind.DEPARTMENT, Kind.OTHER)),
)


class Panzhihua(Dialect):
    """The pages of the Panzhihua platform."""

    page_size = 5

    def article_path(self, column: Column, article: Article) -> str:
        """The number in the column's folder."""
        return f"{column.path}{article.number}.shtml"

    def attachment_stem(self, path: str, article: Article, number: int) -> str:  # noqa: ARG002
        """Among the site's resources."""
        return f"/resources/public/{article.published:%Y%m}/{article.number}{number:02d}"

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_2.shtml``."""
        return "index.shtml" if number == 1 else f"index_{number}.shtml"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Entries, and the numbers that JavaScript draws the pager from."""
        items = "".join(
            f'<li><a href="{href}" target="_blank">{escape(entry.title)}</a>'
            f"<span>{entry.published:%Y-%m-%d}</span></li>\n"
            for entry, href in zip(page.entries, hrefs, strict=True)
        )
        return (
            f'<div class="new-box"><ul>{items}</ul></div><ul class="m-pagination-page"></ul>'
            f"<script>$('.m-pagination-page').page({{pageCount:{page.pages},current:{page.number},"
            f"total:{page.total},prefix:'index',suffix:'shtml'}});</script>"
        )

    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """Header line that begins with the city's host, content element, links to the files."""
        links = "".join(f'<p><a href="{path}">{escape(file.filename)}</a></p>' for file, path in files)
        return (
            f'<div class="boxPzh15_con"><h1>{escape(article.title)}</h1><div class="info">'
            f"www.panzhihua.gov.cn 　发布时间:{article.published:%Y-%m-%d}　"
            f"来源:{escape(article.content.source)}　选择阅读字号:[ 大 中 小 ] 阅读次数:<span></span></div>"
            f'<div class="content" id="zoom">{article.content.body_html}{links}</div></div>'
        )


def scmiyi(stock: Stock) -> PageSite:
    """www.scmiyi.gov.cn: groups of units below 政府信息公开年报, a folder per unit with all years."""
    home = Column("/", "首页")
    openness = home.sub("zfxxgk", "政府信息公开")
    statutory = openness.sub("fdzdgknr", "法定主动公开内容")
    annual = openness.sub("zfxxgknb", "政府信息公开年报")
    statutory.links.append((annual.label, annual.path))
    county = annual.sub("myx", "米易县", stock.confusers_in("annual_reports"))
    for slug, label, kinds in _GROUPS:
        group = county.sub(slug, label)
        for unit in stock.units:
            if unit.kind in kinds:
                group.sub(unit.slug, unit.short, stock.listed_of(unit))
    openness.sub("zn", "政府信息公开指南", stock.confusers_in("guide"))
    openness.sub("zcjd", "政策解读", stock.confusers_in("interpretations"))
    news = home.sub("zwgk", "政务公开")
    news.sub("jrmy", "今日米易", stock.news[:60])
    news.sub("gsgg", "公示公告", [*stock.news[60:], *stock.confusers_in("notices", "news")])
    menu = [("首页", "/"), *((child.label, child.path) for child in home.children)]
    return FolderSite(stock, home, Panzhihua(), Frame(stock.county, menu), robots("/admin/")).site

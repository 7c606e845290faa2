"""What the made-up portals have in common: their tree of columns, and plain pages of articles."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from hashlib import md5
from html import escape

from crawler.replica.content import Attachment
from crawler.replica.portals.folders import Column, Dialect, FolderSite, ListPage
from crawler.replica.portals.frame import Frame
from crawler.replica.portals.site import PageSite, robots
from crawler.replica.portals.stock import Article, Stock
from pipelines.model import Kind

GROUPS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("xzf", "县政府", (Kind.GOVERNMENT,)),
    ("xz", "乡镇", (Kind.TOWNSHIP, Kind.STREET)),
    ("bm", "县直部门", (Kind.DEPARTMENT, Kind.OTHER)),
)


class FurtherDialect(Dialect):
    """A family whose articles look like anybody's: what it says otherwise is how lists come about."""

    page_size = 5

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_2.html``."""
        return "index.html" if number == 1 else f"index_{number}.html"

    @abstractmethod
    def content_html(self, article: Article) -> str:
        """The element that holds the article's text."""

    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """Title, header line, content, files."""
        links = "".join(
            f'<li>附件【<a href="{escape(path)}">{escape(file.filename)}</a>】</li>' for file, path in files
        )
        return (
            f"<div class='detail'><h1>{escape(article.title)}</h1><p class='info'>发布时间："
            f"{article.published:%Y-%m-%d %H:%M}　来源：{escape(article.content.source)}</p>"
            f"{self.content_html(article)}<ul class='files'>{links}</ul></div>"
        )

    def attachment_stem(self, path: str, article: Article, number: int) -> str:  # noqa: ARG002
        """In the upload folder of the month."""
        return f"/uploads/{article.published:%Y%m}/{digest(article, number)}"


def digest(article: Article, *more: object) -> str:
    """32 hexadecimal digits that stand for an article, as several families name theirs."""
    return md5(repr((article.number, *more)).encode(), usedforsecurity=False).hexdigest()


def list_items(page: ListPage, hrefs: Sequence[str]) -> str:
    """Entries with their dates, as list items."""
    return "".join(
        f'<li><a href="{escape(href)}" target="_blank" title="{escape(entry.title)}">'
        f"{escape(entry.title)}</a><span>{entry.published:%Y-%m-%d}</span></li>"
        for entry, href in zip(page.entries, hrefs, strict=True)
    )


def common_tree(stock: Stock) -> tuple[Column, Column]:
    """The home page and the column of annual reports, with the columns that every portal has beside it."""
    home = Column("/", "首页")
    openness = home.sub("zfxxgk", "政府信息公开")
    statutory = openness.sub("fdzdgknr", "法定主动公开内容")
    annual = statutory.sub("zfxxgknb", "政府信息公开年报", stock.confusers_in("annual_reports"))
    openness.sub("zn", "政府信息公开指南", stock.confusers_in("guide"))
    openness.sub("zcjd", "政策解读", stock.confusers_in("interpretations"))
    news = home.sub("xwzx", "新闻中心")
    news.sub("yw", "要闻", stock.news[:60])
    news.sub("gg", "公示公告", [*stock.news[60:], *stock.confusers_in("notices", "news")])
    return home, annual


def by_group(annual: Column, stock: Stock) -> None:
    """A column for the county, one for its towns, one for its departments."""
    for slug, label, kinds in GROUPS:
        annual.sub(slug, label, [a for a in stock.reports if a.unit and a.unit.kind in kinds])


def by_unit(annual: Column, stock: Stock) -> None:
    """A column for each unit."""
    for unit in stock.units:
        annual.sub(unit.slug, unit.short, stock.reports_of(unit))


def finished(stock: Stock, home: Column, dialect: Dialect, fingerprint: str) -> PageSite:
    """The site of a tree."""
    menu = [("首页", "/"), *((child.label, dialect.address(child)) for child in home.children)]
    return FolderSite(stock, home, dialect, Frame(stock.county, menu, fingerprint), robots("/admin/")).site

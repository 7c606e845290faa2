"""VSB (博达): pages of a list are counted backwards, ``/slug.htm``, ``/slug/<n-1>.htm`` to ``1.htm``."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.further.tree import FurtherDialect, by_unit, common_tree, finished, list_items
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock

_DOWNLOAD = "/system/_content/download.jsp"


class Vsb(FurtherDialect):
    """The pages of VSB."""

    def list_path(self, column: Column, number: int, pages: int) -> str:
        """Counted backwards."""
        if number == 1:
            return self.address(column)
        return f"{column.path}{pages - number + 1}.htm"

    def address(self, column: Column) -> str:
        """The slug without slash."""
        return f"{column.path.rstrip('/')}.htm" if column.parent else "/"

    def article_path(self, column: Column, article: Article) -> str:
        """By numbers of column and article."""
        return f"/info/{1000 + sum(column.path.encode())}/{article.number}.htm"

    def attachment_stem(self, path: str, article: Article, number: int) -> str:  # noqa: ARG002
        """Where the download finds the file."""
        return f"{_DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=18&wbfileid={article.number}{number}"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Entries; totals; a link to the next page."""
        following = self.list_path(page.column, page.number + 1, page.pages)
        link = f'<a href="{following}">下页</a>' if page.number < page.pages else "<span>下页</span>"
        pager = f"<span>共{page.total}条</span>&nbsp;&nbsp;<span>{page.number}/{page.pages}</span> {link}"
        return f'<div><ul>{list_items(page, hrefs)}</ul><div class="pb_sys_common">{pager}</div></div>'

    def content_html(self, article: Article) -> str:
        """In an element of VSB's own."""
        return f'<div id="vsb_content"><div class="v_news_content">{article.content.body_html}</div></div>'


def jianshui(stock: Stock) -> PageSite:
    """A county on VSB, with a column per unit; downloads want a Referer."""
    home, annual = common_tree(stock)
    by_unit(annual, stock)
    site = finished(stock, home, Vsb(), "<!--Announced by Visual SiteBuilder 9-->")

    def download(request: Request) -> Response:
        if not request.headers.get("referer"):
            return Response("请从本站页面下载".encode(), status=403)
        return site.published(request)

    site.endpoints[_DOWNLOAD] = download
    return site

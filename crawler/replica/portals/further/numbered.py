"""A portal of plain pages: numbered lists whose every page links the next one alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.further.tree import FurtherDialect, by_group, common_tree, finished
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock


class Numbered(FurtherDialect):
    """Plain pages."""

    def article_path(self, column: Column, article: Article) -> str:  # noqa: ARG002
        """By number."""
        return f"/XxgkAnnualReport/show/{article.number}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Entries without list items, and the link to the next page."""
        entries = "".join(
            f'<div class="row"><div><a href="{escape(href)}">{escape(entry.title)}</a></div>'
            f"<div>{entry.published:%Y/%m/%d}</div></div>"
            for entry, href in zip(page.entries, hrefs, strict=True)
        )
        following = (
            f'<a href="index_{page.number + 1}.html">下一页 &gt;</a>' if page.number < page.pages else ""
        )
        return f'<div class="rows">{entries}</div><div>第{page.number}页 共{page.total}条 {following}</div>'

    def content_html(self, article: Article) -> str:
        """Nothing of its own."""
        return f'<div class="g-detailbox">{article.content.body_html}</div>'


def shucheng(stock: Stock) -> PageSite:
    """A county on plain pages, with a column per group of units."""
    home, annual = common_tree(stock)
    by_group(annual, stock)
    return finished(stock, home, Numbered(), "")

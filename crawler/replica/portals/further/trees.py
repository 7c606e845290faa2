"""A portal whose openness menu is a tree that a script draws (zTree), its lists numbered by parameter."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.frame import Links
from crawler.replica.portals.further.tree import FurtherDialect, by_unit, common_tree, finished, list_items
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock


class Trees(FurtherDialect):
    """Menus as data."""

    def article_path(self, column: Column, article: Article) -> str:  # noqa: ARG002
        """By the second of publication."""
        return f"/news/show/{article.published:%Y%m%d%H%M%S}{article.number}.html"

    def list_path(self, column: Column, number: int, pages: int) -> str:  # noqa: ARG002
        """Pages beyond the first are told by a parameter."""
        return column.path if number == 1 else f"{column.path}?type=4&action=list&page={number}"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """A table of entries, and numbered links."""
        rows = list_items(page, hrefs).replace("<li>", "<tr><td>").replace("</li>", "</td></tr>")
        rows = rows.replace("<span>", "</td><td>").replace("</span>", "")
        links = "".join(
            f'<a href="?type=4&amp;action=list&amp;page={number}">{number}</a> '
            for number in range(1, page.pages + 1)
        )
        return f'<table>{rows}</table><div class="pages">共 {page.total} 条记录 {links}</div>'

    def menu_html(self, links: Links) -> str:
        """The nodes of a tree."""
        nodes = [
            {"id": at, "pId": 0, "name": label, "url": href, "target": "_self"}
            for at, (label, href) in enumerate(links, start=1)
        ]
        return (
            '<ul id="tree" class="ztree"></ul><script>var setting={}; var zNodes = '
            f"{json.dumps(nodes, ensure_ascii=False)};$.fn.zTree.init($('#tree'), setting, zNodes);</script>"
        )

    def content_html(self, article: Article) -> str:
        """Nothing of its own."""
        return f'<div class="news-content">{article.content.body_html}</div>'


def cangxi(stock: Stock) -> PageSite:
    """A county whose units stand in a tree that a script draws."""
    home, annual = common_tree(stock)
    by_unit(annual, stock)
    return finished(stock, home, Trees(), "<!-- ztree -->")

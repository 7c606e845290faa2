"""The openness platform of Guangdong (gkmlpt): categories in ``window._CONFIG``, lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.frame import Frame
from crawler.replica.portals.further.tree import FurtherDialect, by_group, common_tree, finished, list_items
from crawler.replica.portals.site import Endpoint, Page, PageSite
from crawler.replica.portals.stock import Article, Stock, newest_first

_SITE = "660123"
_PER_PAGE = 20
_FIRST = 6001


class Gkmlpt(FurtherDialect):
    """The pages of the platform."""

    def article_path(self, column: Column, article: Article) -> str:
        """By number."""
        return f"{column.path}content/post_{article.number}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """The news of the portal stand in plain lists."""
        return f"<ul>{list_items(page, hrefs)}</ul>"

    def content_html(self, article: Article) -> str:
        """The platform's article element."""
        return f'<div class="article-content">{article.content.body_html}</div>'


def xuwen(stock: Stock) -> PageSite:
    """A county of Guangdong: the annual reports are in the platform alone, by group of units."""
    home, annual = common_tree(stock)
    by_group(annual, stock)
    openness = home.children[0]
    dialect = Gkmlpt()
    site = finished(stock, home, dialect, "<!-- gkmlpt -->")
    platform = _Platform(annual, dialect)
    site.endpoints |= platform.endpoints()
    frame = Frame(stock.county, [("首页", "/"), ("政府信息公开", "/gkmlpt/index")])
    page = frame.page(frame.site_name, (), [("首页", "/")], "")
    site.pages["/"] = Page(page.encode, stock.news[-1].published)
    for column in openness.walk():
        del site.pages[column.path], site.pages[f"{column.path}index.html"]
    return site


class _Platform:
    """The platform's index page and its lists."""

    def __init__(self, annual: Column, dialect: Gkmlpt) -> None:
        self._dialect = dialect
        self._columns = {_FIRST + at: column for at, column in enumerate(annual.walk())}
        self._owners: dict[int, Column] = {}
        for column in annual.walk():
            for article in column.articles:
                self._owners.setdefault(article.number, column)

    def endpoints(self) -> dict[str, Endpoint]:
        """The platform's addresses."""
        lists = {f"/gkmlpt/api/all/{number}": self._list for number in self._columns}
        return {"/gkmlpt/index": self._index, **lists}

    def _index(self, request: Request) -> Response:  # noqa: ARG002
        below = [
            {"id": number, "name": f"{column.label}年报", "children": []}
            for number, column in self._columns.items()
            if number != _FIRST
        ]
        tree = [
            {"id": 5001, "name": "政府信息公开指南", "children": []},
            {"id": _FIRST, "name": "政府信息公开年报", "children": below},
        ]
        config = {"SID": _SITE, "TREE": tree}
        text = (
            "<html><head><meta charset='utf-8'><title>政府信息公开目录</title></head><body>"
            f"<div id='app'></div><script>window._CONFIG = {json.dumps(config, ensure_ascii=False)};</script>"
            "</body></html>"
        )
        return Response(text.encode())

    def _list(self, request: Request) -> Response:
        asked = request.parameters
        column = self._columns[int(request.path.rpartition("/")[2])]
        number = int(asked.get("page", "1"))
        entries = newest_first(column.articles) if asked.get("sid") == _SITE else []
        part = entries[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        data = {
            "articles": [self._entry(request.host, article) for article in part],
            "classify": {"id": _FIRST, "name": column.label, "post_count": len(entries)},
        }
        return Response(json.dumps(data).encode(), "application/json")

    def _entry(self, host: str, article: Article) -> dict[str, object]:
        path = self._dialect.article_path(self._owners[article.number], article)
        return {
            "id": article.number,
            "title": article.title,
            "url": f"http://{host}{path}",
            "date": int(article.published.timestamp()),
            "publisher": article.content.source,
        }

"""UCAP (开普): columns are ``/<site>/c<number>/list.shtml``, their lists answers of a search by channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import md5

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.frame import Metas
from crawler.replica.portals.further.tree import FurtherDialect, by_group, common_tree, digest, finished
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock, newest_first

_MOST = 50


class Ucap(FurtherDialect):
    """The pages of UCAP."""

    def __init__(self, host: str) -> None:
        self._host = host

    def list_path(self, column: Column, number: int, pages: int) -> str:  # noqa: ARG002
        """There is one page: the list is drawn by a script."""
        return f"{column.path}list.shtml" if number == 1 else f"{column.path}list_{number}.shtml"

    def address(self, column: Column) -> str:
        """The list's page."""
        return f"{column.path}list.shtml" if column.parent else "/"

    def metas(self, column: Column) -> Metas:
        """The channel."""
        return (("channelId", channel_of(column)),)

    def article_path(self, column: Column, article: Article) -> str:
        """By month and 32 digits."""
        return f"{column.path}{article.published:%Y%m}/{digest(article)}.shtml"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:  # noqa: ARG002
        """No entries: a script asks for them."""
        channel = channel_of(page.column)
        asked = f"_isAgg=true&_isJson=true&_pageSize={self.page_size}&page=1"
        return (
            '<div class="list"><ul id="list"></ul><div id="page"></div></div>'
            f'<script>$.getJSON("/common/search/{channel}?{asked}", draw);</script>'
        )

    def content_html(self, article: Article) -> str:
        """In an element of UCAP's own."""
        return f'<div id="UCAP-CONTENT"><UCAPCONTENT>{article.content.body_html}</UCAPCONTENT></div>'

    def result(self, column: Column, article: Article) -> dict[str, object]:
        """One entry of the search's answer: its address is http on an https site."""
        return {
            "title": article.title,
            "url": f"http://{self._host}{self.article_path(column, article)}",
            "publishedTimeStr": f"{article.published:%Y-%m-%d %H:%M:%S}",
            "channelName": column.label,
            "domainMetaList": [{"resultList": [{"name": "索引号", "value": str(article.number)}]}],
        }


def channel_of(column: Column) -> str:
    """The 32 digits of a column's channel."""
    return md5(column.path.encode(), usedforsecurity=False).hexdigest()


def ningdu(stock: Stock) -> PageSite:
    """A county on UCAP, with a column per group of units."""
    home, annual = common_tree(stock)
    by_group(annual, stock)
    dialect = Ucap(stock.county.host)
    site = finished(stock, home, dialect, "<!-- ucap -->")
    for column in home.walk():
        site.endpoints[f"/common/search/{channel_of(column)}"] = _Search(dialect, column, home.walk()).answer
    return site


class _Search:
    """The search of one channel."""

    def __init__(self, dialect: Ucap, column: Column, columns: Iterable[Column]) -> None:
        self._dialect, self._column = dialect, column
        self._owners: dict[int, Column] = {}
        for one in columns:
            for article in one.articles:
                self._owners.setdefault(article.number, one)

    def answer(self, request: Request) -> Response:
        """A page of the channel's articles."""
        asked = request.parameters
        size, number = min(int(asked.get("_pageSize", "15")), _MOST), int(asked.get("page", "1"))
        entries = newest_first(self._column.articles)
        part = entries[(number - 1) * size : number * size]
        results = [self._dialect.result(self._owners[one.number], one) for one in part]
        data = {"data": {"results": results, "total": len(entries), "page": number, "rows": size}}
        return Response(json.dumps(data, ensure_ascii=False).encode(), "application/json;charset=utf-8")

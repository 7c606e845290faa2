"""新点 (EWB, Epoint): a column's page says parameters alone, its list is an answer to a POST of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import md5
from typing import Any

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.further.tree import FurtherDialect, by_group, common_tree, digest, finished
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock, newest_first

_LIST = "/rest/lightfrontaction/getgovinfolist"
_SITE = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"


class Ewb(FurtherDialect):
    """The pages of Epoint."""

    def article_path(self, column: Column, article: Article) -> str:
        """By day and digits."""
        return f"{column.path}{article.published:%Y%m%d}/{digest(article)}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:  # noqa: ARG002
        """No entries: what a script asks for them by."""
        said = f"var siteGuid = '{_SITE}'; var categorynum = '{category_of(page.column)}'; var deptcode = '';"
        return f"<ul id='list'></ul><script>{said}</script><script src='/js/govinfo.js'></script>"

    def content_html(self, article: Article) -> str:
        """The element of Epoint's articles."""
        return f'<div class="ewb-article-info">{article.content.body_html}</div>'


def category_of(column: Column) -> str:
    """The number of a column's category."""
    return str(int(md5(column.path.encode(), usedforsecurity=False).hexdigest()[:10], 16)).zfill(15)


def dingyuan(stock: Stock) -> PageSite:
    """A county on Epoint, with a column per group of units."""
    home, annual = common_tree(stock)
    by_group(annual, stock)
    dialect = Ewb()
    site = finished(stock, home, dialect, "<script src='/js/epoint.js'></script>")
    columns = {category_of(column): column for column in home.walk()}
    owners: dict[int, Column] = {}
    for column in home.walk():
        for article in column.articles:
            owners.setdefault(article.number, column)

    def answer(request: Request) -> Response:
        if request.method != "POST":
            return Response(b"", status=405)
        asked = _sent(request)
        column = columns.get(asked.get("categorynum", "")) if asked.get("siteGuid") == _SITE else None
        entries = newest_first(column.articles) if column else []
        at, size = int(asked.get("pageIndex", 0)), int(asked.get("pageSize", 10))
        part = entries[at * size : (at + 1) * size]
        data = [_entry(one, dialect.article_path(owners[one.number], one)) for one in part]
        text = json.dumps({"custom": {"count": len(entries), "data": data}}, ensure_ascii=False)
        return Response(text.encode(), "application/json;charset=utf-8")

    site.endpoints[_LIST] = answer
    return site


def _entry(article: Article, path: str) -> dict[str, str]:
    return {"realtitle": article.title, "infourl": path, "infodate": f"{article.published:%Y-%m-%d}"}


def _sent(request: Request) -> dict[str, Any]:
    """The body of JSON: the proxy gives a body that is no form as the name of one empty field."""
    found = json.loads(next(iter(request.form), "{}"))
    return found if isinstance(found, dict) else {}

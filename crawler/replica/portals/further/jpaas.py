"""Hanweb jpaas: a column's list is built by a gateway, HTML inside JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.further.tree import (
    FurtherDialect,
    by_group,
    common_tree,
    digest,
    finished,
    list_items,
)
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, Stock, newest_first

_GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class Jpaas(FurtherDialect):
    """The pages of jpaas."""

    def article_path(self, column: Column, article: Article) -> str:
        """By year and digits."""
        return f"{column.path}art/{article.published:%Y}/art_{digest(article)}.html"

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:  # noqa: ARG002
        """No entries: the parameters by which a script asks for them."""
        said = {"webId": "17", "tplSetId": "9f3", "pageType": "column", "tagId": "当前栏目list"}
        asked = str({**said, "editType": "null", "pageId": page.column.path})
        return (
            f'<div class="page-content" queryData="{escape(asked, quote=False)}" id="list"></div>'
            "<script src='/script/jpaas.js'></script>"
        )

    def content_html(self, article: Article) -> str:
        """The element of Hanweb's articles."""
        return f'<div id="zoom">{article.content.body_html}</div>'


def jianhu(stock: Stock) -> PageSite:
    """A county on jpaas, with a column per group of units."""
    home, annual = common_tree(stock)
    by_group(annual, stock)
    dialect = Jpaas()
    site = finished(stock, home, dialect, "<!-- Produced By 大汉网络 jpaas -->")
    columns = {column.path: column for column in home.walk()}
    owners: dict[int, Column] = {}
    for column in home.walk():
        for article in column.articles:
            owners.setdefault(article.number, column)

    def build(request: Request) -> Response:
        asked = request.parameters
        column, page = columns.get(asked.get("pageId", "")), json.loads(asked.get("paramJson") or "{}")
        entries = newest_first(column.articles) if column else []
        number, size = int(page.get("pageNo", 1)), int(page.get("pageSize", 15))
        part = entries[(number - 1) * size : number * size]
        shown = ListPage(column or Column("/", ""), part, number, 1, len(entries))
        items = list_items(shown, [dialect.article_path(owners[one.number], one) for one in part])
        html = f"<ul>{items}</ul><div class='pagination' count='{len(entries)}'></div>"
        text = json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)
        return Response(text.encode(), "application/json;charset=UTF-8")

    site.endpoints[_GATEWAY] = build
    return site

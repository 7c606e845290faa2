"""Hanweb's jpage lists: a group of 45 records in the column's page, further ones by ``dataproxy.jsp``.

1. The column's page carries ``<datastore>`` with the first 3 x 15 records and a ``nextgroup`` address.
2. ``dataproxy.jsp`` (GET or POST) answers with bare XML by ``startrecord``, ``endrecord``, ``perpage``, or
   by ``page`` alone; beyond the end, or for a wrong column, with an empty recordset.
3. Lists of tables (``as_table``) are no well-formed XML, as was seen at Nantong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import ClassVar
from urllib.parse import quote

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.stock import Article, newest_first

_PER_PAGE = 15
_EMBEDDED = 3 * _PER_PAGE
_MOST_PER_REQUEST = 300
_TITLE_CUT = 32
_WEB_ID = 263


@dataclass(frozen=True, slots=True)
class JpageList:
    """One list: its column, the unit id of its page element, its articles, its markup."""

    column: int
    unit: int
    articles: tuple[Article, ...]
    as_table: bool = False


class JpageLists:
    """All lists of a site, embedded in pages and answered by the data proxy."""

    PATHS: ClassVar[tuple[str, ...]] = (
        "/module/web/jpage/dataproxy.jsp",
        "/module/jslib/jquery/jpage/dataproxy.jsp",
    )

    def __init__(self, article_path: Callable[[int, Article], str]) -> None:
        self._lists: dict[int, JpageList] = {}
        self._article_path = article_path

    def add(self, jpage: JpageList) -> None:
        """Add the list of a column."""
        self._lists[jpage.column] = jpage

    def all(self) -> Iterable[JpageList]:
        """Every list."""
        return self._lists.values()

    def embedded(self, column: int) -> str:
        """The list as it stands in the column's page; nothing for a column without list."""
        jpage = self._lists.get(column)
        if jpage is None:
            return ""
        first = newest_first(jpage.articles)[:_EMBEDDED]
        return (
            f'<div id="{jpage.unit}" class="default_pgContainer"></div>'
            f'<script type="text/xml">{self._datastore(jpage, first)}</script>'
            f"<script>jQuery('#{jpage.unit}').jpage({{perPage:{_PER_PAGE},totalRecord:{len(jpage.articles)},"
            f"proxyUrl:'{self._proxy(jpage)}'}});</script>"
        )

    def answer(self, request: Request) -> Response:
        """The data proxy's answer."""
        asked = request.parameters
        jpage = self._lists.get(_number(asked.get("columnid"), 0))
        if jpage is None or asked.get("unitid") != str(jpage.unit):
            return Response(b"<datastore><recordset></recordset></datastore>", "text/xml; charset=utf-8")
        entries = newest_first(jpage.articles)
        start, end = _range(asked)
        totals = (
            f"<totalrecord>{len(entries)}</totalrecord>"
            f"<totalpage>{-(-len(entries) // _number(asked.get('perpage'), _PER_PAGE))}</totalpage>"
        )
        text = self._datastore(jpage, entries[start - 1 : end], totals)
        return Response(text.encode(), "text/xml; charset=utf-8")

    def _proxy(self, jpage: JpageList) -> str:
        path = self.PATHS[1] if jpage.as_table else self.PATHS[0]
        name = quote(quote("汶上县人民政府"))
        return (
            f"{path}?page=1&appid=1&appid=1&webid={_WEB_ID}&path=/&columnid={jpage.column}"
            f"&unitid={jpage.unit}&webname={name}&permissiontype=0"
        )

    def _datastore(self, jpage: JpageList, entries: Sequence[Article], totals: str = "") -> str:
        record = self._table_record if jpage.as_table else self._record
        records = "\n".join(
            f"<record><![CDATA[\n{record(jpage.column, entry)}]]></record>" for entry in entries
        )
        filler = "<table cellpadding='0' width='95%' align=center></table>" if jpage.as_table else ""
        return (
            f'<datastore>\n<nextgroup><![CDATA[<a href="{self._proxy(jpage)}"></a>]]></nextgroup>\n{totals}'
            f"<recordset>\n{filler}{records}\n</recordset>\n</datastore>"
        )

    def _record(self, column: int, article: Article) -> str:
        title = escape(article.title)
        return (
            f'<li class="clearfix">    <a target="_blank" href="{self._article_path(column, article)}" '
            f'title="{title}">{escape(_cut(article.title))}</a>    <b>{article.published:%Y-%m-%d}</b></li>'
        )

    def _table_record(self, column: int, article: Article) -> str:
        return (
            '<tr><td width=15 valign="middle"><IMG src="/picture/0/090604143856634.gif" align=absMiddle>'
            f"</td><td style='font-size:10.5pt'><a href='{self._article_path(column, article)}' "
            f"title='{escape(article.title)}' target='_blank'>{escape(_cut(article.title))}</a></td>"
            f"<td width='100' align='right'>[{article.published:%Y-%m-%d}]</td></tr>"
        )


def _range(asked: dict[str, str]) -> tuple[int, int]:
    """First and last record asked for, counted from 1; ``startrecord`` outranks ``page``."""
    per_page = min(max(_number(asked.get("perpage"), _PER_PAGE), 1), _MOST_PER_REQUEST)
    if "startrecord" in asked:
        start = max(_number(asked["startrecord"], 1), 1)
        end = _number(asked.get("endrecord"), start + _EMBEDDED - 1)
        return start, min(end, start + _MOST_PER_REQUEST - 1)
    page = max(_number(asked.get("page"), 1), 1)
    return (page - 1) * per_page + 1, page * per_page


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE_CUT else title[:_TITLE_CUT] + "..."

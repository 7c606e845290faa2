"""The search of an unseen portal (站内搜索): what has some of the words asked for, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column
from crawler.replica.portals.stock import Article, newest_first
from crawler.replica.unseen.families import Drawn

_PER_PAGE = 10
_SHORTEST = 4


class Search:
    """The search of one site."""

    def __init__(self, home: Column, dialect: Drawn, path: Callable[[Article], str]) -> None:
        self._articles = {one.number: one for column in home.walk() for one in column.articles}
        self._dialect, self._path = dialect, path

    def answer(self, request: Request) -> Response:
        """A page of what was found."""
        asked = request.parameters
        words, number = asked.get("keyword", ""), int(asked.get("page", "1"))
        found = newest_first(one for one in self._articles.values() if _fits(one.title, words))
        part = found[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        items = self._dialect.items_html(part, [self._path(one) for one in part])
        following = f"/search/result.html?keyword={escape(words)}&amp;page={number + 1}"
        link = f'<a href="{following}">下一页</a>' if number * _PER_PAGE < len(found) else ""
        return Response(
            f"<html><body><p>找到相关结果约{len(found)}个</p>{items}{link}</body></html>".encode()
        )


def _fits(title: str, words: str) -> bool:
    """Whether any four letters of the words stand in a title, as a careless search has it."""
    pieces = (words[at : at + _SHORTEST] for at in range(max(1, len(words) - _SHORTEST + 1)))
    return any(piece and piece in title for piece in pieces)

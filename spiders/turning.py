"""Lists while they are read (列表翻页): which pages have come, and whether there may be more.

1. A pager names further pages; each is asked for once.
2. When all have come, and the list has fewer entries than the portal announces, or the portal announces
   pages alone or nothing, the page after the last one is asked for, and so on until a page brings nothing.
   So a pager that names too few pages hides nothing, and one that names none at all is no end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spiders.pages import Anchor, Pager

MOST_BEYOND = 500


@dataclass(slots=True)
class _List:
    pager: Pager
    seen: set[str]
    last: frozenset[str]
    waiting: int = 0
    pages: int = 1
    beyond: int = 0
    ended: bool = False


@dataclass(slots=True)
class Turning:
    """All lists of a portal by key."""

    _lists: dict[str, _List] = field(default_factory=dict)

    def begin(self, key: str, anchors: Iterable[Anchor], pager: Pager) -> None:
        """The first page of a list that is to be read to its end."""
        urls = frozenset(one.url for one in anchors)
        self._lists[key] = _List(pager, set(urls), urls, pages=max(1, pager.pages))

    def asked(self, key: str) -> None:
        """A further page was asked for."""
        if key in self._lists:
            self._lists[key].waiting += 1

    def came(self, key: str, anchors: Iterable[Anchor]) -> bool:
        """A further page has come, or was lost; gives whether it brings anything that is new."""
        one, urls = self._lists.get(key), frozenset(one.url for one in anchors)
        if one is None:
            return bool(urls)
        one.waiting -= 1
        new = bool(urls - one.seen)
        if one.beyond:
            one.ended = not urls or urls == one.last or (one.pager.announced and not new)
        one.seen |= urls
        one.last = urls
        return new

    def beyond(self, key: str) -> str | None:
        """The address of the page after the last, where all have come and there may be one."""
        one = self._lists.get(key)
        if one is None or one.waiting or one.ended or one.beyond >= MOST_BEYOND or one.pager.page is None:
            return None
        total = one.pager.total
        if total is not None and len(one.seen) >= total:
            return None
        one.beyond += 1
        return one.pager.page(one.pages + one.beyond)

    def is_announced(self, key: str) -> bool:
        """Whether the portal says how long a list is, so that nothing is missed where no more is found."""
        one = self._lists.get(key)
        return one is not None and (one.pager.announced or one.pager.total is not None)

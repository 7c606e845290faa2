"""What a night asks for of a portal that was discovered before (夜间巡检), and what it learns.

1. The lists remembered are read in place of the home page (``spiders.memory``).
2. What is remembered and not read is not asked for; a link that nothing remembers is followed at once.
3. An entry that was named before, and that no list names now, is asked for: it may be gone, or merely off
   the lists. Where many are, the portal has changed: that is told, and none of them is asked for before a
   second look. A crawl of the whole portal asks for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence

from archive.records import Entry
from spiders.families.family import Lead
from spiders.families.together import Together
from spiders.memory import Memory, Remembered, covering, is_too_much
from spiders.pages import Anchor
from spiders.steps import FirstPage, Step
from spiders.trails import Promise, is_annual
from spiders.wanted import Wanted

LISTED = Promise(100, "a list that is read each night")


class Remembering:
    """The memory of one crawl: ``past`` is what an earlier discovery taught.

    ``lost`` is set when a list could not be read; ``off`` are the entries that are off the lists, None while
    these are not read to their end.
    """

    def __init__(self, past: Memory | None, wanted: Wanted, cms: Together) -> None:
        self.past, self._wanted, self._cms = past, wanted, cms
        self._with_reports = frozenset(one.url for one in (*wanted.known, *wanted.twins))
        self._columns = {one.url: one for one in past.columns} if past else {}
        #: Lists that are as they were and were not turned, by key; what they name.
        self.unturned: set[str] = set()
        self._unturned: set[str] = set()
        self._between: dict[str, tuple[str, ...]] = {}
        self._lists: dict[str, Step] = {}
        self.lost = False
        self.off: list[Entry] | None = None
        #: Reports asked for by a rule and in no list.
        self.by_rule = 0

    def leads(self) -> Iterator[Lead]:
        """The lists to be read, and the reports that no list names."""
        if self.past:
            for one in self.past.nightly:
                yield Lead(one.url, one.trail, headers=one.headers, promise=LISTED)
            yield from self._cms.remind(self.past.learnt)

    def holds(self, url: str) -> bool:
        """Whether a column is remembered, so that a link to it is not followed."""
        return url in self._columns

    def begin(self, key: str, step: Step, first: FirstPage) -> bool:
        """Keep by which step a list was reached; whether it is unchanged, so that it need not be turned."""
        self._lists[key], step.first = step, first
        column = self._columns.get(step.url)
        if column is None or not column.is_unchanged(first):
            return False
        step.pages = column.pages
        self._unturned.update(column.articles)
        self.unturned.add(key)
        return True

    def named(self, key: str, article: str) -> None:
        """Keep that a list names an article."""
        self._lists[key].articles.add(article)

    def turned(self, key: str) -> None:
        """Keep that a list has one more page."""
        self._lists[key].pages += 1

    def expects_more(self, key: str) -> bool:
        """Whether a list had more pages than its pager names, when it was discovered."""
        step = self._lists[key]
        column = self._columns.get(step.url)
        return column is not None and column.pages > step.pages

    def to_turn(self, key: str, urls: tuple[str, ...]) -> tuple[str, ...]:
        """Which of the further pages of a list are to be asked for first: all, or the last that may tell."""
        step = self._lists[key]
        column = self._columns.get(step.url)
        step.last = urls[-1] if urls else step.last
        if column is None or not column.may_be_unchanged(step.first, len(urls) + 1):
            return urls
        self._between[key] = urls[:-1]
        return urls[-1:]

    def read(self, key: str, url: str, anchors: Sequence[Anchor]) -> tuple[str, ...]:
        """Keep what a further page held; gives the pages that are to be asked for after all."""
        step = self._lists[key]
        step.digests[url] = _digest(anchors)
        between = self._between.pop(key, ())
        if between and step.digests[url] == self._columns[step.url].last:
            step.pages = self._columns[step.url].pages
            self._unturned.update(self._columns[step.url].articles)
            self.unturned.add(key)
            return ()
        return between

    def gone(self, listed: Collection[str], ruled: Collection[str]) -> list[Entry]:
        """Once, when all lists are read: what is to be asked for since no list names it any more.

        ``listed`` holds the keys of the articles named, ``ruled`` the addresses that a rule has made this
        time, of which a night makes few: what no list need name is asked for only together with another page
        of the same report, or where a look at everything has not made its address.
        Where nothing at all is named, the lists are read in a wrong way, and nothing is asked for.
        """
        if self.off is not None or self.lost or not (listed or self._unturned):
            return []
        known = self._wanted.known
        unlisted = {one: self._cms.article_key(one.url) for one in (*known, *self._wanted.twins)}
        unlisted = {one: key for one, key in unlisted.items() if key not in {*listed, *self._unturned}}
        by_rule = {one for one in unlisted if self._cms.is_asked_by_rule(one.url)}
        kept = {one for one in by_rule if self.past or one.url in ruled}
        off = {one: key for one, key in unlisted.items() if one in known and one not in kept}
        reports = frozenset(report for one in off for report in known[one])
        both = {**known, **self._wanted.twins}
        also = {one: key for one, key in unlisted.items() if both[one] & reports}
        self.off = list({key: one for one, key in (off | also).items()}.values())
        return [] if self.doubt else self.off

    @property
    def doubt(self) -> bool:
        """Whether so many entries are off the lists that none of them was asked for."""
        many = self.off is not None and is_too_much(len(self.off), len(self._wanted.known))
        return many and self._wanted.doubts

    def has_led_to_a_report(self, url: str) -> bool:
        """Whether there was a report at an address before."""
        return url in self._with_reports

    def learnt(self) -> Memory:
        """What this crawl, if it was a complete discovery, teaches for the nights to come."""
        read = {step.url: step for step in self._lists.values()}
        named = {url: (frozenset(step.articles), step.pages) for url, step in read.items() if step.articles}
        nightly = covering(named) | {url for url, step in read.items() if _may_grow(step)}
        columns = (_remembered(step, url in nightly) for url, step in read.items())
        return Memory(tuple(columns), self._cms.learnt())


def first_page(anchors: Sequence[Anchor], total: int | None) -> FirstPage:
    """What a list's first page tells of the whole."""
    return FirstPage(_digest(anchors), total)


def _digest(anchors: Sequence[Anchor]) -> str:
    said = "\n".join(f"{anchor.url} {anchor.text}" for anchor in anchors)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _remembered(step: Step, nightly: bool) -> Remembered:
    first = step.first or FirstPage("", None)
    said = (step.url, step.trail, dict(step.headers), step.pages, nightly, first.digest, first.total)
    return Remembered(*said, step.digests.get(step.last, ""), tuple(sorted(step.articles)))


def _may_grow(step: Step) -> bool:
    """Whether a column that is called annual reports names none: new lists appear there first.

    What lies below it and names none, such as the front page of a unit, is looked at by the next discovery.
    """
    return is_annual(step.trail[-1:]) and not step.articles

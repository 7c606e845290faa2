"""What a web archive is asked for, and in which order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from archive.losses import Losses
from archive.records import Entry
from crawler.web_archive.cdx import Archived, moment
from crawler.web_archive.targets import Here, Index, Reading, address_of, neighbourhood, targets_of

SITE = "http://www.wenshang.gov.cn"
ARTICLE = re.compile(r"/art_(\d+)_(\d+)\.html$")


def key(url: str) -> str:
    found = ARTICLE.search(url)
    return found[2] if found else url


READING = Reading(lambda url: ARTICLE.search(url) is not None, key, lambda url: url)


def index(*urls: str, timestamp: str = "20190203040506") -> Index:
    made = Index()
    made.add(Archived(url, timestamp, "200", "text/html", url) for url in urls)
    return made


def asked(losses: Losses, found: Index, first_year: int = 2008, **more: Any) -> list[str]:
    here = Here(losses, **more)
    return [target.entry.url for target in targets_of(here, found, READING, first_year)]


def test_pages_known_to_be_lost_come_first_then_neighbours_of_reports_then_the_rest() -> None:
    lost, report = f"{SITE}/art/2015/1/9/art_77_5.html", f"{SITE}/art/2019/1/16/art_23_100.html"
    near, open_, other = (
        f"{SITE}/art/2014/2/1/art_23_9.html",
        f"{SITE}/xxgk/art_8_12.html",
        f"{SITE}/art/2018/2/1/art_4_13.html",
    )
    losses = Losses((Entry(lost, "汶上县2014年年报"),), frozenset([report]), frozenset([report]), 1)
    found = index(other, open_, near, report, lost, f"{SITE}/", f"{SITE}/art/2014/2/1/P0.docx")
    assert asked(losses, found) == [lost, near, open_, other]


def test_what_archived_lists_name_comes_next_whatever_its_address_looks_like() -> None:
    plain, file, near = f"{SITE}/nb/baishi.html", f"{SITE}/nb/2014.doc", f"{SITE}/art/2014/2/1/art_23_9.html"
    report = f"{SITE}/art/2019/1/16/art_23_100.html"
    losses = Losses((), frozenset([report]), frozenset([report]), 1)
    found = index(near, plain, file, f"{SITE}/nb/other.doc", f"{SITE}/nb/")
    named = {url: Entry(url, "2014年年报", unit="白石镇") for url in (plain, file)}
    targets = targets_of(Here(losses, named=named), found, READING, 2008)
    assert [target.entry.url for target in targets] == [file, plain, near]
    assert [target.entry.unit for target in targets] == ["白石镇", "白石镇", None]


def test_what_is_known_under_another_address_or_was_fetched_before_is_not_asked_for() -> None:
    mirror, here = f"{SITE}/xxgk/art_9_100.html", f"{SITE}/art/2014/2/1/art_23_9.html"
    losses = Losses((), frozenset([f"{SITE}/art/2019/1/16/art_23_100.html"]), frozenset(), 0)
    found = index(mirror, here)
    assert asked(losses, found) == [here]
    assert asked(losses, found, before={(here, moment("20190203040506"))}) == []


def test_what_was_captured_before_the_first_year_had_ended_is_no_report_on_it() -> None:
    here = f"{SITE}/art/2014/2/1/art_23_9.html"
    nothing = Losses((), frozenset(), frozenset(), 0)
    assert asked(nothing, index(here, timestamp="20180101000000"), 2018) == []
    assert asked(nothing, index(here, timestamp="20190101000000"), 2018) == [here]


def test_addresses_are_the_same_whatever_scheme_and_default_port_an_index_prints() -> None:
    same = {f"{SITE}/a.html?x=1", "https://www.wenshang.gov.cn:443/a.html?x=1", f"{SITE}:80/a.html?x=1"}
    assert len({address_of(url) for url in same}) == 1
    assert address_of(f"{SITE}:8080/a.html") != address_of(f"{SITE}/a.html")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("/art/2019/1/16/art_23_100.html", "/art/2014/12/3/art_23_9.html", True),
        ("/art/2019/1/16/art_23_100.html", "/art/2014/12/3/art_24_9.html", False),
        ("/xxgk/nb/t20200117_7.html", "/xxgk/nb/t20210118_1234567.html", True),
        ("/xxgk/nb/t20200117_7.html", "/xwzx/t20210118_1234567.html", False),
        ("/gknb/2020/01-17/1.html", "/gknb/2021/02-01/99.html", True),
        ("/nb/panlian/10188156.shtml", "/nb/panlian/10188233.shtml", True),
    ],
)
def test_articles_of_one_column_are_neighbours(one: str, other: str, near: bool) -> None:
    assert (neighbourhood(SITE + one) == neighbourhood(SITE + other)) is near

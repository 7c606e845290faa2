"""Indexes of web archives: their places, their dialects, and answers that were cut off."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.web_archive.cdx import (
    Archived,
    Endpoint,
    NoIndex,
    Span,
    captures_of,
    endpoints,
    newest_first,
)

PAGE = "http://www.wenshang.gov.cn/art/2019/1/16/art_1_2.html"
ROW = Archived(PAGE, "20190203040506", "200", "text/html", "K3TX")

SAID = {"mime": "text/html", "status": "200", "digest": "K3TX", "length": "1208"}
PYWB = (
    json.dumps({"urlkey": "cn,gov,wenshang)/art", "timestamp": "20190203040506", "url": PAGE, **SAID}) + "\n"
)
INTERNET_ARCHIVE = (
    '[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],\n'
    f'["cn,gov,wenshang)/art","20190203040506","{PAGE}","text/html","200","K3TX","1208"]]\n'
)
CDXJ = f"cn,gov,wenshang)/art 20190203040506 {json.dumps({'url': PAGE, **SAID})}"
PLAIN = f"cn,gov,wenshang)/art 20190203040506 {PAGE} text/html 200 K3TX 1208"


@pytest.mark.parametrize("answer", [PYWB, INTERNET_ARCHIVE, CDXJ, PLAIN], ids=["pywb", "ia", "cdxj", "plain"])
def test_every_dialect_says_the_same(answer: str) -> None:
    assert captures_of(answer) == [ROW]
    assert ROW.at == datetime(2019, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("answer", ["", "\n", "[]"])
def test_an_empty_answer_is_an_index_without_captures(answer: str) -> None:
    assert captures_of(answer) == []


@pytest.mark.parametrize(
    "answer",
    ["<html><body>Not Found</body></html>", INTERNET_ARCHIVE[:-30], PYWB[:-30], '{"error": "no"}', "[1, 2]"],
)
def test_a_page_or_an_answer_that_breaks_off_is_no_index(answer: str) -> None:
    with pytest.raises(NoIndex):
        captures_of(answer)


@pytest.mark.parametrize(
    ("given", "first"),
    [
        (
            "http://127.0.0.1:8080/all/",
            Endpoint("http://127.0.0.1:8080/all/cdx", "http://127.0.0.1:8080/all"),
        ),
        ("http://h/all/cdx", Endpoint("http://h/all/cdx", "http://h/all")),
        ("http://h/all-index", Endpoint("http://h/all-index", "http://h/all")),
        (
            "https://web.archive.org",
            Endpoint("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web"),
        ),
        (
            "https://web.archive.org/web/",
            Endpoint("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web"),
        ),
        ("https://h/cdx/search/cdx", Endpoint("https://h/cdx/search/cdx", "https://h/web")),
    ],
)
def test_the_place_of_the_index_is_told_from_what_a_person_gives(given: str, first: Endpoint) -> None:
    assert endpoints(given)[0] == first
    assert first.memento(PAGE, "20190203040506") == f"{first.replay}/20190203040506id_/{PAGE}"


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="full address"):
        endpoints("web.archive.org")


def test_a_question_names_host_span_and_limit() -> None:
    span = Span(datetime(2008, 1, 1, tzinfo=UTC), datetime(2010, 1, 1, tzinfo=UTC))
    asked = parse_qs(
        urlsplit(Endpoint("http://h/cdx", "http://h").question("www.wenshang.gov.cn", span, 5)).query
    )
    assert asked == {
        "url": ["www.wenshang.gov.cn/"],
        "matchType": ["host"],
        "output": ["json"],
        "limit": ["5"],
        "from": ["20080101000000"],
        "to": ["20100101000000"],
    }


def test_a_span_is_halved_without_gap_or_overlap_until_it_is_short() -> None:
    spans = [Span(datetime(2008, 1, 1, tzinfo=UTC), datetime(2008, 1, 2, tzinfo=UTC))]
    whole = spans[0]
    while (halves := spans[0].halves()) is not None:
        spans[0:1] = halves
    assert (spans[0].start, spans[-1].end) == (whole.start, whole.end)
    assert all((after.start - before.end).total_seconds() == 1 for before, after in pairwise(spans))


def test_only_answers_count_each_content_once_with_its_latest_capture() -> None:
    def one(timestamp: str, digest: str, status: str = "200", mime: str = "text/html") -> Archived:
        return Archived(PAGE, timestamp, status, mime, digest)

    found = [
        one("20150101000000", "A"),
        one("20160101000000", "B"),
        one("20170101000000", "A", "-", "warc/revisit"),
        one("20180101000000", "C", "404"),
        one("20190101000000", "D", "302", "warc/revisit"),
    ]
    assert [(each.timestamp[:4], each.digest) for each in newest_first(found)] == [
        ("2017", "A"),
        ("2016", "B"),
    ]

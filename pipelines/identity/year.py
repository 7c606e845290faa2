"""Which year a report is about, and the statistical period (统计期限) that it states."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipelines.identity.published import read_published_on
from pipelines.identity.rules import rules
from pipelines.identity.titles import Titled, titles
from pipelines.identity.wording import KEPT, chinese_years_to_digits, full_text
from pipelines.model import Context, Document, Finding, Severity

_FIRST_REPORT_YEAR = 2007
_TO = r"(?:起|开始|以来)?(?:,)?(?:至|到|—|–|-|~|截至|截止到?|止)+"
_START = r"(?P<y1>\d{2,7})[年./-]?(?P<m1>\d{1,2})[月./-](?:(?P<d1>\d{1,2})[日号]?)?"
_END = r"(?:(?P<y2>\d{2,7})[年./-])?(?P<m2>\d{1,2})[月./-]?(?:(?P<d2>\d{1,2})[日号]?)?"
_SPAN = re.compile(rf"(?<!\d){_START}{_TO}{_END}(?!\d)")
# 自20231月1日 has lost its 年, 自202311日起至20231231日止 all of its marks: both can only be a calendar year.
_LOST_START = re.compile(
    rf"(?<!\d)(?P<y1>20\d\d)年?0?1月?0?1日?{_TO}"
    r"(?:(?P<y2>20\d{2,4})年?)?12月?31日?(?!\d)"
)
# A day in the first months of a year is when something was signed or published, most likely in the next year.
_TEXT_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!0?[1-4]月\d{1,2}日|\d{1,2}月\d{1,2}日(?:修订|公布|实施|施行))")
_NUMBER = re.compile(r"\d{2,}")
_REGULATION = re.compile(r"条例|令第|号\)|〕|修订")


@dataclass(frozen=True, slots=True)
class YearReading:
    """The year reported on (None if nothing tells it), which evidence gave it, and what disagreed."""

    year: int | None
    findings: tuple[Finding, ...] = ()
    evidence: str | None = None


def read_year(document: Document, context: Context) -> YearReading:
    """The year a report is about. Evidence in falling strength:

    1. the portal's own year column or parameter (``context.year``), then the title;
    2. the statistical period (统计期限);
    3. the year that the text names most;
    4. the year before that of publication.

    Only the portal, the titles and the period can disagree (finding ``identity.year``): a text names other
    years for good reasons.
    """
    stated = list(_stated(document, context))
    if stated:
        source, year = stated[0]
        findings = (*_disagreements(stated), *_too_long(read_period(document), year))
        return YearReading(year, findings, source)
    if named := _most_named(document):
        return YearReading(named, (), "text")
    published = read_published_on(document, context)
    return YearReading(published.year - 1 if published else None, (), "publication" if published else None)


@lru_cache(maxsize=KEPT)
def read_period(document: Document) -> tuple[date, date] | None:
    """The statistical period as first and last day, typos in its years mended; None if none is stated.

    A span of dates counts when a word such as 统计期限 stands near it; among several, whole years go first.
    """
    text = chinese_years_to_digits(full_text(document))
    numbers = [number.start() for number in _NUMBER.finditer(text)]
    found = [span for pattern in (_SPAN, _LOST_START) for span in _spans(text, pattern, numbers)]
    return min(found, key=lambda item: item[0])[1] if found else None


def _spans(
    text: str, pattern: re.Pattern[str], numbers: Sequence[int]
) -> Iterator[tuple[int, tuple[date, date]]]:
    """Each span near a cue, with how little it looks like the statutory one (0: entirely)."""
    for match in _at_numbers(text, pattern, numbers):
        around = text[max(0, match.start() - 30) : match.start()] + text[match.end() : match.end() + 6]
        if rules().cue.search(around) and (span := _days(match)):
            start, end = span
            doubts = (not rules().strong_cue.search(around), (start.month, start.day) != (1, 1))
            yield sum(doubts) + ((end - start).days > 366), span


def _at_numbers(text: str, pattern: re.Pattern[str], numbers: Sequence[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a whole number of two digits or more."""
    end = 0
    for number in numbers:
        found = pattern.match(text, number) if number >= end else None
        if found:
            end = found.end()
            yield found


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    parts = match.groupdict()
    start_year, end_year = _year(parts["y1"]), _year(parts["y2"])
    start_year, end_year = start_year or end_year, end_year or start_year
    if start_year is None or end_year is None:
        return None
    start_month, end_month = int(parts.get("m1") or 1), int(parts.get("m2") or 12)
    if not (1 <= start_month <= 12 and 1 <= end_month <= 12):
        return None
    start = _day(start_year, start_month, int(parts.get("d1") or 1))
    end = _day(end_year, end_month, int(parts.get("d2") or 31))
    return (start, end) if start <= end else None


def _day(year: int, month: int, day: int) -> date:
    """The day, held inside its month: 11月31日 is the month's last day."""
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1]))


def _year(text: str | None) -> int | None:
    """A year as printed, mended where only one reading is left (202020 -> 2020); else None."""
    if not text:
        return None
    readings = {int(part) for part in (text[:4], text[-4:]) if re.fullmatch(r"20[0-4]\d", part)}
    return readings.pop() if len(readings) == 1 else None


def _stated(document: Document, context: Context) -> Iterator[tuple[str, int]]:
    if context.year:
        yield "portal", context.year
    found = titles(document, context)
    yield from (("title", year) for year in _title_years(found, context.year))
    span = read_period(document)
    if span:
        yield "period", _year_of(span)
    # Office software copies a file's inner title from older files: it speaks only where nothing else does.
    inner = (item.title.year for item in found if item.source == "file")
    yield from (("file title", year) for year in inner if year)


def _title_years(found: tuple[Titled, ...], known: int | None) -> Iterator[int]:
    """The year of each source's title. Where a source has several (a page lists other years' reports), the
    one that agrees with stronger evidence speaks for it."""
    agreed = known
    for source in ("article", "text", "label", "listed"):
        years = [item.title.year for item in found if item.source == source and item.title.year]
        if years:
            chosen = agreed if agreed in years else years[0]
            agreed = agreed or chosen
            yield chosen or years[0]


def _year_of(span: tuple[date, date]) -> int:
    """The year in which most of the period's days lie; the later one of two equals."""
    start, end = span
    if start.year == end.year:
        return end.year
    before = (date(start.year, 12, 31) - start).days
    after = (end - date(end.year, 1, 1)).days
    return end.year if after >= before - 1 else start.year


def _disagreements(stated: list[tuple[str, int]]) -> Iterator[Finding]:
    source, year = stated[0]
    seen = {year}
    for other_source, other in stated[1:]:
        if other in seen or other_source == "file title":
            continue
        seen.add(other)
        yield Finding(
            rule="identity.year",
            severity=Severity.WARNING,
            message=f"the {source} says {year}, the {other_source} says {other}; {year} is kept",
            expected=year,
            actual=other,
        )


def _too_long(span: tuple[date, date] | None, year: int) -> Iterator[Finding]:
    """A period over two calendar years has a year copied from the last report at one of its ends."""
    if span and (span[1] - span[0]).days > 400:
        yield Finding(
            rule="identity.year",
            severity=Severity.WARNING,
            message=f"the statistical period runs from {span[0]} to {span[1]}, longer than the year {year}",
            expected=year,
            actual=f"{span[0]}/{span[1]}",
        )


def _most_named(document: Document) -> int | None:
    text = chinese_years_to_digits(full_text(document))
    named = Counter(
        int(found.group(1))
        for found in _TEXT_YEAR.finditer(text)
        if not _REGULATION.search(text[max(0, found.start() - 8) : found.end() + 8])
    )
    likely = [(count, year) for year, count in named.items() if year >= _FIRST_REPORT_YEAR]
    return max(likely)[1] if likely else None

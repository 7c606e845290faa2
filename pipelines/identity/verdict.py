"""Is a document an annual report? Decided by its own titles, its forms, its sections and its period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.identity.rules import rules
from pipelines.identity.title import Title, read_title
from pipelines.identity.titles import best, rejected, titles
from pipelines.identity.wording import compact, full_text, lines
from pipelines.identity.year import read_period
from pipelines.model import Context, Document, Table

#: Fewer characters than this cannot hold a report, even one of 2008 without tables.
_SHORTEST_REPORT = 250
_SHORTEST_PROSE = 400
_SHORTEST_TEXT = 60
_LISTED_TITLES = 3
_FEWEST_HEADINGS = 4
_LONGEST_HEADING = 40
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、.．]")
_NUMBER = re.compile(r"[\d,.]+(?:万?元|件|条|万)?")
_ANNOUNCED = re.compile(
    r"(?:现将|公布|公开|发布|编制)[^。;]{0,40}信息公开[^。;]{0,8}(?:年度报告|年报|报告如下|情况报告|工作报告)"
)
_OPENING = 400
_SITE_FURNITURE = re.compile(r"版权所有|主办单位|ICP备|公网安备|网站标识码|网站地图|联系我们|关于我们")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kind`` is report, cover, template, notice, interpretation, list, correction (更正说明: the report
    stands elsewhere), comparison (of two years) or other; ``reason`` says why.

    A cover is a page that only carries a title and the report as attachment.
    """

    kind: str
    reason: str

    @property
    def is_report(self) -> bool:
        """True for a report; a cover is none, but leads to one."""
        return self.kind == "report"


@dataclass(frozen=True, slots=True)
class _Signs:
    title: Title | None
    refused: Title | None
    filled: int
    marks: int
    sections: int
    placeholders: int
    period: bool
    length: int
    headings: int
    announced: bool
    listed: int
    has_attachments: bool
    known: bool

    @property
    def named(self) -> bool:
        """Whether anything tells a body or a year: the title, the period, or the portal."""
        return bool(self.known or self.period or (self.title and (self.title.body or self.title.year)))

    @property
    def whole(self) -> bool:
        """Whether the statutory form stands here with figures in it."""
        return self.filled >= 2 and self.marks >= 3


def judge(document: Document, context: Context) -> Verdict:
    """Tell what a document is, by these steps; the first that decides ends it.

    1. The blank form: rows of the statutory tables, no figure, and neither body, year nor period.
    2. A declared title that says 解读, 通知 or 模板, unless the filled form itself stands below a notice.
    3. The statutory form with figures, or most of the six sections: a report, with or without a title.
    4. Titles of several reports and no sections: a list.
    5. A report's title with body and year over sections, or over some text and the form, be it empty.
    6. A report's title over prose: a report of before the forms; over hardly any text: a cover.
    7. No title at all, but an opening that announces the report, and its sections: a report.
    """
    signs = _signs(document, context)
    for decide in (_template, _refused, _in_form, _list, _titled):
        verdict = decide(signs)
        if verdict:
            return verdict
    return Verdict("other", "neither a title of an annual report nor its form, sections or period were found")


def _signs(document: Document, context: Context) -> _Signs:
    text = full_text(document)
    return _Signs(
        title=best(titles(document, context)),
        refused=rejected(document, context),
        filled=_filled(document),
        marks=sum(mark in text for mark in rules().marks),
        sections=sum(name in text for name in rules().sections),
        placeholders=sum(word in text for word in rules().placeholders),
        period=read_period(document) is not None,
        length=_prose(document),
        headings=_headings(document),
        announced=bool(_ANNOUNCED.search(text[:_OPENING])),
        listed=_listed(document),
        has_attachments=bool(document.attachments),
        known=bool(context.unit or context.year),
    )


def _template(signs: _Signs) -> Verdict | None:
    form = signs.marks >= 3 or signs.placeholders >= 2
    titled = signs.title and (signs.title.body or signs.title.year)
    if form and not signs.filled and (signs.placeholders or not (signs.named or titled)):
        return Verdict("template", "the statutory form without figures, body or year")
    return None


def _refused(signs: _Signs) -> Verdict | None:
    if signs.refused is None:
        return None
    kind = signs.refused.rejected or "other"
    if kind in ("notice", "other", "list") and signs.whole and signs.sections >= 4:
        return None
    return Verdict(kind, f"its title says so: {signs.refused.text}")


def _in_form(signs: _Signs) -> Verdict | None:
    if signs.whole:
        return Verdict("report", f"the statutory form with figures ({signs.marks} of its marks)")
    enough = signs.length >= _SHORTEST_REPORT and signs.named
    if enough and (signs.sections >= 4 or (signs.sections >= 2 and (signs.marks >= 2 or signs.period))):
        return Verdict("report", f"{signs.sections} of the six sections")
    return None


def _list(signs: _Signs) -> Verdict | None:
    sections = signs.marks >= 3 or signs.headings >= _FEWEST_HEADINGS
    if signs.listed >= _LISTED_TITLES and not signs.period and not sections:
        return Verdict("list", f"titles of {signs.listed} different reports")
    return None


def _titled(signs: _Signs) -> Verdict | None:
    title = signs.title
    if title is None:
        return _announced(signs)
    begun = signs.headings > 0 and signs.length >= _SHORTEST_REPORT
    if (begun or signs.headings >= _FEWEST_HEADINGS) and title.body and title.year:
        return Verdict("report", f"a report's title over {signs.headings} sections: {title.text}")
    if signs.marks >= 3 and signs.length >= _SHORTEST_TEXT and title.body and title.year:
        return Verdict("report", f"a report's title over the form without figures: {title.text}")
    if signs.length >= _SHORTEST_PROSE and signs.named and (title.body or signs.known or signs.period):
        return Verdict("report", f"a report's title over prose: {title.text}")
    if signs.has_attachments and (title.body or title.year or signs.known):
        return Verdict("cover", f"only the title and an attachment: {title.text}")
    return Verdict("other", f"a report's title without its text: {title.text}")


def _announced(signs: _Signs) -> Verdict | None:
    """A page without its title, whose text begins 特向社会公布2010年度...年度报告 and has its sections."""
    if signs.announced and signs.headings >= _FEWEST_HEADINGS and signs.length >= _SHORTEST_PROSE:
        return Verdict("report", f"no title, but a text that says so over {signs.headings} sections")
    return None


def _filled(document: Document) -> int:
    """How many cells of tables, or lines of a dump that lost its tables, hold nothing but a number."""
    cells = sum(_is_number(cell.text) for table in document.tables for cell in table.cells)
    if cells:
        return cells
    rows = (re.split(r"[\t|\n]", block.text) for block in document.blocks if not isinstance(block, Table))
    return sum(1 for row in rows for part in row if len(row) < 40 and _NUMBER.fullmatch(compact(part) or "-"))


@lru_cache(maxsize=65536)
def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(compact(text)) is not None


def _prose(document: Document) -> int:
    """Characters in paragraphs that are sentences: menus, labels and link lists do not count."""
    total = 0
    for paragraph in document.paragraphs:
        tight = compact(paragraph.text)
        if re.search(r"[。;,:]", tight) and len(tight) > 20 and not _SITE_FURNITURE.search(tight):
            total += len(tight)
    return total


def _headings(document: Document) -> int:
    """How many sections of a report, of any year's form, have their heading here."""
    headings = {compact(part.text) for part in document.paragraphs if len(part.text) <= _LONGEST_HEADING}
    numbered = [heading for heading in headings if _NUMBERED.match(heading)]
    return sum(any(name in heading for heading in numbered) for name in rules().headings)


def _listed(document: Document) -> int:
    found = (read_title(line) for line in lines(document))
    return len(
        {(title.body, title.year) for title in found if title.is_report and (title.body or title.year)}
    )

"""Finds the titles of a document: in its metadata, head and metadata table, and as the portal listed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.identity.labels import begins_with_label, is_label, labelled
from pipelines.identity.title import LONGEST, Title, names_organ, read_title
from pipelines.identity.wording import KEPT, compact, head, meta
from pipelines.model import Context, Document

#: A title is broken over at most this many lines.
_BROKEN_OVER = 4
#: Menus are full of 政策解读 and 通知公告; a line that turns a document down must speak of such reports.
_NAMES_A_YEAR = re.compile(r"20\d\d")
_ON_REPORTS = re.compile("年度|年报|信息公开.*报告")


@dataclass(frozen=True, slots=True)
class Titled:
    """A title and its source: ``article`` (ArticleTitle), ``text``, ``label``, ``listed``, ``file``."""

    source: str
    title: Title


@lru_cache(maxsize=KEPT)
def titles(document: Document, context: Context) -> tuple[Titled, ...]:
    """All titles of annual reports that the document or its listing carries, strongest first.

    1. ArticleTitle of the State Council's meta tags: set by the publisher for this very article.
    2. The head of the text, lines joined where a title is broken; one with body and year before others.
    3. A metadata table's 名称; the portal's listing (``context.listed_title``).
    4. The HTML or file title, which office software copies from older files.
    """
    found = [
        Titled(source, title)
        for source, text in _texts(document, context)
        if (title := read_title(text)).is_report
    ]
    declared = frozenset(item.title.text for item in found)
    found.extend(Titled("text", title) for title in _in_head(document, declared))
    order = ("article", "text", "label", "listed", "file")
    return tuple(sorted(found, key=lambda item: order.index(item.source)))


def best(found: tuple[Titled, ...]) -> Title | None:
    """The strongest title; one that names a body or a year goes before a bare 政府信息公开年报."""
    telling = [item.title for item in found if item.title.body or item.title.year]
    return telling[0] if telling else (found[0].title if found else None)


def rejected(document: Document, context: Context) -> Title | None:
    """The document's own title where it says that this is no report (解读, 通知, 模板 ...).

    The menu and the related links of a page do not count: only its declared title and, if it declares
    none, the first line of its text that speaks of annual reports.
    """
    declared = [read_title(text) for _, text in _texts(document, context)]
    if any(title.is_report and title.body for title in declared):
        return None
    refused = next((title for title in declared if title.rejected), None)
    if refused or any(title.is_report for title in declared):
        return refused
    for joined in _windows(head(document), frozenset()):
        title = read_title(joined)
        if title.is_report and (title.body or title.year):
            return None
        if title.rejected and _ON_REPORTS.search(title.text):
            # A menu's 年度报告解读 names no year; the title below it decides.
            if _NAMES_A_YEAR.search(title.text):
                return title
            refused = refused or title
    return refused


def _texts(document: Document, context: Context) -> Iterator[tuple[str, str]]:
    sources = (
        ("article", meta(document, "ArticleTitle")),
        ("label", next(labelled(document, "title"), "")),
        ("listed", context.listed_title or ""),
        ("file", meta(document, "title")),
    )
    return ((source, text) for source, text in sources if text)


def _in_head(document: Document, declared: frozenset[str]) -> list[Title]:
    """Report titles in the head, the most telling first, then the last before the text begins."""
    found: list[Title] = []
    for joined in _windows(head(document), declared):
        title = read_title(joined)
        if title.is_report:
            found.append(title)
    return sorted(found, key=lambda title: (-_tells(title), len(title.suffix)))


def _tells(title: Title) -> int:
    return (title.body is not None) + (title.year is not None)


def _windows(texts: Sequence[str], declared: frozenset[str]) -> Iterator[str]:
    """The lines, those joined that make one title together: a title may be broken anywhere.

    A run is the shortest that makes a title. It never begins with a label or a label's value, nor with a
    line that a whole (or the document's declared) title follows: that is a site's name or a breadcrumb.
    """
    tight = [compact(text) for text in texts]
    number = 0
    while number < len(tight):
        size = _titled_run(tight, number, declared)
        yield "".join(tight[number : number + size])
        number += size


def _titled_run(tight: list[str], number: int, declared: frozenset[str]) -> int:
    """How many lines from here make one title; 1 if none do."""
    behind_label = is_label(tight[number]) or (number > 0 and is_label(tight[number - 1]))
    if behind_label or begins_with_label(tight[number]) or not _may_begin(tight[number]):
        return 1
    for size in range(1, _BROKEN_OVER + 1):
        run = tight[number : number + size]
        if len(run) < size or len("".join(run)) > LONGEST:
            break
        title = read_title("".join(run))
        if title.is_report:
            return size if size == 1 or _belong_together(run, title, declared) else 1
    return 1


def _belong_together(run: list[str], title: Title, declared: frozenset[str]) -> bool:
    if title.body and not names_organ(title.body):
        return False
    inner = [read_title("".join(run[start:])) for start in range(1, len(run))]
    return not any(part.text in declared or (part.body and part.year) for part in inner if part.is_report)


def _may_begin(line: str) -> bool:
    return 1 < len(line) <= LONGEST and not line.endswith(("。", ";", ":", ",", "、", "》"))

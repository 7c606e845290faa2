"""A portal's own search (站内搜索) as a source: what it finds by the name of annual reports.

1. A form with one field of text that is called or described as a search is filled in and sent as it says.
2. What it finds is no list of the portal's: its total means nothing, and its next page is asked for only as
   long as a page names reports that no list has named.
3. A search that does not answer is no gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy.http import Response

from spiders.asking import posted
from spiders.families.family import Lead
from spiders.families.json_lists import PAGE, with_page
from spiders.pages import Pager, base_of
from spiders.trails import Promise

ASKED = "政府信息公开工作年度报告"
TRAIL = "站内搜索"
SEARCHES = re.compile(r"search|query|keyword|\bkw?\b|\bq\b|\bso\b|检索|搜索|关键", re.IGNORECASE)
LAST_RESORT = Promise(25, "the portal's own search")


def searches(response: Response, page: Any) -> Iterator[Lead]:
    """The questions that a page's search forms can be asked."""
    for form in page.iter("form"):
        fields = [field for field in form.iter("input") if field.get("name")]
        typed = [field for field in fields if (field.get("type") or "text").lower() in ("text", "search")]
        if len(typed) != 1 or not SEARCHES.search(_says(form, typed[0])):
            continue
        hidden = {one.get("name"): one.get("value") or "" for one in fields if one.get("type") == "hidden"}
        address = urljoin(base_of(response), form.get("action") or "")
        yield Lead(
            _asking(form, address, {**hidden, typed[0].get("name"): ASKED}), (TRAIL,), promise=LAST_RESORT
        )


def is_search(trail: Sequence[str]) -> bool:
    """Whether a column is what the portal's search has found."""
    return trail[:1] == (TRAIL,)


def turned(pager: Pager) -> Pager:
    """The pager of what was found: one page after the other, as long as they bring anything."""
    if pager.page is not None:
        return Pager(page=pager.page, announced=True)
    numbered = ((url, found) for url in pager.urls if (found := PAGE.search(url)))
    url, found = next(numbered, ("", None))
    return Pager(page=lambda number: with_page(url, found, number), announced=True) if found else Pager()


def _asking(form: Any, address: str, asked: dict[str, str]) -> str:
    if (form.get("method") or "get").lower() == "post":
        return posted(address, asked)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _says(form: Any, field: Any) -> str:
    names = (form.get("action"), form.get("id"), form.get("class"), form.get("name"))
    own = (
        field.get("name"),
        field.get("id"),
        field.get("placeholder"),
        field.get("title"),
        field.get("value"),
    )
    return " ".join(filter(None, (*names, *own)))

"""When a document was published (发布日期) and under which index number (索引号)."""

from __future__ import annotations

import re
from datetime import date

from pipelines.identity.labels import is_label, labelled
from pipelines.identity.wording import compact, date_in, meta, tail
from pipelines.model import Context, Document

_PUB_KEYS = ("PubDate", "PublishDate", "publishdate", "pubtime", "article:published_time")
_INDEX_KEYS = ("索引号", "IndexNumber", "indexno")
_INDEX = re.compile(r"[\w\u4e00-\u9fff/\-—–.,:()〔〕\[\]]*\d[\w\u4e00-\u9fff/\-—–.,:()〔〕\[\]]*")
_ONLY_DATE = re.compile(
    r"[^\d二〇○]{0,30}(?:(?:\d{4}|二[〇○零O0][〇○零一二三四五六七八九]{2})年\S{1,3}月\S{1,3}日"
    r"|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})[)。]?$"
)


def read_published_on(document: Document, context: Context) -> date | None:
    """The day of publication, or None. In falling strength:

    1. ``PubDate`` of the State Council's meta tags;
    2. visible labels (发布时间, 公开日期, 成文日期 ...), values in the next cell or line included;
    3. the date in the portal's list (``context.listed_on``);
    4. the date of the sign-off (落款) at the end.
    """
    stated = date_in(meta(document, *_PUB_KEYS))
    if stated:
        return stated
    for value in labelled(document, "published"):
        if day := date_in(value):
            return day
    return context.listed_on or _signed_on(document)


def _signed_on(document: Document) -> date | None:
    for line in reversed(tail(document, 6)):
        if len(line) <= 45 and _ONLY_DATE.match(line):
            return date_in(line)
    return None


def read_index_number(document: Document) -> str | None:
    """The index number (索引号) of the disclosure catalogue as printed, without spaces; None if not given."""
    values = [meta(document, *_INDEX_KEYS), *labelled(document, "index_number")]
    for value in values:
        found = _INDEX.match(compact(value.split(" ")[0]))
        if found and not is_label(value):
            return found.group()
    return None

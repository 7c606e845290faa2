"""Where a document states whose it is: unit column, titles, issuer metadata, sign-off, opening text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.identity.labels import labelled
from pipelines.identity.titles import titles
from pipelines.identity.wording import compact, full_text, head, meta, tail
from pipelines.model import Context, Document, Kind

_BY = re.compile(
    r"(?:本报告|本年度报告|年度报告)?(?:是|系)?由([\u4e00-\u9fff()]{3,30}?)(?:按照|根据|依据|参照|编制|组织编|负责编)"
)
_NOW = re.compile(r"(?:现将|现公布|特向社会公布|向社会公布)([\u4e00-\u9fff()]{3,30}?)(?:19|20)\d\d年")
_OF_YEAR = re.compile(
    r"(?:现将|公布)(?:19|20)\d\d年度?([\u4e00-\u9fff()]{3,30}?)(?:人民政府)?(?:政府|政务)?信息公开"
)
_DATE = (
    r"(?:(?:(?:19|20)\d\d|二[〇○零O0][〇○零一二三四五六七八九]{2})年\S{1,3}月(?:\S{1,3}日)?"
    r"|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
)
_DATE_LINE = re.compile(rf"[(]?{_DATE}[)]?[。]?")
_SIGNED = re.compile(rf"([\u4e00-\u9fff()]{{3,30}})(?:[(]?{_DATE}[)]?)?")
# Without a date only a plain name is a sign-off: 全年未召开听证会 is a sentence.
_UNDATED = re.compile(r"^[^未无已的了不没]*(?:人民政府|办事处|局|委员会)$")
_ISSUER_KEYS = ("发布机构", "ContentSource", "Author")
_SELF = re.compile(r"[我本](镇|乡|街道|办事处|局|委|县|区|市|单位|中心)(?!长|直|内|域|级)")
_OPENING = 900
#: What a text calls itself (我镇, 我局) and the kinds of body that may say so.
_SELF_KINDS = {
    "镇": (Kind.TOWNSHIP, Kind.STREET),
    "乡": (Kind.TOWNSHIP,),
    "街道": (Kind.STREET,),
    "办事处": (Kind.STREET,),
    "局": (Kind.DEPARTMENT, Kind.OTHER),
    "委": (Kind.DEPARTMENT, Kind.OTHER),
    "中心": (Kind.DEPARTMENT, Kind.OTHER),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A printed name and the evidence it comes from."""

    source: str
    printed: str

    @property
    def of_document(self) -> bool:
        """True where the document itself prints the name, not the portal around it."""
        return self.source not in ("unit", "listed title")


def statements(document: Document, context: Context) -> tuple[Statement, ...]:
    """Every statement of the body's name, in falling strength of evidence:

    the portal's unit, titles, issuer metadata (发布机构, ContentSource), sign-off, opening text, and last
    what stands behind a title (-沭阳县发改局), often only the site's name.
    """
    found = titles(document, context)
    stated = [Statement("unit", compact(context.unit))] if context.unit else []
    for item in found:
        if item.title.body and item.source != "file":
            stated.append(Statement("listed title" if item.source == "listed" else "title", item.title.body))
    stated.extend(
        Statement("title", item.title.body) for item in found if item.title.body and item.source == "file"
    )
    stated.extend(Statement("issuer", compact(name)) for name in _issuers(document))
    stated.extend(Statement("sign-off", name) for name in signed(document))
    stated.extend(Statement("opening", name) for name in opening(document))
    stated.extend(Statement("title's end", item.title.suffix) for item in found if item.title.suffix)
    return tuple(statement for statement in stated if statement.printed)


def _issuers(document: Document) -> Iterator[str]:
    for key in _ISSUER_KEYS:
        if value := meta(document, key):
            yield value
    yield from labelled(document, "issuer")


def signed(document: Document) -> Iterator[str]:
    """Names in the sign-off (落款): a short line beside a date line at the end, or with the date in it."""
    last = tail(document, 14)
    for number, line in reversed(list(enumerate(last))):
        found = _SIGNED.fullmatch(line)
        if not found or _DATE_LINE.fullmatch(line):
            continue
        dated = line != found.group(1)
        near = number + 1 < len(last) and bool(_DATE_LINE.fullmatch(last[number + 1]))
        if dated or near or (number >= len(last) - 2 and _UNDATED.search(line)):
            yield found.group(1)


def opening(document: Document) -> Iterator[str]:
    """Names in the opening text: 本报告由X按照《条例》编制, 现将X2023年...公布, 公布2023年度X信息公开."""
    text = "".join(compact(line) for line in head(document)) or full_text(document)[:_OPENING]
    for pattern in (_BY, _NOW, _OF_YEAR):
        for found in pattern.finditer(text[-_OPENING:]):
            yield found.group(1)


def speaks_as(document: Document) -> tuple[Kind, ...]:
    """The kinds of body that the text can be by what it calls itself (我镇, 我局); empty if unsaid."""
    counts = Counter(found.group(1) for found in _SELF.finditer(full_text(document)))
    for word, _ in counts.most_common():
        if word in _SELF_KINDS:
            return _SELF_KINDS[word]
    return ()

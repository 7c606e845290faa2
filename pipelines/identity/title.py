"""Reads a title: is it that of an annual report (政府信息公开工作年度报告), whose, and for which year?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.identity.rules import YEAR, rules
from pipelines.identity.wording import chinese_years_to_digits, compact

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?![-/.]\d|年\d{1,2}月)")
_YEAR_TOKEN = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_DATE = re.compile(r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:\d\d:\d\d(?::\d\d)?)?")
_SCHOOL_YEAR = re.compile(r"(?:19|20)\d\d[-—–~至]+(?:19|20)\d\d学年度?")
_BRACKETS = re.compile(
    r"^[\[【(〔]+(?=[^\])】〕]*$)|(?<![^\[【(〔])[\])】〕]+$|^[\[【(〔](.*)[\]】)〕]$|[(\[【][)\]】]"
)
_ORGAN_END = re.compile(
    r"(?:政府|镇|乡|街道|街道办|办事处|苏木|[县市区旗州省盟]|局|委|会|办|办公室|厅|院|站|所|中心|处|队|部|社|馆|团|行"
    r"|公司|学校|医院|分局|场|政府机关)(?:\(.*\))?$"
)
_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|html?|txt|ofd)$", re.IGNORECASE)
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says. ``body`` is as printed, whitespace removed; ``rejected``: why it is no report's.

    ``suffix`` is what stands behind the phrase (-沭阳县发改局, (更正)); often a site's name.
    """

    text: str
    is_report: bool
    body: str | None = None
    year: int | None = None
    correction: bool = False
    rejected: str | None = None
    suffix: str = ""


@lru_cache(maxsize=16384)
def read_title(text: str) -> Title:
    """Read one title; text that names no annual report gives ``is_report`` False.

    1. Whitespace goes, full-width forms are folded, 二〇二三年 becomes 2023年.
    2. The phrase (政府信息公开工作年度报告, in any of its forms) is found; without it this is no report.
    3. What stands before and after it is held against the rules for 解读, 通知, 模板 and so on.
    4. Years are taken out; the rest before the phrase is the body. A 人民 left at its end gets back the
       政府 that serves both (枫林镇人民政府信息公开工作).
    """
    tight = chinese_years_to_digits(_FILE_ENDING.sub("", compact(text)))
    found = _phrase(tight)
    if found is None or len(tight) > LONGEST:
        return _foreign(tight)
    before, after = _before(tight[: found.start()]), tight[found.end() :]
    sentence = rules().sentence.search(before)
    # A menu path may hold 通知公告; 解读 anywhere before the phrase is said of the document.
    kind = None if sentence else _rejected(before, after) or _interpreted(tight[: found.start()])
    correction = bool(rules().correction.search(before + after))
    if kind or sentence:
        return Title(tight, False, rejected=kind, correction=correction, suffix=after)
    return Title(
        text=tight,
        is_report=True,
        body=_body(before, found.group()),
        year=_year(before, found.group(), after),
        correction=correction,
        suffix=after.strip("-_|—–》>() "),
    )


def names_organ(text: str) -> bool:
    """True where a text ends as names of bodies do (镇, 局, 委员会, 中心 ...)."""
    return bool(_ORGAN_END.search(text))


def _phrase(text: str) -> re.Match[str] | None:
    found = None
    for found in rules().phrase.finditer(text):
        if "年" in found.group() or _YEAR.search(text):
            return found
    short = rules().short_phrase.search(text)
    return short if short and _ORGAN_END.search(text[: short.start()]) else None


def _foreign(text: str) -> Title:
    kind = next((kind for kind, pattern in rules().foreign if pattern.search(text)), None)
    return Title(text, False, rejected=kind if len(text) <= LONGEST else None)


def _before(text: str) -> str:
    return re.split(r"[>|_»]", text)[-1].lstrip('《“"')


def _interpreted(before: str) -> str | None:
    reject = rules().rejects[0]
    return reject.kind if reject.before.search(before) else None


def _rejected(before: str, after: str) -> str | None:
    near = re.split(r"[_|\-–>]", after, maxsplit=1)[0]
    for reject in rules().rejects:
        if reject.before.search(before) or reject.after.search(near):
            return reject.kind
    # A quoted title that something follows is talked about, not given: 《...年度报告》发布.
    return "other" if near.startswith(("》", "”")) and near.strip("》”()") else None


def _body(before: str, phrase: str) -> str | None:
    text = _YEAR_TOKEN.sub("", _SCHOOL_YEAR.sub("", _DATE.sub("", before)))
    text = _YEAR_TOKEN.sub("", text)
    text = rules().correction.sub("", text) if not _ORGAN_END.search(text) else text
    previous = None
    while previous != text:
        previous = text
        text = rules().noise.sub("", _BRACKETS.sub(lambda m: m.group(1) or "", text)).strip("《》“”\"'.,、:")
    if text.endswith("人民") and phrase.startswith("政府"):
        text += "政府"
    text = text.removesuffix("本级").removesuffix("年度")
    text = text.removesuffix("机关") if text.endswith("政府机关") else text
    return text if re.search(r"[\u4e00-\u9fff]{2}", text) else None


def _year(before: str, phrase: str, after: str) -> int | None:
    for text in (phrase, before):
        years = _YEAR.findall(_DATE.sub("", text))
        if years:
            return int(years[-1])
    behind = _YEAR.search(_DATE.sub("", after))
    return int(behind.group(1)) if behind else None

"""Links that stand in data instead of elements: answers in JSON, menus and lists that scripts draw.

1. An object with a label and an address is a link; a date in it is the link's. Which of its names mean what
   is data: ``scripted.toml``.
2. Whole answers are read as JSON (a JSONP call is unwrapped); in a page, flat objects are cut out of scripts.
3. A label and an address in the same brackets are a link (``["label", "/a/"]``, ``add(1, 'label')``), and
   so is the HTML that a script writes.
4. Text of an answer that is itself HTML is read as HTML by whoever asks for it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin

from pipelines.identity.wording import date_in
from spiders.pages import Anchor
from spiders.trails import tight

CALL = re.compile(r"^\s*[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
FLAT = re.compile(r"\{[^{}]*\}")
MEMBER = re.compile(
    r"""["']?(\w+)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+))""",
)
TAGS = re.compile(r"<[^>]*>")
GROUP = re.compile(r"\[[^\[\]{}]*\]|\([^(){}\[\]]*\)")
STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9]")
SAYS = re.compile(rf"{CHINESE.pattern}|^(?:19|20)\d\d$")
PLACE = re.compile(r"(?:https?:/)?/\S|\.{1,2}/\S|[\w./-]+\.(?:s?html?|jsp|aspx?|php)(?:$|\?)")
WRITTEN = re.compile(r"<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a", re.DOTALL | re.IGNORECASE)
#: How names sound that ``scripted.toml`` does not have.
SOUNDS = {
    "label": re.compile(r"title"),
    "address": re.compile(r"url$|href|link"),
    "date": re.compile(r"date|time"),
    "total": re.compile(r"total|^count$|records$"),
}
CHINA = timezone(timedelta(hours=8))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(files("spiders").joinpath("scripted.toml").read_text("utf-8"))
    return {meaning: tuple(names) for meaning, names in raw.items()}


def data_of(text: str) -> Any:
    """An answer as JSON, or None where it is none."""
    start = text.lstrip("\ufeff \t\r\n")
    call = CALL.match(start) if start[:1] not in ("{", "[", "<") else None
    try:
        return json.loads(call[1] if call else start)
    except ValueError:
        return None


def objects_of(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of an answer, the outer ones first."""
    if isinstance(data, dict):
        yield {str(name).lower(): value for name, value in data.items()}
        data = list(data.values())
    for one in data if isinstance(data, list) else ():
        yield from objects_of(one)


def objects_in_script(text: str) -> Iterator[Mapping[str, Any]]:
    """The flat objects that a script writes out."""
    for found in FLAT.findall(text):
        members = MEMBER.findall(found)
        if members:
            yield {
                name.lower(): _unescaped(double or single) or number
                for name, double, single, number in members
            }


def pairs_in_script(text: str, base: str) -> Iterator[Anchor]:
    """The labels and addresses that stand together in brackets, and the links that a script writes."""
    for group in GROUP.findall(text):
        strings = [_unescaped(double or single) for double, single in STRING.findall(group)]
        label = next((one for one in strings if SAYS.search(one) and "<" not in one), "")
        address = next((one for one in strings if PLACE.match(one)), "")
        if label and address:
            yield Anchor(urljoin(base, address), tight(label))
    plain = re.sub(r"\\([\"'/])", r"\1", text) if "<a" in text else ""
    for written, label in WRITTEN.findall(plain):
        if not CHINESE.search(label):
            continue
        yield Anchor(urljoin(base, written), tight(TAGS.sub("", label)))


def link_of(one: Mapping[str, Any], base: str) -> Anchor | None:
    """The link that an object is, if it has a label and an address."""
    label, address = _first(one, "label"), _first(one, "address")
    if not label or not address or address.startswith(("javascript:", "#")):
        return None
    return Anchor(urljoin(base, address), tight(TAGS.sub("", unescape(label))), _date_of(one))


def total_of(data: Any) -> int | None:
    """How many entries an answer says its list has: by the names known, else by one that sounds like it."""
    objects = list(objects_of(data))
    totals = [str(one.get(name)) for one in objects for name in _names()["total"]]
    lists = (one for one in objects if link_of(one, "") is None)
    totals += [str(value) for one in lists for name, value in one.items() if SOUNDS["total"].search(name)]
    return next((int(text) for text in totals if text.isdigit()), None)


def texts_of(data: Any) -> Iterator[str]:
    """The pieces of HTML in an answer."""
    for one in objects_of(data):
        yield from (value for value in one.values() if isinstance(value, str) and "<a " in value)


def _first(one: Mapping[str, Any], meaning: str) -> str:
    """The text of a meaning: under the first of its names, else under one that sounds like it."""
    values = (one.get(name) for name in (*_names()[meaning], *_sounding(one, meaning)))
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _sounding(one: Mapping[str, Any], meaning: str) -> list[str]:
    return [name for name in one if SOUNDS[meaning].search(name)]


def _date_of(one: Mapping[str, Any]) -> date | None:
    for name in (*_names()["date"], *_sounding(one, "date")):
        value = str(one.get(name) or "")
        found = _moment(int(value)) if value.isdigit() and len(value) in (10, 13) else date_in(value)
        if found:
            return found
    return None


def _moment(stamp: int) -> date:
    """The day in China of a time in seconds or milliseconds since 1970."""
    seconds = stamp / 1000 if stamp > 10**11 else stamp
    return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date()


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace("\\/", "/")

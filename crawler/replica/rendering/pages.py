"""The pages of look-alikes: short texts by kind, marked as generated, with a table or a picture where due."""

from __future__ import annotations

from importlib.resources import files
from random import Random
from typing import Any

from crawler.replica.content import Attachment, Confuser
from crawler.replica.lookalikes import kinds
from crawler.replica.rendering.article import Article, Grid, Line, Printed
from crawler.replica.rendering.docx import MEDIA_TYPE
from crawler.replica.rendering.html import STYLES, to_html
from crawler.replica.rendering.prose import phrases

BLANK_FORM = "政府信息公开工作年度报告格式模板.docx"


def page_of(confuser: Confuser) -> str:
    """The article's fragment."""
    rng = Random(confuser.seed)
    kind = next(kind for kind in kinds() if kind["name"] == confuser.template)
    words = _words(confuser, rng)
    blocks: list[Line | Grid] = [_line(text.format(**words)) for text in kind["paragraphs"]]
    if "table" in kind:
        blocks.append(_table(kind["table"], words))
    blocks.append(Line(phrases()["page_mark"]))
    return to_html(Article(confuser.title, tuple(blocks)), rng.choice([*STYLES]), rng)


def files_of(confuser: Confuser) -> tuple[Attachment, ...]:
    """The blank official form where the kind carries it (a real public template), else nothing."""
    kind = next(kind for kind in kinds() if kind["name"] == confuser.template)
    if kind.get("attachment") != "blank_form":
        return ()
    body = files("crawler.replica").joinpath("data/real/blank_form_2021.docx").read_bytes()
    return (Attachment(BLANK_FORM, MEDIA_TYPE, body),)


def _words(confuser: Confuser, rng: Random) -> dict[str, Any]:
    return {
        "title": confuser.title,
        "year": confuser.year,
        "next": confuser.year + 1,
        "unit": confuser.unit.name,
        "short": confuser.unit.short,
        "county": confuser.county,
        "n": rng.randrange(0, 90),
        "m": rng.randrange(100, 9000),
    }


def _line(text: str) -> Line:
    return Line("图解", "picture") if text == "[picture]" else Line(text)


def _table(rows: list[list[str]], words: dict[str, Any]) -> Grid:
    cells = [
        Printed(text.format(**words), row, column)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
    ]
    return Grid(tuple(cells), (1, 1))

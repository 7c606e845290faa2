"""A specimen as the bytes of a file, in each of the formats in which reports are published."""

from __future__ import annotations

import io
import zipfile
from random import Random

from bench.dumps import to_dump
from bench.office import converted
from bench.scans import to_scan
from bench.sheets import to_xls, to_xlsx
from bench.specimens import Specimen, made
from bench.truth import TrueReport
from crawler.replica.rendering.article import Article
from crawler.replica.rendering.docx import to_docx
from crawler.replica.rendering.html import to_html
from crawler.replica.rendering.pdf import to_pdf

LARGE_PRINT = 0.25
BODY = "word/document.xml"
CELL_TEXT = b'<w:r><w:t xml:space="preserve">'
SMALL_TEXT = b'<w:r><w:rPr><w:sz w:val="15"/></w:rPr><w:t xml:space="preserve">'

#: What LibreOffice makes, and from what.
CONVERSIONS = {"doc": "doc", "pdf-office": "pdf"}


def file_of(specimen: Specimen) -> tuple[bytes, TrueReport]:
    """The specimen's bytes and its truth."""
    article, truth = made(specimen)
    return rendered(article, specimen.form, Random(specimen.name)), truth


def source_of(specimen: Specimen) -> tuple[bytes, str]:
    """What LibreOffice is to convert for a specimen, and into what."""
    article, _ = made(specimen)
    return _word(article), CONVERSIONS[specimen.form]


def rendered(article: Article, form: str, rng: Random) -> bytes:
    """The article in one format; ``form`` is its name in the plan."""
    kind, _, manner = form.partition("-")
    if form in CONVERSIONS:
        return converted(_word(article), CONVERSIONS[form])
    if kind == "html":
        return _page(article.title, to_html(article, manner, rng))
    if kind == "text":
        return to_dump(article, manner).encode()
    if kind == "scan":
        return to_scan(to_pdf(article), rng)
    return {"docx": _word, "pdf": to_pdf, "xlsx": to_xlsx, "xls": to_xls}[kind](article)


def _word(article: Article) -> bytes:
    """A DOCX; three of four print their tables small, the others break long numbers in narrow cells."""
    data = to_docx(article)
    if Random(article.title).random() < LARGE_PRINT:
        return data
    source, target = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, part.replace(CELL_TEXT, SMALL_TEXT) if entry.filename == BODY else part)
    return target.getvalue()


def _page(title: str, fragment: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>\n{fragment}\n</body></html>".encode()

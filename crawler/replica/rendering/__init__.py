"""Publications as bytes: the page's fragment and the attached files, each rendered when first asked for."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from random import Random

from archive.codebook import keys_of
from crawler.replica.content import Attachment, Confuser, ExtraDocument, Publication
from crawler.replica.rendering import docx, pdf
from crawler.replica.rendering.article import Article, Line
from crawler.replica.rendering.html import to_html
from crawler.replica.rendering.pages import files_of, page_of
from crawler.replica.rendering.prose import phrases, written
from crawler.replica.rendering.real import real_article

SAMPLES = (
    ("www.shuyang.gov.cn", "/sygfj/gknb/202401/2ecfb31a335f4d689220a3a23e24a986.shtml", "text/html"),
    ("www.hongze.gov.cn", "/upload/2025/01/hongze_zfxxgknb_2024.pdf", pdf.MEDIA_TYPE),
)
SAMPLE_FILES = ("shuyang_fagaiju_2023.html", "hongze_2024.pdf")


@lru_cache(maxsize=32)
def article_of(publication: Publication) -> Article:
    """The whole report, before it has a format."""
    if publication.real:
        return real_article(f"{publication.unit.slug}_{publication.year}", keys_of(publication.layout))
    return written(publication)


def body_of(publication: Publication) -> str:
    """The fragment inside the portal's content element: the report, or a covering text for its attachment."""
    article = article_of(publication)
    if publication.form != "html":
        return to_html(_cover(publication, article.title), "clean", Random(publication.seed))
    return to_html(article, publication.style, Random(publication.seed))


def _cover(publication: Publication, title: str) -> Article:
    rng = Random(publication.seed)
    words = phrases()["cover"]["real" if publication.real else "texts"]
    text = rng.choice(words).format(title=title, printed=publication.printed, year=publication.year)
    return Article(title, (Line(text),))


def attachments_of(publication: Publication) -> tuple[Attachment, ...]:
    """The report as a Word file or a PDF, if that is how it was published."""
    if publication.form == "html":
        return ()
    article = article_of(publication)
    if publication.form == "docx":
        return (Attachment(f"{publication.title}.docx", docx.MEDIA_TYPE, docx.to_docx(article)),)
    return (Attachment(f"{publication.title}.pdf", pdf.MEDIA_TYPE, pdf.to_pdf(article)),)


def confuser_body(confuser: Confuser) -> str:
    """The fragment of a page that is no report."""
    return page_of(confuser)


def confuser_attachments(confuser: Confuser) -> tuple[Attachment, ...]:
    """The files of a page that is no report."""
    return files_of(confuser)


def real_samples() -> tuple[ExtraDocument, ...]:
    """Two real reports of other places, byte for byte."""
    data = files("crawler.replica").joinpath("data/real")
    return tuple(
        ExtraDocument(host, path, media_type, data.joinpath(name).read_bytes())
        for (host, path, media_type), name in zip(SAMPLES, SAMPLE_FILES, strict=True)
    )

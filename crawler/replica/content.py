"""What the replica portals publish: the shapes of units, reports, look-alikes and their truth.

The web servers of the replica (``crawler.replica.portals``) stand on this interface alone. The population
itself is made in ``crawler.replica.population``, its pages and files in ``crawler.replica.rendering``.
A population is light: bodies of text and attachments are rendered when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pipelines.model import Kind, State

Form = Literal["html", "docx", "pdf"]
Column = Literal["annual_reports", "interpretations", "notices", "guide", "news"]


@dataclass(frozen=True, slots=True)
class County:
    """One replicated portal: ``code`` is the county's division code (6 digits), ``portal`` its short name."""

    code: str
    name: str
    portal: str
    host: str
    scheme: str


COUNTIES: tuple[County, ...] = (
    County("370830", "汶上县", "wenshang", "www.wenshang.gov.cn", "http"),
    County("370725", "昌乐县", "changle", "www.changle.gov.cn", "http"),
    County("411330", "桐柏县", "tongbai", "www.tongbai.gov.cn", "https"),
    County("410823", "武陟县", "wuzhi", "www.wuzhi.gov.cn", "https"),
    County("510421", "米易县", "scmiyi", "www.scmiyi.gov.cn", "http"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A body (机关) that publishes on a portal.

    ``name`` is official and begins with the county (汶上县白石镇人民政府); ``short`` is what menus say
    (白石镇); ``division`` is its own division code, for a department that of the county; ``code`` is an
    18-character unified social credit code (统一社会信用代码, invented but for a few real ones; the county
    of 汶上 has a longer one, as in life: never check it for 18 characters); ``slug`` is an ASCII folder
    name, unique in its county.
    """

    county: str
    name: str
    short: str
    division: str
    kind: Kind
    code: str
    slug: str


@dataclass(frozen=True, slots=True)
class TrueFigure:
    """One figure as a reader must find it: ``raw`` exactly as printed, stripped at both ends."""

    raw: str
    value: int | Decimal | None
    state: State


@dataclass(frozen=True, slots=True)
class Planted:
    """A check that fails on purpose: the rule, and the figures whose sum does not come out."""

    rule: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a report: every key of its layout, the rules that must fail, the headings."""

    figures: Mapping[str, TrueFigure]
    findings: tuple[Planted, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a page, under the name that the link shows."""

    filename: str
    media_type: str
    body: bytes


@dataclass(frozen=True, eq=False)
class Publication:
    """One annual report as one portal publishes it: ``year`` is the year reported on.

    ``form`` says where the tables stand: in the page (html), or in an attachment, the page being a short
    covering text (docx, pdf). ``style`` is the markup (see ``rendering.html.STYLES``; for docx and pdf the
    name of the form). ``title`` is the list's and the article's title; ``printed`` the name of the body in
    it, which often lacks the county; ``source`` is the portal's 来源 or 发布机构 and may be empty.
    ``real`` is true for the five real reports alone; all others say in their text that they are generated.
    """

    unit: Unit
    year: int
    title: str
    printed: str
    published_on: date
    layout: Literal["2019", "2021"]
    form: Form
    style: str
    source: str
    index_number: str
    real: bool
    truth: Truth
    seed: int

    @cached_property
    def body_html(self) -> str:
        """The article's own fragment: what stands inside the portal's content element. UTF-8 safe text.

        It holds no link to the attachments: each portal links them in its own way.
        """
        from crawler.replica.rendering import body_of

        return body_of(self)

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of this publication; empty for a report that stands in its page."""
        from crawler.replica.rendering import attachments_of

        return attachments_of(self)


@dataclass(frozen=True, eq=False)
class Confuser:
    """Something on the portal that is no annual report, however much its title may look like one.

    ``column`` is a hint where the portal should list it: those with ``annual_reports`` stand in the same
    list as the reports. ``lookalike`` is true where the title reads like a report's.
    """

    title: str
    published_on: date
    column: Column
    source: str
    lookalike: bool
    template: str
    year: int
    unit: Unit
    county: str
    seed: int

    @cached_property
    def body_html(self) -> str:
        """The article's own fragment, without links to attachments."""
        from crawler.replica.rendering import confuser_body

        return confuser_body(self)

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of this article (a notice carries the blank official form)."""
        from crawler.replica.rendering import confuser_attachments

        return confuser_attachments(self)


@dataclass(frozen=True, slots=True)
class ExtraDocument:
    """A real document of another site, byte for byte: ``http://{host}{path}``."""

    host: str
    path: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Population:
    """Everything the replica publishes, by county code, each list in a stable order."""

    seed: int
    units: Mapping[str, tuple[Unit, ...]]
    publications: Mapping[str, tuple[Publication, ...]]
    confusers: Mapping[str, tuple[Confuser, ...]]

    def of(self, unit: Unit) -> tuple[Publication, ...]:
        """The publications of one unit, oldest year first."""
        return tuple(p for p in self.publications[unit.county] if p.unit == unit)

    def expected(self, county: str) -> frozenset[tuple[str, int]]:
        """Every (body name, year) that is there to be found in a county."""
        return frozenset((p.unit.name, p.year) for p in self.publications[county])


def population(seed: int = 2021) -> Population:
    """The population of all five portals: the same everywhere and always for one seed (cached)."""
    from crawler.replica.population import populate

    return populate(seed)


def extra_documents() -> tuple[ExtraDocument, ...]:
    """Two real reports of other places: a page of www.shuyang.gov.cn and a PDF of www.hongze.gov.cn."""
    from crawler.replica.rendering import real_samples

    return real_samples()

"""The tables of the archive. Column names are a promise to everyone who writes SQL against it."""

from archive.comments import put_on_models
from archive.models.alarm import Raised
from archive.models.base import Base
from archive.models.evidence import Capture, Document, Page, Portal, Reading, Run
from archive.models.figures import FigureSet, Placement
from archive.models.ledger import Discovery, Expectation, ListSize, PageReport
from archive.models.names import BodyAlias, BodyChange, ReportName
from archive.models.places import Body, Codebook, Division
from archive.models.reports import (
    Finding,
    Report,
    Revision,
    RevisionDocument,
    Section,
    Stated,
    Verdict,
)
from archive.models.standing import Standing

__all__ = [
    "Base",
    "Body",
    "BodyAlias",
    "BodyChange",
    "Capture",
    "Codebook",
    "Discovery",
    "Division",
    "Document",
    "Expectation",
    "FigureSet",
    "Finding",
    "ListSize",
    "Page",
    "PageReport",
    "Placement",
    "Portal",
    "Raised",
    "Reading",
    "Report",
    "ReportName",
    "Revision",
    "RevisionDocument",
    "Run",
    "Section",
    "Standing",
    "Stated",
    "Verdict",
]

put_on_models(Base.metadata)

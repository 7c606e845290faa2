"""The tables of the archive. Column names are a promise to everyone who writes SQL against it."""

from archive.models.base import Base
from archive.models.evidence import Capture, Document, Page, Portal, Reading, Run
from archive.models.names import BodyAlias, BodyChange, ReportName
from archive.models.places import Body, Codebook, Division
from archive.models.reports import (
    Figure,
    Finding,
    Report,
    Revision,
    RevisionDocument,
    Section,
    Stated,
    Verdict,
)

__all__ = [
    "Base",
    "Body",
    "BodyAlias",
    "BodyChange",
    "Capture",
    "Codebook",
    "Division",
    "Document",
    "Figure",
    "Finding",
    "Page",
    "Portal",
    "Reading",
    "Report",
    "ReportName",
    "Revision",
    "RevisionDocument",
    "Run",
    "Section",
    "Stated",
    "Verdict",
]

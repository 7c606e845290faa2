"""Whether reports still stand at their portals (撤回与恢复)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Standing(Base):
    """A report went from its portal, or came back; the last row counts, and none is ever deleted.

    ``kind`` is withdrawn (a complete crawl has met none of its documents) or returned. A report without a row
    has stood ever since it was found. What it said stays in the archive either way.
    """

    __tablename__ = "standing"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)

"""What people were told of by the monitors (告警)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Raised(Base):
    """An alarm: raised by its cause once, over when the cause is gone, raised again when it comes back.

    ``about`` is what makes two alarms one; ``machine`` is the only one that can tell, None where any can.
    ``told_at`` is when people were told last; None where they were not yet.
    """

    __tablename__ = "alarm"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(unique=True)
    monitor: Mapped[str]
    severity: Mapped[str]
    portal: Mapped[str | None]
    machine: Mapped[str | None]
    says: Mapped[str]
    todo: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

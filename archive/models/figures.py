"""The figures of revisions, packed: a row per revision, and a row per template for the places."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base
from archive.packing import columns
from archive.types import Exact


class Placement(Base):
    """Where the figures of a template stand: a JSON array of places by codebook number, kept once.

    ``digest`` is the SHA-256 of ``places`` in hexadecimal digits.
    """

    __tablename__ = "placement"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    places: Mapped[str]


class FigureSet(Base):
    """All figures of one revision: column ``f<n>`` is the number of figure n of the codebook.

    ``codes`` and ``raws`` say what the cells hold that is no plain number (``archive.packing``);
    ``blank_cells`` ... count the cells of each kind. People read the view ``figure``, a row per figure.
    """

    __table__ = Table(
        "figure_set",
        Base.metadata,
        Column("revision_id", Integer, ForeignKey("revision.id"), primary_key=True, autoincrement=False),
        Column("placement_id", Integer, ForeignKey("placement.id"), nullable=False, index=True),
        Column("codes", Text),
        Column("raws", Text),
        *(Column(f"{state}_cells", Integer, nullable=False) for state in ("blank", "slash", "dash", "text")),
        *(Column(name, Exact()) for name in columns()),
    )

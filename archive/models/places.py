"""Who publishes and what is counted: divisions, bodies, the codebook."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Division(Base):
    """A place of the national code table (行政区划), province to township.

    The whole table is loaded with the schema. ``as_of`` is the date of the list that the row stands in: a
    place that a newer list has no more keeps the date of the last one that had it.
    """

    __tablename__ = "division"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"), index=True)
    #: With all that stands above it: 山东省济宁市汶上县白石镇.
    full_name: Mapped[str]
    as_of: Mapped[date]


class Body(Base):
    """Whoever must publish (机关).

    A body is known by its division and its official name. One that could not be resolved has no division:
    ``scope`` (the portal, else the host, else the file it came from) then keeps its name apart from the
    same name elsewhere. Exactly one of the two is set. ``name`` is the present one; ``original_name`` is that
    under which the archive came to know the body, and never changes: findings go by it. A department's
    ``parent_id`` is the government of its division.
    """

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("division_code", "name"), UniqueConstraint("scope", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    original_name: Mapped[str]
    #: government, township, street, department or other.
    kind: Mapped[str]
    division_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"))
    scope: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)


class Codebook(Base):
    """The statutory figures by number (指标代码本)."""

    __tablename__ = "codebook"

    figure_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figure: Mapped[str] = mapped_column(unique=True)
    table_name: Mapped[str]
    row_name: Mapped[str]
    column_name: Mapped[str]
    label_zh: Mapped[str]
    unit: Mapped[str]
    type: Mapped[str]
    #: The layouts that have the figure, parted by a space.
    layouts: Mapped[str]

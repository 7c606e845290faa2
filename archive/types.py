"""Column types that mean the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Numeric
from sqlalchemy.types import TypeDecorator

from archive.packing import lengthened, shortened


def whole_or_decimal(value: Any) -> int | Decimal:
    """A number as the archive gives it back: int where it is whole, else a Decimal."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else exact


class Exact(TypeDecorator[int | Decimal]):
    """A number exactly as printed: NUMERIC in both databases.

    SQLite gets the number as text, and its NUMERIC affinity makes 283 of ``283`` and 12.5 of ``12.50``
    (what has more than 15 digits stays text), so that the shell shows 283 and ``value > 0`` compares numbers.
    """

    impl = Numeric
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To the database: a Decimal; for SQLite the text of one, without an exponent."""
        if value is None:
            return None
        if type(value) is int:
            return str(value) if dialect.name == "sqlite" else Decimal(value)
        exact = Decimal(str(value))
        return format(exact, "f") if dialect.name == "sqlite" else exact

    def bind_processor(self, dialect: Dialect) -> Any:
        """Leave out Numeric's own conversion to float."""
        return lambda value: self.process_bind_param(value, dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002
        """From the database, whatever number type its driver gave."""
        return lambda value: None if value is None else whole_or_decimal(value)


class FigureKeys(TypeDecorator[list[str]]):
    """Keys of figures as a JSON list; ``applications.received.*`` is all figures of that row."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        """To the database: whole rows by one name."""
        return None if value is None else shortened(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        """From the database: every key."""
        return None if value is None else lengthened(value)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python and PostgreSQL, ISO text of UTC in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time kept in the archive needs a zone, got {value!r}.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database, always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

"""What a revision says, read back as the JSON object of one report."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from archive.models import Body, FigureSet, Finding, Placement, Report, Revision, Section, Stated
from archive.packing import Packed, unpack

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def content_of(connection: Connection, revision_id: int) -> dict[str, Any]:
    """The report object of a revision, of the same keys and types as ``nianbao extract --json`` prints.

    Its findings are the revision's own; those between years are of ``archive.findings``.
    """
    row = connection.execute(
        select(Revision, Report.year, Body.name, Body.division_code, Body.kind.label("body_kind"))
        .join(Report, Report.id == Revision.report_id)
        .join(Body, Body.id == Report.body_id)
        .where(Revision.id == revision_id)
    ).one()
    return {
        "title": row.title,
        "year": row.year,
        "layout": row.layout,
        "body": {
            "name": row.name,
            "printed": row.printed,
            "division": row.division_code,
            "kind": row.body_kind,
            "certain": row.certain,
        },
        "period": [_date(row.period_start), _date(row.period_end)] if row.period_start else None,
        "published_on": _date(row.published_on),
        "index_number": row.index_number,
        "sections": _sections(connection, revision_id),
        "figures": figures_of(connection, revision_id),
        "findings": _findings(connection, revision_id),
        "stated": _stated(connection, revision_id),
    }


def _sections(connection: Connection, revision_id: int) -> list[dict[str, Any]]:
    query = select(Section.number, Section.heading, Section.text).where(Section.revision_id == revision_id)
    return [dict(row) for row in connection.execute(query.order_by(Section.position)).mappings()]


def figures_of(connection: Connection, revision_id: int) -> dict[str, dict[str, Any]]:
    """The figures of a revision by key, as JSON: only the state ``value`` has a number."""
    query = (
        select(FigureSet.__table__, Placement.places)
        .join(Placement, Placement.id == FigureSet.__table__.c.placement_id)
        .where(FigureSet.__table__.c.revision_id == revision_id)
    )
    row = connection.execute(query).mappings().one()
    figures = unpack(Packed(dict(row), row["codes"], row["raws"], row["places"]))
    return {key: {**figure, "value": json_number(figure["value"])} for key, figure in figures.items()}


def _findings(connection: Connection, revision_id: int) -> list[dict[str, Any]]:
    query = select(Finding).where(Finding.revision_id == revision_id).order_by(Finding.id)
    return [finding_object(row) for row in connection.execute(query)]


def finding_object(row: Any) -> dict[str, Any]:
    """A finding's row as JSON."""
    return {
        "rule": row.rule,
        "severity": row.severity,
        "figures": row.figures,
        "expected": _said(row.expected),
        "actual": _said(row.actual),
        "message": row.message,
    }


def _stated(connection: Connection, revision_id: int) -> list[dict[str, Any]]:
    query = select(Stated.key, Stated.value, Stated.raw, Stated.place).where(
        Stated.revision_id == revision_id
    )
    rows = connection.execute(query.order_by(Stated.position)).mappings()
    return [{**row, "value": json_number(row["value"])} for row in rows]


def _said(text: str | None) -> int | float | str | None:
    """What a rule expected or found: a number where it reads as one."""
    if text is None or not _NUMBER.fullmatch(text):
        return text
    return json_number(Decimal(text))


def json_number(value: int | Decimal | None) -> int | float | None:
    """A number for JSON, whole where it is whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None

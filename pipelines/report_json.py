"""A report as the JSON object that ``nianbao extract --json`` and ``nianbao show --json`` print."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.model import Body, Figure, Finding, Report, Section, Stated


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain dictionaries, lists, strings and numbers, ready for ``json.dumps``."""
    return {
        "title": report.title,
        "year": report.year,
        "layout": report.layout,
        "body": body_json(report.body),
        "period": [_date(day) for day in report.period] if report.period else None,
        "published_on": _date(report.published_on),
        "index_number": report.index_number,
        "sections": [section_json(section) for section in report.sections],
        "figures": {key: figure_json(figure) for key, figure in report.figures.items()},
        "findings": [finding_json(finding) for finding in report.findings],
        "stated": [stated_json(stated) for stated in report.stated],
    }


def body_json(body: Body) -> dict[str, Any]:
    """The body: its official name with the county, and what the document prints."""
    return {
        "name": body.name,
        "printed": body.printed,
        "division": body.division,
        "kind": body.kind.value,
        "certain": body.certain,
    }


def section_json(section: Section) -> dict[str, Any]:
    """A section with its text, tables left out."""
    return {"number": section.number, "heading": section.heading, "text": section.text}


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure: only the state ``value`` has a number."""
    return {
        "raw": figure.raw,
        "value": number_json(figure.value),
        "state": figure.state.value,
        "place": figure.place,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding with the figures that it is about, by codebook key."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "figures": list(finding.figures),
        "expected": number_json(finding.expected),
        "actual": number_json(finding.actual),
        "message": finding.message,
    }


def stated_json(stated: Stated) -> dict[str, Any]:
    """A number that the running text states, with its words."""
    return {
        "key": stated.key,
        "value": number_json(stated.value),
        "raw": stated.raw,
        "place": stated.place,
    }


def number_json(value: int | Decimal | str | None) -> int | float | str | None:
    """A decimal as a JSON number, whole where it is whole; everything else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None

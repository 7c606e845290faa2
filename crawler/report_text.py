"""A report for people: a short table of what it says, with the codebook's Chinese labels."""

from __future__ import annotations

from collections import Counter
from typing import Any

from archive.codebook import codebook
from crawler.console import print_table, print_text


def print_report(report: dict[str, Any]) -> None:
    """Print a report, given as the JSON object of ``nianbao extract`` or ``nianbao show``."""
    print_text(report["title"])
    print_table(("", ""), _head(report), heading=False)
    print_table(("figure", "指标", "value"), _numbers(report["figures"], report["layout"]))
    print_text(_states(report["figures"]))
    _print_stated(report["stated"])
    print_findings(report["findings"])


def print_findings(findings: list[dict[str, Any]]) -> None:
    """Print findings, an error before a note; says so if there are none."""
    if not findings:
        print_text("No findings.")
        return
    rows = [
        (finding["severity"], finding["rule"], finding["message"], verdict_text(finding.get("verdict")))
        for finding in findings
    ]
    print_table(("severity", "rule", "finding", "verdict"), rows)


def verdict_text(verdict: dict[str, str] | None) -> str:
    """What a person has decided about a finding, in a line; nothing if nobody has."""
    return f"{verdict['verdict']} by {verdict['who']}: {verdict['note']}" if verdict else ""


def _print_stated(stated: list[dict[str, Any]]) -> None:
    """The numbers that the running text states, which are no figures of the form."""
    if stated:
        rows = [(one["key"], one["value"], one["raw"], one["place"]) for one in stated]
        print_table(("stated in the text", "value", "words", "place"), rows)


def _head(report: dict[str, Any]) -> list[tuple[str, object]]:
    body = report["body"]
    doubt = "" if body["certain"] else " (not certain)"
    printed = "" if body["printed"] in ("", body["name"]) else f", printed {body['printed']}"
    period = " to ".join(report["period"] or ()) or None
    rows = [
        (
            "body",
            f"{body['name']}{doubt} ({body['kind']}, division {body['division'] or 'unknown'}{printed})",
        ),
        ("year", report["year"] or "unknown"),
        ("layout", report["layout"]),
        ("period", period),
        ("published", report["published_on"]),
        ("index number", report["index_number"]),
        ("sections", "; ".join(section["heading"] for section in report["sections"])),
    ]
    return [(name, value) for name, value in rows if value]


def _numbers(figures: dict[str, dict[str, Any]], layout: str) -> list[tuple[object, ...]]:
    labels = {entry.figure: entry.label_zh for entry in codebook()}
    labels |= {entry.figure: entry.label_zh for entry in codebook() if layout in entry.layouts}
    return [(key, labels.get(key, ""), figure["value"]) for key, figure in figures.items() if figure["value"]]


def _states(figures: dict[str, dict[str, Any]]) -> str:
    states = Counter(figure["state"] for figure in figures.values())
    zeros = sum(figure["value"] == 0 for figure in figures.values())
    others = ", ".join(f"{count} {state}" for state, count in states.items() if state != "value")
    return (
        f"{len(figures)} figures: {states['value']} with a value ({zeros} of them 0); {others or 'no other'}."
    )

"""One report, several documents: which of them speaks for it, and where the others differ.

A report may stand in a page, in an attachment, and again in another column. All of them are kept. The
figures come from a correction (更正), if there is one, else from the most complete document: most figures,
then fewest errors, then the page before its attachments, then the first address by the alphabet; so it does
not matter in which order they came. Of several documents at one address only the one seen last counts: it
replaced the others. What came from a web archive counts where it is newer than everything that the portal
itself has shown: an old state never displaces a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.storing.content import Content

DISAGREE = "documents.disagree"
SUPERSEDED = "documents.superseded"
#: What comparing documents adds to the findings of the one that speaks.
COMPARED = (DISAGREE, SUPERSEDED)
_ROLES = ("page", "attachment", "file")
_EMPTY = ("blank", "slash", "dash")
_NAMED = 5
_FILLED = ("title", "published_on", "index_number", "period", "stated")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one document says of the report; ``content`` is None where the current revision holds it.

    ``recovered``: the portal itself never gave it, it came from a web archive.
    """

    document_id: int
    url: str
    role: str
    seen_at: datetime
    present: int
    errors: int
    extractor_version: str
    correction: bool
    content: Content | None
    recovered: bool = False


def live(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that still stand at their address, the best first."""
    latest: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: (one.seen_at, one.document_id)):
        latest[one.url] = one
    own = max((one.seen_at for one in latest.values() if not one.recovered), default=None)
    standing = [one for one in latest.values() if own is None or not one.recovered or one.seen_at > own]
    return sorted(standing, key=_precedence)


def _precedence(one: Candidate) -> tuple[bool, int, int, int, str]:
    return (not one.correction, -one.present, one.errors, _ROLES.index(one.role), one.url)


def merged(candidates: Sequence[Candidate]) -> Content:
    """The first candidate's content, with a finding for every other one that differs from it.

    What it does not say at all (an attachment seldom says when it was published) the others say for it; the
    sections are those of the document that has most of them (a picture of a table has hardly any).
    """
    best, *others = candidates
    content = dict(_content(best))
    for name in _FILLED:
        content[name] = next((said for one in candidates if (said := _content(one)[name])), content[name])
    content["sections"] = max((_content(one)["sections"] for one in candidates), key=len)
    findings = [
        finding
        for other in sorted(others, key=lambda one: one.url)
        if (finding := _disagreement(content, other, best)) is not None
    ]
    return {**content, "findings": [*content["findings"], *findings]}


def _content(candidate: Candidate) -> Content:
    if candidate.content is None:
        raise ValueError(f"The reading of {candidate.url} was not loaded.")
    return candidate.content


def _disagreement(content: Content, other: Candidate, best: Candidate) -> dict[str, Any] | None:
    theirs = _content(other)["figures"]
    pairs = {key: (ours, theirs[key]) for key, ours in content["figures"].items() if key in theirs}
    differing = [key for key, (ours, other_one) in pairs.items() if _says(ours) != _says(other_one)]
    differing = [key for key in differing if "absent" not in (pairs[key][0]["state"], pairs[key][1]["state"])]
    if not differing:
        return None
    cells = [f"{key}: {pairs[key][0]['raw']!r}, there {pairs[key][1]['raw']!r}" for key in differing]
    named = "; ".join(cells[:_NAMED])
    more = f" and {len(differing) - _NAMED} more" if len(differing) > _NAMED else ""
    corrected = best.correction and not other.correction
    told = f"{best.url} corrects them" if corrected else "which is right, the documents do not say"
    return {
        "rule": SUPERSEDED if corrected else DISAGREE,
        "severity": "warning",
        "figures": differing,
        "expected": None,
        "actual": None,
        "message": f"{len(differing)} figures differ in {other.url}: {named}{more}; {told}.",
    }


def _says(figure: dict[str, Any]) -> tuple[Any, ...]:
    """What a figure says: its number; or its text; or nothing, however nothing is printed."""
    if figure["state"] in _EMPTY:
        return ("empty",)
    return (figure["state"], figure["value"] if figure["state"] == "value" else figure["raw"])

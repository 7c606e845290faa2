"""The fingerprint of a finding: by it people refer to a finding, and their verdicts outlive its row.

It is made of what the finding says: of whom (body and year, or the document that no report could be made
of), by which rule, about which figures, what was expected and what is there. So the same finding has the
same fingerprint after a re-extraction, in a new revision and in another archive, and one whose numbers
have changed is another finding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

#: Hexadecimal digits kept, and those that are printed as the finding's ID.
LENGTH = 32
SHORT = 12


def subject_of_report(division: str | None, scope: str | None, name: str, year: int) -> list[Any]:
    """Whom a finding of a report is about: the body as the archive knows it, and the year."""
    return [division, scope, name, year]


def subject_of_document(url: str) -> list[Any]:
    """What a finding is about where no report could be made: the document's address."""
    return [url]


def fingerprint_of(subject: Sequence[Any], finding: dict[str, Any]) -> str:
    """The fingerprint of a finding, given as a row of table ``finding``.

    The message counts only where neither ``expected`` nor ``actual`` says anything: its wording may get
    better while the finding stays the same.
    """
    said = [finding["rule"], finding["figures"], finding["expected"], finding["actual"]]
    if finding["expected"] is None and finding["actual"] is None:
        said.append(finding["message"])
    text = json.dumps([list(subject), said], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]

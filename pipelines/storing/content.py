"""A report's content as plain data: packed for keeping, hashed for comparing.

Content is the JSON object of the report (``pipelines.report_json``).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

Content = dict[str, Any]

#: What makes a revision: everything a document says, and nothing of who asked.
_HASHED = ("title", "layout", "period", "published_on", "index_number", "sections", "figures")


def pack(content: Content) -> bytes:
    """The content compressed."""
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> Content:
    """The content that was packed; what was packed before there were stated numbers has none."""
    content: Content = {"stated": [], **json.loads(zlib.decompress(packed))}
    return content


def hash_of(content: Content) -> str:
    """Equal exactly where two contents say the same, findings included.

    Stated numbers count where there are some: what was hashed before they were kept has the same hash.
    """
    said = {key: content[key] for key in _HASHED}
    said["body"] = [content["body"]["printed"], content["body"]["certain"]]
    said["findings"] = [_comparable(finding) for finding in content["findings"]]
    if content["stated"]:
        said["stated"] = content["stated"]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _comparable(finding: dict[str, Any]) -> dict[str, Any]:
    """Expected and actual as the archive keeps them, as text."""
    return {**finding, "expected": as_text(finding["expected"]), "actual": as_text(finding["actual"])}


def as_text(value: int | float | str | None) -> str | None:
    """What a rule expected or found, as the archive keeps it."""
    return None if value is None else str(value)


def present(content: Content) -> int:
    """How many figures the document has, readable or blank."""
    return sum(figure["state"] != "absent" for figure in content["figures"].values())


def errors(content: Content) -> int:
    """How many findings contradict the form."""
    return sum(finding["severity"] == "error" for finding in content["findings"])

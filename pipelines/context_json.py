"""What was known of a document before it was read, as the archive keeps it with its capture (采集语境).

So a document can be read again from its WARC record alone, and gives the same.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from archive.records import Role
from pipelines.model import Context


def context_json(context: Context, role: Role) -> dict[str, Any]:
    """What is known, without the address, which the capture holds; ``role`` is the document's."""
    said = {name: value for name, value in asdict(context).items() if value is not None and name != "url"}
    if context.listed_on:
        said["listed_on"] = context.listed_on.isoformat()
    return {"role": role, **said}


def context_from(said: dict[str, Any], url: str) -> Context:
    """The context that was kept of the document at an address."""
    known = {name: value for name, value in said.items() if name != "role"}
    if "listed_on" in known:
        known["listed_on"] = date.fromisoformat(known["listed_on"])
    return Context(url=url, **known)

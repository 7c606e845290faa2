"""What the archive may fail with. An ``ArchiveError`` means: not reachable, or not at the current schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ArchiveError(Exception):
    """The archive cannot be used as it is (exit code 5)."""


class ArchiveReadOnly(ArchiveError):
    """The archive is open for reading alone."""


class ArchiveUnreachable(ArchiveError):
    """No server answers, the file cannot be opened, or what is there is no archive."""


class SchemaOutdated(ArchiveError):
    """The archive was made by an older nianbao: ``nianbao db upgrade`` brings it up."""


class SchemaUnknown(ArchiveError):
    """The archive was made by a newer nianbao, or its revision is none of ours: upgrade nianbao."""


class LookupFailed(Exception):
    """A question named something that the archive cannot answer for."""


class NotInArchive(LookupFailed):
    """No body, report or figure of that name (exit code 4)."""


class FindingAmbiguous(LookupFailed):
    """The ID fits several findings (exit code 2)."""


class BodyChangeRefused(LookupFailed):
    """What a person wants to decide about a body contradicts what is there (exit code 2)."""


class BodyAmbiguous(LookupFailed):
    """The name fits several bodies (exit code 2).

    ``candidates`` are their names with the county and code, ``bodies`` the same for programs.
    """

    def __init__(self, asked: str, candidates: Sequence[str], bodies: Sequence[dict[str, Any]] = ()) -> None:
        self.asked = asked
        self.candidates = tuple(candidates)
        self.bodies = tuple(bodies)
        listed = "\n".join(f"  {one}" for one in self.candidates)
        remedy = "Name the county with it, or give the code"
        super().__init__(f"{asked!r} fits {len(self.candidates)} bodies. {remedy}:\n{listed}")

    def as_json(self) -> dict[str, Any]:
        """The question for a program: which of these is meant?"""
        return {"error": "ambiguous", "asked": self.asked, "candidates": list(self.bodies)}

"""What a command may fail with, and the exit code of each kind: the one place where they are mapped.

Codes: 0 done; 1 done in part; 2 wrong usage; 3 an input cannot be read; 4 nothing found; 5 archive not
reachable or not at the current schema; 6 another run holds the lock; 130 interrupted.
"""

from __future__ import annotations

import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of ``nianbao``, the same for every command."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    UNREADABLE = 3
    NOTHING_FOUND = 4
    ARCHIVE = 5
    LOCKED = 6
    INTERRUPTED = 130


class Failure(Exception):
    """A failure that a user can act on: its message is one paragraph that says what to do."""

    exit_code = ExitCode.PARTLY


class UsageError(Failure):
    """The command line or the environment asks for something that does not exist or makes no sense."""

    exit_code = ExitCode.USAGE


class NothingFound(Failure):
    """The question was understood and the answer is empty."""

    exit_code = ExitCode.NOTHING_FOUND


class Locked(Failure):
    """Another run holds the lock that this one needs."""

    exit_code = ExitCode.LOCKED


# Kinds of failure that the rooms below raise, which must not import this module: named here by module and
# class, so that an error's code can be told without importing a room that the command never used.
_FAILURES_OF_OTHER_ROOMS = (
    ("pipelines.reading.errors", "UnreadableDocument", ExitCode.UNREADABLE),
    ("archive.errors", "ArchiveError", ExitCode.ARCHIVE),
    ("archive.errors", "NotInArchive", ExitCode.NOTHING_FOUND),
    ("archive.errors", "BodyAmbiguous", ExitCode.USAGE),
    ("archive.errors", "BodyChangeRefused", ExitCode.USAGE),
    ("archive.errors", "FindingAmbiguous", ExitCode.USAGE),
    ("spiders.registry", "InvalidRegistry", ExitCode.USAGE),
    ("crawler.warc", "EvidenceMissing", ExitCode.UNREADABLE),
    ("sqlalchemy.exc", "OperationalError", ExitCode.ARCHIVE),
)


def exit_code_of(error: BaseException) -> ExitCode | None:
    """The exit code for an error that a user can act on; None for one that is a defect of ours."""
    if isinstance(error, Failure):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        return ExitCode.USAGE  # a path that the user named: not there, not writable, a folder
    for module, name, code in _FAILURES_OF_OTHER_ROOMS:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return code
    return None

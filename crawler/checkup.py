"""What ``nianbao doctor`` looks at: each check says what it found, or what is wrong and what to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.monitors import Alarm

Health = Literal["ok", "warning", "error"]
#: So far may the clock of the database's machine be from this one's.
_CLOCKS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: ``found`` says what it is, or what is wrong and what to do."""

    name: str
    state: Health
    found: str

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {"check": self.name, "state": self.state, "found": self.found}

    def row(self) -> tuple[str, str, str]:
        """For people."""
        return (self.name, self.state, self.found)


@dataclass(frozen=True, slots=True)
class Examined:
    """All checks, and the alarms that stand."""

    checks: tuple[Check, ...]
    alarms: tuple[Alarm, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong: warnings of checks are no error, alarms of severity error are."""
        alarmed = any(alarm.severity == "error" for alarm in self.alarms)
        return not alarmed and all(check.state != "error" for check in self.checks)


def examine(archive: str, data: Path, *, send: bool = False) -> Examined:
    """Look at everything; ``send``: tell people what is news among the alarms."""
    from archive.session import open_archive
    from crawler.alarms import disk_alarms, standing_alarms, watch

    checks = [_office(), _ocr(), _data(data), _robots(), _contact(), _delivery()]
    database = _reached("database", lambda: open_archive(archive, create=False))
    if isinstance(database, Check):
        standing = [*disk_alarms(data), _unreachable(database)]
        return Examined((*checks, database, *(_undelivered(standing) if send else ())), tuple(standing))
    now = datetime.now(UTC)
    try:
        checks += [Check("database", "ok", str(database.url)), _schema(archive), _clock(database, now)]
        standing = watch(database, data, now) if send else standing_alarms(database, data, now)
        return Examined(tuple(checks), tuple(standing))
    finally:
        database.dispose()


def _unreachable(database: Check) -> Alarm:
    """No monitor can be asked, and nothing can be kept of who was told: people are told each time."""
    from archive.monitors import Alarm

    todo = "Start the database, or set --archive: no night can run"
    return Alarm("archive_unreachable", "error", None, database.found, todo, {}, "archive_unreachable")


def _undelivered(standing: list[Alarm]) -> list[Check]:
    from archive.raised import News
    from crawler.alarms import deliver

    return [Check("alarms go to", "error", failed) for failed in deliver(News(tuple(standing)))]


def _reached(name: str, ask: Callable[[], Any]) -> Any:
    """The answer, or a check that says why there is none."""
    from archive.errors import ArchiveError

    try:
        return ask()
    except ArchiveError as error:
        return Check(name, "error", str(error))


def _office() -> Check:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program:
        return Check("LibreOffice", "ok", program)
    return Check(
        "LibreOffice", "warning", "missing: DOC, WPS, RTF cannot be read; install libreoffice-writer"
    )


def _ocr() -> Check:
    missing = [name for name in ("rapidocr", "onnxruntime", "cv2") if importlib.util.find_spec(name) is None]
    if not missing:
        return Check("OCR", "ok", "rapidocr")
    return Check("OCR", "warning", "missing: scans cannot be read; pip install 'nianbao[ocr]'")


def _data(data: Path) -> Check:
    there = data if data.exists() else data.absolute().parent
    if os.access(there, os.W_OK | os.X_OK):
        return Check("data folder", "ok", str(data.absolute()))
    return Check("data folder", "error", f"{there} cannot be written: nothing would be kept as evidence")


def _robots() -> Check:
    from crawler import scrapy_settings

    if scrapy_settings.ROBOTSTXT_OBEY:
        return Check("robots.txt", "ok", "obeyed, for every portal")
    return Check("robots.txt", "error", "not obeyed: set ROBOTSTXT_OBEY in crawler/scrapy_settings.py")


def _contact() -> Check:
    contact = os.environ.get("NIANBAO_CONTACT", "").strip()
    if contact:
        return Check("contact", "ok", contact)
    return Check("contact", "warning", "NIANBAO_CONTACT is not set: a portal's keeper cannot write to you")


def _delivery() -> Check:
    ways = [name for name in ("NIANBAO_WEBHOOK", "NIANBAO_MAIL_TO") if os.environ.get(name)]
    if ways:
        return Check("alarms go to", "ok", "log, exit code, " + ", ".join(ways))
    return Check("alarms go to", "warning", "log and exit code alone: set NIANBAO_WEBHOOK or NIANBAO_MAIL_TO")


def _schema(archive: str) -> Check:
    from archive.session import schema_differences

    wrong = _reached("schema", lambda: schema_differences(archive))
    if isinstance(wrong, Check):
        return wrong
    if wrong:
        return Check("schema", "error", f"{'; '.join(wrong[:3])}: nianbao db check says all")
    return Check("schema", "ok", "as this nianbao needs it")


def _clock(engine: Engine, now: datetime) -> Check:
    """Against the database's clock, and the last thing that the archive knows."""
    from sqlalchemy import func, select

    from archive.models import Run
    from archive.types import Utc

    with engine.connect() as connection:
        theirs = connection.scalar(select(func.now(type_=Utc())))
        last = connection.scalar(select(func.max(Run.started, type_=Utc())))
    if theirs is not None and abs(theirs - now) > _CLOCKS:
        return Check(
            "clock", "error", f"the database's shows {theirs}, this machine's {now}: set them by NTP"
        )
    if last is not None and last > now + _CLOCKS:
        return Check("clock", "error", f"the last run began in the future, at {last}: set the clock by NTP")
    return Check("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")

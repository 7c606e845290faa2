"""Alarms on their way to people (告警): log, exit code, webhook, e-mail; and the one that no SQL can tell.

``NIANBAO_WEBHOOK`` is an address that gets the alarms as JSON by POST. ``NIANBAO_MAIL_TO`` gets them as an
e-mail through ``NIANBAO_SMTP`` (``smtp://user:password@host:587``, ``smtps://`` for TLS from the start).
"""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.errors import UsageError
from crawler.logbook import log

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.monitors import Alarm

#: Less free space than this, in bytes or as a share of the disk, is an error.
LEAST_BYTES, LEAST_SHARE = 2 * 1024**3, 0.05
_SECONDS = 20


def standing_alarms(engine: Engine, data: Path, now: datetime) -> list[Alarm]:
    """Every alarm that stands: the monitors over the archive, and the disk."""
    from archive.monitors import alarms

    return [*alarms(engine, now), *disk_alarms(data)]


def disk_alarms(data: Path) -> list[Alarm]:
    """One where the disk of the data folder is nearly full."""
    from archive.monitors import Alarm

    there = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    usage = shutil.disk_usage(there)
    if usage.free >= LEAST_BYTES and usage.free >= LEAST_SHARE * usage.total:
        return []
    says = f"The disk of {data} has {usage.free / 1024**3:.1f} GB left of {usage.total / 1024**3:.0f} GB"
    todo = "Move WARC files to a store (--store), or give it more room"
    return [Alarm("disk_space", "error", None, says, todo, {"free": usage.free, "total": usage.total})]


def deliver(alarms: Sequence[Alarm]) -> list[str]:
    """Write alarms to the log, the webhook and the e-mail address; gives what could not be delivered."""
    for alarm in alarms:
        log("alarm", level=alarm.severity, **alarm.as_json())
    ways = {"NIANBAO_WEBHOOK": _post, "NIANBAO_MAIL_TO": _mail}
    failed = []
    for variable, way in ways.items():
        if alarms and os.environ.get(variable):
            try:
                way(os.environ[variable], alarms)
            except (OSError, smtplib.SMTPException) as error:
                failed.append(f"The alarms could not be sent to {variable} ({error}): look at it.")
    return failed


def _post(address: str, alarms: Sequence[Alarm]) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise UsageError(f"NIANBAO_WEBHOOK must be an address with http or https, not {address!r}.")
    body = json.dumps({"alarms": [alarm.as_json() for alarm in alarms]}, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json; charset=utf-8"})
    # Portals are reached through a proxy now and then; the webhook is ours.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=_SECONDS).close()


def _mail(to: str, alarms: Sequence[Alarm]) -> None:
    server = urlsplit(os.environ.get("NIANBAO_SMTP") or "smtp://localhost:25")
    message = EmailMessage()
    worst = "error" if any(alarm.severity == "error" for alarm in alarms) else "warning"
    message["Subject"] = f"nianbao: {len(alarms)} alarms ({worst})"
    message["From"] = unquote(server.username or "") or f"nianbao@{os.uname().nodename}"
    message["To"] = to
    message.set_content("\n".join(map(str, alarms)) + "\n")
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=_SECONDS) as smtp:
        if server.username and server.password:
            if server.scheme != "smtps":
                smtp.starttls()
            smtp.login(unquote(server.username), unquote(server.password))
        smtp.send_message(message)

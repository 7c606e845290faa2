"""Alarms on their way to people (告警): log, exit code, webhook, e-mail; and those that no SQL can tell.

1. What stands is in the log and the exit code every night; by webhook and e-mail goes what is news
   (``archive.raised``).
2. ``NIANBAO_WEBHOOK`` is an address that gets alarms as JSON by POST. ``NIANBAO_MAIL_TO`` gets them as an
   e-mail through ``NIANBAO_SMTP`` (``smtp://user:password@host:587``, ``smtps://`` for TLS from the start).
3. What could not be delivered is told, and tried again the next time that somebody watches.
"""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import socket
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawler.console import message
from crawler.errors import UsageError
from crawler.logbook import log

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.monitors import Alarm
    from archive.raised import News

#: Less free space than this, in bytes or as a share of the disk, is an error.
LEAST_BYTES, LEAST_SHARE = 2 * 1024**3, 0.05
_SECONDS = 20


def watch(engine: Engine, data: Path, now: datetime) -> list[Alarm]:
    """Ask the monitors and tell people what is news; gives every alarm that stands."""
    from archive.raised import keep_alarms, keep_told

    standing = standing_alarms(engine, data, now)
    news = keep_alarms(engine, standing, now, socket.gethostname())
    for alarm in standing:
        log("alarm", level=alarm.severity, **alarm.as_json(), new=alarm.about in news.names)
    for alarm in news.over:
        log("alarm is over", **alarm.as_json())
    failed = deliver(news) if news else []
    for undelivered in failed:
        message(undelivered)
    if not failed:
        keep_told(engine, news, now)
    return standing


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
    room = {"free": usage.free, "total": usage.total}
    machine = socket.gethostname()
    return [
        Alarm("disk_space", "error", None, says, todo, room, f"disk_space {machine} {there}", machine=machine)
    ]


def deliver(news: News) -> list[str]:
    """Send news to the webhook and the e-mail address; gives what could not be delivered."""
    ways = {"NIANBAO_WEBHOOK": _post, "NIANBAO_MAIL_TO": _mail}
    failed = []
    for variable, way in ways.items():
        if os.environ.get(variable):
            try:
                way(os.environ[variable], news)
            except (OSError, smtplib.SMTPException) as error:
                failed.append(f"The alarms could not be sent to {variable} ({error}): look at it.")
    return failed


def _post(address: str, news: News) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise UsageError(f"NIANBAO_WEBHOOK must be an address with http or https, not {address!r}.")
    told = {"alarms": _as_json(news.raised), "over": _as_json(news.over)}
    body = json.dumps(told, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json; charset=utf-8"})
    # Portals are reached through a proxy now and then; the webhook is ours.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=_SECONDS).close()


def _as_json(alarms: Sequence[Alarm]) -> list[dict[str, Any]]:
    return [alarm.as_json() for alarm in alarms]


def _mail(to: str, news: News) -> None:
    server = urlsplit(os.environ.get("NIANBAO_SMTP") or "smtp://localhost:25")
    mail = EmailMessage()
    mail["Subject"] = f"nianbao: {_in_short(news)}"
    mail["From"] = unquote(server.username or "") or f"nianbao@{socket.gethostname()}"
    mail["To"] = to
    mail.set_content("\n".join([*map(str, news.raised), *(f"over: {one.says}" for one in news.over)]) + "\n")
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=_SECONDS) as smtp:
        if server.username and server.password:
            if server.scheme != "smtps":
                smtp.starttls()
            smtp.login(unquote(server.username), unquote(server.password))
        smtp.send_message(mail)


def _in_short(news: News) -> str:
    worst = "error" if any(alarm.severity == "error" for alarm in news.raised) else "warning"
    raised = f"{len(news.raised)} alarms ({worst})" if news.raised else ""
    over = f"{len(news.over)} over" if news.over else ""
    return ", ".join(filter(None, [raised, over]))

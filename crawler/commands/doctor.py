"""``nianbao doctor``: whether the installation and the archive are well."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings


@command(
    examples=("nianbao doctor", "nianbao doctor --json", "nianbao doctor --send"),
    uses=("archive", "data", "json"),
)
def doctor(
    settings: Settings,
    send: Annotated[
        bool, typer.Option("--send", help="Send what is news to the webhook and the e-mail address.")
    ] = False,
) -> int:
    """Check the installation (LibreOffice, OCR, database, schema, robots, clock) and ask every monitor.

    Ends with 1 if something is wrong or an error stands among the alarms. With --send it keeps of which
    alarms people were told: an alarm is sent when it is raised, and when it is over.
    """
    from crawler.checkup import examine

    found = examine(settings.archive, settings.data, send=send)
    if settings.json:
        checks = [check.as_json() for check in found.checks]
        print_json({"checks": checks, "alarms": [alarm.as_json() for alarm in found.alarms]})
    else:
        print_table(("check", "state", "found"), [check.row() for check in found.checks])
        for alarm in found.alarms:
            message(str(alarm))
        message(f"{len(found.alarms)} alarms stand.")
    return ExitCode.DONE if found.is_well else ExitCode.PARTLY

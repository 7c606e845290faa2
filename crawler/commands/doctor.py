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
        bool, typer.Option("--send", help="Send the alarms to the webhook and the e-mail address, too.")
    ] = False,
) -> int:
    """Check the installation (LibreOffice, OCR, database, schema, robots, clock) and ask every monitor.

    Ends with 1 if something is wrong or an alarm stands. It changes nothing.
    """
    from crawler.alarms import deliver
    from crawler.checkup import examine

    found = examine(settings.archive, settings.data)
    if settings.json:
        checks = [check.as_json() for check in found.checks]
        print_json({"checks": checks, "alarms": [alarm.as_json() for alarm in found.alarms]})
    else:
        print_table(("check", "state", "found"), [check.row() for check in found.checks])
        for alarm in found.alarms:
            message(str(alarm))
        message(f"{len(found.alarms)} alarms stand.")
    for failed in deliver(found.alarms) if send else ():
        message(failed)
    return ExitCode.DONE if found.is_well else ExitCode.PARTLY

"""``nianbao check``: the findings of the archive, and what people decide about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import message, print_json, print_table, print_text
from crawler.errors import UsageError
from crawler.options import command
from crawler.report_text import verdict_text
from crawler.settings import Settings
from crawler.who import user

if TYPE_CHECKING:
    from archive.findings import Decision

_COLUMNS = ("ID", "body", "year", "severity", "rule", "finding", "verdict")


@command(
    examples=(
        "nianbao check",
        "nianbao check --portal wenshang --year 2023",
        "nianbao check --rule applications --json",
        "nianbao check --rule identity --body 米易县",
        "nianbao check --dismiss 3f09c2d41b7a --note 'the county was merged in 2022'",
    ),
    uses=("archive", "json"),
)
def check(
    settings: Settings,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="Of this portal alone.")] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Of these years: 2023 or 2019-2024.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option(metavar="RULE", help="By this rule, or by all rules before a dot.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="BODY", help="Of this body alone, by its name or code.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Dismissed findings too.")] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="ID", help="Decide that the report is wrong there.")
    ] = None,
    dismiss: Annotated[
        str | None, typer.Option(metavar="ID", help="Decide that nothing is wrong: hidden without --all.")
    ] = None,
    undo: Annotated[str | None, typer.Option(metavar="ID", help="Take the last decision back.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it was decided so.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WHO", help="Who decides [default: the user of this machine].")
    ] = None,
) -> None:
    """List what does not add up, and what could not be read; or decide about one finding.

    Ends with 0 either way. A decision names the finding by its ID or the beginning of it, needs a --note and
    outlives re-extraction; a finding whose numbers change is another one.
    """
    from archive.bodies import find_body
    from archive.findings import findings
    from archive.session import open_archive
    from crawler.provenance import known_portal
    from crawler.years import years_of

    decision = _decision({"confirmed": confirm, "dismissed": dismiss, "undone": undo}, note)
    engine = open_archive(settings.archive, create=False)
    if decision:
        from archive.findings import decide

        found = decide(engine, decision[1], decision[0], note=note or "", who=by or user())
    else:
        years, body_id = years_of(year), find_body(engine, body).id if body else None
        found = findings(
            engine,
            portal=known_portal(portal, settings.data),
            years=years,
            rule=rule,
            dismissed=everything,
            body_id=body_id,
        )
    _tell(settings, found)


def _decision(asked: dict[Decision, str | None], note: str | None) -> tuple[Decision, str] | None:
    """What was decided and about which ID; None if the findings are to be listed."""
    given = [(decision, one) for decision, one in asked.items() if one is not None]
    if len(given) > 1:
        raise UsageError("One decision at a time: --confirm, --dismiss or --undo.")
    if given and given[0][0] != "undone" and not (note or "").strip():
        raise UsageError("A decision needs its reason: --note TEXT.")
    if note is not None and not given:
        raise UsageError("--note goes with --confirm, --dismiss or --undo.")
    return given[0] if given else None


def _tell(settings: Settings, found: list[dict[str, Any]]) -> None:
    if settings.json:
        print_json(found)
        return
    if found:
        print_table(_COLUMNS, [_row(one) for one in found])
    else:
        print_text("No findings.")
    counts = Counter(one["severity"] for one in found)
    message(", ".join(f"{count} {severity}" for severity, count in counts.items()) or "0 findings")


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    subject = one["body"] or one["url"]
    said = verdict_text(one["verdict"])
    return (one["id"], subject, one["year"], one["severity"], one["rule"], one["message"], said)

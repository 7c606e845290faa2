"""``nianbao portal``: the registry of portals: list, add, check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import message, print_json, print_table, print_text
from crawler.errors import ExitCode, UsageError
from crawler.options import command
from crawler.settings import Settings

if TYPE_CHECKING:
    from crawler.portal_check import Verdict
    from crawler.proposal import Wish
    from crawler.survey import Survey
    from spiders.fingerprint import Recognised
    from spiders.registry import Portal

_VERDICT = ("portal", "check", "level", "message")


@command(examples=("nianbao portal list", "nianbao portal list --json"), uses=("data", "json"))
def list_(settings: Settings) -> None:
    """List the portals that can be crawled, by the names to crawl them by."""
    from spiders.registry import known_portals

    known = [
        {"name": one.name, "county": one.county, "family": one.family, "home": one.home}
        for one in known_portals(settings.data).values()
    ]
    if settings.json:
        print_json(known)
    else:
        print_table(("name", "county", "family", "home"), [tuple(one.values()) for one in known])


@command(
    examples=(
        "nianbao portal check",
        "nianbao portal check wenshang --json",
        "nianbao portal check --offline",
    ),
    uses=("data", "json", "delay"),
)
def check(
    settings: Settings,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="Names; all portals if none is given.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only what can be said without asking the portal.")
    ] = False,
) -> int:
    """Check portals: division, home page, robots.txt, lists read to their end, years, golden list.

    Reads the lists of each portal and none of the reports; the archive is not touched. Ends with 1 if a
    portal has an error.
    """
    from crawler.crawl import known_ones
    from spiders.registry import known_portals

    known = known_ones(names or list(known_portals(settings.data)), settings.data)
    verdicts = _verdicts(known, settings, offline=offline)
    if settings.json:
        print_json([_object(one) for one in verdicts])
    else:
        print_table(_VERDICT, [tuple(_object(one).values()) for one in verdicts])
    return ExitCode.PARTLY if any(one.level == "error" for one in verdicts) else ExitCode.DONE


@command(
    examples=(
        "nianbao portal add www.wenshang.gov.cn",
        "nianbao portal add https://www.ningdu.gov.cn/ --name ningdu --yes",
        "nianbao portal add www.example.gov.cn --division 370830 --column http://www.example.gov.cn/zfxxgknb/",
    ),
    uses=("data", "json", "delay"),
)
def add(
    settings: Settings,
    url: Annotated[str, typer.Argument(metavar="URL", help="The portal's home page.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name to crawl it by.")] = None,
    division: Annotated[
        str | None, typer.Option(metavar="CODE", help="Code of its county (6 digits), if it does not say.")
    ] = None,
    family: Annotated[
        str | None, typer.Option(metavar="FAMILY", help="CMS family, if you know it better.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A column that the home page does not lead to.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> int:
    """Add a portal to the registry: find its reports from its home page, write its entry, check it.

    The entry goes into portals.toml of the data folder, with a golden list and a few pages of its lists
    beside it: data, no code. Prints the name to crawl by. Ends with 4 if no list names a report, with 1 if
    the check finds an error.
    """
    from crawler.adding import looked_at, registered
    from crawler.proposal import Wish, home_of, name_of, proposed

    home = home_of(url)
    wish = Wish(home, name or name_of(home), division, family, tuple(column or ()))
    _refuse(wish, settings)
    seen = looked_at(wish, settings)
    entry, recognised = proposed(wish, seen)
    _say_proposal(entry, seen, recognised)
    if not yes and not typer.confirm(f"Write [{entry.name}] into portals.toml?", default=True, err=True):
        message("Nothing was written.")
        return ExitCode.DONE
    return _print_added(settings, *registered(entry, wish, seen, settings))


def _verdicts(known: list[Portal], settings: Settings, *, offline: bool) -> list[Verdict]:
    from datetime import date

    from crawler.portal_check import with_survey, without_network
    from crawler.survey import survey

    seen = {} if offline else survey(known, settings)
    return [
        verdict
        for one in known
        for verdict in (
            *without_network(one, settings.data),
            *(with_survey(seen[one.name], settings.data, date.today()) if one.name in seen else ()),
        )
    ]


def _object(verdict: Verdict) -> dict[str, str]:
    return {name: getattr(verdict, name) for name in _VERDICT}


def _refuse(wish: Wish, settings: Settings) -> None:
    """What cannot be added is told before anything is asked of the portal."""
    from dataclasses import replace

    from crawler.proposal import first_look, given_place
    from spiders.families.catalogue import base_of
    from spiders.registry import known_portals, portals

    base_of(replace(first_look(wish), family=wish.family or "generic"))
    if wish.division:
        given_place(wish.division)
    taken = known_portals(settings.data).get(wish.name)
    if taken and (wish.name in portals() or taken.home != wish.home):
        raise UsageError(
            f"{taken.home} is called {wish.name} in the registry: crawl it, or choose another --name."
        )


def _say_proposal(entry: Portal, seen: Survey, recognised: Recognised | None) -> None:
    by = f" (by {', '.join(recognised.signs[:3])})" if recognised else ""
    years = seen.years
    message(f"{entry.title}: {entry.division} {entry.county}, family {entry.family}{by}")
    message(
        f"{len(seen.entries)} reports for {years[0]} to {years[-1]}, {seen.requests} requests" * bool(years)
    )
    for step in [one for one in seen.steps if one.candidates][:10]:
        message(f"  {' > '.join(step.trail) or 'home page'}: {step.candidates}: {step.url}")


def _print_added(settings: Settings, entry: Portal, found: list[dict[str, str]]) -> int:
    if settings.json:
        print_json({**_entry_object(entry), "check": found})
    else:
        for one in found:
            message(f"  {one['level']:<8}{one['check']}: {one['message']}")
        print_text(entry.name)
    green = all(one["level"] != "error" for one in found)
    message(f"Crawl it by: nianbao crawl {entry.name}" if green else "Written, but not green: see above.")
    return ExitCode.DONE if green else ExitCode.PARTLY


def _entry_object(entry: Portal) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(entry), "columns": list(entry.columns)}

"""``nianbao demo``: everything at once, on portals that run on this machine."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table, print_text
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings

_BODY, _YEAR, _FIGURE = "白石镇", 2023, "disclosure.licensing.decisions"
_COLUMNS = ("portal", "bodies", "reports", "figures", "findings", "requests", "seconds")


@command(
    examples=("nianbao demo", "nianbao demo --dir /tmp/demo", "nianbao demo --json"),
    uses=("archive", "data", "json"),
)
def demo(
    settings: Settings,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="Folder of the demo's archive, WARC files and logs.")
    ] = Path("demo"),
) -> int:
    """Crawl the bundled replica portals into a fresh archive.

    The spiders are the real ones, the portals run on this machine, and some of their reports are real.
    Nothing is fetched from the network. What an earlier demo left in the folder is removed first; an
    archive named by --archive is kept and added to.
    """
    from archive.session import open_archive
    from crawler.rehearsal import clear, counts, crawl_all
    from spiders.registry import portals

    started = time.monotonic()
    settings = _own_archive(settings, folder)
    clear(folder)
    engine = open_archive(settings.archive)
    message(f"Crawling {len(portals())} replica portals on this machine into {settings.archive} ...")
    ended = crawl_all(list(portals()), settings, folder / "logs", _say_ended)
    found = counts(engine)
    rows = [
        {**found.get(one.portal, {"portal": one.portal}), "seconds": round(one.seconds, 1)} for one in ended
    ]
    if settings.json:
        print_json(rows)
    else:
        _show(rows, time.monotonic() - started)
        _show_a_real_report(engine)
        _say_what_next(settings)
    return ExitCode.PARTLY if any(one.exit_code for one in ended) else ExitCode.DONE


def _own_archive(settings: Settings, folder: Path) -> Settings:
    """The demo's own archive, never the one of the environment: replicas are no evidence."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = settings.archive if "archive" in settings.given else f"sqlite:///{folder / 'nianbao.db'}"
    data = settings.data if "data" in settings.given else folder / "data"
    return replace(settings, archive=archive, data=data)


def _say_ended(one: Any) -> None:
    if one.exit_code:
        message(f"  {one.portal} ended with {one.exit_code} after {one.seconds:.1f} s: see {one.log}")
    else:
        message(f"  {one.portal} done in {one.seconds:.1f} s")


def _show(rows: list[dict[str, Any]], seconds: float) -> None:
    print_table(_COLUMNS, [[row.get(column) for column in _COLUMNS] for row in rows])
    reports, figures = (sum(row.get(name, 0) for row in rows) for name in ("reports", "figures"))
    print_text(f"{reports} reports with {figures} numbers in {seconds:.0f} seconds.")


def _show_a_real_report(engine: Any) -> None:
    from archive.queries import trace

    evidence = trace(engine, _BODY, _YEAR, _FIGURE)
    print_text("")
    print_text(f"One of the real reports among them: {evidence['body']} {_YEAR}")
    print_text(f"  {evidence['label']}: {evidence['value']} {evidence['unit']}")
    print_text(f"  read from {evidence['raw']!r} at {evidence['place']} of {evidence['url']}")
    print_text(f"  kept in {evidence['warc_file']}, offset {evidence['warc_offset']}")


def _say_what_next(settings: Settings) -> None:
    file = settings.archive.removeprefix("sqlite:///")
    lines = [] if shutil.which("nianbao") else ["source .venv/bin/activate"]
    lines += [
        f"export DATABASE_URL={settings.archive} NIANBAO_DATA={settings.data}",
        f"nianbao show {_BODY} {_YEAR}",
        f"nianbao trace {_BODY} {_YEAR} {_FIGURE}",
        "nianbao check --rule applications.balance",
        "nianbao coverage --portal wenshang",
        "nianbao export csv demo-csv/",
    ]
    if file != settings.archive:
        asked = f"body like '%{_BODY}%' and year={_YEAR} and value>0"
        lines.append(f'sqlite3 {file} "select figure, value from figures where {asked}"')
    print_text("\nNext:\n" + "\n".join(f"  {line}" for line in lines))

"""``nianbao replica``: the replica portals alone, as a forward proxy on loopback."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.console import message, print_json
from crawler.errors import UsageError
from crawler.options import command
from crawler.settings import Settings

if TYPE_CHECKING:
    from crawler.replica.exchange import Site


@command(
    examples=(
        "nianbao replica --port 8118",
        "http_proxy=http://127.0.0.1:8118 nianbao crawl wenshang --delay 0",
        "nianbao replica --port 8118 --faults 7",
        "nianbao replica --port 8118 --vary 7",
        "curl --proxy http://127.0.0.1:8118 http://www.wenshang.gov.cn/",
    ),
    uses=("json",),
)
def replica(
    settings: Settings,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 0,
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = "127.0.0.1",
    faults: Annotated[
        int | None,
        typer.Option(metavar="SEED", help="Spoil some answers, the same ones for a seed: to try a crawl."),
    ] = None,
    vary: Annotated[
        int | None,
        typer.Option(metavar="SEED", help="Portals that nobody has seen in place of the known ones."),
    ] = None,
) -> None:
    """Serve the replica portals as a forward proxy, until interrupted.

    Prints the variables to set in another terminal. Nothing it serves comes from the network. With --faults
    pages fail, hang, repeat, are cut, lie about totals, change encoding, are challenges or error texts; at
    the end it says which. With --vary a portal of each CMS family is made whose county, host, paths, labels,
    menus and markup are drawn; it says their home pages, to try nianbao portal add.
    """
    from crawler.replica.faults import with_faults
    from crawler.replica.proxy import Replica

    sites, spoilt = with_faults(_sites(vary), faults)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        served = Replica(sites, port=port, host=host)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"Port {port} is not to be had ({error.strerror}): choose another, or 0.") from error
    try:
        with served:
            _say(settings, served.environment())
            ended.wait()
    finally:
        for url, name in sorted(spoilt.items()):
            message(f"{name}: {url}")


def _sites(vary: int | None) -> dict[str, Site]:
    if vary is None:
        from crawler.replica.portals import all_sites

        return all_sites()
    from crawler.replica.unseen.sites import unseen_portals

    portals = unseen_portals(vary)
    for one in portals:
        message(f"{one.family}: {one.county.scheme}://{one.county.host}/ ({one.county.name})")
    return {host: site for one in portals for host, site in one.sites.items()}


def _say(settings: Settings, environment: dict[str, str]) -> None:
    if settings.json:
        print_json(environment, indent=None)
    else:
        for name in ("http_proxy", "https_proxy"):
            print(f"{name}={environment[name]}", flush=True)
    message("The replica portals answer at this address. In another terminal: export the lines above,")
    message("then: nianbao crawl wenshang --delay 0. End with Ctrl-C.")

"""Names that lead into a private network (内网地址) are refused: no page makes us ask our own machines.

A portal that a registry names by its number (http://127.0.0.1:8000/) is the user's choice and is asked; so
is whatever a proxy reaches, whose own address may be private, and a host that the user names for this run
(``MEANT``: a web archive in the house).
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred


#: Names that were refused, with their addresses: whoever asks for one again is told why.
REFUSED: dict[str, str] = {}
#: Names that the user has given: they may lead anywhere.
MEANT: set[str] = set()


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses names of private addresses."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """The address of a name. Fails with DNSLookupError for one that is not public, and remembers it."""
        found = super().getHostByName(name, timeout)
        proxies = {urlsplit(proxy).hostname for proxy in getproxies().values()}
        meant = name in proxies or name in MEANT or _is_address(name)
        return found if meant else found.addCallback(_public, name)


def _public(address: str, name: str) -> str:
    if not ip_address(address).is_global:
        REFUSED[name] = address
        raise DNSLookupError(f"{name} is the private address {address}")
    return address


def _is_address(name: str) -> bool:
    return name.replace(".", "").isdigit()

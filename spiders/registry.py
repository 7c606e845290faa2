"""The registry of portals (门户): ``portals.toml``, checked when it is loaded.

One file comes with Nianbao; another, in the data folder, holds the portals that ``nianbao portal add`` wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit

_FILE = "portals.toml"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
FIRST_YEAR = 2008
"""The first year that reports are about (Regulation of 2007)."""
#: Domains below which everybody is.
_SHARED = frozenset(("gov.cn", "com.cn", "org.cn", "net.cn", "edu.cn"))


class UnknownPortal(LookupError):
    """No portal of that name is in the registry; the message lists those that are."""


class InvalidRegistry(Exception):
    """An entry of ``portals.toml`` lacks something or holds something impossible."""


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal; the fields are those of ``portals.toml``."""

    name: str
    title: str
    county: str
    division: str
    family: str
    home: str
    aliases: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    since: int = FIRST_YEAR
    skip: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for wrong, remedy in self._mistakes():
            if wrong:
                raise InvalidRegistry(f"{_FILE}, [{self.name}]: {remedy}.")

    @property
    def host(self) -> str:
        """The host that the portal's addresses are kept under."""
        return urlsplit(self.home).hostname or ""

    @property
    def scheme(self) -> str:
        """http or https, as of the home page."""
        return urlsplit(self.home).scheme

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that serve the portal's pages, as far as they are known by name."""
        return frozenset((*self._same, *self.sites))

    @property
    def _same(self) -> tuple[str, ...]:
        """The hosts of the very same pages: with and without www, and the aliases."""
        bare = self.host.removeprefix("www.")
        return (self.host, bare if bare != self.host else f"www.{bare}", *self.aliases)

    def serves(self, host: str) -> bool:
        """Whether a host serves pages of the portal: one of its own, or one below."""
        return host in self.hosts or any(_is_below(host, one.removeprefix("www.")) for one in self.hosts)

    def own(self, url: str) -> str:
        """An address in the form that the portal's addresses are kept in: its scheme, its first host."""
        parts = urlsplit(url)
        if parts.hostname in self._same and parts.port is None:
            return parts._replace(scheme=self.scheme, netloc=urlsplit(self.home).netloc).geturl()
        return url

    def _mistakes(self) -> tuple[tuple[bool, str], ...]:
        return (
            (not _NAME.fullmatch(self.name), "a name is of small letters, digits and _"),
            (not re.fullmatch(r"\d{6}", self.division), f"division needs 6 digits, not {self.division!r}"),
            (
                self.scheme not in ("http", "https") or not self.host,
                f"home needs a full address, not {self.home!r}",
            ),
            (self.since < FIRST_YEAR, f"since: reports begin with {FIRST_YEAR} (Regulation of 2007)"),
        )


def _is_below(host: str, domain: str) -> bool:
    return domain not in _SHARED and "." in domain and host.endswith(f".{domain}")


@cache
def portals() -> Mapping[str, Portal]:
    """The portals that Nianbao comes with, by name. Raises InvalidRegistry, naming file and entry."""
    return load(files("spiders").joinpath(_FILE).read_text("utf-8"))


def own_file(data: Path) -> Path:
    """Where the portals that a user has added stand: ``portals.toml`` in the data folder."""
    return data / _FILE


def known_portals(data: Path | None = None) -> Mapping[str, Portal]:
    """All portals by name: those that Nianbao comes with, and those that were added in a data folder.

    Raises InvalidRegistry, also for an added portal that has the name of another.
    """
    file = own_file(data) if data else None
    if file is None or not file.exists():
        return portals()
    added = load(file.read_text("utf-8"))
    if doubled := portals().keys() & added.keys():
        raise InvalidRegistry(f"{file}: rename [{min(doubled)}], Nianbao comes with a portal of that name.")
    return {**portals(), **added}


def keep(entry: Portal, data: Path) -> Path:
    """Write a portal into the registry of a data folder, in place of an entry of that name; gives the file.

    Everything else in the file, comments included, stays as it is. Raises InvalidRegistry for the name of a
    portal that Nianbao comes with.
    """
    if entry.name in portals():
        raise InvalidRegistry(f"Nianbao comes with a portal called {entry.name}: choose another --name.")
    file = own_file(data)
    document = tomlkit.parse(file.read_text("utf-8") if file.exists() else "")
    document[entry.name] = _table(entry)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(tomlkit.dumps(document), "utf-8")
    beside.replace(file)
    return file


def _table(entry: Portal) -> dict[str, Any]:
    """What an entry says that is not said by leaving it out."""
    said = {one.name: getattr(entry, one.name) for one in fields(Portal) if one.name != "name"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}


def load(text: str) -> dict[str, Portal]:
    """The portals that a registry's text holds."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRegistry(f"{_FILE}: {error}") from error
    return {name: _portal(name, table) for name, table in tables.items()}


def _portal(name: str, table: Mapping[str, Any]) -> Portal:
    known = {field.name for field in fields(Portal)}
    if unknown := set(table) - known:
        raise InvalidRegistry(f"{_FILE}, [{name}]: no portal has {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    try:
        return Portal(name=name, **values)
    except TypeError as error:
        needed = "title, county, division, family, home"
        raise InvalidRegistry(f"{_FILE}, [{name}]: each portal needs {needed} ({error}).") from error


def portal(name: str, data: Path | None = None) -> Portal:
    """One portal by name. Raises UnknownPortal."""
    known = known_portals(data)
    try:
        return known[name]
    except KeyError:
        names = ", ".join(sorted(known))
        raise UnknownPortal(f"No portal is called {name!r}. Known are: {names}.") from None


def portal_of(url: str, data: Path | None = None) -> Portal | None:
    """The portal that serves an address, if it is in the registry."""
    host = urlsplit(url).hostname
    return next((one for one in known_portals(data).values() if host and one.serves(host)), None)

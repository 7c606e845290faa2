"""A country of simulated portals (模拟门户), and what one look at one of them takes: no network, no clock.

1. Each portal has the townships of a real county of the division table; departments, lists and servers are
   drawn by ``simulation.toml``, always the same for its seed.
2. A look is a number of requests: lists, what is new, what is due to be asked again; with a discovery of
   everything also the way from the home page.
3. Each request waits as in a crawl: Scrapy's own slot and AutoThrottle with this project's settings, and its
   pauses before a repeat. So the seconds of a look and the rate at its host come out, they are not assumed.
"""

from __future__ import annotations

import math
import random
import tomllib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.settings import Settings

from archive.divisions import all_divisions, children, is_grouping
from archive.rechecks import rules

FILE = Path(__file__).with_name("simulation.toml")
MINUTE = 60.0
_TOWNSHIP_DIGITS = 9
_CONNECTION_REFUSED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server; the fields are those of ``simulation.toml``."""

    name: str
    share: float
    seconds: float
    spread: float
    fails: float
    down: float


@dataclass(frozen=True, slots=True)
class SimulatedPortal:
    """A portal: how many bodies publish there, its pages of lists and of navigation, and its server."""

    name: str
    bodies: int
    reports: int
    list_pages: int
    navigation: int
    server: Server


@dataclass(frozen=True, slots=True)
class Look:
    """What one look took: seconds, requests, whether it came to its end without a failure, and the rate.

    ``most_in_a_minute`` and ``least_gap`` (seconds) are those between requests to the host.
    """

    seconds: float
    requests: int
    whole: bool
    most_in_a_minute: int
    least_gap: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year as it matters: the age in days of the newest reports, and what is published then."""

    name: str
    age_of_newest: int
    published: float = 0.0


@cache
def data() -> Mapping[str, Any]:
    """``simulation.toml``. Raises ValueError where the shares of the servers are not one together."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    if not math.isclose(sum(one["share"] for one in table["server"]), 1.0):
        raise ValueError(f"{FILE.name}: the shares of the servers must be 1 together.")
    return table


def country(portals: int | None = None) -> list[SimulatedPortal]:
    """So many portals (``simulation.toml`` says how many, if not given), always the same."""
    chance = random.Random(data()["seed"])
    counties = [one for one in all_divisions() if one.level == "county" and not is_grouping(one)]
    servers = [Server(**one) for one in data()["server"]]
    chosen = chance.sample(counties, portals or data()["portals"])
    return [_portal(one.code, servers, random.Random(f"{data()['seed']}/{one.code}")) for one in chosen]


def _portal(code: str, servers: Sequence[Server], chance: random.Random) -> SimulatedPortal:
    size = data()["size"]
    towns = sum(len(place.code) == _TOWNSHIP_DIGITS for place in children(code))
    bodies = 1 + towns + chance.randint(*size["departments"])
    reports = bodies * size["reports_per_body"]
    lists = chance.randint(*size["lists_per_portal"])
    pages = lists * math.ceil(reports / lists / size["entries_per_list_page"])
    server = chance.choices(servers, [one.share for one in servers])[0]
    return SimulatedPortal(code, bodies, reports, pages, chance.randint(*size["pages_of_navigation"]), server)


def requests_of(portal: SimulatedPortal, *, first: bool, everything: bool, day: Day) -> int:
    """How many pages a look asks for; robots.txt is one."""
    lists = 1 + portal.list_pages + (portal.navigation if everything else 0)
    if first:
        return lists + portal.reports
    newest = round(portal.bodies * (_asked_again(day.age_of_newest) + day.published))
    older = (portal.reports - portal.bodies) * _asked_again(day.age_of_newest + 365)
    return lists + newest + round(older)


def _asked_again(age: int) -> float:
    """The share of archived pages of an age that are asked for in one night, by ``archive/rechecks.toml``."""
    rule = next(rule for rule in rules() if "archived" in rule.states and age <= rule.days)
    return 1 / max(1.0, rule.again)


class Host:
    """The downloader of one crawl, as Scrapy and this project's settings time it, on a virtual clock."""

    def __init__(self, server: Server, chance: random.Random, *, down: bool) -> None:
        self._server, self._chance, self._down = server, chance, down
        ours = politeness_read()
        self._throttle = ours.throttle
        self._slot = Slot(1, ours.delay, jitter=0.0)
        self._jitter, self._repeats, self._pause = ours.jitter, ours.repeats, ours.pause
        self._minute: deque[float] = deque()
        self.now, self.requests, self.most, self.least_gap = 0.0, 0, 0, math.inf
        self._last = -math.inf

    def ask(self) -> bool:
        """One page with its repeats; whether it was answered in the end."""
        for attempt in range(self._repeats + 1):
            if self._request():
                return True
            if attempt < self._repeats:
                self.now += self._pause * 2.0**attempt
        return False

    def _request(self) -> bool:
        wait = self._slot.delay * (1 + self._chance.uniform(-self._jitter, self._jitter))
        self.now = max(self.now, self._last + wait)
        self._count()
        if self._down:
            self.now += _CONNECTION_REFUSED_SECONDS
            return False
        seconds = self._chance.lognormvariate(math.log(self._server.seconds), self._server.spread)
        failed = self._chance.random() < self._server.fails
        self.now += seconds
        self._throttle._adjust_delay(self._slot, seconds, _FAILED if failed else _ANSWERED)
        return not failed

    def _count(self) -> None:
        self.requests += 1
        self.least_gap = min(self.least_gap, self.now - self._last)
        self._last = self.now
        self._minute.append(self.now)
        while self._minute[0] <= self.now - MINUTE:
            self._minute.popleft()
        self.most = max(self.most, len(self._minute))


_ANSWERED, _FAILED = Response("http://portal.gov.cn/"), Response("http://portal.gov.cn/", status=503)


@dataclass(frozen=True, slots=True)
class Politeness:
    """What of the settings a simulated crawl obeys."""

    delay: float
    jitter: float
    repeats: int
    pause: float
    throttle: AutoThrottle

    @property
    def least_gap(self) -> float:
        """The budget of a host: no two requests ever come closer than this, in seconds."""
        return self.delay * (1 - self.jitter)


@cache
def politeness_read() -> Politeness:
    """The settings, read once; only one request at a time to a host is simulated."""
    ours = Settings()
    ours.setmodule("crawler.scrapy_settings")
    assert ours.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    throttle = AutoThrottle(Crawler(Spider, ours))
    throttle.mindelay = ours.getfloat("DOWNLOAD_DELAY")
    throttle.maxdelay = ours.getfloat("AUTOTHROTTLE_MAX_DELAY")
    delay = max(throttle.mindelay, ours.getfloat("AUTOTHROTTLE_START_DELAY"))
    jitter = 0.5 if ours.getbool("RANDOMIZE_DOWNLOAD_DELAY") else 0.0
    repeats = ours.getint("RETRY_TIMES")
    return Politeness(delay, jitter, repeats, ours.getfloat("NIANBAO_BACK_OFF"), throttle)


@cache
def look_at(portal: SimulatedPortal, pages: int, occasion: str) -> Look:
    """One look of so many pages; a portal that is down is given up after its home page.

    Always the same for the same occasion, however many crawls run at once: one is limited by its host.
    """
    chance = random.Random(f"{data()['seed']}/{portal.name}/{occasion}")
    host = Host(portal.server, chance, down=chance.random() < portal.server.down)
    whole = host.ask()
    for _ in range(pages - 1 if whole else 0):
        whole = host.ask() and whole
    seconds = host.now + data()["run"]["seconds_to_begin"]
    return Look(seconds, host.requests, whole, host.most, host.least_gap)

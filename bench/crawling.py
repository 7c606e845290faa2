"""``make bench``, the crawl: pages per second of a whole crawl against stock Scrapy that only fetches.

1. A first crawl, which does not count, tells the addresses, and lets the replica make its pages.
2. A portal of the replica is crawled into a fresh archive: fetch, WARC on the disk, extraction, commit.
3. Stock Scrapy with its own settings fetches the same addresses from the same server, and throws them away.
4. Both are done a few times in turn, and the best of each counts: the ratio of the two is printed.

Politeness is off for both: as many requests at once as Scrapy makes. Of neither the start of Python counts,
nor what it imports, nor that an empty archive is made. Server and client share the machine's cores, so ratios
say more than seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.console import message, print_table
from crawler.replica.process import replica_process

PORTAL = "scmiyi"
ROUNDS = 3
GOAL = 0.5
OURS = """
import sys, time
from pathlib import Path
from scrapy.settings import default_settings
import crawler.process, pipelines.stages, spiders.families.catalogue
from archive.session import open_archive
from crawler import scrapy_settings
from crawler.crawl import Asked, crawl
scrapy_settings.CONCURRENT_REQUESTS = default_settings.CONCURRENT_REQUESTS
scrapy_settings.CONCURRENT_REQUESTS_PER_DOMAIN = default_settings.CONCURRENT_REQUESTS_PER_DOMAIN
open_archive(sys.argv[1]).dispose()
started = time.perf_counter()
done = crawl(sys.argv[1], Path(sys.argv[2]), Asked([sys.argv[3]], delay=0, progress=False))
assert done.exit_code == 0, done.problems
print(done.run["requests"], time.perf_counter() - started)
"""
STOCK = """
import json, sys, time
import scrapy
from scrapy.crawler import CrawlerProcess
class Fetching(scrapy.Spider):
    name = "fetching"
    custom_settings = {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False}
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        pass
started = time.perf_counter()
process = CrawlerProcess()
crawler = process.create_crawler(Fetching)
process.crawl(crawler)
process.start()
print(crawler.stats.get_stats()["response_received_count"], time.perf_counter() - started)
"""


def run(script: str, *arguments: str, environment: dict[str, str]) -> tuple[int, float]:
    """A script in a process of its own; gives the pages and seconds that it prints at the end."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    pages, seconds = done.stdout.split()[-2:]
    return int(pages), float(seconds)


def ours(folder: Path, name: str, environment: dict[str, str]) -> tuple[int, float]:
    """One crawl into an archive of its own."""
    archive, data = folder / f"{name}.db", folder / name
    return run(OURS, f"sqlite:///{archive}", str(data), PORTAL, environment=environment)


def asked_for(data: Path) -> Iterator[str]:
    """The addresses that a crawl has asked for, as its WARC files have them."""
    for file in sorted(data.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "request":
                    yield record.rec_headers.get_header("WARC-Target-URI")


def main() -> int:
    """Print both rates and their ratio; the exit code is 1 where the goal is missed."""
    mine, theirs = [], []
    with tempfile.TemporaryDirectory() as scratch, replica_process() as environment:
        folder = Path(scratch)
        message(f"Crawling {PORTAL} of the replica, {ROUNDS} times after a first one ...")
        ours(folder, "first", environment)
        urls = folder / "urls.json"
        urls.write_text(json.dumps(list(asked_for(folder / "first"))))
        for number in range(ROUNDS):
            theirs.append(run(STOCK, str(urls), environment=environment))
            mine.append(ours(folder, str(number), environment))
    rate, their_rate = (max(pages / seconds for pages, seconds in rounds) for rounds in (mine, theirs))
    row = (PORTAL, mine[0][0], f"{rate:.0f}", f"{their_rate:.0f}", f"{rate / their_rate:.2f}", GOAL)
    print_table(("portal", "pages", "nianbao pages/s", "stock Scrapy pages/s", "ratio", "goal"), [row])
    return int(rate < GOAL * their_rate)


if __name__ == "__main__":
    sys.exit(main())

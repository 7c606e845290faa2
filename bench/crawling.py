"""``make bench``, the crawl: pages per second of a whole crawl against stock Scrapy that only fetches.

1. A portal of the replica is crawled into a fresh archive: fetch, WARC on the disk, extraction, commit.
2. Stock Scrapy with its own settings fetches the same addresses from the same server, and throws them away.
3. The ratio of the two is printed. Politeness is off for both: as many requests at once as Scrapy makes.

Server and client share the machine's cores, so ratios say more than seconds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from crawler.console import message, print_table
from crawler.replica.process import replica_process

PORTAL = "scmiyi"
GOAL = 0.5
OURS = """
import sys, time
from pathlib import Path
from scrapy.settings import default_settings
from crawler import scrapy_settings
from crawler.crawl import Asked, crawl
scrapy_settings.CONCURRENT_REQUESTS = default_settings.CONCURRENT_REQUESTS
scrapy_settings.CONCURRENT_REQUESTS_PER_DOMAIN = default_settings.CONCURRENT_REQUESTS_PER_DOMAIN
started = time.perf_counter()
done = crawl(sys.argv[1], Path(sys.argv[2]), Asked([sys.argv[3]], delay=0, progress=False))
assert done.exit_code == 0, done.problems
print(done.run["requests"], time.perf_counter() - started)
"""
STOCK = """
import json, sys
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
process = CrawlerProcess()
crawler = process.create_crawler(Fetching)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(stats["response_received_count"], stats["elapsed_time_seconds"])
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


def fetched(archive: Path) -> list[str]:
    """The addresses that a crawl has asked for, as its archive has them."""
    with sqlite3.connect(archive) as connection:
        return [url for (url,) in connection.execute("SELECT DISTINCT url FROM capture ORDER BY url")]


def main() -> int:
    """Print both rates and their ratio; the exit code is 1 where the goal is missed."""
    with tempfile.TemporaryDirectory() as scratch, replica_process() as environment:
        folder = Path(scratch)
        archive = folder / "bench.db"
        message(f"Crawling {PORTAL} of the replica ...")
        pages, seconds = run(
            OURS, f"sqlite:///{archive}", str(folder / "data"), PORTAL, environment=environment
        )
        urls = folder / "urls.json"
        urls.write_text(json.dumps(fetched(archive)))
        their_pages, their_seconds = run(STOCK, str(urls), environment=environment)
    ours, theirs = pages / seconds, their_pages / their_seconds
    row = (PORTAL, pages, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}", GOAL)
    print_table(("portal", "pages", "nianbao pages/s", "stock Scrapy pages/s", "ratio", "goal"), [row])
    return int(ours < GOAL * theirs)


if __name__ == "__main__":
    sys.exit(main())

"""Crawl the replica portals into a fresh archive: what ``nianbao demo`` does, without what it prints.

1. The replica serves from a process of its own; the spiders reach it through ``http_proxy`` alone.
2. Each portal is crawled by ``nianbao crawl`` in its own process, as many at once as there are cores.
3. What was found is counted in SQL, over the archive that the crawls left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from archive.runs import list_runs
from crawler.settings import Settings

_COUNTS = """
SELECT o.name AS portal, COUNT(DISTINCT r.body_id) AS bodies, COUNT(DISTINCT r.id) AS reports,
       (SELECT COUNT(*) FROM figure f JOIN report x ON x.current_revision_id = f.revision_id
         WHERE x.portal_id = o.id AND f.state = 'value') AS figures,
       (SELECT COUNT(*) FROM finding f JOIN report x ON x.current_revision_id = f.revision_id
         WHERE x.portal_id = o.id) AS findings
  FROM report r JOIN portal o ON o.id = r.portal_id
 GROUP BY o.id, o.name ORDER BY o.name
"""


@dataclass(frozen=True, slots=True)
class Crawled:
    """How the crawl of one portal ended: its exit code, its seconds, and what it said (``log``)."""

    portal: str
    exit_code: int
    seconds: float
    log: Path


def clear(folder: Path) -> None:
    """Remove what an earlier demo left in its folder, and nothing else."""
    for name in ("nianbao.db", "nianbao.db-wal", "nianbao.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("data", "logs"):
        shutil.rmtree(folder / name, ignore_errors=True)


def crawl_all(
    portals: Sequence[str], settings: Settings, logs: Path, finished: Callable[[Crawled], None]
) -> list[Crawled]:
    """Crawl each portal on the replica; ``finished`` is called as each one ends."""
    from crawler.replica.process import replica_process

    logs.mkdir(parents=True, exist_ok=True)
    with replica_process() as proxies, ThreadPoolExecutor(os.cpu_count()) as pool:
        environment = os.environ | {name.upper(): value for name, value in proxies.items()} | proxies

        def one(portal: str) -> Crawled:
            done = _crawl(portal, settings, logs / f"{portal}.log", environment)
            finished(done)
            return done

        return list(pool.map(one, portals))


def _crawl(portal: str, settings: Settings, log: Path, environment: Mapping[str, str]) -> Crawled:
    options = [
        "--delay",
        str(settings.delay or 0),
        "--archive",
        settings.archive,
        "--data",
        str(settings.data),
    ]
    command = [sys.executable, "-m", "crawler", "crawl", portal, *options]
    started = time.monotonic()
    with log.open("wb") as said:
        done = subprocess.run(command, env=environment, stdout=said, stderr=said, check=False)
    return Crawled(portal, done.returncode, time.monotonic() - started, log)


def counts(engine: Engine) -> dict[str, dict[str, Any]]:
    """Bodies, reports, figures with a number, and findings, by portal; and the requests of the last run."""
    requests: dict[str, int] = {}
    for run in reversed(list_runs(engine)):
        requests |= {portal: done["requests"] for portal, done in run["portals"].items()}
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(text(_COUNTS)).mappings()]
    return {row["portal"]: {**row, "requests": requests.get(row["portal"])} for row in rows}

"""``make bench``, the archive: many generated reports stored by the real code, then all documented questions.

Reports are those of real townships (names and codes of the division table) over six years, in the form of
2021: most numbers 0, as in life, some blank or slashed, sections of a township's usual length, now and then a
sum that does not come out. The default is 100,000 reports, 20 million figures; ``--reports`` takes fewer.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sqlite3
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import Engine, text

from archive.codebook import keys_of
from archive.divisions import all_divisions, county_of
from archive.records import CaptureRecord, DocumentRecord
from archive.session import open_archive, upgrade_archive
from crawler.console import message, print_table, progress
from pipelines.checking.sums import check_sums
from pipelines.model import Body, Figure, Kind, Report, Section, State
from pipelines.process import EXTRACTOR_VERSION
from pipelines.storing.store import store

YEARS = range(2019, 2025)
ROUNDS = 3
QUERIES = Path(__file__).parents[1] / "docs/queries.toml"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、政府信息公开工作存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
SENTENCE = (
    "本年度，我镇认真贯彻落实政府信息公开条例，进一步完善制度，明确责任，加强平台建设，主动接受社会监督。"
)
LETTERS = {1: 420, 5: 260, 6: 60}
"""How long the sections of a township's report usually are, by number."""


def main() -> int:
    """Fill, measure, ask; 0 whatever the figures are: they are to be read."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.archive or f"sqlite:///{folder}/bench.db"
        if asked.archive:
            upgrade_archive(url)
        engine = open_archive(url)
        empty = _size(engine)
        seconds = _fill(engine, asked.reports)
        _say(engine, asked.reports, seconds, _size(engine) - empty)
        _ask(engine)
        engine.dispose()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fill an archive and ask it the documented questions.")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--archive", help="database URL [default: an SQLite file that is thrown away]")
    return parser.parse_args()


def _fill(engine: Engine, count: int) -> float:
    started = time.perf_counter()
    with progress("reports", count) as advance:
        for document, report in islice(reports(Random(2021)), count):
            store(engine, document, [report], portal="bench")
            advance()
    return time.perf_counter() - started


def reports(rng: Random) -> Iterator[tuple[DocumentRecord, Report]]:
    """Reports of townships, year by year, each with the document that it stands in."""
    towns = [place for place in all_divisions() if place.level == "township" and county_of(place.code)]
    towns = [place for at, place in enumerate(towns) if at % 2 == 0]
    text = _text(rng)
    for place in towns:
        county = county_of(place.code)
        name = f"{county.name if county else ''}{place.name}人民政府"
        quiet = rng.random() < 0.6
        for year in YEARS:
            url = f"http://www.{place.code[:6]}.example/nb/{place.code}/{year}.html"
            yield _document(url, year), _report(name, place.code, year, _figures(rng, quiet), text)


def _text(rng: Random) -> tuple[Section, ...]:
    said = (SENTENCE * 12)[rng.randrange(20) :]
    return tuple(
        Section(n, heading, said[: LETTERS.get(n, 0)]) for n, heading in enumerate(HEADINGS, start=1)
    )


def _document(url: str, year: int) -> DocumentRecord:
    sha256 = hashlib.sha256(url.encode()).hexdigest()
    at = datetime(year + 1, 1, 20, 8, tzinfo=UTC)
    offset = int(sha256[:8], 16)
    context = {"role": "page", "portal": "bench", "year": year}
    capture = CaptureRecord(
        url, at, 200, sha256, 60_000, "text/html", "warc/bench.warc.gz", offset, context=context
    )
    return DocumentRecord(capture, sha256, "text/html", url, "page", EXTRACTOR_VERSION)


def _report(name: str, code: str, year: int, figures: dict[str, Figure], text: tuple[Section, ...]) -> Report:
    return Report(
        title=f"{name}{year}年政府信息公开工作年度报告",
        year=year,
        layout="2021",
        body=Body(name, name, code, Kind.TOWNSHIP, certain=True),
        period=(date(year, 1, 1), date(year, 12, 31)),
        published_on=date(year + 1, 1, 18),
        index_number=None,
        sections=text,
        figures=figures,
        findings=tuple(check_sums(figures)) if len(name) % 50 == 0 else (),
    )


def _figures(rng: Random, quiet: bool) -> dict[str, Figure]:
    """The 200 figures of the form: mostly 0, and one habit for cells that hold nothing."""
    empty = rng.choices(
        [("0", 0, State.VALUE), ("/", None, State.SLASH), ("", None, State.BLANK)], [90, 5, 5]
    )[0]
    figures = {}
    for at, key in enumerate(keys_of("2021")):
        number = 0 if quiet or rng.random() < 0.85 else rng.randrange(1, 400)
        raw, value, state = (str(number), number, State.VALUE) if number else empty
        figures[key] = Figure(
            raw, value, state, f"table {1 + at // 80}, row {1 + at // 8}, column {1 + at % 8}"
        )
    return figures


def _size(engine: Engine) -> int:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    file = str(engine.url.database)
    with sqlite3.connect(file) as archive:
        archive.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(file).stat().st_size


def _say(engine: Engine, count: int, seconds: float, size: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    message(f"{count} reports, {count * len(keys_of('2021'))} figures on {engine.dialect.name}:")
    message(
        f"  {count / seconds:.0f} reports/s, {size / count:.0f} bytes per report, {peak:.0f} MB of memory"
    )
    if engine.dialect.name == "sqlite":
        query = "SELECT name, SUM(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        with sqlite3.connect(str(engine.url.database)) as archive:
            rows = [(name, round(total / count)) for name, total in archive.execute(query)]
        print_table(("table or index", "bytes per report"), rows)


def _ask(engine: Engine) -> None:
    rows = []
    for query in tomllib.loads(QUERIES.read_text("utf-8"))["query"]:
        times = [_seconds(engine, query["sql"]) for _ in range(ROUNDS)]
        rows.append((query["question"], round(median(times) * 1000)))
    print_table(("question", "ms"), rows)


def _seconds(engine: Engine, query: str) -> float:
    started = time.perf_counter()
    with engine.connect() as connection:
        connection.execute(text(query)).all()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())

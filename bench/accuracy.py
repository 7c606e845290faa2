"""``make accuracy``: how many figures are read right, by layout and format, real and generated documents.

1. The generated documents (``bench.specimens``) are made, those of LibreOffice in batches, kept under build/.
2. Every document is read by the whole chain on all cores and held against its truth (``bench.scoring``).
3. The table goes to the terminal and, from a whole run, into ``docs/accuracy.md``.

Exit code 1 where a figure is wrong and nothing says so, pictures (OCR) apart.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.formats import CONVERSIONS, file_of, source_of
from bench.office import convert_all
from bench.report import COLUMNS, Results, page, rows, silent
from bench.scoring import Result, Score, refused, score
from bench.specimens import Specimen, plan
from bench.truth import TrueReport, load_truths
from crawler.console import message, print_table, progress
from crawler.cores import on_all_cores
from pipelines.process import process
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.reader import convert_many

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests/data"
PAGE = ROOT / "docs/accuracy.md"
SEED = 2021
BATCH = 12
SECONDS = 600
Work = Specimen | TrueReport


def group_of(work: Work) -> tuple[str, str]:
    """The line of the table that a document counts in: layout and format."""
    if isinstance(work, Specimen):
        return work.layout, work.form
    return "real", Path(work.document).suffix.removeprefix(".")


def measure_all(works: Sequence[Work]) -> list[tuple[Work, Result]]:
    """A batch, whose old Word files LibreOffice converts in one call; never raises."""
    if len(works) > 1:
        convert_many([file_of(work)[0] for work in works if isinstance(work, Specimen)])
    return [measure(work) for work in works]


def measure(work: Work) -> tuple[Work, Result]:
    """One document made (or opened), read and scored; never raises."""
    started = time.perf_counter()
    try:
        data, truth = file_of(work) if isinstance(work, Specimen) else _opened(work)
        started = time.perf_counter()
        result = read_and_score(data, truth)
    except Exception:  # noqa: BLE001  # told as a remark under the document's name, and counted as a crash
        result = _crash(work, traceback.format_exc(limit=-3))
    result.score.seconds = time.perf_counter() - started
    return work, result


def read_and_score(data: bytes, truth: TrueReport) -> Result:
    """What the whole chain makes of a file, against the truth about it."""
    try:
        processed = process(data)
    except UnreadableDocument as error:
        return refused(truth, str(error))
    result = score(truth, processed.reports) if truth.kind == "report" else Result(Score(documents=1))
    if processed.verdict.kind != truth.kind:
        result.remarks.append(f"{truth.document}: taken for {processed.verdict.kind}, truly {truth.kind}")
    return result


def _opened(truth: TrueReport) -> tuple[bytes, TrueReport]:
    return (DATA / truth.document).read_bytes(), truth


def _crash(work: Work, why: str) -> Result:
    name = work.name if isinstance(work, Specimen) else work.document
    return Result(Score(documents=1, crashed=1), remarks=[f"{name}: {why}"])


def _killed(works: Sequence[Work]) -> list[tuple[Work, Result]]:
    return [(work, _crash(work, "the process that read it died, or took too long")) for work in works]


def _batches(works: Sequence[Work]) -> list[tuple[Work, ...]]:
    """Old Word files by the dozen, every other document by itself."""
    old = [work for work in works if isinstance(work, Specimen) and work.form == "doc"]
    rest = [(work,) for work in works if work not in old]
    return [*(tuple(old[at : at + BATCH]) for at in range(0, len(old), BATCH)), *rest]


def run(works: Sequence[Work]) -> Results:
    """Every document measured, on all cores, by line of the table."""
    _prepare([work for work in works if isinstance(work, Specimen) and work.form in CONVERSIONS])
    results: dict[str, Result] = {}
    groups: dict[str, tuple[str, str]] = {}
    with progress("documents", len(works)) as advance:
        for done in on_all_cores(measure_all, _batches(works), _killed, SECONDS, ("bench.formats",)):
            for work, result in done:
                name = work.name if isinstance(work, Specimen) else work.document
                results[name], groups[name] = result, group_of(work)
            advance(len(done))
    return Results([(groups[name], results[name]) for name in sorted(results)])


def _prepare(specimens: Sequence[Specimen]) -> None:
    """What LibreOffice has to convert, before the workers ask for it."""
    if specimens:
        message(f"{len(specimens)} documents by way of LibreOffice")
        convert_all(list(on_all_cores(source_of, specimens, _cannot_be_made, SECONDS)))


def _cannot_be_made(specimen: Specimen) -> tuple[bytes, str]:
    raise RuntimeError(f"{specimen.name} ends the process that makes it")


def main(arguments: Iterable[str] | None = None) -> int:
    """Run, print, write the page; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="share of the generated documents")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="only documents whose name contains this")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    works: list[Work] = [*load_truths(DATA / "truth"), *plan(options.seed, options.share)]
    named = [w for w in works if options.only in (w.name if isinstance(w, Specimen) else w.document)]
    results = run(named)
    print_table(COLUMNS, rows(results))
    for line in (*results.remarks(), *results.caught(), *results.listed_mistakes()):
        print(line)
    if options.share == 1.0 and not options.only:
        PAGE.write_text(page(results, options.seed), "utf-8")
    return 1 if silent(results) else 0


if __name__ == "__main__":
    sys.exit(main())

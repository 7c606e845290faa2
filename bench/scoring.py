"""A report as read against what is true of it, figure by figure.

1. *right*: value and state are the true ones. Figures absent from the document and from the report are not
   counted.
2. *absent*: the document has the figure, the report does not.
3. *wrong*: value or state differs, or the report has a figure that the document does not.
4. Each of 2 and 3 is *flagged* where a finding about reading names the figure, *caught by a sum* where only
   a check of the form does, else *silent*. Notes that merely count blank cells or rows of another form
   (``structure.cells``, ``structure.hybrid``) flag nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from bench.truth import TrueReport
from crawler.replica.content import TrueFigure
from pipelines.model import ABSENT, Figure, Finding, Report, Severity, State

READING = ("structure.", "cell.", "ocr.")
NO_FLAG = ("structure.cells", "structure.hybrid", "structure.form", "structure.sections")
ABSENT_TRULY = TrueFigure("", None, State.ABSENT)
Cell = TrueFigure | Figure


@dataclass(slots=True)
class Score:
    """Counts of documents and cells. ``misplaced`` counts documents with the wrong body, year or layout.

    ``lost`` counts documents in which no report was found, ``false_alarms`` findings of the form's sums that
    are about no real inconsistency, ``untold`` real inconsistencies without a finding.
    """

    documents: int = 0
    cells: int = 0
    right: int = 0
    wrong_flagged: int = 0
    wrong_caught: int = 0
    wrong_silent: int = 0
    absent_flagged: int = 0
    absent_silent: int = 0
    misplaced: int = 0
    lost: int = 0
    refused: int = 0
    crashed: int = 0
    false_alarms: int = 0
    untold: int = 0
    seconds: float = 0.0

    def __iadd__(self, other: Score) -> Score:
        """Both together."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


@dataclass(frozen=True, slots=True)
class Mistake:
    """One cell that differs: what is true, what was read, and how it was told (``silent`` if it was not)."""

    document: str
    key: str
    true: str
    read: str
    told: str


@dataclass(slots=True)
class Result:
    """A document's score, and its mistakes and other remarks by name."""

    score: Score = field(default_factory=Score)
    mistakes: list[Mistake] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def score(truth: TrueReport, reports: Iterable[Report]) -> Result:
    """The reports that a document gave, against the truth about it; the best fitting one counts."""
    result = Result(Score(documents=1))
    report = max(reports, key=lambda one: _fit(truth, one), default=None)
    if report is None:
        result.score.lost = 1
        result.score.cells = len(_there(truth.figures))
        result.score.absent_flagged = result.score.cells
        result.remarks.append(f"{truth.document}: no report found in it")
        return result
    _figures(truth, report, result)
    _stated(truth, report, result)
    _identity(truth, report, result)
    _findings(truth, report, result)
    return result


def refused(truth: TrueReport, why: str) -> Result:
    """A document that the readers refuse with a reason: all its figures are absent, and it is told."""
    cells = len(_there(truth.figures))
    counts = Score(documents=1, refused=1, cells=cells, absent_flagged=cells)
    return Result(counts, remarks=[f"{truth.document}: {why}"])


def _there(figures: Mapping[str, TrueFigure]) -> list[str]:
    return [key for key, figure in figures.items() if figure.state is not State.ABSENT]


def _fit(truth: TrueReport, report: Report) -> tuple[bool, bool]:
    return report.year == truth.year, report.body.name == truth.body


def _figures(truth: TrueReport, report: Report, result: Result) -> None:
    flagged, caught = _told(report.findings)
    for key in dict.fromkeys((*truth.figures, *report.figures)):
        true, read = truth.figures.get(key, ABSENT_TRULY), report.figures.get(key, ABSENT)
        if State.ABSENT is true.state is read.state:
            continue
        result.score.cells += 1
        if (true.state, true.value) == (read.state, read.value):
            result.score.right += 1
            continue
        told = "flagged" if key in flagged else "caught" if key in caught else "silent"
        _count(result.score, read, told)
        result.mistakes.append(Mistake(truth.document, key, shown(true), shown(read), told))


def _count(counts: Score, read: Figure, told: str) -> None:
    if read.state is State.ABSENT:
        name = "absent_silent" if told == "silent" else "absent_flagged"
    else:
        name = f"wrong_{told}"
    setattr(counts, name, getattr(counts, name) + 1)


def _stated(truth: TrueReport, report: Report, result: Result) -> None:
    """The numbers that running text states count as cells; one that the report does not give is absent."""
    for key, number in truth.stated.items():
        read = {stated.value for stated in report.stated if stated.key == key}
        result.score.cells += 1
        if read == {number}:
            result.score.right += 1
            continue
        result.score.absent_silent += not read
        result.score.wrong_silent += bool(read)
        shown_as = ", ".join(map(str, sorted(read))) or f"({State.ABSENT})"
        result.mistakes.append(Mistake(truth.document, f"stated {key}", str(number), shown_as, "silent"))


def _told(findings: Iterable[Finding]) -> tuple[set[str], set[str]]:
    """The figures that a finding about reading names, and those that a check of their sum names."""
    flagged: set[str] = set()
    caught: set[str] = set()
    for finding in findings:
        if finding.rule.startswith(READING) and finding.rule not in NO_FLAG:
            flagged.update(finding.figures)
        elif finding.rule not in NO_FLAG:
            caught.update(finding.figures)
    return flagged, caught


def shown(figure: Cell) -> str:
    """A figure as a person reads it in a list of mistakes."""
    return str(figure.value) if figure.state is State.VALUE else f"({figure.state})"


def _identity(truth: TrueReport, report: Report, result: Result) -> None:
    wanted = {"body": truth.body, "year": truth.year, "layout": truth.layout}
    got = {"body": report.body.name, "year": report.year, "layout": report.layout}
    wrong = [f"{name} {got[name]!r}, truly {wanted[name]!r}" for name in wanted if got[name] != wanted[name]]
    result.score.misplaced = bool(wrong)
    result.remarks += [f"{truth.document}: {what}" for what in wrong]


def _findings(truth: TrueReport, report: Report, result: Result) -> None:
    """Sums that fail without a reason, and real inconsistencies that nothing tells."""
    if result.mistakes:
        return
    sums = [f for f in report.findings if f.severity is Severity.ERROR or f.rule == "text.table"]
    known = (*truth.findings, *truth.tellable)
    for finding in sums:
        real = any(_same(true.figures, finding) for true in known if true.rule == finding.rule)
        if truth.whole and not real:
            result.score.false_alarms += 1
            result.remarks.append(f"{truth.document}: false alarm {finding.rule}: {finding.message}")
    for true in truth.findings:
        if not any(_same(true.figures, finding) for finding in sums if finding.rule == true.rule):
            result.score.untold += 1
            result.remarks.append(f"{truth.document}: untold {true.rule}: {true.why or sorted(true.figures)}")


def _same(figures: frozenset[str], finding: Finding) -> bool:
    return figures == frozenset(finding.figures)

"""The whole chain on every real document at hand; what is expected was read in the documents by a person."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from archive.codebook import keys_of
from pipelines.model import Context, Report, State
from pipelines.process import process

DATA = Path(__file__).parent.parent / "data"
SUBROWS = ("other_uncorrected", "other_fee_unpaid", "other_other")
KINDS = ("natural_person", "enterprise", "research", "charity", "legal_service", "other", "total")


@dataclass(frozen=True)
class Expected:
    """What a document says. Figures not named here are printed as 0."""

    file: str
    body: str
    division: str
    kind: str
    year: int
    published_on: str | None
    figures: dict[str, int]


def both(**rows: int) -> dict[str, int]:
    """Applications by natural persons alone: the number stands in their column and in the total."""
    return {
        f"applications.{row}.{kind}": n for row, n in rows.items() for kind in ("natural_person", "total")
    }


REAL = (
    Expected(
        "baishi_2023.txt",
        "汶上县白石镇人民政府",
        "370830110",
        "township",
        2023,
        None,
        {"disclosure.licensing.decisions": 283},
    ),
    Expected("huaiyuan_2023.txt", "桐柏县淮源镇人民政府", "411330108", "township", 2023, None, {}),
    Expected(
        "muluan_2023.txt",
        "武陟县木栾街道办事处",
        "410823004",
        "street",
        2023,
        None,
        {"disclosure.licensing.decisions": 242, "disclosure.penalty.decisions": 17},
    ),
    Expected("qiaoguan_2021.txt", "昌乐县乔官镇人民政府", "370725107", "township", 2021, "2022-01-17", {}),
    Expected(
        "baima_2023.txt",
        "米易县白马镇人民政府",
        "510421105",
        "township",
        2023,
        "2024-01-16",
        {"disclosure.licensing.decisions": 1, "disclosure.penalty.decisions": 1},
    ),
    Expected(
        "shuyang_fgj_2023.html",
        "沭阳县发展和改革局",
        "321322",
        "department",
        2023,
        "2024-01-17",
        {
            "disclosure.normative_documents.made": 8,
            "disclosure.normative_documents.in_force": 18,
            **both(received=26, granted=26, handled_total=26),
            "review.reconsideration.pending": 1,
            "review.reconsideration.total": 1,
        },
    ),
    Expected(
        "hongze_2024.pdf",
        "洪泽区人民政府",
        "320813",
        "government",
        2024,
        None,
        {
            "disclosure.normative_documents.made": 3,
            "disclosure.normative_documents.in_force": 8,
            "disclosure.licensing.decisions": 9487,
            "disclosure.penalty.decisions": 2776,
            "disclosure.coercion.decisions": 84,
            "disclosure.fees.amount": 7545,
            **both(
                received=95,
                granted=50,
                partly_granted=9,
                refused_security_stability=1,
                refused_process=1,
                refused_enforcement_file=1,
                unavailable_not_held=31,
                unavailable_not_existing=1,
                unprocessed_petition=1,
                handled_total=95,
            ),
            "review.reconsideration.upheld": 1,
            "review.reconsideration.corrected": 1,
            "review.reconsideration.total": 2,
            "review.litigation_direct.upheld": 1,
            "review.litigation_direct.total": 1,
            "review.litigation_after_reconsideration.upheld": 2,
            "review.litigation_after_reconsideration.other": 1,
            "review.litigation_after_reconsideration.total": 3,
        },
    ),
)


def only_report(file: str) -> Report:
    reports = process((DATA / file).read_bytes()).reports
    assert len(reports) == 1
    return reports[0]


@pytest.mark.parametrize("expected", REAL, ids=lambda e: e.file)
def test_a_real_report_is_known_by_its_body_and_year(expected: Expected) -> None:
    report = only_report(expected.file)
    body = report.body
    assert (body.name, body.division, body.kind, body.certain) == (
        expected.body,
        expected.division,
        expected.kind,
        True,
    )
    assert (report.year, report.layout) == (expected.year, "2021")
    assert (report.published_on.isoformat() if report.published_on else None) == expected.published_on
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("expected", REAL, ids=lambda e: e.file)
def test_every_figure_of_a_real_report_is_right(expected: Expected) -> None:
    found = {key: figure.value for key, figure in only_report(expected.file).figures.items()}
    printed = {key: value for key, value in found.items() if value is not None}
    assert {key: value for key, value in printed.items() if value} == expected.figures
    assert set(keys_of("2021")) <= set(found)


def test_figures_without_a_number_keep_their_state() -> None:
    shuyang = only_report("shuyang_fgj_2023.html").figures
    blank = {key for key, figure in shuyang.items() if figure.state is State.BLANK}
    assert blank == {
        key
        for key in keys_of("2021")
        if key.startswith("applications.") and not key.endswith((".natural_person", ".total"))
    }
    hongze = only_report("hongze_2024.pdf").figures
    absent = {key for key, figure in hongze.items() if figure.state is State.ABSENT}
    assert absent == {f"applications.{row}.{kind}" for row in SUBROWS for kind in KINDS}
    assert all(hongze[f"applications.other_handling.{kind}"].value == 0 for kind in KINDS)
    for file in (
        "baishi_2023.txt",
        "huaiyuan_2023.txt",
        "muluan_2023.txt",
        "qiaoguan_2021.txt",
        "baima_2023.txt",
    ):
        assert {figure.state for figure in only_report(file).figures.values()} == {State.VALUE}


def test_nothing_is_found_wrong_in_reports_that_add_up() -> None:
    notes = {e.file: [f.rule for f in only_report(e.file).findings] for e in REAL}
    assert notes.pop("shuyang_fgj_2023.html") == ["structure.cells"]
    assert notes.pop("hongze_2024.pdf") == ["structure.hybrid"]
    assert set(map(tuple, notes.values())) == {()}


def test_the_blank_form_is_no_report_and_its_blanks_are_no_zeros() -> None:
    done = process((DATA / "blank_form_2021.docx").read_bytes())
    assert done.reports == ()
    assert done.verdict.kind == "template"


def test_what_the_portal_says_outranks_what_the_text_says() -> None:
    context = Context(portal="wenshang", county="370830", unit="次邱镇", year=2022)
    report = process((DATA / "baishi_2023.txt").read_bytes(), context).reports[0]
    assert report.year == 2022
    assert {"identity.year"} <= {finding.rule for finding in report.findings}


def test_a_second_report_of_the_same_body_and_year_in_a_file_is_told() -> None:
    data = (DATA / "baishi_2023.txt").read_bytes()
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", data)
        archive.writestr("b.txt", data)
    (report,) = process(stream.getvalue()).reports
    assert [finding.rule for finding in report.findings if finding.rule == "document.repeated"] == [
        "document.repeated"
    ]

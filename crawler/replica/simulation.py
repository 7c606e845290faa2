"""What happened in a body's years: believable numbers that satisfy every sum of the form.

1. A body has a temper for all its years: quiet (no application), a few, or busy; its disclosure figures
   follow its trade.
2. Each year brings applications by kind of applicant; those open at the end of a year open the next.
3. Whatever is handled falls on the outcomes by fixed weights; totals are sums, never drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from crawler.replica.content import Unit
from pipelines.model import Kind

Number = int | Decimal
Year = dict[str, Number]

APPLICANTS = ("natural_person", "enterprise", "research", "charity", "legal_service", "other")
APPLICANT_WEIGHTS = (70, 14, 2, 3, 8, 3)
OUTCOMES: Mapping[str, int] = {
    "granted": 40,
    "partly_granted": 10,
    "refused_state_secret": 1,
    "refused_other_law": 1,
    "refused_security_stability": 1,
    "refused_third_party": 3,
    "refused_internal_affairs": 2,
    "refused_process": 2,
    "refused_enforcement_file": 3,
    "refused_administrative_query": 2,
    "unavailable_not_held": 18,
    "unavailable_not_existing": 5,
    "unavailable_unclear": 2,
    "unprocessed_petition": 5,
    "unprocessed_repeat": 2,
    "unprocessed_publication": 1,
    "unprocessed_abusive": 1,
    "unprocessed_confirmation": 1,
}
OTHER_2021: Mapping[str, int] = {"other_uncorrected": 3, "other_fee_unpaid": 1, "other_other": 2}
OTHER_2019: Mapping[str, int] = {"other_handling": 5}
RESULTS = ("upheld", "corrected", "other", "pending")
ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
LICENSERS = ("市场监督管理局", "公安局", "自然资源", "住房和城乡建设局", "交通运输局", "卫生健康")


@dataclass(frozen=True, slots=True)
class Temper:
    """How much a body has to report: bounds of yearly applications, licences, penalties and fees."""

    applications: tuple[int, int]
    licences: tuple[int, int]
    penalties: tuple[int, int]
    charges: bool
    makes_documents: bool


def temper_of(unit: Unit, *, quiet: bool, rng: Random) -> Temper:
    """The temper of a body for all its years. ``quiet`` keeps it at zero (the years around a real report)."""
    if quiet:
        return Temper((0, 0), (0, 300), (0, 0), charges=False, makes_documents=False)
    if unit.kind is Kind.GOVERNMENT:
        return Temper((25, 95), (2000, 16000), (600, 4000), charges=True, makes_documents=True)
    if unit.kind is Kind.DEPARTMENT:
        return _department(unit, rng)
    applications = (0, 0) if rng.random() < 0.6 else (0, 6)
    return Temper(applications, (0, 420), (0, 25), charges=False, makes_documents=rng.random() < 0.2)


def _department(unit: Unit, rng: Random) -> Temper:
    applications = rng.choices([(0, 0), (0, 7), (8, 60)], weights=[30, 45, 25])[0]
    big = any(trade in unit.name for trade in LICENSERS)
    licences, penalties = ((300, 12000), (20, 2500)) if big else ((0, 60), (0, 12))
    return Temper(applications, licences, penalties, rng.random() < 0.5, rng.random() < 0.6)


def simulate(temper: Temper, years: Sequence[tuple[int, str]], rng: Random) -> dict[int, Year]:
    """The true numbers of a body for its ``years``, each with its layout (2019 or 2021)."""
    open_cases = dict.fromkeys(APPLICANTS, 0)
    stock = {"regulations": 0, "normative_documents": rng.randrange(2, 40) if temper.makes_documents else 0}
    past = {"licensing": rng.randrange(0, 60), "penalty": rng.randrange(0, 200), "fees": rng.randrange(0, 9)}
    story: dict[int, Year] = {}
    for year, layout in years:
        disclosed = (_disclosure_2019 if layout == "2019" else _disclosure_2021)(temper, stock, past, rng)
        applied = _applications(temper, layout, open_cases, rng)
        busy = temper.applications[1] > 10
        story[year] = disclosed | applied | _review(rng, busy=busy)
        open_cases = {who: int(applied[f"applications.carried_out.{who}"]) for who in APPLICANTS}
    return story


def _disclosure_2021(temper: Temper, stock: dict[str, int], _past: dict[str, int], rng: Random) -> Year:
    made, repealed = _documents(temper, stock, rng)
    stock["normative_documents"] += made - repealed
    cents = 10 ** rng.choice([2, 4, 6])
    fees = Decimal(rng.randrange(1, 90_000_000)) / cents if temper.charges else 0
    return {
        "disclosure.regulations.made": 0,
        "disclosure.regulations.repealed": 0,
        "disclosure.regulations.in_force": 0,
        "disclosure.normative_documents.made": made,
        "disclosure.normative_documents.repealed": repealed,
        "disclosure.normative_documents.in_force": stock["normative_documents"],
        "disclosure.licensing.decisions": rng.randint(*temper.licences),
        "disclosure.penalty.decisions": rng.randint(*temper.penalties),
        "disclosure.coercion.decisions": rng.randint(0, temper.penalties[1] // 20),
        "disclosure.fees.amount": fees,
    }


def _disclosure_2019(temper: Temper, stock: dict[str, int], past: dict[str, int], rng: Random) -> Year:
    made, _ = _documents(temper, stock, rng)
    stock["normative_documents"] += made
    year: Year = {}
    for row, count in (("regulations", 0), ("normative_documents", made)):
        total = stock[row]
        year |= {f"disclosure.{row}.{key}": n for key, n in _new(count, total).items()}
    for row, decisions in _decisions(temper, rng).items():
        year |= _items(row, past, decisions, rng)
    year |= _items("fees", past, None, rng)
    items = rng.randrange(0, 30) if temper.charges else 0
    amount = Decimal(rng.randrange(100, 9_000_000)) / 100 if items else 0
    return year | {"disclosure.procurement.items": items, "disclosure.procurement.amount": amount}


def _new(made: int, total: int) -> dict[str, int]:
    return {"new_made": made, "new_disclosed": made, "total_disclosed": total}


def _decisions(temper: Temper, rng: Random) -> dict[str, int]:
    return {
        "licensing": rng.randint(*temper.licences),
        "other_services": rng.randint(0, temper.licences[1] // 10),
        "penalty": rng.randint(*temper.penalties),
        "coercion": rng.randint(0, temper.penalties[1] // 20),
    }


def _items(row: str, past: dict[str, int], decisions: int | None, rng: Random) -> Year:
    prior = past.get(row, 0)
    change = max(-prior, rng.choice([0, 0, 0, 1, 2, 14, -1, -3])) if prior else 0
    past[row] = prior + change
    year: Year = {f"disclosure.{row}.prior_items": prior, f"disclosure.{row}.change": change}
    return year if decisions is None else year | {f"disclosure.{row}.decisions": decisions}


def _documents(temper: Temper, stock: dict[str, int], rng: Random) -> tuple[int, int]:
    if not temper.makes_documents:
        return 0, 0
    return rng.randrange(0, 9), rng.randrange(0, min(4, stock["normative_documents"] + 1))


def _applications(temper: Temper, layout: str, open_cases: Mapping[str, int], rng: Random) -> Year:
    """Table three: what came in, what was done with it, what stays open; by kind of applicant."""
    outcomes = {**OUTCOMES, **(OTHER_2019 if layout == "2019" else OTHER_2021)}
    came = rng.choices(APPLICANTS, APPLICANT_WEIGHTS, k=rng.randint(*temper.applications))
    rows = {row: dict.fromkeys(APPLICANTS, 0) for row in ("received", "carried_in", *outcomes)}
    closing = {row: dict.fromkeys(APPLICANTS, 0) for row in ("handled_total", "carried_out")}
    for who in APPLICANTS:
        rows["received"][who], rows["carried_in"][who] = came.count(who), open_cases[who]
        due = came.count(who) + open_cases[who]
        open_now = sum(rng.random() < 0.07 for _ in range(due))
        closing["carried_out"][who], closing["handled_total"][who] = open_now, due - open_now
        for row in rng.choices([*outcomes], [*outcomes.values()], k=due - open_now):
            rows[row][who] += 1
    return _with_totals(rows | closing)


def _with_totals(rows: Mapping[str, Mapping[str, int]]) -> Year:
    year: Year = {}
    for row, counts in rows.items():
        year |= {f"applications.{row}.{who}": count for who, count in counts.items()}
        year[f"applications.{row}.total"] = sum(counts.values())
    return year


def _review(rng: Random, *, busy: bool) -> Year:
    year: Year = {}
    for route in ROUTES:
        counts = [rng.choice([0, 0, 0, 1, 1, 2]) if busy and rng.random() < 0.6 else 0 for _ in RESULTS]
        year |= {f"review.{route}.{result}": n for result, n in zip(RESULTS, counts, strict=True)}
        year[f"review.{route}.total"] = sum(counts)
    return year

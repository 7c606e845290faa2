"""Numbers for generated reports: random, and nearly all different, so that a shifted cell always shows.

The sums of the form come out; a mistake is planted afterwards, where one is wanted. A share of cells is 0, as
in life, so that habits of printing zeros as blanks or slashes have something to print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from bench.indicators import keys
from crawler.replica.content import Planted
from crawler.replica.simulation import (
    APPLICANTS,
    OTHER_2019,
    OTHER_2021,
    OUTCOMES,
    RESULTS,
    ROUTES,
    Number,
    Year,
)

ZEROS = (0.1, 0.1, 0.5, 0.93)
"""Shares of zeros among the cells of a report: most reports full, some nearly empty."""
LARGEST = (399, 399, 1999)
"""The largest single count: a table's totals have three to five digits."""
ITEMS = ("licensing", "other_services", "penalty", "coercion", "fees")

#: The sums of the form of 2014: a total and its parts.
PARTS_2014: Mapping[str, tuple[str, ...]] = {
    "applications_received": (
        "applications_in_person",
        "applications_fax",
        "applications_online",
        "applications_letter",
    ),
    "applications_closed": ("applications_closed_on_time", "applications_closed_extended"),
    "replies_refused": (
        "refused_state_secret",
        "refused_trade_secret",
        "refused_privacy",
        "refused_security_stability",
        "refused_not_government_information",
        "refused_other_law",
    ),
    "replies_total": (
        "replies_already_public",
        "replies_granted",
        "replies_partly_granted",
        "replies_refused",
        "replies_not_this_body",
        "replies_not_existing",
        "replies_told_to_correct",
        "replies_other_channels",
    ),
    "reconsiderations": ("reconsiderations_upheld", "reconsiderations_corrected", "reconsiderations_other"),
    "litigations": ("litigations_upheld", "litigations_corrected", "litigations_other"),
    "staff_total": ("staff_full_time", "staff_part_time"),
}


#: The check that tells a wrong total of the form of 2014, and the parts (其中) of a whole.
RULES_2014: Mapping[str, str] = {
    "applications_received": "indicators.received_sum",
    "applications_closed": "indicators.closed_sum",
    "replies_total": "indicators.replies_sum",
    "reconsiderations": "indicators.reconsiderations_sum",
    "litigations": "indicators.litigations_sum",
    "staff_total": "indicators.staff_sum",
}
AMONG_2014 = {
    "normative_documents_disclosed": "disclosed_total",
    "press_conferences_by_head": "press_conferences",
    "online_interviews_by_head": "online_interviews",
}


class Draw:
    """An endless supply of small numbers that do not repeat, zeros apart."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.zeros = rng.choice(ZEROS)
        largest = rng.choice(LARGEST)
        self.stock = rng.sample(range(1, largest), largest - 1)

    def count(self) -> int:
        """A count: 0, or a number that was not drawn before."""
        return 0 if self.rng.random() < self.zeros else self.stock.pop()

    def money(self) -> Number:
        """An amount in 万元 with up to six decimals."""
        if self.rng.random() < self.zeros:
            return 0
        return Decimal(self.rng.randrange(1, 90_000_000)).scaleb(-self.rng.choice([0, 2, 4, 6]))


def numbers_of(layout: str, single_row: bool, rng: Random) -> Year:
    """The true numbers of a report in the form of ``layout``; ``single_row`` prints 其他处理 as one row."""
    draw = Draw(rng)
    if layout == "2014":
        return dict(_indicators(draw))
    disclosed = _disclosure_2019(draw) if layout == "2019" else _disclosure_2021(draw)
    return {**disclosed, **dict(_applications(draw, single_row)), **dict(_review(draw))}


def _disclosure_2021(draw: Draw) -> Year:
    rows = ("regulations", "normative_documents")
    year: Year = {f"disclosure.{r}.{c}": draw.count() for r in rows for c in ("made", "repealed", "in_force")}
    year |= {f"disclosure.{row}.decisions": draw.count() for row in ("licensing", "penalty", "coercion")}
    return year | {"disclosure.fees.amount": draw.money()}


def _disclosure_2019(draw: Draw) -> Year:
    rows, columns = ("regulations", "normative_documents"), ("new_made", "new_disclosed", "total_disclosed")
    year: Year = {f"disclosure.{r}.{c}": draw.count() for r in rows for c in columns}
    for row in ITEMS:
        year[f"disclosure.{row}.prior_items"] = draw.count()
        year[f"disclosure.{row}.change"] = draw.count() * draw.rng.choice([1, -1])
        if row != "fees":
            year[f"disclosure.{row}.decisions"] = draw.count()
    year["disclosure.procurement.items"] = draw.count()
    return year | {"disclosure.procurement.amount": draw.money()}


def _applications(draw: Draw, single_row: bool) -> Iterator[tuple[str, int]]:
    outcomes = (*OUTCOMES, *(OTHER_2019 if single_row else OTHER_2021))
    for who in APPLICANTS:
        rows = {row: draw.count() for row in outcomes}
        rows["handled_total"], rows["carried_out"] = sum(rows.values()), draw.count()
        due = rows["handled_total"] + rows["carried_out"]
        rows["carried_in"] = min(draw.count(), due)
        rows["received"] = due - rows["carried_in"]
        yield from ((f"applications.{row}.{who}", count) for row, count in rows.items())


def plant_2014(year: Year, rng: Random) -> Planted:
    """Make one total of the form of 2014 wrong; the check that it fails, on its figures."""
    total, rule = rng.choice([*RULES_2014.items()])
    year[f"indicators.{total}"] += 1
    return Planted(rule, tuple(f"indicators.{key}" for key in (*PARTS_2014[total], total)))


def with_totals(year: Year) -> Year:
    """The year with the column 总计 of table three."""
    rows = dict.fromkeys(key.split(".")[1] for key in year if key.startswith("applications."))
    totals = {
        f"applications.{row}.total": sum(year[f"applications.{row}.{who}"] for who in APPLICANTS)
        for row in rows
    }
    return year | totals


def _review(draw: Draw) -> Iterator[tuple[str, int]]:
    for route in ROUTES:
        counts = [draw.count() for _ in RESULTS]
        yield from ((f"review.{route}.{r}", n) for r, n in zip(RESULTS, counts, strict=True))
        yield f"review.{route}.total", sum(counts)


def _indicators(draw: Draw) -> Iterator[tuple[str, Number]]:
    values: Year = {key: draw.count() for key in keys()}
    for total, parts in PARTS_2014.items():
        values[total] = sum(values[part] for part in parts)
    for part, whole in AMONG_2014.items():
        values[part], values[whole] = sorted((values[part], values[whole]))
    values |= {"fees_charged": draw.money(), "budget": draw.money()}
    yield from ((f"indicators.{key}", value) for key, value in values.items())

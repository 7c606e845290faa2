from __future__ import annotations

from archive.codebook import keys_of
from pipelines.checking.proof import prove
from pipelines.checking.structure import check_structure
from pipelines.checking.sums import check_sums, sum_rules
from pipelines.model import ABSENT, Figure, State

Figures = dict[str, Figure]


def zeros(layout: str = "2021") -> Figures:
    return {key: Figure("0", 0, State.VALUE, "") for key in keys_of(layout)}


def put(figures: Figures, **values: int) -> Figures:
    by_key = {key.replace("__", "."): value for key, value in values.items()}
    return figures | {key: Figure(str(value), value, State.VALUE, "") for key, value in by_key.items()}


def rules(figures: Figures) -> list[str]:
    return sorted({finding.rule for finding in check_sums(figures)})


def consistent() -> Figures:
    """Three applications by natural persons, two carried in, four granted, one carried out."""
    one = {
        f"applications__{row}__{kind}": value
        for row, value in {
            "received": 3,
            "carried_in": 2,
            "granted": 4,
            "handled_total": 4,
            "carried_out": 1,
        }.items()
        for kind in ("natural_person", "total")
    }
    return put(zeros(), **one)


def test_figures_that_add_up_give_no_finding() -> None:
    assert rules(zeros()) == []
    assert rules(consistent()) == []


def test_the_balance_breaks_in_the_column_that_is_wrong() -> None:
    found = list(
        check_sums(
            put(
                consistent(),
                applications__carried_in__natural_person=1,
                applications__carried_in__enterprise=1,
            )
        )
    )
    assert [(finding.rule, finding.expected, finding.actual) for finding in found] == [
        ("applications.balance", 4, 5),
        ("applications.balance", 1, 0),
    ]
    assert found[0].figures == tuple(
        f"applications.{row}.natural_person"
        for row in ("received", "carried_in", "handled_total", "carried_out")
    )


def test_a_total_of_a_row_that_is_not_its_sum_is_found() -> None:
    assert rules(put(zeros(), review__reconsideration__total=1)) == ["review.sum"]
    assert rules(put(zeros(), applications__refused_process__charity=1)) == [
        "applications.handled_sum",
        "applications.row_sum",
    ]


def test_a_blank_is_not_zero_and_the_sum_cannot_tell() -> None:
    figures = consistent()
    for kind in ("enterprise", "research", "charity", "legal_service", "other"):
        figures[f"applications.received.{kind}"] = Figure("", None, State.BLANK, "")
    assert rules(figures) == []
    figures["applications.received.total"] = Figure("9", 9, State.VALUE, "")
    assert "applications.row_sum" not in rules(figures)


def test_known_parts_greater_than_their_total_fail_even_beside_a_blank() -> None:
    figures = put(zeros(), review__reconsideration__upheld=2, review__reconsideration__total=1)
    figures["review.reconsideration.other"] = Figure("/", None, State.SLASH, "")
    assert rules(figures) == ["review.sum"]


def test_the_single_row_of_other_handling_takes_the_place_of_its_three_parts() -> None:
    figures = consistent()
    for kind in ("natural_person", "total"):
        figures |= put(
            {}, **{f"applications__granted__{kind}": 3, f"applications__other_handling__{kind}": 1}
        )
    for row in ("other_uncorrected", "other_fee_unpaid", "other_other"):
        for kind in (
            "natural_person",
            "enterprise",
            "research",
            "charity",
            "legal_service",
            "other",
            "total",
        ):
            figures[f"applications.{row}.{kind}"] = ABSENT
            figures.setdefault(f"applications.other_handling.{kind}", Figure("0", 0, State.VALUE, ""))
    assert rules(figures) == []
    assert not any(f.rule == "structure.rows" for f in check_structure("2021", 2023, figures, ()))


def test_every_rule_names_figures_of_the_codebook() -> None:
    known = set(keys_of("2021")) | set(keys_of("2019")) | set(keys_of("2014")) | {""}
    for rule in sum_rules():
        assert {part for operand in rule.left + rule.right for part in operand.split("|")} <= known
        assert rule.source


def test_the_levels_of_the_form_of_2014_must_add_up() -> None:
    figures = zeros("2014")
    assert rules(figures) == []
    one = put(figures, indicators__applications_received=2, indicators__applications_online=2)
    assert rules(one) == []
    assert rules(put(one, indicators__applications_letter=1)) == ["indicators.received_sum"]
    broken = {
        "applications_closed": "indicators.closed_sum",
        "replies_total": "indicators.replies_sum",
        "reconsiderations": "indicators.reconsiderations_sum",
        "litigations": "indicators.litigations_sum",
        "staff_total": "indicators.staff_sum",
        "online_interviews_by_head": "indicators.part",
    }
    for key, rule in broken.items():
        assert rules(put(figures, **{f"indicators__{key}": 1})) == [rule]
    refused = put(figures, indicators__replies_refused=1, indicators__replies_total=1)
    assert rules(refused) == ["indicators.refused_sum"]


def test_channels_that_overlap_need_not_add_up_to_the_total() -> None:
    figures = put(zeros("2014"), indicators__disclosed_total=5, indicators__channel_website=5)
    assert rules(put(figures, indicators__channel_wechat=4)) == []


def test_an_ambiguous_cell_is_decided_by_the_sums_or_not_at_all() -> None:
    figures = put(consistent(), applications__received__natural_person=0)
    doubtful = "applications.received.natural_person"
    figures[doubtful] = Figure("3 0", None, State.TEXT, "")
    assert {key: figure.value for key, figure in prove(figures, {doubtful: (30, 3, 0)}).items()} == {
        doubtful: 3
    }
    free = "disclosure.licensing.decisions"
    figures[free] = Figure("1 0", None, State.TEXT, "")
    assert free not in prove(figures, {free: (10, 1, 0)})


def test_an_outdated_form_missing_sections_and_empty_cells_are_named() -> None:
    figures = zeros("2019")
    figures["disclosure.fees.change"] = figures["disclosure.fees.change"]._replace(
        value=None, state=State.BLANK
    )
    found = {finding.rule: finding for finding in check_structure("2019", 2022, figures, ())}
    assert set(found) == {"structure.sections", "structure.cells", "structure.form"}
    assert found["structure.cells"].figures == ("disclosure.fees.change",)
    assert (found["structure.form"].expected, found["structure.form"].actual) == ("2021", "2019")

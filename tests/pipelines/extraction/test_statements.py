"""What sentences of real reports state: their words are those of reports, their numbers are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.statements import read_stated
from pipelines.model import Paragraph
from tests.pipelines.extraction.test_numerals import written

REVIEW = "四、政府信息公开行政复议、行政诉讼情况"
RECONSIDERED, SUED = "review.reconsideration.total", "review.litigation.total"


def said(text: str, heading: str = "一、总体情况", *, of_government: bool = False) -> dict[str, object]:
    found = read_stated([(heading, [Paragraph(text, "paragraph 7")])], 2023, of_government=of_government)
    return {stated.key: stated.value for stated in found}


@pytest.mark.parametrize(
    "text",
    [
        "2023年共收到政府信息公开申请21件，均依法办理。",
        "收到政府信息公开申请21件，较上年增加3件。",
        "2023年收到政府信息公开申请21件，比2022年的18件多3件。",
        "与2022年相比，收到政府信息公开申请21件。",
        "2022年，收到政府信息公开申请18件；2023年，收到政府信息公开申请21件。",
        "本年度，共受理政府信息公开申请21件，都在法定期限内予以答复。",
        "受理公民、法人和其他组织提出的政府信息公开申请21件，其中自然人19件，法人2件。",
        "（二）依申请公开办理情况。全年收到申请21件，按时答复率100%。",
        "（二）依申请公开情况\n全年共收到２１份政府信息公开申请，均为自然人申请。",
        "3、依申请公开信息情况。全年收到依申请公开信息21条，答复率100%。",
        "2023年度我局共收到依申请信息公开21件，及时回复申请人。",
        "我局共收到政府信息公开申请二十一件。",
        "全年政府信息公开申请数量为21件。",
        "新收到公民提出的公开政府信息的申请共计21件次。",
        "收到政府信息公开申请（21）件。",
        "我局收到政府信息依申请公开办理事项21件，已在规定时间内办结答复。",
        "截至2023年12月31日，收到信息公开申请21起。",
        "我局2023年政府信息公开申请受理量为21件。",
    ],
)
def test_twenty_one_applications_received_however_it_is_said(text: str) -> None:
    assert said(text)["applications.received"] == 21


@pytest.mark.parametrize(
    "text",
    [
        "2023年度，我镇未收到依申请公开申请。",
        "本年度我镇未收到关于依申请公开政府信息的申请。",
        "2023年，白马镇未收到通过受理电话、网络平台、来信等方式提出的政府信息公开申请。",
        "我镇没有收到任何公民、法人和其他组织提出的公开政府信息的申请。",
        "2023年度我镇没有接到群众主动要求公开政府信息的申请。",
        "（二）依申请公开情况。本年度未收到申请。",
        "2023年，未收到1件政府信息公开申请。",
        "2023年我单位无依申请公开事项。",
        "本街道2023年度未发生依申请公开信息受理事项。",
        "全镇政府信息公开依申请办理事项为零。",
        "受理信息公开申请０件。",
    ],
)
def test_no_application_received_however_it_is_said(text: str) -> None:
    assert said(text)["applications.received"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "没有因政府信息公开被申请行政复议或提起行政诉讼。",
        "未发生因政府信息公开申请行政复议、提起行政诉讼情况。",
        "因政府信息公开引起的行政复议、行政诉讼均为0件。",
        "本年度没有发生因政府信息公开涉及的投诉、行政复议、行政诉讼事件。",
        "全镇未发生一起因政府信息公开申请行政复议、提起行政诉讼的事项。",
        "没有发生针对本单位有关政府信息公开事务的行政复议案、行政诉讼案和有关的申诉案。",
        "未产生针对我局政府信息公开的行政复议与行政诉讼。",
        "因信息公开引发的行政诉讼0件，行政复议0件。",
        "政府信息公开行政复议情况：无；行政诉讼情况：无。",
        "办结率100%，无一例行政复议和行政诉讼。",
        "我局未发生依申请公开政府信息方面的行政复议和行政诉讼。",
    ],
)
def test_no_review_however_it_is_said(text: str) -> None:
    assert said(text) == {RECONSIDERED: 0, SUED: 0}


def test_reviews_are_counted_each_by_itself() -> None:
    assert said("行政复议0件、行政诉讼1件。", REVIEW) == {RECONSIDERED: 0, SUED: 1}
    assert said("受理行政复议案件2件，当事人均已撤销。行政诉讼案件4件。", REVIEW) == {
        RECONSIDERED: 2,
        SUED: 4,
    }
    assert said("行政复议、行政诉讼各1件。", REVIEW) == {RECONSIDERED: 1, SUED: 1}
    assert said("行政复议、行政诉讼分别为3件和2件。", REVIEW) == {RECONSIDERED: 3, SUED: 2}
    assert said("因政府信息公开工作发生2起行政复议。") == {RECONSIDERED: 2}


def test_new_reviews_beside_those_carried_over_are_not_the_total() -> None:
    assert said("2023年新发生行政复议1件，上年结转1件。", REVIEW) == {}


def test_a_number_for_both_kinds_of_review_together_is_of_neither() -> None:
    assert said("政府信息公开行政复议、行政诉讼案件3件。") == {}


def test_the_steps_of_an_application() -> None:
    text = "（二）依申请公开情况。收到申请21件，上年结转1件，答复18件，结转下年度2件。"
    assert said(text) == {
        "applications.received": 21,
        "applications.carried_in": 1,
        "applications.handled": 18,
        "applications.carried_out": 2,
    }


def test_outcomes_listed_in_the_next_sentence() -> None:
    text = (
        "共办理政府信息公开申请12件。其中，予以公开7件，部分公开2件；不予公开1件；无法提供1件，不予处理1件。"
    )
    assert said(text) == {
        "applications.handled": 12,
        "applications.granted": 7,
        "applications.partly_granted": 2,
        "applications.refused": 1,
        "applications.unavailable": 1,
        "applications.unprocessed": 1,
    }


def test_outcomes_with_the_number_before_them() -> None:
    text = "今年共收到政府信息公开申请5件，其中3件予以公开，1件不予公开，1件无法提供。"
    assert said(text) == {
        "applications.received": 5,
        "applications.granted": 3,
        "applications.refused": 1,
        "applications.unavailable": 1,
    }


def test_a_number_for_two_outcomes_together_is_of_neither() -> None:
    assert said("其中予以公开或部分公开59件，政府信息公开申请均已办结。") == {}


@pytest.mark.parametrize(
    "text",
    [
        "上年收到政府信息公开申请5件。",
        "2022年收到政府信息公开申请5件。",
        "二〇二二年收到政府信息公开申请4件。",
        "五年来累计收到政府信息公开申请50件。",
        "自2008年《条例》施行以来，收到政府信息公开申请300件。",
        "上半年收到政府信息公开申请5件。",
        "收到政府信息公开申请100余件。",
        "收到政府信息公开申请近100件。",
        "收到政府信息公开申请 1 0 件。",
        "收到政府信息公开申请1，499件。",
        "通过网站收到政府信息公开申请5件。",
        "各部门收到政府信息公开申请45件。",
        "2023年，区政府办代表区政府受理政府信息公开申请17件。",
        "承办人大代表建议0件，承办政协委员提案0件，信息公开良好。",
        "全年受理信访件30件，12345热线工单56件，政府信息公开工作平稳。",
        "全年未收到行政许可申请。",
        "没有出现应公开而不予公开的办件。",
        "有效降低政府信息公开行政复议、行政诉讼发生率。",
        "未发生行政复议被纠错、行政诉讼败诉的情况，政府信息公开良好。",
        "全年办理行政复议案件5件，负责人出庭应诉率100%，政府信息公开规范。",
        "力争不发生因政府信息公开引起的行政复议。",
        "（二）依申请公开。坚持收到申请20个工作日内予以答复。",
        "做到收到一件政府信息公开申请、办理一件。",
        "收到市政府转办的政府信息公开申请3件。",
        "依申请公开政府信息0件。",
        "全年办理行政复议案件5件，行政诉讼3件。",
    ],
)
def test_what_is_of_another_year_or_matter_or_not_exact_is_not_stated(text: str) -> None:
    assert said(text) == {}


def test_a_section_on_problems_and_plans_states_nothing() -> None:
    assert said("收到政府信息公开申请21件。", "五、存在的主要问题及改进情况") == {}


def test_what_the_office_of_a_government_received_is_a_part() -> None:
    text = "县政府办公室共收到8份政府信息公开申请。"
    assert said(text) == {"applications.received": 8}
    assert said(text, of_government=True) == {}


def test_fees_are_in_ten_thousand_yuan() -> None:
    assert said("全年收取政府信息公开信息处理费0元。") == {"fees.charged": 0}
    assert str(said("共收取信息处理费1200元。")["fees.charged"]) == "0.12"
    assert said("本单位政府信息公开工作未发生收取信息处理费情况。") == {"fees.charged": 0}


def test_documents_made_and_items_disclosed() -> None:
    text = "全年制定发布规范性文件 2 件，清理规范性文件数 9 件，现行有效的规范性文件 5 件。"
    assert said(text) == {"documents.made": 2, "documents.in_force": 5}
    assert said("2023年共主动公开政府信息1,310条，其中业务类30条。") == {"disclosure.items": 1310}
    assert said("全年通过政府门户网站主动公开各类信息310条。") == {}


def test_the_words_are_quoted_as_printed_with_their_paragraph() -> None:
    text = "2023 年，我局共收到\u3000政府信息公开申请 ２１ 件，均已答复。"
    (stated,) = read_stated([("一、总体情况", [Paragraph(text, "paragraph 7")])], 2023)
    assert (stated.raw, stated.place) == ("我局共收到\u3000政府信息公开申请 ２１ 件", "paragraph 7")


@pytest.mark.parametrize(
    "text",
    ["收到政府信息公开申请、行政复议、行政诉讼均为0件。", "全年未收到信息公开申请、行政复议和行政诉讼案件。"],
)
def test_applications_and_reviews_said_to_be_none_together(text: str) -> None:
    assert said(text) == {"applications.received": 0, RECONSIDERED: 0, SUED: 0}


@given(
    number=st.integers(0, 9999),
    say=st.sampled_from((str, written, lambda number: f"{number:,}", lambda number: f" {number} ")),
    saying=st.sampled_from(
        (
            ("2023年共收到政府信息公开申请{}件，比2022年增加9件。", "applications.received"),
            ("（二）依申请公开情况。全年收到申请{}件，办结率100%。", "applications.received"),
            ("全年受理了{}份政府信息公开申请。", "applications.received"),
            ("因政府信息公开工作被申请行政复议{}件。", RECONSIDERED),
            ("因政府信息公开工作被提起行政诉讼{}起。", SUED),
            ("全年制发行政规范性文件{}件。", "documents.made"),
        )
    ),
)
def test_whatever_number_is_said_is_read(
    number: int, say: Callable[[int], str], saying: tuple[str, str]
) -> None:
    text, key = saying
    assert said(text.format(say(number))) == {key: number}

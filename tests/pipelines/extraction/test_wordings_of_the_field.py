"""What short wordings from reports all over the country state, and what they do not."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.test_statements import RECONSIDERED, SUED, said

APPLICATIONS = "三、依申请公开政府信息和不予公开政府信息情况"
DISPUTES = "五、因政府信息公开申请行政复议、提起行政诉讼的情况"


@pytest.mark.parametrize(
    "text",
    [
        "2023年度未收到行政复议、提起行政诉讼的申请。",
        "我镇2023年度未发生针对本单位有关政府信息公开事务的行政复议案、诉讼和申述的情况。",
        "2023年，没有因政府信息公开工作被申请行政复议、提起诉讼的情况。",
        "未发生有关政府信息公开事务的行政复议、诉讼、申诉案件。",
        "2023年度未发生行政复议、诉讼和申诉情况。",
        "我镇2023年度无申请。",
        "无",
        "无此类情况。",
    ],
)
def test_no_review_and_no_suit_however_it_is_said(text: str) -> None:
    stated = said(text, DISPUTES)
    assert (stated[RECONSIDERED], stated[SUED]) == (0, 0)


def test_no_suit_though_an_appeal_is_named_beside_it() -> None:
    assert said("2023年，我局未收到因政府信息公开提起行政诉讼和行政申诉情况。")[SUED] == 0


@pytest.mark.parametrize("text", ["我镇2023年度无申请。", "2023年没有申请。"])
def test_a_section_on_applications_that_says_there_was_none(text: str) -> None:
    assert said(text, APPLICATIONS) == {"applications.received": 0}


def test_a_bare_no_below_a_heading_of_the_form_may_be_a_cell_of_its_table() -> None:
    assert said("无", "三、收到和处理政府信息公开申请情况") == {}
    assert said("无", "四、政府信息公开行政复议、行政诉讼情况") == {}


def test_no_application_in_the_section_on_fees_says_nothing_of_applications() -> None:
    assert said("我镇2023年度无申请。", "四、依申请公开政府信息收费及减免情况") == {}


def test_fees_are_those_of_disclosure_where_the_heading_says_fees() -> None:
    assert said("2023年，我街未收取任何费用。", "五、收费和减免情况") == {"fees.charged": 0}


def test_what_three_applications_did_not_lead_to_is_not_said_of_the_year() -> None:
    stated = said("这3起依申请公开事项均未发生申请人申请行政复议、提起行政诉讼的情况。")
    assert RECONSIDERED not in stated
    assert SUED not in stated


def test_channels_are_read_though_the_sentence_ends_with_their_completion() -> None:
    text = "2023年度我镇共收到4件信息公开申请，其中网络申请2件，信函申请2件，均已及时受理并已按时办结。"
    assert said(text) == {
        "applications.received": 4,
        "applications.channel.online": 2,
        "applications.channel.letter": 2,
    }


def test_channels_of_what_was_completed_are_not_those_of_what_was_received() -> None:
    stated = said("（二）依申请公开情况。办结申请9件，其中网络申请5件，信函申请4件。")
    assert "applications.channel.online" not in stated


def test_granted_and_refused_in_a_row_with_what_was_received() -> None:
    text = "全年共收到依申请公开6件，公开4件，不予公开2件，因政府信息依申请公开引起行政复议0件，行政诉讼0件"
    stated = said(text)
    assert (stated["applications.received"], stated["applications.granted"]) == (6, 4)
    assert (stated["applications.refused"], stated[RECONSIDERED], stated[SUED]) == (2, 0, 0)


def test_a_total_that_reaches_a_number() -> None:
    assert said("我街道主动公开各类政府信息总数达498条。") == {"disclosure.items": 498}


def test_a_sentence_may_end_with_a_western_point() -> None:
    assert said("（二）依申请公开情况\n2023年，未收到依申请公开事项.") == {"applications.received": 0}


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("2.依申请公开：2023年未收到该项申请。", 0),
        ("（二）依申请公开情况\n本年度未收到和处理政府信息公开申请事件。", 0),
        ("（二）依申请公开情况\n2023年，未收到公众申请要求公开其他方面政府信息。", 0),
        ("2023年，通过网络申请、信函申请、当面申请等方式，共收到依申请公开请求30件。", 30),
        ("依规处理依申请公开。2023年度，区公安分局依申请公开受理和办结6件。", 6),
    ],
)
def test_other_words_for_applications_received(text: str, received: int) -> None:
    assert said(text)["applications.received"] == received


def test_what_was_carried_over_is_not_said_of_the_review_beside_it() -> None:
    text = "本年度受理依申请政府信息公开事项25件；2件结转下年答复；全年因政府信息公开工作被申请行政复议1件。"
    assert said(text)[RECONSIDERED] == 1
    assert RECONSIDERED not in said("上年结转行政复议2件，新收行政复议3件。", DISPUTES)


def test_carried_in_is_said_with_its_handling() -> None:
    stated = said(
        "（二）依申请公开情况\n新收到依申请公开政府信息78件，结转上年度办理3件，结转下年度继续办理3件。"
    )
    assert stated == {
        "applications.received": 78,
        "applications.carried_in": 3,
        "applications.carried_out": 3,
    }


def test_what_is_left_is_carried_out() -> None:
    text = "2023年，本街道共收到12件信息依申请公开，其中10件已经按时按规完成答复，剩余2件结转下年度继续办理。"
    assert said(text)["applications.carried_out"] == 2
    assert "applications.carried_out" not in said("收到信息公开申请，余2件结转下年度继续办理。")


def test_results_in_a_row_each_with_its_number() -> None:
    text = "（二）依申请公开情况。予以公开4件、部分公开1件、无法提供8件、不予处理2件。"
    assert said(text) == {
        "applications.granted": 4,
        "applications.partly_granted": 1,
        "applications.unavailable": 8,
        "applications.unprocessed": 2,
    }
    assert said("（二）依申请公开情况。不予公开、部分公开2件。") == {}


def test_channels_beside_what_was_closed_and_carried_out() -> None:
    text = "受理政府信息依申请公开11件，其中网络申请11件，申请办结数8件，结转下一年办理1件。"
    assert said(text) == {
        "applications.received": 11,
        "applications.channel.online": 11,
        "applications.handled": 8,
        "applications.carried_out": 1,
    }
    assert "applications.channel.online" not in said("（二）依申请公开情况。上年结转网络申请2件。")


def test_a_section_on_how_the_plan_was_carried_out_states_what_was_done() -> None:
    text = "一年内，市民政局主动公开规范性文件101条，制发规范性文件4件，政府网站公开信息2055条。"
    assert said(text, "一、2023年政府信息公开工作要点落实情况") == {"documents.made": 4}
    assert said(text, "七、2024年工作要点") == {}

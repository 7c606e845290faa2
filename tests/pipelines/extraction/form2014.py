"""The table of 2014 (政府信息公开情况统计表), typed from 国办发〔2014〕32号, to be filled and read back."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.model import Cell, Table

#: Key (empty for a heading), printed label, unit.
ROWS = (
    ("", "一、主动公开情况", "——"),
    ("disclosed_total", "（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条）", "条"),
    ("normative_documents_disclosed", "　　　其中：主动公开规范性文件数", "条"),
    ("normative_documents_made", "　　　　　　制发规范性文件总数", "件"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", "——"),
    ("channel_gazette", "　　　1．政府公报公开政府信息数", "条"),
    ("channel_website", "　　　2．政府网站公开政府信息数", "条"),
    ("channel_weibo", "　　　3．政务微博公开政府信息数", "条"),
    ("channel_wechat", "　　　4．政务微信公开政府信息数", "条"),
    ("channel_other", "　　　5．其他方式公开政府信息数", "条"),
    ("", "二、回应解读情况", "——"),
    ("responses_total", "（一）回应公众关注热点或重大舆情数\n（不同方式回应同一热点或舆情计1次）", "次"),
    ("", "（二）通过不同渠道和方式回应解读的情况", "——"),
    ("press_conferences", "　　　1．参加或举办新闻发布会总次数", "次"),
    ("press_conferences_by_head", "　　　　 其中：主要负责同志参加新闻发布会次数", "次"),
    ("online_interviews", "　　　2．政府网站在线访谈次数", "次"),
    ("online_interviews_by_head", "　　　　 其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("policy_interpretations", "　　　3．政策解读稿件发布数", "篇"),
    ("responses_weibo_wechat", "　　　4．微博微信回应事件数", "次"),
    ("responses_other", "　　　5．其他方式回应事件数", "次"),
    ("", "三、依申请公开情况", "——"),
    ("applications_received", "（一）收到申请数", "件"),
    ("applications_in_person", "　　　1．当面申请数", "件"),
    ("applications_fax", "　　　2．传真申请数", "件"),
    ("applications_online", "　　　3．网络申请数", "件"),
    ("applications_letter", "　　　4．信函申请数", "件"),
    ("applications_closed", "（二）申请办结数", "件"),
    ("applications_closed_on_time", "　　　1．按时办结数", "件"),
    ("applications_closed_extended", "　　　2．延期办结数", "件"),
    ("replies_total", "（三）申请答复数", "件"),
    ("replies_already_public", "　　　1．属于已主动公开范围数", "件"),
    ("replies_granted", "　　　2．同意公开答复数", "件"),
    ("replies_partly_granted", "　　　3．同意部分公开答复数", "件"),
    ("replies_refused", "　　　4．不同意公开答复数", "件"),
    ("refused_state_secret", "　　　　 其中：涉及国家秘密", "件"),
    ("refused_trade_secret", "　　　　　　　涉及商业秘密", "件"),
    ("refused_privacy", "　　　　　　　涉及个人隐私", "件"),
    ("refused_security_stability", "　　　　　　　危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("refused_not_government_information", "　　　　　　　不是《条例》所指政府信息", "件"),
    ("refused_other_law", "　　　　　　　法律法规规定的其他情形", "件"),
    ("replies_not_this_body", "　　　5．不属于本行政机关公开数", "件"),
    ("replies_not_existing", "　　　6．申请信息不存在数", "件"),
    ("replies_told_to_correct", "　　　7．告知作出更改补充数", "件"),
    ("replies_other_channels", "　　　8．告知通过其他途径办理数", "件"),
    ("reconsiderations", "四、行政复议数量", "件"),
    ("reconsiderations_upheld", "（一）维持具体行政行为数", "件"),
    ("reconsiderations_corrected", "（二）被依法纠错数", "件"),
    ("reconsiderations_other", "（三）其他情形数", "件"),
    ("litigations", "五、行政诉讼数量", "件"),
    ("litigations_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("litigations_corrected", "（二）被依法纠错数", "件"),
    ("litigations_other", "（三）其他情形数", "件"),
    ("complaints", "六、举报投诉数量", "件"),
    ("fees_charged", "七、依申请公开信息收取的费用", "万元"),
    ("", "八、机构建设和保障经费情况", "——"),
    ("dedicated_offices", "（一）政府信息公开工作专门机构数", "个"),
    ("reading_points", "（二）设置政府信息公开查阅点数", "个"),
    ("staff_total", "（三）从事政府信息公开工作人员数", "人"),
    ("staff_full_time", "　　　1．专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("staff_part_time", "　　　2．兼职人员数", "人"),
    (
        "budget",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("", "九、政府信息公开会议和培训情况", "——"),
    ("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("trainings", "（二）举办各类培训班数", "次"),
    ("people_trained", "（三）接受培训人员数", "人次"),
)
HEADER = ("统　计　指　标", "单位", "统计数")


def rows(texts: Mapping[str, str], leave_out: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Label, unit and number of each row, the header not among them."""
    return [
        (label, unit, texts.get(f"indicators.{key}", "0") if key else "——")
        for key, label, unit in ROWS
        if not (key and key in leave_out)
    ]


def table(
    lines: list[tuple[str, ...]], place: str = "table 1", header: tuple[str, ...] | None = HEADER
) -> Table:
    """Lines of cells as a table without merged cells."""
    grid = [header, *lines] if header else lines
    cells = [Cell(text, row, column) for row, line in enumerate(grid) for column, text in enumerate(line)]
    return Table(tuple(cells), place)

"""The form of 2021 as tables, typed from 国办公开办函〔2021〕30号, to be filled, damaged and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.model import Cell, Document, Paragraph, Table

KINDS = ("natural_person", "enterprise", "research", "charity", "legal_service", "other", "total")
ROWS = (
    ("received", "一、本年新收政府信息公开申请数量"),
    ("carried_in", "二、上年结转政府信息公开申请数量"),
    ("granted", "（一）予以公开"),
    ("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("refused_state_secret", "1.属于国家秘密"),
    ("refused_other_law", "2.其他法律行政法规禁止公开"),
    ("refused_security_stability", "3.危及“三安全一稳定”"),
    ("refused_third_party", "4.保护第三方合法权益"),
    ("refused_internal_affairs", "5.属于三类内部事务信息"),
    ("refused_process", "6.属于四类过程性信息"),
    ("refused_enforcement_file", "7.属于行政执法案卷"),
    ("refused_administrative_query", "8.属于行政查询事项"),
    ("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable_not_existing", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", "3.补正后申请内容仍不明确"),
    ("unprocessed_petition", "1.信访举报投诉类申请"),
    ("unprocessed_repeat", "2.重复申请"),
    ("unprocessed_publication", "3.要求提供公开出版物"),
    ("unprocessed_abusive", "4.无正当理由大量反复申请"),
    ("unprocessed_confirmation", "5.要求行政机关确认或重新出具已获取信息"),
    ("other_uncorrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_other", "3.其他"),
    ("handled_total", "（七）总计"),
    ("carried_out", "四、结转下年度继续办理"),
)
GROUPS = {
    4: ("（三）不予公开", 8),
    12: ("（四）无法提供", 3),
    15: ("（五）不予处理", 5),
    20: ("（六）其他处理", 3),
}
ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
RESULT_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISCLOSURE = (
    (
        "第二十条第（一）项",
        ("本年制发件数", "本年废止件数", "现行有效件数"),
        ("made", "repealed", "in_force"),
        (("regulations", "规章"), ("normative_documents", "行政规范性文件")),
    ),
    ("第二十条第（五）项", ("本年处理决定数量",), ("decisions",), (("licensing", "行政许可"),)),
    (
        "第二十条第（六）项",
        ("本年处理决定数量",),
        ("decisions",),
        (("penalty", "行政处罚"), ("coercion", "行政强制")),
    ),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), ("amount",), (("fees", "行政事业性收费"),)),
)


def disclosure(texts: Mapping[str, str], place: str = "table 1") -> Table:
    cells: list[Cell] = []
    row = 0
    for item, columns, keys, rows in DISCLOSURE:
        span = 4 // (len(columns) + 1) if len(columns) == 1 else 1
        cells.append(Cell(item, row, 0, 1, 4))
        cells.append(Cell("信息内容", row + 1, 0))
        cells += [
            Cell(label, row + 1, 1 + at, 1, 3 if len(columns) == 1 else span)
            for at, label in enumerate(columns)
        ]
        for down, (key, label) in enumerate(rows, start=2):
            cells.append(Cell(label, row + down, 0))
            for at, column in enumerate(keys):
                text = texts.get(f"disclosure.{key}.{column}", "0")
                cells.append(Cell(text, row + down, 1 + at, 1, 3 if len(columns) == 1 else 1))
        row += 2 + len(rows)
    return Table(tuple(cells), place)


def applications(texts: Mapping[str, str], place: str = "table 2", leave_out: tuple[str, ...] = ()) -> Table:
    cells = [
        Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 0, 3, 3),
        Cell("申请人情况", 0, 3, 1, 7),
        Cell("自然人", 1, 3, 2, 1),
        Cell("法人或其他组织", 1, 4, 1, 5),
        Cell("总计", 1, 9, 2, 1),
        Cell("商业\n企业", 2, 4),
        Cell("科研\n机构", 2, 5),
        Cell("社会公益组织", 2, 6),
        Cell("法律服务机构", 2, 7),
        Cell("其他", 2, 8),
    ]
    row = 3
    for at, (key, label) in enumerate(ROWS):
        if key in leave_out:
            continue
        inside = 2 <= at <= 23
        if key == "granted":
            cells.append(Cell("三、本年度办理结果", row, 0, 22, 1))
        if at in GROUPS:
            cells.append(Cell(GROUPS[at][0], row, 1, GROUPS[at][1], 1))
        deep = 4 <= at <= 22
        column = 2 if deep else (1 if inside else 0)
        cells.append(Cell(label, row, column, 1, 3 - column))
        cells += [
            Cell(texts.get(f"applications.{key}.{kind}", "0"), row, 3 + k) for k, kind in enumerate(KINDS)
        ]
        row += 1
    return Table(tuple(cells), place)


def review(texts: Mapping[str, str], place: str = "table 3") -> Table:
    cells = [Cell("行政复议", 0, 0, 1, 5), Cell("行政诉讼", 0, 5, 1, 10)]
    cells += [Cell(label, 1, at, 2, 1) for at, label in enumerate(RESULT_LABELS)]
    cells += [Cell("未经复议直接起诉", 1, 5, 1, 5), Cell("复议后起诉", 1, 10, 1, 5)]
    cells += [Cell(label, 2, 5 + at) for at, label in enumerate(RESULT_LABELS * 2)]
    keys = [f"review.{route}.{result}" for route in ROUTES for result in RESULTS]
    cells += [Cell(texts.get(key, "0"), 3, at) for at, key in enumerate(keys)]
    return Table(tuple(cells), place)


def ordered(table: Table) -> Table:
    return replace(table, cells=tuple(sorted(table.cells, key=lambda c: (c.row, c.column))))


def document(*tables: Table, paragraphs: tuple[str, ...] = ()) -> Document:
    parts = tuple(Paragraph(text, f"paragraph {at}") for at, text in enumerate(paragraphs, start=1))
    return Document("0" * 64, "text/html", parts + tuple(ordered(table) for table in tables))


def form(texts: Mapping[str, str]) -> Document:
    return document(disclosure(texts), applications(texts), review(texts))

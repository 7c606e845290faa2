"""Reports and documents made by hand, for tests that are about keeping them and not about reading them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from archive.codebook import keys_of
from archive.records import CaptureRecord, DocumentRecord
from pipelines.model import ABSENT, Body, Figure, Finding, Kind, Report, Section, Severity, State

MOMENT = datetime(2024, 2, 1, 3, 4, 5, tzinfo=UTC)
BAISHI = Body("汶上县白石镇人民政府", "白石镇人民政府", "370830110", Kind.TOWNSHIP, True)
BAIMA = Body("米易县白马镇人民政府", "白马镇人民政府", "510421105", Kind.TOWNSHIP, True)
ELSEWHERE = Body("白马镇人民政府", "白马镇人民政府", None, Kind.TOWNSHIP, False)
COUNTY = Body("汶上县人民政府", "汶上县人民政府", "370830", Kind.GOVERNMENT, True)
EDUCATION = Body("汶上县教育局", "汶上县教育局", "370830", Kind.DEPARTMENT, True)


def number(value: int | str, place: str = "table 2, row 1, column 1") -> Figure:
    """A figure with a number, as printed."""
    exact = Decimal(value)
    return Figure(str(value), int(exact) if exact == exact.to_integral_value() else exact, State.VALUE, place)


def printed(raw: str, state: State) -> Figure:
    """A figure without a number."""
    return Figure(raw, None, state, "table 2, row 1, column 1")


def report(body: Body = BAISHI, year: int | None = 2023, **figures: Any) -> Report:
    """A report in the form of 2021; ``figures`` by key, with two underscores for each dot."""
    given = {key.replace("__", "."): value for key, value in figures.items()}
    return Report(
        title=f"{body.printed}{year}年政府信息公开工作年度报告",
        year=year,
        layout="2021",
        body=body,
        period=(date(2023, 1, 1), date(2023, 12, 31)),
        published_on=date(2024, 1, 16),
        index_number=None,
        sections=(Section(1, "一、总体情况", "主动公开政府信息。"), Section(6, "六、其他", "无。")),
        figures={key: given.get(key, ABSENT) for key in keys_of("2021")},
    )


def with_error(one: Report) -> Report:
    """The report with a sum that does not come out."""
    figures = ("applications.received.total",)
    found = Finding("applications.row_sum", Severity.ERROR, "20 is not 21", figures, 21, Decimal("20.5"))
    return replace(one, findings=(*one.findings, found))


def document(
    data: str = "bytes", url: str = "http://www.wenshang.gov.cn/a.html", *, days: int = 0, **other: Any
) -> DocumentRecord:
    """A document whose bytes are ``data``, fetched some days after the first."""
    sha256 = hashlib.sha256(data.encode()).hexdigest()
    capture = CaptureRecord(
        url=url,
        fetched_at=MOMENT + timedelta(days=days),
        status=200,
        sha256=sha256,
        length=len(data),
        media_type="text/html",
        warc_file="wenshang/1.warc.gz",
        warc_offset=int(hashlib.sha256(f"{url} {data} {days}".encode()).hexdigest()[:6], 16),
    )
    return DocumentRecord(
        capture, sha256, "text/html", url, **{"role": "page", "extractor_version": "1", **other}
    )

"""A small population in place of the generated one: bodies of one line, attachments of a few bytes."""

from datetime import date
from functools import cached_property

from crawler.replica.content import COUNTIES, Attachment, Confuser, Population, Publication, Unit
from pipelines.model import Kind

TOWNS, DEPARTMENTS, YEARS = 6, 8, range(2019, 2026)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class SmallPublication(Publication):
    @cached_property
    def body_html(self):
        return f"<p>{self.printed}{self.year}年政府信息公开工作年度报告正文</p>"

    @cached_property
    def attachments(self):
        if self.form == "html":
            return ()
        kind = WORD if self.form == "docx" else "application/pdf"
        return (Attachment(f"{self.title}.{self.form}", kind, f"{self.form} {self.title}".encode()),)


class SmallConfuser(Confuser):
    body_html = "<p>不是年报</p>"
    attachments = ()


def units_of(county):
    yield unit(county, "人民政府", "县政府", Kind.GOVERNMENT, 0)
    for n in range(1, TOWNS + 1):
        yield unit(county, f"甲{n}镇人民政府", f"甲{n}镇", Kind.TOWNSHIP, n)
    for n in range(1, DEPARTMENTS + 1):
        yield unit(county, f"第{n}局", f"县第{n}局", Kind.DEPARTMENT, 100 + n)


def unit(county, rest, short, kind, n):
    code = f"11{county.code}{n:010d}"
    return Unit(county.code, county.name + rest, short, county.code, kind, code, f"u{n}")


def publications_of(units):
    for rank, one in enumerate(units):
        for year in YEARS:
            form = ("html", "html", "docx", "pdf")[(rank + year) % 4]
            yield SmallPublication(
                one, year, f"{one.name}{year}年政府信息公开工作年度报告", one.name, date(year + 1, 1, 5 + rank),
                "2021" if year > 2020 else "2019", form, "clean", one.name, f"{one.code}/{year}", False, None, 1,
            )  # fmt: skip


def confusers_of(county):
    for year in YEARS:
        for column in ("annual_reports", "interpretations", "notices", "guide", "news"):
            title = f"{county.name}《{year}年政府信息公开工作年度报告》{column}"
            yield SmallConfuser(title, date(year + 1, 2, 1), column, "", True, "", year, 1)


def small_population():
    units = {county.code: tuple(units_of(county)) for county in COUNTIES}
    return Population(
        1,
        units,
        {code: tuple(publications_of(some)) for code, some in units.items()},
        {county.code: tuple(confusers_of(county)) for county in COUNTIES},
    )

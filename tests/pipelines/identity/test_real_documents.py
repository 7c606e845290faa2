"""The real documents of tests/data, each against what a person reads in it."""

from datetime import date

import pytest

from pipelines.identity import judge, read_index_number, read_period, read_published_on, read_year, resolve
from pipelines.model import Context
from tests.pipelines.identity.documents import real

EXPECTED = [
    ("baishi_2023.txt", "汶上县白石镇人民政府", "白石镇人民政府", "370830110", "township", 2023),
    ("huaiyuan_2023.txt", "桐柏县淮源镇人民政府", "桐柏县淮源镇人民政府", "411330108", "township", 2023),
    ("muluan_2023.txt", "武陟县木栾街道办事处", "武陟县木栾街道办事处", "410823004", "street", 2023),
    ("qiaoguan_2021.txt", "昌乐县乔官镇人民政府", "昌乐县乔官镇", "370725107", "township", 2021),
    ("baima_2023.txt", "米易县白马镇人民政府", "攀枝花市米易县白马镇", "510421105", "township", 2023),
    ("hongze_2024.pdf", "洪泽区人民政府", "淮安市洪泽区人民政府", "320813", "government", 2024),
    ("shuyang_fgj_2023.html", "沭阳县发展和改革局", "沭阳县发展和改革局", "321322", "department", 2023),
]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected[0])
def test_a_real_report_tells_whose_it_is_and_for_which_year(
    expected: tuple[str, str, str, str, str, int],
) -> None:
    file, *names, year = expected
    document, context = real(file), Context()
    reading = resolve(document, context)
    body = reading.body
    assert [body.name, body.printed, body.division, body.kind] == names
    assert body.certain
    assert read_year(document, context).year == year
    assert reading.findings == () and read_year(document, context).findings == ()
    assert judge(document, context).kind == "report"


def test_periods_publication_days_and_the_index_number_are_those_printed() -> None:
    whole_2023 = (date(2023, 1, 1), date(2023, 12, 31))
    assert read_period(real("baishi_2023.txt")) == whole_2023
    assert read_period(real("shuyang_fgj_2023.html")) == whole_2023
    assert read_period(real("hongze_2024.pdf")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert read_period(real("huaiyuan_2023.txt")) is None
    assert read_published_on(real("qiaoguan_2021.txt"), Context()) == date(2022, 1, 17)
    assert read_published_on(real("baima_2023.txt"), Context()) == date(2024, 1, 16)
    assert read_published_on(real("shuyang_fgj_2023.html"), Context()) == date(2024, 1, 17)
    assert read_published_on(real("muluan_2023.txt"), Context()) is None
    assert read_index_number(real("shuyang_fgj_2023.html")) == "014314799/2024-00002"
    assert read_index_number(real("baishi_2023.txt")) is None


def test_the_blank_official_form_is_a_template() -> None:
    document = real("blank_form_2021.docx")
    assert judge(document, Context()).kind == "template"
    assert resolve(document, Context()).body.certain is False
    assert read_year(document, Context()).year is None

"""`nianbao trace --to`: the captured page with the figure's cell marked, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lxml import html

Nianbao = Callable[..., CompletedProcess[str]]
DATA = Path(__file__).parents[2] / "data"
ADDRESS = "http://www.shuyang.gov.cn/sygfj/gknb/202401/a.shtml"


@pytest.mark.parametrize(
    ("name", "body", "figure"),
    [
        ("shuyang_fgj_2023.html", "沭阳县发展和改革局", "disclosure.licensing.decisions"),
        ("shuyang_fgj_2023.html", "沭阳县发展和改革局", "review.litigation_direct.upheld"),
        ("hongze_2024.pdf", "洪泽区", "applications.received.natural_person"),
        ("baishi_2023.txt", "白石镇", "disclosure.licensing.decisions"),
    ],
)
def test_the_marked_cell_holds_the_figure_as_printed(
    nianbao: Nianbao, tmp_path: Path, name: str, body: str, figure: str
) -> None:
    assert nianbao("import", DATA / name, "--url", ADDRESS).returncode == 0
    [there] = json.loads(nianbao("coverage", "--json").stdout)
    done = nianbao("trace", body, str(there["year"]), figure, "--to", "page.html", "--json")
    assert done.returncode == 0, done.stderr
    page = html.fromstring((tmp_path / "page.html").read_text("utf-8"))
    [cell] = page.xpath("//*[@id='nianbao-cell']")
    traced = json.loads(done.stdout)
    assert "".join(cell.text_content().split()) == "".join(traced["raw"].split())
    assert traced["sha256"] in page.text_content()


def test_a_page_of_a_data_folder_that_is_gone_is_told(nianbao: Nianbao, tmp_path: Path) -> None:
    nianbao("import", DATA / "baishi_2023.txt")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    done = nianbao("trace", "白石镇", "2023", "disclosure.licensing.decisions", "--to", "page.html")
    assert done.returncode == 3
    assert "Restore the data folder" in done.stderr

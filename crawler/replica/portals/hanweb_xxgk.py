"""Hanweb's xxgk module (信息公开目录): a shell per unit, its categories and units as a tree, its lists.

1. ``/col/col61951/index.html?vc_xxgkarea=<unit code>&number=<category>`` holds only an iframe of
   ``tree.jsp`` and a call that loads ``search.jsp``.
2. ``tree.jsp?area=`` lists categories (``funclick``) and the units of the site that no column links.
3. ``search.jsp`` (GET or POST; ``infotypeId``, ``area``, ``currpage``) answers with a piece of HTML.
"""

from __future__ import annotations

from html import escape

from crawler.replica.content import Unit
from crawler.replica.exchange import Request, Response
from crawler.replica.portals.frame import Frame, column_metas
from crawler.replica.portals.site import Endpoint
from crawler.replica.portals.stock import Article, Stock, newest_first
from pipelines.model import Kind

_ANNUAL = "A0002108"
_CATEGORIES = {"A0002101": "机构职能", "A0002105": "财政预决算", _ANNUAL: "政府信息公开年报"}
_PER_PAGE = 5
IN_TREE_FROM = -5
"""The last departments are linked from no column, only from the tree."""


def directory_link(unit: Unit) -> str:
    """The address of a unit's openness directory."""
    return f"/col/col{Directory.COLUMN}/index.html?vc_xxgkarea={unit.code}&number=A0002101&jh=263"


class Directory:
    """The openness directory of all units of a site."""

    COLUMN = 61951

    def __init__(self, stock: Stock, frame: Frame, listed: list[Article]) -> None:
        self._listed, self._frame = listed, frame
        departments = [unit for unit in stock.units if unit.kind is Kind.DEPARTMENT]
        self._units = {unit.code: unit for unit in stock.units}
        governments = [unit for unit in stock.units if unit.kind is Kind.GOVERNMENT]
        self._in_tree = [*governments, *departments[IN_TREE_FROM:]]

    def endpoints(self) -> dict[str, Endpoint]:
        """The module's addresses."""
        return {
            f"/col/col{self.COLUMN}/index.html": self._shell,
            "/module/xxgk/tree.jsp": self._tree,
            "/module/xxgk/search.jsp": self._search,
        }

    def _shell(self, request: Request) -> Response:
        area = escape(request.parameters.get("vc_xxgkarea", ""))
        number = escape(request.parameters.get("number", "A0002101"))
        main = (
            f'<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area={area}&amp;divid=div4"></iframe>'
            f"<div id='div4'></div><script>loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&isAllList=1"
            f"&texttype=&fbtime=-1&infotypeId={number}&jdid=263&area={area}&divid=div4&sortfield="
            f"createdatetime:0,orderid:0','div4','0','0','950','1','','');</script>"
        )
        unit = self._units.get(area)
        label = f"{unit.short}信息公开目录" if unit else "信息公开目录"
        return Response(self._frame.page(label, column_metas(label), [("首页", "/")], main).encode())

    def _tree(self, request: Request) -> Response:
        area = escape(request.parameters.get("area", ""))
        nodes = "".join(
            f"<li><a href=\"javascript:void(0)\" onclick=\"funclick('{number}', 'div4')\">{label}</a></li>"
            for number, label in _CATEGORIES.items()
        )
        units = "".join(
            f'<li><a target="_parent" href="{escape(directory_link(unit))}">{unit.short}</a></li>'
            for unit in self._in_tree
        )
        text = f"<html><body><ul area='{area}'>{nodes}</ul><ul class='units'>{units}</ul></body></html>"
        return Response(text.encode())

    def _search(self, request: Request) -> Response:
        asked = request.parameters
        entries = self._entries(asked.get("area", ""), asked.get("infotypeId", ""))
        pages = max(1, -(-len(entries) // _PER_PAGE))
        wanted = asked.get("currpage", "1")
        page = min(max(int(wanted) if wanted.isascii() and wanted.isdigit() else 1, 1), pages)
        rows = "".join(_row(entry) for entry in entries[(page - 1) * _PER_PAGE : page * _PER_PAGE])
        text = (
            f'<div class="zfxxgk_list_con"><ul>{rows}</ul></div><div class="pager">共{len(entries)}条　'
            f'共{pages}页　第{page}页 <a onclick="gopage({min(page + 1, pages)})">下一页</a> '
            f'<a onclick="gopage({pages})">尾页</a></div>'
        )
        return Response(text.encode())

    def _entries(self, area: str, category: str) -> list[Article]:
        unit = self._units.get(area)
        if unit is None or category != _ANNUAL:
            return []
        return newest_first(article for article in self._listed if article.unit == unit)


def _row(article: Article) -> str:
    day = article.published
    path = f"/art/{day.year}/{day.month}/{day.day}/art_{Directory.COLUMN}_{article.number}.html"
    return (
        f'<li><a href="{path}?xxgkhide=1" title="{escape(article.title)}">{escape(article.title)}</a>'
        f"<span>{day:%Y-%m-%d}</span></li>"
    )

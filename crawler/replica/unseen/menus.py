"""How a page shows where it leads: links, images, options, arrays and trees in scripts, frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

Links = Sequence[tuple[str, str]]
STYLES = ("list", "list", "ztree", "array", "calls", "options", "images", "clicks", "written")
#: Styles that stand in an answer of their own.
APART = ("frame", "answer")


def menu(links: Links, style: str) -> str:
    """A menu in one of the styles."""
    return _MAKERS[style](links)


def nodes(links: Links) -> str:
    """A tree as data."""
    return json.dumps(
        [{"id": at, "pId": 0, "name": label, "url": href} for at, (label, href) in enumerate(links, 1)],
        ensure_ascii=False,
    )


def _list(links: Links) -> str:
    items = "".join(f'<li><a href="{escape(href)}">{escape(label)}</a></li>' for label, href in links)
    return f'<ul class="column-list">{items}</ul>'


def _ztree(links: Links) -> str:
    shown = f'var zNodes = {nodes(links)};$.fn.zTree.init($("#tree"), {{}}, zNodes);'
    return f'<ul id="tree"></ul><script>{shown}</script>'


def _array(links: Links) -> str:
    rows = ",".join(f'["{label}", "{href}"]' for label, href in links)
    return f"<script>var menuData = [{rows}];drawMenu(menuData);</script>"


def _calls(links: Links) -> str:
    rows = "".join(
        f"d.add({at},0,'{label}','{href}','','main');" for at, (label, href) in enumerate(links, 1)
    )
    return f"<script>d = new dTree('d');{rows}document.write(d);</script>"


def _options(links: Links) -> str:
    items = "".join(f'<option value="{escape(href)}">{escape(label)}</option>' for label, href in links)
    return f'<select onchange="window.open(this.value)"><option value="">请选择</option>{items}</select>'


def _images(links: Links) -> str:
    return "".join(
        f'<a href="{escape(href)}"><img src="/images/b{at}.png" alt="{escape(label)}"></a>'
        for at, (label, href) in enumerate(links)
    )


def _clicks(links: Links) -> str:
    return "".join(
        f"<div class='item' onclick=\"window.open('{escape(href)}')\">{escape(label)}</div>"
        for label, href in links
    )


def _written(links: Links) -> str:
    rows = "".join(f"document.write('<dd><a href=\"{href}\">{label}</a></dd>');" for label, href in links)
    return f"<script>{rows}</script>"


_MAKERS = {
    "list": _list,
    "ztree": _ztree,
    "array": _array,
    "calls": _calls,
    "options": _options,
    "images": _images,
    "clicks": _clicks,
    "written": _written,
}

"""The frame of an unseen portal's pages: header, breadcrumb and footer in a manner of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from crawler.replica.portals.frame import Frame, Links, Metas, breadcrumb, metas_html
from crawler.replica.unseen.draw import Draw
from crawler.replica.unseen.menus import STYLES, menu

FRIENDS = [("中国政府网", "http://www.gov.cn/"), ("省人民政府", "http://www.province.example/")]


@dataclass(frozen=True)
class UnseenFrame(Frame):
    """Drawn page furniture; ``units``: links to the units' own sites, ``foot``: further ones at the foot."""

    draw: Draw = field(default_factory=lambda: Draw(0, ""))
    units: Links = ()
    foot: Links = ()

    def page(self, title: str, metas: Metas, trail: Links, main: str, *, swapped: bool = False) -> str:
        """A whole page."""
        box = self.draw.text("boxes")
        lead = self.draw.of("position", ("当前位置：", "您的位置：", "位置：", ""))
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8">'
            f"{metas_html((*self.site_metas, *metas), swapped)}<title>{escape(title)}</title></head><body>"
            f'{self._top()}<div class="{box}"><div class="crumb">{lead}{breadcrumb(trail)}</div>{main}</div>'
            f"{self._bottom()}</body></html>"
        )

    @property
    def site_metas(self) -> Metas:
        """Not every portal says its code."""
        said = super().site_metas
        return said if self.draw.whether("says its code", 0.6) else said[:1]

    def _top(self) -> str:
        style = self.draw.of("top menu", STYLES)
        calendar = "".join(f'<td><a href="/calendar/{day}.html">{day}</a></td>' for day in range(1, 29))
        shown = f"<table><tr>{calendar}</tr></table>" if self.draw.whether("calendar", 0.2) else ""
        search = '<form action="/search/result.html"><input name="keyword"><input type="submit"></form>'
        return f'<div class="head"><h2>{self.site_name}</h2>{menu(self.menu, style)}{search}{shown}</div>'

    def _bottom(self) -> str:
        visitors = self.draw.text("visitors").format(self.draw.number("visits", 1000, 90000))
        units = menu(self.units, self.draw.of("unit menu", ("list", "options"))) if self.units else ""
        foot = "".join(
            f'<a href="{escape(href)}">{escape(label)}</a> | ' for label, href in (*self.foot, *FRIENDS)
        )
        said = f"<p>{foot}</p><p>{visitors}</p><p>主办：{self.site_name}</p>"
        return f"<div class='foot'>{units}{said}</div>{self.fingerprint}"

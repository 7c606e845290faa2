"""The frame that every page of a government site has: head with the State Council's meta tags, menu,
breadcrumb, footer (国务院办公厅《政府网站发展指引》, 国办发〔2017〕47号: the names of the meta tags)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from crawler.replica.content import County
from crawler.replica.portals.stock import Article

Links = Sequence[tuple[str, str]]
Metas = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Frame:
    """How the pages of one portal look: its menu (label, address) and the mark its CMS leaves."""

    county: County
    menu: Links
    fingerprint: str = ""

    @property
    def site_name(self) -> str:
        """What the portal calls itself."""
        return f"{self.county.name}人民政府"

    @property
    def site_metas(self) -> Metas:
        """The meta tags of the home page, and of every other."""
        return (
            ("SiteName", self.site_name),
            ("SiteDomain", self.county.host),
            ("SiteIDCode", f"{self.county.code}0001"),
        )

    def page(self, title: str, metas: Metas, trail: Links, main: str, *, swapped: bool = False) -> str:
        """A whole page. ``swapped`` writes ``content`` before ``name`` in the meta tags."""
        return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
{metas_html((*self.site_metas, *metas), swapped)}
<title>{escape(title)}</title>
<link rel="stylesheet" href="/images/style.css">
</head>
<body>
{self._header()}
<div class="position">您现在的位置：{breadcrumb(trail)}</div>
{main}
{self._footer()}
</body>
</html>
"""

    def _header(self) -> str:
        name = self.site_name
        links = "".join(f'<li><a href="{escape(href)}">{escape(label)}</a></li>' for label, href in self.menu)
        return (
            '<div class="top"><a href="javascript:void(0)">无障碍浏览</a> | <a href="javascript:void(0)">'
            f'繁體版</a></div><div class="logo"><a href="/" title="{name}">{name}</a></div>'
            f'<div class="nav"><ul>{links}</ul></div>'
        )

    def _footer(self) -> str:
        return (
            '<div class="footer"><p><a href="/">网站首页</a> | <a href="javascript:void(0)">关于我们</a></p>'
            f"<p>主办：{self.site_name}办公室　网站标识码：{self.county.code}0001</p>"
            "<p>本页由复制门户生成，仅供测试</p></div>" + self.fingerprint
        )


def column_metas(name: str) -> Metas:
    """The meta tags of a list page."""
    return (
        ("ColumnName", name),
        ("ColumnDescription", f"{name}栏目"),
        ("ColumnKeywords", name),
        ("ColumnType", name),
    )


def article_metas(article: Article, column: str, *, seconds: bool = False) -> Metas:
    """The meta tags of an article; ``seconds`` adds them to PubDate, as some sites do."""
    stamp = article.published.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return (
        *column_metas(column),
        ("ArticleTitle", article.title),
        ("PubDate", stamp),
        ("ContentSource", article.content.source),
        ("Keywords", column),
    )


def breadcrumb(trail: Links) -> str:
    """The line that says where a page stands in the tree."""
    return " &gt; ".join(f'<a href="{escape(href)}">{escape(label)}</a>' for label, href in trail)


def link_list(links: Links, css: str) -> str:
    """A list of plain links, such as a column's sub-columns."""
    items = "".join(
        f'<li><a href="{escape(href)}" title="{escape(label)}">{escape(label)}</a></li>'
        for label, href in links
    )
    return f'<ul class="{css}">{items}</ul>'


def metas_html(metas: Metas, swapped: bool) -> str:
    """Meta tags, in either order of their attributes."""
    form = '<meta content="{1}" name="{0}">' if swapped else '<meta name="{0}" content="{1}">'
    return "\n".join(form.format(name, escape(content)) for name, content in metas)

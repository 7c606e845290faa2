"""The CMS families as unseen portals have them: the protocol of each, with what it leaves open drawn.

Page sizes, stems, suffixes, names of attributes and the way entries are marked up differ from seed to seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from html import escape
from typing import ClassVar

from crawler.replica.content import Attachment
from crawler.replica.portals.folders import Column, Dialect, ListPage
from crawler.replica.portals.stock import Article, Stock
from crawler.replica.unseen.draw import Draw
from crawler.replica.unseen.trees import DIVISIONS

ITEMS = ("list", "list", "table", "rows", "definitions", "bare")


class Drawn(Dialect):
    """What all families share: entries and articles in a markup that is drawn."""

    #: What tells the family in any page.
    fingerprint: ClassVar[str] = ""
    #: How its annual reports may be divided.
    divisions: ClassVar[tuple[str, ...]] = DIVISIONS

    def __init__(self, draw: Draw, stock: Stock) -> None:
        self.draw, self.stock = draw, stock
        self.page_size = draw.number("page size", 3, 20)

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_2.html``."""
        return "index.html" if number == 1 else f"index_{number}.html"

    def pager_html(self, page: ListPage) -> str:  # noqa: ARG002
        """What leads to the other pages."""
        return ""

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Entries and pager."""
        return f"{self.items_html(page.entries, hrefs)}{self.pager_html(page)}"

    def items_html(self, entries: Sequence[Article], hrefs: Sequence[str]) -> str:
        """Entries in the portal's markup."""
        css, style = self.draw.text("lists"), self.draw.of("items", ITEMS)
        rows = "".join(
            _item(style, self._link(one, href), self._day(one))
            for one, href in zip(entries, hrefs, strict=True)
        )
        tag = {"list": "ul", "table": "table", "definitions": "dl"}.get(style, "div")
        return f'<{tag} class="{css}">{rows}</{tag}>'

    def _link(self, article: Article, href: str) -> str:
        title, how = article.title, self.draw.of("titles", ("whole", "whole", "attribute", "cut"))
        said = f' title="{escape(title)}"' if how == "attribute" else ""
        most = self.draw.number("title length", 16, 24)
        shown = (
            title
            if how == "whole" or len(title) <= most
            else f"{title[:most]}{self.draw.of('dots', ('...', '…'))}"
        )
        return f'<a href="{escape(href)}"{said} target="_blank">{escape(shown)}</a>'

    def _day(self, article: Article) -> str:
        form = self.draw.of(
            "days", ("%Y-%m-%d", "[%Y-%m-%d]", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M", "%m-%d")
        )
        return article.published.strftime(form)

    def article_path(self, column: Column, article: Article) -> str:
        """By number in the column's folder."""
        return f"{column.path}{article.number}.html"

    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """Title, header line, content, files."""
        links = "".join(
            f'<p><a href="{escape(path)}">{escape(file.filename)}</a></p>' for file, path in files
        )
        source, day = escape(article.content.source), article.published
        says = self.draw.of(
            "says",
            (
                "发布时间：{1:%Y-%m-%d %H:%M} 来源：{0}",
                "来源：{0} 时间：{1:%Y-%m-%d}",
                "信息来源：{0}　发布日期：{1:%Y年%m月%d日}",
            ),
        )
        box = self.draw.of(
            "content box",
            ('id="zoom"', 'class="article-con"', 'class="TRS_Editor"', 'id="content"', 'class="wz"'),
        )
        return (
            f"<h1>{escape(article.title)}</h1><p class='info'>{says.format(source, day)} 浏览次数：</p>"
            f"<div {box}>{article.content.body_html}</div>{links}"
        )

    def attachment_stem(self, path: str, article: Article, number: int) -> str:  # noqa: ARG002
        """In an upload folder."""
        folder = self.draw.of("uploads", ("upload", "files", "attach"))
        return f"/{folder}/{article.published:%Y%m}/{digest(article, number)}"


def _item(style: str, link: str, day: str) -> str:
    return {
        "list": f"<li>{link}<span>{day}</span></li>",
        "table": f"<tr><td>·</td><td>{link}</td><td align='right'>{day}</td></tr>",
        "rows": f'<div class="row"><div>{link}</div><div class="date">{day}</div></div>',
        "definitions": f"<dd><em>{day}</em>{link}</dd>",
        "bare": f"<p>{link} <font color=gray>{day}</font></p>",
    }[style]


def digest(article: Article, *more: object) -> str:
    """32 hexadecimal digits that stand for an article."""
    return md5(repr((article.number, *more)).encode(), usedforsecurity=False).hexdigest()


class Trs(Drawn):
    """TRS WCM in one of its three dialects."""

    fingerprint = "<!--TRS-->"

    def __init__(self, draw: Draw, stock: Stock) -> None:
        super().__init__(draw, stock)
        self._how = draw.of("pager", ("numeric", "string", "count"))
        self._stem = (
            "index" if self._how == "count" else draw.of("stem", ("index", "list", "xxgk_list", "xlist"))
        )
        self._suffix = draw.of("suffix", ("html", "shtml", "htm"))

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """By dialect."""
        at = number if self._how == "string" else number - 1
        return f"{self._stem}.{self._suffix}" if number == 1 else f"{self._stem}_{at}.{self._suffix}"

    def pager_html(self, page: ListPage) -> str:
        """The call that draws it."""
        quote = self.draw.of("quote", ("'", '"'))
        named = f"{quote}{self._stem}{quote}, {quote}{self._suffix}{quote}"
        calls = {
            "numeric": f"createPageHTML({page.pages}, {page.number - 1}, {named});",
            "string": f"createPageHTML({quote}div{quote},{page.pages},{page.number},{named},{page.total});",
            "count": f"var countPage = {page.pages}//共多少页\nfor(var i=1;i<countPage;i++){{"
            f"document.write('<a href=\"index_' + i + '.{self._suffix}\">' + (i+1) + '</a>');}}",
        }
        return f"<div id='div'><script>{calls[self._how]}</script></div>"

    def article_path(self, column: Column, article: Article) -> str:
        """By month and day."""
        day = article.published
        return f"{column.path}{day:%Y%m}/t{day:%Y%m%d}_{article.number}.{self._suffix}"

    def attachment_stem(self, path: str, article: Article, number: int) -> str:
        """Beside the article."""
        return f"{path.rpartition('/')[0]}/P020{article.published:%Y%m%d}{article.number * 10 + number:012d}"


class Henan(Drawn):
    """The Henan platform."""

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_1.html``."""
        return "index.html" if number == 1 else f"index_{number - 1}.html"

    def pager_html(self, page: ListPage) -> str:
        """``#pageDec``."""
        forms = (
            '<div id="pageDec" pagesize="{0}" totalsize="{1}"></div>',
            '<div class="page" id="pageDec" totalCount="{1}" pageSize="{0}"></div>',
            '<div id="pageDec" prepage="{0}" totalrecord="{1}"></div>',
            '<div id="pageDec">{0},{1}</div>',
        )
        return self.draw.of("pageDec", forms).format(self.page_size, page.total)

    def article_path(self, column: Column, article: Article) -> str:  # noqa: ARG002
        """By date and number."""
        return f"/{article.published:%Y/%m-%d}/{article.number}.html"


class Panzhihua(Drawn):
    """The Panzhihua platform."""

    def list_file(self, column: Column, number: int) -> str:  # noqa: ARG002
        """The second page is ``index_2.shtml``."""
        return "index.shtml" if number == 1 else f"index_{number}.shtml"

    def pager_html(self, page: ListPage) -> str:
        """The numbers that a script draws it from."""
        return (
            f'<ul class="m-pagination-page"></ul><script>$(".m-pagination-page").page({{'
            f'"pageCount":"{page.pages}","current":{page.number},"total":{page.total},"prefix":"index","suffix":"shtml"}});</script>'
        )

    def article_path(self, column: Column, article: Article) -> str:
        """By number."""
        return f"{column.path}{9 * 10**6 + article.number}.shtml"


class Vsb(Drawn):
    """VSB, its pages counted backwards."""

    fingerprint = (
        "<!--Announced by Visual SiteBuilder 9--><script src='/system/_resource/jquery.js'></script>"
    )

    def list_path(self, column: Column, number: int, pages: int) -> str:
        """Counted backwards."""
        return self.address(column) if number == 1 else f"{column.path}{pages - number + 1}.htm"

    def address(self, column: Column) -> str:
        """The slug without slash."""
        return f"{column.path.rstrip('/')}.htm" if column.parent else "/"

    def article_path(self, column: Column, article: Article) -> str:
        """By numbers of column and article."""
        return f"/info/{1000 + sum(column.path.encode())}/{article.number}.htm"

    def pager_html(self, page: ListPage) -> str:
        """Totals, and a link to the next page."""
        following = self.list_path(page.column, page.number + 1, page.pages)
        text = self.draw.of("next", ("下页", "下一页", "下一页>"))
        link = f'<a href="{following}">{text}</a>' if page.number < page.pages else f"<span>{text}</span>"
        return f"<div><span>共{page.total}条</span>&nbsp;<span>{page.number}/{page.pages}</span> {link}</div>"


class Numbered(Drawn):
    """Plain pages, whoever made them."""

    def __init__(self, draw: Draw, stock: Stock) -> None:
        super().__init__(draw, stock)
        self._file = draw.of(
            "file",
            (
                "index_{}.html",
                "list_{}.html",
                "page/{}/",
                "?page={}",
                "{}.html",
                "?currentPage={}&pageSize=9",
            ),
        )

    def list_path(self, column: Column, number: int, pages: int) -> str:  # noqa: ARG002
        """By one of several patterns."""
        return column.path if number == 1 else column.path + self._file.format(number)

    def article_path(self, column: Column, article: Article) -> str:
        """By number, in one of several places."""
        forms = (
            "/XxgkAnnualReport/show/{0}.html",
            "{1}{0}.html",
            "/html/290/{0}.html",
            "{1}doc_{2:.24}.html",
            "/news/show/{0}.html",
            "{1}content_{0}.html",
        )
        return self.draw.of("article", forms).format(article.number, column.path, digest(article))

    def pager_html(self, page: ListPage) -> str:
        """Links, numbered or to the next page alone; or what a script draws them from."""
        hrefs = [self.list_path(page.column, n, page.pages) for n in range(1, page.pages + 1)]
        how = self.draw.of("pager", ("numbers", "numbers", "next", "options", "counted", "brackets"))
        count = self.draw.of("count", ("共{}条", "共 {} 条记录", "总数：{}", "总记录数：{}", "")).format(
            page.total
        )
        following = hrefs[page.number] if page.number < page.pages else ""
        label = self.draw.of("next", ("下一页", "下页", "后一页", "下一页 »", "&gt;"))
        step = f'<a href="{escape(following)}">{label}</a>' if following else ""
        shown = {"brackets": "[{}]", "counted": "第{}页"}.get(how, "{}")
        numbers = "".join(
            f'<a href="{escape(href)}">{shown.format(n)}</a> ' for n, href in enumerate(hrefs, 1)
        )
        options = "".join(f'<option value="{escape(href)}">{n}</option>' for n, href in enumerate(hrefs, 1))
        links = {"next": step, "options": f'<select onchange="location=this.value">{options}</select>'}.get(
            how, numbers
        )
        return f'<div class="pages">{count} 第{page.number}/{page.pages}页 {links}</div>'

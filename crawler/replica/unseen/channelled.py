"""The families whose lists are answers to a script: what a column's page says of its list."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5

from crawler.replica.portals.folders import Column, ListPage
from crawler.replica.portals.frame import Metas
from crawler.replica.portals.stock import Article
from crawler.replica.unseen.families import Drawn, digest


class Channelled(Drawn):
    """A family whose lists are answers to a script: a column's page has none of its entries."""

    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:  # noqa: ARG002
        """The script that asks for them."""
        return f'<div id="list"></div>{self.asking(page.column)}' if page.number == 1 else ""

    def asking(self, column: Column) -> str:
        """What a column's page says of its list."""
        raise NotImplementedError


class Ucap(Channelled):
    """UCAP."""

    fingerprint = "<script src='/ucap-resources/app.js'></script>"

    def address(self, column: Column) -> str:
        """The list's page."""
        name = self.draw.of("list file", ("list", "xxgk_list", "nav_list"))
        return f"{column.path}{name}.shtml" if column.parent else "/"

    def metas(self, column: Column) -> Metas:
        """The channel, if the portal says it here."""
        return (("channelId", channel_of(column)),) if self.draw.whether("channel in meta", 0.5) else ()

    def article_path(self, column: Column, article: Article) -> str:
        """By month and 32 digits."""
        return f"{column.path}{article.published:%Y%m}/{digest(article)}.shtml"

    def asking(self, column: Column) -> str:
        """By channel."""
        return (
            f"<script>var channelId = '{channel_of(column)}';"
            f'$.getJSON("{self.search}/" + channelId + "?_isJson=true&_pageSize=15&page=" + page);'
            "</script>"
        )

    @property
    def search(self) -> str:
        """Where the search answers."""
        return self.draw.of("search", ("/common/search", "/search"))


class Jpaas(Channelled):
    """Hanweb's younger platform."""

    fingerprint = "<!-- jpaas -->"

    def article_path(self, column: Column, article: Article) -> str:
        """By year and digits."""
        return f"{column.path}art/{article.published:%Y}/art_{digest(article)}.html"

    def asking(self, column: Column) -> str:
        """The parameters in an attribute."""
        said = {
            "parseType": "bulidstatic",
            "webId": str(self.draw.number("web", 2, 99)),
            "tplSetId": "a1",
            "pageType": "column",
        }
        asked = str(
            {
                **said,
                "tagId": self.draw.of("tag", ("信息列表", "列表", "")),
                "editType": "null",
                "pageId": channel_of(column),
            }
        )
        return f'<div class="page" queryData="{asked}"></div>'


class Gkmlpt(Channelled):
    """The platform of Guangdong: its columns stand in a script of one page alone."""

    divisions = ("flat", "groups", "units", "groups units", "years")

    def article_path(self, column: Column, article: Article) -> str:
        """By number."""
        return f"{column.path}content/post_{article.number}.html"

    def asking(self, column: Column) -> str:  # noqa: ARG002
        """Nothing."""
        return ""


class Api(Channelled):
    """Lists of nobody's CMS as JSON: what the list is asked by stands in the page's script."""

    def asking(self, column: Column) -> str:
        """A call with a query."""
        asked = f"catId={channel_of(column)[:8]}&pageNo=1&pageSize={self.page_size}"
        calls = (
            '$.getJSON("/api/list?{0}", draw);',
            "$.ajax({{url: '/api/list?{0}', type: 'get'}});",
            'var listUrl = "/api/list?{0}";',
        )
        return f"<script>{self.draw.of('call', calls).format(asked)}</script>"


class Ewb(Channelled):
    """新点: lists by POST, with a body of JSON."""

    fingerprint = "<script src='/script/epoint.js'></script>"

    def asking(self, column: Column) -> str:
        """The parameters in a script."""
        said = (
            ("siteGuid", "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"),
            ("categorynum", channel_of(column)[:12]),
            ("deptcode", ""),
        )
        forms = ("var {0} = '{1}';", "var {0}='{1}';", 'window.{0} = "{1}";')
        named = "".join(self.draw.of("variables", forms).format(*one) for one in said)
        return f'<script>{named}</script><script src="/js/getgovinfolist.js"></script>'


class Posted(Channelled):
    """Lists by POST of a form, such as the script of the page sends it."""

    def asking(self, column: Column) -> str:
        """A call with its form."""
        data = f"{{catId: '{channel_of(column)[:8]}', pageIndex: 1, pageSize: {self.page_size}}}"
        calls = (
            "$.post('/module/list.do', {0}, draw, 'json');",
            '$.ajax({{type: "POST", url: "/module/list.do", data: {0}, dataType: "json", success: draw}});',
        )
        return f"<script>{self.draw.of('call', calls).format(data)}</script>"


def channel_of(column: Column) -> str:
    """The 32 digits of a column's channel."""
    return md5(column.path.encode(), usedforsecurity=False).hexdigest()

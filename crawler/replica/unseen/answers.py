"""What answers beside the pages of unseen portals: lists as JSON, by GET or POST, and menus as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from crawler.replica.exchange import Request, Response
from crawler.replica.portals.folders import Column
from crawler.replica.portals.site import PageSite
from crawler.replica.portals.stock import Article, newest_first
from crawler.replica.unseen.channelled import channel_of
from crawler.replica.unseen.draw import Draw
from crawler.replica.unseen.families import Drawn

Path = Callable[[Article], str]
JSON = "application/json;charset=utf-8"


class Lists:
    """The lists of a tree, by channel."""

    def __init__(self, home: Column, dialect: Drawn, path: Path) -> None:
        self._columns = {channel_of(one): one for one in home.walk()}
        self._dialect, self._path, self._draw = dialect, path, dialect.draw
        self._county = dialect.stock.county

    def serve(self, site: PageSite, family: str) -> None:
        """Add a family's endpoints to a site."""
        getattr(self, f"_serve_{family}", lambda _: None)(site)

    def _column(self, start: str) -> Column | None:
        found = (one for channel, one in self._columns.items() if start and channel.startswith(start))
        return next(found, None)

    def _part(self, column: Column | None, number: int, size: int) -> tuple[list[Article], int]:
        entries = newest_first(column.articles) if column else []
        return entries[(number - 1) * size : number * size], len(entries)

    def _url(self, article: Article) -> str:
        return f"http://{self._county.host}{self._path(article)}"

    def _serve_ucap(self, site: PageSite) -> None:
        def search(request: Request) -> Response:
            asked = request.parameters
            size, number = min(int(asked.get("_pageSize", "15")), 20), int(asked.get("page", "1"))
            part, total = self._part(self._column(request.path.rpartition("/")[2]), number, size)
            results = [
                {
                    "title": escape(one.title),
                    "url": self._url(one),
                    "publishedTimeStr": f"{one.published:%Y-%m-%d %H:%M:%S}",
                }
                for one in part
            ]
            return _json({"data": {"total": total, "page": number, "rows": size, "results": results}})

        for channel in self._columns:
            site.endpoints[f"{self._dialect.search}/{channel}"] = search  # type: ignore[attr-defined]

    def _serve_jpaas(self, site: PageSite) -> None:
        def build(request: Request) -> Response:
            asked = request.parameters
            page = json.loads(asked.get("paramJson") or "{}")
            number, size = int(page.get("pageNo", 1)), int(page.get("pageSize", 15))
            part, total = self._part(self._column(asked.get("pageId", "")), number, size)
            items = self._dialect.items_html(part, [self._path(one) for one in part])
            html = f'{items}<div class="pagination" count="{total}" rows="{size}"></div>'
            return _json({"success": True, "message": "ok", "data": {"html": html}})

        site.endpoints["/api-gateway/jpaas-publish-server/front/page/build/unit"] = build

    def _serve_api(self, site: PageSite) -> None:
        names = self._draw.of(
            "names",
            (
                ("title", "url", "pubDate", "total"),
                ("infoTitle", "infoUrl", "publishDate", "totalRecords"),
                ("name", "link", "createTime", "count"),
            ),
        )
        site.endpoints["/api/list"] = self._listing("catId", "pageNo", names)

    def _serve_posted(self, site: PageSite) -> None:
        names = self._draw.of(
            "names", (("title", "url", "time", "total"), ("showTitle", "htmlUrl", "pubtime", "totalCount"))
        )
        answer = self._listing("catId", "pageIndex", names)
        site.endpoints["/module/list.do"] = lambda asked: (
            answer(asked) if asked.method == "POST" else Response(b"", status=405)
        )

    def _serve_ewb(self, site: PageSite) -> None:
        def answer(request: Request) -> Response:
            asked = _sent(request)
            if request.method != "POST" or asked is None:
                return Response(b"", status=405)
            number, size = int(asked.get("pageIndex", 0)) + 1, int(asked.get("pageSize", 10))
            part, total = self._part(self._column(asked.get("categorynum", "")), number, size)
            data = [
                {"realtitle": one.title, "infourl": self._path(one), "infodate": f"{one.published:%Y-%m-%d}"}
                for one in part
            ]
            return _json({"status": {"code": 1}, "custom": {"count": total, "data": data}})

        site.endpoints["/rest/lightfrontaction/getgovinfolist"] = answer

    def _listing(self, key: str, page: str, names: tuple[str, ...]) -> Callable[[Request], Response]:
        title, url, day, total = names

        def answer(request: Request) -> Response:
            asked = request.parameters
            number, size = int(asked.get(page, "1")), min(int(asked.get("pageSize", "10")), 30)
            part, many = self._part(self._column(asked.get(key, "")), number, size)
            rows = [
                {
                    "id": one.number,
                    title: one.title,
                    url: self._path(one),
                    day: f"{one.published:%Y-%m-%d %H:%M}",
                }
                for one in part
            ]
            return _json({"code": 200, "data": {"list": rows, total: many}})

        return answer

    def _serve_gkmlpt(self, site: PageSite) -> None:
        _Platform(self._columns, self._draw, self._part, self._url).serve(site)


class _Platform:
    """The openness platform of Guangdong."""

    def __init__(self, columns: Mapping[str, Column], draw: Draw, part: Any, url: Path) -> None:
        self._numbers = {one.path: 3000 + 17 * at for at, one in enumerate(columns.values())}
        self._columns, self._draw, self._part, self._url = list(columns.values()), draw, part, url
        self._site = str(draw.number("sid", 1000, 900000))

    def serve(self, site: PageSite) -> None:
        """The page and the lists."""
        site.endpoints["/gkmlpt/index"] = self._index
        for column in self._columns:
            site.endpoints[f"/gkmlpt/api/all/{self._numbers[column.path]}"] = self._list

    def _node(self, column: Column) -> dict[str, Any]:
        below = [self._node(one) for one in column.children]
        said: dict[str, Any] = {"id": self._numbers[column.path], "name": column.label, "children": below}
        order = self._draw.of(
            "order", (("id", "name", "children"), ("name", "id", "children"), ("children", "id", "name"))
        )
        return {name: said[name] for name in order}

    def _index(self, request: Request) -> Response:  # noqa: ARG002
        config = {"SID": self._site, "TREE": [self._node(one) for one in self._columns[0].children]}
        said = json.dumps(config, ensure_ascii=False)
        script = f"<script>window._CONFIG = {said}</script>"
        text = f"<html><head><title>目录</title></head><body>{script}</body></html>"
        return Response(text.encode())

    def _list(self, request: Request) -> Response:
        asked, number = request.parameters, int(request.path.rpartition("/")[2])
        column = next(one for one in self._columns if self._numbers[one.path] == number)
        part, total = self._part(
            column if asked.get("sid") == self._site else None, int(asked.get("page", "1")), 20
        )
        rows = [
            {
                "id": one.number,
                "title": one.title,
                "url": self._url(one),
                "date": int(one.published.timestamp()),
            }
            for one in part
        ]
        return _json({"articles": rows, "classify": {"id": number, "post_count": total}})


def _sent(request: Request) -> dict[str, Any] | None:
    """A body of JSON: the proxy gives a body that is no form as the name of one empty field."""
    text = next(iter(request.form), "")
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _json(data: object) -> Response:
    return Response(json.dumps(data, ensure_ascii=False).encode(), JSON)

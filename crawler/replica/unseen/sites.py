"""The unseen portals of a seed: one for each family, each with its hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crawler.replica.content import County, Population, Unit
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.portals.folders import Column, FolderSite, ListPage
from crawler.replica.portals.schemes import HttpOnly, HttpsOnly
from crawler.replica.portals.site import PageSite, robots
from crawler.replica.portals.stock import Stock, stock_of
from crawler.replica.unseen import channelled, families
from crawler.replica.unseen.answers import Lists
from crawler.replica.unseen.draw import Draw
from crawler.replica.unseen.frame import UnseenFrame
from crawler.replica.unseen.hanweb import Hanweb, add_hanweb
from crawler.replica.unseen.menus import APART, STYLES, menu, nodes
from crawler.replica.unseen.people import county_of, population_of
from crawler.replica.unseen.restyle import Restyled
from crawler.replica.unseen.search import Search
from crawler.replica.unseen.trees import WAYS, Tree, tree_of

FAMILIES: Mapping[str, type[families.Drawn]] = {
    "hanweb": Hanweb,
    "trs": families.Trs,
    "henan": families.Henan,
    "panzhihua": families.Panzhihua,
    "ucap": channelled.Ucap,
    "vsb": families.Vsb,
    "gkmlpt": channelled.Gkmlpt,
    "jpaas": channelled.Jpaas,
    "plain": families.Numbered,
    "api": channelled.Api,
    "ewb": channelled.Ewb,
    "posted": channelled.Posted,
}


@dataclass(frozen=True)
class Unseen:
    """One portal: who publishes what on which hosts."""

    family: str
    county: County
    people: Population
    sites: Mapping[str, Site]


class _Pages(FolderSite):
    """The pages of one host, its menus in the styles that are drawn."""

    def __init__(self, stock: Stock, root: Column, dialect: families.Drawn, frame: UnseenFrame) -> None:
        self.draw, self._apart = dialect.draw, dict[str, str]()
        super().__init__(stock, root, dialect, frame, robots("/admin/"))
        self.site.endpoints |= dict.fromkeys(("/data/menu.json", "/data/menu.html"), self._answer)

    def _list_bytes(self, page: ListPage) -> bytes:
        column, dialect = page.column, self._dialect
        links = [*((child.label, dialect.address(child)) for child in column.children), *column.links]
        main = self._menu(column, links) if links and column.parent else ""
        if page.total:
            main += dialect.list_html(page, [self.path_of(article) for article in page.entries])
        metas = (("ColumnName", column.label), *dialect.metas(column)) if column.parent else ()
        return self._frame.page(
            f"{column.label}-{self._frame.site_name}", metas, self._trail(column), main
        ).encode()

    def _menu(self, column: Column, links: list[tuple[str, str]]) -> str:
        style = self.draw.of(f"menu {column.path}", (*STYLES, *APART))
        if style not in APART:
            return menu(links, style)
        self._apart[column.path] = nodes(links) if style == "answer" else menu(links, "list")
        if style == "frame":
            return f'<iframe src="/data/menu.html?of={column.path}" width="200"></iframe>'
        setting = f'{{async: {{enable: true, url: "/data/menu.json?of={column.path}"}}}}'
        return f'<ul id="t"></ul><script>var setting = {setting};</script>'

    def _answer(self, request: Request) -> Response:
        text = self._apart.get(request.parameters.get("of", ""), "")
        if request.path.endswith(".json"):
            return Response(text.encode(), "application/json;charset=utf-8")
        return Response(f"<html><body>{text}</body></html>".encode())


def unseen_portal(family: str, seed: int) -> Unseen:
    """The portal of a family for a seed."""
    draw = Draw(seed, family)
    county = county_of(draw)
    people = population_of(county, draw)
    stock = stock_of(county, people, draw.number("first number", 10**5, 10**6))
    kind = FAMILIES[family]
    tree = tree_of(stock, draw, kind.divisions)
    sites = {county.host: _main_site(stock, tree, kind(draw, stock), family)}
    for unit, root in tree.roots.values():
        sites[_host(unit, county)] = _unit_site(stock, unit, root, family, draw)
    bare = county.host.removeprefix("www.")
    shown = {host: _guarded(Restyled(site, county, draw), county, draw) for host, site in sites.items()}
    return Unseen(family, county, people, {**shown, bare: shown[county.host]})


def unseen_portals(seed: int, names: Iterable[str] = FAMILIES) -> list[Unseen]:
    """The portals of a seed, one for each family."""
    return [unseen_portal(family, seed) for family in names]


def _main_site(stock: Stock, tree: Tree, dialect: families.Drawn, family: str) -> PageSite:
    hidden = tree.map is not None or tree.hidden is not None or family == "gkmlpt"
    shown = [one for one in tree.home.children if not hidden or one not in (_openness(tree), tree.annual)]
    head = [(tree.home.label, "/"), *((one.label, dialect.address(one)) for one in shown)]
    if family == "gkmlpt":
        head.append((dialect.draw.text("openness"), "/gkmlpt/index"))
    units = [
        (unit.short, f"{stock.county.scheme}://{_host(unit, stock.county)}/")
        for unit, _ in tree.roots.values()
    ]
    foot = [(tree.map.label, tree.map.path)] if tree.map else []
    if tree.map:
        tree.map.links = [(one.label, dialect.address(one)) for one in _openness(tree).walk()]
        tree.home.children.append(tree.map)
    frame = UnseenFrame(stock.county, head, dialect.fingerprint, dialect.draw, tuple(units), tuple(foot))
    own = [one for one in stock.reports if one.unit is None or one.unit.slug not in tree.roots]
    return _finished(replace(stock, reports=tuple(own)), tree.home, dialect, frame, family)


def _openness(tree: Tree) -> Column:
    return tree.home.children[-2 if tree.map and tree.home.children[-1] is tree.map else -1]


def _unit_site(stock: Stock, unit: Unit, root: Column, family: str, draw: Draw) -> PageSite:
    own = replace(
        stock,
        county=replace(stock.county, host=_host(unit, stock.county)),
        reports=tuple(stock.reports_of(unit)),
    )
    dialect = FAMILIES[family](draw, own)
    head = [(root.label, "/"), *((one.label, dialect.address(one)) for one in root.children)]
    return _finished(own, root, dialect, UnseenFrame(own.county, head, dialect.fingerprint, draw), family)


def _finished(
    stock: Stock, home: Column, dialect: families.Drawn, frame: UnseenFrame, family: str
) -> PageSite:
    pages = _Pages(stock, home, dialect, frame)
    Lists(home, dialect, pages.path_of).serve(pages.site, family)
    if dialect.draw.of("way", WAYS) == "search" or dialect.draw.whether("search answers", 0.5):
        pages.site.endpoints["/search/result.html"] = Search(home, dialect, pages.path_of).answer
    if family == "hanweb":
        add_hanweb(pages.site, stock, dialect, home, pages.path_of)
    return pages.site


def _host(unit: Unit, county: County) -> str:
    return f"{unit.slug.replace('_', '')}.{county.host.removeprefix('www.')}"


def _guarded(site: Site, county: County, draw: Draw) -> Site:
    strict = draw.whether("strict scheme", 0.4)
    kind = HttpOnly if county.scheme == "http" else HttpsOnly
    return kind(site) if strict else site

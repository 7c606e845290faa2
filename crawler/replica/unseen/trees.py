"""The trees of columns that unseen portals have: how deep the annual reports lie, and how they are divided.

Ways to the column: by the menu, by a menu of several steps, by the site map alone, from the home page itself,
by nothing but the search.
Divisions of it: none, by group, by unit, by group and unit, by year, by year and group, or no common column:
each unit's own folder, or each unit's own host, has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crawler.replica.content import Publication, Unit
from crawler.replica.portals.folders import Column
from crawler.replica.portals.stock import Article, Stock
from crawler.replica.unseen.draw import Draw, texts
from pipelines.model import Kind

DIVISIONS = ("flat", "groups", "units", "groups units", "years", "years groups", "folders", "hosts")
WAYS = ("menu", "deep", "map", "home", "search")
GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("county", (Kind.GOVERNMENT,)),
    ("towns", (Kind.TOWNSHIP, Kind.STREET)),
    ("departments", (Kind.DEPARTMENT, Kind.OTHER)),
)


@dataclass
class Tree:
    """The columns of a portal; ``roots`` are the home pages of the units' own hosts, by unit.

    ``hidden`` is the openness tree where no link leads to it, only the portal's search.
    """

    home: Column
    annual: Column | None
    map: Column | None = None
    hidden: Column | None = None
    roots: dict[str, tuple[Unit, Column]] = field(default_factory=dict)


def tree_of(stock: Stock, draw: Draw, divisions: tuple[str, ...] = DIVISIONS) -> Tree:
    """A tree with all of a portal's articles."""
    return _Planting(stock, draw).tree(draw.of("division", divisions), draw.of("way", WAYS))


class _Planting:
    def __init__(self, stock: Stock, draw: Draw) -> None:
        self._stock, self._draw = stock, draw
        self._place = stock.county.name

    def tree(self, division: str, way: str) -> Tree:
        home = Column("/", self._draw.text("home"))
        openness = self._sub(home, "openness")
        statutory = self._sub(openness, "statutory") if way == "deep" else openness
        tree = Tree(home, None)
        if division in ("folders", "hosts"):
            self._scattered(tree, statutory, division)
        else:
            above = home if way == "home" else statutory
            tree.annual = self._sub(above, "annual", self._stock.confusers_in("annual_reports"))
            self._divide(tree.annual, division)
        self._others(tree, openness)
        if way == "search" and division != "hosts":
            tree.hidden = openness
        if way == "map" and division != "hosts":
            home.children.remove(openness)
            tree.map = Column(f"/wzdt_{self._draw.folder('map')}/", self._draw.text("map"), home)
            tree.map.links = [(one.label, one.path) for one in openness.walk()]
            home.children.append(openness)
        return tree

    def _sub(self, above: Column, what: str, articles: Iterable[Article] = (), key: str = "") -> Column:
        slug, taken = self._draw.folder(what + key), {one.path for one in above.children}
        slug = f"{slug}_{len(taken)}" if f"{above.path}{slug}/" in taken else slug
        return above.sub(slug, self._draw.text(what, self._place), articles)

    def _divide(self, annual: Column, division: str) -> None:
        first, _, second = division.partition(" ")
        cut: dict[str, Callable[[Column, list[Article]], None]] = {
            "flat": lambda at, articles: at.articles.extend(articles),
            "groups": self._by_group,
            "units": self._by_unit,
            "years": self._by_year,
        }
        cut[first](annual, list(self._stock.reports))
        for below in annual.children if second else ():
            held, below.articles = below.articles, []
            cut[second](below, held)

    def _by_group(self, at: Column, articles: list[Article]) -> None:
        for what, kinds in GROUPS:
            self._sub(at, what, [a for a in articles if a.unit and a.unit.kind in kinds], at.path)

    def _by_unit(self, at: Column, articles: list[Article]) -> None:
        for unit in self._stock.units:
            own = [a for a in articles if a.unit == unit]
            if own:
                at.sub(unit.slug, self._unit_label(unit), own)

    def _unit_label(self, unit: Unit) -> str:
        if unit.kind is Kind.GOVERNMENT:
            return self._draw.text("county")
        long = self._draw.whether("long labels", 0.3)
        return unit.name if long else unit.short

    def _by_year(self, at: Column, articles: list[Article]) -> None:
        label = self._draw.of("years", texts()["years"])
        for year in sorted({_year(a) for a in articles}, reverse=True):
            at.sub(f"n{year}", label.format(year), [a for a in articles if _year(a) == year])

    def _scattered(self, tree: Tree, statutory: Column, division: str) -> None:
        towns, departments = self._sub(statutory, "towns"), self._sub(statutory, "departments")
        for unit in self._stock.units:
            own = self._stock.reports_of(unit)
            if unit.kind is Kind.GOVERNMENT:
                self._sub(statutory, "annual", [*own, *self._stock.confusers_in("annual_reports")])
            elif division == "folders":
                group = departments if unit.kind is Kind.DEPARTMENT else towns
                folder = group.sub(unit.slug, self._unit_label(unit))
                self._sub(folder, "annual", own, "of unit")
            else:
                root = Column("/", unit.short)
                self._sub(self._sub(root, "openness", (), "of unit"), "annual", own, "of unit")
                tree.roots[unit.slug] = (unit, root)
        if division == "hosts":
            statutory.children.remove(towns)
            statutory.children.remove(departments)

    def _others(self, tree: Tree, openness: Column) -> None:
        stock, home = self._stock, tree.home
        self._sub(openness, "guide", stock.confusers_in("guide"))
        self._sub(openness, "readings", stock.confusers_in("interpretations"))
        news = self._sub(home, "news")
        size = max(1, len(stock.news) // 4)
        for at in range(3):
            self._sub(news, "news_lists", stock.news[at * size : (at + 1) * size], str(at))
        self._sub(home, "notices", [*stock.news[3 * size :], *stock.confusers_in("notices", "news")])
        for at in range(self._draw.number("others", 1, 4)):
            self._sub(home, "other", stock.news[at * 3 : at * 3 + 5], f"further {at}").label += (
                "" if not at else str(at)
            )


def _year(article: Article) -> int:
    content = article.content
    return content.year if isinstance(content, Publication) else 0

"""Portals whose columns are folders with static list pages: TRS, the Henan and the Panzhihua platform.

A portal is a tree of columns; a dialect says how its family writes article paths, list pages and pagers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.replica.content import Attachment
from crawler.replica.portals.frame import Frame, Links, Metas, article_metas, column_metas, link_list
from crawler.replica.portals.site import Page, PageSite, suffix
from crawler.replica.portals.stock import CHINA, Article, Stock, newest_first

_BUILT = datetime(2026, 4, 2, 9, 30, tzinfo=CHINA)


@dataclass(eq=False)
class Column:
    """A column (栏目): a folder with lists of articles, sub-columns, or both. ``path`` ends in a slash.

    ``label`` is how menus and breadcrumbs name it; ``dialect`` chooses among the pagers of a family;
    ``links`` point to columns elsewhere in the tree.
    """

    path: str
    label: str
    parent: Column | None = None
    dialect: str = ""
    children: list[Column] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def sub(self, slug: str, label: str, articles: Iterable[Article] = (), *, dialect: str = "") -> Column:
        """Open a sub-column."""
        child = Column(f"{self.path}{slug}/", label, self, dialect or self.dialect, [], list(articles))
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Column]:
        """This column and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a column's list: ``number`` counts from 1, ``total`` is the number of entries in all."""

    column: Column
    entries: Sequence[Article]
    number: int
    pages: int
    total: int


class Dialect(ABC):
    """How one CMS family writes its pages.

    1. ``article_path`` places an article, given the column that owns it.
    2. ``list_file`` names the file of the n-th list page.
    3. ``list_html`` writes entries and pager; ``article_html`` header line, content element, attachments.
    """

    page_size = 15

    @abstractmethod
    def article_path(self, column: Column, article: Article) -> str:
        """The path of an article that a column owns."""

    @abstractmethod
    def list_file(self, column: Column, number: int) -> str:
        """The file name of the n-th page (from 1) of a column's list."""

    def list_path(self, column: Column, number: int, pages: int) -> str:  # noqa: ARG002  # some count down
        """The path of the n-th page (from 1) of a column's list."""
        return column.path + self.list_file(column, number)

    def address(self, column: Column) -> str:
        """The path by which menus link a column."""
        return column.path

    def metas(self, column: Column) -> Metas:  # noqa: ARG002
        """What the family adds to a column's meta tags."""
        return ()

    def menu_html(self, links: Links) -> str:
        """A column's sub-columns."""
        return link_list(links, "column-list")

    @abstractmethod
    def list_html(self, page: ListPage, hrefs: Sequence[str]) -> str:
        """Entries and pager of one list page; ``hrefs`` are the entries' paths."""

    @abstractmethod
    def article_html(self, article: Article, files: Sequence[tuple[Attachment, str]]) -> str:
        """What stands between breadcrumb and footer; ``files`` are the attachments with their paths."""

    @abstractmethod
    def attachment_stem(self, path: str, article: Article, number: int) -> str:
        """The path of the n-th attachment (from 1) of the article at ``path``, without suffix."""

    def encoding(self, article: Article) -> str:  # noqa: ARG002  # a family may look at the article
        """The encoding of an article's bytes, whatever its meta tag says."""
        return "utf-8"


class FolderSite:
    """Builds the site of one portal from its tree of columns."""

    def __init__(self, stock: Stock, root: Column, dialect: Dialect, frame: Frame, robots: str) -> None:
        self._dialect, self._frame, self._root = dialect, frame, root
        self._owners: dict[int, Column] = {}
        self.site = PageSite(frame.site_name, robots)
        for column in root.walk():
            for article in column.articles:
                self._own(article, column)
        for column in root.walk():
            self._add_lists(column)
        self._check_complete(stock)

    def path_of(self, article: Article) -> str:
        """Where an article stands."""
        return self._dialect.article_path(self._owners[article.number], article)

    def _own(self, article: Article, column: Column) -> None:
        """The first column of the tree that lists an article owns it; the others only link to it."""
        if article.number in self._owners:
            return
        self._owners[article.number] = column
        if not article.missing:
            self._add_article(article, column)

    def _add_article(self, article: Article, column: Column) -> None:
        path = self.path_of(article)

        def make() -> bytes:
            files = [
                (file, self._dialect.attachment_stem(path, article, n) + suffix(file))
                for n, file in enumerate(article.content.attachments, 1)
            ]
            html = self._frame.page(
                f"{article.title}_{self._frame.site_name}",
                article_metas(article, column.label),
                self._trail(column),
                self._dialect.article_html(article, files),
                swapped=article.number % 3 == 0,
            )
            return html.encode(self._dialect.encoding(article), errors="xmlcharrefreplace")

        self.site.add(path, Page(make, article.published, "text/html"))
        self.site.attach(article, lambda n: self._dialect.attachment_stem(path, article, n))

    def _add_lists(self, column: Column) -> None:
        entries = newest_first(column.articles)
        size = self._dialect.page_size
        pages = max(1, -(-len(entries) // size))
        for number in range(1, pages + 1):
            part = entries[(number - 1) * size : number * size]
            page = ListPage(column, part, number, pages, len(entries))
            self._add_list_page(page)

    def _add_list_page(self, page: ListPage) -> None:
        column = page.column
        modified = max((a.published for a in page.entries), default=_BUILT)
        paths = {self._dialect.list_path(column, page.number, page.pages)}
        if page.number == 1:
            paths |= {column.path, self._dialect.address(column)}
        for path in sorted(paths):
            self.site.add(path, Page(lambda: self._list_bytes(page), modified))

    def _list_bytes(self, page: ListPage) -> bytes:
        column = page.column
        below = ((child.label, self._dialect.address(child)) for child in column.children)
        children = [*below, *column.links]
        main = self._dialect.menu_html(children) if children else ""
        if page.total:
            main += self._dialect.list_html(page, [self.path_of(article) for article in page.entries])
        metas = (*column_metas(column.label), *self._dialect.metas(column)) if column.parent else ()
        title = f"{column.label}_{self._frame.site_name}" if column.parent else self._frame.site_name
        return self._frame.page(title, metas, self._trail(column), main).encode()

    def _trail(self, column: Column) -> Links:
        """The breadcrumb from the home page to a column."""
        above = self._trail(column.parent) if column.parent else []
        return [*above, (column.label, self._dialect.address(column))]

    def _check_complete(self, stock: Stock) -> None:
        lost = [article.title for article in stock.reports if article.number not in self._owners]
        if lost:
            raise ValueError(f"{self._frame.site_name}: {len(lost)} reports are in no column: {lost[:3]}")

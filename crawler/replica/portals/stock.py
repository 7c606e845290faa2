"""What one portal has to lay out: its articles, each with a CMS number, an hour and a place to come from.

Publications and look-alikes come from the population; the news that fill the other columns are made here.
Numbers grow with the date of publication, as in a content management system.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from crawler.replica.content import Attachment, Confuser, County, Population, Publication, Unit
from crawler.replica.edits import Edits, key_of

CHINA = timezone(timedelta(hours=8))
_NEWS = 100
_NEWS_FROM = date(2023, 1, 4)
_NEWS_DAYS_APART = 11
_HAPPENINGS = (
    "{county}召开{season}重点项目推进会",
    "{county}{season}森林防火工作部署会召开",
    "{place}开展{season}卫生大清扫活动",
    "{place}：{season}田间管理正当时",
    "关于{place}部分路段施工封闭的公告",
    "{county}{season}部门预算公开情况",
    "{place}举办“送文化下乡”演出",
    "{county}{season}价格监测月报",
)
_SEASONS = ("春季", "夏季", "秋季", "冬季")


@dataclass(frozen=True)
class News:
    """An unrelated article, such as fill the columns of every portal."""

    title: str
    published_on: date
    source: str
    place: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def body_html(self) -> str:
        """Two short paragraphs."""
        return (
            f"<p>　　{self.published_on:%Y年%m月%d日}，{self.title}。有关负责同志参加活动并讲话。</p>"
            f"<p>　　下一步，{self.place}将继续抓好落实。（本文为复制门户生成的示例新闻）</p>"
        )


@dataclass(frozen=True)
class Article:
    """One article of a portal: ``number`` is its id in the CMS, ``unit`` the body it belongs to, if any.

    ``missing`` articles are listed, and answer 404.
    """

    number: int
    content: Publication | Confuser | News
    missing: bool = False

    @property
    def title(self) -> str:
        """The title of list and page."""
        return self.content.title

    @property
    def published(self) -> datetime:
        """Date from the content, hour and minute from the number."""
        return datetime.combine(
            self.content.published_on,
            time(8 + self.number % 9, self.number % 60, self.number * 7 % 60),
            CHINA,
        )

    @property
    def unit(self) -> Unit | None:
        """The body that publishes the report."""
        return self.content.unit if isinstance(self.content, Publication) else None


@dataclass(frozen=True)
class Stock:
    """All articles of one portal, in the order of their numbers: reports, look-alikes and news."""

    county: County
    units: tuple[Unit, ...]
    reports: tuple[Article, ...]
    confusers: tuple[Article, ...]
    news: tuple[Article, ...]

    def reports_of(self, unit: Unit) -> list[Article]:
        """The annual reports of one body."""
        return [article for article in self.reports if article.unit == unit]

    def listed_of(self, unit: Unit) -> list[Article]:
        """What the list of annual reports of one body holds: its reports, and look-alikes among them."""
        lookalikes = [
            article
            for article in self.confusers_in("annual_reports")
            if isinstance(article.content, Confuser) and article.content.unit == unit
        ]
        return [*self.reports_of(unit), *lookalikes]

    def confusers_in(self, *columns: str) -> list[Article]:
        """The look-alikes whose place is one of the given columns."""
        return [a for a in self.confusers if isinstance(a.content, Confuser) and a.content.column in columns]


def stock_of(county: County, people: Population, first_number: int, edits: Edits | None = None) -> Stock:
    """The articles of one portal, numbered from ``first_number`` in the order of their dates, then edited."""
    units = people.units[county.code]
    contents: list[Publication | Confuser | News] = [
        *people.publications[county.code],
        *people.confusers[county.code],
        *_news(county.name, [unit.short for unit in units]),
    ]
    ordered = sorted(contents, key=lambda content: content.published_on)
    numbered = [Article(first_number + 7 * rank, content) for rank, content in enumerate(ordered)]
    articles = list(_edited(numbered, county, edits)) if edits else numbered
    return Stock(
        county,
        units,
        tuple(a for a in articles if isinstance(a.content, Publication)),
        tuple(a for a in articles if isinstance(a.content, Confuser)),
        tuple(a for a in articles if isinstance(a.content, News)),
    )


def _edited(articles: Sequence[Article], county: County, edits: Edits) -> Iterator[Article]:
    for article in articles:
        content = article.content
        key = key_of(content) if isinstance(content, Publication) else None
        if edits.is_out(content.published_on) and (key is None or key not in edits.removed):
            yield replace(article, content=edits.changed.get(key, content)) if key else article
    following = articles[-1].number + 7
    added = [one for one in edits.added if one.unit.county == county.code]
    yield from (Article(following + 7 * at, one) for at, one in enumerate(added))


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """In the order of a portal's list."""
    return sorted(articles, key=lambda article: (article.published.date(), article.number), reverse=True)


def dead_copy(article: Article, number: int) -> Article:
    """A second entry for an article, whose page is gone: what a migration leaves in a list."""
    return Article(number, article.content, missing=True)


def _news(county: str, places: Sequence[str]) -> list[News]:
    return [
        News(
            _HAPPENINGS[i % len(_HAPPENINGS)].format(
                county=county, place=places[i % len(places)], season=_SEASONS[i % 4]
            ),
            _NEWS_FROM + timedelta(days=_NEWS_DAYS_APART * i),
            f"{county}融媒体中心",
            places[i % len(places)],
        )
        for i in range(_NEWS)
    ]

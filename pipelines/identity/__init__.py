"""Which report a document is: whether it is one at all, whose, for which year, and when it was published."""

from pipelines.identity.body import BodyReading, resolve
from pipelines.identity.published import read_index_number, read_published_on
from pipelines.identity.title import Title, read_title
from pipelines.identity.titles import Titled, best, titles
from pipelines.identity.verdict import Verdict, judge
from pipelines.identity.year import YearReading, read_period, read_year

__all__ = [
    "BodyReading",
    "Title",
    "Titled",
    "Verdict",
    "YearReading",
    "best",
    "judge",
    "read_index_number",
    "read_period",
    "read_published_on",
    "read_title",
    "read_year",
    "resolve",
    "titles",
]

"""From a home page and a look at its lists to a registry entry (门户登记)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.divisions import Division, division
from crawler.errors import UsageError
from pipelines.identity.places import site_places, split_places
from pipelines.identity.wording import compact, meta
from pipelines.model import Document
from pipelines.reading import read
from pipelines.reading.errors import UnreadableDocument
from spiders.fingerprint import Recognised, family_of
from spiders.registry import Portal

if TYPE_CHECKING:
    from crawler.survey import Survey

GENERIC = "generic"
SAY_WHOSE = 8
_COMMON = re.compile(r"^(?:www\d?|wap|m)\.|\.gov\.cn$|\.(?:com|org|net|cn|example)(?:\.cn)?$")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who adds a portal has said of it; None where it is to be found out."""

    home: str
    name: str
    division: str | None = None
    family: str | None = None
    columns: tuple[str, ...] = ()


def home_of(url: str) -> str:
    """The home page's address as the registry has it. Raises UsageError for what is no web address."""
    full = url if "://" in url else f"http://{url}"
    parts = urlsplit(full)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no address of a web site: give one such as http://www.example.gov.cn/.")
    return full if parts.path else f"{full}/"


def name_of(home: str) -> str:
    """The name that a portal's host suggests: www.wenshang.gov.cn -> wenshang."""
    host = urlsplit(home).hostname or ""
    short = re.sub(r"\W+", "_", _COMMON.sub("", _COMMON.sub("", host))).strip("_").lower()
    return short if re.match(r"[a-z]", short) else f"portal_{short}"


def given_place(code: str) -> Division:
    """The county or city of a code. Raises UsageError where the division table has none."""
    given = division(code)
    if given is None or len(given.code) != 6:
        raise UsageError(f"--division {code}: the division table has no county or city of that code.")
    return given


def first_look(wish: Wish) -> Portal:
    """The entry to begin with: any family, and any place until the portal has said which."""
    return Portal(
        name=wish.name,
        title=wish.name,
        county="",
        division="000000",
        family=GENERIC,
        home=wish.home,
        columns=wish.columns,
    )


def proposed(wish: Wish, seen: Survey) -> tuple[Portal, Recognised | None]:
    """The registry entry for a portal, and what its family was recognised by.

    Raises UsageError where the home page did not answer, or nobody can say whose portal it is.
    """
    place = _place(wish, seen)
    recognised = family_of(seen.pages.values())
    family = wish.family or (recognised.family if recognised else GENERIC)
    entry = replace(
        seen.portal,
        title=_title(seen) or f"{place.name}人民政府",
        county=place.name,
        division=place.code,
        family=family,
        since=min(seen.years, default=seen.portal.since),
    )
    return entry, recognised


def ways(entry: Portal, wish: Wish, seen: Survey) -> Iterator[Portal]:
    """The entry as proposed; where that does not find all, with the columns found; then as any family's."""
    yield entry
    if wish.family is None and entry.family != GENERIC:
        yield replace(entry, columns=tuple(step.url for step in seen.steps if step.candidates))
        yield replace(entry, family=GENERIC)


def _documents(seen: Survey) -> Iterator[Document]:
    """The home page, and a few that came after it: the first may only send its visitors on."""
    first = seen.pages.get(seen.portal.home)
    pages = [*([first] if first is not None else []), *seen.pages.values()]
    for page in pages[:SAY_WHOSE]:
        with suppress(UnreadableDocument):  # whose portal it is another page may say
            yield read(page.body, url=page.url)


def _title(seen: Survey) -> str:
    said = (compact(meta(document, "SiteName"))[:40] for document in _documents(seen))
    return next(filter(None, said), "")


def _place(wish: Wish, seen: Survey) -> Division:
    if wish.division:
        return given_place(wish.division)
    said = map(site_places, _documents(seen))
    found = next(filter(None, said), ()) or _places_in_titles(seen)
    if len(found) != 1:
        told = ", ".join(f"{one.code} {one.name}" for one in found) or "none"
        raise UsageError(
            f"{wish.home} does not say whose portal it is (candidates: {told}): give --division CODE."
        )
    return found[0]


def _places_in_titles(seen: Survey) -> tuple[Division, ...]:
    """The county that most titles of reports name."""
    named = Counter(places for one in seen.entries if (places := split_places(compact(one.title)).places))
    return named.most_common(1)[0][0] if named else ()

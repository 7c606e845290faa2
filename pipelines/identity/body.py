"""Which body (机关) a report is by: its official name, division and kind, and whether that is certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archive import divisions
from archive.divisions import Division
from pipelines.identity.names import Named, read_name
from pipelines.identity.places import is_below, mentioned, named_place, site_places, split_places
from pipelines.identity.statements import Statement, speaks_as, statements
from pipelines.model import Body, Context, Document, Finding, Kind, Severity

_STRONG = ("unit", "title", "listed title")
_SIGNATURES = ("sign-off", "opening")
_TOWNS = (Kind.TOWNSHIP, Kind.STREET)


@dataclass(frozen=True, slots=True)
class BodyReading:
    """The body, which evidence named it (None if nothing did), and what stayed open or disagreed."""

    body: Body
    findings: tuple[Finding, ...] = ()
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    statement: Statement
    named: Named
    rivals: tuple[Named, ...]


def resolve(document: Document, context: Context) -> BodyReading:
    """Tell whose report a document is.

    1. All statements of a name are collected, strongest evidence first (:mod:`.statements`).
    2. The place is what ``context.county`` says, else the county that a statement prints, else the site's
       own, else the counties that the text mentions.
    3. The first statement that names a unit inside that place is the body. Without a place, a town's name
       is held against the counties that the text mentions.
    4. A website's owner, alone named as publisher, gives way to its own town that signs or opens the text.
    5. Other strong statements, the sign-off and the opening are compared with it; a different unit there
       is a finding ``identity.body``.
    """
    stated = statements(document, context)
    known = _places(document, context, stated)
    choices = _owner_last(list(_choices(document, context, stated, known)))
    if not choices:
        return _unknown(stated, known)
    chosen = choices[0]
    findings = [*_open(chosen), *_weak(chosen), *_strangers(chosen, context), *_disagreements(choices)]
    open_still = chosen.rivals or _only_site(chosen) or _doubted(choices, findings)
    certain = chosen.named.sure and not open_still
    body = Body(
        name=chosen.named.name,
        printed=_printed(choices, stated),
        division=chosen.named.division,
        kind=chosen.named.kind,
        certain=certain,
        county=chosen.named.county,
    )
    return BodyReading(body, tuple(findings), chosen.statement.source)


def _places(document: Document, context: Context, stated: tuple[Statement, ...]) -> tuple[Division, ...]:
    if context.county and (given := named_place(context.county)):
        return given
    printed = [split_places(statement.printed).places for statement in stated if statement.source in _STRONG]
    own = next((places for places in printed if any(place.level == "county" for place in places)), ())
    return _narrowed(own, document, context) or site_places(document)


def _narrowed(places: tuple[Division, ...], document: Document, context: Context) -> tuple[Division, ...]:
    """Of counties of one name (白云区), those whose city the document mentions; all if none is."""
    if len(places) < 2:
        return places
    named = mentioned(document, context)
    near = tuple(place for place in places if any(up.code in named for up in divisions.ancestors(place.code)))
    return near or places


def _choices(
    document: Document, context: Context, stated: tuple[Statement, ...], known: tuple[Division, ...]
) -> Iterator[_Choice]:
    """Each statement with the unit it names; weak ones only where they fit what the text calls itself."""
    fitting = speaks_as(document)
    named = mentioned(document, context)
    for statement in stated:
        readings = read_name(statement.printed, known)
        if known and readings and readings[0].division is None and readings[0].kind in _TOWNS:
            readings = _elsewhere(statement, readings, named)
        if not known and readings and readings[0].division is None and readings[0].kind not in _TOWNS:
            readings = _in_mentioned(statement, named) or readings
        chosen = _choose(readings, named, bool(known))
        if chosen is None or not _credible(statement, chosen[0], fitting):
            continue
        yield _Choice(statement, *chosen)


def _elsewhere(statement: Statement, readings: tuple[Named, ...], named: Counter[str]) -> tuple[Named, ...]:
    """A town that the known place does not have, where the text names a county that has it."""
    other = [one for one in read_name(statement.printed) if one.division and one.division[:6] in named]
    return tuple(other) if other else readings


def _in_mentioned(statement: Statement, named: Counter[str]) -> tuple[Named, ...]:
    """A department without its county's name, in each county that the text mentions."""
    places = (divisions.division(code) for code in named)
    counties = tuple(place for place in places if place and place.level == "county")
    return read_name(statement.printed, counties)


def _choose(
    readings: tuple[Named, ...], named: Counter[str], in_place: bool
) -> tuple[Named, tuple[Named, ...]] | None:
    """The reading to take and its rivals: those in counties that the text names go before all others."""
    if not readings:
        return None
    if len(readings) == 1 and (in_place or readings[0].sure):
        return readings[0], ()
    near = _near(readings, named)
    if len(near) == 1:
        return _made_sure(near[0]), ()
    ranked = sorted(near or readings, key=lambda one: -_nearest(one, named))
    # Two places that have such a unit are named: the one named more is likelier, but not certain.
    return ranked[0], tuple(ranked[1:])


def _near(readings: tuple[Named, ...], named: Counter[str]) -> list[Named]:
    """The readings whose place the text names, by the place that tells most of them apart."""
    for measure in (_nearest, _farther):
        near = [one for one in readings if measure(one, named)]
        if near:
            return near
    return []


def _nearest(one: Named, named: Counter[str]) -> int:
    """How often the text names a town's county, or for a county (白云区, in two cities) what is above."""
    if not one.division:
        return 0
    return named[one.division[:6]] if len(one.division) == 9 else _above(one.division, named)


def _farther(one: Named, named: Counter[str]) -> int:
    """How often the text names what is above a town's county, or the county itself."""
    if not one.division:
        return 0
    county = one.division[:6]
    return _above(county, named) if len(one.division) == 9 else named[county]


def _above(code: str, named: Counter[str]) -> int:
    return sum(named[up.code] for up in divisions.ancestors(code))


def _made_sure(one: Named) -> Named:
    return Named(one.name, one.division, one.kind)


def _credible(statement: Statement, named: Named, fitting: tuple[Kind, ...]) -> bool:
    """Weak evidence must name a unit of the table or a department, of the kind that the text speaks as."""
    if statement.source in _STRONG:
        return True
    if not named.sure and (named.kind is Kind.OTHER or named.division is None):
        return named.kind in _TOWNS and statement.source in ("sign-off", "opening")
    return not fitting or named.kind in fitting


def _printed(choices: list[_Choice], stated: tuple[Statement, ...]) -> str:
    """What the document prints: its title, else its own statement of this body, else the portal's name."""
    own = [one for one in choices if one.statement.of_document]
    titled = [one for one in own if one.statement.source == "title"]
    same = [one for one in own if _same(one.named, choices[0].named)]
    found = next(iter([*titled, *same]), None)
    return found.statement.printed if found else stated[0].printed


def _same(one: Named, other: Named) -> bool:
    """True for two names of one unit, a unit and its office, or its short name (教体局 for 教育体育局)."""
    if one.division and one.division == other.division and len(one.division) == 9:
        return True
    short, long = sorted((_plain(one.name), _plain(other.name)), key=len)
    if short == long:
        return True
    departments = one.kind is Kind.DEPARTMENT and other.kind is Kind.DEPARTMENT
    return (
        departments and one.division == other.division and short[-1] == long[-1] and _abbreviates(short, long)
    )


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def _plain(name: str) -> str:
    for word in ("和", "与", "人民政府", "办公室", "委员会", "办事处"):
        name = name.replace(word, "")
    return name


def _open(chosen: _Choice) -> Iterator[Finding]:
    named = chosen.named
    if chosen.rivals:
        others = "、".join(rival.name for rival in chosen.rivals[:4])
        yield _finding(
            f"{chosen.statement.printed} can also be {others}; no county decides", named.name, others
        )
    elif not named.sure:
        yield _finding(
            f"{chosen.statement.printed} is not in the division table under a known place", named.name, None
        )


def _weak(chosen: _Choice) -> Iterator[Finding]:
    if _only_site(chosen):
        yield _finding(
            f"only the {chosen.statement.source} names {chosen.named.name}; it may be the website's owner",
            chosen.named.name,
            None,
        )


def _strangers(chosen: _Choice, context: Context) -> Iterator[Finding]:
    """A body outside the portal's own county: a copied page, or a portal that serves another county too."""
    given = named_place(context.county) if context.county else ()
    place = divisions.division(chosen.named.division) if chosen.named.division else None
    if given and place and not any(is_below(place, one) or is_below(one, place) for one in given):
        yield _finding(
            f"{chosen.named.name} does not lie in the portal's {given[0].name}",
            given[0].name,
            chosen.named.name,
        )


def _disagreements(choices: list[_Choice]) -> Iterator[Finding]:
    """Other strong statements, and the first sign-off and opening, that name a different full unit."""
    chosen = choices[0]
    # A source that names the body once may name others too: a page lists its neighbours' reports.
    agreeing = {one.statement.source for one in choices[1:] if _same(chosen.named, one.named)}
    for other in choices[1:]:
        source = other.statement.source
        if source not in (*_STRONG, *_SIGNATURES) or source in agreeing:
            continue
        if source in _SIGNATURES and _above_all(other.named):
            continue
        yield _finding(
            f"the {chosen.statement.source} names {chosen.named.name}, the {source} {other.named.name}; "
            "the first is kept",
            chosen.named.name,
            other.named.name,
        )
        return


def _above_all(named: Named) -> bool:
    """The government or an office: named in many a township's report as publisher, not as its author."""
    return named.kind is Kind.GOVERNMENT or not named.division or "办公室" in named.name


def _only_site(chosen: _Choice) -> bool:
    """Whether the only evidence may be the website's owner: a government as publisher or page title."""
    government = chosen.named.kind is Kind.GOVERNMENT or chosen.named.name.endswith("人民政府办公室")
    return chosen.statement.source == "title's end" or (chosen.statement.source == "issuer" and government)


def _doubted(choices: list[_Choice], findings: list[Finding]) -> bool:
    """Whether a finding leaves two readings: not where the portal's unit and the title agree."""
    if not findings:
        return False
    sources = {one.statement.source for one in choices if _same(one.named, choices[0].named)}
    return not {"unit", "title"} <= sources


def _owner_last(choices: list[_Choice]) -> list[_Choice]:
    """Where only the website's owner is named, a town of its own in the sign-off or opening goes first."""
    if not choices or not _only_site(choices[0]):
        return choices
    owner = choices[0].named
    return sorted(choices, key=lambda one: not _is_town_of(owner, one))


def _is_town_of(owner: Named, one: _Choice) -> bool:
    own = bool(owner.division) and (one.named.division or "").startswith(str(owner.division))
    return own and one.statement.source in _SIGNATURES and one.named.kind in _TOWNS and not one.rivals


def _unknown(stated: tuple[Statement, ...], known: tuple[Division, ...]) -> BodyReading:
    printed = next((one.printed for one in stated if one.source in _STRONG), "")
    place = known[0].code if len(known) == 1 else None
    finding = _finding("the document names no body that can be resolved", None, printed or None)
    return BodyReading(Body(printed, printed, place if printed else None, Kind.OTHER, False), (finding,))


def _finding(message: str, expected: str | None, actual: str | None) -> Finding:
    return Finding("identity.body", Severity.WARNING, message, expected=expected, actual=actual)

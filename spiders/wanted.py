"""What of a portal's lists is wanted (所求范围) besides the years: which bodies, and what is not here yet.

1. A body is recognised by what the list says of an entry: its column's unit, and the body in its title.
2. An entry that names no body may be anybody's: it is wanted.
3. The county's own government is meant only where nothing stands behind its name: all names begin with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.records import Entry
from pipelines.identity.title import read_title
from spiders.trails import tight

#: What official names end in, and lists leave out.
_ENDINGS = ("人民政府办公室", "人民政府", "街道办事处", "办事处", "办公室", "街道", "政府")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``settled`` are addresses that need no second look; ``bodies`` names of those asked for, none: all.

    ``county`` is the name that all of the portal's bodies may begin with. ``known`` are entries that lists
    have named before, with the ids of the reports that they led to: one that no list names any more is asked
    for, to see whether it is still there, and so are its ``twins``, other entries of the same reports.
    ``missing`` are addresses that a portal says it does not have though it lists them: said twice, that is no
    failure. ``doubts``: many at once are not asked for, since the lists are to be doubted first.
    """

    settled: frozenset[str] = frozenset()
    bodies: tuple[str, ...] = ()
    county: str = ""
    known: Mapping[Entry, frozenset[int]] = field(default_factory=dict)
    twins: Mapping[Entry, frozenset[int]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    doubts: bool = True

    def is_of_a_body(self, entry: Entry) -> bool:
        """Whether an entry may be of a body asked for, as far as its list says whose it is."""
        said = [name for name in (entry.unit, read_title(entry.title).body) if name]
        return not self.bodies or not said or any(self._fits(body, said) for body in self.bodies)

    def _fits(self, body: str, said: Iterable[str]) -> bool:
        stem = self._stem(body)
        if stem == self._stem(self.county):
            return any(self._stem(name) == stem for name in said)
        return any(stem in tight(name) for name in said)

    def _stem(self, name: str) -> str:
        """A name without its ending, and without the county before it."""
        name = tight(name)
        name = next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)
        return (name.rpartition(self.county)[2] if self.county else name) or name

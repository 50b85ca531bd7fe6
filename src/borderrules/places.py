"""Where a journey starts or ends: countries, regions, towns and crossing points by their names.

The names come from `places.tsv`, which `tools/refresh_places.py` writes from GeoNames. A name may
be Latin or Cyrillic, with or without accents, former or foreign (`Königsberg`, `Питер`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from unicodedata import combining, normalize

from borderrules.errors import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.measures import Point, Text

Kind = Literal["zone", "region", "crossing_point", "town"]

#: Of towns with one name, one counts as meant if it is so many times bigger than each other one
#: in its own zone, and than each in another: a wrong zone is a wrong law, so it is guessed less.
BIGGER_HERE: Final = 10
BIGGER_ELSEWHERE: Final = 50

#: Choices that an error message lists.
MOST_CHOICES: Final = 8

#: What the ids of towns begin with.
_BY_NUMBER: Final = "geonames:"

_GAZETTEER: Final = Path(__file__).parent / "places.tsv"
_LETTERS: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
    | dict.fromkeys("'’‘`´ʹʼ")
)


class Place(NamedTuple):
    """Somewhere to start from or to go to.

    `coordinates` are degrees north and east; a country has none, a region those of its largest
    town. A crossing point lies in the zone whose name for it was given, else in the first.
    """

    zone: str
    name: Text
    coordinates: tuple[float, float] | None
    kind: Kind
    id: str


class _Entry(NamedTuple):
    """One line of the gazetteer; `within` is the region of a town, the state of a zone.

    `kind` is that of a place, or `city`: a region named like its town, which is the one meant.
    """

    kind: str
    id: str
    zone: str
    within: str
    coordinates: tuple[float, float] | None
    population: int
    name: Text

    def place(self) -> Place:
        kind: Kind = "zone" if self.kind == "zone" else "town"
        kind = "region" if self.kind == "region" else kind
        return Place(self.zone, self.name, self.coordinates, kind, self.id)

    def is_called(self, key: str) -> bool:
        """Whether that is its own name, not one of others or of former days."""
        return key in {folded(name) for name in self.name.values()}


def find_place(text: str, points: Iterable[Point] = (), field: str = "place") -> Place:
    """The place that a text names; `NAME, REGION-OR-COUNTRY` chooses between places of one name.

    Countries come before regions, those before towns, those before crossing points, and all these
    before what other languages or times called a town. `field` is what errors call the text.
    Raises QueryError if no place, or more than one, may be meant.

    >>> find_place("Санкт-Петербург").zone, find_place("Königsberg").name["en"]
    ('RU', 'Kaliningrad')
    >>> find_place("Svetly, Kaliningrad region").zone
    'RU-KGD'
    """
    found, key = _meant(text), folded(text)
    if not text.startswith(_BY_NUMBER) and not any(entry.is_called(key) for entry in found):
        for point in points:
            for zone, names in _names_by_zone(point):
                if key in names:
                    name = point.names.get(zone) or next(iter(point.names.values()))
                    return Place(zone, name, point.coordinates, "crossing_point", point.id)
    if len(found) == 1:
        return found[0].place()
    message = _which(text, found) if found else _unknown(text)
    raise QueryError([Problem(field, 0, "BR502", f"`{field}`: {message}")])


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name without case, accents, marks, and with one spelling of Russian endings.

    >>> folded("Светлогорск-2"), folded("Põlva"), folded("Svetlyy") == folded("Svetlyj")
    ('светлогорск 2', 'polva', True)
    """
    plain = "".join(c for c in normalize("NFKD", name).casefold() if not combining(c))
    return " ".join(
        re.sub(r"(?<=[^iy])[iy][iyj]$", "y", word)
        for word in re.findall(r"\w+", plain.translate(_LETTERS))
    )


@lru_cache(maxsize=4096)
def _meant(text: str) -> tuple[_Entry, ...]:
    """The entries of the gazetteer that a text may mean; one, if it is clear which."""
    if text.startswith(_BY_NUMBER):
        return tuple(_entries(text, "\t{}\t"))
    found = _called(folded(text))
    if not found and "," in text:
        name, _, within = text.rpartition(",")
        areas = [a for a in _entries(folded(within)) if a.kind in ("zone", "region", "city")]
        found = [e for e in _called(folded(name)) if any(_lies_in(e, area) for area in areas)]
    return _clear(found)


def _called(key: str) -> list[_Entry]:
    """What bears a name: countries, else regions, else towns; those whose own name it is first."""
    found = [entry for entry in _entries(key) if entry.kind != "city"]
    for kind in ("zone", "region"):
        if of_kind := [entry for entry in found if entry.kind == kind]:
            return of_kind
    own = {folded(entry.name["ru"]) for entry in found if entry.is_called(key)}
    return [entry for entry in found if folded(entry.name["ru"]) in own] or found


def _lies_in(entry: _Entry, area: _Entry) -> bool:
    if area.kind == "zone":  # a state stands for all its zones
        return entry.zone == area.zone or (area.zone == area.within == _state(entry.zone))
    return entry.within == area.id


def _clear(found: list[_Entry]) -> tuple[_Entry, ...]:
    """All that may be meant, the biggest first; only that, if it outweighs the others."""
    found = sorted(found, key=lambda entry: (-entry.population, entry.id))
    for other in found[1:]:
        times = BIGGER_HERE if other.zone == found[0].zone else BIGGER_ELSEWHERE
        if found[0].population < times * max(other.population, 1):
            return tuple(found)
    return tuple(found[:1])


@cache
def _gazetteer() -> str:
    return _GAZETTEER.read_text("utf-8")


def _entries(key: str, mark: str = "|{}|") -> Iterator[_Entry]:
    """The lines that hold a key. One search through the text costs less than any index of it."""
    text, mark = _gazetteer(), mark.format(key)
    at = text.find(mark) if key else -1
    while at >= 0:
        end = text.find("\n", at)
        yield _entry(text[text.rfind("\n", 0, at) + 1 : end])
        at = text.find(mark, end)


def _entry(line: str) -> _Entry:
    kind, key, zone, within, lat, lon, population, en, ru, _ = line.split("\t")
    coordinates = (float(lat), float(lon)) if lat else None
    return _Entry(kind, key, zone, within, coordinates, int(population), {"en": en, "ru": ru})


@cache
def _area(key: str) -> _Entry:
    """The zone or region with an id."""
    return next(e for e in _entries(key, "\t{}\t") if e.id == key)


def _state(zone: str) -> str:
    return _area(zone).within


def _names_by_zone(point: Point) -> Iterator[tuple[str, set[str]]]:
    """The names of a crossing point on each side, then those of no side in particular."""
    for zone in point.zones:
        yield zone, {folded(name) for name in point.names.get(zone, {}).values()}
    yield point.zones[0], {folded(name) for name in (point.id, *point.aliases)}


def _language(text: str) -> str:
    return "ru" if re.search("[А-Яа-яЁё]", text) else "en"


def _which(text: str, found: tuple[_Entry, ...]) -> str:
    listed = [f"`{_choice(entry, _language(text))}`" for entry in found[:MOST_CHOICES]]
    more = len(found) - len(listed)
    tail = f"{', '.join(listed[:-1])} or {listed[-1]}" if not more else ", ".join(listed)
    also = f" ({more} more: add the region or country)" if more else ""
    return f"`{text}` may mean several places; write {tail}{also}"


def _choice(entry: _Entry, language: str) -> str:
    """What to write for an entry so that no other is meant."""
    area = _area(entry.within or entry.zone)
    named = f"{entry.name[language]}, {area.name[language]}"
    return named if _meant(named) == (entry,) else entry.id


def _unknown(text: str) -> str:
    """What to say of a name that is not known; what may be a document number is not repeated."""
    if sum(letter.isdigit() for letter in text) >= 4:
        return "no such place: that"
    name, _, within = text.rpartition(",")
    if name and _called(folded(name)):
        near = "; ".join(f"`{_choice(e, _language(text))}`" for e in _called(folded(name))[:3])
        return f"no such place: `{text}`; there is {near}"
    near = _likeliest(folded(name or within))
    hint = f"did you mean `{near}`?" if near else "give a country, a region, a town or a point"
    return f"no such place: `{text}`; {hint}"


def _likeliest(key: str) -> str:
    """The known name that is spelt most like a key, or nothing."""
    from difflib import get_close_matches  # needed only where something is wrong

    if not key:
        return ""
    length = f"{max(len(key) - 3, 0)},{len(key) + 1}"
    known = re.findall(rf"\|({re.escape(key[0])}[^|\n]{{{length}}})(?=\|)", _gazetteer())
    for near in get_close_matches(key, known, n=1, cutoff=0.75):
        entry = max(_entries(near), key=lambda entry: entry.population)
        return entry.name[_language(key)]
    return ""

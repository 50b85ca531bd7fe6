"""Places by their names, and the links between zones."""

from __future__ import annotations

import copy
import random
import time
from pathlib import Path
from typing import Any

import pytest

from borderrules import Query, check_route, places, reading, shapes
from borderrules.distance import distance_km
from borderrules.errors import QueryError
from borderrules.link_schema import LinksFile, link_faults
from borderrules.loading import load_rulebook
from borderrules.places import Place, find_place, folded

ROOT = Path(__file__).parent.parent
BOOK = load_rulebook()


def said(text: str, field: str = "place") -> str:
    """The one-line message with which a text is refused as a place."""
    with pytest.raises(QueryError) as caught:
        find_place(text, BOOK.points, field)
    (problem,) = caught.value.problems
    assert problem.code == "BR502"
    assert problem.path == field
    return problem.message


@pytest.mark.parametrize(
    ("text", "zone", "name"),
    [
        ("Saint Petersburg", "RU", "Saint Petersburg"),
        ("saint-petersburg", "RU", "Saint Petersburg"),
        ("Санкт-Петербург", "RU", "Saint Petersburg"),
        ("Питер", "RU", "Saint Petersburg"),
        ("СПб", "RU", "Saint Petersburg"),
        ("Petersburg", "RU", "Saint Petersburg"),
        ("Königsberg", "RU-KGD", "Kaliningrad"),
        ("Калининград", "RU-KGD", "Kaliningrad"),
        ("Балтийск", "RU-KGD", "Baltiysk"),
        ("Rezekne", "LV", "Rēzekne"),
        ("РЕЗЕКНЕ", "LV", "Rēzekne"),
        ("Гданьск", "PL", "Gdańsk"),
        ("Tromso", "NO", "Tromsø"),
        ("Longyearbyen", "SJ", "Longyearbyen"),
        ("Mariehamn", "FI", "Mariehamn"),
        ("Брест, Белоруссия", "BY", "Brest"),
        ("Narva", "EE", "Narva"),
        ("Ивангород", "RU", "Ivangorod"),
        ("Kingisepp", "RU", "Kingisepp"),
        ("Никель", "RU", "Nikel"),
        ("Pskov, Russia", "RU", "Pskov"),
        ("Svetly, Kaliningrad region", "RU-KGD", "Svetlyy"),
        ("Kolpino, Saint Petersburg", "RU", "Kolpino"),
        ("Minsk", "BY", "Minsk"),
        ("Paris", "FR", "Paris"),
    ],
)
def test_a_town_is_known_by_its_names(text: str, zone: str, name: str) -> None:
    place = find_place(text, BOOK.points)
    assert (place.zone, place.name["en"], place.kind) == (zone, name, "town")
    assert place.coordinates is not None


def test_every_zone_is_known_by_its_code_and_both_names() -> None:
    for zone in BOOK.zones.values():
        for text in (zone.id, zone.id.lower(), *zone.name.values()):
            place = find_place(text)
            assert (place.zone, place.kind, place.id) == (zone.id, "zone", zone.id)
            assert place.coordinates is None
    assert find_place("rus").zone == "RU"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Leningrad region", "RU.42"),
        ("Leningrad oblast", "RU.42"),
        ("Ленинградская область", "RU.42"),
        ("Ida-Virumaa", "EE.03"),
        ("Åland", "FI.AX"),
        ("Lappi", "FI.19"),
    ],
)
def test_a_region_lies_at_its_largest_town(text: str, id_: str) -> None:
    place = find_place(text)
    assert (place.kind, place.id) == ("region", id_)
    assert place.coordinates is not None


def test_a_city_that_is_a_region_is_the_town() -> None:
    assert find_place("Moscow").kind == "town"
    assert find_place("Moscow region").kind == "region"


@pytest.mark.parametrize(
    ("text", "zone", "id_"),
    [
        ("Vaalimaa", "FI", "vaalimaa"),
        ("Торфяновка", "RU", "vaalimaa"),
        ("Шумилкино", "RU", "luhamaa"),
        ("narva-2", "EE", "narva-2"),
        ("Storskog", "NO", "storskog"),  # Swedish for a village in Finland, too
    ],
)
def test_a_crossing_point_lies_on_the_side_that_names_it(text: str, zone: str, id_: str) -> None:
    place = find_place(text, BOOK.points)
    point = BOOK.point(id_)
    assert place == Place(zone, point.names[zone], point.coordinates, "crossing_point", id_)


def test_a_town_comes_before_the_crossing_point_of_its_name() -> None:
    assert "Narva" in BOOK.point("narva").aliases
    assert find_place("Narva", BOOK.points).kind == "town"


def test_an_ambiguous_name_gets_a_list_to_choose_from() -> None:
    message = said("Svetly", "origin")
    assert message.startswith("`origin`: `Svetly` may mean several places; write ")
    assert "`Svetlyy, Kaliningrad region`" in message
    assert "\n" not in message
    assert "`Советск, Калининградская область`" in said("Советск")


def test_a_state_stands_for_all_its_zones() -> None:
    message = said("Светлый, Россия")
    assert "`Светлый, Калининградская область`" in message
    assert "`Светлый, Саратовская область`" in message


def test_a_name_in_two_countries_is_asked_for_though_one_is_bigger() -> None:
    message = said("Brest")
    assert "`Brest, Brest region`" in message
    assert "`Brest, France`" in message


def test_many_namesakes_are_cut_short_and_counted() -> None:
    message = said("Октябрьский")
    assert message.count("`, `") == places.MOST_CHOICES - 1
    assert " more: add the region or country)" in message


def test_a_far_bigger_town_is_meant() -> None:
    assert find_place("Frankfurt").name["en"] == "Frankfurt am Main"
    assert find_place("Frankfurt, Brandenburg").name["en"] == "Frankfurt (Oder)"


def test_every_choice_that_is_offered_means_one_place() -> None:
    lines = [line.split("\t") for line in places._gazetteer().splitlines() if line[0] != "#"]
    names = sorted({cells[7] for cells in lines if cells[2] in BOOK.zones})
    asked = 0
    for name in random.Random(7).sample(names, 800):
        found = places._meant(name)
        asked += len(found) > 1
        for entry in found if len(found) > 1 else ():
            for language in ("en", "ru"):
                assert find_place(places._choice(entry, language)).id == entry.id
    assert asked > 20


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Мурманскк", "did you mean `Мурманск`?"),
        ("Helsinkki", "did you mean `Helsinki`?"),
        ("Pskov, Estonia", "there is `Pskov, Pskov region`"),
        ("Qqqqq", "give a country, a region, a town or a point"),
        ("", "give a country, a region, a town or a point"),
        (" , ", "give a country, a region, a town or a point"),
        ("|", "give a country, a region, a town or a point"),
    ],
)
def test_an_unknown_name_gets_a_hint(text: str, hint: str) -> None:
    assert hint in said(text)


def test_what_may_be_a_document_number_is_not_repeated() -> None:
    assert "7512" not in said("Pskov 751234567")


def test_every_line_of_the_gazetteer_is_whole() -> None:
    ids = set()
    for line in places._gazetteer().splitlines():
        if line.startswith("#"):
            continue
        entry = places._entry(line)
        ids.add(entry.id)
        keys = line.split("\t")[9].strip("|").split("|")
        assert entry.kind in ("zone", "region", "city", "town")
        assert all(folded(key) == key for key in keys), line
        assert {folded(name) for name in entry.name.values()} <= set(keys), line
        if entry.kind == "town":
            assert not entry.within or places._area(entry.within).zone == entry.zone
        if entry.coordinates:
            lat, lon = entry.coordinates
            assert -90 <= lat <= 90
            assert -180 <= lon <= 180
    assert len(ids) > 15_000


def test_any_of_200_towns_is_found_fast() -> None:
    """Warm: a name that was once looked for is not searched for again."""
    lines = [line.split("\t") for line in places._gazetteer().splitlines()]
    towns = [c[7] for c in lines if c[0] == "town" and c[2] in BOOK.zones and int(c[6]) > 50_000]
    towns = random.Random(7).sample(towns, 200)
    for town in towns:
        places._meant(town)
    started = time.perf_counter()
    for town in towns:
        places._meant(town)
    assert time.perf_counter() - started < 0.05


def test_distance_is_the_same_both_ways() -> None:
    tallinn, helsinki = (find_place(n).coordinates for n in ("Tallinn", "Helsinki"))
    assert tallinn is not None
    assert helsinki is not None
    assert distance_km(tallinn, helsinki) == distance_km(helsinki, tallinn) == pytest.approx(82, 1)
    assert distance_km(tallinn, tallinn) == 0


# ---- Links

(LINKS_FILE,) = (ROOT / "rules").glob("links.yaml*")


@pytest.fixture(scope="module")
def links() -> dict[str, Any]:
    text = LINKS_FILE.read_text("utf-8")
    data = reading.parse(text, LINKS_FILE.name)
    assert isinstance(data, dict)
    return data


def faults_of(data: dict[str, Any]) -> list[str]:
    return [f"{code} {message}" for _, code, message in link_faults(data, BOOK.zones, POINTS)]


POINTS = set(BOOK.documents["points"])


def test_the_links_are_right(links: dict[str, Any]) -> None:
    assert shapes.validate(LinksFile, links)[1] == []
    assert faults_of(links) == []


def test_each_end_and_each_source_is_used(links: dict[str, Any]) -> None:
    used = {end for link in links["links"].values() for side in link["ends"] for end in side}
    assert used == links["ends"].keys()
    entries = [*links["advice"].values()]
    entries += [period for link in links["links"].values() for period in link["timeline"]]
    assert {source for entry in entries for source in entry["sources"]} == links["sources"].keys()


def test_each_end_lies_where_the_gazetteer_has_it(links: dict[str, Any]) -> None:
    for key, end in links["ends"].items():
        name = end["name"]["en"].partition(" near ")[2] or end["name"]["en"]
        name = name.partition(" (")[2].rstrip(")") if name.startswith("Umeå") else name
        found = [e for e in places._called(folded(name)) if e.zone == end["zone"]]
        here = end["coordinates"]["lat"], end["coordinates"]["lon"]
        near = [e for e in found if e.coordinates and distance_km(e.coordinates, here) < 2]
        assert near, key


def test_every_zone_of_a_link_can_be_asked_for(links: dict[str, Any]) -> None:
    for zone in {end["zone"] for end in links["ends"].values()}:
        for text in (zone, *BOOK.zones[zone].name.values()):
            assert find_place(text).zone == zone
    for link in links["links"].values():
        for state in link.get("through") or ():
            assert find_place(state).kind == "zone"


def test_links_of_russia_cross_a_border_or_stay_inside_it(links: dict[str, Any]) -> None:
    """No link leads out of Russia as if there were no border."""
    russian = {"RU", "RU-KGD"}
    for key, link in links["links"].items():
        zones = {links["ends"][end]["zone"] for side in link["ends"] for end in side}
        if zones & russian:
            assert zones <= russian or link.get("external"), key
        else:
            assert not link.get("external"), key
        assert bool(link.get("controlled")) == ("SJ" in zones), key


def test_what_rests_on_one_source_says_so(links: dict[str, Any]) -> None:
    for key, link in links["links"].items():
        if link.get("through") and link["kind"] == "air":
            for period in link["timeline"]:
                assert period["status"] == "closed" or period["confidence"] == "single", key


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"links.helsinki-tallinn.ends.0.0": "helsinkii"}, "BR104 unknown end `helsinkii`"),
        ({"links.helsinki-tallinn.ends.0.0": "tallinn"}, "BR110 a link leads from one zone"),
        ({"ends.tallinn.zone": "EX"}, "BR104 unknown zone `EX`"),
        ({"links.kaliningrad-train.via.0": "kena-rial"}, "BR111 unknown crossing point"),
        ({"links.norway-svalbard.external": True}, "BR107 write either `external` or"),
        ({"links.helsinki-tallinn.timeline.0.sources.0": "x"}, "BR110 no source has the id `x`"),
        ({"links.helsinki-tallinn.timeline.0.modes": None}, "BR106 missing key `modes`"),
        ({"links.riga-stockholm.timeline.0.reason": None}, "BR106 missing key `reason`"),
        ({"links.klaipeda-kiel.timeline.0.caution": "drop"}, "BR206 weak or conflicting"),
        ({"links.riga-stockholm.timeline.0.until": "2024-01-01"}, "BR109 begins before entry 1"),
        ({"advice.sweden-checks.links.0": "x"}, "BR104 unknown link `x`"),
        ({"advice.sweden-checks.into": "EX"}, "BR104 unknown zone `EX`"),
        ({"advice.sweden-checks.sources.0": "x"}, "BR110 no source has the id `x`"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_with_links_is_told(
    links: dict[str, Any], change: dict[str, Any], expected: str
) -> None:
    data = copy.deepcopy(links)
    ((path, value),) = change.items()
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    inner: Any = data
    for part in way:
        inner = inner[part]
    if value == "drop":
        del inner[last]
    else:
        inner[last] = value
    (fault, *more) = faults_of(data)
    assert fault.startswith(expected)
    assert not more


def test_a_place_may_be_chosen_by_its_number() -> None:
    """Where names are not enough, the message names the number, and a trip takes it."""
    narva = find_place("Narva")
    query = Query(origin="Saint Petersburg", destination=narva.id, on="2026-01-15")
    assert query.destination.startswith("geonames:")
    assert check_route(query, BOOK).ends[1].name == narva.name

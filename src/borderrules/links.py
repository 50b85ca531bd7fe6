"""From the entries of `links.yaml` to links between two zones, seen as crossing points."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from borderrules.building import build_period, build_point
from borderrules.measures import Notice, Pair

if TYPE_CHECKING:
    from borderrules.measures import Point

Data = dict[str, Any]


def links_of(file: Data, jurisdictions: dict[str, list[str]]) -> dict[str, Data]:
    """The links of a file by id, one for each pair of zones that an entry joins.

    `jurisdictions` are those of each zone: inside Schengen there are no controls.
    """
    found: dict[str, Data] = {}
    for name, entry in file["links"].items():
        pairs: dict[tuple[str, str], list[list[Data]]] = {}
        for near, far in product(*([file["ends"][end] for end in side] for side in entry["ends"])):
            if near["zone"] != far["zone"]:
                pair = sorted((near, far), key=lambda end: str(end["zone"]))
                pairs.setdefault((pair[0]["zone"], pair[1]["zone"]), []).append(pair)
        advice = [item for item in file["advice"].values() if name in item["links"]]
        for zones, between in pairs.items():
            inside = all("SCHENGEN" in jurisdictions[zone] for zone in zones)
            own = name if len(pairs) == 1 else f"{name}/{zones[0]}-{zones[1]}"
            found[own] = {
                "zones": list(zones),
                "kind": entry["kind"],
                "title": entry["title"],
                "border": _border(entry, inside=inside),
                "names": {zone: end["name"] for zone, end in zip(zones, between[0], strict=True)},
                "between": between,
                "timeline": entry["timeline"],
                "advice": advice,
                "through": entry.get("through") or [],
                "via": entry.get("via") or [],
                "sources": [
                    {"id": key, **file["sources"][key]}
                    for key in sorted(
                        {key for item in entry["timeline"] for key in item["sources"]}
                    )
                ],
            }
    return found


def _border(entry: Data, *, inside: bool) -> str:
    if entry.get("external"):
        return "external"
    if entry.get("controlled"):
        return "controlled"
    return "open" if inside else "domestic"


def build_link(link_id: str, data: Data) -> Point:
    """A link from its entry; its ends are the first pair of those that it joins."""
    pairs = tuple(
        Pair(
            ((near["coordinates"]["lat"], near["coordinates"]["lon"])),
            ((far["coordinates"]["lat"], far["coordinates"]["lon"])),
            {data["zones"][0]: near["name"], data["zones"][1]: far["name"]},
        )
        for near, far in data["between"]
    )
    notices = tuple(
        Notice(item.get("into", ""), build_period(item["effective"]), item["text"])
        for item in data["advice"]
    )
    return build_point(link_id, data)._replace(
        border=data["border"],
        ends=(pairs[0].near, pairs[0].far) if pairs else (None, None),
        title=data["title"],
        pairs=pairs,
        through=tuple(data["through"]),
        via=tuple(data["via"]),
        notices=notices,
    )

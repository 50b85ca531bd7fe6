"""From the entries of `links.yaml` to links between two zones, seen as crossing points."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from borderrules.building import build_period, build_point
from borderrules.measures import Notice, Pair

if TYPE_CHECKING:
    from borderrules.measures import Point

Data = dict[str, Any]


def links_of(file: Data, areas: dict[str, str]) -> dict[str, Data]:
    """The links of a file by id, one for each pair of zones that an entry joins.

    `areas` tells which zones have no controls between them.
    """
    found: dict[str, Data] = {}
    for name, entry in file["links"].items():
        pairs: dict[tuple[str, str], list[list[Data]]] = {}
        for near, far in product(*([file["ends"][end] for end in side] for side in entry["ends"])):
            if near["zone"] != far["zone"]:
                first, second = sorted((near, far), key=lambda end: str(end["zone"]))
                pairs.setdefault((first["zone"], second["zone"]), []).append([first, second])
        for zones, between in pairs.items():
            own = name if len(pairs) == 1 else f"{name}/{zones[0]}-{zones[1]}"
            found[own] = _link(entry, zones, between, file["sources"], areas)
    return found


def _link(
    entry: Data,
    zones: tuple[str, str],
    between: list[list[Data]],
    sources: dict[str, Data],
    areas: dict[str, str],
) -> Data:
    border = "open" if areas[zones[0]] == areas[zones[1]] == "SCHENGEN" else "domestic"
    if entry.get("controlled"):
        border = "open"
    if entry.get("external"):
        border = "external"
    named = {
        name for item in (*entry["timeline"], *entry.get("advice", ())) for name in item["sources"]
    }
    return {
        "zones": list(zones),
        "kind": entry["kind"],
        "title": entry["title"],
        "names": {zone: end["name"] for zone, end in zip(zones, between[0], strict=True)},
        "timeline": entry["timeline"],
        "sources": [{"id": name, **sources[name]} for name in sorted(named)],
        "border": border,
        "between": between,
        "through": entry.get("through") or [],
        "via": entry.get("via") or [],
        "advice": entry.get("advice") or [],
    }


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
        Notice(build_period(item["effective"]), item["text"]) for item in data["advice"]
    )
    return build_point(link_id, data)._replace(
        border=data["border"],
        ends=(pairs[0].near, pairs[0].far) if pairs else (None, None),
        pairs=pairs,
        through=tuple(data["through"]),
        via=tuple(data["via"]),
        notices=notices,
    )

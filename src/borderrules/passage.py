"""Where a leg leads: transit, going home, the way between Kaliningrad and the rest of Russia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from borderrules.presentation import KALININGRAD_TRANSIT
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borderrules.presentation import Presentation, Side
    from borderrules.query import Query
    from borderrules.traveller import Traveller

#: The facts of a journey that only the traveller can tell, or tells otherwise than they seem.
_TOLD_OF_TRIPS: Final = (
    *("in_border_area", "kaliningrad_transit", "svalbard_passage", "hours_here"),
    "visits_to_russia_or_belarus",
)

#: What a question tells of where a journey leads, and the facts and lists that rest on it.
ONWARD: Final = ("onward_to", "kaliningrad_transit")
OF_JOURNEYS: Final = frozenset(
    {"trip.destination_state", "trip.transit", "trip.to_residence", "trip.kaliningrad_transit"}
    | {"visa.by_destination", "permit", "family"}
)

#: The facts by which the crossings of one side of a border differ, in the order of a `crossing`.
CROSSING: Final = ("mode", "crossing.point", "crossing.into", "crossing.out_of")

#: Permits that make their holder a resident of the state that issued them.
_RESIDENCE: Final = frozenset(
    {
        "residence",
        "temporary_residence",
        "permanent_residence",
        "long_term_resident",
        "eu_family_card",
    }
)


def bound_for(query: Query, shown: Presentation, side: Side) -> str:
    """The state where the whole journey ends: the one entered, unless another was told.

    A document for the transit to or from Kaliningrad leads to Russia.
    """
    ends_in_russia = query.onward_to is None and _is_transit_document(shown)
    return "RU" if ends_in_russia else (query.onward_to or side.destination.state).partition("-")[0]


def leads_to(query: Query, side: Side) -> tuple[object, ...]:
    """All that facts and lists take from where a journey leads, for rules that read OF_JOURNEYS."""
    told, joins, state = (
        query.kaliningrad_transit,
        _joins_kaliningrad(query, side),
        side.destination.state,
    )
    if query.onward_to is None:
        return (
            None,
            state,
            told,
            joins,
        )  # which a document for the transit may overrule, if not told
    end = query.onward_to.partition("-")[0]
    return end, end != state, joins if told is None else told


def passage_facts(
    values: dict[str, object],
    presumed: dict[str, object],
    query: Query,
    traveller: Traveller,
    items: Mapping[str, tuple[Mapping[str, object], ...]],
    shown: Presentation,
    side: Side,
) -> None:
    """Add the facts of the crossing and of the whole journey to those told and presumed."""
    end = bound_for(query, shown, side)
    values |= {
        "mode": side.mode,
        "crossing.point": side.point,
        "crossing.into": side.destination.id,
        "crossing.out_of": side.origin.id,
        "crossing.side": side.direction,
        "crossing.external": side.direction != "presence",
        "trip.destination_state": end,
        "trip.transit": end != side.destination.state,
    }
    if query.onward_to is None and _is_transit_document(shown):
        presumed["trip.kaliningrad_transit"] = True  # such a document serves nothing else
    else:
        values["trip.kaliningrad_transit"] = _joins_kaliningrad(query, side)
    for name in _TOLD_OF_TRIPS:
        if (told := getattr(query, name)) is not None:
            values[f"trip.{name}"] = told
    _to_residence(values, presumed, traveller, items.get("permit"), end)


def _to_residence(
    values: dict[str, object],
    presumed: dict[str, object],
    traveller: Traveller,
    permits: tuple[Mapping[str, object], ...] | None,
    end: str,
) -> None:
    """Whether the journey ends where the traveller lives."""
    homes = {
        permit["permit.issued_by"]
        for permit in permits or ()
        if permit["permit.kind"] in _RESIDENCE and permit["permit.valid"]
    }
    if end in homes or end == traveller.residence:
        values["trip.to_residence"] = True
    elif traveller.residence is not None and permits is not None:
        values["trip.to_residence"] = False
    else:  # whoever did not say lives in the state of the passport
        presumed["trip.to_residence"] = end == values.get("nationality")


def _is_transit_document(shown: Presentation) -> bool:
    return isinstance(shown.visa, Visa) and shown.visa.kind in KALININGRAD_TRANSIT


def _joins_kaliningrad(query: Query, side: Side) -> bool:
    """Whether the state entered is only crossed between Kaliningrad and the rest of Russia."""
    leaving = side.origin.id == "RU-KGD" and query.onward_to == "RU"
    return leaving or (query.onward_to == "RU-KGD" and side.destination.state != "RU")

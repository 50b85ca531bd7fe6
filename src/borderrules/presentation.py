"""What is shown on one side of a leg: one document, and at most one visa with it (S11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.conditions import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from borderrules.measures import Zone
    from borderrules.traveller import TravelDocument, Traveller, Visa

#: Documents that serve only the transit between Kaliningrad and the rest of Russia.
KALININGRAD_TRANSIT: Final = frozenset({"FTD", "FRTD"})


_NOTHING_USED: Final[Mapping[Visa, int]] = {}


class Presentation(NamedTuple):
    """What is shown on one side: a document, and a visa, no visa (`none`), or not known (None).

    `used` are the entries that earlier legs of the journey made on the visa.
    """

    document: TravelDocument | None
    visa: Visa | str | None
    used: int = 0


class Side(NamedTuple):
    """One side of a leg: whose rules, in which direction, on which civil day there.

    `entered` is the day on which an earlier leg of the journey entered the state or its union.
    """

    direction: str
    zone: Zone
    origin: Zone
    destination: Zone
    point: str
    mode: str
    day: date
    entered: date | None = None


def presentations(
    traveller: Traveller, side: Side, used: Mapping[Visa, int] = _NOTHING_USED
) -> tuple[Presentation, ...]:
    """Every lawful combination of one document and at most one visa, showing none included.

    If it was not said which visas are held, there may be one: that is tried as well.
    A foreigner who leaves a state shows that state's visa if one is held: it is their right to
    have stayed. So on exit, showing no visa is not tried beside what is or may be such a visa.
    """
    documents = traveller.documents or (None,)
    shown: list[Presentation] = []
    visas = traveller.visas if traveller.visas is not None else (None,)
    for document in documents:
        own = side.direction == "exit" and any(
            visa is None or visa.issued_by == side.zone.state for visa in visas
        )
        foreign = document is None or document.holder_nationality != side.zone.state
        shown += [Presentation(document, visa, used.get(visa, 0) if visa else 0) for visa in visas]
        if not (own and foreign):
            shown.append(Presentation(document, NONE))
    return tuple(shown)

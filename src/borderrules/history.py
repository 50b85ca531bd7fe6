"""What earlier legs of a journey used up: entries on visas, and since when one is where (S11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from borderrules.leg_decisions import Span


class History(NamedTuple):
    """`used`: (number of the traveller, visa for so many entries) → entries made.

    `entered`: area → first day there.
    """

    used: Mapping[tuple[int, Visa], int]
    entered: Mapping[str, date]

    def used_by(self, number: int) -> dict[Visa, int]:
        """The entries that one traveller made, by visa."""
        if not self.used:
            return {}
        return {visa: entries for (who, visa), entries in self.used.items() if who == number}

    def after(self, span: Span, day: date) -> History:
        """The history once a leg is passed in a span, as its best presentations say, on a day."""
        entries = [traveller.entry for traveller in span.travellers]
        if not any(entries):
            return self
        used, entered = dict(self.used), dict(self.entered)
        for number, side in enumerate(entries):
            if side is None:
                continue
            entered[side.zone.area] = day
            visa = side.shown.visa
            if isinstance(visa, Visa) and (visa.entries_left or visa.entries in ("one", "two")):
                key = number, visa
                used[key] = used.get(key, 0) + 1
        return History(used, entered)


#: That of a journey's first leg.
NO_HISTORY: Final = History({}, {})

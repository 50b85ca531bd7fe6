"""Journeys: what one way over one border or several is as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from borderrules.decisions import Verdict
from borderrules.terms import MOTOR_MODES

if TYPE_CHECKING:
    from datetime import datetime

    from borderrules.leg_decisions import LegDecision


@dataclass(eq=False, repr=False)
class Route:
    """One way from origin to destination: its legs, decided; its verdict is its worst leg's.

    A refused route ends with the leg that refuses it. `distance_km` is the length of the whole way
    in straight lines, if both of its ends are known; `arrives` the earliest arrival, an instant;
    `bare_date` whether only the day of departure was told.
    """

    legs: tuple[LegDecision, ...]
    distance_km: float | None = None
    arrives: datetime | None = None
    bare_date: bool = False

    @cached_property
    def verdict(self) -> Verdict:
        """The worst leg (S5)."""
        return max([leg.verdict for leg in self.legs])

    @cached_property
    def certain(self) -> bool:
        """Whether each leg is; of a refused route, whether some refused leg is."""
        if self.verdict is Verdict.REFUSED:
            return any(leg.certain for leg in self.legs if leg.verdict is Verdict.REFUSED)
        return all(leg.certain for leg in self.legs)

    @cached_property
    def stale(self) -> bool:
        """Whether it rests on something that was not confirmed lately (S8)."""
        return any(leg.stale for leg in self.legs if leg.verdict is self.verdict)

    @property
    def with_vehicle(self) -> bool:
        """Whether a vehicle is brought all the way."""
        return all(leg.leg.mode in MOTOR_MODES for leg in self.legs)

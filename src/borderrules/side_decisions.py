"""What one side of a leg says of one traveller, and what all sides say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from borderrules.alike import findings_told_of, told_of
from borderrules.decisions import Verdict

if TYPE_CHECKING:
    from borderrules.decisions import Finding, Judged
    from borderrules.measures import Zone
    from borderrules.presentation import Presentation


class SideDecision(NamedTuple):
    """What one side says of one traveller under the best presentation.

    `strict` is the verdict on a strict reading, the best over all presentations;
    `strictly_refusing` are, for each presentation, the findings that refuse on that reading.
    """

    direction: str
    zone: Zone
    shown: Presentation
    judged: Judged
    uncovered: tuple[tuple[str, str], ...]
    strict: Verdict
    strictly_refusing: tuple[tuple[Finding, ...], ...]

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject; nothing is allowed where nothing was researched (S6)."""
        judged = self.judged.traveller if subject == "traveller" else self.judged.vehicle
        if self.uncovered and any(item[0] == subject for item in self.uncovered):
            return max(judged, Verdict.UNDETERMINED)
        return judged

    @property
    def verdict(self) -> Verdict:
        """The worse of traveller and vehicle."""
        return max(self.on("traveller"), self.on("vehicle"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What every rule of this side says."""
        return self.judged.findings

    def at(self, point: str) -> SideDecision:
        """The same decision, told of a point that no rule tells from the one judged."""
        refusing = (findings_told_of(findings, point) for findings in self.strictly_refusing)
        return self._replace(judged=told_of(self.judged, point), strictly_refusing=tuple(refusing))


class TravellerDecision(NamedTuple):
    """All sides of a leg for one traveller."""

    sides: tuple[SideDecision, ...]

    def on(self, subject: str) -> Verdict:
        """The verdict on one subject: the worst side."""
        return max((side.on(subject) for side in self.sides), default=Verdict.ALLOWED)

    @property
    def verdict(self) -> Verdict:
        """The worst side."""
        return max((side.verdict for side in self.sides), default=Verdict.ALLOWED)

    @property
    def entry(self) -> SideDecision | None:
        """The side that is entered over an external border, if this is one."""
        return next((side for side in self.sides if side.direction == "entry"), None)

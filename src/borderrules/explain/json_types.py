"""The shape of the JSON answer; `borderrules schema answer` publishes it."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

VerdictWord = Literal["allowed", "undetermined", "refused"]
#: Of a border crossed; `presence` where none is, and only being in the zone entered is judged.
Side = Literal["exit", "entry", "presence"]


class RulesJSON(TypedDict):
    """Which rules answered."""

    version: str
    digest: str


class QuestionJSON(TypedDict):
    """A question whose answer can still change the verdict; what settles most comes first.

    `traveller` and `item` are numbers, from 1: of the traveller (the first of those of whom the
    same was told), and of the document, visa, permit or relative that is asked about. `settles` is
    the share of its possible answers that leave nothing open. It is answered by one of the
    `options` (`choice`); by a state of these or any other (`state`); by one of these and the
    issuing state, as `KIND:STATE` (`permit`); by a `number` or `day`; by pairs of days, or `none`
    (`stays`).
    """

    fact: str
    traveller: int
    item: int
    question: str
    answered_by: Literal["choice", "state", "permit", "number", "day", "stays"]
    options: list[str]
    options_in_words: list[str]
    settles: float


class SourceJSON(TypedDict):
    """Where something is said; `published` is a year, month or day."""

    url: str
    publisher: str
    published: str | None
    tier: Literal["law", "official", "press"]


class ReadingJSON(TypedDict):
    """A fact that a rule read, its value, and whether it was only presumed."""

    fact: str
    value: str
    presumed: bool


class StatementJSON(TypedDict):
    """A reason, an obligation or an advice.

    `rule` is empty for what no rule covers (`not_covered`). `travellers` are the numbers, from 1,
    of those whom it concerns, none where it is about the vehicle, the goods or the crossing point.
    """

    code: str
    rule: str
    title: str
    subject: Literal["traveller", "vehicle", "goods", "point"]
    effect: Literal["prohibit", "oblige", "advise"]
    side: Side | None
    message: str
    details: list[str]
    exception: list[str]
    missing: list[str]
    values_read: list[ReadingJSON]
    sources: list[SourceJSON]
    press_only: bool
    effective: str | None
    last_confirmed: str | None
    link: str | None
    latest: str | None
    travellers: list[int]


class ProofJSON(TypedDict):
    """What to bring for an exemption (`exception` is its id) that lifted a prohibition."""

    rule: str
    exception: str
    message: str
    travellers: list[int]


class NotAppliedJSON(TypedDict):
    """A rule that was judged and did not apply, and the facts or exceptions that decided that.

    `values_read` are the values of those facts, or of the facts that the exceptions read.
    """

    rule: str
    outcome: Literal["not_met", "exempt"]
    decided_by: list[str]
    values_read: list[ReadingJSON]


class ShowJSON(TypedDict):
    """What to show on one side; `visa` null where none is shown."""

    side: Side
    zone: str
    document: dict[str, str] | None
    visa: dict[str, str] | None


class TravellerJSON(TypedDict):
    """The verdict on one traveller."""

    verdict: VerdictWord
    show: list[ShowJSON]


class VehicleJSON(TypedDict):
    """The verdict on the vehicle."""

    verdict: VerdictWord


#: A stretch of the day with one verdict, local time at the origin.
SpanJSON = TypedDict("SpanJSON", {"from": str, "until": str, "verdict": VerdictWord})


class PointJSON(TypedDict):
    """A border crossing point."""

    id: str
    name: str
    state: str
    coordinates: list[float] | None


LegJSON = TypedDict(
    "LegJSON",
    {
        "from": str,
        "to": str,
        "crossing_point": PointJSON,
        "mode": str,
        "departs": str,
        "verdict": VerdictWord,
        "certain": bool,
        "last_confirmed": str | None,
        "stale": bool,
        "spans": list[SpanJSON],
        "travellers": list[TravellerJSON],
        "vehicles": list[VehicleJSON],
        "reasons": list[StatementJSON],
        "not_applied": list[NotAppliedJSON],
        "not_in_force": list[str],
        "obligations": list[StatementJSON],
        "proofs": list[ProofJSON],
        "advice": list[StatementJSON],
        "cautions": list[str],
    },
)


class RouteJSON(TypedDict):
    """One way; `distance_km` (straight lines) and `arrives` (UTC) are null where not computed.

    A refused way ends with the leg that refuses it.
    """

    verdict: VerdictWord
    certain: bool
    stale: bool
    legs: list[LegJSON]
    distance_km: float | None
    arrives: str | None


class GapJSON(TypedDict):
    """What was not researched for a zone and day."""

    zone: str
    side: str
    subject: str
    topic: str


class IssuanceJSON(TypedDict):
    """Whether a state would issue a short-stay visa to a traveller refused for lack of one.

    `traveller` is the place in the question, from 0.
    """

    traveller: int
    issued_by: str
    kind: str
    verdict: VerdictWord
    reasons: list[StatementJSON]
    obligations: list[StatementJSON]
    advice: list[StatementJSON]


#: A fact that would be another; `on` is the day or the hour, a visa is `KIND:STATE`.
ChangeJSON = TypedDict("ChangeJSON", {"fact": str, "traveller": int, "from": str, "to": str})


class RemedyJSON(TypedDict):
    """Changes that together make it allowed; `in_own_power` if nothing need be applied for."""

    changes: list[ChangeJSON]
    verdict: VerdictWord
    in_own_power: bool


class NextDayJSON(TypedDict):
    """The next day on which it is not refused as the law now stands; `known` if then allowed."""

    day: str
    known: bool


class ExemptionJSON(TypedDict):
    """Whom a rule that refuses does not concern, and the proof that the officer asks for."""

    rule: str
    exception: str
    title: str
    proof: str | None


class AnswerJSON(TypedDict):
    """The answer to one query.

    `with_vehicle` is the verdict of the best route on which the vehicle crosses too; null if none
    was told, or only ways were asked for on which it stays behind. `foregone` is the verdict that
    holds whatever else is told, where no question is left. `in_vain` are single changes with which
    it would be refused all the same.
    """

    schema_version: int
    decision_id: str
    rules: RulesJSON
    travel_date: str
    known_on: str | None
    strict: bool
    query: dict[str, Any]
    verdict: VerdictWord
    with_vehicle: VerdictWord | None
    certain: bool
    stale: bool
    usable: Literal["pass", "warn", "stop"]
    foregone: VerdictWord | None
    questions: list[QuestionJSON]
    routes: list[RouteJSON]
    detours: list[RouteJSON]
    alternatives: list[RouteJSON]
    issuance: list[IssuanceJSON]
    remedies: list[RemedyJSON]
    in_vain: list[ChangeJSON]
    next_day: NextDayJSON | None
    exemptions: list[ExemptionJSON]
    coverage: list[GapJSON]
    not_checked: list[str]
    disclaimer: str

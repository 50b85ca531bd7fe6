"""An answer as JSON: stable codes and keys (prose may change), its schema published."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from borderrules.dates import civil
from borderrules.decisions import Outcome, Verdict
from borderrules.explain import statements
from borderrules.explain.asking import option_text, question_text
from borderrules.explain.depths import deciding_readings
from borderrules.explain.notes import disclaimer, not_checked, with_vehicle
from borderrules.explain.ways_out import exemptions
from borderrules.explain.wording import value_text
from borderrules.questions import outlook
from borderrules.remedies import ways_out
from borderrules.terms import MOTOR_MODES
from borderrules.traveller import Visa

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.changes import Change
    from borderrules.explain.json_types import (
        AnswerJSON,
        ChangeJSON,
        LegJSON,
        QuestionJSON,
        ReadingJSON,
        RemedyJSON,
        RouteJSON,
        ShowJSON,
        StatementJSON,
        VerdictWord,
    )
    from borderrules.explain.wording import Statement
    from borderrules.journeys import Route
    from borderrules.leg_decisions import LegDecision
    from borderrules.questions import Question
    from borderrules.remedies import Remedy
    from borderrules.routes import Answer
    from borderrules.side_decisions import SideDecision
    from borderrules.words import Words


#: Raised when a key changes its meaning or goes away; new keys do not raise it.
SCHEMA_VERSION = 1


def document(answer: Answer, words: Words) -> AnswerJSON:
    """The whole answer as plain data that `json` can write."""
    usable: Literal["pass", "warn", "stop"] = "warn"
    if answer.verdict is Verdict.REFUSED:
        usable = "stop"
    elif answer.verdict is Verdict.ALLOWED and answer.certain:
        usable = "pass"
    carried, ahead, out = with_vehicle(answer), outlook(answer), ways_out(answer)
    gaps = {
        (side.zone.id, side.direction, *gap)
        for route in answer.routes
        for leg in route.legs
        for side in leg.sides
        for gap in side.uncovered
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "decision_id": answer.decision_id,
        "rules": {"version": answer.rulebook.version, "digest": answer.rulebook.digest},
        "travel_date": _moment(answer.query.on, bare=answer.query.bare_date),
        "known_on": str(answer.known_on) if answer.known_on else None,
        "strict": answer.strict,
        "query": echo(answer.query),
        "verdict": _word(answer.verdict),
        "with_vehicle": None if carried is None else _word(carried),
        "certain": answer.certain,
        "stale": answer.stale,
        "usable": usable,
        "foregone": None if ahead.foregone is None else _word(ahead.foregone),
        "questions": [_question(asked, answer, words) for asked in ahead.questions],
        "routes": [_route(route, words) for route in answer.routes],
        "detours": [_route(route, words) for route in answer.detours],
        "alternatives": [_route(route, words) for route in answer.alternatives],
        "issuance": [
            {
                "traveller": number,
                "issued_by": state,
                "kind": "C",
                "verdict": _word(found.verdict),
                "reasons": [_statement(s) for s in statements.against_visa(found, words)],
                "obligations": [
                    _statement(s) for s in statements.visa_effects(found, "oblige", words)
                ],
                "advice": [_statement(s) for s in statements.visa_effects(found, "advise", words)],
            }
            for (number, state), found in answer.issuance.items()
        ],
        "remedies": [_remedy(remedy) for remedy in out.remedies],
        "in_vain": [_change(change) for change in out.in_vain],
        "next_day": out.next_day and {"day": str(out.next_day.day), "known": out.next_day.known},
        "exemptions": [
            {"rule": e.rule, "exception": e.exception, "title": e.title, "proof": e.proof or None}
            for e in exemptions(answer, words)
        ],
        "coverage": [
            {"zone": zone, "side": side, "subject": subject, "topic": topic}
            for zone, side, subject, topic in sorted(gaps)
        ],
        "not_checked": not_checked(answer, words),
        "disclaimer": disclaimer(words),
    }


def _word(verdict: Verdict) -> VerdictWord:
    return verdict.word  # type: ignore[return-value]


def _moment(moment: object, *, bare: bool = False) -> str:
    return str(moment)[:10] if bare else str(moment)[:16].replace(" ", "T")


def echo(thing: Any) -> Any:
    """A query as its trip would be written, without what was not said."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {
            item.name.rstrip("_"): echo(value)
            for item in fields(thing)
            if (value := getattr(thing, item.name)) is not None
            and item.name not in ("bare_date", "traveller")
        }
    if isinstance(thing, tuple):
        return [echo(item) for item in thing]
    if isinstance(thing, datetime):
        return _moment(thing)
    return str(thing) if isinstance(thing, date) else thing


def _change(change: Change) -> ChangeJSON:
    return {
        "fact": change.fact,
        "traveller": change.traveller + 1,
        "from": change.before,
        "to": change.after,
    }


def _remedy(remedy: Remedy) -> RemedyJSON:
    return {
        "changes": [_change(change) for change in remedy.changes],
        "verdict": _word(remedy.verdict),
        "in_own_power": remedy.in_own_power,
    }


def _question(asked: Question, answer: Answer, words: Words) -> QuestionJSON:
    return {
        "fact": asked.fact,
        "traveller": asked.traveller + 1,
        "item": asked.item + 1,
        "question": question_text(asked, answer.query, words),
        "answered_by": asked.kind,
        "options": list(asked.options),
        "options_in_words": [option_text(asked, value, words) for value in asked.options],
        "settles": round(asked.settles, 3),
    }


def _route(route: Route, words: Words) -> RouteJSON:
    return {
        "verdict": _word(route.verdict),
        "certain": route.certain,
        "stale": route.stale,
        "legs": [_leg(leg, words) for leg in route.legs],
        "distance_km": None if route.distance_km is None else round(route.distance_km, 1),
        "arrives": None if route.arrives is None else f"{route.arrives:%Y-%m-%dT%H:%MZ}",
    }


def _leg(decision: LegDecision, words: Words) -> LegJSON:
    leg = decision.leg
    clock = leg.origin.clock
    place = leg.point.coordinates
    return {
        "from": leg.origin.id,
        "to": leg.destination.id,
        "crossing_point": {
            "id": leg.point.id,
            "name": statements.point_name(leg.point, leg.origin.id, words),
            "state": decision.availability.code,
            "coordinates": list(place) if place else None,
        },
        "mode": leg.mode,
        "departs": _moment(civil(decision.best.start, clock)),
        "verdict": _word(decision.verdict),
        "certain": decision.certain,
        "last_confirmed": str(decision.confirmed) if decision.confirmed else None,
        "stale": decision.stale,
        "spans": [
            {
                "from": _moment(civil(span.start, clock)),
                "until": _moment(civil(span.until, clock)),
                "verdict": _word(span.verdict),
            }
            for span in decision.spans
        ],
        "travellers": [
            {
                "verdict": _word(traveller.on("traveller")),
                "show": [_show(side) for side in traveller.sides],
            }
            for traveller in decision.best.travellers
        ],
        "vehicles": [{"verdict": _word(decision.on("vehicle"))}] if leg.mode in MOTOR_MODES else [],
        "reasons": [_statement(s) for s in statements.reasons(decision, words)],
        "not_applied": [
            {
                "rule": finding.rule.id,
                "outcome": "exempt" if finding.outcome is Outcome.EXEMPT else "not_met",
                "decided_by": [e.id for e in finding.exempted_by]
                or [r.test.fact for r in (finding.condition.readings if finding.condition else ())],
                "values_read": _values_read(
                    (reading.test.fact, value_text(reading.value), reading.presumed)
                    for reading in deciding_readings(finding)
                ),
            }
            for side in decision.sides
            for finding in side.findings
            if finding.outcome in (Outcome.EXEMPT, Outcome.NOT_MET)
        ],
        "not_in_force": sorted(
            {
                finding.rule.id
                for side in decision.sides
                for finding in side.findings
                if finding.outcome is Outcome.NOT_IN_FORCE
            }
        ),
        "obligations": [_statement(s) for s in statements.effects(decision, "oblige", words)],
        "proofs": [
            {
                "rule": proof.rule,
                "exception": proof.exception,
                "message": proof.message,
                "travellers": list(proof.travellers),
            }
            for proof in statements.proofs(decision, words)
        ],
        "advice": [_statement(s) for s in statements.effects(decision, "advise", words)],
        "cautions": statements.cautions(decision, words),
    }


def _show(side: SideDecision) -> ShowJSON:
    shown, visa = side.shown.document, side.shown.visa
    return {
        "side": side.direction,  # type: ignore[typeddict-item]
        "zone": side.zone.id,
        "document": {"kind": shown.kind, "issued_by": shown.issued_by} if shown else None,
        "visa": {"kind": visa.kind, "issued_by": visa.issued_by or ""}
        if isinstance(visa, Visa)
        else None,
    }


def _values_read(values: Iterable[tuple[str, str, bool]]) -> list[ReadingJSON]:
    return [
        {"fact": fact, "value": value, "presumed": presumed} for fact, value, presumed in values
    ]


def _statement(statement: Statement) -> StatementJSON:
    plain: Any = {
        **statement._asdict(),
        "exception": list(statement.exceptions),
        "side": statement.side or None,
        "details": list(statement.details),
        "missing": list(statement.missing),
        "values_read": _values_read(statement.values_read),
        "sources": [
            {
                "url": s.url,
                "publisher": s.publisher,
                "published": s.published or None,
                "tier": s.tier,
            }
            for s in statement.sources
        ],
        "press_only": statement.press_only,
        "effective": _moment(statement.effective) if statement.effective else None,
        "last_confirmed": str(statement.last_confirmed) if statement.last_confirmed else None,
        "link": statement.link or None,
        "travellers": list(statement.travellers),
        "latest": _moment(statement.latest) + "Z" if statement.latest else None,
    }
    del plain["exceptions"]
    return plain  # type: ignore[no-any-return]

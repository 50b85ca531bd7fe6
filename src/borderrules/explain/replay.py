"""Asking an earlier answer's question again, and telling what is no longer the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

from typing_extensions import TypedDict

from borderrules.errors import Problem, QueryError
from borderrules.explain.depths import in_a_line
from borderrules.explain.document import document
from borderrules.explain.json_types import RulesJSON, VerdictWord
from borderrules.explain.ways import VERDICT_NAMES
from borderrules.routes import Answer, check_route
from borderrules.shapes import validate
from borderrules.terms import MODES, N_
from borderrules.trip import query_from
from borderrules.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from borderrules.rulebook import Rulebook

#: The largest file that is read; a journey with hundreds of ways takes a tenth of it.
MAX_BYTES: Final = 64 * 1024 * 1024
#: Ways that are named before the rest are only counted.
MOST_WAYS: Final = 12


#: Verdicts by crossing points and modes.
_Ways = dict[tuple[tuple[str, str], ...], str]


class _Reason(TypedDict):
    code: str
    rule: str
    side: str | None


class _Point(TypedDict):
    id: str


class _Leg(TypedDict):
    crossing_point: _Point
    mode: str
    reasons: list[_Reason]


class _Route(TypedDict):
    verdict: VerdictWord
    legs: list[_Leg]


class Recorded(TypedDict):
    """What of a JSON answer is needed to ask again and to compare; the rest is not looked at."""

    schema_version: Literal[1]
    decision_id: str
    rules: RulesJSON
    travel_date: str
    strict: bool
    query: dict[str, Any]
    verdict: VerdictWord
    certain: bool
    routes: list[_Route]


class Replay(NamedTuple):
    """An earlier answer, and the answer that the rules of now give to the same question."""

    earlier: Recorded
    answer: Answer
    now: Recorded

    @property
    def same_rules(self) -> bool:
        """Whether the rules mean what they meant; their wording may be another."""
        return self.earlier["rules"]["digest"] == self.now["rules"]["digest"]

    @property
    def changes(self) -> bool:
        """Whether anything is not as it was."""
        before, now = (
            (
                answer["decision_id"],
                answer["verdict"],
                answer["certain"],
                _verdicts(answer),
                _reasons(answer),
            )
            for answer in (self.earlier, self.now)
        )
        return before != now

    @property
    def doubtful(self) -> bool:
        """Whether the same rules now say something else: the file was changed, or the program."""
        return self.same_rules and self.changes


def replay(path: Path, book: Rulebook) -> Replay:
    """Ask the question of an answer in a file again, as of the same state of knowledge.

    Raises QueryError if the file holds no answer, or none that these rules can be asked about.
    """
    name = str(path)
    earlier = _read(path, name)
    told = {**earlier["query"], "on": earlier["travel_date"]}
    try:
        answer = check_route(query_from(told), book, strict=earlier["strict"])
    except QueryError as error:
        raise QueryError(p._replace(path=name, line=0) for p in error.problems) from None
    return Replay(earlier, answer, cast("Recorded", document(answer, Words("en"))))


def compared(found: Replay, words: Words) -> list[str]:
    """What became of an answer: a line that says whether it is the same, then what changed."""
    before, now = found.earlier, found.now
    if not found.changes and found.same_rules:
        first = words(
            "The same answer: decision {id}, rules {version} ({digest}).",
            id=now["decision_id"],
            **now["rules"],
        )
        return [first, in_a_line(found.answer, words)]
    if found.same_rules:
        first = words(
            "Not the same answer, though the rules are ({digest}): decision {before}, now {now}. "
            "The file or the program was changed.",
            digest=now["rules"]["digest"],
            before=before["decision_id"],
            now=now["decision_id"],
        )
    else:
        first = words(
            "The rules have changed: {before}, now {now}.",
            before="{version} ({digest})".format_map(before["rules"]),
            now="{version} ({digest})".format_map(now["rules"]),
        )
    return [first, *_changes(before, now, words), in_a_line(found.answer, words)]


def _changes(before: Recorded, now: Recorded, words: Words) -> list[str]:
    was_verdict, verdict = (words(_NAMES[answer["verdict"]]) for answer in (before, now))
    text = words("The verdict was: {before}; it is now: {now}.", before=was_verdict, now=verdict)
    if before["verdict"] == now["verdict"]:
        text = words("The verdict is the same: {verdict}.", verdict=verdict)
    lines = [text]
    if before["certain"] != now["certain"]:
        certain = N_("It was not certain; it is now.")
        lines.append(words(certain if now["certain"] else N_("It was certain; it no longer is.")))
    was, is_ = _reasons(before), _reasons(now)
    if gone := sorted(was - is_):
        lines.append(words("No longer a reason: {reasons}.", reasons=", ".join(gone)))
    if new := sorted(is_ - was):
        lines.append(words("Now a reason: {reasons}.", reasons=", ".join(new)))
    if not (gone or new):
        lines.append(words("The reasons are the same."))
    return lines + _changed_ways(_verdicts(before), _verdicts(now), words)


def _changed_ways(was: _Ways, is_: _Ways, words: Words) -> list[str]:
    """The ways that are judged otherwise, there no longer, or new."""
    none = words("not named")
    lines = [
        ", ".join(f"{point} ({words(MODES.get(mode, ''))})" for point, mode in way)
        + ": "
        + " → ".join(words(_NAMES[v]) if v else none for v in (before, now))
        for way in dict.fromkeys((*was, *is_))
        if (before := was.get(way, "")) != (now := is_.get(way, ""))
    ]
    more = len(lines) - MOST_WAYS
    if more > 0:
        lines[MOST_WAYS:] = [words.count("({number} more way)", "({number} more ways)", more)]
    return lines


_NAMES = {verdict.word: name for verdict, name in VERDICT_NAMES.items()}


def _reasons(answer: Recorded) -> set[str]:
    """The ids of all that stands in the way on any route; of a gap, where it is."""
    reasons = (r for route in answer["routes"] for leg in route["legs"] for r in leg["reasons"])
    return {r["rule"] or f"{r['code']} ({r['side'] or ''})" for r in reasons}


def _verdicts(answer: Recorded) -> _Ways:
    """The verdict on each way, by its crossing points and modes."""
    return {
        tuple((leg["crossing_point"]["id"], leg["mode"]) for leg in route["legs"]): route["verdict"]
        for route in answer["routes"]
    }


def _read(path: Path, name: str) -> Recorded:
    """The answer in a file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or 'input error'}"
        raise QueryError([Problem(name, 0, "BR001", message)]) from None
    if len(raw) > MAX_BYTES:
        raise _unfit(name, f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise _unfit(name, "is not JSON") from None
    found, faults = validate(Recorded, data)
    if faults:
        raise _unfit(name, faults[0][2], faults[0][1])
    return cast("Recorded", found)


def _unfit(name: str, why: str, code: str = "BR001") -> QueryError:
    message = f"{why}; give what `check-route --format json` wrote"
    return QueryError([Problem(name, 0, code, message)])

"""The question that the flags of `check-route` and a trip file put together."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from borderrules.dates import clock
from borderrules.errors import Problem, QueryError, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from borderrules.query import Query
    from borderrules.reading import Lines, Loc
    from borderrules.rulebook import Rulebook

Flags = dict[str, Any]

#: The flag or argument behind each part of a trip, and how it is typed.
_FLAGS: Final[dict[Loc, tuple[str, str]]] = {
    ("origin",): ("origin", "FROM"),
    ("destination",): ("destination", "TO"),
    ("purpose",): ("purpose", "--purpose"),
    ("via",): ("via", "--via"),
    ("avoid",): ("avoid", "--avoid"),
    ("arrive_by",): ("arrive_by", "--arrive-by"),
    ("max_legs",): ("max_legs", "--max-legs"),
    ("on",): ("on", "--on"),
    ("known_on",): ("known_on", "--known-on"),
    ("modes",): ("mode", "--mode"),
    ("traveller", "documents"): ("nationality", "--nationality"),
    ("traveller", "visas"): ("visa", "--visa"),
    ("traveller", "permits"): ("permit", "--permit"),
    ("vehicle", "registered_in"): ("plate", "--plate"),
    ("vehicle", "seats"): ("seats", "--seats"),
}


class Question(NamedTuple):
    """The question asked, and where each part of it was told."""

    query: Query
    flags: Flags
    file: str
    text: str

    def placed(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems that only the rules can tell, by flag or by line of the file."""
        return _placed(problems, self.flags, self.file, self.text)


def question(flags: Flags, book: Rulebook) -> Question:
    """The question asked. Raises QueryError with every problem, by flag or by line of the file."""
    from borderrules.trip import query_from

    trip, name, text = _trip(flags["trip"]) if flags["trip"] is not None else ({}, "", "")
    problems: list[Problem] = []
    _set_traveller(trip, flags, problems)
    for key in ("origin", "destination", "purpose", "via", "arrive_by", "on", "known_on"):
        if flags[key] is not None:
            trip[key] = flags[key]
    if flags["mode"]:
        trip["modes"] = list(flags["mode"])
    if flags["avoid"]:
        trip["avoid"] = list(flags["avoid"])
    if flags["max_legs"] is not None:
        trip["max_legs"] = _whole(flags["max_legs"])
    _set_vehicle(trip, flags, problems)
    zone = _clock_at(trip, book)
    today = now().astimezone(clock(zone) if zone else None).date()
    for key in ("on", "known_on"):
        if trip.get(key) is None:
            trip[key] = today.isoformat()
    query: Query | None = None
    try:
        query = query_from(trip)
    except QueryError as error:
        problems += _placed(error.problems, flags, name, text)
    else:
        problems += _placed(_time_problems(query, today), flags, name, text)
    if query is None or problems:
        raise QueryError(problems)
    return Question(query, flags, name, text)


def _whole(text: str) -> int | str:
    """A whole number if a text is one; what else it is is told by whoever reads it."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text


def now() -> datetime:
    """The one place where the clock is read: journey and knowledge default to today at FROM."""
    return datetime.now(UTC)


def _clock_at(trip: dict[str, Any], book: Rulebook) -> str:
    """The clock at FROM, or `""`: what is wrong with the places is told later."""
    from borderrules.network import ends
    from borderrules.query import Query

    origin, destination = trip.get("origin"), trip.get("destination")
    if origin is None or destination is None:
        return ""
    try:
        start, _ = ends(Query(origin=origin, destination=destination, on="2000-01-01"), book)
    except QueryError:
        return ""
    return start.zones[0].clock


def _time_problems(query: Query, today: date) -> Iterator[Problem]:
    """Knowledge that nobody has yet."""
    if isinstance(query.known_on, date) and query.known_on > today:
        message = f"`known_on`: {query.known_on} is yet to come; what will be public is not known"
        yield Problem("known_on", 0, "BR501", message)


def _set_traveller(trip: dict[str, Any], flags: Flags, problems: list[Problem]) -> None:
    if not (flags["nationality"] or flags["visa"] or flags["permit"]):
        return
    if trip.get("travellers") is not None:
        message = "flags speak of one `traveller`, the trip of `travellers`"
        problems.append(Problem("", 0, "BR107", message))
        return
    traveller = trip["traveller"] = _mapping(trip.get("traveller"))
    if flags["nationality"]:
        traveller.pop("nationality", None)
        traveller["documents"] = [{"issued_by": code} for code in flags["nationality"]]
    for flag, key in (("visa", "visas"), ("permit", "permits")):
        if "none" in flags[flag] and len(flags[flag]) > 1:
            problems.append(Problem("", 0, "BR501", f"`--{flag}`: `none` contradicts the others"))
        if flags[flag]:
            held = [_held(flag, text, problems) for text in flags[flag] if text != "none"]
            traveller[key] = [item for item in held if item]


def _mapping(value: object) -> dict[str, Any]:
    """What a trip file tells and flags add to."""
    return value if isinstance(value, dict) else {}


def _held(flag: str, text: str, problems: list[Problem]) -> dict[str, str]:
    """A visa or permit as `KIND:STATE` tells it; empty, with the problem noted, if it does not."""
    kind, _, state = text.partition(":")
    if ":" in state or (flag == "permit" and not state) or not kind:
        example = "C:IT" if flag == "visa" else "residence:SE"
        problems.append(Problem("", 0, "BR501", f"`--{flag}`: write KIND:STATE, such as {example}"))
        return {}
    return {"kind": kind, "issued_by": state} if state else {"kind": kind}


def _set_vehicle(trip: dict[str, Any], flags: Flags, problems: list[Problem]) -> None:
    plate, seats = flags["plate"], flags["seats"]
    if plate is None and seats is None:
        return
    listed = trip.get("vehicles")
    if isinstance(listed, list) and len(listed) <= 1 and trip.get("vehicle") is None:
        trip["vehicle"] = trip.pop("vehicles")[0] if listed else None
    if plate == "none":
        if seats is not None:
            message = "`--seats`: there is no vehicle with `--plate none`"
            problems.append(Problem("", 0, "BR501", message))
        trip["vehicle"] = "none"
        return
    vehicle = trip["vehicle"] = _mapping(trip.get("vehicle"))
    if plate is not None and any(letter.isdigit() for letter in plate):
        message = "`--plate`: give the state of registration such as RU, never the number itself"
        problems.append(Problem("", 0, "BR510", message))
    elif plate is not None:
        vehicle["registered_in"] = plate
    if seats is not None and re.fullmatch(r"-?[0-9]{1,9}", str(seats)) is None:
        message = f"`--seats`: must be a whole number, not `{said(seats)}`"
        problems.append(Problem("", 0, "BR501", message))
    elif seats is not None:
        vehicle["seats"] = int(seats)


def _trip(file: str) -> tuple[dict[str, Any], str, str]:
    """The mapping in a trip file, its name and its text. Raises QueryError."""
    from pathlib import Path

    from borderrules import reading

    name = "standard input" if file == "-" else file
    text: str | Problem
    if file != "-":
        text = reading.read_text(Path(file), name)
    elif sys.stdin is None:
        text = Problem(name, 0, "BR001", "is closed")
    else:
        text = reading.decode(sys.stdin.buffer.read(reading.MAX_BYTES + 1), name)
    if isinstance(text, Problem):
        raise QueryError([nameless(text, "--trip")])
    data = reading.parse(text, name)
    if isinstance(data, Problem):
        raise QueryError([data])
    return data, name, text


def nameless(problem: Problem, flag: str) -> Problem:
    """What is wrong with a file; one that is not there may be a number typed in the wrong place."""
    absent = problem.message.startswith(("cannot be read", "is no rules folder"))
    if absent and said(problem.path) != problem.path:
        return problem._replace(path=f"`{flag}`")
    return problem


def _placed(problems: Iterable[Problem], flags: Flags, name: str, text: str) -> Iterator[Problem]:
    """The problems of a trip, each with the flag, or the line of the file, that it comes from."""
    lines: Lines | None = None
    for problem in problems:
        parts = problem.path.split(".") if problem.path else []
        loc: Loc = tuple(int(part) if part.isdecimal() else part for part in parts)
        if flag := _flag_of(loc, flags):
            message = re.sub(r"^`\w+`: ", "", problem.message)
            yield Problem("", 0, problem.code, f"`{flag}`: {message}")
        elif name:
            lines = lines or _lines_of(text)
            yield Problem(name, lines.of(loc), problem.code, problem.message)
        elif problem.code == "BR106":
            yield Problem("", 0, problem.code, "missing `TO`: the country or zone to go to")
        else:
            yield Problem("", 0, problem.code, problem.message)


def _lines_of(text: str) -> Lines:
    from borderrules.reading import Lines  # needed only where something is wrong

    return Lines(text)


def _flag_of(loc: Loc, flags: Flags) -> str:
    """The flag that a part of the trip was told by, or `""`."""
    for size in range(1, len(loc) + 1):
        key, typed = _FLAGS.get(loc[:size], ("", ""))
        if key and flags[key] not in (None, ()):
            return typed
    return ""

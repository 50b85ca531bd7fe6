"""`check-route FROM TO`: may I cross, where, and if not, why?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from borderrules.decisions import Verdict
from borderrules.errors import BorderRulesError, Problem, QueryError

if TYPE_CHECKING:
    from borderrules.query import Query
    from borderrules.routes import Answer

#: Exit status by verdict; 2 is bad input, 70 an internal failure.
EXIT = {Verdict.ALLOWED: 0, Verdict.REFUSED: 1, Verdict.UNDETERMINED: 3}
_COLOURS = {Verdict.ALLOWED: "green", Verdict.UNDETERMINED: "yellow", Verdict.REFUSED: "red"}

EPILOG = """
\b
Examples:
  check-route RU NO --nationality RU --visa C:IT --purpose tourism \\
      --mode car --plate RU --on 2024-06-01
  check-route FI RU --nationality FI --nationality RU --on 2023-12-15T19:00
  check-route EE RU --trip trip.yaml --lang ru

\b
Exit status: 0 some route is allowed, 1 none is, 3 what is known does not settle it,
2 the question is wrong, 70 an internal failure.
"""


@click.command(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.argument("origin", metavar="FROM", required=False)
@click.argument("destination", metavar="TO", required=False)
@click.option("--trip", metavar="FILE|-", help="Read the question from a YAML or JSON file, or from standard input; flags overrule it.")
@click.option("--nationality", metavar="CODE", multiple=True, help="State that issued the passport (RU, FIN …); repeat for several passports.")
@click.option("--visa", metavar="KIND:STATE", multiple=True, help="Visa held, such as C:IT, D:FI, e_visa:RU, FTD; `none` if there is none. Left out: not said.")
@click.option("--permit", metavar="KIND:STATE", multiple=True, help="Permit held, such as residence:SE; `none` if there is none.")
@click.option("--purpose", metavar="PURPOSE", help="tourism, visit_family, business, work, study, medical, asylum …")
@click.option("--mode", metavar="MODE", multiple=True, help="How to cross: car, bus, foot, bicycle, rail …; repeat for several. Left out: any.")
@click.option("--plate", metavar="CODE", help="State in which the vehicle is registered (never the number); `none` for no vehicle.")
@click.option("--seats", metavar="N", type=int, help="Seats of the vehicle, the driver's included.")
@click.option("--via", metavar="POINT", help="Only this crossing point, by name.")
@click.option("--on", metavar="DATE", help="Day or moment of travel, local time at FROM: 2024-06-01 or 2024-06-01T22:00. Left out: today.")
@click.option("--known-on", metavar="DATE", help="Judge by what was public on this day. Left out: today.")
@click.option("--strict", is_flag=True, help="Presume nothing: what was not told is not known.")
@click.option("--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True, help="Language of the answer.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Text for people, JSON for programs.")
@click.option("--rules", metavar="FOLDER", type=click.Path(path_type=Path), help="A rules folder of your own, instead of the built-in one.")
@click.pass_context
def command(context: click.Context, **flags: Any) -> None:
    """May I cross the border from FROM to TO, where, and if not, why?

    FROM and TO are neighbouring countries or zones: NO, FI, EE, LV, LT, PL, RU, RU-KGD
    (Kaliningrad), BY. No name, document number or birth date is asked for, or wanted.
    """
    if flags["origin"] is None and flags["trip"] is None:
        click.echo(command.get_help(context))
        context.exit(2)
    context.exit(_run(flags))


def _run(flags: dict[str, Any]) -> int:
    from borderrules.loading import load_rulebook
    from borderrules.routes import check_route
    from borderrules.words import Words

    try:
        answer = check_route(_query(flags), load_rulebook(flags["rules"]), strict=flags["strict"])
    except BorderRulesError as error:
        for problem in error.problems:
            click.echo(f"check-route: {problem}", err=True)
        return 2
    _print(answer, Words(flags["lang"]), flags["format_"])
    return EXIT[answer.verdict]


def _print(answer: Answer, words: Any, format_: str) -> None:
    if format_ == "json":
        import json

        from borderrules.explain.document import document

        click.echo(json.dumps(document(answer, words), ensure_ascii=False, indent=2))
        return
    from borderrules.explain.text import render

    def style(text: str, verdict: Verdict) -> str:
        return click.style(text, fg=_COLOURS[verdict], bold=True)

    click.echo(render(answer, words, style), nl=False)


def _query(flags: dict[str, Any]) -> Query:
    """The question that flags and trip file put together. Raises QueryError."""
    from borderrules.trip import query_from

    trip, name = _trip(flags["trip"]) if flags["trip"] else ({}, "")
    problems: list[Problem] = []
    traveller = trip.setdefault("traveller", {}) if "travellers" not in trip else None
    if flags["nationality"] or flags["visa"] or flags["permit"]:
        if isinstance(traveller, dict):
            _set_traveller(traveller, flags, problems)
        else:
            problems.append(Problem("", 0, "BR107", "flags speak of one traveller; the trip has several"))
    for key in ("origin", "destination", "purpose", "via", "on", "known_on"):
        if flags[key] is not None:
            trip[key] = flags[key]
    if flags["mode"]:
        trip["modes"] = list(flags["mode"])
    _set_vehicle(trip, flags, problems)
    _set_clock(trip)
    if problems:
        raise QueryError(problems)
    try:
        return query_from(trip)
    except QueryError as error:
        raise QueryError(_placed(p, flags["trip"] and name) for p in error.problems) from None


def _set_clock(trip: dict[str, Any]) -> None:
    """Only here is the clock read: the day of travel and the state of knowledge default to today."""
    from datetime import date

    today = date.today().isoformat()
    trip.setdefault("on", today)
    trip.setdefault("known_on", today)


def _set_traveller(traveller: dict[str, Any], flags: dict[str, Any], problems: list[Problem]) -> None:
    if flags["nationality"]:
        traveller.pop("nationality", None)
        traveller["documents"] = [{"issued_by": code} for code in flags["nationality"]]
    for flag, key in (("visa", "visas"), ("permit", "permits")):
        if "none" in flags[flag] and len(flags[flag]) > 1:
            problems.append(Problem("", 0, "BR501", f"`--{flag}`: `none` contradicts the others"))
        elif flags[flag]:
            traveller[key] = [_held(flag, text, problems) for text in flags[flag] if text != "none"]


def _held(flag: str, text: str, problems: list[Problem]) -> dict[str, str]:
    kind, _, state = text.partition(":")
    if ":" in state or (flag == "permit" and not state) or not kind:
        example = "C:IT" if flag == "visa" else "residence:SE"
        problems.append(Problem("", 0, "BR501", f"`--{flag}`: write KIND:STATE, such as {example}"))
    return {"kind": kind, "issued_by": state} if state else {"kind": kind}


def _set_vehicle(trip: dict[str, Any], flags: dict[str, Any], problems: list[Problem]) -> None:
    plate, seats = flags["plate"], flags["seats"]
    if plate is None and seats is None:
        return
    if plate == "none":
        if seats is not None:
            problems.append(Problem("", 0, "BR501", "`--seats`: there is no vehicle with `--plate none`"))
        trip["vehicle"] = "none"
        return
    vehicle = trip.get("vehicle")
    vehicle = vehicle if isinstance(vehicle, dict) else {}
    trip["vehicle"] = vehicle
    if plate is not None:
        if any(letter.isdigit() for letter in plate):
            message = "`--plate`: give the state of registration such as RU, never the number itself"
            problems.append(Problem("", 0, "BR510", message))
        vehicle["registered_in"] = plate
    if seats is not None:
        vehicle["seats"] = seats


def _trip(file: str) -> tuple[dict[str, Any], str]:
    """The mapping in a trip file, and its name. Raises QueryError."""
    from borderrules import reading

    name = "standard input" if file == "-" else file
    if file == "-":
        text = reading.decode(sys.stdin.buffer.read(reading.MAX_BYTES + 1), name)
    else:
        text = reading.read_text(Path(file), name)
    data = text if isinstance(text, Problem) else reading.parse(text, name)
    if isinstance(data, Problem):
        raise QueryError([data])
    return data, name


def _placed(problem: Problem, file: str) -> Problem:
    """A problem of a trip, with the file that it stands in."""
    if not file:
        return problem
    place = f" (at `{problem.path}`)" if problem.path else ""
    return Problem(file, 0, problem.code, problem.message + place)


def main() -> None:
    """The command; never shows a traceback."""
    try:
        command.main(standalone_mode=False, prog_name="check-route")
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        click.echo(f"check-route: {_lower(error.format_message())}; see --help", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:  # the last guard: a defect, said in one line
        click.echo(f"check-route: internal failure ({type(error).__name__}); please report it", err=True)
        sys.exit(70)


def _lower(text: str) -> str:
    return (text[0].lower() + text[1:]).rstrip(".")


if __name__ == "__main__":
    main()

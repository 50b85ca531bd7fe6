"""`check-route FROM TO`: may I cross, where, and if not, why?"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import click

from borderrules.cli.guard import complain, guarded
from borderrules.cli.options import LANGUAGE_VARIABLE, parameters
from borderrules.cli.output import check_flags
from borderrules.decisions import Verdict
from borderrules.errors import BorderRulesError
from borderrules.terms import N_
from borderrules.words import Words, languages

#: Exit status by verdict; 2 is bad input, 70 an internal failure.
EXIT = {Verdict.ALLOWED: 0, Verdict.REFUSED: 1, Verdict.UNDETERMINED: 3}
_COLOURS = {Verdict.ALLOWED: "green", Verdict.UNDETERMINED: "yellow", Verdict.REFUSED: "red"}

HELP = N_(
    """May I cross the border from FROM to TO, where, and if not, why?

FROM and TO are countries or zones (NO, FI, EE, LV, LT, PL, RU, BY, RU-KGD
for Kaliningrad …), regions, towns or crossing points. No name, document
number or birth date is asked for, or wanted."""
)
EXAMPLES = r"""
  check-route RU NO --nationality RU --visa C:IT --purpose tourism \
      --mode car --plate RU --on 2024-06-01
  check-route FI RU --nationality FI --nationality RU --on 2023-12-15T19:00
  check-route EE RU --trip trip.yaml --lang ru
  check-route FI RU --nationality FI --timeline 2022-01/2026-12
  check-route "Saint Petersburg" Tallinn --nationality EE --on 2026-03-01T22:00
"""
EXIT_STATUS = N_(
    """Exit status: 0 some route is allowed (with --timeline: done), 1 none is,
3 what is known does not settle it, 2 the question is wrong, 70 an internal
failure."""
)


def build_command(words: Words) -> click.Command:
    """The command, its help in the language of the words."""
    epilog = "\n\n".join(
        f"\b\n{paragraph}" for paragraph in (words("Examples:") + EXAMPLES, words(EXIT_STATUS))
    )
    return _Command(
        words,
        help=words(HELP),
        epilog=epilog,
        options_metavar=words("[OPTIONS]"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        callback=click.pass_context(_answer),
        params=parameters(words),
    )


class _Command(click.Command):
    """A command whose help has the headings, too, in the language of its words."""

    def __init__(self, words: Words, **settings: Any) -> None:
        super().__init__("check-route", **settings)
        self.words = words

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, self.words("Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for o in options if (record := o.get_help_record(ctx))]
        with formatter.section(self.words("Options")):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words("Show this message and exit.")
        return option


def _answer(context: click.Context, **flags: Any) -> None:
    if flags["origin"] is flags["trip"] is flags["replay"] is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)
    check_flags(context)
    context.exit(_run(context.params))


def _language(arguments: list[str]) -> str:
    """The language asked for: read before all else, as the command is worded in it.

    One that has no words gives English here; the command then refuses it.
    """
    asked = os.environ.get(LANGUAGE_VARIABLE, "en")
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if flag == "--lang":
            asked = value
        elif flag.startswith("--lang="):
            asked = flag.removeprefix("--lang=")
    return asked if asked in languages() else "en"


def _run(flags: dict[str, Any]) -> int:
    from borderrules.cli.calendar import days_asked, print_timeline
    from borderrules.cli.output import replayed, write
    from borderrules.cli.question import nameless, question
    from borderrules.loading import load_rulebook
    from borderrules.routes import check_route

    asked = None
    try:
        book = load_rulebook(flags["rules"])
        if flags["replay"] is not None:
            verdict = replayed(book, flags)
            return 2 if verdict is None else EXIT[verdict]
        asked = question(flags, book)
        if flags["ask"]:
            from borderrules.cli.asking import conduct

            asked = asked._replace(query=conduct(asked.query, book, Words(flags["lang"])))
        if flags["timeline"] is not None:
            days = days_asked(flags["timeline"])
            print_timeline(asked.query, book, days, flags, _style)
            return 0
        answer = check_route(asked.query, book, strict=flags["strict"])
    except BorderRulesError as error:
        for problem in asked.placed(error.problems) if asked else error.problems:
            flag = "--replay" if flags["replay"] is not None else "--rules"
            complain("check-route", str(nameless(problem, flag)))
        return 2
    write(answer, flags, _style)
    return EXIT[answer.verdict]


def _style(text: str, verdict: Verdict) -> str:
    return click.style(text, fg=_COLOURS[verdict], bold=True)


def main() -> None:
    """The command; never shows a traceback."""
    gc.disable()  # one answer ends before collecting garbage pays
    with guarded("check-route"):
        command = build_command(Words(_language(sys.argv[1:])))
        sys.exit(command.main(standalone_mode=False, prog_name="check-route"))


if __name__ == "__main__":
    main()

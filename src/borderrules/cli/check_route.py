"""`check-route FROM TO`: may I cross, where, and if not, why?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from borderrules.cli.guard import complain, guarded
from borderrules.decisions import Verdict
from borderrules.errors import BorderRulesError
from borderrules.terms import N_
from borderrules.words import Words, languages

if TYPE_CHECKING:
    from borderrules.routes import Answer

#: Exit status by verdict; 2 is bad input, 70 an internal failure.
EXIT = {Verdict.ALLOWED: 0, Verdict.REFUSED: 1, Verdict.UNDETERMINED: 3}
#: Sets the language where `--lang` does not.
LANGUAGE_VARIABLE = "BORDERRULES_LANG"
_COLOURS = {Verdict.ALLOWED: "green", Verdict.UNDETERMINED: "yellow", Verdict.REFUSED: "red"}

HELP = N_(
    """May I cross the border from FROM to TO, where, and if not, why?

FROM and TO are neighbouring countries or zones: NO, FI, EE, LV, LT, PL, RU, RU-KGD
(Kaliningrad), BY. No name, document number or birth date is asked for, or wanted."""
)
EXAMPLES = r"""
  check-route RU NO --nationality RU --visa C:IT --purpose tourism \
      --mode car --plate RU --on 2024-06-01
  check-route FI RU --nationality FI --nationality RU --on 2023-12-15T19:00
  check-route EE RU --trip trip.yaml --lang ru
"""
EXIT_STATUS = N_(
    """Exit status: 0 some route is allowed, 1 none is, 3 what is known does not
settle it, 2 the question is wrong, 70 an internal failure."""
)


def build_command(words: Words) -> click.Command:
    """The command, its help in the language of the words."""
    epilog = "\n\n".join(
        f"\b\n{paragraph}" for paragraph in (words("Examples:") + EXAMPLES, words(EXIT_STATUS))
    )
    code, held, day = words("CODE"), words("KIND:STATE"), words("DATE")
    return _Command(
        words,
        help=words(HELP),
        epilog=epilog,
        options_metavar=words("[OPTIONS]"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        callback=click.pass_context(_answer),
        params=[
            click.Argument(["origin"], metavar=words("FROM"), required=False),
            click.Argument(["destination"], metavar=words("TO"), required=False),
            click.Option(
                ["--trip"],
                metavar=words("FILE|-"),
                help=words(
                    "Read the question from a YAML or JSON file, or from standard input; "
                    "flags overrule it."
                ),
            ),
            click.Option(
                ["--nationality"],
                metavar=code,
                multiple=True,
                help=words(
                    "State that issued the passport (RU, FIN …); repeat for several passports."
                ),
            ),
            click.Option(
                ["--visa"],
                metavar=held,
                multiple=True,
                help=words(
                    "Visa held, such as C:IT, D:FI, e_visa:RU, FTD; `none` if there is none. "
                    "Left out: not said."
                ),
            ),
            click.Option(
                ["--permit"],
                metavar=held,
                multiple=True,
                help=words("Permit held, such as residence:SE; `none` if there is none."),
            ),
            click.Option(
                ["--purpose"],
                metavar=words("PURPOSE"),
                help=words(
                    "Purpose of the journey: tourism, visit_family, business, work, study, "
                    "medical, asylum …"
                ),
            ),
            click.Option(
                ["--mode"],
                metavar=words("MODE"),
                multiple=True,
                help=words(
                    "How to cross: car, bus, foot, bicycle, rail …; repeat for several. "
                    "Left out: any."
                ),
            ),
            click.Option(
                ["--plate"],
                metavar=code,
                help=words(
                    "State in which the vehicle is registered (never the number); "
                    "`none` for no vehicle."
                ),
            ),
            click.Option(
                ["--seats"],
                metavar="N",
                help=words("Seats of the vehicle, the driver's included."),
            ),
            click.Option(
                ["--via"],
                metavar=words("POINT"),
                help=words("Only this crossing point, by name."),
            ),
            click.Option(
                ["--on"],
                metavar=day,
                help=words(
                    "Day or moment of travel, local time at FROM: 2024-06-01 or "
                    "2024-06-01T22:00. Left out: today."
                ),
            ),
            click.Option(
                ["--known-on"],
                metavar=day,
                help=words("Judge by what was public on this day. Left out: today."),
            ),
            click.Option(
                ["--strict"],
                is_flag=True,
                help=words("Presume nothing: what was not told is not known."),
            ),
            click.Option(
                ["--lang"],
                type=click.Choice(languages()),
                default="en",
                envvar=LANGUAGE_VARIABLE,
                help=words(
                    "Language of the answer and of this help. Left out: the environment "
                    "variable {variable}, else en.",
                    variable=LANGUAGE_VARIABLE,
                ),
            ),
            click.Option(
                ["--format", "format_"],
                type=click.Choice(["text", "json"]),
                default="text",
                help=words("Text for people (left out: this), JSON for programs."),
            ),
            click.Option(
                ["--rules"],
                metavar=words("FOLDER"),
                type=click.Path(path_type=Path),
                help=words("A rules folder of your own, instead of the built-in one."),
            ),
        ],
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
    if flags["origin"] is None and flags["trip"] is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)
    context.exit(_run(flags))


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
    from borderrules.cli.question import nameless, question
    from borderrules.loading import load_rulebook
    from borderrules.routes import check_route

    asked = None
    try:
        book = load_rulebook(flags["rules"])
        asked = question(flags, book)
        answer = check_route(asked.query, book, strict=flags["strict"])
    except BorderRulesError as error:
        for problem in asked.placed(error.problems) if asked else error.problems:
            complain("check-route", str(nameless(problem, "--rules")))
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


def main() -> None:
    """The command; never shows a traceback."""
    with guarded("check-route"):
        command = build_command(Words(_language(sys.argv[1:])))
        sys.exit(command.main(standalone_mode=False, prog_name="check-route"))


if __name__ == "__main__":
    main()

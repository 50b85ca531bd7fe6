"""The arguments and flags of `check-route`, worded in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from borderrules.cli.output import DEPTHS, FORMATS, SUFFIXES
from borderrules.words import languages

if TYPE_CHECKING:
    from borderrules.words import Words

#: Sets the language where `--lang` does not.
LANGUAGE_VARIABLE = "BORDERRULES_LANG"


class _File(click.Path):
    """A file or folder, as a Path; `pathlib` takes a while to import, and few name one."""

    def coerce_path_result(self, value: Any) -> Any:
        from pathlib import Path

        return Path(value)


def parameters(words: Words) -> list[click.Parameter]:
    """Every argument and flag, in the order of the help."""
    code, held, day = words("CODE"), words("KIND:STATE"), words("DATE")
    file = words("FILE")
    return [
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
            help=words("State that issued the passport (RU, FIN …); repeat for several passports."),
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
                "How to cross: car, bus, foot, bicycle, rail …; repeat for several. Left out: any."
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
            help=words("Only by this crossing point or country."),
        ),
        click.Option(
            ["--avoid"],
            metavar=words("PLACE"),
            multiple=True,
            help=words("A crossing point or country not to pass; repeat for several."),
        ),
        click.Option(
            ["--arrive-by"],
            metavar=day,
            help=words("Latest arrival, local time at TO; a day means its end."),
        ),
        click.Option(
            ["--max-legs"],
            metavar="N",
            help=words(
                "Most borders of a journey, 1 to 6. Left out: one between neighbouring "
                "countries, else three."
            ),
        ),
        click.Option(
            ["--all"],
            is_flag=True,
            help=words("Name every way of a journey, not only the best."),
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
            ["--timeline"],
            metavar="A/B",
            help=words(
                "The calendar of the answer from one month or day to another, such as "
                "2022-01/2026-12."
            ),
        ),
        click.Option(
            ["--strict"],
            is_flag=True,
            help=words("Presume nothing: what was not told is not known."),
        ),
        click.Option(
            ["--ask"],
            is_flag=True,
            help=words("Ask first, one by one, what still matters and was not told."),
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
            type=click.Choice(FORMATS),
            help=words(
                "Text for people (left out: this), JSON for programs, Markdown for chats and "
                "issues, or a page with a map (HTML)."
            ),
        ),
        click.Option(
            ["--depth"],
            type=click.Choice(DEPTHS),
            help=words(
                "One line, the reasons (left out: this), the full proof with every rule that was "
                "judged, or all of it as JSON for an audit."
            ),
        ),
        click.Option(
            ["--output"],
            metavar=file,
            type=_File(),
            help=words(
                "Write the answer to this file instead, whole or not at all. Its name ends in "
                "{endings}.",
                endings=", ".join(SUFFIXES),
            ),
        ),
        click.Option(
            ["--replay"],
            metavar=file,
            type=_File(),
            help=words(
                "Ask the question of an earlier answer, saved as JSON, again, and tell what has "
                "changed since."
            ),
        ),
        click.Option(
            ["--rules"],
            metavar=words("FOLDER"),
            type=_File(),
            help=words("A rules folder of your own, instead of the built-in one."),
        ),
    ]

"""`borderrules`: for those who keep the rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from borderrules.errors import BorderRulesError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def group() -> None:
    """Check and read rules on crossing the land borders of Russia.

    Exit status: 0 fine, 1 problems found, 2 wrong use or unreadable rules.
    """


_FOLDER = click.argument("folder", type=click.Path(path_type=Path), default=Path("rules"))


@group.command()
@_FOLDER
@click.option("--only", default="", metavar="NAME", help="Report on one subfolder, such as `no`.")
def validate(folder: Path, only: str) -> None:
    """Report every problem of a rules FOLDER, run its cases, weigh its evidence.

    One line for each problem: path:line: CODE message. FOLDER left out is `rules`.
    """
    from borderrules.validation import validate as run

    read, problems = run(folder, only)
    for problem in problems:
        click.echo(str(problem))
    counts = {kind: len(group) for kind, group in read.documents.items()}
    cases = sum(len(data["cases"]["checks"]) for data in read.documents["rules"].values())
    click.echo(
        f"{counts['rules']} rules, {counts['points']} crossing points, {counts['groups']} groups, "
        f"{cases} cases; problems: {len(problems)}",
        err=True,
    )
    raise SystemExit(1 if problems else 0)


@group.command()
@click.argument(
    "kind", type=click.Choice(["rule", "point", "jurisdiction", "group", "zones", "answer"])
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a file KIND, or of the JSON answer."""
    from borderrules import schema as files
    from borderrules.explain.json_types import AnswerJSON
    from borderrules.shapes import json_schema

    shapes: dict[str, type] = {
        "rule": files.RuleFile,
        "point": files.PointFile,
        "jurisdiction": files.JurisdictionFile,
        "group": files.GroupEntry,
        "zones": files.ZonesFile,
        "answer": AnswerJSON,
    }
    click.echo(json.dumps(json_schema(shapes[kind]), indent=2, ensure_ascii=False))


@group.command()
@click.argument("rule_id", metavar="ID")
@click.option("--lang", default="en", metavar="en|ru", help="Language of the text.")
@click.option("--rules", "folder", type=click.Path(path_type=Path), help="A rules folder.")
def show(rule_id: str, lang: str, folder: Path | None) -> None:
    """Tell one rule, or one crossing point, as prose: ID is such as no/russian-plates."""
    from borderrules.errors import suggestion
    from borderrules.explain.prose import point_prose, rule_prose
    from borderrules.loading import load_rulebook
    from borderrules.words import Words, languages

    if lang not in languages():
        raise click.UsageError(f"no such language: {lang}; there are {', '.join(languages())}")
    book = load_rulebook(folder)
    if rule_id in book.documents["rules"]:
        click.echo(rule_prose(book, book.rule(rule_id), Words(lang)), nl=False)
    elif rule_id in book.documents["points"]:
        click.echo(point_prose(book.point(rule_id), Words(lang)), nl=False)
    else:
        near = suggestion(rule_id, [*book.documents["rules"], *book.documents["points"]])
        raise click.UsageError(f"no rule or crossing point `{rule_id}`{near}")


def main() -> None:
    """The command; never shows a traceback."""
    try:
        sys.exit(group.main(standalone_mode=False, prog_name="borderrules"))
    except click.ClickException as error:
        click.echo(f"borderrules: {error.format_message()}", err=True)
        sys.exit(2)
    except BorderRulesError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()

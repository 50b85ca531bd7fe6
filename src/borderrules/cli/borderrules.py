"""`borderrules`: for those who keep the rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from borderrules.cli.guard import guarded
from borderrules.errors import RulesError

if TYPE_CHECKING:
    from datetime import datetime

    from borderrules.folder import Folder


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
    "kind",
    type=click.Choice(
        [
            "rule",
            "point",
            "jurisdiction",
            "group",
            "zones",
            "links",
            "rulebook",
            "answer",
            "timeline",
        ]
    ),
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a file KIND, of the JSON answer or of a JSON timeline."""
    from borderrules import schema as files
    from borderrules.explain.calendar_document import TimelineJSON
    from borderrules.explain.json_types import AnswerJSON
    from borderrules.link_schema import LinksFile
    from borderrules.shapes import json_schema

    shapes: dict[str, type] = {
        "rule": files.RuleFile,
        "point": files.PointFile,
        "jurisdiction": files.JurisdictionFile,
        "group": files.GroupEntry,
        "zones": files.ZonesFile,
        "links": LinksFile,
        "rulebook": files.RulebookFile,
        "answer": AnswerJSON,
        "timeline": TimelineJSON,
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


@group.group("ledger")
def ledger_group() -> None:
    """Keep the ledger: which researched record is encoded where, and why others are not."""


_LEDGER = click.option(
    "--ledger",
    "ledger_folder",
    type=click.Path(path_type=Path),
    default=Path("ledger"),
    help="The ledger's folder; left out, `ledger`.",
)
_RECORDS = click.argument("facts", metavar="FACTS_FOLDER", type=click.Path(path_type=Path))


@ledger_group.command("check")
@_FOLDER
@_LEDGER
@click.option("--table", is_flag=True, help="Count records by file, confidence and tier.")
def ledger_check(folder: Path, ledger_folder: Path, table: bool) -> None:
    """Report where the ledger and the rules FOLDER disagree; FOLDER left out is `rules`."""
    from borderrules import ledger

    rules, pages = _sound_rules(folder), ledger.read_ledger(ledger_folder)
    problems = ledger.check(rules, pages)
    for problem in problems:
        click.echo(str(problem))
    if table:
        click.echo("\n".join(ledger.table(rules, pages)))
    click.echo(f"problems: {len(problems)}", err=True)
    raise SystemExit(1 if problems else 0)


@ledger_group.command("compare")
@_RECORDS
@_LEDGER
def ledger_compare(facts: Path, ledger_folder: Path) -> None:
    """Tell which records of FACTS_FOLDER are new, gone or changed since the ledger."""
    from borderrules import ledger, records

    lines = records.compare(ledger.read_ledger(ledger_folder), records.read_records(facts))
    for line in lines:
        click.echo(line)
    raise SystemExit(1 if lines else 0)


@ledger_group.command("update")
@_RECORDS
@_LEDGER
@click.option("--rules", "folder", type=click.Path(path_type=Path), default=Path("rules"))
def ledger_update(facts: Path, ledger_folder: Path, folder: Path) -> None:
    """Rewrite the ledger from FACTS_FOLDER and the rules; keep what was written by hand.

    Tells which records were new, gone or changed: read them, and the rules, first.
    """
    from borderrules import ledger, records

    rules, found = _sound_rules(folder), records.read_records(facts)
    begun = any(ledger_folder.glob("*.yaml"))
    pages = ledger.read_ledger(ledger_folder) if begun else {}
    lines = records.compare(pages, found)
    records.write(ledger_folder, records.update(pages, found, rules))
    for line in lines:
        click.echo(line)


def _sound_rules(root: Path) -> Folder:
    """A rules folder as read. Raises RulesError if anything is wrong with it."""
    from borderrules.folder import read_folder

    read = read_folder(root)
    if read.problems:
        raise RulesError(sorted(read.problems))
    return read


_RULES = click.option("--rules", "folder", type=click.Path(path_type=Path), help="A rules folder.")
_DAY = click.DateTime(["%Y-%m-%d"])


@group.command()
@click.option(
    "--on",
    "days",
    type=_DAY,
    multiple=True,
    required=True,
    help="A day; give two, early one first.",
)
@_RULES
def passports(days: tuple[datetime, ...], folder: Path | None) -> None:
    """Print who needs a visa on two days, as Markdown: every passport at six borders."""
    from borderrules.explain.passport_table import passport_table
    from borderrules.loading import load_rulebook
    from borderrules.passports import NEIGHBOURS, RULE

    if len(days) != 2 or days[0] >= days[1]:
        raise click.UsageError("give `--on` twice, the earlier day first")
    book = load_rulebook(folder)
    if RULE not in book.documents["rules"] or not book.zones.keys() >= set(NEIGHBOURS):
        raise click.UsageError(f"these rules do not have `{RULE}` for {', '.join(NEIGHBOURS)}")
    click.echo(passport_table(book, *(day.date() for day in days)), nl=False)


@group.command()
@click.argument("point", default="")
@click.option("--until", "last", type=_DAY, required=True, help="The last day.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Write the pages there instead.",
)
@_RULES
def calendar(point: str, last: datetime, into: Path | None, folder: Path | None) -> None:
    """Print what crossing points were on each day, as Markdown: all of them, or one POINT."""
    from borderrules.errors import suggestion
    from borderrules.explain.point_pages import FIRST_DAY, point_pages
    from borderrules.loading import load_rulebook, replace_file

    if last.date() < FIRST_DAY:
        raise click.UsageError(f"`--until` lies before the first day, {FIRST_DAY}")
    pages = point_pages(load_rulebook(folder), last.date())
    name = f"{point or 'index'}.md"
    if name not in pages:
        near = suggestion(point, [file.removesuffix(".md") for file in pages])
        raise click.UsageError(f"no crossing point `{point}`{near}")
    if into is None:
        click.echo(pages[name], nl=False)
        return
    for page in [name] if point else pages:
        replace_file(into / page, pages[page].encode())


def main() -> None:
    """The command; never shows a traceback."""
    with guarded("borderrules"):
        sys.exit(group.main(standalone_mode=False, prog_name="borderrules"))


if __name__ == "__main__":
    main()

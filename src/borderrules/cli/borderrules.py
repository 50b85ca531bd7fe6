"""`borderrules`: for those who keep the rules."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def main() -> None:
    """Check and read rules on crossing the land borders of Russia."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("rules"))
@click.option("--only", default="", help="Report on one subfolder only, such as `no`.")
def validate(folder: Path, only: str) -> None:
    """Report every problem of a rules folder, run its cases, weigh its evidence."""
    from borderrules.validation import validate as run

    read, problems = run(folder, only)
    for problem in problems:
        click.echo(str(problem))
    counts = {kind: len(group) for kind, group in read.documents.items()}
    cases = sum(len(data["cases"]["checks"]) for data in read.documents["rules"].values())
    click.echo(
        f"{counts['rules']} rules, {counts['points']} crossing points, {counts['groups']} groups, "
        f"{cases} cases: {len(problems)} problems",
        err=True,
    )
    raise SystemExit(2 if problems else 0)


if __name__ == "__main__":
    main()

"""`check-route`: in which format and depth an answer is written, and where; an answer replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from borderrules.cli.guard import complain
from borderrules.errors import one_line
from borderrules.words import Words

if TYPE_CHECKING:
    from borderrules.decisions import Verdict
    from borderrules.explain.layout import Style
    from borderrules.routes import Answer
    from borderrules.rulebook import Rulebook

#: What each format can be asked for; see `explain.formats`, which is slow to import.
FORMATS: Final = ("text", "json", "markdown", "html")
DEPTHS: Final = ("line", "reasons", "full", "audit")

#: How the file of an answer ends, and the format that it has if no other is asked for.
SUFFIXES: Final = {".txt": "text", ".json": "json", ".md": "markdown", ".html": "html"}

#: What may be said beside `--replay`: the question itself is in its file.
_WITH_REPLAY: Final = frozenset({"replay", "lang", "rules"})


def check_flags(context: click.Context) -> None:
    """Raises UsageError for flags that contradict each other; settles the format of an audit."""
    flags = context.params
    if flags["replay"] is not None:
        _check_replay(context)
    if flags["output"] is not None and flags["output"].suffix not in SUFFIXES:
        raise click.UsageError(f"the name of `--output` must end in {', '.join(SUFFIXES)}")
    if flags["format_"] is None:
        flags["format_"] = _format(flags)
    format_, depth = flags["format_"], flags["depth"]
    if flags["timeline"] is not None:
        if format_ in ("markdown", "html"):
            raise click.UsageError(f"`--timeline` is told as text or json, not as {format_}")
        for name in ("depth", "output"):
            if flags[name] is not None:
                raise click.UsageError(f"`--timeline` takes no `--{name}`")
    if depth is not None:
        from borderrules.explain.formats import DEPTHS_OF

        if depth not in DEPTHS_OF[format_]:
            fitting = " or ".join(name for name in FORMATS if depth in DEPTHS_OF[name])
            raise click.UsageError(f"`--depth {depth}` is told as {fitting}, not as {format_}")


def _format(flags: dict[str, Any]) -> str:
    """The format of an answer for which none was named: that of its file, or of its depth.

    What is no name of such a file may be a number typed in the wrong place: nothing is written.
    """
    if flags["output"] is None:
        return "json" if flags["depth"] == "audit" else "text"
    return SUFFIXES[flags["output"].suffix]


def _check_replay(context: click.Context) -> None:
    for parameter in context.command.params:
        name = parameter.name or ""
        told = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if told and name not in _WITH_REPLAY:
            typed = parameter.opts[0] if isinstance(parameter, click.Option) else name
            raise click.UsageError(f"`--replay` asks the question in its file; leave out `{typed}`")


def write(answer: Answer, flags: dict[str, Any], style: Style) -> None:
    """Write an answer as the flags say: to the terminal, or whole to a file."""
    from borderrules.explain.formats import rendered

    words, output = Words(flags["lang"]), flags["output"]
    text = rendered(
        answer,
        words,
        flags["format_"],
        flags["depth"] or "",
        everything=flags["all"],
        style=style if output is None else _plain,
    )
    if output is None:
        click.echo(text, nl=False)
        return
    from borderrules.loading import replace_file

    replace_file(output, text.encode())


def replayed(book: Rulebook, flags: dict[str, Any]) -> Verdict | None:
    """Tell what became of an earlier answer, and its verdict by these rules.

    None if the same rules now say something else, so that the file cannot be trusted. Raises
    QueryError if it holds no answer.
    """
    from borderrules.explain.replay import compared, replay

    found = replay(flags["replay"], book)
    first, *others = compared(found, Words(flags["lang"]))
    if found.doubtful:
        complain("check-route", first)
    else:
        click.echo(one_line(first))
    for line in others:
        click.echo(one_line(line))
    return None if found.doubtful else found.answer.verdict


def _plain(text: str, _: Verdict) -> str:
    return text

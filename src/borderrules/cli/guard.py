"""How a command ends that cannot go on: a line on standard error and a status, no traceback."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

import click

from borderrules.errors import BorderRulesError, one_line, said

if TYPE_CHECKING:
    from collections.abc import Iterator


def complain(command: str, text: str) -> None:
    """One line on standard error."""
    click.echo(f"{command}: {one_line(text)}", err=True)


@contextmanager
def guarded(command: str) -> Iterator[None]:
    """Ends a command whose question, rules or files are wrong (2), or that fails itself (70)."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.NoSuchOption as error:
        _end(command, _no_such_option(error), 2)
    except click.ClickException as error:
        _end(command, f"{_lower(said(error.format_message()))}; see --help", 2)
    except BorderRulesError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:  # nobody reads on
        _forget_output()
        sys.exit(0)
    except OSError as error:
        _forget_output()
        place = f"{error.filename}: " if error.filename else ""
        _end(command, f"{place}{_lower(error.strerror or 'input or output error')}", 2)
    except Exception as error:  # the last guard: a defect, said in one line
        _end(command, f"internal failure ({type(error).__name__}); please report it", 70)


def _end(command: str, text: str, status: int) -> NoReturn:
    complain(command, text)
    sys.exit(status)


def _forget_output() -> None:
    """Let what was not written go, so that the interpreter does not try again at its end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _no_such_option(error: click.NoSuchOption) -> str:
    from borderrules.trip import is_personal

    if is_personal(error.option_name):
        return f"`{error.option_name}` is personal and not needed here; leave it out"
    return f"{_lower(said(error.format_message()))}; see --help"


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")

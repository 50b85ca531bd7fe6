"""Reading YAML that strangers wrote: bounded, YAML 1.2, every problem with its line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import ryaml

from borderrules.errors import Problem, said

if TYPE_CHECKING:
    from pathlib import Path

#: Bounds on one file: bytes, nesting, and values after aliases are resolved.
MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 24
MAX_VALUES: Final = 100_000
#: Brackets and braces: the time that the reader takes grows with the square of open ones.
MAX_OPENED: Final = 20_000
#: Bytes above which lines are not looked for, as that takes far longer than reading.
MAX_PLACED: Final = 128 * 1024

_AT_LINE: Final = re.compile(r" at line (\d+)(?: column \d+)?")
Loc = tuple[str | int, ...]


def read_text(path: Path, name: str) -> str | Problem:
    """The text of a file, or why it cannot be had. `name` is how problems call the file."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            return Problem(name, 0, "BR001", "cannot be read: it is no ordinary file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem(name, 0, "BR001", f"cannot be read: {error.strerror or 'input error'}")
    except ValueError:
        return Problem(name, 0, "BR001", "cannot be read: there can be no file of this name")
    return decode(raw, name)


def decode(raw: bytes, name: str) -> str | Problem:
    """Bytes as text, or why they are none."""
    if len(raw) > MAX_BYTES:
        return Problem(name, 0, "BR001", f"is larger than {MAX_BYTES // 1024} KiB; make it smaller")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem(name, 0, "BR001", "is not UTF-8 text; save it as UTF-8")
    if "\0" in text:
        return Problem(name, 0, "BR001", "is a binary file, not YAML text")
    return text


def parse(text: str, name: str) -> dict[str, Any] | Problem:
    """YAML text as a mapping with text keys, or the one problem that prevents reading on."""
    if text.count("{") + text.count("[") > MAX_OPENED:
        return Problem(name, 0, "BR003", "is nested too deeply or holds too many values")
    try:
        data = ryaml.loads(text)
    except Exception as error:  # the reader raises several unrelated types
        return _syntax_problem(str(error), text, name)
    if data is None:
        return Problem(name, 0, "BR001", "is empty")
    if not isinstance(data, dict):
        return Problem(name, 1, "BR107", "must be a mapping of keys to values")
    if problem := _bounds_problem(data, text, name):
        return problem
    return data


def _syntax_problem(message: str, text: str, name: str) -> Problem:
    match = _AT_LINE.search(message)
    line = int(match[1]) if match else 0
    message = _AT_LINE.sub("", message).replace('"', "`").removeprefix("TypeError: ")
    if "repetition limit" in message or "recursion limit" in message:
        return Problem(name, line, "BR003", "is nested too deeply or repeats itself by aliases")
    if "duplicate entry" in message:
        key = message.rpartition("key ")[2]
        return Problem(name, _duplicate_line(text), "BR002", f"key {said(key)} twice")
    if "integer" in message and "u128" in message:
        return Problem(name, line, "BR002", "holds a number that is too large")
    if "unhashable" in message:
        line, _ = _key_that_is_no_text(text) or (0, "")
        return Problem(name, line, "BR002", "a key must be text, not a list or a mapping")
    if "more than one document" in message:
        starts = [n for n, row in enumerate(text.splitlines(), 1) if row.startswith("---")]
        if starts:
            return Problem(name, starts[-1], "BR002", "holds a second document after `---`")
        message = "something follows its end"
    return Problem(
        name, line, "BR002", f"is not YAML: {said(message)}; mind indentation and quotes"
    )


def _duplicate_line(text: str) -> int:
    """The line of the second of two equal keys, as the position-keeping reader finds it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import YAMLError

    if len(text) > MAX_PLACED:
        return 0
    try:
        YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        return error.problem_mark.line + 1 if error.problem_mark else 0
    except (YAMLError, ValueError, RecursionError):
        pass
    return 0


def _bounds_problem(data: Any, text: str, name: str) -> Problem | None:
    values = 0
    stack = [(data, 1)]
    while stack:
        item, depth = stack.pop()
        values += 1
        if depth > MAX_DEPTH or values > MAX_VALUES:
            return Problem(name, 0, "BR003", "is nested too deeply or holds too many values")
        if isinstance(item, dict):
            for key in item:
                if not isinstance(key, str):
                    line, written = _key_that_is_no_text(text) or (0, str(key))
                    return Problem(
                        name, line, "BR107", f"key `{said(written)}` must be text; put it in quotes"
                    )
            stack += [(value, depth + 1) for value in item.values()]
        elif isinstance(item, list):
            stack += [(value, depth + 1) for value in item]
    return None


def _key_that_is_no_text(text: str) -> tuple[int, str] | None:
    """The line and the spelling of the first key that is anything but text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > MAX_PLACED:
        return None
    try:
        stack = [YAML(typ="rt").compose(text)]
    except (YAMLError, RecursionError):
        return None
    found: list[tuple[int, str]] = []
    while stack:
        node = stack.pop()
        if getattr(node, "id", "") == "mapping":
            for key, value in node.value:
                kind = str(key.tag).rpartition(":")[2]
                if kind in ("int", "float", "bool", "null", "seq", "map"):
                    found.append((key.start_mark.line + 1, str(key.value)))
                stack.append(value)
        elif getattr(node, "id", "") == "sequence":
            stack += node.value
    return min(found, default=None)


class Lines:
    """The line of each place in a YAML text, found when first needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root: Any = None

    def of(self, loc: Loc) -> int:
        """The line (from 1) of the deepest part of `loc` that exists; of a key, its own line.

        0 for a text above `MAX_PLACED`.
        """
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        if len(self._text) > MAX_PLACED:
            return 0
        if self._root is None:
            try:
                self._root = YAML(typ="rt").compose(self._text) or ()
            except (YAMLError, RecursionError):
                self._root = ()
        node, line = self._root, 1
        for part in loc:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return int(line)


@lru_cache(maxsize=16)
def lines_of(text: str) -> Lines:
    """The lines of a text, remembered for the few that are being read."""
    return Lines(text)


def _child(node: Any, part: str | int) -> tuple[int, Any] | None:
    kind, value = getattr(node, "id", ""), getattr(node, "value", ())
    if kind == "mapping":
        for key, child in value:
            if key.value == str(part):
                return key.start_mark.line + 1, child
    elif kind == "sequence" and isinstance(part, int) and part < len(value):
        child = value[part]
        return child.start_mark.line + 1, child
    return None

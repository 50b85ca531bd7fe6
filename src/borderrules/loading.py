"""From a rules folder, or what was compiled from one, to a rulebook."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from borderrules.errors import RulesError
from borderrules.rulebook import Rulebook

if TYPE_CHECKING:
    from pathlib import Path

# By name, not as a Path: every start reads it, and `pathlib` takes a while to import.
_PACKAGE: Final = os.path.dirname(__file__)
_COMPILED: Final = os.path.join(_PACKAGE, "compiled-rules.json")


def load_rulebook(folder: Path | str | None = None) -> Rulebook:
    """The rulebook of a rules folder; without one, the rules that came with the package.

    Raises RulesError with every problem of every file.
    """
    if folder is None:
        return _default_rulebook()
    from pathlib import Path

    from borderrules.digest import digest_of  # both are needed only where YAML is read
    from borderrules.folder import read_folder

    read = read_folder(Path(folder))
    if read.problems:
        raise RulesError(sorted(read.problems))
    return Rulebook(read.version, digest_of(read.documents), read.documents)


@cache
def _default_rulebook() -> Rulebook:
    """An installed package carries its rules compiled; a checkout compiles its `rules/` folder.

    The checkout keeps the compiled file until some file of the folder, or of the code, changes.
    """
    if os.path.isfile(_COMPILED):
        with open(_COMPILED, "rb") as file:
            return read_compiled(file.read())
    from pathlib import Path

    checkout = Path(_PACKAGE).parents[1]
    kept = checkout / ".compiled-rules" / f"{_state(checkout / 'rules')}.json"
    with suppress(OSError):  # another process may remove it at any time
        return read_compiled(kept.read_bytes())
    compiled = compile_folder(checkout / "rules")
    with suppress(OSError):  # a checkout that cannot be written to is read anew each time
        kept.parent.mkdir(exist_ok=True)
        replace_file(kept, compiled)
        for other in kept.parent.iterdir():
            if other != kept:  # of an older state, or left behind by a process that was killed
                other.unlink(missing_ok=True)
    return read_compiled(compiled)


def _state(rules: Path) -> str:
    """A digest that changes with the files of a rules folder, and with the code that reads them."""
    import hashlib  # slow to import, and needed only in a checkout
    from pathlib import Path

    files = {
        (str(path.relative_to(folder)), stat.st_size, stat.st_mtime_ns)
        for folder, pattern in ((rules, "*.yaml"), (Path(_PACKAGE), "*.py"))
        for path in folder.rglob(pattern)
        for stat in (path.stat(),)
    }
    return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()[:32]


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:  # names the file that was meant
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def read_compiled(content: bytes) -> Rulebook:
    """The rulebook in what `compile_folder` wrote; it is trusted, not checked again."""
    head, *lines = content.split(b"\n")
    data, texts = json.loads(head), iter(lines)
    documents = data["documents"]
    for kind in _ENCODED:
        documents[kind] = _Encoded(dict(zip(documents[kind], texts, strict=False)))
    return Rulebook(data["version"], data["digest"], documents)


def compile_folder(folder: Path) -> bytes:
    """The checked rules of a folder as one file that loads fast (what the wheel carries).

    Its first line tells of the whole, of some kinds the ids alone; their documents follow, each on
    a line, so that only those needed are decoded.
    """
    book = load_rulebook(folder)
    documents: dict[str, Any] = dict(book.documents)
    documents["borders"] = {key: data["zones"] for key, data in documents["points"].items()}
    lines = [
        {name: value for name, value in data.items() if name not in _FOR_VALIDATION}
        for kind in _ENCODED
        for data in documents[kind].values()
    ]
    documents |= {kind: list(documents[kind]) for kind in _ENCODED}
    head = {"version": book.version, "digest": book.digest, "documents": documents}
    return "\n".join(map(_encode, (head, *lines))).encode()


#: Kinds whose documents are decoded one by one when needed.
_ENCODED: Final = ("rules", "points", "links")
_FOR_VALIDATION: Final = frozenset({"cases", "facts"})


def _encode(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class _Encoded(Mapping[str, Any]):
    """Documents by id, decoded when read."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        self._texts = texts

    def __getitem__(self, key: str) -> Any:
        return json.loads(self._texts[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

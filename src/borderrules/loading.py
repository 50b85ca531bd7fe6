"""From a rules folder to a rulebook; gathers every problem of every file, each with its line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from borderrules.errors import Problem, RulesError
from borderrules.rulebook import Rulebook, digest_of

#: Files that one rules folder may hold.
MAX_FILES: Final = 5_000

KINDS: Final = ("rules", "points", "groups", "zones", "jurisdictions")
_PACKAGE: Final = Path(__file__).parent
_COMPILED: Final = _PACKAGE / "compiled-rules.json"


@dataclass
class Folder:
    """A rules folder as read: data by kind and id, the file of each, and what is wrong."""

    version: str = ""
    documents: dict[str, dict[str, Any]] = field(default_factory=lambda: {k: {} for k in KINDS})
    files: dict[tuple[str, str], tuple[str, tuple[str | int, ...]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, name: str, loc: tuple[str | int, ...], code: str, message: str) -> None:
        """Add a problem at a place in a file."""
        line = _lines(self.texts[name]).of(loc) if name in self.texts else 0
        self.problems.append(Problem(name, line, code, message))

    def report_on(
        self, kind: str, key: str, loc: tuple[str | int, ...], code: str, message: str
    ) -> None:
        """Add a problem at a place in the document of a kind and id."""
        name, prefix = self.files[kind, key]
        self.report(name, (*prefix, *loc), code, message)


@cache
def _lines(text: str) -> Any:
    from borderrules.reading import Lines

    return Lines(text)


def load_rulebook(folder: Path | str | None = None) -> Rulebook:
    """The rulebook of a rules folder; without one, the rules that came with the package.

    Raises RulesError with every problem of every file.
    """
    if folder is None:
        return _default_rulebook()
    read = read_folder(Path(folder))
    if read.problems:
        raise RulesError(sorted(read.problems))
    return Rulebook(read.version, digest_of(read.documents), read.documents)


@cache
def _default_rulebook() -> Rulebook:
    """An installed package carries its rules compiled; a checkout compiles its `rules/` folder.

    The checkout keeps the compiled file until some file of the folder changes.
    """
    if _COMPILED.is_file():
        return read_compiled(_COMPILED.read_bytes())
    checkout = _PACKAGE.parents[1]
    stats = [path.stat() for path in (checkout / "rules").rglob("*.yaml")]
    state = f"{len(stats)}-{sum(s.st_size for s in stats)}-{max(s.st_mtime_ns for s in stats)}"
    kept = checkout / ".compiled-rules" / f"{state}.json"
    if kept.is_file():
        return read_compiled(kept.read_bytes())
    compiled = compile_folder(checkout / "rules")
    with suppress(OSError):  # a checkout that cannot be written to is read anew each time
        kept.parent.mkdir(exist_ok=True)
        for older in kept.parent.glob("*.json"):
            older.unlink(missing_ok=True)
        replace_file(kept, compiled)
    return read_compiled(compiled)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def read_compiled(content: bytes) -> Rulebook:
    """The rulebook in what `compile_folder` wrote; it is trusted, not checked again."""
    data = json.loads(content)
    documents = data["documents"]
    for kind in _ENCODED:
        documents[kind] = _Encoded(documents[kind])
    return Rulebook(data["version"], data["digest"], documents)


def compile_folder(folder: Path) -> bytes:
    """The checked rules of a folder as one file that loads fast (what the wheel carries)."""
    book = load_rulebook(folder)
    documents: dict[str, Any] = dict(book.documents)
    documents["borders"] = {key: data["zones"] for key, data in documents["points"].items()}
    for kind in _ENCODED:
        documents[kind] = {
            key: _encode({k: v for k, v in data.items() if k not in _FOR_VALIDATION})
            for key, data in documents[kind].items()
        }
    return _encode(
        {"version": book.version, "digest": book.digest, "documents": documents}
    ).encode()


#: Kinds whose documents the compiled file holds as JSON texts, decoded one by one when needed.
_ENCODED: Final = ("rules", "points")
_FOR_VALIDATION: Final = frozenset({"cases", "facts"})


def _encode(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class _Encoded(Mapping[str, Any]):
    """Documents by id, decoded when read."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, key: str) -> Any:
        return json.loads(self._texts[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def read_folder(root: Path) -> Folder:
    """Everything in a rules folder, checked."""
    folder = Folder()
    if not (root / "rulebook.yaml").is_file():
        folder.problems.append(
            Problem(str(root), 0, "BR001", "is no rules folder: it has no rulebook.yaml")
        )
        return folder
    for path in _yaml_files(root, folder):
        _read_file(root, path, folder)
    _check_meaning(folder)
    return folder


def _yaml_files(root: Path, folder: Folder) -> Iterator[Path]:
    real_root = root.resolve()
    paths = sorted(root.rglob("*.yaml"))
    if len(paths) > MAX_FILES:
        folder.problems.append(Problem(str(root), 0, "BR001", f"has more than {MAX_FILES} files"))
        return
    for path in paths:
        if not path.resolve().is_relative_to(real_root):
            name = path.relative_to(root).as_posix()
            folder.problems.append(Problem(name, 0, "BR001", "leads out of the rules folder"))
        elif path.is_file():
            yield path


def _read_file(root: Path, path: Path, folder: Folder) -> None:
    from borderrules import reading, schema, shapes

    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    parts = path.relative_to(root).with_suffix("").parts
    text = reading.read_text(path, name)
    if isinstance(text, Problem):
        folder.problems.append(text)
        return
    folder.texts[name] = text
    data = reading.parse(text, name)
    if isinstance(data, Problem):
        folder.problems.append(data)
        return

    def accept(
        kind: str, key: str, item: Any, shape: type, loc: tuple[str | int, ...] = ()
    ) -> None:
        _, faults = shapes.validate(shape, item)
        for place, code, message in faults:
            folder.report(name, (*loc, *place), code, message)
        if (kind, key) in folder.files:
            folder.report(name, loc, "BR110", f"`{key}` is already in {folder.files[kind, key][0]}")
        elif not faults:
            folder.files[kind, key] = name, loc
            folder.documents[kind][key] = item

    if parts == ("rulebook",):
        _, faults = shapes.validate(schema.RulebookFile, data)
        for place, code, message in faults:
            folder.report(name, place, code, message)
        folder.version = str(data.get("version", ""))
    elif parts == ("zones",):
        entries = data.get("zones")
        for key, item in entries.items() if isinstance(entries, dict) else ():
            accept("zones", key, item, schema.ZoneEntry, ("zones", key))
    elif parts[-1] == "groups" and len(parts) <= 2:
        for key, item in data.items():
            accept("groups", key, item, schema.GroupEntry, (key,))
    elif len(parts) == 2 and parts[1] == "jurisdiction":
        accept("jurisdictions", str(data.get("code", parts[0])), data, schema.JurisdictionFile)
    elif len(parts) == 3 and parts[1] == "crossing-points":
        accept("points", parts[2], data, schema.PointFile)
    elif len(parts) == 2:
        accept("rules", "/".join(parts), data, schema.RuleFile)
    else:
        folder.report(name, (), "BR110", "lies where no rule file belongs")


def _check_meaning(folder: Folder) -> None:
    from borderrules import checks

    documents = folder.documents
    world = checks.World(
        zones=frozenset(documents["zones"]),
        points=frozenset(documents["points"]),
        jurisdictions=frozenset(documents["jurisdictions"]),
        groups={name: data["of"] for name, data in documents["groups"].items()},
    )
    for key, data in documents["zones"].items():
        for code in data["jurisdictions"]:
            if code not in world.jurisdictions:
                message = f"jurisdiction `{code}` has no jurisdiction.yaml"
                folder.report_on("zones", key, ("jurisdictions",), "BR104", message)
    for key, data in documents["groups"].items():
        for fault in checks.group_faults(key, data, documents["groups"], world):
            folder.report_on("groups", key, *fault)
    for key, data in documents["points"].items():
        home = folder.files["points", key][0].split("/")[1]
        for fault in checks.point_faults(home, data, world):
            folder.report_on("points", key, *fault)
    for key, data in documents["rules"].items():
        for fault in checks.rule_faults(key, data, world):
            folder.report_on("rules", key, *fault)

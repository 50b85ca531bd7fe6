"""A rules folder as it lies on disk: every file read and checked, every problem with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from borderrules import checks, link_schema, reading, schema, shapes
from borderrules.errors import Problem
from borderrules.links import links_of
from borderrules.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from borderrules.reading import Loc

#: Files that one rules folder may hold.
MAX_FILES: Final = 5_000

KINDS: Final = ("rules", "points", "groups", "zones", "jurisdictions", "links")


@dataclass
class Folder:
    """A rules folder as read: data by kind and id, the file of each, and what is wrong.

    `rejected` are ids that exist but whose documents cannot be used; `unreadable` are the kinds
    of which a file could not be read at all.
    """

    version: str = ""
    documents: dict[str, dict[str, Any]] = field(default_factory=lambda: {k: {} for k in KINDS})
    files: dict[tuple[str, str], tuple[str, Loc]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: dict[str, set[str]] = field(default_factory=lambda: {k: set() for k in KINDS})
    unreadable: set[str] = field(default_factory=set)

    def report(self, name: str, loc: Loc, code: str, message: str) -> None:
        """Add a problem at a place in a file."""
        line = reading.lines_of(self.texts[name]).of(loc) if name in self.texts else 0
        self.problems.append(Problem(name, line, code, message))

    def report_on(self, kind: str, key: str, loc: Loc, code: str, message: str) -> None:
        """Add a problem at a place in the document of a kind and id."""
        name, prefix = self.files[kind, key]
        self.report(name, (*prefix, *loc), code, message)

    def accept(self, name: str, kind: str, key: str, item: Any, shape: type, loc: Loc = ()) -> None:
        """Take a document in, or report what is wrong with its shape."""
        _, faults = shapes.validate(shape, item)
        for place, code, message in faults:
            self.report(name, (*loc, *place), code, message)
        if faults:
            self.rejected[kind].add(key)
        elif (kind, key) in self.files:
            self.report(name, loc, "BR110", f"`{key}` is already in {self.files[kind, key][0]}")
        else:
            self.files[kind, key] = name, loc
            self.documents[kind][key] = item


def read_folder(root: Path) -> Folder:
    """Everything in a rules folder, checked."""
    folder = Folder()
    if not (root / "rulebook.yaml").is_file():
        message = "is no rules folder: it has no rulebook.yaml"
        folder.problems.append(Problem(str(root), 0, "BR001", message))
        return folder
    for path in _yaml_files(root, folder):
        _read_file(root, path, folder)
    _check_meaning(folder)
    return folder


def _yaml_files(root: Path, folder: Folder) -> Iterator[Path]:
    real_root = root.resolve()
    paths = sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")])
    if len(paths) > MAX_FILES:
        folder.problems.append(Problem(str(root), 0, "BR001", f"has more than {MAX_FILES} files"))
        return
    for path in paths:
        name = _name(root, path)
        try:
            inside = path.resolve().is_relative_to(real_root)
        except (OSError, RuntimeError):  # a link that leads to itself
            folder.problems.append(Problem(name, 0, "BR001", "cannot be read: a link to nowhere"))
            continue
        if not inside:
            folder.problems.append(Problem(name, 0, "BR001", "leads out of the rules folder"))
        elif path.suffix == ".yml":
            folder.problems.append(Problem(name, 0, "BR110", "must end in .yaml to be read"))
        elif path.is_file():
            yield path


def _name(root: Path, path: Path) -> str:
    return f"{root.name}/{path.relative_to(root).as_posix()}"


def _kind(parts: tuple[str, ...]) -> str:
    """The kind of document that a file at this place holds; empty if none belongs there."""
    if parts in (("rulebook",), ("zones",), ("links",)):
        return parts[0]
    if parts[-1] == "groups" and len(parts) <= 2:
        return "groups"
    if len(parts) == 2:
        return "jurisdictions" if parts[1] == "jurisdiction" else "rules"
    return "points" if len(parts) == 3 and parts[1] == "crossing-points" else ""


def _read_file(root: Path, path: Path, folder: Folder) -> None:
    name, parts = _name(root, path), path.relative_to(root).with_suffix("").parts
    kind = _kind(parts)
    text = reading.read_text(path, name)
    data = text if isinstance(text, Problem) else reading.parse(text, name)
    if not isinstance(text, Problem):
        folder.texts[name] = text
    if isinstance(data, Problem):
        folder.problems.append(data)
        if kind in ("points", "jurisdictions"):
            folder.rejected[kind].add(parts[2] if kind == "points" else parts[0].upper())
        else:
            folder.unreadable.add(kind)
    elif kind == "rulebook":
        _, faults = shapes.validate(schema.RulebookFile, data)
        for place, code, message in faults:
            folder.report(name, place, code, message)
        folder.version = str(data.get("version", ""))
    elif kind == "zones":
        _, faults = shapes.validate(schema.ZonesFile, data)
        for place, code, message in faults:
            folder.report(name, place, code, message)
        for key, item in ({} if faults else data["zones"]).items():
            folder.accept(name, kind, key, item, schema.ZoneEntry, ("zones", key))
        if faults:
            folder.unreadable.add(kind)
    elif kind == "links":
        _, faults = shapes.validate(link_schema.LinksFile, data)
        for place, code, message in faults:
            folder.report(name, place, code, message)
        if not faults:
            folder.files[kind, ""] = name, ()
            folder.documents[kind] = data
    elif kind == "groups":
        for key, item in data.items():
            folder.accept(name, kind, key, item, schema.GroupEntry, (key,))
    elif kind == "jurisdictions":
        code = str(data.get("code", ""))
        if code.lower() != parts[0] and code:
            message = f"is `{code}` but the file lies in `{parts[0]}`"
            folder.report(name, ("code",), "BR110", message)
            folder.rejected[kind].add(parts[0].upper())
        else:
            folder.accept(name, kind, code, data, schema.JurisdictionFile)
    elif kind == "points":
        folder.accept(name, kind, parts[2], data, schema.PointFile)
    elif kind == "rules":
        folder.accept(name, kind, "/".join(parts), data, schema.RuleFile)
    else:
        folder.report(name, (), "BR110", "lies where no rule file belongs")


def _check_meaning(folder: Folder) -> None:
    documents = folder.documents
    world = World(
        zones=documents["zones"].keys() | folder.rejected["zones"],
        points=documents["points"].keys() | folder.rejected["points"],
        jurisdictions=documents["jurisdictions"].keys() | folder.rejected["jurisdictions"],
        groups=dict.fromkeys(folder.rejected["groups"], "")
        | {name: data["of"] for name, data in documents["groups"].items()},
        unreadable=folder.unreadable,
    )
    if documents["links"]:
        faults = list(link_schema.link_faults(documents["links"], world.zones, world.points))
        for fault in faults:
            folder.report_on("links", "", *fault)
        areas = {key: data["jurisdictions"] for key, data in documents["zones"].items()}
        documents["links"] = {} if faults else links_of(documents["links"], areas)
    for key, data in documents["zones"].items():
        for code in data["jurisdictions"]:
            if code not in world.jurisdictions:
                message = f"jurisdiction `{code}` has no jurisdiction.yaml"
                folder.report_on("zones", key, ("jurisdictions",), "BR104", message)
    for key, data in documents["groups"].items():
        for fault in checks.group_faults(key, data, documents["groups"], world):
            folder.report_on("groups", key, *fault)
            folder.rejected["groups"].add(key)
    for key, data in documents["points"].items():
        home = folder.files["points", key][0].split("/")[1]
        for fault in checks.point_faults(home, data, world):
            folder.report_on("points", key, *fault)
    for key, data in documents["rules"].items():
        for fault in checks.rule_faults(key, data, world):
            folder.report_on("rules", key, *fault)

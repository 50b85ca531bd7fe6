"""The ledger: what became of each researched record, and whether the rules own up to weak ones.

Each file of the ledger stands for one file of researched records and has one entry a record: its
digest, its confidence, the best tier of its sources, and either the files and versions that encode
it or why it is left out. The records themselves need not be at hand to check a ledger.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from pydantic import Field

from borderrules import building, reading, shapes
from borderrules.errors import Problem, RulesError, suggestion
from borderrules.notation import MomentText, Slug
from borderrules.reading import lines_of
from borderrules.schema import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from borderrules.folder import Folder
    from borderrules.reading import Loc

Confidence = Literal["confirmed", "single", "conflicting"]
Tier = Literal["law", "official", "press"]
CONFIDENCES: Final[tuple[Confidence, ...]] = ("confirmed", "single", "conflicting")
TIERS: Final[tuple[Tier, ...]] = ("law", "official", "press")

#: A text on one line.
Line = Annotated[str, Field(pattern=r"^\S.*\S$", max_length=300)]


class Encoding(Model):
    """A file that encodes a record, and the first days of the versions (or periods) that do.

    `file` is the id of a rule or crossing point, or a file of groups or a jurisdiction without its
    ending (`ru/groups`), which has no versions. `because` tells why a version that rests on a weak
    record is confirmed all the same.
    """

    file: Annotated[str, Field(min_length=1, max_length=200)]
    versions: Annotated[list[MomentText], Field(min_length=1)] | None = None
    because: Line | None = None


class Entry(Model):
    """What became of one researched record."""

    id: Slug
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    confidence: Confidence
    tier: Tier
    encoded: Annotated[list[Encoding], Field(min_length=1)] | None = None
    left_out: Line | None = None

    @property
    def weak(self) -> bool:
        """Whether a single source stands behind the record, or sources in conflict."""
        return self.confidence != "confirmed"


class LedgerFile(Model):
    """The entries of one file of records, in its order."""

    records: list[Entry]


class Page(NamedTuple):
    """One file of the ledger as read; `name` is how problems call it."""

    name: str
    text: str
    entries: tuple[Entry, ...]

    def problem(self, loc: Loc, code: str, message: str) -> Problem:
        """What is wrong at a place in an entry."""
        return Problem(self.name, lines_of(self.text).of(("records", *loc)), code, message)


def read_ledger(folder: Path) -> dict[str, Page]:
    """The files of a ledger by their names. Raises RulesError with every problem of their shape."""
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    for path in yaml_files(folder):
        name = f"{folder.name}/{path.name}"
        text = reading.read_text(path, name)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        data = reading.parse(text, name)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        ledger, faults = shapes.validate(LedgerFile, data)
        problems += [Problem(name, lines_of(text).of(loc), *fault) for loc, *fault in faults]
        if ledger is not None:
            pages[path.stem] = Page(name, text, tuple(ledger.records))
    if problems:
        raise RulesError(sorted(problems))
    return pages


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder. Raises RulesError if it has none."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise RulesError([Problem(str(folder), 0, "BR001", "is no folder with YAML files")])
    return paths


class Stretch(NamedTuple):
    """A version of a rule, or a period or closure of a crossing point.

    `decides` if a verdict may rest on it, `owns_up` if it says itself that it is weakly known.
    """

    start: str
    place: Loc
    decides: bool
    owns_up: bool


class Target(NamedTuple):
    """A file of the rules folder: the records that it lists, each at its place; its versions."""

    path: str
    facts: Mapping[str, Loc]
    stretches: tuple[Stretch, ...]


def targets(folder: Folder) -> dict[str, Target]:
    """What can encode a record: rules, crossing points, and the files of groups, by their ids."""
    found: dict[str, Target] = {}
    for (kind, key), (path, loc) in folder.files.items():
        if kind == "links":  # ways, which no record decides alone
            continue
        data = folder.documents[kind][key]
        facts = {fact: (*loc, "facts", n) for n, fact in enumerate(data.get("facts") or ())}
        if kind == "rules":
            decides = data["effect"] == "prohibit"
            stretches = [
                Stretch(v["effective"]["from"], ("versions", n), decides, _owns_up(v))
                for n, v in enumerate(data["versions"])
            ]
        else:
            stretches = [
                Stretch(period["from"], (part, n), True, _owns_up(period))
                for part in ("timeline", "closures")
                for n, period in enumerate(data.get(part) or ())
            ]
        name = key if stretches else path.partition("/")[2].removesuffix(".yaml")
        other = found[name].facts if name in found else {}
        found[name] = Target(path, {**other, **facts}, tuple(stretches))
    return found


def _owns_up(version: Mapping[str, Any]) -> bool:
    """Whether a version or period says that its sources, its sense or its ends are unsure."""
    return (
        version.get("confidence", "confirmed") != "confirmed"
        or version.get("certainty", "settled") != "settled"
        or bool(version.get("effective", {}).get("uncertain"))
    )


def check(folder: Folder, pages: Mapping[str, Page]) -> list[Problem]:
    """Every way in which a ledger and the rules disagree, or a weak record decides in silence."""
    known = targets(folder)
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    named: dict[tuple[str, str], set[str]] = {}
    for page in pages.values():
        for index, entry in enumerate(page.entries):
            if entry.id in seen:
                message = f"`{entry.id}` is already in {seen[entry.id]}"
                problems.append(page.problem((index, "id"), "BR601", message))
            problems += [
                page.problem((index, *place), code, f"`{entry.id}`: {message}")
                for place, code, message in _entry_faults(entry, known)
            ]
            seen.setdefault(entry.id, page.name)
            for item in entry.encoded or ():
                named.setdefault((item.file, entry.id), set()).update(item.versions or ())
    for file, target in known.items():
        lines = lines_of(folder.texts[target.path])
        for fact, place in target.facts.items():
            if (file, fact) not in named:
                message = f"does not name {file}" if fact in seen else "is missing"
                message = f"`{fact}`: its entry in the ledger {message}"
                problems.append(Problem(target.path, lines.of(place), "BR606", message))
        encoded = set().union(*(named.get((file, fact), ()) for fact in target.facts))
        for stretch in target.stretches if target.facts else ():
            if stretch.start not in encoded:
                message = f"no record of the ledger encodes the version from {stretch.start}"
                problems.append(Problem(target.path, lines.of(stretch.place), "BR607", message))
    return sorted(set(problems))


def _entry_faults(entry: Entry, known: Mapping[str, Target]) -> Iterator[tuple[Loc, str, str]]:
    """(place, code, message) of what is wrong with an entry, given all that can encode it."""
    if (entry.encoded is None) == (entry.left_out is None):
        yield (), "BR602", "write either `encoded` or `left_out`"
    encoded = entry.encoded or []
    for number, item in enumerate(encoded):
        place: Loc = ("encoded", number)
        target = known.get(item.file)
        if target is None:
            near = suggestion(item.file, known)
            yield place, "BR603", f"no rule, crossing point or groups `{item.file}`{near}"
            continue
        if item.file in {other.file for other in encoded[:number]}:
            yield place, "BR601", f"names {item.file} twice"
        if entry.id not in target.facts:
            yield place, "BR604", f"{target.path} does not list it in its `facts`"
        starts = {stretch.start for stretch in target.stretches}
        for start in item.versions or ():
            if start not in starts:
                yield place, "BR605", f"no version of {item.file} starts on {start}"
        if starts and not item.versions:
            yield place, "BR605", f"name the `versions` of {item.file} that encode it"
        silent = dict.fromkeys(
            stretch.start
            for stretch in target.stretches
            if stretch.start in (item.versions or ()) and stretch.decides and not stretch.owns_up
        )
        if entry.weak and silent and not item.because:
            yield (
                place,
                "BR608",
                f"{item.file} from {', '.join(silent)} decides on it and does not say that it is "
                f"{entry.confidence}; add `confidence` and `caution` there, or `because` here",
            )


def table(folder: Folder, pages: Mapping[str, Page]) -> list[str]:
    """How many records are encoded and left out, how good they are; rules on press alone."""
    heads = ("records", "encoded", "left out", *CONFIDENCES, *TIERS)
    lines = ["  ".join(("file".ljust(12), *heads))]
    everything = tuple(entry for page in pages.values() for entry in page.entries)
    for name, entries in [*((n, p.entries) for n, p in pages.items()), ("all", everything)]:
        counts = Counter[str]()
        for entry in entries:
            state = "encoded" if entry.encoded else "left out"
            counts.update(("records", state, entry.confidence, entry.tier))
        lines.append("  ".join((name.ljust(12), *(f"{counts[h]:>{len(h)}}" for h in heads))))
    versions = press = 0
    for rule_id, data in folder.documents["rules"].items():
        rule = building.build_rule(rule_id, data)
        if rule.effect == "prohibit":
            versions += len(rule.versions)
            press += sum({s.tier for s in rule.sources_of(v)} == {"press"} for v in rule.versions)
    lines.append(f"prohibiting versions: {versions}, on press alone: {press}")
    return lines

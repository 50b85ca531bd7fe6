"""Researched records: what a ledger keeps of them, and how the two are compared and updated."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import ryaml
from pydantic import ConfigDict, Field
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from borderrules import reading, shapes
from borderrules.errors import Problem, RulesError
from borderrules.ledger import Confidence, Page, Tier, targets, yaml_files
from borderrules.loading import replace_file
from borderrules.notation import Slug
from borderrules.reading import lines_of
from borderrules.schema import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from borderrules.folder import Folder


class SourceOfRecord(Model):
    """A source of a researched record, of which the ledger keeps the tier."""

    model_config = ConfigDict(extra="ignore")
    tier: str


class ResearchedRecord(Model):
    """A researched record, as far as the ledger reads it."""

    model_config = ConfigDict(extra="ignore")
    id: Slug
    confidence: Confidence
    sources: Annotated[list[SourceOfRecord], Field(min_length=1)]


class Record(NamedTuple):
    """What the ledger keeps of a researched record."""

    id: str
    digest: str
    confidence: Confidence
    tier: Tier


def digest_of(record: Mapping[str, Any]) -> str:
    """A digest of all that a record says; the order of its keys does not matter."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_records(folder: Path) -> dict[str, tuple[Record, ...]]:
    """The researched records of a folder by file. Raises RulesError with every problem."""
    records: dict[str, tuple[Record, ...]] = {}
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in yaml_files(folder):
        text = reading.read_text(path, path.name)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        try:
            data = ryaml.loads(text)
        except Exception as error:  # the reader raises several unrelated types
            problems.append(Problem(path.name, 0, "BR002", f"is not YAML: {error}"))
            continue
        found, faults = shapes.validate(list[ResearchedRecord], data)
        problems += [Problem(path.name, lines_of(text).of(loc), *fault) for loc, *fault in faults]
        for item in found or ():
            if item.id in seen:
                message = f"`{item.id}` is already in {seen[item.id]}"
                problems.append(Problem(path.name, 0, "BR601", message))
            seen.setdefault(item.id, path.name)
        records[path.stem] = tuple(
            Record(item.id, digest_of(raw), item.confidence, best_tier(item.sources))
            for item, raw in zip(found or (), data if found else (), strict=True)
        )
    if problems:
        raise RulesError(sorted(problems))
    return records


def best_tier(sources: Iterable[SourceOfRecord]) -> Tier:
    """The best tier of a record's sources; whatever is neither law nor official is press."""
    tiers = {source.tier for source in sources}
    return "law" if "law" in tiers else "official" if "official" in tiers else "press"


def compare(pages: Mapping[str, Page], records: Mapping[str, Iterable[Record]]) -> list[str]:
    """One line for each record that is new, gone or changed since the ledger was written."""
    then = {
        (file, entry.id): (entry.digest, entry.confidence, entry.tier)
        for file, page in pages.items()
        for entry in page.entries
    }
    now = {(file, record.id): record[1:] for file, group in records.items() for record in group}
    lines = []
    for file, record_id in dict.fromkeys((*now, *then)):
        key = file, record_id
        if key not in then:
            lines.append(f"{file}.yaml: {record_id} is new")
        elif key not in now:
            lines.append(f"{file}.yaml: {record_id} is gone")
        elif now[key] != then[key]:
            lines.append(f"{file}.yaml: {record_id} has changed")
    return lines


def update(
    pages: Mapping[str, Page], records: Mapping[str, Iterable[Record]], folder: Folder
) -> dict[str, str]:
    """The texts of the ledger's files, brought up to the records and the rules.

    Who encodes a record is read off the `facts` of the rules. What was written by hand stays: the
    versions that a record encodes, `because`, and `left_out` where no rule lists the record. A file
    that newly lists a record is entered with all its versions, and a version that no record names
    yet with every record of its file: narrow them down by reading.
    """
    known = targets(folder)
    entries = {entry.id: entry for page in pages.values() for entry in page.entries}
    before = {(e.id, item.file): item for e in entries.values() for item in e.encoded or ()}
    named = {(file, v) for (_, file), item in before.items() for v in item.versions or ()}
    texts = {}
    for stem, group in records.items():
        written = []
        for record in group:
            encodings = []
            for file, target in sorted(known.items()):
                if record.id not in target.facts:
                    continue
                old = before.get((record.id, file))
                kept = set(old.versions or ()) if old else {s.start for s in target.stretches}
                versions = [
                    start
                    for start in dict.fromkeys(s.start for s in target.stretches)
                    if start in kept or (file, start) not in named
                ]
                encodings.append(_encoding(file, versions, old.because if old else None))
            entry = entries.get(record.id)
            written.append(_entry(record, encodings, entry.left_out if entry else None))
        texts[stem] = _yaml({"records": written})
    return texts


def _entry(record: Record, encodings: list[CommentedMap], left_out: str | None) -> dict[str, Any]:
    """A record as the ledger's file tells it."""
    told: dict[str, Any] = {
        "id": record.id,
        "digest": DoubleQuotedScalarString(record.digest),
        "confidence": record.confidence,
        "tier": record.tier,
    }
    if encodings:
        told["encoded"] = encodings
    elif left_out:
        told["left_out"] = left_out
    return told


def _encoding(file: str, versions: list[str], because: str | None) -> CommentedMap:
    """A file that encodes a record, on one line."""
    told = CommentedMap(file=file)
    if versions:
        # A bare day that is text would be quoted.
        days = (date.fromisoformat(v) if len(v) == len("2024-06-01") else v for v in versions)
        told["versions"] = CommentedSeq(days)
        told["versions"].fa.set_flow_style()
    if because:
        told["because"] = DoubleQuotedScalarString(because)
    told.fa.set_flow_style()
    return told


def _yaml(data: dict[str, Any]) -> str:
    """Data as YAML, indented like the other files."""
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.width = 10_000  # what is on one line stays there
    stream = StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """The texts as the ledger's files, each put in place whole; what has no text is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in texts.items():
        replace_file(folder / f"{stem}.yaml", text.encode())
    for path in folder.glob("*.yaml"):
        if path.stem not in texts:
            path.unlink()

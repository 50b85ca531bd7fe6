"""The documents say what the code does: keys, codes, commands, schemas and references."""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import ryaml

from borderrules import link_schema, schema
from borderrules.cli.borderrules import group
from borderrules.cli.options import parameters
from borderrules.shapes import json_schema, validate
from borderrules.words import Words

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import refresh_docs  # noqa: E402

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
RULE_FILES = (ROOT / "docs" / "rule-files.md").read_text("utf-8")
LINKS = (ROOT / "docs" / "links.md").read_text("utf-8")

#: Where each kind of file is described: its shape, the document, the heading.
KINDS: dict[str, tuple[type, str, str]] = {
    "rule": (schema.RuleFile, RULE_FILES, "A rule"),
    "point": (schema.PointFile, RULE_FILES, "A crossing point"),
    "jurisdiction": (schema.JurisdictionFile, RULE_FILES, "A jurisdiction"),
    "group": (schema.GroupEntry, RULE_FILES, "A group"),
    "zones": (schema.ZonesFile, RULE_FILES, "Zones"),
    "rulebook": (schema.RulebookFile, RULE_FILES, "The rulebook"),
    "links": (link_schema.LinksFile, LINKS, "A link"),
}
#: What other kinds of files hold too, and the heading under which it is described once.
DESCRIBED_ONCE = {
    "SourceEntry": "A rule",
    "Effective": "A rule",
    "TimelinePeriod": "A crossing point",
    "Recurring": "A crossing point",
}
EVIDENCE = "What is checked beyond the shape"


def section(text: str, heading: str) -> str:
    """A section of a document, its own heading left out."""
    _, found, rest = text.partition(f"\n## {heading}\n")
    assert found, f"no heading {heading}"
    return rest.partition("\n## ")[0]


def keys_of(shape: Any) -> dict[str, set[str]]:
    """The keys of a JSON Schema by the title of the object that has them."""
    if isinstance(shape, list):
        shape = dict(enumerate(shape))
    if not isinstance(shape, dict):
        return {}
    found: dict[str, set[str]] = {}
    if isinstance(shape.get("properties"), dict):
        found[str(shape.get("title"))] = set(shape["properties"])
    for inner in shape.values():
        for title, keys in keys_of(inner).items():
            found[title] = found.get(title, set()) | keys
    return found


def is_named(key: str, text: str) -> bool:
    """Whether a text has a key, in an example or in prose."""
    return re.search(rf"(?<![\w.-]){re.escape(key)}:|`{re.escape(key)}`", text) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_file_is_described(kind: str) -> None:
    shape, document, heading = KINDS[kind]
    own = section(document, heading)
    once = {title: section(RULE_FILES, name) for title, name in DESCRIBED_ONCE.items()}
    missing = {
        (title, key)
        for title, keys in keys_of(json_schema(shape)).items()
        for key in keys
        if not is_named(key, once.get(title, own))
    }
    assert missing == set()


def test_a_key_that_is_not_described_is_found() -> None:
    assert is_named("ahead", RULE_FILES)
    assert not is_named("ahead", RULE_FILES.replace("ahead:", ""))
    assert not is_named("until", "lasts_until: x")
    assert {"at_least", "one_of"} <= set().union(*keys_of(json_schema(schema.RuleFile)).values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_file_has_the_right_shape(kind: str) -> None:
    """What the examples leave out, as `…`, stands for some text."""
    shape, document, heading = KINDS[kind]
    (example, *_) = re.findall(r"```yaml\w*[^\n]*\n(.*?)```", section(document, heading), re.DOTALL)
    data = ryaml.loads(example.replace("…", "etc"))
    if kind == "group":
        (data,) = data.values()
    _, faults = validate(shape, data)
    assert faults == []


def test_every_evidence_rule_is_described_and_no_other() -> None:
    """BR2xx and BR3xx are what `validate` asks beyond shape and meaning."""
    sources = ("validation", "checks", "link_schema")
    code = "".join((ROOT / f"src/borderrules/{name}.py").read_text("utf-8") for name in sources)
    asked = set(re.findall(r'"(BR[23]\d\d)"', code))
    assert asked == set(re.findall(r"`(BR[23]\d\d)`", section(RULE_FILES, EVIDENCE)))


def test_the_sentences_of_the_semantics_are_numbered() -> None:
    text = (ROOT / "docs" / "semantics.md").read_text("utf-8")
    numbers = [int(number) for number in re.findall(r"^- \*\*S(\d+) ", text, re.MULTILINE)]
    assert numbers[0] == 1
    assert numbers[-1] == 15
    assert all(after == before + 1 for before, after in pairwise(numbers))


# ---- schemas


def test_the_schemas_are_up_to_date() -> None:
    """Else run `python tools/refresh_docs.py`."""
    found = refresh_docs.outdated(refresh_docs.schemas())
    assert sorted(str(path.relative_to(ROOT)) for path in found) == []


def test_a_schema_without_its_kind_is_out_of_date() -> None:
    wanted = refresh_docs.schemas()
    gone = ROOT / "docs" / "schemas" / "rule.json"
    del wanted[gone]
    assert refresh_docs.outdated(wanted) == {gone: None}


def test_there_is_a_schema_of_each_kind_of_file() -> None:
    there = {path.stem for path in refresh_docs.SCHEMAS.glob("*.json")}
    assert there >= {"answer", *KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_of_the_shape_that_files_are_read_by(kind: str) -> None:
    published = json.loads((refresh_docs.SCHEMAS / f"{kind}.json").read_text("utf-8"))
    assert published == json_schema(KINDS[kind][0])


# ---- references


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_links_to_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:|<)([^)#\s]*)(?:#([^)\s]+))?\)", text):
        there = document.parent / target if target else document
        assert there.exists(), f"{document.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_files_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for name in re.findall(r"`((?:src|tests|tools|examples|rules|docs|ledger)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), f"{document.name} names {name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for name in re.findall(r"`borderrules ([a-z]+)", text):
        assert name in group.commands, f"{document.name} names `borderrules {name}`"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/semantics.md"])
def test_the_flags_that_a_document_names_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    flags = {flag for option in parameters(Words("en")) for flag in option.opts}
    for flag in re.findall(r"`(--[a-z-]+)", text):
        assert flag in flags, f"{name} names `{flag}`"

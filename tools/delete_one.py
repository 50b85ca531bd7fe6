"""Delete each part of the rules, one at a time: does a case or a scenario notice?

A part that nobody misses is wrong, needless or untested. Rule files, versions, exceptions, tests,
crossing points of `at`, values of `one_of`, members of groups that a rule reads, `uncertain` marks,
periods and closures of crossing points are deleted in memory. A deletion is *killed* if an inline
case of a rule or a scenario of `examples/` that passes now fails then; nothing else counts: not
that the folder would no longer be valid, no snapshot, ledger, schema or digest. A rule's own
cases leave with its file, so a rule file is killed by scenarios only. Where a list would be left
empty, it is judged as empty (no version: never in force); the only value of a `one_of` counts as
its test.

    python tools/delete_one.py            all deletions; writes docs/deletions.md
    python tools/delete_one.py no/ --dry  those whose name has `no/` in it; writes nothing

Exit status 1 if a deletion survives that `tools/deletion_reasons.yaml` gives no reason for, or if
that file names one that does not survive.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import ryaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from borderrules import examination, issuance, sides  # noqa: E402
from borderrules.availability import availability  # noqa: E402
from borderrules.cases import case_fault, run_case  # noqa: E402
from borderrules.decisions import judge  # noqa: E402
from borderrules.folder import read_folder  # noqa: E402
from borderrules.judging import Crossing, Where, judge_folded  # noqa: E402
from borderrules.rulebook import Rulebook  # noqa: E402
from borderrules.vocabulary import PRESUMED_STRICTLY  # noqa: E402
from scenarios import Scenario, observed, scenarios  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from borderrules.conditions import Facts

REASONS = ROOT / "tools" / "deletion_reasons.yaml"
REPORT = ROOT / "docs" / "deletions.md"

Documents = dict[str, dict[str, Any]]
Place = tuple[str | int, ...]


class Deletion(NamedTuple):
    """One part of one document, by its place; `name` says which in words that stay."""

    kind: str
    folder: str
    key: str
    place: Place
    name: str
    value: str = ""  # of a member: facts that do not have it cannot tell

    def of(self, documents: Documents) -> Documents:
        """The documents without that part."""
        inner = documents[self.folder]
        if not self.place:
            left = {key: data for key, data in inner.items() if key != self.key}
        else:
            left = {**inner, self.key: _without(inner[self.key], self.place)}
        return {**documents, self.folder: left}


def _without(data: Any, place: Place) -> Any:
    """A copy of the data without the item at a place; what is not on the way is shared."""
    copy = data.copy()
    if len(place) == 1:
        del copy[place[0]]
    else:
        copy[place[0]] = _without(data[place[0]], place[1:])
    return copy


def deletions(documents: Documents) -> Iterator[Deletion]:
    """Every part of the rules that may be deleted, in a fixed order."""
    for rule_id, rule in sorted(documents["rules"].items()):
        yield from _of_rule(rule_id, rule)
    read = _groups_read(documents)
    for name, group in sorted(documents["groups"].items()):
        if name not in read:
            continue
        for index, raw in enumerate(group.get("members") or ()):
            item = {"value": raw} if isinstance(raw, str) else raw
            since = f" from {item['from']}" if item.get("from") else ""
            yield Deletion(
                "group member",
                "groups",
                name,
                ("members", index),
                f"{name}: {item['value']}{since}",
                item["value"],
            )
    for point_id, point in sorted(documents["points"].items()):
        for key, kind in (("timeline", "timeline period"), ("closures", "closure")):
            for index, entry in enumerate(point.get(key) or ()):
                known = f" announced {entry['announced']}" if entry.get("announced") else ""
                yield Deletion(
                    kind,
                    "points",
                    point_id,
                    (key, index),
                    f"{point_id}: {kind} {entry['from']}{known}",
                )


def _of_rule(rule_id: str, rule: dict[str, Any]) -> Iterator[Deletion]:
    def part(kind: str, place: Place, name: str) -> Deletion:
        return Deletion(kind, "rules", rule_id, place, f"{rule_id}: {name}" if name else rule_id)

    yield part("rule file", (), "")
    for index, point in enumerate(rule.get("at") or ()):
        yield part("`at` point", ("at", index), f"at {point}")
    for index, version in enumerate(rule["versions"]):
        place: Place = ("versions", index)
        name = f"version {version['effective']['from']}"
        if version.get("announced"):
            name += f" announced {version['announced']}"
        yield part("version", place, name)
        for number, mark in enumerate(version["effective"].get("uncertain") or ()):
            yield part(
                "`uncertain` mark",
                (*place, "effective", "uncertain", number),
                f"{name}: uncertain {mark}",
            )
        for kind, when_place, when_name, when in _whens(place, name, version):
            if kind != "version":
                yield part(kind, when_place[:-1], when_name)
            for fact, test in when.items():
                yield part("test of `when`", (*when_place, fact), f"{when_name}: {fact}")
                values = test.get("one_of", ()) if isinstance(test, dict) else ()
                for number, value in enumerate(values if len(values) > 1 else ()):
                    yield part(
                        "value of `one_of`",
                        (*when_place, fact, "one_of", number),
                        f"{when_name}: {fact}: {value}",
                    )


def _whens(
    place: Place, name: str, version: dict[str, Any]
) -> Iterator[tuple[str, Place, str, dict[str, Any]]]:
    """Each `when` of a version: whose it is, its place, its name, its tests."""
    yield "version", (*place, "when"), name, version["when"]
    for key, kind in (("exceptions", "exception"), ("accepts", "accepted document")):
        for number, item in enumerate(version.get(key) or ()):
            yield kind, (*place, key, number, "when"), f"{name}: {item['id']}", item["when"]


def _groups_read(documents: Documents) -> dict[str, list[str]]:
    """The rules that read each group, also through groups that include it."""
    readers: dict[str, set[str]] = defaultdict(set)
    for rule_id, rule in documents["rules"].items():
        for version in rule["versions"]:
            for *_, when in _whens((), "", version):
                for test in when.values():
                    if isinstance(test, dict) and "in" in test:
                        _reads(test["in"], rule_id, documents["groups"], readers)
    return {name: sorted(found) for name, found in readers.items()}


def _reads(name: str, rule_id: str, groups: dict[str, Any], readers: dict[str, set[str]]) -> None:
    if rule_id not in readers[name]:
        readers[name].add(rule_id)
        for included in groups[name].get("includes") or ():
            _reads(included, rule_id, groups, readers)


@dataclass
class _Asked:
    """One judgement that scenarios rest on: of the rules on one side, or of a visa applied for."""

    jurisdictions: tuple[str, ...]
    direction: str
    facts: Facts
    moment: datetime
    known_on: date
    remembered: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    @cached_property
    def values(self) -> frozenset[object]:
        """Every value that its facts have or are presumed to have."""
        told, presumed = self.facts.values.values(), self.facts.presumed.values()
        of_items = (v for items in self.facts.items.values() for i in items for v in i.values())
        return frozenset((*told, *presumed, *of_items))

    def says(self, book: Rulebook, rule_id: str) -> list[tuple[object, ...]]:
        """What one rule says, presumptions counted and not; nothing if it does not bear (S9)."""
        if rule_id not in book.documents["rules"]:
            return []
        members = book.members_at(self.moment, self.known_on)
        found = (
            judge(book.rule(rule_id), facts, self.moment, self.known_on, members)
            for facts in (self.facts, self.facts.strictly(PRESUMED_STRICTLY))
        )
        return [
            (f.outcome, f.missing, f.unsettled, f.presumed)
            for f in found
            if f.outcome not in ("not_in_force", "not_met")
        ]

    def said(self, book: Rulebook, rule_id: str) -> list[tuple[object, ...]]:
        """The same of the whole rules, remembered."""
        if rule_id not in self.remembered:
            self.remembered[rule_id] = self.says(book, rule_id)
        return self.remembered[rule_id]


def _either(key: str | None, own: Any, whole: Any, wanted: str) -> Any:
    return own(wanted) if wanted == key else whole(wanted)


class Corpus:
    """The rules with their cases, and the scenarios with all that they ask of the rules."""

    def __init__(self, root: Path, questions: dict[str, Scenario]) -> None:
        folder = read_folder(root)
        if folder.problems:
            raise SystemExit("\n".join(map(str, folder.problems)))
        self.documents: Documents = folder.documents
        self.deletions = list(deletions(self.documents))
        self.readers = _groups_read(self.documents)
        self.book = Rulebook("", "", self.documents)
        self.scenarios: dict[str, Scenario] = {}
        self.texts: dict[str, str] = {}
        self.asked: dict[object, tuple[_Asked, dict[str, None]]] = {}
        self.states: dict[str, dict[tuple[Any, ...], dict[str, None]]] = defaultdict(dict)
        for name, scenario in questions.items():
            self._listen(name, scenario)

    def _listen(self, name: str, scenario: Scenario) -> None:
        """Run a scenario and note what it asks, if it passes."""
        self.book.sides.clear()  # or what an earlier one asked would not be heard again
        self.book.states.clear()
        heard: list[tuple[object, _Asked]] = []
        seen: list[tuple[str, tuple[Any, ...]]] = []

        def side(
            book: Rulebook,
            where: Where,
            fold: int,
            facts: Callable[[], Facts],
            crossing: Crossing = (),
        ) -> Any:
            zone, direction, moment, known_on, _ = where
            whole = facts().told(crossing)
            key = (
                zone,
                direction,
                book.stretch(zone, direction, moment),
                known_on,
                whole.folded(*book.reads.there(zone, direction)),
            )
            asked = _Asked(book.zones[zone].jurisdictions, direction, whole, moment, known_on)
            heard.append((key, asked))
            return judge_folded(book, where, fold, facts, crossing)

        def one(rule: Any, *rest: Any) -> Any:
            asked = _Asked((rule.jurisdiction,), "issuance", *rest[:3])
            heard.append(((name, rule.jurisdiction), asked))
            return judge(rule, *rest)

        def state(point: Any, *rest: Any, bare_date: bool) -> Any:
            zones, *others = rest
            seen.append((point.id, (tuple(zone.id for zone in zones), *others, bare_date)))
            return availability(point, *rest, bare_date=bare_date)

        with (
            # Points that no rule tells apart may be told apart by what is left of it.
            patch.object(Rulebook, "alike", lambda _book, _zone, _direction, point: point),
            patch.object(sides, "judge_folded", side),
            patch.object(examination, "availability", state),
            patch.object(issuance, "judge", one),
        ):
            if observed(scenario, self.book) != scenario["expect"]:
                return
        self.scenarios[name] = scenario
        self.texts[name] = str(scenario["expect"])
        for key, asked in heard:
            self.asked.setdefault(key, (asked, {}))[1][name] = None
        for point_id, call in seen:
            self.states[point_id].setdefault(call, {})[name] = None

    def killer(self, deletion: Deletion) -> str:
        """The first case or scenario that fails without the part; `""` if none does."""
        book = self._without(deletion)
        rules: list[str] = []
        if deletion.folder != "points":
            by_group = deletion.folder == "groups"
            rules = self.readers[deletion.key] if by_group else [deletion.key]
        for rule_id in rules if deletion.place else ():
            cases = self.documents["rules"][rule_id]["cases"]
            given = cases.get("given") or {}
            for check in cases["checks"]:
                if case_fault(run_case(book, rule_id, given, check), check):
                    return f"case {rule_id}::{check['name']}"
        touched = self._touched_by_rules(book, rules, deletion.value)
        touched |= self._touched_by_point(book, deletion)
        # Those that name what is deleted are the likeliest to fail.
        for name in sorted(touched, key=lambda n: deletion.key not in self.texts[n]):
            if observed(self.scenarios[name], book) != self.scenarios[name]["expect"]:
                return f"scenario {name}"
        return ""

    def _without(self, deletion: Deletion) -> Rulebook:
        """The rulebook without a part; what the deletion leaves alone is not built again."""
        book = Rulebook("", "", deletion.of(self.documents))
        for folder, name in (("rules", "rule"), ("points", "point"), ("groups", "group")):
            whole, own = getattr(self.book, name), getattr(book, name)
            changed = deletion.key if folder == deletion.folder else None
            setattr(book, name, partial(_either, changed, own, whole))
        return book

    def _touched_by_rules(self, book: Rulebook, rules: list[str], value: str) -> dict[str, None]:
        """The scenarios in which one of the rules says something else than before."""
        touched: dict[str, None] = {}
        for rule_id in rules:
            rule = self.book.rule(rule_id)
            # Verdicts rest on prohibitions alone, and not on those of goods (S4, S12).
            for asked, names in self.asked.values():
                if (
                    rule.jurisdiction in asked.jurisdictions
                    and asked.direction in rule.directions
                    and (not value or value in asked.values)
                    and asked.says(book, rule_id) != asked.said(self.book, rule_id)
                ):
                    touched |= {
                        name: None for name in names if rule.bears or rule_id in self.texts[name]
                    }
        return touched

    def _touched_by_point(self, book: Rulebook, deletion: Deletion) -> dict[str, None]:
        """The scenarios in which the crossing point is in another state than before."""
        touched: dict[str, None] = {}
        if deletion.folder == "points":
            for ((first, second), *rest, bare_date), names in self.states[deletion.key].items():
                before, after = (
                    availability(
                        of.point(deletion.key),
                        (of.zones[first], of.zones[second]),
                        *rest,
                        bare_date=bare_date,
                    ).code
                    for of in (self.book, book)
                )
                if before != after:
                    touched |= names
        return touched


_corpus: Corpus


def _killer(index: int) -> str:
    return _corpus.killer(_corpus.deletions[index])


def killers(corpus: Corpus, indices: Iterable[int]) -> list[str]:
    """The killers of some deletions, found by two processes."""
    global _corpus
    _corpus = corpus
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(_killer, list(indices), chunksize=16)


def reasons() -> dict[str, str]:
    """Why a survivor may survive, by its name."""
    entries = ryaml.loads(REASONS.read_text("utf-8")) or []
    return {name: entry["reason"] for entry in entries for name in entry["survivors"]}


def report(done: list[tuple[Deletion, str]], why: dict[str, str]) -> str:
    """The result as a page: a table by kind, and the survivors."""
    total = Counter(deletion.kind for deletion, _ in done)
    killed = Counter(deletion.kind for deletion, killer in done if killer)
    by_scenario = Counter(d.kind for d, killer in done if killer.startswith("scenario "))
    head = __doc__.partition("\n\n")[2].partition("\n\n")[0] if __doc__ else ""
    rows = [
        f"| {kind} | {killed[kind] - by_scenario[kind]} | {by_scenario[kind]} | {total[kind]} |"
        for kind in total
    ]
    left = [f"- {d.kind}, {d.name}: {why.get(d.name, '?')}" for d, killer in done if not killer]
    return "\n".join(
        [
            "# What is missed when it is gone",
            "",
            " ".join(head.split()),
            "",
            "Written by `python tools/delete_one.py`.",
            "",
            "| part | killed by cases | killed by scenarios only | all |",
            "|---|---|---|---|",
            *rows,
            f"| **all** | {killed.total() - by_scenario.total()} | {by_scenario.total()} "
            f"| {total.total()} |",
            "",
            "## Survivors",
            "",
            *(left or ["None."]),
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    """Run, print, write; the exit status."""
    wanted = [a for a in arguments if not a.startswith("--")]
    corpus = Corpus(ROOT / "rules", scenarios())
    indices = [
        i for i, d in enumerate(corpus.deletions) if not wanted or any(w in d.name for w in wanted)
    ]
    found = killers(corpus, indices)
    done = [(corpus.deletions[i], killer) for i, killer in zip(indices, found, strict=True)]
    why = reasons()
    text = report(done, why)
    print(text)
    if not wanted and "--dry" not in arguments:
        REPORT.write_text(text, "utf-8")
    survivors = {d.name for d, killer in done if not killer}
    unexplained = sorted(survivors - why.keys())
    gone = sorted(why.keys() - survivors) if not wanted else []
    for name in unexplained:
        print(f"survives without a reason: {name}", file=sys.stderr)
    for name in gone:
        print(f"{REASONS.name} names what does not survive: {name}", file=sys.stderr)
    return 1 if unexplained or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

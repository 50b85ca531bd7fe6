"""`borderrules validate`: every problem of a rules folder, its cases, and the evidence rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from borderrules.cases import case_fault, run_case
from borderrules.dates import parse_moment
from borderrules.digest import digest_of
from borderrules.folder import Folder, read_folder
from borderrules.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from borderrules.errors import Problem

Fault = tuple[tuple[str | int, ...], str, str]


def validate(root: Path, only: str = "") -> tuple[Folder, list[Problem]]:
    """The folder as read and its problems, sorted; `only` keeps those of one subfolder.

    Evidence is judged only of rules whose shape and meaning are right, cases only where the groups
    that they need are too.
    """
    folder = read_folder(root)
    broken = {problem.path for problem in folder.problems}
    unusable = _unusable_groups(folder)
    book = Rulebook(folder.version, digest_of(folder.documents), folder.documents)
    for rule_id, data in folder.documents["rules"].items():
        if folder.files["rules", rule_id][0] in broken:
            continue
        faults = list(_evidence_faults(data))
        if "groups" not in folder.unreadable and not unusable & set(_groups_in(data["versions"])):
            faults += _case_faults(book, rule_id, data)
        for fault in faults:
            folder.report_on("rules", rule_id, *fault)
    for point_id, data in folder.documents["points"].items():
        for fault in _point_evidence_faults(data):
            folder.report_on("points", point_id, *fault)
    for kind, group in folder.documents.items():
        for key, data in group.items():
            for fault in _language_faults(data, ()):
                if kind == "links":  # one file, whose entries lie elsewhere in it
                    _, code, message = fault
                    folder.report_on(kind, "", (), code, f"`{key}`: {message}")
                else:
                    folder.report_on(kind, key, *fault)
    prefix = f"{root.name}/{only.strip('/')}/" if only else ""
    return folder, sorted({p for p in folder.problems if p.path.startswith(prefix)})


def _unusable_groups(folder: Folder) -> set[str]:
    """The groups that cannot be used, and those that include them."""
    unusable = set(folder.rejected["groups"])
    while more := {
        name
        for name, data in folder.documents["groups"].items()
        if name not in unusable and unusable & set(data.get("includes") or ())
    }:
        unusable |= more
    return unusable


def _groups_in(data: Any) -> Iterator[str]:
    """The names of all groups that tests somewhere in some data refer to."""
    if isinstance(data, dict):
        if isinstance(data.get("in"), str):
            yield data["in"]
        for value in data.values():
            yield from _groups_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _groups_in(value)


def _case_faults(book: Rulebook, rule_id: str, data: dict[str, Any]) -> Iterator[Fault]:
    for index, check in enumerate(data["cases"]["checks"]):
        finding = run_case(book, rule_id, data["cases"].get("given") or {}, check)
        if message := case_fault(finding, check):
            yield ("cases", "checks", index), "BR301", f"case `{check['name']}`: {message}"


def _evidence_faults(data: dict[str, Any]) -> Iterator[Fault]:
    """Each version: sources for dates, conditions, exceptions; cases for ends and exceptions."""
    checks = data["cases"]["checks"]
    for index, version in enumerate(data["versions"]):
        place: tuple[str | int, ...] = ("versions", index)
        start = version["effective"]["from"]
        supports = {
            what
            for source in data["sources"]
            if start in (source.get("versions") or (start,))
            for what in source["supports"]
        }
        wanted = ["effective", "when"] + (["exceptions"] if version.get("exceptions") else [])
        for what in wanted:
            if what not in supports:
                yield place, "BR201", f"no source supports `{what}` of the version from {start}"
        yield from _boundary_faults(place, version, data["versions"], checks)
        for key in ("exceptions", "accepts"):
            for number, item in enumerate(version.get(key) or ()):
                if not any(_shows(check, item, version) for check in checks):
                    message = (
                        f"exception `{item['id']}` from {start} has no case (by: [{item['id']}])"
                    )
                    yield (*place, key, number), "BR205", message
    names = [check["name"] for check in checks]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield ("cases", "checks", index, "name"), "BR110", f"case `{name}` twice"


def _shows(check: dict[str, Any], item: dict[str, Any], version: dict[str, Any]) -> bool:
    """Whether a case lies in the version and shows that the exception exempts, or is unsettled."""
    settled = item.get("certainty", "settled") == "settled"
    wanted = ("exempt",) if settled else ("undetermined",)
    return (
        check["expect"] in wanted
        and item["id"] in (check.get("by") or ())
        and _in_version(_moment(check["on"]), version)
    )


def _moment(text: str) -> datetime:
    return parse_moment(text)[0]


def _in_version(moment: datetime, version: dict[str, Any]) -> bool:
    effective = version["effective"]
    until = effective.get("until")
    return _moment(effective["from"]) <= moment and (until is None or moment < _moment(until))


def _boundary_faults(
    place: tuple[str | int, ...],
    version: dict[str, Any],
    versions: list[dict[str, Any]],
    checks: list[dict[str, Any]],
) -> Iterator[Fault]:
    effective = version["effective"]
    start = _moment(effective["from"])
    eve = start - (timedelta(days=1) if start.hour == start.minute == 0 else timedelta(minutes=1))
    on = {_moment(check["on"]) for check in checks}
    by_eve = [c for c in checks if eve <= _moment(c["on"]) < start]
    if not any(start <= moment < start + timedelta(days=1) for moment in on):
        yield place, "BR203", f"no case on the first day, {effective['from']}"
    others = [v for v in versions if v is not version]
    if not by_eve:
        yield place, "BR204", f"no case on the eve, {eve.isoformat(timespec='minutes')}"
    elif not any(_in_version(eve, other) for other in others):
        wanted = "undetermined" if "start" in (effective.get("uncertain") or ()) else "not_in_force"
        lapsed = any(
            "end" in (v["effective"].get("uncertain") or ())
            and _moment(v["effective"]["until"]) <= eve
            for v in others
            if v["effective"].get("until")
        )
        if not lapsed and not any(c["expect"] == wanted for c in by_eve):
            yield place, "BR204", f"the eve, {eve.date()}, must be {wanted} in some case"
    if until := effective.get("until"):
        end = _moment(until)
        if not any(end <= moment < end + timedelta(days=1) for moment in on):
            yield place, "BR204", f"no case on the day after the last, {until}"
        before = end - timedelta(days=1)
        if not any(before <= moment < end for moment in on):
            yield place, "BR204", f"no case on the last day, {before.date()}"


def _point_evidence_faults(data: dict[str, Any]) -> Iterator[Fault]:
    supports = {source.get("id"): set(source["supports"]) for source in data["sources"]}
    for index, period in enumerate(data["timeline"]):
        backed = set().union(*(supports.get(name, set()) for name in period["sources"]))
        if "status" not in backed:
            yield ("timeline", index, "sources"), "BR201", "no source supports its `status`"
        known = [h for h in (period.get("hours") or {}).values() if h != "unknown"]
        if known and "hours" not in backed:
            yield ("timeline", index, "hours"), "BR201", "no source supports its `hours`"


_CYRILLIC = range(0x400, 0x500)


def _language_faults(data: Any, place: tuple[str | int, ...]) -> Iterator[Fault]:
    """Every text in both languages, each in its own letters."""
    if isinstance(data, dict):
        if data.keys() == {"en", "ru"}:
            if any(ord(letter) in _CYRILLIC for letter in data["en"]):
                yield (*place, "en"), "BR202", "the English text has Cyrillic letters"
            if not any(ord(letter) in _CYRILLIC for letter in data["ru"]):
                yield (*place, "ru"), "BR202", "the Russian text has no Cyrillic letters"
        else:
            for key, value in data.items():
                if key not in ("cases", "sources"):
                    yield from _language_faults(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _language_faults(value, (*place, index))

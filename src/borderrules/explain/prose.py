"""One rule, or one crossing point, as prose for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from borderrules.conditions import NONE
from borderrules.explain.text import TIER_WORDS, WIDTH
from borderrules.explain.wording import named
from borderrules.terms import ENUMS, N_
from borderrules.vocabulary import FACTS

if TYPE_CHECKING:
    from borderrules.conditions import Condition, Test
    from borderrules.measures import Known, Point, Rule, Source, Status, Version
    from borderrules.rulebook import Rulebook
    from borderrules.words import Words

EFFECT_WORDS = {
    "prohibit": N_("prohibition"),
    "oblige": N_("obligation"),
    "advise": N_("advice"),
}
DIRECTION_WORDS = {
    "entry": N_("on entering"),
    "exit": N_("on leaving"),
    "presence": N_("while in the country"),
    "issuance": N_("on issuing visas and permits"),
}
CERTAINTY_WORDS = {
    "discretionary": N_("the authority decides from case to case"),
    "disputed": N_("the sources disagree"),
}


def rule_prose(book: Rulebook, rule: Rule, words: Words) -> str:
    """A rule: title, each version with its conditions and exceptions, and its sources."""
    place = words.pick(book.jurisdictions[rule.jurisdiction].name)
    directions = ", ".join(words(DIRECTION_WORDS[d]) for d in sorted(rule.directions))
    lines = [
        words.pick(rule.title),
        f"{rule.id}: {place}, {words(EFFECT_WORDS[rule.effect])}, {directions}",
    ]
    for version in rule.versions:
        lines += ["", *_version_lines(book, version, words)]
    lines += ["", *_source_lines(rule.sources, words)]
    return _page(lines)


def point_prose(point: Point, words: Words) -> str:
    """A crossing point: names, timeline and single closures."""
    lines = [" – ".join(words.pick(point.names[zone]) for zone in point.zones)]
    for status in point.timeline:
        lines += ["", *_status_lines(status, words)]
    for closure in point.closures:
        span = _span(str(closure.period.start), str(closure.period.until or ""), words)
        lines += ["", f"{span}: {words.pick(closure.reason)}"]
    return _page(lines)


def _page(lines: list[str]) -> str:
    wrapped: list[str] = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        wrapped += textwrap.wrap(
            line, WIDTH, subsequent_indent=indent + "  ", break_on_hyphens=False
        ) or [""]
    return "\n".join(wrapped) + "\n"


def _span(start: str, until: str, words: Words) -> str:
    start, until = start.removesuffix(" 00:00:00"), until.removesuffix(" 00:00:00")
    if until:
        return words("from {start}, until before {until}", start=start, until=until)
    return words("from {start}", start=start)


def _known_line(known: Known, start: str, words: Words) -> list[str]:
    lines = []
    if str(known.announced) != start[:10]:
        lines.append("  " + words("announced {day}", day=known.announced))
    if known.replaced:
        lines.append("  " + words("withdrawn {day}", day=known.replaced))
    return lines


def _version_lines(book: Rulebook, version: Version, words: Words) -> list[str]:
    period = version.period
    lines = [_span(str(period.start), str(period.until or ""), words)]
    if version.uncertain_start:
        lines.append("  " + words("From which day this holds is not known for sure."))
    if version.uncertain_end:
        lines.append("  " + words("What holds after that is not known."))
    lines += _known_line(version.known, str(period.start), words)
    lines.append("  " + words("last confirmed {day}", day=version.last_confirmed))
    if version.certainty != "settled":
        lines.append("  " + words(CERTAINTY_WORDS[version.certainty]))
    lines.append("  " + words.pick(version.reason))
    if version.caution:
        lines.append("  ! " + words.pick(version.caution))
    lines.append("  " + words("Applies if:"))
    lines += _condition_lines(book, version.condition, words) or ["    - " + words("always")]
    for exemption in version.exemptions:
        label = words("satisfied by") if exemption.satisfies else words("not if")
        certainty = CERTAINTY_WORDS.get(exemption.certainty)
        note = f" ({words(certainty)})" if certainty else ""
        lines.append(f"  {label} [{exemption.id}]: {words.pick(exemption.title)}{note}")
        if exemption.proof:
            lines.append("    " + words("proof: {text}", text=words.pick(exemption.proof)))
    return lines


def _condition_lines(book: Rulebook, condition: Condition, words: Words) -> list[str]:
    return [f"    - {test.fact}: {_test_text(book, test, words)}" for test in condition.tests]


def _test_text(book: Rulebook, test: Test, words: Words) -> str:
    if test.values:
        return words(" or ").join(
            sorted(_value_text(test.fact, value, words) for value in test.values)
        )
    if test.group:
        return f"{words.pick(book.group(test.group).title)} ({test.group})"
    parts = []
    if test.at_least is not None:
        parts.append(words("at least {value}", value=test.at_least))
    if test.at_most is not None:
        parts.append(words("at most {value}", value=test.at_most))
    return ", ".join(parts)


def _value_text(fact: str, value: object, words: Words) -> str:
    row = FACTS[fact]
    if row.enum and value in ENUMS[row.enum]:
        return words.term(row.enum, str(value))
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if row.type == "code" and value != NONE:
        return words.country(str(value))
    return words("none") if value == NONE else str(value)


def _status_lines(status: Status, words: Words) -> list[str]:
    period = status.period
    modes = ", ".join(words.term("mode", mode) for mode in sorted(status.modes))
    state = words("open, passable {modes}", modes=modes) if status.open else words("closed")
    lines = [f"{_span(str(period.start), str(period.until or ''), words)}: {state}"]
    lines += _known_line(status.known, str(period.start), words)
    for zone, hours in status.hours.items():
        text = ", ".join(map(str, hours)) if hours is not None else words("not known")
        lines.append("  " + words("hours, {zone}: {hours}", zone=zone, hours=text))
    if status.reason:
        lines.append("  " + words.pick(status.reason))
    if status.caution:
        lines.append("  ! " + words.pick(status.caution))
    lines.append("  " + words("last confirmed {day}", day=status.last_confirmed))
    return [*lines, *(f"  {line}" for line in _source_lines(status.sources, words))]


def _source_lines(sources: tuple[Source, ...], words: Words) -> list[str]:
    lines = []
    for source in named(sources, words):
        name = ", ".join(filter(None, (source.publisher, source.published)))
        lines.append(f"{words(TIER_WORDS[source.tier])}: {name}: {source.url}")
    return lines

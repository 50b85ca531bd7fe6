"""Who needs a visa, as a Markdown page in English: every passport on two days."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from borderrules.explain.markdown import link, page, table
from borderrules.passports import ISSUERS, NEIGHBOURS, RULE, Change, Standing, changes, standings
from borderrules.vocabulary import FACTS
from borderrules.words import Words

if TYPE_CHECKING:
    from datetime import date

    from borderrules.measures import Version
    from borderrules.rulebook import Rulebook

_WORDS = Words("en")
_NEEDS = ("visa", "no visa", "free movement", "undetermined", "not known")
_UNSETTLED = {
    "start": "whether it had begun is not known",
    "end": "whether it still holds is not known",
}

#: By passport: on each of two days, the standing in each state.
Both = dict[str, tuple[dict[str, Standing], dict[str, Standing]]]


def passport_table(book: Rulebook, first: date, last: date) -> str:
    """The page for two days, the earlier one first."""
    then, now = standings(book, first), standings(book, last)
    both: Both = {code: (then[code], now[code]) for code in ISSUERS}
    found = changes(book, then, first, last)
    states = ", ".join(_WORDS.country(state) for state in NEIGHBOURS)
    rule = _WORDS.pick(book.rule(RULE).title)
    return page(
        [
            [f"# Who needs a visa: {len(ISSUERS)} passports on {first} and {last}"],
            [
                "Whether an adult tourist with an ordinary biometric passport, without visa, "
                "permit or relatives in the area, needs a visa for a short stay when coming from "
                f"Russia to {states}. One word stands for all six where they agree.",
            ],
            [
                f"This is what one rule says: *{rule}* (`{RULE}`). Other rules may refuse a "
                "traveller all the same, such as the bans on Russian citizens; and the states may "
                "ask for a visa where somebody comes to work for pay.",
            ],
            ["## Counts"],
            _counts(both, first, last),
            ["## What changed"],
            _changes(book, found),
            [
                "A change within one version of the rule is a change in a group of states that it "
                "reads. Which source speaks of which passport the rule does not say; those that "
                "name it stand here, all of them below.",
            ],
            ["## What is undetermined"],
            _undetermined(book, both, first, last) or ["Nothing."],
            ["## Every passport"],
            ["In bold: what changed, and what is not settled."],
            table(
                ["code", "passport", str(first), str(last), f"on the ground of, {last}"],
                (_row(book, code, both[code]) for code in sorted(both, key=_WORDS.country)),
            ),
            ["## The rule's versions and sources"],
            _versions(book, both, found),
        ]
    )


def _word(standings: dict[str, Standing]) -> str:
    """One word where all six states agree, else each state's."""
    needs = {state: standing.need for state, standing in standings.items()}
    if len(set(needs.values())) == 1:
        return needs[NEIGHBOURS[0]]
    return ", ".join(f"{state}: {need}" for state, need in needs.items())


def _counts(both: Both, first: date, last: date) -> list[str]:
    columns = [Counter(_word(pair[n]) for pair in both.values()) for n in (0, 1)]
    kinds = [kind for kind in _NEEDS if any(column[kind] for column in columns)]
    kinds += sorted({kind for column in columns for kind in column} - set(kinds))
    rows = [[kind, *(str(column[kind]) for column in columns)] for kind in kinds]
    total = ["**all**", str(columns[0].total()), str(columns[1].total())]
    return table(["need", str(first), str(last)], [*rows, total], 2)


def _changes(book: Rulebook, found: tuple[Change, ...]) -> list[str]:
    rows = [
        [
            str(change.day),
            f"{_WORDS.country(change.code)} ({change.code})",
            _told(book, change.before),
            _told(book, change.after),
            "all six" if change.states == NEIGHBOURS else ", ".join(change.states),
            _version_name(change.after.finding.version),
            _naming(book, change) or "those of the version",
        ]
        for change in found
    ]
    if not rows:
        return ["Nothing."]
    return table(["from", "passport", "before", "since", "in", "version", "sources"], rows)


def _naming(book: Rulebook, change: Change) -> str:
    """The sources of the version that name the passport's state."""
    version, name = change.after.finding.version, _WORDS.country(change.code)
    sources = book.rule(RULE).sources_of(version) if version else ()
    return ", ".join(link(s.publisher, s.url) for s in sources if name in s.publisher)


def _told(book: Rulebook, standing: Standing) -> str:
    """The need with its ground or, if undetermined, what is open."""
    why = [_reason(book, name) for name in standing.why]
    return f"{standing.need} ({'; '.join(why)})" if why else standing.need


def _reason(book: Rulebook, name: str) -> str:
    """An exemption, an unsettled one (`disputed:ID`), or a missing fact, in words."""
    certainty, _, exemption = name.rpartition(":")
    titles = {e.id: e.title for v in book.rule(RULE).versions for e in v.exemptions}
    if exemption in titles:
        title = _WORDS.pick(titles[exemption])
        return f"{certainty}: {title}" if certainty else title
    if name in FACTS:
        return f"depends on `{name}`, which was not told"
    return _UNSETTLED.get(name, name)


def _undetermined(book: Rulebook, both: Both, first: date, last: date) -> list[str]:
    lines = [
        f"- {_WORDS.country(code)} ({code}), {day}: {_told(book, standing)}"
        for code, pair in both.items()
        for day, standings in zip((first, last), pair, strict=True)
        for standing in standings.values()
        if standing.need in ("undetermined", "not known")
    ]
    return list(dict.fromkeys(lines))


def _row(book: Rulebook, code: str, pair: tuple[dict[str, Standing], ...]) -> list[str]:
    then, now = map(_word, pair)
    why = dict.fromkeys(_reason(book, name) for s in pair[1].values() for name in s.why)
    marked = then != now or "undetermined" in now or "not known" in now
    mark = "**" if marked else ""
    return [code, _WORDS.country(code), then, f"{mark}{now}{mark}", "; ".join(why) or "—"]


def _version_name(version: Version | None) -> str:
    return f"of {version.period.start:%Y-%m-%d}" if version else "—"


def _versions(book: Rulebook, both: Both, found: tuple[Change, ...]) -> list[str]:
    used = [s.finding.version for pair in both.values() for day in pair for s in day.values()]
    used += [change.after.finding.version for change in found]
    rule = book.rule(RULE)
    lines = []
    for version in rule.versions:
        if not any(version is item for item in used):
            continue
        lines.append(
            f"Version {_version_name(version)}, last confirmed {version.last_confirmed}:\n"
        )
        for source in rule.sources_of(version):
            name = source.publisher + (f", {source.published}" if source.published else "")
            lines.append(f"- {source.tier}: {link(name, source.url)}")
    return lines

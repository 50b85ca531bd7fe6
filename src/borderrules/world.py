"""What rules may refer to: zones, crossing points, jurisdictions, groups, and values of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from borderrules.countries import COUNTRIES
from borderrules.errors import suggestion
from borderrules.terms import ENUMS
from borderrules.vocabulary import Fact, read_value

if TYPE_CHECKING:
    from collections.abc import Set


class World(NamedTuple):
    """All that rules may refer to; groups by name with their type, `""` if that is not known.

    `unreadable` are the kinds of which some file cannot be read: what is missing may stand there.
    """

    zones: Set[str]
    points: Set[str]
    jurisdictions: Set[str]
    groups: dict[str, str]
    unreadable: Set[str] = frozenset()

    def values_of(self, type_: str) -> Set[str]:
        """The values that a fact type or group type allows."""
        known = {"country": COUNTRIES, "code": COUNTRIES, "zone": self.zones, "point": self.points}
        return known[type_] if type_ in known else frozenset(ENUMS.get(type_, ()))


def name_fault(value: object, type_: str, world: World) -> str:
    """Why a value is none of a type's names, or ``""``."""
    values = world.values_of(type_)
    if isinstance(value, str) and (value in values or value == "none"):
        return ""
    if isinstance(value, str) and f"{type_}s" in world.unreadable:
        return ""
    word = {"code": "country", "country": "country", "point": "crossing point", "zone": "zone"}
    kind = word.get(type_, type_.replace("_", " "))
    return f"unknown {kind} `{value}`{suggestion(str(value), values)}"


def value_fault(fact: Fact, value: Any, world: World) -> str:
    """Why a literal cannot be the value of a fact, or ``""``."""
    if fact.type in ("zone", "point"):
        return name_fault(value, fact.type, world)
    try:
        read = read_value(fact, value)
    except ValueError as error:
        return f"`{fact.name}`: {error}"
    return f"`{fact.name}`: write `{read}`" if fact.type == "code" and read != value else ""

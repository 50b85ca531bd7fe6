"""What the travellers of a party are called, and what is said of several of them at once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.query import Query
    from borderrules.words import Words

#: So many travellers are named one by one; of more, those of one nationality together.
MOST_NAMED = 3


def people(query: Query, words: Words) -> tuple[str, ...]:
    """The countries of each traveller's passports; who travels alone needs no name."""
    if len(query.travellers) < 2:
        return ()
    return tuple(
        ", ".join(
            words.country(code)
            for code in dict.fromkeys(d.holder_nationality for d in traveller.documents or ())
        )
        for traveller in query.travellers
    )


def called(numbers: Iterable[int], countries: tuple[str, ...], words: Words) -> str:
    """Travellers by their numbers in the question, from 1, and their nationalities."""
    found = sorted(numbers)
    if len(found) <= MOST_NAMED:
        return ", ".join(_one(number, countries[number - 1], words) for number in found)
    alike: dict[str, list[int]] = {}
    for number in found:
        alike.setdefault(countries[number - 1], []).append(number)
    return "; ".join(_several(same, country, words) for country, same in alike.items())


def _one(number: int, country: str, words: Words) -> str:
    name = words("Traveller {number}", number=number)
    return f"{name} ({country})" if country else name


def _several(numbers: list[int], country: str, words: Words) -> str:
    if len(numbers) == 1:
        return _one(numbers[0], country, words)
    name = words("Travellers {numbers}", numbers=", ".join(_runs(numbers)))
    return f"{name} ({country})" if country else name


def _runs(numbers: list[int]) -> list[str]:
    """Numbers that follow each other as `1–7`.

    >>> _runs([1, 2, 3, 5, 8, 9])
    ['1–3', '5', '8–9']
    """
    runs = groupby(enumerate(numbers), key=lambda item: item[1] - item[0])
    ends = [[number for _, number in run] for _, run in runs]
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in ends]

"""Who somebody is, is not asked: it is refused by name and repeated nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import KEYS, PLACES, TINY, Told, assert_refused, trip_with
from borderrules import query as questions
from borderrules import traveller as people
from borderrules.cli.check_route import build_command
from borderrules.errors import QueryError, said
from borderrules.trip import PERSONAL, query_from
from borderrules.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable


SECRET = "Ivanova-4512-345678"


@pytest.mark.parametrize(
    "key",
    [*sorted(PERSONAL), "Name", "passportNumber", "passport-number", "Birth Date", "PLATE_NUMBER"],
)
def test_personal_keys_are_refused_unread(key: str, ask_trip: Callable[..., Told]) -> None:
    for shape in PLACES:
        told = ask_trip(trip_with(shape, key, SECRET))
        assert_refused(told)
        (line,) = told.lines
        assert line.endswith(f"BR510 `{key}` is personal and not needed here; remove it")
        assert SECRET not in told.err


@pytest.mark.parametrize(
    "flag", ["--name", "--birth-date", "--passport-number", "--number", "--plate-number", "--email"]
)
def test_personal_flags_are_refused_unread(flag: str, ask: Callable[..., Told]) -> None:
    for arguments in ([flag, SECRET], [f"{flag}={SECRET}"]):
        told = ask("RU", "NO", *arguments)
        assert_refused(told)
        assert told.lines == [
            f"check-route: `{flag}` is personal and not needed here; leave it out"
        ]


@pytest.mark.parametrize(
    "flag", ["--plate", "--nationality", "--purpose", "--mode", "--visa", "--permit"]
)
@pytest.mark.parametrize("number", ["A123BC78", "4512345678", "45 12 345678", "У777КХ 51"])
def test_a_number_typed_for_a_code_is_not_repeated(
    flag: str, number: str, ask: Callable[..., Told]
) -> None:
    told = ask("RU", "NO", flag, number if flag != "--permit" else f"residence:{number}")
    assert_refused(told)
    assert number not in told.err
    assert f"`{flag}`" in told.err


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (people.Traveller, "nationality"),
        (people.Traveller, "residence"),
        (people.TravelDocument, "issued_by"),
        (people.TravelDocument, "kind"),
        (people.Visa, "kind"),
        (people.Permit, "issued_by"),
        (questions.Vehicle, "registered_in"),
        (questions.Vehicle, "plate"),
        (questions.Vehicle, "trailer_registered_in"),
        (questions.Query, "service"),
    ],
)
def test_a_number_written_for_a_code_is_not_repeated(
    shape: type, key: str, ask_trip: Callable[..., Told]
) -> None:
    for number in ("A123BC78", 4512345678, "4512 345678"):
        told = ask_trip(trip_with(shape, key, number))
        assert_refused(told)
        assert str(number) not in told.err
        assert f"`{key}`: has digits" in told.err


def test_a_birth_date_written_for_an_age_is_not_repeated(ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(trip_with(people.Traveller, "age", "1980-05-17"))
    assert_refused(told)
    assert "1980" not in told.err
    assert "`age`: must be a number such as 5" in told.err


#: Numbers of passports, plates and visas as people type them.
NUMBERS = (
    "4512345678",
    "45 12 345678",
    "4512-345678",
    "У777КХ 51",
    "A123BC78",
    "C01X00T478",
    "٤٥١٢٣٤",
)
#: All flags that take a value.
VALUED = [
    option.opts[0]
    for option in build_command(Words("en")).params
    if isinstance(option, click.Option) and not option.is_flag
]


def assert_not_repeated(number: str, message: str) -> None:
    """No five digits of the number stand in a row in the message, however they are divided."""
    digits, shown = ("".join(filter(str.isdigit, text)) for text in (number, message))
    for start in range(max(1, len(digits) - 4)):
        assert digits[start : start + 5] not in shown


@pytest.mark.parametrize("flag", [*VALUED, "FROM", "TO", "one too many", "no such flag"])
def test_no_number_is_repeated_wherever_it_is_typed(flag: str, ask: Callable[..., Told]) -> None:
    for number in NUMBERS:
        typed = {
            "FROM": [number, "NO"],
            "TO": ["RU", number],
            "one too many": ["RU", "NO", number],
            "no such flag": ["RU", "NO", f"--{number}"],
        }.get(flag, ["RU", "NO", flag, number])
        told = ask(*typed) if flag == "--rules" else ask(*typed, "--rules", TINY)
        assert_refused(told)
        assert_not_repeated(number, told.err)


@pytest.mark.parametrize(
    ("shape", "key"), [(s, k) for s, k, _ in KEYS], ids=[f"{s.__name__}.{k}" for s, k, _ in KEYS]
)
def test_no_number_is_repeated_wherever_it_is_written(shape: type, key: str) -> None:
    for number in (*NUMBERS, 4512345678, -4512345678, 4512345678.5):
        for value in (number, [number], {str(number): 1}):
            with pytest.raises(QueryError) as caught:
                query_from(trip_with(shape, key, value))
            assert_not_repeated(str(number), str(caught.value))
    with pytest.raises(QueryError):  # of so many digits that Python writes none of them
        query_from(trip_with(shape, key, 10**5000))


@pytest.mark.parametrize("shape", PLACES, ids=lambda shape: shape.__name__)
def test_no_number_is_repeated_that_stands_for_a_key(
    shape: type, ask_trip: Callable[..., Told]
) -> None:
    for number in NUMBERS:
        told = ask_trip(trip_with(shape, number, 1))
        assert_refused(told)
        assert "BR101 unknown key `" in told.err
        assert_not_repeated(number, told.err)


@pytest.mark.parametrize(
    "text", ["4512345678: 1\n", "'4512345678': 1\n" * 2, "a: [\n4512345678: {"]
)
def test_no_number_is_repeated_of_what_is_no_trip(text: str, ask_trip: Callable[..., Told]) -> None:
    told = ask_trip(text)
    assert_refused(told)
    assert_not_repeated("4512345678", told.err)


@given(st.text("0123456789٤ABКХ -./:T", max_size=20) | st.from_regex(r"\d{4}-\d\d-\d\d.?\d*"))
def test_what_is_said_again_holds_three_digits_or_a_date(text: str) -> None:
    digits = sum(map(str.isdigit, said(text)))
    assert digits < 4 or re.fullmatch(r"\s*[\d./-]{8,10}([T ][\d:+Z-]+)?\s*", said(text))
    assert re.search(r"\d{5}", said(text)) is None

"""Whatever a value is, and whatever bytes come in, only problems with their place come out."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import KEYS, PLACES, Told, assert_refused, trip_with
from borderrules import query as questions
from borderrules import reading
from borderrules import traveller as people
from borderrules.countries import COUNTRIES
from borderrules.errors import Problem, QueryError
from borderrules.query import Query
from borderrules.terms import ENUMS
from borderrules.trip import query_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# What is wrong with the type of a value, for every key that there is.


def wrong_values(annotation: str) -> Iterator[object]:
    yield from ([7], {"a": 1}, [[]], [{}], -7, -7.5, float("nan"), float("inf"), 10**18)
    yield from ("a\x1b[31m\nb", "", "x" * 5_000)
    if not annotation.startswith("bool"):
        yield True


def test_every_kind_of_object_is_tried() -> None:
    named = {**vars(questions), **vars(people)}
    shapes = {kind for kind in named.values() if hasattr(kind, "__dataclass_fields__")}
    assert shapes == set(PLACES)


@pytest.mark.parametrize(
    ("shape", "key", "annotation"), KEYS, ids=[f"{s.__name__}.{k}" for s, k, _ in KEYS]
)
def test_a_value_of_another_type_is_told(
    shape: type, key: str, annotation: str, ask_trip: Callable[..., Told]
) -> None:
    for value in wrong_values(annotation):
        if (shape, key, value) == (questions.Query, "travellers", [{}]):
            continue  # one of whom nothing is told
        told = ask_trip(trip_with(shape, key, value))
        assert_refused(told)
        named = (f"`{key}`", "unknown key `a`", "BR504 no crossing point")
        assert any(name in told.err for name in named) or isinstance(value, list), told.err
        assert all(
            re.match(r"check-route: (trip\.yaml:\d+: )?BR\d{3} ", line) for line in told.lines
        )


@pytest.mark.parametrize("shape", PLACES, ids=lambda shape: shape.__name__)
def test_a_key_that_nothing_has_is_told(shape: type, ask_trip: Callable[..., Told]) -> None:
    for key in ("qqq", "bare_date", "", "a.b", "\x1b[31m"):
        told = ask_trip(trip_with(shape, key, 1))
        assert_refused(told)
        assert len(told.lines) == 1
        assert "BR101 unknown key `" in told.err


# Whatever comes in, only QueryError comes out.

_WORDS = sorted(
    {word for enum in ENUMS.values() for word in enum}
    | {item.name.rstrip("_") for shape in PLACES for item in fields(shape)}
    | set(list(COUNTRIES)[:20])
    | {"none", "unknown", "vehicles", "days", "name", "2024-06-01", "2024-06-01T22:00"}
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(_WORDS),
    st.dates(),
    st.datetimes(),
    st.just(date.max),
    st.just(datetime.min),
    st.binary(max_size=3),
)


def _values(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.one_of(st.sampled_from(_WORDS), st.text(max_size=5), st.integers(), st.none())
    return st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=5),
        st.tuples(inner),
    )


_ANYTHING = st.recursive(_SCALARS, _values, max_leaves=12)


def _object(shape: type) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly right mappings, so that what lies deep is reached."""
    names = [item.name.rstrip("_") for item in fields(shape) if item.init]
    needed = {key: st.just(value) | _ANYTHING for key, value in PLACES[shape][1].items()}
    return st.fixed_dictionaries(
        needed, optional={name: _ANYTHING for name in names if name not in needed}
    )


_TRAVELLERS = st.fixed_dictionaries(
    {},
    optional={
        "nationality": st.sampled_from(["RU", "FI"]) | _ANYTHING,
        "documents": st.lists(_object(people.TravelDocument), max_size=2),
        "visas": st.lists(_object(people.Visa), max_size=2),
        "permits": st.lists(_object(people.Permit), max_size=2),
        "family": st.lists(_object(people.FamilyMember), max_size=2),
        "property": st.lists(_object(people.Property), max_size=2),
        "age": _ANYTHING,
    },
)
_TRIPS = st.fixed_dictionaries(
    {"origin": st.just("RU"), "destination": st.just("NO"), "on": st.just("2024-06-01") | _SCALARS},
    optional={
        "traveller": _TRAVELLERS | _ANYTHING,
        "travellers": st.lists(_TRAVELLERS, max_size=2) | _ANYTHING,
        "vehicle": _object(questions.Vehicle) | _ANYTHING,
        "vehicles": st.lists(_object(questions.Vehicle), max_size=2) | _ANYTHING,
        "goods": st.lists(_object(questions.Goods), max_size=2) | _ANYTHING,
        "stays": st.lists(_object(questions.Stay), max_size=2) | _ANYTHING,
        "days": _ANYTHING,
        "modes": _ANYTHING,
        "purpose": _ANYTHING,
        "leave_on": _ANYTHING,
        "via": _ANYTHING,
    },
)


@settings(max_examples=200)
@given(st.one_of(_TRIPS, st.dictionaries(st.sampled_from(_WORDS) | st.text(), _ANYTHING)))
def test_only_query_errors_come_out(trip: dict[str, Any]) -> None:
    """Any mapping makes a question, or one error that names at least one problem."""
    try:
        query: Query | None = query_from(trip)
        problems: tuple[Problem, ...] = ()
    except QueryError as error:
        query, problems = None, error.problems
    assert isinstance(query, Query) or problems
    assert all(re.fullmatch(r"BR\d{3}", problem.code) for problem in problems)


@settings(max_examples=200)
@given(
    st.binary(max_size=60) | st.text("{}[]:,-?&*!|>'\"%@`#~ \n\tab1", max_size=60).map(str.encode)
)
def test_any_bytes_are_a_mapping_or_a_problem(raw: bytes) -> None:
    text = reading.decode(raw, "trip.yaml")
    read = text if isinstance(text, Problem) else reading.parse(text, "trip.yaml")
    assert isinstance(read, dict | Problem)


@pytest.mark.parametrize("trip", [None, [], "RU", 7])
def test_what_is_no_mapping_is_told(trip: Any) -> None:
    with pytest.raises(QueryError, match="BR107 a trip must be a mapping of keys to values"):
        query_from(trip)

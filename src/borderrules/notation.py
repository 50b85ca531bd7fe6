"""How dates, hours, codes, addresses and tests are written in files: a pydantic type for each."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, HttpUrl, WithJsonSchema

from borderrules import dates
from borderrules.countries import country_code


def _checked(parse: Any) -> AfterValidator:
    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


def _hours(text: str) -> str:
    if text != "unknown":
        dates.parse_hours(text)
    return text


def _url(text: str) -> str:
    HttpUrl(text)
    return text


def _month_or_day(text: str) -> str:
    dates.parse_day((text + "-01-01")[:10] if len(text) < 10 else text)
    return text


MomentText = Annotated[str, _checked(dates.parse_moment)]
DayText = Annotated[str, _checked(dates.parse_day)]
PartialDay = Annotated[
    str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$"), AfterValidator(_month_or_day)
]
DurationText = Annotated[str, _checked(dates.parse_duration)]
HoursText = Annotated[str, AfterValidator(_hours)]
#: Hours that are known, as those of single days of the week must be.
KnownHoursText = Annotated[str, Field(pattern=r"[0-9]"), AfterValidator(_hours)]
ClockName = Annotated[str, _checked(dates.clock)]
CountryText = Annotated[str, _checked(country_code)]
Url = Annotated[str, Field(max_length=2000), AfterValidator(_url)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
#: Days of the week as RFC 5545 names them; in this form `dateutil` reads every one.
WeekdaysText = Annotated[
    str,
    Field(
        pattern=r"^FREQ=WEEKLY;BYDAY=(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$",
        max_length=60,
    ),
]
GroupName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,79}$")]

_SCALAR_SCHEMA: dict[str, Any] = {"type": ["string", "boolean", "number"]}
_TEST_SCHEMA: dict[str, Any] = {
    "anyOf": [
        _SCALAR_SCHEMA,
        {
            "type": "object",
            "properties": {
                "one_of": {"type": "array", "items": _SCALAR_SCHEMA, "minItems": 1},
                "in": {"type": "string", "description": "the name of a group"},
                "at_least": _SCALAR_SCHEMA,
                "at_most": _SCALAR_SCHEMA,
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}

#: Tests by fact. Their types depend on the fact, so `checks` reads them.
When = dict[str, Annotated[Any, WithJsonSchema(_TEST_SCHEMA)]]

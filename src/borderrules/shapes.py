"""Checks data against a pydantic model and words what is wrong as a border officer would."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from borderrules.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from borderrules.reading import Loc

_TYPE_WORDS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "dataclass_type": "must be a mapping of keys to values",
    "dataclass_exact_type": "must be a mapping of keys to values",
    "mapping_type": "must be a mapping of keys to values",
    "too_short": "must not be empty",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "too_long": "has too many items",
}


@lru_cache(maxsize=32)
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def validate(shape: type, data: Any) -> tuple[Any, list[tuple[Loc, str, str]]]:
    """The data as an instance of `shape` or None, and (place, code, message) of each fault."""
    try:
        return _adapter(shape).validate_python(data), []
    except ValidationError as error:
        faults: dict[Loc, tuple[Loc, str, str]] = {}
        for item in error.errors(include_url=False):
            loc = _real_place(item["loc"], data, item["type"])
            fault = (loc, *_worded(item, loc, shape))
            if loc not in faults or faults[loc][1] == "BR107":
                faults[loc] = fault
        return None, list(faults.values())


def _real_place(loc: Iterable[str | int], data: Any, kind: str) -> Loc:
    """`loc` without the names of union branches that pydantic puts between real keys."""
    place: list[str | int] = []
    inner: Any = data
    for part in loc:
        known = part in inner if isinstance(inner, dict) else False
        if isinstance(inner, list) and isinstance(part, int):
            known = part < len(inner)
        if known:
            place.append(part)
            inner = cast("Any", inner)[part]
        elif kind == "missing" and isinstance(inner, dict):
            place.append(part)
    return tuple(place)


def _worded(item: Any, loc: Loc, shape: type) -> tuple[str, str]:
    kind, context, said = item["type"], item.get("ctx") or {}, item["input"]
    name = str(loc[-1]) if loc else "the file"
    what = _called(loc)
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return "BR101", f"unknown key `{name}`{suggestion(name, _known_keys(shape))}"
    if kind in ("missing", "missing_argument"):
        return "BR106", f"missing key `{name}`"
    if kind == "literal_error":
        expected = str(context["expected"])
        near = suggestion(str(said), re.findall("'([^']*)'", expected))
        known = expected.replace("'", "")
        return "BR105", f"{what} is `{said}`, not one of {known}{near}"
    if kind == "value_error":
        return "BR108", f"{what}: {context['error']}"
    if kind.startswith("url_"):
        return "BR108", f"{what} is no web address: `{said}`"
    if kind == "string_pattern_mismatch":
        return "BR105", f"{what} is written wrongly: `{said}`"
    if kind in _TYPE_WORDS:
        return "BR107", f"{what} {_TYPE_WORDS[kind]}"
    if kind in ("less_than_equal", "greater_than_equal"):
        bound = f"at most {context['le']:g}" if "le" in context else f"at least {context['ge']:g}"
        return "BR105", f"{what} must be {bound}, not {said}"
    return "BR105", f"{what} is out of range: {item['msg'][0].lower()}{item['msg'][1:]}"


def _called(loc: Loc) -> str:
    """What a place is called: by its key, or by its number in a list."""
    if len(loc) > 1 and isinstance(loc[-1], int):
        return f"item {loc[-1] + 1} of {_called(loc[:-1])}"
    return f"`{loc[-1]}`" if loc else "the file"


@lru_cache(maxsize=32)
def _known_keys(shape: type) -> tuple[str, ...]:
    schema = _adapter(shape).json_schema()
    shapes = [schema, *schema.get("$defs", {}).values()]
    return tuple(sorted({key for part in shapes for key in part.get("properties", {})}))


def json_schema(shape: type[BaseModel] | type) -> dict[str, Any]:
    """The JSON Schema of a shape."""
    return _adapter(shape).json_schema()

"""The distance between two places on Earth."""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt


@lru_cache(maxsize=65_536)
def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two places along a great circle.

    >>> round(distance_km((59.438, 24.754), (60.170, 24.938)))  # Tallinn to Helsinki
    82
    """
    (north, east), (to_north, to_east) = (map(radians, place) for place in (one, other))
    chord = sin((to_north - north) / 2) ** 2
    chord += cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 12_742 * asin(sqrt(chord))

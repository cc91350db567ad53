"""The projection of the world map: Equal Earth, about the meridian that is the middle of maps in China."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

CENTRAL_MERIDIAN = 150.0
"""Degrees east: the middle of world maps in China, whose edge runs through the Atlantic."""

UNIT = 1000
"""Of the map's coordinates, to one radius of the globe."""

_A = (1.340264, -0.081106, 0.000893, 0.003796)
"""The polynomial of Šavrič, Patterson & Jenny, “The Equal Earth map projection”, IJGIS 33 (2019)."""

Point = tuple[float, float]


def equal_earth(longitude: float, latitude: float, *, central: float = CENTRAL_MERIDIAN) -> Point:
    """The point (x, y) of a map, in UNIT, of a longitude and a latitude in degrees.

    A longitude that is 180° from ``central`` is the edge on its own side: -180 the left, 180 the right.
    """
    away = longitude - central
    if abs(away) > 180:
        away = (away + 180) % 360 - 180
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    a1, a2, a3, a4 = _A
    slope = a1 + 3 * a2 * theta**2 + 7 * a3 * theta**6 + 9 * a4 * theta**8
    x = 2 * sqrt(3) / 3 * radians(away) * cos(theta) / slope
    y = a1 * theta + a2 * theta**3 + a3 * theta**7 + a4 * theta**9
    return UNIT * x, UNIT * y

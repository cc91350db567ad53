"""Write the outline of the world's land and the place of every country, for the page "map".

Run as ``make map``. It needs npm, which fetches the package world-atlas: Natural Earth 4.1.0 as TopoJSON.
Natural Earth's data is in the public domain (naturalearthdata.com/about/terms-of-use), the package is under
the ISC licence. Written are

- ``static/land.json``: the land (1:50 million) without Antarctica and without any border, in the Equal Earth
  projection of ``corpus.projection``, cut at the map's edge, and as coarse as the eye at 1,000 pixels;
- ``corpus/lexicon/places.tsv``: a point for every country among the counterparts, in the middle of the
  largest part of its land (1:10 million). No shape of a country is kept.
"""

import argparse
import heapq
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pycountry

from corpus.counterparts import COUNTERPARTS, LEXICON
from corpus.projection import CENTRAL_MERIDIAN, equal_earth

_CORNERS = 1000
"""Of a shape whose middle is looked for."""

LAND = Path(__file__).with_name("land.json")
PLACES = LEXICON / "places.tsv"
PACKAGE = "world-atlas@2.0.2"
SOURCE = "Natural Earth 4.1.0, 1:50m land, through world-atlas 2.0.2"
LICENCE = "public domain"

SOUTHERNMOST = -60.0
"""Land south of it is left out: nobody lives there, and it would take a fifth of the map."""

COARSE = 18.0
"""Square units (a thousandth of the globe's radius) that a corner of the outline is worth, at least."""

ISLAND = 12.0
"""Square units of the smallest island."""

PARTS = {
    "BQ": ("Netherlands", -68.3, 12.2),
    "CC": ("Indian Ocean Ter.", 96.8, -12.2),
    "CX": ("Indian Ocean Ter.", 105.6, -10.5),
    "GF": ("France", -53.1, 3.9),
    "GP": ("France", -61.5, 16.2),
    "MQ": ("France", -61.0, 14.7),
    "RE": ("France", 55.5, -21.1),
    "SJ": ("Norway", 16.0, 78.6),
    "TK": ("New Zealand", -171.8, -9.2),
    "XK": ("Kosovo", 20.9, 42.6),
    "YT": ("France", 45.2, -12.8),
}
"""Countries that have no shape by their number: the name of the shape that holds them, and a point nearby."""

Ring = list[tuple[float, float]]


def atlas() -> Iterator[tuple[str, Any]]:
    """Yield the files of the npm package: (name, topology)."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            for name in ("land-50m.json", "countries-10m.json"):
                file = package.extractfile(f"package/{name}")
                assert file
                yield name, json.load(file)


def rings(topology: Mapping[str, Any], geometry: Mapping[str, Any]) -> Iterator[list[Ring]]:
    """Yield the polygons of a TopoJSON geometry: rings of longitude and latitude, the outer one first."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings(topology, part)
        return
    polygons = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}
    for polygon in polygons.get(geometry["type"], []):
        yield [_ring(topology, arcs) for arcs in polygon]


def _ring(topology: Mapping[str, Any], arcs: Sequence[int]) -> Ring:
    """One ring: the arcs' points, which are steps on a grid; a negative arc is its complement, backwards."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    ring: Ring = []
    for arc in arcs:
        grid = np.cumsum(topology["arcs"][arc if arc >= 0 else ~arc], axis=0)
        points = [(kx * float(x) + dx, ky * float(y) + dy) for x, y in grid]
        ring += (points if arc >= 0 else points[::-1])[1 if ring else 0 :]
    return ring


def unrolled(ring: Ring, *, central: float = CENTRAL_MERIDIAN) -> Ring:
    """The ring with longitudes from ``central`` that go on where they would jump at 180°."""
    result: Ring = []
    for longitude, latitude in ring:
        away = longitude - central
        away -= 360 * round((away - (result[-1][0] if result else 0)) / 360)
        result.append((away, latitude))
    return result


def cut(ring: Ring, edge: float, side: int) -> Ring:
    """What of a ring lies on one side of the meridian ``edge`` (1 for its east), closed along it by a line
    with a point every two degrees, as the edge of the map is curved: Sutherland & Hodgman's clipping."""
    result: Ring = []
    for one, other in pairwise([*ring, ring[0]]):
        inside = [side * (point[0] - edge) >= 0 for point in (one, other)]
        if inside[0]:
            result.append(one)
        if inside[0] != inside[1]:
            part = (edge - one[0]) / (other[0] - one[0])
            result.append((edge, one[1] + part * (other[1] - one[1])))
    closed: Ring = []
    for one, other in pairwise([*result, *result[:1]]):
        closed.append(one)
        if one[0] == other[0] == edge:
            steps = int(abs(other[1] - one[1]) // 2)
            closed += [
                (edge, one[1] + step / (steps + 1) * (other[1] - one[1])) for step in range(1, steps + 1)
            ]
    return closed


def on_the_map(ring: Ring) -> Iterator[Ring]:
    """Yield the pieces of a ring between the map's two edges, projected."""
    away = unrolled(ring)
    for turn in (-360, 0, 360):
        piece = [(longitude + turn, latitude) for longitude, latitude in away]
        for edge, side in ((-180.0, 1), (180.0, -1)):
            piece = cut(piece, edge, side) if piece else piece
        if piece:
            yield [equal_earth(longitude, latitude, central=0) for longitude, latitude in piece]


def area(ring: Sequence[tuple[float, float]]) -> float:
    """The area of a ring; negative where it turns clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def coarser(ring: Ring, least: float = COARSE) -> Ring:
    """The ring without corners whose triangle with their neighbours is smaller than ``least``, the smallest
    first: Visvalingam & Whyatt, “Line generalisation by repeated elimination of points” (1993)."""
    n = len(ring)
    before, after = [(at - 1) % n for at in range(n)], [(at + 1) % n for at in range(n)]
    worth: dict[int, float] = {}
    order = count()
    queue: list[tuple[float, int, int]] = []

    def weigh(at: int, floor: float) -> None:
        worth[at] = max(floor, abs(area([ring[before[at]], ring[at], ring[after[at]]])))
        heapq.heappush(queue, (worth[at], next(order), at))

    for at in range(n):
        weigh(at, 0)
    while queue and len(worth) > 4:
        value, _, at = heapq.heappop(queue)
        if worth.get(at) != value:
            continue
        if value >= least:
            break
        del worth[at]
        before[after[at]], after[before[at]] = before[at], after[at]
        for beside in (before[at], after[at]):
            weigh(beside, value)
    return [ring[at] for at in sorted(worth)]


def outline(topology: Mapping[str, Any]) -> list[list[int]]:
    """The land as closed rings of whole numbers x, y, x, y, …; lakes turn the other way round."""
    found: list[list[int]] = []
    for polygon in rings(topology, topology["objects"]["land"]):
        for ring in polygon:
            if max(latitude for _, latitude in ring) < SOUTHERNMOST:
                continue
            for piece in on_the_map(ring):
                whole = [(round(x), round(y)) for x, y in coarser(piece)]
                points = [one for one, other in pairwise([*whole, whole[0]]) if one != other]
                if len(points) > 2 and abs(area(points)) >= ISLAND:
                    found.append([value for point in points for value in point])
    return sorted(found, key=lambda flat: (-len(flat), flat))


def middle(ring: Ring, *, tries: int = 24, rounds: int = 6) -> tuple[float, float]:
    """The point inside a ring that is farthest from its line, near enough: on a grid, then on finer ones
    around the best. Longitudes count as much as they are long at the ring's latitude."""
    away = unrolled(ring, central=0)
    points = np.array(away[:: 1 + len(away) // _CORNERS])
    if len(points) < 4:
        return float(points[:, 0].mean()), float(points[:, 1].mean())
    squeeze = np.cos(np.radians(points[:, 1].mean()))
    flat = points * (squeeze, 1)
    low, high = flat.min(axis=0), flat.max(axis=0)
    best = (low + high) / 2
    size = high - low
    for _ in range(rounds):
        x, y = (
            np.linspace(
                max(low[axis], best[axis] - size[axis] / 2),
                min(high[axis], best[axis] + size[axis] / 2),
                tries,
            )
            for axis in (0, 1)
        )
        grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        best = grid[int(np.argmax(depths(flat, grid)))]
        size = size / 4
    longitude = float(best[0] / squeeze)
    return (longitude + 180) % 360 - 180, float(best[1])


def depths(ring: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How far each of ``points`` is from the line of ``ring``; negative outside of it."""
    inside = np.zeros(len(points), dtype=bool)
    nearest = np.full(len(points), np.inf)
    for one, other in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        along = other - one
        length = float(along @ along)
        part = np.clip((points - one) @ along / length, 0, 1) if length else np.zeros(len(points))
        nearest = np.minimum(nearest, ((points - one - part[:, None] * along) ** 2).sum(axis=1))
        crosses = (one[1] > points[:, 1]) != (other[1] > points[:, 1])
        if along[1]:
            inside ^= crosses & (points[:, 0] < along[0] * (points[:, 1] - one[1]) / along[1] + one[0])
    return np.where(inside, 1, -1) * np.sqrt(nearest)


def extent(ring: Ring) -> float:
    """The area of a ring of longitudes and latitudes, in square degrees of the equator."""
    away = unrolled(ring, central=0)
    squeeze = float(np.cos(np.radians(np.mean([latitude for _, latitude in away]))))
    return abs(area(away)) * squeeze


def nearest(parts: Sequence[Ring], longitude: float, latitude: float) -> Ring:
    """The part whose middle is nearest to a point."""

    def distance(ring: Ring) -> float:
        away = unrolled(ring, central=0)
        x, y = (sum(point[axis] for point in away) / len(away) for axis in (0, 1))
        return float((x - longitude) ** 2 + (y - latitude) ** 2)

    return min(parts, key=distance)


def places(topology: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    """Yield code, longitude and latitude of every country among the counterparts that has a shape."""
    shapes: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = [polygon[0] for polygon in rings(topology, geometry)]
        for key in (geometry.get("id"), geometry["properties"]["name"]):
            shapes.setdefault(key, []).extend(parts)
    numbers = {record.alpha_2: record.numeric for record in pycountry.countries}
    for code in sorted(code for code, each in COUNTERPARTS.items() if not each.regional):
        if code in PARTS:
            name, *beside = PARTS[code]
            yield code, *middle(nearest(shapes[name], *beside))
        elif parts := shapes.get(numbers[code]):
            yield code, *middle(max(parts, key=extent))


def main() -> int:
    """Write both files; 1 with a sentence on standard error where npm is missing or has not the package."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    try:
        files = dict(atlas())
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"build_map: npm could not fetch {PACKAGE}: {error}", file=sys.stderr)
        return 1
    land = {"source": SOURCE, "licence": LICENCE, "rings": outline(files["land-50m.json"])}
    LAND.write_text(json.dumps(land, separators=(",", ":")) + "\n", encoding="utf-8")
    rows = [
        f"{code}\t{longitude:.2f}\t{latitude:.2f}\n"
        for code, longitude, latitude in places(files["countries-10m.json"])
    ]
    PLACES.write_text("code\tlongitude\tlatitude\n" + "".join(rows), encoding="utf-8")
    corners = sum(len(ring) for ring in land["rings"]) // 2
    print(f"{LAND.name}: {len(land['rings'])} rings, {corners} corners, {LAND.stat().st_size / 1000:.0f} kB")
    print(f"{PLACES.name}: {len(rows)} countries")
    return 0


if __name__ == "__main__":
    sys.exit(main())

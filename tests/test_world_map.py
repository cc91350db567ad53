"""The world map: its projection, its land, the places of countries, and what is drawn."""

import json
from itertools import combinations, pairwise
from math import cos, hypot, radians, sin
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import world_map as view
from components.language import LANGUAGES, counterpart
from corpus.counterparts import COUNTERPARTS, LexiconError
from corpus.places import PLACES, read_places
from corpus.projection import CENTRAL_MERIDIAN, UNIT, equal_earth
from corpus.selection import Selection
from corpus.statistics import mention_counts
from corpus.table import Corpus
from static import build_map
from tests.figures import figure as read_figure
from tests.rows import PARAGRAPHS_OF_A_VISIT, write_data

ROOT = Path(__file__).parent.parent
NAMES = {language: {code: counterpart(code, language) for code in COUNTERPARTS} for language in LANGUAGES}

# Šavrič, Patterson & Jenny (2019): the equator is 2 × 2.70663 radii long, and the pole 0.59247 times as long
KNOWN = {
    (0, 0): (0, 0),
    (180, 0): (2.70663, 0),
    (0, 90): (0, 1.31736),
    (180, 90): (1.6036, 1.31736),
    (-180, -90): (-1.6036, -1.31736),
}


@pytest.mark.parametrize("place, point", KNOWN.items(), ids=str)
def test_projection_of_known_points(place: tuple[float, float], point: tuple[float, float]) -> None:
    assert equal_earth(*place, central=0) == pytest.approx([UNIT * each for each in point], abs=0.02)


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_the_projection_keeps_areas(longitude: float, latitude: float) -> None:
    """A small square covers as much on the map as on the globe: the Jacobian is the cosine of the latitude."""
    step = 1e-4
    x, y = equal_earth(longitude, latitude, central=longitude)
    east, _ = equal_earth(longitude + step, latitude, central=longitude)
    _, north = equal_earth(longitude, latitude + step, central=longitude)
    found = (east - x) * (north - y) / (UNIT * radians(step)) ** 2
    assert found == pytest.approx(cos(radians(latitude)), rel=1e-3, abs=1e-6)


def test_the_middle_is_150_degrees_east_and_the_edge_in_the_atlantic() -> None:
    assert equal_earth(150, 30)[0] == 0 == equal_earth(150 + 360, 30)[0]
    assert CENTRAL_MERIDIAN == 150
    west, east = equal_earth(-29.9, 0)[0], equal_earth(-30.1, 0)[0]
    assert west == pytest.approx(-2706.6, abs=2) and east == pytest.approx(2706.6, abs=2)
    beijing, washington, nairobi = (equal_earth(x, 0)[0] for x in (116, -77, 37))
    assert nairobi < beijing < washington, "America to the right"


def inside(ring: tuple[tuple[int, int], ...], x: float, y: float) -> bool:
    found = False
    for (ax, ay), (bx, by) in pairwise((*ring, ring[0])):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            found = not found
    return found


def to_land(x: float, y: float) -> float:
    """How far a point of the map is from land, in its units; 0 on land."""
    if sum(inside(ring, x, y) for ring in view.outline()) % 2:
        return 0.0
    best = float("inf")
    for ring in view.outline():
        for (ax, ay), (bx, by) in pairwise((*ring, ring[0])):
            along = (bx - ax, by - ay)
            length = along[0] ** 2 + along[1] ** 2
            part = max(0.0, min(1.0, ((x - ax) * along[0] + (y - ay) * along[1]) / length)) if length else 0.0
            best = min(best, hypot(x - ax - part * along[0], y - ay - part * along[1]))
    return best


def test_land_has_no_point_outside_the_map() -> None:
    heights = [equal_earth(180, latitude / 2, central=0) for latitude in range(-180, 181)]
    for ring in view.outline():
        assert len(ring) > 2
        for x, y in ring:
            edge = next(
                ex + (y - ey) * (fx - ex) / (fy - ey)
                for (ex, ey), (fx, fy) in pairwise(heights)
                if ey <= y <= fy
            )
            assert abs(x) <= edge + 1.5, (x, y)


def test_land_is_small_public_and_without_borders() -> None:
    assert view.LAND.stat().st_size < 60_000
    land = json.loads(view.LAND.read_text("utf-8"))
    assert "Natural Earth" in land["source"] and land["licence"] == "public domain"
    assert set(land) == {"source", "licence", "rings"}, "one outline, no countries"
    assert min(y for ring in view.outline() for _, y in ring) > equal_earth(0, -60)[1], "no Antarctica"


ON_LAND = {
    "Beijing": (116.4, 39.9),
    "Urumqi": (87.6, 43.8),
    "Taipei": (121.3, 24.9),
    "Haikou": (109.9, 19.2),
    "Moscow": (37.6, 55.8),
    "Chita": (113.5, 52.0),
    "Anadyr, beyond 180°": (-175, 66.5),
    "Denver": (-105, 39.7),
    "Brasília": (-47.9, -15.8),
    "Kinshasa": (15.3, -4.5),
    "Alice Springs": (133.9, -23.7),
    "Summit, Greenland, west of the edge": (-38.5, 72.6),
    "Greenland, east of it": (-25.5, 72.6),
}
AT_SEA = {
    "Pacific": (-160, 0),
    "Atlantic": (-30, 0),
    "Indian Ocean": (80, -30),
    "Caspian": (50.8, 41.8),
    "Biscay": (-5, 45.5),
}


@pytest.mark.parametrize("place", ON_LAND.values(), ids=ON_LAND)
def test_cities_are_on_land(place: tuple[float, float]) -> None:
    assert to_land(*equal_earth(*place)) == 0


@pytest.mark.parametrize("place", AT_SEA.values(), ids=AT_SEA)
def test_seas_are_not(place: tuple[float, float]) -> None:
    assert to_land(*equal_earth(*place)) > 0


def test_every_country_has_a_place() -> None:
    assert set(PLACES) == {code for code, each in COUNTERPARTS.items() if not each.regional}


# west, south, east, north of a country or its largest island, as any atlas has them
EXTENTS = {
    "US": (-125, 25, -66, 50),
    "RU": (28, 50, 180, 74),
    "JP": (136, 33, 142, 42),
    "KR": (126, 34, 130, 39),
    "KP": (124, 37, 131, 43),
    "FR": (-5, 42, 9, 51.5),
    "GB": (-6, 50, 2, 59),
    "DE": (6, 47, 15, 55),
    "IN": (68, 8, 97, 36),
    "PK": (61, 24, 78, 37),
    "BR": (-74, -34, -34, 6),
    "ZA": (16, -35, 33, -22),
    "EG": (25, 22, 36, 32),
    "AU": (113, -39, 154, -11),
    "NZ": (166, -47, 179, -40),
    "FJ": (177, -19, 181, -16),
    "MX": (-117, 14, -86, 33),
    "CL": (-76, -56, -66, -17),
    "NO": (4, 58, 31, 71.5),
    "ES": (-9.5, 36, 3.5, 44),
    "PS": (34.8, 31.3, 35.6, 32.6),
    "KZ": (46, 40, 88, 56),
    "GF": (-55, 2, -51, 6),
    "RE": (55, -21.5, 56, -20.8),
    "SG": (103.6, 1.2, 104.1, 1.5),
}


@pytest.mark.parametrize("code", EXTENTS)
def test_places_are_in_their_country(code: str) -> None:
    west, south, east, north = EXTENTS[code]
    longitude, latitude = PLACES[code]
    assert west <= longitude % 360 - (360 if longitude < 0 else 0) <= east and south <= latitude <= north


def test_places_are_on_land_or_on_islands_too_small_to_draw() -> None:
    away = {code: round(to_land(*equal_earth(*place))) for code, place in PLACES.items()}
    at_sea = {code for code, distance in away.items() if distance > 12}
    # a unit is 6.4 km on the equator: none of these has an island large enough to be drawn
    assert at_sea <= set(
        """AG AI AS AW AX BB BH BL BM CC CK CV CX DM FM FO GD GG GI GP GU JE KI KM KN KY LC MF MH MP MQ MS MT MU MV NF
        NR NU PF PM PN PW RE SC SH SM ST SX TC TK TO TT TV VC VG VI WF WS YT BQ CW SG IM JM PR TL VU LU FJ""".split()
    ), sorted(at_sea)


BROKEN = {
    "a word for a number": "FR\tnorth\t46\n",
    "a column missing": "FR\t2.4\n",
    "no such country": "XX\t2.4\t46\n",
    "a region": "EU\t2.4\t46\n",
    "off the globe": "FR\t2.4\t146\n",
}


@pytest.mark.parametrize("row", BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "places.tsv").write_text("code\tlongitude\tlatitude\n" + row, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"places\.tsv, line 2"):
        read_places(tmp_path)


# a square of 20° across the map's edge at 30°W, and one across 180°
ACROSS_THE_EDGE = [
    *((-20.0, float(latitude)) for latitude in range(-10, 11)),
    *((-40.0, float(latitude)) for latitude in range(10, -11, -1)),
]
ACROSS_180 = [(170.0, -10.0), (-170.0, -10.0), (-170.0, 10.0), (170.0, 10.0)]


def test_a_ring_is_cut_at_the_edge_and_only_there() -> None:
    pieces = list(build_map.on_the_map(ACROSS_THE_EDGE))
    assert len(pieces) == 2
    whole = UNIT**2 * radians(20) * 2 * sin(radians(10))
    assert sum(abs(build_map.area(piece)) for piece in pieces) == pytest.approx(whole, rel=0.005)
    assert {max(piece)[0] > 0 for piece in pieces} == {True, False}
    assert len(list(build_map.on_the_map(ACROSS_180))) == 1


def test_a_corner_that_is_worth_nothing_goes() -> None:
    square = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert build_map.coarser(square, 4.0) == [square[0], *square[2:]]
    assert build_map.coarser(square, 0.01) == square


def test_the_middle_of_a_shape_is_inside_it() -> None:
    hook = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (8.0, 10.0), (8.0, 2.0), (0.0, 2.0)]
    x, y = build_map.middle(hook)
    assert 0 < x < 10 and 0 < y < 10 and (y < 2 or x > 8)
    assert build_map.middle(ACROSS_180)[0] % 360 == pytest.approx(180, abs=0.1)


def test_a_topology_is_read() -> None:
    topology = {
        "transform": {"scale": (2, 2), "translate": (10, 20)},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]]],
    }
    geometry = {"type": "Polygon", "arcs": [[0, -2]]}
    (polygon,) = build_map.rings(topology, geometry)
    assert polygon == [[(10, 20), (12, 20), (12, 22), (10, 22), (10, 20)]]


def rows_of(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    return view.arranged(mention_counts(corpus, selection), selection)


EVERY = [
    {
        "text": f"第{number}次会议。",
        "mentions": list(COUNTERPARTS)[: 5 + number * 9],
        "about": list(COUNTERPARTS)[: 2 + number],
    }
    for number in range(30)
]


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A corpus that names every counterpart, the first of them most often."""
    return Corpus(write_data(tmp_path_factory.mktemp("every") / "data", EVERY))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(write_data(tmp_path_factory.mktemp("visit") / "data", PARAGRAPHS_OF_A_VISIT))


def test_areas_go_by_the_numbers(every: Corpus) -> None:
    rows = rows_of(every, Selection(tag="mentions"))
    values = {row["counterpart"]: row["value"] for row in rows}
    drawn = view.symbols(rows)
    assert {each.code for each in drawn} == set(PLACES) & set(values)
    assert [each.size for each in drawn] == sorted((each.size for each in drawn), reverse=True)
    first = drawn[0]
    for each in drawn:
        if each.size > view.symbols(rows)[-1].size:
            assert (each.size / first.size) ** 2 == pytest.approx(
                values[each.code] / values[first.code], rel=0.05
            )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [view.NARROW, view.WIDE])
@pytest.mark.parametrize("which", ["every", "corpus"])
def test_names_do_not_overlap(which: str, width: int, language: str, request: pytest.FixtureRequest) -> None:
    drawn = view.symbols(rows_of(request.getfixturevalue(which), Selection(tag="mentions")), width=width)
    placed = view.labels(drawn, NAMES[language], width=width)
    assert len(placed) > min(len(drawn), 9) / 2
    for one, other in combinations(placed.values(), 2):
        assert not one.box.overlaps(other.box)
    left, right, bottom, top = view.frame()
    half = width / 2, width / view.aspect() / 2
    for each in placed.values():
        assert (
            abs(each.box.x) + each.box.across <= half[0] + 1e-6
            and abs(each.box.y) + each.box.down <= half[1] + 1e-6
        )
    assert right - left == pytest.approx((top - bottom) * view.aspect())


@pytest.mark.parametrize(
    "most, whole, values",
    [
        (0, True, []),
        (1, True, [1]),
        (9, True, [5, 1]),
        (134, True, [100, 20]),
        (47, True, [20, 5]),
        (0.3, False, [0.2, 0.05]),
    ],
)
def test_the_key_has_round_values(most: float, whole: bool, values: list[float]) -> None:
    assert view.key_values(most, whole=whole) == pytest.approx(values)


def content(corpus: Corpus, **fields: Any) -> dict[str, Any]:
    return view.content(corpus, Selection(**fields).only(*view.SEEN))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["paragraphs", "occurrences", "share"])
@pytest.mark.parametrize("which", ["every", "corpus"])
def test_figures_are_ones_that_plotly_knows(
    which: str, unit: str, language: str, request: pytest.FixtureRequest
) -> None:
    corpus = request.getfixturevalue(which)
    for tag in ("about", "mentions"):
        drawn = content(corpus, unit=unit, tag=tag, language=language)
        figure = read_figure(drawn["figure"])
        go.Figure(figure)  # raises for a property that does not exist
        (step,) = drawn["narrow"]
        for number, own in step["traces"].items():
            figure["data"][int(number)] |= own
        go.Figure(figure)
        land, _key, symbols = figure["data"]
        assert land["fill"] == "toself" and land["line"]["width"] == 0, "no outline, and so no border"
        assert {len(symbols[name]) for name in ("x", "y", "customdata", "text", "textposition")} == {
            len(symbols["x"])
        }
        listed = [row["key"] for each in drawn["lists"] for row in each["rows"]]
        assert sorted(listed) == sorted(drawn["clicks"]) and set(symbols["customdata"]) <= set(listed)


def test_regional_counterparts_stand_beside_it(every: Corpus) -> None:
    drawn = content(every, tag="mentions", language="en")
    regions, countries = drawn["lists"]
    assert regions["title"] == "Regional counterparts" and all(
        COUNTERPARTS[row["key"]].regional for row in regions["rows"]
    )
    assert not any(COUNTERPARTS[row["key"]].regional for row in countries["rows"])


def test_a_row_says_what_its_click_shows(every: Corpus) -> None:
    drawn = content(every, tag="mentions", language="en")
    for row in drawn["lists"][1]["rows"][:10]:
        assert every.count(Selection(tag="mentions").toggle(*drawn["clicks"][row["key"]]["toggle"])) == int(
            row["numbers"][0]
        )


def test_its_own_filter_is_left_out(corpus: Corpus) -> None:
    assert "relationships" not in view.SEEN and "match" not in view.SEEN
    assert set(content(corpus)["clicks"]) == {"FR", "DE"}


@pytest.mark.parametrize("fields", [{"words": ("缺席",)}, {"terms": ("缺席",)}])
def test_an_empty_map_is_a_sentence_with_the_ways_out(corpus: Corpus, fields: dict[str, Any]) -> None:
    drawn = content(corpus, **fields)
    assert drawn["empty"]["text"] and drawn["empty"]["ways"]
    go.Figure(read_figure(drawn["figure"]))


def test_a_small_base_is_said_to_be_small(corpus: Corpus, every: Corpus) -> None:
    assert "small base" in content(corpus, language="en")["notes"][0]
    assert not content(every, language="en")["notes"]

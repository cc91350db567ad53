"""The world map: a symbol at each country, on land without borders, and regional counterparts beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from math import floor, log10, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from components import controls, exports, plot, tables, ways_out
from components.colours import colour
from components.counts import Row, arranged, axis_title, hover_text
from components.counts import twin as counts_twin
from components.language import N_, counterpart, speak
from components.served import serve
from corpus.counterparts import COUNTERPARTS
from corpus.memory import remembered
from corpus.places import PLACES
from corpus.projection import equal_earth
from corpus.selection import FILTERS, Selection
from corpus.statistics import SMALL, mention_counts
from corpus.table import Corpus

SEEN = (*(name for name in FILTERS if name not in ("relationships", "match")), "unit", "language")
"""The fields of a selection that the map depends on: its own filter only says which symbols stand out."""

WIDE, NARROW = 760, 340
"""Pixels: the widths that labels are laid out for; the narrow one is for any map below the wide one's."""

LAND = Path(__file__).parent.parent / "static" / "land.json"
"""The outline of the land, which ``make map`` writes: Natural Earth, in the public domain."""

_MARGIN = 40  # of the map's units, around the land
_LARGEST, _LEAST = 44.0, 5.0  # px, across a symbol on a wide map
_SIZE, _LINE = 12, 15  # px, of a label, and its line
_LABELS = 40
_MINOR = 0.4  # of a symbol across, up to which another is no obstacle to its name
_ROW = 26  # px, of a list
_KEY = (207.0, -34.0)  # longitude and latitude of the key: open sea
_POSITIONS = (
    "middle right",
    "middle left",
    "top center",
    "bottom center",
    "top right",
    "bottom right",
    "top left",
    "bottom left",
)
_TONE = "rgba(128,128,128,0.18)"


class Box(NamedTuple):
    """A rectangle in pixels: its centre and half of its sides."""

    x: float
    y: float
    across: float
    down: float

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes have a pixel in common."""
        return (
            abs(self.x - other.x) < self.across + other.across
            and abs(self.y - other.y) < self.down + other.down
        )


class Symbol(NamedTuple):
    """A country on the map: its place in the map's units, and how large it is across, in pixels."""

    code: str
    x: float
    y: float
    size: float


class Label(NamedTuple):
    """Where a symbol's name stands, as Plotly says it, and its box in pixels from the middle of the map."""

    position: str
    box: Box


@cache
def outline() -> tuple[tuple[tuple[int, int], ...], ...]:
    """The land as rings of points (x, y) in the map's units."""
    rings = json.loads(LAND.read_text(encoding="utf-8"))["rings"]
    return tuple(tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in rings)


@cache
def land() -> str:
    """The address of the outline below the page, as {x, y} of a trace: it is loaded once."""
    drawn: dict[str, list[int | None]] = {"x": [], "y": []}
    for ring in outline():
        for values, numbers in zip(drawn.values(), zip(*ring, strict=True), strict=True):
            values += [*numbers, None]
    text = json.dumps(drawn, separators=(",", ":")).encode()
    return serve("outline.json", text, sha256(text).hexdigest()[:12])


@cache
def frame() -> tuple[float, float, float, float]:
    """What the map shows, in its units: left, right, bottom, top."""
    edge = equal_earth(180, 0, central=0)[0]
    heights = [y for ring in outline() for _, y in ring]
    return -edge - _MARGIN, edge + _MARGIN, min(heights) - _MARGIN, max(heights) + _MARGIN


def aspect() -> float:
    """The width of the map to its height."""
    left, right, bottom, top = frame()
    return (right - left) / (top - bottom)


def symbols(rows: Sequence[Row], *, width: float = WIDE) -> list[Symbol]:
    """The countries among ``rows`` of ``counts.arranged`` that have a place and a value, the largest first.

    Areas go by the values; on a map narrower than WIDE all are smaller, but none smaller than can be hit.
    """
    placed = [row for row in rows if row["counterpart"] in PLACES and (row["value"] or not row["outer"])]
    most = max((row["value"] for row in placed), default=0) or 1
    largest = _LARGEST * sqrt(width / WIDE)
    found = []
    for row in placed:
        x, y = equal_earth(*PLACES[row["counterpart"]])
        size = max(_LEAST, largest * sqrt(row["value"] / most))
        found.append(Symbol(row["counterpart"], round(x), round(y), round(size, 1)))
    return sorted(found, key=lambda each: -each.size)


def labels(
    drawn: Sequence[Symbol], names: Mapping[str, str], *, width: float = WIDE, kept: Sequence[Box] = ()
) -> dict[str, Label]:
    """The names that have room on a map of ``width`` pixels: {code: label}, the larger symbols' first.

    None overlaps another name, another symbol that is not much smaller than its own, the map's edge, or
    what is ``kept`` free.
    """
    left, right, bottom, top = frame()
    scale = width / (right - left)
    half = Box(0, 0, width / 2, (top - bottom) * scale / 2)
    middle = (left + right) / 2, (bottom + top) / 2
    taken = [
        Box((each.x - middle[0]) * scale, (middle[1] - each.y) * scale, each.size / 2, each.size / 2)
        for each in drawn
    ]
    placed: dict[str, Label] = {}
    for index, symbol in enumerate(drawn):
        if len(placed) >= _LABELS:
            break
        others = [
            *(box for box in taken if box is not taken[index] and box.across > _MINOR * taken[index].across),
            *(label.box for label in placed.values()),
            *kept,
        ]
        for position, box in _tried(taken[index], plot.width(names[symbol.code], _SIZE)):
            inside = abs(box.x) + box.across <= half.across and abs(box.y) + box.down <= half.down
            if inside and not any(box.overlaps(other) for other in others):
                placed[symbol.code] = Label(position, box)
                break
    return placed


def _tried(symbol: Box, width: float) -> Iterator[tuple[str, Box]]:
    """The places of a name around its symbol, the best first, as Plotly sets them."""
    away = symbol.across / 0.8 + 1
    half = width / 2 + 1
    sides = {"left": -1, "center": 0, "right": 1, "top": -1, "middle": 0, "bottom": 1}
    for position in _POSITIONS:
        down, across = position.split()
        yield (
            position,
            Box(
                symbol.x + sides[across] * (away + half),
                symbol.y + sides[down] * (away + _LINE / 2),
                half,
                _LINE / 2,
            ),
        )


def key_values(most: float, *, whole: bool) -> list[float]:
    """Two round values for the key of sizes: the largest up to ``most``, and about a quarter of it."""
    if most <= 0:
        return []
    power = 10.0 ** floor(log10(most))
    first = next(factor * power for factor in (5, 2, 1) if factor * power <= most * (1 + 1e-9))
    second = first / 5 if first / power == 5 else first / 4 if first / power != 1 else first / 5
    values = [first, max(1.0, round(second)) if whole else second]
    return values if values[1] < first else values[:1]


def key_boxes(key: Mapping[str, Any], *, width: float) -> list[Box]:
    """What the key covers, in pixels from the middle of the map: a circle and its text for each value."""
    left, right, bottom, top = frame()
    scale = width / (right - left)
    boxes = []
    for x, y, size, text in zip(key["x"], key["y"], key["marker"]["size"], key["text"], strict=True):
        across = (x - (left + right) / 2) * scale
        down = ((bottom + top) / 2 - y) * scale
        half = plot.width(text, _SIZE) / 2 + 3
        boxes += [
            Box(across, down, size / 2 + 3, size / 2 + 3),
            Box(across + size / 0.8 / 2 + 1 + half, down, half, _LINE / 2),
        ]
    return boxes


def _points(
    drawn: Sequence[Symbol], names: Mapping[str, str], key: Mapping[str, Any], *, width: float
) -> dict[str, Any]:
    """What of the symbols' trace depends on the width of the map."""
    placed = labels(drawn, names, width=width, kept=key_boxes(key, width=width))
    return {
        "text": [plot.text(names[each.code]) if each.code in placed else "" for each in drawn],
        "textposition": [
            placed[each.code].position if each.code in placed else "middle right" for each in drawn
        ],
        "marker": {
            "size": [each.size for each in drawn],
            "color": [colour(each.code) for each in drawn],
            "opacity": 0.85,
            "line": {"width": 0.75, "color": "rgba(255,255,255,0.7)"},
        },
    }


def _key(rows: Sequence[Row], selection: Selection, *, width: float) -> dict[str, Any]:
    """The key of sizes, as circles one above the other."""
    share = selection.unit == "share"
    most = max((row["value"] for row in rows if row["counterpart"] in PLACES), default=0)
    values = key_values(most, whole=not share)
    sizes = [max(_LEAST, _LARGEST * sqrt(width / WIDE) * sqrt(value / most)) for value in values]
    left, right, *_vertical = frame()
    unit = (right - left) / width  # of the map, to a pixel
    x, y = equal_earth(*_KEY)
    title = axis_title(selection)
    return {
        "x": [round(x)] * len(values),
        "y": [round(y - index * unit * (sizes[0] / 2 + 16)) for index in range(len(values))],
        # the unit beside the largest is enough, and right in the plural
        "text": [
            f"  {value:.0%}" if share else f"  {value:,.0f}{f' {title}' if value > 1 and not number else ''}"
            for number, value in enumerate(values)
        ],
        "marker": {
            "size": [round(size, 1) for size in sizes],
            "color": "rgba(0,0,0,0)",
            "line": {"width": 1, "color": "rgb(128,128,128)"},
        },
    }


def figure(
    rows: Sequence[Row], selection: Selection, *, width: float = WIDE, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The map over ``rows`` of ``counts.arranged``: the land, the key of sizes, and the symbols with names.

    A figure as plotly.graph_objects.Figure takes it; each symbol's customdata is its code. Which are chosen
    is no part of it. It is laid out for a ``width``, with the counterparts' own names or others.
    """
    left, right, bottom, top = frame()
    names = names or {code: counterpart(code, selection.language) for code in COUNTERPARTS}
    by_code = {row["counterpart"]: row for row in rows}
    drawn = symbols(rows, width=width)
    key = _key(rows, selection, width=width)
    axis = {"visible": False, "fixedrange": True}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "source": land(),
                "fill": "toself",
                "fillcolor": _TONE,
                "line": {"width": 0},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers+text",
                "textposition": "middle right",
                "textfont": {"size": _SIZE},
                "hoverinfo": "skip",
                **key,
            },
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [each.x for each in drawn],
                "y": [each.y for each in drawn],
                "customdata": [each.code for each in drawn],
                "textfont": {"size": _SIZE},
                "cliponaxis": False,
                "hovertext": [hover_text(by_code[each.code], selection.language) for each in drawn],
                "hovertemplate": "%{hovertext}<extra></extra>",
                **_points(drawn, names, key, width=width),
            },
        ],
        "layout": plot.layout(
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            xaxis={**axis, "range": [left, right]},
            yaxis={**axis, "range": [bottom, top]},
        ),
    }


def narrow(rows: Sequence[Row], selection: Selection) -> list[dict[str, Any]]:
    """What of the traces is otherwise on a map narrower than WIDE: smaller symbols, fewer names."""
    names = {code: counterpart(code, selection.language) for code in COUNTERPARTS}
    key = _key(rows, selection, width=NARROW)
    return [
        {
            "below": WIDE,
            "traces": {"1": key, "2": _points(symbols(rows, width=NARROW), names, key, width=NARROW)},
        }
    ]


def listed(rows: Sequence[Row], title: str, selection: Selection, *, tall: int) -> dict[str, Any]:
    """Counterparts as rows of buttons with bars, ``tall`` pixels high before they scroll."""
    most = max((row["value"] for row in rows), default=0) or 1
    return {
        "title": title,
        "side": True,
        "tall": tall,
        "columns": [axis_title(selection)],
        "rows": [
            {
                "key": row["counterpart"],
                "name": counterpart(row["counterpart"], selection.language),
                "numbers": [row["label"]],
                "bar": round(row["value"] / most, 3),
                "colour": colour(row["counterpart"]),
            }
            for row in rows
        ],
    }


def small_base(rows: Sequence[Row], language: str) -> list[str]:
    """The note that there are few paragraphs; none where there are many."""
    _ = speak(language)[0]
    few = rows and rows[0]["paragraphs"] < SMALL
    return [_("A small base: one paragraph more or less changes the picture.")] if few else []


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``: the chosen symbols come in ``draw``."""
    _ = speak(selection.language)[0]
    rows = arranged(mention_counts(corpus, selection), selection)
    countries = [row for row in rows if not COUNTERPARTS[row["counterpart"]].regional]
    regions = [row for row in rows if COUNTERPARTS[row["counterpart"]].regional]
    notes = small_base(rows, selection.language)
    placeless = [row["counterpart"] for row in countries if row["counterpart"] not in PLACES]
    if placeless:
        notes.append(
            _("Not on the map: {names}.").format(
                names=_(", ").join(counterpart(code, selection.language) for code in placeless)
            )
        )
    first = ", ".join(
        f"{counterpart(row['counterpart'], selection.language)} {row['label']}" for row in countries[:3]
    )
    return {
        "script": plot.script_url(),
        "title": _("World map"),
        "hint": _("Land only, no borders; the area of a symbol goes by the number"),
        "notes": notes,
        "controls": [controls.unit(selection), controls.tag(selection)],
        "figure": plot.figure_json(figure(rows, selection)),
        "narrow": narrow(rows, selection),
        "aspect": round(aspect(), 4),
        "clicks": {row["counterpart"]: {"toggle": ["relationships", row["counterpart"]]} for row in rows},
        "lists": [
            *([listed(regions, _("Regional counterparts"), selection, tall=_ROW * 7)] if regions else []),
            listed(countries, _("Countries"), selection, tall=_ROW * 9),
        ],
        "alt": _("World map with {n} countries; the first are {first}.").format(
            n=len(countries), first=first or "–"
        ),
        "table": counts_twin(rows, selection.language),
        "view": controls.view(selection.language, N_("map")),
        "menu": exports.menu(selection.language),
        "empty": None
        if any(row["paragraphs"] for row in rows)
        else ways_out.content(
            corpus,
            selection,
            _("No relationship is named in these paragraphs."),
            count=lambda other: int(mention_counts(corpus, other)["paragraphs"].head(1).sum()),
            fields=[name for name in FILTERS if name in SEEN],
        ),
    }


def chart(rows: Sequence[Row], selection: Selection) -> exports.Chart:
    """The map as it stands by itself: names with their numbers."""
    larger = exports.SIZE / _SIZE  # a smaller map, laid out with its smaller labels, and then enlarged
    names = {
        row["counterpart"]: f"{counterpart(row['counterpart'], selection.language)} {row['label']}"
        for row in rows
    }
    drawn = figure(rows, selection, width=exports.INNER / larger, names=names)
    for trace in drawn["data"]:
        if "text" in trace:
            trace["textfont"] = {"size": exports.SIZE}
            trace["marker"]["size"] = [round(larger * size, 1) for size in trace["marker"]["size"]]
    return exports.finished(drawn, height=round(exports.INNER / aspect()), chosen=selection.relationships)


def unnamed(rows: Sequence[Row], made: exports.Chart, selection: Selection) -> Iterator[str]:
    """What of ``rows`` has no name on a map, a sentence each: regions, countries without a place, and those
    between whose neighbours there is no room."""
    _ = speak(selection.language)[0]
    named = [name for trace in made.figure["data"] for name in trace.get("text", ()) if name]
    rest = [row for row in rows if row["value"]]
    for sentence, regional in ((_("Regional counterparts: {names}."), True), (_("Also: {names}."), False)):
        found = [
            f"{counterpart(row['counterpart'], selection.language)} {row['label']}"
            for row in rest
            if COUNTERPARTS[row["counterpart"]].regional == regional
        ]
        if missing := [name for name in found if plot.text(name) not in named]:
            yield sentence.format(names=_(", ").join(missing))


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the map leaves the page."""
    _ = speak(selection.language)[0]
    seen = selection.only(*SEEN, "relationships")
    rows = arranged(mention_counts(corpus, seen), seen)
    made = chart(rows, seen) if rows else None
    meaning = _("The area of a circle goes by the number: {unit}, {tag}.").format(
        unit=axis_title(seen), tag=_("about") if seen.tag == "about" else _("mentioned")
    )
    return exports.Exported(
        tagged=True,
        title=_("World map"),
        within=selection.choose(relationships=()),
        table=lambda: counts_twin(rows, seen.language),
        picture=(lambda: made) if made else None,
        notes=(meaning, *(unnamed(rows, made, seen) if made else ()), *small_base(rows, seen.language)),
        chosen=exports.names_of(selection),
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the map."""
    seen = selection.only(*SEEN)
    there = content(corpus, seen)["clicks"]
    absent = tuple(code for code in selection.relationships if code not in there)
    data = content(corpus, seen.choose(relationships=absent))
    tables.mount(
        "world_map",
        data | {"chosen": list(selection.relationships)},
        selection,
        script="chart",
        export=exports.answer(exported, corpus, selection),
    )

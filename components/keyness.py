"""Distinctive words of two relationships: a scatter of both frequencies, and the ranked words of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise, zip_longest
from math import ceil, floor, log, log10
from typing import Any, NamedTuple

from components import controls, exports, plot, tables, ways_out
from components.colours import OTHERS, colour
from components.language import relationship, sentences, speak
from corpus.keyness import (
    FREQUENCY,
    PARAGRAPHS,
    SIGNIFICANT,
    Comparison,
    Size,
    between,
    keyness,
    relationships,
)
from corpus.memory import remembered
from corpus.selection import BY_NAME, FILTERS, Selection
from corpus.table import Corpus

DRAWN = 100
"""Words that are drawn: the most distinctive of each side, and the most frequent of the others."""

LISTED = 10
"""Words in the list of each side."""

HEIGHT, STAGE_HEIGHT = 600, 440
"""The height of the plot on the page and in a presentation, in px. A presentation gives it 0.7 of that at
least, which it is laid out for."""

WIDTHS = (320, 560, 820)
"""Widths of the plot, in px, from which on more labels are drawn."""


class Canvas(NamedTuple):
    """What a scatter is laid out for: its widths, of which each has more labels, its height and the size of
    its labels, in px; what stays free around it; and how many words it has at most, if not all."""

    widths: tuple[int, ...]
    height: int
    label: int
    margin: Mapping[str, int]
    words: int | None = None


OWN = ("relationships", "match", "words", "excluded")
"""The filters that are left out: the view is of relationships and of words."""

SEEN = (
    *(name for name in FILTERS if name not in OWN),
    "target",
    "reference",
    "added_stopwords",
    "present",
    "language",
)
"""The fields of a selection that the view depends on, once ``draw`` has put in what is compared."""

_FAINT = "rgb(128,128,128)"
_NO_TABLE: tables.Table = {"title": "", "columns": [], "rows": []}
_MARK = 8  # px, width of a point
_COLUMN, _CLOSEST = 60, 11  # px from a word to the one beside it with the same two counts: most, least
_SPREAD = 0.7  # of the way to the next count on both sides, which the words of a count may take
_LEAST, _MOST = 0.15, 0.5  # of an axis, what its band takes
_STEPS = ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 5), (1, 3), (1,))  # of a power of ten, the closest that have room
_APART = 0.12  # of an axis, from one of its ticks to the next

ON_PAGE = Canvas(WIDTHS, HEIGHT, 12, {"l": 62, "r": 12, "t": 28, "b": 48})
ON_STAGE = ON_PAGE._replace(height=round(0.7 * STAGE_HEIGHT), words=50)
IN_PICTURE = Canvas((exports.INNER,), 760, exports.SIZE, {"l": 72, "r": 16, "t": 64, "b": 60})
"""The canvases of the page, of a presentation, and of what leaves both."""

Row = dict[str, Any]


class Point(NamedTuple):
    """A word of the scatter: its row of the table, and its place, from 0 to 1 on both axes."""

    row: Row
    x: float
    y: float


class Axis(NamedTuple):
    """A logarithmic axis of how often words occur on a side, from 0 to 1: below ``band`` stand the words that
    do not occur there.

    ``counts`` are those that occur, in order; ``low`` and ``high`` what the axis has at ``band`` and at 1.
    """

    counts: list[int]
    low: float
    high: float
    band: float

    def place(self, count: float) -> float:
        """Where a count stands: 0 in the middle of the band."""
        if not count:
            return self.band / 2
        return self.band + (1 - self.band) * log(count / self.low) / log(self.high / self.low)

    def room(self, count: int) -> float:
        """How wide the words of a count may stand around its place, so that they stay apart from the next."""
        if not count:
            return self.band
        here = self.counts.index(count)
        edges = [2 * (self.place(count) - self.band), 2 * (1 - self.place(count))]
        nearby = [
            other
            for other in (*self.counts[max(here - 1, 0) : here], *self.counts[here + 1 : here + 2])
            if other
        ]
        return _SPREAD * min(*edges, *(abs(self.place(count) - self.place(other)) for other in nearby))


Box = tuple[float, float, float, float]
"""A part of a plot in px: left, top, right, bottom."""


class Named(NamedTuple):
    """The name of a line, and the end of the line that it stands at."""

    text: str
    x: float
    y: float


class Label(NamedTuple):
    """A label of the scatter: which point, and where it stands by Plotly's names."""

    number: int
    position: str


def sides(corpus: Corpus, selection: Selection) -> tuple[str, str]:
    """What is compared: the codes of target and reference, "" for the rest; ("", "") where there is nothing.

    What the selection does not say is the first relationship that is chosen, else the most frequent,
    against the rest.
    """
    counted = _counted(corpus, selection.only(*SEEN).choose(target="", reference="", language="zh"))
    usual = (*selection.relationships, *(code for code, _ in counted), "")
    target = selection.target or usual[0]
    return target, selection.reference if selection.reference != target else ""


@remembered(128)
def _counted(corpus: Corpus, selection: Selection) -> tuple[tuple[str, int], ...]:
    return tuple(relationships(corpus, selection))


def side_name(code: str, language: str) -> str:
    """What a side is called."""
    _ = speak(language)[0]
    return relationship(code, language) if code else _("the rest")


def points(rows: Sequence[Row], canvas: Canvas = ON_PAGE) -> tuple[list[Point], Axis, Axis]:
    """The places of words, and the axes x, of ``n_reference``, and y, of ``n_target``.

    Words with the same two counts stand side by side around their place, and never as far as the next count.
    In a band only the place along it counts: words fill that of x from the left, that of y from above.
    """
    cells: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        cells.setdefault((row["n_reference"], row["n_target"]), []).append(row)
    across, up = (_scaled([row[name] for row in rows]) for name in ("n_reference", "n_target"))
    wide, high = _inner(canvas, canvas.widths[-1])
    below = canvas.label + 3  # px from a label to the next
    found = []
    for (theirs, ours), words in cells.items():
        edge_x, edge_y = (2 * _MARK / size for size in (wide, high))
        room_x = across.room(theirs) - (0 if theirs else edge_x)
        room_y = up.room(ours) - (0 if ours else edge_y)
        # words are wide and not high: they stand below each other as far as there is room
        most = max(1, floor(room_x * wide / _CLOSEST))
        columns = min(ceil(len(words) / max(1, floor(room_y * high / below))), most)
        lines = ceil(len(words) / columns)
        step_x, step_y = min(_COLUMN / wide, room_x / columns), min(below / high, room_y / lines)
        left = across.place(theirs) - step_x * (columns - 1) / 2 if theirs else edge_x / 2
        top = up.place(ours) + step_y * (lines - 1) / 2 if ours else up.band - edge_y / 2
        for number, row in enumerate(words):
            column, line = divmod(number, lines)
            found.append(Point(row, left + step_x * column, top - step_y * line))
    return found, across, up


def _scaled(counts: Sequence[int]) -> Axis:
    """The axis of the counts of words: its band as wide as the part of them that is 0, within limits."""
    there = sorted(set(counts))
    share = counts.count(0) / len(counts) if counts else 0.0
    band = min(_MOST, max(_LEAST, 0.6 * share)) if share else 0.0
    least, most = next(filter(None, there), 1), max(there, default=0) or 1
    beyond = (most / least) ** 0.1 if most > least else 2.0
    return Axis(there, least / beyond, most * beyond, band)


def _inner(canvas: Canvas, width: int) -> tuple[int, int]:
    """How wide and how high the plot itself is, in px."""
    free = canvas.margin
    return width - free["l"] - free["r"], canvas.height - free["t"] - free["b"]


def labels(
    placed: Sequence[Point], across: Axis, up: Axis, canvas: Canvas = ON_PAGE, line: Named | None = None
) -> list[list[Label]]:
    """Which points of a plot have a label at each of its widths: those of a width also at the next.

    The most distinctive of both sides come first, then the most frequent, each from the narrowest width on
    that has room for it. It takes the first position beside its point where it covers, at this width and at
    all wider ones, no other label, no other point and no name of the ``line``, and where it crosses the rule
    of no band that its point is outside of.
    """
    plots = [_Plot(placed, (across.band, up.band), width, canvas, line) for width in canvas.widths]
    found: list[list[Label]] = [[] for _ in plots]
    for number in _by_weight([point.row for point in placed]):
        for first, more in enumerate(found):
            if label := _labelled(number, plots[first:]):
                more.append(label)
                break
    return found


class _Plot:
    """What a plot of one width has: where its points are, and what labels must not cover."""

    def __init__(
        self,
        placed: Sequence[Point],
        bands: tuple[float, float],
        width: int,
        canvas: Canvas,
        line: Named | None,
    ) -> None:
        self.placed, self.width, self.canvas = placed, width, canvas
        self.at = [_pixels(point.x, point.y, width, canvas) for point in placed]
        self.marks = [_mark(each) for each in self.at]
        self.rule = _pixels(*bands, width, canvas)
        self.boxes = [_name_box(line, width, canvas)] if line else []

    def box(self, number: int, position: str) -> Box:
        """The label of a point."""
        return _box(self.placed[number].row["feature"], self.at[number], position, self.canvas.label)

    def has_room(self, number: int, position: str) -> bool:
        """Whether a label covers nothing."""
        box = self.box(number, position)
        return (
            _inside(box, self.width, self.canvas)
            and not _crosses(box, self.at[number], self.rule)
            and not any(_overlap(box, other) for other in self.boxes)
            and not any(_overlap(box, mark) for other, mark in enumerate(self.marks) if other != number)
        )


def _labelled(number: int, plots: Sequence[_Plot]) -> Label | None:
    """The label of a point on all ``plots``, which it is put on; None where one has no room for it."""
    for position in ("middle right", "middle left", "top center", "bottom center"):
        if all(each.has_room(number, position) for each in plots):
            for each in plots:
                each.boxes.append(each.box(number, position))
            return Label(number, position)
    return None


def _by_weight(key: Sequence[Row]) -> list[int]:
    numbers = range(len(key))
    ranked = sorted(numbers, key=lambda number: (-key[number]["G2"], key[number]["feature"]))
    ours, theirs = (
        [number for number in ranked if key[number]["side"] == side and key[number]["p"] < SIGNIFICANT]
        for side in ("target", "reference")
    )
    frequent = sorted(
        numbers, key=lambda number: -(key[number]["per_1000_target"] + key[number]["per_1000_reference"])
    )
    in_turn = (number for pair in zip_longest(ours, theirs) for number in pair if number is not None)
    return list(dict.fromkeys(chain(in_turn, frequent)))


def _pixels(x: float, y: float, width: int, canvas: Canvas = ON_PAGE) -> tuple[float, float]:
    """Where a place stands on a plot of ``width``, in px from the left and the top."""
    wide, high = _inner(canvas, width)
    return canvas.margin["l"] + wide * x, canvas.margin["t"] + high * (1 - y)


def _box(word: str, at: tuple[float, float], position: str, size: int = ON_PAGE.label) -> Box:
    x, y = at
    width = plot.width(word, size) + 2
    gap = _MARK / 2 + 2
    left = {"middle right": x + gap, "middle left": x - gap - width}.get(position, x - width / 2)
    top = {"top center": y - gap - size - 2, "bottom center": y + gap}.get(position, y - size / 2 - 1)
    return left, top, left + width, top + size + 2


def _inside(box: Box, width: int, canvas: Canvas) -> bool:
    return (
        box[0] >= canvas.margin["l"]
        and box[2] <= width - canvas.margin["r"]
        and box[1] >= canvas.margin["t"]
        and box[3] <= canvas.height - canvas.margin["b"]
    )


def _crosses(box: Box, at: tuple[float, float], rule: tuple[float, float]) -> bool:
    """Whether a label of a point at ``at`` stands in a band that its word does not belong to. To the right
    it may leave that of x, which is narrow on a phone."""
    return box[0] < rule[0] < at[0] or box[1] < rule[1] < box[3]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def significant(row: Row, side: str) -> bool:
    """Whether a word is distinctive of a side, ``target`` or ``reference``."""
    return bool(row["side"] == side and row["p"] < SIGNIFICANT)


def drawn(found: Comparison, canvas: Canvas) -> list[Row]:
    """The words that a canvas has room for: those that would first have a label."""
    rows: list[Row] = found.table.to_dict("records")
    if canvas.words is None:
        return rows
    return [rows[number] for number in sorted(_by_weight(rows)[: canvas.words])]


def figure(found: Comparison, selection: Selection, canvas: Canvas = ON_PAGE) -> dict[str, Any]:
    """The scatter: a point a word, further up the more often the target says it, further right the more
    often the reference does.

    A figure as plotly.graph_objects.Figure takes it; customdata is the word. The first trace is where both
    say a word equally often, the second the points, the others the labels for each width. What is chosen
    is no part of it.
    """
    _ = speak(selection.language)[0]
    placed, across, up = points(drawn(found, canvas), canvas)
    ours, theirs = colour(selection.target), colour(selection.reference) if selection.reference else OTHERS
    names = [side_name(code, selection.language) for code in (selection.target, selection.reference)]
    looks = [
        (ours, "circle") if significant(point.row, "target")
        else (theirs, "diamond") if significant(point.row, "reference")
        else (_FAINT, "circle-open")
        for point in placed
    ]  # fmt: skip
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(point.x, 3) for point in placed],
        "y": [round(point.y, 3) for point in placed],
        "customdata": [point.row["feature"] for point in placed],
        "marker": {
            "color": [hue for hue, _ in looks],
            "symbol": [symbol for _, symbol in looks],
            "size": _MARK,
        },
        "hovertext": [hover_text(point.row, found, selection) for point in placed],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    line_x, line_y = _equal(across, up, found)
    name = Named(_("equally often in both"), line_x[1], line_y[1]) if line_x else None
    if name and not all(_free(name, placed, width, canvas) for width in canvas.widths):
        name = None
    texts = [
        {
            "type": "scatter",
            "mode": "markers+text",  # unseen markers keep the labels off the seen ones
            "marker": {"size": _MARK, "color": "rgba(0,0,0,0)"},
            "x": [marks["x"][label.number] for label in tier],
            "y": [marks["y"][label.number] for label in tier],
            "text": [plot.text(placed[label.number].row["feature"]) for label in tier],
            "textposition": [label.position for label in tier],
            "textfont": {"size": canvas.label},
            "customdata": [placed[label.number].row["feature"] for label in tier],
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
        for tier in labels(placed, across, up, canvas, name)
    ]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": line_x,
        "y": line_y,
        "line": {"color": _FAINT, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
    titles = [
        _("{mark} {letter}, {side}: times per 10,000 words").format(
            mark=exports.mark(sign, hue), letter=letter, side=plot.text(name)
        )
        for sign, hue, letter, name in zip("●◆", (ours, theirs), "AB", names, strict=True)
    ]
    absent = [_("not in {letter}").format(letter=letter) for letter in "AB"]
    return {
        "data": [line, marks, *texts],
        "layout": plot.layout(
            margin=dict(canvas.margin),
            xaxis=_axis(across, found.reference)
            | {"title": {"text": f"{titles[1]} →", "standoff": 6, "font": {"size": canvas.label}}},
            yaxis=_axis(up, found.target),
            shapes=[
                *([_ground(0, up.band, across.band, 1)] if across.band else []),
                *([_ground(0, 0, 1, up.band)] if up.band else []),
                *([_rule(across.band, 0, across.band, 1)] if across.band else []),
                *([_rule(0, up.band, 1, up.band)] if up.band else []),
            ],
            annotations=[
                exports.over(f"↑ {titles[0]}", left=4 - canvas.margin["l"])
                | {"font": {"size": canvas.label}},
                *([_said(name, canvas)] if name else []),
                *(
                    [exports.said(absent[1], x=across.band / 2, xref="x", y=0, yref="paper", yanchor="top")]
                    if across.band
                    else []
                ),
                *(
                    [exports.said(absent[0], x=0, xref="paper", xanchor="right", y=up.band / 2, yref="y")]
                    if up.band
                    else []
                ),
            ],
        ),
    }


def _said(name: Named, canvas: Canvas) -> dict[str, Any]:
    """The name of the line as an annotation, where ``_name_box`` has it."""
    anchors = ("right", "bottom") if name.y < 1 else ("left", "top")
    where = dict(zip(("xanchor", "yanchor"), anchors, strict=True))
    font = {"size": canvas.label}
    return exports.said(plot.text(name.text), x=name.x, y=name.y, xref="x", yref="y", font=font, **where)


def _ground(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    """The grey ground under the words that do not occur on a side."""
    look = {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": "rgba(128,128,128,0.1)"}
    return look | {"x0": x0, "y0": y0, "x1": x1, "y1": y1}


def _rule(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    """The line between those words and the others."""
    look = {"type": "line", "layer": "below", "line": {"width": 1, "color": _FAINT}}
    return look | {"x0": x0, "y0": y0, "x1": x1, "y1": y1}


def _name_box(name: Named, width: int, canvas: Canvas) -> Box:
    """What the name of the line of equal frequency covers: over the line where that leaves the plot at the
    right, beside it where it leaves the plot at the top."""
    left, top = _pixels(name.x, name.y, width, canvas)
    wide, high = plot.width(name.text, canvas.label) + 8, canvas.label + 4
    return (left - wide, top - high, left, top) if name.y < 1 else (left, top, left + wide, top + high)


def _free(name: Named, placed: Sequence[Point], width: int, canvas: Canvas) -> bool:
    """Whether there is room for the name of the line."""
    box = _name_box(name, width, canvas)
    marks = (_mark(_pixels(point.x, point.y, width, canvas)) for point in placed)
    return _inside(box, width, canvas) and not any(_overlap(box, mark) for mark in marks)


def _mark(at: tuple[float, float]) -> Box:
    x, y = at
    return x - _MARK / 2, y - _MARK / 2, x + _MARK / 2, y + _MARK / 2


def narrow() -> list[dict[str, Any]]:
    """What of the figure is otherwise on narrow plots: the labels that need more of WIDTHS are not seen."""
    return [
        {"below": width, "traces": {str(number): {"visible": False}}}
        for number, width in enumerate(WIDTHS[1:], start=3)
    ]


def _equal(across: Axis, up: Axis, found: Comparison) -> tuple[list[float], list[float]]:
    """The two ends of the line on which a word is as frequent on both sides for their size; none where the
    plot has no such place."""
    theirs, ours = (max(size.tokens, 1) for size in (found.reference, found.target))  # as G² has it
    low, high = max(across.low / theirs, up.low / ours), min(across.high / theirs, up.high / ours)
    if low >= high:
        return [], []
    return (
        [round(across.place(rate * theirs), 4) for rate in (low, high)],
        [round(up.place(rate * ours), 4) for rate in (low, high)],
    )


def ticks(axis: Axis, size: Size) -> list[tuple[float, str]]:
    """Where an axis has ticks, and what they say: round numbers of times per 10,000 words."""
    low, high = per_10_000(axis.low, size), per_10_000(axis.high, size)
    for steps in _STEPS:
        values = [
            step * 10**power
            for power in range(floor(log10(low)), ceil(log10(high)) + 1)
            for step in steps
            if low <= step * 10**power <= high
        ]
        places = [axis.place(value * axis.low / low) for value in values]
        if all(after - before >= _APART for before, after in pairwise(places)):
            break
    # what stands next to the name of the band has no room
    free = axis.band + _APART / 2 if axis.band else 0
    return [
        (round(place, 4), f"{value:,.10g}")
        for place, value in zip(places, values, strict=True)
        if place >= free
    ]


def per_10_000(n: float, size: Size) -> float:
    """How often per 10,000 words, stop words included."""
    return 10_000 * n / max(size.tokens, 1)


def _axis(axis: Axis, size: Size) -> dict[str, Any]:
    marked = ticks(axis, size)
    return {
        "range": [0, 1],
        "tickmode": "array",
        "tickvals": [place for place, _name in marked],
        "ticktext": [name for _place, name in marked],
        "tickangle": 0,
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": "rgba(128,128,128,0.14)",
    }


def p_text(p: float) -> str:
    """A p as it is printed: .0213, or < .0001."""
    return "< .0001" if p < 0.0001 else f"{p:.4f}".removeprefix("0")


def numbers(row: Row, found: Comparison, selection: Selection) -> Iterator[str]:
    """The numbers of one word, a line each: of both sides, then the statistics."""
    _, ngettext = speak(selection.language)
    for side, code, size in (
        ("target", selection.target, found.target),
        ("reference", selection.reference, found.reference),
    ):
        yield ngettext(
            "{side}: {n} time, {rate} per 10,000 words, in {k} of {of} paragraphs",
            "{side}: {n} times, {rate} per 10,000 words, in {k} of {of} paragraphs",
            row[f"n_{side}"],
        ).format(
            side=side_name(code, selection.language),
            n=f"{row[f'n_{side}']:,}",
            rate=f"{per_10_000(row[f'n_{side}'], size):,.1f}",
            k=f"{row[f'paragraphs_{side}']:,}",
            of=f"{size.paragraphs:,}",
        )
    yield _("G² {G2} · p {p} · log ratio {ratio}").format(
        G2=f"{row['G2']:.2f}",
        p=p_text(row["p"]),
        ratio=ratio_text(row),
    )


def ratio_text(row: Row) -> str:
    """The log ratio of a word as it is printed."""
    return f"{row['log_ratio']:+.2f}" if _has_ratio(row) else "–"


def _has_ratio(row: Row) -> bool:
    """Whether the log ratio says anything: where half an occurrence would turn it round, it does not."""
    return bool(row["log_ratio"]) or min(row["n_target"], row["n_reference"]) > 0


def hover_text(row: Row, found: Comparison, selection: Selection) -> str:
    """The numbers of one word, as lines of Plotly's text."""
    lines = (plot.text(line) for line in numbers(row, found, selection))
    return "<br>".join((f"<b>{plot.text(row['feature'])}</b>", *lines))


def ranked(rows: Sequence[Row], side: str, found: Comparison, selection: Selection) -> dict[str, Any]:
    """The list of the words that are distinctive of a side, as the page draws it."""
    _ = speak(selection.language)[0]
    code = selection.target if side == "target" else selection.reference
    every = [row for row in rows if significant(row, side)]
    note = ""
    if not every:
        note = _("No word is distinctive (p < .05).")
    elif len(every) > LISTED:
        note = _("The first {n}; more in the table.").format(n=LISTED)
    return {
        "title": _("{letter}: distinctive of {side}").format(
            letter="A" if side == "target" else "B", side=side_name(code, selection.language)
        ),
        "columns": ["G²", "p", "A : B"] if every else [],
        "side": True,
        "note": note,
        "rows": [item(row, side, found, selection) for row in every[:LISTED]],
    }


def item(row: Row, side: str, found: Comparison, selection: Selection) -> dict[str, Any]:
    """One word of a list, with the way to where it is said."""
    _ = speak(selection.language)[0]
    code = selection.target if side == "target" else selection.reference
    word = row["feature"]
    return {
        "key": word,
        "name": word,
        "numbers": [f"{row['G2']:,.1f}", p_text(row["p"]), f"{row['n_target']:,} : {row['n_reference']:,}"],
        "title": "\n".join((word, *numbers(row, found, selection))),
        "colour": (colour(code) if code else OTHERS) if significant(row, side) else None,
        "mark": "●" if side == "target" else "◆",
        "action": {
            "text": _("in context"),
            # the rest is no filter: of it, the whole corpus is shown
            "title": _("“{word}” in the concordance: {side}").format(
                word=word, side=side_name(code, selection.language) if code else _("all paragraphs")
            ),
            "click": {
                "choose": {
                    "view": "concordance",
                    "keyword": word,
                    "relationships": [code] if code else [],
                    # so that the way back leads to the same comparison
                    "target": selection.target,
                    "reference": selection.reference,
                }
            },
        },
    }


def twin(found: Comparison, selection: Selection) -> dict[str, object]:
    """The same numbers as a table that can be saved."""
    _ = speak(selection.language)[0]
    names = [side_name(code, selection.language) for code in (selection.target, selection.reference)]
    each = [
        _("{side}: times"),
        _("{side}: paragraphs"),
        _("{side}: per 10,000 words"),
        _("{side}: per 1,000 characters"),
    ]
    columns = [heading.format(side=name) for heading in each for name in names]
    more_often = {"target": names[0], "reference": names[1], "": ""}
    return {
        "title": _("Distinctive words"),
        "columns": [_("Word"), _("More often in"), "G²", "p", _("Log ratio"), *columns],
        "rows": [
            [
                row["feature"],
                more_often[row["side"]],
                round(row["G2"], 3),
                float(f"{row['p']:.3g}"),
                round(row["log_ratio"], 3) if _has_ratio(row) else "",
                row["n_target"],
                row["n_reference"],
                row["paragraphs_target"],
                row["paragraphs_reference"],
                round(per_10_000(row["n_target"], found.target), 2),
                round(per_10_000(row["n_reference"], found.reference), 2),
                round(row["per_1000_target"], 3),
                round(row["per_1000_reference"], 3),
            ]
            for row in found.table.to_dict("records")
        ],
    }


def notes(found: Comparison, selection: Selection) -> list[str]:
    """What a reader must know of the comparison: how the chart is laid out, warnings, what is compared."""
    _, ngettext = speak(selection.language)
    said = [reading(found, selection), *warnings(found, selection)]
    if selection.present:
        said.append(
            _("The chart has the {n} most distinctive and most frequent of {m} words.").format(
                n=len(drawn(found, ON_STAGE)), m=f"{found.words:,}"
            )
        )
        return said
    said.append(
        ngettext(
            "{n} word occurs at least {times} times here, stop words left out; chart and table have {m},"
            " each in at least {paragraphs} paragraphs: the most distinctive and the most frequent. p is that"
            " of a single word: of many, one in twenty falls below .05 by chance.",
            "{n} words occur at least {times} times here, stop words left out; chart and table have {m},"
            " each in at least {paragraphs} paragraphs: the most distinctive and the most frequent. p is that"
            " of a single word: of many, one in twenty falls below .05 by chance.",
            found.words,
        ).format(n=f"{found.words:,}", times=FREQUENCY, m=f"{len(found.table):,}", paragraphs=PARAGRAPHS)
    )
    return said


def warnings(found: Comparison, selection: Selection) -> list[str]:
    """What must be said of the two sides: a small base, and paragraphs that belong to both."""
    _, ngettext = speak(selection.language)
    small = [
        _("{side} has {paragraphs} paragraphs and {tokens} words").format(
            side=side_name(code, selection.language),
            paragraphs=f"{size.paragraphs:,}",
            tokens=f"{size.tokens:,}",
        )
        for code, size in ((selection.target, found.target), (selection.reference, found.reference))
        if size.small
    ]
    said = []
    if small:
        said.append(
            _("A small base: {sides}. One paragraph can decide here; read G² and p with care.").format(
                sides=_("; ").join(small)
            )
        )
    if found.both:
        said.append(
            ngettext(
                "{n} paragraph belongs to both and counts on neither side.",
                "{n} paragraphs belong to both and count on neither side.",
                found.both,
            ).format(n=f"{found.both:,}")
        )
    return said


def reading(found: Comparison, selection: Selection) -> str:
    """How the chart is to be read: what its axes and its bands mean, and only those that it has."""
    _ = speak(selection.language)[0]
    table = found.table
    bands = {
        (True, True): _(
            "Grey bands: words not in A (below) and not in B (left); only their place along the band counts."
        ),
        (True, False): _("Grey band: words not in A; only their place along the band counts."),
        (False, True): _("Grey band: words not in B; only their place along the band counts."),
        (False, False): "",
    }
    said = (
        _(
            "Further up means more often in A, further right more often in B. The axes are logarithmic: the"
            " same distance is the same factor."
        ),
        bands[not table["n_target"].all(), not table["n_reference"].all()],
        _("Words with the same numbers stand side by side.")
        if table.duplicated(["n_target", "n_reference"]).any()
        else "",
        _("Filled marks: distinctive words (p < .05)."),
    )
    return sentences(filter(None, said), selection.language)


def _controls(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    """The two relationships to choose, the most frequent first."""
    _ = speak(selection.language)[0]
    counted = dict(_counted(corpus, selection.choose(target="", reference="", language="zh")))
    for code in filter(None, (selection.target, selection.reference)):
        counted.setdefault(code, 0)
    options = [(code, f"{relationship(code, selection.language)} ({n:,})") for code, n in counted.items()]
    return [
        {"field": "target", "label": "A", "as": "select", "options": options, "chosen": selection.target},
        {
            "field": "reference",
            "label": "B",
            "as": "select",
            "options": [
                ("", _("all other paragraphs")),
                *(option for option in options if option[0] != selection.target),
            ],
            "chosen": selection.reference,
        },
    ]


def _nothing(found: Comparison | None, corpus: Corpus, selection: Selection) -> str:
    """Why there is nothing to compare; "" where there is."""
    _ = speak(selection.language)[0]
    if found is None:
        return (
            _("No relationship is named in these paragraphs.")
            if corpus.count(selection)
            else _("No paragraph passes all these filters together.")
        )
    if not found.reference.tokens and not selection.reference and found.target.tokens:
        return _("There are no paragraphs but those of {side}: nothing to compare them with.").format(
            side=side_name(selection.target, selection.language)
        )
    for code, size in ((selection.target, found.target), (selection.reference, found.reference)):
        if not size.tokens:
            return _("Of {side} alone, there is no paragraph here.").format(
                side=side_name(code, selection.language)
            )
    return "" if len(found.table) else _("No word occurs often enough in these paragraphs to be compared.")


@remembered(128)
def _compared(corpus: Corpus, selection: Selection) -> Comparison | None:
    if not selection.target:
        return None
    return keyness(corpus, between(corpus, selection), limit=DRAWN, stopwords=selection.added_stopwords)


def comparison(corpus: Corpus, selection: Selection) -> Comparison | None:
    """What is compared by a selection of ``compared``; None where there is nothing to compare."""
    found = _compared(corpus, selection)
    return None if _nothing(found, corpus, selection) else found


def _paragraphs(corpus: Corpus, selection: Selection) -> int:
    """How many paragraphs are compared; 0 where there is nothing to compare."""
    found = _compared(corpus, compared(corpus, selection))
    if found is None or not len(found.table):
        return 0
    return found.target.paragraphs + found.reference.paragraphs


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN`` that says what is compared."""
    _ = speak(selection.language)[0]
    found = _compared(corpus, selection)
    nothing = _nothing(found, corpus, selection)
    shared = {
        "title": _("Distinctive words"),
        "controls": _controls(corpus, selection) if selection.target else [],
        "script": plot.script_url(),
        "empty": ways_out.content(
            corpus,
            selection,
            nothing,
            count=lambda other: _paragraphs(corpus, other),
            fields=(*(name for name in FILTERS if name in SEEN), "added_stopwords"),
            choose={"target": selection.target, "reference": selection.reference} if selection.target else {},
        )
        if nothing
        else None,
        "view": controls.view(selection.language),
        "menu": exports.menu(selection.language),
    }
    if found is None or nothing:
        return shared
    rows = found.table.to_dict("records")
    lists = [ranked(rows, side, found, selection) for side in ("target", "reference")]
    canvas, height = (ON_STAGE, STAGE_HEIGHT) if selection.present else (ON_PAGE, HEIGHT)
    made = figure(found, selection, canvas)
    return shared | {
        "hint": _(
            "Above the dotted line: more often in A; below: more often in B. Click a word to choose it."
        )
        if made["data"][0]["x"]
        else _("Click a word to choose it."),
        "notes": notes(found, selection),
        "figure": plot.figure_json(made),
        "narrow": narrow(),
        "height": height,
        "clicks": {row["feature"]: {"toggle": ["words", row["feature"]]} for row in rows},
        "lists": lists,
        "alt": _("Scatter of {n} words by how often {a} and {b} have them. Distinctive: {words}.").format(
            n=len(rows),
            a=side_name(selection.target, selection.language),
            b=side_name(selection.reference, selection.language),
            words="; ".join(", ".join(row["name"] for row in each["rows"][:3]) or "–" for each in lists),
        ),
        "table": twin(found, selection),
    }


def also_chosen(words: Sequence[str], found: Comparison, selection: Selection, shown: Sequence[str]) -> Row:
    """The list of the chosen words of the scatter that are not among those ``shown`` in the other lists."""
    _ = speak(selection.language)[0]
    rows = [
        row
        for row in found.table.to_dict("records")
        if row["feature"] in words and row["feature"] not in shown
    ]
    return {
        "title": _("Also chosen"),
        "side": True,
        "rows": [item(row, row["side"] or "target", found, selection) for row in rows],
    }


def chart(found: Comparison, selection: Selection, words: Sequence[str]) -> exports.Chart:
    """The scatter as it stands by itself, with what its marks mean; ``words`` are the chosen ones."""
    _ = speak(selection.language)[0]
    made = figure(found, selection, IN_PICTURE)
    layout = made["layout"]
    names = [side_name(code, selection.language) for code in (selection.target, selection.reference)]
    hues = [colour(code) if code else OTHERS for code in (selection.target, selection.reference)]
    distinctive = _("{letter}: distinctive of {side}")
    marks = (
        (exports.mark("●", hues[0]), distinctive.format(letter="A", side=names[0])),
        (exports.mark("◆", hues[1]), distinctive.format(letter="B", side=names[1])),
        (exports.mark("○", _FAINT), _("others")),
        (exports.mark("┄", _FAINT), _("equally often in both")),
    )
    legend = "     ".join(f"{sign} {plot.text(text)}" for sign, text in marks)
    layout["annotations"].append(exports.over(legend, left=4 - IN_PICTURE.margin["l"], up=34))
    return exports.finished(made, height=IN_PICTURE.height, chosen=words)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the comparison leaves the page: the scatter, and the most distinctive words as notes."""
    _ = speak(selection.language)[0]
    seen = compared(corpus, selection)
    found = comparison(corpus, seen)
    said: list[str] = []
    words: set[str] = set()
    if found is not None:
        rows = found.table.to_dict("records")
        words = {row["feature"] for row in rows} & {*selection.words}
        for each in (ranked(rows, side, found, seen) for side in ("target", "reference")):
            listed = _(", ").join(f"{row['name']} {row['numbers'][0]}" for row in each["rows"])
            said.append(_("{title} (G²): {words}").format(title=each["title"], words=listed or "–"))
        said += notes(found, seen.choose(present=""))
    return exports.Exported(
        title=_("Distinctive words: {a} against {b}").format(
            a=side_name(seen.target, seen.language), b=side_name(seen.reference, seen.language)
        )
        if seen.target
        else _("Distinctive words"),
        within=selection.choose(**{name: BY_NAME[name].default for name in OWN}),
        table=lambda: content(corpus, seen).get("table") or _NO_TABLE,
        picture=(lambda: chart(found, seen, selection.words)) if found is not None else None,
        notes=tuple(said),
        chosen=tuple(word for word in selection.words if word in words),
    )


def compared(corpus: Corpus, selection: Selection) -> Selection:
    """What of a selection the view depends on, with what is compared."""
    target, reference = sides(corpus, selection)
    return replace(selection.only(*SEEN), target=target, reference=reference)


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the comparison."""
    seen = compared(corpus, selection)
    data = content(corpus, seen)
    found = _compared(corpus, seen)
    if found is not None and "lists" in data:
        shown = [row["key"] for each in data["lists"] for row in each["rows"]]
        also = also_chosen(selection.words, found, seen, shown)
        data = data | {"lists": [*data["lists"], *([also] if also["rows"] else [])]}
    tables.mount(
        "keyness",
        data | {"chosen": list(selection.words)},
        selection,
        script="chart",
        export=exports.answer(exported, corpus, selection),
    )

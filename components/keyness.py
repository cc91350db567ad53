"""Distinctive words of two relationships: a scatter of both frequencies, and the ranked words of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, chain, zip_longest
from math import ceil, sqrt
from typing import Any, NamedTuple

import numpy as np

from components import controls, exports, plot, tables, ways_out
from components.colours import OTHERS, colour
from components.language import relationship, speak
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

HEIGHT = 640  # px

WIDTHS = (320, 560, 820)
"""Widths of the plot, in px, from which on more labels are drawn."""


class Canvas(NamedTuple):
    """What a scatter is laid out for: its widths, of which each has more labels, its height and the size of
    its labels, in px; and what stays free around it."""

    widths: tuple[int, ...]
    height: int
    label: int
    margin: Mapping[str, int]


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
_TICKS = 7
_PITCH, _CLOSE = 0.75, 32  # from a word to the next with the same two counts: units, at most so many px

ON_PAGE = Canvas(WIDTHS, HEIGHT, 12, {"l": 58, "r": 12, "t": 10, "b": 48})
ON_STAGE = ON_PAGE._replace(height=440)
IN_PICTURE = Canvas((exports.INNER,), 760, exports.SIZE, {"l": 64, "r": 16, "t": 64, "b": 60})
"""The canvases of the page, of a presentation, and of what leaves both."""

Row = dict[str, Any]


class Point(NamedTuple):
    """A word of the scatter: its row of the table, and its place, in units of its two axes."""

    row: Row
    x: float
    y: float


class Axis(NamedTuple):
    """An axis by rank: the counts that occur, in order, where each stands, and how long the axis is."""

    counts: list[int]
    places: list[float]
    length: float


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
    """The places of words, and the axes x and y.

    The axes are by rank, as in Scattertext: x is the rank of ``n_reference`` among those that occur, y that
    of ``n_target``. Words with the same two counts stand side by side, and a rank is as wide as they need.
    """
    cells: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        cells.setdefault((row["n_reference"], row["n_target"]), []).append(row)
    # where an axis has many ranks, words stand across the other
    slant = len({up for _across, up in cells}) / max(len({across for across, _up in cells}), 1)
    columns = {cell: min(len(words), ceil(sqrt(slant * len(words)))) for cell, words in cells.items()}
    lines = {cell: ceil(len(words) / columns[cell]) for cell, words in cells.items()}
    across = _ranked([(cell[0], width) for cell, width in columns.items()])
    up = _ranked([(cell[1], number) for cell, number in lines.items()])
    pitch_x, pitch_y = (
        min(_PITCH, _CLOSE * axis.length / px)
        for axis, px in ((across, canvas.widths[-1]), (up, canvas.height))
    )
    found = []
    for cell, words in cells.items():
        x, y = (axis.places[axis.counts.index(count)] for axis, count in zip((across, up), cell, strict=True))
        # what does not occur on one side stands outside its axis, and so on the right side of the line
        middle_x, middle_y = (
            (size - 1) * (0.5 if count else end)
            for count, size, end in zip(cell, (columns[cell], lines[cell]), (1, 0), strict=True)
        )
        for number, row in enumerate(words):
            line, column = divmod(number, columns[cell])
            found.append(Point(row, x + pitch_x * (column - middle_x), y - pitch_y * (line - middle_y)))
    return found, across, up


def _ranked(needed: Sequence[tuple[int, int]]) -> Axis:
    """The axis of counts, each as wide as the most that is ``needed`` for it: pairs of count and width."""
    widths: dict[int, int] = {}
    for count, width in needed:
        widths[count] = max(widths.get(count, 0), width)
    counts = sorted(widths)
    ends = list(accumulate(widths[count] for count in counts))
    # the words of 0 stand outside their axis
    places = [end - (widths[count] / 2 if count else 0.5) for count, end in zip(counts, ends, strict=True)]
    return Axis(counts, places, float(ends[-1]) if ends else 1.0)


def labels(placed: Sequence[Point], across: Axis, up: Axis, canvas: Canvas = ON_PAGE) -> list[list[Label]]:
    """Which points of a plot have a label at each of its widths: those of a width also at the next.

    The most distinctive of both sides come first, then the most frequent; each takes the first position
    beside its point where it covers no other label and no other point.
    """
    order = _by_weight(placed)
    found: list[list[Label]] = []
    done: list[Label] = []
    for width in canvas.widths:
        at = [_pixels(point, across, up, width, canvas) for point in placed]
        marks = [(x - _MARK / 2, y - _MARK / 2, x + _MARK / 2, y + _MARK / 2) for x, y in at]
        boxes = [
            _box(placed[label.number].row["feature"], at[label.number], label.position, canvas.label)
            for label in done
        ]
        labelled = {label.number for label in done}
        here: list[Label] = []
        for number in order:
            if number in labelled:
                continue
            others = [*boxes, *(mark for other, mark in enumerate(marks) if other != number)]
            for position in ("middle right", "middle left", "top center", "bottom center"):
                box = _box(placed[number].row["feature"], at[number], position, canvas.label)
                if _inside(box, width, canvas) and not any(_overlap(box, other) for other in others):
                    boxes.append(box)
                    here.append(Label(number, position))
                    break
        found.append(here)
        done += here
    return found


Box = tuple[float, float, float, float]


def _by_weight(placed: Sequence[Point]) -> list[int]:
    numbers = range(len(placed))
    key = [placed[number].row for number in numbers]
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


def _pixels(
    point: Point, across: Axis, up: Axis, width: int, canvas: Canvas = ON_PAGE
) -> tuple[float, float]:
    """Where a point stands on a plot of ``width``, in px from the left and the top."""
    free = canvas.margin
    return (
        free["l"] + (width - free["l"] - free["r"]) * point.x / across.length,
        free["t"] + (canvas.height - free["t"] - free["b"]) * (1 - point.y / up.length),
    )


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


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def significant(row: Row, side: str) -> bool:
    """Whether a word is distinctive of a side, ``target`` or ``reference``."""
    return bool(row["side"] == side and row["p"] < SIGNIFICANT)


def figure(found: Comparison, selection: Selection, canvas: Canvas = ON_PAGE) -> dict[str, Any]:
    """The scatter: a point a word, further up the more often the target says it, further right the more
    often the reference does.

    A figure as plotly.graph_objects.Figure takes it; customdata is the word. The first trace is where both
    say a word equally often, the second the points, the others the labels for each width. What is chosen
    is no part of it.
    """
    _ = speak(selection.language)[0]
    placed, across, up = points(found.table.to_dict("records"), canvas)
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
        for tier in labels(placed, across, up, canvas)
    ]
    line_x, line_y = _equal(across, up, found)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": line_x,
        "y": line_y,
        "line": {"color": _FAINT, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
    return {
        "data": [line, marks, *texts],
        "layout": plot.layout(
            margin=dict(canvas.margin),
            xaxis=_axis(across, found.reference, names[1], selection.language),
            yaxis=_axis(up, found.target, names[0], selection.language),
        ),
    }


def narrow() -> list[dict[str, Any]]:
    """What of the figure is otherwise on narrow plots: the labels that need more of WIDTHS are not seen."""
    return [
        {"below": width, "traces": {str(number): {"visible": False}}}
        for number, width in enumerate(WIDTHS[1:], start=3)
    ]


def _equal(across: Axis, up: Axis, found: Comparison) -> tuple[list[float], list[float]]:
    """The line on which a word is as frequent on both sides for their size."""
    if not across.counts:
        return [], []
    x_rates, y_rates = (
        [count / max(size.tokens, 1) for count in axis.counts]  # as G² has it
        for axis, size in ((across, found.reference), (up, found.target))
    )
    low, high = max(x_rates[0], y_rates[0]), min(x_rates[-1], y_rates[-1])
    steps = [rate for rate in sorted({*x_rates, *y_rates}) if low <= rate <= high]
    x, y = np.interp(steps, x_rates, across.places), np.interp(steps, y_rates, up.places)
    return x.round(3).tolist(), y.round(3).tolist()


def _axis(axis: Axis, size: Size, name: str, language: str) -> dict[str, Any]:
    """A Plotly axis whose ticks say how often per 1,000 characters."""
    _ = speak(language)[0]
    ticks: list[tuple[float, str]] = []
    for count, place in zip(axis.counts, axis.places, strict=True):
        if not ticks or place - ticks[-1][0] >= axis.length / _TICKS:
            rate = 1000 * count / max(size.characters, 1)
            ticks.append((place, f"{rate:.2g}" if rate < 100 else f"{rate:.0f}"))
    return {
        "range": [0, axis.length],
        "tickmode": "array",
        "tickvals": [place for place, _name in ticks],
        "ticktext": [name for _place, name in ticks],
        "title": {
            "text": plot.text(_("{side}: times per 1,000 characters").format(side=name)),
            "standoff": 6,
            "font": {"size": 12},
        },
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
            "{side}: {n} time, {rate} per 1,000 characters, in {k} of {of} paragraphs",
            "{side}: {n} times, {rate} per 1,000 characters, in {k} of {of} paragraphs",
            row[f"n_{side}"],
        ).format(
            side=side_name(code, selection.language),
            n=f"{row[f'n_{side}']:,}",
            rate=f"{row[f'per_1000_{side}']:.2f}",
            k=f"{row[f'paragraphs_{side}']:,}",
            of=f"{size.paragraphs:,}",
        )
    yield _("G² {G2} · p {p} · log ratio {ratio}").format(
        G2=f"{row['G2']:.2f}",
        p=p_text(row["p"]),
        ratio=f"{row['log_ratio']:+.2f}" if _has_ratio(row) else "–",
    )


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
                round(row["per_1000_target"], 3),
                round(row["per_1000_reference"], 3),
            ]
            for row in found.table.to_dict("records")
        ],
    }


def notes(found: Comparison, selection: Selection) -> list[str]:
    """What a reader must know of the comparison, a sentence each: warnings first."""
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
    canvas = ON_STAGE if selection.present else ON_PAGE
    return shared | {
        "hint": _(
            "Above the dotted line: more often in A; below: more often in B. Click a word to choose it."
        ),
        "notes": notes(found, selection),
        "figure": plot.figure_json(figure(found, selection, canvas)),
        "narrow": narrow(),
        "height": canvas.height,
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
    standing = layout["yaxis"].pop("title")["text"]
    lying = layout["xaxis"]["title"]
    lying |= {"text": f"{lying['text']} →", "font": {"size": exports.SIZE}}
    layout["annotations"] = [exports.over(legend, left=-64, up=34), exports.over(f"↑ {standing}", left=-64)]
    return exports.finished(made, height=IN_PICTURE.height, chosen=words)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the comparison leaves the page: the scatter, and the most distinctive words as notes."""
    _ = speak(selection.language)[0]
    seen = compared(corpus, selection)
    found = _compared(corpus, seen)
    drawn = found is not None and not _nothing(found, corpus, seen)
    said: list[str] = []
    words: set[str] = set()
    if found is not None and drawn:
        rows = found.table.to_dict("records")
        words = {row["feature"] for row in rows} & {*selection.words}
        for each in (ranked(rows, side, found, seen) for side in ("target", "reference")):
            listed = _(", ").join(f"{row['name']} {row['numbers'][0]}" for row in each["rows"])
            said.append(_("{title} (G²): {words}").format(title=each["title"], words=listed or "–"))
        said += notes(found, seen)
    return exports.Exported(
        title=_("Distinctive words: {a} against {b}").format(
            a=side_name(seen.target, seen.language), b=side_name(seen.reference, seen.language)
        )
        if seen.target
        else _("Distinctive words"),
        within=selection.choose(**{name: BY_NAME[name].default for name in OWN}),
        table=lambda: content(corpus, seen).get("table") or _NO_TABLE,
        picture=(lambda: chart(found, seen, selection.words)) if found is not None and drawn else None,
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

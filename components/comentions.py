"""Co-mention: which counterparts stand together, as a matrix and as a network, and with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import ceil, cos, pi, radians, sin, sqrt
from typing import Any

import numpy as np

from components import controls, exports, plot, tables, ways_out
from components.colours import colour
from components.language import N_, counterpart, speak
from corpus.comentions import OWN, OWN_TERMS, comentions, companions, relationship_terms, terms_of
from corpus.memory import remembered
from corpus.selection import BY_NAME, FILTERS, Selection
from corpus.statistics import SMALL
from corpus.table import Corpus

SEEN = (*FILTERS, "pairs", "added_stopwords", "language")
"""The fields of a selection that the charts depend on."""

COUNTERPARTS, EDGES, RELATIONSHIPS, TERMS, STRONGEST = 20, 48, 14, 14, 24
"""The most of each that is drawn: counterparts, lines between them, relationships and words that are
compared, rows of a list."""

DRAWINGS = {
    "matrix": (N_("matrix"), N_("A cell for each two, with the paragraphs that have both")),
    "network": (N_("network"), N_("Lines between those that stand together")),
    "terms": (N_("words"), N_("How often a word occurs with each relationship")),
}
"""How co-mentions are drawn: what each is called, and what it shows."""

ROW = 26  # px
SIZE = 12  # px, of the labels

_LOW, _PEAK, _KEPT, _OTHERS = (
    0.05,
    0.6,
    0.5,
    0.22,
)  # density: of nothing, of the most; of those chosen, of others
_FEW = 5  # paragraphs: fewer never get the densest colour or the widest line
_SIDE, _HEIGHT = 12, 560  # px: at the sides of a grid; of the network
_TALL, _BESIDE, _GAP = 760, 30, 8  # px: of the network that leaves the page, at its sides, beside a label
_ANGLE = 50  # degrees, of the labels of columns
_ACROSS, _UP = cos(radians(_ANGLE)), sin(radians(_ANGLE))
_CELL, _NARROW = 30, 560  # px: the least width of a column on a wide page; what is no wide page
_LARGEST, _LEAST = 26, 9  # px, of a node
_WIDEST = 8  # px, of a line
_STEPS = 16  # of a curve
_BEND = 0.36  # how far a curve is drawn to the middle

Row = Mapping[str, Any]
Table = Sequence[Row]


def key_of(a: str, b: str) -> str:
    """The key of a pair, the same whichever comes first."""
    return "|".join(sorted((a, b)))


def circular(codes: Sequence[str], pairs: Table) -> list[str]:
    """``codes`` in the order of a circle on which those that stand together are near each other.

    From the order given, two are swapped as long as that shortens the way between all pairs, weighed by
    their paragraphs: the same pairs give the same circle.
    """
    n = len(codes)
    place = {code: index for index, code in enumerate(codes)}
    weight = np.zeros((n, n))
    for row in pairs:
        if row["a"] in place and row["b"] in place:
            one, other = place[row["a"]], place[row["b"]]
            weight[one, other] = weight[other, one] = row["paragraphs"]
    steps = np.abs(np.arange(n)[:, None] - np.arange(n))
    away = np.minimum(steps, n - steps)
    order = np.arange(n)
    shorter = True
    while shorter:
        shorter = False
        for one, other in combinations(range(n), 2):
            more = (weight[order[one]] - weight[order[other]])[order] * (away[other] - away[one])
            if more.sum() - more[one] - more[other] < 0:  # the way between the two stays as long
                order[[one, other]] = order[[other, one]]
                shorter = True
    return [codes[index] for index in order]


def chosen_keys(pairs: Table, selection: Selection) -> list[str]:
    """What of a matrix or network is chosen: codes and pairs. With all of several asked for, pairs of them,
    else every pair of one of them."""
    wanted = set(selection.relationships)
    least = 2 if len(wanted) > 1 and selection.match == "all" else 1
    keys = [key_of(row["a"], row["b"]) for row in pairs if len({row["a"], row["b"]} & wanted) >= least]
    return [*selection.relationships, *keys] if wanted else []


def pair_clicks(pairs: Table) -> dict[str, dict[str, Any]]:
    """A click on a pair asks for the paragraphs that have both."""
    return {
        key_of(row["a"], row["b"]): {"choose": {"relationships": [row["a"], row["b"]], "match": "all"}}
        for row in pairs
    }


def undo_pair(selection: Selection) -> dict[str, dict[str, Any]]:
    """What a click on the pair does that is chosen already: drop it."""
    if len(selection.relationships) != 2 or selection.match != "all":
        return {}
    return {key_of(*selection.relationships): {"choose": {"relationships": [], "match": "any"}}}


def _longest(labels: Sequence[str], size: float = SIZE) -> float:
    return max((plot.width(label, size) for label in labels), default=0)


def _scale(peak: float) -> list[list[Any]]:
    """One hue that grows denser: what is printed over it stays readable on a light and on a dark page."""
    return [[0, _tint(_LOW)], [1, _tint(peak)]]


def _tint(density: float) -> str:
    return f"rgba(0,114,178,{density:.3g})"


def grid(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[int, int], Row],
    chosen: set[str],
    *,
    size: int = SIZE,
) -> dict[str, Any]:
    """A heatmap of ``rows`` and ``columns``, which are labels, with the ``cells`` {(row, column): cell}.

    A cell has ``key``, ``value`` (0 to 1: how dense its colour is), ``text`` and ``hover``; its key, "" where
    it leads nowhere, is its customdata. Those chosen keep their colour and get a frame. A place without a
    cell stays empty. Labels have ``size`` px.
    """

    def laid(name: str, empty: Any) -> list[list[Any]]:
        return [
            [cells[y, x][name] if (y, x) in cells else empty for x in range(len(columns))]
            for y in range(len(rows))
        ]

    framed = [(y, x) for (y, x), cell in cells.items() if cell["key"] in chosen]
    heat = {
        "type": "heatmap",
        "z": laid("value", None),
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
    }
    traces: list[dict[str, Any]] = []
    if framed:
        kept: list[list[float | None]] = [[None] * len(columns) for _ in rows]
        for y, x in framed:
            kept[y][x] = cells[y, x]["value"]
        traces.append({**heat, "z": kept, "hoverinfo": "skip", "colorscale": _scale(_KEPT)})
    traces.append(
        {
            **heat,
            "customdata": laid("key", ""),
            "text": laid("text", ""),
            "texttemplate": "%{text}",
            "hovertext": laid("hover", ""),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "colorscale": _scale(_OTHERS if framed else _PEAK),
        }
    )
    longest = _longest(columns, size)
    beyond = max(
        (plot.width(name, size) * _ACROSS - (len(columns) - 1 - x) * _CELL for x, name in enumerate(columns)),
        default=0,
    )
    ticks = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": size},
    }
    return {
        "data": traces,
        "layout": plot.layout(
            margin={
                "l": 10 + ceil(_longest(rows, size)),
                "r": _SIDE + ceil(max(0, beyond)),
                "t": 14 + ceil(longest * _UP),
                "b": _SIDE,
            },
            xaxis={
                **ticks,
                "side": "top",
                "tickvals": list(range(len(columns))),
                "ticktext": [plot.text(label) for label in columns],
                "tickangle": -_ANGLE,
                "ticklabeloverflow": "allow",
                "range": [-0.5, len(columns) - 0.5],
            },
            yaxis={
                **ticks,
                "tickvals": list(range(len(rows))),
                "ticktext": [plot.text(label) for label in rows],
                "range": [len(rows) - 0.5, -0.5],
            },
            shapes=[
                {
                    "type": "rect",
                    "x0": x - 0.5,
                    "x1": x + 0.5,
                    "y0": y - 0.5,
                    "y1": y + 0.5,
                    "line": {"width": 1.5, "color": "rgb(128,128,128)"},
                }
                for y, x in framed
            ],
        ),
    }


def narrow(figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What of a grid is otherwise where its columns are as narrow as a line of text: their labels stand."""
    labels = figure["layout"]["xaxis"]["ticktext"]
    return [
        {
            "below": _NARROW,
            "layout": {
                "xaxis": {"tickangle": -90},
                "margin": {"t": 14 + ceil(_longest(labels)), "r": _SIDE},
            },
        }
    ]


def height(figure: Mapping[str, Any], rows: int, *, row: int = ROW) -> int:
    """The height of a grid of ``rows``, each ``row`` high, in pixels."""
    return int(figure["layout"]["margin"]["t"]) + _SIDE + row * max(3, rows)


def pair_text(row: Row, language: str) -> str:
    """The numbers of one pair, as lines of Plotly's text."""
    _ = speak(language)[0]
    a, b = (counterpart(row[side], language) for side in "ab")
    lines = [
        f"<b>{plot.text(a)} · {plot.text(b)}</b>",
        _("together: {k} of {n} paragraphs ({share})").format(
            k=f"{row['paragraphs']:,}", n=f"{row['n']:,}", share=f"{row['paragraphs'] / row['n']:.1%}"
        ),
        _("{a}: {i}, {b}: {j} paragraphs").format(
            a=plot.text(a), i=f"{row['paragraphs_a']:,}", b=plot.text(b), j=f"{row['paragraphs_b']:,}"
        ),
        _("{ratio} times as often as by chance; Dice {dice}").format(
            ratio=f"{row['paragraphs'] / row['expected']:.1f}", dice=f"{row['dice']:.2f}"
        ),
    ]
    if min(row["paragraphs_a"], row["paragraphs_b"]) < SMALL:
        lines.append(_("a small base: read the shares with care"))
    return "<br>".join(lines)


def matrix(
    among: Table, pairs: Table, chosen: set[str], language: str, *, size: int = SIZE
) -> dict[str, Any]:
    """The symmetric matrix of the counterparts ``among``: how many paragraphs have both.

    A figure as plotly.graph_objects.Figure takes it. The diagonal is empty, the totals stand at the rows.
    """
    _ = speak(language)[0]
    place = {row["counterpart"]: index for index, row in enumerate(among)}
    names = [counterpart(row["counterpart"], language) for row in among]
    most = max(_FEW, *(row["paragraphs"] for row in pairs), 0)
    cells: dict[tuple[int, int], Row] = {
        (y, x): {
            "key": "",
            "value": 0.0,
            "text": "",
            "hover": f"<b>{plot.text(names[y])} · {plot.text(names[x])}</b><br>" + _("never together"),
        }
        for y in range(len(names))
        for x in range(len(names))
        if y != x
    }
    for row in pairs:
        y, x = place[row["a"]], place[row["b"]]
        cells[y, x] = cells[x, y] = {
            "key": key_of(row["a"], row["b"]),
            "value": sqrt(row["paragraphs"] / most),
            "text": f"{row['paragraphs']:,}",
            "hover": pair_text(row, language),
        }
    rows = [f"{name}  {row['paragraphs']:,}" for name, row in zip(names, among, strict=True)]
    return grid(rows, names, cells, chosen, size=size)


def network(among: Table, pairs: Table, language: str) -> dict[str, Any]:
    """The counterparts ``among`` on a circle, and a curve for each of the EDGES most frequent pairs.

    A figure as plotly.graph_objects.Figure takes it: a trace a curve, whose meta is its key and whose width
    goes by the paragraphs; the middles of the curves; the nodes, whose area goes by the paragraphs.
    """
    _ = speak(language)[0]
    drawn = pairs[:EDGES]
    codes = circular([row["counterpart"] for row in among], drawn)
    angle = {code: pi / 2 - 2 * pi * (index + 0.5) / len(codes) for index, code in enumerate(codes)}
    place = {code: np.array((cos(angle[code]), sin(angle[code]))) for code in codes}
    most = max(_FEW, *(row["paragraphs"] for row in drawn), 0)
    steps = np.linspace(0, 1, _STEPS + 1)[:, None]
    traces: list[dict[str, Any]] = []
    middles = []
    for row in reversed(drawn):  # the widest on top
        one, other = place[row["a"]], place[row["b"]]
        bend = (one + other) / 2 * (1 - _BEND)
        curve = (1 - steps) ** 2 * one + 2 * steps * (1 - steps) * bend + steps**2 * other
        middles.append(curve[_STEPS // 2])
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [round(float(x), 3) for x in curve[:, 0]],
                "y": [round(float(y), 3) for y in curve[:, 1]],
                "meta": key_of(row["a"], row["b"]),
                "line": {
                    "color": "rgba(128,128,128,0.55)",
                    "width": round(1 + (_WIDEST - 1) * row["paragraphs"] / most, 2),
                },
                "hoverinfo": "skip",
            }
        )
    backwards = list(reversed(drawn))
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [round(float(point[0]), 3) for point in middles],
            "y": [round(float(point[1]), 3) for point in middles],
            "customdata": [key_of(row["a"], row["b"]) for row in backwards],
            "marker": {"size": 9, "color": "rgb(128,128,128)"},
            "hovertext": [pair_text(row, language) for row in backwards],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    by_code = {row["counterpart"]: row for row in among}
    largest = max((row["paragraphs"] for row in among), default=1)
    names = [counterpart(code, language) for code in codes]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [round(float(place[code][0]), 3) for code in codes],
            "y": [round(float(place[code][1]), 3) for code in codes],
            "customdata": codes,
            "text": [plot.text(name) for name in names],
            "textposition": ["middle right" if place[code][0] >= 0 else "middle left" for code in codes],
            "textfont": {"size": SIZE},
            "cliponaxis": False,
            "marker": {
                "size": [
                    round(max(_LEAST, _LARGEST * sqrt(by_code[code]["paragraphs"] / largest)), 1)
                    for code in codes
                ],
                "color": [colour(code) for code in codes],
                "opacity": 1,
            },
            "hovertext": [node_text(by_code[code], language) for code in codes],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    margin = 16 + _LARGEST // 2 + ceil(_longest(names))
    axis = {"visible": False, "fixedrange": True}
    return {
        "data": traces,
        "layout": plot.layout(
            margin={"l": margin, "r": margin, "t": 20, "b": 20},
            xaxis={**axis, "range": [-1, 1]},
            yaxis={**axis, "range": [-1, 1]},
        ),
    }


def node_text(row: Row, language: str) -> str:
    """The numbers of one counterpart, as lines of Plotly's text."""
    _ = speak(language)[0]
    lines = [
        f"<b>{plot.text(counterpart(row['counterpart'], language))}</b>",
        _("{k} of {n} paragraphs ({share})").format(
            k=f"{row['paragraphs']:,}", n=f"{row['n']:,}", share=f"{row['paragraphs'] / row['n']:.0%}"
        ),
        _("with another in {k} of them").format(k=f"{row['together']:,}"),
    ]
    return "<br>".join(lines)


def term_key(row: Row) -> str:
    """The key of a relationship and a term."""
    return f"{row['counterpart']}|{row['field']}|{row['feature']}"


def cell_text(row: Row, language: str) -> str:
    """The numbers of one relationship and one term, as lines of Plotly's text."""
    _ = speak(language)[0]
    lines = [
        f"<b>{plot.text(counterpart(row['counterpart'], language))} · {plot.text(row['feature'])}</b>",
        _("{k} of {n} paragraphs ({share})").format(
            k=f"{row['paragraphs']:,}", n=f"{row['of']:,}", share=f"{row['paragraphs'] / row['of']:.0%}"
        ),
        _("{k} times, {rate} per 1,000 characters").format(
            k=f"{row['occurrences']:,}", rate=f"{row['per_1000']:.2f}"
        ),
    ]
    if row["of"] < SMALL:
        lines.append(_("a small base: read the shares with care"))
    return "<br>".join(lines)


def term_grid(
    table: Table, chosen: set[str], language: str, *, size: int = SIZE, whole: bool = False
) -> dict[str, Any]:
    """Relationships against terms: how often each occurs per 1,000 characters of the relationship.

    A figure as plotly.graph_objects.Figure takes it. Long terms are
    shortened, unless they are to be ``whole``.
    """
    codes = list(dict.fromkeys(row["counterpart"] for row in table))
    terms = list(dict.fromkeys((row["feature"], row["field"]) for row in table))
    sizes = {row["counterpart"]: row["of"] for row in table}
    most = max((row["per_1000"] for row in table), default=0) or 1
    cells: dict[tuple[int, int], Row] = {
        (codes.index(row["counterpart"]), terms.index((row["feature"], row["field"]))): {
            "key": term_key(row) if row["paragraphs"] else "",
            "value": sqrt(row["per_1000"] / most),
            "text": f"{row['per_1000']:.1f}" if row["paragraphs"] else "",
            "hover": cell_text(row, language),
        }
        for row in table
    }
    rows = [f"{counterpart(code, language)}  {sizes[code]:,}" for code in codes]
    names = [term if whole else shortened(term) for term, _field in terms]
    return grid(rows, names, cells, chosen, size=size)


def shortened(term: str) -> str:
    """A term as a label, at most nine characters long."""
    return term if len(term) < 10 else term[:8] + "…"


def chosen_cells(table: Table, selection: Selection) -> list[str]:
    """The cells of chosen relationships and chosen terms; where only one of the two is chosen, all of its."""
    terms = {*((word, "words") for word in selection.words), *((term, "terms") for term in selection.terms)}
    if not terms and not selection.relationships:
        return []
    return [
        term_key(row)
        for row in table
        if (not selection.relationships or row["counterpart"] in selection.relationships)
        and (not terms or (row["feature"], row["field"]) in terms)
    ]


def term_clicks(table: Table) -> dict[str, dict[str, Any]]:
    """A click on a cell asks for its relationship and its term, in place of those chosen before."""
    return {
        term_key(row): {
            "choose": {
                "relationships": [row["counterpart"]],
                "words": [row["feature"]] if row["field"] == "words" else [],
                "terms": [row["feature"]] if row["field"] == "terms" else [],
            }
        }
        for row in table
        if row["paragraphs"]
    }


def undo_cell(table: Table, selection: Selection) -> dict[str, dict[str, Any]]:
    """What a click on the cell does that alone is chosen: drop its relationship and its term."""
    if len(selection.relationships) != 1 or len(selection.words) + len(selection.terms) != 1:
        return {}
    nothing: dict[str, Any] = {"choose": {"relationships": [], "words": [], "terms": []}}
    return {key: nothing for key in chosen_cells(table, selection)}


def pair_list(pairs: Table, language: str) -> dict[str, Any]:
    """The strongest pairs as rows of buttons."""
    _ = speak(language)[0]
    return {
        "title": _("Most frequent together"),
        "side": True,
        "tall": 11 * ROW,
        "columns": [_("paragraphs"), "Dice"],
        "rows": [
            {
                "key": key_of(row["a"], row["b"]),
                "name": f"{counterpart(row['a'], language)} · {counterpart(row['b'], language)}",
                "numbers": [f"{row['paragraphs']:,}", f"{row['dice']:.2f}"],
                "title": plot.plain(pair_text(row, language)),
            }
            for row in pairs[:STRONGEST]
        ],
    }


def cell_list(table: Table, language: str) -> dict[str, Any]:
    """The most frequent relationships and terms as rows of buttons."""
    _ = speak(language)[0]
    rows = sorted(
        (row for row in table if row["paragraphs"]), key=lambda row: (-row["paragraphs"], -row["per_1000"])
    )[:STRONGEST]
    most = max((row["paragraphs"] for row in rows), default=1)
    return {
        "title": _("Most frequent together"),
        "side": True,
        "columns": [_("paragraphs"), "‰"],
        "note": _("‰: times per 1,000 characters in paragraphs of the relationship"),
        "rows": [
            {
                "key": term_key(row),
                "name": f"{counterpart(row['counterpart'], language)} · {row['feature']}",
                "numbers": [f"{row['paragraphs']:,}", f"{row['per_1000']:.1f}"],
                "bar": row["paragraphs"] / most,
                "colour": colour(row["counterpart"]),
                "title": plot.plain(cell_text(row, language)),
            }
            for row in rows
        ],
    }


def counterpart_list(among: Table, language: str) -> dict[str, Any]:
    """The counterparts as rows of buttons."""
    _ = speak(language)[0]
    most = max((row["together"] for row in among), default=1)
    return {
        "title": _("Counterparts"),
        "side": True,
        "tall": 8 * ROW,
        "columns": [_("with others")],
        "rows": [
            {
                "key": row["counterpart"],
                "name": counterpart(row["counterpart"], language),
                "numbers": [f"{row['together']:,}"],
                "bar": row["together"] / most,
                "colour": colour(row["counterpart"]),
                "title": plot.plain(node_text(row, language)),
            }
            for row in among
        ],
    }


def _joined(sentences: Sequence[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def pair_twin(pairs: Table, language: str) -> dict[str, object]:
    """The pairs as a table that can be saved."""
    _ = speak(language)[0]
    return {
        "title": _("Co-mention"),
        "columns": [
            "A",
            "B",
            _("Code of A"),
            _("Code of B"),
            _("Paragraphs with both"),
            _("With A"),
            _("With B"),
            _("Paragraphs in all"),
            _("Expected by chance"),
            "Dice",
        ],
        "rows": [
            [
                counterpart(row["a"], language),
                counterpart(row["b"], language),
                row["a"],
                row["b"],
                *(row[name] for name in ("paragraphs", "paragraphs_a", "paragraphs_b", "n")),
                round(row["expected"], 3),
                round(row["dice"], 4),
            ]
            for row in pairs
        ],
    }


def term_twin(table: Table, language: str) -> dict[str, object]:
    """The relationships and terms as a table that can be saved."""
    _ = speak(language)[0]
    return {
        "title": _("Relationships and words"),
        "columns": [
            _("Counterpart"),
            _("Code"),
            _("Word"),
            _("Paragraphs"),
            _("Paragraphs of the relationship"),
            _("Times"),
            _("Characters"),
            _("Per 1,000 characters"),
        ],
        "rows": [
            [
                counterpart(row["counterpart"], language),
                row["counterpart"],
                row["feature"],
                row["paragraphs"],
                row["of"],
                row["occurrences"],
                row["characters"],
                round(row["per_1000"], 3),
            ]
            for row in table
        ],
    }


def _controls(selection: Selection) -> list[dict[str, Any]]:
    _ = speak(selection.language)[0]
    return [
        controls.tag(selection),
        {
            "field": "pairs",
            "label": _("View"),
            "options": [(name, _(label), _(title)) for name, (label, title) in DRAWINGS.items()],
            "chosen": selection.pairs,
        },
    ]


def _several(corpus: Corpus, selection: Selection) -> int:
    """How many paragraphs have two counterparts or more; 0 where no two are drawn."""
    found = companions(corpus, selection, limit=COUNTERPARTS)
    return int(found["several"].max()) if len(comentions(corpus, selection, found)) else 0


def _compared(corpus: Corpus, selection: Selection) -> int:
    """In how many paragraphs relationships and words are looked for; 0 where no two stand together."""
    terms = terms_of(corpus, selection, limit=TERMS)
    table = relationship_terms(corpus, selection, terms, limit=RELATIONSHIPS)
    return corpus.count(selection, without=OWN_TERMS) if table["paragraphs"].any() else 0


def _found_pairs(corpus: Corpus, selection: Selection) -> tuple[Table, Table]:
    """The counterparts that stand with another, and the pairs of them."""
    found = companions(corpus, selection, limit=COUNTERPARTS)
    pairs: Table = comentions(corpus, selection, found).to_dict("records")
    # a chosen one that stands with nobody has no place in the chart
    return [row for row in found.to_dict("records") if row["together"]], pairs


def pair_notes(among: Table, pairs: Table, selection: Selection) -> list[str]:
    """What must be known to read a matrix or a network, a sentence each."""
    _, ngettext = speak(selection.language)
    notes: list[str] = []
    if among:
        several, n, of = (among[0][name] for name in ("several", "n", "of"))
        notes.append(
            ngettext(
                "{k} of {n} paragraph has two counterparts or more.",
                "{k} of {n} paragraphs have two counterparts or more.",
                several,
            ).format(k=f"{several:,}", n=f"{n:,}")
        )
        if of > len(among):
            notes.append(
                _("Drawn are the {top} of {of} that most often stand with another.").format(
                    top=len(among), of=of
                )
            )
        if several < SMALL:
            notes.append(_("A small base: one paragraph more or less changes the picture."))
        if selection.pairs == "network" and len(pairs) > EDGES:
            notes.append(
                _("Lines are drawn for the {top} most frequent of {of} pairs.").format(
                    top=EDGES, of=f"{len(pairs):,}"
                )
            )
    return notes


def _pairs(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What matrix and network have of their own."""
    _ = speak(selection.language)[0]
    language = selection.language
    among, pairs = _found_pairs(corpus, selection)
    chosen = chosen_keys(pairs, selection)
    notes = pair_notes(among, pairs, selection)
    own: dict[str, Any] = {"figure": plot.figure_json(network(among, pairs, language)), "height": _HEIGHT}
    if selection.pairs == "matrix":
        drawn = matrix(among, pairs, set(chosen), language)
        own = {
            "figure": plot.figure_json(drawn),
            "height": height(drawn, len(among)),
            "narrow": narrow(drawn),
        }
    first = ", ".join(
        f"{counterpart(row['a'], language)} · {counterpart(row['b'], language)} {row['paragraphs']:,}"
        for row in pairs[:3]
    )
    return own | {
        "title": _("Named together"),
        "hint": _("Click to choose both; click again to undo")
        if selection.pairs == "matrix"
        else _("Click a node to choose it, the middle of a line to choose both"),
        "notes": [_joined(notes, language)],
        "chosen": chosen,
        "clicks": pair_clicks(pairs)
        | {row["counterpart"]: {"toggle": ["relationships", row["counterpart"]]} for row in among},
        "undo": undo_pair(selection),
        "lists": [
            pair_list(pairs, language) | {"note": _("Dice = 2 × both ÷ (A + B), 0 to 1")},
            counterpart_list(among, language),
        ],
        "alt": _("{n} counterparts and how often two stand in one paragraph; most often {first}.").format(
            n=len(among), first=first or "–"
        ),
        "table": pair_twin(pairs, language),
        "empty": None
        if pairs
        else ways_out.content(
            corpus,
            selection,
            _("No paragraph here mentions two counterparts.")
            if selection.tag == "mentions"
            else _("No paragraph here is about two counterparts; more may mention two."),
            count=lambda other: _several(corpus, other),
            fields=[name for name in FILTERS if name not in OWN],
        ),
    }


def _found_terms(corpus: Corpus, selection: Selection) -> tuple[Sequence[object], Table]:
    """The terms that are looked for, and the relationships with each."""
    terms = terms_of(corpus, selection, limit=TERMS)
    return terms, relationship_terms(corpus, selection, terms, limit=RELATIONSHIPS).to_dict("records")


def term_notes(table: Table, selection: Selection) -> list[str]:
    """What must be known to read the drawing of relationships and words, a sentence each."""
    _ = speak(selection.language)[0]
    codes = {row["counterpart"] for row in table}
    notes = [
        _(
            "Colour and number: times per 1,000 characters in paragraphs of the relationship, whose number"
            " stands at its name."
        )
    ]
    if not (selection.words or selection.terms):
        notes.append(
            _("No word is chosen: these occur in most paragraphs. Names of counterparts are left out.")
        )
    if table and table[0]["relationships"] > len(codes):
        notes.append(
            _("The {top} most frequent of {of} relationships.").format(
                top=len(codes), of=f"{table[0]['relationships']:,}"
            )
        )
    if any(row["of"] < SMALL for row in table):
        notes.append(_("Relationships with fewer than {n} paragraphs are a small base.").format(n=SMALL))
    return notes


def _terms(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the drawing of relationships and words has of its own."""
    _ = speak(selection.language)[0]
    language = selection.language
    terms, table = _found_terms(corpus, selection)
    chosen = chosen_cells(table, selection)
    codes = list(dict.fromkeys(row["counterpart"] for row in table))
    notes = term_notes(table, selection)
    listed = cell_list(table, language)
    drawn = term_grid(table, set(chosen), language)
    return {
        "title": _("Relationships and words"),
        "hint": _("Click to choose the relationship and the word; click again to undo"),
        "notes": [_joined(notes, language)],
        "figure": plot.figure_json(drawn),
        "height": height(drawn, len(codes)),
        "narrow": narrow(drawn),
        "chosen": chosen,
        "clicks": term_clicks(table),
        "undo": undo_cell(table, selection),
        "lists": [listed],
        "alt": _("{n} relationships against {m} words; most frequent together are {first}.").format(
            n=len(codes),
            m=len(terms),
            first=", ".join(f"{row['name']} {row['numbers'][0]}" for row in listed["rows"][:3]) or "–",
        ),
        "table": term_twin(table, language),
        "empty": None
        if listed["rows"]
        else ways_out.content(
            corpus,
            selection,
            _("No relationship and no word stand together in these paragraphs."),
            count=lambda other: _compared(corpus, other),
            fields=[name for name in (*FILTERS, "added_stopwords") if name not in OWN_TERMS],
        ),
    }


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    own = (_terms if selection.pairs == "terms" else _pairs)(corpus, selection)
    return own | {
        "script": plot.script_url(),
        "controls": _controls(selection),
        "view": controls.view(selection.language),
        "menu": exports.menu(selection.language),
    }


def _grid_chart(drawn: dict[str, Any], rows: int) -> exports.Chart:
    """A grid as it stands by itself: labels lie over their columns where these are as wide."""
    layout, columns = drawn["layout"], drawn["layout"]["xaxis"]["ticktext"]
    layout["margin"]["l"] += _GAP
    layout["yaxis"]["ticklabelstandoff"] = _GAP
    wide = (exports.INNER - layout["margin"]["l"] - _SIDE) / max(len(columns), 1)
    if _longest(columns, exports.SIZE) < wide - _GAP:
        layout["xaxis"]["tickangle"] = 0
        layout["margin"] |= {"t": 34, "r": _SIDE}
    *kept, cells = drawn["data"]
    peaks = [*([_KEPT] if kept else []), _OTHERS if kept else _PEAK]
    # Plotly draws a heatmap as an image: rectangles and text stay sharp at any size
    layout["shapes"] = [
        *(
            {
                "type": "rect",
                "x0": x - 0.5,
                "x1": x + 0.5,
                "y0": y - 0.5,
                "y1": y + 0.5,
                "line": {"width": 1, "color": "#ffffff"},
                "fillcolor": _tint(_LOW + (peak - _LOW) * value),
                "layer": "below",
            }
            for trace, peak in zip(drawn["data"], peaks, strict=True)
            for y, values in enumerate(trace["z"])
            for x, value in enumerate(values)
            if value is not None
        ),
        *layout["shapes"],
    ]
    places = [(x, y) for y, texts in enumerate(cells["text"]) for x, text in enumerate(texts) if text]
    numbers = {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _y in places],
        "y": [y for _x, y in places],
        "text": [cells["text"][y][x] for x, y in places],
        "textfont": {"size": exports.SIZE},
    }
    return exports.finished({**drawn, "data": [numbers]}, height=height(drawn, rows, row=30))


def network_chart(among: Table, pairs: Table, chosen: Sequence[str], language: str) -> exports.Chart:
    """The network as it stands by itself: each counterpart with its paragraphs."""
    drawn = network(among, pairs, language)
    *lines, _middles, nodes = drawn["data"]  # the middles are there to be clicked
    numbers = {row["counterpart"]: f"{row['paragraphs']:,}" for row in among}
    nodes["text"] = [
        f"{name} {numbers[code]}" for name, code in zip(nodes["text"], nodes["customdata"], strict=True)
    ]
    nodes["textfont"] = {"size": exports.SIZE}
    nodes["marker"]["size"] = [1.3 * size for size in nodes["marker"]["size"]]
    for line in lines:
        line["line"]["width"] *= 1.4
    side = (exports.INNER - _TALL) // 2 + _BESIDE  # so that the circle is one
    drawn["layout"]["margin"] = {"l": side, "r": side, "t": _BESIDE, "b": _BESIDE}
    return exports.finished({**drawn, "data": [*lines, nodes]}, height=_TALL, chosen=chosen)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the co-mentions leaves the page: the drawing that is open, and its numbers."""
    seen = selection.only(*SEEN)
    return (_exported_terms if seen.pairs == "terms" else _exported_pairs)(corpus, selection, seen)


def _exported_pairs(corpus: Corpus, selection: Selection, seen: Selection) -> exports.Exported:
    _ = speak(seen.language)[0]
    among, pairs = _found_pairs(corpus, seen)
    chosen = chosen_keys(pairs, seen)
    if seen.pairs == "matrix":
        meaning = _("In each cell: the paragraphs that have both; at each row: all of the counterpart.")
    else:
        meaning = _("Circles and numbers: paragraphs of a counterpart; the wider a line, the more have both.")

    def picture() -> exports.Chart:
        if seen.pairs == "network":
            return network_chart(among, pairs, chosen, seen.language)
        return _grid_chart(matrix(among, pairs, set(chosen), seen.language, size=exports.SIZE), len(among))

    return exports.Exported(
        tagged=True,
        title=_("Named together"),
        within=selection.choose(relationships=()),
        table=lambda: pair_twin(pairs, seen.language),
        picture=picture if pairs else None,
        notes=(_joined([meaning, *pair_notes(among, pairs, seen)], seen.language),),
        chosen=exports.names_of(selection, [row["counterpart"] for row in among]),
    )


def _exported_terms(corpus: Corpus, selection: Selection, seen: Selection) -> exports.Exported:
    _ = speak(seen.language)[0]
    _looked_for, table = _found_terms(corpus, seen)

    def picture() -> exports.Chart:
        chosen = set(chosen_cells(table, seen))
        drawn = term_grid(table, chosen, seen.language, size=exports.SIZE, whole=True)
        return _grid_chart(drawn, len({row["counterpart"] for row in table}))

    return exports.Exported(
        tagged=True,
        title=_("Relationships and words"),
        within=selection.choose(**{name: BY_NAME[name].default for name in OWN_TERMS}),
        table=lambda: term_twin(table, seen.language),
        picture=picture if any(row["paragraphs"] for row in table) else None,
        notes=(_joined(term_notes(table, seen), seen.language),),
        chosen=(*exports.names_of(selection), *selection.words, *selection.terms),
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the co-mentions."""
    tables.mount(
        "comentions",
        content(corpus, selection.only(*SEEN)),
        selection,
        script="chart",
        export=exports.answer(exported, corpus, selection),
    )

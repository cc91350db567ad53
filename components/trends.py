"""Trends: lines over time for relationships or terms; in a single document, where in it each occurs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any, NamedTuple

import pandas as pd

from components import controls, exports, plot, tables, ways_out
from components.colours import colour, term_colours
from components.counts import arranged
from components.language import relationship, speak
from corpus.citations import number_of
from corpus.memory import remembered
from corpus.selection import BY_NAME, FILTERS, Selection
from corpus.statistics import SMALL, frequencies, mention_counts
from corpus.table import Corpus
from corpus.trends import MOST_LINES, OWN, Axis, axis, course, length, trends

SEEN = (*FILTERS, "highlights", "period", "measure", "lines", "added_stopwords", "language")
"""The fields of a selection that the chart depends on."""

USUAL = 5
"""Lines that are drawn where none is chosen."""

HEIGHT, ROW = 330, 34  # px: of the chart over time; of one line of the course

TALL, _ABOVE, _BELOW = 560, 40, 56  # px: of the chart that leaves the page, over and under its lines

_TILES = 400  # places in the course of a document; longer ones are shown in this many steps
_MARKED = 40  # bins, up to which each has its mark
_TICKS = 16
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000)  # years from one label to the next

TABLED = 1000
"""Places of the course of a document in its table."""

_MARKS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "star": "★",
    "circle-open": "○",
    "square-open": "□",
}
"""Plotly's symbols of the lines, and the same as characters of the legend."""


class Line(NamedTuple):
    """What a line stands for: its key, name, colour, Plotly's symbol, and the field that a click toggles."""

    key: str
    name: str
    colour: str
    symbol: str
    field: str


def lines(corpus: Corpus, selection: Selection) -> list[Line]:
    """The lines to draw, at most MOST_LINES: the most frequent and what is chosen, so that a choice leaves
    the others to choose; or the terms that are searched."""
    selection = selection.choose(since="", until="")  # a span that is brushed leaves the lines as they are
    if selection.lines == "relationships":
        in_order = Selection(tag=selection.tag, language=selection.language)  # as the usual bars are
        usual = [row["counterpart"] for row in arranged(mention_counts(corpus, selection), in_order)]
        keys = _united(usual[:USUAL], selection.relationships)
        named = [
            (code, relationship(code, selection.language), colour(code), "relationships") for code in keys
        ]
    else:
        keys = [*_terms(selection)]
        if not selection.terms:
            table = frequencies(corpus, selection, limit=USUAL)
            keys = _united([str(word) for word in table["feature"].head(USUAL)], selection.words)
        # all of them as if they were marked, so that a choice changes no colour
        hues = term_colours(Selection(terms=selection.terms, highlights=tuple(keys)))
        named = [(term, term, hues[term], "terms" if term in selection.terms else "words") for term in keys]
    return [
        Line(*each[:3], symbol, each[3]) for each, symbol in zip(named[:MOST_LINES], _MARKS, strict=False)
    ]


def _united(usual: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Both, each once, the usual ones first; where there is no room for all, the chosen ones stay."""
    extra = [key for key in chosen if key not in usual]
    return [*usual[: max(0, MOST_LINES - len(extra))], *extra][:MOST_LINES]


def _span_shape(axis: Axis, selection: Selection) -> list[dict[str, Any]]:
    """The chosen span of time as a shaded band."""
    if not (selection.since or selection.until):
        return []
    inside = [
        number
        for number, each in enumerate(axis.bins)
        if each.until >= selection.since[: len(each.until)]
        and (not selection.until or each.since[: len(selection.until)] <= selection.until)
    ]
    if not inside:
        return []
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": inside[0] - 0.5,
            "x1": inside[-1] + 0.5,
            "y0": 0,
            "y1": 1,
            "line": {"width": 0},
            "fillcolor": "rgba(128,128,128,0.16)",
            "layer": "below",
        }
    ]


def figure(table: pd.DataFrame, drawn: Sequence[Line], axis: Axis, selection: Selection) -> dict[str, Any]:
    """A line for each of ``drawn`` over the bins, whose numbers are x; an empty bin breaks the line.

    A figure as plotly.graph_objects.Figure takes it; each trace's meta is its key.
    """
    _ = speak(selection.language)[0]
    column, name, _title = controls.MEASURES[selection.measure]
    whole = column == "paragraphs"
    top = table[column].max() if len(table) else 0
    traces = []
    for line in drawn:
        rows = table[table["key"] == line.key].to_dict("records")
        traces.append(
            {
                "type": "scatter",
                "mode": "markers"
                if axis.period == "document"
                else "lines+markers",  # nothing joins documents
                "cliponaxis": False,
                "x": list(range(len(rows))),
                "y": [
                    None
                    if pd.isna(row[column]) or (axis.period == "document" and not row["paragraphs"])
                    else row[column]
                    for row in rows
                ],
                "meta": line.key,
                "line": {"color": line.colour, "width": 2 if len(rows) <= _MARKED else 1.25},
                # marks tell lines apart; one on each of many bins would hide them
                "marker": {
                    "color": line.colour,
                    "symbol": line.symbol,
                    "size": 7,
                    "maxdisplayed": 0 if len(rows) <= _MARKED else _MARKED // 2,
                },
                "hovertext": [
                    hover_text(line, row, label.label, selection.language)
                    for row, label in zip(rows, axis.bins, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    ticks = ticks_of(axis)
    return {
        "data": traces,
        "layout": plot.layout(
            margin={"l": 46, "r": 14, "t": 8, "b": 44},
            shapes=_span_shape(axis, selection),
            xaxis={
                "range": [-0.5, max(0.5, len(axis.bins) - 0.5)],
                "tickvals": [place for place, _label in ticks],
                "ticktext": [plot.text(label) for _place, label in ticks],
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
                "ticklabelstandoff": 8,
                "autotickangles": [0, -40, -90],
                "automargin": True,
            },
            yaxis={
                "range": [0, 1.06 * (top if top and not pd.isna(top) else 1)],
                "rangemode": "tozero",
                "fixedrange": True,
                "zeroline": False,
                "nticks": 6,
                "tickformat": ",d" if whole else ",.0%" if column == "share" else ",.2~f",
                "gridcolor": "rgba(128,128,128,0.2)",
                "title": {"text": _(name), "font": {"size": 12}, "standoff": 6},
            },
        ),
    }


def ticks_of(axis: Axis) -> list[tuple[int, str]]:
    """Which bins are labelled, at most _TICKS, and how: (number, label). Many months or quarters are labelled
    by the years that begin with them."""
    bins = axis.bins
    if axis.period == "document" or len(bins) <= _TICKS:
        labels = [each.since or "–" if axis.period == "document" else each.label for each in bins]
        step = max(1, -(-len(bins) // _TICKS))
        return [(place, labels[place]) for place in range(0, len(bins), step)]
    years = [(place, int(each.since[:4])) for place, each in enumerate(bins) if each.since[5:7] in ("", "01")]
    step = next(each for each in _STEPS if len(years) <= each * _TICKS)
    if len(years) < 3:  # too few to read months by
        step = -(-len(bins) // _TICKS)
        return [(place, bins[place].label) for place in range(0, len(bins), step)]
    return [(place, str(year)) for place, year in years if year % step == 0]


def hover_text(line: Line, row: Mapping[str, Any], label: str, language: str) -> str:
    """The numbers of one line in one bin, as lines of Plotly's text."""
    _ = speak(language)[0]
    parts = [f"<b>{plot.text(line.name)}</b> · {plot.text(label)}"]
    if row["of"]:
        parts += [
            _("{k} of {n} paragraphs ({share})").format(
                k=f"{row['paragraphs']:,}", n=f"{row['of']:,}", share=f"{row['share']:.0%}"
            ),
            _("{k} times, {rate} per 1,000 characters").format(
                k=f"{row['occurrences']:,}", rate=f"{row['per_1000']:.2f}"
            ),
        ]
        if row["of"] < SMALL:
            parts.append(_("a small base: read the shares with care"))
    else:
        parts.append(_("no paragraph in this period"))
    return "<br>".join(parts)


def course_figure(table: pd.DataFrame, drawn: Sequence[Line], n: int, selection: Selection) -> dict[str, Any]:
    """Where in a document of ``n`` paragraphs each of ``drawn`` occurs: a row each, a mark a paragraph.

    x is the paragraph's number as citations have it, and ``n`` the document's ``length``. Marks grow with how
    often it occurs; their customdata is the paragraph_id.
    """
    _ = speak(selection.language)[0]
    step = max(1, -(-n // _TILES))
    traces = []
    for number, line in enumerate(drawn):
        found = table[table["key"] == line.key]
        rows = found.groupby(found["position"] // step, as_index=False).first().to_dict("records")
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [number_of(row) for row in rows],
                "y": [number] * len(rows),
                "meta": None,
                "customdata": [row["paragraph_id"] for row in rows],
                "marker": {
                    "color": line.colour,
                    "symbol": line.symbol,
                    "size": [min(20, 8 + 2 * row["occurrences"]) for row in rows],
                    "opacity": 0.85,
                },
                "hovertext": [
                    "<br>".join(
                        (
                            f"<b>{plot.text(line.name)}</b> · "
                            + _("paragraph {rank} of {n}").format(rank=f"{number_of(row):,}", n=f"{n:,}"),
                            _("{k} times in it").format(k=f"{row['occurrences']:,}"),
                            plot.text(row["section"][:30]),
                            plot.text(row["text"]) + "…",
                        )
                    )
                    for row in rows
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return {
        "data": traces,
        "layout": plot.layout(
            margin={"l": 8, "r": 14, "t": 8, "b": 44},
            xaxis={
                "range": [0.2, max(2, n) + 0.8],
                "fixedrange": True,
                "zeroline": False,
                "showgrid": False,
                "tickformat": ",d",
                "nticks": 10,
                "title": {
                    "text": _("paragraph, in reading order"),
                    "font": {"size": 12},
                    "standoff": 6,
                },
            },
            yaxis={
                "range": [max(1, len(drawn)) - 0.5, -0.5],
                "tickvals": list(range(len(drawn))),
                "ticktext": [plot.text(line.name) for line in drawn],
                "automargin": True,
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": "rgba(128,128,128,0.2)",
            },
        ),
    }


def paragraph_clicks(
    figure: Mapping[str, Any], choice: Callable[[str], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What a click on each mark of ``course_figure`` chooses: what ``choice`` says of its paragraph_id."""
    return {name: {"choose": choice(name)} for trace in figure["data"] for name in trace["customdata"]}


def _legend(drawn: Sequence[Line], totals: Mapping[str, int], selection: Selection) -> dict[str, Any]:
    """The lines as a list of buttons that choose and drop them."""
    _ = speak(selection.language)[0]
    return {
        "title": _("Relationships") if selection.lines == "relationships" else _("Terms"),
        "side": True,
        "columns": [_("paragraphs")],
        "rows": [
            {
                "key": line.key,
                "name": line.name,
                "colour": line.colour,
                "mark": _MARKS[line.symbol],
                "numbers": [f"{totals.get(line.key, 0):,}"],
            }
            for line in drawn
        ],
    }


def twin(table: pd.DataFrame, drawn: Sequence[Line], axis: Axis, language: str) -> dict[str, object]:
    """The numbers over time as a table that can be saved."""
    _ = speak(language)[0]
    names, labels = {line.key: line.name for line in drawn}, {each.key: each.label for each in axis.bins}
    return {
        "title": _("Trends"),
        "columns": [
            _("Period"),
            _("Line"),
            _("Paragraphs"),
            _("Paragraphs in all"),
            _("Times"),
            _("Characters"),
            _("Per 1,000 characters"),
        ],
        "rows": [
            [
                labels[row["bin"]],
                names[row["key"]],
                row["paragraphs"],
                row["of"],
                row["occurrences"],
                row["characters"],
                "" if pd.isna(row["per_1000"]) else round(row["per_1000"], 3),
            ]
            for row in table.to_dict("records")
        ],
    }


def course_twin(table: pd.DataFrame, drawn: Sequence[Line], language: str) -> dict[str, object]:
    """The course of a document as a table that can be saved."""
    _ = speak(language)[0]
    names = {line.key: line.name for line in drawn}
    return {
        "title": _("Course of the document"),
        "columns": [_("Line"), _("Paragraph"), _("Section"), _("Times"), _("Id")],
        "rows": [
            [names[row["key"]], number_of(row), row["section"], row["occurrences"], row["paragraph_id"]]
            for row in table.to_dict("records")
        ],
    }


def _span_controls(axis: Axis, selection: Selection) -> list[dict[str, Any]]:
    """The first and the last bin to choose from a list, for those who do not drag."""
    _ = speak(selection.language)[0]
    if axis.period == "document" or not axis.bins:
        return []
    return [
        {
            "field": field,
            "label": label,
            "as": "select",
            "options": [("", "–"), *_bounds(axis, field, getattr(selection, field))],
            "chosen": getattr(selection, field),
        }
        for field, label in (("since", _("From")), ("until", _("To")))
    ]


def _bounds(axis: Axis, field: str, chosen: str) -> list[tuple[str, str]]:
    """The dates to choose from: those of the bins, and a chosen one that falls into a bin."""
    bounds = {getattr(each, field): each.label for each in axis.bins}
    return sorted((({chosen: chosen} if chosen else {}) | bounds).items())


def _asked(corpus: Corpus, selection: Selection) -> tuple[list[Line], Selection, Axis]:
    """The lines to draw, what they are counted by, and over what."""
    drawn = lines(corpus, selection)
    # frequent words count as they were cut, as they will when they are chosen
    counted_as = (
        selection.choose(words=tuple(line.key for line in drawn if line.field == "words"))
        if selection.lines == "terms"
        else selection
    )
    return drawn, counted_as, axis(corpus, selection)


def _chosen(drawn: Sequence[Line], selection: Selection) -> list[str]:
    """The lines that are chosen."""
    chosen = {*selection.relationships, *selection.words, *selection.terms}
    return [line.key for line in drawn if line.key in chosen]


def _notes(over: Axis, selection: Selection) -> list[str]:
    """What must be known to read the lines, a sentence each."""
    _ = speak(selection.language)[0]
    asked = selection.relationships if selection.lines == "relationships" else _terms(selection)
    notes = []
    if len(asked) > MOST_LINES:
        notes.append(_("Drawn are the first {n} of what is chosen.").format(n=MOST_LINES))
    if selection.lines == "terms" and not asked:
        notes.append(_("No term is chosen: these are the most frequent words. Search one to follow it."))
    return notes + controls.undated(over, selection.language)


def _terms(selection: Selection) -> tuple[str, ...]:
    """The words and terms that are asked for, each once."""
    return tuple(dict.fromkeys((*selection.words, *selection.terms)))


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    drawn, counted_as, over = _asked(corpus, selection)
    keys = [line.key for line in drawn]
    own = OWN[selection.lines]
    n = corpus.count(selection, without=own)
    notes = _notes(over, selection)
    asked: list[dict[str, Any]] = [
        {
            "field": "lines",
            "label": _("Lines"),
            "options": [("relationships", _("relationships")), ("terms", _("terms"))],
            "chosen": selection.lines,
        }
    ]
    shared: dict[str, Any] = {
        "script": plot.script_url(),
        "chosen": _chosen(drawn, selection),
        "clicks": {line.key: {"toggle": [line.field, line.key]} for line in drawn},
        "empty": None
        if n and drawn
        else ways_out.content(
            corpus,
            selection,
            _("No relationship is named in these paragraphs.")
            if n
            else _("No paragraph passes all these filters together."),
            count=lambda other: corpus.count(other, own) if lines(corpus, other) else 0,
            fields=[name for name in (*FILTERS, "added_stopwords") if name not in own],
        ),
        "view": controls.view(selection.language),
        "menu": exports.menu(selection.language),
    }
    if not over.bins and over.documents > 1:
        notes.append(
            _(
                "These {n} documents have no dates that tell them apart: there is nothing to draw over time."
            ).format(n=f"{over.documents:,}")
        )
        nothing = pd.DataFrame(columns=["bin", "key"])
        return shared | {
            "title": _("Trends"),
            "notes": notes,
            "controls": asked,
            "table": twin(nothing, drawn, over, selection.language),
        }
    if not over.bins:
        table = course(corpus, counted_as, keys)
        counted = table.groupby("key").size().to_dict()
        n = length(corpus, selection)
        marks = course_figure(table, drawn, n, selection)
        if len(table) > TABLED:
            notes.append(_("The table has the first {n} places.").format(n=f"{TABLED:,}"))
        return shared | {
            "title": _("Course of the document"),
            "hint": _("Where in it each is spoken of; click a mark to open the paragraph"),
            "notes": notes,
            "controls": asked,
            "figure": plot.figure_json(marks),
            "height": 70 + ROW * max(2, len(drawn)),
            "clicks": shared["clicks"] | paragraph_clicks(marks, lambda name: {"paragraph": name}),
            "lists": [_legend(drawn, counted, selection)],
            "alt": _("Where in the document of {n} paragraphs each occurs: {counts}.").format(
                n=f"{n:,}", counts=", ".join(f"{line.name} {counted.get(line.key, 0):,}" for line in drawn)
            ),
            "table": course_twin(table.head(TABLED), drawn, selection.language),
        }
    table = trends(corpus, counted_as, over, keys)
    spanned = table
    if selection.since or selection.until:  # what a click on a line then shows
        own = [name for name in OWN[selection.lines] if name not in ("since", "until")]
        spanned = trends(corpus, counted_as, over, keys, without=own)
    summed = spanned.groupby("key")["paragraphs"].sum().to_dict()
    asked += [
        controls.period(over, selection),
        controls.measure(selection),
        *_span_controls(over, selection),
    ]
    return shared | {
        "title": _("Trends"),
        "hint": "" if over.period == "document" else _("Drag to choose a span of time"),
        "notes": notes,
        "controls": asked,
        "figure": plot.figure_json(figure(table, drawn, over, selection)),
        "height": HEIGHT,
        "brush": None
        if over.period == "document"
        else {"bins": [(each.since, each.until) for each in over.bins]},
        "lists": [_legend(drawn, summed, selection)],
        "alt": _("Lines over {n} periods, {first} to {last}: {counts}.").format(
            n=len(over.bins),
            first=over.bins[0].label,
            last=over.bins[-1].label,
            counts=", ".join(f"{line.name} {summed.get(line.key, 0):,}" for line in drawn),
        ),
        "table": twin(table, drawn, over, selection.language),
    }


def chart(
    table: pd.DataFrame, drawn: Sequence[Line], over: Axis, chosen: Sequence[str], selection: Selection
) -> exports.Chart:
    """The lines as they stand by themselves: each with its name at its end."""
    _ = speak(selection.language)[0]
    made = figure(table, drawn, over, selection)
    layout = made["layout"]
    high = TALL - _ABOVE - _BELOW
    top = layout["yaxis"]["range"][1]
    ends = [next((y for y in reversed(trace["y"]) if y is not None), 0) / top for trace in made["data"]]
    places = exports.spread([high * end for end in ends], apart=1.4 * exports.SIZE, most=high)
    names = [f"{_MARKS[line.symbol]} {line.name}" for line in drawn]
    for trace in made["data"]:
        trace["line"]["width"] *= 1.25
    layout["yaxis"].pop("title")
    layout["xaxis"]["range"] = [-0.5, len(over.bins) - 0.9]  # names begin where lines end
    layout |= {
        "margin": {
            "l": 60,
            "r": 30 + ceil(max((plot.width(name, exports.SIZE) for name in names), default=0)),
            "t": _ABOVE,
            "b": _BELOW,
        },
        "annotations": [
            exports.over(_(controls.MEASURES[selection.measure][1]), left=-60),
            *(
                exports.said(
                    exports.mark(_MARKS[line.symbol], line.colour)
                    + " "
                    + exports.label(line.name, line.key, chosen),
                    xref="paper",
                    yref="paper",
                    x=1,
                    y=place / high,
                    xanchor="left",
                    yanchor="middle",
                    xshift=12,
                )
                for line, place in zip(drawn, places, strict=True)
            ),
        ],
    }
    return exports.finished(made, height=TALL, chosen=chosen)


def course_chart(
    table: pd.DataFrame, drawn: Sequence[Line], n: int, chosen: Sequence[str], selection: Selection
) -> exports.Chart:
    """The course of a document as it stands by itself: each row with its name and in how many paragraphs."""
    made = course_figure(table, drawn, n, selection)
    counted = table.groupby("key").size().to_dict()
    names = [f"{line.name}  {counted.get(line.key, 0):,}" for line in drawn]
    for line, trace in zip(drawn, made["data"], strict=True):
        trace |= {"meta": line.key, "customdata": ()}
    layout = made["layout"]
    layout["margin"] |= {
        "l": 24 + ceil(max((plot.width(name, exports.SIZE) for name in names), default=0)),
        "b": 56,
    }
    layout["yaxis"] |= {
        "automargin": False,
        "ticklabelstandoff": 8,
        "ticktext": [exports.label(name, line.key, chosen) for name, line in zip(names, drawn, strict=True)],
    }
    layout["xaxis"]["title"] |= {"font": {"size": exports.SIZE}, "standoff": 8}
    return exports.finished(made, height=70 + 42 * max(2, len(drawn)), chosen=chosen)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the trends leaves the page."""
    _ = speak(selection.language)[0]
    seen = selection.only(*SEEN)
    drawn, counted_as, over = _asked(corpus, seen)
    chosen = _chosen(drawn, seen)
    keys = [line.key for line in drawn]
    own = OWN[seen.lines]
    notes = _notes(over, seen)
    table: Callable[[], tables.Table]
    picture: Callable[[], exports.Chart] | None = None
    if over.bins or over.documents > 1:
        counted = trends(corpus, counted_as, over, keys)
        title, table = _("Trends"), partial(twin, counted, drawn, over, seen.language)
        if over.bins and drawn:
            picture = partial(chart, counted, drawn, over, chosen, seen)
    else:
        found = course(corpus, counted_as, keys)
        title, table = _("Course of the document"), partial(course_twin, found, drawn, seen.language)
        notes.append(_("The larger a mark, the more often it occurs in the paragraph."))
        if drawn:
            picture = partial(course_chart, found, drawn, length(corpus, seen), chosen, seen)
    return exports.Exported(
        tagged=True,
        title=title,
        within=selection.choose(**{name: BY_NAME[name].default for name in own}),
        table=table,
        picture=picture,
        notes=tuple(notes),
        chosen=tuple(line.name for line in drawn if line.key in chosen),
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the trends."""
    tables.mount(
        "trends",
        content(corpus, selection.only(*SEEN)),
        selection,
        script="chart",
        export=exports.answer(exported, corpus, selection),
    )

"""Mention counts: a bar a relationship, what is spoken of told apart from what is only named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd

from components import controls, exports, plot, tables, ways_out
from components.colours import OTHERS, colour
from components.language import relationship, speak
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.statistics import SMALL, beyond, mention_counts
from corpus.table import Corpus

BARS = {"few": 12, "many": 30}
"""Bars that are shown by ``selection.bars``; one more stands for all others."""

Row = dict[str, Any]

_ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "count": lambda row: (-row["value"], -row["inner"], -row["outer"], row["first"]),
    # GB 18030 has the common characters in the order of their pinyin
    "name": lambda row: (row["name"].casefold().encode("gb18030"),),
    "appearance": lambda row: (row["first"], row["name"]),
}

SEEN = (
    *(name for name in FILTERS if name not in ("relationships", "match")),
    "unit",
    "sort",
    "bars",
    "language",
)
"""The fields of a selection that the chart depends on: its own filter only says which bars stand out."""

_COLUMNS = {
    "paragraphs": ("about", "mentions"),
    "occurrences": ("occurrences_about", "occurrences"),
    "share": ("share_about", "share_mentions"),
}


def arranged(counts: pd.DataFrame, selection: Selection) -> list[Row]:
    """The rows of ``counts`` in the order of ``selection.sort``.

    Each also has ``inner`` and ``outer`` (the lengths of its two bars), ``value`` (the one that the
    selection's tag asks for), ``label`` (the value as text) and ``name``. A chosen relationship that does
    not occur has a row of zeros, so that it can be dropped where it was chosen.
    """
    rows = counts.to_dict("records")
    absent = [code for code in selection.relationships if code not in {row["counterpart"] for row in rows}]
    totals = {name: rows[0][name] for name in ("paragraphs", "characters")} if rows else {}
    for code in absent:
        rows.append(
            dict.fromkeys(counts.columns, 0) | totals | {"counterpart": code, "first": len(counts) + 1}
        )
    named = [
        _measured(row, selection) | {"name": relationship(row["counterpart"], selection.language)}
        for row in rows
    ]
    return sorted(named, key=_ORDERS[selection.sort])


def shown(rows: Sequence[Row], corpus: Corpus, selection: Selection) -> list[Row]:
    """The bars of ``rows``, which are ``arranged``: the first of BARS, those chosen beyond them, and one for
    all others, whose ``counterpart`` is "".

    The others have each paragraph once, however many of them it has; a last one stands for itself.
    """
    _ = speak(selection.language)[0]
    most = BARS[selection.bars]
    first = [
        row for place, row in enumerate(rows) if place < most or row["counterpart"] in selection.relationships
    ]
    codes = {row["counterpart"] for row in first}
    rest = [row for row in rows if row["counterpart"] not in codes]
    if len(rest) < 2:
        return [*rows]
    n, characters = rest[0]["paragraphs"], rest[0]["characters"]
    about, mentions = beyond(corpus, selection, sorted(codes))
    named = sum(row["occurrences"] for row in rest)
    others: Row = {
        "counterpart": "",
        "name": _("others ({n})").format(n=f"{len(rest):,}"),
        "about": about,
        "mentions": mentions,
        "share_about": about / max(n, 1),
        "share_mentions": mentions / max(n, 1),
        "occurrences": named,
        "occurrences_about": sum(row["occurrences_about"] for row in rest),
        "per_1000": 1000 * named / max(characters, 1),
        "paragraphs": n,
        "characters": characters,
    }
    return [*first, _measured(others, selection)]


def _measured(row: Row, selection: Selection) -> Row:
    """A row with what its bars measure, and how that is written."""
    inner, outer = (row[name] for name in _COLUMNS[selection.unit])
    value = inner if selection.tag == "about" else outer
    label = f"{value:.0%}" if selection.unit == "share" else f"{value:,}"
    return {**row, "inner": inner, "outer": outer, "value": value, "label": label}


def figure(rows: Sequence[Row], selection: Selection) -> dict[str, Any]:
    """Horizontal bars over ``rows`` of ``shown``, solid for ``inner`` and an outline for ``outer``.

    A figure as plotly.graph_objects.Figure takes it; each bar's customdata is its code. Which bars are chosen
    is no part of it, so that a click on one draws nothing anew: the page dims the others.
    """
    colours = [colour(row["counterpart"]) if row["counterpart"] else OTHERS for row in rows]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "customdata": [row["counterpart"] for row in rows],
    }
    # of the two, the one behind answers the mouse
    hover = {
        "hovertext": [hover_text(row, selection.language) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    outline = {"color": "rgba(0,0,0,0)", "line": {"color": colours, "width": 1.25}}
    longest = longest_of(rows)
    end = 1.02 * (longest or 1)
    solid = {"color": colours, "pattern": {"shape": ["" if row["counterpart"] else "/" for row in rows]}}
    share = selection.unit == "share"
    return {
        "data": [
            {
                **bars,
                **hover,
                "x": [min(end, row["outer"]) for row in rows],
                "width": 0.74,
                "marker": outline,
            },
            {
                **bars,
                "x": [min(end, row["inner"]) for row in rows],
                "width": 0.38,
                "marker": solid,
                "hoverinfo": "skip",
            },
        ],
        "layout": plot.layout(
            barmode="overlay",
            margin={"l": 0, "r": 10, "t": 0, "b": 40},
            xaxis={
                "range": [0, end],
                "dtick": tick_step(longest, whole=not share),
                "tickformat": ",.0%" if share else ",d",
                "title": {"text": axis_title(selection), "standoff": 6, "font": {"size": 12}},
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": "rgba(128,128,128,0.2)",
            },
            yaxis={"visible": False, "fixedrange": True},
        ),
    }


def longest_of(rows: Sequence[Row]) -> float:
    """The longest bar of ``rows``: that of all others is cut where it is longer, so that the rest is seen."""
    return max((max(row["inner"], row["outer"]) for row in rows if row["counterpart"]), default=0)


def tick_step(longest: float, *, whole: bool) -> float:
    """The distance of the ticks of an axis up to ``longest``: 1, 2 or 5 times a power of ten."""
    if longest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(longest / 5))
    step = next(factor * power for factor in (1, 2, 5, 10) if longest / (factor * power) <= 5)
    return max(1.0, step) if whole else step


def axis_title(selection: Selection) -> str:
    """What the bars measure."""
    _ = speak(selection.language)[0]
    return {
        "paragraphs": _("paragraphs"),
        "occurrences": _("times named"),
        "share": _("share of the paragraphs"),
    }[selection.unit]


def legend(selection: Selection) -> tuple[str, str]:
    """What the solid bar and the outline stand for."""
    _ = speak(selection.language)[0]
    if selection.unit == "occurrences":
        return _("named in paragraphs about it"), _("named anywhere")
    return _("about"), _("mentioned")


def hover_text(row: Row, language: str) -> str:
    """The numbers of one relationship, as lines of Plotly's text."""
    _ = speak(language)[0]
    lines = [
        f"<b>{plot.text(row['name'])}</b>",
        _("about: {k} of {n} paragraphs ({share})").format(
            k=f"{row['about']:,}", n=f"{row['paragraphs']:,}", share=f"{row['share_about']:.0%}"
        ),
        _("mentioned: {k} of {n} paragraphs ({share})").format(
            k=f"{row['mentions']:,}", n=f"{row['paragraphs']:,}", share=f"{row['share_mentions']:.0%}"
        ),
        _("named {k} times, {rate} per 1,000 characters").format(
            k=f"{row['occurrences']:,}", rate=f"{row['per_1000']:.2f}"
        ),
    ]
    if not row["counterpart"]:
        lines.append(_("each paragraph once, however many of them it has"))
    if row["paragraphs"] < SMALL:
        lines.append(_("a small base: read the shares with care"))
    return "<br>".join(lines)


def hints(rows: Sequence[Row], language: str) -> list[str]:
    """What must be known to read the bars, a sentence each."""
    _ = speak(language)[0]
    said = []
    if any(row["inner"] > row["outer"] for row in rows):
        said.append(_("A solid bar is the longer one where paragraphs are about it without naming it."))
    if any(max(row["inner"], row["outer"]) > longest_of(rows) for row in rows):
        said.append(_("The bar of the others is cut off; each paragraph counts once in it."))
    return said


def twin(rows: Sequence[Row], language: str) -> dict[str, object]:
    """The same numbers as a table that can be saved."""
    _ = speak(language)[0]
    columns = {
        "name": _("Relationship"),
        "counterpart": _("Code"),
        "about": _("Paragraphs about"),
        "mentions": _("Paragraphs mentioning"),
        "paragraphs": _("Paragraphs in all"),
        "occurrences": _("Times named"),
    }
    return {
        "title": _("Mention counts"),
        "columns": [*columns.values(), _("Per 1,000 characters")],
        "rows": [[*(row[name] for name in columns), round(row["per_1000"], 3)] for row in rows],
    }


def alt(rows: Sequence[Row], selection: Selection) -> str:
    """The chart in a sentence, for those who do not see it."""
    _ = speak(selection.language)[0]
    first = ", ".join(f"{row['name']} {row['label']}" for row in rows[:3])
    return _("Bar chart of {relationships} relationships; the first are {first}.").format(
        relationships=len(rows), first=first or "–"
    )


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``: the chosen bars come in ``draw``."""
    _ = speak(selection.language)[0]
    every = arranged(mention_counts(corpus, selection), selection)
    rows = shown(every, corpus, selection)
    return {
        "script": plot.script_url(),
        "title": _("Mention counts"),
        "figure": plot.figure_json(figure(rows, selection)),
        "rows": [(row["counterpart"], row["name"], row["label"]) for row in rows],
        "others": {"choose": {"bars": "many"}}
        if selection.bars == "few"
        else {"toggle": ["tables", "counts"]},
        "fewer": _("fewer") if selection.bars == "many" and len(every) > BARS["few"] else "",
        "hints": hints(rows, selection.language),
        "alt": alt(every, selection),
        "unit": controls.unit(selection),
        "sort": {
            "label": _("Sort"),
            "options": [
                ("count", _("by count")),
                ("name", _("by name")),
                ("appearance", _("by first appearance")),
            ],
            "chosen": selection.sort,
        },
        "tag": controls.tag(selection, legend(selection)) | {"label": _("Which tag counts")},
        "empty": None
        if any(row["paragraphs"] for row in every)
        else {"text": _("No relationship is named in these paragraphs."), "ways": [], "clear": ""},
        "view": controls.view(selection.language),
        "menu": exports.menu(selection.language),
        "table": twin(every, selection.language),
    }


def chart(rows: Sequence[Row], selection: Selection) -> exports.Chart:
    """The bars over ``rows`` of ``shown`` as they stand by themselves: with their names, and both numbers."""
    _ = speak(selection.language)[0]
    share = selection.unit == "share"
    chosen = {*selection.relationships} & {row["counterpart"] for row in rows}
    drawn = figure(rows, selection)
    layout = drawn["layout"]
    numbers = [
        " / ".join(f"{row[name]:.0%}" if share else f"{row[name]:,}" for name in ("inner", "outer"))
        for row in rows
    ]
    end = layout["xaxis"]["range"][1]
    names = [exports.label(row["name"], row["counterpart"], chosen) for row in rows]
    about, mentioned = legend(selection)
    layout |= {
        "margin": {
            "l": 16 + ceil(max((plot.width(row["name"], exports.SIZE) for row in rows), default=0)),
            "r": 16 + ceil(max((plot.width(number, exports.SIZE) for number in numbers), default=0)),
            "t": 34,
            "b": 32,
        },
        "xaxis": {name: value for name, value in layout["xaxis"].items() if name != "title"},
        "yaxis": {
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": names,
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
        },
        "annotations": [
            exports.over(
                _("{unit}: {about} / {mentioned}").format(
                    unit=axis_title(selection), about=f"■ {about}", mentioned=f"□ {mentioned}"
                )
            ),
            *(
                exports.said(
                    number,
                    x=min(end, max(row["inner"], row["outer"])),
                    y=place,
                    xanchor="left",
                    xshift=4,
                    opacity=1 if not chosen or row["counterpart"] in chosen else 0.5,
                )
                for place, (row, number) in enumerate(zip(rows, numbers, strict=True))
            ),
        ],
    }
    return exports.finished(drawn, height=66 + 30 * len(rows), chosen=chosen)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the counts leaves the page."""
    _ = speak(selection.language)[0]
    seen = selection.only(*SEEN, "relationships")
    every = arranged(mention_counts(corpus, seen), seen)
    rows = shown(every, corpus, seen)
    return exports.Exported(
        title=_("Mention counts"),
        within=selection.choose(relationships=()),
        table=lambda: twin(every, selection.language),
        picture=(lambda: chart(rows, seen)) if rows else None,
        notes=tuple(hints(rows, selection.language)),
        chosen=exports.names_of(selection),
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the counts."""
    seen = selection.only(*SEEN)
    codes = {code for code, *_ in content(corpus, seen)["rows"]}
    further = tuple(code for code in selection.relationships if code not in codes)
    data = content(corpus, seen.choose(relationships=further))
    tables.mount(
        "counts",
        data
        | {
            "chosen": list(selection.relationships),
            "empty": data["empty"] and (ways_out.nothing_passes(corpus, selection) or data["empty"]),
        },
        selection,
        export=exports.answer(exported, corpus, selection),
    )

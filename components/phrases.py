"""The phrase tracker: when and with whom a formula is said, its near forms, and what the corpus proposes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from components import controls, exports, paragraphs, pictures, plot, tables, trends, ways_out
from components.colours import colour, term_colours
from components.counts import tick_step
from components.language import relationship, speak
from corpus import phrases, search
from corpus.concordance import beside, total
from corpus.memory import remembered
from corpus.phrases import Candidates, Variants
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus
from corpus.trends import Axis, axis, course, length
from corpus.trends import trends as trends_of

SEEN = (*FILTERS, "highlights", "period", "measure", "phrase", "language")
"""The fields of a selection that the tracker depends on."""

PROPOSED = 40
"""Formulas that are proposed."""

RELATIONSHIPS = 20
"""Relationships that are listed."""

HEIGHT = 400
"""Of the chart, in px."""

_OVER = ("since", "until", "documents")  # the filters that the chart over time leaves out
_EXCERPT = 18  # characters on each side
_NUMBERED = 30  # bars, up to which each has its number in a picture
_SMALL = 5  # places: fewer are said to be few


@remembered(64)
def _candidates(corpus: Corpus, selection: Selection) -> Candidates:
    return phrases.candidates(corpus, selection, limit=PROPOSED)


@remembered(128)
def _variants(corpus: Corpus, selection: Selection, phrase: str) -> Variants:
    return phrases.variants(corpus, selection, phrase)


class Said(NamedTuple):
    """A formula in the selected paragraphs: how often and in how many of ``n`` it stands, with whom, and the
    first and last paragraph with it."""

    times: int
    paragraphs: int
    n: int
    relationships: pd.DataFrame
    ends: list[dict[str, Any]]


@remembered(128)
def _said(corpus: Corpus, selection: Selection, phrase: str) -> Said:
    return Said(
        *total(corpus, selection, phrase),
        corpus.count(beside(selection, phrase)),
        phrases.relationships(corpus, selection, phrase),
        phrases.ends(corpus, selection, phrase),
    )


def proposals(corpus: Corpus, selection: Selection) -> Candidates:
    """The formulas that the selected paragraphs propose."""
    return _candidates(corpus, selection.only(*FILTERS).choose(words=(), terms=(), terms_match="any"))


def tracked(corpus: Corpus, selection: Selection) -> str:
    """The formula that is followed: the selection's own, else the first chosen term, else the first that is
    proposed; "" where there is none. A formula is plain characters, also between slashes."""
    phrase = selection.phrase.strip("/") if search.is_pattern(selection.phrase) else selection.phrase
    first = phrase or next((term for term in selection.terms if not search.is_pattern(term)), "")
    if first:
        return first
    table = proposals(corpus, selection).table
    return str(table["phrase"].iloc[0]) if len(table) else ""


def _followed(corpus: Corpus, selection: Selection) -> int:
    """In how many paragraphs the formula stands that would be followed; 0 where there is none."""
    phrase = tracked(corpus, selection) if corpus.count(selection, without=("words", "terms")) else ""
    return _said(corpus, selection.only(*FILTERS), phrase).paragraphs if phrase else 0


def line_of(phrase: str, selection: Selection) -> trends.Line:
    """The formula as what a chart draws."""
    marking = selection.choose(highlights=(*selection.highlights, phrase))
    return trends.Line(phrase, phrase, term_colours(marking)[phrase], "circle", "terms")


def figure(table: pd.DataFrame, line: trends.Line, over: Axis, selection: Selection) -> dict[str, Any]:
    """A bar for each bin of ``trends`` in the measure of the selection; its customdata is the bin's key."""
    drawn = trends.figure(table, [line], over, selection)
    trace = drawn["data"][0]
    bars: dict[str, Any] = {name: trace[name] for name in ("x", "y", "hovertext", "hovertemplate")}
    bars |= {
        "type": "bar",
        "customdata": [each.key for each in over.bins],
        "marker": {"color": line.colour},
        "width": 0.72,
    }
    layout = drawn["layout"]
    top = max((float(value) for value in trace["y"] if value is not None), default=0.0)
    layout["yaxis"] |= {"dtick": tick_step(top, whole=selection.measure == "count")}
    return {**drawn, "data": [bars]}


def bar_clicks(over: Axis, selection: Selection) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """What a click on each bar does, what a second one does, and which bars are chosen."""
    if over.period == "document":
        toggles = {each.key: {"toggle": ["documents", each.key]} for each in over.bins}
        return toggles, {}, [each.key for each in over.bins if each.key in selection.documents]
    chosen = [
        each.key for each in over.bins if (each.since, each.until) == (selection.since, selection.until)
    ]
    clicks = {each.key: {"choose": {"since": each.since, "until": each.until}} for each in over.bins}
    return clicks, {key: {"choose": {"since": "", "until": ""}} for key in chosen}, chosen


def excerpt(text: str, phrase: str) -> list[tuple[str, str]]:
    """The first place of a formula in a text with a few characters around it, in pieces of (text, class)."""
    start, end = next(iter(search.spans(text, phrase)), (0, 0))
    before, after = max(0, start - _EXCERPT), end + _EXCERPT
    return [
        (f"{'…' if before else ''}{text[before:start]}", ""),
        (text[start:end], "strong"),
        (f"{text[end:after]}{'…' if after < len(text) else ''}", ""),
    ]


def ends_list(rows: Sequence[dict[str, Any]], phrase: str, language: str) -> dict[str, Any]:
    """The first and the last place as sentences that open the document there."""
    _ = speak(language)[0]
    kinds = (("first", _("First: {where}. ")), ("last", _("Last: {where}. ")))
    sentences = []
    for (key, sentence), row in zip(kinds, rows, strict=False):
        title = f"《{row['title']}》" if language == "zh" else f"“{row['title']}”"
        parts = (row["date"], title, paragraphs.lines_label(row["lines"][:1], language))
        where = ("，" if language == "zh" else ", ").join(filter(None, parts))
        pieces = [(sentence.format(where=where), ""), *excerpt(row["text"], phrase)]
        name = "".join(text for text, _kind in pieces)
        sentences.append({"key": key, "name": name, "segments": pieces, "title": _("Read the document")})
    dated = bool(rows) and bool(rows[0]["date"])
    return {
        "title": _("First and last") if dated else _("First and last, in reading order"),
        "wrap": True,
        "rows": sentences,
    }


def relationships_list(table: pd.DataFrame, selection: Selection) -> dict[str, Any]:
    """With which relationships the formula is said, as rows that choose them."""
    _, ngettext = speak(selection.language)
    top = table["paragraphs"].max() if len(table) else 1
    rest = len(table) - RELATIONSHIPS
    return {
        "title": _("With which relationships"),
        "columns": [_("paragraphs"), _("share")],
        "note": ngettext("and {n} more", "and {n} more", rest).format(n=f"{rest:,}") if rest > 0 else "",
        "rows": [
            {
                "key": row["counterpart"],
                "name": (name := relationship(row["counterpart"], selection.language)),
                "colour": colour(row["counterpart"]),
                "bar": float(row["paragraphs"] / top),
                "numbers": [f"{row['paragraphs']:,}", f"{row['share']:.0%}"],
                "title": _("{name}: {times} times, in {k} of {n} paragraphs ({share})").format(
                    name=name,
                    times=f"{row['occurrences']:,}",
                    k=f"{row['paragraphs']:,}",
                    n=f"{row['n']:,}",
                    share=f"{row['share']:.0%}",
                ),
            }
            for row in table.head(RELATIONSHIPS).to_dict("records")
        ],
    }


def variants_list(found: Variants, phrase: str, language: str) -> dict[str, Any]:
    """The near forms as rows with the difference marked, which follow the form instead."""
    _, ngettext = speak(language)
    if not phrases.most_edits(phrase):
        note = _("A near form is looked for from four characters on.")
    elif found.table.empty:
        note = _("No near form: none differs by so few characters.")
    elif found.examined < found.near:
        note = _("Looked for in {k} of {n} similar paragraphs, counted in all.").format(
            k=f"{found.examined:,}", n=f"{found.near:,}"
        )
    else:
        note = ""
    return {
        "title": _("Near forms"),
        "columns": [_("times"), _("paragraphs")] if len(found.table) else [],
        "note": note,
        "rows": [
            {
                "key": f"form {row['form']}",
                "name": row["form"],
                "segments": phrases.difference(phrase, row["form"]),
                "numbers": [f"{row['occurrences']:,}", f"{row['paragraphs']:,}"],
                "title": " · ".join(
                    filter(
                        None,
                        (
                            row["form"],
                            ngettext("{n} character differs", "{n} characters differ", row["edits"]).format(
                                n=row["edits"]
                            ),
                            _("a listed term") if row["listed"] else "",
                            f"{row['first']} – {row['last']}" if row["first"] else "",
                        ),
                    )
                ),
            }
            for row in found.table.to_dict("records")
        ],
    }


def candidates_list(found: Candidates, language: str) -> dict[str, Any]:
    """The proposed formulas as rows that follow them."""
    _ = speak(language)[0]
    return {
        "title": _("Proposed formulas"),
        "columns": [_("times"), _("association")] if len(found.table) else [],
        "note": _(
            "Listed terms, and words that occur together more often than by chance (NPMI, at most 1);"
            " counted as they were cut."
        )
        + (
            " " + _("From {k} of {n} paragraphs.").format(k=f"{found.examined:,}", n=f"{found.n:,}")
            if found.examined < found.n
            else ""
        ),
        "rows": [
            {
                "key": f"formula {row['phrase']}",
                "name": row["phrase"],
                "numbers": [
                    f"{row['occurrences']:,}",
                    "–" if pd.isna(row["association"]) else f"{row['association']:.2f}",
                ],
                "title": _("{phrase}: {times} times in {k} paragraphs").format(
                    phrase=row["phrase"], times=f"{row['occurrences']:,}", k=f"{row['paragraphs']:,}"
                )
                + (" · " + _("a listed term") if row["listed"] else ""),
            }
            for row in found.table.to_dict("records")
        ],
    }


def twin(
    over: Sequence[tuple[str, int, int, int]],
    said_with: pd.DataFrame,
    near: Variants,
    proposed: Candidates,
    language: str,
) -> dict[str, Any]:
    """All numbers of the page as one table that can be saved; ``over`` is (label, times, paragraphs, of)."""
    _ = speak(language)[0]
    return {
        "title": _("Phrases"),
        "columns": [_("Kind"), _("Name"), _("Times"), _("Paragraphs"), _("Paragraphs in all")],
        "rows": [
            *([_("Period"), *row] for row in over),
            *(
                [_("Relationship"), relationship(code, language), times, among, n]
                for code, among, times, n, _share in said_with.itertuples(index=False)
            ),
            *(
                [_("Near form"), row.form, row.occurrences, row.paragraphs, ""]
                for row in near.table.itertuples()
            ),
            *(
                [_("Proposed formula"), row.phrase, row.occurrences, row.paragraphs, proposed.examined]
                for row in proposed.table.itertuples()
            ),
        ],
    }


def how_often(phrase: str, times: int, among: int, n: int, language: str) -> str:
    """How often a formula stands in how many of ``n`` paragraphs, as a sentence."""
    _, ngettext = speak(language)
    if not times:
        return _("“{keyword}” does not stand in any of these paragraphs.").format(keyword=phrase)
    said = ngettext("“{phrase}” occurs {times} time", "“{phrase}” occurs {times} times", times).format(
        phrase=phrase, times=f"{times:,}"
    ) + _(" in {k} of {n} paragraphs.").format(k=f"{among:,}", n=f"{n:,}")
    return said + " " + _("A small base: read what follows with care.") if times < _SMALL else said


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _, ngettext = speak(selection.language)
    language = selection.language
    phrase = tracked(corpus, selection)
    proposed = proposals(corpus, selection)
    data: dict[str, Any] = {
        "title": _("Phrases"),
        "input": {
            "field": "phrase",
            "label": _("Formula"),
            "placeholder": _("Any formula, e.g. 互利共赢"),
            "value": phrase,
        },
        "script": plot.script_url(),
        "figure": None,
        "height": HEIGHT,
        "view": controls.view(language),
        "menu": exports.menu(language),
        "alt": "",
        "empty": None,
    }
    filters = selection.only(*FILTERS)
    if not phrase or not _said(corpus, filters, phrase).n:
        text = (
            _("No run of words repeats here. Type a formula to follow it.")
            if corpus.count(selection)
            else _("No paragraph passes all these filters together.")
        )
        nothing = Variants(pd.DataFrame(), 0, 0)
        return data | {
            "empty": ways_out.content(corpus, selection, text, count=lambda other: _followed(corpus, other)),
            "table": twin((), pd.DataFrame(), nothing, proposed, language),
        }
    times, among, n, said_with, first_last = _said(corpus, filters, phrase)
    near = _variants(corpus, filters, phrase)
    line = line_of(phrase, selection)
    chart, over_rows = _chart(corpus, selection, line, times)
    clicks: dict[str, Any] = {
        **chart.pop("clicks"),
        **{code: {"toggle": ["relationships", code]} for code in said_with["counterpart"]},
        **{f"formula {name}": {"choose": {"phrase": name}} for name in proposed.table["phrase"]},
        **{f"form {name}": {"choose": {"phrase": name}} for name in near.table["form"]},
        **{
            key: {
                "choose": {
                    "view": "reader",
                    "document": row["document_id"],
                    "paragraph": row["paragraph_id"],
                }
            }
            for key, row in zip(("first", "last"), first_last, strict=False)
        },
        "concordance": {"choose": {"view": "concordance", "keyword": phrase, "paragraph": ""}},
        "search": {"toggle": ["terms", phrase]},
    }
    reading = ngettext("Read its {n} place in context", "Read its {n} places in context", times)
    go_on = {
        "title": _("Next"),
        "rows": [
            {"key": "concordance", "name": reading.format(n=f"{times:,}") + " →"},
            {"key": "search", "name": _("Search “{term}”").format(term=phrase)},
        ],
    }
    proposing = candidates_list(proposed, language) | {"side": bool(chart.get("figure"))}
    lists: list[dict[str, Any]] = []
    if times:
        lists += [ends_list(first_last, phrase, language), relationships_list(said_with, selection)]
    else:
        ways = ways_out.ways_out(
            corpus,
            selection,
            count=lambda other: total(corpus, other, phrase)[1] if tracked(corpus, other) == phrase else 0,
        )
        clicks |= {
            f"way {way['field']} {way['value']}": {"toggle": [way["field"], way["value"]]} for way in ways
        }
        if ways:
            lists.append(
                {
                    "title": _("Where it stands"),
                    "rows": [
                        {"key": f"way {way['field']} {way['value']}", "name": way["text"]} for way in ways
                    ],
                }
            )
    lists += [variants_list(near, phrase, language), *([go_on] if times else []), proposing]
    return data | chart | {
        "notes": [how_often(phrase, times, among, n, language), *chart["notes"]],
        "lists": lists,
        "clicks": clicks,
        "undo": chart["undo"] | {f"formula {phrase}": {"choose": {"phrase": ""}}},
        "chosen": [
            *chart["chosen"],
            *selection.relationships,
            f"formula {phrase}",
            *(["search"] if phrase in selection.terms else []),
        ],
        "table": twin(over_rows, said_with, near, proposed, language),
    }  # fmt: skip


def _chart(
    corpus: Corpus, selection: Selection, line: trends.Line, times: int
) -> tuple[dict[str, Any], list[tuple[str, int, int, int]]]:
    """The chart over time, or through the one document, as ``chart`` draws it, and its numbers."""
    _ = speak(selection.language)[0]
    asked = beside(selection, line.key).choose(lines="terms")
    over = axis(corpus, asked, without=_OVER)
    nothing: dict[str, Any] = {"notes": [], "clicks": {}, "undo": {}, "chosen": [], "controls": []}
    if not over.bins:
        if not times or over.documents > 1:
            return nothing, []
        table = course(corpus, asked, [line.key], without=())
        n = length(corpus, asked, without=())
        marks = trends.course_figure(table, [line], n, selection)
        return nothing | {
            "hint": _("Where in the document it stands; click a mark to read it"),
            "figure": plot.figure_json(marks),
            "height": 110,
            "clicks": trends.paragraph_clicks(
                marks, lambda name: {"view": "concordance", "keyword": line.key, "paragraph": name}
            ),
            "alt": _("Where in the document of {n} paragraphs each occurs: {counts}.").format(
                n=f"{n:,}", counts=f"{line.name} {len(table):,}"
            ),
        }, [
            (str(row.paragraph_id), int(row.occurrences), 1, 1) for row in table.itertuples()
        ]  # fmt: skip
    table = trends_of(corpus, asked, over, [line.key], without=_OVER)
    if not table["occurrences"].any():
        return nothing, []  # an empty chart says less than the sentence above it
    clicks, undo, chosen = bar_clicks(over, selection)
    rows = [
        (each.label, int(row["occurrences"]), int(row["paragraphs"]), int(row["of"]))
        for each, row in zip(over.bins, table.to_dict("records"), strict=True)
    ]
    by_document = over.period == "document"
    return nothing | {
        "hint": "" if by_document else _("Drag to choose a span of time"),
        "notes": controls.undated(over, selection.language),
        "clicks": clicks,
        "undo": undo,
        "chosen": chosen,
        "controls": [controls.period(over, selection), controls.measure(selection)],
        "figure": plot.figure_json(figure(table, line, over, selection)),
        "brush": None if by_document else {"bins": [(each.since, each.until) for each in over.bins]},
        "alt": _("Bars over {n} periods, {first} to {last}: {phrase} {times} times.").format(
            n=len(over.bins),
            first=over.bins[0].label,
            last=over.bins[-1].label,
            phrase=line.name,
            times=f"{sum(row[1] for row in rows):,}",
        ),
    }, rows  # fmt: skip


def bar_chart(
    table: pd.DataFrame, line: trends.Line, over: Axis, chosen: Sequence[str], selection: Selection
) -> exports.Chart:
    """The bars over time as they stand by themselves, with their numbers where these have room."""
    _ = speak(selection.language)[0]
    drawn = figure(table, line, over, selection)
    layout = drawn["layout"]
    layout["yaxis"].pop("title")
    layout |= {
        "margin": {"l": 60, "r": 16, "t": 40, "b": 56},
        "annotations": [exports.over(_(controls.MEASURES[selection.measure][1]), left=-60)],
    }
    if selection.measure == "count" and len(over.bins) <= _NUMBERED:
        (bars,) = drawn["data"]
        bars |= {
            "text": [f"{value:,}" if value else "" for value in bars["y"]],
            "textposition": "outside",
            "textangle": 0,
            "textfont": {"size": exports.SIZE},
            "cliponaxis": False,
        }
    return exports.finished(drawn, height=500, chosen=chosen)


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the tracker leaves the page: the chart, and with which relationships the formula is said."""
    _ = speak(selection.language)[0]
    seen = selection.only(*SEEN)
    filters = seen.only(*FILTERS)
    phrase = tracked(corpus, seen)
    found = _said(corpus, filters, phrase) if phrase else None
    said_with: list[str] = []
    notes: list[str] = []
    if found and found.times:
        notes = [how_often(phrase, found.times, found.paragraphs, found.n, seen.language)]
        said_with = [
            f"{relationship(row.counterpart, seen.language)} {row.paragraphs:,}"
            for row in found.relationships.head(RELATIONSHIPS).itertuples()
        ]
        notes += [_("With which relationships: {names}.").format(names=_(", ").join(said_with))] * bool(
            said_with
        )
    return exports.Exported(
        title=_("Phrases: “{phrase}”").format(phrase=phrase) if phrase else _("Phrases"),
        within=beside(selection, phrase) if phrase else selection,
        table=lambda: content(corpus, seen)["table"],
        picture=_picture(corpus, seen, phrase) if found and found.times else None,
        notes=tuple(notes),
    )


def _picture(
    corpus: Corpus, selection: Selection, phrase: str
) -> Callable[[], exports.Chart | pictures.Body]:
    """The chart over time or through the one document; where no date tells the documents apart, a bar for
    each relationship."""
    _ = speak(selection.language)[0]
    line = line_of(phrase, selection)
    asked = beside(selection, phrase).choose(lines="terms")
    over = axis(corpus, asked, without=_OVER)
    if over.bins:
        table = trends_of(corpus, asked, over, [phrase], without=_OVER)
        return partial(bar_chart, table, line, over, bar_clicks(over, selection)[2], selection)
    if over.documents <= 1:
        found = course(corpus, asked, [phrase], without=())
        return partial(trends.course_chart, found, [line], length(corpus, asked, without=()), (), selection)
    said_with = _said(corpus, selection.only(*FILTERS), phrase).relationships.head(RELATIONSHIPS)
    ranked = [
        pictures.Bar(
            relationship(row.counterpart, selection.language),
            f"{row.paragraphs:,}",
            row.paragraphs,
            colour(row.counterpart),
            row.counterpart in selection.relationships,
        )
        for row in said_with.itertuples()
    ]
    return partial(pictures.bars, ranked, column=_("paragraphs"), width=exports.INNER)


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the tracker."""
    tables.mount(
        "phrases",
        content(corpus, selection.only(*SEEN)),
        selection,
        script="chart",
        export=exports.answer(exported, corpus, selection),
    )

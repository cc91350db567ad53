"""The word cloud: frequent or distinctive words as real buttons, as ranked bars and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from wordcloud import WordCloud

from components import exports, tables, ways_out
from components.keyness import p_text
from components.language import speak
from corpus.keyness import distinctive
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.statistics import frequencies
from corpus.table import Corpus

WORDS = 45
"""Words in the cloud."""

RANKED = 13
"""Words in the ranked bars beside it."""

LISTED = 20
"""Words beside it in a picture."""

SEEN = (*FILTERS, "ranking", "added_stopwords", "language")
"""The fields of a selection that the cloud depends on."""

WIDTH, HEIGHT = 300, 200
"""The canvas of the layout; the page draws it at any width."""

FONT = Path(__file__).parent.parent / "static" / "NotoSansSC-subset.otf"
"""The page's font, uncompressed: wordcloud opens it anew for every word."""

_LARGEST, _SMALLEST = 36, 7  # font sizes
_MARGIN = 7  # what stays free around a word: a finger hits it alone
_FILLED = 0.6  # of the canvas, at the first try
_SMALLER = 0.85  # at each further try


class Place(NamedTuple):
    """A word on the canvas: its font size, which is its height, and the corner of its box."""

    word: str
    size: int
    left: int
    top: int


def layout(words: tuple[tuple[str, float], ...]) -> tuple[Place, ...]:
    """Where each of ``words``, pairs of word and weight (0 to 1), stands on the canvas.

    The same words always give the same layout, and no two overlap. They are as large as all of them can be;
    one that is too long for the canvas is left out.
    """
    cloud = arranged(words)
    return _places(cloud) if cloud else ()


def arranged(words: tuple[tuple[str, float], ...]) -> WordCloud | None:
    """wordcloud's own cloud of ``words``, laid out as the page shows it; None where it would be empty."""
    fitting = {word: weight for word, weight in words if len(word) * _SMALLEST < WIDTH}
    area = sum(len(word) * weight for word, weight in fitting.items())
    cloud = None
    largest = min(_LARGEST, sqrt(_FILLED * WIDTH * HEIGHT / area)) if area else 0.0
    while largest >= _SMALLEST and (cloud is None or len(cloud.layout_) < len(fitting)):
        cloud = _with_largest(fitting, int(largest))
        largest *= _SMALLER
    return cloud


def _with_largest(words: dict[str, float], largest: int) -> WordCloud:
    """The cloud with the first word of size ``largest``, without the words that find no place."""
    return WordCloud(
        font_path=str(FONT),
        width=WIDTH,
        height=HEIGHT,
        margin=_MARGIN,
        max_words=len(words),
        max_font_size=largest,
        min_font_size=_SMALLEST,
        prefer_horizontal=1,  # no word upright
        relative_scaling=0.5,
        random_state=1,
    ).generate_from_frequencies(words)


def _places(cloud: WordCloud) -> tuple[Place, ...]:
    return tuple(
        Place(word, int(size), int(left), int(top)) for (word, _), size, (top, left), *_ in cloud.layout_
    )


@remembered(128)
def placed(corpus: Corpus, words: tuple[tuple[str, float], ...]) -> dict[str, list[float]]:
    """Where each of ``words`` of the corpus stands, for the page: its ``positions`` in the ``layout``."""
    return positions(layout(words))


def words(corpus: Corpus, selection: Selection) -> tuple[pd.DataFrame, str]:
    """The words of the cloud, and what must be said of them, "" where nothing must.

    They have the columns of ``frequencies``; distinctive words also those of ``distinctive``.
    """
    _ = speak(selection.language)[0]
    if selection.ranking == "frequent":
        table = frequencies(corpus, selection, limit=WORDS)
        return table, "" if len(table) else _("No frequent word in these paragraphs.")
    found = distinctive(corpus, selection, limit=WORDS)
    table = found.table.assign(
        frequency=found.table["n_target"],
        paragraphs=found.table["paragraphs_target"],
        per_1000=found.table["per_1000_target"],
        n=found.target.paragraphs,
    )
    said = ""
    if not found.target.paragraphs:
        said = _("No frequent word in these paragraphs.")
    elif not found.reference.paragraphs:
        said = _("Everything is selected, and there is no rest to compare with: choose a relationship first.")
    elif not len(table):
        said = _("No word sets these paragraphs apart from the others (p < .05).")
    elif found.target.small:
        said = _("A small base: {paragraphs} paragraphs and {tokens} words. Read G² and p with care.").format(
            paragraphs=f"{found.target.paragraphs:,}", tokens=f"{found.target.tokens:,}"
        )
    return table, said


def sizes(table: pd.DataFrame) -> list[float]:
    """What the cloud and the bars draw: G² of distinctive words, 0 of those chosen that are not; else the
    frequency."""
    if "G2" not in table:
        return [int(each) for each in table["frequency"]]
    return [float(each) for each in table["G2"].where(table["side"] == "target", 0.0)]


def weights(table: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """Words and their weights, as coarse as the eye: clouds that look alike share one layout."""
    drawn = sizes(table)
    top = max(drawn, default=0) or 1
    return tuple(
        (str(word), max(0.01, round(size / top, 2)))
        for word, size in zip(table["feature"], drawn, strict=True)
    )


def rows(table: pd.DataFrame, selection: Selection) -> list[dict[str, Any]]:
    """The words as the page draws them; their state is chosen, excluded, none (leads nowhere) or nothing."""
    _, ngettext = speak(selection.language)
    filtered = bool(selection.words or selection.excluded)
    result = []
    for row, size in zip(table.to_dict("records"), sizes(table), strict=True):
        word = row["feature"]
        title = " · ".join(
            (
                ngettext("{n} time", "{n} times", row["frequency"]).format(n=f"{row['frequency']:,}"),
                _("{rate} per 1,000 characters").format(rate=f"{row['per_1000']:.2f}"),
                _("in {k} of {n} paragraphs").format(k=f"{row['paragraphs']:,}", n=f"{row['n']:,}"),
            )
        )
        if "G2" in row:
            title += "\n" + " · ".join(
                (
                    ngettext(
                        "{n} time elsewhere, {rate} per 1,000 characters",
                        "{n} times elsewhere, {rate} per 1,000 characters",
                        row["n_reference"],
                    ).format(n=f"{row['n_reference']:,}", rate=f"{row['per_1000_reference']:.2f}"),
                    _("G² {G2} · p {p} · log ratio {ratio}").format(
                        G2=f"{row['G2']:.2f}", p=p_text(row["p"]), ratio=f"{row['log_ratio']:+.2f}"
                    ),
                )
            )
        if filtered and word not in selection.words and word not in selection.excluded:
            title += " · " + ngettext(
                "{n} paragraph with the words chosen", "{n} paragraphs with the words chosen", row["together"]
            ).format(n=f"{row['together']:,}")
        state = (
            "chosen"
            if word in selection.words
            else "excluded"
            if word in selection.excluded
            else "none"
            if row["together"] == 0
            else ""
        )
        result.append(
            {
                "word": word,
                "count": size,
                "label": f"{size:,}"
                if isinstance(size, int)
                else f"{size:,.1f}"
                if size < 100
                else f"{size:,.0f}",
                "k": f"{row['together'] if filtered and state in ('', 'none') else row['paragraphs']:,}",
                "state": state,
                "title": title,
            }
        )
    return result


def twin(table: pd.DataFrame, selection: Selection) -> dict[str, object]:
    """The same numbers as a table that can be saved."""
    _ = speak(selection.language)[0]
    columns = {
        "feature": _("Word"),
        "frequency": _("Times"),
        "per_1000": _("Per 1,000 characters"),
        "paragraphs": _("Paragraphs"),
        "n": _("Paragraphs in all"),
    }
    if selection.ranking == "distinctive":
        columns |= {
            "n_reference": _("Times elsewhere"),
            "per_1000_reference": _("Per 1,000 characters elsewhere"),
            "paragraphs_reference": _("Paragraphs elsewhere"),
            "G2": "G²",
            "p": "p",
            "log_ratio": _("Log ratio"),
        }
    return {
        "title": title(selection),
        "columns": [*columns.values()],
        "rows": [
            [
                float(f"{row[name]:.3g}")
                if name == "p"
                else round(row[name], 3)
                if isinstance(row[name], float)
                else row[name]
                for name in columns
            ]
            for row in table.to_dict("records")
        ],
    }


def title(selection: Selection) -> str:
    """What the words of the cloud are."""
    _ = speak(selection.language)[0]
    return _("Frequent words") if selection.ranking == "frequent" else _("Distinctive words")


def positions(places: Sequence[Place]) -> dict[str, list[float]]:
    """The layout for the page: {word: [size and left in % of the width, top in % of the height]}."""
    return {
        each.word: [
            round(100 * each.size / WIDTH, 2),
            round(100 * each.left / WIDTH, 2),
            round(100 * each.top / HEIGHT, 2),
        ]
        for each in places
    }


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    table, said = words(corpus, selection)
    return {
        "title": title(selection),
        "ranking": {
            "label": _("Which words"),
            "options": [
                ("frequent", _("frequent"), _("The most frequent words")),
                (
                    "distinctive",
                    _("distinctive"),
                    _("The words that set these paragraphs apart from all others, by log-likelihood"),
                ),
            ],
            "chosen": selection.ranking,
        },
        "words": rows(table, selection),
        "places": placed(corpus, weights(table)),
        "ranked": RANKED,
        "aspect": WIDTH / HEIGHT,
        "hint": _("Click to choose, Shift+click or × to exclude"),
        "exclude": _("Exclude “{word}”"),
        "columns": [
            _("times") if selection.ranking == "frequent" else "G²",
            # what another word would leave of the paragraphs with those that are chosen
            _("with the chosen") if selection.words or selection.excluded else _("paragraphs"),
        ],
        "alt": _("Word cloud; the same words stand in the ranked list and in the table."),
        "rankedLabel": _("Ranked words"),
        "note": said,
        "empty": ways_out.nothing_passes(corpus, selection) if table.empty else None,
        "menu": exports.menu(selection.language),
        "view": {"label": _("Cloud or table"), "options": [("cloud", _("cloud")), ("table", _("table"))]},
        "table": twin(table, selection),
    }


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the cloud leaves the page: the cloud, and its first words with their numbers."""
    from components import pictures  # which arranges words as this module does

    seen = selection.only(*SEEN)
    table, note = words(corpus, seen)
    _ = speak(selection.language)[0]

    def picture() -> pictures.Body:
        listed = rows(table, seen)
        shown = [
            pictures.Bar(row["word"], row["label"], row["count"], chosen=row["state"] == "chosen")
            for row in listed[:LISTED]
        ]
        return pictures.ranked_cloud(
            weights(table),
            shown,
            column=_("times") if selection.ranking == "frequent" else "G²",
            width=exports.INNER,
            chosen=selection.words,
            excluded=selection.excluded,
        )

    return exports.Exported(
        title=title(selection),
        # all words are counted, also those beside the chosen ones
        within=selection.choose(words=(), excluded=()),
        table=lambda: twin(table, seen),
        picture=picture if weights(table) else None,
        notes=(note,) if note else (),
        chosen=selection.words,
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the cloud."""
    tables.mount(
        "cloud",
        content(corpus, selection.only(*SEEN)),
        selection,
        export=exports.answer(exported, corpus, selection),
    )

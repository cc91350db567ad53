"""The word cloud: frequent words as real buttons, and the same words as ranked bars and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from wordcloud import WordCloud

from components import frontend
from components.language import speak
from corpus.selection import FILTERS, Selection
from corpus.statistics import frequencies
from corpus.table import Corpus

WORDS = 60
"""Words in the cloud."""

RANKED = 13
"""Words in the ranked bars beside it."""

SEEN = (*FILTERS, "language")
"""The fields of a selection that the cloud depends on."""

WIDTH, HEIGHT = 300, 200
"""The canvas of the layout; the page draws it at any width."""

FONT = Path(__file__).parent.parent / "static" / "NotoSansSC-subset.otf"
"""The page's font, uncompressed: wordcloud opens it anew for every word."""

_LARGEST, _SMALLEST, _MARGIN = 36, 7, 4  # font sizes, and what stays free around a word
_FILLED = 0.6  # of the canvas, at the first try


class Place(NamedTuple):
    """A word on the canvas: its font size, which is its height, and the corner of its box."""

    word: str
    size: int
    left: int
    top: int


@lru_cache(maxsize=512)
def layout(words: tuple[tuple[str, float], ...]) -> tuple[Place, ...]:
    """Where each of ``words``, pairs of word and weight (0 to 1), stands on the canvas.

    The same words always give the same layout, and no two overlap. They are as large as all of them can be;
    one that is too long for the canvas is left out.
    """
    fitting = {word: weight for word, weight in words if len(word) * _SMALLEST < WIDTH}
    area = sum(len(word) * weight for word, weight in fitting.items())
    places: tuple[Place, ...] = ()
    largest = min(_LARGEST, sqrt(_FILLED * WIDTH * HEIGHT / area)) if area else 0.0
    while len(places) < len(fitting) and largest >= _SMALLEST:
        places = _placed(fitting, int(largest))
        largest *= 0.9
    return places


def _placed(words: dict[str, float], largest: int) -> tuple[Place, ...]:
    """The layout with the first word of size ``largest``, without the words that find no place."""
    cloud = WordCloud(
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
    return tuple(
        Place(word, int(size), int(left), int(top)) for (word, _), size, (top, left), *_ in cloud.layout_
    )


def weights(table: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """Words and their weights, as coarse as the eye: clouds that look alike share one layout."""
    top = table["frequency"].max() if len(table) else 1
    return tuple(
        (str(word), max(0.01, round(float(frequency / top), 2)))
        for word, frequency in zip(table["feature"], table["frequency"], strict=True)
    )


def rows(table: pd.DataFrame, selection: Selection) -> list[dict[str, Any]]:
    """The words as the page draws them; their state is chosen, excluded, none (leads nowhere) or nothing."""
    _, ngettext = speak(selection.language)
    filtered = bool(selection.words or selection.excluded)
    result = []
    for row in table.to_dict("records"):
        word = row["feature"]
        title = " · ".join(
            (
                ngettext("{n} time", "{n} times", row["frequency"]).format(n=f"{row['frequency']:,}"),
                _("{rate} per 1,000 characters").format(rate=f"{row['per_1000']:.2f}"),
                _("in {k} of {n} paragraphs").format(k=f"{row['paragraphs']:,}", n=f"{row['n']:,}"),
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
                "count": row["frequency"],
                "k": row["together"] if filtered and state in ("", "none") else row["paragraphs"],
                "state": state,
                "title": title,
            }
        )
    return result


def twin(table: pd.DataFrame, language: str) -> dict[str, object]:
    """The same numbers as a table that can be saved."""
    _ = speak(language)[0]
    return {
        "title": _("Frequent words"),
        "save": _("Save as CSV"),
        "file": "words.csv",
        "columns": [
            _("Word"),
            _("Times"),
            _("Per 1,000 characters"),
            _("Paragraphs"),
            _("Paragraphs in all"),
        ],
        "rows": [
            [row["feature"], row["frequency"], round(row["per_1000"], 3), row["paragraphs"], row["n"]]
            for row in table.to_dict("records")
        ],
    }


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


@lru_cache(maxsize=128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    table = frequencies(corpus, selection, limit=WORDS)
    return {
        "title": _("Frequent words"),
        "words": rows(table, selection),
        "places": positions(layout(weights(table))),
        "ranked": RANKED,
        "aspect": f"{WIDTH} / {HEIGHT}",
        "hint": _("Click to choose, Shift+click or × to exclude"),
        "exclude": _("Exclude “{word}”"),
        "columns": [_("times"), _("paragraphs")],
        "alt": _("Word cloud; the same words stand in the ranked list and in the table."),
        "rankedLabel": _("Ranked words"),
        "empty": _("No frequent word in these paragraphs."),
        "view": {"label": _("Cloud or table"), "options": [("cloud", _("cloud")), ("table", _("table"))]},
        "table": twin(table, selection.language),
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the cloud."""
    frontend.mount("cloud", content(corpus, selection.only(*SEEN)))

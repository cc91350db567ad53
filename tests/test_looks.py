"""One visual language: sizes of text and of space are those of the scales in page.css, and nothing is too small."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components import VIEWS, comentions, counts, keyness, trends, world_map
from components.frontend import HEIGHTS
from corpus.selection import Selection
from corpus.table import Corpus
from tests.dated import build_dated

STYLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parent.parent / "components/frontend").glob("*.css")
}
LEAST = 12
"""Pixels, of the smallest text."""

HAIR = 4
"""Pixels: what is thinner is a line or an adjustment, and no space."""


def scale(letter: str) -> list[int]:
    return [int(size) for size in re.findall(rf"--{letter}\d: (\d+)px", STYLES["page"])]


@pytest.mark.parametrize("letter", ["t", "s"])
def test_a_scale_grows(letter: str) -> None:
    steps = scale(letter)
    assert len(steps) == 6 and steps == sorted(set(steps))
    assert letter == "s" or steps[0] == LEAST


@pytest.mark.parametrize("name", STYLES)
def test_text_has_a_size_of_the_scale(name: str) -> None:
    sizes = re.findall(r"font-size: ([^;}]+)", STYLES[name])
    # what grows with the screen, for a room, says what it is at least
    assert [
        size for size in sizes if not re.match(r"var\(--t[1-6]\)$|max\(1em,|clamp\(1[2-9]px,", size.strip())
    ] == []


@pytest.mark.parametrize("name", STYLES)
def test_space_is_of_the_scale(name: str) -> None:
    """The gap, margin and padding of every rule; what is pulled out of its place (negative) is exact."""
    rules = re.findall(
        r"(?:^|[;{]\s*)((?:(?:row-|column-)?gap|(?:margin|padding)(?:-(?:top|left|right|bottom))?): [^;}]+)",
        STYLES[name],
        re.M,
    )
    loose = [
        rule for rule in rules if any(int(size) >= HAIR for size in re.findall(r"(?<![-\d.])(\d+)px", rule))
    ]
    assert loose == []


def test_every_view_says_how_high_it_is() -> None:
    names = {view.__name__.rpartition(".")[2] for view in VIEWS}
    assert names <= set(HEIGHTS)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(build_dated(tmp_path_factory.mktemp("looks"), most=60))


def font_sizes(figure: Any) -> Iterator[float]:
    """The size of every font that a figure sets."""
    if isinstance(figure, list):
        for each in figure:
            yield from font_sizes(each)
    if isinstance(figure, dict):
        for name, value in figure.items():
            if name.endswith("font") and isinstance(value, dict) and "size" in value:
                yield value["size"]
            yield from font_sizes(value)


FIGURES = {
    "counts": lambda corpus: counts.content(corpus, Selection()),
    "trends": lambda corpus: trends.content(corpus, Selection()),
    "keyness": lambda corpus: keyness.content(corpus, Selection(target="EU", reference="US")),
    "comentions": lambda corpus: comentions.content(corpus, Selection(tag="mentions")),
    "network": lambda corpus: comentions.content(corpus, Selection(tag="mentions", pairs="network")),
    "map": lambda corpus: world_map.content(corpus, Selection()),
}


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_of_a_chart_is_too_small(dated: Corpus, name: str) -> None:
    figure = FIGURES[name](dated)["figure"]
    sizes = list(font_sizes(json.loads(figure) if isinstance(figure, str) else figure))
    assert sizes and min(sizes) >= LEAST

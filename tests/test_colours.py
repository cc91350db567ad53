"""Colours: told apart also by the colour-blind, seen on both grounds, the same in every view; text that can be read.

Colour blindness is simulated by the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0, on linear RGB; distances are CIEDE2000
(Sharma, Wu and Dalal 2005). Contrast is that of WCAG 2.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components import comentions, counts, keyness, paragraphs, trends, world_map
from components.colours import OTHERS, PALETTE, TERM_PALETTE, colour
from corpus.selection import Selection
from corpus.table import Corpus
from tests.dated import build_dated

ROOT = Path(__file__).parent.parent
THEMES = {
    name: theme
    for name, theme in tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))[
        "theme"
    ].items()
    if name in ("light", "dark")
}
STYLES = {
    path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "components/frontend").glob("*.css")
}

VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def rgb(text: str) -> np.ndarray:
    """#RRGGBB as three numbers from 0 to 255."""
    return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)], dtype=float)


def linear(values: np.ndarray) -> np.ndarray:
    part = values / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    dark, light = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(each)) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(text: str, vision: str) -> np.ndarray:
    seen = np.clip(VISIONS[vision] @ linear(rgb(text)), 0, 1)
    part = TO_XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: Sequence[float], other: Sequence[float]) -> float:
    """CIEDE2000 of two colours in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    a1, a2 = a1 * g, a2 * g
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for b, a in ((b1, a1), (b2, a2)))
    turn = ((h2 - h1 + 180) % 360 - 180) if c1 * c2 else 0.0
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    t = 1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
    t += 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.2 * np.cos(np.radians(4 * hue - 63))
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = (
        -2
        * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
        * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    return float(np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh))


def test_the_difference_is_that_of_the_published_pairs() -> None:
    # of Sharma's table: pairs 1, 7 and 17
    for one, other, expected in (
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ):
        assert difference(one, other) == pytest.approx(expected, abs=1e-4)


LEAST = {"counterparts": (PALETTE, 8.7), "terms": (TERM_PALETTE, 12.4)}
"""How far two colours of each palette are apart at least, whoever looks: 2.3 is just noticeable."""


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", LEAST)
def test_colours_stay_apart(name: str, vision: str) -> None:
    palette, least = LEAST[name]
    near = {
        (one, other): round(distance, 1)
        for one, other in combinations(palette, 2)
        if (distance := difference(lab(one, vision), lab(other, vision))) < least
    }
    assert not near


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_seen_on_the_ground(theme: str) -> None:
    ground = rgb(THEMES[theme]["backgroundColor"])
    assert {
        each: contrast(rgb(each), ground)
        for each in (*PALETTE, *TERM_PALETTE, OTHERS)
        if contrast(rgb(each), ground) < 3
    } == {}


def mixed(part: float, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """``color-mix(in srgb, one part %, other)``."""
    return one * part + other * (1 - part)


def shades(theme: str) -> dict[str, np.ndarray]:
    """The tones of page.css in a theme: each mixed of the text's colour and the ground."""
    ink, ground = (rgb(THEMES[theme][name]) for name in ("textColor", "backgroundColor"))
    parts = re.findall(
        r"--(\w+): color-mix\(in srgb, var\(--st-text-color\) (?:var\(--[\w-]+, )?(\d+)%\)?,"
        r" var\(--st-background-color\)\)",
        STYLES["page"],
    )
    return {"ink": ink, "ground": ground, "accent": rgb(THEMES[theme]["primaryColor"])} | {
        name: mixed(int(part) / 100, ink, ground) for name, part in parts
    }


# text on what is behind it, as the styles set it: under the mouse too
READ = [
    *((text, ground) for text in ("ink", "quiet") for ground in ("ground", "wash", "line")),
    ("dimmed", "ground"),
    ("accent", "ground"),  # a word under the mouse
    ("ground", "accent"),  # a chosen word
    ("ground", "ink"),  # a chosen token
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    tones = shades(theme)
    assert {
        pair: round(value, 2) for pair in READ if (value := contrast(tones[pair[0]], tones[pair[1]])) < 4.5
    } == {}
    for hue in TERM_PALETTE:  # a marked term in a text
        assert contrast(tones["ink"], mixed(0.32, rgb(hue), tones["ground"])) >= 4.5, hue


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(build_dated(tmp_path_factory.mktemp("colours"), most=60))


def coloured(content: Any) -> set[tuple[str, str]]:
    """Each (code, colour) that stands together in what a view draws: rows of its lists, and traces of its figure."""
    found: set[tuple[str, str]] = set()
    if isinstance(content, list | tuple):
        return found.union(*map(coloured, content))
    if not isinstance(content, dict):
        return found
    for name in ("key", "code", "value"):
        if isinstance(content.get(name), str) and content.get("colour"):
            found.add((content[name], content["colour"]))
    hues = content.get("marker", {}).get("color") if isinstance(content.get("marker"), dict) else None
    keys = content.get("customdata") or content.get("meta")
    if isinstance(hues, list) and isinstance(keys, list):
        found |= set(zip(map(str, keys), hues, strict=True))
    elif isinstance(hues, str) and isinstance(keys, str):
        found.add((keys, hues))
    for value in content.values():
        found |= coloured(json.loads(value) if isinstance(value, str) and value.startswith('{"') else value)
    return found


CHOSEN = Selection(relationships=("US", "EU"), match="any")
VIEWS: dict[str, Callable[[Corpus], Any]] = {
    "counts": lambda corpus: counts.content(corpus, Selection()),
    "trends": lambda corpus: trends.content(corpus, CHOSEN),
    "comentions": lambda corpus: comentions.content(corpus, Selection(tag="mentions", pairs="network")),
    "map": lambda corpus: world_map.content(corpus, Selection()),
    "paragraphs": lambda corpus: paragraphs.content(corpus, Selection()),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_counterpart_has_one_colour_in_every_view(dated: Corpus, name: str) -> None:
    pairs = {(code, hue) for code, hue in coloured(VIEWS[name](dated)) if re.fullmatch("[A-Z_]{2,}", code)}
    assert len(pairs) >= 2
    assert {(code, hue) for code, hue in pairs if hue != colour(code)} == set()


def test_a_comparison_and_the_strip_take_the_same(dated: Corpus) -> None:
    content = keyness.content(dated, Selection(target="EU", reference="US"))
    said = {each["colour"] for side in content["lists"] for each in side["rows"] if each.get("colour")}
    assert said <= {colour("EU"), colour("US")}

"""The font: it holds every character that the project shows, in both containers, under its own name."""

import ast
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import build_font
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont
from wordcloud import WordCloud

ROOT = Path(__file__).parent.parent
WOFF2, OTF = build_font.TARGETS
LARGEST = 3_500_000  # bytes that a first visit may have to load
RESERVED = re.compile("source|noto|adobe", re.IGNORECASE)


@cache
def characters(path: Path) -> frozenset[str]:
    with TTFont(path) as font:
        return frozenset(map(chr, font.getBestCmap()))


def interface() -> set[str]:
    """Every visible character of the strings in the app's code, of its scripts and of its catalogues."""
    found: set[str] = set()
    for path in (ROOT / "app.py", *sorted((ROOT / "components").rglob("*.py"))):
        if path.exists():
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= set(node.value)
    for path in (ROOT / "components").rglob("*"):
        if path.suffix in (".css", ".js", ".po"):
            found |= set(path.read_text(encoding="utf-8"))
    return {character for character in found if character.isprintable()}


COVERED = {
    "GB 2312": build_font.gb2312,
    "level 1 of Big5": build_font.big5_level_1,
    "seeds/ and corpus/lexicon/": build_font.shipped,
    "the interface": interface,
    "通用规范汉字表 beyond GB 2312 and Big5": lambda: set("飏钘镕喆㧟㳇鿍鿎鿏𬭊"),
    "signs": lambda: set("·—…“”‘’■●○×▇▪←→↑↓↗−–•※№℃①％，。；：？！（）《》【】「」、〇"),
}


@pytest.mark.parametrize("text", COVERED)
def test_font_covers(text: str) -> None:
    missing = COVERED[text]() - characters(WOFF2)
    assert not missing, (
        f"the font lacks {len(missing)} of {text}: {''.join(sorted(missing))[:50]}; run make font, or write with what Noto Sans CJK has"
    )


@pytest.mark.parametrize(
    ("characters_of", "count"),
    [(build_font.gb2312, 7445), (build_font.big5_level_1, 5401)],
    ids=["GB 2312", "level 1 of Big5"],
)
def test_character_sets_are_whole(characters_of: Callable[[], set[str]], count: int) -> None:
    assert len(characters_of()) == count


def test_both_containers_hold_the_same_font() -> None:
    with TTFont(WOFF2) as page, TTFont(OTF) as layout:
        assert page.getBestCmap() == layout.getBestCmap()
        assert page["hmtx"].metrics == layout["hmtx"].metrics


@pytest.mark.parametrize("path", build_font.TARGETS, ids=lambda path: path.suffix)
def test_font_carries_its_own_name_and_its_licence(path: Path) -> None:
    with TTFont(path) as font:
        names = {number: font["name"].getDebugName(number) for number in (1, 4, 6, 13)}
    assert names[1] == build_font.FAMILY
    for number in (1, 4, 6):
        assert not RESERVED.search(names[number]), (
            f"name {number} is reserved or a trademark: {names[number]}"
        )
    assert "SIL Open Font License, Version 1.1" in names[13]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (ROOT / "static/OFL.txt").read_text(encoding="utf-8")


def test_page_loads_a_small_file_that_is_there() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert [(face["family"], face["url"]) for face in theme["fontFaces"]] == [
        (build_font.FAMILY, f"app/static/{WOFF2.name}")
    ]
    assert theme["font"].startswith(build_font.FAMILY)
    assert WOFF2.stat().st_size <= LARGEST, "a first visit loads this file whole"


def drawn(text: str, path: Path) -> Image.Image:
    image = Image.new("L", (60, 60))
    ImageDraw.Draw(image).text((5, 0), text, fill=255, font=ImageFont.truetype(path, 40))
    return image


@pytest.mark.parametrize("path", build_font.TARGETS, ids=lambda path: path.suffix)
@pytest.mark.parametrize("character", "中國飏·↗")
def test_pillow_draws_the_character_and_not_a_box(character: str, path: Path) -> None:
    box = drawn("\U0010fffd", path)
    assert ImageChops.difference(drawn(character, path), box).getbbox(), f"{character} is drawn as a box"


def test_wordcloud_lays_out_chinese_words() -> None:
    words = {"中俄": 9, "人类命运共同体": 7, "东盟": 5, "國際": 3, "和平发展": 2}
    layout = WordCloud(font_path=str(OTF), width=800, height=400, random_state=1).generate_from_frequencies(
        words
    )
    assert {word for (word, _), *_ in layout.layout_} == set(words)

"""Pictures that leave the page: their text, their font, and that nothing overlaps or runs."""

import io
import re
import tomllib
from base64 import b64decode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from components import cloud, pictures
from components.pictures import Line, Quotation, framed, measured, wrapped
from tests.hostile import LONG, SHORT

ROOT = Path(__file__).parent.parent
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
WORDS = (("合作", 1.0), ("疫苗", 0.7), ("人类命运共同体", 0.5), ("东盟", 0.4), ("R&D<b>", 0.3))
SVG = "{http://www.w3.org/2000/svg}"


def picture(body: str = "", **more: object) -> str:
    usual: dict[str, object] = {
        "width": 600,
        "height": 400,
        "title": "常用词",
        "sentence": "中俄（谈及）· 词：合作：7 / 56 段",
        "source": "来源：外交部",
        "made": "由 双边 Shuangbian 制作，2026-03-04",
    }
    return framed(body, **{**usual, **more}).svg  # type: ignore[arg-type]


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def texts(root: etree._Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def font(svg: str) -> TTFont:
    data = re.search(r"url\(\"?data:[\w/-]*font[\w/-]*(?:;charset=utf-8)?;base64,([^)\"]+)", svg)
    assert data
    return TTFont(io.BytesIO(b64decode(data[1])))


def boxes(root: etree._Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each line of text, on the canvas of its group."""
    found = []
    for each in root.iter(f"{SVG}text"):
        x, y, size = (float(each.get(name, "0")) for name in ("x", "y", "font-size"))
        text = "".join(each.itertext())
        wide = measured(text, size)
        left = x - wide if each.get("text-anchor") == "end" else x
        found.append((left, y - 0.88 * size, left + wide, y + 0.12 * size))
    return found


def overlapping(root: etree._Element) -> list[tuple[int, int]]:
    found = boxes(root)
    return [
        (one, other)
        for one, a in enumerate(found)
        for other, b in enumerate(found[:one])
        if a[0] < b[2] - 0.01 and b[0] < a[2] - 0.01 and a[1] < b[3] - 0.01 and b[1] < a[3] - 0.01
    ]


def test_colours_and_font_are_those_of_the_page() -> None:
    light = THEME["light"]
    page = [light[name] for name in ("backgroundColor", "textColor", "grayColor", "primaryColor")]
    assert page == [pictures.GROUND, pictures.INK, pictures.QUIET, pictures.ACCENT]
    assert THEME["fontFaces"][0]["family"] == pictures.FAMILY


def test_a_picture_says_what_it_shows_and_has_the_characters_for_it() -> None:
    svg = picture('<text x="0" y="20">绿色</text>', notes=("注：只计正文",), characters="俄罗斯0123")
    root = parsed(svg)
    assert root.findtext(f"{SVG}title") == "常用词"
    assert "中俄（谈及）" in (root.findtext(f"{SVG}desc") or "")
    said = "".join(texts(root))
    for text in ("常用词", "7 / 56 段", "注：只计正文", "来源：外交部", "2026-03-04", "绿色"):
        assert text in said
    assert {ord(character) for character in said + "俄罗斯0123"} <= set(font(svg).getBestCmap())
    assert len(font(svg).getBestCmap()) < len(set(said)) + 30  # just these
    assert pictures.FAMILY in svg
    assert not re.search(r"(?:href|src)=|url\((?!data:)", svg)


def test_without_a_body_there_is_a_slot() -> None:
    assert picture().count(pictures.SLOT) == 1
    slot = parsed(picture()).find(f"{SVG}g[@id='body']")
    assert slot is not None and slot.get("transform")


def test_a_body_that_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="no SVG"):
        picture("<text>")


@pytest.mark.parametrize("text", [*SHORT.values(), *LONG.values(), "甲\x01乙"])
def test_hostile_text_is_text(text: str) -> None:
    lines = pictures.concordance_lines([Line(text, text, text, text)], total=1, width=800, language="zh")
    quotes = pictures.quotations([Quotation(text, text)], total=1, width=800, language="zh")
    said = dict.fromkeys(("title", "sentence", "source", "made"), text)
    root = parsed(picture(lines.svg + quotes.svg, notes=(text,), **said))
    assert {etree.QName(each).localname for each in root.iter()} == set(
        "svg title desc style rect text g".split()
    )
    assert root.findtext(f"{SVG}title") == text.replace("\x01", "□")


SENTENCE = "关于中俄关系，王毅说：“面对世纪疫情，中俄两国肩并肩、背靠背。”（2021-03-07，Beijing）"


@given(st.text(alphabet=SENTENCE + " “”（）。，abc1", max_size=120), st.integers(60, 400))
def test_lines_are_no_wider_than_they_may_be_and_break_where_they_may(text: str, width: int) -> None:
    lines = wrapped(text, 14, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measured(line, 14) <= width or len(line) == 1 for line in lines)


@pytest.mark.parametrize("width", range(60, 400, 17))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    lines = wrapped(SENTENCE, 14, width)
    assert len(lines) > 1
    assert not [line for line in lines[1:] if line[0] in "，。：、”）"]
    assert not [line for line in lines if line[-1] in "“（"]
    assert any("Beijing" in line for line in lines)  # no word is broken


def test_the_frame_is_as_high_as_its_text() -> None:
    short, long = (parsed(picture(sentence="词：合作 · " * n)) for n in (1, 60))
    assert float(long.get("height")) > float(short.get("height"))
    for root in (short, long):
        assert not overlapping(root)
        assert all(left >= 0 and right <= float(root.get("width")) for left, _, right, _ in boxes(root))
    assert texts(long)[pictures.SENTENCE_LINES].endswith("…")


def test_the_cloud_is_that_of_the_page_in_another_size() -> None:
    root = parsed(pictures.cloud_svg(WORDS, width=900, chosen=("疫苗",)))
    drawn = {"".join(each.itertext()): each for each in root.iter(f"{SVG}text")}
    places = {each.word: each for each in cloud.layout(WORDS)}
    assert drawn.keys() == places.keys()
    for word, place in places.items():
        assert float(drawn[word].get("font-size")) == pytest.approx(3 * place.size)
        x, y = map(float, re.findall(r"[\d.]+", drawn[word].get("transform", "")))
        assert abs(x - 3 * place.left) <= 3 * place.size / 2 and y > 3 * place.top
        assert (pictures.ACCENT in drawn[word].get("style", "")) == (word == "疫苗")
    characters = {ord(character) for word, _ in WORDS for character in word}
    assert characters <= set(font(pictures.cloud_svg(WORDS, width=900)).getBestCmap())


def test_the_cloud_stands_in_a_frame() -> None:
    svg = picture(pictures.cloud_svg(WORDS, width=600, font=False))
    assert {word for word, _ in WORDS} <= set(texts(parsed(svg)))
    assert svg.count("@font-face") == 1
    assert set(map(ord, "人类命运共同体R&D<b>")) <= set(font(svg).getBestCmap())


def test_the_cloud_for_word_is_a_png_of_that_width() -> None:
    image = Image.open(io.BytesIO(pictures.cloud_png(WORDS, 900, chosen=("疫苗",))))
    assert (image.format, image.size) == ("PNG", (900, 600))
    colours = {colour for _, colour in image.convert("RGB").getcolors(100_000) or []}
    assert (255, 255, 255) in colours and len(colours) > 3


def test_an_empty_cloud_is_nothing() -> None:
    assert pictures.cloud_svg((), width=900) == "" and pictures.cloud_png((), 900) == b""


LINES = [
    Line("面对世纪疫情，中俄两国肩并肩站在一起，" * 4, "合作", "，携手抵御新冠病毒。" * 9, "第25行"),
    Line("", "人类命运共同体", "", "第27行"),
    Line("Belt and Road", "合作", "RCEP早日生效", "2021-03-07 第117行"),
] * 9


def test_keywords_stand_below_each_other_and_nothing_overlaps() -> None:
    body = pictures.concordance_lines(LINES, total=100, width=900, language="en")
    root = parsed(picture(body.svg, width=body.width, height=body.height))
    group = root.find(f"{SVG}g")
    assert group is not None and not overlapping(group)
    bold = [each for each in group.iter(f"{SVG}text") if each.get("stroke")]
    assert len(bold) == pictures.LINES and len({each.get("x") for each in bold}) == 1
    assert all(left >= 0 and right <= 900.01 for left, _, right, _ in boxes(group))
    assert "80" in texts(group)[-1]


def test_quotations_have_their_citation_and_say_how_many_more_there_are() -> None:
    text = "王毅说，今年是《中俄睦邻友好合作条约》签署20周年。" * 6
    body = pictures.quotations(
        [Quotation(text, f"王毅. 答记者问[N]: 第{n}段.") for n in range(9)],
        total=40,
        width=700,
        language="en",
    )
    root = parsed(picture(body.svg, width=body.width, height=body.height))
    group = root.find(f"{SVG}g")
    assert group is not None and not overlapping(group)
    said = texts(group)
    cited = [each for each in said if each.startswith("王毅. ")]
    assert 1 <= len(cited) < 9 and str(40 - len(cited)) in said[-1]
    assert len(said) <= pictures.LINES + len(cited) + 1

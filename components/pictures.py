"""Pictures that leave the page: SVG that needs nothing else, in one frame, with the font that it is set in.

A picture is a frame around a body: a title, what is selected, the source and the day. The body is SVG that
is made here (a cloud, lines of text), or a slot that the browser fills with a chart. Whatever is text is
measured in the font that is embedded, so that it stands where it was put on any machine.

Nothing of this is needed to draw the page: fontTools is imported when a picture is asked for.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from math import ceil
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from PIL import ImageFont
from wordcloud import WordCloud

from components import cloud
from components.cloud import FONT
from components.language import speak

FAMILY = "Shuangbian Sans SC"
"""The page's font, as .streamlit/config.toml names it."""

GROUND, INK, QUIET, ACCENT = "#ffffff", "#1d2126", "#6a6f76", "#2f5bb7"
"""The colours of the page's light theme: ground, text, what is said beside it, what is chosen."""

LINES = 20
"""Lines, or paragraphs, that a picture of text has at most."""

FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no XML file may have."""

SLOT = "<!-- body -->"
"""What the browser puts a chart in the place of."""

SENTENCE_LINES, NOTE_LINES = 4, 6
"""Lines that the sentence, whose all ``<desc>`` has, and a note take at most."""

LANG = {"zh": "zh-Hans", "en": "en"}
"""What ``lang`` says of a file in each language."""

FONTS = f"'{FAMILY}', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
"""The fonts of a picture, its own first."""

_MARGIN = 24
_TITLE, _TEXT, _SMALL = 22, 14, 13  # sizes, in px
_MARK = 13  # px, of a mark on a tile
_LEADING = 1.5  # from line to line, in sizes
_ASCENT = 0.88  # of the font's line above its baseline, in sizes

_CLOSING = frozenset("、。，．·：；？！…—～”’）》〉】〕〗」』］｝％‰,.:;?!)]}%")
"""Marks that no line begins with."""

_OPENING = frozenset("“‘（《〈【〔〖「『［｛([{")
"""Marks that no line ends with."""

# what stays together: a run of Latin letters and digits, else each character
_PIECES = re.compile(r"\s+|[^\s\u2e80-\uffef“”‘’…—·]+|.", re.DOTALL)


class Body(NamedTuple):
    """The inside of a picture: an SVG fragment, and its size in px."""

    svg: str
    width: float
    height: float


class Line(NamedTuple):
    """A line of a concordance: what stands before the keyword, the keyword, what follows, and where it is."""

    left: str
    keyword: str
    right: str
    where: str


class Bar(NamedTuple):
    """A bar of a list: its name, its number as it is written, how long it is, its colour, and whether it
    stands out."""

    name: str
    number: str
    value: float
    colour: str = ""
    chosen: bool = False


class Tile(NamedTuple):
    """A tile of a strip: its colour, "" for none, how much of it is seen (0 to 1), how high it is, and the
    mark that tells what its colour tells."""

    colour: str
    seen: float
    height: float
    mark: str = ""


class Quotation(NamedTuple):
    """A paragraph as it is quoted: its text, and its citation."""

    text: str
    citation: str


def framed(
    body: str,
    *,
    width: float,
    height: float,
    title: str,
    sentence: str,
    source: str,
    made: str,
    notes: Sequence[str] = (),
    characters: str = "",
    language: str = "zh",
) -> Body:
    """A picture as the text of an SVG file, and its size: ``body``, of so many px, with all that says what it
    shows.

    ``body`` is an SVG fragment of elements without a prefix; "" leaves SLOT for the browser, which will put
    ``characters`` there: the font that is embedded has these and those of the picture. Below stand the
    ``notes``, the ``source`` and when it was ``made``. Every text is taken as text. Raises ValueError where
    ``body`` is not well-formed.
    """
    inside = _parsed(body)
    x, inner = _MARGIN, max(width, 240)
    head = [(_TITLE, INK, line) for line in _cut(wrapped(title, _TITLE, inner), 2, _TITLE, inner)]
    head += [
        (_TEXT, QUIET, line) for line in _cut(wrapped(sentence, _TEXT, inner), SENTENCE_LINES, _TEXT, inner)
    ]
    foot = [
        (_SMALL, QUIET, line)
        for text in (*notes, source, made)
        for line in _cut(wrapped(text, _SMALL, inner), NOTE_LINES, _SMALL, inner)
    ]
    above, top = _stacked(head, x, _MARGIN)
    top += 12
    below, bottom = _stacked(foot, x, top + height + 12)
    total_width, total_height = ceil(inner + 2 * _MARGIN), ceil(bottom + _MARGIN)
    said = "".join((title, sentence, source, made, *notes, "…", characters, *inside.itertext()))
    svg = "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{total_width:g}" height="{total_height:g}"'
            f' viewBox="0 0 {total_width:g} {total_height:g}" role="img"'
            f' lang="{LANG[language]}" aria-labelledby="title desc">',
            f'<title id="title">{_text(title)}</title>',
            f'<desc id="desc">{_text(sentence)} {_text(source)}</desc>',
            f"<style>{font_face(said)} text{{{_STYLE}}}</style>",
            f'<rect width="100%" height="100%" fill="{GROUND}"/>',
            above,
            f'<g id="body" transform="translate({x:g} {top:g})">{_inner(inside) if body else SLOT}</g>',
            below,
            "</svg>",
        )
    )
    return Body(svg, total_width, total_height)


# the advances that were measured are those that are drawn
_STYLE = f"font-family:{FONTS};font-kerning:none;text-spacing-trim:space-all;white-space:pre"


def _parsed(body: str) -> etree._Element:
    """A fragment as an element. Raises ValueError where it is not well-formed."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>', parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"The inside of a picture is no SVG: {error}") from error


def _inner(element: etree._Element) -> str:
    """What stands in an element, as text of the SVG around it."""
    parts = [escape(element.text or "")]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts).replace(' xmlns="http://www.w3.org/2000/svg"', "")


# --- font


@lru_cache(8192)
def _advance(character: str) -> float:
    """How wide a character is, in sizes."""
    return float(_measuring().getlength(character)) / 1000


@cache
def _measuring() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), 1000, layout_engine=ImageFont.Layout.BASIC)


def measured(text: str, size: float) -> float:
    """How wide ``text`` is in the page's font of ``size`` px, in px."""
    return size * sum(map(_advance, text))


def woff(characters: Iterable[str]) -> bytes:
    """The page's font with just these characters, those that it has, as a WOFF file."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        hinting=False, desubroutinize=True, layout_features=["halt"], notdef_outline=True
    )
    with TTFont(FONT, lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted({" ", *characters})))
        subsetter.subset(font)
        font.flavor = "woff"
        file = io.BytesIO()
        font.save(file)
    return file.getvalue()


def font_face(characters: Iterable[str]) -> str:
    """The CSS rule that embeds the page's font with just these characters."""
    data = b64encode(woff(characters)).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:400;font-style:normal;"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


# --- text


def wrapped(text: str, size: float, width: float) -> list[str]:
    """``text`` in lines no wider than ``width`` px. Chinese breaks between any two characters, but no line
    begins with a closing mark or ends with an opening one; a word that is too long for a line is cut."""
    lines, line, used = [], "", 0.0
    for unit in _units(" ".join(text.split())):
        wide = measured(unit, size)
        if line and used + wide > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            unit = unit.lstrip()
            wide = measured(unit, size)
        while wide > width and len(unit) > 1:
            first = _fitting(unit, size, width) or unit[0]
            while len(first) > 1 and unit[len(first)] in _CLOSING:
                first = first[:-1]
            lines.append(first)
            unit = unit[len(first) :]
            wide = measured(unit, size)
        line, used = line + unit, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _units(text: str) -> Iterator[str]:
    """The pieces of a text that no line is broken in."""
    unit, opens = "", False
    for piece in _PIECES.findall(text):
        if unit and not opens and piece[0] not in _CLOSING:
            yield unit
            unit = ""
        unit += piece
        opens = piece[-1] in _OPENING
    if unit:
        yield unit


def _fitting(text: str, size: float, width: float) -> str:
    """As much of the beginning of a text as is no wider than ``width``."""
    used = 0.0
    for place, character in enumerate(text):
        used += size * _advance(character)
        if used > width:
            return text[:place]
    return text


def _ending(text: str, size: float, width: float) -> str:
    """As much of the end of a text as is no wider than ``width``."""
    return _fitting(text[::-1], size, width)[::-1]


def _cut(lines: list[str], most: int, size: float, width: float) -> list[str]:
    """The first ``most`` of some lines; the last ends with … where there were more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _fitting(lines[most - 1], size, width - size) + "…"]


def _text(value: str) -> str:
    """A text as SVG shows it, character by character."""
    return escape(FORBIDDEN.sub("□", value))


def _drawn(
    x: float, y: float, size: float, text: str, *, fill: str = INK, anchor: str = "", strong: bool = False
) -> str:
    """A line of text whose box begins at ``y``; a ``strong`` one is bold by its outline, as the font is one
    weight."""
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' stroke="{fill}" stroke-width="{size * 0.035:.2f}"' if strong else ""
    return (
        f'<text x="{x:g}" y="{y + _ASCENT * size + size * (_LEADING - 1) / 2:.2f}" font-size="{size:g}"'
        f" fill={quoteattr(fill)}{more}>{_text(text)}</text>"
    )


def _stacked(lines: Iterable[tuple[float, str, str]], x: float, top: float) -> tuple[str, float]:
    """Lines of (size, colour, text) below each other, titles bold, and where the next would begin."""
    parts = []
    for size, fill, text in lines:
        parts.append(_drawn(x, top, size, text, fill=fill, strong=size == _TITLE))
        top += size * _LEADING
    return "".join(parts), top


# --- the cloud, by wordcloud's own renderer


def _cloud(
    words: tuple[tuple[str, float], ...],
    width: int,
    chosen: Collection[str],
    excluded: Collection[str],
    inks: tuple[str, str, str],
) -> WordCloud | None:
    ink, accent, quiet = inks
    found = cloud.arranged(words)
    if found is None:
        return None
    found.scale = width / cloud.WIDTH
    found.background_color = None
    found.recolor(
        color_func=lambda word, **_: accent if word in chosen else quiet if word in excluded else ink
    )
    return found


def cloud_svg(
    words: tuple[tuple[str, float], ...],
    *,
    width: int,
    chosen: Collection[str] = (),
    excluded: Collection[str] = (),
    font: bool = True,
    inks: tuple[str, str, str] = (INK, ACCENT, QUIET),
) -> str:
    """The cloud of ``words``, as ``cloud.layout`` has it, in an SVG of ``width`` px; "" where there is none.

    ``inks`` are the colours of words, of those that are chosen, and of those that are excluded. Without its
    ``font`` it is to stand in a picture, or a page, that has it.
    """
    found = _cloud(words, width, chosen, excluded, inks)
    if found is None:
        return ""
    svg = _parsed(found.to_svg(embed_font=font))[0]
    svg.set("viewBox", f"0 0 {svg.get('width')} {svg.get('height')}")
    if not font:
        for style in svg.findall("{*}style"):
            svg.remove(style)
    return str(etree.tostring(svg, encoding="unicode"))


def cloud_png(
    words: tuple[tuple[str, float], ...],
    width: int,
    *,
    chosen: Collection[str] = (),
    excluded: Collection[str] = (),
) -> bytes:
    """The same cloud as a PNG of ``width`` px, on white; b"" where there is none."""
    found = _cloud(words, width, chosen, excluded, (INK, ACCENT, QUIET))
    if found is None:
        return b""
    found.background_color = GROUND
    file = io.BytesIO()
    # three inks and their edges: a palette halves the file
    found.to_image().quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def ranked_cloud(
    words: tuple[tuple[str, float], ...],
    ranked: Sequence[Bar],
    *,
    column: str,
    width: float,
    chosen: Collection[str] = (),
    excluded: Collection[str] = (),
) -> Body:
    """The cloud of ``words``, and beside it the ``ranked`` ones as bars, whose numbers ``column`` names."""
    wide = round(0.7 * width)
    left = cloud_svg(words, width=wide, chosen=chosen, excluded=excluded, font=False)
    right = bars(ranked, column=column, width=width - wide - 40)
    return Body(
        f'{left}<g transform="translate({wide + 40:g} 0)">{right.svg}</g>',
        width,
        max(wide * cloud.HEIGHT / cloud.WIDTH, right.height),
    )


# --- lists


def bars(ranked: Sequence[Bar], *, column: str, width: float) -> Body:
    """A list of bars, whose numbers ``column`` names: those that stand out bold, where there are any, and the
    others quiet."""
    names = max((measured(each.name, _TEXT) for each in ranked), default=0.0)
    numbers = max((measured(each.number, _TEXT) for each in ranked), default=0.0)
    names, gap = min(names, 0.5 * width), 12
    room = max(width - names - numbers - 2 * gap, 1)
    most = max((each.value for each in ranked), default=0) or 1
    some = any(each.chosen for each in ranked)
    parts = [_drawn(width, 0, _SMALL, column, fill=QUIET, anchor="end")]
    top, step = _SMALL * _LEADING + 2, _TEXT * 1.65
    for each in ranked:
        quiet = some and not each.chosen
        name = _fitting(each.name, _TEXT, names)
        fill = QUIET if quiet else INK
        parts += [
            _drawn(0, top, _TEXT, name, fill=fill, strong=each.chosen),
            f'<rect x="{names + gap:.1f}" y="{top + 6:.1f}" width="{room * each.value / most:.1f}" height="9"'
            f' fill={quoteattr(each.colour or INK)} opacity="{0.25 if quiet else 0.6}"/>',
            _drawn(width, top, _TEXT, each.number, fill=fill, anchor="end", strong=each.chosen),
        ]
        top += step
    return Body("".join(parts), width, top)


def strip(
    tiles: Sequence[Tile], legend: Sequence[tuple[str, Bar]], *, ends: tuple[str, str], width: float
) -> Body:
    """A document as a row of ``tiles``, from the first of its ``ends`` to the last, and below what their
    colours and marks stand for. Narrow tiles have no room for a mark."""
    wide = width / max(len(tiles), 1)
    gap = 1 if wide > 3 else 0
    high = 64
    parts = []
    for number, each in enumerate(tiles):
        parts.append(
            f'<rect x="{number * wide:.2f}" y="{high * (1 - each.height):.1f}" width="{wide - gap:.2f}"'
            f' height="{high * each.height:.1f}" fill={quoteattr(each.colour or QUIET)}'
            f' opacity="{each.seen:.2f}"/>'
        )
        if each.mark and wide - gap >= _MARK:
            middle = number * wide + (wide - gap) / 2
            parts.append(
                _drawn(middle, (high - _MARK * _LEADING) / 2, _MARK, each.mark, fill="#fff", anchor="middle")
            )
    top = high + 6.0
    parts += [
        _drawn(0, top, _SMALL, ends[0], fill=QUIET),
        _drawn(width, top, _SMALL, ends[1], fill=QUIET, anchor="end"),
    ]
    top += _SMALL * _LEADING + 12
    x, some = 0.0, any(each.chosen for _, each in legend)
    for mark, each in legend:
        text = f"{each.name} {each.number}"
        taken = 18 + measured(text, _TEXT)
        if x and x + taken > width:
            x, top = 0.0, top + _TEXT * 1.65
        parts += [
            _drawn(x, top, _TEXT, mark or "■", fill=each.colour),
            _drawn(
                x + 18,
                top,
                _TEXT,
                text,
                fill=QUIET if some and not each.chosen else INK,
                strong=each.chosen,
            ),
        ]
        x += taken + 24
    return Body("".join(parts), width, top + (_TEXT * 1.65 if legend else 0))


# --- views of text


def concordance_lines(lines: Sequence[Line], *, total: int, width: float, language: str) -> Body:
    """The first LINES of a concordance of ``total``: keywords below each other and bold, what stands before
    and after as far as there is room, and at the right where each is from."""
    shown = lines[:LINES]
    place = min(max((measured(line.where, _SMALL) for line in shown), default=0.0), 0.3 * width)
    middle = min(max((measured(line.keyword, _TEXT) for line in shown), default=0.0), 0.3 * width)
    gap = _TEXT * 0.6
    side = (width - place - 4 * gap - middle) / 2
    parts, top, step = [], 0.0, _TEXT * 1.8
    for line in shown:
        left, right = (_flat(each) for each in (line.left, line.right))
        parts.append(_drawn(side, top, _TEXT, _ending(left, _TEXT, side), anchor="end"))
        keyword = _fitting(_flat(line.keyword), _TEXT, middle)
        parts.append(_drawn(side + gap, top, _TEXT, keyword, fill=ACCENT, strong=True))
        after = side + gap + measured(keyword, _TEXT) + gap
        parts.append(_drawn(after, top, _TEXT, _fitting(right, _TEXT, 2 * side + middle + 2 * gap - after)))
        where = "".join(_cut(wrapped(line.where, _SMALL, place), 1, _SMALL, place))
        parts.append(_drawn(width - place, top + 1, _SMALL, where, fill=QUIET))
        top += step
    more, top = _more(total - len(shown), top, language)
    return Body("".join((*parts, more)), width, top)


def quotations(paragraphs: Sequence[Quotation], *, total: int, width: float, language: str) -> Body:
    """The first paragraphs of ``total`` as quotations, each with its citation: of LINES lines altogether,
    and at least one; a long one ends with …."""
    parts, top, left, shown = [], 0.0, LINES, 0
    for each in paragraphs:
        text = _cut(wrapped(each.text, _TEXT, width - 16), max(left, 3), _TEXT, width - 16)
        if shown and len(text) > left:
            break
        begin = top
        drawn, top = _stacked([(_TEXT, INK, line) for line in text], 16, top)
        cited = _cut(wrapped(each.citation, _SMALL, width - 16), 3, _SMALL, width - 16)
        citation, top = _stacked([(_SMALL, QUIET, line) for line in cited], 16, top + 2)
        bar = f'<rect x="0" y="{begin + 3:g}" width="3" height="{top - begin - 6:g}" fill="{ACCENT}"/>'
        parts += [bar, drawn, citation]
        top, left, shown = top + 14, left - len(text), shown + 1
    more, top = _more(total - shown, top, language)
    return Body("".join((*parts, more)), width, top)


def _flat(text: str) -> str:
    """A text on one line."""
    return re.sub(r"\s", " ", text)


def _more(n: int, top: float, language: str) -> tuple[str, float]:
    """How many more there are, where there are any, and where the next line would begin."""
    if n <= 0:
        return "", top
    _ = speak(language)[0]
    said = _("… and {n} more").format(n=f"{n:,}")
    return _stacked([(_SMALL, QUIET, said)], 0, top + 4)

"""What a paragraph is about by the text around it: the heading above, the paragraph before, the question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.counterparts import COUNTERPARTS
from corpus.evidence import STRENGTHS, Evidence
from corpus.paragraphs import Paragraph
from corpus.statements import BILATERAL, IS_QUESTION, OUR_SIDE, SEVERAL

UNTAGGED = ("furniture", "foreign")
"""Kinds of paragraphs that the context says nothing of."""

_ASKS_ON = re.compile(r"[^：]{0,20}追问")
IS_JOINT = re.compile(r"联合声明|联合公报|联合宣言|联合新闻公报|行动计划|合作规划")
"""Titles of documents that the parties make together."""
_CHINA_ALONE = re.compile(r"中国|我国")  # what names China and nobody else speaks of China
_BEGINNING = 6  # characters
_UNSAID = 0.8  # part of the strength that is left where the text itself names nobody
_IS_PROSE = re.compile(r"[，。！？]")  # a line of a menu or a list of names says nothing of its heading


@dataclass
class Section:
    """What a heading is about, and ``said`` what it says itself; ``left`` says that the text under it has
    gone over to another subject."""

    about: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    place: str = ""
    left: bool = False
    joint: bool = False  # a title of a joint statement, all of whose points are the parties'


@dataclass(frozen=True)
class Before:
    """What the paragraph before is about, where it stands, and whether it asks or answers a question."""

    about: tuple[str, ...] = ()
    section: str = ""
    place: str = ""
    asked: bool = False
    answers: bool = False


@dataclass(frozen=True)
class Under:
    """A code that a heading names, and the place of a paragraph under it that is about the code."""

    code: str
    place: str


def headed(
    paragraphs: Sequence[Paragraph],
    about: Sequence[Sequence[str]],
    mentions: Sequence[Sequence[str]],
) -> Mapping[str, Sequence[Under]]:
    """{place of a heading: codes that it only names, but that most tagged paragraphs under it are about}.

    The first heading of a document is its title, under which all paragraphs stand.
    """
    under: defaultdict[str, list[tuple[str, Sequence[str]]]] = defaultdict(list)
    title = paragraphs[0].place if paragraphs and paragraphs[0].kind == "heading" else ""
    for paragraph, own, named in zip(paragraphs, about, mentions, strict=True):
        if paragraph.kind == "body" and (own or named):
            for place in {paragraph.section_place, title}:
                under[place].append((paragraph.place, own))
    found: dict[str, list[Under]] = {}
    for paragraph, own, named in zip(paragraphs, about, mentions, strict=True):
        if paragraph.kind == "heading":
            place = paragraph.place
            for code in named:
                places = [below for below, codes in under[place] if code in codes]
                if code not in own and 2 * len(places) > len(under[place]):
                    found.setdefault(place, []).append(Under(code, places[0]))
    return found


def from_below(mentions: Sequence[Evidence], codes: Sequence[Under]) -> Iterator[Evidence]:
    """``about`` of a heading by the text under it."""
    strength = STRENGTHS["about", "headed"]
    for each in codes:
        cue = next(cue for cue in mentions if cue.counterpart == each.code)
        yield cue._replace(tag="about", rule="headed", origin=each.place, strength=strength)


def from_above(
    paragraph: Paragraph,
    text: str,
    section: Section,
    title: Section,
    before: Before,
    mentions: Sequence[Evidence],
) -> Iterator[Evidence]:
    """``about`` by the heading above, by the title, or by the paragraph before."""
    if paragraph.kind in UNTAGGED or not (section.about or before.about or title.about):
        return
    bilateral = BILATERAL.search(text) or _several(text, section.about or before.about)
    if before.answers and IS_QUESTION.match(text) and not _ASKS_ON.match(text):
        before = Before()  # another journalist, another subject
    if mentions:
        yield from _named(text, section, before, mentions, bilateral is not None)
        if not (bilateral and bilateral.start() < _BEGINNING):
            return  # 双方还就地区形势交换意见 goes on from before, whoever is named after it
    span, part = bilateral.span() if bilateral else (0, 0), _UNSAID
    if bilateral and section.about and not section.left:
        rule, about, origin = "section", _of_two(section.about, bilateral[0]), section.place
    elif bilateral and len(title.about) == 1 and (bilateral.start() < _BEGINNING or not before.about):
        rule, about, origin = "section", title.about, title.place
    elif bilateral:
        rule, about, origin = "carried", _of_two(before.about, bilateral[0]), before.place
    elif before.asked and before.about and not IS_QUESTION.match(text):
        rule, about, origin, part = "answer", before.about, before.place, 1.0
    elif (
        paragraph.kind == "body"
        and not section.left
        and _IS_PROSE.search(text)
        and not _CHINA_ALONE.search(text)
        # under a title only right after a paragraph that is about the same
        and (section.place != title.place or before.about == section.about)
    ):
        rule, about, origin = "section", section.said, section.place
    elif title.joint and paragraph.kind in ("heading", "body") and not mentions and len(text) > 3:
        rule, about, origin = "section", title.about, title.place
    else:
        return
    strength = round(STRENGTHS["about", rule] * part, 2)
    if not {each.counterpart for each in mentions}.isdisjoint(about):
        return
    for code in about:
        yield Evidence(code, "about", rule, *span, text[slice(*span)], origin, strength)


def _several(text: str, about: Sequence[str]) -> re.Match[str] | None:
    """三国, 六国 where it counts those whom the context is about, with or without China, or a region's."""
    several = SEVERAL.search(text)
    if not several or not about:
        return None
    number = "三四五六七八九十".index(several["number"]) + 3
    counted = len(about) in (number, number - 1) or all(COUNTERPARTS[code].regional for code in about)
    return several if counted else None


def _named(
    text: str, section: Section, before: Before, mentions: Sequence[Evidence], bilateral: bool
) -> Iterator[Evidence]:
    """``about`` of those whom the text names, and of whom the context says the rest."""
    named = {evidence.counterpart: evidence for evidence in reversed(mentions)}
    answers = before.asked and IS_QUESTION.match(text) is None
    with_china = bilateral or answers or OUR_SIDE.search(text) is not None
    for rule, about, origin in (
        ("section", section.about if with_china else section.said, section.place),
        ("carried", before.about if with_china else (), before.place),
    ):
        for code in about:
            if cue := named.get(code):
                yield Evidence(
                    code, "about", rule, cue.start, cue.end, cue.text, origin, STRENGTHS["about", rule]
                )


def _of_two(about: Sequence[str], said: str) -> Sequence[str]:
    """Of several counterparts those that a word for two can mean: 两国 is no region, and one country."""
    countries = [code for code in about if not COUNTERPARTS[code].regional]
    return (countries or about)[:1] if said in ("两国", "对方") and len(about) > 1 else about

"""A paragraph in its document → the relationships that it is about and mentions, each with its evidence.

``mentions`` are counterparts that the paragraph names. ``about`` are counterparts whose relation with
China it speaks of: named as one with China (中俄), named in a sentence in which China or those who
represent it act, or spoken of under a heading or after a paragraph that says whom 两国 and 双方 mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.cleaning import Mended
from corpus.context import IS_JOINT, Before, Section, Under, from_above, from_below, headed
from corpus.evidence import Evidence, distinct, found_by, ranked
from corpus.names import FINDER, NameFinder
from corpus.paragraphs import Paragraph
from corpus.reading import read
from corpus.resolution import Resolved, resolve
from corpus.statements import FAIR, IS_QUESTION, asked_for, said


@dataclass(frozen=True)
class Tags:
    """Counterpart codes, strongest first, how strong each is (0 to 1), and the evidence for them."""

    about: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    about_strength: tuple[float, ...] = ()
    mentions_strength: tuple[float, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def tag_paragraph(text: str, finder: NameFinder = FINDER) -> Tags:
    """The tags of one paragraph that stands alone."""
    return tag_document([Paragraph(text, "body", (1,))], finder)[0]


def tag_document(
    paragraphs: Sequence[Paragraph], finder: NameFinder = FINDER, *, date: str = ""
) -> list[Tags]:
    """The tags of each paragraph, in the context of its document, in the same order.

    ``date`` (ISO 8601, "" where unknown) decides between namesakes by the years of their offices.
    """
    readings = [read("" if paragraph.kind == "foreign" else paragraph.text) for paragraph in paragraphs]
    texts = [reading.text for reading in readings]
    found = [finder.find(text) for text in texts]
    year = int(date[:4]) if date[:4].isdecimal() else 0
    resolved = resolve(texts, paragraphs, found, year=year, beside=finder.beside)
    tags = _in_order(paragraphs, readings, resolved, {})
    from_text = headed(paragraphs, [each.about for each in tags], [each.mentions for each in tags])
    return _in_order(paragraphs, readings, resolved, from_text) if from_text else tags


def _in_order(
    paragraphs: Sequence[Paragraph],
    readings: Sequence[Mended],
    resolved: Sequence[Sequence[Resolved]],
    from_text: Mapping[str, Sequence[Under]],
) -> list[Tags]:
    """The tags of each paragraph, each in the context of those before it."""
    tags: list[Tags] = []
    sections: dict[str, Section] = {"": Section()}
    before, title = Before(), Section()
    fair = any(FAIR.search(reading.text) for reading in readings[:_OPENING])
    for paragraph, reading, names in zip(paragraphs, readings, resolved, strict=True):
        place = paragraph.place
        if paragraph.kind == "heading" or before.section != paragraph.section_place:
            before = Before(section=paragraph.section_place)
        if paragraph.kind == "heading":
            below = from_text.get(place, ())
            result = _tags(paragraph, reading, names, Section(), title, before, below, fair=fair)
            only_named = {each.code for each in below}
            own = tuple(code for code in result.about if code not in only_named)
            sections[place] = Section(result.about, own, place)
            if not tags:
                title = sections[place]
                title.joint = IS_JOINT.search(reading.text) is not None
        else:
            section = sections.get(paragraph.section_place, sections[""])
            result = _tags(paragraph, reading, names, section, title, before, fair=fair)
            if paragraph.kind == "body":
                if result.about or result.mentions:
                    section.left = not set(section.about).intersection(result.about)
                asked = IS_QUESTION.match(reading.text) is not None
                answers = not asked and (before.asked or before.answers)
                # another subject takes over where a paragraph names others, or asks
                goes_on = not result.mentions and not asked
                before = Before(
                    result.about or (before.about if goes_on else ()),
                    paragraph.section_place,
                    place if result.about else before.place,
                    asked,
                    answers,
                )
        tags.append(result)
    return tags


def _tags(
    paragraph: Paragraph,
    reading: Mended,
    names: Sequence[Resolved],
    section: Section,
    title: Section,
    before: Before,
    below: Sequence[Under] = (),
    *,
    fair: bool,
) -> Tags:
    text = reading.text
    outlets = [name for name in names if name.rule == "outlet"]
    if outlets:
        names = [name for name in names if name.rule != "outlet"]
    mentions = [found_by("mentions", name.rule, name, text) for name in names if name.code]
    about = [
        *(
            said(text, names, {*section.about, *title.about}, fair=fair, joint=title.joint)
            if mentions
            else ()
        ),
        *from_above(paragraph, text, section, title, before, mentions),
        *from_below(mentions, below),
    ]
    if not about and (outlets or mentions):
        about += asked_for(text, outlets, names)
    if not about and not mentions:
        return _NONE
    about = distinct(about)
    strongest, named = ranked(about), ranked(mentions)
    evidence = (*about, *mentions)
    return Tags(
        tuple(strongest),
        tuple(named),
        tuple(strongest.values()),
        tuple(named.values()),
        tuple(_in_source(each, paragraph.text, reading) for each in evidence)
        if reading.text != paragraph.text
        else evidence,
    )


_OPENING = 4
"""Paragraphs in which a document says what it tells of."""

_NONE = Tags()


def _in_source(each: Evidence, text: str, reading: Mended) -> Evidence:
    """The evidence with its place and wording in the text as it stands."""
    start, end = reading.span(each.start, each.end)
    return each._replace(start=start, end=end, text=text[start:end])

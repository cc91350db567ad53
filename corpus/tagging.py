"""A paragraph in its document → the relationships that it is about and mentions, each with its evidence.

``mentions`` are counterparts that the paragraph names. ``about`` are counterparts whose relation with
China it speaks of: named as one with China (中俄), named in a sentence in which China or those who
represent it act, or spoken of under a heading or after a paragraph that says whom 两国 and 双方 mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from types import MappingProxyType

from corpus.counterparts import COUNTERPARTS
from corpus.names import FINDER, NameFinder
from corpus.paragraphs import Paragraph
from corpus.reading import Reading, read
from corpus.resolution import Resolved, resolve

RULES: Mapping[str, str] = MappingProxyType(
    {
        "name": "named in full or by its short name",
        "short-form": "named by one character with what it belongs to (美方, 俄军, 对日)",
        "compound": "named in a compound of relationships (中俄, 美欧)",
        "leader": "a leader or minister of it is named",
        "metonym": "its seat of government stands for it (白宫)",
        "institution": "an institution of it is named",
        "sentence": "named in one sentence with China or those who represent China",
        "paragraph": "the only one named, in one paragraph with China's side or with 两国",
        "taken-up": "one of as many as the sentence counts (三国), with China",
        "other-side": "named as the side that a delegation without a name deals with (同巴方)",
        "headed": "a heading that names it, with text under it that is about it",
        "asker": "the country of the journalist who asks about 两国 or about 我们",
        "answer": "answers a question that is about it",
        "section": "stands under a heading that is about it",
        "carried": "goes on from an earlier paragraph that is about it",
    }
)

STRENGTHS: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("mentions", "name"): 0.95,
        ("mentions", "compound"): 0.9,
        ("mentions", "leader"): 0.9,
        ("mentions", "institution"): 0.85,
        ("mentions", "metonym"): 0.85,
        ("mentions", "short-form"): 0.85,
        ("about", "compound"): 0.95,
        ("about", "sentence"): 0.8,
        ("about", "paragraph"): 0.6,
        ("about", "taken-up"): 0.6,
        ("about", "other-side"): 0.6,
        ("about", "headed"): 0.7,
        ("about", "asker"): 0.5,
        ("about", "answer"): 0.6,
        ("about", "section"): 0.7,
        ("about", "carried"): 0.6,
    }
)
"""How strong one piece of evidence is for a tag, by tag and rule, where nothing about it is doubtful."""

_UNSAID = 0.8  # of that of a section's or an earlier paragraph's tag where nobody is named in the text itself
_STRONGEST = 0.99

_IMPORTANCE = {code: rank for rank, code in enumerate(COUNTERPARTS)}

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;”’」』）]*")
_BILATERAL = re.compile(r"两国|双方|(?<!国家)双边|对方|彼此|两党|两军|两大文明|邦交|建交")
_GOES_ON = re.compile(r"(?:他们|她们|其中|分别)[是有为]|其中|包括|[^，]{0,8}我们|[^，]{0,20}，我们")
_OUR_SIDE = re.compile(r"中方|我方|我们|中国政府")
_SEVERAL = re.compile(r"(?P<number>[三四五六七八九十])国")
_PEOPLES = re.compile(r"黑?奴|原住民|土著|殖民|移民|难民|古国|王朝")  # 非洲黑奴: no party to a dealing
# what two parties speak about (就乌克兰问题交换意见, 谈到乌克兰危机) is no party, nor is what is compared
_MATTER = re.compile(r"就[^，。；]{0,12}?(?:问题|冲突|危机|局势|形势|半岛)|(?:介绍|通报)了?[^，。；]{0,30}")
_IS_MATTER = re.compile(r"核?问题|危机|局势|形势|冲突|战事|战争|内战|和平进程")
# 越通社记者：, 记者问：, 记者追问：
_IS_QUESTION = re.compile(r"(?:[^。：]{0,24}记者(?:[^。：]{0,4}[问题])?|[^。：]{0,12}[提追]?问)：")
_OF_THE_ASKER = re.compile(r"我们|我国|首都|(?<![\w])(?:总统|总理|首相|国王|外长)(?!府)")
_COMPARED = re.compile(
    r"(?:[^对]比|接近|低于|高于|超过|超越|相当于|不及|不如|次于|优于|落后于|领先于|媲美|好于|多于|少于|大于|小于|赶上|赶超)"
    r"了?(?:现在|目前|去年|今年)?的?$"
)
# the standings of a match are no dealings between countries
_CONTEST = re.compile(
    r"决赛|小组赛|夺冠|[金银铜奖]牌|世界杯|锦标赛|联赛|亚军|季军|战胜|击败|[球女男]单|[女男]双|积分榜|名将"
)
_DEALT_WITH = re.compile(r"(?:同|与|和|向|对)$")
_AND = re.compile(r"[和与、及或]")
_IS_PROSE = re.compile(r"[，。！？]")  # a line of a menu or a list of names says nothing of its heading


@dataclass(frozen=True)
class Evidence:
    """Why a tag is there. ``text`` is the paragraph's text[start:end]; ``origin`` is the first source
    line of the heading or earlier paragraph that the tag came from, 0 where it is the text itself;
    ``strength`` is 0 to 1; ``ambiguous`` holds the candidates where nothing decided between them."""

    counterpart: str
    tag: str  # about | mentions
    rule: str  # a name of RULES
    start: int
    end: int
    text: str
    origin: int = 0
    strength: float = 1.0
    ambiguous: tuple[str, ...] = ()


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
    readings = [read(paragraph.text) for paragraph in paragraphs]
    texts = [reading.text for reading in readings]
    found = [finder.find(text) for text in texts]
    resolved = resolve(texts, paragraphs, found, int(date[:4] or 0) if date[:4].isdigit() else 0)
    tags = _in_order(paragraphs, readings, resolved, {})
    headed = _headed(paragraphs, tags)
    return _in_order(paragraphs, readings, resolved, headed) if headed else tags


def _in_order(
    paragraphs: Sequence[Paragraph],
    readings: Sequence[Reading],
    resolved: Sequence[Sequence[Resolved]],
    headed: Mapping[int, Sequence[_Origin]],
) -> list[Tags]:
    """The tags of each paragraph, each in the context of those before it."""
    tags: list[Tags] = []
    sections: dict[int, _Section] = {0: _Section()}
    previous = _Context()
    for paragraph, reading, names in zip(paragraphs, readings, resolved, strict=True):
        if paragraph.kind == "heading" or previous.section != paragraph.section_line:
            previous = _Context(section=paragraph.section_line)
        if paragraph.kind == "heading":
            line = paragraph.lines[0]
            result = _tags(paragraph, reading, names, _Section(), previous, headed.get(line, ()))
            only_named = {origin.code for origin in headed.get(line, ())}
            said = tuple(code for code in result.about if code not in only_named)
            sections[line] = _Section(result.about, said, line)
        else:
            section = sections.get(paragraph.section_line, sections[0])
            result = _tags(paragraph, reading, names, section, previous)
            if paragraph.kind == "body":
                if result.about or result.mentions:
                    section.left = not set(section.about).intersection(result.about)
                previous = _Context(
                    # another subject takes over where a paragraph names others
                    result.about or (() if result.mentions else previous.about),
                    paragraph.section_line,
                    paragraph.lines[0] if result.about else previous.line,
                    asked=_IS_QUESTION.match(reading.text) is not None,
                )
        tags.append(result)
    return tags


@dataclass(frozen=True)
class _Origin:
    """A paragraph that says of a code what a heading above it only names."""

    code: str
    line: int


def _headed(paragraphs: Sequence[Paragraph], tags: Sequence[Tags]) -> dict[int, list[_Origin]]:
    """{line of a heading: codes that it names and that most of the paragraphs under it are about}.

    The first heading of a document is its title, under which all paragraphs stand.
    """
    under: defaultdict[int, list[tuple[int, Tags]]] = defaultdict(list)
    title = paragraphs[0].lines[0] if paragraphs and paragraphs[0].kind == "heading" else 0
    for paragraph, result in zip(paragraphs, tags, strict=True):
        if paragraph.kind == "body":
            for line in {paragraph.section_line, title}:
                under[line].append((paragraph.lines[0], result))
    found: dict[int, list[_Origin]] = {}
    for paragraph, result in zip(paragraphs, tags, strict=True):
        if paragraph.kind == "heading":
            below = [each for each in under[paragraph.lines[0]] if each[1].mentions or each[1].about]
            for code in result.mentions:
                lines = [line for line, each in below if code in each.about]
                if code not in result.about and 2 * len(lines) > len(below):
                    found.setdefault(paragraph.lines[0], []).append(_Origin(code, lines[0]))
    return found


@dataclass
class _Section:
    """What a heading is about, and ``said`` what it says itself; ``left`` says that the text under it has
    gone over to another subject."""

    about: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    line: int = 0
    left: bool = False


@dataclass(frozen=True)
class _Context:
    """What the paragraph before is about, where it stands, and whether it asks a question."""

    about: tuple[str, ...] = ()
    section: int = 0
    line: int = 0
    asked: bool = False


def _tags(
    paragraph: Paragraph,
    reading: Reading,
    names: Sequence[Resolved],
    section: _Section,
    previous: _Context,
    headed: Sequence[_Origin] = (),
) -> Tags:
    text = reading.text
    outlets = [name for name in names if name.rule == "outlet"]
    if outlets:
        names = [name for name in names if name.rule != "outlet"]
    mentions = [_evidence("mentions", name.rule, name, text) for name in names if name.code]
    about = [
        *_said(text, names),
        *_in_context(paragraph, text, section, previous, mentions),
    ]
    for origin in headed:
        cue = next(each for each in mentions if each.counterpart == origin.code)
        about.append(
            replace(cue, tag="about", rule="headed", origin=origin.line, strength=STRENGTHS["about", "headed"])
        )
    if outlets and not mentions and not about:
        about += _asked_for(text, outlets)
    if not about and not mentions:
        return Tags()
    evidence = tuple(_in_source(each, paragraph.text, reading) for each in (*_distinct(about), *mentions))
    ranked_about, ranked_mentions = _ranked(_distinct(about)), _ranked(mentions)
    return Tags(
        tuple(ranked_about),
        tuple(ranked_mentions),
        tuple(ranked_about.values()),
        tuple(ranked_mentions.values()),
        evidence,
    )


def _evidence(tag: str, rule: str, name: Resolved, text: str) -> Evidence:
    return Evidence(
        name.code,
        tag,
        rule,
        name.start,
        name.end,
        text[name.start : name.end],
        strength=STRENGTHS[tag, rule] * name.certainty,
        ambiguous=name.ambiguous,
    )


def _in_source(each: Evidence, text: str, reading: Reading) -> Evidence:
    """The evidence with its place and wording in the text as it stands, its strength to two places."""
    start, end = reading.span(each.start, each.end)
    return replace(each, start=start, end=end, text=text[start:end], strength=round(each.strength, 2))


def _said(text: str, names: Sequence[Resolved]) -> Iterator[Evidence]:
    """``about`` that the text itself shows: one word, one sentence, or the paragraph, with China."""
    codes = dict.fromkeys(name.code for name in names if name.code)
    if not codes:
        return
    if all(name.code and not name.with_china for name in names):
        if len(codes) == 1:
            yield from _dealt_with(text, names)
        return
    china = False
    said: set[str] = set()
    waiting = list(reversed(names))
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        goes_on = china and _GOES_ON.match(text, start, end) is not None
        china = goes_on or any(not name.code or name.with_china for name in inside)
        if not china:
            continue
        for name in _parties(text, start, end, inside):
            said.add(name.code)
            yield _evidence("about", "compound" if name.with_china else "sentence", name, text)
        several = _SEVERAL.search(text, start, end)
        if several and len(codes) == "三四五六七八九十".index(several["number"]) + 3:
            for code in codes.keys() - said:  # 三国工程师和中国同事
                said.add(code)
                cue = Resolved(*several.span(), "", code, with_china=False)
                yield _evidence("about", "taken-up", cue, text)
    if len(codes) == 1 and not said:
        cue_match = _BILATERAL.search(text) or _OUR_SIDE.search(text)
        if cue_match:
            (code,) = codes
            yield _evidence(
                "about", "paragraph", Resolved(*cue_match.span(), "", code, with_china=False), text
            )


def _dealt_with(text: str, names: Sequence[Resolved]) -> Iterator[Evidence]:
    """The one side that a delegation without a name deals with: 同巴方磋商."""
    for name in names:
        side = name.rule == "short-form" and text.endswith("方", name.start, name.end)
        if side and _DEALT_WITH.search(text, 0, name.start):
            yield _evidence("about", "other-side", name, text)


def _parties(text: str, start: int, end: int, names: Sequence[Resolved]) -> Iterator[Resolved]:
    """The names in the sentence text[start:end] of which something is said in relation to China."""
    matters = [match.span() for match in _MATTER.finditer(text, start, end)]
    contest = _CONTEST.search(text, start, end) is not None
    compared = -1
    for name in names:
        if _COMPARED.search(text, start, name.start) or (
            name.start == compared + 1 and _AND.match(text, compared)
        ):
            compared = name.end
        aside = (
            contest
            or compared == name.end
            or _PEOPLES.match(text, name.end)
            or _IS_MATTER.match(text, name.end)
            or any(first < name.start < last for first, last in matters)
        )
        if name.code and (name.with_china or not aside):
            yield name


def _asked_for(text: str, outlets: Sequence[Resolved]) -> Iterator[Evidence]:
    """What a foreign journalist asks about as two countries, or as a first person: 越通社记者：两国关系."""
    if _IS_QUESTION.match(text) and (_BILATERAL.search(text) or _OF_THE_ASKER.search(text)):
        yield _evidence("about", "asker", outlets[0], text)


def _in_context(
    paragraph: Paragraph,
    text: str,
    section: _Section,
    previous: _Context,
    mentions: Sequence[Evidence],
) -> Iterator[Evidence]:
    """``about`` from the heading above, or from the paragraph before."""
    if paragraph.kind == "furniture" or not (section.about or previous.about):
        return
    named = {evidence.counterpart: evidence for evidence in reversed(mentions)}
    bilateral = _BILATERAL.search(text)
    with_china = bilateral or _OUR_SIDE.search(text)
    for rule, about, origin in (
        ("section", section.about if with_china else section.said, section.line),
        ("carried", previous.about if with_china else (), previous.line),
    ):
        for code in about:
            if code in named:
                cue = named[code]
                yield Evidence(
                    code, "about", rule, cue.start, cue.end, cue.text, origin, STRENGTHS["about", rule]
                )
    if named:
        return
    if bilateral:
        span, unsaid = bilateral.span(), _UNSAID
        rule, about, origin = (
            ("section", section.about, section.line)
            if section.about and not section.left
            else ("carried", previous.about, previous.line)
        )
        about = _of_two(about, bilateral[0])
    elif previous.asked and previous.about and not _IS_QUESTION.match(text):
        span, unsaid = (0, 0), 1.0
        rule, about, origin = "answer", previous.about, previous.line
    elif paragraph.kind == "body" and not section.left and _IS_PROSE.search(text):
        span, unsaid = (0, 0), _UNSAID
        rule, about, origin = "section", section.said, section.line
    else:
        return
    for code in about:
        strength = STRENGTHS["about", rule] * unsaid
        yield Evidence(code, "about", rule, *span, text[slice(*span)], origin, strength)


def _of_two(about: Sequence[str], said: str) -> Sequence[str]:
    """Of several counterparts those that a word for two can mean: 两国 is no region, and one country."""
    countries = [code for code in about if not COUNTERPARTS[code].regional]
    return (countries or about)[:1] if said in ("两国", "对方") and len(about) > 1 else about


def _distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The first of each kind of evidence: one line a counterpart, rule and wording."""
    kept: dict[tuple[str, str, str], Evidence] = {}
    for each in evidence:
        kept.setdefault((each.counterpart, each.rule, each.text), each)
    return list(kept.values())


def _ranked(evidence: Iterable[Evidence]) -> dict[str, float]:
    """{code: strength}, strongest first, then by importance in the genre.

    Pieces of evidence support each other: a tag fails only where all of them do (1 − ∏(1 − strength)).
    Those that rest on the same ambiguous form fail together, so that of them the strongest counts alone.
    """
    doubts: defaultdict[str, list[float]] = defaultdict(list)
    shared: dict[str, float] = {}
    for each in evidence:
        if each.ambiguous:
            shared[each.counterpart] = min(1 - each.strength, shared.get(each.counterpart, 1.0))
        else:
            doubts[each.counterpart].append(1 - each.strength)
    doubt = {code: prod(doubts[code]) * shared.get(code, 1.0) for code in {**doubts, **shared}}
    return {
        code: round(min(1 - doubt[code], _STRONGEST), 2)
        for code in sorted(doubt, key=lambda code: (doubt[code], _IMPORTANCE[code]))
    }

"""A paragraph in its document → the relationships that it is about and mentions, each with its evidence.

``mentions`` are counterparts that the paragraph names. ``about`` are counterparts whose relation with
China it speaks of: named as one with China (中俄), named in a sentence in which China or those who
represent it act, or spoken of under a heading or after a paragraph that says whom 两国 and 双方 mean.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from corpus.counterparts import COUNTERPARTS
from corpus.names import FINDER, TRANSLITERATED, Name, NameFinder
from corpus.paragraphs import Paragraph

RULES: Mapping[str, str] = MappingProxyType(
    {
        "name": "named in full or by its short name",
        "short-form": "named by one character with what it belongs to (美方, 俄军, 对日)",
        "compound": "named in a compound of relationships (中俄, 美欧)",
        "leader": "a leader or minister of it is named",
        "metonym": "its seat of government stands for it (白宫)",
        "institution": "an institution of it is named",
        "sentence": "named in one sentence with China or those who represent China",
        "section": "stands under a heading that is about it",
        "carried": "goes on from an earlier paragraph that is about it",
    }
)

# what each rule adds to the weight by which the codes of a paragraph are ordered
_WEIGHTS = {"compound": 3.0, "sentence": 2.0, "section": 1.5, "carried": 1.0}

_IMPORTANCE = {code: rank for rank, code in enumerate(COUNTERPARTS)}

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;”’」』）]*")
_BILATERAL = re.compile(r"两国|双方|(?<!国家)双边|对方|彼此|两党|两军|两大文明|邦交|建交")
_GOES_ON = re.compile(r"(?:他们|她们|其中|分别)[是有为]|其中|包括")
_PEOPLES = re.compile(r"黑?奴|原住民|土著|殖民|移民|难民|古国|王朝")  # 非洲黑奴: no party to a dealing
# what two parties speak about (就乌克兰问题交换意见) is no party
_MATTER = re.compile(r"就[^，。；]{0,12}?(?:问题|冲突|危机|局势|形势|半岛)")
_IS_PROSE = re.compile(r"[，。！？]")  # a line of a menu or a list of names says nothing of its heading
_ACTS = re.compile(
    r"(?:方面|当局|政府)?(?:认为|表示|宣布|声称|宣称|称|指责|试图|企图|必须|应当|应该|希望|同意|拒绝|对华|决定)"
)
_TITLE = (
    "国家元首|最高元首|大公储|国家主席|联邦总理|联邦总统|总统|总理|首相|国王|女王|大公|埃米尔|酋长|苏丹|天皇|主席|"
    "外交部长|外交大臣|外长|外相|国务卿|国防部长|防长|议长|众议长|参议长|大使|国务委员|总督|首席部长|总书记|委员长|王储|部长|大臣"
)
_INTRODUCTION = re.compile(rf"(?:[\w“”]{{0,10}}?)(?:{_TITLE})(?:兼[\w]{{2,5}}(?:{_TITLE}))?")


@dataclass(frozen=True)
class Evidence:
    """Why a tag is there. ``text`` is the paragraph's text[start:end]; ``origin`` is the first source
    line of the heading or earlier paragraph that the tag came from, 0 where it is the text itself."""

    counterpart: str
    tag: str  # about | mentions
    rule: str  # a name of RULES
    start: int
    end: int
    text: str
    origin: int = 0


@dataclass(frozen=True)
class Tags:
    """Counterpart codes, strongest first, with the evidence for each."""

    about: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def tag_paragraph(text: str, finder: NameFinder = FINDER) -> Tags:
    """The tags of one paragraph that stands alone."""
    return tag_document([Paragraph(text, "body", (1,))], finder)[0]


def tag_document(paragraphs: Sequence[Paragraph], finder: NameFinder = FINDER) -> list[Tags]:
    """The tags of each paragraph, in the context of its document, in the same order."""
    found = [finder.find(paragraph.text) for paragraph in paragraphs]
    found = _with_introduced_people(paragraphs, found)
    resolved = _resolved(paragraphs, found)
    tags: list[Tags] = []
    headings: dict[int, Tags] = {}
    previous = _Context()
    for paragraph, names in zip(paragraphs, resolved, strict=True):
        heading = headings.get(paragraph.section_line, Tags()) if paragraph.kind != "heading" else Tags()
        context = _Context(heading.about, paragraph.section_line)
        if paragraph.kind == "heading" or previous.section != paragraph.section_line:
            previous = _Context(section=paragraph.section_line)
        result = _tags(paragraph, names, context, previous)
        tags.append(result)
        if paragraph.kind == "heading":
            headings[paragraph.lines[0]] = result
        elif paragraph.kind == "body" and result.about:
            previous = _Context(result.about, paragraph.section_line, paragraph.lines[0])
        elif paragraph.kind == "body" and result.mentions:
            previous = _Context(section=paragraph.section_line)  # another subject has taken over
    return tags


@dataclass(frozen=True)
class _Context:
    """What an earlier text is about; ``line`` is where it stands (a heading's is its section)."""

    about: tuple[str, ...] = ()
    section: int = 0
    line: int = 0


@dataclass(frozen=True)
class _Resolved:
    """A name with the one counterpart that it stands for here; "" for China."""

    start: int
    end: int
    rule: str
    code: str
    with_china: bool


# -- who is meant --------------------------------------------------------------------------------


def _with_introduced_people(paragraphs: Sequence[Paragraph], found: Sequence[list[Name]]) -> list[list[Name]]:
    """Add the people whom the document itself introduces: 坦桑尼亚总统基奎特 makes 基奎特 name Tanzania.

    Where a transliterated name ends is known from its other occurrences in the document.
    """
    introduced: dict[str, tuple[str, ...]] = {}
    whole = "\n".join(paragraph.text for paragraph in paragraphs)
    for paragraph, names in zip(paragraphs, found, strict=True):
        for name, following in pairwise([*names, None]):
            if name is None or name.needs_support or name.rule not in ("name", "compound", "short-form"):
                continue
            title = _INTRODUCTION.match(paragraph.text, name.end)
            person = TRANSLITERATED.match(paragraph.text, title.end()) if title else None
            between = following is not None and person is not None and following.start < person.start()
            if person and not (between and following and following.codes != name.codes):
                full = person[0].strip("·")
                for form in dict.fromkeys((full, full.rsplit("·", 1)[-1])):
                    # a name goes as far as the document repeats it
                    lengths = (length for length in range(len(form), 1, -1) if whole.count(form[:length]) > 1)
                    if length := next(lengths, 0):
                        introduced.setdefault(form[:length], name.codes)
    if not introduced:
        return list(found)
    pattern = re.compile("|".join(sorted(map(re.escape, introduced), key=len, reverse=True)))
    result = []
    for paragraph, names in zip(paragraphs, found, strict=True):
        people = [
            Name(match.start(), match.end(), "leader", introduced[match[0]])
            for match in pattern.finditer(paragraph.text)
        ]
        # what the document says of a person goes before what the lexicon says of a namesake
        kept = [
            name
            for name in names
            if not any(_overlap(name, person) for person in people if name.rule in ("leader", "compound"))
        ]
        people = [person for person in people if not any(_overlap(name, person) for name in kept)]
        result.append(sorted([*kept, *people], key=lambda name: (name.start, name.end)))
    return result


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end


def _resolved(paragraphs: Sequence[Paragraph], found: Sequence[list[Name]]) -> list[list[_Resolved]]:
    """Each name with its one counterpart.

    An ambiguous form means the candidate that is named plainly nearest: in the paragraph, else in the
    section and the title, else in the document; and where the section's heading itself uses the form,
    what it means there. Where nothing decides, the first candidate is the usual one.
    """
    here = [_plain(names) for names in found]
    everywhere: Counter[str] = sum(here, Counter())
    title = here[0] if here else Counter()
    sections: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for paragraph, counts in zip(paragraphs, here, strict=True):
        sections[paragraph.section_line] += counts
    senses: dict[tuple[int, tuple[str, ...]], str] = {}  # of forms in headings, by section and candidates
    result = []
    for paragraph, names, own in zip(paragraphs, found, here, strict=True):
        section = sections[paragraph.section_line] + title
        resolved = []
        for name in names:
            if name.rule == "capital" and not _ACTS.match(paragraph.text, name.end):
                continue
            code = senses.get((paragraph.section_line, name.codes), "") or max(
                name.codes or ("",), key=lambda code: (own[code], section[code], everywhere[code])
            )
            if name.needs_support and not everywhere[code]:
                continue
            if paragraph.kind == "heading" and len(name.codes) > 1:
                senses[paragraph.section_line, name.codes] = code
            rule = "metonym" if name.rule == "capital" else name.rule
            resolved.append(_Resolved(name.start, name.end, rule, code, name.with_china))
        result.append(
            [each for each in resolved if each.rule != "compound" or _complete(each, names, resolved)]
        )
    return result


def _complete(compound: _Resolved, names: Sequence[Name], resolved: Sequence[_Resolved]) -> bool:
    """Whether every part of the compound was resolved: 纳利美 is none, though the document names 美国."""

    def parts(these: Sequence[Name] | Sequence[_Resolved]) -> int:
        return sum((each.start, each.end, each.rule) == key for each in these)

    key = (compound.start, compound.end, "compound")
    return compound.with_china or parts(resolved) == parts(names)


def _plain(names: Iterable[Name]) -> Counter[str]:
    """How often each counterpart is named by a form that is its alone."""
    return Counter(
        name.codes[0]
        for name in names
        if len(name.codes) == 1 and not name.needs_support and name.rule != "compound"
    )


# -- tags ----------------------------------------------------------------------------------------


def _tags(paragraph: Paragraph, names: Sequence[_Resolved], heading: _Context, previous: _Context) -> Tags:
    mentions = [
        Evidence(
            name.code, "mentions", name.rule, name.start, name.end, paragraph.text[name.start : name.end]
        )
        for name in names
        if name.code
    ]
    about = _distinct(
        [*_said(paragraph.text, names), *_in_context(paragraph, names, heading, previous, mentions)]
    )
    return Tags(_ranked(about), _ranked(mentions), (*about, *mentions))


def _said(text: str, names: Sequence[_Resolved]) -> Iterator[Evidence]:
    """``about`` that the text itself shows: one word, or one sentence, with China."""
    china = False
    waiting = list(reversed(names))
    for sentence in _SENTENCE.finditer(text):
        inside = []
        while waiting and waiting[-1].start < sentence.end():
            inside.append(waiting.pop())
        matters = list(_MATTER.finditer(text, sentence.start(), sentence.end()))
        goes_on = china and _GOES_ON.match(sentence[0]) is not None
        china = goes_on or any(not name.code or name.with_china for name in inside)
        for name in inside:
            aside = _PEOPLES.match(text, name.end) or any(
                matter.start() < name.start < matter.end() for matter in matters
            )
            if name.code and (name.with_china or (china and not aside)):
                rule = "compound" if name.with_china else "sentence"
                yield Evidence(name.code, "about", rule, name.start, name.end, text[name.start : name.end])


def _in_context(
    paragraph: Paragraph,
    names: Sequence[_Resolved],
    heading: _Context,
    previous: _Context,
    mentions: Sequence[Evidence],
) -> Iterator[Evidence]:
    """``about`` from the heading above, or from the paragraph before."""
    if paragraph.kind == "furniture":
        return
    named = {evidence.counterpart: evidence for evidence in reversed(mentions)}
    bilateral = _BILATERAL.search(paragraph.text)
    for rule, context, origin in (
        ("section", heading, heading.section),
        ("carried", previous, previous.line),
    ):
        for code in context.about:
            if code in named:
                cue = named[code]
                yield Evidence(code, "about", rule, cue.start, cue.end, cue.text, origin)
        goes_without_saying = (
            rule == "section" and paragraph.kind == "body" and _IS_PROSE.search(paragraph.text)
        )
        if not named and context.about and (bilateral or goes_without_saying):
            start, end = bilateral.span() if bilateral else (0, 0)
            for code in context.about:
                yield Evidence(code, "about", rule, start, end, paragraph.text[start:end], origin)
            return


def _distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The first of each kind of evidence: one line a counterpart, rule and wording."""
    kept: dict[tuple[str, str, str], Evidence] = {}
    for each in evidence:
        kept.setdefault((each.counterpart, each.rule, each.text), each)
    return list(kept.values())


def _ranked(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Codes by the weight of their evidence, then by importance in the genre."""
    weights: defaultdict[str, float] = defaultdict(float)
    for each in evidence:
        weights[each.counterpart] += _WEIGHTS.get(each.rule, 1.0)
    return tuple(sorted(weights, key=lambda code: (-weights[code], _IMPORTANCE[code])))

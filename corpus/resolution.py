"""Who is meant: each name of a document with the one counterpart that it stands for there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from corpus.counterparts import COUNTERPARTS
from corpus.names import TRANSLITERATED, Name
from corpus.paragraphs import Paragraph

DECIDED_BY: Mapping[str, float] = MappingProxyType(
    {"form": 1.0, "paragraph": 0.95, "section": 0.9, "document": 0.85, "office": 0.8, "usual": 0.45}
)
"""What decides between the candidates of a form, and how certain that is (0 to 1)."""

_SUPPORTED = 0.9
_WITH_CHINA_ONLY = 0.6
_NEAR = 20  # characters: a name this far away weighs half of one beside the form

_ACTS = re.compile(
    r"(?:方面|当局|政府)?(?:认为|表示|宣布|声称|宣称|称|指责|试图|企图|必须|应当|应该|希望|同意|拒绝|对华|决定)"
)
_TITLE = (
    "国家元首|最高元首|大公储|国家主席|联邦总理|联邦总统|总统|总理|首相|国王|女王|大公|埃米尔|酋长|苏丹|天皇|主席|"
    "外交部长|外交大臣|外长|外相|国务卿|国防部长|防长|议长|众议长|参议长|大使|国务委员|总督|首席部长|总书记|委员长|王储|部长|大臣"
)
_INTRODUCTION = re.compile(rf"(?:[\w“”]{{0,10}}?)(?:{_TITLE})(?:兼[\w]{{2,5}}(?:{_TITLE}))?")


@dataclass(frozen=True)
class Resolved:
    """A name with the one counterpart that it stands for here; "" for China.

    ``certainty`` is 0 to 1; ``ambiguous`` holds the candidates where nothing decided between them.
    """

    start: int
    end: int
    rule: str
    code: str
    with_china: bool
    certainty: float = 1.0
    ambiguous: tuple[str, ...] = ()


def resolve(
    texts: Sequence[str], paragraphs: Sequence[Paragraph], found: Sequence[list[Name]], year: int = 0
) -> list[list[Resolved]]:
    """The names of each text with their counterparts; names too weak to stand are left out.

    An ambiguous form means the candidate that is named plainly and most, the nearest weighing most, in the
    paragraph; else in the section and the title; else in the document; and where the section's heading itself
    uses the form, what it means there. A person means the candidate who held office in ``year``. Where nothing
    decides, the first candidate is the usual one.
    """
    found = _with_introduced_people(texts, found)
    return _Document(texts, paragraphs, found, year).resolved()


class _Document:
    """The names of a document, and how often each part of it names each counterpart plainly."""

    def __init__(
        self,
        texts: Sequence[str],
        paragraphs: Sequence[Paragraph],
        found: Sequence[list[Name]],
        year: int,
    ) -> None:
        self._texts, self._paragraphs, self._found, self._year = texts, paragraphs, found, year
        self._here = [_plain(names) for names in found]
        self._everywhere: Counter[str] = Counter()
        self._sections: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for paragraph, counts in zip(paragraphs, self._here, strict=True):
            if counts:
                self._everywhere.update(counts)
                self._sections[paragraph.section_line].update(counts)
        # what a heading uses an ambiguous form for, by section and candidates
        self._senses: dict[tuple[int, tuple[str, ...]], str] = {}

    def resolved(self) -> list[list[Resolved]]:
        return [self._paragraph(index) if names else [] for index, names in enumerate(self._found)]

    def _paragraph(self, index: int) -> list[Resolved]:
        text, names, paragraph = self._texts[index], self._found[index], self._paragraphs[index]
        china = any(not name.codes or name.with_china for name in names)
        resolved = []
        for name in names:
            if name.rule == "capital" and not _ACTS.match(text, name.end):
                continue
            code, by = ("", "form") if not name.codes else self._decide(name, index)
            certainty = DECIDED_BY[by]
            if name.needs:
                if self._everywhere[code]:
                    certainty *= _SUPPORTED
                elif name.needs == "china" and china:
                    certainty *= _WITH_CHINA_ONLY
                else:
                    continue
            if paragraph.kind == "heading" and len(name.codes) > 1:
                self._senses[paragraph.section_line, name.codes] = code
            rule = "metonym" if name.rule == "capital" else name.rule
            ambiguous = name.codes if by == "usual" else ()
            resolved.append(
                Resolved(name.start, name.end, rule, code, name.with_china, certainty, ambiguous)
            )
        return [each for each in resolved if each.rule != "compound" or _complete(each, names, resolved)]

    def _decide(self, name: Name, index: int) -> tuple[str, str]:
        """The counterpart that a name stands for, and a key of DECIDED_BY."""
        if len(name.codes) == 1:
            return name.codes[0], "form"
        section = self._paragraphs[index].section_line
        if sense := self._senses.get((section, name.codes)):
            return sense, "section"
        if not self._here[index].keys().isdisjoint(name.codes):
            near = _nearness(name, self._found[index])
            return max(name.codes, key=lambda code: near[code]), "paragraph"
        title = self._here[0]
        for counts, by in (
            (self._sections[section] + title, "section"),
            (self._everywhere, "document"),
        ):
            if not counts.keys().isdisjoint(name.codes):
                return max(name.codes, key=lambda code: counts[code]), by
        in_office = [code for code in name.codes if name.rule == "leader" and self._in_office(name, index, code)]
        return (in_office[0], "office") if len(in_office) == 1 else (name.codes[0], "usual")

    def _in_office(self, name: Name, index: int, code: str) -> bool:
        years = COUNTERPARTS[code].years.get(self._texts[index][name.start : name.end], ())
        return any(first <= self._year <= (last or self._year) for first, last in years)


def _nearness(name: Name, names: Iterable[Name]) -> defaultdict[str, float]:
    """How much and how near to ``name`` the paragraph names each counterpart plainly."""
    near: defaultdict[str, float] = defaultdict(float)
    for other in names:
        if _is_plain(other):
            distance = max(name.start - other.end, other.start - name.end, 0)
            near[other.codes[0]] += _NEAR / (_NEAR + distance)
    return near


def _is_plain(name: Name) -> bool:
    """Whether the form is one counterpart's alone, and needs nothing else."""
    return len(name.codes) == 1 and not name.needs and name.rule != "compound"


def _plain(names: Iterable[Name]) -> Counter[str]:
    """How often each counterpart is named plainly."""
    return Counter(name.codes[0] for name in names if _is_plain(name))


def _complete(compound: Resolved, names: Sequence[Name], resolved: Sequence[Resolved]) -> bool:
    """Whether every part of the compound was resolved: 纳利美 is none, though the document names 美国."""

    def parts(these: Sequence[Name] | Sequence[Resolved]) -> int:
        return sum((each.start, each.end, each.rule) == key for each in these)

    key = (compound.start, compound.end, "compound")
    return compound.with_china or parts(resolved) == parts(names)


def _with_introduced_people(texts: Sequence[str], found: Sequence[list[Name]]) -> list[list[Name]]:
    """Add the people whom the document itself introduces: 坦桑尼亚总统基奎特 makes 基奎特 name Tanzania.

    Where a transliterated name ends is known from its other occurrences in the document.
    """
    introduced: dict[str, tuple[str, ...]] = {}
    whole = "\n".join(texts)
    for text, names in zip(texts, found, strict=True):
        for name, following in pairwise([*names, None]):
            if name is None or name.needs or name.rule not in ("name", "compound", "short-form"):
                continue
            title = _INTRODUCTION.match(text, name.end)
            person = TRANSLITERATED.match(text, title.end()) if title else None
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
    for text, names in zip(texts, found, strict=True):
        people = [
            Name(match.start(), match.end(), "leader", introduced[match[0]])
            for match in pattern.finditer(text)
        ]
        # what the document says of a person goes before what the lexicon says of a namesake
        kept = [
            name
            for name in names
            if not any(_overlap(name, person) for person in people if name.rule != "name" and name.end - name.start <= person.end - person.start)
        ]
        people = [person for person in people if not any(_overlap(name, person) for name in kept)]
        result.append(sorted([*kept, *people], key=lambda name: (name.start, name.end)))
    return result


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end

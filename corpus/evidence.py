"""Evidence: why a tag is there and how strong that is; many pieces of it make the tags of a paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from corpus.counterparts import COUNTERPARTS
from corpus.resolution import Resolved

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

_STRONGEST = 0.99

_IMPORTANCE = {code: rank for rank, code in enumerate(COUNTERPARTS)}


class Evidence(NamedTuple):
    """Why a tag is there. ``text`` is the paragraph's text[start:end]; ``origin`` is the place of the heading
    or earlier paragraph that the tag came from, "" where it is the text itself; ``strength`` is 0 to 1;
    ``ambiguous`` holds the candidates where nothing decided between them."""

    counterpart: str
    tag: str  # about | mentions
    rule: str  # a name of RULES
    start: int
    end: int
    text: str
    origin: str = ""
    strength: float = 1.0
    ambiguous: tuple[str, ...] = ()


def found_by(tag: str, rule: str, name: Resolved, text: str) -> Evidence:
    """The evidence that a name in ``text`` is for a tag, by a rule."""
    code, start, end = name.code, name.start, name.end
    strength = round(STRENGTHS[tag, rule] * name.certainty, 2)
    return Evidence(code, tag, rule, start, end, text[start:end], "", strength, name.ambiguous)


def distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The first of each kind of evidence: one line a counterpart, rule and wording."""
    kept: dict[tuple[str, str, str], Evidence] = {}
    for each in evidence:
        kept.setdefault((each.counterpart, each.rule, each.text), each)
    return list(kept.values())


def ranked(evidence: Iterable[Evidence]) -> dict[str, float]:
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

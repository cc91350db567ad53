"""How strong tags are by their evidence."""

from itertools import pairwise

import pytest

from corpus.evidence import RULES, STRENGTHS, Evidence, distinct, ranked
from corpus.tagging import tag_paragraph


def piece(code: str, strength: float, ambiguous: tuple[str, ...] = ()) -> Evidence:
    return Evidence(code, "about", "sentence", 0, 0, "", 0, strength, ambiguous)


def test_pieces_of_evidence_support_each_other() -> None:
    assert ranked([piece("US", 0.5), piece("RU", 0.8), piece("US", 0.5)]) == {"RU": 0.8, "US": 0.75}


def test_ambiguous_pieces_fail_together() -> None:
    both = ("PK", "BR")
    assert ranked([piece("PK", 0.4, both), piece("PK", 0.3, both)]) == {"PK": 0.4}
    assert ranked([piece("PK", 0.4, both), piece("PK", 0.5)]) == {"PK": 0.7}


def test_no_tag_is_certain() -> None:
    assert ranked([piece("US", 0.95)] * 9) == {"US": 0.99}


def test_of_equal_pieces_one_is_kept() -> None:
    assert distinct([piece("US", 0.5), piece("US", 0.4), piece("RU", 0.5)]) == [
        piece("US", 0.5),
        piece("RU", 0.5),
    ]


def test_every_rule_has_a_strength_and_every_strength_a_rule() -> None:
    assert {rule for _, rule in STRENGTHS} == set(RULES)
    assert all(0 < strength < 1 for strength in STRENGTHS.values())


# each text is stronger evidence of a relation with France than the next
ORDER = [
    "中法关系很好，法国总统同中国企业家见面。",
    "中法关系很好。",
    "法国总统同中国企业家见面。",
    "法国发生地震。中方表示慰问。",
]


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(ORDER)))
def test_plainer_words_make_stronger_tags(stronger: str, weaker: str) -> None:
    assert tag_paragraph(stronger).about_strength > tag_paragraph(weaker).about_strength

"""Search by characters: what a term finds, where, and which patterns are refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import bar
from components.colours import TERM_PALETTE, term_colours
from components.language import LANGUAGES
from corpus import search
from corpus.selection import Selection
from corpus.statistics import vocabulary
from corpus.table import Corpus
from tests.rows import write_data

TEXT = "香港同胞说，粤港澳与香港的合作、中俄合作和中美合作都在推进。"
# cut so that no token is 香港 or 合作
TOKENS = [
    "香",
    "港同胞",
    "说",
    "粤港澳",
    "与香",
    "港的",
    "合",
    "作",
    "中俄合",
    "作和",
    "中美合作",
    "都在",
    "推进",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    rows = [
        {"text": TEXT, "tokens": TOKENS},
        {"text": "双方谈到绿色发展。", "tokens": ["双方", "谈到", "绿色", "发展"]},
        {"text": "C++ 与 c++，a.b 和 axb。", "tokens": ["C", "c"]},
    ]
    return Corpus(write_data(tmp_path / "data", rows))


FOUND = {
    "however it was cut": (Selection(terms=("香港",)), [1]),
    "any": (Selection(terms=("香港", "绿色")), [1, 2]),
    "all": (Selection(terms=("香港", "合作"), terms_match="all"), [1]),
    "all, one missing": (Selection(terms=("香港", "绿色"), terms_match="all"), []),
    "without": (Selection(without=("香港",)), [2, 3]),
    "without any of several": (Selection(without=("香港", "绿色")), [3]),
    "a pattern": (Selection(terms=("/中[俄美]合作/",)), [1]),
    "a pattern left out": (Selection(without=("/中[俄美]合作/",)), [2, 3]),
    "no pattern: each character is itself": (Selection(terms=("C++",)), [3]),
    "a dot is a dot": (Selection(terms=("a.b",)), [3]),
    "letters in either case": (Selection(terms=("/(?i)C\\+\\+/",)), [3]),
    "highlights filter nothing": (Selection(highlights=("香港",)), [1, 2, 3]),
    "a slash alone is no pattern": (Selection(terms=("//",)), []),
    "nowhere": (Selection(terms=("月球",)), []),
    "everywhere": (Selection(terms=("。",)), [1, 2, 3]),
}


@pytest.mark.parametrize("selection, expected", FOUND.values(), ids=FOUND)
def test_what_is_found(corpus: Corpus, selection: Selection, expected: list[int]) -> None:
    assert [row["position"] + 1 for row in corpus.page(selection)] == expected
    assert corpus.count(selection) == len(expected)


SPANS = {
    "plain": ("香港", [(0, 2), (10, 12)]),
    "pattern": ("/中[俄美]合作/", [(16, 20), (21, 25)]),
    "overlapping hits count once": ("/合作.*合作/", [(13, 25)]),
    "nowhere": ("月球", []),
}


@pytest.mark.parametrize("term, expected", SPANS.values(), ids=SPANS)
def test_where_it_is(term: str, expected: list[tuple[int, int]]) -> None:
    assert list(search.spans(TEXT, term)) == expected


@given(st.text(alphabet="中美俄合作ab。", max_size=40), st.text(alphabet="中美俄ab", min_size=1, max_size=3))
def test_spans_cut_out_the_term(text: str, term: str) -> None:
    plain, pattern = search.spans(text, term), search.spans(text, f"/{term}/")
    assert plain == pattern and len(plain) == text.count(term)
    assert all(text[start:end] == term for start, end in plain)


@given(st.text(max_size=30), st.text(min_size=1, max_size=6))
def test_a_plain_term_is_never_read_as_a_pattern(text: str, term: str) -> None:
    if not search.is_pattern(term) and not {"\x01", "\x02"} & set(text + term):
        assert len(search.spans(text, term)) == text.count(term)


REFUSED = {
    "a bracket": "/合作(/",
    "look-ahead": "/合(?=作)/",
    "a reference back": r"/(合)\1/",
    "too many repetitions": "/(合{1000}){1000}/",
    "what matches nothing": "/合*/",
    "a boundary": r"/\b/",
}


@pytest.mark.parametrize("term", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_that_cannot_be_used_is_a_sentence(corpus: Corpus, term: str, language: str) -> None:
    selection = Selection(terms=(term, "香港"), highlights=(term,), keyword=term)
    assert corpus.known(selection) == Selection(terms=("香港",))
    reasons = corpus.refusals(selection)
    assert set(reasons) == {term}
    (chip,) = bar.refused([("terms", term, reasons[term])], language)
    assert chip["value"] == term and term in chip["text"]
    assert "{" not in chip["text"].replace(term, "").replace(reasons[term], "")
    if language == "zh":
        assert not re.search("[a-z]{3}", chip["text"].replace(term, "")), "RE2's words are said in Chinese"


# each makes a backtracking engine run for longer than the universe has lasted
EXPLOSIVE = ("/(合+)+港/", "/(合|合合)+港/", "/(.*合){20}港/", "/^(([合作])+.)+([合作]([合作])+)+$/")


@pytest.mark.parametrize("term", EXPLOSIVE)
def test_no_pattern_explodes(tmp_path: Path, term: str) -> None:
    corpus = Corpus(write_data(tmp_path / "data", [{"text": "合" * 5000}]))
    assert corpus.refusals(Selection(terms=(term,))) == {}
    assert search.spans("合" * 5000, term) in ((), ((0, 5000),))


def test_a_slow_pattern_is_refused_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "各国代表谈到绿色发展与合作" * 4000
    corpus = Corpus(write_data(tmp_path / "data", [{"text": text} for _ in range(40)]))
    monkeypatch.setattr(search, "SECONDS", 0.001)
    slow = "/(绿.{0,300}合.{0,300}作){1,3}港/"
    selection = Selection(terms=(slow,), view="trends")
    assert corpus.refusals(selection) == {slow: search.TOO_SLOW}, "and tried once more"
    assert corpus.refusals(selection) == {slow: search.TOO_SLOW}
    assert corpus.known(selection) == Selection(view="trends")
    assert slow in bar.refused([("terms", slow, search.TOO_SLOW)], "zh")[0]["text"]


def test_relevance_counts_hits(corpus: Corpus) -> None:
    first, *_ = corpus.page(Selection(terms=("香港", "谈到"), order="relevance"))
    assert "绿色" in first["text"]  # one hit in nine characters against two in thirty


def test_vocabulary(corpus: Corpus) -> None:
    assert "绿色" in vocabulary(corpus, limit=50) and len(vocabulary(corpus, limit=2)) == 2


def test_a_term_keeps_its_colour() -> None:
    every = term_colours(Selection(words=("合作",), terms=("香港", "/绿./"), highlights=("疫苗",)))
    assert set(every) == {"合作", "香港", "/绿./", "疫苗"} and len(set(every.values())) == 4
    for term, hue in every.items():
        alone = term_colours(Selection(highlights=(term,)))[term]
        assert hue in TERM_PALETTE and (hue == alone or alone in every.values())


def test_more_terms_than_colours() -> None:
    terms = tuple(f"词{number}" for number in range(3 * len(TERM_PALETTE)))
    assert set(term_colours(Selection(terms=terms)).values()) == set(TERM_PALETTE)


@pytest.mark.parametrize("name", search.FIELDS)
def test_a_term_is_in_one_list(name: str) -> None:
    full = {other: ("香港",) for other in search.FIELDS if other != name}
    assert replace(Selection(), **{next(iter(full)): ("香港",)}).toggle(name, "香港") == replace(
        Selection(), **{name: ("香港",)}
    )
    assert Selection.from_params({"q": ["香港"], "qnot": ["香港"], "mark": ["香港", "绿色"]}) == Selection(
        terms=("香港",), highlights=("绿色",)
    )

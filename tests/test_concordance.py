"""Concordance: places worked out by hand, and against Python's own search."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import search
from corpus.concordance import (
    beside,
    concordance,
    document,
    keyword,
    rank,
    scoped,
    suggestions,
    total,
)
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data

DATA = Path(__file__).parent.parent / "data"

TEXTS = (
    "合作共赢，双方深化合作。",
    "铁路合作",
    "和和和和和气生财，𠮷野家与合作社。",
    "𠀀𠀁合作𠀂",
    "没有那个词。",
)


def written(folder: Path, texts: Sequence[str] = TEXTS, **more: Any) -> Corpus:
    """Paragraphs visit:1, visit:2, … of the texts, each the only token of its paragraph."""
    return Corpus(write_data(folder, [{"text": text, "tokens": [text], **more} for text in texts]))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return written(tmp_path / "data")


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(DATA)


def lines(corpus: Corpus, selection: Selection, term: str, **options: int) -> list[tuple[Any, ...]]:
    table = concordance(corpus, selection, term, **options)
    columns = ["paragraph_id", "start", "end", "left", "keyword", "right"]
    return [tuple(row) for row in table[columns].itertuples(index=False)]


def test_several_hits_and_the_edges_of_a_paragraph(corpus: Corpus) -> None:
    assert lines(corpus, Selection(context=4), "合作") == [
        ("visit:1", 0, 2, "", "合作", "共赢，双"),
        ("visit:1", 9, 11, "双方深化", "合作", "。"),
        ("visit:2", 2, 4, "铁路", "合作", ""),
        ("visit:3", 13, 15, "𠮷野家与", "合作", "社。"),
        ("visit:4", 2, 4, "𠀀𠀁", "合作", "𠀂"),
    ]
    assert total(corpus, Selection(), "合作") == (5, 4)


def test_hits_do_not_overlap(corpus: Corpus) -> None:
    assert [row[1:3] for row in lines(corpus, Selection(), "和和")] == [(0, 2), (2, 4)]
    assert total(corpus, Selection(), "和和") == (2, 1)


def test_a_pattern(corpus: Corpus) -> None:
    found = lines(corpus, Selection(), "/合作(共赢|社)?/")
    assert [row[4] for row in found] == ["合作共赢", "合作", "合作", "合作社", "合作"]
    assert total(corpus, Selection(), "/合作(共赢|社)?/") == (5, 4)


def test_columns_are_the_paragraphs(corpus: Corpus) -> None:
    row = concordance(corpus, Selection(), "铁路").iloc[0]
    assert (row["document_id"], row["date"], row["title"]) == ("visit", "2023-05-04", "里昂会见纪要")
    assert (row["position"], list(row["lines"])) == (1, [2])


def test_sorted_by_left_context_nearest_character_first(tmp_path: Path) -> None:
    corpus = written(tmp_path / "data", ["丙乙合作", "乙丙合作", "甲乙合作", "合作"])
    found = concordance(corpus, Selection(kwic_sort="left"), "合作")["left"]
    # 丙 U+4E19, 乙 U+4E59, 甲 U+7532
    assert list(found) == ["", "乙丙", "丙乙", "甲乙"]


def test_sorted_by_right_context(tmp_path: Path) -> None:
    corpus = written(tmp_path / "data", ["合作甲丙", "合作甲乙", "合作", "合作丙甲"])
    assert list(concordance(corpus, Selection(kwic_sort="right"), "合作")["right"]) == [
        "",
        "丙甲",
        "甲丙",
        "甲乙",
    ]


def test_sorted_by_source_and_by_date(tmp_path: Path) -> None:
    dates = ["2021-03-07", "", "2023-05-04"]
    rows = [{"text": "合作", "date": date, "document_id": f"d{date}"} for date in dates]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    assert list(concordance(corpus, Selection(), "合作")["date"]) == sorted(dates)
    newest = list(concordance(corpus, Selection(kwic_sort="date"), "合作")["date"])
    assert newest == sorted(dates, reverse=True), "undated last"


@pytest.mark.parametrize("order", ["source", "left", "right", "date"])
def test_pages_join_without_a_gap_and_a_paragraph_knows_its_rank(seed: Corpus, order: str) -> None:
    selection = Selection(kwic_sort=order)
    every = lines(seed, selection, "合作", limit=10_000)
    assert len(every) == total(seed, selection, "合作")[0] > 20
    pages = [
        line
        for offset in range(0, len(every), 7)
        for line in lines(seed, selection, "合作", limit=7, offset=offset)
    ]
    assert pages == every
    last = every[-1][0]
    assert rank(seed, selection, "合作", last) == [line[0] for line in every].index(last)
    assert rank(seed, selection, "合作", "nowhere") is None


def test_places_are_those_of_search(seed: Corpus) -> None:
    texts = {
        row["paragraph_id"]: row["text"]
        for row in seed.rows("SELECT paragraph_id, text FROM paragraphs WHERE counted")
    }
    for term in ("中国", "合作", "/中.关系/", "，"):
        found = lines(seed, Selection(), term, limit=10_000)
        assert {(row[0], row[1], row[2]) for row in found} == {
            (name, *span) for name, text in texts.items() for span in search.spans(text, term)
        }
        for name, start, end, left, hit, right in found:
            text = texts[name]
            assert (left, hit, right) == (
                text[max(0, start - 16) : start],
                text[start:end],
                text[end : end + 16],
            )


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.text("合作和𠀀，a", max_size=12), min_size=1, max_size=4),
    term=st.text("合作和𠀀", min_size=1, max_size=2),
    context=st.integers(4, 60),
)
def test_any_text(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], term: str, context: int
) -> None:
    corpus = written(tmp_path_factory.mktemp("any"), texts)
    found = lines(corpus, Selection(context=context), term)
    assert found == [
        (
            f"visit:{number}",
            match.start(),
            match.end(),
            text[max(0, match.start() - context) : match.start()],
            term,
            text[match.end() : match.end() + context],
        )
        for number, text in enumerate(texts, 1)
        for match in re.finditer(re.escape(term), text)
    ]


BESIDE = {
    "a word": (Selection(words=("合作", "铁路")), {"words": ("铁路",)}),
    "any of the terms": (Selection(terms=("合作", "铁路")), {"terms": ()}),
    "all of the terms": (Selection(terms=("合作", "铁路"), terms_match="all"), {"terms": ("铁路",)}),
    "other terms": (Selection(terms=("铁路",)), {"terms": ("铁路",)}),
    "an exclusion stays": (Selection(without=("合作",)), {"without": ("合作",)}),
}


@pytest.mark.parametrize("selection, expected", BESIDE.values(), ids=BESIDE)
def test_filters_that_equal_the_keyword_hide_nothing(selection: Selection, expected: dict[str, Any]) -> None:
    assert beside(selection, "合作") == selection.choose(**expected)


def test_a_word_that_was_cut_otherwise_is_found(corpus: Corpus) -> None:
    assert corpus.count(Selection(words=("合作",))) == 0
    assert total(corpus, Selection(words=("合作",)), "合作") == (5, 4)
    assert total(corpus, Selection(words=("铁路合作",)), "合作") == (1, 1), "other filters hold"


KEYWORDS = {
    "its own": (Selection(keyword="铁路", terms=("合作",)), "铁路"),
    "the first term": (Selection(terms=("和", "合作"), words=("铁路合作",)), "和"),
    "the first word": (Selection(words=("铁路合作",)), "铁路合作"),
    "the first usual word that stands there": (Selection(), "铁路"),
    "nothing at all": (Selection(without=("。", "铁", "𠀀")), ""),
}


@pytest.mark.parametrize("selection, expected", KEYWORDS.values(), ids=KEYWORDS)
def test_keyword(corpus: Corpus, selection: Selection, expected: str) -> None:
    assert keyword(corpus, selection, ["缺席", "铁路"]) == expected


def test_scope(tmp_path: Path, corpus: Corpus) -> None:
    assert scoped(corpus, Selection()) == Selection()
    assert scoped(corpus, Selection(scope="document")).documents == ("visit",)
    assert document(corpus, Selection(document="other")) == "other"
    rows = [{"text": "合作", "document_id": name, "paragraph_id": f"{name}:1"} for name in ("a", "b")]
    two = Corpus(write_data(tmp_path / "two", rows))
    assert document(two, Selection(paragraph="b:1")) == "b"
    assert total(two, scoped(two, Selection(scope="document", document="b")), "合作") == (1, 1)
    assert total(two, scoped(two, Selection(scope="document", documents=("visit",))), "合作") == (0, 0)


def test_nowhere(corpus: Corpus) -> None:
    assert concordance(corpus, Selection(), "缺席").empty
    assert total(corpus, Selection(), "缺席") == (0, 0)


def test_suggestions() -> None:
    chosen = Selection(terms=("铁路",), words=("合作",), phrase="互利共赢")
    assert suggestions(chosen, ["中国", "合作"]) == ["铁路", "合作", "互利共赢", "中国"]

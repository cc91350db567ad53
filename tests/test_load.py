"""The load in small: visitors over real websockets, whose answers are right, and wrong ones that are found."""

from dataclasses import replace
from random import Random

import pytest

from corpus.selection import Selection
from corpus.statistics import frequencies, mention_counts
from corpus.table import Corpus
from tests import load
from tests.conftest import ROOT

SEED = ROOT / "data"


def test_visitors_who_click_at_random_get_no_wrong_answer() -> None:
    found = load.run(SEED, visitors=4, browsers=0, seconds=4, after=0, think=(0.0, 0.2))
    assert (found.errors, found.wrong) == (0, 0), found.said
    assert found.clicks and found.compared and found.median > 0 and found.before > 50


def true_answer(selection: Selection) -> load.Answer:
    corpus = Corpus(SEED)
    counts = mention_counts(corpus, selection)
    words = frequencies(corpus, selection, limit=20)
    return load.Answer(
        selection,
        (corpus.count(selection), corpus.size),
        tuple(zip(counts["counterpart"], counts["about"], strict=True)),
        tuple(zip(words["feature"], words["frequency"], strict=True)),
        tuple(row["paragraph_id"] for row in corpus.page(selection)),
    )


SELECTIONS = (
    Selection(),
    Selection(relationships=("US", "RU")),
    Selection(words=("合作",), terms=("中国", "关系")),
    Selection(since="2021", until="2021-03", page=2),
    Selection(until="2020"),
)


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda selection: str(selection.to_params()))
def test_the_direct_queries_agree_and_a_wrong_answer_is_found(selection: Selection) -> None:
    right = true_answer(selection)
    k, n = right.shown
    wrong = [replace(right, shown=(k + 1, n)), replace(right, paragraphs=("another",))]
    if right.about:
        (code, number), *rest = right.about
        wrong.append(replace(right, about=((code, number + 1), *rest)))
    if right.words:
        (word, number), *rest = right.words
        wrong.append(replace(right, words=((word, number + 1), *rest)))
    compared, faults = load.compare(SEED, [right, right, *wrong])
    assert compared == 1 + len(wrong) and len(faults) == len(wrong), faults


def test_what_is_clicked_is_offered_by_the_page() -> None:
    views = {
        "search": {"words": ["合作"]},
        "bar": {"chips": [{"field": "terms", "value": "合作"}]},
        "counts": {"rows": [["US", "中美", "6"], ["", "其他", "9"]]},
        "cloud": {"words": [{"word": "两国"}]},
        "paragraphs": {"pages": 3, "page": 1},
    }
    chance = Random(1)
    clicked = {str(load.possible(views, Selection(), chance)) for _ in range(200)}
    for click in (
        ("search", {"add": ["terms", "合作"]}),
        ("counts", {"toggle": ["relationships", "US"]}),
        ("cloud", {"toggle": ["words", "两国"]}),
        ("paragraphs", {"choose": {"page": 2}}),
        ("bar", {"toggle": ["terms", "合作"]}),
    ):
        assert str(click) in clicked
    assert not any("['relationships', '']" in click for click in clicked)


@pytest.mark.parametrize(
    ("text", "numbers"), [("1,204 / 40,000 段", (1204, 40000)), ("7 of 56 paragraphs", (7, 56)), ("", ())]
)
def test_numbers_are_read_as_the_page_writes_them(text: str, numbers: tuple[int, ...]) -> None:
    assert load.numbers(text) == numbers

"""Counts: against numbers worked out by hand, and against the paragraphs that a click then shows."""

from pathlib import Path

import pytest

from corpus.selection import Selection
from corpus.statistics import frequencies, mention_counts
from corpus.table import Corpus
from corpus.tokens import STOPWORDS
from tests.rows import write_data

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data"))


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(DATA)


def test_mention_counts(corpus: Corpus) -> None:
    counts = mention_counts(corpus, Selection()).set_index("counterpart")
    columns = ["about", "mentions", "occurrences", "occurrences_about", "first", "paragraphs"]
    assert counts.loc["FR", columns].tolist() == [2, 1, 2, 2, 1, 4]
    assert counts.loc["DE", columns].tolist() == [1, 2, 2, 1, 2, 4]
    characters = sum(len(row["text"]) for row in corpus.page(Selection()))
    assert counts.loc["FR", "per_1000"] == pytest.approx(1000 * 2 / characters)
    assert counts.loc["FR", "share_about"] == 0.5 and counts.loc["FR", "share_mentions"] == 0.25


def test_mention_counts_leave_out_their_own_filter(corpus: Corpus) -> None:
    chosen = Selection(relationships=("DE",))
    assert mention_counts(corpus, chosen).equals(mention_counts(corpus, Selection()))


def test_mention_counts_of_nothing(corpus: Corpus) -> None:
    assert mention_counts(corpus, Selection(words=("缺席",))).empty


def test_frequencies(corpus: Corpus) -> None:
    table = frequencies(corpus, Selection(), limit=3).set_index("feature")
    assert table.index[0] == "合作"
    assert table.loc["合作", ["frequency", "paragraphs", "together", "n"]].tolist() == [4, 3, 3, 4]


def test_frequencies_leave_out_their_own_filter_and_say_what_a_second_word_would_leave(
    corpus: Corpus,
) -> None:
    table = frequencies(corpus, Selection(words=("铁路",), excluded=("中德",)), limit=50).set_index("feature")
    assert table.loc["合作", ["paragraphs", "together"]].tolist() == [3, 1]
    assert table.loc["北京", ["paragraphs", "together"]].tolist() == [1, 0]


def test_chosen_words_stay_however_rare(corpus: Corpus) -> None:
    assert "志愿者" in set(frequencies(corpus, Selection(words=("志愿者",)), limit=1)["feature"])


def test_frequencies_of_nothing(corpus: Corpus) -> None:
    assert frequencies(corpus, Selection(sections=("visit:4",)), limit=5).empty


def test_no_stop_words_numbers_or_single_characters(seed: Corpus) -> None:
    features = set(frequencies(seed, Selection(), limit=500)["feature"])
    assert not features & STOPWORDS
    assert not [feature for feature in features if len(feature) == 1 or feature.isdigit()]


@pytest.mark.parametrize(
    "given",
    [
        Selection(),
        Selection(relationships=("US",)),
        Selection(words=("合作",)),
        Selection(excluded=("中国",)),
    ],
)
def test_a_word_says_what_its_click_shows(seed: Corpus, given: Selection) -> None:
    for row in frequencies(seed, given, limit=12).itertuples():
        if row.feature not in (*given.words, *given.excluded):
            assert seed.count(given.toggle("words", row.feature)) == row.together
            assert seed.count(given.choose(words=(row.feature,), excluded=())) == row.paragraphs


@pytest.mark.parametrize("tag", ["about", "mentions"])
def test_a_bar_says_what_its_click_shows(seed: Corpus, tag: str) -> None:
    for row in mention_counts(seed, Selection()).to_dict("records"):
        assert seed.count(Selection(relationships=(row["counterpart"],), tag=tag)) == row[tag]

"""Keyness: against published worked examples, against numbers counted by hand, and by its properties."""

from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corpus.keyness import (
    SIGNIFICANT,
    Comparison,
    Size,
    between,
    distinctive,
    keyness,
    log_likelihood,
    log_ratio,
    p_values,
    relationships,
)
from corpus.selection import Selection
from corpus.statistics import frequencies
from corpus.table import Corpus
from tests.rows import Row, write_data

DATA = Path(__file__).parent.parent / "data"


def row(words: str, *about: str, **more: object) -> Row:
    """A paragraph of ``words`` that is about the counterparts."""
    tokens = words.split()
    return {"text": "".join(tokens) + "。", "tokens": tokens, "about": list(about), **more}


ROWS = (
    row("粮食 贸易 的 增长 粮食", "FR"),
    row("粮食 检疫 的 合作", "FR"),
    row("汽车 贸易 的 合作", "DE"),
    row("汽车 汽车 标准 的 对话 2023", "DE"),
    row("粮食 汽车 的 展览", "FR", "DE"),
    row("志愿者 的 合作 汽车"),
)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data", ROWS))


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(DATA)


@pytest.mark.parametrize(
    ("cells", "G2"),
    [
        ((110, 2442, 111, 29114), 270.72),
        ((29, 13, 123, 31612), 263.90),
        ((31, 23, 139, 31584), 256.84),
        ((10, 0, 3, 31764), 167.23),
    ],
)
def test_the_log_likelihoods_that_dunning_published(cells: tuple[int, ...], G2: float) -> None:
    """Dunning, T. (1993) Accurate methods for the statistics of surprise and coincidence. Computational
    Linguistics 19(1), 61–74: Table 2, bigrams with their four cells and −2 log λ."""
    a, b, c, d = cells
    assert log_likelihood([a], [c], a + b, c + d)[0] == pytest.approx(G2, abs=0.005)


def test_the_log_likelihood_of_the_lancaster_tutorial() -> None:
    """52 times in 50,000 words against 57 times in 75,000: 2.65, below 3.84, as the calculator at
    ucrel.lancs.ac.uk/llwizard.html gives it (McEnery and Hardie (2012) Corpus Linguistics, companion site).
    Its form of two cells (Rayson and Garside 2000) agrees with that of four to the second decimal here."""
    G2 = log_likelihood([52], [57], 50_000, 75_000)
    assert G2[0] == pytest.approx(2.65, abs=0.005)
    assert p_values(G2)[0] > SIGNIFICANT


@pytest.mark.parametrize(("G2", "p"), [(3.84, 0.05), (6.63, 0.01), (10.83, 0.001), (15.13, 0.0001)])
def test_the_critical_values_of_the_calculator(G2: float, p: float) -> None:
    """The values of G² at which ucrel.lancs.ac.uk/llwizard.html calls a difference significant."""
    assert p_values([G2])[0] == pytest.approx(p, rel=0.02)


@pytest.mark.parametrize(
    ("target", "reference", "expected"),
    [
        ((6, 10_000), (2, 10_000), log2(3)),  # 0.0006 and 0.0002: three times
        ((5, 10_000), (10, 20_000), 0),  # the same relative frequency
        ((2, 1_000), (1, 1_000), 1),  # twice
        ((4, 1_000), (1, 1_000), 2),  # four times
        ((8, 1_000), (1, 1_000), 3),
        ((1, 1_000), (2, 1_000), -1),  # half
        ((256, 1_000), (1, 1_000), 8),
        ((4, 1_000), (0, 1_000), 3),  # none is taken for half an occurrence
    ],
)
def test_the_log_ratios_of_hardie(
    target: tuple[int, int], reference: tuple[int, int], expected: float
) -> None:
    """Hardie, A. (2014) Log Ratio – an informal introduction. cass.lancs.ac.uk, 28 April 2014: the binary
    logarithm of the ratio of relative frequencies; each point more is a doubling."""
    (a, size_a), (b, size_b) = target, reference
    assert log_ratio([a], [b], size_a, size_b)[0] == pytest.approx(expected)


def test_half_an_occurrence_never_turns_the_direction() -> None:
    assert log_ratio([0], [3], 10, 1_000_000)[0] == 0


def test_against_scipy() -> None:
    for a, b, c, d in ((7, 169, 0, 284), (52, 49_948, 57, 74_943), (1, 1, 3, 900)):
        found = stats.chi2_contingency([[a, c], [b, d]], correction=False, lambda_="log-likelihood")
        G2 = log_likelihood([a], [c], a + b, c + d)
        assert (G2[0], p_values(G2)[0]) == pytest.approx((found.statistic, found.pvalue))


sides = st.tuples(st.integers(0, 10**6), st.integers(0, 10**9)).map(lambda each: (each[0], sum(each) + 1))


@given(sides, sides)
def test_keyness_of_one_against_the_other_mirrors_that_of_the_other_against_it(
    target: tuple[int, int], reference: tuple[int, int]
) -> None:
    (a, size_a), (b, size_b) = target, reference
    G2, mirrored = log_likelihood([a], [b], size_a, size_b)[0], log_likelihood([b], [a], size_b, size_a)[0]
    assert mirrored == pytest.approx(G2, rel=1e-6, abs=1e-3)
    assert log_ratio([b], [a], size_b, size_a)[0] == pytest.approx(-log_ratio([a], [b], size_a, size_b)[0])
    assert G2 >= 0 and 0 <= p_values([G2])[0] <= 1


@given(st.integers(1, 1000), st.integers(0, 100_000), st.integers(1, 50))
def test_a_word_equally_frequent_on_both_sides_is_not_key(n: int, others: int, times: int) -> None:
    G2 = log_likelihood([n], [n * times], n + others, (n + others) * times)
    assert G2[0] == pytest.approx(0, abs=1e-4) and p_values(G2)[0] > 0.99
    assert log_ratio([n], [n * times], n + others, (n + others) * times)[0] == pytest.approx(0, abs=1e-9)


def compared(corpus: Corpus, target: str, reference: str = "", **more: object) -> Comparison:
    selection = Selection(target=target, reference=reference).choose(**more)
    return keyness(corpus, between(corpus, selection), limit=50, stopwords=selection.added_stopwords)


def test_counts_sizes_and_rates(corpus: Corpus) -> None:
    """FR and DE share one paragraph: it counts on neither side; 的 and 2023 count in the sizes only."""
    found = compared(corpus, "FR", "DE")
    assert (found.target, found.reference, found.both) == (Size(2, 9, 18), Size(2, 10, 22), 1)
    table = found.table.set_index("feature")
    counts = ["side", "n_target", "n_reference", "paragraphs_target", "paragraphs_reference"]
    assert table.loc["粮食", counts].tolist() == ["target", 3, 0, 2, 0]
    assert table.loc["汽车", counts].tolist() == ["reference", 0, 3, 0, 2]
    assert table.loc["贸易", counts].tolist() == ["target", 1, 1, 1, 1]
    assert table.loc["粮食", "per_1000_target"] == pytest.approx(1000 * 3 / 18)
    assert table.loc["粮食", "G2"] == pytest.approx(log_likelihood([3], [0], 9, 10)[0])
    assert not {"的", "2023", "检疫", "志愿者"} & set(table.index), "stop words, numbers, what is too rare"


def test_against_the_rest(corpus: Corpus) -> None:
    found = compared(corpus, "FR")
    assert (found.target.paragraphs, found.reference.paragraphs, found.both) == (3, 3, 0)
    assert found.table.set_index("feature").loc["汽车", "n_reference"] == 4


def test_the_sides_mirror(seed: Corpus) -> None:
    there, back = (
        compared(seed, *codes).table.set_index("feature").sort_index()
        for codes in (("US", "RU"), ("RU", "US"))
    )
    assert there["G2"].tolist() == pytest.approx(back["G2"].tolist())
    assert there["log_ratio"].tolist() == pytest.approx((-back["log_ratio"]).tolist())
    assert there["n_target"].tolist() == back["n_reference"].tolist()
    assert there["p"].between(0, 1).all() and (there["G2"] >= 0).all()


def test_words_and_relationships_that_are_chosen_change_nothing(seed: Corpus) -> None:
    plain = compared(seed, "US", "RU").table
    chosen = compared(seed, "US", "RU", words=("合作",), excluded=("南海",), relationships=("JP",)).table
    assert plain.equals(chosen)


def test_other_filters_hold(corpus: Corpus) -> None:
    assert compared(corpus, "FR", "DE", terms=("贸易",)).target == Size(1, 5, 10)


def test_a_word_stopped_for_this_visit_is_left_out_but_counts_in_the_sizes(corpus: Corpus) -> None:
    found = compared(corpus, "FR", "DE", added_stopwords=("粮食",))
    assert "粮食" not in set(found.table["feature"]) and found.target.tokens == 9
    table = frequencies(corpus, Selection(added_stopwords=("粮食",)), limit=20)
    assert "粮食" not in set(table["feature"]) and "汽车" in set(table["feature"])


@pytest.mark.parametrize(
    "selection",
    [
        Selection(target="JP"),
        Selection(target="FR", reference="JP"),
        Selection(target="FR", documents=("absent",)),
    ],
)
def test_a_side_without_paragraphs_compares_nothing(corpus: Corpus, selection: Selection) -> None:
    assert keyness(corpus, between(corpus, selection), limit=5).table.empty


def test_the_list_is_bounded_and_keeps_the_most_distinctive(seed: Corpus) -> None:
    every = keyness(seed, between(seed, Selection(target="US")), limit=1000).table
    few = keyness(seed, between(seed, Selection(target="US")), limit=3).table
    assert len(few) <= 9 < len(every)
    assert few["G2"].is_monotonic_decreasing
    for side in ("target", "reference"):
        assert (
            few[few["side"] == side]["feature"].head(3).tolist()
            == every[every["side"] == side]["feature"].head(3).tolist()
        )


def test_relationships_by_count(corpus: Corpus) -> None:
    assert relationships(corpus, Selection(relationships=("FR",), words=("贸易",))) == [("DE", 3), ("FR", 3)]


def test_distinctive_words_of_what_is_selected(corpus: Corpus) -> None:
    found = distinctive(corpus, Selection(relationships=("FR",)), limit=5)
    assert found.table["feature"].tolist() == ["粮食"]
    assert found.target.paragraphs + found.reference.paragraphs == len(ROWS)


def test_a_distinctive_word_says_what_its_click_shows(seed: Corpus) -> None:
    given = Selection(relationships=("US", "RU"), words=("关系",), excluded=("南海",))
    table = distinctive(seed, given, limit=10).table
    assert {"关系", "南海"} <= set(table["feature"]), "the chosen stay"
    for row in table.itertuples():
        if row.feature not in ("关系", "南海"):
            assert seed.count(given.toggle("words", row.feature)) == row.together
            assert seed.count(given.choose(words=(row.feature,), excluded=())) == row.paragraphs_target


def test_where_everything_is_selected_there_is_no_rest(corpus: Corpus) -> None:
    found = distinctive(corpus, Selection(), limit=5)
    assert found.table.empty and not found.reference.paragraphs

"""What is remembered of a corpus: the last results, for as long as the corpus is there."""

import gc
import weakref
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components import counts
from corpus import memory
from corpus.memory import Memory, remembered
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data


@dataclass
class Named:
    """A result with a field."""

    numbers: np.ndarray


def test_results_are_kept_by_object_and_arguments() -> None:
    calls = []

    @remembered(2)
    def double(of: Memory, number: int) -> int:
        calls.append(number)
        return 2 * number

    one, other = Memory(), Memory()
    assert [double(one, 1), double(one, 1), double(other, 1)] == [2, 2, 2] and calls == [1, 1]
    double(one, 2)
    double(one, 1)  # used again, so that 2 is the oldest
    double(one, 3)
    calls.clear()
    assert double(one, 1) == 2 and calls == [] and double(one, 2) == 4 and calls == [2]
    assert double.computed == 5 and double.__name__ == "double"
    one.forget()
    assert double(one, 1) == 2 and calls == [2, 1]


def test_a_corpus_that_nobody_has_is_gone(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    counts.content(corpus, Selection().only(*counts.SEEN))
    recut = corpus.recut(("绿色合作",))
    assert corpus.recut(("绿色合作",)) is recut, "the same object, so that what it remembers is found"
    gone = weakref.ref(corpus), weakref.ref(recut)
    del corpus, recut
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_what_is_remembered_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    @remembered(100)
    def numbers(of: Memory, n: int) -> np.ndarray:
        return np.zeros(n, np.int8)

    @remembered(100)
    def texts(of: Memory, n: int) -> dict[str, list[str]]:
        return {"rows": ["好" * 100] * n}

    monkeypatch.setattr(memory, "MOST_BYTES", 10_000)
    of = Memory()
    for n in (4000, 4001):
        numbers(of, n)
    assert 8001 <= of.remembered_bytes < 10_000 and numbers.computed == 2
    texts(of, 9)  # the oldest has no room beside it
    assert of.remembered_bytes <= 10_000
    numbers(of, 4001)
    assert numbers.computed == 2
    numbers(of, 4000)
    assert numbers.computed == 3
    numbers(of, 50_000)  # one alone may be larger
    assert of.remembered_bytes == 50_000 and numbers(of, 50_000).size == 50_000 and numbers.computed == 4


@pytest.mark.parametrize(
    "value, least",
    [
        (np.zeros(1000), 8000),
        (pd.DataFrame({"n": range(1000)}), 8000),
        ([["合作"] * 10] * 10, 5000),
        (Named(np.zeros(1000)), 8000),
    ],
)
def test_sizes(value: object, least: int) -> None:
    assert least <= memory.size_of(value) < 4 * least

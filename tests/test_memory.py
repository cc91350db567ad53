"""What is remembered of a corpus: the last results, for as long as the corpus is there."""

import gc
import weakref
from pathlib import Path

from components import counts
from corpus.memory import Memory, remembered
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data


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

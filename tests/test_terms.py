"""What the table of terms answers is what counting the words of the paragraphs gives, to the last tie."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.keyness import Comparison, Sides, between, distinctive, keyness, selected
from corpus.schema import MANIFEST, PARAGRAPHS, TERM_COLUMNS
from corpus.selection import Selection
from corpus.statistics import frequencies, vocabulary
from corpus.table import Corpus, CorpusError
from corpus.terms import ALL_MONTHS, added_up, counted, terms_file
from tests.rows import write_data
from tests.test_words import ROOT, SELECTIONS, many, parted


def with_terms(folder: Path) -> Path:
    """The data folder with its table of terms, counted part by part."""
    parts = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("parts", [])
    files = [folder / PARAGRAPHS / f"{part}.parquet" for part in parts] or [folder / PARAGRAPHS]
    partials = [folder.with_name(f"{n}.parquet") for n in range(len(files))]
    for file, partial in zip(files, partials, strict=True):
        _write(partial, counted(file))
    _write(terms_file(folder, parts), added_up(partials))
    return folder


def _write(file: Path, batches: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_batches(batches, schema=TERM_COLUMNS), file, row_group_size=500)


FOLDERS: dict[str, Callable[[Path], Path]] = {
    "the seed": lambda folder: ROOT / "data",
    "a visit": lambda folder: with_terms(write_data(folder)),
    "many months": lambda folder: with_terms(write_data(folder, many())),
    "parts": lambda folder: with_terms(parted(write_data(folder, many(9)))),
    "no words": lambda folder: with_terms(write_data(folder, [{"text": "——", "tokens": []}])),
}

ASKED = {
    "everything": Selection(),
    "about one": Selection(relationships=("US",)),
    "about another": Selection(relationships=("FR",)),
    "naming one": Selection(relationships=("FR",), tag="mentions"),
    "one that is nowhere": Selection(relationships=("TV",)),
    "from a month to a month": Selection(since="2019-03", until="2021-06"),
    "a month": Selection(relationships=("RU",), since="2020-02", until="2020-02"),
    "from a year on": Selection(since="2019", tag="mentions", relationships=("EU",)),
    "to a year": Selection(until="2018"),
    "no such month": Selection(since="2031-01"),
    "without stop words": Selection(added_stopwords=("合作", "中国"), relationships=("US",)),
    "strong, of all": Selection(strength=0.8),
}
"""Selections that the table knows."""


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FOLDERS[request.param](tmp_path_factory.mktemp("corpus") / "data")


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return Corpus(folder)


@pytest.fixture(scope="module")
def counting(folder: Path) -> Corpus:
    """The same corpus, asked without the table."""
    corpus = Corpus(folder)
    corpus._terms = ""
    return corpus


def alike(one: Comparison, other: Comparison) -> None:
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one[1:] == other[1:]


@pytest.mark.parametrize("selection", ASKED.values(), ids=ASKED)
def test_what_the_table_knows_is_answered_without_words(
    corpus: Corpus, counting: Corpus, selection: Selection
) -> None:
    corpus._read_words = None
    for limit in (7, 500):
        pd.testing.assert_frame_equal(
            frequencies(corpus, selection, limit=limit), frequencies(counting, selection, limit=limit)
        )
    assert vocabulary(corpus, limit=5) == vocabulary(counting, limit=5)
    for target in ("US", "TV"):
        asked = selection.choose(target=target, strength=0.0)
        alike(*_compared((corpus, counting), lambda each, asked=asked: between(each, asked)))
    alike(*_compared((corpus, counting), lambda each: selected(each, selection)))
    alike(*(distinctive(each, selection, limit=20) for each in (corpus, counting)))
    assert corpus._read_words is None and counting._read_words is not None


def _compared(corpora: Sequence[Corpus], sides: Callable[[Corpus], Sides]) -> list[Comparison]:
    return [
        keyness(each, sides(each), limit=30, stopwords=("关系",), kept=("合作", "的")) for each in corpora
    ]


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_anything_else_is_counted(corpus: Corpus, counting: Corpus, selection: Selection) -> None:
    pd.testing.assert_frame_equal(
        frequencies(corpus, selection, limit=12), frequencies(counting, selection, limit=12)
    )
    alike(*(distinctive(each, selection, limit=20) for each in (corpus, counting)))
    for target, reference in (("US", "RU"), ("US", "US")):
        asked = selection.choose(target=target, reference=reference)
        alike(*_compared((corpus, counting), lambda each, asked=asked: between(each, asked)))


def test_two_that_share_no_paragraph_are_compared_by_the_table(tmp_path: Path) -> None:
    rows = [{**row, "about": row["about"][:1], "about_strength": row["about_strength"][:1]} for row in many()]
    corpus, counting = (Corpus(with_terms(write_data(tmp_path / "data", rows))) for _ in range(2))
    counting._terms = ""
    for dates in ({}, {"since": "2019-03", "until": "2021"}):
        asked = Selection(target="US", reference="RU", **dates)
        alike(*_compared((corpus, counting), lambda each, asked=asked: between(each, asked)))
    assert corpus._read_words is None


def test_other_tags_and_words_than_were_counted_are_not_asked_of_the_table(tmp_path: Path) -> None:
    folder = with_terms(write_data(tmp_path / "data", many()))
    corpus = Corpus(folder)
    assert "合作贸易" in set(frequencies(corpus.recut(("合作贸易",)), Selection(), limit=99)["feature"])
    assert "合作贸易" not in set(frequencies(corpus, Selection(), limit=99)["feature"])
    two = Corpus(folder, write_data(tmp_path / "other"))
    assert frequencies(two, Selection(), limit=9)["n"].iloc[0] == two.size > corpus.size


def test_a_row_is_a_word_of_a_relationship_in_a_month(tmp_path: Path) -> None:
    rows = [
        {"document_id": "a", "date": "2021-03-07", "tokens": ["合作", "合作", "的"], "about": ["FR"]},
        {"document_id": "b", "date": "2021-03", "tokens": ["合作"], "about": ["FR", "US"]},
        {"document_id": "c", "date": "2021", "tokens": ["合作"], "mentions": ["FR"]},
        {"document_id": "d", "date": "", "tokens": ["合作"], "counted": False},
        {"document_id": "e", "date": "", "tokens": ["铁路"]},
    ]
    folder = with_terms(write_data(tmp_path / "data", [{"text": "合作。", **row} for row in rows]))
    found = [tuple(row.values()) for row in pq.read_table(terms_file(folder, ())).to_pylist()]
    assert found == sorted(found)
    assert {row[:3] for row in found} == {
        ("", "", month) for month in ("", ALL_MONTHS, "2021", "2021-03")
    } | {
        *(("about", code, month) for code in ("FR", "US") for month in (ALL_MONTHS, "2021-03")),
        *(("mentions", "FR", month) for month in (ALL_MONTHS, "2021")),
    }
    assert ("", "", ALL_MONTHS, "合作", 4, 3) in found and ("", "", "2021-03", "合作", 3, 2) in found
    assert ("about", "FR", "2021-03", "的", 1, 1) in found and ("", "", "", "铁路", 1, 1) in found


@pytest.mark.parametrize("content", [None, b"PAR1 damaged"], ids=["missing", "damaged"])
def test_a_table_that_is_not_there_is_not_needed(tmp_path: Path, content: bytes | None) -> None:
    folder = with_terms(write_data(tmp_path / "data", many()))
    usual = frequencies(Corpus(folder), Selection(), limit=9)
    terms_file(folder, ()).unlink()
    if content is None:
        pd.testing.assert_frame_equal(frequencies(Corpus(folder), Selection(), limit=9), usual)
        return
    terms_file(folder, ()).write_bytes(content)
    with pytest.raises(CorpusError, match=r"terms\.parquet is damaged.*python -m corpus build"):
        Corpus(folder)


def test_words_that_are_read_late_are_those_that_were_opened(tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data", many())
    corpus, then = Corpus(folder), Corpus(folder).words.sizes
    write_data(tmp_path / "fresh", many(8, 60))
    folder.rename(tmp_path / "old")
    (tmp_path / "fresh").rename(folder)
    try:
        assert corpus.words.sizes.tolist() == then.tolist()
    except CorpusError as error:  # where a system has no names for open files
        assert "was changed" in str(error)

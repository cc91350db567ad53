"""What is answered from memory, against counting every paragraph by hand: they are the same for any corpus."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.concordance import KWIC_LENGTH, concordance, rank, total
from corpus.corrections import RULE, Correction, text_hash
from corpus.keyness import between, keyness
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.selection import PAGE_LENGTH, Selection
from corpus.statistics import frequencies, mention_counts, vocabulary
from corpus.table import Corpus
from corpus.tokens import STOPWORDS
from corpus.words import Words
from tests.rows import named, write_data

ROOT = Path(__file__).parent.parent
Row = dict[str, Any]

WORDS = "中国 美国 俄罗斯 合作 贸易 关系 谈判 铁路 的 和 在 2021 1.5% 好 海关 会谈 战略 伙伴 一带一路 能源".split()
CODES = ("US", "RU", "FR", "EU")

SELECTIONS = {
    "everything": Selection(),
    "a relationship": Selection(relationships=("US",)),
    "any of two": Selection(relationships=("US", "RU")),
    "both of two": Selection(relationships=("US", "RU"), match="all"),
    "mentions": Selection(relationships=("FR",), tag="mentions"),
    "strong tags": Selection(relationships=("US",), strength=0.8),
    "a word": Selection(words=("合作",)),
    "words": Selection(words=("合作", "中国")),
    "a word that is nowhere": Selection(words=("缺席",)),
    "without a word": Selection(excluded=("合作",)),
    "characters": Selection(terms=("合作",)),
    "any of two terms": Selection(terms=("合作", "铁路")),
    "all of two terms": Selection(terms=("合作", "中国"), terms_match="all"),
    "a pattern": Selection(terms=("/合作.{1,6}关系/",)),
    "without characters": Selection(without=("中国",)),
    "a span of months": Selection(since="2019-03", until="2021-06"),
    "a span of days": Selection(since="2019-03-10", until="2021-06-20"),
    "all together": Selection(
        relationships=("US",), words=("中国",), excluded=("能源",), terms=("合作",), since="2018"
    ),
    "without stop words": Selection(added_stopwords=("合作",), relationships=("US",)),
}


def many(seed: int = 7, n: int = 300) -> list[Row]:
    """Paragraphs of many months, in documents that do not stand by date; some have no date."""
    chance = random.Random(seed)
    rows = []
    for number in range(n // 6):
        date = chance.choice(("", "2020", f"20{chance.randint(17, 22)}-{chance.randint(1, 12):02}-15"))
        for _ in range(6):
            tokens = chance.choices(WORDS, k=chance.randint(0, 30))
            about = chance.sample(CODES, chance.choice((0, 0, 1, 2)))
            mentions = chance.sample(CODES, chance.choice((0, 1, 2)))
            evidence = [
                named(code, "俄罗斯", start=0, tag=tag, rule=chance.choice(("name", RULE)))
                for tag, codes in (("about", about), ("mentions", mentions))
                for code in codes
                for _ in range(chance.randint(0, 2))
            ]
            strengths = {
                f"{tag}_strength": sorted((chance.choice((0.4, 0.8, 0.95)) for _ in codes), reverse=True)
                for tag, codes in (("about", about), ("mentions", mentions))
            }
            rows.append(
                {
                    "document_id": f"d{number:03}",
                    "date": date,
                    "text": "，".join(["".join(tokens[at : at + 4]) for at in range(0, len(tokens), 4)])
                    + "。",
                    "tokens": tokens,
                    "about": about,
                    "mentions": mentions,
                    "evidence": evidence,
                    "counted": chance.random() > 0.05,
                    **strengths,
                }
            )
    return rows


def parted(folder: Path) -> Path:
    """The same corpus in parts of a hundred rows, stored ninety at a time."""
    for table in (DOCUMENTS, PARAGRAPHS):
        whole = pq.read_table(folder / table)
        (folder / table).unlink()
        (folder / table).mkdir()
        for part, start in enumerate(range(0, 300, 100)):
            size = 100 if table == PARAGRAPHS else 17
            rows = whole.slice(start * size // 100, size)
            pq.write_table(rows, folder / table / f"{part}.parquet", row_group_size=90)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | {"parts": ["0", "1", "2"]}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _corrected(corpus: Corpus) -> Corpus:
    rows = corpus.rows("FROM paragraphs WHERE counted ORDER BY number LIMIT 40")
    return corpus.corrected(
        tuple(
            Correction(
                row["document_id"], row["paragraph_id"], text_hash(row["text"]), "about", code, verdict
            )
            for row, code, verdict in zip(
                rows, CODES * 10, ("add", "remove", "confirm", "add") * 10, strict=True
            )
        )
    )


CORPORA: dict[str, Callable[[Path], Corpus]] = {
    "the seed": lambda folder: Corpus(ROOT / "data"),
    "a visit": lambda folder: Corpus(write_data(folder)),
    "parts": lambda folder: Corpus(parted(write_data(folder, many()))),
    "two folders, one known": lambda folder: Corpus(
        write_data(folder / "one", many()),
        write_data(folder / "other", many(8, 60)),
        known=Corpus(folder / "one"),
    ),
    "recut twice": lambda folder: (
        Corpus(write_data(folder, many())).recut(("合作贸易",)).recut(("关系谈判",))
    ),
    "corrected": lambda folder: _corrected(Corpus(write_data(folder, many()))),
    "recut and corrected": lambda folder: _corrected(Corpus(write_data(folder, many())).recut(("中国美国",))),
}


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return CORPORA[request.param](tmp_path_factory.mktemp("corpus") / "data")


@pytest.fixture(scope="module")
def rows(corpus: Corpus) -> list[Row]:
    """The counted paragraphs as the files, or what lies over them, have them, in reading order."""
    return corpus.rows("SELECT * FROM paragraphs WHERE counted ORDER BY date, document_id, position")


def has(row: Row, term: str) -> int:
    return len(re.findall(term[1:-1], row["text"])) if term[0] == "/" else row["text"].count(term)


def tags(row: Row, tag: str, selection: Selection) -> list[str]:
    return [
        code
        for code, strength in zip(row[tag], row[f"{tag}_strength"], strict=True)
        if strength >= selection.strength
    ]


def passing(rows: Iterable[Row], selection: Selection) -> list[Row]:
    among = any if selection.match == "any" else all
    terms = any if selection.terms_match == "any" else all
    return [
        row
        for row in rows
        if (
            not selection.relationships
            or among(code in tags(row, selection.tag, selection) for code in selection.relationships)
        )
        and all(word in row["tokens"] for word in selection.words)
        and not any(word in row["tokens"] for word in selection.excluded)
        and (not selection.terms or terms(has(row, term) for term in selection.terms))
        and not any(has(row, term) for term in selection.without)
        and (not selection.since or row["date"] >= selection.since)
        and (not selection.until or (row["date"] and row["date"][: len(selection.until)] <= selection.until))
    ]


def shown(word: str, stopwords: Iterable[str] = ()) -> bool:
    number = re.fullmatch("[0-9０-９.,%％‰:：/–—-]+", word)
    return len(word) > 1 and word not in STOPWORDS and word not in stopwords and not number


def often(rows: Iterable[Row]) -> Counter[str]:
    return Counter(word for row in rows for word in row["tokens"])


def spread(rows: Iterable[Row], word: str) -> int:
    return sum(word in row["tokens"] for row in rows)


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_paragraphs(corpus: Corpus, rows: list[Row], selection: Selection) -> None:
    there = [row["paragraph_id"] for row in passing(rows, selection)]
    assert corpus.count(selection) == len(there)
    assert [row["paragraph_id"] for row in corpus.page(selection)] == there[:PAGE_LENGTH]
    last = there[-1] if there else "absent"
    page = corpus.page_of(replace(selection, paragraph=last))
    assert page == -(-len(there) // PAGE_LENGTH)


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_the_most_relevant_come_first(corpus: Corpus, rows: list[Row], selection: Selection) -> None:
    def relevance(row: Row) -> float:
        hits = sum(row["tokens"].count(word) for word in selection.words)
        hits += sum(has(row, term) for term in selection.terms)
        hits += sum(
            each["tag"] == selection.tag and each["counterpart"] in selection.relationships
            for each in row["evidence"]
        )
        return -hits / max(row["characters"], 1)

    found = corpus.page(replace(selection, order="relevance"))
    there = sorted(passing(rows, selection), key=relevance)[:PAGE_LENGTH]
    assert [row["paragraph_id"] for row in found] == [row["paragraph_id"] for row in there]


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_words(corpus: Corpus, rows: list[Row], selection: Selection) -> None:
    within = passing(rows, replace(selection, words=(), excluded=()))
    both = passing(rows, selection)
    counts = often(within)
    usual = sorted(
        (word for word in counts if shown(word, selection.added_stopwords)),
        key=lambda word: (-counts[word], word),
    )[:12]
    chosen = [word for word in (*selection.words, *selection.excluded) if counts[word]]
    found = frequencies(corpus, selection, limit=12)
    assert {
        row["feature"]: (row["frequency"], row["paragraphs"], row["together"], row["n"])
        for row in found.to_dict("records")
    } == {
        word: (counts[word], spread(within, word), spread(both, word), len(within))
        for word in (*usual, *chosen)
    }
    order = list(zip(-found["frequency"], -found["paragraphs"], found["feature"], strict=True))
    assert order == sorted(order)


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_counterparts(corpus: Corpus, rows: list[Row], selection: Selection) -> None:
    within = passing(rows, replace(selection, relationships=()))
    first: dict[str, int] = {}
    for place, row in enumerate(within):
        for code in (*tags(row, "about", selection), *tags(row, "mentions", selection)):
            first.setdefault(code, place)
    places = sorted(first.values())

    def times(code: str, only: str) -> int:
        return sum(
            each["tag"] == "mentions"
            and each["counterpart"] == code
            and (each["rule"] != RULE or not each["text"])
            and code in tags(row, "mentions", selection)
            and (not only or code in tags(row, only, selection))
            for row in within
            for each in row["evidence"]
        )

    found = mention_counts(corpus, selection).to_dict("records")
    assert {row["counterpart"] for row in found} == first.keys()
    for row in found:
        code = row["counterpart"]
        assert (
            row["about"],
            row["mentions"],
            row["occurrences"],
            row["occurrences_about"],
            row["first"],
        ) == (
            *(sum(code in tags(each, tag, selection) for each in within) for tag in ("about", "mentions")),
            *(times(code, only) for only in ("", "about")),
            places.index(first[code]) + 1,
        )


@pytest.mark.parametrize("reference", ["", "RU"])
@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
def test_two_sides(corpus: Corpus, rows: list[Row], selection: Selection, reference: str) -> None:
    selection = replace(selection, target="US", reference=reference)
    within = passing(rows, replace(selection, relationships=(), words=(), excluded=()))
    ours = [row for row in within if "US" in tags(row, selection.tag, selection)]
    theirs = [
        row
        for row in within
        if (reference in tags(row, selection.tag, selection) if reference else row not in ours)
    ]
    both = [row for row in ours if row in theirs]
    ours, theirs = ([row for row in side if row not in both] for side in (ours, theirs))
    found = keyness(
        corpus, between(corpus, selection), limit=200, stopwords=selection.added_stopwords, kept=("合作",)
    )
    assert (found.target.paragraphs, found.reference.paragraphs, found.both) == (
        len(ours),
        len(theirs),
        len(both),
    )
    assert found.target.tokens == sum(often(ours).values())
    if not found.target.tokens or not found.reference.tokens:
        return
    n = often(ours) + often(theirs)
    compared = {
        word
        for word in n
        if (shown(word, selection.added_stopwords) and n[word] > 1 and spread(ours + theirs, word) > 1)
        or word == "合作"
    }
    assert {row["feature"] for row in found.table.to_dict("records")} == compared
    for row in found.table.to_dict("records"):
        word = row["feature"]
        assert (row["n_target"], row["n_reference"]) == (often(ours)[word], often(theirs)[word])
        assert row["paragraphs_target"] == spread(ours, word)
        assert row["paragraphs_reference"] == spread(theirs, word)


@pytest.mark.parametrize("sort", ["source", "date", "left", "right"])
@pytest.mark.parametrize("term", ["合作", "/合作.{1,6}关系/"])
def test_lines(corpus: Corpus, rows: list[Row], term: str, sort: str) -> None:
    selection = Selection(relationships=("US",), kwic_sort=sort)
    within = [row for row in passing(rows, selection) if has(row, term)]
    assert total(corpus, selection, term) == (sum(has(row, term) for row in within), len(within))
    lines = concordance(corpus, selection, term, limit=1000)
    assert len(lines) == total(corpus, selection, term)[0]
    for offset in (0, 3, 17):
        part = concordance(corpus, selection, term, limit=KWIC_LENGTH // 5, offset=offset)
        assert _records(part) == _records(lines[offset : offset + KWIC_LENGTH // 5])
    keys = {
        "source": lambda line: (line["date"], line["document_id"], line["position"]),
        "date": lambda line: (*(-ord(each) for each in line["date"].ljust(10, "\0")), line["document_id"]),
        "left": lambda line: line["left"][::-1],
        "right": lambda line: line["right"],
    }
    order = list(map(keys[sort], lines.to_dict("records")))
    assert order == sorted(order)
    if len(lines):
        last = lines["paragraph_id"].iloc[-1]
        assert rank(corpus, selection, term, last) == list(lines["paragraph_id"]).index(last)


def _records(lines: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(map(str, row)) for row in lines.itertuples(index=False)]


def test_the_vocabulary_is_by_frequency(corpus: Corpus, rows: list[Row]) -> None:
    counts = often(rows)
    usual = sorted(filter(shown, counts), key=lambda word: (-counts[word], word))
    assert vocabulary(corpus, limit=9) == usual[:9]


def test_tokens_are_those_of_the_files(corpus: Corpus) -> None:
    built = corpus.rows("SELECT number, tokens FROM paragraphs ORDER BY hash(number) LIMIT 50")
    numbers = np.array([row["number"] for row in built], np.int32)
    assert corpus.words.tokens(numbers).to_pylist() == [row["tokens"] for row in built]


def test_more_different_words_than_a_dictionary_of_parquet_has(tmp_path: Path) -> None:
    tokens = [[f"很长的词语第{place * 20 + number}号" for number in range(20)] for place in range(3000)]
    table = pa.table({"tokens": pa.array(tokens, pa.list_(pa.string()))})
    pq.write_table(table, tmp_path / "many.parquet", dictionary_pagesize_limit=100_000)
    words = Words.read([tmp_path / "many.parquet"])
    assert words.tokens(np.arange(3000, dtype=np.int32)).to_pylist() == tokens


def test_documents_are_read_when_they_are_asked_for(corpus: Corpus) -> None:
    every = list(corpus.documents)
    assert len(corpus.documents) == len(every) and corpus.documents[0] == every[0]
    assert corpus.documents[-1] == every[-1] and corpus.documents[1:4] == every[1:4]
    assert [each["date"] for each in every] == sorted(each["date"] for each in every)
    with pytest.raises(IndexError):
        corpus.documents[len(every)]

"""The corpus: opening a data folder, and the paragraphs that a selection picks."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpus.corrections import Correction, text_hash
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.selection import PAGE_LENGTH, Selection
from corpus.statistics import mention_counts
from corpus.table import Corpus, CorpusError
from tests.rows import EMPTY_HEADING, HEADING, PARAGRAPHS_OF_A_VISIT, named, write_data


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data"))


def ids(corpus: Corpus, selection: Selection) -> list[str]:
    return [row["paragraph_id"] for row in corpus.page(selection)]


PICKED = {
    "everything that counts": (Selection(), ["visit:2", "visit:3", "visit:5", "visit:7"]),
    "about": (Selection(relationships=("FR",)), ["visit:2", "visit:3"]),
    "mentions": (Selection(relationships=("DE",), tag="mentions"), ["visit:3", "visit:7"]),
    "any of two": (Selection(relationships=("FR", "DE")), ["visit:2", "visit:3", "visit:7"]),
    "all of two": (Selection(relationships=("FR", "DE"), match="all"), []),
    "a word": (Selection(words=("绿色",)), ["visit:2", "visit:3"]),
    "all words": (Selection(words=("绿色", "铁路")), ["visit:3"]),
    "a word is a token, not a piece of one": (Selection(words=("志愿",)), []),
    "an excluded word": (Selection(excluded=("合作",)), ["visit:5"]),
    "a section": (Selection(sections=("visit:1",)), ["visit:2", "visit:3"]),
    "a section without text": (Selection(sections=("visit:4",)), []),
    "a document": (Selection(documents=("visit",), words=("会议",)), ["visit:5"]),
    "quotation marks in a word": (Selection(words=("'; DROP TABLE paragraphs; --",)), []),
}


@pytest.mark.parametrize("selection, expected", PICKED.values(), ids=PICKED)
def test_a_selection_picks(corpus: Corpus, selection: Selection, expected: list[str]) -> None:
    assert ids(corpus, selection) == expected
    assert corpus.count(selection) == len(expected)


def test_relevance_is_hits_per_character(corpus: Corpus) -> None:
    assert ids(corpus, Selection(words=("合作",), order="relevance")) == ["visit:7", "visit:3", "visit:2"]
    chosen = Selection(relationships=("FR",), order="relevance")
    assert ids(corpus, chosen) == ["visit:2", "visit:3"]


def test_sections_include_those_without_text(corpus: Corpus) -> None:
    assert [(each["section_id"], each["text"], each["paragraphs"]) for each in corpus.sections] == [
        ("visit:1", HEADING, 2),
        ("visit:4", EMPTY_HEADING, 0),
    ]


def test_pages(tmp_path: Path) -> None:
    rows = [{"text": f"第{number}次会议闭幕。", "tokens": ["会议"]} for number in range(45)]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    assert [len(corpus.page(Selection(page=page))) for page in (1, 2, 3, 4)] == [20, 20, 5, 0]
    for place in (0, PAGE_LENGTH - 1, PAGE_LENGTH, 44):
        here = Selection(paragraph=f"visit:{place + 1}")
        page = corpus.page_of(here)
        assert f"visit:{place + 1}" in ids(corpus, here.choose(page=page, paragraph=here.paragraph))
    assert corpus.page_of(Selection(paragraph="visit:1", words=("缺席",))) == 0


def test_what_the_corpus_does_not_have_is_dropped(corpus: Corpus) -> None:
    wanted = Selection(sections=("visit:1", "visit:99"), documents=("gone",), paragraph="visit:98", page=2)
    assert corpus.known(wanted) == Selection(sections=("visit:1",), page=2)
    kept = Selection(sections=("visit:4",), paragraph="visit:5", page=2)
    assert corpus.known(kept) == kept


def test_surroundings(corpus: Corpus) -> None:
    around = corpus.surroundings(corpus.page(Selection(words=("铁路",), relationships=("FR",))))
    assert around.by_place["visit", 1]["text"].startswith("中法两国")
    assert around.by_place["visit", 3]["text"] == EMPTY_HEADING
    assert around.by_id["visit:1"]["text"] == HEADING


def test_several_threads_ask_at_once(corpus: Corpus) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: corpus.count(Selection(words=("合作",))), range(40))) == {3}


def correction(number: int, tag: str, code: str, verdict: str) -> Correction:
    text = str(PARAGRAPHS_OF_A_VISIT[number - 1]["text"])
    return Correction("visit", f"visit:{number}", text_hash(text), tag, code, verdict)


def counted(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    columns = ["about", "mentions", "occurrences", "occurrences_about"]
    table = mention_counts(corpus, Selection()).set_index("counterpart")[columns]
    return {
        str(code): tuple(map(int, numbers)) for code, numbers in zip(table.index, table.values, strict=True)
    }


CORRECTED: dict[str, tuple[tuple[Correction, ...], dict[str, tuple[int, ...]]]] = {
    "none": ((), {}),
    "one more": ((correction(5, "about", "FR", "add"),), {"FR": (3, 1, 2, 2)}),
    "one less": ((correction(2, "about", "FR", "remove"),), {"FR": (1, 1, 2, 0)}),
    "a mention more is named once": (
        (correction(5, "mentions", "RU", "add"),),
        {"RU": (0, 1, 1, 0)},
    ),
    "a mention less": ((correction(2, "mentions", "FR", "remove"),), {"FR": (2, 0, 0, 0)}),
    "a mention that is confirmed is named no more often": ((correction(2, "mentions", "FR", "confirm"),), {}),
    "a code that was nowhere, and all that there was": (
        (correction(5, "about", "KP", "add"), correction(7, "about", "DE", "remove")),
        {"KP": (1, 0, 0, 0), "DE": (0, 2, 2, 0)},
    ),
    "a paragraph that is gone": (
        (replace(correction(2, "about", "FR", "remove"), text_hash=text_hash("没有这一段")),),
        {},
    ),
    "a paragraph that stands elsewhere": (
        (replace(correction(2, "about", "FR", "remove"), paragraph="visit:40"),),
        {"FR": (1, 1, 2, 0)},
    ),
}


@pytest.mark.parametrize("made, changed", CORRECTED.values(), ids=CORRECTED)
def test_counts_move_for_who_corrects_and_for_nobody_else(
    corpus: Corpus, made: tuple[Correction, ...], changed: dict[str, tuple[int, ...]]
) -> None:
    plain = counted(corpus)
    other = corpus.corrected((correction(7, "about", "JP", "add"),))
    corrected = corpus.corrected(made)
    assert counted(corrected) == plain | changed
    assert counted(corpus) == plain and counted(other) == plain | {"JP": (1, 0, 0, 0)}
    assert counted(corrected.corrected(())) == plain
    assert (corrected.size, corrected.sections) == (corpus.size, corpus.sections)


def test_views_of_a_corrected_corpus(corpus: Corpus) -> None:
    corrected = corpus.corrected(
        (correction(5, "about", "FR", "add"), correction(3, "about", "FR", "remove"))
    )
    chosen = Selection(relationships=("FR",))
    assert ids(corrected, chosen) == ["visit:2", "visit:5"] and ids(corpus, chosen) == ["visit:2", "visit:3"]
    assert ids(corrected, chosen.choose(strength=1.0)) == ["visit:5"]
    assert corrected.page(Selection(relationships=("DE",))) == corpus.page(Selection(relationships=("DE",)))
    assert set(corrected.verdicts) == {"visit:3", "visit:5"}
    assert corrected.before["visit:3"]["about"] == ["FR"]
    with ThreadPoolExecutor(8) as pool:
        each = [corpus, corrected] * 20
        assert list(pool.map(lambda one: one.count(Selection(relationships=("DE",))), each)) == [1] * 40
        assert list(pool.map(lambda one: ids(one, chosen)[1], each)) == ["visit:3", "visit:5"] * 20


def test_the_lines_of_a_source_are_read_for_one_document_only(corpus: Corpus) -> None:
    assert all("lines" not in document for document in corpus.documents)
    assert "lines" not in corpus.query("FROM documents").columns
    lines = corpus.lines("visit")
    assert len(lines) == 15 and lines[0] == HEADING
    assert lines[2] == lines[11] == lines[14] == PARAGRAPHS_OF_A_VISIT[2]["text"] and lines[8] == ""
    assert corpus.lines("gone") == []


def test_parts_of_a_table_are_one_table(tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data")
    for name in (DOCUMENTS, PARAGRAPHS):
        table = pq.read_table(folder / name)
        (folder / name).unlink()
        (folder / name).mkdir()
        pq.write_table(table.slice(0, len(table) // 2), folder / name / "a.parquet")
        pq.write_table(table.slice(len(table) // 2), folder / name / "b.parquet")
        pq.write_table(table, folder / name / "of-another-build.parquet")
    manifest = json.loads((folder / MANIFEST).read_text("utf-8")) | {"parts": ["a", "b"]}
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    assert Corpus(folder).size == 4
    (folder / PARAGRAPHS / "b.parquet").unlink()
    with pytest.raises(CorpusError, match=r"b\.parquet is missing"):
        Corpus(folder)


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def garbled(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(b"\x00\x01 not what it says")


def without_column(folder: Path) -> None:
    pq.write_table(pq.read_table(folder / PARAGRAPHS).drop_columns(["tokens"]), folder / PARAGRAPHS)


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no manifest": (without(MANIFEST), MANIFEST),
    "no paragraphs": (without(PARAGRAPHS), PARAGRAPHS),
    "no documents": (without(DOCUMENTS), DOCUMENTS),
    "manifest garbled": (garbled(MANIFEST), MANIFEST),
    "manifest of another shape": (lambda folder: (folder / MANIFEST).write_text("[]"), MANIFEST),
    "paragraphs garbled": (garbled(PARAGRAPHS), PARAGRAPHS),
    "a column missing": (without_column, "tokens"),
    "an older schema": (
        lambda folder: (folder / MANIFEST).write_text(json.dumps({"schema": 0})),
        "schema version 0",
    ),
}


@pytest.mark.parametrize("damage, named", BROKEN.values(), ids=BROKEN)
def test_data_that_cannot_be_shown_is_one_sentence(
    tmp_path: Path, damage: Callable[[Path], None], named: str
) -> None:
    folder = write_data(tmp_path / "data")
    damage(folder)
    with pytest.raises(CorpusError, match="python -m corpus build") as error:
        Corpus(folder)
    assert named in str(error.value) and str(folder) in str(error.value) and "\n" not in str(error.value)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="missing; run python -m corpus build"):
        Corpus(tmp_path / "nowhere")


NOTE = [
    {"text": "双边关系简讯", "kind": "heading", "counted": False, "section_id": "visit:1"},
    {
        "text": "双方谈到绿色合作。",
        "tokens": ["双方", "谈到", "绿色", "合作"],
        "about": ["JP"],
        "mentions": ["JP"],
        "evidence": [
            {**named("JP", "双方", 0, "about", "section"), "origin": "visit:1"},
            named("JP", "双方", 0),
        ],
        "section_id": "visit:1",
    },
]


@pytest.fixture
def together(tmp_path: Path) -> Corpus:
    """The visit, and beside it two notes: one of the same id, one whose id that one would have got."""
    other = [{**row, "document_id": "visit+2", "section_id": "visit+2:1", "evidence": []} for row in NOTE]
    return Corpus(write_data(tmp_path / "data"), write_data(tmp_path / "own", [*NOTE, *other]))


def test_folders_together_are_one_corpus(together: Corpus) -> None:
    assert together.size == 4 + 2
    assert ids(together, Selection(relationships=("JP",))) == ["visit+2:2", "visit+3:2"]
    assert {each["document_id"] for each in together.documents} == {"visit", "visit+2", "visit+3"}


def test_a_document_whose_id_is_there_before_has_another_throughout(together: Corpus) -> None:
    assert together.lines("visit+3") == [row["text"] for row in NOTE]
    assert together.lines("visit")[0] == HEADING
    row = together.page(Selection(documents=("visit+3",)))[0]
    assert (row["document_id"], row["paragraph_id"], row["section_id"]) == (
        "visit+3",
        "visit+3:2",
        "visit+3:1",
    )
    assert [each["origin"] for each in row["evidence"]] == ["visit+3:1", ""]
    assert ("visit+3:1", 1) in {(each["section_id"], each["paragraphs"]) for each in together.sections}
    assert together.surroundings([row]).by_id["visit+3:1"]["text"] == NOTE[0]["text"]


def test_alone_a_document_has_the_id_that_it_has_beside_others(together: Corpus, tmp_path: Path) -> None:
    alone = Corpus(tmp_path / "own", taken=["visit"])
    assert {each["document_id"] for each in alone.documents} == {"visit+2", "visit+3"}
    assert alone.lines("visit+3") == together.lines("visit+3")
    assert alone.renamed == together.renamed == {"visit+3": "visit"}


def test_folders_together_are_corrected_and_recut(together: Corpus) -> None:
    text = text_hash(NOTE[1]["text"])
    made = (Correction("visit+3", "visit+3:2", text, "about", "JP", "remove"),)
    corrected = together.corrected(made).recut(("绿色合作",))
    assert ids(corrected, Selection(relationships=("JP",))) == ["visit+2:2"]
    assert ids(corrected, Selection(words=("绿色合作",))) == ["visit:2", "visit+2:2", "visit+3:2"]


def test_what_has_no_room_is_one_sentence(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"), megabytes=8, spills=False)
    with pytest.raises(CorpusError, match="bring fewer at once"):
        corpus.rows("SELECT list(i ORDER BY hash(i)) FROM range(10_000_000) AS numbers(i)")

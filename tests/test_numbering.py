"""A paragraph has one number: wherever one is said, it is that of citations and of the reader."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from components import NAMED, trends
from components.language import LANGUAGES
from corpus.citations import LANGUAGES as CITED
from corpus.citations import citation
from corpus.packing import pack
from corpus.schema import PARAGRAPHS
from corpus.selection import Selection
from corpus.table import Corpus
from tests import figures

DATA = Path(__file__).parent.parent / "data"
TERM = "合作"

Said = Iterator[tuple[str, int]]
"""Ids of paragraphs with the number that is said of each."""


@pytest.fixture(scope="module")
def seed() -> Corpus:
    """A document of 78 paragraphs, of which headings, furniture and quotations are not counted."""
    return Corpus(DATA)


def number_in(text: str) -> int:
    """The one number of a paragraph that a text says, in either language."""
    (found,) = re.findall(r"第 ?(\d+) ?段|paragraph (\d+)", text)
    return int("".join(found))


def rows_of(corpus: Corpus) -> list[dict[str, Any]]:
    return corpus.rows("SELECT * FROM paragraphs ORDER BY position")


def reader(corpus: Corpus, selection: Selection, reading: str) -> Mapping[str, Any]:
    """What the reader draws; the browser writes each ``place`` + 1."""
    module = NAMED["reader"]
    drawn: Mapping[str, Any] = module.content(
        corpus, module.settled(corpus, selection.choose(reading=reading).only(*module.SEEN))
    )
    return drawn


def in_reader(corpus: Corpus, selection: Selection) -> Said:
    for each in reader(corpus, selection, "text")["paragraphs"]:
        yield each["id"], each["place"] + 1


def in_strip(corpus: Corpus, selection: Selection) -> Said:
    drawn = reader(corpus, selection, "text")
    for tile in drawn["strip"]["tiles"]:
        yield f"{drawn['document']}:{tile['id']}", int(tile["title"].split(" · ")[0])


def beside_its_source(corpus: Corpus, selection: Selection) -> Said:
    for row in reader(corpus, selection, "source")["rows"]:
        if part := row["part"]:
            yield part["id"], part["place"] + 1
        for note in row["left"]:
            yield note["id"], number_in(note["text"])


def in_citations(corpus: Corpus, selection: Selection) -> Said:
    documents = {row["document_id"]: row for row in corpus.documents}
    for row in rows_of(corpus):
        for language in CITED:
            yield row["paragraph_id"], number_in(citation(row, documents[row["document_id"]], language))


def in_viewer(corpus: Corpus, selection: Selection) -> Said:
    for each in NAMED["paragraphs"].content(corpus, selection)["paragraphs"]:
        for text in each["cite"].values():
            yield each["id"], number_in(text)


def in_table(view: str, column: int) -> Callable[[Corpus, Selection], Said]:
    """A column of the table of a view that can be saved, whose last one is the id."""

    def said(corpus: Corpus, selection: Selection) -> Said:
        for row in NAMED[view].exported(corpus, selection).table()["rows"]:
            cell = row[column]
            yield row[-1], cell if isinstance(cell, int) else number_in(cell)

    return said


def in_course(view: str) -> Callable[[Corpus, Selection], Said]:
    """The marks of a course: where they stand, and what is said where one is pointed at."""

    def said(corpus: Corpus, selection: Selection) -> Said:
        module = NAMED[view]
        drawn = module.content(corpus, selection.choose(phrase=TERM).only(*module.SEEN))
        for trace in figures.figure(drawn["figure"])["data"]:
            for name, x, text in zip(trace["customdata"], trace["x"], trace["hovertext"], strict=True):
                yield name, x
                yield name, number_in(text.split("<br>")[0])

    return said


def in_packed_table(corpus: Corpus, selection: Selection) -> Said:
    with zipfile.ZipFile(io.BytesIO(pack(DATA))) as archive:
        text = archive.read(Path(PARAGRAPHS).with_suffix(".csv").name).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield row["paragraph_id"], int(row["number"])


PLACES: Mapping[str, Callable[[Corpus, Selection], Said]] = {
    "citations": in_citations,
    "viewer": in_viewer,
    "reader": in_reader,
    "strip of the reader": in_strip,
    "reader with the source": beside_its_source,
    "course": in_course("trends"),
    "course of a formula": in_course("phrases"),
    "table of the course": in_table("trends", 1),
    "table of the viewer": in_table("paragraphs", 4),
    "citations in the table of the viewer": in_table("paragraphs", -2),
    "table of the reader": in_table("reader", 4),
    "table of a packed corpus": in_packed_table,
}
"""Wherever the number of a paragraph is said."""


@pytest.mark.parametrize("filters", [{}, {"lines": "terms", "terms": (TERM,)}], ids=["all", "filtered"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_paragraph_has_one_number(
    seed: Corpus, place: str, language: str, filters: Mapping[str, Any]
) -> None:
    number = {row["paragraph_id"]: place for place, row in enumerate(rows_of(seed), 1)}
    counted = [row["paragraph_id"] for row in rows_of(seed) if row["counted"]]
    said = [*PLACES[place](seed, Selection(language=language, **filters))]
    assert [*dict(said)] and said == [(name, number[name]) for name, _ in said]
    assert any(number[name] != counted.index(name) + 1 for name, _ in said if name in counted), (
        "a number among those that are counted would be another"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_go_as_far_as_the_document(seed: Corpus, language: str) -> None:
    """The axis of a course ends with the last paragraph, as the reader's strip and its window do."""
    of = len(rows_of(seed))
    selection = Selection(language=language, lines="terms", terms=(TERM,), phrase=TERM)
    for view in ("trends", "phrases"):
        picture = NAMED[view].exported(seed, selection).picture()
        assert picture.figure["layout"]["xaxis"]["range"] == [0.2, of + 0.8]
        figure = figures.figure(NAMED[view].content(seed, selection.only(*NAMED[view].SEEN))["figure"])
        assert figure["layout"]["xaxis"]["range"] == [0.2, of + 0.8]
        hover = figure["data"][0]["hovertext"][0]
        assert re.search(rf"共 {of} 段|of {of}\b", hover)
    assert str(of) in reader(seed, selection, "text")["window"]["label"]
    assert trends.content(seed, selection.only(*trends.SEEN))["alt"].count(str(of)) == 1

"""Lists that grow with the corpus: what is found, in which order, and where a document stands."""

from pathlib import Path

import pytest

from corpus import listings
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import EMPTY_HEADING, HEADING, write_data


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    rows = [
        {
            "document_id": f"d{number:02}",
            "date": f"2020-{number:02}-01",
            "title": f"第{number}号 News",
            "text": "中法会见。" if number % 3 == 0 else "会议闭幕。",
            "about": ["FR"] if number % 3 == 0 else [],
        }
        for number in range(1, 13)
    ]
    return Corpus(write_data(tmp_path_factory.mktemp("listings") / "data", rows))


FRENCH = Selection(relationships=("FR",))


def test_documents_come_by_date_and_a_page_at_a_time(corpus: Corpus) -> None:
    n, page = listings.documents(corpus, None, "", limit=5, offset=10)
    assert n == 12 and [row["document_id"] for row in page] == ["d11", "d12"]
    n, page = listings.documents(corpus, FRENCH, "", limit=3, offset=0)
    assert n == 4 and [(row["document_id"], row["hits"]) for row in page] == [
        ("d03", 1),
        ("d06", 1),
        ("d09", 1),
    ]


@pytest.mark.parametrize(
    "sought, found",
    [("第7号", ["d07"]), ("2020-1", ["d10", "d11", "d12"]), ("1号 news", ["d01", "d11"]), ("%", [])],
)
def test_a_document_is_found_by_title_and_date(corpus: Corpus, sought: str, found: list[str]) -> None:
    n, page = listings.documents(corpus, None, sought, limit=20, offset=0)
    assert (n, [row["document_id"] for row in page]) == (len(found), found)


PLACES = {
    "the first": (None, "d01", listings.Place(12, 0, "", "d02", True)),
    "the last": (None, "d12", listings.Place(12, 11, "d11", "", True)),
    "with hits": (FRENCH, "d06", listings.Place(4, 1, "d03", "d09", True)),
    "without, between others": (FRENCH, "d07", listings.Place(4, 2, "d06", "d09", False)),
    "where none has hits": (Selection(terms=("月球",)), "d07", listings.Place(0, 0, "", "", False)),
}


@pytest.mark.parametrize("selection, document, place", PLACES.values(), ids=PLACES)
def test_a_document_has_a_place(
    corpus: Corpus, selection: Selection | None, document: str, place: listings.Place
) -> None:
    assert listings.place(corpus, selection, document) == place


def test_sections_are_found_by_their_characters(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    n, rows = listings.sections(corpus, "", limit=1)
    assert n == 2 and [(row["text"], row["paragraphs"]) for row in rows] == [(HEADING, 2)]
    n, rows = listings.sections(corpus, "岛国", limit=5)
    assert n == 1 and [(row["text"], row["paragraphs"]) for row in rows] == [(EMPTY_HEADING, 0)]
    assert [row["text"] for row in listings.named_sections(corpus, ("visit:4", "absent", "visit:1"))] == [
        EMPTY_HEADING,
        HEADING,
    ]

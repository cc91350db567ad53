"""What a click sends: bounded, and no more of it where the corpus is twice as large.

A row a page, a row a selection. The documents are those of a newspaper: thousands of them, over fifteen years,
with every counterpart, hundreds of headings, and one that is as long as a book.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from components import FRAME, PAGES, frontend, search, tables
from components.language import LANGUAGES
from corpus.counterparts import COUNTERPARTS
from corpus.selection import TABLES, Selection
from corpus.table import Corpus
from tests.rows import named, write_data

BOUND = 150_000
"""Bytes that a click may send, after the first load."""

WORDS = "铁路 合作 绿色 发展 贸易 会议 投资 海关 卫星 港口 教育 文化 稳定 增长 互利 共赢 旅游 能源 农业 科技".split()


def rows(documents: int) -> Iterator[dict[str, Any]]:
    """A heading in every fifth document, two paragraphs in each, and the last document long."""
    codes = cycle(COUNTERPARTS)
    for number in range(documents):
        name, day = (
            f"d{number:05}",
            f"{2011 + number * 15 // documents}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        )
        document = {
            "document_id": name,
            "date": day,
            "title": f"第{number}号新闻：{WORDS[number % 20]}与各国",
        }
        if number % 5 == 0:
            yield {
                **document,
                "text": f"第{number}节：{WORDS[number % 7]}",
                "kind": "heading",
                "counted": False,
            }
        for _ in range(2 if number < documents - 1 else 1500):
            yield document | paragraph(next(codes), next(codes), number)


def paragraph(code: str, other: str, number: int) -> dict[str, Any]:
    """A paragraph about two counterparts, with words in turn."""
    words = [WORDS[(number + step * step) % 20] for step in range(24)]
    name = COUNTERPARTS[code].zh
    text = f"{name}代表说，{'，'.join(words)}。"
    return {
        "text": text,
        "tokens": [name, "代表", *words],
        "about": [code, other],
        "mentions": [code],
        "evidence": [named(code, name, 0, "about"), named(code, name, 0)],
    }


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> list[Corpus]:
    """Two corpora, of which the second is twice as large."""
    folder = tmp_path_factory.mktemp("payloads")
    return [Corpus(write_data(folder / str(n), [*rows(n)])) for n in (1000, 2000)]


SELECTIONS: Mapping[str, dict[str, Any]] = {
    "everything": {},
    "a relationship": {"relationships": ("RU",)},
    "all relationships": {"relationships": tuple(COUNTERPARTS)},
    "a word": {"words": ("合作",)},
    "a search": {"terms": ("绿色",), "strip": "terms"},
    "a span": {"since": "2014-03", "until": "2016-10", "period": "month"},
    "months of terms": {"period": "month", "lines": "terms", "words": tuple(WORDS[:8]), "terms_match": "any"},
    "more bars": {"bars": "many", "tag": "mentions", "pairs": "network"},
    "terms of relationships": {"pairs": "terms", "ranking": "distinctive", "unit": "share"},
    "tables": {"tables": TABLES, "period": "month"},
    "nothing": {"terms": ("月球背面",), "relationships": ("RU",)},
    "a section that is sought": {"heading": "铁路", "find": "铁路", "find_page": 3},
}


GROWING = ("everything", "all relationships", "tables")
"""The selections of which more is sent, if of any."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[Corpus, Selection], dict[str, int]]:
    """The bytes that each component is sent for a page. The search box's are left out: it is sent once."""
    found: dict[str, int] = {}
    monkeypatch.setattr(
        frontend,
        "mount",
        lambda name, data, **how: found.update(
            {name: len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())}
        ),
    )

    def drawn(corpus: Corpus, selection: Selection) -> dict[str, int]:
        found.clear()
        for view in (view for row in (*FRAME, *PAGES[selection.view]) for view in row if view is not search):
            view.draw(corpus, selection)
        return dict(found)

    return drawn


@pytest.mark.parametrize("page", [page for page in PAGES if page != "documents"])
def test_what_a_click_sends_does_not_grow_with_the_corpus(
    corpora: list[Corpus], sent: Callable[[Corpus, Selection], dict[str, int]], page: str
) -> None:
    small, large = corpora
    for number, (name, chosen) in enumerate(SELECTIONS.items()):
        selection = Selection(view=page, language=LANGUAGES[number % 2], **chosen)
        here = sent(large, selection)
        assert sum(here.values()) <= BOUND, f"{name}: {here}"
        if name in GROWING:
            less = sent(small, selection)  # numbers have fewer digits, and texts on a page are others
            assert sum(here.values()) <= 1.1 * sum(less.values()) + 2_000, f"{name}: {less} {here}"


@pytest.mark.parametrize("reading", ["text", "source"])
@pytest.mark.parametrize("place", ["2", "800", "1499"])
def test_a_document_as_long_as_a_book_is_sent_in_parts(
    corpora: list[Corpus], sent: Callable[[Corpus, Selection], dict[str, int]], reading: str, place: str
) -> None:
    at = Selection(view="reader", document="d00999", paragraph=f"d00999:{place}", reading=reading)
    for chosen in ({}, {"relationships": ("RU",)}, {"terms": ("绿色",), "strip": "terms"}):
        assert sum(sent(corpora[0], at.choose(paragraph=at.paragraph, **chosen)).values()) <= BOUND


def test_the_page_of_a_table_is_short_and_the_file_is_whole(tmp_path: Path) -> None:
    table = {"title": "", "columns": ["词", "次"], "rows": [[f"词{n}", n] for n in range(2000)]}
    assert len(tables.shown(table, "zh")["rows"]) == tables.ROWS
    assert len(tables.written(table).decode().splitlines()) == 2001

"""The concordance as data: what is coloured in a context, and what the empty state offers."""

from pathlib import Path
from typing import Any

import pytest

from components import concordance as view
from corpus import search
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data

TEXTS = ("铁路合作与绿色发展，双方谈到合作。", "双方谈到绿色合作前景广阔")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data", [{"text": text, "tokens": [text]} for text in TEXTS]))


def content(corpus: Corpus, **fields: Any) -> dict[str, Any]:
    return view.content(corpus, Selection(**{"language": "en", **fields}).only(*view.SEEN))


def coloured(line: dict[str, Any]) -> list[str]:
    return [text for side in ("left", "right") for text, hue, _ in line[side] if hue]


MARKED = {
    "a term that the edge of the context cuts": ("铁路合作", [["铁路"], ["作"], []], 11),
    "the end of a context is no end of the text": ("/色$/", [[], [], []], 4),
    "the beginning of a context is no beginning of the text": ("/^双方/", [[], [], []], 4),
    "a pattern that holds the keyword": ("/绿色合作前景/", [[], [], ["绿色", "前景"]], 8),
}


@pytest.mark.parametrize("term, expected, context", MARKED.values(), ids=MARKED)
def test_what_is_coloured_is_a_hit_in_the_text(
    corpus: Corpus, term: str, expected: list[list[str]], context: int
) -> None:
    drawn = content(corpus, keyword="合作", highlights=(term,), context=context)
    for line in drawn["lines"]:
        assert "".join(text for text, *_ in line["left"]) in TEXTS[int(line["id"][-1]) - 1]
    assert [coloured(line) for line in drawn["lines"]] == expected


def test_a_pattern_is_asked_once_for_a_paragraph(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    found = search.spans
    monkeypatch.setattr(search, "spans", lambda text, term: asked.append(text) or found(text, term))
    content(corpus, keyword="合作", highlights=("/绿.发展/",))
    assert sorted(asked) == sorted(TEXTS)

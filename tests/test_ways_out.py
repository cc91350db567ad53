"""The ways out of an empty view: each is taken, and the view then shows what the way promised."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from components import (
    cloud,
    comentions,
    concordance,
    counts,
    frontend,
    keyness,
    paragraphs,
    phrases,
    reader,
    trends,
    world_map,
)
from components.language import LANGUAGES
from corpus.selection import Selection
from corpus.statistics import mention_counts
from corpus.table import Corpus
from tests.rows import write_data

Drawn = Mapping[str, Any]


def row(document: str, date: str, text: str, *codes: str) -> dict[str, Any]:
    """A paragraph of words between spaces, about the counterparts."""
    more = {"about": codes, "mentions": codes, "title": f"第{document}篇", "date": date}
    return {"text": text.replace(" ", ""), "tokens": text.split(), "document_id": document, **more}


ROWS = (
    row("a", "2020-01-02", "法国 铁路 合作 共赢 合作", "FR"),
    row("a", "2020-01-02", "法国 德国 铁路 合作 共赢", "FR", "DE"),
    row("a", "2020-01-02", "会议 闭幕"),
    row("b", "2021-03-04", "日本 绿色 发展 绿色 发展", "JP"),
    row("b", "2021-03-04", "日本 德国 绿色 发展 合作", "JP", "DE"),
    row("b", "2021-03-04", "德国 铁路 铁路 发展 发展", "DE"),
    row("c", "2022-05-06", "会议 闭幕 感谢 志愿者"),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(write_data(tmp_path_factory.mktemp("ways") / "data", ROWS))


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def of_keyness(corpus: Corpus, selection: Selection, drawn: Drawn) -> int:
    """The paragraphs of both sides, counted here."""
    target, reference = keyness.sides(corpus, selection)
    passing = corpus.rows(
        "SELECT about FROM paragraphs WHERE counted AND list_has_any(?::VARCHAR[], [document_id])",
        [selection.documents or ("a", "b", "c")],
    )
    assert not (selection.terms or selection.since or selection.until or selection.without)
    sides = [
        (target in each["about"], (reference in each["about"]) if reference else None) for each in passing
    ]
    return sum(1 for one, other in sides if (one != other if other is not None else True))


def of_trends(corpus: Corpus, selection: Selection, drawn: Drawn) -> int:
    """The paragraphs of all periods, or of the one document."""
    if drawn["title"] == "Course of the document":
        return numbers(drawn["alt"])[0]
    table = trends.content(corpus, selection.only(*trends.SEEN))["table"]
    return sum({row[0]: row[3] for row in table["rows"]}.values())


SHOWN: dict[str, tuple[ModuleType, Callable[[Corpus, Selection, Drawn], int]]] = {
    "counts": (counts, lambda corpus, selection, drawn: corpus.count(selection)),
    "cloud": (cloud, lambda corpus, selection, drawn: corpus.count(selection)),
    "paragraphs": (paragraphs, lambda corpus, selection, drawn: numbers(drawn["range"])[-1]),
    "reader": (reader, lambda corpus, selection, drawn: len(drawn["hits"])),
    "comentions": (comentions, lambda corpus, selection, drawn: numbers(drawn["notes"][0])[0]),
    "concordance": (concordance, lambda corpus, selection, drawn: numbers(drawn["count"])[-1]),
    "phrases": (phrases, lambda corpus, selection, drawn: numbers(drawn["notes"][0])[1]),
    "words": (comentions, lambda corpus, selection, drawn: corpus.count(selection, ("relationships", "words", "terms"))),
    "trends": (trends, lambda corpus, selection, drawn: of_trends(corpus, selection, drawn)),
    "map": (world_map, lambda corpus, selection, drawn: int(mention_counts(corpus, selection)["paragraphs"].max())),
    "keyness": (keyness, of_keyness),
}  # fmt: skip

EMPTY: dict[str, tuple[str, Selection, list[tuple[str, str, int]]]] = {
    "counts": (
        "counts",
        Selection(words=("绿色",), documents=("a",), relationships=("FR", "JP")),
        [("words", "绿色", 2), ("documents", "a", 2)],
    ),
    "cloud": (
        "cloud",
        Selection(terms=("绿色",), relationships=("FR",), ranking="distinctive"),
        [("terms", "绿色", 2), ("relationships", "FR", 2)],
    ),
    "viewer": (
        "paragraphs",
        Selection(relationships=("FR",), words=("绿色",), highlights=("合作",), added_stopwords=("合作",)),
        [("relationships", "FR", 2), ("words", "绿色", 2)],
    ),
    "reader: only this document counts": (
        "reader",
        Selection(document="b", words=("绿色",), relationships=("FR",), documents=("a",), since="2022"),
        [("relationships", "FR", 2)],
    ),
    "reader: the document that a link opened stays": (
        "reader",
        Selection(paragraph="b:1", words=("铁路",), relationships=("FR",)),
        [("words", "铁路", 0), ("relationships", "FR", 1)],
    ),
    "reader: nothing leads out of a document without hits": (
        "reader",
        Selection(document="c", words=("绿色",), relationships=("FR",)),
        [],
    ),
    "pairs: those of one counterpart are no pairs": (
        "comentions",
        Selection(words=("共赢",), excluded=("德国",), sections=(), relationships=("FR",)),
        [("words", "共赢", 0), ("excluded", "德国", 1)],
    ),
    "pairs: stop words hide none": (
        "comentions",
        Selection(documents=("c",), added_stopwords=("会议",)),
        [("documents", "c", 2)],
    ),
    "relationships and words": (
        "words",
        Selection(pairs="terms", documents=("c",), terms=("闭幕",), relationships=("FR",)),
        [("documents", "c", 7)],
    ),
    "trends of relationships leave dates out": (
        "trends",
        Selection(words=("志愿者",), since="2030", relationships=()),
        [("words", "志愿者", 7)],
    ),
    "trends of terms leave words out": (
        "trends",
        Selection(lines="terms", words=("缺席",), without=("会议", "德国", "日本", "法国")),
        [("without", "会议", 2), ("without", "德国", 1), ("without", "日本", 1), ("without", "法国", 1)],
    ),
    "map": ("map", Selection(words=("闭幕",)), [("words", "闭幕", 7)]),
    "map: one that is chosen stands there with 0": (
        "map",
        Selection(terms=("缺席",), relationships=("FR",)),
        [("terms", "缺席", 7)],
    ),
    "keyness": ("keyness", Selection(documents=("c",), words=("会议",)), [("documents", "c", 7)]),
    "keyness: what is compared stays": (
        "keyness",
        Selection(documents=("b",), target="FR", reference="JP"),
        [("documents", "b", 4)],
    ),
    "concordance": (
        "concordance",
        Selection(keyword="绿色", words=("铁路",), documents=("a",), highlights=("合作",)),
        [],
    ),
    "concordance: a filter": (
        "concordance",
        Selection(keyword="绿色", documents=("a",)),
        [("documents", "a", 2)],
    ),
    "concordance: the scope": (
        "concordance",
        Selection(keyword="绿色", scope="document", document="a"),
        [("scope", "document", 2)],
    ),
    "concordance: no keyword at all": (
        "concordance",
        Selection(documents=("c",), without=("会议",)),
        [("without", "会议", 1), ("documents", "c", 3)],
    ),
    "concordance: a search that is the keyword": (
        "concordance",
        Selection(terms=("缺席",)),
        [("terms", "缺席", 3)],
    ),
    "phrases": ("phrases", Selection(phrase="绿色发展", documents=("c",), since="2030"), []),
    "phrases: a filter": ("phrases", Selection(phrase="绿色发展", documents=("b",), until="2020"), [
        ("until", "2020", 2), ("documents", "b", 0),
    ]),
}  # fmt: skip


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, Corpus, Selection], Drawn]:
    sent: list[Drawn] = []
    monkeypatch.setattr(frontend, "mount", lambda name, data, **how: sent.append(data))

    def drawn(view: ModuleType, corpus: Corpus, selection: Selection) -> Drawn:
        sent.clear()
        view.draw(corpus, selection)
        json.dumps(sent[0])
        return sent[0]

    return drawn


@pytest.mark.parametrize("name, selection, expected", EMPTY.values(), ids=EMPTY)
def test_a_way_out_leads_to_what_it_says(
    corpus: Corpus,
    draw: Callable[[ModuleType, Corpus, Selection], Drawn],
    name: str,
    selection: Selection,
    expected: list[tuple[str, str, int]],
) -> None:
    view, shown = SHOWN[name]
    selection = selection.choose(language="en", paragraph=selection.paragraph)
    empty = draw(view, corpus, selection)["empty"]
    assert empty and empty["text"]
    wanted = [each for each in expected if each[2]]
    assert sorted((way["field"], way["value"], way["n"]) for way in empty["ways"]) == sorted(wanted)
    for way in empty["ways"]:
        after = selection.toggle(way["field"], way["value"]).choose(**way["choose"])
        drawn = draw(view, corpus, after)
        assert not drawn["empty"]
        assert shown(corpus, after, drawn) == way["n"]
    if empty["clear"]:
        assert not draw(view, corpus, selection.clear())["empty"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_that_name_nobody_are_no_reason_to_drop_a_filter(
    corpus: Corpus, draw: Callable[[ModuleType, Corpus, Selection], Drawn], language: str
) -> None:
    empty = draw(counts, corpus, Selection(words=("闭幕",), language=language))["empty"]
    assert empty["text"]
    assert (empty["ways"], empty["clear"]) == ([], "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_offered_where_nothing_is(tmp_path: Path, language: str) -> None:
    nothing = Corpus(write_data(tmp_path / "data", []))
    drawn = concordance.content(nothing, Selection(keyword="合作", language=language).only(*concordance.SEEN))
    assert (drawn["empty"]["ways"], drawn["empty"]["clear"]) == ([], "")

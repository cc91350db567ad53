"""Co-mention: against numbers counted by hand, and what the view draws."""

from collections import Counter
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import comentions as view
from components import plot
from components.colours import colour
from components.language import LANGUAGES
from corpus.comentions import comentions, companions, relationship_terms, terms_of
from corpus.counterparts import COUNTERPARTS
from corpus.schema import PARAGRAPHS
from corpus.selection import Selection
from corpus.table import Corpus
from tests.dated import build_dated
from tests.figures import figure as read_figure
from tests.rows import write_data

MEETINGS = (
    {
        "text": "法国、德国、日本代表出席。",
        "mentions": ["FR", "DE", "JP"],
        "about": ["FR"],
        "tokens": ["代表", "出席"],
    },
    {
        "text": "法国和德国谈铁路合作。",
        "mentions": ["FR", "DE"],
        "about": ["FR", "DE"],
        "tokens": ["铁路", "合作", "合作"],
    },
    {"text": "德国发展铁路。", "mentions": ["DE"], "about": ["DE"], "tokens": ["发展", "铁路"]},
    {"text": "日本代表发言。", "mentions": ["JP"], "about": [], "tokens": ["代表", "发言"]},
    {"text": "巴西代表发言。", "mentions": ["BR"], "about": ["BR"], "tokens": ["代表", "发言"]},
    {"text": "会议闭幕。", "tokens": ["会议", "闭幕"]},
    {
        "text": "法国和德国",
        "kind": "heading",
        "counted": False,
        "mentions": ["FR", "DE"],
        "about": ["FR", "DE"],
    },
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(write_data(tmp_path_factory.mktemp("meetings") / "data", MEETINGS))


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(build_dated(tmp_path_factory.mktemp("dated"), most=60))


@pytest.fixture(scope="module")
def rows(dated: Corpus) -> list[dict[str, Any]]:
    return [row for row in pq.read_table(dated.folder / PARAGRAPHS).to_pylist() if row["counted"]]


def pairs_of(corpus: Corpus, selection: Selection, *, limit: int = 20) -> list[dict[str, Any]]:
    return comentions(corpus, selection, companions(corpus, selection, limit=limit)).to_dict("records")


def drawn(corpus: Corpus, **fields: Any) -> dict[str, Any]:
    return view.content(corpus, Selection(**fields).only(*view.SEEN))


def test_companions_by_hand(corpus: Corpus) -> None:
    table = companions(corpus, Selection(tag="mentions"), limit=20)
    assert table["counterpart"].tolist() == ["DE", "FR", "JP"]  # BR stands alone
    assert table["paragraphs"].tolist() == [3, 2, 2] and table["together"].tolist() == [2, 2, 1]
    assert table.loc[0, ["of", "several", "n"]].tolist() == [3, 2, 6]


def test_pairs_by_hand(corpus: Corpus) -> None:
    first, *rest = pairs_of(corpus, Selection(tag="mentions"))
    assert [first[name] for name in ("a", "b", "paragraphs", "paragraphs_a", "paragraphs_b", "n")] == [
        "DE",
        "FR",
        2,
        3,
        2,
        6,
    ]
    assert first["expected"] == pytest.approx(1.0) and first["dice"] == pytest.approx(2 * 2 / 5)
    # FR and JP (Dice 2/4) before DE and JP (2/5): as many paragraphs, more strongly associated
    assert [(row["a"], row["b"], row["paragraphs"]) for row in rest] == [("FR", "JP", 1), ("DE", "JP", 1)]


def test_the_tag_decides(corpus: Corpus) -> None:
    assert [(row["a"], row["b"], row["paragraphs"]) for row in pairs_of(corpus, Selection())] == [
        ("DE", "FR", 1)
    ]


def test_the_filter_on_relationships_is_left_out_and_a_chosen_one_stays(corpus: Corpus) -> None:
    plain, chosen = Selection(tag="mentions"), Selection(tag="mentions", relationships=("BR",), match="all")
    assert pairs_of(corpus, plain) == pairs_of(corpus, chosen)
    assert companions(corpus, chosen, limit=1)["counterpart"].tolist() == ["DE", "BR"]


def test_other_filters_and_the_strength_hold(corpus: Corpus) -> None:
    assert pairs_of(corpus, Selection(tag="mentions", words=("铁路",)))[0]["n"] == 2
    assert pairs_of(corpus, Selection(tag="mentions", strength=0.95)) == []


@pytest.mark.parametrize("tag", ["about", "mentions"])
def test_pairs_of_many_texts_are_counted_by_hand(dated: Corpus, rows: list[dict[str, Any]], tag: str) -> None:
    by_hand = Counter(pair for row in rows for pair in combinations(sorted(row[tag]), 2))
    found = pairs_of(dated, Selection(tag=tag), limit=400)
    assert {tuple(sorted((row["a"], row["b"]))): row["paragraphs"] for row in found} == by_hand


@pytest.mark.parametrize("tag", ["about", "mentions"])
def test_a_pair_says_what_its_click_shows(dated: Corpus, tag: str) -> None:
    content = drawn(dated, tag=tag)
    pairs = pairs_of(dated, Selection(tag=tag))
    for row in pairs[:12]:
        click = content["clicks"][view.key_of(row["a"], row["b"])]
        assert dated.count(Selection(tag=tag).choose(**click["choose"])) == row["paragraphs"]


CODES = st.lists(st.sampled_from(("FR", "DE", "JP", "BR", "US")), unique=True, max_size=4)


@settings(max_examples=25, deadline=None)
@given(st.lists(CODES, min_size=1, max_size=12))
def test_a_pair_is_never_more_than_either(
    tmp_path_factory: pytest.TempPathFactory, tagged: list[list[str]]
) -> None:
    rows = [{"text": "会议。", "mentions": codes} for codes in tagged]
    corpus = Corpus(write_data(tmp_path_factory.mktemp("any") / "data", rows))
    found = pairs_of(corpus, Selection(tag="mentions"))
    for row in found:
        assert 0 < row["paragraphs"] <= min(row["paragraphs_a"], row["paragraphs_b"]) <= row["n"] == len(rows)
        assert 0 < row["dice"] <= 1
    keys = [view.key_of(row["a"], row["b"]) for row in found]
    assert len(keys) == len(set(keys)), "each pair once"
    shown = drawn(corpus, tag="mentions", language="en")
    if found:
        figure = read_figure(shown["figure"])
        z = figure["data"][-1]["z"]
        assert z == [list(column) for column in zip(*z, strict=True)], "the matrix is symmetric"
        assert all(z[at][at] is None for at in range(len(z)))
    else:
        assert shown["empty"]["text"]


def test_terms_are_the_searched_ones_then_words_without_names(corpus: Corpus) -> None:
    found = terms_of(corpus, Selection(terms=("/铁.合/",), words=("闭幕",)), limit=3)
    assert found[0] == ("/铁.合/", "terms") and ("闭幕", "words") in found
    assert next(term for term, field in found if field == "words") in ("代表", "闭幕")
    every = {term for term, _ in terms_of(corpus, Selection(), limit=50)}
    assert "代表" in every and not every & {"法国", "德国", "中国"}


def test_relationships_and_terms_by_hand(corpus: Corpus) -> None:
    terms = [("铁路合作", "terms"), ("合作", "words"), ("铁路", "words")]
    selection = Selection(tag="mentions", words=("合作",), terms=("铁路合作",), relationships=("DE",))
    table = relationship_terms(corpus, selection, terms, limit=3).set_index(["counterpart", "feature"])
    assert table.loc[("DE", "合作"), ["paragraphs", "occurrences", "of"]].tolist() == [1, 2, 3]
    assert table.loc[("DE", "铁路"), ["paragraphs", "occurrences", "of"]].tolist() == [2, 2, 3]
    assert table.loc[("FR", "铁路合作"), ["paragraphs", "occurrences", "of"]].tolist() == [1, 1, 2]
    assert table.loc[("JP", "铁路合作"), ["paragraphs", "occurrences", "of"]].tolist() == [0, 0, 2]
    characters = sum(len(row["text"]) for row in MEETINGS[:3])
    assert table.loc[("DE", "合作"), "per_1000"] == pytest.approx(2000 / characters)
    assert table["relationships"].unique().tolist() == [4]


def test_a_cell_says_what_its_click_shows(dated: Corpus) -> None:
    selection = Selection(
        tag="mentions", pairs="terms", terms=("/合.发展/", "会议"), words=("合作",), relationships=("RU",)
    )
    table = relationship_terms(dated, selection, terms_of(dated, selection, limit=5), limit=5).to_dict(
        "records"
    )
    clicks = view.term_clicks(table)
    assert {row["field"] for row in table if row["paragraphs"]} == {"words", "terms"}
    for row in table:
        if row["paragraphs"]:
            click = clicks[view.term_key(row)]
            assert dated.count(selection.choose(**click["choose"])) == row["paragraphs"]
        else:
            assert view.term_key(row) not in clicks


def test_the_same_click_undoes(corpus: Corpus) -> None:
    key = view.key_of("FR", "DE")
    content = drawn(corpus, tag="mentions", relationships=("DE", "FR"), match="all")
    assert key in content["chosen"] and content["undo"][key] == {
        "choose": {"relationships": [], "match": "any"}
    }
    assert not drawn(corpus, tag="mentions", relationships=("DE", "FR"))["undo"], (
        "any of both is not the pair"
    )
    one = drawn(corpus, tag="mentions", relationships=("JP",))
    assert set(one["chosen"]) == {"JP", view.key_of("FR", "JP"), view.key_of("DE", "JP")} and not one["undo"]
    cell = drawn(corpus, tag="mentions", pairs="terms", relationships=("DE",), words=("铁路",))
    assert cell["chosen"] == ["DE|words|铁路"] == list(cell["undo"])
    assert cell["undo"]["DE|words|铁路"] == {"choose": {"relationships": [], "words": [], "terms": []}}


def test_strong_pairs_are_neighbours_on_the_circle() -> None:
    codes = ["FR", "DE", "JP", "BR", "US", "RU"]
    pairs = [
        {"a": a, "b": b, "paragraphs": n}
        for a, b, n in (("FR", "BR", 9), ("DE", "US", 8), ("JP", "RU", 7), ("FR", "US", 1))
    ]
    order = view.circular(codes, pairs)
    assert sorted(order) == sorted(codes) and order == view.circular(codes, pairs)
    for row in pairs[:3]:
        apart = abs(order.index(row["a"]) - order.index(row["b"]))
        assert min(apart, len(codes) - apart) == 1, row
    assert view.circular([], []) == [] and view.circular(["FR"], []) == ["FR"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [330, 930])
def test_names_around_the_network_do_not_overlap(dated: Corpus, language: str, width: int) -> None:
    content = drawn(dated, tag="mentions", pairs="network", language=language)
    figure = read_figure(content["figure"])
    margin, nodes = figure["layout"]["margin"], figure["data"][-1]
    boxes = []
    for x, y, text, position, size in zip(
        *(nodes[name] for name in ("x", "y", "text", "textposition")), nodes["marker"]["size"], strict=True
    ):
        across = margin["l"] + (x + 1) / 2 * (width - margin["l"] - margin["r"])
        down = margin["t"] + (1 - y) / 2 * (content["height"] - margin["t"] - margin["b"])
        side = 1 if position.endswith("right") else -1
        near, far = (
            across + side * (size / 1.6 + 1),
            across + side * (size / 1.6 + 1 + plot.width(text, view.SIZE)),
        )
        boxes.append((min(near, far), max(near, far), down - view.SIZE / 2, down + view.SIZE / 2))
    for left, right, _top, _bottom in boxes:
        assert left >= 0 and right <= width
    for one, other in combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


def test_the_network_draws_what_is_counted(dated: Corpus) -> None:
    figure = read_figure(drawn(dated, tag="mentions", pairs="network")["figure"])
    *lines, middles, nodes = figure["data"]
    pairs = pairs_of(dated, Selection(tag="mentions"))[: view.EDGES]
    assert (
        {line["meta"] for line in lines}
        == {view.key_of(row["a"], row["b"]) for row in pairs}
        == set(middles["customdata"])
    )
    widths = {line["meta"]: line["line"]["width"] for line in lines}
    by_width = [widths[view.key_of(row["a"], row["b"])] for row in pairs]
    assert by_width == sorted(by_width, reverse=True)
    assert nodes["marker"]["color"] == [colour(code) for code in nodes["customdata"]]
    assert all(hypot(x, y) == pytest.approx(1, abs=0.01) for x, y in zip(nodes["x"], nodes["y"], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pairs", view.DRAWINGS)
@pytest.mark.parametrize("chosen", [{}, {"relationships": ("US", "RU"), "match": "all", "words": ("合作",)}])
def test_figures_are_ones_that_plotly_knows(
    dated: Corpus, pairs: str, language: str, chosen: dict[str, Any]
) -> None:
    content = drawn(dated, tag="mentions", pairs=pairs, language=language, **chosen)
    go.Figure(read_figure(content["figure"]))  # raises for a property that does not exist
    assert content["alt"] and content["notes"][0] and content["empty"] is None
    assert {row["key"] for each in content["lists"] for row in each["rows"]} <= set(content["clicks"])
    assert len(content["table"]["rows"][0]) == len(content["table"]["columns"])


MANY = [
    {
        "text": "各国代表出席会议。",
        "mentions": list(COUNTERPARTS)[at : at + 30],
        "about": [],
        "tokens": ["代表", "出席", "会议"],
    }
    for at in range(0, len(COUNTERPARTS), 15)
]
BAD = {
    "one paragraph": [{"text": "会议闭幕。"}],
    "no relationship": [{"text": "会议闭幕。", "tokens": ["会议", "闭幕"], "date": ""}] * 3,
    "no two together": [{"text": "法国。", "mentions": ["FR"], "about": ["FR"], "tokens": ["代表"]}],
    "every counterpart": MANY,
    "a term everywhere": [
        {"text": "合作。", "mentions": ["FR", "DE"], "about": ["FR", "DE"], "tokens": ["合作"]}
    ]
    * 2,
}


@pytest.mark.parametrize("pairs", view.DRAWINGS)
@pytest.mark.parametrize("rows", BAD.values(), ids=BAD)
def test_bad_corpora_draw_something_true(tmp_path: Path, rows: list[dict[str, Any]], pairs: str) -> None:
    corpus = Corpus(write_data(tmp_path / "data", rows))
    for fields in ({}, {"relationships": ("BR",)}, {"words": ("缺席",)}, {"terms": ("缺席",)}):
        for tag in ("about", "mentions"):
            content = drawn(corpus, tag=tag, pairs=pairs, **fields)
            go.Figure(read_figure(content["figure"]))
            assert bool(content["empty"]) == (not content["lists"][0]["rows"])
            assert all(len(each["rows"]) <= view.STRONGEST for each in content["lists"])


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data", MANY))
    notes = drawn(corpus, tag="mentions", language="en")["notes"][0]
    assert f"Drawn are the {view.COUNTERPARTS} of {len(COUNTERPARTS)}" in notes
    notes = drawn(corpus, tag="mentions", pairs="terms", language="en")["notes"][0]
    assert f"The {view.RELATIONSHIPS} most frequent of {len(COUNTERPARTS)}" in notes
    assert "a small base" in notes, "two paragraphs each"


def test_lines_that_are_left_out_are_said(tmp_path: Path) -> None:
    codes = list(COUNTERPARTS)[:12]  # 66 pairs
    corpus = Corpus(write_data(tmp_path / "data", [{"text": "会议。", "mentions": codes}]))
    content = drawn(corpus, tag="mentions", pairs="network", language="en")
    assert f"the {view.EDGES} most frequent of 66 pairs" in content["notes"][0]
    assert "A small base" in content["notes"][0]
    assert len(content["table"]["rows"]) == 66, "the table has them all"


def test_hostile_terms_are_no_markup(tmp_path: Path) -> None:
    word = "<img/src=x>&"
    corpus = Corpus(
        write_data(tmp_path / "data", [{"text": word, "mentions": ["FR"], "about": ["FR"], "tokens": [word]}])
    )
    content = drawn(corpus, pairs="terms", language="en")
    figure = read_figure(content["figure"])
    read = [*figure["layout"]["xaxis"]["ticktext"], *figure["data"][-1]["hovertext"][0]]
    assert not any("<img" in text for text in read) and any("&lt;img" in text for text in read)
    assert word in content["lists"][0]["rows"][0]["title"], "a tooltip is plain text"

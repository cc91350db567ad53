"""Formulas: near forms worked out by hand, proposals, and what is counted for one formula."""

import json
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import concordance as concordance_view
from components import phrases as phrases_view
from corpus import phrases
from corpus.counterparts import COUNTERPARTS
from corpus.phrases import (
    align,
    association,
    candidates,
    difference,
    distance,
    ends,
    most_edits,
    near_forms,
    outermost,
    parts,
    relationships,
    variants,
)
from corpus.selection import Selection
from corpus.table import Corpus
from corpus.tokens import TERMS, words
from tests.figures import figure as read_figure
from tests.rows import write_data

DATA = Path(__file__).parent.parent / "data"


def written(folder: Path, texts: list[str], **more: list[Any]) -> Corpus:
    """Paragraphs visit:1, visit:2, … of the texts, cut as a build cuts them; more columns as lists."""
    rows = [{"text": text, "tokens": words(text)} for text in texts]
    for name, values in more.items():
        rows = [{**row, name: value} for row, value in zip(rows, values, strict=True)]
    return Corpus(write_data(folder, rows))


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(DATA)


DISTANCES = {
    ("互利共赢", "互利共赢"): 0,
    ("互利共赢", "互利双赢"): 1,
    ("互利共赢", "互利互惠共赢"): 2,
    ("新型国际关系", "新型大国关系"): 2,
    ("全面战略合作伙伴关系", "全面战略伙伴关系"): 2,
    ("全面战略合作伙伴关系", "全天候战略合作伙伴关系"): 2,
    ("", "𠀀𠀁"): 2,
}


@pytest.mark.parametrize("pair, expected", DISTANCES.items(), ids=map("·".join, DISTANCES))
def test_distance(pair: tuple[str, str], expected: int) -> None:
    assert distance(*pair) == distance(*pair[::-1]) == expected


@given(
    st.text("互利共赢合作", max_size=7), st.text("互利共赢合作", max_size=7), st.text("互利共", max_size=5)
)
def test_distance_is_a_metric_and_alignment_gives_both_back(one: str, other: str, third: str) -> None:
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, third) <= distance(one, other) + distance(other, third)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
    steps = align(one, other)
    assert "".join(step.ours for step in steps) == one
    assert "".join(step.theirs for step in steps) == other
    pieces = difference(one, other)
    assert "".join(text for text, kind in pieces if kind != "added") == one
    assert "".join(text for text, kind in pieces if kind != "removed") == other


DIFFERENCES = {
    ("互利共赢", "互利双赢"): [("互利", ""), ("共", "removed"), ("双", "added"), ("赢", "")],
    ("全面战略合作伙伴关系", "全面战略伙伴关系"): [
        ("全面战略", ""),
        ("合作", "removed"),
        ("伙伴关系", ""),
    ],
    ("共建一带一路", "共建“一带一路”"): [
        ("共建", ""),
        ("“", "added"),
        ("一带一路", ""),
        ("”", "added"),
    ],
}


@pytest.mark.parametrize("pair, expected", DIFFERENCES.items(), ids=map("·".join, DIFFERENCES))
def test_difference(pair: tuple[str, str], expected: list[tuple[str, str]]) -> None:
    assert difference(*pair) == expected


@pytest.mark.parametrize("length, edits", [(2, 0), (3, 0), (4, 1), (5, 1), (6, 2), (8, 2), (9, 3), (40, 3)])
def test_edits_are_bounded_by_length(length: int, edits: int) -> None:
    assert most_edits("和" * length) == edits


@given(st.text("互利共赢合作发展", min_size=4, max_size=40))
def test_parts_are_the_formula_one_more_than_there_may_be_edits(phrase: str) -> None:
    pieces = parts(phrase)
    assert len(pieces) == most_edits(phrase) + 1
    assert "".join(part for _, part in pieces) == phrase
    assert all(len(part) > 1 and phrase[start : start + len(part)] == part for start, part in pieces)


NEAR = {
    "another character": ("互利共赢", "坚持|互利|双赢|的|原则", ["互利双赢"]),
    "another word inside": ("新型国际关系", "构建|新型|大国|关系|。", ["新型大国关系"]),
    "a word left out": ("合作共赢的伙伴关系", "建立|合作|共赢|伙伴|关系", ["合作共赢伙伴关系"]),
    "a word put in": ("全面伙伴关系", "提升|为|全面|战略|伙伴关系", ["全面战略伙伴关系"]),
    "a word of another length": (
        "全面战略合作伙伴关系",
        "两国|是|全天候|战略|合作|伙伴|关系",
        ["全天候战略合作伙伴关系"],
    ),
    "quotation marks": ("共建一带一路", "高质量|共建|“|一带一路|”|合作", ["共建“一带一路”"]),
    "two places": (
        "互利共赢",
        "互利|双赢|，|不是|互惠|共赢|而是|互利|共荣",
        ["互利双赢", "互惠共赢", "互利共荣"],
    ),
    "the formula itself": ("互利共赢", "坚持|互利|共赢|，|开放|合作", []),
    "words of the formula again after it": (
        "互利共赢",
        "互利|共赢|，|互利|双赢|，|加强|互利",
        ["互利双赢"],
    ),
    "the formula with more around it": ("互利共赢", "实现|互利|共赢|的|目标", []),
    "the formula beside a part of it": ("互利共赢", "共赢|互利|共赢|互利", []),
    "only its end, after other words": ("新型国际关系", "处理|国际|关系|时", []),
    "only its end": ("新型国际关系", "当前|，|国际|关系|复杂", []),
    "only its beginning, before other words": ("互利共赢合作", "互利|共赢|发展", []),
    "cut through a word": ("互利共赢", "互利|共荣圈|之说", []),
    "a word that goes on": ("互利共赢", "互利|双赢性|不足", []),
    "over a full stop": ("新型国际关系", "新型|国际|。|关系|稳定", []),
    "too far away": ("互利共赢", "互利|互惠|共同|发展", []),
    "too short for near forms": ("合作", "合|资", []),
    "a name that shares a character": ("中美新型大国关系", "中俄|新型|大国|关系", ["中俄新型大国关系"]),
    "astral characters": ("互利共赢", "𠮷|互利|𠀀赢|。", ["互利𠀀赢"]),
}


@pytest.mark.parametrize("phrase, cut, expected", NEAR.values(), ids=NEAR)
def test_where_a_near_form_begins_and_ends(phrase: str, cut: str, expected: list[str]) -> None:
    pieces = cut.split("|")
    tokens = [piece for piece in pieces if any(map(str.isalnum, piece))]
    assert near_forms(phrase, "".join(pieces), tokens) == expected


def test_variants_are_counted_everywhere(tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "data",
        [
            "双方坚持互利双赢，再说一次互利双赢。",
            "互利双赢符合各方利益。",
            "互惠共赢是共同愿望。",
            "互利共赢是原则。",
            "天气晴好。",
        ],
        date=["2019-05", "2021-03-07", "", "2020", "2020"],
    )
    found = variants(corpus, Selection(), "互利共赢")
    assert found.near == found.examined == 3
    columns = ["form", "edits", "listed", "occurrences", "paragraphs", "first", "last"]
    assert [tuple(row) for row in found.table[columns].itertuples(index=False)] == [
        ("互利双赢", 1, "互利双赢" in TERMS, 3, 2, "2019-05", "2021-03-07"),
        ("互惠共赢", 1, "互惠共赢" in TERMS, 1, 1, "", ""),
    ]


def test_a_listed_term_stands_by_itself_and_a_place_counts_once(tmp_path: Path) -> None:
    assert {"全面战略合作伙伴关系", "战略合作伙伴关系", "全天候战略合作伙伴关系"} <= set(TERMS)
    corpus = written(
        tmp_path / "data",
        [
            "两国建立战略合作伙伴关系。",
            "两国提升为全面战略合作伙伴关系。",
            "两国是全天候战略合作伙伴关系。",
        ],
    )
    table = variants(corpus, Selection(), "全面战略合作伙伴关系").table
    assert dict(zip(table["form"], table["occurrences"], strict=True)) == {
        "战略合作伙伴关系": 1,
        "全天候战略合作伙伴关系": 1,
    }
    inner = variants(corpus, Selection(), "战略合作伙伴关系").table
    assert "全面战略合作伙伴关系" in set(inner["form"]), "a longer listed term is a form of the shorter one"


@pytest.mark.parametrize("phrase", ["合作", "/互利.赢/", "缺席缺席", "100%(a|b)[c]."])
def test_no_variants(seed: Corpus, phrase: str) -> None:
    assert variants(seed, Selection(), phrase).table.empty


def test_variants_do_not_depend_on_the_filter_on_the_formula(seed: Corpus) -> None:
    free = variants(seed, Selection(), "新型国际关系").table
    bound = variants(seed, Selection(terms=("新型国际关系",), words=("新型国际关系",)), "新型国际关系").table
    assert len(free) and free.equals(bound)


def test_a_sample_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = written(tmp_path / "data", [f"第{number}次说互利双赢。" for number in range(40)])
    monkeypatch.setattr(phrases, "SAMPLE", 10)
    found = variants(corpus, Selection(), "互利共赢")
    assert (found.examined, found.near) == (10, 40)
    assert found.table["occurrences"].tolist() == [40], "found in some, counted in all"
    proposed = candidates(corpus, Selection(), limit=5)
    assert 0 < proposed.examined < proposed.n == 40


def test_relationships(tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "data",
        ["互利共赢，互利共赢。", "互利共赢。", "没有它。", "没有它。"],
        about=[["FR"], ["FR", "DE"], ["FR"], ["JP"]],
    )
    table = relationships(corpus, Selection(), "互利共赢")
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        ("FR", 2, 3, 3, pytest.approx(2 / 3)),
        ("DE", 1, 1, 1, 1.0),
    ]
    assert relationships(corpus, Selection(relationships=("DE",)), "互利共赢").equals(table)
    assert relationships(corpus, Selection(), "缺席").empty


def test_first_and_last(tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "data",
        ["互利共赢甲", "互利共赢乙", "互利共赢丙", "无"],
        date=["", "2021-03-07", "2015", "2010"],
    )
    assert [row["text"][-1] for row in ends(corpus, Selection(), "互利共赢")] == ["丙", "乙"]
    assert [row["text"][-1] for row in ends(corpus, Selection(since="2022"), "互利共赢")] == []
    undated = written(tmp_path / "undated", ["互利共赢甲", "互利共赢乙"], date=["", ""])
    assert [row["text"][-1] for row in ends(undated, Selection(), "互利共赢")] == ["甲", "乙"]


# Bouma 2009 defines the bounds: 1 where words only occur together, 0 where they are independent.
ASSOCIATIONS = {
    "only together": (10, [10, 10], 1000, 1.0),
    "only together, three": (10, [10, 10, 10], 1000, 1.0),
    "independent": (10, [100, 100], 1000, 0.0),
    "independent, three": (1, [100, 100, 100], 1000, 0.0),
    # ln(0.01 / (0.02 · 0.05)) / -ln 0.01 = ln 10 / ln 100
    "between": (10, [20, 50], 1000, 0.5),
    "the whole text": (5, [5, 5], 5, 1.0),
}


@pytest.mark.parametrize("together, each, total, expected", ASSOCIATIONS.values(), ids=ASSOCIATIONS)
def test_association(together: int, each: list[int], total: int, expected: float) -> None:
    assert association(together, each, total) == pytest.approx(expected)


def test_what_stands_inside_a_longer_one_is_left_out() -> None:
    rows = [
        {"phrase": "干涉别国", "occurrences": 5},
        {"phrase": "别国内政", "occurrences": 9},
        {"phrase": "干涉别国内政", "occurrences": 5},
    ]
    assert [row["phrase"] for row in outermost(rows)] == ["别国内政", "干涉别国内政"]


def test_candidates(tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "data",
        [
            "双方愿夯实政治互信。双方尊重彼此核心利益。",
            "夯实政治互信很重要。",
            "中国企业说，中国企业来了。中国企业好。",
            "中国企业在里昂。外交部长来访，外交部长离开。",
            "外交部长来了，2020年2月。",
            "2020年2月下雨。",
        ],
    )
    table = candidates(corpus, Selection(), limit=10).table.set_index("phrase")
    columns = ["words", "listed", "occurrences", "paragraphs", "association"]
    assert table.loc["夯实政治互信", columns].tolist() == [2, False, 2, 2, 1.0]
    assert "政治互信" not in table.index, "it stands inside the longer one only"
    assert not [name for name in table.index if "中国" in name or "部长" in name or "年" in name]


def test_candidates_of_the_seed(seed: Corpus) -> None:
    found = candidates(seed, Selection(), limit=100)
    assert found.examined == found.n == seed.size
    for row in found.table.itertuples():
        texts = [row_["text"] for row_ in seed.rows("SELECT text FROM paragraphs WHERE counted")]
        assert sum(row.phrase in text for text in texts) >= row.paragraphs > 1
        assert len(row.phrase) >= 4
        assert row.listed or 0.5 <= row.association <= 1
    assert candidates(seed, Selection(terms=("疫苗",), words=("合作",)), limit=100).table.equals(found.table)


def test_candidates_of_nothing(seed: Corpus) -> None:
    found = candidates(seed, Selection(since="2999"), limit=5)
    assert found.table.empty and (found.examined, found.n) == (0, 0)


# -- the view ------------------------------------------------------------------------------------


BAD = {
    "one paragraph": [{"text": "坚持互利共赢。", "tokens": ["坚持", "互利", "共赢"]}],
    "no date": [
        {"text": "坚持互利共赢。", "tokens": ["坚持", "互利", "共赢"], "date": "", "document_id": name}
        for name in "ab"
    ],
    "nothing that counts": [{"text": "标题", "kind": "heading", "counted": False}],
    "everywhere": [
        {"text": "互利共赢", "tokens": ["互利", "共赢"], "date": f"{year}"} for year in range(1999, 2020)
    ],
    "250 counterparts": [
        {"text": "互利共赢", "tokens": ["互利", "共赢"], "about": [code], "mentions": [code]}
        for code in COUNTERPARTS
    ],
    "dates of all precisions": [
        {"text": "互利共赢", "tokens": ["互利", "共赢"], "date": date, "document_id": f"d{date}"}
        for date in ("", "2019", "2020-02", "2021-03-04")
    ],
}
VIEWS = {"phrases": phrases_view, "concordance": concordance_view}
SELECTIONS = {
    "plain": Selection(),
    "given": Selection(phrase="互利共赢", keyword="互利共赢"),
    "absent": Selection(phrase="全无此语", keyword="全无此语", language="en"),
    "a pattern": Selection(phrase="/互利(/", keyword="/互利.赢/"),
    "filtered to nothing": Selection(phrase="互利共赢", since="2999", keyword="互利共赢"),
    "in one document": Selection(phrase="互利共赢", scope="document", kwic_page=99, period="document"),
    "shares by month": Selection(phrase="互利共赢", measure="share", period="month", kwic_sort="date"),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("rows", BAD.values(), ids=BAD)
def test_bad_corpora_are_drawn(view: Any, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = [{"paragraph_id": f"p:{number}", **row} for number, row in enumerate(rows)]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    for selection in SELECTIONS.values():
        data = view.content(corpus, selection.only(*view.SEEN))
        json.dumps(data)
        if data.get("figure"):
            go.Figure(read_figure(data["figure"]))  # raises for a property that does not exist
        for each in data.get("lists", []):
            keys = [row["key"] for row in each["rows"]]
            assert len(keys) == len(set(keys))


def test_bars_add_up_to_the_total(seed: Corpus, tmp_path: Path) -> None:
    rows = [
        {"text": "互利共赢" * (number % 3), "date": f"20{10 + number % 7}-0{1 + number % 9}"}
        for number in range(40)
    ]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    for period in ("year", "quarter", "month"):
        selection = Selection(phrase="互利共赢", period=period)
        data = phrases_view.content(corpus, selection.only(*phrases_view.SEEN))
        bars = [row for row in data["table"]["rows"] if row[0] == "时段" or row[0] == "Period"]
        assert sum(row[2] for row in bars) == sum(number % 3 for number in range(40))


def test_a_bar_chooses_its_span_and_drops_it(tmp_path: Path) -> None:
    rows = [{"text": "互利共赢", "date": date} for date in ("2019-02", "2020-05", "2021-01")]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    selection = Selection(phrase="互利共赢", period="year")
    data = phrases_view.content(corpus, selection.only(*phrases_view.SEEN))
    assert data["clicks"]["2020"] == {"choose": {"since": "2020", "until": "2020"}}
    assert not data["undo"].get("2020") and "2020" not in data["chosen"]
    chosen = selection.choose(since="2020", until="2020")
    data = phrases_view.content(corpus, chosen.only(*phrases_view.SEEN))
    assert data["undo"]["2020"] == {"choose": {"since": "", "until": ""}} and "2020" in data["chosen"]
    figure = read_figure(data["figure"])
    assert figure["data"][0]["y"] == [1, 1, 1], "the chart over time does not filter itself away"


def test_excerpt() -> None:
    text = "前" * 30 + "互利共赢" + "后" * 3
    before, hit, after = phrases_view.excerpt(text, "互利共赢")
    assert before[0] == "…" + "前" * 18 and hit == ("互利共赢", "strong") and after[0] == "后" * 3

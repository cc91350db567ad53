"""What the views draw, as data."""

from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st
from PIL import ImageFont

from components import (
    VIEWS,
    bar,
    captions,
    cloud,
    colours,
    comentions,
    corrections,
    counts,
    keyness,
    paragraphs,
    plot,
    search,
    visit,
    ways_out,
    world_map,
)
from components.language import LANGUAGES, relationship
from corpus.corrections import RULE, Correction, text_hash, write_corrections
from corpus.counterparts import COUNTERPARTS
from corpus.evidence import RULES
from corpus.paragraphs import REPAIRS
from corpus.selection import BY_NAME, FILTERS, Selection
from corpus.statistics import frequencies, mention_counts
from corpus.table import Corpus
from tests.rows import EMPTY_HEADING, HEADING, PARAGRAPHS_OF_A_VISIT, write_data


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data"))


def bars(corpus: Corpus, selection: Selection) -> list[tuple[str, str]]:
    rows = counts.arranged(mention_counts(corpus, selection), selection)
    return [(row["name"], row["label"]) for row in rows]


ARRANGED = {
    "by count": (Selection(), [("中法", "2"), ("中德", "1")]),
    "mentions": (Selection(tag="mentions"), [("中德", "2"), ("中法", "1")]),
    "occurrences": (Selection(unit="occurrences", tag="mentions"), [("中法", "2"), ("中德", "2")]),
    "share": (Selection(unit="share"), [("中法", "50%"), ("中德", "25%")]),
    "by name": (Selection(sort="name", language="en"), [("China–France", "2"), ("China–Germany", "1")]),
    "by first appearance": (Selection(sort="appearance", tag="mentions"), [("中法", "1"), ("中德", "2")]),
    "a chosen one that does not occur": (
        Selection(relationships=("RU",)),
        [("中法", "2"), ("中德", "1"), ("中俄", "0")],
    ),
    "nothing": (Selection(words=("缺席",)), []),
    "nothing but the chosen one": (Selection(words=("缺席",), relationships=("RU",)), [("中俄", "0")]),
}


@pytest.mark.parametrize("selection, expected", ARRANGED.values(), ids=ARRANGED)
def test_bars_are_arranged(corpus: Corpus, selection: Selection, expected: list[tuple[str, str]]) -> None:
    assert bars(corpus, selection) == expected


@pytest.mark.parametrize(
    "selection", [Selection(), Selection(unit="share", tag="mentions"), Selection(words=("缺席",))]
)
def test_figure_is_one_that_plotly_knows(corpus: Corpus, selection: Selection) -> None:
    rows = counts.arranged(mention_counts(corpus, selection), selection)
    figure = go.Figure(counts.figure(rows, selection))  # raises for a property that does not exist
    outline, solid = figure.data
    assert list(outline.x) == [row["outer"] for row in rows] and list(solid.x) == [
        row["inner"] for row in rows
    ]
    assert list(solid.customdata) == [row["counterpart"] for row in rows]
    assert outline.marker.color != solid.marker.color and outline.width > solid.width


def test_chosen_bars_are_no_part_of_the_figure(corpus: Corpus) -> None:
    drawn = [
        counts.figure(counts.arranged(mention_counts(corpus, selection), selection), selection)
        for selection in (Selection(), Selection(relationships=("FR",)))
    ]
    assert drawn[0] == drawn[1]


def test_hover_gives_count_rate_and_k_of_n(corpus: Corpus) -> None:
    row = counts.arranged(mention_counts(corpus, Selection()), Selection())[0]
    text = counts.hover_text(row, "en")
    assert "2 of 4 paragraphs (50%)" in text and "named 2 times" in text and "per 1,000 characters" in text
    assert "small base" in text


@pytest.mark.parametrize(
    "longest, whole, step",
    [(0, True, 1), (3, True, 1), (6, True, 2), (47, True, 10), (1300, True, 500), (0.6, False, 0.2)],
)
def test_ticks(longest: float, whole: bool, step: float) -> None:
    assert counts.tick_step(longest, whole=whole) == pytest.approx(step)


def test_plotly_reads_no_markup_in_names() -> None:
    assert plot.text("<b>中法</b> & 中德") == "&lt;b&gt;中法&lt;/b&gt; &amp; 中德"
    lines = f"<b>{plot.text('<b>中法</b> &lt;')}</b><br>3 段"
    assert plot.plain(lines) == "<b>中法</b> &lt; · 3 段", "and a tooltip shows the same"


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("background", ["#ffffff", "#15171a"])
def test_colours_stand_out_on_both_themes(background: str) -> None:
    for code in COUNTERPARTS:
        light, dark = sorted((luminance(colours.colour(code)), luminance(background)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, code


def test_important_counterparts_have_a_colour_of_their_own() -> None:
    first = list(COUNTERPARTS)[:10]
    assert len({colours.colour(code) for code in first}) == len(first)


WORDS = tuple(
    (word, 1 / rank)
    for rank, word in enumerate("合作 关系 人类命运共同体 绿色 铁路 NATO 发展 前景 新阶段 会议".split(), 1)
)


def ink(place: cloud.Place) -> tuple[float, float, float, float]:
    """The box of what is printed: left, top, right, bottom."""
    font = ImageFont.truetype(cloud.FONT, place.size)
    left, top, right, bottom = font.getbbox(place.word)
    return place.left + left, place.top + top, place.left + right, place.top + bottom


def test_the_same_words_have_the_same_layout() -> None:
    assert cloud.layout(WORDS) == cloud.layout(WORDS)


@pytest.mark.parametrize(
    "words", [WORDS, WORDS[:1], tuple((f"词语{n}", 1.0) for n in range(60)), ()], ids=len
)
def test_words_stand_apart_on_the_canvas(words: tuple[tuple[str, float], ...]) -> None:
    places = cloud.layout(words)
    boxes = [ink(place) for place in places]
    assert {place.word for place in places} == {word for word, _ in words}
    for left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= cloud.WIDTH and bottom <= cloud.HEIGHT
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            beside = one[2] <= other[0] or other[2] <= one[0]
            above = one[3] <= other[1] or other[3] <= one[1]
            assert beside or above, (one, other)


def test_a_word_too_long_for_the_canvas_is_left_out() -> None:
    assert [place.word for place in cloud.layout((("长" * 80, 1.0), ("合作", 0.5)))] == ["合作"]


def test_words_say_their_state_and_numbers(corpus: Corpus) -> None:
    selection = Selection(words=("绿色",), excluded=("中德",), language="en")
    rows = {row["word"]: row for row in cloud.rows(frequencies(corpus, selection, limit=50), selection)}
    assert rows["绿色"]["state"] == "chosen" and rows["中德"]["state"] == "excluded"
    assert rows["北京"]["state"] == "none" and rows["北京"]["k"] == "0"
    assert rows["铁路"]["k"] == "1" and "in 2 of 4 paragraphs" in rows["铁路"]["title"]


def pieces(corpus: Corpus, selection: Selection, number: int) -> list[tuple[str, bool, bool]]:
    row = next(row for row in corpus.page(Selection()) if row["paragraph_id"] == f"visit:{number}")
    found = paragraphs.segments(row, selection)
    assert "".join(text for text, *_ in found) == row["text"]
    return [(text, bool(mark), bool(evidence)) for text, mark, evidence in found if mark or evidence]


def test_words_and_evidence_are_marked(corpus: Corpus) -> None:
    assert pieces(corpus, Selection(words=("合作",)), 3) == [
        ("双方", False, True),
        ("德国", False, True),
        ("合作", True, False),
        ("合作", True, False),
    ]
    assert pieces(corpus, Selection(relationships=("DE",)), 3) == [("德国", False, True)]
    assert pieces(corpus, Selection(words=("中德",)), 7) == [("中德", True, True)]


def test_a_word_after_a_token_that_is_not_in_the_text_is_marked(corpus: Corpus) -> None:
    row = next(row for row in corpus.page(Selection()) if row["paragraph_id"] == "visit:7")
    found = paragraphs.segments(
        row | {"tokens": ["中德", "缺席", *row["tokens"][1:]]}, Selection(words=("合作",))
    )
    assert [text for text, mark, _ in found if mark] == ["合作"]


def test_why_says_rule_and_origin(corpus: Corpus) -> None:
    row = next(row for row in corpus.page(Selection()) if row["paragraph_id"] == "visit:3")
    why = paragraphs.reasons(row, corpus.surroundings([row]).by_id, "zh")
    assert why == [
        {
            "code": "FR",
            "key": "about",
            "name": "中法",
            "tag": "谈及",
            "note": "强度 0.90",
            "verdict": "",
            "reasons": [f"位于标题“{HEADING}”之下"],
        },
        {
            "code": "DE",
            "key": "mentions",
            "name": "中德",
            "tag": "提到",
            "note": "强度 0.90",
            "verdict": "",
            "reasons": ["写出国名或简称：“德国”"],
        },
    ]


def verdict(number: int, tag: str, code: str, what: str) -> Correction:
    text = str(PARAGRAPHS_OF_A_VISIT[number - 1]["text"])
    return Correction("visit", f"visit:{number}", text_hash(text), tag, code, what)


def test_what_a_visitor_corrected_says_so_in_its_place(corpus: Corpus) -> None:
    made = (
        verdict(3, "about", "FR", "remove"),
        verdict(3, "about", "RU", "add"),
        verdict(3, "mentions", "DE", "confirm"),
    )
    shown = paragraphs.content(corpus.corrected(made), Selection(language="en"))["paragraphs"][1]
    assert [
        (why["name"], why["key"], why["verdict"], why["note"], why["reasons"]) for why in shown["reasons"]
    ] == [
        (
            "China–France",
            "about",
            "remove",
            "corrected by you: removed",
            [f"stands under the heading “{HEADING}”"],
        ),
        (
            "China–Germany",
            "mentions",
            "confirm",
            "corrected by you: confirmed",
            ["named in full or by its short name: “德国”"],
        ),
        ("China–Russia", "about", "add", "corrected by you: added", []),
    ]
    assert [(tag["code"], tag["about"]) for tag in shown["tags"]] == [("RU", True), ("DE", False)]


ADDED = verdict(5, "about", "FR", "add")
CLICKS: dict[str, tuple[dict[str, object], tuple[Correction, ...] | None]] = {
    "another": (
        {"correct": ["visit:2", "about", "FR", "remove"]},
        (ADDED, verdict(2, "about", "FR", "remove")),
    ),
    "the same tag again": (
        {"correct": ["visit:5", "about", "FR", "remove"]},
        (verdict(5, "about", "FR", "remove"),),
    ),
    "undo": ({"uncorrect": ["visit:5", "about", "FR"]}, ()),
    "undo what is not corrected": ({"uncorrect": ["visit:5", "mentions", "FR"]}, (ADDED,)),
    "discard": ({"discard": True}, ()),
    "no such paragraph": ({"correct": ["visit:99", "about", "FR", "add"]}, (ADDED,)),
    "no such tag": ({"correct": ["visit:2", "evidence", "FR", "add"]}, (ADDED,)),
    "no such code": ({"correct": ["visit:2", "about", "UX", "add"]}, (ADDED,)),
    "no such verdict": ({"correct": ["visit:2", "about", "FR", "drop"]}, (ADDED,)),
    "too short": ({"correct": ["visit:2"]}, (ADDED,)),
    "no strings": ({"correct": [2, None, {}, []]}, (ADDED,)),
    "no list": ({"uncorrect": "visit:5"}, (ADDED,)),
    "a filter": ({"toggle": ["words", "合作"]}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("click, expected", CLICKS.values(), ids=CLICKS)
def test_clicks_correct(
    corpus: Corpus, click: dict[str, object], expected: tuple[Correction, ...] | None
) -> None:
    assert corrections.changed(corpus.corrected((ADDED,)), click) == expected


def test_two_corrections_before_the_answer_are_both_kept(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, object] = {}
    clicks = [[1, {"correct": ["visit:5", "about", "FR", "add"]}], [2, CLICKS["another"][0]]]
    session = {"bar": SimpleNamespace(click=clicks), "shown": Selection()}
    monkeypatch.setattr(visit, "kept", lambda: kept)
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(st, "query_params", SimpleNamespace(from_dict=lambda params: None))
    corrections.follow(corpus)("bar")()
    assert corrections.made() == CLICKS["another"][1]


def test_the_bar_lists_corrections_and_those_that_fit_no_more(corpus: Corpus) -> None:
    assert bar.content(corpus, Selection())["corrections"] is None
    gone = Correction("visit", "visit:9", text_hash("没有这一段"), "about", "DE", "remove")
    listed = corrections.content(corpus.corrected((ADDED, gone)), "en")
    assert listed and listed["count"] == "2 corrections"
    assert [(each["id"], each["what"], each["text"]) for each in listed["list"]] == [
        ("", "China–Germany · about · removed", "no paragraph has this text any more"),
        ("visit:5", "China–France · about · added", "会议在北京闭幕，与会者感谢志愿者。"),
    ]
    assert listed["csv"] == write_corrections([ADDED, gone])
    assert corrections.content(corpus.corrected((ADDED,)), "zh")["count"] == "1 处修正"  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_counterpart_can_be_added_by_its_names(language: str) -> None:
    names = {code: others for code, *others in paragraphs.counterparts(language)}
    assert set(names) == set(COUNTERPARTS)
    for code, others in names.items():
        assert {relationship(code, each) for each in LANGUAGES} <= set(others)
        assert any(COUNTERPARTS[code].zh in other for other in others)


@pytest.mark.parametrize(
    "language, expected",
    [
        ("zh", ["由第3、9行拼接而成", "原文出现 3 次，另见第12、15行"]),
        ("en", ["put together from lines 3, 9", "stood 3 times in the source, also in lines 12, 15"]),
    ],
)
def test_repairs_in_words(corpus: Corpus, language: str, expected: list[str]) -> None:
    row = next(row for row in corpus.page(Selection()) if row["paragraph_id"] == "visit:3")
    assert paragraphs.repairs(row, language) == expected


def test_every_rule_and_repair_has_words() -> None:
    assert {*RULES, RULE} <= set(paragraphs.RULES)
    assert set(REPAIRS) == set(paragraphs.REPAIRS)


def test_a_heading_without_text_says_so(corpus: Corpus) -> None:
    assert paragraphs.textless(corpus, Selection(sections=("visit:4", "visit:1"))) == [
        f"“{EMPTY_HEADING}”：原文只有这个标题，没有正文。"
    ]


def test_an_empty_selection_says_which_filter_to_drop(corpus: Corpus) -> None:
    ways = ways_out.ways_out(corpus, Selection(relationships=("DE",), words=("绿色",), language="en"))
    assert [(way["value"], way["n"], way["text"]) for way in ways] == [
        ("DE", 2, "Without “China–Germany”: 2 paragraphs"),
        ("绿色", 1, "Without “绿色”: 1 paragraph"),
    ]


def test_chips_are_named_in_the_language(corpus: Corpus) -> None:
    selection = Selection(relationships=("FR",), excluded=("疫苗",), sections=("visit:1",))
    assert [(chip["label"], chip["text"]) for chip in bar.chips(corpus, selection)] == [
        ("关系：", "中法"),
        ("非：", "疫苗"),
        ("章节：", HEADING),
    ]
    mentioned = selection.choose(tag="mentions", language="en")
    assert bar.chips(corpus, mentioned)[0]["label"] == "Mentioned:"


def test_subtitle() -> None:
    one = {"title": "里昂会见纪要", "source": "会议简报", "date": "2023-05-04"}
    assert captions.subtitle([one], "zh") == "里昂会见纪要 · 会议简报 · 2023-05-04"
    assert (
        captions.subtitle([one, {**one, "date": "2021-01-02"}], "en")
        == "2 documents · 2021-01-02 – 2023-05-04"
    )


def test_rounded_weights_share_a_layout() -> None:
    tables = [
        pd.DataFrame({"feature": ["合作", "发展"], "frequency": [1000, second]}) for second in (501, 502)
    ]
    assert cloud.weights(tables[0]) == cloud.weights(tables[1])


@pytest.mark.parametrize(
    "article, language, expected",
    [
        ("", "zh", "里昂会见纪要[Z]. 会议简报, 2023-05-04: 第1段, 原文第7行."),
        ("另一篇", "zh", "另一篇[Z]. 会议简报, 2023-05-04: 与《里昂会见纪要》同载, 第1段, 原文第7行."),
        (
            "（上接2版）",
            "zh",
            "[另一篇报道, 题目不在原文中][Z]. 会议简报, 2023-05-04: 与《里昂会见纪要》同载, 第1段, 原文第7行.",
        ),
        (
            "另一篇",
            "en",
            "“另一篇”, in the same source as “里昂会见纪要”, 会议简报, 2023-05-04, paragraph 1, source line 7.",
        ),
    ],
)
@pytest.mark.parametrize("interface", LANGUAGES)
def test_a_quotation_names_the_article_that_it_is_from(
    tmp_path: Path, interface: str, article: str, language: str, expected: str
) -> None:
    row = {"text": "会议在北京闭幕。", "article": article, "lines": [7]}
    shown = paragraphs.content(Corpus(write_data(tmp_path / "data", [row])), Selection(language=interface))
    assert shown["paragraphs"][0]["cite"][language] == expected


@pytest.mark.parametrize(
    "view", [view for view in VIEWS if hasattr(view, "SEEN")], ids=lambda view: view.__name__
)
def test_a_view_sees_every_filter_but_its_own(view: ModuleType) -> None:
    relationships, words = {"relationships", "match"}, {"words", "excluded"}
    own = {
        counts: relationships,
        world_map: relationships,
        comentions: relationships,
        keyness: relationships | words,
        search: set(FILTERS),  # it proposes words of the whole corpus
    }
    assert set(FILTERS) - set(view.SEEN) <= own.get(view, set())
    assert set(view.SEEN) <= set(BY_NAME)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(terms=("铁路",)),
        Selection(without=("铁路",)),
        Selection(strength=0.95),
        Selection(since="2024"),
        Selection(until="2022"),
    ],
)
def test_counts_follow_every_filter(corpus: Corpus, selection: Selection) -> None:
    drawn = counts.content(corpus, selection.only(*counts.SEEN))["rows"]
    assert drawn == [
        (row["counterpart"], row["name"], row["label"])
        for row in counts.arranged(mention_counts(corpus, selection), selection)
    ]
    assert drawn != counts.content(corpus, Selection().only(*counts.SEEN))["rows"]


def test_the_others_have_each_paragraph_once(tmp_path: Path) -> None:
    codes = [code for code in COUNTERPARTS][:16]
    first = [
        {"text": f"{code}。", "about": [code], "mentions": [code]} for code in codes[:12] for _ in range(3)
    ]
    rest = [
        {"text": "多国。", "about": codes[12:], "mentions": codes[12:14]},
        {"text": "两国。", "about": codes[10:13]},
    ]
    corpus = Corpus(write_data(tmp_path / "data", [*first, *rest]))
    seen = Selection(language="en").only(*counts.SEEN)
    drawn = counts.content(corpus, seen)
    assert drawn["rows"][-1] == ("", "others (4)", "2"), "not 5: a paragraph with several counts once"
    assert len(drawn["rows"]) == 13 and len(drawn["table"]["rows"]) == 16
    chosen = counts.content(corpus, seen.choose(relationships=(codes[15],)))["rows"]
    assert codes[15] in {code for code, *_ in chosen} and chosen[-1][1:] == ("others (3)", "2")
    every = counts.content(corpus, seen.choose(bars="many"))["rows"]
    assert len(every) == 16 and all(code for code, *_ in every)


def test_long_texts_of_a_page_are_cut_alike(tmp_path: Path) -> None:
    sizes = [40, 300, 20_000, 30_000]
    most = paragraphs.longest_shown(sizes)
    assert sum(min(size, most) for size in sizes) <= paragraphs.CHARACTERS and most > 7_000
    assert paragraphs.longest_shown([300] * 20) == 300 and paragraphs.longest_shown([]) == 0
    corpus = Corpus(write_data(tmp_path / "data", [{"text": "会" * size} for size in sizes]))
    drawn = paragraphs.content(corpus, Selection(language="en").only(*paragraphs.SEEN))["paragraphs"]
    assert [bool(each["more"]) for each in drawn] == [False, False, True, True]
    assert drawn[2]["segments"][-1][0] == "…" and "20,000" in drawn[2]["more"]

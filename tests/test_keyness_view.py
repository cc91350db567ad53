"""The comparison as it is drawn: places, labels, lists and sentences, as data."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import cloud, exports, keyness
from components.keyness import WIDTHS, labels, points, sides
from corpus.keyness import Size, between
from corpus.keyness import keyness as compare
from corpus.selection import Selection
from corpus.table import Corpus
from tests.figures import figure as read_figure
from tests.rows import Row, write_data
from tests.test_keyness import ROWS, row

DATA = Path(__file__).parent.parent / "data"
AGAINST = Selection(target="RU", reference="US", language="en")


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(DATA)


def opened(folder: Path, rows: list[Row] | tuple[Row, ...]) -> Corpus:
    return Corpus(write_data(folder / "data", rows))


def shown(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page gets of a selection, the chosen sides put in."""
    target, reference = sides(corpus, selection)
    seen = selection.only(*keyness.SEEN).choose(target=target, reference=reference)
    return keyness.content(corpus, seen)


def test_what_is_compared_where_the_selection_does_not_say(seed: Corpus) -> None:
    assert sides(seed, Selection()) == ("US", ""), "the most frequent against the rest"
    assert sides(seed, Selection(relationships=("RU", "US"))) == ("RU", ""), "the first that is chosen"
    assert sides(seed, Selection(target="JP", reference="RU")) == ("JP", "RU")
    assert sides(seed, Selection(target="JP", reference="JP")) == ("JP", ""), "never against itself"


counts = st.tuples(st.integers(0, 12), st.integers(0, 40))
words = st.text("合作发展和平稳定abc", min_size=1, max_size=6)


def scattered(pairs: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {
            "feature": word, "n_target": a, "n_reference": b, "G2": float(abs(a - b)), "p": 0.01,
            "side": "target" if a > b else "reference", "per_1000_target": a, "per_1000_reference": b,
        }
        for word, (a, b) in pairs.items()
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(words, counts, max_size=60))
def test_places_keep_the_order_of_both_counts_and_no_two_words_share_one(
    pairs: dict[str, tuple[int, int]],
) -> None:
    placed, across, up = points(scattered(pairs))
    assert len({(round(point.x, 6), round(point.y, 6)) for point in placed}) == len(pairs)
    for one in placed:
        assert 0 < one.x < 1 and 0 < one.y < 1
        for other in placed:
            if one.row["n_target"] > other.row["n_target"]:
                assert one.y > other.y
            if one.row["n_reference"] > other.row["n_reference"]:
                assert one.x > other.x
        assert (one.x < across.band) == (one.row["n_reference"] == 0)
        assert (one.y < up.band) == (one.row["n_target"] == 0)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(words, counts, max_size=60),
    st.sampled_from([keyness.ON_PAGE, keyness.ON_STAGE, keyness.IN_PICTURE]),
)
def test_labels_cover_neither_each_other_nor_another_point(
    pairs: dict[str, tuple[int, int]], canvas: keyness.Canvas
) -> None:
    placed, across, up = points(scattered(pairs), canvas)
    done: list[keyness.Label] = []
    for width, more in zip(canvas.widths, labels(placed, across, up, canvas), strict=True):
        done += more
        assert len({label.number for label in done}) == len(done)
        at = [keyness._pixels(point.x, point.y, width, canvas) for point in placed]
        boxes = {
            label.number: keyness._box(
                placed[label.number].row["feature"], at[label.number], label.position, canvas.label
            )
            for label in done
        }
        rule = keyness._pixels(0, up.band, width, canvas)[1]
        for number, (left, top, right, bottom) in boxes.items():
            assert (top < rule) == (bottom <= rule) == (at[number][1] < rule), "a label stays in its band"
            assert left >= 0 and right <= width and top >= 0 and bottom <= canvas.height
            for other, (x, y) in enumerate(at):
                assert other == number or not (left < x < right and top < y < bottom)
            for other, box in boxes.items():
                assert other == number or not keyness._overlap((left, top, right, bottom), box)


def test_the_most_distinctive_are_labelled_first(seed: Corpus) -> None:
    placed, across, up = points(compare(seed, between(seed, AGAINST), limit=50).table.to_dict("records"))
    narrow = {placed[label.number].row["feature"] for label in labels(placed, across, up)[0]}
    assert {"中俄", "中美"} <= narrow


def test_the_figure_is_one_that_plotly_takes_and_a_click_toggles_the_word(seed: Corpus) -> None:
    data = shown(seed, AGAINST)
    figure = go.Figure(read_figure(data["figure"]))
    assert figure.data[1].customdata and set(figure.data[1].customdata) == set(data["clicks"])
    assert data["clicks"]["中俄"] == {"toggle": ["words", "中俄"]}
    tiers = {int(number): step["below"] for step in data["narrow"] for number in step["traces"]}
    assert tiers == {3: WIDTHS[1], 4: WIDTHS[2]}, "the first labels are seen at every width"
    assert len(figure.data) == 2 + len(WIDTHS)


def test_the_lists_say_both_counts_and_lead_into_the_concordance(seed: Corpus) -> None:
    ours, theirs = shown(seed, AGAINST)["lists"]
    assert ours["rows"][0]["name"] == "中俄"
    assert ours["rows"][0]["numbers"] == ["13.6", ".0002", "7 : 0"]
    assert "China–Russia: 7 times, 397.7 per 10,000 words, in 3 of 3 paragraphs" in ours["rows"][0]["title"]
    assert {each["numbers"][2].split(" : ")[0] for each in theirs["rows"]} == {"0"}
    assert ours["rows"][0]["action"]["click"] == {
        "choose": {
            "view": "concordance",
            "keyword": "中俄",
            "relationships": ["RU"],
            "target": "RU",
            "reference": "US",
        }
    }


def test_every_listed_word_is_distinctive_and_the_table_has_all(seed: Corpus) -> None:
    data = shown(seed, AGAINST)
    p = {cells[0]: cells[3] for cells in data["table"]["rows"]}
    assert all(p[each["name"]] < 0.05 for side in data["lists"] for each in side["rows"])
    assert len(p) == len(data["clicks"]) and max(p.values()) > 0.05


def test_a_small_base_and_an_overlap_are_said(tmp_path: Path) -> None:
    data = shown(opened(tmp_path, ROWS), Selection(target="FR", reference="DE", language="en"))
    assert data["notes"][1].startswith(
        "A small base: China–France has 2 paragraphs and 9 words; China–Germany"
    )
    assert data["notes"][2] == "1 paragraph belongs to both and counts on neither side."


def test_a_chosen_word_that_no_list_has_is_listed_by_itself(seed: Corpus) -> None:
    found = compare(seed, between(seed, AGAINST), limit=50)
    also = keyness.also_chosen(["关系", "中俄"], found, AGAINST, shown=["中俄"])
    assert [each["name"] for each in also["rows"]] == ["关系"] and "action" in also["rows"][0]


@pytest.mark.parametrize(
    ("rows", "selection", "sentence"),
    [
        (ROWS, Selection(terms=("缺席",)), "No paragraph passes all these filters together."),
        ([row("世界 和平")], Selection(), "No relationship is named in these paragraphs."),
        ([row("世界 和平", "FR")], Selection(), "There are no paragraphs but those of China–France"),
        (ROWS, Selection(target="JP"), "Of China–Japan alone, there is no paragraph here."),
        (ROWS, Selection(target="FR", reference="JP"), "Of China–Japan alone"),
        ([row("世界", "FR"), row("和平")], Selection(), "No word occurs often enough"),
        ([row("的 的", "FR"), row("的 的")], Selection(), "No word occurs often enough"),
    ],
)
def test_a_sentence_where_there_is_nothing_to_compare(
    tmp_path: Path, rows: list[Row], selection: Selection, sentence: str
) -> None:
    data = shown(opened(tmp_path, rows), selection.choose(language="en"))
    assert data["empty"]["text"].startswith(sentence) and "figure" not in data


def test_a_word_on_every_paragraph_and_hostile_words_are_drawn_as_text(tmp_path: Path) -> None:
    word = "<b>恶意</b>"
    rows = [row(f"{word} 合作 铁路", "FR"), row(f"{word} 合作 铁路", "FR"), row(f"{word} 合作 高铁")]
    data = shown(opened(tmp_path, rows), Selection())
    assert "<b>恶意" not in data["figure"].replace(json.dumps(word, ensure_ascii=False), ""), (
        "only as data, never as text"
    )
    assert word in data["clicks"]


def test_250_counterparts(tmp_path: Path) -> None:
    from corpus.counterparts import COUNTERPARTS

    rows = [row("合作 发展 合作", code) for code in COUNTERPARTS]
    data = shown(opened(tmp_path, rows), Selection())
    assert len(data["controls"][0]["options"]) == len(COUNTERPARTS) and data["empty"] is None


def test_the_cloud_of_distinctive_words(seed: Corpus) -> None:
    plain = Selection(ranking="distinctive", language="en")
    assert cloud.content(seed, plain)["words"] == []
    assert "choose a relationship first" in cloud.content(seed, plain)["note"]
    data = cloud.content(seed, plain.choose(relationships=("RU",), words=("合作",)))
    first = data["words"][0]
    assert first["word"] == "中俄" and "0 times elsewhere" in first["title"] and "G² 37.73" in first["title"]
    assert data["note"].startswith("A small base: 3 paragraphs and 176 words.")
    assert next(each for each in data["words"] if each["word"] == "合作")["state"] == "chosen"
    assert [each["count"] for each in data["words"]] == sorted(
        (each["count"] for each in data["words"]), reverse=True
    )
    assert data["table"]["columns"][-3:] == ["G²", "p", "Log ratio"]


# --- what the chart says of its axes: paragraphs of A and of B, and what stands on the axes and in the note

BOTH = "Grey bands: words not in A (below) and not in B (left)"
AXES: dict[str, tuple[str, str, dict[str, list[str]], list[str], str]] = {
    "each side has words that the other has not": (
        "合作 合作 铁路 铁路 高铁", "合作 和平 和平 稳定 稳定",
        {"y": ["2,000", "3,000", "4,000"], "x": ["2,000", "3,000", "4,000"]},
        ["not in A", "not in B"], BOTH,
    ),
    "only A lacks words": (
        "合作 合作 合作 铁路", "合作 合作 铁路 和平 和平",
        {"y": ["3,000", "4,000", "5,000", "7,000"], "x": ["2,000", "3,000", "4,000"]},
        ["not in A"], "Grey band: words not in A;",
    ),
    "only B lacks words": (
        "合作 铁路 铁路 和平 和平", "合作 铁路",
        {"y": ["2,000", "3,000", "4,000"], "x": ["3,000", "4,000", "5,000", "7,000", "10,000"]},
        ["not in B"], "Grey band: words not in B;",
    ),
    "both have all": (
        "合作 铁路 铁路", "合作 合作 铁路",
        {"y": ["4,000", "5,000", "7,000"], "x": ["4,000", "5,000", "7,000"]}, [], "",
    ),
}  # fmt: skip


def axes(folder: Path, ours: str, theirs: str, **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page gets of a comparison in which each side has its words in two paragraphs, and its layout."""
    corpus = opened(folder, [row(ours, "FR")] * 2 + [row(theirs, "DE")] * 2)
    data = shown(corpus, Selection(**{"target": "FR", "reference": "DE", "language": "en", **fields}))
    return data, read_figure(data["figure"])["layout"]


@pytest.mark.parametrize(("ours", "theirs", "ticks", "bands", "note"), AXES.values(), ids=AXES)
def test_axes_bands_and_note_say_what_there_is(
    tmp_path: Path, ours: str, theirs: str, ticks: dict[str, list[str]], bands: list[str], note: str
) -> None:
    data, layout = axes(tmp_path, ours, theirs)
    for name, values in ticks.items():
        assert layout[f"{name}axis"]["ticktext"] == values
    said = [each["text"] for each in layout["annotations"]]
    assert [text for text in said if text.startswith("not in")] == bands[::-1]
    assert [each["type"] for each in layout["shapes"]] == ["rect"] * len(bands) + ["line"] * len(bands)
    assert note in data["notes"][0] and ("Grey" in data["notes"][0]) == bool(bands)
    assert "A, China–France: times per 10,000 words" in said[0] and said[0].startswith("↑")
    assert "B, China–Germany: times per 10,000 words →" in layout["xaxis"]["title"]["text"]


def test_a_tick_stands_where_words_of_its_rate_stand() -> None:
    """5 of 10,000 words and 50 of 10,000 stand at their ticks, and the steps between are equal."""
    size = Size(paragraphs=9, tokens=10_000, characters=20_000)
    _placed, _across, up = points(scattered({"合作": (5, 1), "和平": (50, 1), "稳定": (0, 1)}))
    where = {name: place for place, name in keyness.ticks(up, size)}
    assert where["5"] == pytest.approx(up.place(5), abs=1e-4)
    assert where["50"] == pytest.approx(up.place(50), abs=1e-4)
    assert where["20"] - where["10"] == pytest.approx(where["10"] - where["5"], abs=2e-4)
    assert all(place > up.band for place in where.values())


@pytest.mark.parametrize("most", [1, 2, 7, 90, 4_000, 100_000])
@pytest.mark.parametrize("tokens", [18, 284, 30_000_000])
def test_every_axis_has_ticks_that_do_not_touch(most: int, tokens: int) -> None:
    up = points(scattered({"合作": (most, 1), "和平": (1, 1), "稳定": (0, 1)}))[2]
    places = [place for place, _name in keyness.ticks(up, Size(9, tokens, tokens))]
    assert places and all(after - before >= 0.12 for before, after in pairwise(places))


def test_a_word_on_the_dotted_line_is_as_frequent_on_both_sides(tmp_path: Path) -> None:
    data, _layout = axes(tmp_path, "合作 铁路 铁路", "合作 铁路 铁路 铁路 和平 高铁")
    line, marks, *_texts = read_figure(data["figure"])["data"]
    (x0, x1), (y0, y1) = line["x"], line["y"]
    at = dict(zip(marks["customdata"], zip(marks["x"], marks["y"], strict=True), strict=True))

    def above(word: str) -> bool:
        x, y = at[word]
        return bool(y > y0 + (y1 - y0) * (x - x0) / (x1 - x0))

    # of 6 words and of 12: 2 and 2, 4 and 6
    assert above("合作") and above("铁路") and data["hint"].startswith("Above the dotted line")
    data, _layout = axes(tmp_path / "other", "合作", "合作 和平 稳定 铁路 高铁 发展")
    assert not read_figure(data["figure"])["data"][0]["x"] and "dotted" not in data["hint"]


def test_a_presentation_has_fewer_words_and_says_so(seed: Corpus) -> None:
    data = shown(seed, Selection(target="US", language="en", present="1"))
    _line, marks, *_texts = read_figure(data["figure"])["data"]
    assert len(marks["x"]) == keyness.ON_STAGE.words
    assert data["notes"][-1] == "The chart has the 50 most distinctive and most frequent of 189 words."
    assert {"中美", "美方", "关系"} <= {*marks["customdata"]}


def test_the_picture_says_how_its_axes_are_laid_out(seed: Corpus) -> None:
    left = keyness.exported(seed, AGAINST.choose(present="1"))
    assert any(BOTH in note for note in left.notes) and not any(
        "The chart has" in note for note in left.notes
    )
    assert left.picture is not None
    chart = left.picture()
    assert isinstance(chart, exports.Chart)
    said = [each["text"] for each in chart.figure["layout"]["annotations"]]
    assert {"not in A", "not in B"} <= {*said} and sum("per 10,000 words" in text for text in said) == 1
    assert "per 10,000 words" in chart.figure["layout"]["xaxis"]["title"]["text"]

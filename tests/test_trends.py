"""Trends: against numbers counted by hand here, and what their figures draw."""

from collections import Counter
from pathlib import Path

import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import controls, reader
from components import trends as view
from components.language import LANGUAGES
from corpus.corrections import Correction, text_hash
from corpus.counterparts import COUNTERPARTS
from corpus.schema import DOCUMENTS, PARAGRAPHS
from corpus.selection import FILTERS, Selection
from corpus.statistics import mention_counts
from corpus.table import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, Corpus
from corpus.trends import MOST_DOCUMENTS, MOST_LINES, PERIODS, axis, course, length, trends
from tests.dated import build_dated
from tests.figures import figure as read_figure
from tests.rows import write_data


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(build_dated(tmp_path_factory.mktemp("dated"), most=60))


@pytest.fixture(scope="module")
def rows(dated: Corpus) -> list[dict[str, object]]:
    return [row for row in pq.read_table(dated.folder / PARAGRAPHS).to_pylist() if row["counted"]]


BIN_OF = {
    "year": lambda row: row["date"][:4],
    "quarter": lambda row: f"{row['date'][:4]}-Q{(int(row['date'][5:7]) + 2) // 3}",
    "month": lambda row: row["date"][:7],
    "document": lambda row: row["document_id"],
}


@pytest.mark.parametrize("period", BIN_OF)
def test_counts_by_period(dated: Corpus, rows: list[dict[str, object]], period: str) -> None:
    selection = Selection(period=period)
    over = axis(dated, selection)
    assert over.period == period and not over.undated
    table = trends(dated, selection, over, ["US", "RU"])
    for code in ("US", "RU"):
        by_hand = Counter(BIN_OF[period](row) for row in rows if code in row["about"])
        found = table[table["key"] == code].set_index("bin")["paragraphs"].to_dict()
        assert {key: n for key, n in found.items() if n} == dict(by_hand)
    assert table.drop_duplicates("bin")["of"].sum() == len(rows)


@pytest.mark.parametrize("period", BIN_OF)
@pytest.mark.parametrize("tag", ["about", "mentions"])
def test_bins_sum_to_the_total(dated: Corpus, period: str, tag: str) -> None:
    selection = Selection(period=period, tag=tag, words=("合作",))
    counts = mention_counts(dated, selection).set_index("counterpart")
    over = axis(dated, selection)
    table = trends(dated, selection, over, list(counts.index))
    summed = table.groupby("key")[["paragraphs", "occurrences"]].sum()
    assert summed["paragraphs"].to_dict() == counts[tag].to_dict()
    assert summed["occurrences"].to_dict() == counts["occurrences"].to_dict()
    shares = table["share"].dropna()
    assert len(shares) and shares.between(0, 1).all() and table["per_1000"].dropna().ge(0).all()
    assert table[table["of"] == 0]["share"].isna().all()


@pytest.mark.parametrize("term", ["合作", "/[中俄]方/", "月球"])
def test_terms(dated: Corpus, rows: list[dict[str, object]], term: str) -> None:
    selection = Selection(lines="terms", terms=(term,), period="year")
    table = trends(dated, selection, axis(dated, selection), [term])
    assert table["paragraphs"].sum() == dated.count(Selection(terms=(term,)))
    if term == "合作":
        assert table["occurrences"].sum() == sum(row["text"].count(term) for row in rows)


def test_a_chosen_word_counts_as_it_was_cut(dated: Corpus, rows: list[dict[str, object]]) -> None:
    selection = Selection(lines="terms", words=("合作",), period="year")
    table = trends(dated, selection, axis(dated, selection), ["合作"])
    assert table["occurrences"].sum() == sum(row["tokens"].count("合作") for row in rows)


def test_a_marked_word_counts_alike_in_trends_and_in_the_reader(tmp_path: Path) -> None:
    texts = [
        {"text": "合作共赢，合作。", "tokens": ["合作共赢", "合作"], "document_id": name} for name in "ab"
    ]
    corpus = Corpus(write_data(tmp_path / "data", texts))
    for marked, times in (((), 1), (("合作",), 2)):
        selection = Selection(lines="terms", words=("合作",), highlights=marked, period="document")
        drawn = view.content(corpus, selection.only(*view.SEEN))["table"]["rows"]
        assert [row[4] for row in drawn if row[1] == "合作"] == [times, times]
        short = reader.outline(corpus, selection.only(*FILTERS, "highlights").choose(document="a"))
        assert [row["hits"] for row in short] == [[times]]


def test_own_filters_are_left_out(dated: Corpus) -> None:
    plain = axis(dated, Selection(period="month"))
    narrowed = Selection(period="month", since="2019-05", until="2019-06", relationships=("US",))
    assert axis(dated, narrowed) == plain
    keys = ["US", "RU"]
    assert trends(dated, narrowed, plain, keys).equals(trends(dated, Selection(period="month"), plain, keys))


@pytest.mark.parametrize(
    "since, until", [("2019-03", "2019-05"), ("2019", "2019"), ("2019-02-01", ""), ("", "2019-04")]
)
def test_a_span_of_time_filters(dated: Corpus, rows: list[dict[str, object]], since: str, until: str) -> None:
    inside = [
        row for row in rows if row["date"] >= since and (not until or row["date"][: len(until)] <= until)
    ]
    assert len(inside) > 0 and dated.count(Selection(since=since, until=until)) == len(inside)


def write_dates(folder: Path, dates: list[str]) -> Corpus:
    """A corpus of a document a date, one paragraph each, all about France."""
    write_data(folder, [{"text": "x"}])
    plain = pq.read_table(folder / PARAGRAPHS).to_pylist()[0]
    document = pq.read_table(folder / DOCUMENTS).to_pylist()[0]
    each = [
        {"document_id": f"d{number}", "date": date, "title": f"第{number}篇"}
        for number, date in enumerate(dates)
    ]
    texts = {"text": "中法会见。", "about": ["FR"], "about_strength": [0.9], "characters": 4}
    pq.write_table(
        pa.Table.from_pylist(
            [plain | texts | one | {"paragraph_id": f"{one['document_id']}:1"} for one in each],
            schema=PARAGRAPH_COLUMNS,
        ),
        folder / PARAGRAPHS,
    )
    pq.write_table(
        pa.Table.from_pylist([document | one for one in each], schema=DOCUMENT_COLUMNS), folder / DOCUMENTS
    )
    return Corpus(folder)


AXES = {
    "no dates": (["", "", ""], "document", 3, 0),
    "one document": (["2020-01-02"], "", 0, 0),
    "two months": (["2020-01-02", "2020-02-02"], "month", 2, 0),
    "one month": (["2020-01-02", "2020-01-12"], "document", 2, 0),
    "a gap is bins too": (["2020-01-02", "2020-12-02"], "month", 12, 0),
    "four years": (["2020-01-02", "2023-12-02"], "quarter", 16, 0),
    "fifteen years": (["2009-01-02", "2023-12-02"], "quarter", 60, 0),
    "years alone": (["2009", "2011"], "year", 3, 0),
    "a year among days": (["2020-01-02", "2020-03-02", "2020"], "month", 3, 1),
    "some undated": (["2020-01-02", "2020-03-02", ""], "month", 3, 1),
    "the year 0001": (["0001-01-01", "2020-03-02"], "document", 2, 0),
}


@pytest.mark.parametrize("dates, period, bins, undated", AXES.values(), ids=AXES)
def test_the_axis_fits_the_dates(
    tmp_path: Path, dates: list[str], period: str, bins: int, undated: int
) -> None:
    corpus = write_dates(tmp_path / "data", dates)
    over = axis(corpus, Selection())
    assert (over.period, len(over.bins), over.undated) == (period, bins, undated)
    if over.bins:
        table = trends(corpus, Selection(), over, ["FR"])
        assert table["paragraphs"].sum() == len(dates) - undated
    drawn = view.content(corpus, Selection())
    assert bool(undated) == any("1" in note for note in drawn["notes"])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PERIODS)), st.dates())
def test_every_day_is_in_its_bin(name: str, day) -> None:  # type: ignore[no-untyped-def]
    period = PERIODS[name]
    key, since, until = period.bin(period.number(day.year, day.month))
    date = day.isoformat()
    assert since <= date and date[: len(until)] <= until
    assert key == BIN_OF[name]({"date": date})


def test_course_of_a_document(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    table = course(corpus, Selection(), ["FR", "DE"])
    assert table[["position", "key", "occurrences"]].values.tolist() == [
        [1, "FR", 2],
        [2, "FR", 1],
        [6, "DE", 1],
    ]
    words = course(corpus, Selection(lines="terms", terms=("合作",)), ["合作"])
    assert words[["position", "occurrences"]].values.tolist() == [[1, 1], [2, 2], [6, 1]]
    assert length(corpus, Selection()) == 7, "with headings and furniture"
    assert length(corpus, Selection(terms=("月球",))) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", controls.MEASURES)
@pytest.mark.parametrize("lines", ["relationships", "terms"])
def test_figures_are_ones_that_plotly_knows(dated: Corpus, measure: str, lines: str, language: str) -> None:
    selection = Selection(measure=measure, lines=lines, language=language, since="2019-03", period="month")
    over = axis(dated, selection)
    drawn = view.lines(dated, selection)
    table = trends(dated, selection, over, [line.key for line in drawn])
    figure = go.Figure(view.figure(table, drawn, over, selection))
    assert [trace.meta for trace in figure.data] == [line.key for line in drawn]
    assert len({trace.marker.symbol for trace in figure.data}) == len(drawn), "not by colour alone"
    (band,) = figure.layout.shapes
    assert over.bins[int(band.x0 + 0.5)].key == "2019-03"


def test_one_document_is_drawn_as_its_course(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    drawn = view.content(corpus, Selection(language="en"))
    assert drawn["title"] == "Course of the document" and "brush" not in drawn
    assert drawn["clicks"]["visit:2"] == {"choose": {"paragraph": "visit:2"}}
    assert drawn["clicks"]["FR"] == {"toggle": ["relationships", "FR"]}
    go.Figure(
        view.course_figure(
            course(corpus, Selection(), ["FR"]), view.lines(corpus, Selection()), 4, Selection()
        )
    )


def test_what_is_chosen_is_drawn(dated: Corpus) -> None:
    usual = [line.key for line in view.lines(dated, Selection())]
    for lines in ("relationships", "terms"):
        every, span = (view.lines(dated, Selection(lines=lines, since=since)) for since in ("", "2019-05"))
        assert every == span, "a span that is brushed leaves the lines as they are"
    assert len(usual) == view.USUAL and "ZW" not in usual
    chosen = [line.key for line in view.lines(dated, Selection(relationships=("ZW", usual[1])))]
    assert chosen == [*usual, "ZW"], "a choice leaves the others to choose"
    many = tuple(code for code in COUNTERPARTS if code not in usual)[: MOST_LINES - 1]
    assert [line.key for line in view.lines(dated, Selection(relationships=many))] == [usual[0], *many]
    terms = view.lines(dated, Selection(lines="terms", terms=("月球",), words=("合作",)))
    assert [(line.key, line.field) for line in terms] == [("合作", "words"), ("月球", "terms")]
    words = view.lines(dated, Selection(lines="terms"))
    after = view.lines(dated, Selection(lines="terms", words=(words[2].key,)))
    assert [line.key for line in after] == [line.key for line in words]
    assert {line.field for line in words} == {"words"} and len({line.colour for line in after}) == len(after)


def test_a_frequent_word_says_what_its_click_shows(dated: Corpus) -> None:
    drawn = view.content(dated, Selection(lines="terms"))["lists"][0]["rows"]
    for row in drawn:
        assert row["numbers"] == [f"{dated.count(Selection(words=(row['key'],))):,}"]
    assert "最常用" in view.content(dated, Selection(lines="terms"))["notes"][0]


def test_a_choice_changes_no_colour(dated: Corpus) -> None:
    for lines in ("relationships", "terms"):
        before = {line.key: line.colour for line in view.lines(dated, Selection(lines=lines))}
        for line in view.lines(dated, Selection(lines=lines)):
            after = view.lines(dated, Selection(lines=lines).toggle(line.field, line.key))
            assert {each.key: each.colour for each in after} == before


SPANS = {
    "a month, by year": ("2020-03", "2020-05", "year", 1),
    "a day, by month": ("2020-03-15", "", "month", 10),
    "years, by month": ("2020", "2020", "month", 12),
    "nothing in it": ("2020-03", "2020-05", "month", 3),
}


@pytest.mark.parametrize("since, until, period, bins", SPANS.values(), ids=SPANS)
def test_the_chosen_span_is_shaded_in_every_period(
    tmp_path: Path, since: str, until: str, period: str, bins: int
) -> None:
    corpus = write_dates(tmp_path / "data", ["2019-01-02", "2020-02-02", "2020-12-02"])
    selection = Selection(since=since, until=until, period=period)
    drawn = view.content(corpus, selection)
    assert not drawn["empty"] and drawn["figure"], "the chart is not filtered away by its own span"
    (band,) = view._span_shape(axis(corpus, selection), selection)
    assert band["x1"] - band["x0"] == bins
    chosen = {control["field"]: control for control in drawn["controls"]}
    for field, value in (("since", since), ("until", until)):
        assert value in [option[0] for option in chosen[field]["options"]]


@pytest.mark.parametrize("date, drawn", [("", False), ("2020-01-02", True)])
def test_many_documents_that_no_date_tells_apart(tmp_path: Path, date: str, drawn: bool) -> None:
    corpus = write_dates(tmp_path / "data", [date] * (MOST_DOCUMENTS + 1))
    content = view.content(corpus, Selection(language="en"))
    assert content["title"] == "Trends" and bool(content.get("figure")) == drawn
    assert any("121" in note for note in content["notes"]) != drawn


def test_a_long_document_sends_no_more_than_it_draws(tmp_path: Path) -> None:
    row = {"text": "中法谈合作。", "about": ["FR"], "mentions": ["FR"], "tokens": ["合作"]}
    corpus = Corpus(write_data(tmp_path / "data", [row] * 3000))
    content = view.content(corpus, Selection())
    marks = sum(len(trace["customdata"]) for trace in read_figure(content["figure"])["data"])
    assert marks <= 400 and len(content["clicks"]) == marks + 1
    assert len(content["table"]["rows"]) == view.TABLED and "1,000" in content["notes"][0]


def test_a_confirmed_mention_counts_once(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    row = corpus.page(Selection())[0]
    again = Correction("visit", row["paragraph_id"], text_hash(row["text"]), "mentions", "FR", "confirm")
    both = (corpus, corpus.corrected((again,)))
    assert len({course(each, Selection(), ["FR"])["occurrences"].sum() for each in both}) == 1

"""The selection: what it reads from a link, what it writes into one, and how it changes."""

from dataclasses import fields

import pytest

from corpus.links import VERSION
from corpus.selection import BY_NAME, FIELDS, FILTERS, Selection

EVERYTHING = Selection(
    relationships=("US", "ASEAN"),
    match="all",
    tag="mentions",
    words=("合作", "C++"),
    excluded=("疫苗",),
    sections=("visit:1",),
    documents=("visit",),
    unit="share",
    sort="name",
    order="relevance",
    page=3,
    paragraph="visit:7",
    language="en",
)

LINKS = {
    "nothing": ({}, Selection()),
    "one of each": (
        {"r": ["RU"], "w": ["合作"], "not": ["疫苗"]},
        Selection(relationships=("RU",), words=("合作",), excluded=("疫苗",)),
    ),
    "several": ({"r": ["RU", "US", "RU"]}, Selection(relationships=("RU", "US"))),
    "no such counterpart": ({"r": ["UX", "", "us", "CN", "JP"]}, Selection(relationships=("JP",))),
    "words of absurd length": ({"w": ["合" * 41, "合作"]}, Selection(words=("合作",))),
    "blank and unprintable words": ({"w": ["  ", "\x00", "合\n作", " 合作 "]}, Selection(words=("合作",))),
    "a word both wanted and excluded": (
        {"w": ["合作"], "not": ["合作", "疫苗"]},
        Selection(words=("合作",), excluded=("疫苗",)),
    ),
    "no such corpus": ({"c": ["theirs", "own"]}, Selection(corpus="own")),
    "no such choice": (
        {"c": ["x"], "unit": ["kilos"], "sort": ["colour"], "match": ["some"], "lang": ["fr"], "tag": ["x"]},
        Selection(),
    ),
    "no page": ({"page": ["0"]}, Selection()),
    "no number": ({"page": ["-1", "x", "9" * 30, "²"]}, Selection()),
    "the last of several": ({"page": ["2", "5"]}, Selection(page=5)),
    "unknown parameters": ({"utm_source": ["x"], "r": ["FR"]}, Selection(relationships=("FR",))),
    "markup is a word like any other": ({"w": ["<script>"]}, Selection(words=("<script>",))),
}


@pytest.mark.parametrize("params, expected", LINKS.values(), ids=LINKS)
def test_junk_is_dropped_and_the_rest_works(params: dict[str, list[str]], expected: Selection) -> None:
    assert Selection.from_params(params) == expected


@pytest.mark.parametrize(
    "selection", [Selection(), EVERYTHING, *(expected for _, expected in LINKS.values())]
)
def test_round_trip(selection: Selection) -> None:
    assert Selection.from_params(selection.to_params()) == selection


def test_defaults_stay_out_of_the_link() -> None:
    assert Selection().to_params() == {}
    link = Selection(words=("合作",), page=1, language="zh").to_params()
    assert link == {"w": ["合作"], "v": [str(VERSION)]}


def test_every_field_is_in_the_table_once() -> None:
    assert [field.name for field in FIELDS] == [field.name for field in fields(Selection)]
    assert len({field.parameter for field in FIELDS}) == len(FIELDS)
    assert set(FILTERS) <= set(BY_NAME)


@pytest.mark.parametrize(
    "name, value",
    [
        ("relationships", "FR"),
        ("words", "合作"),
        ("excluded", "疫苗"),
        ("sections", "visit:1"),
        ("documents", "visit"),
    ],
)
def test_a_second_toggle_undoes_the_first(name: str, value: str) -> None:
    once = Selection().toggle(name, value)
    assert getattr(once, name) == (value,)
    assert once.toggle(name, value) == Selection()


def test_a_filter_goes_back_to_the_first_page() -> None:
    here = Selection(page=4, kwic_page=3, paragraph="visit:7")
    assert here.toggle("words", "合作") == Selection(words=("合作",))
    here = Selection(page=4, paragraph="visit:7")
    assert here.choose(order="relevance") == Selection(order="relevance")
    assert here.choose(page=5) == Selection(page=5)


def test_another_corpus_goes_back_to_the_first_page_and_clearing_keeps_it() -> None:
    here = Selection(page=4, paragraph="visit:7", relationships=("FR",)).choose(corpus="both")
    assert here == Selection(corpus="both", relationships=("FR",))
    assert here.clear() == Selection(corpus="both")


@pytest.mark.parametrize(
    "change", [{"keyword": "合作"}, {"kwic_sort": "left"}, {"context": 30}, {"scope": "document"}]
)
def test_other_lines_go_back_to_their_first_page(change: dict[str, object]) -> None:
    here = Selection(page=4, kwic_page=3, paragraph="visit:7").choose(**change)
    assert (here.page, here.kwic_page, here.paragraph) == (4, 1, "visit:7")


def test_what_is_added_twice_is_there_once() -> None:
    once = Selection(without=("合作",)).add("terms", "合作")
    assert once == Selection(terms=("合作",)) and once.add("terms", "合作") == once


@pytest.mark.parametrize("change", [{"language": "en"}, {"unit": "share"}, {"sort": "name"}])
def test_how_things_are_drawn_keeps_the_page(change: dict[str, str]) -> None:
    here = Selection(page=4, paragraph="visit:7")
    assert (here.choose(**change).page, here.choose(**change).paragraph) == (4, "visit:7")


def test_a_word_is_looked_for_or_excluded_never_both() -> None:
    chosen = Selection().toggle("words", "合作")
    assert chosen.toggle("excluded", "合作") == Selection(excluded=("合作",))
    assert chosen.toggle("excluded", "合作").toggle("words", "合作") == chosen


def test_clear_keeps_how_things_are_drawn() -> None:
    assert EVERYTHING.clear() == Selection(
        tag="mentions", unit="share", sort="name", order="relevance", language="en"
    )


def test_chips_name_every_filter_value() -> None:
    assert [(chip.field, chip.value, chip.label) for chip in EVERYTHING.describe()] == [
        ("relationships", "US", "Relationship"),
        ("relationships", "ASEAN", "Relationship"),
        ("words", "合作", "Word"),
        ("words", "C++", "Word"),
        ("excluded", "疫苗", "Not"),
        ("sections", "visit:1", "Section"),
        ("documents", "visit", "Document"),
    ]


def test_views_that_see_the_same_are_equal() -> None:
    assert EVERYTHING.only("words") == Selection(words=("合作", "C++"))

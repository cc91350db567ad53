"""What is selected, as a sentence: every filter says itself, in both languages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from components import captions
from components.header import LABELS
from components.language import LANGUAGES, relationship, speak
from corpus.selection import FIELDS, FILTERS, Selection
from corpus.table import Corpus
from tests.rows import HEADING, write_data

DAY = date(2026, 3, 4)

VALUES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "relationships": (("FR",), ("FR",)),
    "strength": (0.5, ("≥ 0.50",)),
    "words": (("绿色", "合作"), ("绿色", "合作")),
    "excluded": (("铁路",), ("铁路",)),
    "terms": (("发展", "前景"), ("发展", "前景")),
    "without": (("闭幕",), ("闭幕",)),
    "highlights": (("代表",), ("代表",)),
    "sections": (("visit:1",), (HEADING,)),
    "documents": (("visit",), ("里昂会见纪要",)),
    "since": ("2020-01", ("2020-01",)),
    "until": ("2024-12", ("2024-12",)),
    "added_terms": (("绿色合作",), ("绿色合作",)),
    "added_stopwords": (("双方",), ("双方",)),
}
"""A value of each filter that is described, and what the sentence has of it."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(write_data(tmp_path_factory.mktemp("captions") / "data"))


def test_every_described_field_is_tried() -> None:
    assert {field.name for field in FIELDS if field.label} == set(VALUES)
    silent = {"tag", "match", "terms_match"}  # they say how others are meant
    assert set(FILTERS) <= set(VALUES) | silent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_a_filter_says_its_values_and_what_is_left(corpus: Corpus, name: str, language: str) -> None:
    value, said = VALUES[name]
    selection = Selection(language=language, **{name: value})
    sentence = captions.filters(corpus, selection)
    assert sentence != captions.filters(corpus, Selection(language=language))
    for each in said:
        assert (relationship(each, language) if name == "relationships" else each) in sentence
    n = corpus.count(selection)
    said_count = {"zh": f"{n} / {corpus.size} 段", "en": f"{n} of {corpus.size} paragraphs"}[language]
    assert sentence.endswith(said_count)


@pytest.mark.parametrize("language, said", [("zh", "全部 4 段"), ("en", "all 4 paragraphs")])
def test_without_a_filter_it_is_everything(corpus: Corpus, language: str, said: str) -> None:
    assert captions.filters(corpus, Selection(language=language)) == said


SENTENCES: dict[str, dict[str, Any]] = {
    "中法（提到）· 词：绿色 · 不含：疫苗 · 2020-01 至 2024-12：1 / 4 段": {
        "relationships": ("FR",),
        "tag": "mentions",
        "words": ("绿色",),
        "without": ("疫苗",),
        "since": "2020-01",
        "until": "2024-12",
        "language": "zh",
    },
    "China–France, China–Germany (about, all of them): 0 of 4 paragraphs": {
        "relationships": ("FR", "DE"),
        "match": "all",
        "language": "en",
    },
    "China–France, China–Germany (about, any of them) · from 2020: 3 of 4 paragraphs": {
        "relationships": ("FR", "DE"),
        "since": "2020",
        "language": "en",
    },
    "Search: 合作, 前景 (all of them) · until 2024: 1 of 4 paragraphs": {
        "terms": ("合作", "前景"),
        "terms_match": "all",
        "until": "2024",
        "language": "en",
    },
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_several_filters_read_as_one_sentence(corpus: Corpus, sentence: str) -> None:
    assert captions.filters(corpus, Selection(**SENTENCES[sentence])) == sentence


TWO = [
    {"text": "甲国来访。", "document_id": "one", "title": "甲报道", "date": "2020-01-02"},
    {"text": "乙国来访。", "document_id": "two", "title": "乙报道", "date": "2021-03-04"},
    {"text": "丙国来访。", "document_id": "three", "title": "丙报道", "date": ""},
]


@pytest.mark.parametrize(
    "documents, said",
    [
        ((), "Source: 3 documents · 2020-01-02 – 2021-03-04"),
        (("two",), "Source: 乙报道 · 会议简报 · 2021-03-04"),
        (("one", "three"), "Source: 2 documents · 2020-01-02 – 2020-01-02"),
    ],
)
def test_the_source_line_is_of_the_documents_that_are_filtered(
    tmp_path: Path, documents: tuple[str, ...], said: str
) -> None:
    corpus = Corpus(write_data(tmp_path / "data", TWO))
    assert captions.source(corpus, Selection(language="en", documents=documents)) == said


def test_the_facts_have_every_parameter_of_the_link(corpus: Corpus) -> None:
    selection = Selection(language="en", **{name: value for name, (value, _) in VALUES.items()})
    facts = dict(captions.facts(corpus, selection, "https://example.org/?r=FR", DAY))
    for name, values in selection.to_params().items():
        assert facts[f"Parameter {name}"] == "\n".join(values)
    assert facts["Link"] == "https://example.org/?r=FR"
    assert facts["Selection"] == captions.filters(corpus, selection)
    assert (facts["Paragraphs of the corpus"], facts["Documents of the corpus"]) == (4, 1)
    assert facts["Made on"] == "2026-03-04"


TITLES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "the page alone": ({"view": "map"}, {"zh": "地图", "en": "Map"}),
    "filters": (
        {"view": "trends", "relationships": ("FR",), "words": ("合作",), "since": "2020", "until": "2021"},
        {"zh": "趋势：中法 · 合作 · 2020–2021", "en": "Trends: China–France · 合作 · 2020–2021"},
    ),
    "what must not occur": (
        {"excluded": ("铁路",), "without": ("闭幕",), "since": "2020"},
        {"zh": "概览：−铁路 · −闭幕 · 2020–", "en": "Overview: −铁路 · −闭幕 · 2020–"},
    ),
    "a day": ({"since": "2020-01-02", "until": "2020-01-02"}, {"zh": "概览：2020-01-02"}),
    "what a page is about": (
        {"view": "keyness", "target": "FR", "reference": "DE", "relationships": ("FR",)},
        {"zh": "比较：中法 · 中德", "en": "Compare: China–France · China–Germany"},
    ),
    "a keyword": ({"view": "concordance", "keyword": "发展"}, {"zh": "语境：发展"}),
    "another page's keyword": ({"view": "map", "keyword": "发展"}, {"en": "Map"}),
    "a long value": ({"terms": ("发展" * 20, "合作")}, {"zh": "概览：发展发展发展发展发… · 合作"}),
    "many values": (
        {"relationships": ("FR", "DE", "US", "RU", "JP", "GB", "IT")},
        {
            "zh": "概览：中法 · 中德 · 中美 · 中俄 · 中日 · …",
            "en": "Overview: China–France · China–Germany · …",
        },
    ),
}
"""Selections, and the titles that are proposed for them."""


@pytest.mark.parametrize("fields, titles", TITLES.values(), ids=TITLES)
def test_a_title_names_the_page_and_what_it_shows(
    corpus: Corpus, fields: dict[str, Any], titles: dict[str, str]
) -> None:
    for language, title in titles.items():
        selection = Selection(language=language, **fields)
        page = speak(language)[0](LABELS[selection.view])
        assert captions.title(corpus, selection, page) == title


def test_a_title_stands_in_one_line(corpus: Corpus) -> None:
    everything = Selection(view="concordance", **{name: value for name, (value, _) in VALUES.items()})
    for language in LANGUAGES:
        title = captions.title(corpus, everything.choose(language=language), "语境")
        assert sum(2 if ord(each) > 0x2FFF else 1 for each in title) <= captions.TITLE

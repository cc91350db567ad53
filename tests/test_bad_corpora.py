"""Every view on every corpus that is not as one would wish: what is registered in PAGES is tried here.

A row a corpus, a row a selection. A view must draw without an error what is JSON, with a figure that Plotly
knows and in which no text of a document is markup.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, NamedTuple

import plotly.graph_objects as go
import pytest

from components import PAGES, VIEWS, frontend
from components.language import LANGUAGES
from corpus.counterparts import COUNTERPARTS
from corpus.selection import FIELDS, OneOf, Selection
from corpus.table import Corpus
from tests.figures import figure as read_figure
from tests.rows import EMPTY_HEADING, PARAGRAPHS_OF_A_VISIT, Row, named, write_data
from tests.test_app import run

MARKUP = "<img src=x onerror=alert(1)>"
HOSTILE = f"{MARKUP}<b>粗</b> &amp; $x^2$ `${{1}}` \\ \"'{{n}} %s \u202eנכון 👨‍👩‍👧 {'长' * 60}"


def about(code: str, **more: Any) -> Row:
    """A paragraph about one counterpart, which it names."""
    name = COUNTERPARTS[code].zh
    return {
        "text": f"中国和{name}扩大绿色合作。",
        "tokens": ["中国", "和", name, "扩大", "绿色", "合作"],
        "about": [code],
        "mentions": [code],
        "evidence": [named(code, name, 3, "about"), named(code, name, 3)],
    } | more


def dated(rows: Sequence[Row], dates: Sequence[str]) -> list[Row]:
    """The rows, one after the other in a document of each date."""
    return [
        {**row, "document_id": f"d{number % len(dates)}", "date": dates[number % len(dates)]}
        for number, row in enumerate(rows)
    ]


BODY = [{"text": row["text"], "tokens": row.get("tokens", [])} for row in PARAGRAPHS_OF_A_VISIT[1:3]]
CODES = tuple(COUNTERPARTS)

CORPORA: Mapping[str, Sequence[Row]] = {
    "nothing at all": [],
    "a heading only": [{"text": EMPTY_HEADING, "kind": "heading", "counted": False, "section_id": "visit:1"}],
    "one paragraph": [about("FR")],
    "Chinese and English in turn": [
        about("FR"),
        {"text": "China and France expand green cooperation.", "kind": "foreign", "counted": False},
        about("DE", paragraph_id="visit:1.2"),
    ],
    "another language only": [{"text": "Nothing is said in Chinese.", "kind": "foreign", "counted": False}],
    "one paragraph without a word": [{"text": "……"}],
    "one document": PARAGRAPHS_OF_A_VISIT,
    "one document without a date": [{**row, "date": ""} for row in PARAGRAPHS_OF_A_VISIT],
    "no date": dated([about("FR"), about("DE"), about("JP")], ["", "", ""]),
    "dates of every kind": dated(
        [about(code) for code in CODES[:8]], ["", "2021", "2021-03", "2021-03-07", "1949-10-01", "2100-01-01"]
    ),
    "one day": dated([about("FR"), about("DE")], ["2021-03-07", "2021-03-07"]),
    "no relationship": dated(BODY, ["2021-03-07", "2021-04-07"]),
    "one word everywhere": dated([{"text": "合作", "tokens": ["合作"], **tags} for tags in (
        {"about": ["FR"]}, {"about": ["DE"], "mentions": ["FR"]}, {}
    )], ["2021-03-07", "2022-03-07"]),
    "every counterpart": dated([about(code) for code in CODES], ["2021-03-07", "2022-03-07", "2023-03-07"]),
    "every counterpart in one paragraph": [
        {"text": "各国和中国合作。", "tokens": ["各国", "和", "中国", "合作"], "about": CODES, "mentions": CODES}
    ],
    "hostile text": [
        {
            "text": HOSTILE,
            "tokens": [MARKUP, "<b>", "粗", "长" * 60],
            "section": HOSTILE,
            "section_id": "<script>:1",
            "document_id": document,
            "title": HOSTILE,
            "article": HOSTILE,
            "date": date,
            "about": ["FR", "DE"],
            "mentions": ["FR", "DE"],
            "evidence": [named("FR", MARKUP, 0), named("DE", "<b>", len(MARKUP))],
        }
        for document, date in (("<script>", "2021-03-07"), ("'; DROP TABLE", ""), ("a&b", "2022-03-07"))
    ],
}  # fmt: skip

CHOSEN: Mapping[str, Selection] = {
    "everything": Selection(),
    "a word": Selection(words=("合作",), target="FR", reference="DE", keyword="合作", phrase="绿色合作"),
    "a word that is nowhere": Selection(words=("缺席",), keyword="缺席", phrase="缺席已久"),
    "a search that finds nothing": Selection(terms=("缺席",), without=("合作",), relationships=("FR",)),
    "what is hostile": Selection(
        words=(MARKUP,), terms=(HOSTILE[:90], "/(a+)+$|合作/", "/(/"), highlights=("<b>",), keyword=MARKUP
    ),
    "a word like a broken pattern": Selection(words=("/[/",), phrase="//[//"),
    "two relationships": Selection(relationships=("FR", "DE"), match="all", tag="mentions", strength=0.95),
    "one that is not there": Selection(relationships=("VU",), target="VU", reference="FR", since="2021-03"),
    "a span before all time": Selection(since="0001", until="0001-01"),
    "what was added": Selection(added_terms=("绿色合作", "无处可寻"), added_stopwords=("合作", "中国")),
    "a page too far": Selection(page=9_999_999, kwic_page=9_999_999, paragraph="visit:404", document="404"),
}


def options() -> Iterator[dict[str, str]]:
    """{field: choice} of every choice that is not the default."""
    for field in FIELDS:
        choices = field.read.choices if isinstance(field.read, OneOf) else ()
        if field.name not in ("view", "language"):
            yield from ({field.name: choice} for choice in choices if choice != field.default)


OPTIONS: Sequence[dict[str, Any]] = tuple(options())


class Case(NamedTuple):
    """What the page would be drawn of."""

    corpus: Corpus
    selection: Selection


def cases(corpus: Corpus, turn: int) -> Iterator[Case]:
    """The corpus with each selection, in one language after the other, and with every second option of a chart.

    Languages and options take turns from corpus to corpus, so that each is tried with each.
    """
    ids = [row["paragraph_id"] for row in corpus.rows("FROM paragraphs WHERE counted")]
    documents = tuple(each["document_id"] for each in corpus.documents)
    first = replace(
        CHOSEN["a word"],
        documents=documents[:1],
        sections=tuple(each["section_id"] for each in corpus.sections)[:1],
        document="".join(documents[:1]),
        paragraph="".join(ids[:1]),
        cut="".join(ids[:1]),
    )
    rich = replace(first, documents=(), sections=())
    chosen = (*CHOSEN.values(), first, rich, *(replace(rich, **option) for option in OPTIONS[turn % 2 :: 2]))
    for number, selection in enumerate(chosen):
        language = LANGUAGES[(number + turn // 2) % 2]
        known = corpus.known(replace(selection, language=language))
        yield Case(corpus.recut(known.added_terms), known)


def name_of(view: ModuleType) -> str:
    return view.__name__.rpartition(".")[2]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Corpus]:
    folder = tmp_path_factory.mktemp("corpora")
    found: dict[str, Corpus] = {}

    def open_once(name: str) -> Corpus:
        if name not in found:
            found[name] = Corpus(write_data(folder / name, CORPORA[name]))
        return found[name]

    return open_once


def figures(data: object) -> Iterator[str]:
    """Every figure in what a view sends, as JSON text."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "figure" and value:
                yield value if isinstance(value, str) else json.dumps(value)
            else:
                yield from figures(value)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for value in data:
            yield from figures(value)


def texts(figure: object) -> Iterator[str]:
    """What Plotly may draw of a figure; keys of points and traces are not drawn."""
    if isinstance(figure, Mapping):
        for key, value in figure.items():
            if key not in ("customdata", "meta", "ids"):
                yield from texts(value)
    elif isinstance(figure, str):
        yield figure
    elif isinstance(figure, Sequence):
        for value in figure:
            yield from texts(value)


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("view", VIEWS, ids=name_of)
def test_a_view_draws_something(
    opened: Callable[[str], Corpus], monkeypatch: pytest.MonkeyPatch, view: ModuleType, name: str
) -> None:
    sent: list[Mapping[str, Any]] = []
    monkeypatch.setattr(frontend, "mount", lambda name, data, **how: sent.append(data))
    seen = set()
    tried = set()
    for corpus, selection in cases(opened(name), [*CORPORA].index(name)):
        looks = (corpus, selection.only(*view.SEEN) if hasattr(view, "SEEN") else selection.language)
        if looks in seen:
            continue
        seen.add(looks)
        sent.clear()
        view.draw(corpus, selection)
        assert sent, f"nothing was drawn of {selection.to_params()}"
        for data in sent:
            json.dumps(data, allow_nan=False)
            for figure in figures(data):
                if figure not in tried:
                    tried.add(figure)
                    go.Figure(read_figure(figure))  # raises for a property that does not exist
                    markup = [text for text in texts(read_figure(figure)) if MARKUP[:4] in text]
                    assert not markup, "the text of a document is markup in a figure"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs(opened: Callable[[str], Corpus], monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    turn = [*PAGES].index(page) % 2  # every corpus on every second page
    for number, name in enumerate([*CORPORA][turn::2]):
        params = {"lang": LANGUAGES[number % 2]} | ({"w": "缺席"} if number % 3 == 0 else {})
        app = run(opened(name).folder, monkeypatch, view=page, **params)
        assert not app.exception and not app.error, f"{page} of {name}"

"""Links: those of earlier versions open for good, and the short form says what it is read as."""

import tomllib
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.header import LABELS
from components.language import speak
from corpus import links
from corpus.counterparts import COUNTERPARTS
from corpus.selection import BY_NAME, FIELDS, PAGES, Selection
from tests.conftest import ROOT

OLD = tomllib.loads((ROOT / "tests/old_links.toml").read_text(encoding="utf-8"))["links"]


def opened(link: str) -> Selection:
    return Selection.from_params(parse_qs(link.removeprefix("?")))


def short(text: str) -> Selection:
    return Selection.from_params({"s": [text]})


def selection(fields: dict[str, Any]) -> Selection:
    return Selection(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    )


# -- versions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", OLD, ids=lambda row: row["link"])
def test_an_old_link_opens(row: dict[str, Any]) -> None:
    assert opened(row["link"]) == selection(row["opens"])


def test_the_old_links_have_every_parameter_and_every_page() -> None:
    said = [parse_qs(row["link"].removeprefix("?")) for row in OLD]
    assert {field.parameter for field in FIELDS} <= {name for params in said for name in params}
    assert {page for params in said for page in params.get("view", ())} == {*PAGES} - {"overview"}
    assert len(OLD) >= 60


@pytest.mark.parametrize("row", OLD, ids=lambda row: row["link"])
def test_an_old_link_of_a_version_that_is_said(row: dict[str, Any]) -> None:
    """What was sent on from a page of today opens the same, and so does a link of a later version."""
    here = selection(row["opens"])
    assert Selection.from_params(here.to_params()) == here
    assert opened(f"{row['link']}&v={links.VERSION + 7}") == here


@pytest.mark.parametrize(
    "said, version", [("", 1), ("v=1", 1), ("v=2", 2), ("v=9", 9), ("v=0", 1), ("v=x", 1), ("v=²", 1)]
)
def test_the_version_of_a_link(said: str, version: int) -> None:
    assert links.version(parse_qs(said)) == version


def test_each_version_leads_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {
        1: lambda params: {"words": params.get("word", [])},
        2: lambda params: {"w": params.get("words", [])},
    }
    monkeypatch.setattr(links, "MIGRATIONS", renamed)
    monkeypatch.setattr(links, "VERSION", 3)
    assert sorted(links.MIGRATIONS) == [*range(1, links.VERSION)]
    assert (
        opened("word=合作") == opened("words=合作&v=2") == opened("w=合作&v=3") == Selection(words=("合作",))
    )
    assert Selection(words=("合作",)).to_params() == {"w": ["合作"], "v": ["3"]}


def test_there_is_a_migration_from_every_version() -> None:
    assert sorted(links.MIGRATIONS) == [*range(1, links.VERSION)]


# -- the short form --------------------------------------------------------------------------------

SHORT: dict[str, dict[str, Any]] = {
    "": {},
    "语境/中俄/合作/-疫苗/2020-2021": {
        "view": "concordance",
        "relationships": ["RU"],
        "words": ["合作"],
        "excluded": ["疫苗"],
        "since": "2020",
        "until": "2021",
    },
    "concordance/Russia/合作/en": {
        "view": "concordance",
        "relationships": ["RU"],
        "words": ["合作"],
        "language": "en",
    },
    "中俄/中美/同时": {"relationships": ["RU", "US"], "match": "all"},
    "东盟/中朝/提到": {"relationships": ["ASEAN", "KP"], "tag": "mentions"},
    "比较/中俄:中美": {"view": "keyness", "target": "RU", "reference": "US"},
    "比较/:中美": {"view": "keyness", "reference": "US"},
    "=一带一路/-=疫苗/~联合国/全含": {
        "terms": ["一带一路"],
        "without": ["疫苗"],
        "highlights": ["联合国"],
        "terms_match": "all",
    },
    "语境/@合作": {"view": "concordance", "keyword": "合作"},
    "提法/*人类命运共同体": {"view": "phrases", "phrase": "人类命运共同体"},
    '"东盟"/-"2021"/="/一带.路/"': {"words": ["东盟"], "excluded": ["2021"], "terms": ["/一带.路/"]},
    "趋势/2020.03-2021.05.31": {"view": "trends", "since": "2020-03", "until": "2021-05-31"},
    "2020-": {"since": "2020"},
    "-2021": {"until": "2021"},
    "2020": {"since": "2020", "until": "2020"},
    "强度0.8/合并": {"strength": 0.8, "corpus": "both"},
}
"""The short form of selections, as it is written."""

TYPED: dict[str, dict[str, Any]] = {
    " 语境 / 中俄 ": {"view": "concordance", "relationships": ["RU"]},
    "中国-东盟/中国–非洲": {"relationships": ["ASEAN", "AFRICA"]},
    "CHINA-RUSSIA/north korea": {"relationships": ["RU", "KP"]},
    "／中俄／－疫苗／＝合作／～绿色": {
        "relationships": ["RU"],
        "excluded": ["疫苗"],
        "terms": ["合作"],
        "highlights": ["绿色"],
    },
    "“东盟”/=“一带/一路”": {"words": ["东盟"], "terms": ["一带/一路"]},
    "2020年": {"words": ["2020年"]},
    "2020至2021": {"since": "2020", "until": "2021"},
    "2020-3-7": {"since": "2020-03-07", "until": "2020-03-07"},
    "2020..2021": {"since": "2020", "until": "2021"},
    "20210307": {"words": ["20210307"]},
    "is/ru/in": {"words": ["is", "ru", "in"]},
    "合作/合作/-合作": {"words": ["合作"]},
}
"""What people type, and what it means."""

JUNK = ["/", "////", "-", "-=", "=", "~", '"', '""', '-"', "“", "\x00", "/-/ /", "合" * 41, '="']


@pytest.mark.parametrize("text, fields", SHORT.items(), ids=SHORT)
def test_the_short_form_as_it_is_written(text: str, fields: dict[str, Any]) -> None:
    assert short(text) == selection(fields)
    assert links.write(selection(fields)) == text


@pytest.mark.parametrize("text, fields", TYPED.items(), ids=TYPED)
def test_the_short_form_as_it_is_typed(text: str, fields: dict[str, Any]) -> None:
    assert short(text) == selection(fields)


LOOSE: dict[str, dict[str, str]] = {
    "语境/中俄/合作/-疫苗/2020-2021": {"合作": "合作", "-疫苗": "疫苗"},
    " 中鹅 ／－概揽/2020-20121": {"中鹅": "中鹅", "-概揽": "概揽", "2020-20121": "2020-20121"},
    '"中鹅"/-“中鹅”/=中鹅/~中鹅/@中鹅/*中鹅/-=中鹅/提到/强度0.8': {},
}
"""Short forms, and their parts that are words for want of anything else."""


@pytest.mark.parametrize("text, parts", LOOSE.items(), ids=LOOSE)
def test_what_is_a_word_for_want_of_anything_else(text: str, parts: dict[str, str]) -> None:
    assert links.loose(text) == parts
    assert short(links.mended(text, {})) == short(text)
    mended = short(links.mended(text, dict.fromkeys(parts, "中俄")))
    assert not {*mended.words, *mended.excluded} & {*parts.values()}


@pytest.mark.parametrize("text", JUNK)
def test_junk_in_the_short_form_is_dropped(text: str) -> None:
    assert short(text) == Selection()


def texts(most: int) -> st.SearchStrategy[str]:
    hostile = st.sampled_from(
        ["东盟", "-", "2020", '"', '""', "a/b", "“引”", "=", "en", "强度0.8", "：", "中俄:", "\u202e反", "🕊️"]
    )
    return st.one_of(hostile, st.text(min_size=1, max_size=most), st.tuples(hostile, hostile).map("".join))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("words", "excluded", "phrase"), texts(40)),
    **dict.fromkeys(("terms", "without", "highlights", "keyword"), texts(100)),
    **dict.fromkeys(("relationships", "target", "reference"), st.sampled_from([*COUNTERPARTS])),
    **dict.fromkeys(
        ("since", "until"), st.sampled_from(["1949", "2020", "2020-03", "2021-12-31", "2020-10"])
    ),
    "view": st.sampled_from(PAGES),
    "strength": st.sampled_from(["0.05", "0.5", ".8", "1"]),
    "tag": st.just("mentions"),
    "match": st.just("all"),
    "terms_match": st.just("all"),
    "corpus": st.sampled_from(["own", "both"]),
    "language": st.just("en"),
}
"""What each field of the short form may be."""


@given(
    st.fixed_dictionaries({}, optional={name: st.lists(each, max_size=3) for name, each in VALUES.items()})
)
def test_what_is_written_is_read(fields: dict[str, list[str]]) -> None:
    here = Selection.from_params({BY_NAME[name].parameter: values for name, values in fields.items()})
    text = links.write(here)
    assert short(text) == here and links.left_out(here) == ()
    assert short(f"///{text}/") == here


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert links.kept(short(text)) == short(text)


def test_every_relationship_is_read_in_both_languages() -> None:
    for code, each in COUNTERPARTS.items():
        for language in ("zh", "en"):
            here = Selection(relationships=(code,), language=language)
            assert short(links.write(here)) == here, code
        names = (code, each.zh, each.en, each.relationship, each.relationship_en)
        assert [short(name).relationships for name in names] == [(code,)] * len(names), code


def test_pages_are_called_as_the_navigation_calls_them() -> None:
    assert tuple(links.PAGES) == PAGES and set(VALUES) == set(links.FIELDS)
    for page, (zh, en) in links.PAGES.items():
        assert (zh, en) == (speak("zh")[0](LABELS[page]), LABELS[page].lower().replace(" ", "-"))


def test_other_parameters_add_to_the_short_form() -> None:
    assert opened("s=中俄/合作&r=US&lang=en&s=-疫苗") == Selection(
        relationships=("RU", "US"), words=("合作",), excluded=("疫苗",), language="en"
    )
    assert opened("s=语境&view=trends").view == "trends"


def test_what_the_short_form_leaves_out_is_named() -> None:
    here = Selection(words=("合作",), sections=("visit:1",), sort="name", page=3)
    assert links.left_out(here) == ("sections", "sort", "page")

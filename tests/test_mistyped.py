"""Short links with typing errors: what nothing has is said, with what was meant."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import bar
from components.language import LANGUAGES
from corpus import links
from corpus.mistyped import MOST, Mistyped, mistyped, nearest
from corpus.table import Corpus
from tests.conftest import ROOT
from tests.rows import write_data

SEED = Corpus(ROOT / "data")

MEANT: dict[str, dict[str, str]] = {
    "中鹅": {"中鹅": "中俄"},
    "概揽": {"概揽": "概览"},
    "2020-20121": {"2020-20121": "2020-2021"},
    "东蒙/合作": {"东蒙": "东盟"},
    "中伐": {"中伐": "中法"},
    "Rusia/conordance": {"rusia": "Russia", "conordance": "concordance"},
    "ru": {"ru": "RU"},
    "比较/中鹅:中美": {"中鹅:中美": "中俄:中美"},
    "比较/:中鹅": {":中鹅": ":中俄"},
    "比较/中鹅:": {"中鹅:": "中俄:"},
    "20121-": {"20121-": "2021-"},
    "-20121": {"-20121": "-2021"},
    "2020年": {"2020年": "2020"},
    "2020年3月至2021年": {"2020年3月至2021年": "2020.3-2021"},
    "20210307": {"20210307": "2021.03.07"},
    "疫请": {"疫请": "疫情"},
    "-中鹅": {"-中鹅": "-中俄"},
    "猫咪": {"猫咪": ""},
    "2020-13": {"2020-13": ""},
    "a:b:c": {"a:b:c": ""},
    "[a-]": {"[a-]": ""},
}
"""Short forms with something that nothing has, and what was meant, as far as anything is near."""

UNDERSTOOD = [
    "",
    "语境/中俄/合作/-疫苗/2020-2021",
    "趋势/东盟/1066",
    '"中鹅"/=中鹅/~中鹅/@中鹅/*中鹅',
    "/中俄//",
    "合" * 41,
    "合\x00作",
]
"""Short forms of which nothing is said: each part is something, or is said to be characters."""


@pytest.mark.parametrize("text, meant", MEANT.items(), ids=MEANT)
def test_what_was_meant(text: str, meant: dict[str, str]) -> None:
    assert {part.casefold(): other for part, _, other in mistyped(SEED, text)} == meant


@pytest.mark.parametrize("text", [text for text, meant in MEANT.items() if all(meant.values())])
def test_what_was_meant_is_understood(text: str) -> None:
    instead = {part: meant for part, _, meant in mistyped(SEED, text)}
    assert mistyped(SEED, links.mended(text, instead)) == ()


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_is_understood_is_not_spoken_of(text: str) -> None:
    assert mistyped(SEED, text) == ()


def test_of_what_is_as_near_that_is_meant_which_sounds_the_same() -> None:
    assert nearest("中鹅", ["中法", "中俄", "中美"]) == "中俄"
    assert nearest("中鹅", ["中美"]) == nearest("猫", ["狗"]) == ""


def test_of_many_parts_the_first_are_looked_at() -> None:
    text = "/".join(f"猫咪{number}" for number in range(100))
    assert [each.word for each in mistyped(SEED, text)] == [f"猫咪{number}" for number in range(MOST)]


def test_a_corpus_without_dates_has_no_years(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    corpus.documents = [{**each, "date": ""} for each in corpus.documents]  # type: ignore[misc]
    assert [each.meant for each in mistyped(corpus, "20121")] == [""]


@given(st.text(st.sampled_from('中鹅俄2021-:/"“年@=~[]().*\\^$ aA\x00\u202e🕊'), max_size=30))
def test_any_link_is_looked_at(text: str) -> None:
    for part, word, meant in mistyped(SEED, text):
        assert links.loose(text)[part] == word and part != meant


def choosing(parts: Mapping[str, str]) -> dict[str, Any]:
    return {"relationships": list(parts.values())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_said_with_a_way_out(language: str) -> None:
    assert bar.mistyped((), choosing, language) is None
    one = bar.mistyped((Mistyped("中鹅", "中鹅", "中俄"),), choosing, language)
    assert one and "“中鹅”" in one["text"]
    (way,) = one["ways"]
    assert "中鹅" in way["text"] and "中俄" in way["text"] and way["choose"] == choosing({"中鹅": "中俄"})
    several = bar.mistyped(
        (Mistyped("中鹅", "中鹅", "中俄"), Mistyped("猫咪", "猫咪", ""), Mistyped("中伐", "中伐", "中法")),
        choosing,
        language,
    )
    assert several and all(f"“{part}”" in several["text"] for part in ("中鹅", "猫咪", "中伐"))
    (way,) = several["ways"]
    assert all(each in way["text"] for each in ("中鹅", "中俄", "中伐", "中法"))
    assert way["choose"]["relationships"] == ["中俄", "中法"], "one alone would take the others from the link"

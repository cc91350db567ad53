"""Scenes: their file, where it is carried, and the tour of the seed, every word of which is true."""

import shutil
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import header, link
from components import scenes as page
from components.language import LANGUAGES, fault, relationship
from corpus import links, packing, scenes
from corpus.__main__ import main
from corpus.build import build
from corpus.concordance import total
from corpus.faults import SourceError
from corpus.keyness import between, distinctive, keyness
from corpus.mirrors import Mirror
from corpus.scenes import Said, Scene
from corpus.selection import FIELDS, OneOf, Selection
from corpus.sources import find_sources
from corpus.statistics import mention_counts
from corpus.table import Corpus
from tests.conftest import ROOT

SEED = ROOT / "data"
TITLE = 'title = "中俄"\n'


def one(rows: str) -> Scene:
    return scenes.read(f"[[scenes]]\n{TITLE}{rows}")[0]


# -- the file --------------------------------------------------------------------------------------

READ: dict[str, tuple[str, Selection]] = {
    "nothing": ("", Selection()),
    "a page and relationships": (
        'view = "trends"\nr = ["RU", "US"]',
        Selection(view="trends", relationships=("RU", "US")),
    ),
    "one of a list alone": ('r = "RU"', Selection(relationships=("RU",))),
    "numbers": ("strength = 0.5\npage = 3", Selection(strength=0.5, page=3)),
    "the short form": (
        's = "语境/中俄/合作"',
        Selection(view="concordance", relationships=("RU",), words=("合作",)),
    ),
    "a version": ('v = 1\nw = ["合作"]', Selection(words=("合作",))),
    "views of a presentation": ('show = ["cloud"]', Selection(stage=("cloud",))),
}


@pytest.mark.parametrize("rows, selection", READ.values(), ids=READ)
def test_a_scene_is_read(rows: str, selection: Selection) -> None:
    assert one(rows) == Scene(Said("中俄", "中俄"), Said("", ""), selection)


def test_titles_and_sentences_are_said_in_one_language_or_in_two() -> None:
    read = scenes.read(
        '[[scenes]]\ntitle.zh = "甲"\ntitle.en = "A"\nsentence.zh = "乙"\n[[scenes]]\ntitle = "丙"\n'
    )
    assert [each.title for each in read] == [Said("甲", "A"), Said("丙", "丙")]
    assert read[0].sentence == Said("乙", "乙") and read[0].title.of("en") == "A"


def test_an_old_file_is_read_as_its_version_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        links,
        "MIGRATIONS",
        {1: lambda params: {"r" if name == "w" else name: params[name] for name in params}},
    )
    text = f'[[scenes]]\n{TITLE}w = ["RU"]\n'
    assert scenes.read(text)[0].selection == Selection(relationships=("RU",))
    assert scenes.read(f"v = 2\n{text}")[0].selection == Selection(words=("RU",))


WRONG: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a text without its end": ('[[scenes]]\ntitle = "甲', "scenes-not-toml", {"line": 2, "column": 11}),
    "a text without quotes": ("[[scenes]]\r\ntitle = 甲\r\n", "scenes-not-toml", {"line": 2, "column": 9}),
    "a text that has no end": ('[[scenes]]\ntitle = """甲\n', "scenes-not-toml", {"line": 3, "column": 1}),
    "lists within lists": (f"[[scenes]]\nr = {'[' * 9999}", "scenes-too-deep", {}),
    "something else": ("[documents]\n", "scenes-other", {"key": "documents"}),
    "scenes that are none": ("scenes = 3", "scenes-other", {"key": "scenes"}),
    "too many": ('[[scenes]]\ntitle = "甲"\n' * 101, "scenes-too-many", {"number": 101, "limit": 100}),
    "too long": ("#" * 200_001, "scenes-too-long", {"limit": 200}),
    "no title": ("[[scenes]]\n", "scene-title", {"scene": 1}),
    "a blank title": ('[[scenes]]\ntitle = "  "\n', "scene-title", {"scene": 1}),
    "a title in a language that is none": ('[[scenes]]\ntitle.fr = "甲"\n', "scene-text", {"key": "title"}),
    "a sentence that is no text": (f"[[scenes]]\n{TITLE}sentence = 3\n", "scene-text", {"key": "sentence"}),
    "a long title": (f'[[scenes]]\ntitle = "{"甲" * 201}"\n', "scene-long", {"length": 201, "limit": 200}),
    "a long sentence": (
        f'[[scenes]]\n{TITLE}sentence = "{"甲" * 501}"\n',
        "scene-long",
        {"key": "sentence", "limit": 500},
    ),
    "a key that is none": (
        f'[[scenes]]\n{TITLE}veiw = "map"\n',
        "scene-key",
        {"key": "veiw", "keys": "view"},
    ),
    "a field that is no part of it": (f'[[scenes]]\n{TITLE}present = "1"\n', "scene-key", {"key": "present"}),
    "a page that is none": (
        f'[[scenes]]\n{TITLE}[[scenes]]\n{TITLE}view = "maps"\n',
        "scene-choice",
        {"scene": 2, "value": "maps"},
    ),
    "a counterpart that is none": (
        f'[[scenes]]\n{TITLE}r = ["UX"]\n',
        "scene-value",
        {"key": "r", "value": "UX"},
    ),
    "a day that is none": (f'[[scenes]]\n{TITLE}from = "2020-13"\n', "scene-value", {"key": "from"}),
    "a value that is none": (f"[[scenes]]\n{TITLE}page = true\n", "scene-value", {"key": "page"}),
    "a table": (f'[[scenes]]\n{TITLE}r = {{ a = "b" }}\n', "scene-value", {"key": "r"}),
}


@pytest.mark.parametrize("text, name, values", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_a_sentence(text: str, name: str, values: dict[str, Any]) -> None:
    with pytest.raises(SourceError) as error:
        scenes.read(text, "甲.toml")
    assert error.value.fault == name
    assert {key: error.value.values[key] for key in values} == values
    for language in LANGUAGES:
        said = fault(name, error.value.values, language)
        assert "甲.toml" in said and "(at " not in said, "no words of the parser"


def test_a_choice_names_all_there_are() -> None:
    with pytest.raises(SourceError, match=r"overview, trends, .*reader"):
        one('view = "maps"')


hostile = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ['"""', "\\", "'", "\x7f", "\r\n", "]]", "#", "<b>粗</b>", "\u202eسلام", "🕊️" * 50, "\u2028", "\x00"]
    ),
)
titles = hostile.filter(str.strip)
readers = {field.parameter: field.read for field in FIELDS}
params = st.fixed_dictionaries(
    {},
    optional={
        "w": st.lists(hostile, max_size=3),
        "q": st.lists(hostile, max_size=3),
        "r": st.lists(st.sampled_from(["RU", "US", "UX"]), max_size=3),
        "strength": st.sampled_from([["0.5"], [".25"]]),
        "page": st.just(["7"]),
        **{
            name: st.sampled_from([[choice] for choice in reader.choices])
            for name, reader in readers.items()
            if isinstance(reader, OneOf)
        },
    },
)
any_scene = st.builds(
    lambda title, sentence, link: Scene(
        Said(*title), Said(*sentence), scenes.shown(Selection.from_params(link))
    ),
    st.tuples(titles, titles),
    st.one_of(st.just(("", "")), st.tuples(hostile, hostile)),
    params,
)


@given(st.lists(any_scene, max_size=4))
def test_what_is_written_is_read(written: list[Scene]) -> None:
    assert scenes.read(scenes.write(written)) == tuple(written)


@given(st.text())
def test_any_file_is_read_or_gets_a_sentence(text: str) -> None:
    try:
        scenes.read(text)
    except SourceError as error:
        assert error.fault.startswith("scene")


# -- where the file is -----------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("中法两国代表会见。", encoding="utf-8")
    yield folder


def test_it_is_no_document_and_goes_along_with_the_sources(files: Path, tmp_path: Path) -> None:
    (files / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}", encoding="utf-8")
    assert [each.file for each in find_sources([files])] == ["a.txt"]
    manifest = build([files], tmp_path / "data")
    assert [each["file"] for each in manifest["files"]] == ["a.txt"]
    assert [each.title.zh for each in scenes.at(tmp_path / "data")] == ["中俄"]


def test_a_build_keeps_what_stands_beside_the_data(files: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    build([files], out)
    assert scenes.at(out) == ()
    (out / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}", encoding="utf-8")
    (files / "b.txt").write_text("中德两国代表会见。", encoding="utf-8")
    build([files], out)
    assert len(scenes.at(out)) == 1 and Corpus(out).size == 2
    (files / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}[[scenes]]\n{TITLE}", encoding="utf-8")
    build([files], out)
    assert len(scenes.at(out)) == 2, "the sources have the last word"


def test_a_packed_corpus_brings_its_tour(files: Path, tmp_path: Path) -> None:
    (files / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}", encoding="utf-8")
    build([files], tmp_path / "data")
    (tmp_path / "packed.zip").write_bytes(packing.pack(tmp_path / "data"))
    build([tmp_path / "packed.zip"], tmp_path / "again")
    assert scenes.at(tmp_path / "again") == scenes.at(tmp_path / "data") != ()


def test_a_mirror_fetches_it(files: Path, tmp_path: Path) -> None:
    for number, tour in enumerate(("", f"[[scenes]]\n{TITLE}")):
        (files / f"{number}.txt").write_text("中德两国代表会见。" * (number + 1), encoding="utf-8")
        if tour:
            (files / "scenes.toml").write_text(tour, encoding="utf-8")
        build([files], tmp_path / "far")
        mirror = Mirror(f"file://{tmp_path / 'far'}", tmp_path / f"cache{number}")
        assert len(scenes.at(mirror.folder())) == number


def test_check_compares_it(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}", encoding="utf-8")
    build([files], tmp_path / "data")
    command = ["check", str(files), "--out", str(tmp_path / "data")]
    assert main(command) == 0
    (tmp_path / "data" / "scenes.toml").write_text("", encoding="utf-8")
    assert main(command) == 1 and "scenes.toml differs" in capsys.readouterr().err


def copied(tmp_path: Path, tour: bytes) -> Corpus:
    shutil.copytree(SEED, tmp_path / "data")
    (tmp_path / "data" / "scenes.toml").write_bytes(tour)
    return Corpus(tmp_path / "data")


@pytest.mark.parametrize("tour", [b"\xff\xfe", b"[[scenes]]\n", b"x = 1", b"[[scenes]"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_tour_is_said_and_breaks_nothing(tmp_path: Path, tour: bytes, language: str) -> None:
    corpus = copied(tmp_path, tour)
    here = Selection(language=language, tour="corpus", scene=1)
    assert page.current(corpus, here) is None and header.hint(corpus, language)["tour"] is None
    said = page.content(corpus, here, {}, header.LABELS)
    assert said["tour"] == [] and said["fault"].startswith("scenes.toml")


def test_a_tour_that_is_edited_is_another(tmp_path: Path) -> None:
    corpus = copied(tmp_path, f"[[scenes]]\n{TITLE}".encode())
    assert len(page.tour(corpus)[0]) == 1
    (tmp_path / "data" / "scenes.toml").write_text(f"[[scenes]]\n{TITLE}" * 2, encoding="utf-8")
    assert len(page.tour(corpus)[0]) == 2


# -- the page --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(SEED)


def test_a_scene_takes_the_place_of_what_is_shown(seed: Corpus) -> None:
    here = Selection(
        view="map", words=("疫苗",), language="en", corpus="both", present="1", stage=("world_map",)
    )
    opened = page.after(seed, here, page.click(2))
    assert opened == Selection(
        relationships=("RU",), language="en", corpus="both", present="1", tour="corpus", scene=2
    )


def test_a_scene_of_ones_own_comes_with_what_it_shows(seed: Corpus) -> None:
    params = {
        "view": ["trends"],
        "r": ["RU", "UX"],
        "lang": ["en"],
        "c": ["own"],
        "junk": ["x"],
        "w": [3],
        "q": "x",
    }
    click = {"scene": {"tour": "mine", "number": 4, "params": params}}
    assert page.after(seed, Selection(words=("疫苗",)), click) == Selection(
        view="trends", relationships=("RU",), tour="mine", scene=4
    )


JUNK: list[Any] = [
    {"scene": 3},
    {"scene": {"tour": "corpus", "number": 9}},
    {"scene": {"tour": "corpus", "number": 0}},
    {"scene": {"tour": "corpus", "number": "1"}},
    {"scene": {"tour": "mine", "number": 1}},
    {"scene": {"tour": "mine", "number": -1, "params": {}}},
    {"scene": {"tour": "theirs", "number": 1, "params": {}}},
    {"scene": [1]},
    None,
]


@pytest.mark.parametrize("click", JUNK, ids=str)
def test_junk_opens_no_scene(seed: Corpus, click: Any) -> None:
    assert page.after(seed, Selection(words=("疫苗",)), click) == Selection(words=("疫苗",))


def test_other_clicks_are_done_as_everywhere(seed: Corpus) -> None:
    click = {"toggle": ["relationships", "FR"]}
    assert page.after(seed, Selection(), click) == link.after(Selection(), click)


def test_what_a_visitor_does_after_a_scene_is_noticed(seed: Corpus) -> None:
    for number, scene in enumerate(page.tour(seed)[0], 1):
        here = scene.opened(Selection(language="en", present="1"), "corpus", number)
        said = page.current(seed, here)
        assert said and (said["number"], said["count"], said["away"]) == (number, 8, False)
        assert page.current(seed, here.choose(stage=("paragraphs",)))["away"] is False  # type: ignore[index]
        assert page.current(seed, here.toggle("words", "疫苗"))["away"] is True  # type: ignore[index]


@pytest.mark.parametrize("scene", [0, 9, 10**6])
def test_a_scene_that_is_not_there_is_none(seed: Corpus, scene: int) -> None:
    assert page.current(seed, Selection(tour="corpus", scene=scene)) is None


def test_a_click_carries_no_list_of_scenes(tmp_path: Path) -> None:
    rows = [Scene(Said(f"第{n}幕" * 20, "x"), Said("句" * 100, "y"), Selection()) for n in range(100)]
    corpus = copied(tmp_path, scenes.write(rows).encode())
    said = page.current(corpus, Selection(tour="corpus", scene=1))
    assert said and said["count"] == 100 and len(str(said)) < 1000


BROWSER: list[Any] = [
    {"title": "甲", "sentence": "乙", "params": {"r": ["RU"]}},
    {"title": {"zh": "丙", "en": "C"}, "params": {"view": ["map"]}},
    {"title": "\ud800丁" + "长" * 300, "sentence": "句" * 600, "params": {}},
    *({"title": title, "params": {}} for title in ("", "  ", 3, None, {"fr": "x"})),
    {"title": "无"},
    "junk",
    None,
]
"""What a browser may say of a visitor's scenes, of which the first three are some."""


def test_the_file_of_ones_own_scenes_holds_what_is_sound(seed: Corpus) -> None:
    answer = page.file(seed, Selection(), {"scenes": BROWSER})
    read = scenes.read(b64decode(answer["base64"]).decode())
    assert [each.title.zh[:2] for each in read] == ["甲", "丙", "丁长"]
    assert read[1].title.en == "C" and len(read[2].title.zh) == 200 and len(read[2].sentence.zh) == 500
    assert page.file(seed, Selection(), {"scenes": "junk"})["file"] == "scenes.toml"


def test_a_file_that_is_opened_is_what_the_browser_keeps(seed: Corpus) -> None:
    text = (ROOT / "seeds/scenes.toml").read_text(encoding="utf-8")
    answer = page.opened(seed, Selection(), {"text": text, "name": "甲.toml"})
    assert len(answer["scenes"]) == 8 and answer["scenes"][1]["params"]["r"] == ["RU"]
    assert page._scenes(answer["scenes"]) == list(page.tour(seed)[0])
    assert page.opened(seed, Selection(), {"text": "x", "name": "甲.toml"})["wrong"].startswith("甲.toml")
    assert "wrong" in page.opened(seed, Selection(), {"text": "#" * 300_000})


# -- the tour of the seed --------------------------------------------------------------------------


def test_the_tour_is_that_of_the_sources() -> None:
    assert (SEED / "scenes.toml").read_bytes() == (ROOT / "seeds/scenes.toml").read_bytes()


@pytest.mark.parametrize("number", range(1, 9))
def test_each_scene_of_the_tour_shows_something(seed: Corpus, number: int) -> None:
    """What it draws is looked at in test_browser_scenes."""
    scene = page.tour(seed)[0][number - 1]
    assert scene.title.zh != scene.title.en and scene.sentence.zh != scene.sentence.en
    here = scene.opened(Selection(), "corpus", number)
    assert here == seed.known(here) and seed.count(here)


def test_what_the_tour_says_is_true(seed: Corpus) -> None:
    counts = mention_counts(seed, Selection()).set_index("counterpart")
    tour = [each.sentence.zh for each in page.tour(seed)[0]]
    selections = [each.selection for each in page.tour(seed)[0]]
    assert counts["about"].idxmax() == "US" and counts["about"]["US"] == 6 and "6 段" in tour[0]
    assert (seed.size, counts["about"]["RU"]) == (55, 3) and "55 段中有 3 段" in tour[1]
    assert relationship("RU", "zh") in tour[1]
    assert (counts["mentions"]["AFRICA"], counts["about"]["AFRICA"]) == (2, 1) and "有 2 段" in tour[2]
    assert "美方" in set(distinctive(seed, selections[3], limit=100).table["feature"]) and "美方" in tour[3]
    [france] = seed.page(selections[4])
    assert "法国作家" in france["text"] and france["about"] == [] and "FR" in france["mentions"]
    compared = keyness(seed, between(seed, selections[5]), limit=100).table.set_index("feature")
    pairs = {word: tuple(compared.loc[word, ["n_target", "n_reference"]]) for word in ("友好", "美方")}
    assert pairs == {"友好": (2, 0), "美方": (0, 4)}
    assert total(seed, selections[6], "友好") == (4, 3) and "4 处，见于 3 段" in tour[6]
    repairs = seed.manifest["files"][0]["repairs"]
    assert (repairs["joined"], repairs["moved"]) == (3, 14) and "拼接 3 段，移位 14 段" in tour[7]

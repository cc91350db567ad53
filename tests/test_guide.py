"""What a newcomer is told, and how the server says that it is well."""

import logging
import re
from pathlib import Path

import pytest

from components import guide, health, link
from components.language import LANGUAGES
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data

ROOT = Path(__file__).parent.parent
HEADER = (ROOT / "components/frontend/header.js").read_text(encoding="utf-8")
READER = (ROOT / "components/frontend/reader.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(ROOT / "data")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_leads_to_something(seed: Corpus, language: str) -> None:
    found = guide.examples(seed, Selection(language=language))
    assert len(found) == 4 and len({each["text"] for each in found}) == 4
    for each in found:
        selection = link.after(Selection(words=("疫苗",)), each["click"])
        assert not selection.words, "an example is of the whole corpus"
        assert seed.count(selection), each["text"]
        wanted = each["click"]["choose"]
        assert all(getattr(selection, name) in (value, tuple(value)) for name, value in wanted.items())


def test_a_corpus_that_says_nothing_has_an_example_all_the_same(tmp_path: Path) -> None:
    empty = Corpus(write_data(tmp_path / "data", rows=[]))
    assert [each["click"]["choose"]["view"] for each in guide.examples(empty, Selection())] == ["comentions"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_says_everything_in_the_language(seed: Corpus, language: str) -> None:
    said = guide.content(seed, Selection(language=language))
    texts = [what for _keys, what in said["keys"]] + [text for pair in said["meanings"] for text in pair]
    assert all(texts) and len(said["keys"]) == len(guide.KEYS)
    sign = r"[一-鿿]" if language == "zh" else r"[A-Za-z]{3}"
    assert all(re.search(sign, text) for text in texts)


@pytest.mark.parametrize("keys", [keys for keys, _what in guide.KEYS], ids=str)
def test_every_key_of_the_panel_is_listened_to(keys: tuple[str, ...]) -> None:
    scripts = HEADER + READER
    named = {"←": "ArrowLeft", "→": "ArrowRight", "Esc": "Escape"}
    for key in keys:
        if key.isdigit():
            assert "Digit" in scripts
        else:
            wanted = named.get(key, key.lower())
            assert re.search(rf'["\s{{]{re.escape(wanted)}["\s:]', scripts), f"no script listens to {key}"


def test_the_state_of_the_server_is_a_line(seed: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    health.awake.cache_clear()
    with caplog.at_level(logging.INFO, logger="shuangbian"):
        first, again = health.awake(), health.awake()
    assert first == again > 0
    assert len(caplog.records) == 1 and "awake after" in caplog.text, "told to the log once"
    said = health.line(seed, "en")
    assert re.fullmatch(
        r"Running since \d{4}-\d\d-\d\d \d\d:\d\d UTC · awake after [\d.]+ s · [\d,]+ paragraphs( · \d+ MB)?",
        said,
    )


def test_the_server_began_before_now_and_after_the_machine() -> None:
    assert 0 < health.seconds() < 60 * 60 * 24

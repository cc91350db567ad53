"""Which corpus the app shows, and that it is always one: the old one or the new one, in full, and then let go."""

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from weakref import ref

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from components import opening
from corpus import parts, table
from corpus.build import build
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.selection import Selection
from corpus.table import ChangedError, Corpus, CorpusError
from tests.conftest import HOST, settled
from tests.test_app import APP
from tests.test_browser import bar
from tests.test_mirrors import far, web  # noqa: F401 - fixtures


def write(folder: Path, name: str, paragraphs: int) -> None:
    """Build ``paragraphs`` documents, which all say ``name``."""
    files = folder.with_name(f"{folder.name}-files")
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    for number in range(paragraphs):
        (files / f"{number}.txt").write_text(f"中法两国代表第{number}次会见，谈到{name}。", encoding="utf-8")
    build([files], folder)


def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_LEAST", 800), ("_MEAN", 1_200), ("_MOST", 3_000)):
        monkeypatch.setattr(parts, name, size)


@pytest.fixture(params=["one file, in memory", "one file, on disk", "parts"])
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    if request.param == "parts":
        small_parts(monkeypatch)
    if request.param != "one file, in memory":
        monkeypatch.setattr(table, "_SMALL", 0)
    monkeypatch.setenv(opening.SETTING, str(tmp_path / "data"))
    return tmp_path / "data"


def told(corpus: Corpus) -> tuple[int, set[str]]:
    """How many paragraphs there are, and what the lines of their documents say."""
    rows = corpus.page(Selection())
    names = {row["text"].partition("谈到")[2] for row in rows}
    lines = {line.partition("谈到")[2] for row in rows for line in corpus.lines(row["document_id"])}
    assert names == lines or not lines
    return corpus.count(Selection()), names


def test_what_is_open_stays_what_it_was_or_says_that_it_has_changed(data: Path) -> None:
    write(data, "铁路", 6)
    old = opening.current()
    assert told(old) == (6, {"铁路。"}) and opening.current() is old
    write(data, "航空", 4)
    try:
        assert told(old) == (6, {"铁路。"})
        assert (data / DOCUMENTS).is_file()
    except ChangedError:
        assert (data / DOCUMENTS).is_dir()
    assert told(opening.current()) == (4, {"航空。"})


def test_a_click_in_the_middle_of_a_change_shows_the_new_data(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(data, "铁路", 6)
    counted: list[int] = []
    plain = Corpus.page

    def page(corpus: Corpus, selection: Selection) -> list[dict[str, object]]:
        if not counted:  # the header and the counts are drawn already
            write(data, "航空", 4)
        counted.append(corpus.size)
        return plain(corpus, selection)

    monkeypatch.setattr(Corpus, "page", page)
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception and not app.error
    assert counted[-1] == (4 if (data / DOCUMENTS).is_dir() else 6)
    app.run()
    assert not app.exception and not app.error and counted[-1] == 4


def test_what_is_replaced_is_let_go(data: Path) -> None:
    write(data, "铁路", 6)
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    old, held = ref(opening.current()), len(os.listdir("/proc/self/fd"))
    write(data, "航空", 4)
    app.run()
    gc.collect()
    assert old() is None
    assert len(os.listdir("/proc/self/fd")) <= held


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def of_zeros(file: Path) -> None:
    file.write_bytes(b"PAR1" + bytes(file.stat().st_size - 8) + b"PAR1")


def without_a_column(file: Path) -> None:
    found = pq.read_table(file)
    pq.write_table(found.drop_columns(["document_id"]), file)


@pytest.mark.parametrize("spoil", [Path.unlink, cut_short, of_zeros, without_a_column])
@pytest.mark.parametrize("name", [DOCUMENTS, PARAGRAPHS])
def test_what_is_wrong_with_a_part_is_said(data: Path, name: str, spoil: Callable[[Path], None]) -> None:
    write(data, "铁路", 6)
    file = data / name
    if file.is_dir():
        file = sorted(file.iterdir())[-2]
    spoil(file)
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception and str(file) in app.error[0].value
    assert "run python -m corpus build" in app.error[0].value
    shutil.rmtree(data)
    write(data, "航空", 4)
    app.button[0].click().run()
    assert not app.exception and not app.error


def test_a_part_that_is_lost_while_it_is_open_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    monkeypatch.setattr(table, "_SMALL", 0)
    write(tmp_path / "data", "铁路", 6)
    corpus = Corpus(tmp_path / "data")
    file = sorted((tmp_path / "data" / PARAGRAPHS).iterdir())[1]
    file.unlink()
    with pytest.raises(CorpusError, match=f"{file} is missing; run python -m corpus build"):
        corpus.count(Selection(terms=("铁路",)))


def test_a_remote_folder_is_shown_when_it_is_there(
    tmp_path: Path,
    web: str,  # noqa: F811
    far: Callable[[int], dict[str, bytes]],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(opening.SETTING, web)
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception and "HTTP 404" in app.error[0].value and HOST in app.error[0].value
    far(1)
    opening._mirror(web)._begun = float("-inf")  # as if the time to the next attempt were over
    app.button[0].click().run()
    assert not app.exception and not app.error and opening.current().size == 7


def test_a_page_that_is_open_shows_what_is_built_meanwhile(
    tmp_path: Path, page: Page, serve: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    write(data, "铁路", 6)
    address = serve(data)
    page.set_viewport_size({"width": 1600, "height": 900})  # room for what the corpus is
    page.goto(f"{address}/?lang=en")
    expect(page.get_by_text("6 documents")).to_be_visible(timeout=30_000)
    write(data, "航空", 4)
    bar(page, "FR").click()
    settled(page)
    expect(page.get_by_text("4 documents")).to_be_visible()
    expect(page.get_by_text("航空").first).to_be_visible()
    expect(page.get_by_text("铁路")).to_have_count(0)
    (data / MANIFEST).unlink()
    page.locator("[data-page=trends]").click()
    expect(page.get_by_text("run python -m corpus build")).to_be_visible()
    write(data, "航空", 3)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("3 documents")).to_be_visible()

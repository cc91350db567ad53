"""A remote data folder: fetched once, whole or not at all; a place that does not answer harms nobody."""

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from fsspec.implementations.local import LocalFileSystem

from corpus import mirrors, parts
from corpus.build import build
from corpus.mirrors import Mirror, MirrorError
from corpus.schema import MANIFEST, PARAGRAPHS, SCENES_FILE, TERMS
from corpus.selection import Selection
from corpus.statistics import frequencies
from corpus.table import Corpus
from tests.conftest import HOST
from tests.rows import write_data
from tests.test_build import contents


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing, and notes what it was asked for."""

    asked: ClassVar[list[str]] = []

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of tmp_path/far."""
    Quiet.asked.clear()
    with ThreadingHTTPServer((HOST, 0), partial(Quiet, directory=str(tmp_path / "far"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], dict[str, bytes]]:
    """Builds a corpus of several parts into tmp_path/far; another number, another last file."""
    for name, size in (("_LEAST", 800), ("_MEAN", 1_200), ("_MOST", 3_000)):
        monkeypatch.setattr(parts, name, size)
    monkeypatch.setattr(mirrors, "SECONDS", 0)

    def built(number: int) -> dict[str, bytes]:
        files = tmp_path / "files"
        files.mkdir(exist_ok=True)
        for each in range(6):
            (files / f"{each}.txt").write_text(f"中法两国代表第{each}次会见。", encoding="utf-8")
        (files / "终.txt").write_text(f"中德两国代表第{number}次会见。", encoding="utf-8")
        build([files], tmp_path / "far")
        return contents(tmp_path / "far")

    return built


def renewed(mirror: Mirror) -> Path:
    """The folder after a look at the place."""
    mirror.folder()
    if mirror._thread:
        mirror._thread.join(30)
    return mirror.folder()


@pytest.mark.parametrize("kind", ["http", "file"])
def test_only_what_is_new_is_fetched(
    tmp_path: Path, web: str, far: Callable[[int], dict[str, bytes]], kind: str
) -> None:
    first = far(1)
    mirror = Mirror(web if kind == "http" else (tmp_path / "far").as_uri(), tmp_path / "cache")
    here = renewed(mirror)
    assert contents(here) == first and Corpus(here).size == 7
    second = far(2)
    Quiet.asked.clear()
    assert contents(renewed(mirror)) == second and contents(here) == first
    fetched = {each for each in Quiet.asked if not each.endswith((MANIFEST, SCENES_FILE))}
    assert kind == "file" or fetched == {f"/{each}" for each in second.keys() - first.keys() - {MANIFEST}}
    far(3)
    renewed(mirror)
    (folder,) = (tmp_path / "cache").iterdir()
    assert len(list(folder.iterdir())) == 2, "the one before is kept, and none else"


@pytest.mark.parametrize("kind", ["http", "file"])
def test_a_build_without_a_table_of_terms_is_fetched_all_the_same(
    tmp_path: Path, web: str, far: Callable[[int], dict[str, bytes]], kind: str
) -> None:
    far(1)
    shutil.rmtree(tmp_path / "far" / TERMS)
    mirror = Mirror(web if kind == "http" else (tmp_path / "far").as_uri(), tmp_path / "cache")
    corpus = Corpus(renewed(mirror))
    assert frequencies(corpus, Selection(), limit=1)["frequency"].tolist() == [7]


def gone(far: Path) -> None:
    shutil.rmtree(far)


def cut_short(far: Path) -> None:
    file = max((far / PARAGRAPHS).iterdir(), key=lambda each: each.stat().st_mtime_ns)
    file.write_bytes(file.read_bytes()[:-9])


def of_another_version(far: Path) -> None:
    (far / MANIFEST).write_text('{"schema": 99}', encoding="utf-8")


def no_manifest(far: Path) -> None:
    (far / MANIFEST).write_text("<html>", encoding="utf-8")


FAULTS = {gone: "HTTP 404", cut_short: "is cut short or damaged", of_another_version: "schema version 99",
          no_manifest: "JSONDecodeError"}  # fmt: skip


@pytest.mark.parametrize("spoil", FAULTS)
def test_what_is_wrong_there_is_said_and_what_is_here_stays(
    tmp_path: Path, web: str, far: Callable[[int], dict[str, bytes]], spoil: Callable[[Path], None]
) -> None:
    before = far(1)
    mirror = Mirror(web, tmp_path / "cache")
    renewed(mirror)
    far(2)
    spoil(tmp_path / "far")
    assert contents(renewed(mirror)) == before
    assert contents(Mirror(web, tmp_path / "cache").folder()) == before, "a new start begins with it"
    with pytest.raises(MirrorError, match=FAULTS[spoil]):
        Mirror(web, tmp_path / "empty").folder()
    if not (tmp_path / "far").exists():
        (tmp_path / "far").mkdir()
    after = far(3)
    assert contents(renewed(mirror)) == after


def test_plain_tables_are_fetched_with_their_manifest(tmp_path: Path, web: str) -> None:
    write_data(tmp_path / "far")
    assert Corpus(Mirror(web, tmp_path / "cache").folder()).count(Selection()) == 4


def test_nobody_waits_for_a_place_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirrors, "PATIENCE", 0.3)
    with socket.create_server((HOST, 0)) as silent:
        mirror = Mirror(f"http://{HOST}:{silent.getsockname()[1]}/data", tmp_path / "cache")
        with pytest.raises(MirrorError, match="no answer"):
            mirror.folder()


def test_one_that_hangs_for_good_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, far: Callable[[int], dict[str, bytes]]
) -> None:
    """A file system of any kind may have no time limit of its own."""
    monkeypatch.setattr(mirrors, "PATIENCE", 0.2)
    monkeypatch.setattr(mirrors, "_STUCK", 0.2)
    hangs = True

    plain = LocalFileSystem._open

    def hanging(*arguments: object, **named: object) -> object:
        while hangs:
            time.sleep(0.02)
        return plain(*arguments, **named)

    monkeypatch.setattr(LocalFileSystem, "_open", hanging)
    expected = far(1)
    mirror = Mirror((tmp_path / "far").as_uri(), tmp_path / "cache")
    with pytest.raises(MirrorError, match="no answer"):
        mirror.folder()
    hangs = False
    time.sleep(0.2)
    assert contents(renewed(mirror)) == expected


@pytest.mark.parametrize("url", ["s3://name:key@bucket/data", "nothing://x/y"])
def test_what_is_not_installed_is_said_and_no_key_is(tmp_path: Path, url: str) -> None:
    with pytest.raises(MirrorError, match="pip install fsspec") as error:
        Mirror(url, tmp_path).folder()
    assert "key" not in str(error.value)

"""A build that ends before its end leaves the old data or the new, in full, and nothing that stays beside them."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from random import Random

import pytest

from corpus import InputError, parts, staging
from corpus.build import build
from corpus.parts import KEPT
from tests.conftest import ROOT
from tests.test_build import contents

SMALL = (("_LEAST", 3_000), ("_MEAN", 5_000), ("_MOST", 8_000))
SMALL_PARTS = f"from corpus import parts; [setattr(parts, *each) for each in {SMALL}]; "
BUILD = SMALL_PARTS + "import sys; from corpus.__main__ import main; sys.exit(main())"


def write(folder: Path, name: str) -> None:
    """Sixty files that say ``name``, of which every other is the same whatever the name."""
    folder.mkdir(exist_ok=True)
    for number in range(60):
        said = name if number % 2 else "贸易"
        text = f"# 中法关系\n中法两国代表第{number}次会见，谈到{said}。\n发言人表示，中方愿同俄罗斯扩大贸易。"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in SMALL:
        monkeypatch.setattr(parts, name, size)


def started(files: Path, out: Path, **how: object) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        BUILD,
        "build",
        str(files),
        "--out",
        str(out),
        "--processes",
        "2",
        "--quiet",
    ]
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, **how
    )


def all_have_ended(group: int) -> bool:
    """Whether the processes of a group end by themselves, within some seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


KILLER = (
    SMALL_PARTS
    + """
import os, signal, sys, time
from pathlib import Path
from corpus.build import build
from corpus.tagging import tag_paragraph
tag_paragraph("中法两国代表会见。")
for line in sys.stdin:
    files, out, seconds = line.split()
    child = os.fork()
    if not child:
        build([Path(files)], Path(out))
        os._exit(0)
    deadline = time.monotonic() + float(seconds)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    print("ended", flush=True)
"""
)
"""Builds in a process that is killed after so many seconds, and says when it has ended."""


def test_builds_that_are_killed_at_any_moment(tmp_path: Path, small: None) -> None:
    random, files, out = Random(6), tmp_path / "files", tmp_path / "data"
    whole = {}
    for name in ("航空", "铁路"):
        write(files, name)
        assert len(build([files], out)["parts"]) > 10
        whole[name] = contents(out)
    name = "航空"
    write(files, name)
    with subprocess.Popen(
        [sys.executable, "-c", KILLER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killer:
        assert killer.stdin and killer.stdout

        def built(folder: Path, seconds: float) -> float:
            begun = time.monotonic()
            print(files, folder, seconds, file=killer.stdin, flush=True)
            assert killer.stdout.readline() == "ended\n"  # type: ignore[union-attr]
            return time.monotonic() - begun

        built(tmp_path / "first", 999)
        lasts = built(tmp_path / "timed", 999)
        finished: set[str] = set()
        for _ in range(20):
            built(out, random.uniform(0.1, 1) * lasts)
            assert contents(out) in whole.values()
            if contents(out) == whole[name]:  # it had finished: there is to be something to do
                name = next(each for each in whole if each != name)
                write(files, name)
            finished |= {each.stem for each in tmp_path.glob(f".data-*/{KEPT}/*.json")}
        killer.stdin.close()
    assert len(finished) > 1, "none was killed in the middle"
    build([files], out)
    assert contents(out) == whole[name]
    assert {each.name for each in tmp_path.iterdir()} == {"files", "data", "first", "timed"}


@pytest.mark.parametrize("whole_group", [True, False])
def test_who_builds_for_one_that_was_killed_ends(tmp_path: Path, small: None, whole_group: bool) -> None:
    files, out = tmp_path / "files", tmp_path / "data"
    write(files, "航空")
    process = started(files, out)
    deadline = time.monotonic() + 60
    while not any(tmp_path.glob(f".data-*/{KEPT}/*.json")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL) if whole_group else process.kill()
    assert process.wait() == -signal.SIGKILL, "it was over before it was killed"
    assert all_have_ended(process.pid) and not out.exists()
    manifest = build([files], out)
    build([files], tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh") and manifest["parts"]
    assert {each.name for each in tmp_path.iterdir()} == {"files", "data", "fresh"}


def test_what_killed_builds_finished_is_used(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, out = tmp_path / "files", tmp_path / "data"
    write(files, "铁路")
    fresh = build([files], tmp_path / "fresh")
    left = tmp_path / f".data-{os.getpid()}-x"
    (tmp_path / "fresh").rename(left)  # one of a process of this number, before the machine was started again
    (left / "manifest.json").unlink()
    gone = fresh["parts"][3]
    (left / KEPT / f"{gone}.json").unlink()
    built = []
    plain = parts.build_part
    monkeypatch.setattr(
        "corpus.build.build_part", lambda task, progress: (built.append(task.part.name), plain(task))[1]
    )
    build([files], out)
    assert built == [gone] and {each.name for each in tmp_path.iterdir()} == {"files", "data"}


def test_a_build_between_its_two_renames_gives_the_old_data_back(tmp_path: Path, small: None) -> None:
    files, out = tmp_path / "files", tmp_path / "data"
    write(files, "铁路")
    build([files], out)
    before = contents(out)
    out.rename(tmp_path / ".data-999999999-x-old")
    with pytest.raises(InputError, match="no document"):
        (tmp_path / "empty").mkdir()
        build([tmp_path / "empty"], out)
    assert contents(out) == before


def full_at_some_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))


def test_a_disk_that_is_full_under_a_worker(tmp_path: Path, small: None) -> None:
    files, out = tmp_path / "files", tmp_path / "data"
    write(files, "铁路")
    build([files], out)
    before = contents(out)
    write(files, "航空")
    process = started(files, out, preexec_fn=full_at_some_size)
    said = process.communicate()[1].decode()
    assert process.returncode == 1 and "Traceback" not in said
    assert said.strip().splitlines()[-1].startswith(f"corpus: {out}: there is no room to write it")
    assert contents(out) == before and {each.name for each in tmp_path.iterdir()} == {"files", "data"}


@pytest.mark.parametrize("module", [staging, parts])
def test_a_disk_that_is_full_at_any_file(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    files, out = tmp_path / "files", tmp_path / "data"
    write(files, "铁路")
    build([files], out)
    before = contents(out)
    write(files, "航空")
    plain = parts.written

    @contextmanager
    def full(path: Path) -> Iterator[BufferedRandom]:
        with plain(path) as file:
            yield file
            if path.suffix == ".json":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, "written", full)
    with pytest.raises(InputError, match=r"no room to write it \(No space left on device"):
        build([files], out)
    assert contents(out) == before and {each.name for each in tmp_path.iterdir()} == {"files", "data"}

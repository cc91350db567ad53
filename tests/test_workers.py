"""Where parts are built changes nothing but the time: here, in processes, on a Dask cluster whose workers die."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from corpus import InputError, parts, workers
from corpus import build as build_module
from corpus.build import build
from corpus.locations import location
from corpus.parts import Outcome, Task, build_part
from corpus.sources import Source
from corpus.workers import WorkersError, dask
from tests.conftest import HOST, ROOT
from tests.test_build import contents


@contextmanager
def running(module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of Dask, which finds Shuangbian and these tests; ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests")))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with running("dask_scheduler", f"--host={HOST}", f"--port={port}") as process:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection((HOST, port)).close()
                break
            except OSError:
                assert time.monotonic() < deadline and process.poll() is None, "no scheduler came up"
                time.sleep(0.05)
        yield f"tcp://{HOST}:{port}", process


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers of one thread each."""
    worker = ("dask_worker", f"--host={HOST}", "--nthreads=1", "--no-nanny", "--local-directory=/tmp")
    with scheduler() as (address, _), ExitStack() as running_too:
        for _ in range(2):
            running_too.enter_context(running(worker[0], address, *worker[1:]))
        yield address


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files are more than ten parts of several files."""
    for name, size in (("_LEAST", 3_000), ("_MEAN", 5_000), ("_MOST", 8_000)):
        monkeypatch.setattr(parts, name, size)
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(60):
        text = f"# 中法关系\n中法两国代表第{number}次会见，双方同意加强合作。\n发言人表示，中方愿同俄罗斯扩大贸易。"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


def build_or_wait(notes: Path, held: str, task: Task) -> Outcome:
    """Build a part and note that it was begun. At the second source of ``held``, the first time, only wait."""
    name = task.part.name
    waits = name == held and not any(notes.glob(f"{name}-*"))
    (notes / f"{name}-{uuid4()}").write_text(str(os.getpid()))

    def taken_up(source: Source) -> None:
        if waits and source == task.part.sources[1].source:
            (notes / "pid").write_text(str(os.getpid()))
            (notes / "pid").rename(notes / "waits")
            time.sleep(60)

    return build_part(task, progress=taken_up)


def test_a_worker_that_is_killed_costs_its_part_and_no_other(
    tmp_path: Path, files: Path, cluster: str
) -> None:
    expected = build([files], tmp_path / "one")
    held = expected["parts"][5]
    notes = tmp_path / "notes"
    notes.mkdir()

    def kill_who_waits() -> None:
        deadline = time.monotonic() + 30
        while not (notes / "waits").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(int((notes / "waits").read_text()), signal.SIGKILL)

    with dask(cluster) as run, ThreadPoolExecutor(1) as beside:

        def noting(function: Callable[..., object], tasks: Sequence[object], /) -> Iterator[object]:
            noted = partial(build_or_wait, notes, held) if function is build_part else function
            return run(noted, tasks)  # type: ignore[arg-type]

        killed = beside.submit(kill_who_waits)
        build([files], tmp_path / "many", run=noting)  # type: ignore[arg-type]
        killed.result()
    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    begun = [each.name.partition("-")[0] for each in notes.glob("*-*")]
    again = Counter(begun) - Counter(expected["parts"])
    # with it goes at most one that was finished there, and of which the scheduler had not heard
    assert again[held] == 1 and again.total() <= 2 and set(begun) == set(expected["parts"])
    assert {each.name for each in tmp_path.iterdir()} == {"files", "notes", "one", "many"}


def test_sources_and_data_in_any_place_that_fsspec_knows(tmp_path: Path, files: Path, cluster: str) -> None:
    build([files], tmp_path / "one")
    out = location((tmp_path / "far" / "data").as_uri())
    with dask(cluster) as run:
        manifest = build([location(files.as_uri())], out, run=run)
        assert contents(tmp_path / "far" / "data") == contents(tmp_path / "one")
        (files / "07.txt").write_text("中德两国代表会见。", encoding="utf-8")
        changed = build([location(files.as_uri())], out, run=run)
    assert 1 <= len({*changed["parts"]} - {*manifest["parts"]}) <= 2, "what has not changed is used again"
    build([files], tmp_path / "one")
    assert contents(tmp_path / "far" / "data") == contents(tmp_path / "one"), "what nothing names is gone"


def test_who_cannot_build_says_why(
    tmp_path: Path, files: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_here.py").write_text("def number(task):\n    return task\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import only_here  # type: ignore[import-not-found]

    with dask(cluster) as run:
        with pytest.raises(WorkersError, match="install the same Shuangbian, Python and packages"):
            list(run(only_here.number, [1, 2]))
        monkeypatch.setattr(build_module, "code_digest", lambda: "another")
        with pytest.raises(InputError, match="another version of Shuangbian"):
            build([files], tmp_path / "data", run=run)


@pytest.mark.parametrize("address", ["", "nowhere", "ftp://127.0.0.1:1", f"tcp://{HOST}:1"])
def test_no_scheduler_is_a_sentence(address: str) -> None:
    with pytest.raises(InputError, match=f"^{address}: no Dask scheduler answers there"), dask(address):
        pass


def test_a_scheduler_without_workers_and_one_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 1)
    with scheduler() as (address, process):
        with pytest.raises(WorkersError, match="has no worker"), dask(address):
            pass
        monkeypatch.setattr(workers, "PATIENCE", 30)
        worker = running("dask_worker", address, f"--host={HOST}", "--nthreads=1", "--no-nanny")
        with worker, pytest.raises(WorkersError, match="the scheduler has ended"), dask(address) as run:
            for _ in run(time.sleep, [0] + [1] * 20):
                process.kill()


@pytest.mark.parametrize("tries", [1, 9])
def test_a_process_that_is_killed_is_replaced_or_what_is_finished_stays(
    tmp_path: Path, files: Path, tries: int
) -> None:
    expected = build([files], tmp_path / "one")
    notes = tmp_path / "notes"
    notes.mkdir()

    def dying(function: Callable[..., object], tasks: Sequence[object], /) -> Iterator[object]:
        mortal = (
            partial(build_or_die, notes, expected["parts"][5], tries) if function is build_part else function
        )
        return workers.processes(2)(mortal, tasks)

    if tries == 1:
        build([files], tmp_path / "many", run=dying)  # type: ignore[arg-type]
    else:
        with pytest.raises(WorkersError, match="--processes 1"):
            build([files], tmp_path / "many", run=dying)  # type: ignore[arg-type]
        assert not (tmp_path / "many").exists()
        before = len(list(notes.iterdir()))
        build([files], tmp_path / "many", run=dying_no_more(notes))  # type: ignore[arg-type]
        assert len(list(notes.iterdir())) - before < len(expected["parts"]), "what is finished stays"
    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    assert {each.name for each in tmp_path.iterdir()} == {"files", "notes", "one", "many"}


def build_or_die(notes: Path, held: str, tries: int, task: Task) -> Outcome:
    """Build a part and note it; ``held`` ends its process the first so many times."""
    (notes / f"{task.part.name}-{uuid4()}").touch()
    if len(list(notes.glob(f"{held}-*"))) <= tries and task.part.name == held:
        os.kill(os.getpid(), signal.SIGKILL)
    return build_part(task)


def dying_no_more(notes: Path) -> workers.Run:
    def run(function: Callable[..., object], tasks: Sequence[object], /) -> Iterator[object]:
        for task in tasks:
            if isinstance(task, Task):
                (notes / f"{task.part.name}-{uuid4()}").touch()
        return workers.here(function, tasks)

    return run  # type: ignore[return-value]

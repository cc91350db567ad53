"""The files that a visitor brings: in a private folder, read by a process of its own, gone with the visitor.

Nothing that is brought is opened in the process that brought it: it is written to disk under a number, and
the process of ``python -m corpus intake`` reads, tags and builds it within limits of time and memory.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, Semaphore, Thread, current_thread
from time import monotonic
from typing import Any, BinaryIO, NamedTuple

from corpus import InputError
from corpus.faults import SourceError
from corpus.formats import Choice, normalised
from corpus.limits import MEGABYTE, VISITOR, Limits
from corpus.report import FileReport
from corpus.sources import Source, identified, opened, shown

TASK = "task.json"
"""What a process is to do, in its folder: the limits, where to build, and the files."""

SAID = "said.jsonl"
"""What the process says of its progress, a JSON object a line."""

_BROUGHT = "brought"
_ROOT = Path(__file__).parent.parent

_INHERITED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
"""What the process knows of the environment of the app, whose secrets are none of its business."""

_FRUGAL = {
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PYTHONUTF8": "1",
}
"""Address space is limited: libraries are not to reserve what they do not use."""

_MAPPED = 600 * MEGABYTE
"""Address space that the libraries take without filling it."""

_PATIENCE = 3
"""Times the seconds of a file after which it is no longer waited for: the process may be stuck."""

_POLL = 0.05

_COSTLY = ("too-slow", "too-much-memory")
"""Faults of files that are not tried again before they have changed."""

_TURN = Semaphore(1)
"""One build at a time, of all visitors."""


class Progress(NamedTuple):
    """Files that are read, of how many, and the one that is being read."""

    done: int
    total: int
    file: str


@dataclass(frozen=True)
class Brought:
    """A file as it was brought: its number in its intake, its name and its bytes, and what is said of it.

    ``corrected`` is {key of formats.Extract: {field: value}}.
    """

    number: int
    name: str
    size: int
    choice: Choice = field(default_factory=Choice)
    corrected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Intake:
    """The files that one visitor brought, and the corpus that they became.

    They lie in a temporary folder that only its owner may enter, and that is gone when the object is closed
    or collected, or the program ends; so is the process that reads them. Any thread may ask the object.
    """

    def __init__(self, limits: Limits = VISITOR) -> None:
        """An empty intake, for as much as ``limits`` allow."""
        self.limits = limits
        self._folder = Path(tempfile.mkdtemp(prefix="shuangbian-"))
        (self._folder / _BROUGHT).mkdir()
        self._lock = Lock()
        self._files: dict[int, Brought] = {}
        self._last = 0
        self._bytes = 0
        self._changed = False
        self._lost: dict[tuple[int, str], str] = {}
        self._builds: list[_Build] = []  # the one that runs; a list, so that the finalizer sees it
        self._attempts = 0
        self._version = 0
        self._data: Path | None = None
        self._reports: tuple[FileReport, ...] = ()
        self._fault: tuple[str, Mapping[str, Any]] | None = None
        self._gone = weakref.finalize(self, _clear, self._folder, self._builds)

    @property
    def files(self) -> tuple[Brought, ...]:
        """What was brought, in this order."""
        return tuple(self._files.values())

    def add(self, name: str, content: bytes) -> int:
        """Take a file and give its number. Raises SourceError where it is more than the visitor may bring."""
        name = shown(name)
        limits = self.limits
        with self._lock:
            if len(self._files) >= limits.files:
                raise SourceError(fault="too-many-files", file=name, limit=limits.files)
            if len(content) > limits.file_bytes:
                raise SourceError(
                    fault="too-large",
                    file=name,
                    size=len(content) / MEGABYTE,
                    limit=limits.file_megabytes,
                )
            if self._bytes + len(content) > limits.upload_bytes:
                raise SourceError(fault="too-much", file=name, limit=limits.upload_megabytes)
            number = self._last + 1
            try:
                self._path(number).write_bytes(content)
            except OSError as error:
                self._path(number).unlink(missing_ok=True)
                raise SourceError(fault="not-stored", file=name, reason=error.strerror or "error") from error
            self._last = number
            self._bytes += len(content)
            self._files[number] = Brought(number, name, len(content))
            self._changed = True
            return number

    def add_text(self, text: str, title: str = "") -> None:
        """Take a text that was pasted, as a file named by its title or else by its first line."""
        first = next(filter(None, map(normalised, text.splitlines())), "")
        name = re.sub(r'[\\/:*?"<>|\s]+', " ", title.strip() or first[:40]).strip(" .") or "pasted text"
        number = self.add(f"{name}.txt", text.encode("utf-8", "replace"))
        if title.strip():
            self.correct(number, "", {"title": title.strip()})

    def remove(self, number: int) -> None:
        """Forget a file. Raises InputError where none has this number."""
        with self._lock:
            self._bytes -= self._brought(number).size
            self._stop()
            del self._files[number]
            self._path(number).unlink(missing_ok=True)
            self._forgive(number)
            if not self._files:
                self._data, self._reports, self._fault = None, (), None
                for name in (TASK, SAID):
                    (self._folder / name).unlink(missing_ok=True)
                self._sweep()

    def correct(self, number: int, key: str, values: Mapping[str, str]) -> None:
        """Say what is known of a document of a file, {field of metadata.FIELDS: value}; {} takes it back."""
        with self._lock:
            brought = self._brought(number)
            others = {name: said for name, said in brought.corrected.items() if name != key}
            said = {key: dict(values)} if any(values.values()) else {}
            self._files[number] = replace(brought, corrected=others | said)
            self._changed = True

    def choose(self, number: int, choice: Choice) -> None:
        """Say how a file is to be read."""
        with self._lock:
            self._files[number] = replace(self._brought(number), choice=choice)
            self._forgive(number)

    def start(self) -> None:
        """Build what has changed, in a process of its own; returns at once. Breaks off a build that runs."""
        with self._lock:
            self._settle()
            if not self._files or not (self._changed or self._fault):
                return
            self._stop()
            self._attempts += 1
            self._sweep()
            self._changed, self._fault = False, None
            self._builds.append(
                _Build(self._folder, f"data-{self._attempts}", self.files, self.limits, dict(self._lost))
            )

    def cancel(self) -> None:
        """Break off the build that runs; what was built before stays."""
        with self._lock:
            self._stop()

    @property
    def state(self) -> str:
        """empty, changed (start would build something), waiting (for its turn), reading, read or failed."""
        with self._lock:
            self._settle()
            if not self._files:
                return "empty"
            if self._builds:
                return "reading" if self._builds[0].started else "waiting"
            return "changed" if self._changed else "failed" if self._fault else "read"

    @property
    def progress(self) -> Progress:
        """How far the build is that runs; (0, 0, "") where none does."""
        with self._lock:
            self._settle()
            return self._builds[0].progress if self._builds else Progress(0, 0, "")

    @property
    def fault(self) -> tuple[str, Mapping[str, Any]] | None:
        """Why the last build failed as a whole: a name of faults.FAULTS and its values."""
        with self._lock:
            self._settle()
            return self._fault

    @property
    def reports(self) -> Sequence[FileReport]:
        """What became of each file in the last build; one for each member of an archive."""
        with self._lock:
            self._settle()
            return self._reports

    @property
    def folder(self) -> Path | None:
        """The data folder of the last build that succeeded. The one before is kept until the next start."""
        with self._lock:
            self._settle()
            return self._data

    @property
    def version(self) -> int:
        """How many builds have succeeded."""
        with self._lock:
            self._settle()
            return self._version

    def close(self) -> None:
        """End the process and remove the folder."""
        self._gone()

    def _path(self, number: int) -> Path:
        return self._folder / _BROUGHT / f"{number:04}"

    def _brought(self, number: int) -> Brought:
        if number not in self._files:
            raise InputError(f"no file {number}; there are: {', '.join(map(str, self._files)) or 'none'}")
        return self._files[number]

    def _forgive(self, number: int) -> None:
        """A file that could not be read is tried again when it has changed."""
        self._lost = {place: fault for place, fault in self._lost.items() if place[0] != number}
        self._changed = True

    def _sweep(self) -> None:
        """Remove what was built before, but for the last."""
        unfinished = () if self._files else self._folder.glob(".data-*")
        for old in (*self._folder.glob("data-*"), *unfinished):
            if old != self._data:
                shutil.rmtree(old, ignore_errors=True)

    def _stop(self) -> None:
        while self._builds:
            self._builds.pop().stop()
            self._changed = True

    def _settle(self) -> None:
        """Take up the outcome of a build that is over."""
        if not self._builds or not self._builds[0].over.is_set():
            return
        build = self._builds.pop()
        self._reports, self._fault = build.reports, build.fault
        self._lost |= build.lost
        self._lost |= {
            (each.number, each.file): each.fault for each in build.reports if each.fault in _COSTLY
        }
        if not build.fault:
            self._data = self._folder / build.out
            self._version += 1


class _Build:
    """One build of what was brought, in a thread that waits for its turn and minds the process.

    The thread knows the folder and nothing of the Intake, which can be collected while it runs.
    """

    def __init__(
        self,
        folder: Path,
        out: str,
        files: Sequence[Brought],
        limits: Limits,
        lost: Mapping[tuple[int, str], str],
    ) -> None:
        self.out = out
        self.lost = dict(lost)
        self.progress = Progress(0, len(files), "")
        self.started = False
        self.over = Event()
        self.fault: tuple[str, Mapping[str, Any]] | None = ("build-broke-off", {})  # until it says otherwise
        self.reports: tuple[FileReport, ...] = ()
        self._folder = folder
        self._files = files
        self._limits = limits
        self._stopped = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._retried: set[tuple[int, str]] = set()
        self._gone = False
        self._thread = Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def stop(self, *, gone: bool = False) -> None:
        """End the process, and wait until it has ended; ``gone``: the folder goes too."""
        self._gone = gone
        self._stopped.set()
        # what nobody holds may be collected in any thread, in this one too
        if current_thread() is not self._thread:
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while not _TURN.acquire(timeout=_POLL):
            if self._stopped.is_set():
                return
        try:
            self._deadline = monotonic() + self._limits.upload_seconds
            self.started = True
            # each time a file is lost, the process is started again without it
            while not self._stopped.is_set() and not self._attempt():
                pass
        except OSError:  # the disk is full, or the folder is gone: it broke off
            pass
        finally:
            _TURN.release()
            self.over.set()
            if self._gone:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _attempt(self) -> bool:
        """Let a process build; False where it ended at a file, which is lost."""
        self._write_task()
        self.progress = self.progress._replace(file="")
        said = self._folder / SAID
        said.write_bytes(b"")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus", "intake", str(self._folder)],
            cwd=_ROOT,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ}
            | _FRUGAL
            | {"TMPDIR": str(self._folder)},
            stdin=subprocess.PIPE,  # never written to: the process ends when it closes
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        at: tuple[int, str] | None = None
        since = monotonic()
        try:
            with said.open("rb") as lines:
                while True:
                    ended = self._ended(self._process)
                    for last in _whole_lines(lines):
                        if "fault" in last:
                            self.reports = tuple(FileReport.from_json(each) for each in last["files"])
                            self.fault = (last["fault"], last["values"]) if last["fault"] else None
                            return True
                        at = (last["number"], last["file"]) if last["number"] else None
                        since = monotonic()
                        self.progress = Progress(last["done"], last["total"], last["file"])
                    now = monotonic()
                    if self._stopped.is_set():
                        return True
                    if now > self._deadline:
                        self.fault = ("build-too-slow", {"seconds": self._limits.upload_seconds})
                        return True
                    if at and now > since + self._limits.file_seconds * _PATIENCE:
                        self.lost[at] = "too-slow"
                        return False
                    if ended and at:
                        # the files before it may have been too much for the process: it has a second try
                        if at in self._retried:
                            self.lost[at] = "broke-off"
                        self._retried.add(at)
                        return False
                    if ended:
                        return True
        finally:
            self._process.kill()
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()

    @staticmethod
    def _ended(process: subprocess.Popen[bytes]) -> bool:
        try:
            process.wait(_POLL)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _write_task(self) -> None:
        task = {
            "limits": asdict(self._limits),
            "out": self.out,
            "files": [asdict(each) for each in self._files],
            "lost": [[*place, fault] for place, fault in self.lost.items()],
        }
        (self._folder / TASK).write_text(json.dumps(task), encoding="utf-8")


def _whole_lines(lines: BinaryIO) -> Iterator[dict[str, Any]]:
    """The objects of the lines that are written to their ends."""
    while (line := lines.readline()).endswith(b"\n"):
        yield json.loads(line)
    lines.seek(-len(line), os.SEEK_CUR)


def _clear(folder: Path, builds: list[_Build]) -> None:
    while builds:
        builds.pop().stop(gone=True)
    shutil.rmtree(folder, ignore_errors=True)


def serve(folder: Path) -> int:
    """Do the task of ``folder``, in the process that was started for it; says how far it is in SAID."""
    from corpus.build import NothingReadError, build_sources

    task = json.loads((folder / TASK).read_text(encoding="utf-8"))
    limits = Limits(**task["limits"])
    _go_with_the_app(folder)
    _confine(limits)
    with (folder / SAID).open("a", encoding="utf-8") as said:

        def say(**values: Any) -> None:
            said.write(json.dumps(values) + "\n")
            said.flush()

        def progress(done: int, total: int, source: Source | None) -> None:
            number, file = (source.number, source.file) if source else (0, "")
            say(done=done, total=total, number=number, file=file)

        try:
            manifest = build_sources(
                _sources(folder, task),
                folder / task["out"],
                limits=limits,
                progress=progress,
                like=[*folder.glob("data-*"), *folder.glob(".data-*")],
            )
        except NothingReadError as error:
            say(fault="nothing-read", values={}, files=[each.to_json() for each in error.files])
        except MemoryError:
            say(fault="build-broke-off", values={}, files=[])
        else:
            for left in folder.glob(".data-*"):
                shutil.rmtree(left, ignore_errors=True)
            say(fault="", values={}, files=manifest["files"])
    return 0


def _sources(folder: Path, task: Mapping[str, Any]) -> list[Source]:
    limits = Limits(**task["limits"])
    lost = {(number, file): fault for number, file, fault in task["lost"]}
    brought = [
        Source(
            folder / _BROUGHT / f"{each['number']:04}",
            each["name"],
            corrected=each["corrected"],
            choice=Choice(**each["choice"]),
            number=each["number"],
        )
        for each in task["files"]
    ]
    found = [source for each in brought for source in opened(each, limits)]
    return [
        replace(each, refusal=SourceError(fault=fault, file=each.file, seconds=limits.file_seconds))
        if (fault := lost.get((each.number, each.file)))
        else each
        for each in identified(found, limits)
    ]


def _go_with_the_app(folder: Path) -> None:
    """End this process, and what was brought, when the app has ended: then its standard input closes."""

    def wait() -> None:
        sys.stdin.buffer.read()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _confine(limits: Limits) -> None:
    """Limit the memory and time of this process, where the platform can, and let others go first."""
    try:
        import resource
    except ImportError:
        return
    os.nice(5)
    memory = limits.memory_megabytes * MEGABYTE
    for what, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory + _MAPPED),  # where the system does not count the former
        (resource.RLIMIT_CPU, limits.upload_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            _, hard = resource.getrlimit(what)
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):  # macOS has names of limits that it does not set
            continue

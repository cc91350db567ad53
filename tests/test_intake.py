"""A visitor's files: read by a process of their own within limits, and gone when the visitor is."""

import gc
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import InputError, intake
from corpus.faults import SourceError
from corpus.formats import Choice
from corpus.intake import Intake
from corpus.limits import VISITOR
from corpus.selection import Selection
from corpus.table import Corpus

ROOT = Path(__file__).parent.parent
MEETING = "中法两国代表在北京会见，双方同意加强合作。\n"
posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def bring() -> Iterator[Callable[..., Intake]]:
    """``bring({name: text or bytes}, **limits)`` is an intake of these files; closed afterwards."""
    made: list[Intake] = []

    def bring(files: Mapping[str, str | bytes] = {}, /, **limits: int) -> Intake:
        made.append(Intake(replace(VISITOR, **limits)))
        for name, content in files.items():
            made[-1].add(name, content.encode() if isinstance(content, str) else content)
        return made[-1]

    yield bring
    for each in made:
        each.close()


def long_text(megabytes: float) -> str:
    """A text no two lines of which are the same; a megabyte takes about a second."""
    line = "发言人第{}次表示，中方愿同法国和德国扩大贸易，双方就第{}项议题交换了意见。\n"
    return "".join(line.format(number, number * 7) for number in range(int(megabytes * 8500)))


def wait(visit: Intake, *states: str, seconds: float = 90) -> str:
    """Wait until the intake is in one of ``states``: read or failed, if none are given."""
    deadline = time.monotonic() + seconds
    while (state := visit.state) not in (states or ("read", "failed")):
        assert time.monotonic() < deadline, f"still {state}, {visit.progress}"
        time.sleep(0.01)
    return state


def read(visit: Intake) -> dict[str, str]:
    """Build, and give {file: fault}."""
    visit.start()
    wait(visit)
    return {each.file: each.fault for each in visit.reports}


def process_of(visit: Intake, file: str) -> int:
    """The process that reads, once it is at a file."""
    deadline = time.monotonic() + 60
    while visit.progress.file != file:
        assert time.monotonic() < deadline and visit.state in ("waiting", "reading")
        time.sleep(0.005)
    process = visit._builds[0]._process
    assert process
    return process.pid


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def documents(visit: Intake) -> list[dict[str, object]]:
    """Rows of the documents, of the corpus that was built."""
    assert visit.folder
    return Corpus(visit.folder).rows("SELECT * FROM documents ORDER BY document_id")


def test_files_become_a_corpus(bring: Callable[..., Intake]) -> None:
    visit = bring()
    assert visit.state == "empty" and visit.folder is None
    visit.add("会见.txt", MEETING.encode())
    visit.add("空.txt", b"")
    visit.add_text("中俄两国代表在莫斯科会见。", "莫斯科/会见")
    visit.add_text("第一行是标题\n中德两国代表会见。")
    visit.add_text("")
    assert [each.name for each in visit.files] == [
        "会见.txt", "空.txt", "莫斯科 会见.txt", "第一行是标题.txt", "pasted text.txt",
    ]  # fmt: skip
    assert visit.state == "changed"
    assert read(visit) == {
        "会见.txt": "", "空.txt": "no-text", "莫斯科 会见.txt": "", "第一行是标题.txt": "", "pasted text.txt": "no-text",
    }  # fmt: skip
    assert [each.number for each in visit.reports] == [1, 2, 3, 4, 5]
    assert visit.state == "read" and visit.version == 1 and visit.fault is None
    assert {row["title"] for row in documents(visit)} >= {"莫斯科/会见", "第一行是标题"}
    assert visit.folder and Corpus(visit.folder).count(Selection()) > 0


def test_what_is_said_of_a_file_is_built_in(bring: Callable[..., Intake]) -> None:
    visit = bring({"会见.txt": MEETING, "再会.txt": "中日两国代表会见。"})
    read(visit)
    old = visit.folder
    visit.start()
    assert visit.state == "read" and visit.version == 1, "nothing has changed"
    visit.correct(1, "", {"title": "巴黎会见", "date": "2024-05-06"})
    visit.correct(2, "", {"title": "暂时"})
    visit.correct(2, "", {})
    assert visit.state == "changed" and visit.folder == old
    read(visit)
    rows = {row["file"]: row for row in documents(visit)}
    assert (rows["会见.txt"]["title"], rows["会见.txt"]["date"]) == ("巴黎会见", "2024-05-06")
    assert rows["再会.txt"]["title"] != "暂时"
    assert old and old.exists(), "the page may still show what was built before"
    visit.choose(2, Choice(encoding="big5"))
    visit.remove(1)
    read(visit)
    assert visit.version == 3 or visit.fault, "the choice was tried"
    assert [each.file for each in visit.reports] == ["再会.txt"] and not old.exists()
    visit.remove(2)
    assert visit.state == "empty" and visit.folder is None and not visit.reports
    assert not [each for each in visit._folder.rglob("*") if each.is_file()], "it is nowhere any more"
    with pytest.raises(InputError, match="no file 2; there are: none"):
        visit.remove(2)


NAMES = [
    "../../etc/passwd.txt",
    'a"b\n<b>.txt',
    "长" * 4000 + ".txt",
    "\ud800\u202e.txt",
    "",
    "0001",
    "nul\0.txt",
]


def test_names_are_never_paths(bring: Callable[..., Intake]) -> None:
    visit = bring(dict.fromkeys(NAMES, MEETING))
    for number, each in enumerate(visit.files):
        visit._path(each.number).write_text(f"中法第{number}次会见。", encoding="utf-8")
    brought = sorted(path.relative_to(visit._folder).as_posix() for path in visit._folder.rglob("*"))
    assert brought == ["brought", *(f"brought/{number:04}" for number in range(1, len(NAMES) + 1))]
    assert stat.S_IMODE(visit._folder.stat().st_mode) == 0o700 or os.name != "posix"
    names = [each.name for each in visit.files]
    assert all(0 < len(name) <= 200 and name.isprintable() for name in names)
    read(visit)
    assert [each.file for each in visit.reports] == names
    assert len({row["document_id"] for row in documents(visit)}) == len(documents(visit)) >= 5


LIMITS: list[tuple[dict[str, int], dict[str, str | bytes], str]] = [
    ({"files": 1}, {"a.txt": MEETING, "b.txt": "中德会见。"}, "too-many-files"),
    ({"file_megabytes": 1}, {"a.txt": b"x" * 1_000_001}, "too-large"),
    ({"upload_megabytes": 1}, {"a.txt": b"x" * 600_000, "b.txt": b"y" * 600_000}, "too-much"),
]


@pytest.mark.parametrize(("limits", "files", "fault"), LIMITS)
def test_more_than_a_visitor_may_bring_is_refused(
    bring: Callable[..., Intake], limits: dict[str, int], files: dict[str, str | bytes], fault: str
) -> None:
    with pytest.raises(SourceError) as error:
        bring(files, **limits)
    assert error.value.fault == fault and list(files)[-1] in str(error.value)


def test_limits_of_reading(bring: Callable[..., Intake]) -> None:
    visit = bring(
        {"长.txt": "中法会见。" * 30, "短.txt": MEETING, "又.txt": "中德会见。"}, characters=100, documents=1
    )
    assert read(visit) == {"长.txt": "too-long", "短.txt": "", "又.txt": "too-many-documents"}


def test_the_same_file_twice_is_read_once(bring: Callable[..., Intake]) -> None:
    visit = bring({"一.txt": MEETING, "二.txt": MEETING, "二.md": MEETING})
    visit.add("一.txt", "中日会见。".encode())
    assert [each.fault for each in (read(visit), visit)[1].reports] == ["", "same-file", "", ""]
    assert "一.txt" in visit.reports[1].sentence
    assert len({row["document_id"] for row in documents(visit)}) == 3


def test_nothing_that_can_be_read(bring: Callable[..., Intake]) -> None:
    visit = bring({"空.txt": b"", "照片.xyz": b"\x01"})
    assert set(read(visit).values()) == {"no-text", "unknown-format"}
    assert visit.state == "failed" and visit.fault == ("nothing-read", {}) and visit.version == 0
    visit.add("会见.txt", MEETING.encode())
    assert visit.state == "changed"
    read(visit)
    assert visit.state == "read" and visit.fault is None


@posix
def test_a_file_that_takes_too_long(bring: Callable[..., Intake]) -> None:
    visit = bring(
        {"会见.txt": MEETING, "长.txt": long_text(8), "再会.txt": "中日两国代表会见。"},
        file_seconds=4,
        characters=10_000_000,
    )
    assert read(visit) == {"会见.txt": "", "长.txt": "too-slow", "再会.txt": ""}
    assert visit.state == "read" and "4 seconds" in visit.reports[1].sentence
    visit.correct(1, "", {"title": "会见"})
    visit.start()
    assert visit._builds[0].lost == {(2, "长.txt"): "too-slow"}, "it is not tried again"
    wait(visit)
    assert [each.fault for each in visit.reports] == ["", "too-slow", ""]


@posix
def test_a_process_that_is_stuck_is_not_waited_for(bring: Callable[..., Intake]) -> None:
    visit = bring(
        {"会见.txt": MEETING, "长.txt": long_text(8), "再会.txt": "中日两国代表会见。"},
        file_seconds=4,
        characters=10_000_000,
    )
    visit.start()
    stuck = process_of(visit, "长.txt")
    os.kill(stuck, signal.SIGSTOP)
    wait(visit)
    assert [each.fault for each in visit.reports] == ["", "too-slow", ""] and not lives(stuck)


@posix
@pytest.mark.parametrize(("deaths", "fault"), [(1, ""), (2, "broke-off")])
def test_a_file_at_which_the_process_ends(bring: Callable[..., Intake], deaths: int, fault: str) -> None:
    visit = bring({"会见.txt": MEETING, "长.txt": long_text(0.5), "再会.txt": "中日两国代表会见。"})
    visit.start()
    before = 0
    for _ in range(deaths):
        while (process := process_of(visit, "长.txt")) == before or not lives(process):
            time.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        before = process
    wait(visit)
    assert [each.fault for each in visit.reports] == ["", fault, ""]
    if fault:
        visit.add("新.txt", "中韩两国代表会见。".encode())
        began = time.monotonic()
        assert read(visit)["长.txt"] == "broke-off" and time.monotonic() - began < 30, "not tried again"


@posix
def test_a_file_that_needs_too_much_memory(bring: Callable[..., Intake]) -> None:
    visit = bring(
        {"会见.txt": MEETING, "长.txt": long_text(6), "再会.txt": "中日两国代表会见。"}, memory_megabytes=270
    )
    faults = read(visit)
    assert faults.pop("长.txt") in ("too-much-memory", "broke-off")
    assert set(faults.values()) == {""}


@posix
def test_a_build_that_takes_too_long_is_ended(bring: Callable[..., Intake]) -> None:
    visit = bring({"长.txt": long_text(8)}, upload_seconds=1)
    visit.start()
    build = visit._builds[0]
    assert wait(visit) == "failed" and build._process and not lives(build._process.pid)
    assert visit.fault == ("build-too-slow", {"seconds": 1})


@posix
def test_cancel_ends_the_process(bring: Callable[..., Intake]) -> None:
    visit = bring({"长.txt": long_text(8)})
    visit.start()
    process = process_of(visit, "长.txt")
    visit.cancel()
    assert visit.state == "changed" and not lives(process) and visit.progress.total == 0


@posix
@pytest.mark.parametrize("how", ["closed", "collected"])
def test_what_was_brought_goes_with_the_visitor(how: str) -> None:
    visit = Intake()
    visit.add("长.txt", long_text(8).encode())
    visit.start()
    process, folder = process_of(visit, "长.txt"), visit._folder
    assert lives(process) and folder.exists()
    if how == "closed":
        visit.close()
    else:
        del visit
        gc.collect()
    assert not lives(process) and not folder.exists()


PROGRAM = """
import os, sys, time
from corpus.intake import Intake
from tests.test_intake import long_text, process_of
visit = Intake()
visit.add("长.txt", long_text(11).encode())
visit.start()
print(process_of(visit, "长.txt"), visit._folder, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), 9)
"""


@posix
@pytest.mark.parametrize("how", ["ended", "killed"])
def test_what_was_brought_goes_with_the_app(how: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, how], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    process, folder = result.stdout.split()
    deadline = time.monotonic() + 10
    while lives(int(process)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(int(process))
    assert not Path(folder).exists()


@posix
def test_one_build_at_a_time(bring: Callable[..., Intake]) -> None:
    first, second = bring({"长.txt": long_text(0.5)}), bring({"会见.txt": MEETING})
    first.start()
    process_of(first, "长.txt")
    second.start()
    assert second.state == "waiting" and first.state == "reading"
    assert wait(first) == wait(second) == "read"
    assert first.folder != second.folder and [each.file for each in second.reports] == ["会见.txt"]


@posix
def test_who_waits_can_leave(bring: Callable[..., Intake]) -> None:
    first, second = bring({"长.txt": long_text(0.5)}), bring({"会见.txt": MEETING})
    first.start()
    process_of(first, "长.txt")
    second.start()
    second.close()
    assert wait(first) == "read" and not second._folder.exists()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_the_process_knows_no_secrets(bring: Callable[..., Intake], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", "geheim")
    visit = bring({"长.txt": long_text(8)})
    visit.start()
    process = process_of(visit, "长.txt")
    assert b"SOME_SECRET" not in Path(f"/proc/{process}/environ").read_bytes()
    limits = Path(f"/proc/{process}/limits").read_text()
    assert f"Max data size             {VISITOR.memory_megabytes}000000" in limits


def test_memory_does_not_grow_with_what_is_brought(bring: Callable[..., Intake]) -> None:
    import tracemalloc

    visit = bring()
    tracemalloc.start()
    try:
        for number in range(40):
            visit.add(f"{number}.txt", b"x" * 1_000_000)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()


def test_files_are_taken_while_others_are_read(bring: Callable[..., Intake]) -> None:
    visit = bring({"长.txt": long_text(0.3)})
    visit.start()
    visit.add("会见.txt", MEETING.encode())
    assert visit.state in ("waiting", "reading")
    wait(visit, "changed")
    assert visit.version == 1
    assert read(visit) == {"长.txt": "", "会见.txt": ""} and visit.version == 2


def test_lines_are_taken_when_they_are_whole(tmp_path: Path) -> None:
    file = tmp_path / "said"
    whole, half = json.dumps({"done": 1}) + "\n", '{"do'
    file.write_text(whole + half)
    with file.open("rb") as lines:
        assert list(intake._whole_lines(lines)) == [{"done": 1}]
        file.write_text(whole + half + 'ne": 2}\n')
        assert list(intake._whole_lines(lines)) == [{"done": 2}]

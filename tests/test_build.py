"""What a build writes, and that it writes all of it or nothing; the four commands as a user types them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus import InputError, parts
from corpus.build import build
from corpus.corrections import Correction, text_hash, write_corrections
from corpus.evidence import RULES
from corpus.faults import SourceError
from corpus.formats import plain
from corpus.limits import ON_DISK
from corpus.locations import files_below
from corpus.paragraphs import REPAIRS
from corpus.parts import KEPT, Table
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.table import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
TEXT = "一次会见\n中法两国代表五日在北京会见。双方同意加强合作。\n"


def corpus(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpus", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a data folder by their names, without what is kept for the next build."""
    return {name: (folder / name).read_bytes() for name in files_below(folder) if not name.startswith(KEPT)}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    build([SEEDS], tmp_path / "a")
    build([SEEDS], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_data_equals_a_fresh_build(tmp_path: Path) -> None:
    build([SEEDS], tmp_path / "data")
    assert contents(tmp_path / "data") == contents(ROOT / "data")


def test_rows_keep_the_contract(tmp_path: Path) -> None:
    manifest = build([SEEDS], tmp_path / "data")
    paragraphs = pq.read_table(tmp_path / "data" / PARAGRAPHS)
    documents = pq.read_table(tmp_path / "data" / DOCUMENTS)
    assert paragraphs.schema.equals(PARAGRAPH_COLUMNS) and documents.schema.equals(DOCUMENT_COLUMNS)
    rows = paragraphs.to_pylist()
    source = next(SEEDS.glob("*.txt")).read_text(encoding="utf-8")
    lines = documents["lines"][0].as_py()
    assert lines == [line.strip() for line in source.split("\n")], "line numbers match the source's"
    for row in rows:
        for line in row["copy_lines"]:
            assert lines[line - 1].endswith(row["text"])
    ids = {row["paragraph_id"] for row in rows}
    assert len(ids) == len(rows) == manifest["paragraphs"]
    assert [row["position"] for row in rows] == list(range(len(rows)))
    for row in rows:
        assert set(row["repairs"]) <= set(REPAIRS)
        assert row["section_id"] in ids | {""}
        for evidence in row["evidence"]:
            assert evidence["rule"] in RULES
            assert evidence["text"] == row["text"][evidence["start"] : evidence["end"]]
            assert evidence["origin"] in ids | {""}
            assert evidence["counterpart"] in row[evidence["tag"]]
        position = 0
        for token in row["tokens"]:
            position = row["text"].index(token, position) + len(token)


def test_a_build_that_fails_leaves_the_old_data(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    build([tmp_path / "seeds"], tmp_path / "data")
    before = contents(tmp_path / "data")
    (tmp_path / "seeds" / "a.txt").write_bytes(b"\xff\xff\xff")
    with pytest.raises(SourceError):
        build([tmp_path / "seeds"], tmp_path / "data")
    assert contents(tmp_path / "data") == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["data", "seeds"]


BAD: list[tuple[Sequence[str], str]] = [
    (["build", "nowhere"], "nowhere: no such file or folder"),
    (["evaluate", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
    (["evaluate", "README.md"], "README.md, line 1: is not a JSON object"),
    (["build", "--out", "/proc/data"], "/proc"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_commands_say_what_is_wrong_in_one_sentence(arguments: Sequence[str], said: str) -> None:
    result = corpus(*arguments)
    assert result.returncode == 1
    assert said in result.stderr and "Traceback" not in result.stderr


def test_build_writes_and_reports(tmp_path: Path) -> None:
    (tmp_path / "会见.txt").write_text(TEXT, encoding="utf-8")
    loud = corpus("build", tmp_path / "会见.txt", "--out", tmp_path / "data")
    assert loud.returncode == 0 and "1 document, 2 paragraphs, 1 of them counted" in loud.stdout
    quiet = corpus("build", tmp_path / "会见.txt", "--out", tmp_path / "data", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert json.loads((tmp_path / "data" / MANIFEST).read_text(encoding="utf-8"))["documents"] == 1


def test_check_passes_on_the_committed_data_and_fails_on_other(tmp_path: Path) -> None:
    assert corpus("check").returncode == 0
    (tmp_path / "会见.txt").write_text(TEXT, encoding="utf-8")
    result = corpus("check", tmp_path / "会见.txt")
    assert (
        result.returncode == 1 and "differs from a fresh build; run python -m corpus build" in result.stderr
    )


MEETING = "中法两国代表五日在北京会见。双方同意加强合作。"
RAILWAY = "中德铁路合作进入新阶段。"


def corrections_file(folder: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A file of corrections of the document 会见: (text, tag, code, verdict) a line."""
    path = folder / f"corrections-{len(list(folder.glob('corrections-*')))}.csv"
    made = [
        Correction("会见", f"会见:{number}", text_hash(text), tag, code, verdict)
        for number, (text, tag, code, verdict) in enumerate(rows, 2)
    ]
    path.write_text(write_corrections(made), encoding="utf-8-sig")
    return path


def tags(folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    rows = pq.read_table(folder / PARAGRAPHS).to_pylist()
    return {row["text"]: (row["about"], row["mentions"]) for row in rows}


ORDERS = {
    "as it was": f"一次会见\n{MEETING}\n{RAILWAY}\n",
    "another order": f"一次会见\n{RAILWAY}\n\n{MEETING}\n",
    "more before it": f"一次会见\n会议在北京闭幕，与会者感谢志愿者。\n{RAILWAY}\n{MEETING}\n",
}


@pytest.mark.parametrize("source", ORDERS.values(), ids=ORDERS)
def test_corrections_survive_a_rebuild(tmp_path: Path, source: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "会见.txt").write_text(source, encoding="utf-8")
    file = corrections_file(tmp_path, (MEETING, "about", "RU", "add"), (RAILWAY, "mentions", "DE", "remove"))
    corpus("build", tmp_path / "seeds", "--out", tmp_path / "plain")
    plain = tags(tmp_path / "plain")
    result = corpus("build", tmp_path / "seeds", "--out", tmp_path / "data", "--corrections", file)
    assert (result.returncode, result.stderr) == (0, "corpus: 2 corrections applied, 0 not\n")
    (about, mentions), rail = plain[MEETING], plain[RAILWAY]
    assert "FR" in about and "RU" not in about and rail == (["DE"], ["DE"])
    assert tags(tmp_path / "data") == plain | {
        MEETING: (["RU", *about], mentions),
        RAILWAY: (["DE"], []),
    }
    said = json.loads((tmp_path / "data" / MANIFEST).read_text(encoding="utf-8"))["corrections"]
    assert (said["applied"], said["unfit"], len(said["digest"])) == (2, 0, 64)
    same = ("check", tmp_path / "seeds", "--out", tmp_path / "data")
    assert corpus(*same, "--corrections", file).returncode == 0 and corpus(*same).returncode == 1


def test_corrections_that_do_not_fit_are_said(tmp_path: Path) -> None:
    (tmp_path / "会见.txt").write_text(TEXT, encoding="utf-8")
    file = corrections_file(tmp_path, (RAILWAY, "about", "DE", "remove"), (MEETING, "about", "FR", "remove"))
    result = corpus(
        "build", tmp_path / "会见.txt", "--out", tmp_path / "data", "--quiet", "--corrections", file
    )
    assert result.returncode == 0 and result.stdout == ""
    assert result.stderr.splitlines() == [
        "corpus: not applied: 会见, 会见:2: remove about DE: the document has no paragraph with this text any more",
        "corpus: 1 corrections applied, 1 not",
    ]
    said = json.loads((tmp_path / "data" / MANIFEST).read_text(encoding="utf-8"))["corrections"]
    assert (said["applied"], said["unfit"]) == (1, 1)


def test_of_several_files_the_later_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "会见.txt").write_text(TEXT, encoding="utf-8")
    files = [
        corrections_file(tmp_path, (MEETING, "about", code, verdict))
        for code, verdict in (("RU", "add"), ("JP", "add"), ("RU", "remove"))
    ]
    options = [option for file in files for option in ("--corrections", file)]
    assert corpus("build", tmp_path / "会见.txt", "--out", tmp_path / "data", *options).returncode == 0
    assert tags(tmp_path / "data")[MEETING][0] == ["JP", "FR"]


def test_a_broken_file_of_corrections_builds_nothing(tmp_path: Path) -> None:
    (tmp_path / "会见.txt").write_text(TEXT, encoding="utf-8")
    file = corrections_file(tmp_path, (MEETING, "about", "UX", "add"))
    result = corpus("build", tmp_path / "会见.txt", "--out", tmp_path / "data", "--corrections", file)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert f"{file}, line 2, counterpart: no counterpart 'UX'; did you mean" in result.stderr
    assert not (tmp_path / "data").exists()


def test_tag_reads_paragraphs_and_writes_json_lines() -> None:
    result = corpus("tag", stdin="中俄两国加强合作。\n\n今天天气很好。\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["text"], row["about"], row["mentions"]) for row in rows] == [
        ("中俄两国加强合作。", ["RU"], ["RU"]),
        ("今天天气很好。", [], []),
    ]
    assert rows[0]["evidence"][0] == {
        "counterpart": "RU",
        "tag": "about",
        "rule": "compound",
        "start": 0,
        "end": 2,
        "text": "中俄",
        "strength": 0.95,
        "ambiguous": [],
    }
    assert rows[0]["about_strength"] == [0.95]


def target_with_a_stranger(folder: Path) -> Path:
    (folder / "home").mkdir()
    (folder / "home" / "论文.docx").write_bytes(b"x")
    return folder / "home"


def target_that_is_a_file(folder: Path) -> Path:
    return folder / "seeds" / "a.txt"


def target_that_is_a_link(folder: Path) -> Path:
    (folder / "elsewhere").mkdir()
    (folder / "link").symlink_to(folder / "elsewhere")
    return folder / "link"


def target_that_is_the_source(folder: Path) -> Path:
    return folder / "seeds"


def target_in_the_source(folder: Path) -> Path:
    return folder / "seeds" / "data"


@pytest.mark.parametrize(
    "target",
    [
        target_with_a_stranger,
        target_that_is_a_file,
        target_that_is_a_link,
        target_that_is_the_source,
        target_in_the_source,
    ],
)
def test_a_build_never_touches_what_no_build_wrote(tmp_path: Path, target: Callable[[Path], Path]) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    out = target(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = corpus("build", tmp_path / "seeds", "--out", out)
    assert result.returncode == 1 and "Traceback" not in result.stderr and out.name in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_build_that_cannot_be_put_in_place_leaves_the_old_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([SEEDS], tmp_path / "data")
    before = contents(tmp_path / "data")
    rename = Path.rename

    def full_disk(self: Path, target: Path) -> Path:
        if target.name == "data" and not self.name.endswith("-old"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(InputError, match="No space"):
        build([SEEDS], tmp_path / "data")
    assert contents(tmp_path / "data") == before


def test_a_build_puts_back_what_a_killed_one_left(tmp_path: Path) -> None:
    build([SEEDS], tmp_path / "data")
    (tmp_path / "data").rename(tmp_path / ".data-abc-old")
    (tmp_path / ".data-abc").mkdir()
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(SourceError):
        build([tmp_path / "bad.txt"], tmp_path / "data")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.txt", "data"]
    assert contents(tmp_path / "data") == contents(ROOT / "data")


def test_tag_names_the_line_that_is_not_text() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "corpus", "tag"],
        cwd=ROOT,
        input="\ufeff中俄两国。\n".encode() + b"\xff\xfe\n",
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    assert json.loads(result.stdout.decode())["text"] == "中俄两国。"
    assert "standard input, line 2: is not UTF-8" in result.stderr.decode()


def compute_for_ever(*_: object) -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:  # as a library might; the limit of time is no exception to be taken
            continue


def need_more_memory(*_: object) -> None:
    raise MemoryError


def be_wrong(*_: object) -> None:
    raise KeyError("中法")


@pytest.mark.skipif(os.name != "posix", reason="timers of POSIX")
@pytest.mark.parametrize(
    ("reader", "fault"),
    [(compute_for_ever, "too-slow"), (need_more_memory, "too-much-memory"), (be_wrong, "damaged")],
)
def test_a_file_that_cannot_be_read_is_skipped_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., None], fault: str
) -> None:
    for name in ("一", "二", "三"):
        (tmp_path / f"{name}.txt").write_text(f"{name}\n{TEXT}", encoding="utf-8")
    read = plain.read
    monkeypatch.setattr(plain, "read", lambda *given: (reader if given[1] == "二.txt" else read)(*given))
    limits = replace(ON_DISK, file_seconds=2)
    out = tmp_path.with_name(f"{tmp_path.name}-data")
    for fresh in (True, False):
        manifest = build([tmp_path], out, limits=limits, fresh=fresh)
        assert {each["file"]: each.get("fault", "") for each in manifest["files"]} == {
            "一.txt": "", "三.txt": "", "二.txt": fault,
        }  # fmt: skip
    monkeypatch.setattr(plain, "read", read)
    again = build([tmp_path], out, limits=limits)["files"]
    assert again[-1].get("fault", "") == ("damaged" if fault == "damaged" else ""), "the hour's faults pass"


def test_the_limit_of_time_ends_with_the_file() -> None:
    from corpus.limits import TooSlowError, at_most

    with pytest.raises(TooSlowError), at_most(0.05):
        compute_for_ever()
    with at_most(0.05):
        time.sleep(0.2)  # what others compute is not counted
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass


@pytest.mark.parametrize("group", [1, 3, 7, 100])
def test_a_table_written_by_and_by_has_the_bytes_of_one_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    build([SEEDS], tmp_path / "data")
    whole = pq.read_table(tmp_path / "data" / PARAGRAPHS).to_pylist()
    monkeypatch.setitem(parts._GROUPS, PARAGRAPHS, group)
    for size in (0, 3, 21, len(whole)):
        part = pa.Table.from_pylist(whole[:size], schema=PARAGRAPH_COLUMNS)
        (tmp_path / "parts").mkdir(exist_ok=True)
        with Table(tmp_path / "parts" / PARAGRAPHS, PARAGRAPHS) as table:
            for start in range(0, size, 5):
                rows = whole[start : min(start + 5, size)]
                table.add(pa.RecordBatch.from_pylist(rows, schema=PARAGRAPH_COLUMNS))
        pq.write_table(part, tmp_path / "once.parquet", compression="zstd", row_group_size=group)
        assert table.rows == size
        assert (tmp_path / "parts" / PARAGRAPHS).read_bytes() == (tmp_path / "once.parquet").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="whether a process runs is not asked elsewhere")
def test_what_a_running_build_has_begun_is_left_alone(tmp_path: Path) -> None:
    running = tmp_path / f".data-{os.getppid()}-abc"
    running.mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = tmp_path / f".data-{ended.pid}-abc"
    left.mkdir()
    build([SEEDS], tmp_path / "data")
    assert running.exists() and not left.exists()

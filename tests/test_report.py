"""What became of each file: on the terminal, in a report, in the manifest."""

import csv
import json
from pathlib import Path

import pytest

from corpus.build import build
from corpus.paragraphs import REPAIRS
from corpus.report import FileReport, summary
from corpus.schema import MANIFEST
from tests.test_build import corpus

MEETING = "中法两国代表五日在北京会见，双方同意加\n强合作。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that are read, and others that are not."""
    there = tmp_path / "files"
    (there / "下层").mkdir(parents=True)
    (there / "会见.txt").write_text(MEETING, encoding="utf-8")
    (there / "下层" / "再次.txt").write_text(MEETING, encoding="utf-8")
    (there / "下层" / "会见.txt").write_text("中德两国代表会见。", encoding="utf-8")
    (there / "=1+1.txt").write_text("中日两国代表会见。", encoding="utf-8")
    (there / "照片.xyz").write_bytes(b"\x01\x02")
    (there / "空.txt").write_bytes(b"")
    return there


def test_a_report_names_every_file(folder: Path, tmp_path: Path) -> None:
    result = corpus("build", folder, "--out", tmp_path / "data", "--report", tmp_path / "r.csv")
    assert result.returncode == 0
    assert "3 of 6 files read" in result.stdout
    skipped = result.stderr.splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in skipped] == ["skipped"] * 3
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["file"]: row for row in csv.DictReader(lines)}
    states = {name: row["state"] for name, row in rows.items()}
    assert states == {
        "'=1+1.txt": "read",
        "下层/会见.txt": "read",
        "下层/再次.txt": "read",
        "会见.txt": "skipped",
        "照片.xyz": "skipped",
        "空.txt": "skipped",
    }
    assert rows["会见.txt"]["why"].startswith("会见.txt: is the same file as 下层/再次.txt")
    assert rows["照片.xyz"]["why"] in result.stderr and rows["空.txt"]["why"] in result.stderr


def test_a_report_of_json_lines_is_that_of_the_manifest(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    assert corpus("build", folder, "--out", out, "--report", tmp_path / "r.jsonl", "--quiet").returncode == 0
    lines = (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert [json.loads(line) for line in lines] == manifest["files"]
    for each in manifest["files"]:
        assert len(each["digest"]) == 64
        assert FileReport.from_json(each).to_json() == each


def test_a_folder_of_which_nothing_is_read_is_an_error_with_its_reasons(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "空.txt").write_bytes(b"")
    (tmp_path / "files" / "白.txt").write_bytes(b" \n")
    result = corpus(
        "build", tmp_path / "files", "--out", tmp_path / "data", "--report", tmp_path / "r.csv", "--quiet"
    )
    assert result.returncode == 1 and not (tmp_path / "data").exists()
    assert "空.txt: has no text" in result.stderr and "白.txt: has no text" in result.stderr
    assert "空.txt" in (tmp_path / "r.csv").read_text(encoding="utf-8")


WRONG = [
    (["--report", "r.xls"], "name the report with the ending .csv or .jsonl"),
    (["--max-seconds", "0"], "'0' is not a whole number above 0"),
    (["--max-file-mb", "many"], "'many' is not a whole number above 0"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_options_are_checked_before_anything_is_read(tmp_path: Path, options: list[str], said: str) -> None:
    result = corpus("build", "--out", tmp_path / "data", *options)
    assert result.returncode in (1, 2) and said in result.stderr and "Traceback" not in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_file_over_the_limit_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "大.txt").write_text("中法两国代表会见。\n" * 50_000, encoding="utf-8")
    (tmp_path / "files" / "小.txt").write_text("中法两国代表会见。", encoding="utf-8")
    result = corpus("build", tmp_path / "files", "--out", tmp_path / "data", "--max-file-mb", "1")
    assert result.returncode == 0
    assert "大.txt: has 1.4 MB, and 1 MB is the most that is read" in result.stderr


def test_of_many_skipped_files_the_terminal_names_some() -> None:
    files = [FileReport("好.txt", paragraphs=3, documents=1, repairs={"joined": 2})]
    files += [FileReport(f"{number}.xyz", fault="x", sentence=f"{number}.xyz: no") for number in range(500)]
    read, skipped = summary(files)
    assert read == ["1 of 501 files read", f"repaired: 2 paragraphs {REPAIRS['joined']}"]
    assert len(skipped) == 21 and skipped[-1] == "skipped: 480 more files; --report FILE names all of them"


def test_documents_of_names_that_look_like_records_are_told_apart(tmp_path: Path) -> None:
    for name in ("a.txt", "a~1.txt", "a.md", "a:1.txt"):
        (tmp_path / name).write_text(f"中法两国代表在{name}会见。", encoding="utf-8")
    manifest = build([tmp_path], tmp_path.parent / f"{tmp_path.name}-data")
    assert manifest["documents"] == 4

"""What is kept from one build to the next changes nothing but the time that it takes."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus import build as building
from corpus.build import build
from corpus.corrections import Correction, text_hash
from corpus.formats import Choice
from corpus.kept import beside, key
from corpus.limits import ON_DISK
from corpus.sources import Source
from tests.test_build import contents

NAMES = ("会谈", "访问", "a", "b")
LINES = (
    "# 中法关系",
    "中法两国代表在北京会见，双方同意加强合作。",
    "发言人表示，中方愿同俄罗斯扩大贸易。",
    "双方还就地区问题交换意见。",
    "据介绍，德国企业参加了展览。",
)
BAD = (b"", b"\xff\xfe\xff", b"\x00" * 100)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read and tagged, and not taken from what was kept."""
    files: list[str] = []
    plain = building.build_source

    def counting(source: Source, *rest: object) -> object:
        files.append(source.file)
        return plain(source, *rest)

    monkeypatch.setattr(building, "build_source", counting)
    return files


def change(folder: Path, random: Random) -> None:
    """One thing that somebody does with the files of a folder."""
    file = folder / f"{random.choice(NAMES)}.{random.choice(('txt', 'md'))}"
    there = sorted(each for each in folder.iterdir() if each.suffix != ".csv")
    match random.randrange(6):
        case 0 if len(there) > 1:
            random.choice(there).unlink()
        case 1 if there:
            file.write_bytes(random.choice(there).read_bytes())
        case 2:
            file.write_bytes(random.choice(BAD))
        case 3 if there:
            title = random.choice(LINES)
            (folder / "documents.csv").write_text(f"file,title\n{there[0].name},{title}\n", encoding="utf-8")
            return
        case _:
            file.write_text("\n".join(random.choices(LINES, k=4)), encoding="utf-8")
    (folder / "documents.csv").unlink(missing_ok=True)


@pytest.mark.parametrize("seed", range(3))
def test_a_build_with_what_is_kept_equals_one_from_nothing(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "始终.txt").write_text("中日两国代表在东京会见。", encoding="utf-8")
    text = "中日两国代表在东京会见。"
    correction = Correction("始终", "始终:1", text_hash(text), "about", "KR", "add")
    for _ in range(15):
        change(folder, random)
        corrections = [correction] if random.random() < 0.3 else []
        build([folder], tmp_path / "kept", corrections=corrections, kept=tmp_path / "kept.sqlite")
        build([folder], tmp_path / "fresh", corrections=corrections)
        assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


def test_only_what_has_changed_is_built(tmp_path: Path, built: list[str]) -> None:
    folder, kept = tmp_path / "files", tmp_path / "kept.sqlite"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"中法两国代表第{number}次会见。", encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")

    def again() -> list[str]:
        built.clear()
        build([folder], tmp_path / "data", kept=kept)
        return list(built)

    assert len(again()) == 6 and again() == []
    (folder / "3.txt").write_text("中德两国代表会见。", encoding="utf-8")
    assert again() == ["3.txt"]
    (folder / "documents.csv").write_text("file,title\n1.txt,会见\n", encoding="utf-8")
    assert again() == ["1.txt"]
    (folder / "4.txt").rename(folder / "5.txt")
    assert again() == ["5.txt"]
    size = len(sqlite3.connect(kept).execute("SELECT key FROM kept").fetchall())
    assert size == 6, "what has changed, or is gone, is dropped"


def test_another_question_has_another_key() -> None:
    plain = Source(Path("x"), "会谈.txt", "会谈")
    others = (
        replace(plain, file="会见.txt"),
        replace(plain, document_id="会谈-2"),
        replace(plain, metadata={"title": "会谈"}),
        replace(plain, corrected={"": {"title": "会谈"}}),
        replace(plain, choice=Choice(encoding="big5")),
        replace(plain, choice=Choice(fields={"text": "内容"})),
    )
    keys = {key(each, "00", ON_DISK) for each in (plain, *others)}
    keys |= {key(plain, "01", ON_DISK), key(plain, "00", replace(ON_DISK, characters=5))}
    assert len(keys) == len(others) + 3
    elsewhere = replace(plain, path=Path("y"), number=4)
    assert key(elsewhere, "00", ON_DISK) in keys, "where it lies is not what it says"


def of_zeros(path: Path) -> None:
    path.write_bytes(b"\0" * 10_000)


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_other_columns(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (words)")


def with_rows_of_noise(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE kept SET report = x'00', paragraphs = x'0102'")


def with_a_flipped_bit(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        ((content,),) = connection.execute("SELECT paragraphs FROM kept LIMIT 1")
        wrong = bytearray(content)
        wrong[len(wrong) // 2] ^= 1
        connection.execute("UPDATE kept SET paragraphs = ?", [bytes(wrong)])


@pytest.mark.parametrize(
    "spoil", [of_zeros, cut_in_half, with_other_columns, with_rows_of_noise, with_a_flipped_bit]
)
def test_a_damaged_file_is_no_error(tmp_path: Path, built: list[str], spoil: Callable[[Path], None]) -> None:
    file, kept = tmp_path / "会谈.txt", tmp_path / "kept.sqlite"
    file.write_text("\n".join(LINES), encoding="utf-8")
    build([file], tmp_path / "data", kept=kept)
    before = contents(tmp_path / "data")
    spoil(kept)
    for _ in range(2):
        build([file], tmp_path / "data", kept=kept)
        assert contents(tmp_path / "data") == before
    built.clear()
    build([file], tmp_path / "data", kept=kept)
    assert built == [], "the damaged file has given way to a sound one"


def test_a_file_that_another_build_holds_is_left_alone(tmp_path: Path, built: list[str]) -> None:
    file, kept = tmp_path / "会谈.txt", tmp_path / "kept.sqlite"
    file.write_text("\n".join(LINES), encoding="utf-8")
    build([file], tmp_path / "data", kept=kept)
    with sqlite3.connect(kept) as other:
        other.execute("BEGIN EXCLUSIVE")
        build([file], tmp_path / "data", kept=kept)
    assert built == ["会谈.txt", "会谈.txt"] and kept.exists()
    other.close()
    build([file], tmp_path / "data", kept=kept)
    assert len(built) == 2


def build_often(folder: Path) -> None:
    for _ in range(5):
        build([folder / "files"], folder / "data", kept=beside(folder / "data"))


def test_several_builds_at_once(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(20):
        (tmp_path / "files" / f"{number}.txt").write_text(f"中法第{number}次会见。", encoding="utf-8")
    build([tmp_path / "files"], tmp_path / "fresh")
    with ProcessPoolExecutor(3) as pool:
        for each in [pool.submit(build_often, tmp_path) for _ in range(3)]:
            each.result()
    assert contents(tmp_path / "data") == contents(tmp_path / "fresh")
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {"files", "data", "fresh", ".data-kept.sqlite"}

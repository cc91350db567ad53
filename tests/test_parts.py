"""What is finished is not built again, however a build ended, and changes nothing but the time that it takes."""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus import parts
from corpus.build import build
from corpus.corrections import Correction, text_hash
from corpus.digests import source_key as key
from corpus.formats import Choice
from corpus.limits import ON_DISK
from corpus.parts import KEPT
from corpus.schema import DOCUMENTS, PARAGRAPHS
from corpus.sources import Source
from corpus.workers import processes
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
    plain = parts.build_source

    def counting(source: Source, *rest: object) -> object:
        files.append(source.file)
        return plain(source, *rest)

    monkeypatch.setattr(parts, "build_source", counting)
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


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few files, so that a small corpus has many."""
    monkeypatch.setattr(parts, "_LEAST", 2_000)
    monkeypatch.setattr(parts, "_MEAN", 4_000)
    monkeypatch.setattr(parts, "_MOST", 6_000)


@pytest.mark.parametrize("parted", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_a_build_after_others_equals_a_fresh_one(
    tmp_path: Path, seed: int, parted: bool, request: pytest.FixtureRequest
) -> None:
    if parted:
        request.getfixturevalue("small")
    random = Random(seed)
    folder = tmp_path / "files"
    folder.mkdir()
    text = "中日两国代表在东京会见。"
    (folder / "始终.txt").write_text(text, encoding="utf-8")
    correction = Correction("始终", "始终:1", text_hash(text), "about", "KR", "add")
    for _ in range(12):
        change(folder, random)
        corrections = [correction] if random.random() < 0.3 else []
        build([folder], tmp_path / "kept", corrections=corrections)
        build([folder], tmp_path / "fresh", corrections=corrections, fresh=True)
        assert contents(tmp_path / "kept") == contents(tmp_path / "fresh")


@pytest.mark.parametrize("parted", [False, True])
def test_only_what_has_changed_is_built(
    tmp_path: Path, built: list[str], parted: bool, request: pytest.FixtureRequest
) -> None:
    if parted:
        request.getfixturevalue("small")
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"中法两国代表第{number}次会见。", encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")

    def again() -> list[str]:
        built.clear()
        build([folder], tmp_path / "data")
        return list(built)

    assert len(again()) == 6 and again() == []
    (folder / "3.txt").write_text("中德两国代表会见。", encoding="utf-8")
    assert again() == ["3.txt"]
    (folder / "documents.csv").write_text("file,title\n1.txt,会见\n", encoding="utf-8")
    assert again() == ["1.txt"]
    (folder / "4.txt").rename(folder / "5.txt")
    assert again() == ["5.txt"]
    known = [json.loads(each.read_bytes()) for each in (tmp_path / "data" / KEPT).glob("*.json")]
    assert sum(len(each["sources"]) for each in known) == 6, "what has changed, or is gone, is dropped"


def test_a_file_that_is_added_moves_no_part_but_its_own(tmp_path: Path, small: None) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}a.txt").write_text(f"中法两国代表第{number}次会见。", encoding="utf-8")
    before = set(build([folder], tmp_path / "data")["parts"])
    (folder / "30b.txt").write_text("中德两国代表会见。", encoding="utf-8")
    after = set(build([folder], tmp_path / "data")["parts"])
    assert len(before) > 10 and len(before - after) <= 2
    there = {each.stem for each in (tmp_path / "data" / PARAGRAPHS).iterdir()}
    assert there == after, "what no manifest names is gone"


def test_several_processes_build_the_same(tmp_path: Path, small: None) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.txt").write_text(f"中法两国代表第{number}次会见。", encoding="utf-8")
    steps: list[int] = []
    manifest = build(
        [folder], tmp_path / "several", run=processes(2), progress=lambda done, *_: steps.append(done)
    )
    build([folder], tmp_path / "one")
    assert len(manifest["parts"]) > 3 and contents(tmp_path / "several") == contents(tmp_path / "one")
    assert steps == sorted(steps) and steps[-1] == 20


@pytest.mark.parametrize("limit", [5, 8])
def test_documents_over_the_limit_are_left_out_in_the_order_of_the_files(
    tmp_path: Path, small: None, limit: int
) -> None:
    for number in range(10):
        lines = "".join(f'{{"text": "中法代表第{number}、{each}次会见。"}}\n' for each in range(2))
        (tmp_path / f"{number}.jsonl").write_text(lines, encoding="utf-8")
    limits = replace(ON_DISK, documents=limit)
    files = build([tmp_path], tmp_path.with_name(f"{tmp_path.name}-data"), limits=limits)["files"]
    assert [each.get("fault", "") for each in files] == [""] * (limit // 2) + ["too-many-documents"] * (
        10 - limit // 2
    )


def test_the_same_bad_file_twice_is_bad_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_bytes(b"\x00" * 100)
    (tmp_path / "c.txt").write_text("中法两国代表会见。", encoding="utf-8")
    files = build([tmp_path], tmp_path.with_name(f"{tmp_path.name}-data"))["files"]
    assert files[0]["fault"] == files[1]["fault"] != "same-file"
    assert files[1]["sentence"].startswith("b.txt")


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


def with_other_names(path: Path) -> None:
    path.write_text('{"words": []}', encoding="utf-8")


@pytest.mark.parametrize("table", [DOCUMENTS, PARAGRAPHS, KEPT])
@pytest.mark.parametrize("spoil", [of_zeros, cut_in_half, with_other_names, Path.unlink])
def test_what_is_damaged_is_built_again(
    tmp_path: Path, built: list[str], spoil: Callable[[Path], None], table: str
) -> None:
    file, data = tmp_path / "会谈.txt", tmp_path / "data"
    file.write_text("\n".join(LINES), encoding="utf-8")
    build([file], data)
    before = contents(data)
    spoil(next((data / KEPT).iterdir()) if table == KEPT else data / table)
    build([file], data)
    assert contents(data) == before
    built.clear()
    build([file], data)
    assert built == [], "what was damaged has given way to what is sound"


def build_often(folder: Path) -> None:
    for _ in range(5):
        build([folder / "files"], folder / "data")


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
    assert left == {"files", "data", "fresh"}

"""Zips are places that hold files: what is in them is read as it is in a folder, and nothing is written."""

import io
import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpus.documents import Document, read_source
from corpus.faults import SourceError
from corpus.intake import Intake
from corpus.limits import Limits, TooSlowError
from corpus.schema import DOCUMENTS
from corpus.sources import NAME_LENGTH, Source, find_sources, shown

TEXT = "中方愿同法方深化合作。"
CSV = "file,title,date,source,speaker,url\n"
LIMITS = Limits(file_megabytes=1, upload_megabytes=2, files=50)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def found(folder: Path, content: bytes, *, name: str = "新闻.zip") -> list[Source]:
    (folder / "来").mkdir()
    (folder / "来" / name).write_bytes(content)
    return find_sources([folder / "来"], LIMITS)


def documents(sources: list[Source]) -> dict[str, Document]:
    return {each.file: read_source(each, LIMITS)[0][0] for each in sources}


def fault(source: Source) -> str:
    with pytest.raises(SourceError) as error:
        read_source(source, LIMITS)
    assert source.file in str(error.value)
    return error.value.fault


def test_the_files_in_a_zip_are_read_as_those_of_a_folder(tmp_path: Path) -> None:
    sidecar = CSV + "乙/2.txt,题目,2024-05-01,某报,,\n1.txt,,,,,\n"
    held = {"1.txt": TEXT, "乙/2.txt": TEXT, "乙/0.txt": TEXT, "documents.csv": sidecar}
    read = documents(found(tmp_path, zipped(held)))
    assert list(read) == ["新闻.zip/乙/2.txt", "新闻.zip/1.txt", "新闻.zip/乙/0.txt"]
    first = read["新闻.zip/乙/2.txt"]
    assert (first.title, first.date, first.source, first.date_from) == (
        "题目",
        "2024-05-01",
        "某报",
        "sidecar",
    )
    assert first.lines == (TEXT,)
    alone = find_sources([tmp_path / "来/新闻.zip"])
    assert [each.document_id for each in alone] == ["乙/2", "1", "乙/0"]


def test_the_folder_that_holds_all_is_left_out_of_names(tmp_path: Path) -> None:
    held = {"批次/甲.txt": TEXT, "批次/documents.csv": CSV + "甲.txt,题目,,,,\n", "__MACOSX/._甲.txt": b"\0"}
    read = documents(found(tmp_path, zipped(held)))
    assert {name: each.title for name, each in read.items()} == {"新闻.zip/甲.txt": "题目"}


def test_how_files_are_read_is_said_in_the_zip_or_beside_it(tmp_path: Path) -> None:
    rule = '[[files]]\nfiles = "*.csv"\ntext = "{}"\n'
    held = {"甲.csv": f"一,二\n{TEXT * 3},{TEXT * 2}\n"}
    (tmp_path / "corpus.toml").write_text(rule.format("一"), encoding="utf-8")
    (outer,) = find_sources([written(tmp_path / "a.zip", zipped(held))], LIMITS)
    (inner,) = find_sources(
        [written(tmp_path / "b.zip", zipped(held | {"corpus.toml": rule.format("二")}))], LIMITS
    )
    assert [each.choice.fields for each in (outer, inner)] == [{"text": "一"}, {"text": "二"}]
    assert documents([outer])["甲.csv"].lines[0] == TEXT * 3


def test_hidden_files_and_what_systems_leave_are_left_out(tmp_path: Path) -> None:
    hidden = ("__MACOSX/._甲.txt", ".DS_Store", "乙/.git/甲.txt", "Thumbs.db", "乙/desktop.ini")
    read = documents(found(tmp_path, zipped({"甲.txt": TEXT} | dict.fromkeys(hidden, "x"))))
    assert list(read) == ["新闻.zip/甲.txt"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_without_a_flag_are_read(tmp_path: Path, encoding: str) -> None:
    """Windows stores names in the system's encoding, and sets no flag that says which."""
    plain = zipped({"n" * len("外交\\发言.txt".encode(encoding)): TEXT})
    name = b"n" * len("外交\\发言.txt".encode(encoding))
    content = plain.replace(name, "外交\\发言.txt".encode(encoding))
    (source,) = find_sources([written(tmp_path / "a.zip", content)])
    assert source.file == "发言.txt"
    assert documents([source])["发言.txt"].lines == (TEXT,)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


OUTSIDE = ("../甲.txt", "/etc/甲.txt", "C:\\甲.txt", "乙/../../甲.txt", "..\\甲.txt")


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_is_said_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    sources = found(tmp_path, zipped({name: TEXT, "好.txt": TEXT}))
    good = [each for each in sources if each.file == "新闻.zip/好.txt"]
    assert documents(good) and len(sources) == 2
    assert [fault(each) for each in sources if each not in good] == ["name-leads-out"]
    assert [path.name for path in tmp_path.rglob("*.txt")] == []


def test_what_is_wrong_with_a_member_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    held = {
        "好.txt": TEXT,
        "里.zip": zipped({"a.txt": TEXT}),
        "大.txt": b"0" * 2_000_000,
        "图.png": b"\x89PNG",
    }
    sources = found(tmp_path, zipped(held))
    wrong = {each.file: fault(each) for each in sources if not each.file.endswith("好.txt")}
    assert wrong == {
        "新闻.zip/里.zip": "archive-in-archive",
        "新闻.zip/大.txt": "unpacks-to-more",
        "新闻.zip/图.png": "unknown-format",
    }
    assert documents([each for each in sources if each.file not in wrong])


def flagged(content: bytes, *, bits: int = 0, method: int | None = None) -> bytes:
    """The zip with flags of encryption, or another method, in both headers of its one member."""
    changed = bytearray(content)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.index(sign) + at
        flags, before = struct.unpack_from("<HH", changed, start)
        struct.pack_into("<HH", changed, start, flags | bits, before if method is None else method)
    return bytes(changed)


MANY = {f"{number}.txt": TEXT for number in range(60)}
WRONG = {
    "locked": flagged(zipped({"a.txt": TEXT}), bits=1),
    "packed-otherwise": flagged(zipped({"a.txt": TEXT}), method=14),
    "cut-short": zipped({"a.txt": TEXT})[:-30],
    "not-its-ending": TEXT.encode(),
    "too-many-members": zipped(MANY),
    "unpacks-to-more": zipped({f"{number}.txt": b"0" * 900_000 for number in range(3)}),
    "empty-archive": zipped({"folder/": b"", ".DS_Store": b"x"}),
    "too-large": b"PK\x03\x04" + bytes(1_000_001),
}


@pytest.mark.parametrize("expected", WRONG)
def test_what_is_wrong_with_an_archive_is_said(tmp_path: Path, expected: str) -> None:
    (source,) = found(tmp_path, WRONG[expected])
    assert fault(source) == expected


def test_an_archive_that_is_gone_or_another_when_it_is_read_is_said(tmp_path: Path) -> None:
    sources = found(tmp_path, zipped({"1.txt": TEXT, "2.txt": TEXT}))
    (tmp_path / "来" / "新闻.zip").write_bytes(zipped({"1.txt": TEXT}))
    assert fault(sources[1]) == "unreadable"
    (tmp_path / "来" / "新闻.zip").unlink()
    assert [fault(each) for each in sources] == ["unreadable", "unreadable"]


def test_a_wrong_documents_csv_in_a_zip_is_a_line_of_the_report(tmp_path: Path) -> None:
    held = {"甲.txt": TEXT, "documents.csv": CSV + "乙.txt,,,,,\n"}
    wrong, good = found(tmp_path, zipped(held))
    with pytest.raises(SourceError, match=r"documents.csv, line 2: no file '乙.txt'.*there are: 甲.txt"):
        wrong.content()
    assert documents([good])


NAMES = ("名" * 4_000, "“引”'\"<b>.txt", "一\n二\r三", "\u202e倒\u202c", "\x1b[31m红", "\ud800半", " ", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_on_one_line(name: str) -> None:
    line = shown(name)
    assert 0 < len(line) <= NAME_LENGTH
    assert line.isprintable() and line == line.strip()
    assert shown(line) == line


def test_names_of_one_kind_stay_apart(tmp_path: Path) -> None:
    long = "长" * 2_000
    sources = found(tmp_path, zipped({f"{long}一{long}.txt": TEXT, f"{long}二{long}.txt": TEXT}))
    assert len({each.document_id for each in sources}) == 2
    assert all(each.file.endswith(".txt") for each in documents(sources).values())


def test_the_files_in_a_visitors_zip_are_read_and_corrected_each(tmp_path: Path) -> None:
    visit = Intake()
    try:
        visit.add("好.txt", f"{TEXT}\n单独".encode())
        visit.add("新闻.zip", zipped({"甲.txt": f"{TEXT}\n甲", "乙.txt": f"{TEXT}\n乙", "../丙.txt": TEXT}))
        visit.correct(2, "新闻.zip/甲", {"title": "甲的题目"})
        visit.start()
        deadline = time.monotonic() + 90
        while visit.state not in ("read", "failed"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert [(each.number, each.file, each.fault) for each in visit.reports] == [
            (1, "好.txt", ""),
            (2, "新闻.zip/../丙.txt", "name-leads-out"),
            (2, "新闻.zip/乙.txt", ""),
            (2, "新闻.zip/甲.txt", ""),
        ]
        assert visit.folder
        titles = pq.read_table(visit.folder / DOCUMENTS, columns=["document_id", "title"]).to_pylist()
        assert {row["document_id"]: row["title"] for row in titles} == {
            "好": TEXT,
            "新闻.zip/乙": TEXT,
            "新闻.zip/甲": "甲的题目",
        }
    finally:
        visit.close()


@pytest.mark.parametrize("error", [MemoryError, TooSlowError])
def test_a_built_corpus_that_is_too_much_hinders_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def too_much(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("corpus.formats.read", too_much)
    (tmp_path / "来").mkdir()
    (tmp_path / "来" / "新闻.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "来" / "语料.zip").write_bytes(zipped({"manifest.json": "{}", DOCUMENTS: ""}))
    assert [each.file for each in find_sources([tmp_path / "来"])] == ["新闻.txt", "语料.zip"]

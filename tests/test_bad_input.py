"""Every bad input that people are known to bring, all of them beside good files, in one build within limits.

The good files are read; each bad one gets a sentence that names it and says what to do.
"""

import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
import pyarrow.parquet as pq
import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.intake import _FRUGAL, Intake
from corpus.limits import MEGABYTE, VISITOR
from corpus.schema import DOCUMENTS, PARAGRAPHS

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")

TEXT = "发言人说，中方愿同法方加强合作，也愿同德国扩大贸易。\n"
GOOD = {
    "好.txt": TEXT,
    "好/也好.md": "# 通报\n\n中国同俄罗斯举行了磋商。\n",
    "后.txt": "外长会见了日本客人。\n",
}
SMALL_FILES = 5_000

MOST_MEMORY = 1_000  # megabytes of a build on disk that meets all of this; a visitor's has less
MOST_SECONDS = 240  # of a build that meets all of this, on a machine that has other things to do
FILE_SECONDS = 5


def zipped(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in members:
            archive.writestr(zipfile.ZipInfo(name), each, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def word(paragraph: str = TEXT) -> bytes:
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(paragraph)
    document.save(content)
    return content.getvalue()


def rewritten(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The zip with one member changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped(
            *(
                (each, change(archive.read(each)) if each == name else archive.read(each))
                for each in archive.namelist()
            )
        )


def with_entities(document: bytes) -> bytes:
    """The XML of a Word document whose text is an entity of a billion letters."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE w [<!ENTITY e0 "lol">{entities}]>'.encode()
    head, _, body = document.partition(b"?>")
    return head + b"?>" + declared + body.replace("发言人".encode(), b"&e9;")


def encrypted_pdf() -> bytes:
    plain, locked = io.BytesIO(), io.BytesIO()
    canvas = Canvas(plain)
    canvas.drawString(100, 700, "statement")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=plain)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    return locked.getvalue()


def flat_bomb() -> bytes:
    """A zip of 1 MB whose one text unpacks to 1 GB of zeros."""
    content, zeros = io.BytesIO(), bytes(MEGABYTE)
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("零.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(1_000):
            member.write(zeros)
    return content.getvalue()


def overlapping_bomb() -> bytes:
    """A zip of 200 kB whose directory names the same 15 MB two thousand times."""
    content, times = zipped(("零.txt", bytes(15 * MEGABYTE))), 2_000
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = content[start:end] * times
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(entry), start, 0)
    return content[:start] + entry + closing


def lying_bomb() -> bytes:
    """A zip whose text is said to have 100 bytes, and unpacks to 30 MB."""
    content = bytearray(zipped(("零.txt", bytes(30 * MEGABYTE))))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.index(sign) + at, 100)
    return bytes(content)


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def long_line() -> bytes:
    """A line of 10 MB."""
    sentence = "发言人第{}次表示，中方愿同法国和德国扩大贸易。"
    return "".join(sentence.format(number) for number in range(160_000)).encode()[: 10 * MEGABYTE // 3 * 3]


@dataclass(frozen=True)
class Bad:
    """One bad input: what makes it, and the ``faults`` that may be said of it, "" where it is read.

    ``inside`` are those of the files in it, by name, where it is an archive.
    """

    content: Callable[[], bytes] | bytes
    faults: str = ""
    inside: Mapping[str, str] | None = None


LONG_NAME = "名" * 4_000 + ".txt"
BIDI = "\u202e\u2066".encode()

BAD: dict[str, Bad] = {
    "空.txt": Bad(b"", "no-text"),
    "空.docx": Bad(b"", "no-text"),
    "空.pdf": Bad(b"", "no-text"),
    "空.csv": Bad(b"", "no-text"),
    "空.json": Bad(b"", "no-text"),
    "空.zip": Bad(b"", "no-text"),
    "零.txt": Bad(bytes(100_000), "not-text"),
    "零.docx": Bad(bytes(100_000), "not-its-ending"),
    "零.csv": Bad(bytes(100_000), "not-text"),
    "图.txt": Bad(png, "picture"),
    "图.docx": Bad(png, "picture"),
    "断.docx": Bad(lambda: word()[: len(word()) // 2], "cut-short"),
    "锁.pdf": Bad(encrypted_pdf, "locked"),
    "实体.docx": Bad(lambda: rewritten(word(), "word/document.xml", with_entities), "declares-entities"),
    "平弹.zip": Bad(flat_bomb, inside={"零.txt": "unpacks-to-more"}),
    "叠弹.zip": Bad(overlapping_bomb, "unpacks-to-more"),
    "谎弹.zip": Bad(lying_bomb, inside={"零.txt": "cut-short"}),
    "套.zip": Bad(
        lambda: zipped(("里.zip", zipped(("里.txt", b"x"))), ("里好.txt", (TEXT + "套").encode())),
        inside={"里.zip": "archive-in-archive", "里好.txt": ""},
    ),
    "外.zip": Bad(
        lambda: zipped(
            ("../出.txt", b"1"),
            ("/etc/出.txt", b"2"),
            ("C:\\出.txt", b"3"),
            ("好.txt", (TEXT + "外").encode()),
        ),
        inside={
            "../出.txt": "name-leads-out",
            "/etc/出.txt": "name-leads-out",
            "C:/出.txt": "name-leads-out",
            "好.txt": "",
        },
    ),
    "名.zip": Bad(
        lambda: zipped(
            (LONG_NAME, (TEXT + "长名").encode()),
            ("“引”\"'`;<b>.txt", (TEXT + "引号").encode()),
            ("上\n下\r\t\x1b[2J.txt", (TEXT + "换行").encode()),
            ("倒\u202etxt.exe.txt", (TEXT + "倒").encode()),
            ("=1+1.txt", (TEXT + "公式").encode()),
        ),
        inside={"“引”\"'`;<b>.txt": "", "上 下 [2J.txt": "", "倒txt.exe.txt": "", "=1+1.txt": ""},
    ),
    "同名.zip": Bad(
        lambda: zipped(("同.txt", (TEXT + "其一").encode()), ("同.txt", (TEXT + "其二").encode())),
        inside={"同.txt": ""},
    ),
    "长行.txt": Bad(long_line, "too-long"),
    "半.txt": Bad((TEXT + "半").encode() + b"\xed\xa0\x80" + "个。\n".encode()),
    "半.json": Bad(lambda: json.dumps([{"title": "半个", "content": TEXT * 3 + "半\ud800个。"}]).encode()),
    "零字.txt": Bad((TEXT + "零\0字。\n").encode()),
    "倒.txt": Bad((TEXT + "倒").encode() + BIDI + "字。\n".encode()),
    "私.txt": Bad((TEXT + "私\ue000用\U000f0000字。\n").encode()),
    "分隔.csv": Bad(f"标题^内容\n一^{TEXT * 3}二^{TEXT * 3}".encode(), "no-delimiter"),
    "无文.csv": Bad("编号,数量\n1,2\n3,4\n".encode(), "no-text-column"),
    "公式.csv": Bad(f'标题,内容\n=1+1,"{TEXT.strip() * 4}公式"\n"@SUM(1)","{TEXT.strip() * 4}也"\n'.encode()),
    "深.json": Bad(b"[" * 10_000 + b"]" * 10_000, "too-deep"),
    "深物.json": Bad(b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
    "断.json": Bad('[{"title": "断", "content": "'.encode(), "not-json"),
    "同/同.txt": Bad((TEXT + "同名其一").encode()),
    "同.txt": Bad((TEXT + "同名其二").encode()),
    "次.txt": Bad(GOOD["好.txt"].encode(), "same-file"),
    "名\n“引”\"'.txt": Bad((TEXT + "名").encode()),
    "未知.xyz": Bad(b"x", "unknown-format"),
    "旧.doc": Bad(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "other-document"),
    "二百兆.txt": Bad(b"", "too-large"),  # made sparse
}

BUILD = f"""
import json, resource, sys, time
from dataclasses import replace
from pathlib import Path
from corpus.build import build
from corpus.intake import _confine
from corpus.limits import MEGABYTE, VISITOR

limits = replace(VISITOR, file_seconds={FILE_SECONDS}, memory_megabytes={MOST_MEMORY})
_confine(limits)
times, last = {{}}, [time.monotonic(), ""]

def progress(done, total, source):
    now = time.monotonic()
    times[last[1]] = now - last[0]
    last[:] = now, source.file if source else ""

began = time.monotonic()
manifest = build([Path(sys.argv[1])], Path(sys.argv[2]), limits=limits, progress=progress)
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss of a process begins with that of the one that started it
    peak = next(int(line.split()[1]) / 1000 for line in status.open() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
seconds = time.monotonic() - began
print(json.dumps({{"files": manifest["files"], "peak": peak, "seconds": seconds, "times": times}}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of data that a build made of all of this within a visitor's limits, and what it said."""
    if os.name != "posix":
        pytest.skip("limits of memory are those of POSIX")
    root = tmp_path_factory.mktemp("bad")
    for name, text in GOOD.items():
        written(root / "in" / name, text.encode())
    for name, bad in BAD.items():
        written(root / "in" / name, bad.content if isinstance(bad.content, bytes) else bad.content())
    with (root / "in/二百兆.txt").open("r+b") as large:
        large.truncate(200 * MEGABYTE + 1)
    for number in range(SMALL_FILES):
        written(root / f"in/众/{number:04}.txt", f"第{number}次会见：中方同法方交谈。".encode())
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(root / "in"), str(root / "out")],
        cwd=Path(__file__).parent.parent,
        env=os.environ | _FRUGAL,  # as what a visitor brings is read
        capture_output=True,
        timeout=2 * MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    return root / "out", json.loads(done.stdout)


def written(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


EXPECTED = [
    (f"{name}/{member}" if member else name, faults)
    for name, bad in BAD.items()
    for member, faults in (bad.inside or {"": bad.faults}).items()
]


@pytest.mark.parametrize(("name", "faults"), EXPECTED, ids=[name for name, _ in EXPECTED])
def test_a_bad_file_is_read_or_gets_a_sentence(
    built: tuple[Path, dict[str, Any]], name: str, faults: str
) -> None:
    shown = " ".join(name.split())
    reports = [each for each in built[1]["files"] if each["file"] == shown]
    assert reports, f"{shown} is in no report"
    for report in reports:
        assert report.get("fault", "") in faults.split(" "), report
        if report.get("fault"):
            sentence = report["sentence"]
            assert shown in sentence and len(sentence) > len(shown) + 20
            assert sentence.isprintable() and "Error" not in sentence
        else:
            assert report["documents"] > 0


@pytest.mark.parametrize("name", GOOD)
def test_the_good_files_are_read(built: tuple[Path, dict[str, Any]], name: str) -> None:
    (report,) = [each for each in built[1]["files"] if each["file"] == name]
    assert "fault" not in report and report["documents"] == 1


def test_thousands_of_small_files_are_read(built: tuple[Path, dict[str, Any]]) -> None:
    small = [each for each in built[1]["files"] if each["file"].startswith("众/")]
    assert len(small) == SMALL_FILES and not any("fault" in each for each in small)


def test_memory_and_time_stay_within_limits(built: tuple[Path, dict[str, Any]]) -> None:
    said = built[1]
    assert said["peak"] < MOST_MEMORY, f"{said['peak']:.0f} MB"
    assert said["seconds"] < MOST_SECONDS, sorted(said["times"].items(), key=lambda each: -each[1])[:5]


def test_a_line_of_ten_megabytes_ends_no_visit() -> None:
    """Where it may be as long, it needs more memory than a visitor has; its process may die of it."""
    visit = Intake(replace(VISITOR, file_seconds=FILE_SECONDS, characters=10_000_000))
    try:
        visit.add("长行.txt", long_line())
        visit.add("好.txt", TEXT.encode())
        visit.start()
        deadline = time.monotonic() + MOST_SECONDS
        while visit.state not in ("read", "failed"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        said = {each.file: each for each in visit.reports}
        assert said["好.txt"].documents == 1
        assert said["长行.txt"].fault in ("", "too-slow", "too-much-memory", "broke-off")
        assert "长行.txt" in str(said["长行.txt"])
    finally:
        visit.close()


def test_what_was_read_keeps_the_contract(built: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = built
    documents = pq.read_table(folder / DOCUMENTS).to_pylist()
    paragraphs = pq.read_table(folder / PARAGRAPHS).to_pylist()
    ids = [row["document_id"] for row in documents]
    assert len(set(ids)) == len(ids)
    assert len({row["paragraph_id"] for row in paragraphs}) == len(paragraphs)
    for row in (*documents, *paragraphs):
        for value in row.values():
            for text in value if isinstance(value, list) else [value]:
                assert (
                    not isinstance(text, str)
                    or text.replace("\u3000", " ").replace("\xa0", " ").isprintable()
                )


def test_two_files_of_one_name_are_two_documents(built: tuple[Path, dict[str, Any]]) -> None:
    documents = pq.read_table(built[0] / DOCUMENTS, columns=["file", "lines"]).to_pylist()
    same = [row["lines"][1] for row in documents if row["file"] in ("同名.zip/同.txt", "同.txt", "同/同.txt")]
    assert sorted(same) == ["其一", "其二", "同名其一", "同名其二"]


def test_a_name_of_thousands_of_characters_is_cut(built: tuple[Path, dict[str, Any]]) -> None:
    (file,) = [each["file"] for each in built[1]["files"] if each["file"].startswith("名.zip/名名")]
    assert len(file) <= 200 and "…" in file and file.endswith("名.txt")

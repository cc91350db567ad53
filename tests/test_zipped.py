"""What is a zip inside is unpacked only as far as limits allow, whatever it states of itself."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from corpus.faults import SourceError
from corpus.formats.signatures import OLE2
from corpus.formats.zipped import checked_zip
from corpus.limits import Limits

SMALL = Limits(file_megabytes=2, files=20)


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return result.getvalue()


def stating(content: bytes, size: int, beginning: bytes) -> bytes:
    """A zip of one member, changed to state ``size`` and the checksum of its ``beginning``."""
    changed = bytearray(content)
    for start in (changed.index(b"PK\x03\x04") + 14, changed.rindex(b"PK\x01\x02") + 16):
        struct.pack_into("<I", changed, start, zlib.crc32(beginning))
        struct.pack_into("<I", changed, start + 8, size)
    return bytes(changed)


def locked(content: bytes) -> bytes:
    changed = bytearray(content)
    changed[changed.index(b"PK\x03\x04") + 6] |= 1
    changed[changed.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def test_the_members_are_those_of_the_zip() -> None:
    members = {"甲.xml": "中国".encode(), "乙/丙.xml": b"", "z": b"1" * 200_000}
    with zipfile.ZipFile(io.BytesIO(checked_zip(packed(members), "a.docx", SMALL))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == members


BOMB = packed({"a.xml": b"\0" * 60_000_000})
TWO = packed({"a.xml": b"\0" * 1_500_000, "b.xml": b"\0" * 1_500_000})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no-text"),
        ("并非压缩文件".encode(), "not-its-ending"),
        (b"\0" * 5000, "not-its-ending"),
        (BOMB, "unpacks-to-more"),
        (TWO, "unpacks-to-more"),
        (packed({f"{number}.xml": b"" for number in range(21)}), "too-many-members"),
        (packed({"a.xml": b"\0" * 1000}, zipfile.ZIP_BZIP2), "packed-otherwise"),
        (packed({"a.xml": b"\0" * 1000}, zipfile.ZIP_LZMA), "packed-otherwise"),
        (packed({"a.xml": b"0123456789" * 1000})[:-40], "cut-short"),
        (packed({"a.xml": b"1" * 100}, zipfile.ZIP_STORED).replace(b"1" * 100, b"2" * 100), "cut-short"),
        (locked(packed({"a.xml": b"1"})), "locked"),
        (OLE2 + b"\0" * 2000 + "WordDocument".encode("utf-16-le"), "other-document"),
        (OLE2 + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"), "locked"),
    ],
)
def test_what_cannot_be_unpacked_is_said(content: bytes, fault: str) -> None:
    with pytest.raises(SourceError, match=r"a\.docx") as raised:
        checked_zip(content, "a.docx", SMALL)
    assert raised.value.fault == fault


@pytest.mark.parametrize("content", [BOMB, stating(BOMB, 100, b"\0" * 100), stating(BOMB, 10**9, b"")])
def test_no_more_is_unpacked_than_allowed_whatever_is_stated(content: bytes) -> None:
    tracemalloc.start()
    try:
        checked_zip(content, "a.docx", SMALL)
    except SourceError:
        pass
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 12_000_000, "60 MB are in the zip"

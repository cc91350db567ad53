"""What a file really is, by its first bytes, whatever its name says: a row of ``SIGNATURES`` each."""

from __future__ import annotations

import re
from dataclasses import dataclass

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office before 2007 begin, and newer ones that have a password."""

BEFORE_2007 = "DOC, XLS, PPT, WPS"
"""What the former are called."""

_BEGINNING, _END = 4096, 16_384
"""Bytes that are looked at; at its end a zip lists what it holds."""


@dataclass(frozen=True)
class Signature:
    """One sign: a ``pattern`` at the beginning of the bytes, and what a file that has it is.

    Either it is read as files of an ``ending`` are, or ``fault``, a name of faults.FAULTS, says what it is
    (``kind``) and what to do. Of files whose names end in one of ``usual`` it says nothing.
    """

    pattern: re.Pattern[bytes]
    ending: str = ""
    fault: str = ""
    kind: str = ""
    usual: tuple[str, ...] = ()


def _read(pattern: bytes, ending: str) -> Signature:
    return Signature(re.compile(pattern, re.S | re.I), ending=ending)


def _refused(pattern: bytes, fault: str, kind: str, *usual: str) -> Signature:
    return Signature(re.compile(pattern, re.S), fault=fault, kind=kind, usual=usual)


_ZIP = rb"PK\x03\x04"
_OFFICE = _ZIP + rb".*?\[Content_Types\]\.xml.*?"
_PROLOGUE = rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"

SIGNATURES = (
    _read(rb"\s*%PDF-\d", ".pdf"),
    _read(_OFFICE + rb"word/document", ".docx"),
    _read(_OFFICE + rb"xl/workbook", ".xlsx"),
    _read(rb"PAR1", ".parquet"),
    _read(_PROLOGUE + rb"<(?:!doctype\s+html|html)\b", ".html"),
    _read(rb"(?:From: <Saved by|MIME-Version: 1\.0).{0,3000}?Content-Type: *multipart/related", ".mhtml"),
    _refused(rb"\x89PNG\r\n", "picture", "PNG"),
    _refused(rb"\xff\xd8\xff", "picture", "JPEG"),
    _refused(rb"GIF8[79]a", "picture", "GIF"),
    _refused(rb"BM.{4}\0\0\0\0", "picture", "BMP"),
    _refused(rb"II\*\0|MM\0\*", "picture", "TIFF"),
    _refused(rb"RIFF.{4}WEBP", "picture", "WebP"),
    _refused(rb".{4}ftyp(?:heic|heix|mif1|avif)", "picture", "HEIC"),
    _refused(rb"8BPS\0", "picture", "Photoshop"),
    _refused(_PROLOGUE + rb"(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", "picture", "SVG"),
    _refused(rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2][\x10-\xef]", "recording", "MP3"),
    _refused(rb"RIFF.{4}(?:WAVE|AVI )", "recording", "WAV, AVI"),
    _refused(rb"OggS\0", "recording", "Ogg"),
    _refused(rb"fLaC\0", "recording", "FLAC"),
    _refused(rb".{4}ftyp", "recording", "MP4"),
    _refused(rb"\x1aE\xdf\xa3", "recording", "Matroska, WebM"),
    _refused(rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "recording", "WMA, WMV"),
    _refused(rb"FLV\x01", "recording", "FLV"),
    _refused(rb"MZ.{0,64}\0", "program", "Windows"),
    _refused(rb"\x7fELF", "program", "Linux"),
    _refused(rb"\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "program", "macOS, Java"),
    _refused(rb"\{\\rtf", "other-document", "RTF"),
    _refused(re.escape(OLE2), "other-document", BEFORE_2007, ".docx", ".xlsx"),
    _refused(_ZIP + rb".{22,40}mimetypeapplication/vnd\.oasis", "other-document", "ODF"),
    _refused(_ZIP + rb".{22,40}mimetypeapplication/epub", "other-document", "EPUB"),
    _refused(_OFFICE + rb"ppt/presentation", "other-document", "PPTX"),
    _refused(rb"SQLite format 3\0", "other-document", "SQLite"),
    _refused(rb"wOF[F2]|\0\x01\0\0\0|OTTO\0", "other-document", "TTF, OTF"),
    _refused(_ZIP, "archive", "ZIP", ".zip", ".docx", ".xlsx"),
    _refused(rb"Rar!\x1a\x07", "archive", "RAR"),
    _refused(rb"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    _refused(rb"\x1f\x8b\x08", "archive", "gzip"),
    _refused(rb"BZh[1-9]1AY", "archive", "bzip2"),
    _refused(rb"\xfd7zXZ\0", "archive", "xz"),
    _refused(rb"\x28\xb5\x2f\xfd", "archive", "zstd"),
    _refused(rb".{257}ustar", "archive", "tar"),
)
"""Every sign that is known; of several the first holds."""


def recognised(content: bytes) -> Signature | None:
    """The sign that the bytes of a file bear; None where they bear none, as plain text does."""
    looked_at = content[:_BEGINNING]
    if looked_at.startswith((b"\xff\xfe", b"\xfe\xff")):
        looked_at = looked_at.replace(b"\0", b"")  # UTF-16
    if looked_at.startswith(b"PK"):
        looked_at += content[-_END:]
    return next((each for each in SIGNATURES if each.pattern.match(looked_at)), None)

"""Files that are zips inside (.docx, .xlsx, .zip): unpacked only as far as limits allow.

What a zip states of its members' sizes is not believed, and two readers of one zip need not even find the
same members in it. Libraries are therefore given the bytes of ``checked_zip``: a zip made anew of what was
unpacked piece by piece and counted.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from corpus.faults import SourceError
from corpus.formats import ending
from corpus.formats.signatures import BEFORE_2007, OLE2
from corpus.limits import Limits

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)
"""What ``zipfile`` raises of a zip that is broken, or made so."""

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
# the others unpack any number of bytes at a time, and neither Office nor a desktop's "Compress" writes them
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE = 1 << 16


def checked_zip(content: bytes, file: str, limits: Limits) -> bytes:
    """The zip that ``content`` is, made anew: the same members in the same order, stored and not packed.

    Raises SourceError where it is no zip, is cut short, is locked, or holds more than ``limits.files``
    members or, unpacked, more than ``limits.file_megabytes``.
    """
    archive = opened_zip(content, file, limits)
    left = limits.file_bytes
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as plain:
        # of members of one name the last counts, as for zipfile
        for member in {each.filename: each for each in archive.infolist()}.values():
            data = member_bytes(archive, member, file, left)
            if data is None:
                raise SourceError(fault="unpacks-to-more", file=file, limit=limits.file_megabytes)
            left -= len(data)
            plain.writestr(zipfile.ZipInfo(member.filename), data)
    return result.getvalue()


def opened_zip(content: bytes, file: str, limits: Limits) -> zipfile.ZipFile:
    """The zip that ``content`` is, open, its members not looked at.

    Raises SourceError where it is no zip, is cut short, or holds more than ``limits.files`` members.
    """
    if not content:
        raise SourceError(fault="no-text", file=file)
    if content.startswith(OLE2):
        if _ENCRYPTED_PACKAGE in content:
            raise SourceError(fault="locked", file=file)
        raise SourceError(fault="other-document", file=file, kind=BEFORE_2007)
    # before the directory is read: each of its entries becomes an object
    if content.count(_DIRECTORY_ENTRY) > limits.files:
        raise SourceError(fault="too-many-members", file=file, limit=limits.files)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        if content.startswith(b"PK"):
            raise SourceError(fault="cut-short", file=file) from error
        raise SourceError(fault="not-its-ending", file=file, ending=ending(file)) from error


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, most: int) -> bytes | None:
    """A member unpacked; None where it has more than ``most`` bytes, of which no more are then unpacked.

    Raises SourceError, which names ``file``, where it is broken, locked, or packed by an unusual method.
    """
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(fault="locked", file=file)
    if member.compress_type not in _METHODS:
        raise SourceError(fault="packed-otherwise", file=file)
    data = bytearray()
    try:
        # in pieces: read() at once would unpack all that is there, whatever size is stated
        with archive.open(member) as unpacked:
            while piece := unpacked.read(_PIECE):
                data += piece
                if len(data) > most:
                    return None
    except BROKEN as error:
        raise SourceError(fault="cut-short", file=file) from error
    return bytes(data)

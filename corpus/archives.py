"""Zips as places that hold files: what is in one, and the bytes of each. Nothing is ever written to disk.

A member's name is a name, and never a path: it is shown, and tells members apart, and that is all.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from corpus.faults import SourceError
from corpus.formats.zipped import BROKEN, member_bytes, opened_zip
from corpus.limits import Limits
from corpus.locations import is_remote

ARCHIVES = (".zip",)
"""Endings of the files that hold files."""

_LEFT_BY_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_UTF_8 = 0x800  # the flag of a member whose name is UTF-8
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """One file in the archive ``path``: its ``number`` in the directory there, and its name, / between parts.

    A folder that holds all of the archive's files is no part of their names.
    """

    path: Path
    number: int
    name: str

    def content(self, file: str, limits: Limits) -> bytes:
        """Its bytes. Raises SourceError, which names ``file``, where it is broken, locked or too large."""
        if _leads_out(self.name):
            raise SourceError(fault="name-leads-out", file=file)
        try:
            archive = _opened(self.path, self.path.stat().st_mtime_ns)
            member = archive.infolist()[self.number]
        except (*BROKEN, IndexError) as error:  # it is no longer what it was when its members were found
            raise SourceError(fault="unreadable", file=file, reason=type(error).__name__) from error
        data = member_bytes(archive, member, file, limits.file_bytes)
        if data is None:
            raise SourceError(fault="unpacks-to-more", file=file, limit=limits.file_megabytes)
        return data


def members(path: Path, content: bytes, file: str, limits: Limits) -> Sequence[Member]:
    """The files in the archive at ``path``, whose bytes are ``content``, in its order; folders are none.

    Raises SourceError, which names ``file``, where it is no archive, is broken, or holds more than ``limits``
    allow one visitor. A single file that is too large is no reason: it says so itself.
    """
    archive = opened_zip(content, file, limits)
    files = [(number, each) for number, each in enumerate(archive.infolist()) if not each.is_dir()]
    # no member unpacks to more than it states: what is over is cut off, and its checksum fails
    of_one, of_all = limits.file_bytes, limits.upload_bytes
    if sum(each.file_size for _, each in files if each.file_size <= of_one) > of_all:
        raise SourceError(fault="unpacks-to-more", file=file, limit=limits.upload_megabytes)
    names = [_name(each) for _, each in files]
    folder = _common_folder(names)
    return [
        Member(path, number, name.removeprefix(folder))
        for (number, _), name in zip(files, names, strict=True)
    ]


def is_hidden(name: str) -> bool:
    """Whether a file is one that systems hide, or leave in folders and archives, by its path."""
    return any(
        part in _LEFT_BY_SYSTEMS or (part.startswith(".") and part not in (".", ".."))
        for part in name.split("/")
    )


@lru_cache(maxsize=1)
def _opened(path: Path, _modified: int) -> zipfile.ZipFile:
    """The archive, open: its members are read one after another, and its directory once."""
    return zipfile.ZipFile(path.open("rb") if is_remote(path) else path)


def _name(member: zipfile.ZipInfo) -> str:
    """Its name as it was meant: without the flag for UTF-8, zipfile takes the bytes for code page 437."""
    name = member.orig_filename
    if not member.flag_bits & _UTF_8:
        stored = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = stored.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or bool(_DRIVE.match(name))


def _common_folder(names: Sequence[str]) -> str:
    """The one folder, with its /, that holds all files, as in the archive of a folder; "" where none does."""
    visible = [name for name in names if not is_hidden(name)]
    folders = {folder + slash for folder, slash, _ in (name.partition("/") for name in visible)}
    alone = len(folders) == 1 and all("/" in name and not _leads_out(name) for name in visible)
    return folders.pop() if alone else ""

"""Source files → ``Document``: decoded, normalised line by line, with the metadata of documents.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from corpus import InputError

METADATA_FILE = "documents.csv"
METADATA_COLUMNS = ("file", "title", "date", "source", "speaker", "url")
SUFFIXES = (".txt", ".md")

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class SourceError(InputError):
    """A source, or a line of documents.csv, that a build cannot use. The message says what to do."""


@dataclass(frozen=True)
class Document:
    """One source: ``lines[i]`` is its line ``i + 1``, trimmed, so that line numbers match the file."""

    document_id: str
    file: str
    lines: tuple[str, ...]
    title: str = ""
    date: str = ""
    source: str = ""
    speaker: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """A file to read, with the name and the metadata under which the corpus knows it."""

    path: Path
    file: str
    metadata: dict[str, str]

    @property
    def document_id(self) -> str:
        """The file's name without its ending."""
        return self.file.rsplit(".", 1)[0]


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The documents that ``paths`` name: each a file, or a folder whose text files are all taken.

    Order: the lines of documents.csv first, as they stand, then the other files by name.
    Raises SourceError where a path does not exist, a folder holds no text, a line of documents.csv
    is wrong, or two documents would have the same id.
    """
    found: list[Source] = []
    for path in dict.fromkeys(paths):
        if path.is_dir():
            metadata = _read_metadata(path)
            rest = sorted(
                file.relative_to(path).as_posix()
                for file in path.rglob("*")
                if file.suffix.lower() in SUFFIXES and file.is_file() and not _hidden(file.relative_to(path))
            )
            files = list(dict.fromkeys([*metadata, *rest]))
            if not files:
                raise SourceError(
                    f"{path}: no document in this folder; put {' or '.join(SUFFIXES)} files into it"
                )
            found += [Source(path / file, file, metadata.get(file, {})) for file in files]
        elif path.is_file():
            metadata = _read_metadata(path.parent)
            found.append(Source(path, path.name, metadata.get(path.name, {})))
        else:
            raise SourceError(f"{path}: no such file or folder; name a text file or a folder of text files")
    seen: dict[str, Source] = {}
    for source in found:
        other = seen.setdefault(source.document_id, source)
        if other is not source:
            raise SourceError(
                f"{source.path} and {other.path} would both be document “{source.document_id}”; rename one"
            )
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_document(source: Source) -> Document:
    """Decode and normalise one source. Raises SourceError where it is unreadable or has no text."""
    try:
        content = source.path.read_bytes()
    except OSError as error:
        raise SourceError(f"{source.path}: cannot be read ({error.strerror}); check the file") from error
    document = Document(source.document_id, source.file, tuple(_lines(content, source.path)))
    first = next((line for line in document.lines if line), "")
    if not first:
        raise SourceError(f"{source.path}: has no text; remove it, or put the document into it")
    named = _DATE_IN_NAME.search(source.path.name)
    known = {key: value for key, value in source.metadata.items() if value and key != "file"}
    defaults = {"title": first.lstrip("# ")[:80], "date": _iso("-".join(named.groups())) if named else ""}
    return replace(document, **{**defaults, **known})  # type: ignore[arg-type]  # all of them strings


def _iso(text: str) -> str:
    """The date in the form 2021-03-07, or "" where there is no such day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def parse_document(text: str, document_id: str = "", title: str = "") -> Document:
    """A document from text at hand, for tests and for the command line."""
    return Document(document_id, document_id, tuple(_normalised(text)), title=title)


def _lines(content: bytes, path: Path) -> Iterator[str]:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{path}: line {line} is not {encoding.removesuffix('-sig').upper()}; "
            "save the file as UTF-8 (or UTF-16 with a byte-order mark)"
        ) from error
    return _normalised(text)


def _normalised(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield _INVISIBLE.sub("", line).strip()


def _read_metadata(folder: Path) -> dict[str, dict[str, str]]:
    """documents.csv of a folder as {file: row}; {} where there is none."""
    path = folder / METADATA_FILE
    if not path.exists():
        return {}
    rows: dict[str, dict[str, str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            columns = reader.fieldnames or []
            unknown = [column for column in columns if column not in METADATA_COLUMNS]
            if unknown or "file" not in columns:
                wrong = f"has no column {unknown[0]!r}" if unknown else "needs a column 'file'"
                raise SourceError(
                    f"{path}, line 1: documents.csv {wrong}; the columns are {', '.join(METADATA_COLUMNS)}"
                )
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                if None in row or None in row.values():
                    raise SourceError(
                        f"{where}: {len(columns)} values are needed, one for each of {', '.join(columns)}; "
                        "put a value that holds a comma between double quotes"
                    )
                _check_row(row, folder, where, rows)
                rows[row["file"]] = row
                rows[row["file"]]["date"] = _iso(row.get("date", ""))
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise SourceError(
            f"{path}, line {reader.line_num}: is not CSV ({error}); check its quotes"
        ) from error
    return rows


def _check_row(row: dict[str, str], folder: Path, where: str, rows: dict[str, dict[str, str]]) -> None:
    name = PurePosixPath(row["file"])
    if name.is_absolute() or ".." in name.parts or name.as_posix() != row["file"]:
        raise SourceError(f"{where}: {row['file']!r} must be a file's path below {folder}, as in a.txt")
    if name.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{where}: {row['file']!r} is not a document; the endings are {', '.join(SUFFIXES)}"
        )
    if not (folder / row["file"]).is_file():
        there = sorted(file.name for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)
        raise SourceError(
            f"{where}: no file {row['file']!r} in {folder}; there are: {', '.join(there[:10]) or 'none'}"
        )
    if row["file"] in rows:
        raise SourceError(f"{where}: {row['file']!r} stands twice; keep one line a file")
    if row.get("date") and not _iso(row["date"]):
        raise SourceError(
            f"{where}: {row['date']!r} is not a date; write it as 2021-03-07, or leave it empty"
        )

"""What a build reads: files and folders → ``Source``s, with what stands beside them in documents.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import SUFFIXES, Choice, normalised
from corpus.limits import MEGABYTE, ON_DISK, Limits

METADATA_FILE = "documents.csv"
METADATA_COLUMNS = ("file", *metadata.FIELDS)
CHOICES_FILE = "corpus.toml"
ID_LENGTH = 120
"""Characters that a document's id may have."""

SIDECARS = (METADATA_FILE, CHOICES_FILE)
"""Files that say something of those beside them, and are no documents."""


@dataclass(frozen=True)
class Source:
    """One file to read: where it is, the name under which the corpus knows it, and what is said of it.

    ``document_id`` begins the ids of its documents. ``metadata`` is what documents.csv says,
    ``corrected`` what a visitor says of each of its documents, by the key of ``Extract``; ``choice`` is how
    it is read. ``number`` is that of the file as a visitor brought it, 0 on disk; ``fault``
    is why an earlier attempt failed that is not to be made again, a name of FAULTS.
    """

    path: Path
    file: str
    document_id: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    number: int = 0
    fault: str = ""

    def content(self, limits: Limits = ON_DISK) -> bytes:
        """The bytes of the file. Raises SourceError where it cannot be read, or is too large."""
        try:
            size = self.path.stat().st_size
            if size > limits.file_megabytes * MEGABYTE:
                raise SourceError(
                    fault="too-large",
                    file=self.file,
                    size=f"{size / MEGABYTE:,.1f} MB",
                    limit=f"{limits.file_megabytes:,} MB",
                )
            return self.path.read_bytes()
        except OSError as error:
            raise SourceError(fault="unreadable", file=self.file, reason=error.strerror or "error") from error


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The files that ``paths`` name: each a file, or a folder all of whose files are taken.

    Order: the lines of documents.csv first, as they stand, then the other files by name. Hidden files and
    sidecars are left out; files of a kind that is not read are taken, so that a report can name them.
    Raises SourceError where a path does not exist, a folder holds nothing to read, or a line of documents.csv
    is wrong.
    """
    found: list[tuple[Path, str, Mapping[str, str]]] = []
    for path in dict.fromkeys(paths):
        if path.is_dir():
            said = _read_metadata(path)
            rest = sorted(
                file.relative_to(path).as_posix()
                for file in path.rglob("*")
                if file.is_file() and file.name not in SIDECARS and not _hidden(file.relative_to(path))
            )
            files = list(dict.fromkeys([*said, *rest]))
            if not any(file.lower().endswith(SUFFIXES) for file in files):
                raise SourceError(
                    f"{path}: no document in this folder; put files into it: {', '.join(SUFFIXES)}"
                )
            found += [(path / file, file, said.get(file, {})) for file in files]
        elif path.is_file():
            said = _read_metadata(path.parent)
            found.append((path, path.name, said.get(path.name, {})))
        else:
            raise SourceError(f"{path}: no such file or folder; name a file or a folder of files")
    once = list({each[0]: each for each in reversed(found)}.values())[::-1]
    ids = distinct_ids([file for _, file, _ in once])
    return [Source(path, file, name, said) for (path, file, said), name in zip(once, ids, strict=True)]


def distinct_ids(files: Sequence[str]) -> list[str]:
    """The id of each file's document: its name without the ending, and a number where an earlier one has it.

    An id stands in links: white space becomes _, and a long name is cut and told apart by a digest.
    """
    taken: set[str] = set()
    result = []
    for file in files:
        stem = file.rpartition(".")[0] or file
        name = plain = re.sub(r"[\s\x00-\x1f\x7f:~]+", "_", normalised(stem)) or "_"
        if len(name) > ID_LENGTH:
            digest = sha256(stem.encode("utf-8", "replace")).hexdigest()[:8]
            name = plain = f"{name[: ID_LENGTH - 9]}-{digest}"
        number = 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        result.append(name)
    return result


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


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
                rows[row["file"]]["date"] = metadata.day(row.get("date", ""))
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
    if row.get("date") and metadata.day(row["date"]) != row["date"]:
        raise SourceError(
            f"{where}: {row['date']!r} is not a date; write it as 2021-03-07, or leave it empty"
        )

"""Parts: a corpus is built, kept and written a part at a time.

A part is a run of sources of some megabytes. Where one ends is said by the names and sizes of the files about
it, so that a file that is added or changed moves no part but its own. Its files are named by all that they
depend on: another content, another name. What each of its sources became is kept beside them, so that of a
part in which one file has changed only this one is read again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple, dataclass, field, replace
from hashlib import file_digest, sha256
from io import BufferedRandom
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus import InputError
from corpus.corrections import Correction, Unfit, apply
from corpus.digests import code_digest, text_digest
from corpus.faults import SourceError
from corpus.limits import MEGABYTE, Limits
from corpus.locations import is_remote
from corpus.report import FileReport
from corpus.rows import Built, build_source
from corpus.schema import (
    DOCUMENT_COLUMNS,
    DOCUMENTS,
    PARAGRAPH_COLUMNS,
    PARAGRAPHS,
    TABLES,
    TERM_COLUMNS,
    TERMS,
    table_file,
)
from corpus.sources import Source
from corpus.terms import counted

KEPT = ".kept"
"""The folder beside the tables in which is kept what each source of a part became."""

_LEAST, _MEAN, _MOST = 3 * MEGABYTE, 6 * MEGABYTE, 12 * MEGABYTE
"""Bytes of the files of one part."""

_A_FILE = 1_000
"""What a file weighs besides its bytes."""

_GROUPS = {DOCUMENTS: 64, PARAGRAPHS: 4_096, TERMS: 131_072}
"""Rows stored together: who opens one document reads the lines, and the paragraphs, of few others; a page of
paragraphs that lie far apart is in few groups of many; a relationship's terms are in few, too."""

_GROUP_BYTES = 32 * MEGABYTE
"""Fewer rows are stored together where they are long: as many as this are held before they are written."""

_BATCHES = 256
"""Batches that wait to be written: each takes more than its rows."""

_PASSING = ("too-slow", "too-much-memory", "unreadable")
"""Faults of the hour and not of the file: the next build tries it again."""

_SCHEMAS = {DOCUMENTS: DOCUMENT_COLUMNS, PARAGRAPHS: PARAGRAPH_COLUMNS, TERMS: TERM_COLUMNS}


@dataclass(frozen=True)
class Admitted:
    """A source that is to be read: its size in bytes, their SHA-256, and the key of what it becomes."""

    source: Source
    size: int
    digest: str
    key: str


@dataclass(frozen=True)
class Part:
    """A run of sources, by the name of what they become; ``alone`` where a corpus has no other part."""

    name: str
    sources: tuple[Admitted, ...]
    alone: bool = False

    def table(self, folder: Path, table: str) -> Path:
        """The file of one of its tables in a data folder."""
        return table_file(folder, table, "" if self.alone else self.name)

    def kept(self, folder: Path) -> tuple[Path, Path]:
        """Its own terms in a data folder, and what is known of its sources, which is written last."""
        return kept_files(folder, self.name)


def kept_files(folder: Path, part: str) -> tuple[Path, Path]:
    """The terms of a part of this name in a data folder, and what is known of its sources."""
    return folder / KEPT / f"{part}.{TERMS}", folder / KEPT / f"{part}.json"


@dataclass(frozen=True)
class Kept:
    """Where a data folder has what a source became: its rows, from the first on, and the report of it."""

    documents: tuple[Path, int, int]
    paragraphs: tuple[Path, int, int]
    report: Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """A part that is to be built into ``folder``, from what is ``kept`` of its sources and else from them.

    ``code`` is the digest of the code that the part is named by, ``program`` that which is kept with it.
    """

    part: Part
    folder: Path
    limits: Limits
    code: str
    program: str
    corrections: tuple[Correction, ...] = ()
    kept: Mapping[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a part became: the reports of its sources, how many rows each table has, which corrections found
    their document in it, and those of them that fit nothing there."""

    part: Part
    reports: tuple[FileReport, ...]
    documents: int
    paragraphs: int
    placed: tuple[Correction, ...] = ()
    unfit: tuple[Unfit, ...] = ()


def divide(
    admitted: Iterable[Admitted], corrections: Sequence[Correction], code: str, *, parted: bool = False
) -> list[Part]:
    """The parts of a corpus, in the order of its sources; a single one is ``alone``, but where ``parted``."""
    runs: list[list[Admitted]] = [[]]
    weight = 0
    for each in admitted:
        if runs[-1] and weight + each.size > _MOST:
            runs.append([])
            weight = 0
        runs[-1].append(each)
        weight += each.size + _A_FILE
        if weight >= _LEAST and _ends_a_part(each):
            runs.append([])
            weight = 0
    applied = [repr(each) for each in corrections]
    runs = [run for run in runs if run]
    return [
        Part(
            text_digest(json.dumps([code, applied, [each.key for each in run]]))[:20],
            tuple(run),
            alone=len(runs) == 1 and not parted,
        )
        for run in runs
    ]


def _ends_a_part(each: Admitted) -> bool:
    """By chance, as its name has it: the heavier a file is, the more often."""
    chance = int(text_digest(each.source.file)[:8], 16) / 16**8
    return chance < (each.size + _A_FILE) / (_MEAN - _LEAST)


def build_part(task: Task, progress: Callable[[Source], None] | None = None) -> Outcome:
    """Build a part and write its files. Depends on nothing but the task and the sources.

    Raises InputError where another version of the program runs here than where the task was given, OSError
    where a file cannot be written.
    """
    if code_digest() != task.code:
        raise InputError(
            "The workers have another version of Shuangbian than this machine; give all of them the same"
        )
    wanted: dict[str, list[Correction]] = {}
    for correction in task.corrections:
        wanted.setdefault(correction.document, []).append(correction)
    kept: list[dict[str, Any]] = []
    placed: list[Correction] = []
    unfit: list[Unfit] = []
    read = _reader()
    part, folder = task.part, task.folder
    with (
        Table(part.table(folder, DOCUMENTS), DOCUMENTS) as documents,
        Table(part.table(folder, PARAGRAPHS), PARAGRAPHS) as paragraphs,
    ):
        for each in part.sources:
            if progress:
                progress(each.source)
            built = read(task.kept.get(each.key)) or _built(each, task.limits)
            names = built.documents.column("document_id").to_pylist()
            mine = [correction for name in names for correction in wanted.pop(name, ())]
            rows = built.paragraphs
            if mine:
                corrected, more = apply(rows.to_pylist(), mine)
                rows = pa.RecordBatch.from_pylist(corrected, schema=PARAGRAPH_COLUMNS)
                placed += mine
                unfit += more
            documents.add(built.documents)
            paragraphs.add(rows)
            kept.append(
                {
                    "key": each.key if not mine and built.report.fault not in _PASSING else "",
                    "documents": built.documents.num_rows,
                    "paragraphs": rows.num_rows,
                    "report": built.report.to_json(),
                }
            )
    own_terms, own = part.kept(folder)
    with Table(own_terms, TERMS) as terms:
        for batch in counted(part.table(folder, PARAGRAPHS)):
            terms.add(batch)
    known = {
        "program": task.program,
        "digests": {DOCUMENTS: documents.digest, PARAGRAPHS: paragraphs.digest, TERMS: terms.digest},
        "whole": all(each["report"].get("fault", "") not in _PASSING for each in kept),
        "placed": [astuple(each) for each in placed],
        "unfit": [[astuple(each.correction), each.reason] for each in unfit],
        "sources": kept,
    }
    with written(own) as file:
        file.write(json.dumps(known, ensure_ascii=False).encode())
    return _outcome(part, known)


def _built(each: Admitted, limits: Limits) -> Built:
    try:
        content = each.source.content(limits)
        if sha256(content).hexdigest() != each.digest:
            raise SourceError(fault="unreadable", file=each.source.file, reason="it is being changed")
    except SourceError as error:
        return Built.skipped(FileReport.skipped(each.source.file, error, each.digest))
    built = build_source(each.source, limits, content)
    return replace(built, report=replace(built.report, digest=each.digest))


def _outcome(part: Part, known: Mapping[str, Any]) -> Outcome:
    return Outcome(
        part,
        tuple(
            replace(FileReport.from_json(each["report"]), number=admitted.source.number)
            for admitted, each in zip(part.sources, known["sources"], strict=True)
        ),
        sum(each["documents"] for each in known["sources"]),
        sum(each["paragraphs"] for each in known["sources"]),
        tuple(Correction(*each) for each in known["placed"]),
        tuple(Unfit(Correction(*each), reason) for each, reason in known["unfit"]),
    )


# -- what is kept ----------------------------------------------------------------------------------


_KNOWN = {"program", "digests", "whole", "placed", "unfit", "sources"}


class Keeper:
    """What earlier builds of this program left in some data folders: whole parts, and single sources."""

    def __init__(self, folders: Iterable[Path], program: str) -> None:
        """Look into ``folders``, of which the first that has something is asked first."""
        self._parts: dict[str, tuple[Path, dict[str, Any]]] = {}
        self.sources: dict[str, Kept] = {}
        for folder in folders:
            for file, known in _known(folder):
                if known["program"] == program:
                    self._add(folder, file.name.removesuffix(".json"), known)

    def _add(self, folder: Path, name: str, known: dict[str, Any]) -> None:
        part = name if (folder / DOCUMENTS).is_dir() else ""
        tables = {table: table_file(folder, table, part) for table in TABLES}
        tables[TERMS], _ = kept_files(folder, name)
        if not all(_is_sound(file, known["digests"].get(table)) for table, file in tables.items()):
            return
        if known["whole"]:
            self._parts.setdefault(name, (folder, known))
        document = row = 0
        for each in known["sources"]:
            if each["key"]:
                kept = Kept(
                    (tables[DOCUMENTS], document, each["documents"]),
                    (tables[PARAGRAPHS], row, each["paragraphs"]),
                    each["report"],
                )
                self.sources.setdefault(each["key"], kept)
            document += each["documents"]
            row += each["paragraphs"]

    def take(self, part: Part, folder: Path) -> Outcome | None:
        """Put a part that is finished into ``folder`` and say what it became; None where there is none."""
        found, known = self._parts.get(part.name, (None, {}))
        if found is None:
            return None
        if found != folder:
            there = part.name if (found / DOCUMENTS).is_dir() else ""
            try:
                for table in TABLES:
                    _link(table_file(found, table, there), part.table(folder, table))
                for old, new in zip(part.kept(found), part.kept(folder), strict=True):
                    _link(old, new)
            except FileNotFoundError:  # another build has taken its place
                return None
        return _outcome(part, known)


def _is_sound(file: Path, digest: str | None) -> bool:
    """Whether a file has the bytes that a build wrote; of one elsewhere, whether it is there."""
    if is_remote(file):
        return file.is_file()
    try:
        with file.open("rb") as content:
            return file_digest(content, "sha256").hexdigest() == digest
    except OSError:
        return False


def _known(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What is kept in a data folder; a file that is damaged is no use and no error."""
    place = folder / KEPT
    for file in sorted(place.glob("*.json")) if place.is_dir() else ():
        try:
            known = json.loads(file.read_bytes())
            if known.keys() >= _KNOWN:
                yield file, known
        except (OSError, ValueError, AttributeError):
            continue


def _reader() -> Callable[[Kept | None], Built | None]:
    """What reads rows that are kept, each file once; None where there are none, or no longer."""
    tables: dict[Path, pa.Table] = {}

    def rows(place: tuple[Path, int, int], schema: pa.Schema) -> pa.RecordBatch:
        path, first, number = place
        if path not in tables:
            with path.open("rb") as file:
                tables[path] = pq.read_table(file, schema=schema)
        batches = tables[path].slice(first, number).combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=schema)

    def read(kept: Kept | None) -> Built | None:
        if kept is None:
            return None
        try:
            documents = rows(kept.documents, DOCUMENT_COLUMNS)
            paragraphs = rows(kept.paragraphs, PARAGRAPH_COLUMNS)
        except (OSError, pa.ArrowException):
            return None
        return Built(documents, paragraphs, FileReport.from_json(kept.report))

    return read


def _link(old: Path, new: Path) -> None:
    """The same file under another name; a copy where the disk cannot do that."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        with written(new) as file:
            file.write(old.read_bytes())


# -- files -----------------------------------------------------------------------------------------


@contextmanager
def written(path: Path) -> Iterator[BufferedRandom]:
    """A file to write, which stands under its name when it is whole, and not before."""
    if is_remote(path):
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            with path.open("wb") as stored:  # stored when it is closed
                shutil.copyfileobj(file, stored)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with begun.open("w+b") as file:
            yield file
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)


class Table:
    """A table that is written one group of rows at a time, with the bytes of one that is written at once."""

    def __init__(self, path: Path, table: str) -> None:
        """Begin the file ``path`` of a table: DOCUMENTS, PARAGRAPHS or TERMS."""
        self.rows = 0
        self._group = _GROUPS[table]
        self._schema = _SCHEMAS[table]
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._written = 0
        self.digest = ""  # of the file, when it is whole
        self._writing = written(path)
        self._begun = self._writing.__enter__()
        self._file = pq.ParquetWriter(self._begun, self._schema, compression="zstd")

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *error: Any) -> None:
        with ExitStack() as end:
            end.push(self._writing)
            if error[0] is not None:
                with suppress(OSError, pa.ArrowException):
                    self._file.close()
                raise error[1]
            if self.rows > self._written or not self.rows:
                self._put(self._table())
            self._file.close()
            self._begun.seek(0)
            self.digest = file_digest(self._begun, "sha256").hexdigest()

    def add(self, batch: pa.RecordBatch) -> None:
        """Add rows at the end."""
        self._waiting.append(batch)
        self.rows += batch.num_rows
        self._bytes += batch.nbytes
        if self.rows - self._written >= self._group:
            table = self._table()
            whole = table.num_rows // self._group * self._group
            self._put(table.slice(0, whole))
            self._wait_with(table.slice(whole))
        elif self._bytes >= _GROUP_BYTES:
            self._put(self._table())
            self._waiting, self._bytes = [], 0
        elif len(self._waiting) > _BATCHES:
            self._wait_with(self._table().combine_chunks())

    def _table(self) -> pa.Table:
        return pa.Table.from_batches(self._waiting, schema=self._schema)

    def _wait_with(self, table: pa.Table) -> None:
        self._waiting = table.to_batches()
        self._bytes = table.nbytes

    def _put(self, table: pa.Table) -> None:
        self._file.write_table(table, row_group_size=self._group)
        self._written += table.num_rows

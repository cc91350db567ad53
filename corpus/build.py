"""Sources → data/: one pure function a document, and a writer that replaces the folder as a whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.corrections import (
    Correction,
    CorrectionError,
    Unfit,
    apply,
    parse_corrections,
    write_corrections,
)
from corpus.documents import Document, document_id, read_source
from corpus.faults import SourceError
from corpus.formats import Contents
from corpus.formats.built import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.kept import Built, Kept, KeptError, beside, key, lexicon_digest
from corpus.limits import MEGABYTE, ON_DISK, Limits, TooSlowError, at_most
from corpus.paragraphs import Paragraph, split
from corpus.report import FileReport
from corpus.schema import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, SCHEMA_VERSION
from corpus.sources import Source, find_sources
from corpus.tagging import Tags, tag_document
from corpus.tokens import words
from corpus.topics import subject_finder

_GROUPS = {DOCUMENTS: 64, PARAGRAPHS: 32_768}
"""Rows stored together: who opens one document reads the lines, and the paragraphs, of few others."""

_GROUP_BYTES = 32 * MEGABYTE
"""Fewer rows are stored together where they are long: as many as this are held before they are written."""

_BATCH = 256
"""Paragraphs that are turned into rows at a time."""

_PASSING = ("too-slow", "too-much-memory", "unreadable")
"""Faults of the hour and not of the file: the next build tries it again."""

Row = dict[str, Any]
Note = tuple[str, dict[str, Any]]
Progress = Callable[[int, int, Source | None], None]
"""How many sources are done, of how many, and the one that is taken up now: None when all are done."""


class NothingReadError(SourceError):
    """None of the sources could be read: ``files`` say why of each."""

    def __init__(self, files: Sequence[FileReport]) -> None:
        """The error that says why of the first few."""
        super().__init__(" ".join(str(each) for each in files[:3]))
        self.files = files


def build(
    sources: Sequence[Path],
    out: Path,
    *,
    corrections: Sequence[Correction] = (),
    limits: Limits = ON_DISK,
    progress: Progress | None = None,
    report: Callable[[Unfit], object] | None = None,
    kept: Path | None = None,
) -> dict[str, Any]:
    """Build ``sources`` (files or folders) into the folder ``out`` and return the manifest.

    Everything is read and tagged before anything is written; the files are then written to a folder
    beside ``out`` that takes its place, so that a build that fails leaves the old data as it was. ``out``
    may be new, empty or an earlier build's; a folder that holds anything else is never touched.
    A file that cannot be read is skipped, and the manifest's ``files`` say why (``FileReport``).
    ``corrections`` change the tags of the paragraphs that they fit, and of no other: what the tags of a
    heading say of the text under it is decided before. Those that fit none go to ``report``.
    With ``kept``, a file of ``corpus.kept``, only what has changed since the last build is read and tagged;
    what is written is the same.
    Raises SourceError, of them NothingReadError where no file could be read, LexiconError, or OSError where
    ``out`` cannot be written.
    """
    out = out.absolute()
    _check_target(out, sources)
    _recover(out)
    found = find_sources(sources, limits)
    return build_sources(
        found, out, corrections=corrections, limits=limits, progress=progress, report=report, kept=kept
    )


def build_sources(
    found: Sequence[Source],
    out: Path,
    *,
    corrections: Sequence[Correction] = (),
    limits: Limits = ON_DISK,
    progress: Progress | None = None,
    report: Callable[[Unfit], object] | None = None,
    kept: Path | None = None,
) -> dict[str, Any]:
    """Build sources that are found already into ``out``, which no other hand writes; else as ``build``."""
    for path in dict.fromkeys((kept, None)):
        try:
            with Kept(path) as store:
                taken = _Taken(store, limits)
                for number, source in enumerate(found):
                    if progress:
                        progress(number, len(found), source)
                    taken.take(source)
                if progress:
                    progress(len(found), len(found), None)
                store.drop_all_but(taken.known)
                if not taken.read:
                    raise NothingReadError(taken.files)
                return _write(out, taken, store, corrections, report)
        except KeptError as error:  # damaged or held by another build: from nothing, then
            if path is None:
                raise OSError(None, str(error), str(out)) from error
    raise AssertionError


class _Taken:
    """The sources that a build has taken up so far.

    ``files`` are the reports of all of them, ``read`` the keys of those that were read and ``known`` of those
    about which something is kept.
    """

    def __init__(self, kept: Kept, limits: Limits) -> None:
        self.files: list[FileReport] = []
        self.read: list[str] = []
        self.known: list[str] = []
        self._kept = kept
        self._limits = limits
        self._bytes = 0
        self._documents = 0
        self._same: dict[tuple[str, str], str] = {}  # what was read, and from which file

    def take(self, source: Source) -> None:
        """Read and tag the source, or take what is kept of it. A file that cannot be read is no error."""
        self.files.append(replace(self._report(source), number=source.number))

    def _report(self, source: Source) -> FileReport:
        file, digest = source.file, ""
        try:
            if len(self.files) >= self._limits.files:
                raise SourceError(fault="too-many-files", file=file, limit=self._limits.files)
            content = source.content(self._limits)
            digest = sha256(content).hexdigest()
            same = (digest, PurePosixPath(file).suffix.lower())
            if same in self._same:
                raise SourceError(fault="same-file", file=file, other=self._same[same])
            if self._bytes + len(content) > self._limits.upload_bytes:
                raise SourceError(fault="too-much", file=file, limit=self._limits.upload_megabytes)
            self._bytes += len(content)
            name = key(source, digest, self._limits)
            report = self._kept.report(name) or self._build(source, content, digest, name)
            if report.fault not in _PASSING:
                self.known.append(name)
            if self._documents + report.documents > self._limits.documents:
                raise SourceError(
                    fault="too-many-documents",
                    file=file,
                    limit=self._limits.documents,
                    documents=report.documents,
                )
            if not report.fault:
                self._documents += report.documents
                self._same[same] = file
                self.read.append(name)
            return report
        except SourceError as error:
            return FileReport.skipped(file, error, digest)
        except MemoryError:
            return FileReport.skipped(file, SourceError(fault="too-much-memory", file=file), digest)

    def _build(self, source: Source, content: bytes, digest: str, name: str) -> FileReport:
        built = build_source(source, self._limits, content)
        built = replace(built, report=replace(built.report, digest=digest))
        if built.report.fault not in _PASSING:
            self._kept.keep(name, built)
        return built.report


def build_source(source: Source, limits: Limits = ON_DISK, content: bytes | None = None) -> Built:
    """What one source becomes; depends on nothing but the source, whose bytes ``content`` are, if at hand.

    A file that cannot be read, or not within the limits of time and memory, is no error.
    """
    try:
        with at_most(limits.file_seconds):
            return _built(source, limits, content)
    except SourceError as error:
        fault = error
    except TooSlowError:
        fault = SourceError(fault="too-slow", file=source.file, seconds=limits.file_seconds)
    except MemoryError:
        fault = SourceError(fault="too-much-memory", file=source.file)
    except Exception as error:  # the files beside it are read all the same
        fault = SourceError(fault="damaged", file=source.file, reason=type(error).__name__)
    return Built.skipped(FileReport.skipped(source.file, fault))


def _built(source: Source, limits: Limits, content: bytes | None) -> Built:
    read, contents = read_source(source, limits, content)
    documents: list[pa.RecordBatch] = []
    paragraphs: list[pa.RecordBatch] = []
    repairs: Counter[str] = Counter()
    counted = 0
    for document in read:
        known = document_row(document)
        rows = _paragraph_rows(document)
        # as Python's own values they take ten times the memory, so few of them at a time
        while batch := list(islice(rows, _BATCH)):
            known["paragraphs"] += sum(row["counted"] for row in batch)
            known["characters"] += sum(row["characters"] for row in batch if row["counted"])
            repairs.update(name for row in batch for name in row["repairs"])
            paragraphs.append(pa.RecordBatch.from_pylist(batch, schema=PARAGRAPH_COLUMNS))
        documents.append(pa.RecordBatch.from_pylist([known], schema=DOCUMENT_COLUMNS))
        counted += known["paragraphs"]
    rows_of_all, notes = _corrected(_one(paragraphs, PARAGRAPH_COLUMNS), source, contents)
    return Built(
        _one(documents, DOCUMENT_COLUMNS),
        rows_of_all,
        FileReport(
            source.file,
            format=contents.format,
            encoding=contents.encoding,
            documents=len(read),
            paragraphs=counted,
            repairs=dict(sorted(repairs.items())),
            notes=(*contents.notes, *notes),
            columns={name: list(values) for name, values in contents.columns.items()},
            choice={name: value for name, value in asdict(contents.choice).items() if value},
        ),
    )


def _one(batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """The rows of all batches in one."""
    return pa.concat_batches(batches) if batches else pa.RecordBatch.from_pylist([], schema=schema)


def _corrected(rows: pa.RecordBatch, source: Source, contents: Contents) -> tuple[pa.RecordBatch, list[Note]]:
    """The paragraph rows of a built corpus with the corrections in it, and what became of these."""
    if not contents.corrections:
        return rows, []
    try:
        own = parse_corrections(contents.corrections, source.file)
    except CorrectionError as error:
        return rows, [("corrections-unread", {"reason": str(error)})]
    prefix = document_id(source, "_").removesuffix("_")
    placed = [
        replace(each, document=prefix + each.document, paragraph=prefix + each.paragraph) for each in own
    ]
    corrected, unfit = apply(rows.to_pylist(), placed)
    rows = pa.RecordBatch.from_pylist(corrected, schema=PARAGRAPH_COLUMNS)
    return rows, [("corrections", {"applied": len(placed) - len(unfit), "unfit": len(unfit)})]


def paragraph_rows(document: Document) -> list[Row]:
    """The rows of PARAGRAPH_COLUMNS for one document; depends on nothing but the document."""
    return list(_paragraph_rows(document))


def _paragraph_rows(document: Document) -> Iterator[Row]:
    paragraphs = split(document, subject_finder())
    for position, (paragraph, tags) in enumerate(
        zip(paragraphs, tag_document(paragraphs, date=document.date), strict=True)
    ):
        yield _paragraph_row(document, position, paragraph, tags)


def document_row(document: Document) -> Row:
    """The row of DOCUMENT_COLUMNS for one document, before its paragraphs are counted."""
    known = {name: getattr(document, name, None) for name in DOCUMENT_COLUMNS.names}
    return known | {"indented": sorted(document.indented), "paragraphs": 0, "characters": 0}


def _paragraph_row(document: Document, position: int, paragraph: Paragraph, tags: Tags) -> Row:
    def paragraph_id(place: str) -> str:
        return f"{document.document_id}:{place}" if place else ""

    return {
        "paragraph_id": paragraph_id(paragraph.place),
        "document_id": document.document_id,
        "position": position,
        "section": paragraph.section,
        "section_id": paragraph_id(paragraph.section_place),
        "kind": paragraph.kind,
        "text": paragraph.text,
        "lines": paragraph.lines,
        "repairs": paragraph.repairs,
        "copies": paragraph.copies,
        "copy_lines": paragraph.copy_lines,
        "about": tags.about,
        "mentions": tags.mentions,
        "about_strength": tags.about_strength,
        "mentions_strength": tags.mentions_strength,
        "evidence": [each._asdict() | {"origin": paragraph_id(each.origin)} for each in tags.evidence],
        "tokens": [] if paragraph.kind == "foreign" else words(paragraph.text),
        "characters": len(re.sub(r"\s", "", paragraph.text)),
        "counted": paragraph.counted,
        "date": document.date,
        "title": document.title,
        "article": paragraph.article,
    }


def _check_target(out: Path, sources: Iterable[Path]) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise SourceError(f"{out}: is not a folder; name a new folder for the data")
    strangers = (
        {file.name for file in out.iterdir()} - {MANIFEST, DOCUMENTS, PARAGRAPHS} if out.exists() else ()
    )
    if strangers or out.parent == out:
        held = f"holds {min(strangers)!r}, which no build wrote" if strangers else "is no place for data"
        raise SourceError(f"{out}: {held}; name a new folder, or the folder of an earlier build")
    target = out.resolve()
    for source in sources:
        if source.resolve() in (target, *target.parents):
            raise SourceError(f"{out}: lies in the source {source}; name a folder elsewhere for the data")


def _recover(out: Path) -> None:
    """Put back the data of a build that was killed between its two renames, and clear what it left."""
    kept = beside(out).name
    for left in sorted(out.parent.glob(f".{out.name}-*")) if out.parent.is_dir() else ():
        if left.name.startswith(kept) or _is_at_work(left.name.removeprefix(f".{out.name}-")):
            continue
        if left.name.endswith("-old") and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _is_at_work(name: str) -> bool:
    """Whether the build that made a folder of this name, which begins with its process, still runs."""
    process = name.partition("-")[0]
    if os.name != "posix" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _write(
    out: Path,
    taken: _Taken,
    kept: Kept,
    corrections: Sequence[Correction],
    report: Callable[[Unfit], object] | None,
) -> dict[str, Any]:
    """Write both tables, a source at a time, and the manifest, which is returned."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-{os.getpid()}-", dir=out.parent))
    try:
        wanted: dict[str, list[Correction]] = {}
        for each in corrections:
            wanted.setdefault(each.document, []).append(each)
        unfit: list[Unfit] = []
        with (
            _Table(fresh / DOCUMENTS, DOCUMENT_COLUMNS) as documents,
            _Table(fresh / PARAGRAPHS, PARAGRAPH_COLUMNS) as paragraphs,
        ):
            for name in taken.read:
                of_documents, rows = kept.rows(name)
                names = of_documents.column("document_id").to_pylist()
                if mine := [each for document in names for each in wanted.pop(document, ())]:
                    corrected, more = apply(rows.to_pylist(), mine)
                    rows = pa.RecordBatch.from_pylist(corrected, schema=PARAGRAPH_COLUMNS)
                    unfit += more
                documents.add(of_documents)
                paragraphs.add(rows)
        unfit += apply((), [each for left in wanted.values() for each in left])[1]
        unfit.sort(key=lambda each: corrections.index(each.correction))
        if report:
            for unfitting in unfit:
                report(unfitting)
        manifest = {
            "schema": SCHEMA_VERSION,
            "lexicon": lexicon_digest(),
            "files": [each.to_json() for each in taken.files],
            "corrections": {
                "digest": sha256(write_corrections(corrections).encode()).hexdigest() if corrections else "",
                "applied": len(corrections) - len(unfit),
                "unfit": len(unfit),
            },
            "documents": documents.rows,
            "paragraphs": paragraphs.rows,
            "counted": sum(each.paragraphs for each in taken.files),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (fresh / MANIFEST).write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        _replace(out, fresh)
        return manifest
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _replace(out: Path, fresh: Path) -> None:
    """Put ``fresh`` in the place of ``out``, also where another build does the same at this moment."""
    while True:
        try:
            old = out.rename(fresh.with_name(fresh.name + "-old"))
        except FileNotFoundError:
            old = None
        try:
            fresh.rename(out)
        except OSError:
            if not out.exists():
                if old:
                    old.rename(out)
                raise
        if old:
            shutil.rmtree(old)
        if not fresh.exists():
            return


class _Table:
    """A table that is written one group of rows at a time, with the bytes of one that is written at once."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._group = _GROUPS[path.name]
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._written = 0
        self._file = pq.ParquetWriter(path, schema, compression="zstd")

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_: object) -> None:
        if self.rows > self._written or not self.rows:
            self._put(self._table())
        self._file.close()

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
        elif len(self._waiting) > _BATCH:  # each takes more than its rows
            self._wait_with(self._table().combine_chunks())

    def _table(self) -> pa.Table:
        return pa.Table.from_batches(self._waiting, schema=self._schema)

    def _wait_with(self, table: pa.Table) -> None:
        self._waiting = table.to_batches()
        self._bytes = table.nbytes

    def _put(self, table: pa.Table) -> None:
        self._file.write_table(table, row_group_size=self._group)
        self._written += table.num_rows

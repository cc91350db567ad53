"""What one source becomes: its rows of both tables, and the report of it. A pure function of the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa

from corpus.corrections import CorrectionError, apply, parse_corrections
from corpus.documents import Document, document_id, read_source
from corpus.faults import SourceError
from corpus.formats import Contents
from corpus.limits import ON_DISK, Limits, TooSlowError, at_most
from corpus.paragraphs import Paragraph, split
from corpus.report import FileReport
from corpus.schema import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS
from corpus.sources import Source
from corpus.tagging import Tags, tag_document
from corpus.tokens import words
from corpus.topics import subject_finder

_DOCUMENTS, _PARAGRAPHS = 32, 256
"""Rows of each table that are turned into a batch at a time."""

Row = dict[str, Any]
Note = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Built:
    """What one source became: rows of both tables, none where it was skipped, and the report of it."""

    documents: pa.RecordBatch
    paragraphs: pa.RecordBatch
    report: FileReport

    @classmethod
    def skipped(cls, report: FileReport) -> Built:
        """Of a source that cannot be read: its report, and no rows."""
        return cls(
            pa.RecordBatch.from_pylist([], schema=DOCUMENT_COLUMNS),
            pa.RecordBatch.from_pylist([], schema=PARAGRAPH_COLUMNS),
            report,
        )


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
    documents = _Batches(DOCUMENT_COLUMNS, _DOCUMENTS)
    paragraphs = _Batches(PARAGRAPH_COLUMNS, _PARAGRAPHS)
    repairs: Counter[str] = Counter()
    counted = 0
    for document in read:
        known = document_row(document)
        for row in _paragraph_rows(document):
            if row["counted"]:
                known["paragraphs"] += 1
                known["characters"] += row["characters"]
            repairs.update(row["repairs"])
            paragraphs.add(row)
        documents.add(known)
        counted += known["paragraphs"]
    rows_of_all, notes = _corrected(paragraphs.all(), source, contents)
    return Built(
        documents.all(),
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


class _Batches:
    """Rows of one table: as Python's own values they take ten times the memory, so few of them at a time."""

    def __init__(self, schema: pa.Schema, most: int) -> None:
        self._schema, self._most = schema, most
        self._waiting: list[Row] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, row: Row) -> None:
        self._waiting.append(row)
        if len(self._waiting) >= self._most:
            self._put()

    def all(self) -> pa.RecordBatch:
        """All rows in one batch."""
        self._put()
        return pa.concat_batches(self._batches)

    def _put(self) -> None:
        self._batches.append(pa.RecordBatch.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []


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

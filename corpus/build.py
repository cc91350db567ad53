"""Sources → data/: one pure function a document, and a writer that replaces the folder as a whole."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.corrections import Correction, Unfit, apply, write_corrections
from corpus.counterparts import LEXICON
from corpus.documents import Document, read_source
from corpus.faults import SourceError
from corpus.limits import ON_DISK, Limits
from corpus.paragraphs import Paragraph, split
from corpus.report import FileReport
from corpus.sources import Source, find_sources
from corpus.table import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, SCHEMA_VERSION
from corpus.tagging import Tags, tag_document
from corpus.tokens import words
from corpus.topics import subject_finder

MANIFEST = "manifest.json"
DOCUMENTS = "documents.parquet"
PARAGRAPHS = "paragraphs.parquet"

_GROUPS = {DOCUMENTS: 64, PARAGRAPHS: 32_768}
"""Rows stored together: who opens one document reads the lines, and the paragraphs, of few others."""

Row = dict[str, Any]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Built:
    """What one source became: rows of both tables, none where it was skipped, and the report of it."""

    documents: Sequence[Row]
    paragraphs: Sequence[Row]
    report: FileReport


def build(
    sources: Sequence[Path],
    out: Path,
    *,
    corrections: Sequence[Correction] = (),
    limits: Limits = ON_DISK,
    progress: Progress | None = None,
    report: Callable[[Unfit], object] | None = None,
) -> dict[str, Any]:
    """Build ``sources`` (files or folders) into the folder ``out`` and return the manifest.

    Everything is read and tagged before anything is written; the files are then written to a folder
    beside ``out`` that takes its place, so that a build that fails leaves the old data as it was. ``out``
    may be new, empty or an earlier build's; a folder that holds anything else is never touched.
    A file that cannot be read is skipped, and the manifest's ``files`` say why (``FileReport``).
    ``corrections`` change the tags of the paragraphs that they fit, and of no other: what the tags of a
    heading say of the text under it is decided before. Those that fit none go to ``report``.
    Raises SourceError, where no file could be read too, LexiconError, or OSError where ``out`` cannot be
    written.
    """
    out = out.absolute()
    _check_target(out, sources)
    _recover(out)
    found = find_sources(sources)
    documents: list[Row] = []
    paragraphs: list[Row] = []
    files: list[FileReport] = []
    for number, source in enumerate(found, 1):
        built = build_source(source, limits)
        documents += built.documents
        paragraphs += built.paragraphs
        files.append(built.report)
        if progress:
            progress(number, len(found), source.file)
    if not documents:
        raise SourceError(" ".join(str(each) for each in files[:3]))
    paragraphs, unfit = apply(paragraphs, corrections)
    if report:
        for each in unfit:
            report(each)
    manifest = {
        "schema": SCHEMA_VERSION,
        "lexicon": _digest(
            sorted(path for path in LEXICON.iterdir() if path.suffix in (".toml", ".tsv", ".txt"))
        ),
        "files": [each.to_json() for each in files],
        "corrections": {
            "digest": hashlib.sha256(write_corrections(corrections).encode()).hexdigest()
            if corrections
            else "",
            "applied": len(corrections) - len(unfit),
            "unfit": len(unfit),
        },
        "documents": len(documents),
        "paragraphs": len(paragraphs),
        "counted": sum(row["counted"] for row in paragraphs),
    }
    _write(out, documents, paragraphs, manifest)
    return manifest


def build_source(source: Source, limits: Limits = ON_DISK) -> Built:
    """What one source becomes; depends on nothing but the source. A file that cannot be read is no error."""
    try:
        read, contents = read_source(source, limits)
    except SourceError as error:
        return Built((), (), FileReport.skipped(source.file, error))
    by_document = [(document, paragraph_rows(document)) for document in read]
    paragraphs = [row for _, rows in by_document for row in rows]
    return Built(
        [document_row(document, rows) for document, rows in by_document],
        paragraphs,
        FileReport(
            source.file,
            format=read[0].format,
            encoding=contents.encoding,
            documents=len(read),
            paragraphs=sum(row["counted"] for row in paragraphs),
            repairs=dict(sorted(Counter(name for row in paragraphs for name in row["repairs"]).items())),
            notes=tuple(contents.notes),
        ),
    )


def paragraph_rows(document: Document) -> list[Row]:
    """The rows of PARAGRAPH_COLUMNS for one document; depends on nothing but the document."""
    paragraphs = split(document, subject_finder())
    return [
        _paragraph_row(document, position, paragraph, tags)
        for position, (paragraph, tags) in enumerate(
            zip(paragraphs, tag_document(paragraphs, date=document.date), strict=True)
        )
    ]


def document_row(document: Document, rows: Iterable[Row]) -> Row:
    """The row of DOCUMENT_COLUMNS for one document and its paragraph rows."""
    counted = [row for row in rows if row["counted"]]
    known = {name: getattr(document, name, None) for name in DOCUMENT_COLUMNS.names}
    return known | {"paragraphs": len(counted), "characters": sum(row["characters"] for row in counted)}


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


def _digest(paths: Iterable[Path]) -> str:
    """A digest of files' contents and names."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
    for left in sorted(out.parent.glob(f".{out.name}-*")) if out.parent.is_dir() else ():
        if left.name.endswith("-old") and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _write(out: Path, documents: Sequence[Row], paragraphs: Sequence[Row], manifest: Row) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write_table(fresh / DOCUMENTS, documents, DOCUMENT_COLUMNS)
        _write_table(fresh / PARAGRAPHS, paragraphs, PARAGRAPH_COLUMNS)
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (fresh / MANIFEST).write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        if out.exists():
            old = out.rename(fresh.with_name(fresh.name + "-old"))
            try:
                fresh.rename(out)
            except OSError:
                old.rename(out)
                raise
            shutil.rmtree(old)
        else:
            fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write_table(path: Path, rows: Sequence[Row], schema: pa.Schema) -> None:
    table = pa.Table.from_pylist(list(rows), schema=schema)
    pq.write_table(table, path, compression="zstd", row_group_size=_GROUPS[path.name])

"""A source → its documents: normalised line by line, each with an id and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import formats, metadata
from corpus.faults import SourceError
from corpus.formats import Contents, Extract, normalised
from corpus.limits import ON_DISK, Limits
from corpus.sources import Source

_INDENT = re.compile(r"(?:[ \u00a0]{2,}|[\t\u2003\u3000]\s*)\S")


@dataclass(frozen=True)
class Document:
    """One document: ``lines[i]`` is line ``i + 1`` of its source, trimmed.

    ``indented`` are the numbers of the lines that begin with white space there, as a paragraph can.
    ``title_from`` and ``date_from`` are names of ``metadata.ORIGINS``; ``format`` and ``encoding`` say how
    its file was read.
    """

    document_id: str
    file: str
    lines: tuple[str, ...]
    indented: frozenset[int] = frozenset()
    title: str = ""
    date: str = ""
    source: str = ""
    speaker: str = ""
    url: str = ""
    title_from: str = ""
    date_from: str = ""
    format: str = ""
    encoding: str = ""


def read_source(source: Source, limits: Limits = ON_DISK) -> tuple[list[Document], Contents]:
    """The documents of one source, and how it was read. Raises SourceError where there is none to read."""
    contents = formats.read(source.content(limits), source.file, source.choice, limits)
    documents = [
        document
        for extract in contents.extracts
        if any((document := _document(source, extract, contents)).lines)
    ]
    if not documents:
        raise SourceError(fault="no-text", file=source.file)
    return documents, contents


def _document(source: Source, extract: Extract, contents: Contents) -> Document:
    lines = tuple(map(normalised, extract.lines))
    found = metadata.known(
        {
            "corrected": source.corrected.get(extract.key, {}),
            extract.origin: {name: normalised(value) for name, value in extract.metadata.items()},
            "sidecar": source.metadata,
            "name": metadata.from_name(source.file),
            "text": metadata.from_text(lines),
        }
    )
    return Document(
        f"{source.document_id}~{extract.key}" if extract.key else source.document_id,
        source.file,
        lines,
        _indented(extract.lines),
        **{name: value for name, (value, _) in found.items()},
        title_from=found["title"][1] if "title" in found else "",
        date_from=found["date"][1] if "date" in found else "",
        format=formats.format_of(source.file).name,
        encoding=contents.encoding,
    )


def parse_document(text: str, document_id: str = "", title: str = "") -> Document:
    """A document from text at hand, for tests and for the command line."""
    lines = formats.text_lines(text)
    return Document(document_id, document_id, tuple(map(normalised, lines)), _indented(lines), title=title)


def _indented(lines: Sequence[str]) -> frozenset[int]:
    return frozenset(number for number, line in enumerate(lines, 1) if _INDENT.match(line))

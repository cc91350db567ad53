"""A source → its documents: normalised line by line, each with an id and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import formats, metadata
from corpus.faults import SourceError
from corpus.formats import Contents, Extract, normalised
from corpus.limits import ON_DISK, Limits
from corpus.sources import Source


@dataclass(frozen=True)
class Document:
    """One document: ``lines[i]`` is line ``i + 1`` of its source, trimmed.

    ``title_from`` and ``date_from`` are names of ``metadata.ORIGINS``; ``format`` and ``encoding`` say how
    its file was read.
    """

    document_id: str
    file: str
    lines: tuple[str, ...]
    title: str = ""
    date: str = ""
    source: str = ""
    speaker: str = ""
    url: str = ""
    title_from: str = ""
    date_from: str = ""
    format: str = ""
    encoding: str = ""


def read_source(
    source: Source, limits: Limits = ON_DISK, content: bytes | None = None
) -> tuple[list[Document], Contents]:
    """The documents of one source, and how it was read; ``content`` are its bytes, where they are at hand.

    Raises SourceError where there is none to read.
    """
    if content is None:
        content = source.content(limits)
    contents = formats.read(content, source.file, source.choice, limits)
    characters = sum(len(line) for extract in contents.extracts for line in extract.lines)
    if characters > limits.characters:
        raise SourceError(
            fault="too-long", file=source.file, size=f"{characters:,}", limit=f"{limits.characters:,}"
        )
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
        **{name: value for name, (value, _) in found.items()},
        title_from=found["title"][1] if "title" in found else "",
        date_from=found["date"][1] if "date" in found else "",
        format=contents.format,
        encoding=contents.encoding,
    )


def parse_document(text: str, document_id: str = "", title: str = "") -> Document:
    """A document from text at hand, for tests and for the command line."""
    return Document(document_id, document_id, tuple(map(normalised, formats.text_lines(text))), title=title)

"""A source → its documents: normalised line by line, each with an id and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus import formats, metadata
from corpus.faults import SourceError
from corpus.formats import Contents, Extract, normalised
from corpus.limits import ON_DISK, Limits
from corpus.sources import Source, shown

VALUE_LENGTH = 2_000
"""Characters of a title, a source or an address that are kept of a built corpus."""

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


def read_source(
    source: Source, limits: Limits = ON_DISK, content: bytes | None = None
) -> tuple[list[Document], Contents]:
    """The documents of one source, and how it was read; ``content`` are its bytes, where they are at hand.

    Raises SourceError where there is none to read.
    """
    if content is None:
        content = source.content(limits)
    contents = formats.read(content, source.file, source.choice, limits)
    documents = [
        document
        for extract in contents.extracts
        if any((document := _document(source, extract, contents)).lines)
    ]
    if not documents:
        raise SourceError(fault="no-text", file=source.file)
    return documents, contents


def document_id(source: Source, key: str) -> str:
    """The id of the document of ``source`` that ``key`` tells from others in it."""
    return "~".join(filter(None, (source.document_id, key)))


def _document(source: Source, extract: Extract, contents: Contents) -> Document:
    lines = tuple(map(normalised, extract.lines))
    built = {name: normalised(value)[:VALUE_LENGTH] for name, value in extract.known.items()}
    said = _known_of_built(built) if built else _known_of_file(source, extract, lines)
    found = metadata.known(said | {"corrected": {**said.get("corrected", {}), **_corrected(source, extract)}})
    return Document(
        document_id(source, extract.key),
        shown(built.get("file", source.file)),
        lines,
        _indented(extract.lines),
        **{name: value for name, (value, _) in found.items()},
        title_from=found["title"][1] if "title" in found else "",
        date_from=found["date"][1] if "date" in found else "",
        format=built.get("format", "") if built else contents.format,
        encoding=built.get("encoding", "") if built else contents.encoding,
    )


def _known_of_file(source: Source, extract: Extract, lines: Sequence[str]) -> dict[str, Mapping[str, str]]:
    return {
        extract.origin: {name: normalised(value) for name, value in extract.metadata.items()},
        "sidecar": source.metadata,
        "name": metadata.from_name(source.file),
        "heading": metadata.from_heading(lines),
        "text": metadata.from_text(lines),
    }


def _known_of_built(built: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """What was known of a document of a built corpus, from where it was known."""
    said: dict[str, dict[str, str]] = {origin: {} for origin in metadata.ORIGINS}
    for name in metadata.FIELDS:
        origin = built.get(f"{name}_from", "")
        said[origin if origin in said else "record"][name] = built.get(name, "")
    return {**said}


def _corrected(source: Source, extract: Extract) -> Mapping[str, str]:
    own = not source.member and not extract.known
    return source.corrected.get(extract.key if own else document_id(source, extract.key), {})


def parse_document(text: str, document_id: str = "", title: str = "") -> Document:
    """A document from text at hand, for tests and for the command line."""
    lines = formats.text_lines(text)
    return Document(document_id, document_id, tuple(map(normalised, lines)), _indented(lines), title=title)


def _indented(lines: Sequence[str]) -> frozenset[int]:
    return frozenset(number for number, line in enumerate(lines, 1) if _INDENT.match(line))

"""The forms in which people have their texts: a row of ``FORMATS`` each, a module that reads it.

A reader takes the bytes of one file and gives its ``Contents``: the documents in it, as lines of text, with
what the file itself says of them. It decodes and takes apart; it repairs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from corpus.faults import SourceError
from corpus.formats.signatures import recognised
from corpus.limits import ON_DISK, Limits

# zero-width characters, marks of direction, controls and tags: nothing that a reader would miss
_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\U000e0000-\U000e007f]"
)
# halves of characters, characters that are none, and those that only one font knows
_MEANINGLESS = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")


@dataclass(frozen=True)
class Choice:
    """How a file is to be read, where its owner says so: "" and {} leave it to the reader."""

    encoding: str = ""
    records: str = ""
    """where the records of a JSON file are, as in ``videoList[].video_detail``; the sheet of a workbook."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """{field of a document, or "text": the column or member that holds it}."""


@dataclass(frozen=True)
class Extract:
    """One document in a file: its lines as they stand there, and the ``metadata`` that the file states.

    ``metadata`` is {title, date, source, speaker, url: text}; ``origin``, a name of ``metadata.ORIGINS``,
    says what it was read from. ``key`` tells the documents of one file apart: "" where it holds one.
    ``known`` is the row of DOCUMENT_COLUMNS of a document of a built corpus, as text, without the lines.
    """

    lines: Sequence[str]
    metadata: Mapping[str, str] = field(default_factory=dict)
    origin: str = "front-matter"
    key: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """What a file holds, and how it was read.

    ``columns`` are those of a file of records, {name: a few of its values}, from which a text column can be
    chosen; ``choice`` is how they were read. ``notes`` are what was noticed: [name of faults.NOTES, values].
    ``corrections`` are those of a built corpus, as their file holds them.
    ``format`` is the name of a row of FORMATS; ``read`` fills it in.
    """

    extracts: Sequence[Extract]
    encoding: str = ""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    notes: Sequence[tuple[str, Mapping[str, Any]]] = ()
    corrections: bytes = b""
    format: str = ""


Reader = Callable[[bytes, str, Choice, Limits], Contents]
"""Bytes of a file, its name for sentences, how it is to be read, and how much of it: raises SourceError."""


@dataclass(frozen=True)
class Format:
    """One form: its name, the endings of its files, and the module of this folder whose ``read`` reads it."""

    name: str
    suffixes: tuple[str, ...]
    module: str


FORMATS = (
    Format("text", (".txt", ".text"), "plain"),
    Format("Markdown", (".md", ".markdown"), "markdown"),
    Format("web page", (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht"), "web"),
    Format("Word document", (".docx",), "word"),
    Format("PDF", (".pdf",), "pdf"),
    Format("table", (".csv", ".tsv"), "tables"),
    Format("workbook", (".xlsx",), "workbooks"),
    Format("Parquet", (".parquet",), "parquet"),
    Format("JSON", (".json", ".jsonl", ".ndjson"), "objects"),
    Format("built corpus", (".zip",), "built"),
)
"""Every form that is read. Its module is imported when the first file of it is read."""

SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)

USUAL_SUFFIXES = tuple(each.suffixes[0] for each in FORMATS)
"""One of each form, to name them in a sentence."""


def ending(file: str) -> str:
    """The ending of a file's name in small letters, as in ``.txt``; of a name without one, all of it."""
    return "." + file.lower().rpartition(".")[2]


def format_of(file: str) -> Format:
    """The format of a file by its ending. Raises SourceError where there is none."""
    for each in FORMATS:
        if ending(file) in each.suffixes:
            return each
    raise SourceError(fault="unknown-format", file=file, formats=", ".join(USUAL_SUFFIXES))


def read(content: bytes, file: str, choice: Choice = Choice(), limits: Limits = ON_DISK) -> Contents:
    """What the file holds. Raises SourceError where it cannot be read, or is more than ``limits`` allow.

    A file that is plainly something else than its name says is read as what it is.
    """
    sign = recognised(content)
    if sign and sign.fault and ending(file) not in sign.usual:
        raise SourceError(fault=sign.fault, file=file, kind=sign.kind)
    known = format_of(file + sign.ending if sign else file)
    reader: Reader = import_module(f"corpus.formats.{known.module}").read
    try:
        contents = reader(content, file, choice, limits)
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # whatever a library says of a broken file, the files beside it are read
        raise SourceError(fault="damaged", file=file, reason=type(error).__name__) from error
    characters = sum(len(line) for extract in contents.extracts for line in extract.lines)
    if characters > limits.characters:
        raise SourceError(fault="too-long", file=file, limit=limits.characters)
    meaningless = sum(
        len(_MEANINGLESS.findall(line)) for extract in contents.extracts for line in extract.lines
    )
    unknown = (("unknown-characters", {"number": meaningless}),) if meaningless else ()
    renamed = () if ending(file) in known.suffixes else (("read-as", {"ending": known.suffixes[0]}),)
    return replace(contents, format=known.name, notes=(*renamed, *contents.notes, *unknown))


INDENT = "\u3000\u3000"
"""How a paragraph begins in Chinese: before a line whose indent a file knows and does not write."""


def text_lines(text: str) -> list[str]:
    """The lines of a text, as its file numbers them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def normalised(line: str) -> str:
    """A line without white space at its ends and without characters that cannot be seen."""
    return _INVISIBLE.sub("", _MEANINGLESS.sub("\ufffd", line)).strip()

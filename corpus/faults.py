"""What can be wrong with a file that somebody brings: a sentence each, that names it and says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus import InputError


def N_(message: str) -> str:
    """Mark a message for the interface's catalogues; the command line says it in English."""
    return message


FAULTS: Mapping[str, str] = {
    "unreadable": N_("{file}: cannot be read ({reason}); check the file"),
    "damaged": N_("{file}: is damaged and cannot be read ({reason}); get the file again, or save it anew"),
    "same-file": N_("{file}: is the same file as {other}, which is read; nothing is lost"),
    "no-text": N_("{file}: has no text; remove it, or put the document into it"),
    "unknown-format": N_("{file}: is of a kind that is not read here; save it as one of {formats}"),
    "encoding": N_("{file}: is not {encoding}; choose another encoding, or save the file as UTF-8"),
    "no-encoding": N_("{file}: {encoding} is no encoding that is known here; choose one of {encodings}"),
    "unknown-encoding": N_(
        "{file}: the encoding of its characters is not recognised; choose one of {encodings}, "
        "or save the file as UTF-8"
    ),
    "not-text": N_("{file}: holds bytes that are no text; bring the document itself"),
    "picture": N_("{file}: is a picture ({kind}), which is not read; bring the text that it shows"),
    "recording": N_("{file}: is a recording ({kind}), which is not read; bring what is said in it as text"),
    "program": N_("{file}: is a program ({kind}) and no document; it is not opened"),
    "other-document": N_(
        "{file}: is a document of a kind that is not read ({kind}); save its text as .docx, .xlsx or .txt"
    ),
    "archive": N_("{file}: is an archive ({kind}); unpack it, and bring the files in it or a .zip of them"),
    "too-large": N_(
        "{file}: has {size:,.1f} MB, and {limit:,} MB is the most that is read; split it into smaller files"
    ),
    "scenes-not-toml": N_(
        "{file}: is no valid TOML at line {line:,}, column {column:,}; put texts between quotes, as in "
        'title = "中俄"'
    ),
    "scenes-too-deep": N_(
        "{file}: has lists within lists, more than can be read; write each value as its own"
    ),
    "scenes-other": N_(
        "{file}: {key} is nothing that it can hold; begin each scene with [[scenes]], and put all else "
        "under that"
    ),
    "scenes-too-many": N_("{file}: has {number:,} scenes, and {limit:,} are the most; leave some out"),
    "scenes-too-long": N_("{file}: has more than {limit:,} KB; leave some scenes out"),
    "scene-key": N_("{file}: scene {scene} has {key}, which is no key of a scene; write {keys}"),
    "scene-title": N_('{file}: scene {scene} has no title; add one, as in title = "中俄"'),
    "scene-text": N_(
        "{file}: {key} of scene {scene} is no text; put it between quotes, for two languages as {key}.zh "
        "and {key}.en"
    ),
    "scene-long": N_(
        "{file}: {key} of scene {scene} has {length:,} characters, and {limit:,} are the most; shorten it"
    ),
    "scene-choice": N_("{file}: {key} of scene {scene} cannot be {value}; write one of {choices}"),
    "scene-value": N_(
        "{file}: {key} of scene {scene} cannot be {value}; write it as it stands in the link of the view"
    ),
    "cut-short": N_("{file}: is cut short or broken inside; get the file again, or save it anew"),
    "declares-entities": N_(
        "{file}: declares entities of its own, as no Word document does; open it in Word, and save it anew"
    ),
    "locked": N_("{file}: is locked by a password; open it with the password, and save it without one"),
    "not-its-ending": N_(
        "{file}: is not what its ending {ending} says; give it its own ending, or save it as {ending}"
    ),
    "no-characters": N_(
        "{file}: its fonts do not say which characters they show; recognise its text (OCR), and bring that"
    ),
    "packed-otherwise": N_("{file}: is packed in an unusual way; unpack it, and pack it as an ordinary zip"),
    "scanned": N_("{file}: has pictures of pages and no text; recognise its text (OCR), and bring that"),
    "too-long": N_(
        "{file}: has more than {limit:,} characters of text, the most that is read; "
        "split it into smaller files"
    ),
    "too-many-pages": N_("{file}: has {pages:,} pages, and {limit:,} is the most that is read; split it"),
    "too-many-members": N_("{file}: holds more than {limit:,} files, the most that is read; split it"),
    "unpacks-to-more": N_(
        "{file}: unpacks to more than {limit:,} MB, the most that is read; split it into smaller files"
    ),
    "empty-archive": N_("{file}: has no document in it; put files into it: {formats}"),
    "archive-in-archive": N_("{file}: is an archive inside an archive; unpack it, or add it by itself"),
    "name-leads-out": N_("{file}: has a name that leads out of its archive; rename it, or add it by itself"),
    "not-a-corpus": N_(
        "{file}: documents.parquet in it has no column {column} as a corpus has it; download the corpus "
        "again, or add the documents themselves"
    ),
    "no-text-column": N_(
        "{file}: it is not plain which column is the text; choose one of {names} "
        '(in a folder: a line text = "…" in corpus.toml)'
    ),
    "no-column": N_("{file}: has no column {column}; choose one of {names}"),
    "no-delimiter": N_(
        "{file}: its columns cannot be told apart; separate them by commas, tabs, semicolons or |, "
        "or choose its one column, {names}, as the text"
    ),
    "no-records": N_("{file}: has no records at {records}; choose one of {names}"),
    "not-json": N_(
        "{file}: is not JSON (line {line}, character {column}); get the file again, or save it anew, "
        "as one list of objects or one object a line"
    ),
    "too-deep": N_("{file}: is nested too deeply to be read; save its records as one list of objects"),
    "too-many-records": N_("{file}: has more than {limit:,} records, the most that is read; split it"),
    "too-many-cells": N_(
        "{file}: has a sheet of more than {limit:,} cells, the most that is read; "
        "remove what stands far below or beside the table"
    ),
    "too-slow": N_("{file}: takes longer to read than {seconds} seconds; split it into smaller files"),
    "too-much-memory": N_("{file}: needs more memory than there is; split it into smaller files"),
    "broke-off": N_("{file}: reading it broke off; save it anew, or split it into smaller files"),
    "too-many-files": N_(
        "{file}: is left out, as {limit:,} files are the most at once; join short files into one"
    ),
    "too-much": N_(
        "{file}: is left out, as {limit:,} MB are the most for all files together; remove some files"
    ),
    "too-many-documents": N_(
        "{file}: is left out, as {limit:,} documents are the most at once, and it has {documents:,}; split it"
    ),
    "not-stored": N_("{file}: cannot be stored ({reason}); try it again later"),
    "build-too-slow": N_(
        "Reading takes longer than {seconds} seconds; remove the largest files and read again"
    ),
    "build-broke-off": N_("Reading broke off; remove the largest files and read again"),
    "nothing-read": N_("None of the files can be read; each says why"),
}
"""Each fault by name: a sentence with the values that ``SourceError`` gives it."""

NOTES: Mapping[str, str] = {
    "contents-list": N_("lines of its table of contents left out: {number:,}"),
    "doubled": N_("lines that are printed twice taken once: {number:,}"),
    "footnotes": N_("notes placed after the paragraph that they belong to: {number:,}"),
    "page-furniture": N_("page numbers and lines that stand on every page left out: {number:,}"),
    "pages-without-text": N_("pages without text (pictures?): {number:,}"),
    "radicals": N_("radicals and compatibility characters made the usual characters: {number:,}"),
    "corrections": N_("corrections in it that are applied: {applied:,}, that fit no paragraph: {unfit:,}"),
    "corrections-unread": N_("corrections.csv in it cannot be used: {reason}"),
    "records-without-text": N_("records without text left out: {records:,}"),
    "broken-lines": N_("lines that are not JSON left out: {lines:,}, the first of them line {first:,}"),
    "no-days": N_("dates not understood, such as {example} (write 2024-03-05): {number:,}"),
    "no-header": N_("the first row is no names of columns, which are therefore numbered"),
    "ragged-rows": N_(
        "rows with more or fewer cells than there are columns: {rows:,}, the first of them row {first:,}"
    ),
    "sheet": N_("the sheet {sheet} was read, and not {others}"),
    "read-as": N_("read as {ending}, which it is, whatever its name says"),
    "replaced": N_("characters that could not be read, a mark for each: {number:,}"),
    "unknown-characters": N_(
        "characters that only one font knows, or that are none, a mark for each: {number:,}"
    ),
    "front-matter": N_("the lines between --- at its beginning are not YAML and stand in the text"),
}
"""What was noticed in a file that was read all the same, by name."""


class SourceError(InputError):
    """A source that a build cannot use: a fault of ``FAULTS`` with its values, to be said in any language.

    What is wrong with documents.csv or with the command is a sentence of its own, without a fault.
    """

    def __init__(self, sentence: str = "", *, fault: str = "", **values: Any) -> None:
        """``sentence``, or that of ``fault`` with ``values``, which are JSON values."""
        super().__init__(sentence or FAULTS[fault].format(**values))
        self.fault = fault
        self.values = values

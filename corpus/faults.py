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
    "too-large": N_("{file}: has {size}, and {limit} is the most that is read; split it into smaller files"),
    "cut-short": N_("{file}: is cut short or broken inside; get the file again, or save it anew"),
    "locked": N_("{file}: is locked by a password; open it with the password, and save it without one"),
    "not-its-ending": N_(
        "{file}: is not what its ending {ending} says; give it its own ending, or save it as {ending}"
    ),
    "old-office": N_(
        "{file}: is of Office before 2007; open it in Office or LibreOffice, and save it as .docx or .xlsx"
    ),
    "packed-otherwise": N_("{file}: is packed in an unusual way; unpack it, and pack it as an ordinary zip"),
    "too-many-members": N_("{file}: holds more than {limit} files, the most that is read; split it"),
    "unpacks-to-more": N_(
        "{file}: unpacks to more than {limit}, the most that is read; split it into smaller files"
    ),
    "empty-archive": N_("{file}: has no document in it; put files into it: {formats}"),
    "archive-in-archive": N_("{file}: is an archive inside an archive; unpack it, or add it by itself"),
    "name-leads-out": N_("{file}: has a name that leads out of its archive; rename it, or add it by itself"),
    "not-a-corpus": N_(
        "{file}: documents.parquet in it has no column {column} as a corpus has it; download the corpus "
        "again, or add the documents themselves"
    ),
    "too-many-documents": N_(
        "{file}: is left out, as {limit} documents are the most at once, and it has {documents}; split it"
    ),
}
"""Each fault by name: a sentence with the values that ``SourceError`` gives it."""

NOTES: Mapping[str, str] = {
    "corrections": N_("{applied} corrections in it are applied, {unfit} fit no paragraph"),
    "corrections-unread": N_("corrections.csv in it cannot be used: {reason}"),
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

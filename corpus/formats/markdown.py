"""Plain text: .txt."""

from __future__ import annotations

from corpus.faults import SourceError
from corpus.formats import Choice, Contents, Extract, text_lines
from corpus.limits import Limits


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a text file."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(fault="encoding", file=file, encoding=encoding.upper()) from error
    return Contents([Extract(text_lines(text.removeprefix("\ufeff")))], encoding)

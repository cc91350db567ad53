"""Plain text: .txt."""

from __future__ import annotations

from corpus.formats import Choice, Contents, Extract, text_lines
from corpus.formats.encodings import decode
from corpus.limits import Limits


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a text file."""
    decoded = decode(content, file, choice)
    return Contents([Extract(text_lines(decoded.text))], decoded.encoding, notes=decoded.notes)

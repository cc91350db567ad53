"""What became of each file of a build: read or skipped and why, and what was repaired in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus.faults import NOTES, SourceError


@dataclass(frozen=True)
class FileReport:
    """One file: ``fault`` and ``values`` say why it was skipped, "" where it was read.

    ``digest`` is the SHA-256 of its bytes. ``documents`` and ``paragraphs`` (counted ones) are numbers;
    ``repairs`` are {name of REPAIRS: paragraphs}; ``notes`` are [name of faults.NOTES, values].
    ``columns`` and ``choice`` are those of ``formats.Contents``. ``number`` is that of the file as a visitor
    brought it, which for an archive is that of all its members; 0 on disk. All values are JSON values.
    """

    file: str
    number: int = 0
    digest: str = ""
    format: str = ""
    encoding: str = ""
    documents: int = 0
    paragraphs: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[tuple[str, Mapping[str, Any]]] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choice: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    sentence: str = ""

    @classmethod
    def skipped(cls, file: str, error: SourceError, digest: str = "") -> FileReport:
        """The report of a file that cannot be read."""
        return cls(file, digest=digest, fault=error.fault, values=error.values, sentence=str(error))

    def to_json(self) -> dict[str, Any]:
        """The report as the manifest holds it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name == "file"}

    def __str__(self) -> str:
        """One line of English: why it was skipped, or what it became."""
        if self.sentence:
            return f"skipped: {self.sentence}"
        parts = [
            f"{self.documents:,} documents, {self.paragraphs:,} paragraphs",
            ", ".join(filter(None, (self.format, self.encoding))),
            ", ".join(f"{number:,} {name}" for name, number in self.repairs.items()),
            *(NOTES[name].format(**values) for name, values in self.notes),
        ]
        return f"read: {self.file}: {'; '.join(filter(None, parts))}"

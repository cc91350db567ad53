"""What became of each file of a build: read or skipped and why, and what was repaired in it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus import InputError
from corpus.cells import inert
from corpus.faults import NOTES, SourceError

REPORT_SUFFIXES = (".csv", ".jsonl")
"""Forms in which a report can be written."""

_SHOWN = 20
"""Skipped files that a summary names."""


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

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FileReport:
        """The report that ``to_json`` made."""
        return cls(**values)

    def __str__(self) -> str:
        """One line of English: why it was skipped, or what it became."""
        if self.sentence:
            return f"skipped: {self.sentence}"
        parts = [
            f"{counted(self.documents, 'document')}, {counted(self.paragraphs, 'paragraph')}",
            ", ".join(filter(None, (self.format, self.encoding))),
            _repaired(self.repairs),
            *_said(self.notes),
        ]
        return f"read: {self.file}: {'; '.join(filter(None, parts))}"


def summary(files: Sequence[FileReport]) -> tuple[list[str], list[str]]:
    """(lines on what was read and repaired, a line for each file that was skipped, of many the first)."""
    from corpus.paragraphs import REPAIRS  # a page that only shows reports need not load what repairs

    skipped = [str(each) for each in files if each.sentence]
    repairs: Counter[str] = Counter()
    for each in files:
        repairs.update(each.repairs)
    read = [f"{len(files) - len(skipped):,} of {counted(len(files), 'file')} read"]
    read += [
        f"repaired: {counted(repairs[name], 'paragraph')} {said}"
        for name, said in REPAIRS.items()
        if repairs[name]
    ]
    read += [f"{each.file}: {'; '.join(_said(each.notes))}" for each in files if each.notes][:_SHOWN]
    if len(skipped) > _SHOWN:
        skipped[_SHOWN:] = [f"skipped: {len(skipped) - _SHOWN:,} more files; --report FILE names all of them"]
    return read, skipped


def counted(number: int, thing: str) -> str:
    """1 file, 2,000 files."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def check_report(path: Path) -> None:
    """Raises InputError where the ending of the file says no form in which a report is written."""
    if path.suffix.lower() not in REPORT_SUFFIXES:
        raise InputError(f"{path}: name the report with the ending {' or '.join(REPORT_SUFFIXES)}")


def write_report(path: Path, files: Sequence[FileReport]) -> None:
    """Write what became of each file: a row of a CSV file, or a JSON object a line, by the ending."""
    check_report(path)
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        rows = csv.writer(text)
        rows.writerow(_COLUMNS)
        rows.writerows([inert(cell) for cell in _row(each)] for each in files)
        path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    else:
        lines = (json.dumps(each.to_json(), ensure_ascii=False) + "\n" for each in files)
        path.write_text("".join(lines), encoding="utf-8", newline="")


_COLUMNS = (
    "file",
    "state",
    "why",
    "format",
    "encoding",
    "documents",
    "paragraphs",
    "repairs",
    "notes",
    "digest",
)


def _row(report: FileReport) -> tuple[str, ...]:
    return (
        report.file,
        "skipped" if report.sentence else "read",
        report.sentence,
        report.format,
        report.encoding,
        str(report.documents),
        str(report.paragraphs),
        _repaired(report.repairs),
        "; ".join(_said(report.notes)),
        report.digest,
    )


def _repaired(repairs: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(repairs.items()))


def _said(notes: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    return [NOTES[name].format(**values) for name, values in notes]

"""What became of each source, kept from one build to the next, so that only what has changed is built again.

One SQLite file holds, under a key of all that a source's rows depend on, its rows of both tables before any
correction and the report of it. It is a cache: whoever deletes it loses time and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pyarrow as pa

from corpus.counterparts import LEXICON
from corpus.limits import Limits
from corpus.report import FileReport
from corpus.sources import Source
from corpus.table import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, SCHEMA_VERSION

_COMMITTED = 1.0
"""Seconds of work that a build which is killed may lose."""


class KeptError(Exception):
    """What is kept cannot be used: it is damaged, another build holds it, or the disk is full."""


@dataclass(frozen=True)
class Built:
    """What one source became: rows of both tables, none where it was skipped, and the report of it."""

    documents: pa.RecordBatch
    paragraphs: pa.RecordBatch
    report: FileReport

    @classmethod
    def skipped(cls, report: FileReport) -> Built:
        """Of a source that cannot be read: its report, and no rows."""
        return cls(
            pa.RecordBatch.from_pylist([], schema=DOCUMENT_COLUMNS),
            pa.RecordBatch.from_pylist([], schema=PARAGRAPH_COLUMNS),
            report,
        )


def beside(out: Path) -> Path:
    """Where the builds into ``out`` keep what they know: a hidden file next to it."""
    return out.with_name(f".{out.name}-kept.sqlite")


def key(source: Source, digest: str, limits: Limits) -> str:
    """The key of a source whose bytes have ``digest``: other rows, another key."""
    said = {
        "bytes": digest,
        "file": source.file,
        "document_id": source.document_id,
        "metadata": dict(source.metadata),
        "corrected": {each: dict(values) for each, values in source.corrected.items()},
        "choice": asdict(source.choice),
        "limits": (limits.file_megabytes, limits.upload_megabytes, limits.characters, limits.documents),
        "program": _program(),
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Kept:
    """The file in which results are kept; ``path`` None: one for this build alone, gone with it.

    It belongs to one build at a time. Every method raises KeptError where the file cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it."""
        self.path = path
        self._committed = monotonic()
        with self._usable():
            self._connection = sqlite3.connect(path or "", timeout=0, isolation_level="IMMEDIATE")
            try:
                for setting in ("locking_mode = EXCLUSIVE", "auto_vacuum = FULL", "synchronous = OFF"):
                    self._connection.execute(f"PRAGMA {setting}")
                self._connection.execute(
                    "CREATE TABLE IF NOT EXISTS kept (key PRIMARY KEY, report, documents, paragraphs)"
                )
                self._connection.execute("DELETE FROM kept WHERE key = ''")  # takes the lock
            except sqlite3.Error:
                self._connection.close()
                raise

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        with self._usable(), closing(self._connection):
            self._connection.commit()

    def report(self, name: str) -> FileReport | None:
        """The report that is kept under a key, or None."""
        with self._usable():
            row = self._connection.execute("SELECT report FROM kept WHERE key = ?", [name]).fetchone()
            return FileReport(**json.loads(zlib.decompress(row[0]))) if row else None

    def keep(self, name: str, built: Built) -> None:
        """Keep a result under its key."""
        with self._usable():
            self._connection.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
                [
                    name,
                    zlib.compress(json.dumps(built.report.to_json()).encode(), 1),
                    *(zlib.compress(batch.serialize(), 1) for batch in (built.documents, built.paragraphs)),
                ],
            )
            if monotonic() - self._committed > _COMMITTED:
                self._connection.commit()
                self._committed = monotonic()

    def rows(self, name: str) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """The rows of documents and of paragraphs that are kept under a key."""
        with self._usable():
            documents, paragraphs = self._connection.execute(
                "SELECT documents, paragraphs FROM kept WHERE key = ?", [name]
            ).fetchone()
            return _batch(documents, DOCUMENT_COLUMNS), _batch(paragraphs, PARAGRAPH_COLUMNS)

    def drop_all_but(self, names: Collection[str]) -> None:
        """Forget what is not under these keys: of files that have changed, or are gone."""
        with self._usable():
            self._connection.execute("CREATE TEMP TABLE named (key PRIMARY KEY)")
            self._connection.executemany(
                "INSERT OR IGNORE INTO named VALUES (?)", [(each,) for each in names]
            )
            self._connection.execute("DELETE FROM kept WHERE key NOT IN (SELECT key FROM named)")
            self._connection.execute("DROP TABLE named")
            self._connection.commit()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, zlib.error, pa.ArrowInvalid, ValueError, TypeError) as error:
            # a file that is damaged is no use to the next build either; one that is locked is
            if self.path and not isinstance(error, sqlite3.OperationalError):
                self.path.unlink(missing_ok=True)
            raise KeptError(str(error)) from error


def _batch(content: bytes, schema: pa.Schema) -> pa.RecordBatch:
    return pa.ipc.read_record_batch(pa.py_buffer(zlib.decompress(content)), schema)


def lexicon_digest() -> str:
    """A digest of the lexicon: another one may give other tags."""
    return _digest(sorted(path for path in LEXICON.iterdir() if path.suffix in (".toml", ".tsv", ".txt")))


@cache
def _program() -> str:
    """A digest of what reads and tags: this code, the lexicon, and the packages that are installed."""
    folder = Path(__file__).parent
    installed = sorted(
        {info.name for place in sys.path if Path(place).is_dir() for info in Path(place).glob("*.dist-info")}
    )
    code = _digest(sorted(folder.rglob("*.py")))
    return sha256(repr((SCHEMA_VERSION, sys.version, lexicon_digest(), code, installed)).encode()).hexdigest()


def _digest(paths: Sequence[Path]) -> str:
    """A digest of files' contents and names."""
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

"""Digests: under which key what a source became can be used again, and which program made it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from corpus.counterparts import LEXICON
from corpus.limits import Limits
from corpus.schema import SCHEMA_VERSION
from corpus.sources import Source


def source_key(source: Source, digest: str, limits: Limits) -> str:
    """The key of a source whose bytes have ``digest``: other rows, another key, with one program."""
    said = {
        "bytes": digest,
        "file": source.file,
        "document_id": source.document_id,
        "metadata": dict(source.metadata),
        "corrected": {each: dict(values) for each, values in source.corrected.items()},
        "choice": asdict(source.choice),
        "limits": (limits.file_megabytes, limits.upload_megabytes, limits.characters, limits.documents),
    }
    return text_digest(json.dumps(said, sort_keys=True))


def text_digest(text: str) -> str:
    """The SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


@cache
def lexicon_digest() -> str:
    """A digest of the lexicon: another one may give other tags."""
    return _digest(sorted(path for path in LEXICON.iterdir() if path.suffix in (".toml", ".tsv", ".txt")))


@cache
def code_digest() -> str:
    """A digest of what reads and tags: this code and the lexicon."""
    code = _digest(sorted(Path(__file__).parent.rglob("*.py")))
    return text_digest(repr((SCHEMA_VERSION, lexicon_digest(), code)))


@cache
def program_digest() -> str:
    """A digest of the code, and of the Python and the packages that it runs with."""
    installed = sorted(
        {info.name for place in sys.path if Path(place).is_dir() for info in Path(place).glob("*.dist-info")}
    )
    return text_digest(repr((code_digest(), sys.version, installed)))


def _digest(paths: Sequence[Path]) -> str:
    """A digest of files' contents and names."""
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

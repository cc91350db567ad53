"""corpus.toml beside the files says how they are read, where that is not plain.

::

    [[files]]
    files = "*.json"
    records = "videoList[].video_detail"
    text = "content"
    title = "title"
    date = "pubtime"
    encoding = "gb18030"

The first row whose ``files`` a file's path fits is for it. ``python -m corpus fields`` proposes the rows.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import Choice

CHOICES_FILE = "corpus.toml"
TABLE = "files"
"""The name of a row, and of the patterns in it."""

FIELDS = ("text", *metadata.FIELDS, "document")
"""What a column can be chosen for, or "" for none; records that agree in ``document`` are one document."""

KEYS = (TABLE, "records", *FIELDS, "encoding")
"""What a row may say."""


@dataclass(frozen=True)
class Rule:
    """A row: the patterns of fnmatch that a path fits, "*" any characters, and how such files are read."""

    files: Sequence[str]
    choice: Choice


def read_choices(folder: Path) -> list[Rule]:
    """The rows of corpus.toml of a folder, in order; none where there is no such file.

    Raises SourceError, which names the file and the row, where it cannot be used.
    """
    path = folder / CHOICES_FILE
    return parse_choices(path.read_bytes(), path) if path.exists() else []


def parse_choices(content: bytes, path: Path | str) -> list[Rule]:
    """The rows of the bytes of such a file; ``path`` names it in sentences. Raises SourceError."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(
            f'{path}: is not TOML ({error}); write names between quotes, as in text = "content"'
        ) from error
    rows = said.get(TABLE)
    if set(said) != {TABLE} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(f"{path}: begin each row with [[{TABLE}]]; there is nothing else in corpus.toml")
    return [_rule(row, f"{path}, row {number}") for number, row in enumerate(rows, 1)]


def choice_of(file: str, rules: Iterable[Rule]) -> Choice:
    """How the file of that path below the folder is read: as the first rule that fits says."""
    for rule in rules:
        if any(fnmatchcase(file.lower(), pattern.lower()) for pattern in rule.files):
            return rule.choice
    return Choice()


def to_toml(rules: Iterable[Rule], remarks: Mapping[int, str] | None = None) -> str:
    """The rows as ``read_choices`` reads them, each under its remark: {number of the row, from 0: remark}."""
    rows = []
    for number, rule in enumerate(rules):
        files = rule.files[0] if len(rule.files) == 1 else list(rule.files)
        said = {TABLE: files, "records": rule.choice.records, "encoding": rule.choice.encoding}
        stated = {key: value for key, value in said.items() if value} | dict(rule.choice.fields)
        remark = (remarks or {}).get(number, "")
        lines = [f"# {line}" for line in remark.splitlines()]
        lines += [f"[[{TABLE}]]", *(f"{key} = {_literal(stated[key])}" for key in KEYS if key in stated)]
        rows.append("\n".join(lines) + "\n")
    return "\n".join(rows)


def _rule(row: Mapping[str, Any], where: str) -> Rule:
    for key, value in row.items():
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise SourceError(f"{where}: has no key {key!r}{meant} The keys are {', '.join(KEYS)}")
        patterns = key == TABLE and isinstance(value, list) and all(isinstance(each, str) for each in value)
        if not isinstance(value, str) and not patterns:
            raise SourceError(f'{where}: {key} must be text between quotes, as in {key} = "…"')
    files = row.get(TABLE) or []
    if not files:
        raise SourceError(f'{where}: says nothing of which files it is for; add {TABLE} = "*.csv"')
    fields = {name: row[name] for name in FIELDS if name in row}
    choice = Choice(row.get("encoding", ""), row.get("records", ""), fields)
    return Rule([files] if isinstance(files, str) else files, choice)


def _literal(value: str | Sequence[str]) -> str:
    """A value as TOML writes it: JSON's strings are TOML's, but for one character that JSON leaves."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

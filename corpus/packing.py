"""A built corpus as one zip, to keep, to pass on and to open again: the tables as built, and as CSV."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus import InputError
from corpus.cells import inert
from corpus.citations import number_of
from corpus.corrections import Correction, write_corrections
from corpus.formats.built import CORRECTIONS
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS, SCENES_FILE, table_file

README = """\
双边 Shuangbian

这是一份已经整理好的语料。
  documents.csv、paragraphs.csv    文档和段落，可用 Excel、WPS 表格等打开；number 是引用中的段号
  documents.parquet、paragraphs.parquet、manifest.json    同样的内容，供程序使用
  corrections.csv    对标注的更正（如有）
  scenes.toml    导览（如有）
再次打开：不要解压，在“我的文档”中添加这个压缩包；或在命令行中运行
  python -m corpus build corpus.zip

This is a corpus as it was built.
  documents.csv, paragraphs.csv    documents and paragraphs, for Excel and other spreadsheets; number is
                                   the paragraph's, as in citations
  documents.parquet, paragraphs.parquet, manifest.json    the same, for programs
  corrections.csv    corrections of the tags, where some were made
  scenes.toml    a tour, where there is one
To open it again do not unpack it: add this zip in "My documents", or run
  python -m corpus build corpus.zip
"""

_BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for the system's encoding
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same corpus gives the same bytes
_ROWS_AT_ONCE = 1_000


def pack(folder: Path, corrections: Sequence[Correction] = ()) -> bytes:
    """The zip of the corpus that was built into ``folder``, with the ``corrections`` of its tags.

    The same corpus gives the same bytes. Raises InputError where the folder holds no corpus.
    """
    manifest, tables = _files(folder)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _write(archive, "README.txt", README)
        _write(archive, MANIFEST, manifest)
        for name, parts in tables.items():
            _write(archive, name, _one_file(parts), packed_already=True)
        for name, parts in tables.items():
            _write(archive, Path(name).with_suffix(".csv").name, "".join(_csv(name, parts)))
        if corrections:
            _write(archive, CORRECTIONS, write_corrections(corrections))
        if (tour := folder / SCENES_FILE).is_file():
            _write(archive, SCENES_FILE, tour.read_bytes())
    return packed.getvalue()


def _files(folder: Path) -> tuple[bytes, dict[str, list[Path]]]:
    """The manifest of a data folder without parts, and the files of each table."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        parts = json.loads(manifest).get("parts", [])
    except (OSError, ValueError, AttributeError):
        parts = []
    tables = {
        name: [table_file(folder, name, part) for part in parts] or [folder / name]
        for name in (DOCUMENTS, PARAGRAPHS)
    }
    missing = [path for path in (folder / MANIFEST, *chain(*tables.values())) if not path.is_file()]
    if missing:
        raise InputError(f"{missing[0]} is missing; name a folder that python -m corpus build wrote")
    if parts:  # they are one file in the zip
        known = json.loads(manifest) | {"parts": []}
        manifest = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    return manifest, tables


def _one_file(parts: Sequence[Path]) -> bytes:
    """The bytes of a table, whose parts become one file."""
    if len(parts) == 1:
        return parts[0].read_bytes()
    joined = io.BytesIO()
    with pq.ParquetWriter(joined, pq.read_schema(parts[0]), compression="zstd") as table:
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches():
                table.write_batch(batch)
    return joined.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: str | bytes, packed_already: bool = False) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_STORED if packed_already else zipfile.ZIP_DEFLATED
    member.create_system, member.external_attr = 3, 0o644 << 16  # alike on every system
    archive.writestr(member, _BYTE_ORDER_MARK + content if isinstance(content, str) else content)


def _csv(name: str, parts: Sequence[Path]) -> Iterator[str]:
    """A table as lines of CSV, no cell of which is a formula; the documents without their text, the
    paragraphs with their numbers, as citations have them, in place of their positions."""
    columns = [
        column
        for column in pq.read_schema(parts[0]).names
        if name != DOCUMENTS or column not in ("lines", "indented")
    ]
    yield _row("number" if column == "position" else column for column in columns)
    for part in parts:
        for batch in pq.ParquetFile(part).iter_batches(_ROWS_AT_ONCE, columns=columns):
            for row in batch.to_pylist():
                if "position" in row:
                    row["position"] = number_of(row)
                yield _row(map(_cell, row.values()))


def _row(cells: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, dict):  # a piece of evidence
        return " ".join(str(value[name]) for name in ("counterpart", "tag", "rule", "text") if value[name])
    if isinstance(value, list):
        between = "; " if value and isinstance(value[0], dict) else " "
        return inert(between.join(map(_cell, value)))
    return "" if value is None else inert(str(value))

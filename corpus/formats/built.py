"""A corpus that was built and packed: .zip with manifest.json and documents.parquet in it.

Its documents are read again from their lines, and everything else is built anew: whatever it says of tags and
paragraphs is neither needed nor believed. Of other zips nothing gets here but those in another zip.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import INDENT, Choice, Contents, Extract
from corpus.formats.zipped import member_bytes, opened_zip
from corpus.ids import distinct
from corpus.limits import Limits
from corpus.schema import DOCUMENTS, MANIFEST

CORRECTIONS = "corrections.csv"

_ID, _LINES, _INDENTED = "document_id", "lines", "indented"
_ID_LENGTH = 400  # of one document of a file of many, too
_KNOWN = ("file", *metadata.FIELDS, "title_from", "date_from", "format", "encoding")
_TYPES = dict.fromkeys((_ID, *_KNOWN), pa.string()) | {
    _LINES: pa.list_(pa.string()),
    _INDENTED: pa.list_(pa.int32()),
}
_AT_ONCE = 16  # documents

Row = dict[str, Any]


def is_built(names: Collection[str]) -> bool:
    """Whether an archive that holds files of these names is a built corpus."""
    return {MANIFEST, DOCUMENTS} <= set(names)


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The documents of a built corpus, each with what is known of it and its id as key; its corrections."""
    held, archive = _held(content, file, limits)
    rows = _rows(_unpacked(archive, held[DOCUMENTS], file, limits), file, limits)
    corrections = _unpacked(archive, held[CORRECTIONS], file, limits) if CORRECTIONS in held else b""
    return Contents(
        [
            Extract(_lines(row), key=key, known={name: row[name] for name in _KNOWN if row.get(name)})
            for key, row in zip(_ids(rows), rows, strict=True)
        ],
        corrections=corrections,
    )


def _lines(row: Row) -> list[str]:
    """The lines of a document, those that were indented in its source indented again."""
    indented = set(row.get(_INDENTED) or ())
    return [f"{INDENT}{line}" if number in indented else line for number, line in enumerate(row[_LINES], 1)]


def _ids(rows: Sequence[Row]) -> list[str]:
    return distinct((row[_ID] or "" for row in rows), most=_ID_LENGTH)


def _held(content: bytes, file: str, limits: Limits) -> tuple[dict[str, zipfile.ZipInfo], zipfile.ZipFile]:
    """The members of the archive by their names without folders, and the archive."""
    archive = opened_zip(content, file, limits)
    held = {each.filename.rpartition("/")[2]: each for each in reversed(archive.infolist())}
    if not is_built(held):
        raise SourceError(fault="archive-in-archive", file=file)
    return held, archive


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, limits: Limits) -> bytes:
    content = member_bytes(archive, member, file, limits.file_bytes)
    if content is None:
        raise SourceError(fault="unpacks-to-more", file=file, limit=limits.file_megabytes)
    return content


def _rows(content: bytes, file: str, limits: Limits) -> list[Row]:
    """The rows of documents.parquet with the columns of _TYPES that it has."""
    try:
        schema = pq.read_schema(io.BytesIO(content))
        columns = [name for name in _TYPES if name in schema.names]
        for name in _TYPES:
            if schema.field(name).type != _TYPES[name] if name in columns else name in (_ID, _LINES):
                raise SourceError(fault="not-a-corpus", file=file, column=name)
        table = pq.ParquetFile(io.BytesIO(content), read_dictionary=_leaves(content, columns))
        if table.metadata.num_rows > limits.documents:
            raise SourceError(
                fault="too-many-documents",
                file=file,
                documents=table.metadata.num_rows,
                limit=limits.documents,
            )
        left = limits.upload_bytes
        rows: list[Row] = []
        for batch in table.iter_batches(_AT_ONCE, columns=columns):
            left -= sum(map(_weight, batch.columns))
            if left < 0:
                raise SourceError(fault="unpacks-to-more", file=file, limit=limits.upload_megabytes)
            rows += batch.to_pylist()
    except pa.ArrowException as error:
        raise SourceError(fault="cut-short", file=file) from error
    return [row | {_LINES: [line or "" for line in row[_LINES] or ()]} for row in rows]


def _leaves(content: bytes, columns: Collection[str]) -> list[str]:
    """The paths of ``columns`` in the file, as it names them."""
    schema = pq.read_metadata(io.BytesIO(content)).schema
    paths = [schema.column(number).path for number in range(len(schema))]
    return [path for path in paths if path.partition(".")[0] in columns and not path.startswith(_INDENTED)]


def _weight(column: pa.Array) -> int:
    """The bytes of text in a column that holds each text once, and a byte for each place where one stands;
    those of numbers.

    A file of a few bytes can say that a long text stands in a million places.
    """
    values = column.flatten() if pa.types.is_list(column.type) else column
    if not pa.types.is_dictionary(values.type):
        return int(values.nbytes)
    lengths = pc.take(pc.binary_length(values.dictionary), values.indices)
    return len(values) + int(pc.sum(lengths).as_py() or 0)

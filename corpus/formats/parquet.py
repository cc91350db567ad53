"""Columnar files: .parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.faults import SourceError
from corpus.formats import Choice, Contents, records
from corpus.limits import Limits

_BATCH = 32  # rows in memory: a small file may repeat a value of many megabytes
_SAMPLED = 3  # batches by which columns are judged


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """A document of each row. After the first batch only the columns that are needed are read.

    What is nested has columns as in JSON, ``a.b``; bytes are no text.
    """
    try:
        table = pq.ParquetFile(pa.BufferReader(content))
    except pa.ArrowInvalid as error:
        if content.startswith(b"PAR1"):
            raise SourceError(fault="cut-short", file=file) from error
        raise SourceError(fault="not-its-ending", file=file, ending=".parquet") from error
    records.check_number(table.metadata.num_rows, file, limits)
    groups = (table.metadata.row_group(number) for number in range(table.metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > limits.file_bytes:
        raise SourceError(fault="unpacks-to-more", file=file, limit=limits.file_megabytes)
    names = [field.name for field in table.schema_arrow if not pa.types.is_binary(field.type)]
    sample = list(chain.from_iterable(islice(_batches(table, names), _SAMPLED)))
    layout = records.layout(sample, file, choice, names)
    needed = [name for name in names if any(_holds(name, column) for column in layout.fields.values())]
    found = chain.from_iterable(_batches(table, needed))
    return records.contents(found, layout, file, choice, limits)


def _batches(table: pq.ParquetFile, columns: Sequence[str]) -> Iterator[list[dict[str, str]]]:
    for batch in table.iter_batches(_BATCH, columns=list(columns), use_threads=False):
        yield [records.flattened(row) for row in batch.to_pylist()]


def _holds(name: str, column: str) -> bool:
    return column == name or column.startswith((f"{name}.", f"{name}["))

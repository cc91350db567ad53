"""The schema of the tables that a build writes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

SCHEMA_VERSION = 5

MANIFEST = "manifest.json"
DOCUMENTS = "documents.parquet"
PARAGRAPHS = "paragraphs.parquet"
TERMS = "terms.parquet"
"""The files of a data folder; a large corpus has a folder of parts in the place of each table."""

SCENES_FILE = "scenes.toml"
"""A tour of the data, where they have one (``corpus.scenes``): beside them, and beside the sources."""

TABLES = (DOCUMENTS, PARAGRAPHS)
"""The tables that every data folder has."""

EVIDENCE = pa.struct(
    [
        ("counterpart", pa.string()),
        ("tag", pa.string()),  # about | mentions
        ("rule", pa.string()),  # a name of evidence.RULES, or corrections.RULE
        ("start", pa.int32()),  # characters in the paragraph's text; text == paragraph[start:end]
        ("end", pa.int32()),
        ("text", pa.string()),
        ("origin", pa.string()),  # paragraph_id of the heading or earlier paragraph, or ""
        ("strength", pa.float64()),  # 0 to 1, to two places
        ("ambiguous", pa.list_(pa.string())),  # the candidates, where nothing decided between them
    ]
)

DOCUMENT_COLUMNS = pa.schema(
    [
        ("document_id", pa.string()),
        ("file", pa.string()),  # relative to the folder that holds documents.csv
        ("title", pa.string()),
        ("date", pa.string()),  # ISO 8601, or "" where unknown
        ("source", pa.string()),
        ("speaker", pa.string()),
        ("url", pa.string()),
        ("title_from", pa.string()),  # a name of metadata.ORIGINS, or "" where unknown
        ("date_from", pa.string()),
        ("format", pa.string()),  # a name of formats.FORMATS
        ("encoding", pa.string()),  # how its file's characters were stored, or "" where the format says
        ("paragraphs", pa.int32()),  # body paragraphs and quotations that count
        ("characters", pa.int32()),
        ("lines", pa.list_(pa.string())),  # the source, normalised line by line: lines[i] is its line i + 1
        ("indented", pa.list_(pa.int32())),  # numbers of the lines that begin with white space in the source
    ]
)

KNOWN_OF_DOCUMENTS = tuple(name for name in DOCUMENT_COLUMNS.names if name not in ("lines", "indented"))
"""What is kept of every document; the lines are read for one at a time, by ``Corpus.lines``."""

PARAGRAPH_COLUMNS = pa.schema(
    [
        ("paragraph_id", pa.string()),  # document_id:place, as Paragraph has it
        ("document_id", pa.string()),
        ("position", pa.int32()),  # reading order after repair, from 0
        ("section", pa.string()),  # text of the heading it stands under, or ""
        ("section_id", pa.string()),  # paragraph_id of that heading, or ""
        ("kind", pa.string()),  # a name of paragraphs.KINDS
        ("text", pa.string()),
        ("lines", pa.list_(pa.int32())),  # 1-based source lines of the text, in reading order
        ("repairs", pa.list_(pa.string())),  # names of paragraphs.REPAIRS
        ("copies", pa.int32()),  # how often the same text stood in the document
        ("copy_lines", pa.list_(pa.int32())),  # source lines of the further copies
        ("about", pa.list_(pa.string())),  # counterpart codes, strongest first
        ("mentions", pa.list_(pa.string())),
        ("about_strength", pa.list_(pa.float64())),  # 0 to 1, of each code of about
        ("mentions_strength", pa.list_(pa.float64())),
        ("evidence", pa.list_(EVIDENCE)),
        ("tokens", pa.list_(pa.string())),  # words in order, stop words included, punctuation not
        ("characters", pa.int32()),
        ("counted", pa.bool_()),  # body, or a quotation that repeats no body paragraph
        ("date", pa.string()),
        ("title", pa.string()),
        ("article", pa.string()),  # of another article in the source: its title or the mark that continues it
    ]
)


TERM_COLUMNS = pa.schema(
    [
        ("tag", pa.string()),  # about | mentions, or "" for all counted paragraphs
        ("counterpart", pa.string()),  # the code, or "" for all
        ("month", pa.string()),  # 2021-03, or what is known of it; "" where nothing is; terms.ALL_MONTHS
        ("term", pa.string()),  # a word, stop words included
        ("frequency", pa.int32()),  # how often it occurs
        ("paragraphs", pa.int32()),  # in how many paragraphs
    ]
)
"""The table of terms: sorted by its first four columns. Counted are counted paragraphs."""


def table_file(folder: Path, table: str, part: str = "") -> Path:
    """The file of a part of a table: in a folder of parts, or the one file of a corpus without parts."""
    return folder / table / f"{part}.parquet" if part else folder / table

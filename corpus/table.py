"""``Corpus``: opens what a build wrote, and answers with DataFrames."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, repeat
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import Any, BinaryIO

import duckdb
import pandas as pd
import pyarrow as pa

from corpus import search
from corpus.corrections import Correction, corrected, fit
from corpus.cutting import recut
from corpus.memory import Memory, remembered
from corpus.schema import (
    DOCUMENT_COLUMNS,
    DOCUMENTS,
    EVIDENCE,
    KNOWN_OF_DOCUMENTS,
    MANIFEST,
    PARAGRAPH_COLUMNS,
    PARAGRAPHS,
    SCHEMA_VERSION,
    TABLES,
    table_file,
)
from corpus.selection import PAGE_LENGTH, Selection
from corpus.tokens import STOPWORDS

MEGABYTES = 256
"""Memory that the queries of a corpus may take."""


class CorpusError(Exception):
    """Data that cannot be shown. The message is one sentence that names it and the command that mends it."""


class ChangedError(CorpusError):
    """Other data stand where those of a corpus were: open them, and ask again."""


class Corpus(Memory):
    """The tables of one data folder, opened once and asked by any number of threads.

    Statistics and views ask about ``counted`` paragraphs: the text proper, each text once.
    A corpus as ``corrected`` gives it knows its ``corrections``, the ``verdicts`` on each paragraph_id, and
    the rows of PARAGRAPH_COLUMNS as they were built ``before`` them; one as ``recut`` gives it knows the
    ``added_terms``. Of any other they are empty. Both together go in either order.
    """

    def __init__(
        self,
        folder: Path,
        *more: Path,
        taken: Collection[str] = (),
        megabytes: int = MEGABYTES,
        spills: bool = True,
    ) -> None:
        """Open ``folder``, or several together as one corpus.

        A document whose id is ``taken``, or stands in an earlier folder, has another here: the id with +2, +3
        … at its end (``renamed``: {id here: id as built}). ``megabytes`` of memory are what its queries may
        take; ``spills`` says whether they may put on the disk what has no room there.
        Raises CorpusError where a folder is missing, damaged or of another schema version.
        """
        super().__init__()
        self.folder = folder
        self.folders = (folder, *more)
        self.megabytes = megabytes
        self.renamed: dict[str, str] = {}
        self.corrections: tuple[Correction, ...] = ()
        self.verdicts: Mapping[str, tuple[Correction, ...]] = {}
        self.before: Mapping[str, dict[str, Any]] = {}
        self.added_terms: tuple[str, ...] = ()
        self._overlays: Mapping[str, pa.Table] = {}  # rows in place of those that were built
        self._own: duckdb.DuckDBPyConnection | None = None
        self._lock = Lock()
        self._tried: dict[str, str] = {}  # patterns, and why they cannot be used
        self._slow: set[str] = set()  # those that were slow once
        self._held: list[BinaryIO] = []  # files that have no name of their own, and stay what they are
        self._stamps = [stamp(each) for each in self.folders]
        manifests = [_read_manifest(each) for each in self.folders]
        self.manifest = manifests[0]
        self._connection = duckdb.connect()
        self._connection.execute(f"SET memory_limit = '{megabytes}MB'; SET parquet_metadata_cache = true")
        if not spills:
            self._connection.execute("SET temp_directory = ''")
        self._connection.execute("CREATE TABLE stopwords AS SELECT unnest(?) AS feature", [sorted(STOPWORDS)])
        self._connection.execute("CREATE TABLE renamed (folder INTEGER, document_id VARCHAR, other VARCHAR)")
        self._files: list[Path] = []
        files = [_parts(*each) for each in zip(self.folders, repeat(DOCUMENTS), manifests)]
        read = [self._checked(parts, DOCUMENT_COLUMNS) for parts in files]
        self._rename(read, taken)
        self._sources = self._open_table("documents", read, files, KNOWN_OF_DOCUMENTS)
        files = [_parts(*each) for each in zip(self.folders, repeat(PARAGRAPHS), manifests)]
        read = [self._checked(parts, PARAGRAPH_COLUMNS) for parts in files]
        self._open_table("paragraphs", read, files, PARAGRAPH_COLUMNS.names)
        if self._is_changed():
            raise ChangedError(f"{folder} was changed while it was opened; open it again")

    def _checked(self, parts: Sequence[Path], schema: pa.Schema) -> str:
        """The SQL that reads the files of one table. Raises CorpusError where they are not as ``schema``."""
        self._files += parts
        files = {self._lasting(part): part for part in parts}
        listed = f"[{', '.join(map(_quoted, files))}]"
        try:
            found = self._connection.execute(
                f"SELECT file_name, list(name) FROM parquet_schema({listed}) GROUP BY file_name"
            ).fetchall()
        except duckdb.Error as error:
            raise CorpusError(f"{self._damaged(files)} is damaged and cannot be read; {_MEND}") from error
        columns = {files[file]: set(names) for file, names in found}
        for part in parts:
            if missing := [name for name in schema.names if name not in columns[part]]:
                raise CorpusError(f"{part} has no column {', '.join(missing)}; {_MEND}")
        return f"read_parquet({listed})"

    def _lasting(self, part: Path) -> str:
        """The path of a file that stays what it is, also when a build puts another in its place: parts are
        named by their content; a table of one file is held open, and read by that where the system can."""
        if part.name not in TABLES or not _DESCRIPTORS.is_dir():
            return str(part)
        self._held.append(part.open("rb"))
        return str(_DESCRIPTORS / str(self._held[-1].fileno()))

    def _damaged(self, files: Mapping[str, Path]) -> Path:
        """The first of the files that cannot be read."""
        for file, part in files.items():
            try:
                self._connection.execute(f"FROM parquet_schema({_quoted(file)})").fetchall()
            except duckdb.Error:
                return part
        return next(iter(files.values()))

    def _is_changed(self) -> bool:
        """Whether other data stand now where these were opened."""
        return any(stamp(each) != then for each, then in zip(self.folders, self._stamps, strict=True))

    def _rename(self, documents: Sequence[str], taken: Collection[str]) -> None:
        """Fill the table ``renamed`` with the documents whose ids are there before."""
        known = {*taken}
        for number, read in enumerate(documents):
            here = [
                name for (name,) in self._connection.execute(f"SELECT document_id FROM {read}").fetchall()
            ]
            for name in here:
                if name in known:
                    ids = (f"{name}+{nth}" for nth in count(2))
                    other = next(each for each in ids if each not in known and each not in here)
                    self._connection.execute("INSERT INTO renamed VALUES (?, ?, ?)", [number, name, other])
                    known.add(other)
                    self.renamed[other] = name
            known |= {*here}

    def _open_table(
        self, table: str, read: Sequence[str], files: Sequence[Sequence[Path]], kept: Sequence[str]
    ) -> str:
        """Open a table with the columns ``kept``; the SQL that reads all of them from its files."""
        sources = [self._with_other_ids(each, table, number) for number, each in enumerate(read)]
        source = (
            sources[0]
            if len(sources) == 1
            else f"({' UNION ALL BY NAME '.join(f'FROM {each}' for each in sources)})"
        )
        size = sum(part.stat().st_size for parts in files for part in parts)
        small = size <= _SMALL * self.megabytes / MEGABYTES
        try:
            # a second thread is slower than the query where the table is small
            self._connection.execute(f"SET threads = {1 if small else 2}")
            self._connection.execute(
                f"CREATE {'TABLE' if small else 'VIEW'} {table} AS SELECT {', '.join(kept)} FROM {source}"
            )
        except duckdb.Error as error:
            raise CorpusError(f"{files[0][0]} is damaged and cannot be read; {_MEND}") from error
        return source

    def _with_other_ids(self, read: str, table: str, folder: int) -> str:
        """The SQL of one folder's rows, in which documents that are ``renamed`` have their other id."""
        if not self._connection.execute("FROM renamed WHERE folder = ? LIMIT 1", [folder]).fetchall():
            return read

        def other(place: str) -> str:  # of a paragraph of the same document: document_id:line
            return f"if({place} = '', '', r.other || substr({place}, length(t.document_id) + 1))"

        columns = {"document_id": "r.other"}
        if table == "paragraphs":
            fields = {field.name: f'each."{field.name}"' for field in EVIDENCE}
            fields["origin"] = other("each.origin")
            packed = ", ".join(f'"{name}" := {sql}' for name, sql in fields.items())
            columns |= {
                "paragraph_id": other("t.paragraph_id"),
                "section_id": other("t.section_id"),
                "evidence": f"list_transform(t.evidence, lambda each: struct_pack({packed}))",
            }
        replaced = ", ".join(
            f"if(r.other IS NULL, t.{name}, {sql}) AS {name}" for name, sql in columns.items()
        )
        return (
            f"(SELECT t.* REPLACE ({replaced}) FROM {read} AS t LEFT JOIN memory.main.renamed AS r"
            f" ON r.folder = {folder} AND r.document_id = t.document_id)"
        )

    def corrected(self, corrections: tuple[Correction, ...]) -> Corpus:
        """The corpus with the tags that ``corrections`` wish, in place of those of before; this one stays."""
        documents = sorted({each.document for each in corrections})
        places = self.rows(
            f"""
            SELECT document_id, paragraph_id, text FROM {_BUILT}
            WHERE list_contains(?::VARCHAR[], document_id) ORDER BY document_id, position
            """,
            [documents],
        )
        verdicts, _ = fit(places, corrections)
        before = self.rows(
            f"SELECT {', '.join(PARAGRAPH_COLUMNS.names)} FROM {_BUILT}"
            " WHERE list_contains(?::VARCHAR[], paragraph_id)",
            [sorted(verdicts)],
        )
        rows = [corrected(row, verdicts[row["paragraph_id"]]) for row in before]
        other = self._overlaid("corrected", pa.Table.from_pylist(rows, schema=_schema(_TAG_COLUMNS)))
        other.corrections = corrections
        other.verdicts = verdicts
        other.before = {row["paragraph_id"]: row for row in before}
        return other

    def recut(self, terms: tuple[str, ...]) -> Corpus:
        """The corpus with ``terms`` kept whole in its tokens, in place of those of before; this one stays.

        The same corpus and terms give the same object, as long as it is one of the last that were asked for.
        """
        return self if terms == self.added_terms else _recut(self, terms)

    def _overlaid(self, name: str, rows: pa.Table) -> Corpus:
        """The corpus with the columns of ``rows`` in place of its own in the paragraphs that they name.

        Its ``paragraphs`` are a view of its own connection, which no other corpus sees. Rows of the same
        ``name`` take the place of those of before.
        """
        other = copy(self)  # what is known of documents, sections and sizes does not change
        other.forget()
        other._overlays = {**self._overlays, name: rows}
        own = self._connection.cursor()
        columns = {column: f"built.{column}" for column in PARAGRAPH_COLUMNS.names}
        joins = ""
        for each, laid in other._overlays.items():
            if laid.num_rows:
                own.register(each, laid)
                joins += f" LEFT JOIN {each} ON {each}.paragraph_id = built.paragraph_id"
                columns |= {
                    column: f"coalesce({each}.{column}, built.{column}) AS {column}"
                    for column in laid.column_names
                    if column != "paragraph_id"
                }
        selected = ", ".join(columns.values())
        own.execute(f"CREATE TEMP VIEW paragraphs AS SELECT {selected} FROM {_BUILT} AS built{joins}")
        other._own, other._lock = own, Lock()
        return other

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection that a query runs on: one for each, or the one that has other rows."""
        try:
            if self._own is None:
                yield self._connection.cursor()
            else:
                with self._lock:
                    yield self._own
        except duckdb.OutOfMemoryException as error:
            raise CorpusError(
                "These documents are too many for the memory that they may take here; bring fewer at once"
            ) from error
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            about_a_file = ".parquet" in str(error) or str(_DESCRIPTORS) in str(error)
            if isinstance(error, duckdb.InvalidInputException) and not about_a_file:
                raise  # a query of ours is wrong, not the data
            if self._is_changed():
                raise ChangedError(f"{self.folder} was changed while it was open; open it again") from error
            gone = [str(each) for each in self._files if not each.is_file()]
            place = gone[0] if gone else self.folder
            raise CorpusError(
                f"{place} is {'missing' if gone else 'damaged and cannot be read'}; {_MEND}"
            ) from error

    def query(self, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """The rows that ``sql`` gives over the views ``documents`` and ``paragraphs``."""
        with self._cursor() as cursor:
            return cursor.execute(sql, parameters).df()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows that ``sql`` gives, as dicts of plain Python values."""
        with self._cursor() as cursor:
            found = cursor.execute(sql, parameters).fetchall()
            names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in found]

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        """The rows of KNOWN_OF_DOCUMENTS, by date."""
        columns = ", ".join(KNOWN_OF_DOCUMENTS)
        return self.rows(f"SELECT {columns} FROM documents ORDER BY date, document_id")

    def lines(self, document_id: str) -> list[str]:
        """The lines of one document's source: the first is its line 1."""
        found = self.rows(f"SELECT lines FROM {self._sources} WHERE document_id = ?", [document_id])
        return list(found[0]["lines"]) if found else []

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Every heading in document order: section_id, text, document_id, and how many counted
        ``paragraphs`` stand under it, 0 where the source has only the heading."""
        return self.rows(
            """
            WITH sizes AS (
                SELECT section_id, count(*) AS paragraphs FROM paragraphs WHERE counted GROUP BY ALL
            )
            SELECT paragraph_id AS section_id, text, document_id, coalesce(sizes.paragraphs, 0) AS paragraphs
            FROM paragraphs AS heading LEFT JOIN sizes ON sizes.section_id = heading.paragraph_id
            WHERE kind = 'heading' ORDER BY date, document_id, position
            """
        )

    @cached_property
    def size(self) -> int:
        """How many paragraphs count."""
        return self.count(Selection())

    def known(self, selection: Selection) -> Selection:
        """The selection without what this corpus does not have, and without patterns that cannot be used."""
        refused = self.refusals(selection)
        sections = {section["section_id"] for section in self.sections}
        documents = {document["document_id"] for document in self.documents}
        wanted = [name for name in (selection.paragraph, selection.cut) if name]
        there = wanted and {
            row["paragraph_id"]
            for row in self.rows(
                "SELECT paragraph_id FROM paragraphs WHERE list_contains(?::VARCHAR[], paragraph_id)",
                [wanted],
            )
        }
        return replace(
            selection,
            terms=tuple(each for each in selection.terms if each not in refused),
            without=tuple(each for each in selection.without if each not in refused),
            highlights=tuple(each for each in selection.highlights if each not in refused),
            keyword="" if selection.keyword in refused else selection.keyword,
            sections=tuple(each for each in selection.sections if each in sections),
            documents=tuple(each for each in selection.documents if each in documents),
            document=selection.document if selection.document in documents else "",
            paragraph=selection.paragraph if selection.paragraph in there else "",
            cut=selection.cut if selection.cut in there else "",
        )

    def refusals(self, selection: Selection) -> dict[str, str]:
        """The patterns of the selection that cannot be used, each with the reason: what is wrong with it,
        or ``search.TOO_SLOW``."""
        patterns = {
            term
            for name in search.FIELDS
            for term in (*getattr(selection, name), selection.keyword)
            if search.is_pattern(term)
        }
        return {term: reason for term in sorted(patterns) if (reason := self._refusal(term))}

    def _refusal(self, term: str) -> str:
        """Why a pattern cannot be used; a pattern is tried once, for no longer than search.SECONDS."""
        reason = self._tried.get(term)
        if reason is None:
            reason = search.fault(term)
            if not reason:
                condition, parameters = search.condition((term,), "any")
                with self._cursor() as cursor:
                    timer = Timer(search.SECONDS, cursor.interrupt)
                    started = monotonic()
                    timer.start()
                    try:
                        cursor.execute(
                            f"SELECT count(*) FROM paragraphs WHERE {condition}", parameters
                        ).fetchall()
                    except duckdb.InterruptException:
                        pass
                    finally:
                        timer.cancel()
                    # it is interrupted between two batches of rows, and not inside one
                    if monotonic() - started > search.SECONDS:
                        reason = search.TOO_SLOW
            if len(self._tried) >= _TRIED:
                self._tried.clear()
                self._slow.clear()
            if reason == search.TOO_SLOW and term not in self._slow:
                self._slow.add(term)  # it may have been the machine: it is tried once more
            else:
                self._tried[term] = reason
        return reason

    def count(self, selection: Selection, without: Collection[str] = ()) -> int:
        """How many paragraphs are selected."""
        condition, parameters = where(selection, without)
        return int(self.rows(f"SELECT count(*) AS n FROM paragraphs WHERE {condition}", parameters)[0]["n"])

    def page(self, selection: Selection) -> list[dict[str, Any]]:
        """The rows of PARAGRAPH_COLUMNS on the page that the selection shows."""
        condition, parameters = where(selection)
        order, order_parameters = _order(selection)
        return self.rows(
            f"SELECT * FROM paragraphs WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",
            [*parameters, *order_parameters, PAGE_LENGTH, (selection.page - 1) * PAGE_LENGTH],
        )

    def page_of(self, selection: Selection) -> int:
        """The page on which the selected ``paragraph`` stands, 0 where the filters leave it out."""
        condition, parameters = where(selection)
        order, order_parameters = _order(selection)
        found = self.rows(
            f"""
            SELECT rank FROM (
                SELECT paragraph_id, row_number() OVER (ORDER BY {order}) AS rank
                FROM paragraphs WHERE {condition}
            ) WHERE paragraph_id = ?
            """,
            [*order_parameters, *parameters, selection.paragraph],
        )
        return (int(found[0]["rank"]) - 1) // PAGE_LENGTH + 1 if found else 0

    def surroundings(self, rows: Sequence[Mapping[str, Any]]) -> Surroundings:
        """What stands before and after each of ``rows`` in its document, and what its evidence comes from."""
        beside = {(row["document_id"], row["position"] + step) for row in rows for step in (-1, 1)}
        origins = {each["origin"] for row in rows for each in row["evidence"] if each["origin"]}
        found = self.rows(
            """
            SELECT paragraph_id, document_id, position, kind, text, lines FROM paragraphs
            WHERE (list_contains(?::INTEGER[], position) AND list_contains(?::VARCHAR[], document_id))
                OR list_contains(?::VARCHAR[], paragraph_id)
            """,
            [sorted({place for _, place in beside}), sorted({name for name, _ in beside}), sorted(origins)],
        )
        return Surroundings(
            {(row["document_id"], row["position"]): row for row in found},
            {row["paragraph_id"]: row for row in found},
        )


@dataclass(frozen=True)
class Surroundings:
    """Rows of paragraph_id, document_id, position, kind, text and lines, by place and by paragraph_id."""

    by_place: Mapping[tuple[str, int], Mapping[str, Any]]
    by_id: Mapping[str, Mapping[str, Any]]


_SMALL = 8_000_000
"""Bytes of Parquet up to which a table is read into memory: half the time of a query over the files."""

_TRIED = 1000
"""Patterns whose trial is remembered."""

_MEND = "run python -m corpus build"

_BUILT = "memory.main.paragraphs"
"""The paragraphs as the build wrote them, also where a view with other rows stands before them."""

_TAG_COLUMNS = ("about", "mentions", "about_strength", "mentions_strength", "evidence")

_DESCRIPTORS = Path("/proc/self/fd")
"""Where a system shows the files that this process holds open."""

_BATCH = 2000
"""Paragraphs that are cut anew at a time: few enough to be small as Python's own values."""


def _schema(columns: Iterable[str]) -> pa.Schema:
    """The schema of rows that take the place of some ``columns`` of the paragraphs."""
    return pa.schema([PARAGRAPH_COLUMNS.field(name) for name in ("paragraph_id", *columns)])


@remembered(8)
def _recut(corpus: Corpus, terms: tuple[str, ...]) -> Corpus:
    # where every occurrence is a token already, nothing is to be done
    conditions: list[str] = []
    parameters: list[object] = []
    for term in terms:
        occurrences, values = search.hits(term)
        conditions.append(
            f"(contains(text, ?) AND len(list_filter(tokens, lambda each: each = ?)) < {occurrences})"
        )
        parameters += [term, term, *values]
    schema = _schema(("tokens",))
    batches = []
    with corpus._cursor() as cursor:
        found = cursor.execute(
            f"SELECT paragraph_id, text, tokens FROM {_BUILT} WHERE {' OR '.join(conditions) or 'false'}",
            parameters,
        )
        while rows := found.fetchmany(_BATCH):
            changed = [
                {"paragraph_id": name, "tokens": cut}
                for name, text, tokens in rows
                if (cut := recut(text, tokens, terms)) != tokens
            ]
            batches.append(pa.RecordBatch.from_pylist(changed, schema=schema))
    other = corpus._overlaid("recut", pa.Table.from_batches(batches, schema=schema))
    other.added_terms = terms
    return other


Condition = Callable[[Selection], tuple[str, list[object]]]

_CONDITIONS: Mapping[str, Condition] = {
    "relationships": lambda selection: (
        f"list_has_{selection.match}({codes(selection.tag, selection)}, ?)",
        [list(selection.relationships)],
    ),
    "words": lambda selection: ("list_has_all(tokens, ?)", [list(selection.words)]),
    "excluded": lambda selection: ("NOT list_has_any(tokens, ?)", [list(selection.excluded)]),
    "terms": lambda selection: search.condition(selection.terms, selection.terms_match),
    "without": lambda selection: search.exclusion(selection.without),
    "sections": lambda selection: ("list_contains(?, section_id)", [list(selection.sections)]),
    "documents": lambda selection: ("list_contains(?, document_id)", [list(selection.documents)]),
    "since": lambda selection: ("date >= ?", [selection.since]),
    # an until of 2021-03 takes in the whole month
    "until": lambda selection: (
        "(date <> '' AND date[:length(?::VARCHAR)] <= ?)",
        [selection.until, selection.until],
    ),
}


def codes(tag: str, selection: Selection) -> str:
    """The SQL of one tag's codes that are as strong as the selection asks: the strongest stand first."""
    if not selection.strength:
        return tag
    return f"{tag}[:len(list_filter({tag}_strength, lambda each: each >= {selection.strength:.2f}))]"


def where(selection: Selection, without: Collection[str] = ()) -> tuple[str, list[object]]:
    """The SQL condition of the selected paragraphs, and its parameters.

    ``without`` names fields that are left out: a chart ignores the filter on what it shows.
    """
    conditions, parameters = ["counted"], []
    for name, condition in _CONDITIONS.items():
        if getattr(selection, name) and name not in without:
            sql, values = condition(selection)
            conditions.append(sql)
            parameters += values
    return " AND ".join(conditions), parameters


def stamp(folder: Path) -> tuple[int, int, int]:
    """Tells the data of a folder from those that stand in their place later; zeros where there are none."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _order(selection: Selection) -> tuple[str, list[object]]:
    """The SQL order of the viewer: as in the source, or by the hits of the filters per length."""
    source = "date, document_id, position"
    if selection.order == "source":
        return source, []
    hits = (
        "len(list_filter(tokens, lambda token: list_contains(?, token))) + len(list_filter(evidence,"
        f" lambda each: each.tag = '{selection.tag}' AND list_contains(?, each.counterpart)))"
    )
    parameters: list[object] = [list(selection.words), list(selection.relationships)]
    for term in selection.terms:
        sql, values = search.hits(term)
        hits += f" + {sql}"
        parameters += values
    return f"({hits}) / greatest(characters, 1) DESC, {source}", parameters


def _parts(folder: Path, table: str, manifest: Mapping[str, Any]) -> list[Path]:
    """The files of a table: one, or the parts that the manifest names. Raises CorpusError where one is not
    there."""
    parts = [table_file(folder, table, name) for name in manifest.get("parts", ())] or [folder / table]
    for part in parts:
        if not part.is_file():
            raise CorpusError(f"{part} is missing; {_MEND}")
    return parts


def _read_manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    if not folder.is_dir():
        raise CorpusError(f"The data folder {folder} is missing; {_MEND}")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        version = manifest["schema"]
    except FileNotFoundError as error:
        raise CorpusError(f"{file} is missing; {_MEND}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{file} is damaged and cannot be read; {_MEND}") from error
    if version != SCHEMA_VERSION:
        raise CorpusError(f"{folder} has schema version {version}, this app reads {SCHEMA_VERSION}; {_MEND}")
    return dict(manifest)

"""``Corpus``: opens what a build wrote, and answers with DataFrames."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, repeat
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, Timer
from time import monotonic
from typing import Any, BinaryIO, overload

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import search
from corpus.corrections import RULE, Correction, corrected, fit
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
    TERM_COLUMNS,
    TERMS,
    table_file,
)
from corpus.selection import PAGE_LENGTH, Selection
from corpus.terms import Group, Tally, rows_of, terms_file
from corpus.tokens import STOPWORDS
from corpus.words import Hits, Mask, Words

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
    ``added_terms``. Of any other they are empty. Both together go in either order. ``numbered`` is how many
    paragraphs there are, counted or not.
    """

    def __init__(
        self,
        folder: Path,
        *more: Path,
        taken: Collection[str] = (),
        known: Corpus | None = None,
        megabytes: int = MEGABYTES,
        spills: bool = True,
    ) -> None:
        """Open ``folder``, or several together as one corpus.

        A document whose id is ``taken``, or stands in an earlier folder, has another here: the id with +2, +3
        … at its end (``renamed``: {id here: id as built}). The words, read when they are first
        needed, are shared with ``known``, a corpus of the first folders. ``megabytes`` of memory are what its
        queries may take; ``spills`` says whether they may put on the disk what has no room there.
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
        self._original: Corpus | None = None  # what it was made of
        self._own: duckdb.DuckDBPyConnection | None = None
        self._lock = Lock()
        self._tried: dict[str, str] = {}  # patterns, and why they cannot be used
        self._slow: set[str] = set()  # those that were slow once
        self._lasting_paths: dict[Path, str] = {}
        self._held: list[BinaryIO] = []  # files that have no name of their own, and stay what they are
        self._stamps = [stamp(each) for each in self.folders]
        manifests = [_read_manifest(each) for each in self.folders]
        self.manifest = manifests[0]
        self._connection = duckdb.connect()
        self._connection.execute(f"SET memory_limit = '{megabytes}MB'; SET parquet_metadata_cache = true")
        # of itself it would spill into the folder that the app was started in
        spilled = _quoted(Path(gettempdir()) / f"spilled-{os.getpid()}") if spills else "''"
        self._connection.execute(f"SET temp_directory = {spilled}")
        self._connection.execute("ATTACH ':memory:' AS packed (COMPRESS)")
        self._connection.execute("CREATE TABLE stopwords AS SELECT unnest(?) AS feature", [sorted(STOPWORDS)])
        self._connection.execute("CREATE TABLE renamed (folder INTEGER, document_id VARCHAR, other VARCHAR)")
        self._files: list[Path] = []
        files = [_parts(*each) for each in zip(self.folders, repeat(DOCUMENTS), manifests)]
        read = [self._checked(parts, DOCUMENT_COLUMNS) for parts in files]
        self._rename(read, taken)
        self._sources = _together(self._with_other_ids(each, DOCUMENTS, n) for n, each in enumerate(read))
        known_of = ", ".join(KNOWN_OF_DOCUMENTS)
        built = f"SELECT row_number() OVER () AS built, {known_of} FROM {self._sources}"
        self._pack("documents", built, "place", files)
        files = [_parts(*each) for each in zip(self.folders, repeat(PARAGRAPHS), manifests)]
        read = [self._checked(parts, PARAGRAPH_COLUMNS) for parts in files]
        self._open_paragraphs(read, files)
        self._pack("marks", _MARKS, "rank", files)
        self._read_words: Words | None = None
        self._recut_words: Words | None = None
        self._known = known
        self._reading = Lock()
        self._terms = self._open_terms()
        if self._is_changed():
            raise ChangedError(f"{folder} was changed while it was opened; open it again")

    def _checked(self, parts: Sequence[Path], schema: pa.Schema) -> str:
        """The SQL that reads the files of one table. Raises CorpusError where they are not as ``schema``."""
        self._files += parts
        for part in parts:
            self._lasting_paths.setdefault(part, self._lasting(part))
        files = {self._lasting_paths[part]: part for part in parts}
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
        if part.name not in (*TABLES, TERMS) or not _DESCRIPTORS.is_dir():
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

    def _open_paragraphs(self, read: Sequence[str], files: Sequence[Sequence[Path]]) -> None:
        """Open the table of paragraphs: its columns, and the ``number`` of each row over all files."""
        rows = iter(pq.read_metadata(file).num_rows for parts in files for file in parts)
        sources, first = [], 0
        for folder, parts in enumerate(files):
            starts = []
            for _ in parts:
                starts.append(first)
                first += next(rows)
            numbered = (
                f"(SELECT *, ({starts}::INTEGER[])[file_index::INTEGER + 1] + file_row_number::INTEGER"
                f" AS number FROM {read[folder]} AS parts)"
            )
            sources.append(self._with_other_ids(numbered, PARAGRAPHS, folder))
        self.numbered = first
        self._paragraphs = [file for parts in files for file in parts]
        size = sum(part.stat().st_size for parts in files for part in parts)
        small = size <= _SMALL * self.megabytes / MEGABYTES
        columns = ", ".join(("number", *PARAGRAPH_COLUMNS.names))
        with _damaged(files):
            # a second thread is slower than the query where the table is small
            self._connection.execute(f"SET threads = {1 if small else 2}")
            self._connection.execute(
                f"CREATE {'TABLE' if small else 'VIEW'} paragraphs AS"
                f" SELECT {columns} FROM {_together(sources)}"
            )

    def _open_terms(self) -> str:
        """The SQL that reads the table of terms; "" where there is none of just these paragraphs."""
        file = terms_file(self.folder, self.manifest.get("parts", ()))
        if len(self.folders) > 1 or not file.is_file():
            return ""
        return self._checked([file], TERM_COLUMNS)

    def tally(self, group: Group | None) -> Tally | None:
        """The words of a group of the counted paragraphs, from the table of terms; None where it does not
        know them: they are no group, there is no table, or other tags or words than it counted."""
        return _tally(self, group) if group and self._terms else None

    @property
    def words(self) -> Words:
        """The words of all paragraphs, as they are cut here. Raises CorpusError where they cannot be read."""
        return self._recut_words or self._built_words

    @property
    def _built_words(self) -> Words:
        """The words as they were built, read once for all that is made of this corpus."""
        if self._original:
            return self._original._built_words
        with self._reading:
            if self._read_words is None:
                known = self._known._built_words if self._known else None
                try:
                    self._read_words = Words.read(
                        [Path(self._lasting_paths[file]) for file in self._paragraphs], known
                    )
                except (OSError, pa.ArrowException) as error:
                    raise self._unread() from error
                self._known = None
            return self._read_words

    def _unread(self) -> CorpusError:
        """Why files that were opened cannot be read now."""
        if self._is_changed():
            return ChangedError(f"{self.folder} was changed while it was open; open it again")
        gone = [str(each) for each in self._files if not each.is_file()]
        place = gone[0] if gone else self.folder
        return CorpusError(f"{place} is {'missing' if gone else 'damaged and cannot be read'}; {_MEND}")

    def _pack(self, table: str, rows: str, rank: str, files: Sequence[Sequence[Path]]) -> None:
        """Keep ``rows`` in memory, packed and in reading order, which the column ``rank`` says, from 0 on."""
        order = f"date, document_id{', position' if table == 'marks' else ''}"
        with _damaged(files):
            self._connection.execute(
                f"CREATE TABLE packed.{table} AS SELECT (row_number() OVER (ORDER BY {order}) - 1)::INTEGER"
                f" AS {rank}, * FROM ({rows}) ORDER BY {rank};"
                f" CHECKPOINT packed; CREATE VIEW {table} AS FROM packed.main.{table}"
            )

    def _with_other_ids(self, read: str, table: str, folder: int) -> str:
        """The SQL of one folder's rows, in which documents that are ``renamed`` have their other id."""
        if not self._connection.execute("FROM renamed WHERE folder = ? LIMIT 1", [folder]).fetchall():
            return read

        def other(place: str) -> str:  # of a paragraph of the same document: document_id:line
            return f"if({place} = '', '', r.other || substr({place}, length(t.document_id) + 1))"

        columns = {"document_id": "r.other"}
        if table == PARAGRAPHS:
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
        other = self._overlaid(_CORRECTED, pa.Table.from_pylist(rows, schema=_schema(_TAG_COLUMNS)))
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
        other._original = self._original or self
        other._terms = ""  # it counted other rows
        other._overlays = {**self._overlays, name: rows}
        other.own_bytes = sum(each.nbytes for each in other._overlays.values())
        own = self._connection.cursor()
        columns = {column: f"built.{column}" for column in ("number", *PARAGRAPH_COLUMNS.names)}
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
        if (tags := other._overlays.get(_CORRECTED)) and tags.num_rows:
            replaced = ", ".join(
                f"if({_CORRECTED}.paragraph_id IS NULL, built.{column}, {sql}) AS {column}"
                for column, sql in {
                    **{column: f"{_CORRECTED}.{column}" for column in _TAG_COLUMNS if column != "evidence"},
                    **_grounds(f"{_CORRECTED}.evidence"),
                }.items()
            )
            own.execute(
                f"CREATE TEMP VIEW marks AS SELECT built.* REPLACE ({replaced})"
                f" FROM packed.main.marks AS built LEFT JOIN {_CORRECTED} USING (paragraph_id)"
            )
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
            raise self._unread() from error

    def query(self, sql: str, parameters: Sequence[object] = (), **tables: pa.Table) -> pd.DataFrame:
        """The rows that ``sql`` gives over ``documents``, ``paragraphs`` and ``marks``, and over ``tables``.

        ``paragraphs`` has PARAGRAPH_COLUMNS and is read from the files; ``marks`` has what counting needs
        of them, kept in memory: ``rank`` in reading order and ``number``, both from 0; paragraph_id,
        document_id, position, date, section_id, kind, counted, characters, the tags with their strengths;
        ``named``, the counterpart of each place where one is named; and that of each piece of evidence,
        ``grounds_about`` and ``grounds_mentions``.
        """
        with self._cursor() as cursor, _registered(cursor, tables):
            return cursor.execute(sql, parameters).df()

    def rows(self, sql: str, parameters: Sequence[object] = (), **tables: pa.Table) -> list[dict[str, Any]]:
        """The rows that ``sql`` gives, as dicts of plain Python values; see ``query``."""
        with self._cursor() as cursor, _registered(cursor, tables):
            found = cursor.execute(sql, parameters).fetchall()
            names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in found]

    @cached_property
    def documents(self) -> Listing:
        """The rows of KNOWN_OF_DOCUMENTS, by date."""
        return Listing(self._connection, "documents", ", ".join(KNOWN_OF_DOCUMENTS))

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
            WITH sizes AS (SELECT section_id, count(*) AS paragraphs FROM marks WHERE counted GROUP BY ALL),
            headings AS (SELECT paragraph_id, text FROM paragraphs WHERE kind = 'heading')
            SELECT paragraph_id AS section_id, text, document_id, coalesce(sizes.paragraphs, 0) AS paragraphs
            FROM headings JOIN marks USING (paragraph_id)
                LEFT JOIN sizes ON sizes.section_id = headings.paragraph_id
            ORDER BY rank
            """
        )

    @cached_property
    def size(self) -> int:
        """How many paragraphs count."""
        return self.count(Selection())

    def known(self, selection: Selection) -> Selection:
        """The selection without what this corpus does not have, and without patterns that cannot be used."""
        refused = self.refusals(selection)
        sections = self._there("marks", "paragraph_id", selection.sections, "kind = 'heading'")
        documents = self._there("documents", "document_id", (*selection.documents, selection.document))
        there = self._there("marks", "paragraph_id", (selection.paragraph, selection.cut))
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

    def _there(self, table: str, column: str, wanted: Iterable[str], condition: str = "true") -> set[str]:
        """Those of the ids ``wanted`` that a table has."""
        ids = [each for each in wanted if each]
        if not ids:
            return set()
        found = self.rows(
            f"SELECT {column} AS id FROM {table} WHERE list_contains(?::VARCHAR[], {column}) AND {condition}",
            [ids],
        )
        return {row["id"] for row in found}

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

    def passing(self, selection: Selection, without: Collection[str] = ()) -> tuple[str, list[object]]:
        """As ``where``, but a condition on ``marks``: which texts and words fulfil it is known before."""
        sql, parameters = where(selection, (*_ON_TEXTS, *without))
        masks = [
            mask(self, selection)
            for name, mask in _ON_TEXTS.items()
            if getattr(selection, name) and name not in without
        ]
        if masks:
            more, bits = chosen(np.logical_and.reduce(masks))
            sql, parameters = f"{sql} AND {more}", [*parameters, *bits]
        return sql, parameters

    def mask(self, condition: tuple[str, list[object]]) -> Mask:
        """Which paragraphs fulfil a condition on ``marks``, by their numbers."""
        sql, parameters = condition
        found = np.zeros(self.numbered, bool)
        with self._cursor() as cursor:
            found[
                cursor.execute(f"SELECT number FROM marks WHERE {sql}", parameters).fetchnumpy()["number"]
            ] = True
        return found

    def hits(self, term: str) -> Hits:
        """Where a term stands, in all paragraphs."""
        return _hits(self._original or self, term)

    def times(self, word: str) -> Hits:
        """Where a word stands, as texts were cut, in all paragraphs."""
        return _times(self, word)

    def count(self, selection: Selection, without: Collection[str] = ()) -> int:
        """How many paragraphs are selected."""
        condition, parameters = self.passing(selection, without)
        return int(self.rows(f"SELECT count(*) AS n FROM marks WHERE {condition}", parameters)[0]["n"])

    def page(self, selection: Selection) -> list[dict[str, Any]]:
        """The rows of PARAGRAPH_COLUMNS on the page that the selection shows."""
        first = (selection.page - 1) * PAGE_LENGTH
        return self.full(self.ordered(selection, limit=PAGE_LENGTH, offset=first))

    def ordered(self, selection: Selection, *, limit: int, offset: int = 0) -> list[str]:
        """The ids of the selected paragraphs in the order that the selection asks for, ``limit`` from
        ``offset`` on."""
        condition, parameters = self.passing(selection)
        relevance, more, tables = self._relevance(selection)
        found = self.rows(
            f"SELECT paragraph_id FROM marks {relevance} WHERE {condition}"
            f" ORDER BY {_BY[selection.order]} LIMIT ? OFFSET ?",
            [*more, *parameters, limit, offset],
            **tables,
        )
        return [row["paragraph_id"] for row in found]

    def full(
        self, ids: Sequence[str], columns: Sequence[str] = PARAGRAPH_COLUMNS.names
    ) -> list[dict[str, Any]]:
        """The ``columns`` of the paragraphs with these ids, in the order of the ids."""
        if not ids:
            return []
        columns = [*dict.fromkeys(("paragraph_id", *columns))]
        # compared one by one, so that the statistics of the files say where they cannot be
        found = {
            row["paragraph_id"]: row
            for row in self.rows(
                f"SELECT {', '.join(columns)} FROM paragraphs"
                f" WHERE paragraph_id IN ({', '.join('?' * len(ids))})",
                ids,
            )
        }
        return [found[each] for each in ids if each in found]

    def page_of(self, selection: Selection) -> int:
        """The page on which the selected ``paragraph`` stands, 0 where the filters leave it out."""
        condition, parameters = self.passing(selection)
        relevance, more, tables = self._relevance(selection)
        found = self.rows(
            f"""
            SELECT place FROM (
                SELECT paragraph_id, row_number() OVER (ORDER BY {_BY[selection.order]}) AS place
                FROM marks {relevance} WHERE {condition}
            ) WHERE paragraph_id = ?
            """,
            [*more, *parameters, selection.paragraph],
            **tables,
        )
        return (int(found[0]["place"]) - 1) // PAGE_LENGTH + 1 if found else 0

    def _relevance(self, selection: Selection) -> tuple[str, list[object], dict[str, pa.Table]]:
        """What joins ``marks`` with the ``relevance`` of a paragraph, where they are sorted by it: the hits
        of the filters, by length."""
        if selection.order == "source":
            return "", [], {}
        times = np.zeros(self.numbered, np.int32)
        for hits in (
            *map(self.times, dict.fromkeys(selection.words)),
            *map(self.hits, selection.terms),
        ):
            times[hits.numbers] += hits.times
        found = np.flatnonzero(times).astype(np.int32)
        return (
            f"""
            JOIN (
                SELECT number, (coalesce(times, 0) + len(list_filter(grounds_{selection.tag},
                    lambda each: list_contains(?::VARCHAR[], each)))) / greatest(characters, 1) AS relevance
                FROM marks LEFT JOIN hits USING (number)
            ) USING (number)
            """,
            [list(selection.relationships)],
            {"hits": Hits(found, times[found]).table()},
        )

    def surroundings(self, rows: Sequence[Mapping[str, Any]]) -> Surroundings:
        """What stands before and after each of ``rows`` in its document, and what its evidence comes from."""
        beside = {(row["document_id"], row["position"] + step) for row in rows for step in (-1, 1)}
        origins = {each["origin"] for row in rows for each in row["evidence"] if each["origin"]}
        ids = self.rows(
            """
            SELECT paragraph_id FROM marks
            WHERE list_contains(?::VARCHAR[], document_id) AND list_contains(?::INTEGER[], position)
                OR list_contains(?::VARCHAR[], paragraph_id)
            """,
            [sorted({name for name, _ in beside}), sorted({place for _, place in beside}), sorted(origins)],
        )
        found = self.full(
            [row["paragraph_id"] for row in ids], ("document_id", "position", "kind", "text", "lines")
        )
        return Surroundings(
            {(row["document_id"], row["position"]): row for row in found},
            {row["paragraph_id"]: row for row in found},
        )


class Listing(Sequence[dict[str, Any]]):
    """The rows of a table that has a column ``place``, in its order, read when they are asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> None:
        """The ``columns`` of a table."""
        self._connection, self._rows = connection, f"SELECT {columns} FROM {table}"
        self._length = int(connection.cursor().execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, int):
            return self._read([range(self._length)[index]])[0]
        return self._read(list(range(self._length)[index]))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._read(None))

    def _read(self, places: list[int] | None) -> list[dict[str, Any]]:
        found = self._connection.cursor().execute(
            f"{self._rows} WHERE ?::INTEGER[] IS NULL OR list_contains(?::INTEGER[], place) ORDER BY place",
            [places, places],
        )
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


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

_CORRECTED = "corrected"

NAMED = f"each.tag = 'mentions' AND (each.rule <> '{RULE}' OR each.text = '')"
"""The SQL condition that ``each`` piece of evidence is a place where a counterpart is named: one that was
confirmed by hand stands beside the evidence that it confirms, and counts only where there is none."""


def _grounds(evidence: str) -> dict[str, str]:
    """The columns of ``marks`` that are made of ``evidence``: the counterparts of some pieces of it."""
    conditions = {
        "named": NAMED,
        "grounds_about": "each.tag = 'about'",
        "grounds_mentions": "each.tag = 'mentions'",
    }
    return {
        name: f"list_transform(list_filter({evidence}, lambda each: {sql}), lambda each: each.counterpart)"
        for name, sql in conditions.items()
    }


_MARKS = f"""
    SELECT number, paragraph_id, document_id, position, date, section_id, kind, counted, characters,
        about, mentions, about_strength, mentions_strength,
        {", ".join(f"{sql} AS {name}" for name, sql in _grounds("evidence").items())}
    FROM paragraphs
"""

_BY = {"source": "rank", "relevance": "relevance DESC, rank"}
"""What each ``order`` of the viewer sorts by: hits of the filters per length, and as in the source."""

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
    schema = _schema(("tokens",)).insert(0, pa.field("number", pa.int32()))
    batches = []
    with corpus._cursor() as cursor:
        found = cursor.execute(
            f"SELECT number, paragraph_id, text, tokens FROM {_BUILT}"
            f" WHERE {' OR '.join(conditions) or 'false'}",
            parameters,
        )
        while rows := found.fetchmany(_BATCH):
            changed = [
                {"number": number, "paragraph_id": name, "tokens": cut}
                for number, name, text, tokens in rows
                if (cut := recut(text, tokens, terms)) != tokens
            ]
            batches.append(pa.RecordBatch.from_pylist(changed, schema=schema))
    changed_rows = pa.Table.from_batches(batches, schema=schema)
    other = corpus._overlaid("recut", changed_rows.drop_columns("number"))
    other._recut_words = corpus._built_words.changed(changed_rows)
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


def chosen(mask: Mask) -> tuple[str, list[object]]:
    """The condition on ``marks`` that a mask chooses a paragraph."""
    return "get_bit(?::BLOB::BIT, number) = 1", [np.packbits(mask).tobytes()]


def _together(sources: Iterable[str]) -> str:
    """The SQL of the rows of several sources."""
    first, *more = sources
    return f"({' UNION ALL BY NAME '.join(f'FROM {each}' for each in (first, *more))})" if more else first


@contextmanager
def _registered(cursor: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """``tables`` by their names, for one query."""
    for name, table in tables.items():
        cursor.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            cursor.unregister(name)


@contextmanager
def _damaged(files: Sequence[Sequence[Path]]) -> Iterator[None]:
    """Raises CorpusError where what is read of ``files`` cannot be read."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        raise CorpusError(f"{files[0][0]} is damaged and cannot be read; {_MEND}") from error


@remembered(64)
def _hits(corpus: Corpus, term: str) -> Hits:
    occurs, values = search.occurs(term)
    times, more = search.hits(term)
    with corpus._cursor() as cursor:
        found = cursor.execute(
            f"SELECT number, ({times})::INTEGER AS times FROM {_BUILT} WHERE {occurs}", [*more, *values]
        ).fetchnumpy()
    return Hits(np.asarray(found["number"]), np.asarray(found["times"]))


@remembered(64)
def _times(corpus: Corpus, word: str) -> Hits:
    return corpus.words.times(word)


@remembered(64)
def _tally(corpus: Corpus, group: Group) -> Tally:
    condition, parameters = rows_of(group)
    with corpus._cursor() as cursor:
        found = cursor.sql(
            "SELECT term, sum(frequency)::BIGINT AS frequency, sum(paragraphs)::BIGINT AS paragraphs"
            f" FROM {corpus._terms} WHERE {condition} GROUP BY term",
            params=parameters,
        ).to_arrow_table()
    numbers = (found.column(name).to_numpy() for name in ("frequency", "paragraphs"))
    return Tally(found.column("term").combine_chunks(), *numbers)


def _all_of(corpus: Corpus, *each: Hits) -> Mask:
    """The paragraphs in which all stand."""
    mask = np.ones(corpus.numbered, bool)
    for hits in each:
        mask &= _any_of(corpus, hits)
    return mask


def _any_of(corpus: Corpus, *each: Hits) -> Mask:
    """The paragraphs in which any stands."""
    mask = np.zeros(corpus.numbered, bool)
    for hits in each:
        mask[hits.numbers] = True
    return mask


_ON_TEXTS: Mapping[str, Callable[[Corpus, Selection], Mask]] = {
    "words": lambda corpus, selection: _all_of(corpus, *map(corpus.times, selection.words)),
    "excluded": lambda corpus, selection: ~_any_of(corpus, *map(corpus.times, selection.excluded)),
    "terms": lambda corpus, selection: (_all_of if selection.terms_match == "all" else _any_of)(
        corpus, *map(corpus.hits, selection.terms)
    ),
    "without": lambda corpus, selection: ~_any_of(corpus, *map(corpus.hits, selection.without)),
}
"""The filters on texts and on words, each with the paragraphs that pass it."""


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

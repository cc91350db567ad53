"""What a build reads: files, folders, zips → ``Source``s, with what their sidecars say of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from corpus import formats, metadata
from corpus.archives import ARCHIVES, Member, is_hidden, members
from corpus.choices import CHOICES_FILE, Rule, choice_of, parse_choices, read_choices
from corpus.faults import SourceError
from corpus.formats import SUFFIXES, USUAL_SUFFIXES, Choice, normalised
from corpus.formats.built import is_built
from corpus.ids import distinct
from corpus.limits import MEGABYTE, ON_DISK, Limits, TooSlowError, at_most
from corpus.locations import files_below, is_remote, reached
from corpus.schema import SCENES_FILE

METADATA_FILE = "documents.csv"
METADATA_COLUMNS = ("file", *metadata.FIELDS)
NAME_LENGTH = 200
"""Characters of a file's name that are shown."""

SIDECARS = (METADATA_FILE, CHOICES_FILE, SCENES_FILE)
"""Files that say something of those beside them, and are no documents."""

Metadata = Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """One file to read: where it is, the name under which the corpus knows it, and what is said of it.

    ``file`` is a name as ``shown`` gives it. ``member`` is the file's place in the archive ``path``, where
    it is in one. ``document_id`` begins the ids of its documents. ``metadata`` is what documents.csv says,
    ``corrected`` what a visitor says of each of its documents, by the key of ``Extract``, or by their ids
    where they come from an archive; ``choice`` is how it is read. ``refusal`` is why it cannot be, where that
    is known before: of an archive, or of an attempt that is not to be made again. ``number`` is that of the
    file as a visitor brought it, 0 on disk.
    """

    path: Path
    file: str
    document_id: str = ""
    metadata: Metadata = field(default_factory=dict)
    corrected: Mapping[str, Metadata] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    member: Member | None = None
    refusal: SourceError | None = None
    number: int = 0

    def content(self, limits: Limits = ON_DISK) -> bytes:
        """The bytes of the file. Raises SourceError where it cannot be read, or is too large."""
        if self.refusal:
            raise self.refusal
        return self.member.content(self.file, limits) if self.member else _bytes(self.path, self.file, limits)


def find_sources(paths: Iterable[Path], limits: Limits = ON_DISK) -> list[Source]:
    """The files that ``paths`` name: each a file, or a folder or a zip all of whose files are taken.

    Order: the lines of documents.csv first, as they stand, then the other files by name. Hidden files and
    sidecars are left out; files of a kind that is not read are taken, so that a report can name them.
    Raises SourceError where a path does not exist, a folder holds nothing to read, or a line of documents.csv
    or corpus.toml is wrong.
    """
    found = [source for path in dict.fromkeys(paths) for source in _sources_at(path, limits)]
    once = {(each.path, each.member): each for each in reversed(found)}
    return identified(list(once.values())[::-1], limits)


def opened(
    source: Source, limits: Limits = ON_DISK, *, within: str | None = None, rules: Sequence[Rule] = ()
) -> Iterator[Source]:
    """The source itself, or the files in it where it is an archive: like it, but each of its own name.

    Files in an archive are called as in ``news.zip/a.txt``, or with ``within`` before their names; where its
    own corpus.toml says nothing of one, ``rules`` do. A built corpus that was packed stays one source.
    Raises nothing: what is wrong with an archive or with a sidecar in it is the refusal of a source.
    """
    if not source.file.lower().endswith(ARCHIVES):
        yield source
        return
    try:
        held = members(source.path, source.content(limits), source.file, limits)
    except SourceError as error:
        yield replace(source, refusal=error)
        return
    if is_built({each.name for each in held}):
        yield source
    elif any(_is_document(each.name) for each in held):
        within = f"{source.file}/" if within is None else within
        yield from _members(source, held, within, limits, rules)
    else:
        empty = SourceError(fault="empty-archive", file=source.file, formats=", ".join(USUAL_SUFFIXES))
        yield replace(source, refusal=empty)


def identified(sources: Sequence[Source], limits: Limits = ON_DISK) -> list[Source]:
    """The sources, each with an id of its own; a built corpus has none where the ids in it are free."""
    ids = distinct_ids([each.file for each in sources])
    taken = {name for name, each in zip(ids, sources, strict=True) if not _is_packed(each)}
    for number, each in enumerate(sources):
        if _is_packed(each):
            own = {name.partition("~")[0] for name in _ids_in(each, limits)}
            if taken.isdisjoint(own):
                ids[number] = ""
            taken |= own
    return [replace(each, document_id=name) for each, name in zip(sources, ids, strict=True)]


def shown(name: str) -> str:
    """A name of anybody's making as one line that can be seen, cut in its middle where it is long."""
    line = " ".join(normalised(name).split()) or "_"
    half = NAME_LENGTH // 2
    return line if len(line) <= NAME_LENGTH else f"{line[: half - 1]}…{line[-half:]}"


def _sources_at(path: Path, limits: Limits) -> Iterator[Source]:
    with reached(path):
        is_folder, is_file = path.is_dir(), path.is_file()
    if is_folder:
        yield from _sources_in_folder(path, limits)
    elif is_file:
        beside = _beside(path.parent)
        source = beside.said_of(Source(path, shown(path.name)), path.name)
        yield from opened(source, limits, within="", rules=beside.rules)
    else:
        raise SourceError(f"{path}: no such file or folder; name a file or a folder of files")


def _sources_in_folder(folder: Path, limits: Limits) -> Iterator[Source]:
    files = [file for file in _files_in(folder) if _is_document(file)]
    beside = _beside(folder)
    if not any(file.lower().endswith(SUFFIXES) for file in files):
        usual = ", ".join(USUAL_SUFFIXES)
        raise SourceError(f"{folder}: no document in this folder; put files into it: {usual}")
    for file in beside.ordered(files):
        source = beside.said_of(Source(folder / file, shown(file)), file)
        yield from opened(source, limits, rules=beside.rules)


def _members(
    archive: Source, held: Sequence[Member], within: str, limits: Limits, rules: Sequence[Rule]
) -> Iterator[Source]:
    """The files in an archive, after those of its sidecars that cannot be used."""
    beside = _Beside()
    for member in held:
        source = replace(archive, file=shown(within + member.name), member=member)
        try:
            if member.name == METADATA_FILE:
                said = _parse_metadata(
                    source.content(limits), source.file, archive.file, {each.name for each in held}
                )
                beside = replace(beside, metadata=said)
            elif member.name == CHOICES_FILE:
                beside = replace(beside, rules=parse_choices(source.content(limits), source.file))
        except SourceError as error:
            yield replace(source, refusal=error)
    files = [each for each in held if _is_document(each.name)]
    order = {name: number for number, name in enumerate(beside.ordered(sorted(each.name for each in files)))}
    for member in sorted(files, key=lambda each: order[each.name]):
        outside = _Beside(rules=rules).said_of(archive, within + member.name)
        yield replace(beside.said_of(outside, member.name), file=shown(within + member.name), member=member)


@dataclass(frozen=True)
class _Beside:
    """What the sidecars of a place, a folder or an archive, say of the files in it."""

    metadata: Mapping[str, Metadata] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def ordered(self, files: Iterable[str]) -> list[str]:
        """The files, those of documents.csv first."""
        return list(dict.fromkeys([*self.metadata, *files]))

    def said_of(self, source: Source, file: str) -> Source:
        """The source with what is said of ``file``."""
        rule = choice_of(file, self.rules)
        return replace(
            source,
            metadata=self.metadata.get(file, {}),
            choice=source.choice if rule == Choice() else rule,
        )


def _beside(folder: Path) -> _Beside:
    path = folder / METADATA_FILE
    said = (
        _parse_metadata(path.read_bytes(), str(path), str(folder), set(_files_in(folder)))
        if path.exists()
        else {}
    )
    return _Beside(said, read_choices(folder))


def _bytes(path: Path, file: str, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if size <= limits.file_bytes:
            return path.read_bytes()
    except Exception as error:  # each kind of place has its own
        if not (isinstance(error, OSError) or is_remote(path)):
            raise
        reason = getattr(error, "strerror", "") or type(error).__name__
        raise SourceError(fault="unreadable", file=file, reason=reason) from error
    raise SourceError(fault="too-large", file=file, size=size / MEGABYTE, limit=limits.file_megabytes)


def _files_in(folder: Path) -> list[str]:
    """The paths of all files below the folder, relative to it, sorted."""
    return files_below(folder)


def _is_document(file: str) -> bool:
    return not is_hidden(file) and file.rpartition("/")[2] not in SIDECARS


def _ids_in(built: Source, limits: Limits) -> Sequence[str]:
    """The ids of the documents of a built corpus; none where it cannot be read, which its report will say."""
    try:
        with at_most(limits.file_seconds):
            contents = formats.read(built.content(limits), built.file, limits=limits)
        return [each.key for each in contents.extracts]
    except (SourceError, MemoryError, TooSlowError):
        return ()


def _is_packed(source: Source) -> bool:
    """Whether it is an archive that is not taken apart."""
    return source.file.lower().endswith(ARCHIVES) and not source.member and not source.refusal


def distinct_ids(files: Iterable[str]) -> list[str]:
    """The id of each file's document: its name without the ending, told apart by a number."""
    return distinct((file.rpartition(".")[0] or file).replace("~", "_") for file in files)


def _parse_metadata(content: bytes, name: str, place: str, files: Collection[str]) -> dict[str, Metadata]:
    """The documents.csv that is called ``name`` as {file: row}; ``files`` are those that ``place`` holds."""
    rows: dict[str, Metadata] = {}
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        columns = reader.fieldnames or []
        unknown = [column for column in columns if column not in METADATA_COLUMNS]
        if unknown or "file" not in columns:
            wrong = f"has no column {unknown[0]!r}" if unknown else "needs a column 'file'"
            raise SourceError(
                f"{name}, line 1: documents.csv {wrong}; the columns are {', '.join(METADATA_COLUMNS)}"
            )
        for row in reader:
            where = f"{name}, line {reader.line_num}"
            if None in row or None in row.values():
                raise SourceError(
                    f"{where}: {len(columns)} values are needed, one for each of {', '.join(columns)}; "
                    "put a value that holds a comma between double quotes"
                )
            _check_row(row, where, place, files)
            if row["file"] in rows:
                raise SourceError(f"{where}: {row['file']!r} stands twice; keep one line a file")
            rows[row["file"]] = row | {"date": metadata.day(row.get("date", ""))}
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: is not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise SourceError(
            f"{name}, line {reader.line_num}: is not CSV ({error}); check its quotes"
        ) from error
    return rows


def _check_row(row: Metadata, where: str, place: str, files: Collection[str]) -> None:
    name = PurePosixPath(row["file"])
    if name.is_absolute() or ".." in name.parts or name.as_posix() != row["file"]:
        raise SourceError(f"{where}: {row['file']!r} must be a file's path below {place}, as in a.txt")
    if name.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{where}: {row['file']!r} is not a document; the endings are {', '.join(SUFFIXES)}"
        )
    if row["file"] not in files:
        there = sorted(file for file in files if file.lower().endswith(SUFFIXES) and _is_document(file))
        raise SourceError(
            f"{where}: no file {row['file']!r} in {place}; there are: {', '.join(there[:10]) or 'none'}"
        )
    if row.get("date") and metadata.day(row["date"]) != row["date"]:
        raise SourceError(
            f"{where}: {row['date']!r} is not a date; write it as 2021-03-07, or leave it empty"
        )

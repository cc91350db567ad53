"""My documents: what a visitor brings, what was recognised of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from components import corrections, frontend, link, own
from components.colours import colour
from components.controls import turn
from components.language import N_, fault, note, relationship, speak
from corpus.archives import ARCHIVES
from corpus.faults import FAULTS
from corpus.formats.encodings import ENCODINGS
from corpus.intake import Brought, Intake
from corpus.limits import MEGABYTE, from_environment
from corpus.memory import remembered
from corpus.report import FileReport
from corpus.selection import Selection
from corpus.table import Corpus

Row = Mapping[str, Any]

ROWS = 25
"""Documents on a page of the table; a file that could not be read takes the place of one."""

FEW = 5
"""Documents of a file that stands among others; one of more stands after them."""

STRONGEST = 3
"""Relationships that are named of a document."""

SAMPLE = 40
"""Characters of a value that stand for a column."""

BUSY = ("waiting", "reading")
"""The states in which files are read, or wait for it."""

EVERY = 0.7
"""Seconds between two looks at how far the reading is."""

ORIGINS = {
    "corrected": N_("by you"),
    "front-matter": N_("from its front matter"),
    "record": N_("from its record"),
    "sidecar": N_("from documents.csv"),
    "page": N_("from the page"),
    "name": N_("from the file name"),
    "heading": N_("from its heading"),
    "text": N_("from the text"),
}
"""Where a title or a date was read, in words."""

REPAIRED = {
    "joined": N_("put together"),
    "fragment": N_("fragments"),
    "moved": N_("moved to its heading"),
    "repeated": N_("repeated"),
    "echo": N_("pull quotes"),
    "unwrapped": N_("line ends joined"),
    "split": N_("split"),
    "spacing": N_("spaces"),
    "pinyin": N_("pinyin"),
    "punctuation": N_("punctuation"),
    "characters": N_("characters"),
}
"""What was repaired, in a word or two."""

FIELDS = {
    "text": N_("text"),
    "title": N_("title"),
    "date": N_("date"),
    "source": N_("source"),
    "speaker": N_("speaker"),
    "url": N_("address"),
}
"""What a column of records can hold."""


KINDS = (
    N_("plain text"),
    "Markdown",
    N_("web page"),
    "Word (.docx)",
    "PDF",
    "Excel (.xlsx)",
    "CSV",
    "JSON",
    "Parquet",
    "zip",
)
"""What can be dropped, as people call it."""

FORMATS = {
    "text": N_("plain text"),
    "web page": N_("web page"),
    "table": N_("table"),
    "workbook": N_("workbook"),
    "Word document": N_("Word document"),
    "built corpus": N_("saved corpus"),
}
"""What the formats are called that have no name of their own."""


class Part(NamedTuple):
    """Some of the documents of one file, or none of one that could not be read."""

    report: FileReport
    documents: Sequence[Row]
    first: int


@remembered(1)
def documents(corpus: Corpus) -> list[Row]:
    """The documents in the order in which they were built, each with the ``id`` that it has in the build."""
    columns = "document_id, title, date, source, title_from, date_from, paragraphs"
    return [
        row | {"id": corpus.renamed.get(row["document_id"], row["document_id"])}
        for row in corpus.rows(f"SELECT {columns} FROM documents ORDER BY built")
    ]


@remembered(16)
def strongest(corpus: Corpus, ids: tuple[str, ...]) -> dict[str, list[str]]:
    """The codes that paragraphs of each document are about, those of most paragraphs first."""
    found: dict[str, list[str]] = {}
    for row in corpus.rows(
        """
        SELECT document_id, code FROM (
            SELECT document_id, unnest(about) AS code FROM paragraphs
            WHERE counted AND list_contains(?::VARCHAR[], document_id)
        ) GROUP BY ALL ORDER BY count(*) DESC, code
        """,
        [list(ids)],
    ):
        found.setdefault(row["document_id"], []).append(row["code"])
    return found


def parts(reports: Sequence[FileReport], rows: Sequence[Row], page: int) -> tuple[list[Part], int]:
    """What stands on a page, from 1, of the table, and how many pages there are.

    ``rows`` are the documents of all ``reports`` in turn. What could not be read comes first, and files of
    many documents last, so that they hide no others.
    """
    placed = []
    start = 0
    for report in reports:
        placed.append((report, rows[start : start + report.documents]))
        start += report.documents
    placed.sort(key=lambda each: 0 if each[0].fault else 1 if len(each[1]) <= FEW else 2)
    lines = [(number, at) for number, (_, own_rows) in enumerate(placed) for at in range(len(own_rows) or 1)]
    pages = max(1, -(-len(lines) // ROWS))
    page = min(page, pages)
    shown: dict[int, list[int]] = {}
    for number, at in lines[(page - 1) * ROWS : page * ROWS]:
        shown.setdefault(number, []).append(at)
    return [
        Part(placed[number][0], placed[number][1][each[0] : each[-1] + 1], each[0])
        for number, each in shown.items()
    ], pages


def facts(report: FileReport, language: str) -> Iterator[str]:
    """What is said of a file that was read, in a few words each."""
    _, ngettext = speak(language)
    yield speak(language)[0](FORMATS.get(report.format, report.format))
    if report.documents != 1:
        yield ngettext("{n} document", "{n} documents", report.documents).format(n=f"{report.documents:,}")
    yield ngettext("{n} paragraph", "{n} paragraphs", report.paragraphs).format(n=f"{report.paragraphs:,}")


def repaired(report: FileReport, language: str) -> str:
    """What was repaired in a file, and in how many paragraphs; "" where nothing was."""
    _ = speak(language)[0]
    known = ((name, said) for name, said in REPAIRED.items() if name in report.repairs)
    what = _("; ").join(f"{_(said)} {report.repairs[name]:,}" for name, said in known)
    return _("Repaired: {what}").format(what=what) if what else ""


def problem(report: FileReport, language: str) -> str:
    """Why a file was not read, and what to do; "" where it was."""
    return fault(report.fault, report.values, language) if report.fault in FAULTS else report.sentence


def file(
    part: Part, brought: Brought | None, tags: Mapping[str, Sequence[str]], language: str
) -> dict[str, Any]:
    """One file as the table shows it, with those of its documents that stand on the page."""
    _ = speak(language)[0]
    report = part.report
    archived = brought is not None and brought.name.lower().endswith(ARCHIVES)
    choice = brought.choice if brought else None
    fields = {**dict(report.choice.get("fields", {})), **dict(choice.fields if choice else {})}
    columns = report.columns or report.values.get("columns", {})  # of records without a text: to choose one
    return {
        "number": brought.number if brought else 0,
        "name": report.file,
        "archive": brought.name if archived and brought and brought.name != report.file else "",
        "problem": problem(report, language),
        "facts": [] if report.fault else list(filter(None, facts(report, language))),
        "encoding": report.encoding,
        "chosen": choice.encoding if choice else "",
        "decodes": bool(report.encoding) or "encoding" in report.fault,
        "notes": [
            *filter(None, [repaired(report, language)]),
            *(note(name, values, language) for name, values in report.notes),
        ],
        "columns": [
            [name, [str(value)[:SAMPLE] for value in values][:3]] for name, values in columns.items()
        ],
        "fields": fields,
        "more": bool(part.first),
        "documents": [
            {
                # what comes out of an archive is corrected by its id, see Source.corrected
                "key": row["id"] if archived else row["id"].partition("~")[2],
                "title": row["title"],
                "titleFrom": _(ORIGINS[row["title_from"]]) if row["title_from"] in ORIGINS else "",
                "date": row["date"],
                "dateFrom": _(ORIGINS[row["date_from"]]) if row["date_from"] in ORIGINS else "",
                "source": row["source"],
                "paragraphs": f"{row['paragraphs']:,}",
                "tags": named(tags.get(row["document_id"], ()), language),
            }
            for row in part.documents
        ],
    }


def named(codes: Sequence[str], language: str) -> list[list[str]]:
    """The strongest relationships as [name, colour], and how many more there are as [number, ""]."""
    more = len(codes) - STRONGEST
    shown = [[relationship(code, language), colour(code)] for code in codes[:STRONGEST]]
    return [*shown, [f"+{more}", ""]] if more > 0 else shown


def size(number: int) -> str:
    """A number of bytes as people read it."""
    return f"{number / MEGABYTE:,.1f} MB" if number >= MEGABYTE / 10 else f"{max(1, number // 1000):,} KB"


def summary(intake: Intake, language: str) -> str:
    """How many files were read, and what they became."""
    _, ngettext = speak(language)
    read = [report for report in intake.reports if not report.fault]
    if intake.state != "read":
        n = len(intake.files)
        return ngettext("{n} file", "{n} files", n).format(n=f"{n:,}")
    files, texts, paragraphs = (
        len(read),
        sum(report.documents for report in read),
        sum(report.paragraphs for report in read),
    )
    said = [
        ngettext("{n} file read", "{n} files read", files).format(n=f"{files:,}"),
        ngettext("{n} document", "{n} documents", texts).format(n=f"{texts:,}"),
        ngettext("{n} paragraph", "{n} paragraphs", paragraphs).format(n=f"{paragraphs:,}"),
    ]
    skipped = len(intake.reports) - files
    if skipped:
        said.append(ngettext("{n} not read", "{n} not read", skipped).format(n=f"{skipped:,}"))
    return " · ".join(said)


def progress(intake: Intake, language: str) -> dict[str, Any] | None:
    """How far the reading is: {text, part, cancel}; None where nothing is read."""
    _ = speak(language)[0]
    if intake.state not in BUSY:
        return None
    if intake.state == "waiting":
        return {
            "text": _("Waiting: another visitor’s files are being read."),
            "part": 0,
            "cancel": _("Cancel"),
        }
    done, total, name = intake.progress
    return {
        "text": _("Reading {file}: {done} of {total}").format(
            file=name, done=f"{min(done + 1, total):,}", total=f"{total:,}"
        )
        if name
        else _("Reading …"),
        "part": done / total if total else 0,
        "cancel": _("Cancel"),
    }


def sheet(
    intake: Intake | None, corpus: Corpus | None, refused: Sequence[own.Fault], selection: Selection
) -> dict[str, Any]:
    """What the page draws of the files, and of the ``corpus`` that was made of them."""
    _ = speak(selection.language)[0]
    language = selection.language
    limits = from_environment()
    files = {each.number: each for each in intake.files} if intake else {}
    reports = intake.reports if intake else ()
    shown, pages = parts(reports, documents(corpus) if corpus and reports else (), selection.page)
    ids = tuple(row["document_id"] for part in shown for row in part.documents)
    tags = strongest(corpus, ids) if corpus and ids else {}
    seen = {report.number for report in reports}
    waiting = [each for each in files.values() if each.number not in seen]
    page = min(selection.page, pages)
    return {
        "label": _("My documents"),
        "language": language,
        "drop": {
            "hint": _("Drop files, a folder or a zip here"),
            "formats": _("{formats} · {file} MB a file at most, {all} MB in all").format(
                formats=_(", ").join(map(_, KINDS)),
                file=limits.file_megabytes,
                all=limits.upload_megabytes,
            ),
            "browse": _("Choose files"),
            "large": _("more than {megabytes} MB, the most for all files together: split it").format(
                megabytes=limits.upload_megabytes
            ),
        },
        "paste": {
            "open": _("Or paste text"),
            "text": _("Text"),
            "title": _("Title, if it has one"),
            "add": _("Read this text"),
        },
        "progress": progress(intake, language) if intake else None,
        "problems": [
            fault(name, values, language)
            for name, values in (*refused, *([intake.fault] if intake and intake.fault else ()))
            if name in FAULTS
        ],
        "summary": summary(intake, language) if intake else "",
        "start": _("Read the files") if intake and intake.state in ("changed", "failed") else "",
        "clear": _("Remove all"),
        "files": [file(part, files.get(part.report.number), tags, language) for part in shown],
        "waiting": [
            {"number": each.number, "name": each.name, "size": size(each.size)} for each in waiting[:ROWS]
        ],
        "encodings": list(ENCODINGS),
        "fieldNames": [[name, _(said)] for name, said in FIELDS.items()],
        "labels": {
            "title": _("Title"),
            "date": _("Date"),
            "source": _("Source"),
            "relationships": _("Relationships"),
            "paragraphs": _("Paragraphs"),
            "encoding": _("Encoding"),
            "recognised": _("{encoding}, as recognised"),
            "asRecognised": _("as recognised"),
            "remove": _("Remove {file}"),
            "columns": _("Columns: which is what?"),
            "none": _("none"),
            "more": _("continued"),
            "inside": _("in {file}"),
            "none_known": _("no relationship"),
            "unknown": _("year-month-day"),
            "apply": _("Apply and read again"),
            "undo": _("Undo the changes"),
            "changed": _("Changed, not yet applied."),
            "noDay": _("A date is not understood: write it as 2022-05-17 or 2022年5月17日."),
        },
        "page": page,
        "pages": pages,
        "turn": turn(page, pages, language),
        "share": {
            "text": _("To share a view, send the zip with its link: a link alone holds no documents."),
            "copy": _("Copy link"),
            "copied": _("copied"),
        }
        if corpus and intake and intake.state not in BUSY
        else None,
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the page: where files are dropped, what to do with them, and what was recognised."""
    _ = speak(selection.language)[0]
    st.file_uploader(
        _(
            "Kept for this visit only, on this server: gone when the page is closed or reloaded, and sent"
            " nowhere else."
        ),
        accept_multiple_files=True,
        key=own.uploader(),
        on_change=own.take,
    )
    intake = own.brought()
    if intake and intake.state in BUSY:
        st.fragment(_watched, run_every=EVERY)(selection)
        return
    data, mine = own.folder(), own.alone()
    if data and mine:
        made = own.corrected(mine, corrections.made())
        with st.container(horizontal=True, key="documents-actions"):
            for said, name in (
                (_("Show my documents"), "own"),
                (_("Together with the built-in corpus"), "both"),
            ):
                st.button(said, on_click=link.choose, kwargs={"view": "overview", "corpus": name})
            st.download_button(
                _("Download as zip"), own.zipped(data, made), own.FILE, "application/zip", on_click="ignore"
            )
    _table(selection)


def _watched(selection: Selection) -> None:
    """The table while files are read; once they are, the whole page anew."""
    intake = own.brought()
    if not intake or intake.state not in BUSY:
        st.rerun()
    _table(selection)


def _table(selection: Selection) -> None:
    frontend.mount(
        "documents", sheet(own.brought(), own.alone(), own.refused(), selection), follow=own.follow
    )

"""The documents that a visitor brought: kept of their visit and nowhere else, and gone with it.

No other module touches what is kept of them, and no cache outside a session sees a word of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from weakref import ref

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import link, visit
from corpus import metadata
from corpus.corrections import Correction
from corpus.faults import SourceError
from corpus.formats import Choice
from corpus.formats.encodings import ENCODINGS
from corpus.intake import Intake
from corpus.limits import from_environment
from corpus.selection import Selection
from corpus.table import Corpus

FILE = "shuangbian-documents.zip"
"""What the documents are called when they are saved."""

MEGABYTES = 128
"""Memory that the queries of one visitor's corpus may take."""

Fault = tuple[str, Mapping[str, Any]]
"""A name of ``faults.FAULTS``, and its values."""

_KEY = "own"
_UPLOAD = "upload"


@dataclass
class _Kept:
    """What a session keeps: the files, what was refused of the last ones, and the corpora made of them.

    ``opened`` holds a corpus by the name that a selection has for it, made of version ``version`` of the
    files beside the corpus ``builtin``, which a visit does not keep. ``uploads`` is how often files were
    taken over.
    """

    intake: Intake | None = None
    refused: list[Fault] = field(default_factory=list)
    builtin: Callable[[], Corpus | None] = lambda: None
    opened: dict[str, Corpus] = field(default_factory=dict)
    version: int = 0
    uploads: int = 0


def _kept() -> _Kept:
    kept: _Kept = visit.kept().setdefault(_KEY, _Kept())
    return kept


def brought() -> Intake | None:
    """The files of this visitor; None where there are none."""
    intake = _kept().intake
    return intake if intake and intake.files else None


def refused() -> list[Fault]:
    """Why some of the files that came last were not taken."""
    return _kept().refused


def folder() -> Path | None:
    """The data that was built of the visitor's documents; None where there is none."""
    intake = brought()
    return intake.folder if intake else None


def shown(builtin: Corpus, wanted: str) -> Corpus:
    """The corpus that is ``wanted``, a name of ``selection.CORPORA``: the built-in one where this visitor has
    no documents. The same object as long as nothing has changed."""
    kept = _kept()
    intake, data = brought(), folder()
    version = intake.version if intake and data else 0
    if kept.builtin() is not builtin or kept.version != version:
        kept.builtin, kept.version, kept.opened = ref(builtin), version, {}
    if wanted == "builtin" or data is None:
        return builtin
    if wanted not in kept.opened:
        taken = [each["document_id"] for each in builtin.rows("SELECT document_id FROM documents")]
        kept.opened[wanted] = (
            Corpus(data, taken=taken, megabytes=MEGABYTES, spills=False)
            if wanted == "own"
            else Corpus(*builtin.folders, data, known=builtin, spills=False)
        )
    return kept.opened[wanted]


def alone() -> Corpus | None:
    """The visitor's documents as a corpus, without what was corrected; None where there are none."""
    builtin = _kept().builtin()
    return shown(builtin, "own") if builtin and folder() else None


def settled(selection: Selection) -> Selection:
    """The selection as it can be drawn: where a link's documents are not here, the page that takes them."""
    missing = selection.corpus != "builtin" and not folder()
    return replace(selection, view="documents", embed="", present="") if missing else selection


# -- what is brought and changed -------------------------------------------------------------------


def uploader() -> str:
    """The key of what takes files: another one after each time, so that no copy is kept where it was."""
    return f"{_UPLOAD}-{_kept().uploads}"


def take() -> None:
    """Take over the files that were dropped, and begin to read them."""
    kept = _kept()
    files = st.session_state.get(uploader()) or []
    _add(kept, [(lambda intake, file=file: intake.add(file.name, file.getvalue())) for file in files])
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    kept.uploads += 1


def follow(key: str) -> Callable[[], None]:
    """As ``link.follow``, for the page of the documents: its clicks can change them too."""
    return link.follow(key, first=_changed)


def _changed(click: Any) -> bool:
    kept = _kept()
    match click:
        case {"paste": [str(text), str(title)]} if text.strip():
            _add(kept, [lambda intake: intake.add_text(text, title)])
        case {"clear_files": True}:
            _close(kept)
        case _ if kept.intake and change(kept.intake, click):
            if not kept.intake.files:
                _close(kept)
        case _:
            return False
    return True


def change(intake: Intake, click: Mapping[str, Any]) -> bool:
    """Do what a click asks for with the files; False where it asks for nothing of the kind.

    ``apply``: {"documents": [[number, key, {field: value}]], "choices": [[number, {"encoding": name,
    "fields": {field: column}}]]}; ``remove``: number; ``cancel`` and ``start``: true. What a browser sends is
    junk until it is read.
    """
    files = {each.number: each for each in intake.files}
    match click:
        case {"apply": {"documents": list(documents), "choices": list(chosen)}}:
            for each in documents:
                match each:
                    case [int(number), str(key), dict(values)] if number in files and _texts(values):
                        known = {name: value for name, value in values.items() if name in metadata.FIELDS}
                        intake.correct(number, key, {**files[number].corrected.get(key, {}), **known})
            for each in chosen:
                match each:
                    case [int(number), {"encoding": str(encoding), "fields": dict(fields)}] if (
                        number in files and encoding in ("", *ENCODINGS) and _texts(fields)
                    ):
                        said = {
                            name: column
                            for name, column in fields.items()
                            if name in ("text", *metadata.FIELDS)
                        }
                        intake.choose(number, Choice(encoding, files[number].choice.records, said))
            intake.start()
        case {"remove": int(number)} if number in files and number is not True:
            intake.remove(number)
            if intake.files:
                intake.start()
        case {"cancel": True}:
            intake.cancel()
        case {"start": True}:
            intake.start()
        case _:
            return False
    return True


def zipped(data: Path, made: Sequence[Correction]) -> Callable[[], bytes]:
    """What makes a zip of the documents that were built into ``data``, with the corrections ``made`` of them,
    once it is asked for."""

    def packed() -> bytes:
        from corpus.packing import pack  # few visits need it

        return pack(data, made)

    return packed


def corrected(corpus: Corpus, made: Sequence[Correction]) -> list[Correction]:
    """Those of the corrections ``made`` that are of the visitor's ``corpus``, by the ids of its build."""
    here = {each["document_id"] for each in corpus.documents}
    return [
        replace(each, document=built, paragraph=built + each.paragraph[len(each.document) :])
        for each in made
        if each.document in here
        for built in [corpus.renamed.get(each.document, each.document)]
    ]


def _add(kept: _Kept, additions: list[Callable[[Intake], None]]) -> None:
    if not additions:
        return
    kept.intake = kept.intake or Intake(from_environment())
    kept.refused = []
    for add in additions:
        try:
            add(kept.intake)
        except SourceError as error:
            kept.refused.append((error.fault, error.values))
    if kept.intake.files:
        kept.intake.start()


def _close(kept: _Kept) -> None:
    if kept.intake:
        kept.intake.close()
    kept.intake, kept.opened, kept.version, kept.refused = None, {}, 0, []


def _texts(values: Mapping[Any, Any]) -> bool:
    return all(isinstance(name, str) and isinstance(value, str) for name, value in values.items())

"""Scenes: a title, a sentence and a selection each; their file, ``scenes.toml``, can be offered as a tour.

::

    v = 2

    [[scenes]]
    title.zh = "选一根柱子"
    title.en = "Choose a bar"
    sentence = "词云和段落随之而变。"
    view = "trends"
    r = ["RU", "US"]

What is shown stands as the parameters of its link, ``s`` for the short form included; ``v`` is the version of
the links. A file may be anybody's: what is wrong in it is a sentence.
"""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from corpus import links
from corpus.faults import SourceError
from corpus.formats.built import is_built
from corpus.formats.zipped import BROKEN, member_bytes
from corpus.locations import is_remote
from corpus.schema import SCENES_FILE as FILE
from corpus.selection import FIELDS, OneOf, Selection

BYTES = 200_000
"""The largest file that is read."""

SCENES = 100
"""Scenes that a file may have."""

TITLE, SENTENCE = 200, 500
"""Characters that a title and a sentence may have."""

STAYS = ("language", "corpus", "present", "embed", "tour", "scene")
"""The fields of a selection that are no part of a scene: they stay when one is opened, or say which it is."""

_TABLE = "scenes"
_LANGUAGES = ("zh", "en")
_FIELDS = {field.parameter: field for field in FIELDS if field.name not in STAYS}
_KEYS = ("title", "sentence", *_FIELDS, links.SHORT_PARAMETER, links.VERSION_PARAMETER)


class Said(NamedTuple):
    """A text in both languages, the same in both where it is said in one."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The text in ``language``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Scene:
    """What is shown, under a title and with a sentence; the fields ``STAYS`` of its selection say nothing."""

    title: Said
    sentence: Said
    selection: Selection

    def opened(self, selection: Selection, tour: str, number: int) -> Selection:
        """The selection that shows it where ``selection`` is shown now, as the ``number`` of a ``tour``."""
        kept = {name: getattr(selection, name) for name in STAYS}
        return replace(self.selection, **{**kept, "tour": tour, "scene": number})

    def is_shown(self, selection: Selection) -> bool:
        """Whether ``selection`` is what it shows; views that a presentation puts aside are no difference."""
        return shown(selection).choose(stage=()) == self.selection.choose(stage=())


def shown(selection: Selection) -> Selection:
    """The part of a selection that a scene holds."""
    return replace(selection, **{name: getattr(Selection(), name) for name in STAYS})


def read(text: str, file: str = FILE) -> tuple[Scene, ...]:
    """The scenes of a file. Raises SourceError, which names the file, the scene and what is wrong in it."""
    if len(text.encode(errors="replace")) > BYTES:
        raise SourceError(fault="scenes-too-long", file=file, limit=BYTES // 1000)
    try:
        said = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        line, column = _place(str(error), text)
        raise SourceError(fault="scenes-not-toml", file=file, line=line, column=column) from error
    except RecursionError as error:
        raise SourceError(fault="scenes-too-deep", file=file) from error
    version = said.pop(links.VERSION_PARAMETER, None)
    rows = said.pop(_TABLE, [])
    if said or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(fault="scenes-other", file=file, key=next(iter(said), _TABLE))
    if len(rows) > SCENES:
        raise SourceError(fault="scenes-too-many", file=file, number=len(rows), limit=SCENES)
    versions = {} if version is None else {links.VERSION_PARAMETER: version}
    return tuple(_scene(versions | row, file, number) for number, row in enumerate(rows, 1))


def write(scenes: Iterable[Scene]) -> str:
    """The file of some scenes, as ``read`` reads it."""
    rows = [f"{links.VERSION_PARAMETER} = {links.VERSION}\n"]
    for scene in scenes:
        lines = [f"[[{_TABLE}]]", *_written("title", scene.title), *_written("sentence", scene.sentence)]
        for parameter, values in params(scene.selection).items():
            many = parameter in _FIELDS and _FIELDS[parameter].many
            lines.append(f"{parameter} = {_literal(values if many else values[-1])}")
        rows.append("\n".join(lines) + "\n")
    return "\n".join(rows)


def params(selection: Selection) -> dict[str, list[str]]:
    """The parameters of what a scene shows: {name: values}, without a version."""
    said = shown(selection).to_params()
    said.pop(links.VERSION_PARAMETER, None)
    return said


def at(folder: Path) -> tuple[Scene, ...]:
    """The scenes that stand beside some data, () for none. Raises SourceError as ``read``."""
    content = _bytes(folder / FILE)
    try:
        return read(content.decode("utf-8-sig")) if content else ()
    except UnicodeDecodeError as error:
        raise SourceError(fault="encoding", file=FILE, encoding="UTF-8") from error


def carried(sources: Iterable[Path], old: Path) -> bytes | None:
    """The file of the first of the sources that has one, a folder or a packed corpus, else of the ``old``
    data; None where there is none."""
    for place in (*dict.fromkeys(sources), old):
        content = _packed(place) if place.suffix.lower() == ".zip" else _bytes(place / FILE)
        if content is not None:
            return content
    return None


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(BYTES + 1)
    except Exception as error:  # each kind of place has its own
        if isinstance(error, OSError) or is_remote(path):
            return None
        raise


def _packed(archive: Path) -> bytes | None:
    """The file in a packed corpus; None where there is none, or the archive cannot be read."""
    try:
        with archive.open("rb") as file, zipfile.ZipFile(file) as held:
            names = {each.filename.rpartition("/")[2]: each for each in held.infolist()}
            if not is_built(names) or FILE not in names:
                return None
            return member_bytes(held, names[FILE], FILE, BYTES)
    except (*BROKEN, SourceError):
        return None


def _place(reason: str, text: str) -> tuple[int, int]:
    """Line and column, from 1, of what the parser complains of; it says both, but for the end of the file."""
    said = re.search(r"\(at line (\d+), column (\d+)\)$", reason)
    if said:
        return int(said[1]), int(said[2])
    lines = text.split("\n")
    return len(lines), len(lines[-1]) + 1


def _scene(row: Mapping[str, Any], file: str, number: int) -> Scene:
    where: dict[str, Any] = {"file": file, "scene": number}
    for key in row:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            keys = ", ".join(near or _KEYS)
            raise SourceError(fault="scene-key", **where, key=key, keys=keys)
    title = _said(row.get("title", ""), "title", TITLE, where)
    if not all(map(str.strip, title)):
        raise SourceError(fault="scene-title", **where)
    sentence = _said(row.get("sentence", ""), "sentence", SENTENCE, where)
    link = {key: _values(value, key, where) for key, value in row.items() if key not in ("title", "sentence")}
    current = links.migrated(link)
    for key, field in _FIELDS.items():
        for value in current.get(key, ()):
            if field.read(value) is None:
                wrong = {**where, "key": key, "value": value[:80]}
                if isinstance(field.read, OneOf):
                    raise SourceError(fault="scene-choice", **wrong, choices=", ".join(field.read.choices))
                raise SourceError(fault="scene-value", **wrong)
    return Scene(title, sentence, shown(Selection.from_params(link)))


def _said(value: object, key: str, most: int, where: Mapping[str, Any]) -> Said:
    """A text as the file has it: one for both languages, or a table of one each."""
    match value:
        case str(text):
            said = Said(text, text)
        case dict(texts) if texts and set(texts) <= {*_LANGUAGES} and _all_texts(texts.values()):
            first = next(iter(texts.values()))
            said = Said(texts.get("zh", first), texts.get("en", first))
        case _:
            raise SourceError(fault="scene-text", **where, key=key)
    for text in said:
        if len(text) > most:
            raise SourceError(fault="scene-long", **where, key=key, length=len(text), limit=most)
    return said


def _values(value: object, key: str, where: Mapping[str, Any]) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(each, bool) or not isinstance(each, str | int | float) for each in values):
        raise SourceError(fault="scene-value", **where, key=key, value=str(value)[:80])
    return [str(each) for each in values]


def _all_texts(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) for each in values)


def _written(key: str, said: Said) -> list[str]:
    if said.zh == said.en:
        return [f"{key} = {_literal(said.zh)}"] if said.zh else []
    return [f"{key}.{language} = {_literal(text)}" for language, text in zip(_LANGUAGES, said, strict=True)]


def _literal(value: str | Sequence[str]) -> str:
    """A value as TOML writes it: JSON's strings are TOML's, but for one character that JSON leaves."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""JSON: .json, .jsonl. The records may lie in a list somewhere inside, as in ``videoList[].video_detail``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import Choice, Contents, records, text_lines
from corpus.formats.encodings import decode
from corpus.limits import Limits

ROOT = "{}"
"""The path of a file that is one object; of a list of objects at the top it is ``[]``."""

ANY = "*"
"""In a path, the members of an object whose names are numbers or days: ``{"2024-03-05": {…}, …}``."""

Objects = Mapping[str, Sequence[Mapping[str, Any]]]
"""{path: the objects that it leads to, as they stand in the file}."""

_DEEPEST = 16  # members within members, and lists, that are looked into
_JUDGED = 20  # objects that a path is judged by
_OFFERED = 100  # paths
_PARTS = 20  # paragraphs of a document, each an object
_DIGITS = 40  # of a number
_WEIGHED = 2_000  # characters of a member
_NUMBERED = re.compile(r"\d")
_DESCRIBING = ("title", "date", "url")  # what tells a document from a paragraph
_AS_MUCH = 0.5  # of the longest text, and a path may hold the text


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """A document of each record.

    Of several lists of records, those with the longest texts that have titles or dates are read. A file that
    is no JSON as a whole is read by lines; lines that are none are left out and counted.
    Raises SourceError where neither gives an object, or ``choice.records`` leads to none.
    """
    decoded = decode(content, file, choice.encoding, declared="UTF-8")
    value, notes = _parsed(decoded.text, file)
    objects = _objects(value, file, limits)
    path = choice.records or _likeliest(objects)
    if path not in objects:
        if not objects:
            raise SourceError(fault="no-text", file=file)
        paths = list(objects)[:_OFFERED]
        raise SourceError(
            fault="no-records", file=file, records=path, names=records.names(paths), paths=paths
        )
    records.check_number(len(objects[path]), file, limits)
    found = [records.flattened(each) for each in objects[path]]
    where = Choice(choice.encoding, path, choice.fields)
    layout = records.layout(found, file, where)
    return records.contents(
        found, layout, file, where, limits, encoding=decoded.encoding, notes=[*decoded.notes, *notes]
    )


def _parsed(text: str, file: str) -> tuple[Any, list[tuple[str, Mapping[str, Any]]]]:
    """The value of a JSON file, or the list of those of its lines, with a note of the lines that are none."""
    try:
        return _loaded(text), []
    except RecursionError as error:
        raise SourceError(fault="too-deep", file=file) from error
    except json.JSONDecodeError as error:
        broken, values = [], []
        for number, line in enumerate(text_lines(text), 1):
            if line.strip():
                try:
                    values.append(_loaded(line))
                except (json.JSONDecodeError, RecursionError):
                    broken.append(number)
        # a list that is cut short has lines that happen to be JSON: a bracket, a number
        whole = sum(isinstance(each, Mapping) for each in values)
        if whole <= len(broken):
            if not text.strip():
                raise SourceError(fault="no-text", file=file) from error
            raise SourceError(fault="not-json", file=file, line=error.lineno, column=error.colno) from error
        return values, [("broken-lines", {"lines": len(broken), "first": broken[0]})] if broken else []


def _loaded(text: str) -> Any:
    return json.loads(text, parse_int=_integer, parse_constant=lambda _: None, strict=False)


def _integer(digits: str) -> int | None:
    """None of one that is no number of anything, and that Python refuses to read."""
    return int(digits) if len(digits) < _DIGITS else None


def _objects(value: Any, file: str, limits: Limits) -> Objects:
    """Every path that leads to objects. Texts at the top, or in a list there, are objects with a ``text``.

    Raises SourceError where one path leads to more than could be the parts of as many documents as may be.
    """
    if isinstance(value, list):
        value = [{"text": each} if isinstance(each, str) else each for each in value]
    elif isinstance(value, str):
        value = {"text": value}
    found: dict[str, list[Mapping[str, Any]]] = {}

    def walk(value: Any, path: str, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            path = f"{path}[]"
            for each in value:
                if isinstance(each, (dict, list)):
                    walk(each, path, depth + 1)
        elif isinstance(value, dict):
            alike = found.setdefault(path or ROOT, [])
            alike.append(value)
            records.check_number(len(alike) // _PARTS, file, limits)
            keyed = _is_keyed(value)
            for name, each in value.items():
                if isinstance(each, (dict, list)):
                    name = ANY if keyed else records.plain(name)
                    walk(each, f"{path}.{name}" if path else name, depth + 1)

    walk(value, "", 0)
    return found


def _is_keyed(members: Mapping[str, Any]) -> bool:
    """Whether an object is a list by another name: all of its members are objects or lists, and numbered."""
    return len(members) > 1 and all(
        isinstance(each, (dict, list)) and _NUMBERED.search(name) for name, each in members.items()
    )


def _likeliest(objects: Objects) -> str:
    """The path of the records: most text in one member, a title or a date beside it; "" if there are none.

    Where only an object around them has a title or a date, they are its paragraphs, and it is the record.
    """
    texts = {path: _text(each) for path, each in objects.items()}
    most = max(texts.values(), default=0)
    able = [path for path in objects if texts[path] >= most * _AS_MUCH]
    if not able:
        return ""
    best = max(able, key=lambda path: (_described(objects[path]), texts[path]))
    if not _described(objects[best]):
        around = [path for path in objects if _within(best, path) and _described(objects[path])]
        return max(around, key=len, default=best)
    return best


def _within(path: str, other: str) -> bool:
    return path != other and (other == ROOT or path.startswith((f"{other}.", f"{other}[")))


def _text(objects: Sequence[Mapping[str, Any]]) -> float:
    """How much text the fullest member of some objects has in all."""
    judged = objects[:: -(-len(objects) // _JUDGED)]
    weights: dict[str, int] = {}
    for each in judged:
        for name, value in _own(each).items():
            weights[name] = weights.get(name, 0) + records.weight(value[:_WEIGHED])
    return max(weights.values(), default=0) * len(objects) / len(judged)


def _described(objects: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        value and metadata.field_of(name) in _DESCRIBING
        for each in objects[:_JUDGED]
        for name, value in _own(each).items()
    )


def _own(members: Mapping[str, Any]) -> dict[str, str]:
    """The members of an object that are text, or lists of text, and not those of objects inside it."""
    return {
        name: value if isinstance(value, str) else "\n".join(value)
        for name, value in members.items()
        if _is_text(value)
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )

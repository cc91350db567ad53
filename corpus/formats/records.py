"""Records → documents: each row of a table or object of a list, and what its columns are taken for.

The text is never guessed where several columns could be it: the fault offers them, each with samples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from math import isfinite
from typing import Any

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import Choice, Contents, Extract, normalised
from corpus.formats.fragments import value_lines
from corpus.limits import Limits

Record = Mapping[str, str]
"""{column: what stands in it, as text}; a column that a record has not got is empty."""

SAMPLES = 3
"""Values of a column that are shown, so that one can choose."""

_SAMPLED = 60  # records that columns are judged by
_SAMPLED_CELLS = 100_000
_JUDGED = 2_000  # characters of a value that are weighed
_SHOWN = 60  # characters of a value, or of a name
_OFFERED = 100  # columns
_NAMED = 12  # columns in a sentence
_TEXT = 20  # characters of text, from which on a column without a name that tells may be the text
_SHORT = 60  # characters of a title
_TITLES = 5  # rows, over the names of columns
_RIVAL = 3  # a column with less than a third of the longest is no text beside it
_SAMPLE_OF_DAY = 24  # characters of a value that is no day
_CHARACTERS = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_BEIJING = timedelta(hours=8)


@dataclass(frozen=True)
class Layout:
    """The ``columns`` of a file, {name: samples}, and which is taken for what: {field, or "text": column}."""

    columns: Mapping[str, Sequence[str]]
    fields: Mapping[str, str]


def layout(records: Sequence[Record], file: str, choice: Choice, columns: Iterable[str] = ()) -> Layout:
    """What the columns of ``records`` are taken for, by their names and by what stands in them.

    ``choice.fields`` has the last word, and an empty one says that there is none. ``columns`` are named
    besides those that the records have.
    Raises SourceError where a column is chosen that is not there, or where the text is not plain.
    """
    there = list(dict.fromkeys([*columns, *(column for record in records for column in record)]))
    sampled = records[:: -(-len(records) // _SAMPLED) or 1][: max(1, _SAMPLED_CELLS // max(1, len(there)))]
    values = {column: [record.get(column, "")[:_JUDGED] for record in sampled] for column in there}
    weights = {column: sum(map(weight, each)) / max(1, len(each)) for column, each in values.items()}
    shown = {column: samples(values[column]) for column in there[:_OFFERED]}

    for column in choice.fields.values():
        if column and column not in values:
            raise SourceError(
                fault="no-column", file=file, column=_shown(column), names=names(there), columns=shown
            )
    named = sorted(filter(metadata.field_of, there), key=metadata.place_of)
    fields = {name: column for name in metadata.FIELDS if (column := _named(name, named, values, weights))}
    fields |= {name: column for name, column in choice.fields.items() if name != "text"}
    rest = [column for column in there if column not in fields.values()]
    if not (text := choice.fields.get("text") or _text_column(rest, weights)):
        if not any(weights.values()):
            raise SourceError(fault="no-text", file=file)
        raise SourceError(fault="no-text-column", file=file, names=names(there), columns=shown)
    return Layout(shown, {"text": text} | {name: column for name, column in fields.items() if column})


def contents(
    records: Iterable[Record],
    layout: Layout,
    file: str,
    choice: Choice,
    limits: Limits,
    *,
    encoding: str = "",
    notes: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Contents:
    """A document of each of ``records`` that has text, its key the number of the record from 1 on.

    Raises SourceError where there are more characters than ``limits`` allow; that there are no more records
    is checked before they are made (``check_number``).
    """
    fields = layout.fields
    said = [name for name in metadata.FIELDS if name in fields]
    found: dict[str, Extract] = {}
    keys: dict[str, str] = {}
    empty = characters = 0
    undated: list[str] = []  # what stands for days and is none
    for number, record in enumerate(records, 1):
        lines = value_lines(record.get(fields["text"], ""))
        if not any(map(normalised, lines)):
            empty += 1
            continue
        characters += sum(map(len, lines))
        if characters > limits.characters:
            raise SourceError(fault="too-long", file=file, limit=limits.characters)
        group = record.get(fields.get("document", ""), "").strip()
        key = keys.setdefault(group, str(number)) if group else str(number)
        if key in found:
            found[key] = Extract([*found[key].lines, *lines], found[key].metadata, "record", key)
        else:
            about = {name: _value(name, record.get(fields[name], "")) for name in said}
            written = record.get(fields["date"], "").strip() if "date" in about else ""
            if written and not about["date"]:
                undated.append(written)
            found[key] = Extract(
                lines, {name: value for name, value in about.items() if value}, "record", key
            )
    if empty:
        notes = [*notes, ("records-without-text", {"records": empty})]
    if undated:
        notes = [*notes, ("no-days", {"number": len(undated), "example": undated[0][:_SAMPLE_OF_DAY]})]
    how = Choice(choice.encoding, choice.records, fields)
    return Contents(list(found.values()), encoding, layout.columns, how, notes)


def check_number(records: int, file: str, limits: Limits) -> None:
    """Raises SourceError where a file has more records than ``limits`` allow documents."""
    if records > limits.documents:
        raise SourceError(fault="too-many-records", file=file, limit=limits.documents)


def as_text(value: object) -> str:
    """A cell or member as text, a date as 2021-03-07; "" of None, true, false, NaN and what is no scalar."""
    match value:
        case str():
            return value
        case bool():
            return ""
        case float() if not isfinite(value):
            return ""
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime() | date() | time():
            return value.isoformat()
        case int():
            return str(value)
        case _:
            return ""


def flattened(members: Mapping[str, object]) -> dict[str, str]:
    """An object as a record: ``{"a": {"b": 1}}`` has the column ``a.b``, the members of a list are lines.

    ``{"a": [{"b": "甲"}, {"b": "乙"}]}`` has the column ``a[].b``. What is nested deeper than anybody writes
    is left out.
    """
    lines: dict[str, list[str]] = {}

    def take(value: object, column: str, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if isinstance(value, dict):
            for name, each in value.items():
                name = plain(str(name))
                take(each, f"{column}.{name}" if column else name, depth + 1)
        elif isinstance(value, list):
            nested = f"{column}[]" if any(isinstance(each, dict) for each in value) else column
            for each in value:
                take(each, nested, depth + 1)
        else:
            lines.setdefault(column, []).append(as_text(value))

    take(members, "", 0)
    return {column: "\n".join(each) for column, each in lines.items()}


_DEEPEST = 8


def weight(value: str) -> int:
    """How much text a value is: its Chinese characters, and the words of other scripts."""
    return sum(map(len, _CHARACTERS.findall(value))) + len(value.split())


def plain(name: str) -> str:
    """The name of a member without what cannot be seen."""
    return name if name.isidentifier() else normalised(name)


def samples(values: Iterable[str]) -> list[str]:
    """A few of the values of a column, each short and on one line."""
    different = dict.fromkeys(value for value in values if value.strip())
    return [_shown(value) for value in islice(different, SAMPLES)]


def names(columns: Sequence[str]) -> str:
    """The names of columns for a sentence; of many, the first."""
    more = ", …" if len(columns) > _NAMED else ""
    return ", ".join(map(_shown, columns[:_NAMED])) + more


def without_title(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table without a title of one cell over the names of its columns, one of which tells."""
    several = (at for at, row in enumerate(rows[:_TITLES]) if sum(bool(cell.strip()) for cell in row) > 1)
    first = next(several, 0)
    return rows[first:] if rows and any(map(metadata.field_of, rows[first])) else rows


def distinct(names: Iterable[str]) -> list[str]:
    """The names of columns, without what cannot be seen: an empty one is its number, a second has one."""
    taken: dict[str, None] = {}
    times: Counter[str] = Counter()
    for number, each in enumerate(names, 1):
        name = once = " ".join(normalised(each).split()) or str(number)
        while name in taken:
            times[once] += 1
            name = f"{once} {times[once] + 1}"
        taken[name] = None
    return list(taken)


def _named(
    field: str, named: Sequence[str], values: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> str:
    """The column that holds a field of a document: the first of ``named`` whose values can be it, or "".

    A date may do without a name that tells, where one column alone holds days.
    """
    for column in named:
        fits = metadata.field_of(column) == field and any(values[column]) and weights[column] <= _SHORT
        if fits and (field != "date" or _dated(values[column])):
            return column
    if field != "date":
        return ""
    days = [column for column in values if _dated(values[column], named=False)]
    return days[0] if len(days) == 1 else ""


def _dated(values: Sequence[str], named: bool = True) -> bool:
    there = [value for value in values if value.strip()]
    days = sum(bool(_day(each) if named else len(each) < 30 and metadata.day(each)) for each in there)
    return bool(there) and days >= len(there) * (0.5 if named else 0.8)


def _day(value: str) -> str:
    """The day that a value names, or counts in seconds or milliseconds since 1970, as in Beijing."""
    if counted := _EPOCH.fullmatch(value.strip()):
        return (datetime.fromtimestamp(int(counted[1]), UTC) + _BEIJING).date().isoformat()
    return metadata.day(value)


def _text_column(columns: Sequence[str], weights: Mapping[str, float]) -> str:
    """The column that is plainly the text; "" where none is, or several could be."""
    longest = max((weights[column] for column in columns), default=0)
    long = [column for column in columns if weights[column] > 0 and weights[column] * _RIVAL >= longest]
    named = [column for column in long if metadata.field_of(column) == "text"]
    able = named or [column for column in long if weights[column] >= _TEXT]
    return able[0] if len(able) == 1 else ""


def _value(field: str, value: str) -> str:
    return _day(value) if field == "date" else " ".join(value_lines(value)).strip()


def _shown(value: str) -> str:
    line = normalised(" ".join(value[: _SHOWN * 4].split()))
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"

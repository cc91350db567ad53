"""Search by characters, not by words: 香港 is found however the text was cut.

A term is plain characters, or a pattern between slashes: ``/一带.路/``. Patterns are RE2's, as DuckDB has it:
their time grows with the text and never explodes, and they have no look-around and no references back.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

FIELDS = ("terms", "without", "highlights")
"""The fields of a selection that hold terms."""

SECONDS = 2.0
"""How long a pattern may take on the whole corpus before it is refused."""

TOO_SLOW = "slow"
"""The reason of a pattern that takes longer."""

MATCHES_NOTHING = "empty"
"""The reason of a pattern that also matches between two characters, and so everywhere."""

_OPEN, _CLOSE = "\x01", "\x02"
"""Stand around a hit; a build leaves no control character in a text."""

_ENGINE = duckdb.connect(config={"threads": 1})
_PROBES = ("", "中a b1。", "a", "中")

Sql = tuple[str, list[object]]


def is_pattern(term: str) -> bool:
    """Whether a term is a pattern between slashes."""
    return len(term) > 2 and term[0] == term[-1] == "/"


def fault(term: str) -> str:
    """Why a pattern cannot be used, in RE2's words, or MATCHES_NOTHING; "" where it can."""
    if not is_pattern(term):
        return ""
    try:
        found = _ENGINE.cursor().execute(
            "SELECT list_contains(flatten(list_transform(?::VARCHAR[], lambda each: "
            "regexp_extract_all(each, ?))), '')",
            [list(_PROBES), term[1:-1]],
        )
        return MATCHES_NOTHING if found.fetchall()[0][0] else ""
    except duckdb.Error as error:
        return str(error).removeprefix("Invalid Input Error: ").strip()


def occurs(term: str) -> Sql:
    """The SQL condition that a term occurs in ``text``, and its parameters."""
    return ("regexp_matches(text, ?)", [term[1:-1]]) if is_pattern(term) else ("contains(text, ?)", [term])


def hits(term: str) -> Sql:
    """The SQL expression of how often a term occurs in ``text``, without overlaps."""
    if is_pattern(term):
        return "len(regexp_extract_all(text, ?))", [term[1:-1]]
    return "(len(string_split(text, ?)) - 1)", [term]


def condition(terms: Sequence[str], match: str) -> Sql:
    """The SQL condition that ``match`` ("any" or "all") of the terms occur in ``text``."""
    each = [occurs(term) for term in terms]
    joined = (" OR " if match == "any" else " AND ").join(sql for sql, _ in each)
    return f"({joined})", [value for _, values in each for value in values]


def exclusion(terms: Sequence[str]) -> Sql:
    """The SQL condition that none of the terms occurs in ``text``."""
    sql, parameters = condition(terms, "any")
    return f"NOT {sql}", parameters


def marked(term: str) -> Sql:
    """The SQL expression of ``text`` with a control character before and after each hit; see ``spans``."""
    if is_pattern(term):
        return "regexp_replace(text, ?, ?, 'g')", [term[1:-1], f"{_OPEN}\\0{_CLOSE}"]
    return "replace(text, ?, ?)", [term, f"{_OPEN}{term}{_CLOSE}"]


def spans(text: str, term: str) -> tuple[tuple[int, int], ...]:
    """Where a term occurs in ``text``: (start, end) of each hit, in order, without overlaps."""
    if is_pattern(term):
        sql, parameters = marked(term)
        found = _ENGINE.cursor().execute(
            f"SELECT {sql} FROM (SELECT ?::VARCHAR AS text)", [*parameters, text]
        )
        pieces = found.fetchall()[0][0].split(_OPEN)
    else:
        pieces = text.replace(term, f"{_OPEN}{term}{_CLOSE}").split(_OPEN)
    result = []
    position = len(pieces[0])
    for piece in pieces[1:]:
        hit, _, rest = piece.partition(_CLOSE)
        if hit:
            result.append((position, position + len(hit)))
        position += len(hit) + len(rest)
    return tuple(result)

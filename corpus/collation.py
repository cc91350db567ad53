"""The source's own lines beside the repaired text, as an editor collates two versions of one text.

Both run on in their own order. Where they agree they stand side by side; what the repair moved stands alone
on either side, and so does a copy that was dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What one line gave to a paragraph: the paragraph's ``index`` among the rows, the ``line`` (1-based),
    which ``part`` of the paragraph it is, from 0, and its text from ``start`` to ``end``; ``skipped`` is how
    many characters the line has before it: the marks of a heading or of a list."""

    index: int
    line: int
    part: int
    start: int
    end: int
    skipped: int


@dataclass(frozen=True)
class Pair:
    """What stands side by side: a ``line`` of the source (0 for none) and a ``part`` of the repaired text."""

    line: int
    part: Part | None


def parts(row: Row, index: int, lines: Sequence[str]) -> list[Part]:
    """The parts of one paragraph, in reading order: together they are its text.

    The text is put together from the ends of its lines. A line that does not fit, as in damaged data, gives
    nothing, and the last gives what is left.
    """
    text, found, position = row["text"], [], 0
    for part, line in enumerate(row["lines"]):
        source = lines[line - 1] if 0 < line <= len(lines) else ""
        skipped = next(
            (n for n in range(min(len(source), _MARKS)) if text.startswith(source[n:], position)),
            len(source),
        )
        end = position + len(source) - skipped
        found.append(Part(index, line, part, position, end, skipped))
        position = end
    if found and position < len(text):
        last = found[-1]
        found[-1] = Part(index, last.line, last.part, last.start, len(text), last.skipped)
    return found


def collate(rows: Sequence[Row], lines: Sequence[str]) -> list[Pair]:
    """Every line that is not blank and every part of the text, each once, in the order of both sides.

    ``rows`` are the paragraphs of a document in reading order. Which parts stayed where they were is the
    heaviest run of rising lines, where what ``repairs`` call moved, and a pull quote beside what it repeats,
    weigh little.
    """
    every = [part for index, row in enumerate(rows) for part in parts(row, index, lines)]
    weights = [_MOVED if {"moved", "echo"} & set(rows[part.index]["repairs"]) else 1.0 for part in every]
    stayed = _heaviest_rise([part.line for part in every], weights)
    there = [number for number, line in enumerate(lines, 1) if line]
    pairs: list[Pair] = []
    shown = 0  # of the lines that are there
    for place, part in enumerate(every):
        if place not in stayed:
            pairs.append(Pair(0, part))
            continue
        here = bisect_left(there, part.line)
        pairs += [Pair(line, None) for line in there[shown:here]]
        pairs.append(Pair(part.line, part))
        shown = bisect_right(there, part.line)
    return pairs + [Pair(line, None) for line in there[shown:]]


_MOVED = 0.001
_MARKS = 40  # characters that a heading's or a list's marks may have


def _heaviest_rise(values: Sequence[int], weights: Sequence[float]) -> set[int]:
    """The places of the rising run in ``values`` whose ``weights`` add up to most."""
    ends: list[tuple[int, float, int]] = []  # (value, weight of the run that ends there, place), both rising
    before: list[int] = []
    for place, (value, weight) in enumerate(zip(values, weights, strict=True)):
        at = bisect_left(ends, (value, -1.0, 0))
        total = weight + (ends[at - 1][1] if at else 0.0)
        before.append(ends[at - 1][2] if at else -1)
        stop = at
        while stop < len(ends) and ends[stop][1] <= total:
            stop += 1
        ends[at:stop] = [(value, total, place)]
    run: set[int] = set()
    place = ends[-1][2] if ends else -1
    while place >= 0:
        run.add(place)
        place = before[place]
    return run

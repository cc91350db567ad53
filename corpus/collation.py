"""The source's own lines beside the repaired text, as an editor collates two versions of one text.

Both run on in their own order. Where they agree they stand side by side; what the repair moved stands alone
on either side, and so does a copy that was dropped. A line of which several paragraphs were made stands in
as many pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.cleaning import Mended, mended

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What one line gave to a paragraph: the paragraph's ``index`` among the rows, the ``line`` (1-based),
    which ``part`` of the paragraph it is, from 0, and its text from ``start`` to ``end``, with the space
    that the repair put after it; ``source`` is where in the line it stood, before it was mended."""

    index: int
    line: int
    part: int
    start: int
    end: int
    source: tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A piece of a line, from ``start`` to ``end``, and the ``part`` that it became: None of a copy, and of
    what no paragraph has. What it has before the part's source are the marks of a heading or of a list."""

    line: int
    start: int
    end: int
    part: Part | None


@dataclass(frozen=True)
class Pair:
    """What stands side by side: a ``piece`` of the source and a ``part`` of the repaired text, or one."""

    piece: Piece | None
    part: Part | None

    @property
    def line(self) -> int:
        """The line of the piece, 0 for none."""
        return self.piece.line if self.piece else 0


Lines = Sequence[tuple[str, Mended]]
"""The lines of a source, and what they were mended to."""


def with_mended(lines: Sequence[str]) -> Lines:
    """The lines of a document's source as ``parts`` needs them."""
    return list(zip(lines, mended(lines), strict=True))


def parts(row: Row, index: int, lines: Lines) -> list[Part]:
    """The parts of one paragraph, in reading order: together they are its text.

    The text is put together from the ends of its lines; of the last, something may be left over for another
    paragraph. A line that does not fit, as in damaged data, gives nothing, and the last gives what is left.
    """
    text, found, position = row["text"], list[Part](), 0
    last = len(row["lines"]) - 1
    for part, line in enumerate(row["lines"]):
        source, clean = lines[line - 1] if 0 < line <= len(lines) else ("", Mended(""))
        if found and text[position : position + 1] == " " and not clean.text.startswith(" "):
            position += 1  # a space that parts Latin words at the end of a line
            found[-1] = replace(found[-1], end=position)
        at = clean.text.find(text[position:]) if part == last else _beginning(clean.text, text, position)
        end = position if at < 0 else min(len(text), position + len(clean.text) - at)
        where = (len(source), len(source))
        if end > position:
            where = clean.span(at, at + end - position)
            if at + end - position == len(clean.text):
                where = (where[0], len(source))  # with what was left out at its end
        found.append(Part(index, line, part, position, end, where))
        position = end
    if found and position < len(text):
        found[-1] = replace(found[-1], end=len(text))
    return found


def _beginning(line: str, text: str, position: int) -> int:
    """From where on a line goes on as the text does from ``position``; -1 from nowhere."""
    return next((at for at in range(min(len(line), _LONGEST)) if text.startswith(line[at:], position)), -1)


def in_source(row: Row, lines: Lines) -> str:
    """The paragraph as it stands in its source, with the ends of its lines, before anything was mended."""
    return "\n".join(lines[part.line - 1][0][slice(*part.source)] for part in parts(row, 0, lines))


def collate(rows: Sequence[Row], lines: Sequence[str]) -> list[Pair]:
    """Every line that is not blank and every part of the text, each once, in the order of both sides.

    ``rows`` are the paragraphs of a document in reading order. Which parts stayed where they were is the
    heaviest run of rising pieces, where what ``repairs`` call moved, and a pull quote beside what it repeats,
    weigh little.
    """
    known = with_mended(lines)
    every = [part for index, row in enumerate(rows) for part in parts(row, index, known)]
    weights = [_MOVED if {"moved", "echo"} & set(rows[part.index]["repairs"]) else 1.0 for part in every]
    there = list(_pieces(every, lines))
    numbers = {piece.part: number for number, piece in enumerate(there) if piece.part}
    stayed = _heaviest_rise([numbers[part] for part in every], weights)
    pairs: list[Pair] = []
    shown = 0  # of the pieces
    for place, part in enumerate(every):
        if place not in stayed:
            pairs.append(Pair(None, part))
            continue
        here = numbers[part]
        pairs += [Pair(piece, None) for piece in there[shown:here] if _is_there(piece, lines)]
        pairs.append(Pair(there[here], part))
        shown = here + 1
    return pairs + [Pair(piece, None) for piece in there[shown:] if _is_there(piece, lines)]


def _pieces(every: Iterable[Part], lines: Sequence[str]) -> Iterator[Piece]:
    """The lines in as many pieces as they have parts, in their order."""
    by_line: defaultdict[int, list[Part]] = defaultdict(list)
    for part in every:
        by_line[part.line].append(part)
    for line in sorted({*by_line, *(number for number, text in enumerate(lines, 1) if text)}):
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        position = 0
        for part in sorted(by_line[line], key=lambda part: part.source):
            end = max(position, part.source[1])
            yield Piece(line, position, end, part)
            position = end
        if text[position:].strip():
            yield Piece(line, position, len(text), None)


def _is_there(piece: Piece, lines: Sequence[str]) -> bool:
    return 0 < piece.line <= len(lines) and lines[piece.line - 1][piece.start : piece.end] != ""


_MOVED = 0.001
_LONGEST = 10_000  # characters of a line that is not a paragraph's last


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

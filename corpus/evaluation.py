"""Tags against a gold file: precision, recall and F1, micro and macro, for both tags."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.build import Row, paragraph_rows
from corpus.counterparts import COUNTERPARTS, unknown_code
from corpus.documents import Source, SourceError, read_document

TAGS = ("about", "mentions")
_COLUMNS = ("file", "position", "text", *TAGS)


@dataclass
class Score:
    """Counts of one tag: by counterpart, of codes found rightly, found wrongly, and missed."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def micro(self) -> tuple[float, float, float]:
        """Precision, recall, F1 over all decisions; 1.0 where there was nothing to decide."""
        return _f1(self.right.total(), self.wrong.total(), self.missed.total())

    def macro(self) -> tuple[float, float, float]:
        """The mean over counterparts of precision, recall and F1, each counterpart weighing the same."""
        codes = {*self.right, *self.wrong, *self.missed}
        rows = [_f1(self.right[code], self.wrong[code], self.missed[code]) for code in codes]
        return (
            tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) if rows else (1.0, 1.0, 1.0)
        )


@dataclass(frozen=True)
class Disagreement:
    """A paragraph whose tags are not the gold's."""

    file: str
    position: int
    tag: str
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    text: str


def evaluate(gold: Path) -> tuple[dict[str, Score], list[Disagreement], int]:
    """(score by tag, the disagreements, number of paragraphs) of the tags for the documents of ``gold``.

    ``file`` is sought beside the gold file, then in the folders above it. Raises SourceError for a gold
    file that is not as the data contract says, or that names a document or a paragraph that is not there.
    """
    scores = {tag: Score() for tag in TAGS}
    disagreements = []
    rows = _read(gold)
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_file[row["file"]].append(row)
    for file, expected in by_file.items():
        source = Source(_find(file, gold), file, {})
        for row, built in _paired(expected, paragraph_rows(read_document(source)), gold):
            for tag in TAGS:
                found = set(built[tag]) - set(row.get(f"{tag}_arguable", ()))
                wanted = set(row[tag])
                scores[tag].right.update(found & wanted)
                scores[tag].wrong.update(found - wanted)
                scores[tag].missed.update(wanted - found)
                if found != wanted:
                    wrong, missed = tuple(sorted(found - wanted)), tuple(sorted(wanted - found))
                    disagreements.append(Disagreement(file, row["position"], tag, wrong, missed, row["text"]))
    return scores, disagreements, len(rows)


def report(scores: Mapping[str, Score], paragraphs: int) -> str:
    """The scores as lines of text."""
    lines = [f"{'':16}{'precision':>10}{'recall':>10}{'F1':>10}"]
    for tag, score in scores.items():
        for name, values in (("micro", score.micro()), ("macro", score.macro())):
            lines.append(f"{tag + ' ' + name:16}" + "".join(f"{value:10.3f}" for value in values))
    return "\n".join([*lines, f"paragraphs: {paragraphs}"])


def _f1(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def _read(gold: Path) -> list[Row]:
    rows = []
    try:
        lines = gold.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{gold}: cannot be read; name a gold file of JSON lines in UTF-8") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            rows.append(_checked(line, f"{gold}, line {number}"))
    if not rows:
        raise SourceError(f"{gold}: holds no line; a line is a JSON object of {', '.join(_COLUMNS)}")
    return rows


def _checked(line: str, where: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{where}: is not a JSON object of {', '.join(_COLUMNS)}") from error
    if not isinstance(row, dict):
        raise SourceError(f"{where}: is not a JSON object of {', '.join(_COLUMNS)}")
    missing = [column for column in _COLUMNS if column not in row]
    if missing:
        raise SourceError(f"{where}: {missing[0]!r} is missing; a line has {', '.join(_COLUMNS)}")
    if not isinstance(row["file"], str) or not isinstance(row["text"], str):
        raise SourceError(f"{where}: file and text must be strings")
    for tag in TAGS:
        for key in (tag, f"{tag}_arguable"):
            if not isinstance(row.get(key, []), list):
                raise SourceError(f'{where}: {key} must be a list of codes, as in ["US"]')
        for code in (*row[tag], *row.get(f"{tag}_arguable", ())):
            if not isinstance(code, str) or code not in COUNTERPARTS:
                raise SourceError(f"{where}, {tag}: {unknown_code(str(code), COUNTERPARTS)}")
    return row


def _find(file: str, gold: Path) -> Path:
    for folder in gold.resolve().parents:
        if (folder / file).is_file():
            return folder / file
    raise SourceError(f"{gold}: no file {file!r} beside it or in a folder above it")


def _paired(expected: Sequence[Row], built: Sequence[Row], gold: Path) -> Iterable[tuple[Row, Row]]:
    """Each gold paragraph with the built one of its text: the whole text, or a part where repair joined."""
    texts = [(_letters(row["text"]), row) for row in built]
    for row in expected:
        letters = _letters(row["text"])
        same = [each for text, each in texts if text == letters]
        holding = [each for text, each in texts if len(letters) > 3 and letters in text]
        found = next(
            (each for each in same if each["position"] == row["position"]), next(iter(same + holding), None)
        )
        if found is None:
            raise SourceError(
                f"{gold}: {row['file']} has no paragraph {row['position']} “{row['text'][:20]}…”; "
                "copy the paragraph's text from the build"
            )
        yield row, found


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())

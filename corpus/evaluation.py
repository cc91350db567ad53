"""Tags against gold files: precision, recall and F1, micro and macro, by part and by register."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.counterparts import COUNTERPARTS, unknown_code
from corpus.documents import read_source
from corpus.evidence import Evidence
from corpus.faults import SourceError
from corpus.rows import Row, paragraph_rows
from corpus.sources import find_sources
from corpus.tagging import tag_paragraph

TAGS = ("about", "mentions")
LEAST_LABELS = 3
"""Labels that a counterpart needs to count in a macro average."""

_COLUMNS = ("text", *TAGS)
_FORM = ", ".join((*_COLUMNS, "and for a paragraph of a document file, position"))
_GROUPS = ("part", "register", "class")


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
        """The mean over counterparts of precision, recall and F1, each counterpart weighing the same.

        Those with fewer than LEAST_LABELS labels are left out, unless there are no others.
        """
        codes = {*self.right, *self.wrong, *self.missed}
        codes = {code for code in codes if self.right[code] + self.missed[code] >= LEAST_LABELS} or codes
        rows = [_f1(self.right[code], self.wrong[code], self.missed[code]) for code in codes]
        return (
            tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) if rows else (1.0, 1.0, 1.0)
        )


@dataclass(frozen=True)
class Judged:
    """One paragraph of the gold with what the tags are against what they should be, by tag."""

    row: Row
    right: dict[str, frozenset[str]]
    wrong: dict[str, frozenset[str]]
    missed: dict[str, frozenset[str]]
    evidence: tuple[Evidence, ...]

    @property
    def exact(self) -> bool:
        """Whether both tags are just what they should be."""
        return not any((*self.wrong.values(), *self.missed.values()))

    def __str__(self) -> str:
        """Where the paragraph stands, what is wrong with its tags and why they are there, and its text."""
        row = self.row
        lines = [f"{row['file']} {row['position']}" if "file" in row else row.get("class", "alone")]
        for tag in TAGS:
            for code in sorted(self.wrong[tag]):
                why = ", ".join(
                    f"{each.rule} {each.text} {each.strength}"
                    for each in self.evidence
                    if each.tag == tag and each.counterpart == code
                )
                lines.append(f"  {tag}: not {code} ({why})")
            lines += [f"  {tag}: {code} is missing" for code in sorted(self.missed[tag])]
        return "\n".join([*lines, f"  {row['text']}"])


def evaluate(golds: Sequence[Path], *, part: str = "") -> list[Judged]:
    """Every paragraph of the gold files, or of one ``part`` of them, judged.

    A row's ``file`` is sought beside the gold file, then in the folders above it; a row without ``file`` is
    a paragraph that stands alone. Raises SourceError for a gold file that is not as the data contract says,
    or that names a document or a paragraph that is not there, and for a part that no row has.
    """
    judged = [each for gold in golds for each in _judged(gold, part)]
    if not judged:
        raise SourceError(f"{', '.join(map(str, golds))}: no row is of the part {part!r}")
    return judged


def _judged(gold: Path, part: str) -> Iterator[Judged]:
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _read(gold):
        if not part or row.get("part") == part:
            by_file[row.get("file", "")].append(row)
    for row in by_file.pop("", ()):
        tags = tag_paragraph(row["text"])
        yield _judge(row, {"about": tags.about, "mentions": tags.mentions}, tags.evidence)
    for file, expected in by_file.items():
        (source,) = find_sources([_find(file, gold)])
        built = [row for document in read_source(source)[0] for row in paragraph_rows(document)]
        for row, found in _paired(expected, built, gold):
            yield _judge(row, found, tuple(Evidence(**each) for each in found["evidence"]))


def _judge(row: Row, found: Row, evidence: tuple[Evidence, ...]) -> Judged:
    right, wrong, missed = {}, {}, {}
    for tag in TAGS:
        arguable = set(row.get(f"{tag}_arguable", ()))
        codes, wanted = frozenset(found[tag]) - arguable, frozenset(row[tag]) - arguable
        right[tag], wrong[tag], missed[tag] = codes & wanted, codes - wanted, wanted - codes
    return Judged(row, right, wrong, missed, evidence)


def score(judged: Iterable[Judged], tag: str) -> Score:
    """The counts of one tag over judged paragraphs."""
    total = Score()
    for each in judged:
        total.right.update(each.right[tag])
        total.wrong.update(each.wrong[tag])
        total.missed.update(each.missed[tag])
    return total


def report(judged: Sequence[Judged]) -> str:
    """A table of text: a row a part, and a register of each part; micro and macro P, R and F1 of each tag."""
    lines = [
        f"{'':30}{'paragraphs':>11}{'exact':>7}"
        + "".join(f"{tag + ' micro':>21}{'macro':>21}" for tag in TAGS)
    ]
    lines.append(f"{'':48}" + f"{'P':>9}{'R':>6}{'F1':>6}" * 2 * len(TAGS))
    for name, group in _groups(judged):
        exact = sum(each.exact for each in group) / len(group)
        line = f"{name:30}{len(group):11}{exact:7.1%}"
        for tag in TAGS:
            counts = score(group, tag)
            for precision, recall, f1 in (counts.micro(), counts.macro()):
                line += f"{precision:9.3f}{recall:6.3f}{f1:6.3f}"
        lines.append(line)
    lines.append(f"macro: over the counterparts with at least {LEAST_LABELS} labels")
    return "\n".join(lines)


def _groups(judged: Sequence[Judged]) -> Iterator[tuple[str, Sequence[Judged]]]:
    """All paragraphs, those of each part, and those of each register and part."""
    yield "all", judged
    for names in (("part",), ("part", "register")):
        groups: defaultdict[tuple[str, ...], list[Judged]] = defaultdict(list)
        for each in judged:
            groups[tuple(each.row.get(name, "") for name in names)].append(each)
        for key in sorted(groups):
            if key[-1]:
                yield " ".join(filter(None, key)), groups[key]


def worst(judged: Iterable[Judged]) -> list[Judged]:
    """The paragraphs with an error, those with the most and the strongest errors first."""

    def errors(each: Judged) -> float:
        wrong = sum(
            evidence.strength
            for evidence in each.evidence
            if evidence.counterpart in each.wrong[evidence.tag]
        )
        return wrong + sum(map(len, each.missed.values()))

    return sorted((each for each in judged if not each.exact), key=errors, reverse=True)


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
        raise SourceError(f"{gold}: holds no line; a line is a JSON object of {_FORM}")
    return rows


def _checked(line: str, where: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{where}: is not a JSON object of {_FORM}") from error
    if not isinstance(row, dict):
        raise SourceError(f"{where}: is not a JSON object of {_FORM}")
    missing = [column for column in _COLUMNS if column not in row]
    if missing:
        raise SourceError(f"{where}: {missing[0]!r} is missing; a line has {_FORM}")
    if ("file" in row) != ("position" in row):
        raise SourceError(f"{where}: file and position stand together, or both are left out")
    for name in ("file", "text", *_GROUPS):
        if not isinstance(row.get(name, ""), str):
            raise SourceError(f"{where}: {name} must be a string")
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
                f"{gold}: {row['file']} has no paragraph “{row['text'][:20]}…” (position {row['position']}); "
                "copy the paragraph's text from the build"
            )
        yield row, found


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())

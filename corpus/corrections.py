"""What analysts say of the tags: read from CSV, written as CSV, applied to the paragraphs that it fits."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from corpus import InputError
from corpus.cells import inert, value_of
from corpus.counterparts import COUNTERPARTS, unknown_code

TAGS = ("about", "mentions")
VERDICTS = ("add", "remove", "confirm")

RULE = "corrected"
"""The rule of the evidence for a tag that was added or confirmed; none of evidence.RULES."""

Row = Mapping[str, Any]

_HASH = re.compile(r"[0-9a-f]{16}")


class CorrectionError(InputError):
    """A file of corrections that cannot be used. The message names file, line and the valid choices."""


@dataclass(frozen=True, order=True)
class Correction:
    """One verdict (of VERDICTS) on one tag (of TAGS) of one paragraph; the fields are the columns of the CSV.

    ``text_hash`` is what holds the paragraph when its id moves; ``counterpart`` is a code.
    """

    document: str
    paragraph: str
    text_hash: str
    tag: str
    counterpart: str
    verdict: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What the verdict is about: a later verdict on the same takes its place."""
        return (self.document, self.paragraph, self.text_hash, self.tag, self.counterpart)


COLUMNS = tuple(field.name for field in fields(Correction))


@dataclass(frozen=True)
class Unfit:
    """A correction that fits no paragraph, and why, in words."""

    correction: Correction
    reason: str

    def __str__(self) -> str:
        of = self.correction
        return f"{of.document}, {of.paragraph}: {of.verdict} {of.tag} {of.counterpart}: {self.reason}"


def text_hash(text: str) -> str:
    """The first 16 hexadecimal digits of SHA-256 of the text without white space."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]


def merged(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections with the last verdict on each subject, in the order in which they were made."""
    last: dict[tuple[str, ...], Correction] = {}
    for each in corrections:
        last.pop(each.subject, None)
        last[each.subject] = each
    return tuple(last.values())


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The rows of a CSV file of COLUMNS, UTF-8 with or without a mark. Raises CorrectionError."""
    try:
        return parse_corrections(path.read_bytes(), path)
    except OSError as error:
        raise CorrectionError(
            f"{path}: cannot be read ({error.strerror}); name a file of corrections"
        ) from error


def parse_corrections(content: bytes, path: Path | str) -> tuple[Correction, ...]:
    """The rows of the bytes of such a file; ``path`` names it in sentences. Raises CorrectionError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionError(f"{path}: is not UTF-8; save it as CSV in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: dict[tuple[str, ...], Correction] = {}
    try:
        if sorted(reader.fieldnames or ()) != sorted(COLUMNS):
            raise CorrectionError(f"{path}, line 1: the columns must be {', '.join(COLUMNS)}")
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if None in row or None in row.values():
                raise CorrectionError(f"{where}: {len(COLUMNS)} values are needed, one for each column")
            correction = _checked({name: value_of(value) for name, value in row.items()}, where)
            if correction.subject in found:
                raise CorrectionError(f"{where}: this tag of this paragraph stands twice; keep one verdict")
            found[correction.subject] = correction
    except csv.Error as error:
        raise CorrectionError(
            f"{path}, line {reader.line_num}: is not CSV ({error}); check its quotes"
        ) from error
    return tuple(found.values())


def write_corrections(corrections: Iterable[Correction]) -> str:
    """The text of a CSV file of COLUMNS, sorted; no cell of it is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([inert(getattr(each, name)) for name in COLUMNS] for each in sorted(corrections))
    return text.getvalue()


def fit(
    rows: Iterable[Row], corrections: Sequence[Correction]
) -> tuple[dict[str, tuple[Correction, ...]], tuple[Unfit, ...]]:
    """({paragraph_id: the corrections that fit it}, those that fit none).

    ``rows`` have document_id, paragraph_id and text. A correction fits the paragraph of its document that
    has its text; where several have it, the one that has its paragraph_id too, else the first.
    """
    wanted = {each.document for each in corrections}
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["document_id"] in wanted:
            places[row["document_id"], text_hash(row["text"])].append(row["paragraph_id"])
    documents = {document for document, _ in places}
    fitting: defaultdict[str, tuple[Correction, ...]] = defaultdict(tuple)
    unfit = []
    for each in corrections:
        same = places.get((each.document, each.text_hash), [])
        if same:
            fitting[each.paragraph if each.paragraph in same else same[0]] += (each,)
        elif each.document in documents:
            unfit.append(Unfit(each, "the document has no paragraph with this text any more"))
        else:
            unfit.append(Unfit(each, "there is no such document any more"))
    return dict(fitting), tuple(unfit)


def apply(
    rows: Sequence[dict[str, Any]], corrections: Sequence[Correction]
) -> tuple[list[dict[str, Any]], tuple[Unfit, ...]]:
    """(the rows of PARAGRAPH_COLUMNS with corrected tags, the corrections that fit none of them)."""
    fitting, unfit = fit(rows, corrections)
    return [
        corrected(row, fitting[row["paragraph_id"]]) if row["paragraph_id"] in fitting else row
        for row in rows
    ], unfit


def corrected(row: Row, corrections: Iterable[Correction]) -> dict[str, Any]:
    """The row of PARAGRAPH_COLUMNS with the tags that ``corrections`` wish, in whatever order they come.

    What is added or confirmed has strength 1 and evidence by RULE, with the place in the text of the
    evidence that it confirms, if any. To add what is there confirms it, and the other way round.
    """
    for each in sorted(corrections):
        row = _decided(row, each)
    return dict(row)


def _decided(row: Row, correction: Correction) -> Row:
    tag, code = correction.tag, correction.counterpart
    strengths = dict(zip(row[tag], row[f"{tag}_strength"], strict=True))
    strengths.pop(code, None)
    mine = [each for each in row["evidence"] if (each["tag"], each["counterpart"]) == (tag, code)]
    if correction.verdict == "remove":
        evidence = [each for each in row["evidence"] if each not in mine]
    else:
        strengths = {code: 1.0, **strengths}  # the strongest stand first
        seen = next((each for each in mine if each["rule"] != RULE), {"start": 0, "end": 0, "text": ""})
        evidence = [
            *(each for each in row["evidence"] if each not in mine or each["rule"] != RULE),
            {
                "counterpart": code,
                "tag": tag,
                "rule": RULE,
                **{name: seen[name] for name in ("start", "end", "text")},
                "origin": "",
                "strength": 1.0,
                "ambiguous": (),
            },
        ]
    return {
        **row,
        tag: tuple(strengths),
        f"{tag}_strength": tuple(strengths.values()),
        "evidence": evidence,
    }


def _checked(row: dict[str, str], where: str) -> Correction:
    for column in ("document", "paragraph"):
        if not row[column]:
            raise CorrectionError(f"{where}: {column} is empty")
    if not _HASH.fullmatch(row["text_hash"]):
        raise CorrectionError(
            f"{where}, text_hash: {row['text_hash']!r} is not 16 hexadecimal digits; a spreadsheet may have "
            "taken it for a number: keep the file as it was saved"
        )
    for column, choices in (("tag", TAGS), ("verdict", VERDICTS)):
        if row[column] not in choices:
            raise CorrectionError(f"{where}, {column}: no {row[column]!r}; choose {' or '.join(choices)}")
    if row["counterpart"] not in COUNTERPARTS:
        raise CorrectionError(f"{where}, counterpart: {unknown_code(row['counterpart'], COUNTERPARTS)}")
    return Correction(**row)

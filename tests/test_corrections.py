"""Corrections: written and read again as they were, applied where they fit, and said where they do not."""

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.corrections import (
    COLUMNS,
    RULE,
    Correction,
    CorrectionError,
    apply,
    corrected,
    merged,
    read_corrections,
    text_hash,
    write_corrections,
)
from tests.rows import named

TEXT = "中法两国代表在里昂会见。"
HEAD = ",".join(COLUMNS)
HASH = text_hash(TEXT)


def correction(verdict: str, code: str, tag: str = "about", **changes: str) -> Correction:
    return replace(Correction("visit", "visit:2", HASH, tag, code, verdict), **changes)


def row(**changes: object) -> dict[str, Any]:
    return {
        "paragraph_id": "visit:2",
        "document_id": "visit",
        "text": TEXT,
        "about": ["FR", "DE"],
        "mentions": ["FR"],
        "about_strength": [0.9, 0.6],
        "mentions_strength": [0.95],
        "evidence": [
            named("FR", "中法", 0, "about", "compound"),
            named("DE", "", 0, "about", "section"),
            named("FR", "中法", 0),
        ],
        **changes,
    }


def test_the_hash_is_of_the_characters_alone() -> None:
    assert text_hash(" 中法\n两国　代表在里昂会见。\t") == HASH != text_hash("中法两国代表在里昂会见")
    assert re.fullmatch("[0-9a-f]{16}", HASH)
    assert text_hash("中国") == "f0e9521611bb290d"


ODD = (
    "会见",
    "部/2021-03-07_会见, 其一",
    '引"号"',
    "=1+2",
    "+1",
    "-2",
    "@sum",
    "'引",
    "''=1",
    "'",
    "=",
    "\t表",
    "\r回",
)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a mark"])
def test_what_is_written_is_read_again(tmp_path: Path, mark: str) -> None:
    made = [
        correction("add", "US", document=name, paragraph=f"{name}:{line}") for name in ODD for line in (9, 25)
    ]
    text = write_corrections(made)
    assert text == write_corrections(reversed(made)), "the order in which they were made does not matter"
    (tmp_path / "a.csv").write_bytes((mark + text).encode())
    assert read_corrections(tmp_path / "a.csv") == tuple(sorted(made))
    cells = [cell for line in csv.reader(text.splitlines(keepends=True)) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], "no formula"


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    lines = [",".join(reversed(COLUMNS)), f"add,FR,about,{HASH},visit:2,visit", ""]
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="utf-8")
    assert read_corrections(tmp_path / "a.csv") == (correction("add", "FR"),)


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "line 1: the columns must be document, paragraph, text_hash, tag, counterpart, verdict"),
    "a column missing": (b"document,paragraph\nvisit,visit:2\n", "line 1: the columns must be document"),
    "a value missing": (f"{HEAD}\nvisit,visit:2\n".encode(), "line 2: 6 values are needed"),
    "a value too many": (
        f"{HEAD}\nvisit,visit:2,{HASH},about,FR,add,x\n".encode(),
        "line 2: 6 values are needed",
    ),
    "no document": (f"{HEAD}\n,visit:2,{HASH},about,FR,add\n".encode(), "line 2: document is empty"),
    "no paragraph": (f"{HEAD}\nvisit,,{HASH},about,FR,add\n".encode(), "line 2: paragraph is empty"),
    "a hash that a spreadsheet spoiled": (
        f"{HEAD}\nvisit,visit:2,1.23E+15,about,FR,add\n".encode(),
        "line 2, text_hash: '1.23E+15' is not 16 hexadecimal digits",
    ),
    "an unknown tag": (
        f"{HEAD}\nvisit,visit:2,{HASH},About,FR,add\n".encode(),
        "line 2, tag: no 'About'; choose about or mentions",
    ),
    "an unknown verdict": (
        f"{HEAD}\nvisit,visit:2,{HASH},about,FR,drop\n".encode(),
        "line 2, verdict: no 'drop'; choose add or remove or confirm",
    ),
    "an unknown code": (
        f"{HEAD}\nvisit,visit:2,{HASH},about,UX,add\n".encode(),
        "line 2, counterpart: no counterpart 'UX'; did you mean",
    ),
    "two verdicts on one tag": (
        f"{HEAD}\nvisit,visit:2,{HASH},about,FR,add\nvisit,visit:2,{HASH},about,FR,remove\n".encode(),
        "line 3: this tag of this paragraph stands twice; keep one verdict",
    ),
    "open quotes": (
        f'{HEAD}\nvisit,"visit:2,{HASH}'.encode(),
        "is not CSV (unexpected end of data); check its quotes",
    ),
    "another encoding": (f"{HEAD}\n会见,会见:2,{HASH},about,FR,add\n".encode("gb18030"), "is not UTF-8"),
}


@pytest.mark.parametrize("content, said", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_said_to_be_broken(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(CorrectionError, match=re.escape(said)) as error:
        read_corrections(tmp_path / "a.csv")
    assert str(tmp_path / "a.csv") in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=r"nowhere\.csv: cannot be read"):
        read_corrections(tmp_path / "nowhere.csv")


def test_the_last_verdict_on_a_tag_counts() -> None:
    made = [correction("add", "FR"), correction("add", "DE"), correction("remove", "FR")]
    assert merged(made) == (made[1], made[2])


APPLIED: dict[str, tuple[list[Correction], dict[str, object]]] = {
    "add": (
        [correction("add", "US")],
        {"about": ("US", "FR", "DE"), "about_strength": (1.0, 0.9, 0.6)},
    ),
    "add what is there": (
        [correction("add", "DE")],
        {"about": ("DE", "FR"), "about_strength": (1.0, 0.9)},
    ),
    "confirm": (
        [correction("confirm", "DE")],
        {"about": ("DE", "FR"), "about_strength": (1.0, 0.9)},
    ),
    "confirm what is gone": (
        [correction("confirm", "US", "mentions")],
        {"mentions": ("US", "FR"), "mentions_strength": (1.0, 0.95)},
    ),
    "remove": ([correction("remove", "FR")], {"about": ("DE",), "about_strength": (0.6,)}),
    "remove what is not there": ([correction("remove", "US")], {}),
    "remove all": (
        [correction("remove", "FR"), correction("remove", "DE"), correction("remove", "FR", "mentions")],
        {"about": (), "about_strength": (), "mentions": (), "mentions_strength": ()},
    ),
}
SAID = ("about", "mentions", "about_strength", "mentions_strength")


@pytest.mark.parametrize("made, changed", APPLIED.values(), ids=APPLIED)
def test_verdicts(made: list[Correction], changed: dict[str, object]) -> None:
    before = row()
    (after,), unfit = apply([before], made)
    assert unfit == () and before == row()
    wanted = row() | changed
    assert [tuple(after[name]) for name in SAID] == [tuple(wanted[name]) for name in SAID]
    tags = {(tag, code) for tag in ("about", "mentions") for code in after[tag]}
    assert {(each["tag"], each["counterpart"]) for each in after["evidence"]} == tags
    by_hand = [(each["tag"], each["counterpart"]) for each in after["evidence"] if each["rule"] == RULE]
    assert by_hand == [(each.tag, each.counterpart) for each in made if each.verdict != "remove"]
    for each in after["evidence"]:
        assert each["text"] == TEXT[each["start"] : each["end"]]
    assert apply([after], made)[0] == [after], "applied twice is applied once"


def test_evidence_by_hand_points_at_what_it_confirms() -> None:
    added, confirmed = (corrected(row(), [correction("add", code)])["evidence"][-1] for code in ("US", "FR"))
    assert added == {
        "counterpart": "US",
        "tag": "about",
        "rule": RULE,
        "start": 0,
        "end": 0,
        "text": "",
        "origin": "",
        "strength": 1.0,
        "ambiguous": (),
    }
    assert confirmed == {**added, "counterpart": "FR", "end": 2, "text": "中法"}


def test_the_order_of_corrections_does_not_matter() -> None:
    made = [correction("add", "US"), correction("add", "RU"), correction("remove", "FR")]
    assert corrected(row(), made) == corrected(row(), reversed(made))


def moved(**ids: str) -> list[dict[str, Any]]:
    """Rows of the same text under these ids, and one of another text."""
    return [
        *(row(paragraph_id=name) for name in ids.values()),
        row(paragraph_id="visit:9", text="双方会见。"),
    ]


FITTING = {
    "where it was": (moved(a="visit:2"), "visit:2"),
    "where its text is now": (moved(a="visit:30"), "visit:30"),
    "of equal texts where it was": (moved(a="visit:1", b="visit:2"), "visit:2"),
    "of equal texts the first": (moved(a="visit:5", b="visit:7"), "visit:5"),
    "not in another document": (
        [row(document_id="other", paragraph_id="other:2"), *moved(a="visit:3")],
        "visit:3",
    ),
    "spaces apart": ([row(text=f"　{TEXT} ")], "visit:2"),
}


@pytest.mark.parametrize("rows, place", FITTING.values(), ids=FITTING)
def test_a_correction_finds_its_paragraph(rows: list[dict[str, Any]], place: str) -> None:
    after, unfit = apply(rows, [correction("add", "US")])
    assert unfit == ()
    assert [each["paragraph_id"] for each in after if "US" in each["about"]] == [place]
    assert [each["paragraph_id"] for each in after] == [each["paragraph_id"] for each in rows]


UNFIT = {
    "another text": (
        [row(text="中法两国代表在巴黎会见。")],
        "the document has no paragraph with this text any more",
    ),
    "another document": ([row(document_id="other")], "there is no such document any more"),
    "nothing": ([], "there is no such document any more"),
}


@pytest.mark.parametrize("rows, reason", UNFIT.values(), ids=UNFIT)
def test_a_correction_that_does_not_fit_is_said(rows: list[dict[str, Any]], reason: str) -> None:
    after, (unfit,) = apply(rows, [correction("remove", "FR")])
    assert after == rows
    assert str(unfit) == f"visit, visit:2: remove about FR: {reason}"

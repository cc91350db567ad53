"""Source and repaired text side by side: each line and each part once, in order, with the ends of what moved."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import mend
from corpus.collation import Pair, Part, collate, in_source, parts, with_mended
from corpus.documents import parse_document
from corpus.paragraphs import split
from corpus.table import Corpus

DATA = Path(__file__).parent.parent / "data"


def row(
    text: str, *lines: int, repairs: tuple[str, ...] = (), copies: tuple[int, ...] = ()
) -> dict[str, Any]:
    return {"text": text, "lines": list(lines), "repairs": list(repairs), "copy_lines": list(copies)}


def sides(pairs: list[Pair]) -> list[tuple[int, int]]:
    """The pairs as (line, line of the part), 0 where a side is empty."""
    return [(pair.line, pair.part.line if pair.part else 0) for pair in pairs]


def test_marks_of_headings_and_lists_are_skipped() -> None:
    assert parts(row("铁路合作", 2), 0, with_mended(["", "### ■ 铁路合作"])) == [Part(0, 2, 0, 0, 4, (6, 10))]


def test_a_joined_paragraph_has_a_part_a_line() -> None:
    lines = ["双方愿为铁路建", "", "设提供便利。"]
    assert parts(row("双方愿为铁路建设提供便利。", 1, 3), 4, with_mended(lines)) == [
        Part(4, 1, 0, 0, 7, (0, 7)),
        Part(4, 3, 1, 7, 13, (0, 6)),
    ]


def test_a_line_is_shared_by_the_paragraphs_that_it_became() -> None:
    lines = ["■ 各方,发言。问：何时?", "答：明天(guān)."]
    rows = [row("各方，发言。", 1), row("问：何时？", 1), row("答：明天。", 2)]
    (first, second, third) = (part for each in rows for part in parts(each, 0, with_mended(lines)))
    assert (first.source, second.source, third.source) == ((2, 8), (8, 13), (0, 11))
    pairs = collate(rows, lines)
    assert sides(pairs) == [(1, 1), (1, 1), (2, 2)]
    assert [lines[pair.line - 1][pair.piece.start : pair.piece.end] for pair in pairs if pair.piece] == [
        "■ 各方,发言。",
        "问：何时?",
        "答：明天(guān).",
    ]
    assert [in_source(each, with_mended(lines)) for each in rows] == ["各方,发言。", "问：何时?", lines[1]]


def test_words_at_the_ends_of_lines_have_a_space_between_them() -> None:
    lines = with_mended(["The two sides", "met."])
    assert parts(row("The two sides met.", 1, 2), 0, lines) == [
        Part(0, 1, 0, 0, 14, (0, 13)),
        Part(0, 2, 1, 14, 18, (0, 4)),
    ]
    assert in_source(row("The two sides met.", 1, 2), lines) == "The two sides\nmet."


def test_what_is_left_out_at_the_end_of_a_line_stands_beside_it() -> None:
    lines = ["人們(mén)是朋友，關(guān)", "系不變。"]
    rows = [row("人們是朋友，關系不變。", 1, 2)]
    assert sides(collate(rows, lines)) == [(1, 1), (2, 2)]
    assert in_source(rows[0], with_mended(lines)) == "\n".join(lines)


def test_lines_that_do_not_fit_lose_no_text() -> None:
    assert parts(row("双方见面。", 1, 9), 0, with_mended(["别的"])) == [
        Part(0, 1, 0, 0, 0, (2, 2)),
        Part(0, 9, 1, 0, 5, (0, 0)),
    ]
    assert sides(collate([row("双方见面。", 7)], [])) == [(7, 7)]


def test_what_stayed_stands_side_by_side_and_what_moved_alone() -> None:
    lines = ["甲", "", "乙前", "丁", "乙后", "丙"]
    rows = [
        row("甲", 1),
        row("乙前乙后", 3, 5, repairs=("joined", "moved")),
        row("丙", 6, repairs=("moved",)),
        row("丁", 4),
    ]
    assert sides(collate(rows, lines)) == [(1, 1), (3, 3), (0, 5), (0, 6), (4, 4), (5, 0), (6, 0)]


def test_the_repairs_say_what_moved_not_what_is_longer() -> None:
    moved = [row("乙", 3, repairs=("moved",)), row("丙", 4, repairs=("moved",))]
    assert sides(collate([*moved, row("甲", 2)], ["", "甲", "乙", "丙"])) == [
        (0, 3),
        (0, 4),
        (2, 2),
        (3, 0),
        (4, 0),
    ]


def test_a_dropped_copy_stands_alone_at_its_line() -> None:
    assert sides(collate([row("甲", 1, copies=(3,)), row("乙", 2)], ["甲", "乙", "甲"])) == [
        (1, 1),
        (2, 2),
        (3, 0),
    ]


def every_line_and_part_once(rows: list[dict[str, Any]], lines: list[str]) -> None:
    pairs = collate(rows, lines)
    left = [pair.piece for pair in pairs if pair.piece]
    right = [(pair.part.index, pair.part.part) for pair in pairs if pair.part]
    for number, line in enumerate(lines, 1):
        assert "".join(line[piece.start : piece.end] for piece in left if piece.line == number) == line
    assert [(piece.line, piece.start) for piece in left] == sorted(
        {(piece.line, piece.start) for piece in left}
    )
    assert right == [(index, part) for index, each in enumerate(rows) for part in range(len(each["lines"]))]
    for index, each in enumerate(rows):
        found = [pair.part for pair in pairs if pair.part and pair.part.index == index]
        assert "".join(each["text"][part.start : part.end] for part in found) == each["text"]
        for part in found:
            source = lines[part.line - 1][slice(*part.source)]
            assert each["text"][part.start : part.end].rstrip(" ") in (source, mend(source).text)
    for pair in pairs:
        assert not (pair.line and pair.part) or pair.line == pair.part.line


def test_of_the_seed_nothing_is_lost() -> None:
    corpus = Corpus(DATA)
    document = corpus.documents[0]["document_id"]
    rows = corpus.rows("FROM paragraphs WHERE document_id = ? ORDER BY position", [document])
    every_line_and_part_once(rows, corpus.lines(document))
    moved = {pair.part.line for pair in collate(rows, corpus.lines(document)) if pair.part and not pair.line}
    assert {63, 65, 87, 89, 93, 115, 121, 123, 127, 135} <= moved and not moved & {39, 41, 107, 113, 159, 161}


LINES = st.lists(
    st.sampled_from(
        [
            "",
            "### ■ 中法关系：新的机遇",
            "## 中德关系：铁路",
            "中法两国代表会见，双方愿为共",
            "同发展提供便利。双方还谈到铁路。",
            "中德铁路合作进入新阶段。",
            "■ 中德铁路合作进入新阶段。",
            "（上接1版）",
            "本报记者 林晓",
            "会议开始,,各方发言(共三场)。",
            "某社记者：请问何时?发言人：明天.记者追问：何地？发言人：里昂。",
            "The two sides welcomed the progress",
        ]
    ),
    max_size=14,
)


@given(LINES)
def test_of_any_page_nothing_is_lost(lines: list[str]) -> None:
    document = parse_document("\n".join(lines))
    rows = [
        {"text": each.text, "lines": each.lines, "repairs": each.repairs, "copy_lines": each.copy_lines}
        for each in split(document, lambda text: frozenset(name for name in ("法", "德") if name in text))
    ]
    every_line_and_part_once(rows, list(document.lines))

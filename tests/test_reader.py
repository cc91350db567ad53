"""The reader as data: which document is open, its strip, its window, and the source beside the text."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import paragraphs, reader
from components.colours import colour, term_colours
from corpus.build import build
from corpus.paragraphs import REPAIRS
from corpus.schema import DOCUMENTS
from corpus.selection import FILTERS, Selection
from corpus.table import DOCUMENT_COLUMNS, Corpus
from tests.rows import PARAGRAPHS_OF_A_VISIT, write_data

SEED = Corpus(Path(__file__).parent.parent / "data")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data"))


@pytest.fixture
def several(tmp_path: Path) -> Corpus:
    folder = tmp_path / "seeds"
    folder.mkdir()
    texts = {
        "2022-01-05-甲.txt": "会见纪要\n中法两国代表会见。\n双方谈到铁路合作。\n",
        "2023-02-06-乙.txt": "铁路简讯\n中德铁路合作进入新阶段。\n",
        "丙.txt": "无日期的通知\n会议闭幕，与会者感谢志愿者。\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    build([folder], tmp_path / "data")
    return Corpus(tmp_path / "data")


def shown(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    return reader.content(corpus, reader.settled(corpus, selection.only(*reader.SEEN)))


def outline(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    open_ = selection.choose(document=reader.opened(corpus, selection))
    return reader.outline(corpus, open_.only(*FILTERS, "highlights", "document"))


OPENED = {
    "the first by date": (Selection(), "丙"),
    "the first with hits": (Selection(relationships=("DE",)), "2023-02-06-乙"),
    "the first where none has hits": (Selection(terms=("月球",)), "丙"),
    "the chosen one": (Selection(document="2023-02-06-乙"), "2023-02-06-乙"),
    "that of the paragraph": (Selection(paragraph="2022-01-05-甲:2"), "2022-01-05-甲"),
    "the chosen one before that of the paragraph": (
        Selection(document="丙", paragraph="2022-01-05-甲:2"),
        "丙",
    ),
    "that of a filter": (Selection(documents=("2023-02-06-乙",)), "2023-02-06-乙"),
}


@pytest.mark.parametrize("selection, expected", OPENED.values(), ids=OPENED)
def test_a_document_is_open(several: Corpus, selection: Selection, expected: str) -> None:
    assert reader.opened(several, selection) == expected
    assert shown(several, selection)["document"] == expected


def test_documents_to_choose_from(several: Corpus) -> None:
    every = reader.choice(several, Selection(document="2022-01-05-甲", language="en"))
    assert every and every["options"] == [
        ["丙", "", "无日期的通知", ""],
        ["2022-01-05-甲", "2022-01-05", "会见纪要", ""],
        ["2023-02-06-乙", "2023-02-06", "铁路简讯", ""],
    ]
    assert (every["before"], every["after"], every["note"]) == ("丙", "2023-02-06-乙", "2 / 3 documents")
    german = reader.choice(several, Selection(document="丙", relationships=("DE",), language="en"))
    assert german and german["options"] == [["2023-02-06-乙", "2023-02-06", "铁路简讯", "1"]]
    assert german["after"] == "2023-02-06-乙" and german["note"] == "– / 1 document with hits"


@pytest.mark.parametrize(
    "sought, found", [("简讯", ["2023-02-06-乙"]), ("2022", ["2022-01-05-甲"]), ("月球", [])]
)
def test_a_document_is_found_by_title_or_date(several: Corpus, sought: str, found: list[str]) -> None:
    listed = reader.choice(several, Selection(document="丙", find=sought, language="en"))
    assert listed and [name for name, *_ in listed["options"]] == found
    assert bool(listed["none"]) == (not found) and listed["note"] == "1 / 3 documents"


def test_one_document_leaves_nothing_to_choose(corpus: Corpus) -> None:
    assert shown(corpus, Selection())["documents"] is None


def hits(corpus: Corpus, selection: Selection) -> list[str]:
    return [suffix for suffix, _ in shown(corpus, selection)["hits"]]


HITS = {
    "without a filter all that counts": (Selection(), ["2", "3", "5", "7"]),
    "a relationship": (Selection(relationships=("FR",)), ["2", "3"]),
    "a word": (Selection(words=("铁路",)), ["3", "7"]),
    "a term": (Selection(terms=("闭幕",)), ["5"]),
    "a filter that chooses documents is not one inside": (Selection(since="2030"), ["2", "3", "5", "7"]),
    "marked terms do not filter": (Selection(highlights=("闭幕",)), ["2", "3", "5", "7"]),
    "nothing passes": (Selection(words=("缺席",)), []),
}


@pytest.mark.parametrize("selection, expected", HITS.values(), ids=HITS)
def test_hits_are_what_passes_the_filters(corpus: Corpus, selection: Selection, expected: list[str]) -> None:
    assert hits(corpus, selection) == expected


def test_a_document_without_hits_says_which_filter_to_drop(corpus: Corpus) -> None:
    drawn = shown(corpus, Selection(words=("闭幕", "铁路"), language="en"))
    assert drawn["empty"]["text"] == "No paragraph of this document passes all the filters together."
    assert len(drawn["paragraphs"]) == len(PARAGRAPHS_OF_A_VISIT)
    assert [(way["value"], way["n"]) for way in drawn["empty"]["ways"]] == [("闭幕", 2), ("铁路", 1)]
    assert shown(corpus, Selection())["empty"] is None


def test_what_does_not_pass_is_dimmed_but_there(corpus: Corpus) -> None:
    drawn = shown(corpus, Selection(relationships=("DE",)))["paragraphs"]
    assert [(each["id"], each["passes"]) for each in drawn] == [
        ("visit:1", True),  # headings and furniture are neither
        ("visit:2", False),
        ("visit:3", False),
        ("visit:4", True),
        ("visit:5", False),
        ("visit:6", True),
        ("visit:7", True),
    ]
    for each, row in zip(drawn, PARAGRAPHS_OF_A_VISIT, strict=True):
        assert "".join(text for text, *_ in each["segments"]) == row["text"]


def strip(corpus: Corpus, selection: Selection) -> list[tuple[str, int, bool]]:
    found = reader.tiles(outline(corpus, selection), selection)
    return [(tile["colour"], tile["level"], tile["heading"]) for tile in found]


def test_tiles_have_the_colour_of_the_relationship(corpus: Corpus) -> None:
    france, germany = (colour(code) for code in ("FR", "DE"))
    none = ("", 0, False)
    heading = ("", 0, True)
    assert strip(corpus, Selection()) == [
        heading,
        (france, 3, False),
        (france, 3, False),
        heading,
        none,
        none,
        (germany, 3, False),
    ]
    named = strip(corpus, Selection(tag="mentions", relationships=("DE",)))
    assert named[2] == (germany, 3, False)


def test_tiles_are_as_strong_as_the_hits(corpus: Corpus) -> None:
    selection = Selection(words=("合作",), highlights=("闭幕",), strip="terms")
    hues = term_colours(selection)
    assert strip(corpus, selection) == [
        ("", 0, True),
        (hues["合作"], 1, False),
        (hues["合作"], 2, False),
        ("", 0, True),
        (hues["闭幕"], 1, False),
        ("", 0, False),
        (hues["合作"], 1, False),
    ]
    assert [(each["name"], each["n"]) for each in reader.legend(outline(corpus, selection), selection)] == [
        ("合作", 4),
        ("闭幕", 1),
    ]


@pytest.mark.parametrize(
    "selection, marks",
    [
        (Selection(), "●●■" + "●■"),
        (Selection(words=("合作",), highlights=("闭幕",), strip="terms"), "●●●" + "●■"),
    ],
    ids=["relationships", "terms"],
)
def test_a_picture_of_the_strip_tells_in_form_what_it_tells_in_colour(
    corpus: Corpus, selection: Selection, marks: str
) -> None:
    picture = reader.strip(outline(corpus, selection), selection)
    assert "".join(re.findall(rf">([{reader.MARKS}])<", picture.svg)) == marks


def test_a_tile_says_number_line_relationship_and_beginning(corpus: Corpus) -> None:
    selection = Selection(language="en")
    titles = [tile["title"] for tile in reader.tiles(outline(corpus, selection), selection)]
    assert titles[1] == "2 · line 2 · China–France · 中法两国代表在里昂会见，法国欢迎绿色合作。"
    assert titles[3].startswith("4 · line 4 · heading · ")


def rows(n: int) -> list[dict[str, Any]]:
    return [
        {"text": f"第{number}次会议闭幕。", "about": ["FR"] if number % 7 == 3 else []} for number in range(n)
    ]


@pytest.mark.parametrize("n", [1, reader.TILES, reader.TILES + 1, 1000])
def test_a_long_document_shares_tiles(tmp_path: Path, n: int) -> None:
    corpus = Corpus(write_data(tmp_path / "data", rows(n)))
    selection = Selection(relationships=("FR",))
    found = reader.tiles(outline(corpus, selection), selection)
    per = -(-n // reader.TILES)
    assert len(found) == -(-n // per) <= reader.TILES
    assert [tile["place"] for tile in found] == list(range(0, n, per))
    for tile in found:
        hits = [place for place in range(tile["place"], min(n, tile["place"] + per)) if place % 7 == 3]
        assert tile["passes"] == bool(hits) and tile["colour"] == (colour("FR") if hits else "")
        assert tile["id"] == f"{(hits or [tile['place']])[0] + 1}", "a click leads to the hit"


@given(
    st.integers(0, 400), st.lists(st.sampled_from((0, 1, 40, 300, 5_000, 20_000)), min_size=1, max_size=400)
)
def test_the_window_holds_the_paragraph_and_is_bounded(place: int, sizes: list[int]) -> None:
    here = min(place, len(sizes) - 1)
    first, last = reader.window(place, sizes)
    assert 0 <= first <= here < last <= len(sizes)
    assert last - first <= reader.BLOCK + 2 * reader.BESIDE
    begin, end = reader.block(place, sizes)
    assert first <= begin <= here < end <= last
    assert end - begin == 1 or sum(sizes[begin:end]) <= reader.CHARACTERS
    assert sum(sizes[first:begin]) + sum(sizes[end:last]) <= reader.CHARACTERS // 4
    assert {reader.window(each, sizes) for each in (begin, end - 1)} == {(first, last)}, (
        "one for all of a block"
    )


@given(st.integers(0, 3000), st.integers(0, 150))
def test_stops_far_away_are_thinned(place: int, size: int) -> None:
    stops = [(str(number), number) for number in range(3000)]
    near, skipped = reader.thinned(stops, place, place + size)
    assert near[0] == stops[0] and near[-1] == stops[-1] and len(near) <= 2 * reader.STOPS
    assert near[1:-1] == stops[skipped + 1 : skipped + len(near) - 1]
    inside = [stop for stop in stops if place - 1 <= stop[1] <= place + size]
    assert set(inside) <= set(near), "the next one is there, wherever one stands"
    assert reader.thinned(stops[: reader.STOPS], 0, 0) == (stops[: reader.STOPS], 0)


def test_a_window_leads_on_to_the_next(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data", rows(500)))
    seen: set[str] = set()
    at = "visit:1"
    while at:
        drawn = shown(corpus, Selection(paragraph=at, language="en"))
        ids = [each["id"] for each in drawn["paragraphs"]]
        assert at in ids and len(ids) <= 150 and len(drawn["strip"]["tiles"]) <= reader.TILES
        seen.update(ids)
        at = drawn["window"]["later"]
    assert len(seen) == 500
    assert shown(corpus, Selection(paragraph="visit:500", language="en"))["window"]["earlier"]


def test_without_a_paragraph_the_window_is_that_of_the_first_hit(tmp_path: Path) -> None:
    many = [*rows(300), {"text": "中德铁路合作。", "about": ["DE"]}]
    corpus = Corpus(write_data(tmp_path / "data", many))
    ids = [each["id"] for each in shown(corpus, Selection(relationships=("DE",)))["paragraphs"]]
    assert "visit:301" in ids and "visit:1" not in ids


def test_a_jump_inside_a_block_changes_nothing_that_is_drawn() -> None:
    one, other = (f"{SEED.documents[0]['document_id']}:{line}" for line in (25, 155))
    assert reader.settled(SEED, Selection(paragraph=one)) == reader.settled(SEED, Selection(paragraph=other))


def beside(selection: Selection) -> list[dict[str, Any]]:
    return shown(SEED, selection.choose(reading="source", language="en"))["rows"]


def notes(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(note["change"], note["text"]) for note in (*row["left"], *row["right"])]


def test_the_source_stands_beside_the_text_of_the_seed() -> None:
    drawn = beside(Selection())
    lines = SEED.lines(SEED.documents[0]["document_id"])
    left = [row for row in drawn if row["line"]]
    assert [row["line"] for row in left] == [number for number, line in enumerate(lines, 1) if line]
    assert ["".join(row["source"]) for row in left] == [line for line in lines if line]
    text: dict[str, str] = {}
    for row in drawn:
        if row["part"]:
            piece = "".join(segment[0] for segment in row["part"]["segments"])
            text[row["part"]["id"]] = text.get(row["part"]["id"], "") + piece
            assert not row["line"] or row["source"][1] == piece, "side by side stands the same text"
    paragraphs = SEED.rows("FROM paragraphs ORDER BY position")
    assert list(text.items()) == [(row["paragraph_id"], row["text"]) for row in paragraphs]


def at_line(drawn: Sequence[dict[str, Any]], line: int) -> dict[str, Any]:
    return next(row for row in drawn if row["line"] == line)


def test_each_change_of_the_seed_is_marked_and_leads_to_its_other_end() -> None:
    drawn = beside(Selection())
    name = SEED.documents[0]["document_id"]
    tail = next(row for row in drawn if row["part"] and not row["part"]["first"])
    assert tail["part"]["id"] == f"{name}:39" and not tail["line"]
    assert notes(tail) == [
        ("joined", "seam: line 39 goes on in line 63"),
        ("moved", "stands in line 63 of the source"),
    ]
    assert [(note["line"], note["id"]) for note in tail["right"]] == [(63, f"{name}:61")] * 2
    assert notes(at_line(drawn, 63)) == [("joined", "joined to line 39, in paragraph 20")]
    assert at_line(drawn, 63)["left"][0]["id"] == f"{name}:39"
    assert notes(at_line(drawn, 65)) == [("moved", "moved to paragraph 21")]
    assert notes(at_line(drawn, 191)) == [("repeated", "a copy; kept: line 133, paragraph 77")]
    assert notes(at_line(drawn, 89)) == [("echo", "moved to paragraph 13")]
    assert notes(at_line(drawn, 7)) == [("furniture", "page furniture, not counted")]
    assert notes(at_line(drawn, 85)) == [("fragment", "its other half is not in the source")]
    assert notes(at_line(drawn, 25)) == []
    assert at_line(drawn, 23)["source"][0] == "### ■ "


def test_every_repair_of_the_seed_is_counted() -> None:
    found = {each["change"]: len(each["stops"]) for each in shown(SEED, Selection())["changes"]}
    paragraphs = SEED.rows("SELECT repairs, kind FROM paragraphs")
    assert set(reader.CHANGES) == {*REPAIRS, *reader.SET_ASIDE}
    for change in REPAIRS:
        assert found.get(change, 0) == sum(change in row["repairs"] for row in paragraphs)
    assert found["furniture"] == sum(row["kind"] == "furniture" for row in paragraphs)


MENDED = """\
# 一次合作论坛
首页 > 新闻 > 论坛
发言人五日主持记者会.某报记者:请问中法合作前景如何?发言人：中法合作前景广阔。
論壇上的關(guān)係，，越來越密切。

The forum was held in a city by the sea, and delegates
from both countries took part in its opening session, which
was followed by talks on trade.
"""


@pytest.fixture
def repaired(tmp_path: Path) -> Corpus:
    (tmp_path / "论坛.txt").write_text(MENDED, encoding="utf-8")
    build([tmp_path / "论坛.txt"], tmp_path / "data")
    return Corpus(tmp_path / "data")


def test_what_was_mended_is_said_and_the_source_is_sent_with_it(repaired: Corpus) -> None:
    drawn = shown(repaired, Selection(language="en"))
    lines = MENDED.split("\n")
    assert [
        (each["id"].rpartition(":")[2], each["kind"], each["original"]) for each in drawn["paragraphs"]
    ] == [
        ("1", "heading", ""),
        ("2", "furniture", ""),
        ("3", "body", "发言人五日主持记者会."),
        ("3.2", "body", "某报记者:请问中法合作前景如何?"),
        ("3.3", "body", ""),
        ("4", "body", lines[3]),
        ("6", "foreign", "\n".join(lines[5:8])),
    ]
    assert [each["repaired"] for each in drawn["paragraphs"]][4:6] == [
        "Repaired: one of several paragraphs that stood in line 3 without a break",
        "Repaired: pinyin in brackets left out; half-width and doubled punctuation mended",
    ]
    assert drawn["paragraphs"][6]["label"] == "in another language" and not drawn["paragraphs"][6]["counted"]
    assert {each["change"]: [stop for stop, _ in each["stops"]] for each in drawn["changes"]} == {
        "split": ["3", "3.2", "3.3"],
        "punctuation": ["3", "3.2", "4"],
        "pinyin": ["4"],
        "unwrapped": ["6"],
        "furniture": ["2"],
        "foreign": ["6"],
    }


def test_the_pieces_of_a_line_stand_beside_what_they_became(repaired: Corpus) -> None:
    drawn = shown(repaired, Selection(reading="source", language="en"))["rows"]
    sides = [
        ("".join(row["source"]), "".join(text for text, *_ in row["part"]["segments"]))
        for row in drawn
        if row["line"] in (3, 4, 6)
    ]
    assert sides == [
        ("发言人五日主持记者会.", "发言人五日主持记者会。"),
        ("某报记者:请问中法合作前景如何?", "某报记者：请问中法合作前景如何？"),
        ("发言人：中法合作前景广阔。", "发言人：中法合作前景广阔。"),
        ("論壇上的關(guān)係，，越來越密切。", "論壇上的關係，越來越密切。"),
        (MENDED.split("\n")[5], "The forum was held in a city by the sea, and delegates "),
    ]
    assert [notes(at_line(drawn, line)) for line in (6, 7, 8)] == [
        [],
        [],
        [
            ("unwrapped", "put together from lines 6–8, which end inside a sentence"),
            ("foreign", "in another language, not counted"),
        ],
    ]


@given(st.lists(st.text("中法合作", min_size=1, max_size=4), min_size=1), st.data())
def test_cut_segments_are_the_text_between(texts: list[str], data: st.DataObject) -> None:
    whole = "".join(texts)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    found = paragraphs.cut([(text, "#111111", "") for text in texts], start, end)
    assert "".join(text for text, *_ in found) == whole[start:end] and all(text for text, *_ in found)


def test_an_address_that_is_no_web_page_is_no_link(corpus: Corpus) -> None:
    file = corpus.folder / DOCUMENTS
    row = pq.read_table(file).to_pylist()[0]
    for url, link in (("https://example.org/1", "https://example.org/1"), ("javascript:alert(1)", "")):
        pq.write_table(pa.Table.from_pylist([row | {"url": url}], schema=DOCUMENT_COLUMNS), file)
        assert shown(Corpus(corpus.folder), Selection())["url"] == link


BAD: dict[str, Sequence[dict[str, Any]]] = {
    "one paragraph": [{"text": "会议闭幕。"}],
    "only a heading": [{"text": "标题", "kind": "heading", "counted": False}],
    "no date": [{"text": "会议闭幕。", "date": ""}],
    "no relationship": rows(3),
    "lines that are not there": [{"text": "会议闭幕。", "lines": [7, 9, 12]}],
    "250 relationships": [{"text": "各国代表会见。", "about": ["FR"]} for _ in range(250)],
}


@pytest.mark.parametrize("given_rows", BAD.values(), ids=BAD)
@pytest.mark.parametrize("reading", ["text", "source"])
@pytest.mark.parametrize("strip", ["relationships", "terms"])
@pytest.mark.parametrize("words", [(), ("缺席",)])
def test_bad_corpora_are_read(
    tmp_path: Path,
    given_rows: Sequence[dict[str, Any]],
    reading: str,
    strip: str,
    words: tuple[str, ...],
) -> None:
    corpus = Corpus(write_data(tmp_path / "data", given_rows))
    drawn = shown(corpus, Selection(reading=reading, strip=strip, words=words))
    assert json.dumps(drawn) and len(drawn["paragraphs"]) == min(len(given_rows), 135)
    assert (drawn["rows"] is None) == (reading == "text")


def test_a_corpus_without_documents_says_so(corpus: Corpus) -> None:
    empty = pa.Table.from_pylist([], schema=DOCUMENT_COLUMNS)
    pq.write_table(empty, corpus.folder / DOCUMENTS)
    drawn = shown(Corpus(corpus.folder), Selection(language="en"))
    assert drawn["nothing"] == "There is no document in this corpus."

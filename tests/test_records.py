"""Tables and JSON: each record is a document; what its columns are taken for, and what is said where it is not plain."""

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import formats, metadata
from corpus.documents import read_source
from corpus.faults import NOTES, SourceError
from corpus.formats import Choice, Contents
from corpus.limits import MEGABYTE, ON_DISK, Limits
from corpus.sources import find_sources

EXAMPLES = Path(__file__).parent / "examples"

A = "中方愿同法国、德国等欧洲国家加强沟通，推动中欧关系稳定发展。双方还就气候变化交换了意见。"
B = "中国和巴西、南非代表在会上重申，愿在相互尊重的基础上深化南南合作，共同维护多边主义。"
DAY = datetime.datetime(2024, 3, 5, 9, 30)

UNCHOSEN = Choice()
USUAL = Limits()


def read(content: str | bytes, file: str, choice: Choice = UNCHOSEN, limits: Limits = USUAL) -> Contents:
    return formats.read(content.encode() if isinstance(content, str) else content, file, choice, limits)


def fault(content: str | bytes, file: str, choice: Choice = UNCHOSEN, limits: Limits = USUAL) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(content, file, choice, limits)
    assert file in str(caught.value)
    json.dumps(caught.value.values)
    return caught.value


def texts(contents: Contents) -> list[str]:
    return ["\n".join(each.lines) for each in contents.extracts]


def notes(contents: Contents) -> dict[str, Mapping[str, Any]]:
    for name, values in contents.notes:
        NOTES[name].format(**values)
    return dict(contents.notes)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], merged: Iterable[tuple[Any, ...]] = ()
) -> bytes:
    result = io.BytesIO()
    with xlsxwriter.Workbook(result) as book:
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(number, column, value, dated)
                    elif value is not None:
                        sheet.write(number, column, value)
        for each in merged:
            sheet.merge_range(*each)
    return result.getvalue()


def changed(book: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A zip with its members changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return result.getvalue()


def parquet(columns: Mapping[str, Any]) -> bytes:
    result = io.BytesIO()
    pq.write_table(pa.table(columns), result)
    return result.getvalue()


# what the examples say, a document each: title, date, source, speaker, beginning of the text, lines
DOCUMENTS = {
    "briefings.csv": [
        ("就中国同印度尼西亚铁路合作答问", "2023-10-18", "例行记者会", "发言人", "问：雅万高铁", 2),
        ("就中国和澳大利亚经贸关系答问", "2023-11-06", "例行记者会", "发言人", "中国和澳大利亚互为", 2),
        ("就巴基斯坦地震灾情表示慰问", "2023-11-08", "例行记者会", "发言人", "中方对巴基斯坦", 1),
    ],
    "statements.xlsx": [
        ("中国和塞尔维亚关于深化互利合作的联合声明", "2024-05-08", "声明汇编", "", "双方一致认为", 2),
        ("中国和匈牙利关于扩大投资的联合声明", "2024-05-09", "声明汇编", "", "中方欢迎匈牙利", 1),
        (
            "中国和阿拉伯国家关于巴勒斯坦问题的联合声明",
            "2024-05-30",
            "声明汇编",
            "",
            "中国和阿拉伯国家呼吁",
            1,
        ),
    ],
    "readouts.jsonl": [
        ("中国和巴西代表举行政治磋商", "2024-08-14", "会见消息", "", "双方就中国和巴西关系", 1),
        ("中国和南非代表举行双边会见", "2024-09-02", "会见消息", "", "中方表示，中国和南非", 2),
        ("中国和哈萨克斯坦代表通电话", "2024-09-20", "会见消息", "", "哈方积极评价", 1),
    ],
    "broadcast.json": [
        ("[视频]中国和马来西亚举行经贸磋商", "2025-04-16", "示例台", "", "示例台消息", 2),
        (
            "[视频]中国同越南开展边境铁路联合规划",
            "2025-04-16",
            "示例台",
            "",
            "中越铁路合作联合委员会举行首次会议，三条标准轨铁路",
            2,
        ),
        ("[视频]国际快讯", "2025-04-16", "示例台", "", "【法国与德国举行磋商】", 2),
    ],
    "communiques.parquet": [
        ("中国—东盟部长级会议新闻公报", "2025-07-11", "公报汇编", "", "会议积极评价", 1),
        ("中国—中亚合作对话会新闻公报", "2025-06-03", "公报汇编", "", "各方同意深化互联互通", 1),
    ],
}


@pytest.mark.parametrize("file", DOCUMENTS)
def test_the_examples_are_read_without_help(file: str) -> None:
    (source,) = find_sources([EXAMPLES / file])
    documents, contents = read_source(source)
    assert [each.document_id for each in documents] == [
        f"{Path(file).stem}~{number}" for number in range(1, len(documents) + 1)
    ]
    assert {(each.title_from, each.date_from) for each in documents} == {("record", "record")}
    for document, (title, date, source_, speaker, beginning, lines) in zip(
        documents, DOCUMENTS[file], strict=True
    ):
        assert (document.title, document.date, document.source, document.speaker) == (
            title,
            date,
            source_,
            speaker,
        )
        assert document.lines[0].startswith(beginning)
        assert len([line for line in document.lines if line]) == lines
        assert not any(mark in line for line in document.lines for mark in "<>&")
    assert set(contents.choice.fields.values()) <= set(contents.columns)


def test_a_broadcast_is_found_where_it_lies() -> None:
    contents = read((EXAMPLES / "broadcast.json").read_bytes(), "broadcast.json")
    assert contents.choice.records == "videoList[].video_detail"
    assert contents.choice.fields == {
        "text": "content",
        "title": "title",
        "date": "pubtime",
        "source": "source",
        "url": "url",
    }


COLUMNS = {
    # names: the fields that are taken
    ("title", "date", "text"): {"title": "title", "date": "date", "text": "text"},
    ("标题", "发布时间", "正文"): {"title": "标题", "date": "发布时间", "text": "正文"},
    ("題目", "日期", "內容"): {"title": "題目", "date": "日期", "text": "內容"},
    ("Head Line", "Pub_Date", "Full-Text"): {"title": "Head Line", "date": "Pub_Date", "text": "Full-Text"},
    ("x", "y", "z"): {"date": "y", "text": "z"},
    ("text", "date", "报道"): {"date": "date", "text": "报道"},  # named text, but short
}


@pytest.mark.parametrize(("names", "fields"), COLUMNS.items())
def test_columns_are_taken_by_name_and_by_what_stands_in_them(
    names: tuple[str, ...], fields: dict[str, str]
) -> None:
    rows = [("就中欧关系答问", "2024年3月5日", A), ("就南南合作答问", "2024年3月6日", B)]
    table = "\n".join(",".join(row) for row in [names, *rows])
    assert read(table, "a.csv").choice.fields == fields


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5 19:10", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("1709568000", "2024-03-05"),  # midnight in Beijing of a day that in UTC has not begun
        ("1709567999", "2024-03-04"),
        ("1709568000000", "2024-03-05"),
        ("1709568000.5", "2024-03-05"),
        ("下周", ""),
    ],
)
def test_a_date_is_a_day_or_seconds_or_milliseconds(value: str, day: str) -> None:
    (extract,) = read(f"date,text\n{value},{A}\n", "a.csv").extracts
    assert extract.metadata.get("date", "") == day


def test_what_is_chosen_has_the_last_word() -> None:
    table = f"标题,摘要,报道,日期,更新\n甲,{A},{B},2024-03-05,2024-03-06\n"
    chosen = read(table, "a.csv", Choice(fields={"text": "报道", "date": "更新", "title": ""}))
    assert texts(chosen) == [B]
    assert chosen.extracts[0].metadata == {"date": "2024-03-06"}
    assert chosen.choice.fields == {"text": "报道", "date": "更新"}


def test_records_may_be_the_paragraphs_of_a_document() -> None:
    table = f"文件,title,text\n一,甲,{A}\n二,乙,{B}\n一,甲,{B}\n"
    contents = read(table, "a.csv", Choice(fields={"document": "文件"}))
    assert [(each.key, list(each.lines)) for each in contents.extracts] == [("1", [A, B]), ("2", [B])]


UNPLAIN = {
    "two texts": (f"标题,摘要,报道\n甲,{A},{B}\n乙,{B},{A}\n", "a.csv"),
    "two named texts": (f"content,全文\n{A},{B}\n", "a.csv"),
    "no text": ("id,count\n1,2\n3,4\n", "a.csv"),
    "objects": (json.dumps([{"甲": A, "乙": B}]), "a.json"),
    "a sheet": (workbook({"表": [["甲", "乙"], [A, B]]}), "a.xlsx"),
    "columns": (parquet({"甲": [A], "乙": [B]}), "a.parquet"),
}


@pytest.mark.parametrize("name", UNPLAIN)
def test_where_the_text_is_not_plain_the_columns_are_offered(name: str) -> None:
    content, file = UNPLAIN[name]
    error = fault(content, file)
    assert error.fault == "no-text-column" and "corpus.toml" in str(error)
    columns = error.values["columns"]
    assert all(column in str(error) and samples for column, samples in columns.items())
    for column in columns:
        assert read(content, file, Choice(fields={"text": column})).choice.fields["text"] == column
    missing = fault(content, file, Choice(fields={"text": "没有的"}))
    assert missing.fault == "no-column" and missing.values["columns"] == columns


DELIMITED = {
    "comma": ("标题,正文\n甲,{A}\n乙,{B}\n", "a.csv", [A, B]),
    "semicolon": ("标题;正文\n甲;{A}\n乙;{B}\n", "a.csv", [A, B]),
    "tab": ("标题\t正文\n甲\t{A}\n乙\t{B}\n", "a.csv", [A, B]),
    "bar": ("标题|正文\n甲|{A}\n", "a.tsv", [A]),
    "quoted, with line ends and delimiters": (
        '标题,正文\r\n甲,"{A}\r\n\r\n{B},""完"""\r\n乙,{B}\r\n',
        "a.csv",
        [f'{A}\n\n{B},"完"', B],
    ),
    "a quote that nobody closes": ('标题,正文\n"甲,{A}\n乙,{B}\n丙,{B}\n丁,{A}\n', "a.csv", [A, B, B, A]),
    "commas that nobody quoted": (
        "标题,日期,正文\n甲,2024-03-05,{A}\n乙,2024-03-06,{B}\n丙,2024-03-07,一,二,三\n",
        "a.csv",
        [A, B, "一,二,三"],
    ),
    "a title over the names": ("答问汇编,,\n标题,日期,正文\n甲,2024-03-05,{A}\n", "a.csv", [A]),
    "one name over three columns": ("正文,,\n{A},,\n{B},无,\n", "a.csv", [A, B]),
    "one column": ("正文\n美国,{A}\n{B}\n", "a.csv", [f"美国,{A}", B]),
    "a delimiter at each end": ("标题,正文,\n甲,{A},\n乙,{B},\n", "a.csv", [A, B]),
    "formulas": ("title,text\n甲,\"=cmd|' /C calc'!A0 {A}\"\n", "a.csv", [f"=cmd|' /C calc'!A0 {A}"]),
    "NULs": ("title,text\n甲,\0{A}\n", "a.csv", [f"\0{A}"]),
}


@pytest.mark.parametrize("name", DELIMITED)
def test_a_table_is_cut_where_its_delimiter_is(name: str) -> None:
    content, file, expected = DELIMITED[name]
    assert texts(read(content.replace("{A}", A).replace("{B}", B), file)) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_and_json_are_decoded(encoding: str) -> None:
    assert texts(read(f"标题,正文\n甲,{A}\n乙,{B}\n".encode(encoding), "a.csv")) == [A, B]
    whole = json.dumps([{"标题": "甲", "正文": A}], ensure_ascii=False).encode(encoding)
    assert texts(read(whole, "a.json")) == [A]
    assert texts(read(whole, "a.json", Choice(encoding=encoding.removesuffix("-sig")))) == [A]


def test_columns_that_cannot_be_told_apart_are_said() -> None:
    error = fault(f"标题^正文\n甲^{A}\n", "a.csv")
    assert error.fault == "no-delimiter" and list(error.values["columns"]) == ["标题^正文"]
    lines = fault(f"{A}\n{B}\n", "a.csv")
    assert texts(read(f"{A}\n{B}\n", "a.csv", Choice(fields={"text": "1"}))) == [A, B]
    assert lines.fault == "no-delimiter" and list(lines.values["columns"]) == ["1"]


def test_a_table_without_names_has_numbered_columns() -> None:
    contents = read(f"2024-03-05,甲,{A}\n2024-03-06,乙,{B}\n", "a.csv")
    assert texts(contents) == [A, B] and "no-header" in notes(contents)
    assert contents.choice.fields == {"text": "3", "date": "1"}


def test_what_is_left_out_or_odd_is_noted() -> None:
    contents = read(f"title,date,text\n甲,2024-03-05,{A}\n乙\n丙,2024-03-06,{B},又\n", "a.csv")
    assert [each.key for each in contents.extracts] == ["1", "3"]
    assert notes(contents) == {"records-without-text": {"records": 1}, "ragged-rows": {"rows": 2, "first": 2}}


def test_names_that_stand_twice_or_cannot_be_seen_are_told_apart() -> None:
    contents = read(f"text,text,,\u202e标题\n{A},一,二,三\n", "a.csv")
    assert list(contents.columns) == ["text", "text 2", "3", "标题"]


SHEETS = {
    "the one with a text": (
        {"说明": [["项", "值"], ["一", 1]], "空": [], "新闻": [["标题", "日期", "正文"], ["甲", DAY, A]]},
        (), Choice(), [A], "2024-03-05", {"sheet": {"sheet": "新闻", "others": "说明"}},
    ),
    "the one that is named": (
        {"旧": [["标题", "正文"], ["甲", B]], "新": [["标题", "日期", "正文"], ["甲", DAY, A]]},
        (), Choice(records="新"), [A], "2024-03-05", {},
    ),
    "under a title, with merged days": (
        {"表": [["答问汇编"], ["标题", "日期", "正文"], ["甲", None, A], ["乙", None, B]]},
        [(2, 1, 3, 1, "2024年3月5日")], Choice(), [A, B], "2024-03-05", {},
    ),
    "a text that is merged is one": (
        {"表": [["日期", "正文"], [DAY, None], [DAY, None], [DAY, B]]},
        [(1, 1, 2, 1, A)], Choice(), [A, B], "2024-03-05", {"records-without-text": {"records": 1}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_a_workbook_is_read_by_its_sheets(name: str) -> None:
    sheets, merged, choice, expected, day, said = SHEETS[name]
    contents = read(workbook(sheets, merged), "a.xlsx", choice)
    assert texts(contents) == expected
    assert {each.metadata["date"] for each in contents.extracts} == {day}
    assert notes(contents) == said


def test_a_sheet_that_is_not_there_is_said_with_those_that_are() -> None:
    error = fault(workbook({"新闻": [["正文"], [A]]}), "a.xlsx", Choice(records="旧闻"))
    assert error.fault == "no-records" and error.values["paths"] == ["新闻"]


BOOK = workbook({"新闻": [["标题", "正文"], ["甲", A]]})
ENTITIES = b'<!DOCTYPE l [<!ENTITY a "%s"><!ENTITY b "%s">]>' % (b"ha" * 1000, b"&a;" * 100_000)


def in_sheet(old: bytes, new: bytes) -> bytes:
    return changed(BOOK, lambda name, data: data.replace(old, new) if name.endswith("sheet1.xml") else data)


BAD = {
    "an empty table": ("", "a.csv", {"no-text"}),
    "blank lines": ("\n \n\n", "a.csv", {"no-text"}),
    "delimiters alone": (",,\n,,\n", "a.csv", {"no-text"}),
    "names alone": ("title,text\n", "a.csv", {"no-text"}),
    "zeros": (bytes(5000), "a.csv", {"not-text", "no-text", "no-delimiter"}),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.csv", {"picture"}),
    "many columns": (",".join(f"c{number}" for number in range(20_000)) + "\n1\n", "a.csv", {"no-text-column"}),
    "columns of one name": (",".join(["c"] * 20_000) + "\n1\n", "a.csv", {"no-text-column"}),
    "columns without names": ("a" + "," * 500_000 + "\n1\n2\n", "a.csv", {"no-text-column", "no-delimiter"}),
    "lists 10,000 deep": ("[" * 10_000 + "]" * 10_000, "a.json", {"too-deep"}),
    "objects 10,000 deep": ('{"a":' * 10_000 + "1" + "}" * 10_000, "a.json", {"too-deep"}),
    "JSON cut short": (json.dumps([{"title": "甲", "text": A}] * 3, indent=1)[:-40], "a.json", {"not-json"}),
    "no JSON": (A, "a.json", {"not-json"}),
    "no object": ("[[], 3]", "a.json", {"no-text"}),
    "null": ("null", "a.jsonl", {"no-text"}),
    "no workbook": (A, "a.xlsx", {"not-its-ending"}),
    "half a workbook": (BOOK[: len(BOOK) // 2], "a.xlsx", {"cut-short", "archive"}),
    "an empty workbook": (workbook({"空": []}), "a.xlsx", {"no-text"}),
    "a workbook that is a bomb": (changed(BOOK, lambda name, data: bytes(30 * MEGABYTE) if "theme" in name else data), "a.xlsx", {"unpacks-to-more"}),
    "a cell at the far corner": (in_sheet(b'r="B2"', b'r="XFD1048576"'), "a.xlsx", {"too-many-cells"}),
    "entities": (changed(BOOK, lambda name, data: data.replace(b"<sst", ENTITIES + b"<sst").replace("甲".encode(), b"&b;")), "a.xlsx", {"damaged"}),
    "a sheet cut short": (in_sheet(b"</row>", b"<"), "a.xlsx", {"damaged"}),
    "no Parquet": (A, "a.parquet", {"not-its-ending"}),
    "half a Parquet": (parquet({"text": [A] * 9})[:-40], "a.parquet", {"cut-short"}),
    "a footer that lies": (b"PAR1" + bytes(50) + b"\xff\xff\xff\x7fPAR1", "a.parquet", {"cut-short"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_its_sentence(name: str) -> None:
    content, file, faults = BAD[name]
    assert fault(content, file).fault in faults


def test_a_small_parquet_may_hold_much() -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), pa.array(["中" * 100_000]))
    content = parquet({"text": repeated})
    assert len(content) < MEGABYTE
    assert fault(content, "a.parquet").fault == "too-long"


@pytest.mark.parametrize("file", ["a.csv", "a.json", "a.xlsx", "a.parquet"])
def test_records_and_characters_are_limited(file: str) -> None:
    content: str | bytes = {
        "a.csv": "text\n" + f"{A}\n" * 30,
        "a.json": json.dumps([{"text": A}] * 30),
        "a.xlsx": workbook({"表": [["text"], *[[A]] * 30]}),
        "a.parquet": parquet({"text": [A] * 30}),
    }[file]
    assert len(read(content, file, limits=Limits(documents=30)).extracts) == 30
    assert fault(content, file, limits=Limits(documents=29)).fault == "too-many-records"
    assert fault(content, file, limits=Limits(characters=len(A) * 29)).fault == "too-long"


def test_a_field_may_be_as_long_as_its_file() -> None:
    long = "中国和法国。" * 600_000
    assert texts(read(f'title,text\n甲,"{long}"\n', "a.csv", limits=ON_DISK)) == [long]


SHAPES = {
    "a list": ([{"title": "甲", "text": A}, {"title": "乙", "text": B}], "[]", "text", [A, B]),
    "one object": ({"title": "甲", "text": A}, "{}", "text", [A]),
    "texts": ([A, B], "[]", "text", [A, B]),
    "a list within": ({"title": "集", "data": {"items": [{"标题": "甲", "内容": A}]}}, "data.items[]", "内容", [A]),
    "lists of lists": ([[{"title": "甲", "text": A}], [{"title": "乙", "text": B}]], "[][]", "text", [A, B]),
    "the longer of two": ({"ads": [{"title": "广告", "text": "短"}], "news": [{"title": "甲", "text": A}]}, "news[]", "text", [A]),
    "an object within each": ([{"title": "甲", "time": "2024-03-05", "body": {"text": A}}], "[]", "body.text", [A]),
    "paragraphs": ({"title": "甲", "paragraphs": [{"text": A}, {"text": B}]}, "{}", "paragraphs[].text", [f"{A}\n{B}"]),
    "lines": ([{"title": "甲", "text": [A, B]}], "[]", "text", [f"{A}\n{B}"]),
    "by day": (
        {"2024-03-05": {"title": "甲", "text": A}, "2024-03-06": {"title": "乙", "text": B}},
        "*",
        "text",
        [A, B],
    ),
    "lists by day": ({"20240305": [{"标题": "甲", "内容": A}], "20240306": []}, "*[]", "内容", [A]),
    "untitled": ([{"id": 1, "text": A}], "[]", "text", [A]),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_records_are_found_wherever_they_lie(name: str) -> None:
    value, path, column, expected = SHAPES[name]
    contents = read(json.dumps(value), "a.json")
    assert (contents.choice.records, contents.choice.fields["text"]) == (path, column)
    assert texts(contents) == expected
    assert read(json.dumps(value), "a.json", contents.choice) == contents


def test_a_path_that_is_chosen_is_read() -> None:
    value = json.dumps({"ads": [{"title": "广告", "text": "短"}], "news": [{"title": "甲", "text": A}]})
    assert texts(read(value, "a.json", Choice(records="ads[]"))) == ["短"]
    error = fault(value, "a.json", Choice(records="old[]"))
    assert error.fault == "no-records" and error.values["paths"] == ["{}", "ads[]", "news[]"]


@pytest.mark.parametrize("file", ["a.jsonl", "a.ndjson", "a.json"])
def test_lines_that_are_not_json_are_left_out_and_named(file: str) -> None:
    lines = [json.dumps({"title": "甲", "text": A}), "", '{"title": ', json.dumps({"title": "乙", "text": B})]
    contents = read("\n".join(lines), file)
    assert texts(contents) == [A, B]
    assert notes(contents) == {"broken-lines": {"lines": 1, "first": 3}}


def test_what_json_may_hold_is_harmless() -> None:
    odd = f'[{{"n": NaN, "m": -Infinity, "i": {"9" * 10_000}, "text": "{B}", "text": "{A}", "\\ud800": "\\udfff", "id": 007.0}}]'
    contents = read(odd.replace("007.0", "7.0"), "a.json")
    assert texts(contents) == [A]
    json.dumps(dict(contents.columns), ensure_ascii=False).encode()


HTML = {
    "<p>甲。</p>\r\n<p>　　乙<b>丙</b>。</p>": ["甲。", "乙丙。"],
    "甲&nbsp;&ldquo;乙&rdquo;&#12290;": ["甲\u00a0“乙”。"],
    "甲<br/>乙<script>alert(1)</script>": ["甲", "乙"],
    "<h2>一、概况</h2><p>甲</p>": ["## 一、概况", "甲"],
    "<p>第一行\r\n第二行</p>": ["第一行第二行"],
    "第一行\n<b>第二行</b>": ["第一行", "第二行"],
    "《<一带一路>》 a < b & c > d": ["《<一带一路>》 a < b & c > d"],
    "第一行\r\n第二行": ["第一行", "第二行"],
}


@pytest.mark.parametrize(("value", "lines"), HTML.items())
def test_html_in_a_value_is_its_text(value: str, lines: list[str]) -> None:
    (extract,) = read(json.dumps([{"title": "<b>题</b>&amp;目", "text": value}]), "a.json").extracts
    assert [line.strip("\u3000") for line in extract.lines] == lines
    assert extract.metadata["title"] == "题&目"


def test_nested_columns_of_parquet_are_named_as_in_json() -> None:
    contents = read(
        parquet({"title": ["甲"], "meta": [{"date": DAY.date(), "body": [A, B]}], "raw": [b"\0"]}),
        "a.parquet",
    )
    assert contents.choice.fields == {"text": "meta.body", "title": "title", "date": "meta.date"}
    assert texts(contents) == [f"{A}\n{B}"] and contents.extracts[0].metadata["date"] == "2024-03-05"


@pytest.mark.parametrize("file", ["a.txt", "a.csv", "a.json"])
def test_a_workbook_of_another_name_is_read(file: str) -> None:
    contents = read(BOOK, file)
    assert texts(contents) == [A] and contents.format == "workbook"


def test_a_name_says_one_field() -> None:
    names = [name for each in metadata.NAMES.values() for name in each]
    assert len(names) == len(set(names))


PROPERTIES = settings(max_examples=150, deadline=None)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([A, B, "2024-03-05", "<p>甲</p>"]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "text", "date", "正文", "a.b", "[]", ""]) | st.text(max_size=3),
            inside,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def holds_what_it_should(contents: Contents) -> None:
    keys = [each.key for each in contents.extracts]
    assert len(set(keys)) == len(keys) and all(key.isdigit() for key in keys)
    for extract in contents.extracts:
        assert any(map(formats.normalised, extract.lines))
        assert extract.origin == "record" and set(extract.metadata) <= {
            "title",
            "date",
            "source",
            "speaker",
            "url",
        }
    assert contents.choice.fields["text"]
    notes(contents)
    json.dumps([dict(contents.columns), dict(contents.choice.fields)], ensure_ascii=False).encode()


@PROPERTIES
@given(VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for file, content in (("a.json", json.dumps(value)), ("a.jsonl", f"{json.dumps(value)}\n" * 2)):
        try:
            contents = read(content, file)
        except SourceError as error:
            assert error.fault in ("no-text", "no-text-column", "not-json")
        else:
            holds_what_it_should(contents)
            assert read(content, file, contents.choice) == contents


@PROPERTIES
@given(
    st.sampled_from(["csv", "tsv", "xlsx", "json", "jsonl", "parquet"]),
    st.binary(max_size=400) | st.text(',;\t|"\n\r甲a1=\0 ', max_size=60).map(str.encode),
)
def test_any_bytes_are_read_or_refused(ending: str, content: bytes) -> None:
    try:
        contents = read(content, f"a.{ending}")
    except SourceError as error:
        assert error.fault != "damaged"
    else:
        if contents.extracts and contents.format in ("table", "JSON"):
            holds_what_it_should(contents)


@PROPERTIES
@given(
    st.sampled_from(["statements.xlsx", "communiques.parquet"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_file_that_is_damaged_anywhere_is_read_or_refused(
    name: str, changes: list[tuple[float, int]]
) -> None:
    content = bytearray((EXAMPLES / name).read_bytes())
    for place, byte in changes:
        content[int(place * len(content))] = byte
    try:
        read(bytes(content), name)
    except SourceError as error:
        assert name in str(error)


CELLS = st.text("甲乙,;\t|\"'\n =-1", max_size=8)


@PROPERTIES
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_no_cell_of_a_table_is_lost(rows: list[tuple[str, str]], delimiter: str) -> None:
    target = io.StringIO()
    table = csv.writer(target, delimiter=delimiter)
    table.writerows([["标题", "正文", "备注"], *((title, A + text, "无") for title, text in rows)])
    assert texts(read(target.getvalue(), "a.csv", Choice("utf-8"))) == [A + text for _, text in rows]


def test_days_that_are_not_understood_are_said() -> None:
    found = read(f"text,date\n{A},5/13/2014\n{B},2014-05-29\n", "a.csv")
    assert ("no-days", {"number": 1, "example": "5/13/2014"}) in found.notes
    assert [each.metadata.get("date", "") for each in found.extracts] == ["", "2014-05-29"]

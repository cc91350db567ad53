"""A file is read as what it is: by its ending, or by its first bytes; of text every line is readable."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import read_source
from corpus.faults import FAULTS, NOTES, SourceError
from corpus.formats import Contents, normalised, read
from corpus.formats.signatures import SIGNATURES, recognised
from corpus.limits import Limits
from corpus.sources import find_sources

EXAMPLES = Path(__file__).parent / "examples"


def packed(*names: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


STARTS = {
    "picture": [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8", b"<svg >"],
    "recording": [b"ID3\x03\0", b"\0\0\0\x18ftypmp42", b"OggS\0", b"RIFF\0\0\0\0WAVE"],
    "program": [b"MZ\x90\0\3", b"\x7fELF\2\1"],
    "other-document": [
        b"{\\rtf1\\ansi",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"SQLite format 3\0",
        packed("[Content_Types].xml", "ppt/presentation.xml"),
    ],
    "archive": [
        packed("a.txt"),
        packed("password/a.txt"),
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
    ],
}


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".png", ".doc", ""])
@pytest.mark.parametrize(("fault", "start"), [(name, each) for name, rows in STARTS.items() for each in rows])
def test_what_is_no_text_is_named_whatever_its_ending(fault: str, start: bytes, ending: str) -> None:
    with pytest.raises(SourceError, match="报告") as caught:
        read(start + b"\0\1\2" * 100, f"报告{ending}")
    assert caught.value.fault == fault
    assert caught.value.values["kind"] in str(caught.value)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7\n", ".pdf"),
        (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), ".docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (b"PAR1\x15\4", ".parquet"),
        (b"\xef\xbb\xbf\n<!doctype HTML>", ".html"),
        ('<?xml version="1.0"?><!-- 甲 --><!-- 乙 -->\n<html lang="zh">'.encode(), ".html"),
        ("<html><body>".encode("utf-16"), ".html"),
    ],
)
def test_what_is_read_is_recognised(content: bytes, ending: str) -> None:
    sign = recognised(content)
    assert sign and sign.ending == ending


@pytest.mark.parametrize(
    "text",
    ["BM是缩写。", "MZ\n中国", "II*是记号", "PK赛", "%PDF是一种格式", "ID3是标签", "<p>段</p>", "<htmlx>"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_is_never_taken_for_something_else(text: str, encoding: str) -> None:
    assert recognised(text.encode(encoding)) is None


def test_every_sign_is_read_or_has_a_sentence() -> None:
    assert all(bool(each.ending) != bool(each.fault) for each in SIGNATURES)
    assert {each.fault for each in SIGNATURES} - {""} <= set(FAULTS)


def test_a_page_named_txt_is_read_as_a_page_and_that_is_said() -> None:
    contents = read(
        "<html><body><p>中国同法国扩大合作。</p><script>x</script></body></html>".encode(), "a.txt"
    )
    assert list(contents.extracts[0].lines) == ["中国同法国扩大合作。"]
    assert contents.format == "web page"
    assert said(contents) == ["read as .html, which it is, whatever its name says"]


def test_a_kind_that_is_not_read_names_those_that_are() -> None:
    with pytest.raises(SourceError, match=r"a\.xyz: .*\.txt, .*\.md"):
        read("中国".encode(), "a.xyz")


def said(contents: Contents) -> list[str]:
    return [NOTES[name].format(**values) for name, values in contents.notes]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\x00中\x07国\x7f", "中国"),
        ("中\u202e国\u2066和\u2069平\u200f", "中国和平"),
        ("\ufeff中\u200b国\u2060", "中国"),
        ("中\ud800国", "中\ufffd国"),
        ("中\ue123国\U000f1234", "中\ufffd国\ufffd"),
        ("中\U000e0041国", "中国"),
        ("\u3000\u3000王\u3000毅 ", "王\u3000毅"),
        ("\U00020bb7家", "\U00020bb7家"),
    ],
)
def test_a_line_holds_what_can_be_read(line: str, expected: str) -> None:
    assert normalised(line) == expected
    normalised(line).encode()


def test_characters_that_nobody_can_read_are_counted() -> None:
    contents = read("中\ue123国\ue124\n和平".encode() + b"\xff\n" + "发展合作共赢".encode(), "a.txt")
    assert contents.notes == (("replaced", {"number": 1}), ("unknown-characters", {"number": 2}))
    assert said(contents)[0] == "characters that could not be read, a mark for each: 1"


def test_one_line_of_ten_megabytes_is_a_line_and_a_limit_is_said_in_numbers() -> None:
    content = ("中国同各国和平相处。" * 340_000).encode()
    assert len(content) > 10_000_000
    contents = read(content, "a.txt")
    assert len(contents.extracts[0].lines) == 1
    with pytest.raises(SourceError, match=r"a\.txt: has more than 1,000,000 characters of text"):
        read(content, "a.txt", limits=Limits(characters=1_000_000))


@pytest.mark.parametrize(
    ("file", "format_", "encoding", "title", "date", "about"),
    [
        ("utf-8.txt", "text", "UTF-8", "发言人就中国与哈萨克斯坦合作答记者问", "2024-03-12", "哈萨克斯坦"),
        ("utf-16.txt", "text", "UTF-16", "中日韩三国举行环境合作工作会议", "2025-04-08", "日方"),
        ("gb18030.txt", "text", "GB18030", "中国同肯尼亚举行卫生合作磋商", "2023-11-20", "埃塞俄比亚"),
        ("big5.txt", "text", "Big5", "發言人談中國與越南邊境貿易", "2024-09-03", "菲律賓"),
        ("front-matter.md", "Markdown", "UTF-8", "中国与德国绿色转型对话会侧记", "2024-06-18", "欧盟"),
        (
            "saved-page.html",
            "web page",
            "GB18030",
            "发言人介绍中国与埃及务实合作情况",
            "2023-05-04",
            "阿根廷",
        ),
    ],
)
def test_examples(file: str, format_: str, encoding: str, title: str, date: str, about: str) -> None:
    (source,) = find_sources([EXAMPLES / file])
    (document,), contents = read_source(source)
    assert (document.format, document.encoding) == (format_, encoding)
    assert (document.title, document.date) == (title, date)
    assert any(about in line for line in document.lines)
    assert contents.notes == ()


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_any_bytes_under_any_name_are_read_or_said(content: bytes) -> None:
    for file in ("a.txt", "a.md", "a.html"):
        try:
            contents = read(content, file, limits=Limits())
        except SourceError as error:
            assert error.fault in FAULTS
            assert error.fault != "damaged"
        else:
            for line in contents.extracts[0].lines:
                normalised(line).encode()
            said(contents)

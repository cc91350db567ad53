"""Markdown gives its text line by line; its front matter what it says of itself, however broken it is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import parse_document
from corpus.formats import read
from corpus.limits import Limits
from corpus.paragraphs import split


def lines(text: str) -> list[str]:
    return list(read(text.encode(), "a.md").extracts[0].lines)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# 中法关系\n\n正文。", ["# 中法关系", "", "正文。"]),
        ("中法关系\n====\n\n## 一、经贸 ##\n正文。", ["# 中法关系", "", "", "## 一、经贸", "正文。"]),
        ("甲，\n乙。", ["甲，", "乙。"]),
        ("甲。  \n乙。\\\n丙。", ["甲。", "乙。", "丙。"]),
        ("■ 中俄\n甲。", ["■ 中俄", "甲。"]),
        ("- 甲\n* 乙\n\n  乙二", ["甲", "乙", "", "乙二"]),
        ("1. 甲\n2. 乙", ["1. 甲", "2. 乙"]),
        ("1.甲\n（2）乙", ["1.甲", "（2）乙"]),
        ("> 甲\n> 乙\n\n丙", ["甲", "乙", "", "丙"]),
        ("|国|年|\n|-|-|\n|**法**|[2023](x)|", ["国 | 年", "", "法 | 2023"]),
        (
            "[中法关系](https://example.org '题')好 ![图](a.png)<https://example.org>",
            ["中法关系好 https://example.org"],
        ),
        ("**强调**、*斜*、`码`、~~删~~", ["强调、斜、码、删"]),
        ("他说**“合作”**是方向，**注意：**请看", ["他说“合作”是方向，注意：请看"]),
        ("    四格缩进的正文。", ["四格缩进的正文。"]),
        ("```\n码\n```\n文", ["", "码", "", "文"]),
        ("甲&nbsp;乙 &lt;b&gt; \\*丙\\*", ["甲\xa0乙 <b> *丙*"]),
        ("甲<b>乙</b><br>丙\n丁", ["甲乙", "丙", "丁"]),
        ("甲<script>alert(1)</script>乙", ["甲乙"]),
        ("<script>\n\nalert(1)\n</script>\n甲", ["", "", "", "", "甲"]),
        ("<p><strong>问：</strong>甲？</p><p>答：乙。<br></p>\n\n\n丙", ["问：甲？", "答：乙。", "", "丙"]),
        ("<div>\n\n**甲**\n\n</div>\n\n乙", ["", "", "甲", "", "", "", "乙"]),
        ("甲\n\n---\n\n乙", ["甲", "", "", "", "乙"]),
        ("", []),
    ],
)
def test_a_block_begins_in_the_line_where_it_begins_in_the_file(markdown: str, expected: list[str]) -> None:
    assert lines(markdown) == expected


def test_a_plain_text_is_the_same_as_markdown() -> None:
    text = "# 题目\n\n本报记者 某某\n\n■ 中俄关系\n\n中方愿同俄方合作。\n双方交换意见。\n\n◆ 中美关系\n中美应当对话。"
    assert lines(text) == text.split("\n")
    paragraphs = split(parse_document("\n".join(lines(text))), lambda _: frozenset())
    assert [each.kind for each in paragraphs if each.kind == "heading"] == ["heading"] * 3


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        (
            "title: 中法关系\ndate: 2023-05-04\nauthor: 发言人\nlink: https://example.org",
            "title date speaker url",
        ),
        (
            "标题: 中法关系\n日期: 2023年5月4日\n来源: 示例\n作者: 发言人\n链接: x",
            "title date source speaker url",
        ),
        ("Title: 中法关系\nlayout: post\ntags: [a, b]\nsource: {a: b}", "title"),
        ("title: |\n  中法\n  关系\ndate: 2023-02-31", "title date"),
        (
            "subject: 日法关系\ntitle: 中法关系\ncreated: 2020-01-01\ndate: 2023-05-04\ntext: 正文",
            "title date",
        ),
        ("", ""),
        ("# 只有注释", ""),
    ],
)
def test_front_matter_says_what_is_known(matter: str, expected: str) -> None:
    contents = read(f"---\n{matter}\n---\n正文。".encode(), "a.md")
    (extract,) = contents.extracts
    assert sorted(extract.metadata) == sorted(expected.split())
    assert "".join(extract.metadata.get("title", "中法关系").split()) == "中法关系"
    assert extract.origin == "front-matter"
    assert [line for line in extract.lines if line] == ["正文。"]
    assert extract.lines.index("正文。") == matter.count("\n") + 3
    assert contents.notes == ()


def bomb(link: str) -> str:
    """A few lines of YAML in which each name means nine times the one before."""
    names = "abcdefghijklmnopqrst"
    rows = [f"{name}: &{name} {link % ','.join([f'*{before}'] * 9)}" for before, name in pairwise(names)]
    return "\n".join(["a: &a {k: v}", *rows, "title: 题"])


@pytest.mark.parametrize(
    "matter",
    [
        "title: [",
        "只是一行字",
        "- 甲\n- 乙",
        "title: '未完",
        "!!python/object/apply:os.system ['echo']",
        "a: " + "[" * 5000,
    ],
)
def test_broken_front_matter_stays_in_the_text_and_that_is_said(matter: str) -> None:
    contents = read(f"---\n{matter}\n---\n正文。".encode(), "a.md")
    assert contents.notes == (("front-matter", {}),)
    assert list(contents.extracts[0].lines) == ["---", *matter.split("\n"), "---", "正文。"]
    assert contents.extracts[0].metadata == {}


@pytest.mark.parametrize("link", ["[%s]", "{<<: [%s]}"])
def test_names_that_multiply_are_harmless(link: str) -> None:
    contents = read(f"---\n{bomb(link)}\n---\n正文。".encode(), "a.md")
    assert contents.extracts[0].metadata == {"title": "题"}


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    assert [line for line in lines("---\n甲。\n乙。") if line] == ["甲。", "乙。"]
    long = "---\n" + "x: y\n" * 20_000 + "---\n正文。"
    assert read(long.encode(), "a.md").extracts[0].metadata == {}


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "> ", "`", "<", "<a ", "_a__b", "|", "- ", "<div>", "&#"]
)
def test_signs_without_end_are_read_in_time(piece: str) -> None:
    read((piece * 10_000 + "中国").encode(), "a.md", limits=Limits())


@settings(deadline=None)
@given(st.text(alphabet="中国。\n #-*_`[]()<>!|&;:\\=~+1.\t\u3000\"'{}%", max_size=200))
def test_any_markdown_gives_lines(text: str) -> None:
    for line in lines("正文\n\n" + text):
        assert "\n" not in line

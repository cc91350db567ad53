"""Of a saved page the main text is read, and what the page says of itself; nothing of its furniture."""

import re
import socket
import time
from email.encoders import encode_quopri
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import read_source
from corpus.formats import read
from corpus.formats.markup import lines_of
from corpus.limits import Limits
from corpus.sources import find_sources

EXAMPLES = Path(__file__).parent / "examples"
PARAGRAPHS = (
    "中国和法国建交以来，双边关系总体保持稳定发展，两国高层交往密切。",
    "发言人表示，中方愿同法方一道深化航天、核能、农产品等领域合作。",
    "同一天，中国与巴西的经贸代表团举行会谈，就大豆贸易交换意见。",
    "关于中日关系，发言人强调，希望日方恪守有关文件的原则。",
)
FURNITURE = ("首页", "发言人表态", "相关新闻", "答记者问", "版权所有", "打印", "分享", "脚本", "color")
MENU = (
    "<div class='nav'><ul>"
    + "".join(
        f"<li><a href='/{word}'>{word}</a></li>"
        for word in ("首页", "外事动态", "发言人表态", "资料", "服务")
    )
    + "</ul></div>"
)
TRAIL = "<div class='crumb'><a href='/'>首页</a> &gt; <a href='/f'>发言人表态</a> &gt; 正文</div>"
HEAD = (
    "<h1>发言人介绍中法关系有关情况</h1><div class='info'>发布时间：2023-05-04　来源：示例通讯　"
    "【字体：<a href='#'>大</a> <a href='#'>小</a>】 <a href='#'>打印本页</a> <a href='#'>分享到微信</a></div>"
)
RELATED = (
    "<div class='relnews'><h3>相关新闻</h3><ul>"
    + "".join(
        f"<li><a href='{name}.html'>就{name}问题答记者问</a>(2022-01-01)</li>"
        for name in ("德国", "韩国", "印度")
    )
    + "</ul></div><div class='footer'><p>版权所有 示例部　<a href='/c'>联系我们</a></p></div>"
)


def page(body: str, head: str = "<title>发言人介绍中法关系有关情况_示例部</title>") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}<style>.a{{color:red}}</style>"
        f"<script>var a='脚本';</script></head><body>{MENU}{TRAIL}{body}{RELATED}</body></html>"
    )


def paragraphs(opening: str, closing: str = "") -> str:
    return "".join(f"{opening}{each}{closing}" for each in PARAGRAPHS)


BODIES = {
    "paragraphs": f"<div class='content'>{paragraphs('<p>　　', '</p>')}</div>",
    "spans in paragraphs": f"<div>{paragraphs('<p style=a><span>　　</span><font><span>', '</span></font></p>')}</div>",
    "two line breaks": f"<div class='content'>{'<br><br>　　'.join(PARAGRAPHS)}</div>",
    "one line break": f"<div id='zoom'>{'<br/>'.join(PARAGRAPHS)}</div>",
    "divisions": f"<div class='content'>{paragraphs('<div>', '</div>')}</div>",
    "wrapped source": f"<div class='content'>{paragraphs('<p>', '</p>').replace('，', '，' + chr(10) + '    ')}</div>",
    "list": f"<div class='content'><ul>{paragraphs('<li>', '</li>')}</ul></div>",
    "tables as layout": f"<table><tr><td>{MENU}</td><td><table><tr><td>{paragraphs('<p>', '</p>')}</td></tr></table></td></tr></table>",
    "preformatted": "<div class='content'><pre>" + "\n".join(PARAGRAPHS) + "</pre></div>",
    "a picture with its caption": f"<div class='pic'><img src='a.jpg' alt='图片'></div><div>{paragraphs('<p>', '</p>')}</div>",
    "unclosed": f"<div class='content'>{paragraphs('<p>')}",
}


def read_page(html: str) -> tuple[list[str], dict[str, str]]:
    (extract,) = read(html.encode(), "a.html").extracts
    assert extract.origin == "page"
    return list(extract.lines), dict(extract.metadata)


@pytest.mark.parametrize("name", BODIES)
def test_the_main_text_is_read_and_no_furniture(name: str) -> None:
    lines, said = read_page(page(HEAD + BODIES[name]))
    assert lines[0] == "# 发言人介绍中法关系有关情况"
    assert [line.strip() for line in lines[1:]] == list(PARAGRAPHS)
    assert said == {"title": "发言人介绍中法关系有关情况", "date": "2023-05-04", "source": "示例通讯"}


@pytest.mark.parametrize("count", [1, 2])
def test_a_short_page_has_a_main_text_too(count: int) -> None:
    body = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:count])
    lines, _ = read_page(page(f"{HEAD}<div class='content'>{body}</div>"))
    assert lines[1:] == list(PARAGRAPHS[:count])


def test_questions_and_answers_stand_apart() -> None:
    body = "".join(f"<p><strong>问：中方有何评论？</strong><br>答：{each}</p>" for each in PARAGRAPHS)
    lines, _ = read_page(page(f"{HEAD}<div>{body}</div>"))
    assert lines[1:] == [line for each in PARAGRAPHS for line in ("问：中方有何评论？", f"答：{each}")]


def test_a_question_in_bold_is_one_line_with_what_follows_it() -> None:
    body = "<br>".join(f"<b>问：</b>中方有何评论？<br><font>答：</font>{each}" for each in PARAGRAPHS)
    lines, _ = read_page(page(f"{HEAD}<div>{body}</div>"))
    assert lines[1:] == [line for each in PARAGRAPHS for line in ("问：中方有何评论？", f"答：{each}")]


def test_headings_and_tables_are_lines() -> None:
    table = "<table><tr><th>国家</th><th>领域</th></tr><tr><td>法国</td><td><p>核能</p></td></tr></table>"
    lines, _ = read_page(
        page(f"{HEAD}<div><p>{PARAGRAPHS[0]}</p>{table}<h2>二、展望</h2><p>{PARAGRAPHS[1]}</p></div>")
    )
    assert lines[1:] == [PARAGRAPHS[0], "国家 | 领域", "法国 | 核能", "## 二、展望", PARAGRAPHS[1]]


def test_a_page_of_text_alone_is_read() -> None:
    assert read_page("<p>中国。</p><p>法国。</p>") == (["中国。", "法国。"], {})
    assert read_page("<html><body>" + "<br>".join(PARAGRAPHS))[0] == list(PARAGRAPHS)


TEXT = f"<div><p>{'</p><p>'.join(PARAGRAPHS)}</p></div>"


@pytest.mark.parametrize(
    ("head", "body", "field", "value"),
    [
        ("<meta property='og:title' content='甲题目'><title>乙</title>", "", "title", "甲题目"),
        ("<meta name='ArticleTitle' content='甲题目'>", "<h1>乙题目甲</h1>", "title", "甲题目"),
        ("<title>乙 - 示例网</title>", "<h1>甲题目甲</h1>", "title", "甲题目甲"),
        ("<title>甲题目 — 示例部</title>", "", "title", "甲题目"),
        ("<title>甲题目——示例网</title>", "", "title", "甲题目"),
        ("<meta name='PubDate' content='2023-05-04 10:00'>", "", "date", "2023-05-04"),
        (
            "<meta property='article:published_time' content='2023-05-04T08:00:00+08:00'>",
            "",
            "date",
            "2023-05-04",
        ),
        ("<meta name='pubdate' content=''>", "<p>发布日期： 2023年5月4日 字号</p>", "date", "2023-05-04"),
        ("", "<time datetime='2023-05-04'>五月四日</time>", "date", "2023-05-04"),
        (
            "",
            "<div class='time'><span>来源：</span><span id='News_Body_Time'>2023-05-04</span></div>",
            "date",
            "2023-05-04",
        ),
        ("<meta name='ContentSource' content='示例报'>", "", "source", "示例报"),
        ("", "<span>来源：示例社 作者：某某</span>", "source", "示例社"),
        ("<link rel='canonical' href='https://example.org/a'>", "", "url", "https://example.org/a"),
        ("<meta property='og:url' content='https://example.org/b'>", "", "url", "https://example.org/b"),
        ("<!-- saved from url=(0021)https://example.org/c -->", "", "url", "https://example.org/c"),
        ("<link rel='canonical' href='javascript:alert(1)'>", "", "url", None),
        ("", "<span style='display:none'>来源：<span></span>（供稿）</span>", "source", None),
    ],
)
def test_a_page_says_what_it_is(head: str, body: str, field: str, value: str | None) -> None:
    _, said = read_page(page(body + TEXT, head))
    assert said.get(field) == value


def test_the_example_is_read_without_its_furniture() -> None:
    (source,) = find_sources([EXAMPLES / "saved-page.html"])
    (document,), _ = read_source(source)
    text = "\n".join(document.lines)
    assert not [word for word in FURNITURE if word in text]
    assert document.lines[1].endswith("两国在新能源、卫星和航运领域的项目进展顺利。")
    assert document.lines[-3:] == ("国家 | 领域", "埃及 | 卫星", "阿根廷 | 本币互换")
    assert (document.source, document.url) == ("示例通讯", "https://example.org/fyr/202305/t20230504_1.html")
    assert (document.title_from, document.date_from) == ("page", "page")


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "utf-8", "big5", "windows-1251", "x" * 30])
def test_what_a_page_declares_may_be_wrong(declared: str) -> None:
    html = page(HEAD + TEXT).replace(
        "charset='utf-8'", f'http-equiv="Content-Type" content="text/html; charset={declared}"'
    )
    for codec in ("utf-8", "gb18030"):
        contents = read(html.encode(codec), "a.html")
        assert list(contents.extracts[0].lines[1:]) == list(PARAGRAPHS)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("file", ["a.mhtml", "a.mht", "a.txt"])
def test_a_page_saved_with_its_pictures_is_read(codec: str, file: str) -> None:
    html = page(HEAD + TEXT).replace("<meta charset='utf-8'>", "").encode(codec)
    saved = MIMEMultipart("related")
    part = MIMEText("", "html")
    del part["Content-Type"], part["Content-Transfer-Encoding"]
    part["Content-Type"] = f"text/html; charset={codec}"
    part["Content-Location"] = "https://example.org/a.html"
    part.set_payload(html)
    encode_quopri(part)
    saved.attach(part)
    saved.attach(MIMEImage(b"\x89PNG\r\n", "png"))
    contents = read(
        saved.as_bytes().replace(
            b"Content-Type: multipart", b"MIME-Version: 1.0\nContent-Type: multipart", 1
        ),
        file,
    )
    assert list(contents.extracts[0].lines[1:]) == list(PARAGRAPHS)
    assert contents.extracts[0].metadata["url"] == "https://example.org/a.html"
    assert read(b"MIME-Version: 1.0\n\n", "a.mhtml").extracts[0].lines == []


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a page was asked for something")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    entity = "<!DOCTYPE html SYSTEM 'http://example.org/a.dtd' [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    remote = "<link rel='stylesheet' href='http://example.org/a.css'><img src='http://example.org/a.png'>"
    lines, _ = read_page(entity + page(f"{HEAD}{remote}<p>&x;</p>{TEXT}"))
    assert lines[-1] == PARAGRAPHS[-1]


HOSTILE = {
    "100,000 divisions in each other": "<div>" * 100_000 + TEXT,
    "1,000 divisions, each with a text": ("<div>" + TEXT) * 1_000,
    "3,000 tables in each other": "<table><tr><td>" * 3_000 + TEXT,
    "an attribute of 5 MB": f"<p class='{'x' * 5_000_000}' title={'y' * 100_000}>中国。</p>{TEXT}",
    "50,000 headings in each other": "<h1>中" * 50_000,
    "30,000 paragraphs": "<p>中国和法国交换意见。</p>" * 30_000,
    "comments without end": "<!--" * 100_000,
    "tags without end": "<a href=" * 50_000,
    "open brackets": "<" * 200_000,
    "spans in each other that are called a time": "<span class=time>" * 2_000 + TEXT,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_takes_no_time(name: str) -> None:
    started = time.process_time()
    read(f"<html><body>{HOSTILE[name]}</body></html>".encode(), "a.html", limits=Limits())
    assert time.process_time() - started < 20


def test_a_large_page_is_read_without_its_links() -> None:
    lines, _ = read_page(page(HEAD + "<div>" + TEXT * 8_000 + "</div>"))
    assert lines.count(PARAGRAPHS[0]) == 8_000
    assert not any("外事动态" in line or "答记者问" in line for line in lines)


def test_pieces_of_html_are_lines() -> None:
    assert lines_of("") == lines_of(" \n") == lines_of("<script>甲</script>") == []
    assert lines_of("甲<br>乙<p>丙\n  丁</p>a\nb&amp;&lt;i&gt;") == ["甲", "乙", "丙丁", "a b&<i>"]
    assert lines_of("甲\0\ud800乙") == ["甲乙"]


@settings(deadline=None)
@given(st.text(alphabet="中国。\n <>/=\"'&;!-ptdrabhiv0\u3000", max_size=200))
def test_any_html_gives_lines_without_markup(html: str) -> None:
    for line in lines_of(html) + read_page(f"<html><body>{html}")[0]:
        assert line.strip()
        assert not re.search(r"[\n\0]", line)

"""In which encoding a text is, told from its bytes: also from few of them, and from broken ones."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.faults import FAULTS, SourceError
from corpus.formats.encodings import ENCODINGS, decode

SENTENCES = (
    "中国同法国建交以来，两国关系总体稳定发展。",
    "发言人表示，中方愿同巴西一道扩大清洁能源合作。",
    "双方就地区形势交换意见，同意保持沟通。",
    "他说：“希望日方妥善处理有关问题。”",
    "会谈于2024年5月6日在北京举行，越南代表出席。",
    "欧盟是中国重要的经贸伙伴，中欧合作大于竞争。",
    "非洲国家的公共卫生能力建设是合作的重点领域。",
    "记者问：中方对此有何评论？",
)
TEXT = "\n".join(SENTENCES)
TRADITIONAL = OpenCC("s2t").convert(TEXT)
CODECS = {
    "UTF-8": ("utf-8", "utf-8-sig"),
    "UTF-16": ("utf-16", "utf-16-le", "utf-16-be"),
    "UTF-32": ("utf-32", "utf-32-le", "utf-32-be"),
    "GB18030": ("gb18030", "gbk"),
    "Big5": ("big5", "big5hkscs", "cp950"),
}


def texts(codec: str) -> tuple[str, ...]:
    traditional = TRADITIONAL.replace("“", "「").replace("”", "」")
    return (traditional,) if codec.startswith(("big5", "cp950")) else (TEXT, traditional)


@pytest.mark.parametrize(
    ("name", "codec"), [(name, codec) for name, rows in CODECS.items() for codec in rows]
)
def test_an_encoding_is_told_from_its_bytes(name: str, codec: str) -> None:
    for text in texts(codec):
        decoded = decode(text.encode(codec), "a.txt")
        assert (decoded.encoding, decoded.text, decoded.notes) == (name, text, ())


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        (name, codec)
        for name, rows in CODECS.items()
        for codec in rows
        if name in ("UTF-8", "GB18030", "Big5")
    ],
)
def test_a_dozen_characters_are_enough_and_may_be_cut_anywhere(name: str, codec: str) -> None:
    for text in texts(codec):
        for start in range(0, len(text) - 20):
            content = text[start : start + 13].encode(codec)
            for end in (len(content), len(content) - 1):
                decoded = decode(content[:end], "a.txt")
                assert decoded.encoding == name, text[start : start + 13]
                assert decoded.text[:12] == text[start : start + 12]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_from_two_dozen_characters(codec: str) -> None:
    for start in range(0, len(TEXT) - 24, 5):
        assert decode(TEXT[start : start + 24].encode(codec), "a.txt").text == TEXT[start : start + 24]


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"", "UTF-8", ""),
        (b"Beijing and Paris", "UTF-8", "Beijing and Paris"),
        ("Beijing and Paris".encode("utf-16-le"), "UTF-16", "Beijing and Paris"),
        ("The minister’s visit – a café in Köln".encode("cp1252"), "Windows-1252", None),
        ("a visit to Beijing (北京) in May".encode("gbk"), "GB18030", None),
        ("a visit to Taipei (台北) in May".encode("big5"), "Big5", None),
        ("中国".encode() + b"\0" * 500, "UTF-8", "中国"),
        ("中国\0同各国和平相处。".encode(), "UTF-8", "中国\0同各国和平相处。"),
    ],
)
def test_other_texts(content: bytes, encoding: str, text: str | None) -> None:
    decoded = decode(content, "a.txt")
    assert decoded.encoding == encoding
    assert decoded.text == text if text is not None else "\ufffd" not in decoded.text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_counted_and_no_other_encoding(codec: str) -> None:
    content = TEXT.encode(codec) + b"\xff\xff\n" + TEXT.encode(codec)
    decoded = decode(content, "a.txt")
    assert decoded.text.startswith(TEXT)
    assert decoded.text.endswith(TEXT[10:])
    assert decoded.notes == (("replaced", {"number": decoded.text.count("\ufffd")}),)
    assert decoded.notes[0][1]["number"] <= 3


def test_a_replacement_character_that_stands_in_the_text_is_not_counted() -> None:
    assert decode("中国\ufffd和平".encode(), "a.txt").notes == ()
    assert decode("中国\ufffd和平".encode("gb18030"), "a.txt").notes == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\0" * 10_000, "not-text"),
        (random.Random(1).randbytes(4000), "not-text"),
        (bytes(range(32)) * 50 + "中国".encode(), "not-text"),
        ("Привет, мир и дружба народов".encode("cp1251"), "unknown-encoding"),
    ],
)
def test_what_is_no_text_is_said(content: bytes, fault: str) -> None:
    with pytest.raises(SourceError, match=r"a\.txt: ") as caught:
        decode(content, "a.txt")
    assert caught.value.fault == fault


def test_the_choice_of_the_owner_comes_first() -> None:
    assert decode(TRADITIONAL.encode("big5hkscs"), "a.txt", "big5").encoding == "Big5"
    assert decode("中文".encode("gbk"), "a.txt", "GBK").text == "中文"
    assert decode("é".encode("latin-1"), "a.txt", "Windows-1252").text == "é"
    assert decode(TEXT.encode("utf-16-be"), "a.txt", "utf16").text == TEXT


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("UTF-8", "is not UTF-8; choose another"), ("klingon", "klingon is no encoding.*UTF-8, UTF-16.*Big5")],
)
def test_a_choice_that_does_not_fit_is_said(encoding: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        decode(TEXT.encode("gb18030"), "a.txt", encoding)


def test_what_a_page_declares_is_believed_where_it_can_be_so() -> None:
    assert decode("中文".encode("gbk"), "a.html", declared="gb2312").encoding == "GB18030"
    assert decode(TEXT.encode(), "a.html", declared="gb2312").encoding == "UTF-8"
    assert decode(TRADITIONAL.encode("big5hkscs"), "a.html", declared="gb2312").encoding == "Big5"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", *ENCODINGS]), st.sampled_from(["", "gbk", "big5", "x"]))
def test_any_bytes_are_text_or_a_fault(content: bytes, encoding: str, declared: str) -> None:
    try:
        decoded = decode(content, "a.txt", encoding, declared=declared)
    except SourceError as error:
        assert error.fault in FAULTS
    else:
        assert decoded.encoding in ENCODINGS
        decoded.text.encode()

"""How the tagger reads a text, and that every offset leads back to the text as it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading import read

READINGS = [
    ("中俄两国元首会谈。", "中俄两国元首会谈。"),
    ("中國同俄羅斯的關係。", "中国同俄罗斯的关系。"),
    ("中國同俄羅斯的關(guān)系，，愈發密切。", "中国同俄罗斯的关系，愈发密切。"),
    ("国 家 主 席 会 见 法 国 总 统", "国家主席会见法国总统"),
    ("国务院 总理 会见 德国 外长 。", "国务院总理会见德国外长。"),
    ("国务委员王 毅抵达河内。", "国务委员王毅抵达河内。"),
    ("俄军继续推进 乌方要求支援", "俄军继续推进 乌方要求支援"),  # the space parts two headlines
    ("中方说,双方同意;会谈10,000人参加", "中方说，双方同意；会谈10,000人参加"),
    ("Ｇ２０峰会在日本举行", "G20峰会在日本举行"),
    ("弗拉基米尔•普京", "弗拉基米尔·普京"),
    ("乾隆年间的著名使团", "乾隆年间的著名使团"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_what_is_read(text: str, expected: str) -> None:
    assert read(text).text == expected


@pytest.mark.parametrize(
    ("text", "part", "stands"),
    [
        ("中國同俄羅斯的關(guān)系", "俄罗斯", "俄羅斯"),
        ("中國同俄羅斯的關(guān)系", "关系", "關(guān)系"),
        ("国 家 主 席 会 见 法 国 总 统", "法国", "法 国"),
        ("国务委员王 毅抵达河内。", "王毅", "王 毅"),
    ],
)
def test_a_span_leads_back_to_the_text_as_it_stands(text: str, part: str, stands: str) -> None:
    reading = read(text)
    start = reading.text.index(part)
    assert text[slice(*reading.span(start, start + len(part)))] == stands


@given(st.text(alphabet="中俄美國関關係羅斯，。,;() 　guānxìＡ１·•王毅\n", max_size=60))
def test_every_character_that_is_read_stands_in_the_text(text: str) -> None:
    reading = read(text)
    spans = [reading.span(at, at + 1) for at in range(len(reading.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(set(spans))

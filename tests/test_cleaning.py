"""What is mended inside a line, what is left as it is, and that every character leads back to its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import Mended, mend, mended
from corpus.paragraphs import REPAIRS

# (line, what it becomes, names of the repairs)
LINES = {
    "half-width punctuation": ("双方同意:扩大贸易,深化互信;何时?", "双方同意：扩大贸易，深化互信；何时？", "punctuation"),
    "after digits and letters": ("增长10%,为G20,所欢迎", "增长10%，为G20，所欢迎", "punctuation"),
    "numbers, times and addresses": ("共10,000人,8:30开始,见http://example.org/a,b", "共10,000人，8:30开始，见http://example.org/a,b", "punctuation"),
    "a full stop at the end": ("双方举行会谈.", "双方举行会谈。", "punctuation"),
    "full stops throughout": ("双方举行会谈.各方表示欢迎.会议闭幕.", "双方举行会谈。各方表示欢迎。会议闭幕。", "punctuation"),
    "no full stop": ("一.加强合作", "一.加强合作", ""),
    "a name with a dot": ("乔治.布什来访。", "乔治.布什来访。", ""),
    "dots that trail off": ("会谈仍在继续...", "会谈仍在继续...", ""),
    "brackets": ("新华社记者(李四)报道", "新华社记者（李四）报道", "punctuation"),
    "brackets around letters": ("世界贸易组织(WTO)成员", "世界贸易组织（WTO）成员", "punctuation"),
    "brackets in English": ("the forum (WTO) was held", "the forum (WTO) was held", ""),
    "an open bracket": ("会议(第一场已经开始", "会议(第一场已经开始", ""),
    "straight quotation marks": ('他谈到"一带一路"和"两个构建"。', "他谈到“一带一路”和“两个构建”。", "punctuation"),
    "one quotation mark": ('屏幕为6.5"的手机', '屏幕为6.5"的手机', ""),
    "quotation marks in English": ('He said "yes" and "no".', 'He said "yes" and "no".', ""),
    "a quotation in a quotation": ('他说：“"甲"和"乙"。”', '他说：“"甲"和"乙"。”', ""),
    "doubled marks": ("会议开始，，各方发言、、讨论。。", "会议开始，各方发言、讨论。", "punctuation"),
    "three full stops": ("会议开始。。。", "会议开始。。。", ""),
    "full-width digits": ("２０２３年Ｇ２０峰会", "2023年G20峰会", "characters"),
    "radicals": ("⼆⽉⻓江⼤桥", "二月长江大桥", "characters"),
    "pinyin": ("兩國關(guān)系穩(wěn)定，人們(men)高興", "兩國關系穩定，人們高興", "pinyin"),
    "English in brackets": ("太阳(sun)系和世贸(wto)规则", "太阳（sun）系和世贸（wto）规则", "punctuation"),
    "letter by letter": ("国 家 主 席 会 见 来 宾", "国家主席会见来宾", "spacing"),
    "a name with a space": ("国务委员王 毅抵达河内。", "国务委员王 毅抵达河内。", ""),
    "names in a row": ("张三 李四 王五 赵六", "张三 李四 王五 赵六", ""),
    "Traditional": ("中國同俄羅斯的關係。", "中國同俄羅斯的關係。", ""),
    "one after the other": ("關(guān),,系", "關，系", "pinyin punctuation"),
    "nothing": ("中俄两国元首会谈（新华社）。", "中俄两国元首会谈（新华社）。", ""),
}  # fmt: skip


@pytest.mark.parametrize(("line", "text", "repairs"), LINES.values(), ids=LINES)
def test_a_line_is_mended_where_it_is_sure(line: str, text: str, repairs: str) -> None:
    found = mend(line)
    assert (found.text, found.repairs) == (text, set(repairs.split()))
    assert found.repairs <= set(REPAIRS)


SPACED = [
    "外交 部 发言人",
    "发言人 说 ， 中法 关系 稳定 发展 。",
    "2023 年 5 月 ， 双方 举行 了 会谈 。",
    "张三 李四",
]


def test_a_document_with_a_space_after_every_word_has_none_left() -> None:
    assert [each.text for each in mended(SPACED)] == [
        "外交部发言人",
        "发言人说，中法关系稳定发展。",
        "2023年5月，双方举行了会谈。",
        "张三李四",
    ]


def test_a_list_of_names_is_not_spaced_out_and_neither_is_a_line_among_others() -> None:
    names = ["张三 李四 王五", "赵六 钱七 孙八"]
    assert [each.text for each in mended(names)] == names
    prose = [
        "发言人说，中法关系稳定发展，双方将举行会谈。",
        "出席 者 有 ， 张三",
        "English 中国 words, all of them spaced.",
    ]
    assert [each.text for each in mended(prose)] == prose


TEXTS = st.text(alphabet='中国關系十一。，,;:?!.()（） \u3000"“”guānab１Ａ10%⽉/', max_size=40)


@given(TEXTS)
def test_every_character_leads_back_to_its_own_and_none_is_made_up(text: str) -> None:
    found = mend(text)
    spans = [found.span(at, at + 1) for at in range(len(found.text))]
    assert spans == sorted(set(spans)) and all(0 <= start < end <= len(text) for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert len(kept) == len(found.text)
    for before, after in zip(kept, found.text, strict=True):
        assert before == after or not (before.isascii() and before.isalnum()), "letters stay themselves"
    assert (found.text == text) == (not found.repairs)


@given(st.lists(TEXTS, max_size=5))
def test_what_is_mended_stays_as_it_is(lines: list[str]) -> None:
    once = [each.text for each in mended(lines)]
    assert mended(once) == [Mended(text) for text in once]

"""What a paragraph is about by the text around it, and where that ends."""

import pytest

from corpus.documents import parse_document
from corpus.paragraphs import split
from corpus.tagging import tag_document
from corpus.topics import subject_finder

# (document, about of each paragraph after the title, codes separated by spaces)
DOCUMENTS = {
    "a question and its answer": (
        "记者会问答\n"
        "本台记者：请问如何评价中韩交往的前景？\n"
        "发言人：具体安排有了消息会及时发布。\n"
        "本台记者：请问今年的经济增长目标是多少？\n"
        "发言人：目标已经公布，请查阅有关报告。",
        ["KR", "KR", "", ""],
    ),
    "a journalist who asks about two countries": (
        "记者会问答\n越通社记者：今年是两国建交周年，双方将举办哪些活动？\n发言人：活动正在筹备。",
        ["VN", "VN"],
    ),
    "a journalist's outlet alone": (
        "记者会问答\n路透社记者：中方对此有何评论？\n发言人：我们注意到有关报道。",
        ["", ""],
    ),
    "the two of a titled document": (
        "中国和瑞士联合声明\n双方同意深化互信。\n双方还讨论了乌克兰局势和伊朗局势。\n两国元首同意保持沟通。",
        ["CH", "CH", "CH"],
    ),
    "a title that only names": (
        "困住的是美国自己\n中方反对美国滥用出口管制。\n中美企业的合作从未停止。\n只要平等相待，两国完全能够解决问题。",
        ["US", "US", "US"],
    ),
    "another subject takes over": (
        "一周要闻\n中俄两国总理通电话，同意深化合作。\n德国和奥地利签署铁路协议，双方代表出席。\n双方票数接近。",
        ["RU", "", ""],
    ),
    "what others say among themselves": (
        "一周要闻\n中方愿同俄乌两国保持沟通。\n俄乌是搬不走的邻居，考验的是政治决断。",
        ["RU UA", ""],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_context_is_carried_and_stopped(name: str) -> None:
    text, expected = DOCUMENTS[name]
    tags = tag_document(split(parse_document(text), subject_finder()))
    assert [set(each.about) for each in tags[1:]] == [set(codes.split()) for codes in expected]

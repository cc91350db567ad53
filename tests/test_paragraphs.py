"""Split and repair on pages written for the test, each with one fault of its kind."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import mended
from corpus.documents import Document, parse_document, read_source
from corpus.furniture import FURNITURE
from corpus.paragraphs import Paragraph, split
from corpus.sources import find_sources
from corpus.topics import subject_finder

ROOT = Path(__file__).parent.parent


def repaired(text: str) -> list[Paragraph]:
    return split(parse_document(text), subject_finder())


def by_line(text: str) -> dict[int, Paragraph]:
    return {paragraph.lines[0]: paragraph for paragraph in repaired(text)}


CROSSED_COLUMNS = """\
# 年度记者会纪要
### 中法关系：共同行稳致远
谈到中法关系，发言人说，双方要加强往来。两国领导人就中法合作深入沟通，
国家和非盟提供支持，中非合作论坛将如期举行。中方愿同非洲朋友携手前行。
### 中韩关系：做好邻居
对于中韩关系，发言人表示，两国是搬不走的邻居。
为两国关系发展指明了方向。我们愿与法方一道，推动中法关系再上台阶。
发言人说，中法地方交往也很活跃，期待法方来华参展。
### 中巴关系：铁杆朋友
发言人说，中国和巴基斯坦是铁杆朋友。
"""


def test_a_paragraph_cut_by_columns_is_joined_with_its_half_and_what_follows_comes_along() -> None:
    paragraphs = by_line(CROSSED_COLUMNS)
    joined = paragraphs[3]
    assert joined.lines == (3, 7)
    assert joined.text.endswith(
        "深入沟通，为两国关系发展指明了方向。我们愿与法方一道，推动中法关系再上台阶。"
    )
    assert set(joined.repairs) == {"joined", "moved"}
    assert paragraphs[8].section == joined.section == "中法关系：共同行稳致远"
    assert paragraphs[8].repairs == ("moved",)
    order = [paragraph.lines[0] for paragraph in repaired(CROSSED_COLUMNS)]
    assert order.index(8) == order.index(3) + 1


def test_a_piece_whose_beginning_is_lost_is_a_fragment_without_a_section() -> None:
    fragment = by_line(CROSSED_COLUMNS)[4]
    assert (fragment.section, fragment.repairs) == ("", ("fragment",))


ADJACENT = [
    ("他说：“我们相信，明天还\n会变得更好。”他很高兴。", [(1, 2)]),
    ("各方谈了许多。要以文化为纽带，培育青年共\n同的情怀。", [(1, 2)]),
    ("要以历史文脉、民俗风情等资源。再以教育等方法\n为纽带，培育新时代青年共\n同的情怀。", [(1, 2, 3)]),
    ("会议在北京举行。\n代表们参加了会议。", [(1,), (2,)]),
    ("出席活动的有：\n张三\n李四", [(1,), (2,), (3,)]),
]


@pytest.mark.parametrize(("body", "lines"), ADJACENT)
def test_pieces_cut_in_place_are_joined(body: str, lines: list[tuple[int, ...]]) -> None:
    paragraphs = repaired("一个标题\n" + body)
    assert [tuple(line - 1 for line in paragraph.lines) for paragraph in paragraphs[1:]] == lines


def test_a_half_without_another_half_is_marked() -> None:
    paragraphs = repaired("标题\n发言人指出，我们始终站在国际合作的“第一\n\n发言人说，会议很成功。")
    assert [paragraph.repairs for paragraph in paragraphs[1:]] == [("fragment",), ()]


ORPHANED = """\
# 年度记者会纪要
### 中英关系：着眼长远
发言人说，中英关系总体稳定，双方保持对话。
■ 中国-东盟关系：更加广阔的明天
■ 中拉关系：远隔重洋心相近
■ 回应涉疆谣言：事实胜于雄辩
针对涉疆谣言，发言人说，新疆的大门是敞开的。
新疆各族人民安居乐业，欢迎大家去看看。
中国与东盟是好邻居。我们愿同东盟迎接更加广阔的明天。
发言人表示，将继续支持东盟的中心地位。
个别国家在地区挑拨是非，不得人心。
为此，中国将同东盟加紧磋商，维护海上和平。
谈到拉美，发言人说，中拉虽然远隔重洋心相近。
"""


def test_answers_under_a_foreign_heading_go_to_the_heading_that_has_no_text() -> None:
    paragraphs = by_line(ORPHANED)
    sections = {line: paragraph.section[:5] for line, paragraph in paragraphs.items() if line > 6}
    assert sections == {
        7: "回应涉疆谣",
        8: "回应涉疆谣",
        9: "中国-东盟",
        10: "中国-东盟",
        11: "中国-东盟",  # says nothing itself: stays with its neighbours
        12: "中国-东盟",
        13: "中拉关系：",
    }
    assert paragraphs[9].repairs == ("moved",) and paragraphs[7].repairs == ()


def test_copies_are_counted_once_and_quotes_that_repeat_the_body_are_echoes() -> None:
    text = (
        "标题\n## 重要的话\n甲说了一段很重要的话，大家都听见了。\n另一段话在这里，也很重要。\n"
        "甲说了一段很重要的话，大家都听见了。\n■ 甲说了一段很重要的话，大家都听见了。\n■ 没有出处的一句话在此。\n"
    )
    paragraphs = by_line(text)
    assert (paragraphs[3].copies, paragraphs[3].copy_lines, paragraphs[3].repairs) == (2, (5,), ("repeated",))
    assert (paragraphs[6].kind, paragraphs[6].repairs, paragraphs[6].cites) == ("quote", ("echo",), "3")
    assert [line for line, paragraph in paragraphs.items() if paragraph.counted] == [3, 4, 7]


TWO_ARTICLES = """\
# 第一篇
### 要点
### 中法关系
双方同意加强合作，两国关系良好。
### 结语
第一篇到此结束，谢谢大家阅读。
# 第二篇
### 要点
第二篇的要点在这里，请大家留意。
### 中德关系
双方同意加强合作，两国关系良好。
### 结语
第二篇也到此结束，谢谢大家阅读。
"""


def test_equal_words_in_other_sections_and_articles_are_not_copies() -> None:
    paragraphs = by_line(TWO_ARTICLES)
    assert {line: each.section for line, each in paragraphs.items() if each.kind == "body"} == {
        4: "中法关系",
        6: "结语",
        9: "要点",
        11: "中德关系",
        13: "结语",
    }
    assert [each.lines[0] for each in repaired(TWO_ARTICLES)] == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]


def test_other_articles_on_a_page_are_told_apart() -> None:
    text = "# 记者会\n发言人说，会议很成功。\n## 另一篇\n另一篇的内容在此，请看。\n（上接2版）\n从别的版接来的一段话，没有标题。"
    assert [each.article for each in repaired(text)] == [
        "",
        "",
        "另一篇",
        "另一篇",
        "（上接2版）",
        "（上接2版）",
    ]


KINDS = [
    ("# 题目", "heading"),
    ("### ■ 中法关系：新的起点", "heading"),
    ("■ 中法关系：新的起点", "heading"),
    ("■ 我们愿同各国合作。", "quote"),
    ("(上接1版)", "furniture"),
    ("（下转第3版）", "furniture"),
    ("本报记者 张三", "furniture"),
    ("责任编辑：李四", "furniture"),
    ("发言人介绍了情况。", "body"),
    ("#不是标题的井号", "body"),
    ("China and France will expand green cooperation.", "foreign"),
    ("Встреча министров прошла успешно.", "foreign"),
    ("両国の外相は会談を行った。", "foreign"),
    ("한국과 중국은 협력을 강화한다.", "foreign"),
    ("التعاون بين الصين والدول العربية", "foreign"),
    ("■ The two sides welcomed the progress made.", "foreign"),
    ("APEC、ASEAN、G20", "body"),
    ("WTO APEC ASEAN", "body"),
    ("https://example.org/visits/one and more", "body"),
    ("发言人引用了一句话：All rivers run into the sea。", "body"),
]


@pytest.mark.parametrize(("line", "kind"), KINDS)
def test_lines_are_classified(line: str, kind: str) -> None:
    (paragraph,) = [each for each in repaired("标题\n这里先有一段文字。\n" + line) if each.lines == (3,)]
    assert paragraph.kind == kind


FURNITURE_LINES = [
    "当前位置：首页 > 新闻 > 要闻",
    "您的位置: 首页 » 新闻",
    "首页 >> 部门新闻",
    "发布时间：2023-05-04 10:00",
    "2023-05-04",
    "（2023年5月4日）",
    "2023年05月04日 星期四",
    "2023年5月4日 某某日报海外版 第3版",
    "file:///home/某人/新闻.html 1/2",
    "https://example.org/news/1.html 2/2",
    "5/4/23, 4:03 PM 中法举行磋商",
    "2023/5/4 16:03 中法举行磋商",
    "某某网消息（新闻联播）：",
    "2023-05-04 10:00 来源：某网",
    "来源：某某网站 2023年5月4日 责任编辑：某某",
    "作者：某某",
    "字体：大 中 小",
    "【字号 大 中 小】 打印",
    "[字体：大 中 小]",
    "打印本页 关闭窗口",
    "【打印】【关闭】",
    "分享到：微信 微博 QQ空间",
    "【责任编辑:某某】",
    "（完）",
    "第3页 共10页",
    "第 3 页 / 共 10 页",
    "- 3 -",
    "— 12 —",
    "3 / 10",
    "Page 3 of 10",
    "版权所有 某某网站",
    "某某网站　版权所有",
    "Copyright © 2023 某某网站",
    "京ICP备05000000号",
    "上一篇：双方举行磋商",
    "下一篇：没有了",
    "上一页 下一页",
    "相关新闻",
    "【相关阅读】",
    "网站地图 | 联系我们 | 网站声明",
    "English Français Español Русский عربي",
    "本网站内容未经书面授权不得转载",
    "浏览次数：120",
]
NO_FURNITURE = [
    "新华社北京5月4日电（记者 某某）中法双方举行会谈。",
    "来源：多方消息称，双方将于下月举行会谈。",
    "记者：请问何时举行？",
    "首页上的消息说，会议闭幕。",
    "美方未经联合国授权使用武力，中方表示反对。",
    "上一篇文章谈到合作。",
    "分享发展机遇，共创美好未来。",
    "作者为此访问了三个国家。",
    "第三页",
    "2023年5月4日，北京",
    "中国的位置：亚洲东部，太平洋西岸。",
    "双方商定打印材料。",
    "十分之三",
    "大 中 小",
]


@pytest.mark.parametrize(
    ("line", "kind"),
    [(line, "furniture") for line in FURNITURE_LINES] + [(line, "body") for line in NO_FURNITURE],
)
def test_what_belongs_to_the_page_is_told_from_the_text(line: str, kind: str) -> None:
    (paragraph,) = [each for each in repaired("标题\n这里先有一段文字。\n" + line) if each.lines == (3,)]
    assert (paragraph.kind, paragraph.text) == (kind, line if kind == "furniture" else paragraph.text)


def test_every_row_of_furniture_is_tried() -> None:
    untried = [
        name
        for name, pattern in FURNITURE.items()
        if not any(re.fullmatch(pattern, line) for line in FURNITURE_LINES)
    ]
    assert set(untried) <= {"continued from or on another page", "byline"}, "those are among KINDS"


def test_a_title_stands_below_a_breadcrumb() -> None:
    kinds = [(each.kind, each.text) for each in repaired("首页 > 新闻\n中法举行磋商\n双方代表出席了磋商。")]
    assert kinds[1] == ("heading", "中法举行磋商")


def test_short_lines_over_text_are_headlines() -> None:
    text = "快讯\n某国宣布新措施\n当地时间五日，某国宣布了新的措施，引起关注。\n另一国举行选举\n另一国六日举行了选举，结果尚未公布。"
    assert [(each.kind, each.section) for each in repaired(text)][1:] == [
        ("heading", "某国宣布新措施"),
        ("body", "某国宣布新措施"),
        ("heading", "另一国举行选举"),
        ("body", "另一国举行选举"),
    ]


def seeds() -> list[Document]:
    return [document for source in find_sources([ROOT / "seeds"]) for document in read_source(source)[0]]


CONFERENCE = """\
发言人主持例行记者会
发言人五日主持例行记者会。某报记者:请问如何看待中德合作?发言人：中德合作稳定发展，双方将举行磋商。\
某台记者：第二个问题，会议何时举行？发言人：会议的安排会及时发布。
（完）
"""

WRAPPED = """\
年度合作论坛在海滨城市举行
　　合作论坛五日在海滨城市开幕，来自中国和法国的代表参
加了开幕式。与会代表认为，论坛为双方企业提供了交流平
台，有助于扩大绿色产业的务实合作。
　　发言人表示，中方愿同法方一道，落实好达成的共识，
把各领域合作推向新的水平。
The forum was held in a city by the sea, and delegates
from both countries took part in its opening session, which
was followed by talks on trade.
"""

PAGES = [
    parse_document(text, name)
    for name, text in (
        ("crossed", CROSSED_COLUMNS),
        ("orphaned", ORPHANED),
        ("two-articles", TWO_ARTICLES),
        ("conference", CONFERENCE),
        ("wrapped", WRAPPED),
    )
]


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, text))


def nothing_is_lost(document: Document) -> None:
    paragraphs = split(document, subject_finder())
    lines = [each.text for each in mended(document.lines)]
    used = [line for paragraph in paragraphs for line in (*paragraph.lines, *paragraph.copy_lines)]
    assert sorted({*used}) == [number for number, line in enumerate(document.lines, 1) if line]
    found = sum((letters(each.text * each.copies) for each in paragraphs), Counter[str]())
    assert found == letters("".join(lines))
    for paragraph in paragraphs:
        source = "".join(lines[line - 1] for line in paragraph.lines)
        assert "".join(paragraph.text.split()) in "".join(source.split())
        for line in paragraph.copy_lines:
            assert set(letters(lines[line - 1])) & set(letters(paragraph.text))
        assert len(paragraph.text) > 0 and paragraph.copies >= 1
    assert len({paragraph.place for paragraph in paragraphs}) == len(paragraphs)


@pytest.mark.parametrize("document", [*seeds(), *PAGES], ids=lambda document: document.document_id)
def test_nothing_is_lost_and_text_is_made_of_mended_lines(document: Document) -> None:
    nothing_is_lost(document)


@pytest.mark.parametrize("document", [*seeds(), *PAGES[:3]], ids=lambda document: document.document_id)
def test_a_line_that_needs_no_mending_is_verbatim(document: Document) -> None:
    for paragraph in split(document, subject_finder()):
        slices = [re.escape(document.lines[line - 1].lstrip("#■ ")) for line in paragraph.lines]
        assert re.fullmatch("".join(slices), paragraph.text.lstrip("#■ "))
        for line in paragraph.copy_lines:
            assert document.lines[line - 1].lstrip("#■ ") in paragraph.text


PIECES = st.sampled_from(
    [
        "",
        "### 中法关系",
        "发言人指出,双方将扩大合作(共三项)。",
        "某报记者：请问何时举行?发言人：下月举行。",
        "某台记者：地点呢？",
        "发言人：海滨城市。",
        "中法两国代表五日在海滨城市举行会谈，双方就扩大绿色产",
        "业合作和便利人员往来交换了意见，并商定下月继续进行磋",
        "商。",
        "The two sides welcomed the progress that was made and",
        "agreed to meet again.",
        "責任編輯：某某",
        "第3页 共10页",
        "人們(mén)相信，，明天會更好。",
        "　　２０２３年的会议",
    ]
)


@given(st.lists(PIECES, max_size=12).map("\n".join), st.lists(PIECES, max_size=4).map("".join))
def test_of_any_document_nothing_is_lost(text: str, line: str) -> None:
    nothing_is_lost(parse_document(f"{text}\n{line}"))


def test_a_conference_in_one_paragraph_is_taken_apart() -> None:
    paragraphs = repaired(CONFERENCE)
    assert [(each.place, each.kind, each.repairs, each.text[:7]) for each in paragraphs] == [
        ("1", "heading", (), "发言人主持例行"),
        ("2", "body", ("split",), "发言人五日主持"),
        ("2.2", "body", ("split", "punctuation"), "某报记者：请问"),
        ("2.3", "body", ("split",), "发言人：中德合"),
        ("2.4", "body", ("split",), "某台记者：第二"),
        ("2.5", "body", ("split",), "发言人：会议的"),
        ("3", "furniture", (), "（完）"),
    ]


def test_a_name_that_answers_twice_is_a_speaker() -> None:
    turns = [
        "某报记者：请问何时举行？",
        "李某某：下月举行。",
        "某台记者：地点呢？",
        "李某某：海滨城市。注意：请早到。",
    ]
    assert [each.text for each in repaired("答记者问\n" + "".join(turns))][1:] == turns
    once = "".join(turns[:2])
    assert [each.text for each in repaired(f"答记者问\n{once}")][1:] == [once]


NO_CONFERENCE = [
    "会上有人问：“何时举行？”发言人：没有回答。",
    "发言人说，答案很清楚：合作共赢。记者：某某。",
    "会议有三项议程：合作、交流和磋商。发言人：某某。",
    "他说：“有记者问：何时？发言人答：明天。大家都笑了。”",
]


@pytest.mark.parametrize("line", NO_CONFERENCE)
def test_a_colon_makes_no_conference(line: str) -> None:
    assert [each.text for each in repaired(f"标题\n{line}")][1:] == [line]


def test_lines_that_end_inside_a_sentence_are_one_paragraph() -> None:
    paragraphs = repaired(WRAPPED)
    assert [(each.lines, each.kind, each.repairs) for each in paragraphs] == [
        ((1,), "heading", ()),
        ((2, 3, 4), "body", ("unwrapped",)),
        ((5, 6), "body", ("unwrapped",)),
        ((7, 8, 9), "foreign", ("unwrapped",)),
    ]
    assert "代表参加了开幕式" in paragraphs[1].text and "delegates from both" in paragraphs[3].text


TEXT = (
    "合作论坛五日在海滨城市开幕，来自中国和法国的300多名代表参加了开幕式。与会代表认为，论坛为双方企业提供了"
    "交流平台，有助于扩大绿色产业的务实合作。论坛期间还将举办“绿色发展”主题展览，来自三十多个城市的企业参展。"
)
LAST = "发言人表示，中方愿同法方一道，落实好达成的共识，把各领域合作推向新的水平，更好造福两国人民。"


@pytest.mark.parametrize("width", range(20, 46))
@pytest.mark.parametrize("way", ["blank lines", "indents"])
def test_a_text_wrapped_at_any_width_comes_back(width: int, way: str) -> None:
    indent, between = ("　　", "\n") if way == "indents" else ("", "\n\n")
    source = between.join(
        "\n".join(line for line in re.findall(f".{{1,{width}}}", indent + text))
        for text in (TEXT, LAST, "论坛将于八日闭幕。")
    )
    assert [each.text for each in repaired(f"论坛开幕\n\n{source}")][1:3] == [TEXT, LAST]


LEFT_ALONE = {
    "a poem": "海上生明月的夜晚我们在此相聚\n远方的朋友带来了久违的问候\n长长的铁路连起东方与西方呀\n愿友谊的灯火照亮每一个人的路",
    "headlines": "中法举行新一轮高级别经济财金对话\n中德签署职业教育合作联合意向声明\n中方代表团出席海洋保护国际研讨会\n发言人介绍会议的情况。",
    "those present": "出席会议的有：\n某某大学国际关系学院教授张三\n某某研究院欧洲研究所研究员李四\n某某协会对外联络部副主任王五\n会议结束。",
    "a signature": "双方商定将于明年举行下一次会议。\n中华人民共和国代表\n法兰西共和国代表\n二〇二三年五月四日于海滨城市",
    "points": "双方商定以下事项：\n一、扩大绿色产业合作，便利双方人员往来；\n二、加强教育合作，增加互派留学生名额\n三、支持地方交往，鼓励缔结友好城市；\n以上各项自签署之日起生效。",
    "text and a menu": f"首页\n新闻\n专题\n{TEXT}\n{LAST}\n关于\n帮助",
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_not_wrapped_stays_as_it_is(text: str) -> None:
    assert not any("unwrapped" in each.repairs for each in repaired(f"标题\n{text}"))


def test_a_question_begins_a_paragraph_also_where_lines_are_wrapped() -> None:
    source = "\n".join(
        line
        for turn in (
            "问：请介绍论坛的主要议程，以及双方企业参加展览的情况，谢谢。",
            f"答：{TEXT}",
            f"问：{LAST}",
        )
        for line in re.findall(".{1,24}", turn)
    )
    assert [each.text[:2] for each in repaired(f"答记者问\n{source}")][1:] == ["问：", "答：", "问："]

"""Tags on sentences written for the test: what names a counterpart, what is about the relation, and why."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.counterparts import COUNTERPARTS
from corpus.documents import parse_document
from corpus.evidence import RULES
from corpus.paragraphs import Paragraph, split
from corpus.tagging import Tags, tag_document, tag_paragraph
from corpus.topics import subject_finder

# (sentence, mentions, about): codes separated by spaces
SENTENCES = [
    ("中俄两国元首共同规划合作。", "RU", "RU"),
    ("俄中合作不断深入。", "RU", "RU"),
    ("推动发展中俄关系。", "RU", "RU"),
    ("中日韩合作重启。", "JP KR", "JP KR"),
    ("孟中印缅经济走廊建设稳步推进。", "BD IN MM", "BD IN MM"),
    ("中国—东盟自贸区三点零版谈判完成。", "ASEAN", "ASEAN"),
    ("中国同坦桑尼亚是好朋友。", "TZ", "TZ"),
    ("中方愿同德方加强合作。", "DE", "DE"),
    ("发言人说，美国应当停止干涉中国内政。", "US", "US"),
    ("俄罗斯和乌克兰代表举行谈判。", "RU UA", ""),
    ("俄乌冲突仍在继续。", "RU UA", ""),
    ("白宫发表声明。", "US", ""),
    ("华盛顿认为谈判有进展。", "US", ""),
    ("会议在日内瓦和华盛顿两地举行。", "", ""),
    ("俄罗斯塔斯社记者提问。", "RU", ""),
    ("中印尼合作项目投产。", "ID", "ID"),
    ("中非合作论坛在北京举行。", "AFRICA", "AFRICA"),
    ("中拉整体合作不断走深。", "LATAM", "LATAM"),
    ("中欧班列开行数量增长。", "EU", "EU"),
    ("法国总统马克龙访华。", "FR", "FR"),
    ("美国对华政策出现变化。", "US", "US"),
    ("俄罗斯外交部发言人批评美国。", "RU US", ""),
    ("以中法建交六十周年为契机，深化合作。", "FR", "FR"),
    ("东盟与中日韩领导人会议举行。", "ASEAN JP KR", "ASEAN JP KR"),
    ("中国与英法意三国的贸易增长。", "GB FR IT", "GB FR IT"),
    ("缅、中、印三国加深了解。", "MM IN", "MM IN"),
    ("中俄两国元首就乌克兰问题交换意见。", "RU UA", "RU"),
    # nobody is named
    ("其中英勇的战士受到表彰。", "", ""),
    ("战争中英勇作战的老兵回到家乡。", "", ""),
    ("这一过程中非常重要的一步已经完成。", "", ""),
    ("飞机在空中加油。", "", ""),
    ("社区里的中老年人参加了活动。", "", ""),
    ("我国是最大的发展中国家。", "", ""),
    ("内蒙古和中西部地区增长较快。", "", ""),
    ("他会说英语和法语。", "", ""),
    ("据法新社报道，天气转晴。", "", ""),
    ("孩子们在玩俄罗斯方块。", "", ""),
    ("今日本台记者到达现场。", "", ""),
    ("台湾和香港是中国的一部分。", "", ""),
    ("联合国和二十国集团举行会议。", "", ""),
    ("立法方面取得进展，创新方式多样。", "", ""),
]


@pytest.mark.parametrize(("sentence", "mentions", "about"), SENTENCES)
def test_a_sentence_by_itself(sentence: str, mentions: str, about: str) -> None:
    tags = tag_paragraph(sentence)
    assert (set(tags.mentions), set(tags.about)) == (set(mentions.split()), set(about.split())), tags.evidence


@pytest.mark.parametrize("code", COUNTERPARTS)
def test_every_counterpart_is_found_by_its_names_and_its_short_relationship(code: str) -> None:
    counterpart = COUNTERPARTS[code]
    for name in counterpart.forms["names"]:
        tags = tag_paragraph(f"代表团访问了{name}，行程很顺利。")
        assert code in tags.mentions, name
        assert tags.about == (), name
        assert code in tag_paragraph(f"中国与{name}的合作不断深化。").about, name
    if not counterpart.relationship.startswith("中国"):
        document = (
            f"{counterpart.zh}来客\n{counterpart.zh}代表团到了。{counterpart.relationship}关系稳定发展。"
        )
        assert code in tags_of(document)[1][1], counterpart.relationship


def tags_of(text: str) -> list[tuple[Paragraph, tuple[str, ...], tuple[str, ...]]]:
    paragraphs = split(parse_document(text), subject_finder())
    tagged = tag_document(paragraphs)
    return [
        (paragraph, tags.about, tags.mentions) for paragraph, tags in zip(paragraphs, tagged, strict=True)
    ]


AMBIGUOUS = [
    ("巴西总统来访\n中巴关系持续发展。", "BR"),
    ("巴基斯坦总理来访\n中巴关系持续发展。", "PK"),
    ("阿根廷举行招待会\n中阿建交多年。", "AR"),
    ("阿拉伯国家举行峰会\n中阿合作成果丰硕。", "ARAB"),
    ("新西兰议长来访\n中新合作潜力巨大。", "NZ"),
    ("新加坡议长来访\n中新合作潜力巨大。", "SG"),
]


@pytest.mark.parametrize(("text", "code"), AMBIGUOUS)
def test_an_ambiguous_form_is_whom_the_document_names(text: str, code: str) -> None:
    assert tags_of(text)[1][1:] == ((code,), (code,))


def test_people_whom_the_document_introduces_name_their_country() -> None:
    text = "来访消息\n坦桑尼亚总统加库塔抵达北京。\n晚上，习近平同加库塔举行会谈。"
    assert [mentions for _, _, mentions in tags_of(text)] == [(), ("TZ",), ("TZ",)]


CONTEXT = """\
发言人答记者问
### 中法关系：共同前行
发言人说，中法关系稳定。
两国要加强人文交流，双方将互办文化年。
对此，要保持定力。
美国公司也参加了展览。
### 多边主义
各国应当平等协商。
"""


def test_sections_carry_what_two_countries_means() -> None:
    about = [about for _, about, _ in tags_of(CONTEXT)]
    assert about == [(), ("FR",), ("FR",), ("FR",), ("FR",), (), (), ()]


def test_round_ups_do_not_leak_from_one_item_to_the_next() -> None:
    text = (
        "国际快讯\n中法签署新协议\n中国和法国五日签署协议，双方同意加强合作。\n"
        "某国选举揭晓\n当地时间六日，选举结果公布，双方票数接近。"
    )
    assert [about for _, about, _ in tags_of(text)] == [(), ("FR",), ("FR",), (), ()]


@pytest.mark.parametrize("text", [sentence for sentence, _, _ in SENTENCES] + CONTEXT.splitlines())
def test_every_tag_has_evidence_and_every_evidence_its_tag(text: str) -> None:
    tags = tag_paragraph(text)
    for tag in ("about", "mentions"):
        codes = {evidence.counterpart for evidence in tags.evidence if evidence.tag == tag}
        assert codes == set(getattr(tags, tag))
    for evidence in tags.evidence:
        assert evidence.rule in RULES
        assert evidence.text == text[evidence.start : evidence.end]


def test_evidence_from_context_names_where_it_came_from() -> None:
    paragraphs = split(parse_document(CONTEXT), subject_finder())
    tags = tag_document(paragraphs)[3]
    assert [(each.rule, each.text, each.origin) for each in tags.evidence] == [("section", "两国", "2")]


def test_another_language_is_not_tagged_and_does_not_come_between() -> None:
    text = (
        "中法合作论坛\n中法两国代表举行会谈，双方同意加强合作。\n"
        "The 中法 forum was held and both sides agreed to cooperate.\n双方还同意扩大留学生交流。"
    )
    tags = tags_of(text)
    assert [about for _, about, _ in tags] == [("FR",), ("FR",), (), ("FR",)]
    assert tags[2][2] == ()


CONFERENCES = {
    "questions and answers": (
        "例行记者会",
        "问：请问中方如何看待中韩自贸协定谈判？",
        "答：谈判进展顺利，有关消息会及时发布。",
        "问：请问今年的粮食产量如何？",
        "答：请查阅有关部门发布的公报。",
    ),
    "journalists and a spokesperson": (
        "例行记者会",
        "发言人五日主持例行记者会，有关情况如下。",
        "越通社记者：今年是两国建交周年，双方将举办哪些活动？",
        "发言人：活动正在筹备，欢迎关注。",
        "某台记者追问：中方对日本的做法有何评论？",
        "发言人：我们注意到有关报道，已经提出交涉。",
        "某报记者问：会议何时举行？",
        "外交部发言人：安排会及时发布。",
    ),
    "half-width marks and a heading": (
        "记者会摘要",
        "### 中法关系",
        "记者:请介绍中法合作的情况?",
        "发言人:双方商定扩大交流,有关活动陆续举行.",
        "记者:对巴西的访问有何安排?",
        "发言人:访问安排已经发布.",
    ),
}


@pytest.mark.parametrize("lines", CONFERENCES.values(), ids=CONFERENCES)
def test_a_conference_in_one_paragraph_is_tagged_as_one_on_lines_of_its_own(lines: tuple[str, ...]) -> None:
    headings = [line for line in lines[1:] if line.startswith("#")]
    together = "".join(line for line in lines[1:] if line not in headings)
    apart = tags_of("\n".join(lines))
    for one in (together, together.replace("？", "？ ").replace("?", "? ")):
        found = tags_of("\n".join((lines[0], *headings, one)))
        assert [(each.text, *tags) for each, *tags in found] == [(each.text, *tags) for each, *tags in apart]
    assert any(about for _, about, _ in apart)


def test_tags_stand_strongest_first() -> None:
    tags = tag_paragraph("中法关系很好，中法合作很深，中法人民友好，中国和德国也有合作。")
    assert tags.about == ("FR", "DE")


# text as it comes: names, single characters, marks, Traditional, pinyin, spaces and control characters
WORDS = st.sampled_from(
    "中俄 俄中 中巴 巴方 美国 日本 欧盟 东盟 王毅 普京 国家主席 外交部发言人 莫斯科 华盛顿 两国 双方 "
    "就乌克兰问题 巴以 印尼 中印尼 会见 表示 同 和 、 ， 。 ： “ ” 记者： 关(guān)系 俄羅斯 關係 三国 中、法、德 · • "
    "比 在 于 举行 的 对 方 军 总统 \u3000 \x00 \U0001f600 A 1 \n".split(" ")
)
TEXTS = st.lists(WORDS | st.characters(), max_size=25).map("".join)
PROPERTIES = settings(max_examples=150, deadline=None)


@PROPERTIES
@given(TEXTS)
def test_tagging_never_fails_and_its_offsets_cut_out_the_evidence(text: str) -> None:
    tags = tag_paragraph(text)
    for each in tags.evidence:
        assert each.text == text[each.start : each.end]
        assert each.counterpart in getattr(tags, each.tag)
        assert 0 < each.strength < 1
    for tag in ("about", "mentions"):
        strengths = getattr(tags, f"{tag}_strength")
        assert len(strengths) == len(getattr(tags, tag))
        assert list(strengths) == sorted(strengths, reverse=True)


@PROPERTIES
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4), st.randoms())
def test_the_order_of_documents_changes_no_tag_and_neither_does_a_second_time(
    documents: list[list[str]], random: Random
) -> None:
    def tagged(document: list[str]) -> list[Tags]:
        return tag_document([Paragraph(text, "body", (line,)) for line, text in enumerate(document, 1)])

    first = [tagged(document) for document in documents]
    order = list(range(len(documents)))
    random.shuffle(order)
    again = {index: tagged(documents[index]) for index in order}
    assert [again[index] for index in range(len(documents))] == first


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("中国同俄罗斯的关系稳步发展。", "中國同俄羅斯的關係穩步發展。"),
        ("中国同俄罗斯的关系稳步发展。", "中国同俄罗斯的关(guān)系，，稳步发展。"),
        ("中国同俄罗斯的关系稳步发展。", "中国 同 俄罗斯 的 关系 稳步 发展 。"),
        ("中国—东盟自贸区升级。", "中国－东盟自贸区升级。"),
        ("中国—东盟自贸区升级。", "中国-东盟自贸区升级。"),
        ("中国—东盟自贸区升级。", "中国东盟自贸区升级。"),
        ("新西兰总理抵达上海。", "紐西蘭總理抵達上海。"),
    ],
)
def test_another_script_or_spacing_has_the_same_tags(plain: str, other: str) -> None:
    one, two = tag_paragraph(plain), tag_paragraph(other)
    assert (one.about, one.mentions) == (two.about, two.mentions) != ((), ())


def test_an_endless_sentence_is_tagged() -> None:
    # the time is measured by bench; here only that one endless sentence ends at all, with all of its names
    tags = tag_paragraph("中俄两国关系，王毅说美国" * 5000)
    assert tags.about == ("RU", "US")
    assert sum(each.tag == "mentions" for each in tags.evidence) == 10_000

"""Words: the cut in sentences, what is kept whole, the two engines, and the lists."""

import re
from pathlib import Path

import pytest

from corpus.counterparts import COUNTERPARTS, LexiconError
from corpus.scripts import simplified
from corpus.tokens import (
    COUNTRIES,
    NAMES,
    SHORT_FORMS,
    STOPWORDS,
    TERMS,
    Segmenter,
    jieba_engine,
    read_terms,
    read_words,
    rjieba_engine,
    segment,
    words,
)

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
COMPOUNDS = [compound for form in SHORT_FORMS for compound in (f"中{form}", f"{form}中")]

# (sentence, tokens that are there, tokens that are not)
SENTENCES = [
    # compounds
    ("中美元首旧金山会晤", "中美 元首 旧金山 会晤", "美元"),
    ("中俄新时代", "中俄 新时代", "中俄新"),
    ("我们推动发展中俄关系", "发展 中俄 关系", "发展中 中俄关系"),
    ("中美关系回到正轨", "中美 关系", "中美关系"),
    ("中日合作和中英两国的往来", "中日 合作 中英 两国", "中日合作 中英两国"),
    ("中非国家携手前行", "中非 国家", "中非国家"),
    ("俄中新时代的合作", "俄中 新时代 合作", "中新"),
    ("中老铁路开通运营", "中老 铁路", "中老铁路"),
    ("中巴经济走廊建设顺利", "中巴 经济走廊", ""),
    ("中日友好源远流长", "中日 友好", ""),
    ("他谈到对中法关系的看法", "对 中法 关系", "对中"),
    ("中印尼关系稳步向前", "印尼 关系", "中印"),
    ("中日韩重启谈判", "中日韩 谈判", "中日"),
    ("孟中印缅经济走廊提上日程", "孟中印缅经济走廊", "中印"),
    ("今年中朝建交七十多年", "中朝 建交", ""),
    ("中加在渔业上各有所长", "中加", ""),
    ("中新自贸协定升级", "中新 自贸协定", ""),
    # sides
    ("美方、俄方、印方、阿方和欧方都派人到会", "美方 俄方 印方 阿方 欧方", ""),
    ("在谈判中巴方作了说明", "巴方", "中巴"),
    ("立法方面取得进展", "立法 方面", "法方"),
    ("要创新方式和方法", "创新 方式", "新方"),
    ("对方来自南方，西方来的人少", "对方 南方 西方", ""),
    # a short form beside another word
    ("其中美国占三成", "其中 美国", "中美"),
    ("其中日本和其中英国各占一半", "其中 日本 英国", "中日 中英"),
    ("这一过程中非常重要的一步", "非常", "中非"),
    ("飞机空中加油成功", "空中加油", "中加"),
    ("战士们在战争中英勇战斗", "战争 英勇", "中英"),
    ("我们是最大的发展中国家", "发展中国家", "中国"),
    ("灾民得到集中安置", "集中 安置", "中安"),
    ("村民集中加工茶叶", "集中", "中加"),
    ("炮弹击中以军车辆", "击中", "中以"),
    ("其中非洲三国，其中非法移民若干", "非洲 非法", "中非"),
    ("今日中午在礼堂开会", "今日 中午", "日中"),
    ("会上日本扬言退出", "日本 扬言", "本扬"),
    # words that only look like compounds
    ("中老年人、中西部、中西医", "中老年人 中西部 中西医", "中老 中西"),
    ("他走进中南海", "中南海", "中南"),
    ("中东和中亚局势", "中东 中亚", ""),
    ("地中海沿岸风光", "地中海", "中海"),
    ("中非共和国举行选举", "中非共和国", "中非"),
    ("中美洲的咖啡", "中美洲", "中美"),
    ("中科院和中新社的同事", "中科院 中新社", "中科 中新"),
    ("中东欧国家市场广阔", "中东欧国家", "中东 中欧"),
    ("中欧班列又开一趟", "中欧班列", ""),
    # countries and what stands after them, alike for all
    ("美国政府和老挝政府都已回复", "美国 老挝 政府", "美国政府"),
    ("德国总理同芬兰总理通了电话", "德国 芬兰 总理", "德国总理"),
    # formulas and persons
    ("推动构建人类命运共同体", "推动 构建 人类命运共同体", "命运共同体"),
    ("深化新时代全面战略协作伙伴关系", "新时代全面战略协作伙伴关系", "关系"),
    ("王毅表示愿意再谈", "王毅 表示", "王毅表示"),
    ("米舒斯京和朔尔茨先后到访", "米舒斯京 朔尔茨", ""),
    ("中国与斯洛维尼亚的合作，同非盟的往来", "斯洛维尼亚 非盟", "与斯洛"),
    ("一位叫东布罗夫斯基斯的官员", "东布罗夫斯基斯", ""),
    # numbers and Latin
    ("RCEP于2022年1月1日生效，增长3.5%", "RCEP 2022 3.5%", ""),
    ("２０２１年的ＲＣＥＰ", "２０２１ ＲＣＥＰ", "２"),
]

# (sentence, the names with a dot in it)
DOTTED_NAMES = [
    ("将同伊姆兰·汗总统会谈", "伊姆兰·汗"),
    ("副主席帕巴拉·格列朗杰、万钢出席会议", "帕巴拉·格列朗杰"),
    ("巴基斯坦总理伊姆兰·汗通过视频致辞", "伊姆兰·汗"),
    ("巴基斯坦伊姆兰·汗政府", "伊姆兰·汗"),
    ("德国总理安格拉·默克尔因病缺席", "安格拉·默克尔"),
    ("王储穆罕默德·本·萨勒曼访华", "穆罕默德·本·萨勒曼"),
    ("印尼总统佐科·维多多和夫人", "佐科·维多多"),
    ("巴西总统路易斯·伊纳西奥·卢拉·达席尔瓦来访", "路易斯·伊纳西奥·卢拉·达席尔瓦"),
    ("美国副总统J·D·万斯抵京", "J·D·万斯"),
    ("作家马尔科·贝内蒂说", "马尔科·贝内蒂"),
    ("对塔玛拉·科瓦奇女士的提问", "塔玛拉·科瓦奇"),
    ("见到了阿依古丽·买买提同学", "阿依古丽·买买提"),
    ("古斯塔沃·梅里诺达成协议", "古斯塔沃·梅里诺"),
    ("胡里奥·桑塔纳与皮埃尔·杜瓦尔握手", "胡里奥·桑塔纳 皮埃尔·杜瓦尔"),
    ("马尔科·贝内蒂特别代表", "马尔科·贝内蒂"),
    ("弗拉基米尔·弗拉基米罗维奇·普京对此满意", "弗拉基米尔·弗拉基米罗维奇·普京"),
    ("伊姆兰•汗也来了", "伊姆兰•汗"),
    # a dot that joins no name
    ("行进中国·精彩故事", ""),
    ("安哥拉·罗安达", ""),
    ("九·一八和12·2", ""),
    ("·古巴·", ""),
]

HOSTILE = [
    "",
    " ",
    "\n\r\n\t",
    "中 美\n关 系",
    "\u3000\u3000王毅说：“好😀👨‍👩‍👧！”——[完]",
    "<script>alert('中美')</script> $x$ :smile: **a** =1+1",
    "２０２１年３月·７日・１-2 5-10 2021-03-07 a_b.c",
    "··•伊姆兰··汗·",
    "⽉亮𠮷野家㐂 關(guān)系 e\u0301 \u200b\ufeff\x00",
    "J·D·万斯··A·B·",
    "·".join("阿巴卡达") * 30,
]


@pytest.mark.parametrize(("sentence", "there", "not_there"), SENTENCES)
def test_the_cut_of_a_sentence(sentence: str, there: str, not_there: str) -> None:
    pieces = segment(sentence)
    assert "".join(pieces) == sentence
    assert set(there.split()) <= set(pieces), pieces
    assert not set(not_there.split()) & set(pieces), pieces


@pytest.mark.parametrize(("sentence", "names"), DOTTED_NAMES)
def test_names_with_a_dot_are_whole(sentence: str, names: str) -> None:
    assert [piece for piece in segment(sentence) if re.search("[·•].|.[·•]", piece)] == names.split()


@pytest.mark.parametrize("text", HOSTILE)
def test_pieces_join_to_the_text(text: str) -> None:
    pieces = segment(text)
    assert "".join(pieces) == text
    assert all(pieces)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_hold_a_letter_or_a_digit(text: str) -> None:
    found = words(text)
    assert all(any(map(str.isalnum, word)) for word in found)
    assert found == [piece for piece in segment(text) if any(map(str.isalnum, piece))]


def test_words_keep_numbers_and_latin_and_drop_the_rest() -> None:
    assert words("RCEP：“5G、100” 😀…") == ["RCEP", "5G", "100"]


# -- relationships alike -------------------------------------------------------------------------


@pytest.mark.parametrize("compound", COMPOUNDS)
def test_every_compound_is_cut_alike(compound: str) -> None:
    assert segment(f"发展{compound}关系") == ["发展", compound, "关系"]
    assert segment(f"{compound}关系稳定") == [compound, "关系", "稳定"]
    assert segment(f"推动{compound}两国走近")[:3] == ["推动", compound, "两国"]


def test_every_country_is_one_word() -> None:
    names = [name for name in COUNTRIES if "（" not in name]
    assert [name for name in names if name not in segment(f"我们会见了{name}代表")] == []


@pytest.mark.parametrize("office", ["政府", "总统", "总理", "外交部"])
def test_no_country_is_one_word_with_its_offices(office: str) -> None:
    joined = [
        name + office for name in COUNTRIES if name + office in segment(f"会后{name}{office}发表了看法")
    ]
    assert joined == []


# -- the two engines -----------------------------------------------------------------------------


def test_rjieba_cuts_as_jieba_does() -> None:
    own = {"terms": TERMS, "short_forms": SHORT_FORMS, "countries": COUNTRIES, "names": NAMES}
    rust = Segmenter(rjieba_engine(), **own)
    reference = Segmenter(jieba_engine(), **own)
    lines = [line for path in SEEDS for line in path.read_text(encoding="utf-8").splitlines()]
    lines += [sentence for sentence, *_ in SENTENCES + DOTTED_NAMES]
    lines += [f"发展{compound}关系" for compound in COMPOUNDS]
    assert len(lines) > 300
    assert [line for line in lines if rust.cut(line) != reference.cut(line)] == []


def test_jiebas_global_dictionary_is_left_alone() -> None:
    import jieba
    import rjieba

    assert jieba.lcut("全面战略协作伙伴关系") != ["全面战略协作伙伴关系"]
    assert rjieba.cut("全面战略协作伙伴关系") != ["全面战略协作伙伴关系"]


# -- the lists -----------------------------------------------------------------------------------


def test_every_term_is_whole_in_a_sentence() -> None:
    assert [term for term in TERMS if term not in segment(f"我们讨论了{term}的问题")] == []


def test_the_lists_are_of_some_size_and_immutable() -> None:
    assert len(TERMS) >= 400
    assert len(STOPWORDS) >= 300
    assert isinstance(TERMS, tuple)
    assert isinstance(STOPWORDS, frozenset)


SPEAKERS = {"王毅"}
"""Whose own words the texts of the genre are: the only persons among the stop words."""


def test_no_stop_word_is_a_term_a_country_or_a_person() -> None:
    people = {name for each in COUNTERPARTS.values() for name in each.forms["people"]}
    assert STOPWORDS & {*TERMS, *COUNTRIES, *people} == SPEAKERS


def test_stop_words_are_words_of_the_cut() -> None:
    carriers = ("{}", "40{}")  # 年来 is a word only after a number
    cut = [word for word in STOPWORDS if not any(word in segment(each.format(word)) for each in carriers)]
    assert cut == []
    assert not [word for word in STOPWORDS if re.search(r"\s", word)]


def test_stop_words_hold_the_frame_of_a_press_conference() -> None:
    left = [word for word in words("王毅表示，他强调并指出，记者提问时谈到疫苗。") if word not in STOPWORDS]
    assert left == ["疫苗"]


BROKEN = [
    ("一带一路\n命运 共同体\n", "line 2", "命运 共同体"),
    ("一带一路\n# 重复\n一带一路  # 又来\n", "line 3", "line 1"),
    ("一带一路\n\n“脱钩”\n", "line 3", "“脱钩”"),
    ("一带一路\n钩\n", "line 2", "钩"),
]


@pytest.mark.parametrize(("content", "line", "named"), BROKEN)
def test_a_broken_term_is_named_with_its_line(tmp_path: Path, content: str, line: str, named: str) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        read_terms(path)
    assert all(part in str(error.value) for part in (str(path), line, named))


def test_a_missing_or_undecodable_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stopwords.txt"
    with pytest.raises(LexiconError, match=re.escape(str(path))):
        read_words(path)
    path.write_bytes("的".encode("gb18030"))
    with pytest.raises(LexiconError, match=re.escape(str(path))):
        read_words(path)


def test_comments_and_empty_lines_are_no_entries(tmp_path: Path) -> None:
    path = tmp_path / "stopwords.txt"
    path.write_text("# 虚词\n\n的  # 助词\n了\n", encoding="utf-8")
    assert read_words(path) == ("的", "了")


SCRIPTS = [
    (
        "中国同俄罗斯的关系稳步发展，这里有为两国人民服务的项目。",
        "中國同俄羅斯的關係穩步發展，這裡有為兩國人民服務的項目。",
    ),
    ("双方后来签署了铁路合作协议。", "雙方後來簽署了鐵路合作協議。"),
]


@pytest.mark.parametrize(("simple", "text"), SCRIPTS)
def test_a_traditional_text_is_cut_as_the_same_text_in_simplified_characters(simple: str, text: str) -> None:
    assert [len(word) for word in words(text)] == [len(word) for word in words(simple)]
    assert "".join(segment(text)) == text


@pytest.mark.parametrize("word", ["這裡", "這裏", "我們", "為了", "爲了", "对于", "對於"])
def test_stop_words_are_listed_in_both_scripts(word: str) -> None:
    assert word in STOPWORDS
    assert simplified(word) in STOPWORDS


def test_a_word_that_is_read_otherwise_is_no_stop_word() -> None:
    assert not {"關係", "合作", "國家"} & STOPWORDS

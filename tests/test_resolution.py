"""Who is meant: what decides between the candidates of a form, and what a form is too weak to stand without."""

import pytest

from corpus.counterparts import FORMS
from corpus.evidence import Evidence
from corpus.paragraphs import Paragraph
from corpus.tagging import tag_document, tag_paragraph

# (text, the candidate that it decides for): the nearest and most frequent plain name, capital, leader, place
DECIDED = [
    ("巴西总统来访。中巴合作持续发展。", "BR"),
    ("抵达巴西利亚后，代表团同巴方举行磋商。", "BR"),
    ("卢拉表示，愿深化巴中友好。", "BR"),
    ("卡拉奇的工程竣工，中巴两国代表出席。", "PK"),
    ("巴勒斯坦与巴西代表先后发言，随后中巴双方代表就大豆贸易磋商，巴西利亚方面表示欢迎。", "BR"),
    ("中尼企业在拉各斯合建的港口投入运营。", "NG"),
    ("顿巴斯的战事仍在继续，中乌两国外长通电话。", "UA"),
    ("中新合作稳步推进，奥克兰的企业家来华参展。", "NZ"),
    ("阿根廷牛肉销往中国，中阿贸易增长。", "AR"),
    ("以军继续空袭，巴总统发表声明。", "PS"),
]


@pytest.mark.parametrize(("text", "code"), DECIDED)
def test_the_paragraph_decides(text: str, code: str) -> None:
    found = [each for each in evidence(text) if each.tag == "mentions" and each.rule != "name"]
    assert code in {each.counterpart for each in found} and not any(each.ambiguous for each in found)


def evidence(text: str) -> tuple[Evidence, ...]:
    return tag_paragraph(text).evidence


@pytest.mark.parametrize("form", [form for form in FORMS.ambiguous if len(form) == 1])
def test_where_nothing_decides_the_usual_one_is_named_and_the_others_are_said(form: str) -> None:
    usual = FORMS.ambiguous.get(f"中{form}", FORMS.ambiguous[form])
    tags = tag_paragraph(f"中{form}关系稳步发展。")
    assert tags.about == tags.mentions == usual[:1]
    assert {each.ambiguous for each in tags.evidence} == {usual}
    assert max(*tags.about_strength, *tags.mentions_strength) < 0.5


@pytest.mark.parametrize(("date", "code"), [("2021-05-01", "PT"), ("2025-05-01", "EU"), ("", "EU")])
def test_a_namesake_is_who_held_office_when_the_document_was_written(date: str, code: str) -> None:
    (tags,) = tag_document([Paragraph("安东尼奥·科斯塔发表了讲话。", "body", (1,))], date=date)
    assert tags.mentions == (code,)


# (text, counterparts): forms that are too weak to stand alone
WEAK = [
    ("中方敦促以方停止行动。", "IL"),
    ("黎方向安理会递交信函。", "LB"),
    ("多方参与，各方满意，地方支持，对方同意。", ""),
    ("粤方、港方和澳方的代表签署协议。", ""),
    ("澳大利亚代表和澳方专家出席。", "AU"),
    ("立新规，树新风，新老干部共同努力。", ""),
    ("太平洋岛国领导人表示，岛国的声音应当被听到。", "PACIFIC"),
    ("这个岛国风景优美。", ""),
]


@pytest.mark.parametrize(("text", "codes"), WEAK)
def test_a_weak_form_stands_only_with_what_supports_it(text: str, codes: str) -> None:
    assert set(tag_paragraph(text).mentions) == set(codes.split())


# (text, counterparts)
CAPITALS = [
    ("华盛顿一面称无意脱钩，一面扩大清单。", "US"),
    ("莫斯科方面对谈判表示欢迎。", "RU"),
    ("河内和金边分别作出承诺。", "VN KH"),
    ("马尼拉的底气从何而来？", "PH"),
    ("轮不到东京指手画脚。", "JP"),
    ("各方不必在北京与华盛顿之间选边。", "US"),
    ("展览在巴黎开幕，莫斯科大学的学生前来参观。", ""),
    ("代表团途经东京，抵达堪培拉。", ""),
    ("伦敦股市收跌，柏林街头下起小雪。", ""),
]


@pytest.mark.parametrize(("text", "codes"), CAPITALS)
def test_a_capital_names_its_country_where_it_acts(text: str, codes: str) -> None:
    assert set(tag_paragraph(text).mentions) == set(codes.split())


# (text, counterparts)
NAMESAKES = [
    ("获得文学奖的莫里森出版了新书。", ""),
    ("总理莫里森宣布了新的预算。", "AU"),
    ("会上发言的有巴基斯坦前总理阿齐兹。", "PK"),
    ("得州州长阿博特发布声明。", ""),
]


@pytest.mark.parametrize(("text", "codes"), NAMESAKES)
def test_another_person_of_the_name_is_no_leader(text: str, codes: str) -> None:
    assert set(tag_paragraph(text).mentions) == set(codes.split())

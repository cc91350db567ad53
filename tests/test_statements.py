"""What a text itself says of China's relations: with whom it deals, and who is only named aside."""

import pytest

from corpus.tagging import tag_paragraph

# (text, about, further mentions): one row a mechanism
ROWS = [
    # China's side: by name, office, person, place, cue
    ("国家主席会见法国总统。", "FR", ""),
    ("法国外交部发言人谈到了意大利。", "", "FR IT"),
    ("商务部说，墨西哥的做法损害双方利益。", "MX", ""),
    ("柬埔寨首相抵京。", "KH", ""),
    ("古巴代表团参观井冈山。", "CU", ""),
    ("截至北京时间八时，美国有多地停电。", "", "US"),
    ("我们一贯支持叙利亚维护主权。", "SY", ""),
    # the only one named, with China's side in another sentence
    ("菲律宾船只多次闯入。中方采取了必要措施。", "PH", ""),
    ("德国客人走进展馆。中国企业的展品很受欢迎。两国企业家当场签约。", "DE", ""),
    # as many as are counted
    ("孟加拉国、尼泊尔和斯里兰卡先后举行选举。中国尊重三国人民的选择。", "BD NP LK", ""),
    # nobody's party
    ("中国的人均用电量仍低于韩国和加拿大。", "", "KR CA"),
    ("中美元首在通话中谈到乌克兰问题。", "US", "UA"),
    ("中法外长就中东局势、伊朗核计划等问题交换意见。", "FR", "IR"),
    ("决赛中，山东姑娘战胜日本名将。", "", "JP"),
    ("国务院总理在新加坡会见俄罗斯总统。", "RU", "SG"),
    ("中国代表出席的会议先后在波兰华沙、拉脱维亚里加和匈牙利布达佩斯举行。", "", "PL LV HU"),
    ("哥斯达黎加是较早同中国建交的中美洲国家。", "CR", "CENTRAL_AMERICA"),
    ("欧盟新一轮对俄制裁列入了中国企业。", "EU", "RU"),
    ("发言人回应了朝俄关系和中朝交往。", "KP", "RU"),
    ("日方不应为取悦美国而损害中国企业的利益。", "JP", "US"),
    ("请问，南非媒体的报道中方是否看到？", "", "ZA"),
    ("墨西哥《千年报》记者：中拉合作会放慢脚步吗？", "LATAM", "MX"),
    # what the other side says of others
    ("老挝外长表示，愿同中方加强合作，也愿同越南探讨新通道。", "LA", "VN"),
    ("中方表示，愿同老挝、越南加强合作。", "LA VN", ""),
    # a delegation without a name
    ("代表团同巴西官员会谈，随后同巴方签署协议。", "BR", ""),
    ("俄罗斯代表同乌克兰代表会谈，随后同乌方签署协议。", "", "RU UA"),
]


@pytest.mark.parametrize(("text", "about", "aside"), ROWS)
def test_who_is_a_party_and_who_is_named_aside(text: str, about: str, aside: str) -> None:
    tags = tag_paragraph(text)
    assert set(tags.about) == set(about.split())
    assert set(tags.mentions) == {*about.split(), *aside.split()}

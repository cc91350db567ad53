"""Who is meant: each name of a document with the one counterpart that it stands for there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from corpus.counterparts import COUNTERPARTS, FORMS
from corpus.names import TRANSLITERATED, Name
from corpus.paragraphs import Paragraph

DECIDED_BY: Mapping[str, float] = MappingProxyType(
    {
        "form": 1.0,
        "paragraph": 0.95,
        "section": 0.9,
        "document": 0.85,
        "beside": 0.8,
        "office": 0.8,
        "usual": 0.45,
    }
)
"""What decides between the candidates of a form, and how certain that is (0 to 1)."""

_SUPPORTED = 0.9
_WITH_CHINA_ONLY = 0.6
_NEAR = 20  # characters: a name this far away weighs half of one beside the form

# a capital acts where it is the subject of a clause: 华盛顿一面称, 基辅方面, 河内和金边分别作出承诺
_IS_PLACE = re.compile(
    r"(?:在|于|从|(?<!轮不)到|至|抵|抵达|达|飞|赴|离开|前往|位于|途经|返回|出席|首都|飞往|访问|造访|来自|驻|经|距|当地时间.{0,6})$"
)
_PLACE = (
    "市|街|机场|大学|州|时间|举行|召开|地区|市区|郊|附近|居民|市民|市长|国际|会议|特区|城|港|奥运|峰会|论坛|"
    "，|。|、"
)
_ACTS = re.compile(
    r"的(?:底气|焦虑|担忧|忧虑|算计|盘算|心思|算盘|做法|立场|态度|企图|用心|野心|承诺|如意算盘|图谋|伎俩|政策|政客|决策者|战略|谎言|借口|反应|表态|"
    r"回应|选择|诚意|盟友|官员|要求|指责|霸权|双重标准|意图)|"
    rf"(?:方面|当局|政府)|(?!{_PLACE})(?:在[^，。；]{{1,12}}[后中下时前上])?[^，。；：、的在]{{0,14}}?"
    r"(?:认为|表示|宣布|宣称|声称|坚称|称|指责|批评|谴责|反对|支持|同意|拒绝|决定|承诺|作出|做出|希望|呼吁|要求|敦促|"
    r"警告|威胁|施压|否认|承认|回应|下令|召回|驱逐|制裁|加征|提出|提议|强调|重申|抗议|欢迎|担心|期待|愿意|打算|考虑|"
    r"放弃|退出|批准|寻求|出台|试图|企图|必须|应当|应该|对华|不愿|不得不|妥协|让步|示好|松口|出手|表态|不顾|无视|炒作|"
    r"渲染|挑动|纵容|插手|干涉|开出|抛出|急于|有意|无意|缺席|抵制|推动|谋求|试射|把[^，。；]{1,6}视为|把手伸向|互换|发挥|斡旋|出面|挥舞|互指|誓言|扬言|发声|投下|投出|中止|暂停|恢复|实施|加码|推出|扩大|拉拢|"
    r"胁迫|忌惮|终止|停止|拿出|指手画脚|煽动|鼓噪|配合|采取|启动|重启|达成|撕毁|背弃|违背|履行|兑现|听听|听取|转弯|转向|掉头|纠正|改弦|反思|底气|以[^，。；]{1,10}(?:为由|为借口|的理由)|不甘|坚持|宣示|签署|派出|部署|撤出|撤回|调整|收紧|放宽|指望)"
)
_BESIDE_BEIJING = re.compile(r"北京[与和同、]|[与和同、]北京")
# 同莫斯科和基辅都保持着沟通; 首尔与平壤互指对方
_SPOKEN_TO = re.compile(r"(?:同|与|向|对)(?:[\u4e00-\u9fff]{2,4}[和与、])?$")
_SPEAKS = re.compile(
    r"(?:[和与、][\u4e00-\u9fff]{2,4})?(?:都|均|一直|始终)?(?:保持|进行)?着?(?:密切)?(?:沟通|对话|接触|谈判|交涉|施压|喊话)"
)
_MADE_TO_ACT = re.compile(r"(?:劝说|敦促|要求|呼吁|迫使|促使|施压|说服|正告|奉劝|迎合|取悦|讨好|追随)$")
_AT_ODDS = re.compile(r"[同与和][^，。；]{2,6}(?:之间)?的?(?:谈判|对话|会谈|关系|矛盾|分歧|接触)")
_PAIR = re.compile(r"[与和同]")
_IS_CLAUSE_START = re.compile(r"[，。；：]$")
_BETWEEN_PLACES = re.compile(
    rf"{_PLACE}|之间|两地|航线|航班|直飞|直航|列车|高铁|相距|往返|的(?:航班|航线|列车|街头|天气)"
)
_TOGETHER = re.compile(r"[和与、及同]")
_OCCUPATION = re.compile(
    r"(?:作家|小说家|诗人|导演|演员|歌手|画家|球员|球星|前锋|后卫|中场|门将|教练|选手|文学奖|作曲家|钢琴家|科学家|数学家|"
    r"物理学家|化学家|经济学家|建筑师|设计师|主播|记者|教授|州长|市长|省长|法官|检察官|翻译|影星|名将|车手|冠军|医生|博士|牧师)(?:奖?得主|的)?$"
)
_TITLE = (
    "国家元首|最高元首|大公储|国家主席|联邦总理|联邦总统|总统|总理|首相|国王|女王|大公|埃米尔|酋长|苏丹|天皇|主席|"
    "外交部长|外交大臣|外长|外相|国务卿|国防部长|防长|议长|众议长|参议长|大使|国务委员|总督|首席部长|总书记|委员长|王储|部长|大臣"
)
_OF_ANOTHER = re.compile(
    rf"(?:前|原|时任|候任|新任|现任|当选|新|代|临时|过渡政府|联邦|副|第一|国家|政府)*(?:{_TITLE})?$"
)
# 质检员李德国 is called so
_SURNAMED = re.compile(
    r"(?:师|员|主任|师傅|同志|队长|厂长|经理|书记|村民|教师|医生|民警|战士|院士|教授|学生|青年|农民|老人)"
    r"[王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧]$"
)
_AFTER_A_PERSON = re.compile(r"州长|市长|省长|法官|教授|先生一家")
_INTRODUCTION = re.compile(rf"(?:[\w“”]{{0,10}}?)(?:{_TITLE})(?:兼[\w]{{2,5}}(?:{_TITLE}))?")


class Resolved(NamedTuple):
    """A name with the one counterpart that it stands for here; "" for China.

    ``certainty`` is 0 to 1; ``ambiguous`` holds the candidates where nothing decided between them.
    """

    start: int
    end: int
    rule: str
    code: str
    with_china: bool
    certainty: float = 1.0
    ambiguous: tuple[str, ...] = ()


def resolve(
    texts: Sequence[str],
    paragraphs: Sequence[Paragraph],
    found: Sequence[list[Name]],
    *,
    year: int = 0,
    beside: Container[tuple[str, str]] = (),
) -> list[list[Resolved]]:
    """The names of each text with their counterparts; names too weak to stand are left out.

    An ambiguous form means the candidate that is named plainly and most, the nearest weighing most, in the
    paragraph; else in the section and the title; else in the document; and where the section's heading
    itself uses the form, what it means there. Else it is one that is often named ``beside`` another that the
    paragraph names (巴 beside 以色列). A person means the candidate who held office in ``year``.
    Where nothing decides, the first candidate is the usual one.
    """
    found = _with_introduced_people(texts, found)
    return _Document(texts, paragraphs, found, year, beside).resolved()


class _Document:
    """The names of a document, and how often each part of it names each counterpart plainly."""

    def __init__(
        self,
        texts: Sequence[str],
        paragraphs: Sequence[Paragraph],
        found: Sequence[list[Name]],
        year: int,
        beside: Container[tuple[str, str]],
    ) -> None:
        self._texts, self._paragraphs, self._found = texts, paragraphs, found
        self._year, self._beside = year, beside
        nobody: Counter[str] = Counter()
        self._here = [_plain(names) if names else nobody for names in found]
        self._everywhere: Counter[str] = Counter()
        self._sections: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for paragraph, counts in zip(paragraphs, self._here, strict=True):
            if counts:
                self._everywhere.update(counts)
                self._sections[paragraph.section_place].update(counts)
        self._in_full = {name.codes[0] for names in found for name in names if name.rule == "name"}
        # what a heading uses an ambiguous form for, by section and candidates
        self._senses: dict[tuple[str, tuple[str, ...]], str] = {}

    def resolved(self) -> list[list[Resolved]]:
        return [self._paragraph(index) if names else [] for index, names in enumerate(self._found)]

    def _paragraph(self, index: int) -> list[Resolved]:
        text, names, paragraph = self._texts[index], self._found[index], self._paragraphs[index]
        china = any(not name.codes or name.with_china for name in names)
        resolved = []
        for position, name in enumerate(names):
            if name.rule == "place" or (
                name.rule == "name" and _SURNAMED.search(text, max(0, name.start - 6), name.start)
            ):
                continue
            if (name.rule == "capital" and not _acts(name, names, text)) or (
                name.rule == "leader" and _is_a_namesake(name, position, names, text)
            ):
                continue
            if name.rule == "short-form" and self._at_home(text[name.start], text, name):
                continue
            code, by = ("", "form") if not name.codes else self._decide(name, index)
            certainty = DECIDED_BY[by]
            if name.needs:
                if self._everywhere[code]:
                    certainty *= _SUPPORTED
                elif (name.needs == "china" and china) or by == "beside":
                    certainty *= _WITH_CHINA_ONLY
                else:
                    continue
            if paragraph.kind == "heading" and len(name.codes) > 1:
                self._senses[paragraph.section_place, name.codes] = code
            rule = "metonym" if name.rule == "capital" else name.rule
            ambiguous = name.codes if by == "usual" else ()
            resolved.append(Resolved(name.start, name.end, rule, code, name.with_china, certainty, ambiguous))
        return _complete(names, resolved)

    def _decide(self, name: Name, index: int) -> tuple[str, str]:
        """The counterpart that a name stands for, and a key of DECIDED_BY."""
        if len(name.codes) == 1:
            return name.codes[0], "form"
        section = self._paragraphs[index].section_place
        if self._texts[index].endswith("方", name.start, name.end):
            titled = [code for code in name.codes if self._here[0][code]]
            if len(titled) == 1:  # the other side is whom the title names
                return titled[0], "section"
        if sense := self._senses.get((section, name.codes)):
            return sense, "section"
        if not self._here[index].keys().isdisjoint(name.codes):
            near = _nearness(name, self._found[index])
            return max(name.codes, key=lambda code: near[code]), "paragraph"
        title = self._here[0]
        for counts, by in (
            (self._sections[section] + title, "section"),
            (self._everywhere, "document"),
        ):
            if not counts.keys().isdisjoint(name.codes):
                return max(name.codes, key=lambda code: counts[code]), by
        beside = [code for code in name.codes for other in self._here[index] if (code, other) in self._beside]
        if beside and not name.with_china:
            return beside[0], "beside"
        in_office = [
            code for code in name.codes if name.rule == "leader" and self._in_office(name, index, code)
        ]
        return (in_office[0], "office") if len(in_office) == 1 else (name.codes[0], "usual")

    def _at_home(self, character: str, text: str, name: Name) -> bool:
        """Whether the character means a place of China: 粤方、港方和澳方."""
        places = FORMS.at_home.get(character, ())
        return any(place in text for place in places) and self._in_full.isdisjoint(name.codes)

    def _in_office(self, name: Name, index: int, code: str) -> bool:
        years = COUNTERPARTS[code].in_office(self._texts[index][name.start : name.end])
        return any(first <= self._year <= (last or self._year) for first, last in years)


def _is_a_namesake(person: Name, position: int, names: Sequence[Name], text: str) -> bool:
    """Whether a leader's name is another person's: a writer's, or one of the country named before it."""
    if _OCCUPATION.search(text, max(0, person.start - 8), person.start):
        return True
    if _AFTER_A_PERSON.match(text, person.end):
        return True
    before = names[position - 1] if position else None
    return (
        before is not None
        and len(before.codes) == 1
        and before.rule in ("name", "short-form", "institution")
        and before.codes[0] not in person.codes
        and before.end <= person.start
        and _OF_ANOTHER.fullmatch(text, before.end, person.start) is not None
    )


def _acts(capital: Name, names: Sequence[Name], text: str) -> bool:
    """Whether a capital stands for its government: it, or the capital that it is named with, acts."""
    if _BESIDE_BEIJING.search(text, max(0, capital.start - 3), min(len(text), capital.end + 3)):
        return True
    if _MADE_TO_ACT.search(text, max(0, capital.start - 3), capital.start):
        return not re.match(_PLACE, text[capital.end : capital.end + 3])
    if _AT_ODDS.match(text, capital.end) and any(
        other.codes and other.start == capital.end + 1 for other in names
    ):
        return True
    before = next((other for other in names if other.end == capital.start - 1), None)
    if before and before.rule == "capital" and _PAIR.match(text, before.end) and _acts(before, names, text):
        return True
    if _SPOKEN_TO.search(text, max(0, capital.start - 6), capital.start) and _SPEAKS.match(text, capital.end):
        return True
    if _PAIR.match(text, capital.end) and (
        capital.start == 0 or _IS_CLAUSE_START.search(text, capital.start - 1, capital.start)
    ):
        following = next((other for other in names if other.start == capital.end + 1), None)
        if following and following.rule == "capital":
            return not _BETWEEN_PLACES.match(text, following.end)
    if _IS_PLACE.search(text, max(0, capital.start - 12), capital.start):
        return False
    end = capital.end
    for other in names:
        if other.rule == "capital" and other.start == end + 1 and _TOGETHER.match(text, end):
            end = other.end
    return _ACTS.match(text, end) is not None


def _nearness(name: Name, names: Iterable[Name]) -> defaultdict[str, float]:
    """How much and how near to ``name`` the paragraph names each counterpart plainly."""
    near: defaultdict[str, float] = defaultdict(float)
    for other in names:
        if _is_plain(other):
            distance = max(name.start - other.end, other.start - name.end, 0)
            near[other.codes[0]] += _NEAR / (_NEAR + distance)
    return near


def _is_plain(name: Name) -> bool:
    """Whether the form is one counterpart's alone, and needs nothing else."""
    return len(name.codes) == 1 and not name.needs and name.rule != "compound"


def _plain(names: Iterable[Name]) -> Counter[str]:
    """How often each counterpart is named plainly."""
    return Counter(name.codes[0] for name in names if _is_plain(name))


def _complete(names: Sequence[Name], resolved: Sequence[Resolved]) -> list[Resolved]:
    """Without compounds of which a part was not resolved: 纳利美 is none, though the document names 美国."""
    if all(name.rule != "compound" for name in names):
        return list(resolved)
    parts = Counter((name.start, name.end) for name in names if name.rule == "compound")
    found = Counter((each.start, each.end) for each in resolved if each.rule == "compound")
    return [
        each
        for each in resolved
        if each.rule != "compound"
        or each.with_china
        or parts[each.start, each.end] == found[each.start, each.end]
    ]


def _with_introduced_people(texts: Sequence[str], found: Sequence[list[Name]]) -> list[list[Name]]:
    """Add the people whom the document itself introduces: 坦桑尼亚总统基奎特 makes 基奎特 name Tanzania.

    Where a transliterated name ends is known from its other occurrences in the document.
    """
    introduced: dict[str, tuple[str, ...]] = {}
    whole = "\n".join(texts)
    for text, names in zip(texts, found, strict=True):
        for index, name in enumerate(names):
            if name.needs or name.rule not in ("name", "compound", "short-form"):
                continue
            title = _INTRODUCTION.match(text, name.end)
            person = TRANSLITERATED.match(text, title.end()) if title else None
            if person and all(
                other.codes == name.codes for other in names[index + 1 :] if other.start < person.start()
            ):
                full = person[0].strip("·")
                for form in dict.fromkeys((full, full.rsplit("·", 1)[-1])):
                    # a name goes as far as the document repeats it
                    lengths = (length for length in range(len(form), 1, -1) if whole.count(form[:length]) > 1)
                    if length := next(lengths, 0):
                        introduced.setdefault(form[:length], name.codes)
    if not introduced:
        return list(found)
    pattern = re.compile("|".join(sorted(map(re.escape, introduced), key=len, reverse=True)))
    result = []
    for text, names in zip(texts, found, strict=True):
        people = [
            Name(match.start(), match.end(), "leader", introduced[match[0]])
            for match in pattern.finditer(text)
        ]
        # what the document says of a person goes before what the lexicon says of a namesake
        kept = [
            name
            for name in names
            if not any(
                _overlap(name, person)
                for person in people
                if name.rule != "name" and name.end - name.start <= person.end - person.start
            )
        ]
        people = [person for person in people if not any(_overlap(name, person) for name in kept)]
        result.append(sorted([*kept, *people], key=lambda name: (name.start, name.end)))
    return result


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end

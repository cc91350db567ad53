"""What the text of a paragraph itself says of China's relations: in one word, in one sentence, or in all."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from corpus.counterparts import COUNTERPARTS
from corpus.evidence import Evidence, found_by
from corpus.resolution import Resolved

BILATERAL = re.compile(
    r"两国(?!方案)|两个(?:国家|大国)|双方|(?<!国家)双边|对方|彼此|两党|两军|两大文明|邦交|建交"
)
"""Words that say of two parties without naming them that they deal with each other."""
OUR_SIDE = re.compile(r"中方|我方|我们|中国政府")
"""Words with which China's side speaks of itself."""
IS_QUESTION = re.compile(r"(?:[^。：]{0,24}记者(?:[^。：]{0,4}[问题])?|[^。：]{0,12}[提追]?问)：")
"""How a journalist's question begins: 越通社记者：, 记者追问：."""

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;”’」』）]*")
_GOES_ON = re.compile(r"(?:他们|她们|其中|分别)[是有为]|其中|包括|[^，]{0,8}我们|[^，]{0,20}，我们")
SEVERAL = re.compile(r"(?P<number>[三四五六七八九十])(?:国|方(?!面))")
# whom nothing is said of, though a sentence with China names them: peoples of the past (非洲黑奴),
# what two parties speak about (乌克兰危机, 就…问题, 介绍了…), media that ask or report
_IS_NO_PARTY = re.compile(
    r"黑?奴|原住民|土著|殖民|移民|难民|古国|王朝|核?问题|危机|局势|形势|冲突|战事|战争|内战|和平进程|事务|之间选|媒体|记者|电视台|通讯社|的(?:媒体|记者)|队(?=[，。；、]|和)|选手"
)
# 俄乌谈判, 朝俄关系: what others have among themselves
_AMONG_THEM = re.compile(
    r"(?:之间|直接|重启|恢复|双边|两国|领导人|元首|外长)?的?(?:关系|谈判|停火|和谈|会晤|会谈|边境|边界|贸易|军演|联合军演|同盟|联盟|"
    r"军事|防务|铁路|公路|接触|互动|争端|矛盾|和解|走近|对抗|对话|峰会|战场|前线|问题|冲突|局势|危机|战争)"
)
# a clause without a subject after China's side has spoken: 同海合会的自贸谈判
_WITHOUT_SUBJECT = re.compile(r"(?:^|[，。；：])(?:愿|将|愿意|继续|还|也|并)?(?:同|与|对|向)$")
_CHINA_SPEAKS = re.compile(
    r"(?:外交部|商务部|国防部|国台办)?(?:发言人|外交部长|部长|外长|国务委员)[^，。：]{0,6}(?:：|说|表示|指出|强调)"
)
_MATTER = re.compile(
    r"就[^。；]{0,40}?等(?:问题|议题|地区热点)|就[^，。；]{0,12}?(?:问题|冲突|危机|局势|形势|半岛)|(?:介绍|通报)了?[^，。；]{0,30}"
)
# what is compared
_COMPARES = (
    "(?:比较了?中国[同与和]|[^对桑赞冈伦]比(?![利亚克绍])|接近|低于|高于|超过|超越|相当于|不及|不如|次于|优于|落后于|领先于|媲美|好于|多于|少于|大于|"
    "小于|赶上|赶超)"
)
_COMPARED = re.compile(rf"{_COMPARES}[^，。；：同与和向对]{{0,3}}对?$")
_COMPARED_WITH = re.compile(r"[^，。；]{0,14}(?:相比|相较|比起来|差距)")
_AND = re.compile(r"[和与、及或]")
_COMPARISON = re.compile(_COMPARES)
_LONGEST_COMPARISON = 8
# and who wins
_CONTEST = re.compile(
    r"决赛|小组赛|夺冠|[金银铜奖]牌|世界杯|锦标赛|联赛|亚军|季军|[球女男]单|[女男]双|积分榜|名将"
)
_BEATS = re.compile(r"力克|战胜|击败|不敌|首战")
_SPORTS = re.compile(r"[女男足篮排乒羽]球|[女男]排|[女男]足|[女男]篮|赛|队")
# 在新加坡会见俄罗斯总统, 先后于波兰华沙、拉脱维亚里加举行: where something takes place
_AT = re.compile(r"(?:在|于)$")
_TAKES_PLACE = re.compile(
    r"[^，。；的]{0,12}?(?:、[^，。；的]{1,60}?)?(?:出席|会见|会晤|举行|开幕|闭幕|举办|召开)"
)
_MEETING_AT = re.compile(r"(?:会|会议|峰会|论坛|大会)[^，。；]{0,8}[在于]$")
_NEXT_VENUE = re.compile(r"[^，。；的]{0,5}[、和及](?:中国[^，。；、的]{2,4}[、和及])?$")
# 为取悦美国: whom another follows
_FOLLOWED = re.compile(
    r"(?:取悦|讨好|追随|照抄|迎合|投靠|听命于|依附|跟随|效仿|跟着|屈从于?|仰仗|依赖|加入)$"
)
# 对俄制裁: done to it by whoever is named before
_DONE_TO = re.compile(r"(?:新一轮|实施|追加|的)?(?:制裁|军援|武器禁运|动武|出兵|开战)")
_BY_CHINA = re.compile(r"(?:中国|中方|我国|我们|我方)(?:不会|从未|从不|并未|也|都)?对$")
# 首个同中国建交的拉美国家: a class to which a country belongs
_FIRST_OF = re.compile(r"(?:首个|第一个|首批|最早|较早|最先|率先|唯一|最大|之一)[^，。；]*$")
_CLASS = re.compile(r"(?:主要|重要|发达)?国家(?=[，。；、]|之一|$)")
# 中方对此, 这一项目对中国: takes up what was just said
_TAKES_UP = re.compile(r"对此|此举|此事|这一|这项|这是|这些|该项目|上述|有关(?:做法|言论|举措|决定|报道)")
# 拉美最大的经济体, 在非洲重要的合作伙伴: a region that a country belongs to
_IN_REGION = re.compile(
    r"(?:和加勒比)?(?:地区|国家)?[的中里]?(?:最早|最大|最重要|重要|主要|第[一二三四五六七八九十]|首个)"
)
# 在美国收紧援助的背景下, 美国加征关税之际
_BACKGROUND = re.compile(r"[^，。；]{0,40}(?:背景下|之际|情况下|之时)")
_ASKS_CHINA = re.compile(
    r"(?:请问|发言人|中方|您|你)[^。？]{0,14}(?:评论|回应|看法|看待|态度|立场|怎么看|如何看)"
)
# a heading without a subject: 会见摩洛哥外交大臣
_RECEIVES = re.compile(
    r"(?:应约)?(?:会见|会晤|访问|出访|致电|拜会|(?:同|与)[^，。]{2,16}(?:会谈|会晤|通电话))[^，。：]{2,24}|(?:同|与)[^，。：]{2,20}(?:会谈|会晤|通电话)"
)
# a position that the parties of a joint statement take towards another
_JOINTLY = re.compile(
    r"[^，。：]{0,4}(?:双方|两国元首|两国|各方)[^，。]{0,4}(?:对[^。]{2,40}(?:关切|谴责|不满)|呼吁|敦促|要求|谴责|支持|愿支持|主张|"
    r"愿同|同[^，。]{2,8}保持)"
)
_TWO = re.compile(r"两国|两个国家|双方|双边")
_SAYS = re.compile(r"表示|[^小学传]说|介绍|指出|强调|认为|重申|赞赏|感谢|谈到|介绍")
_OTHER_SIDE = re.compile(r"对方|外方|客人|东道主|来宾|总统|总理|首相|外长|外交部长|部长|议长|国王|主席")
_SOMEBODY = "?"
_NOBODY = Resolved(-1, -1, "", "", with_china=False)
_LONGEST_INTRODUCTION = 40
_NEAR = 80  # characters before a name that say what it is there for
FAIR = re.compile(r"进博会|广交会|服贸会|消博会|链博会|东博会|博览会|交易会|进口展|国际展会")
"""Fairs in China, where it is not said otherwise."""
_EXHIBITS = re.compile(r"展[区台位馆品商会]|参展|国家馆|设馆|主宾国|采购商")
_DEALT_WITH = re.compile(r"(?:同|与|和|向|对)$")
_OF_THE_ASKER = re.compile(r"我们|我国|首都|(?<!\w)(?:总统|总理|首相|国王|外长)(?!府)")


def said(
    text: str,
    names: Sequence[Resolved],
    hosts: Container[str] = (),
    *,
    fair: bool = False,
    joint: bool = False,
) -> Iterator[Evidence]:
    """``about`` that the text itself shows.

    ``hosts`` are the counterparts that the heading and the title are about: what they say of others is no
    dealing of China's. ``fair`` says that the document tells of a fair in China: who exhibits there deals
    with it. ``joint`` says that it is a joint statement, in which 双方 has China in it.
    """
    speaks = _CHINA_SPEAKS.match(text) is not None or _RECEIVES.fullmatch(text) is not None
    speaks = speaks or (joint and _JOINTLY.match(text) is not None)
    if (fair and _EXHIBITS.search(text)) or speaks:
        names = [Resolved(0, 0, "china", "", with_china=False), *names]
    elif all(name.code and not name.with_china for name in names) and not _ASKS_CHINA.search(text):
        return _dealt_with(text, names)
    codes = {name.code for name in names if name.code}
    return _said_with_china(text, names, codes, hosts, fair=fair and not speaks) if codes else iter(())


def asked_for(text: str, outlets: Sequence[Resolved], names: Sequence[Resolved]) -> Iterator[Evidence]:
    """What a foreign journalist asks about as two countries, or as a first person: 越通社记者：两国关系."""
    question = IS_QUESTION.match(text)
    if not question or any(name.code and name.start >= question.end() for name in names):
        return
    askers = [name for name in (*outlets, *names) if name.code and name.end <= question.end()]
    if askers and (BILATERAL.search(text) or _OF_THE_ASKER.search(text, question.end())):
        yield found_by("about", "asker", askers[0], text)


def _said_with_china(
    text: str, names: Sequence[Resolved], codes: set[str], hosts: Container[str], *, fair: bool
) -> Iterator[Evidence]:
    parties = _Parties(text, hosts)
    china, spoken = False, _CHINA_SPEAKS.match(text) is not None
    said: set[str] = set()
    waiting: set[str] = set()  # parties of sentences without China
    following = 0
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        first = following
        while following < len(names) and names[following].start < end:
            following += 1
        inside = names[first:following]
        china = (
            fair
            or any(not name.code or name.with_china for name in inside)
            or (china and _GOES_ON.match(text, start, end) is not None)
        )
        parties.listen(start, end, inside)
        if not china:
            for name in parties.of(start, end, inside):
                waiting.add(name.code)
                if spoken and _WITHOUT_SUBJECT.search(text, max(start, name.start - 5), name.start):
                    said.add(name.code)
                    yield found_by("about", "other-side", name, text)
            continue
        spoken = True
        for name in parties.of(start, end, inside):
            said.add(name.code)
            yield found_by("about", "compound" if name.with_china else "sentence", name, text)
        waiting_two = {code for code in waiting if not COUNTERPARTS[code].regional}
        if (
            len(waiting_two) == 2
            and {name.code for name in inside} <= {"", *waiting_two}
            and _TWO.search(text, start, end)
        ):
            for code in sorted(waiting_two - said):  # 两国交火。中方特使正在两国之间斡旋
                said.add(code)
                yield found_by("about", "taken-up", _cue(_TWO.search(text, start, end), code), text)
        several = SEVERAL.search(text, start, end) if len(codes) > 2 else None
        if several and len(codes) == "三四五六七八九十".index(several["number"]) + 3:
            for code in sorted(codes - said):  # 三国工程师和中国同事
                said.add(code)
                yield found_by("about", "taken-up", _cue(several, code), text)
    if not said and waiting and _ASKS_CHINA.search(text) and IS_QUESTION.match(text):
        # 日本防卫省公布预算。请问中方有何评论: of whom the question tells first
        question = IS_QUESTION.match(text)
        subject = next(
            name for name in names if name.code in waiting and (not question or name.start >= question.end())
        )
        yield found_by("about", "taken-up", subject, text)
        return
    if codes == waiting and len(codes) == 1 and not said:
        side = next((each for each in names if each.code and text.endswith("方", each.start, each.end)), None)
        if side:  # 法方 is the other side of a dealing
            yield found_by("about", "paragraph", side, text)
            return
        cue = BILATERAL.search(text) or OUR_SIDE.search(text)
        if cue:
            yield found_by("about", "paragraph", _cue(cue, *codes), text)


def _shows_china(name: Resolved, text: str) -> bool:
    """Whether a name puts China in play for others: 中欧班列 does so for nobody on its way."""
    return not name.code or (name.with_china and not text.startswith("班列", name.end))


def _cue(match: re.Match[str] | None, code: str) -> Resolved:
    assert match
    return Resolved(match.start(), match.end(), "", code, with_china=False)


def _dealt_with(text: str, names: Sequence[Resolved]) -> Iterator[Evidence]:
    """The one side that a delegation without a name deals with (同巴方磋商), or China's speaker means."""
    if _CHINA_SPEAKS.match(text):
        for name in names:
            if _WITHOUT_SUBJECT.search(text, max(0, name.start - 5), name.start):
                yield found_by("about", "other-side", name, text)
    if len({name.code for name in names}) == 1:
        for name in names:
            side = name.rule == "short-form" and text.endswith("方", name.start, name.end)
            if side and _DEALT_WITH.search(text, max(0, name.start - 2), name.start):
                yield found_by("about", "other-side", name, text)


class _Parties:
    """Those whom a paragraph names as parties to a dealing, not aside."""

    def __init__(self, text: str, hosts: Container[str]) -> None:
        self._text, self._hosts = text, hosts
        self._speakers: set[str] = set()  # those abroad who are speaking
        self._words = 0  # where what they say begins
        self._matters = [match.span() for match in _MATTER.finditer(text)]
        self._compares = _COMPARISON.search(text) is not None
        self._contest = bool(_CONTEST.search(text) or (_BEATS.search(text) and _SPORTS.search(text)))
        question = IS_QUESTION.match(text)
        self._question = question.end() if question else 0  # who asks is no party

    def listen(self, start: int, end: int, names: Sequence[Resolved]) -> None:
        """Notice who is speaking in the sentence text[start:end]."""
        says = _SAYS.search(self._text, start, min(end, start + _LONGEST_INTRODUCTION))
        if not says:
            self._words = start
            return
        before = [name for name in names if name.start < says.start()]
        if any(
            not name.code and self._text[max(0, name.start - 1) : name.start] not in ("对", "向")
            for name in before
        ):
            self._speakers = set()
        elif abroad := {name.code for name in before if name.code}:
            self._speakers = abroad
        elif _OTHER_SIDE.search(self._text, start, says.start()):
            self._speakers = {_SOMEBODY}
        self._words = says.end()

    def of(self, start: int, end: int, names: Sequence[Resolved]) -> Iterator[Resolved]:
        """The parties among the names in the sentence text[start:end]."""
        text = self._text
        contest = self._contest
        compared = venue = -1
        last = _NOBODY
        for name in names:
            if not name.code:
                continue
            near = max(start, name.start - _NEAR)
            if name.rule == "name" and (
                (_AT.search(text, near, name.start) and _TAKES_PLACE.match(text, name.end))
                or _MEETING_AT.search(text, near, name.start)
                or (venue > 0 and name.start - venue < _NEAR and _NEXT_VENUE.match(text, venue, name.start))
            ):
                venue = name.end
            if self._compares and (
                _COMPARED.search(text, max(start, name.start - _LONGEST_COMPARISON), name.start)
                or (name.start == compared + 1 and _AND.match(text, compared))
            ):
                compared = name.end
            aside = (
                contest
                or name.end in (compared, venue)
                or _IS_NO_PARTY.match(text, name.end)
                or name.start < self._question
                or _FOLLOWED.search(text, near, name.start)
                or (name.start == last.end + 1 and last.code in self._hosts and text[last.end] in "同与跟")
                or (name.rule == "compound" and _AMONG_THEM.match(text, name.end))
                or (
                    text[name.start - 1 : name.start] == "对"
                    and _DONE_TO.match(text, name.end)
                    and not _BY_CHINA.search(text, near, name.start)
                )
                or (
                    (_CLASS.match(text, name.end) or text.endswith("国家", name.start, name.end))
                    and _FIRST_OF.search(text, near, name.start)
                )
                or any(first < name.start < last for first, last in self._matters)
                or (COUNTERPARTS[name.code].regional and _IN_REGION.match(text, name.end))
                or _BACKGROUND.match(text, name.end)
                or (
                    self._speakers
                    and name.start >= self._words
                    and name.code not in self._speakers
                    and name.code not in self._hosts
                )
            )
            compares = name.end == compared or _COMPARED_WITH.match(text, name.end)
            if not compares and (name.with_china or not aside):
                yield name
            last = name

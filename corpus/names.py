"""The names by which a text names counterparts, found on characters.

A word segmentation only checks that a match does not cut a word in two (今日本台 does not name 日本),
and decides where a compound of one-character forms begins and ends (中俄新时代, 其中美国).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, permutations
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from corpus.cleaning import mend
from corpus.counterparts import (
    COUNTERPARTS,
    FORM_RULES,
    LEXICON,
    TITLES,
    TITLES_OF_BODIES,
    Counterpart,
    LexiconError,
    read_china,
    read_forms,
    read_toml,
    unknown_code,
)
from corpus.tokens import TRANSLITERATION, is_word, known_parts, read_words, segment


class Name(NamedTuple):
    """A place in a text that names a counterpart, or China (``codes`` empty, rule ``china``).

    ``codes``: the candidates, usual one first; more than one where the form is ambiguous.
    ``with_china``: the form itself joins the counterpart to China (中俄, 俄中, 中国同坦桑尼亚).
    ``needs``: what the form is too weak to stand without: "" nothing, ``china`` China in the paragraph,
    ``support`` a plainer name of one of the candidates in the document.
    """

    start: int
    end: int
    rule: str
    codes: tuple[str, ...] = ()
    with_china: bool = False
    needs: str = ""


TRANSLITERATED = re.compile(f"[{TRANSLITERATION}·]+")
"""A run of the characters with which Chinese writes foreign names."""

_BEGINS_A_NAME = re.compile(f"[{TRANSLITERATION}]{{1,6}}·")

_CHINA = "china"
_OFFICE = "office"
_NOBODY = ""
_COMPOUND = "compound"

_RELATION = re.compile(
    r"两[国军党]|双[方边]|关系|友好|友谊|合作|建交|外交|战略|经贸|贸易|人文|文化|联合|元首|总[统理]|首相|外长|政府|"
    r"领导人|人民|自贸|边[境界]|共同|命运|全面|高层|铁路|经济走廊|伙伴|之间|交往|交流|互|班列|论坛|睦邻|和平|投资|地理标志|条约|"
    r"声明|协定|公报|联委会"
)
_COUNTED = re.compile(r"(?P<number>[两三四五六七八九])(?:国|方[^面])")
_JOINERS = re.compile(r"(?:[—–－\-·・]{0,2}|(?:还|也|将|已|愿)?(?:同|和|与|及|跟|对))")

# what stands beside a single character that names its country
_BEFORE = "对访赴驻涉抵离援旅返抗促逼"
_AFTER = (
    r"总统|总理|首相|国务卿|外[长交相]|国防|防[长务]|财[长政]|政府|国会|议会|众议|参议|军[方队舰机]|海军|空军|陆军|海警|"
    r"官员|高官|官方|媒体|舆论|学者|专家|民众|警方|央行|航母|战机|导弹|大使|使馆|两[国军党]|双[方边]|关系|会谈|"
    r"新政府|前总[统理]|谈判|工商界|商务部|财政部|司法部|代表团|领导人|最高法院|联邦|议员|智库|企业|关税|冲突|停火|局势|武装|海岸警卫队"
)
_OFFICES = "总统 总理 首相 外长 外相 外交部 防长 国防部 军方 军队 军舰 军机 大使 使馆 驻华".split()
_WEAKLY_BEFORE = "向同与和从给为被遭在"
_WEAKLY_AFTER = (
    r"前|新|副|要求|称|宣布|拟|将|已|向|对|在|再|又|要|多地|单日|疫情|确诊|贸易|经济|制裁|驻|拒|欲"
)
_STRONGLY_AFTER = re.compile(_AFTER)
_DIGIT = re.compile(r"[\d一二三四五六七八九十当今近昨明次]")


class NameFinder:
    """Finds names in texts, from one table of counterparts; build it once, it is immutable."""

    def __init__(self, counterparts: Mapping[str, Counterpart], lexicon: Path = LEXICON) -> None:
        self._forms = read_forms(lexicon)
        patterns: dict[str, tuple[str, list[str]]] = {}

        def add(form: str, rule: str, code: str) -> None:
            codes = patterns.setdefault(mend(form).text, (rule, []))[1]  # as it stands in a text that is read
            if code and code not in codes:
                codes.append(code)

        for code, counterpart in counterparts.items():
            for key, rule in FORM_RULES.items():
                for form in counterpart.forms[key]:
                    if key != "titled":
                        add(form, rule, code)
                        continue
                    for title in (*TITLES, *TITLES_OF_BODIES) if counterpart.regional else TITLES:
                        for candidate in self._forms.ambiguous.get(form, (code,)):
                            add(title + form, rule, candidate)
                            add(form + title, rule, candidate)
            for form in counterpart.forms["short"]:
                if len(form) > 1:  # 中圣普, 圣普中
                    add("中" + form, _COMPOUND, code)
                    add(form + "中", _COMPOUND, code)
        china = read_china(lexicon)
        cues = china.names + china.people + china.cues + china.companies + china.places
        for forms, rule in ((cues, _CHINA), (china.offices, _OFFICE)):
            for form in forms:
                if form in patterns and patterns[form][1]:
                    owner = " ".join(patterns[form][1])
                    raise LexiconError(f"{lexicon / 'china.toml'}: {form!r} stands for {owner} too; keep one")
                add(form, rule, "")
        self._standing = _read_compounds(lexicon / "compounds.toml", counterparts)
        # counterparts that standing compounds name together
        self.beside = frozenset(pair for codes in self._standing.values() for pair in permutations(codes, 2))
        for form in self._standing:
            add(form, _COMPOUND, "")
        for form in read_words(lexicon / "not_names.txt"):
            if form not in patterns:
                add(form, _NOBODY, "")
        self._short: dict[str, tuple[str, ...]] = {}
        for code, counterpart in counterparts.items():
            for form in counterpart.forms["short"]:
                if len(form) == 1:
                    self._short[form] = self._forms.ambiguous.get(form, (code,))
        for character, codes in self._short.items():
            if character not in self._forms.words:
                for office in _OFFICES:  # 英首相, also where the dictionary holds it as one word
                    patterns.setdefault(character + office, ("short-form", list(codes)))
        self._kinds = [
            (rule, self._forms.ambiguous.get(form, tuple(codes))) for form, (rule, codes) in patterns.items()
        ]
        self._names_nobody = frozenset(
            index for index, (rule, _) in enumerate(self._kinds) if rule in (_CHINA, _OFFICE, _NOBODY)
        )
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard)
        self._compound_characters = frozenset(self._short) | {"中"}
        short = "".join(sorted(self._short))
        trusted = "".join(sorted(self._short.keys() - self._forms.words))
        distinct = "".join(sorted(self._short.keys() & (self._forms.alone | self._forms.distinct)))
        sole = "".join(sorted(self._forms.sole))
        self._run = re.compile(f"[中{short}]{{2,}}")
        self._run_in_term = re.compile(rf"(?:\w+[与和])?(?P<run>[中{short}]{{2,}})(?=$|{_RELATION.pattern})")
        self._list = re.compile(
            f"(?<![\\w、])(?=[^中]*中)[中{trusted}](?:、[中{trusted}])+(?=[^\\w]|[及和与等两三四五]|领导|外长)"
        )
        self._single = re.compile(
            f"(?<=[{_BEFORE}])[{short}]|[{short}](?=[方军企媒籍产资]|{_AFTER})"
            f"|(?:(?<=[{_WEAKLY_BEFORE} ])|^)[{trusted}]|[{distinct}](?={_WEAKLY_AFTER})|[{sole}]"
        )

    def find(self, text: str) -> list[Name]:
        """The names in ``text``, in order of their beginning; none where they name nobody but China."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        runs = list(self._run.finditer(text))
        singles = list(self._single.finditer(text))
        if not runs and not singles and self._names_nobody.issuperset(index for index, _, _ in matches):
            return []
        words = _Words(segment(text))
        names: list[Name] = []
        taken = bytearray(len(text))
        for start, end, rule, codes in self._listed(text, words, matches):
            taken[start:end] = b"\1" * (end - start)
            with_china = rule == _COMPOUND and "中" in text[start:end]
            if form := self._standing.get(text[start:end]):
                names += [Name(start, end, _COMPOUND, (code,), with_china) for code in form]
            elif rule != _NOBODY:
                if rule == "supported":
                    names.append(Name(start, end, "name", codes, with_china, "support"))
                else:
                    names.append(Name(start, end, rule, codes, with_china))
        if runs or "、" in text:
            names += self._enumerations(text, taken)
        names += chain.from_iterable(self._compounds(text, run, words, taken) for run in runs)
        names += self._single_forms(text, singles, words, taken)
        names.sort(key=lambda name: (name.start, name.end))
        return list(_join_to_china(_without_foreign_offices(names), text))

    def _listed(
        self, text: str, words: _Words, matches: Sequence[tuple[int, int, int]]
    ) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
        """The listed forms that cut no word, the leftmost and then the longest where they overlap."""
        reached = 0
        for start, end, index in sorted(
            ((start, end, index) for index, start, end in matches), key=lambda match: (match[0], -match[1])
        ):
            if start < reached or not words.whole(start, end):
                continue
            rule, codes = self._kinds[index]
            if text[start:end] in self._standing and "中" in text[start - 1 : start] + text[end : end + 1]:
                continue  # 孟中印缅 is one compound
            if rule == _COMPOUND and "中" not in text[start:end]:
                inside = not _RELATION.match(text, end) and _beside_a_foreign_name(text, start, end, words)
            else:
                inside = _inside_a_foreign_name(text, start, end, rule, words)
            if not inside:
                yield start, end, rule, codes
                reached = end

    def _enumerations(self, text: str, taken: bytearray) -> Iterator[Name]:
        """英法意三国, 缅、中、印三国: as many one-character forms as the number says; 中、法、德及欧盟."""
        for match in self._list.finditer(text) if "、中" in text or "中、" in text else ():
            start, end = match.span()
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                for form in match[0].split("、"):
                    if form != "中":
                        yield Name(start, end, _COMPOUND, self._candidates(form, True), True)
        for match in _COUNTED.finditer(text):
            count = "两三四五六七八九".index(match["number"]) + 2
            letters = [
                at for at in range(match.start("number") - 2 * count, match.start("number")) if at >= 0
            ]
            forms = [at for at in letters if text[at] != "、"][-count:]
            if len(forms) < count or not all(text[at] in self._compound_characters for at in forms):
                continue
            start, end = forms[0], forms[-1] + 1
            if taken.find(1, start, end) >= 0:
                continue
            taken[start:end] = b"\1" * (end - start)
            with_china = any(text[at] == "中" for at in forms)
            for at in forms:
                if text[at] != "中":
                    yield Name(start, end, _COMPOUND, self._candidates(text[at], with_china), with_china)

    def _candidates(self, character: str, with_china: bool) -> tuple[str, ...]:
        usual = self._short[character]
        return self._forms.ambiguous.get("中" + character, usual) if with_china else usual

    def _compounds(self, text: str, run: re.Match[str], words: _Words, taken: bytearray) -> Iterator[Name]:
        """中俄, 俄中, 中日韩, 孟中印缅, 俄乌: the whole words of a run of one-character forms."""
        first, last = run.span()
        held: tuple[int, int] | None = None
        at = words.around(first)[0]
        while at < last:
            start, end = words.around(at)
            at = end
            if first <= start and end <= last and taken.find(1, start, end) < 0:
                grammar = held is None and end < last and text[start:end] in self._forms.functions
                if grammar and text[end] == "中" and end + 1 < last:
                    continue  # 以中法建交为契机
                held = (held[0] if held else start, end)
                continue
            if held:
                yield from self._compound(text, *held, words, taken)
                held = None
            if end - start > 2:
                term = self._run_in_term.match(text, start, end)  # 中欧班列, 中非合作论坛, 东盟与中日韩
                if term and taken.find(1, *term.span("run")) < 0:
                    yield from self._compound(text, *term.span("run"), words, taken)
        if held:
            yield from self._compound(text, *held, words, taken)

    def _compound(self, text: str, start: int, end: int, words: _Words, taken: bytearray) -> Iterator[Name]:
        forms = self._forms
        characters = text[start:end]
        with_china = "中" in characters
        others = characters.replace("中", "")
        related = _RELATION.match(text, end) is not None
        # a word at the edge is a word: 欧美多地, 中德也
        edge = forms.functions if related or with_china else forms.words
        if not edge.issuperset(others):
            while text[end - 1] in edge:
                end -= 1
            while text[start] in edge:
                start += 1
            characters = text[start:end]
            others = characters.replace("中", "")
        if with_china and not related and self._is_cut_otherwise(text, start, end):
            return
        plain = with_china or (
            forms.plain.issuperset(others)
            or (forms.alone.issuperset(others) and not forms.plain.isdisjoint(others))
            or (len(others) > 2 and len(forms.plain.intersection(others)) > 1)
        )
        if len(characters) < 2 or not others or not (plain or related):
            return
        if not with_china and not related and _beside_a_foreign_name(text, start, end, words):
            return
        taken[start:end] = b"\1" * (end - start)
        for character in others:
            # beside a character that is no word of its own the others are none either: 中老泰
            known = plain and (related or character not in forms.words or not forms.words.issuperset(others))
            yield Name(
                start,
                end,
                _COMPOUND,
                self._candidates(character, with_china),
                with_china,
                "" if known else "support",
            )

    @staticmethod
    def _is_cut_otherwise(text: str, start: int, end: int) -> bool:
        """Whether 中 goes with what stands before it, and the last form with what follows: 颠簸中|朝着."""
        inside = start > 0 and text[start] == "中" and text[start - 1].isalpha()
        return inside and end < len(text) and is_word(text[end - 1 : end + 1])

    def _single_forms(
        self, text: str, singles: Sequence[re.Match[str]], words: _Words, taken: bytearray
    ) -> Iterator[Name]:
        """美方, 俄军, 对日, 美总统: one character, with what stands before or after it."""
        forms = self._forms
        for match in singles:
            at, character = match.start(), match[0]
            if taken[at]:
                continue
            start, end = words.around(at)
            if start != at and not (start < at and taken[at - 1]):  # 在华|美企
                continue
            needs = ""
            if start != at:
                end = at + 1
            if end - at == 2 and text[end - 1] in "方军企媒籍产资":
                if character not in forms.alone:
                    side = text[end - 1] == "方"
                    certain = len(self._short[character]) == 1 or not side
                    word = character in forms.words and not (side and character in forms.sides)
                    needs = "support" if word else "" if certain and character not in forms.words else "china"
                yield Name(at, end, "short-form", self._short[character], needs=needs)
            elif end - at == 1:
                side = text.startswith("方向", end) or (text.startswith("方", end) and words.starts(end + 1))
                before = text[at - 1 : at] if at else ""
                if _BEGINS_A_NAME.match(text, at):
                    continue  # 马可·波罗
                sole = character in forms.sole
                strong = side or sole or before in _BEFORE or _STRONGLY_AFTER.match(text, end)
                if character == "日" and _DIGIT.match(before):
                    continue
                if not strong or (character in forms.words and not side):
                    needs = "support"
                elif character not in forms.alone and not (side and len(self._short[character]) == 1):
                    needs = "china"
                yield Name(at, end + side, "short-form", self._short[character], needs=needs)


def _read_compounds(path: Path, counterparts: Mapping[str, Counterpart]) -> dict[str, list[str]]:
    """Standing compounds: {form: codes}."""
    compounds = read_toml(path).get("compounds")
    if not isinstance(compounds, dict):
        raise LexiconError(f"{path}: needs a table [compounds]")
    for form, codes in compounds.items():
        if not isinstance(codes, list) or len(codes) < 2:
            raise LexiconError(f'{path}: {form!r} needs a list of two or more codes, as in ["RU", "UA"]')
        for code in codes:
            if code not in counterparts:
                raise LexiconError(f"{path}, {form!r}: {unknown_code(str(code), counterparts)}")
    return compounds


class _Words:
    """Where the words of a text begin and end."""

    __slots__ = ("_boundaries", "_ends", "_pieces")

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = pieces
        self._ends = list(accumulate(map(len, pieces)))
        self._boundaries = {0, *self._ends}

    def starts(self, position: int) -> bool:
        return position in self._boundaries or self.around(position)[0] == position

    def alone(self, position: int) -> bool:
        """Whether the character at ``position`` is no part of a longer word."""
        start, end = self.around(position)
        return end - start == 1

    def whole(self, start: int, end: int) -> bool:
        """Whether no word is cut by [start, end): a word that overlaps it lies inside, or holds it whole."""
        boundaries = self._boundaries
        if start in boundaries and end in boundaries:
            return True
        first, last = self.around(start)
        if first < start and last < end:
            return False
        return end in boundaries or self.around(end)[0] == end or self.around(end)[0] <= start

    def around(self, position: int) -> tuple[int, int]:
        """Start and end of the word that holds ``position``; a word that was guessed is looked into."""
        index = bisect_right(self._ends, position)
        if index == len(self._ends):
            return self._ends[-1], self._ends[-1]
        start = self._ends[index - 1] if index else 0
        parts = known_parts(self._pieces[index])
        if len(parts) == 1:
            return start, self._ends[index]
        for part in parts:
            if start + len(part) > position:
                return start, start + len(part)
            start += len(part)
        raise AssertionError("the parts of a word are shorter than it")


def _inside_a_foreign_name(text: str, start: int, end: int, rule: str, words: _Words) -> bool:
    """Whether a short transliterated match is a piece of a longer transliterated name: 瓦斯 in 维尔瓦斯."""
    if rule in (_CHINA, _OFFICE, "outlet", "place") or (rule != "leader" and end - start > 3):
        return False
    if rule != "leader" and not TRANSLITERATED.fullmatch(text, start, end):
        return False
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if after == "·" or (before == "·" and end - start < 3 and rule != "leader"):
        return True
    return bool(
        (before and before != "·" and TRANSLITERATED.fullmatch(text, *words.around(start - 1)))
        or (rule == "leader" and after and TRANSLITERATED.fullmatch(after) and words.alone(end))
    )


def _beside_a_foreign_name(text: str, start: int, end: int, words: _Words) -> bool:
    """Whether a word that transliterates a name stands before or after: 扎门|乌德, 阿亚|库乔."""
    return any(
        TRANSLITERATED.fullmatch(text, *span) is not None and not is_word(text[slice(*span)])
        for span in (
            words.around(start - 1) if start else (0, 0),
            words.around(end) if end < len(text) else (0, 0),
        )
        if span[1] > span[0]
    )


def _join_to_china(names: Sequence[Name], text: str) -> Iterator[Name]:
    """The names, ``with_china`` where 中国 stands at their side: 中国—东盟, 东盟与中国."""
    for index, name in enumerate(names):
        if name.codes and not name.with_china and name.rule not in ("capital", "leader", "outlet", "place"):
            neighbours = [*names[max(0, index - 1) : index], *names[index + 1 : index + 2]]
            joined = any(_is_joined(name, other, text) for other in neighbours)
            if joined:
                name = name._replace(with_china=True)
        yield name


def _without_foreign_offices(names: Sequence[Name]) -> list[Name]:
    """The names, offices as names of China where no foreign name stands at their side."""
    starts = {name.start for name in names if name.codes}
    ends = {name.end for name in names if name.codes}
    return [
        name._replace(rule=_CHINA) if name.rule == _OFFICE else name
        for name in names
        if name.rule != _OFFICE or (name.start not in ends and name.end not in starts)
    ]


def _is_joined(name: Name, other: Name, text: str) -> bool:
    if other.rule != _CHINA or text[other.start : other.end] not in ("中国", "中方", "我国"):
        return False
    first, second = sorted((name, other), key=lambda each: each.start)
    return _JOINERS.fullmatch(text[first.end : second.start]) is not None


FINDER: NameFinder = NameFinder(COUNTERPARTS)
"""The finder over the project's own lexicon."""

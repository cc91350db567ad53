"""The names by which a text names counterparts, found on characters.

A word segmentation only checks that a match does not cut a word in two (今日本台 does not name 日本),
and decides where a compound of one-character forms begins and ends (中俄新时代, 其中美国).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from corpus.counterparts import (
    COUNTERPARTS,
    FORM_RULES,
    LEXICON,
    Counterpart,
    LexiconError,
    read_toml,
    unknown_code,
)
from corpus.tokens import FUNCTION_WORDS, TRANSLITERATION, read_words, segment


@dataclass(frozen=True)
class Name:
    """A place in a text that names a counterpart, or China (``codes`` empty, rule ``china``).

    ``codes``: the candidates, usual one first; more than one where the form is ambiguous.
    ``with_china``: the form itself joins the counterpart to China (中俄, 俄中, 中国同坦桑尼亚).
    ``needs_support``: too weak to stand unless the document names one of the candidates otherwise.
    """

    start: int
    end: int
    rule: str
    codes: tuple[str, ...] = ()
    with_china: bool = False
    needs_support: bool = False


TRANSLITERATED = re.compile(f"[{TRANSLITERATION}·]+")
"""A run of the characters with which Chinese writes foreign names."""

_CHINA = "china"
_NOBODY = ""
_COMPOUND = "compound"

# characters that are hardly ever a word of their own, so that two of them in a row are a compound
_PLAIN = frozenset("美俄英法德日韩朝印欧")
# one-character forms that can stand for a country by themselves; the others are also words (法, 以, 也)
# and need support in the document, or a word of relations after them
_DISTINCT = _PLAIN - {"法"} | frozenset("乌越泰缅柬菲澳蒙捷匈孟叙")
_USUAL_WITH_CHINA = frozenset("法阿巴非拉哈吉塔土沙埃智秘墨荷葡瑞挪芬丹奥希塞波罗")
_RELATION = re.compile(
    r"两[国军党]|双[方边]|关系|友好|友谊|合作|建交|外交|战略|经贸|贸易|人文|文化|联合|元首|总[统理]|首相|外长|政府|"
    r"领导人|人民|自贸|边[境界]|共同|命运|全面|高层|铁路|经济走廊|伙伴|之间|交往|交流|互|班列|论坛|睦邻|和平|投资|地理标志|条约|"
    r"声明|协定|公报|联委会"
)
_BEFORE = frozenset("对访赴驻涉抵离援旅返抗促逼")
_AFTER = re.compile(
    r"总统|总理|首相|国务卿|外[长交相]|国防|防[长务]|财[长政]|政府|国会|议会|众议|参议|军[方队舰机]|海军|空军|陆军|"
    r"官员|高官|官方|媒体|舆论|学者|专家|民众|警方|央行|航母|战机|导弹|大使|使馆|两[国军党]|双[方边]|关系|会谈|"
    r"谈判|工商界|商务部|财政部|司法部|代表团|领导人|最高法院|联邦|议员|智库|企业|关税|冲突|停火"
)
_WEAKLY_BEFORE = frozenset("向同与和从给为被遭在")
_WEAKLY_AFTER = re.compile(
    r"前|新|副|要求|称|宣布|拟|将|已|向|对|在|再|又|要|多地|单日|疫情|确诊|贸易|经济|制裁|驻|拒|拟|欲"
)
_COUNTED = re.compile(r"(?P<number>[两三四五六七八九])(?:国|方[^面])")
_DIGIT = re.compile(r"[\d一二三四五六七八九十当今近昨明次]")
_JOINERS = re.compile(r"(?:[—–－\-·・]{0,2}|同|和|与|及|跟|对)")


class NameFinder:
    """Finds names in texts, from one table of counterparts; build it once, it is immutable."""

    def __init__(self, counterparts: Mapping[str, Counterpart], lexicon: Path = LEXICON) -> None:
        patterns: dict[str, tuple[str, list[str]]] = {}

        def add(form: str, rule: str, code: str) -> None:
            codes = patterns.setdefault(form, (rule, []))[1]
            if code and code not in codes:
                codes.append(code)

        for code, counterpart in counterparts.items():
            for key, rule in FORM_RULES.items():
                for form in counterpart.forms[key]:
                    add(form, rule, code)
            for form in counterpart.forms["short"]:
                if len(form) > 1:  # 中圣普, 圣普中
                    add("中" + form, _COMPOUND, code)
                    add(form + "中", _COMPOUND, code)
        for form in _read_china(lexicon / "china.toml"):
            if form in patterns:
                owner = " ".join(patterns[form][1])
                raise LexiconError(f"{lexicon / 'china.toml'}: {form!r} stands for {owner} too; keep one")
            add(form, _CHINA, "")
        self._standing = _read_compounds(lexicon / "compounds.toml", counterparts)
        for form in self._standing:
            add(form, _COMPOUND, "")
        for form in read_words(lexicon / "not_names.txt"):
            if form not in patterns:
                add(form, _NOBODY, "")
        self._kinds = [(rule, tuple(codes)) for rule, codes in patterns.values()]
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard)
        self._short: dict[str, tuple[str, ...]] = {}
        for code, counterpart in counterparts.items():
            for form in counterpart.forms["short"]:
                if len(form) == 1:
                    self._short[form] = (*self._short.get(form, ()), code)
        self._compound_characters = frozenset(self._short) | {"中"}
        any_form = "".join(sorted(self._compound_characters))
        self._run_in_term = re.compile(rf"(?:\w+[与和])?(?P<run>[{any_form}]{{2,}})(?=$|{_RELATION.pattern})")

    def find(self, text: str) -> list[Name]:
        """The names in ``text``, in order of their beginning."""
        pieces = segment(text)
        words = _Words(pieces)
        names: list[Name] = []
        taken = bytearray(len(text))
        for start, end, rule, codes in self._listed(text, words):
            taken[start:end] = b"\1" * (end - start)
            if form := self._standing.get(text[start:end]):
                names += [Name(start, end, _COMPOUND, (code,)) for code in form]
            elif rule != _NOBODY:
                with_china = rule == _COMPOUND and "中" in text[start:end]
                names.append(Name(start, end, rule, codes, with_china))
        names += self._enumerations(text, taken)
        names += self._compounds(text, words, taken)
        names += self._single_forms(text, words, taken)
        names.sort(key=lambda name: (name.start, name.end))
        ends = {name.end for name in names if name.codes}
        # 俄罗斯外交部发言人 does not speak for China
        names = [name for name in names if name.start not in ends or not _is_office(name, text)]
        return list(_join_to_china(names, words, text, taken))

    def _listed(self, text: str, words: _Words) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
        """The listed forms that cut no word, the leftmost and then the longest where they overlap."""
        matches = [
            (start, end, *self._kinds[index])
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        reached = 0
        for start, end, rule, codes in sorted(matches, key=lambda match: (match[0], -match[1])):
            free = start >= reached and words.whole(start, end)
            if text[start:end] in self._standing and "中" in text[start - 1 : start] + text[end : end + 1]:
                continue  # 孟中印缅 is one compound
            if free and not _inside_a_foreign_name(text, start, end, rule, words):
                yield start, end, rule, codes
                reached = end

    def _enumerations(self, text: str, taken: bytearray) -> Iterator[Name]:
        """英法意三国, 缅、中、印三国: as many one-character forms as the number says."""
        for match in _COUNTED.finditer(text):
            count = "两三四五六七八九".index(match["number"]) + 2
            letters = [
                at for at in range(match.start("number") - 2 * count, match.start("number")) if at >= 0
            ]
            forms = [at for at in letters if text[at] != "、"][-count:]
            if len(forms) < count or not all(text[at] in self._compound_characters for at in forms):
                continue
            start, end = forms[0], forms[-1] + 1
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            with_china = any(text[at] == "中" for at in forms)
            for at in forms:
                if text[at] != "中":
                    yield Name(start, end, _COMPOUND, self._short[text[at]], with_china)

    def _compounds(self, text: str, words: _Words, taken: bytearray) -> Iterator[Name]:
        """中俄, 俄中, 中日韩, 孟中印缅, 俄乌: runs of words made of one-character forms alone."""
        run: list[tuple[int, int]] = []
        for start, end in words.spans:
            if text[start] in self._compound_characters and self._is_of_forms(text, start, end, taken):
                if run and run[-1][1] != start:
                    yield from self._compound(text, run, taken)
                    run = []
                run.append((start, end))
            elif end - start > 2:
                term = self._run_in_term.match(text, start, end)  # 中欧班列, 中非合作论坛, 东盟与中日韩
                if term and not any(taken[slice(*term.span("run"))]):
                    yield from self._compound(text, [term.span("run")], taken)
        if run:
            yield from self._compound(text, run, taken)

    def _is_of_forms(self, text: str, start: int, end: int, taken: bytearray) -> bool:
        return self._compound_characters.issuperset(text[start:end]) and not any(taken[start:end])

    def _compound(self, text: str, run: Sequence[tuple[int, int]], taken: bytearray) -> Iterator[Name]:
        if len(run) > 1 and text[slice(*run[0])] in FUNCTION_WORDS and "中" in text[slice(*run[1])]:
            run = run[1:]  # 以中法建交为契机
        start, end = run[0][0], run[-1][1]
        characters = text[start:end]
        with_china = "中" in characters
        plain = with_china or set(characters) <= _PLAIN
        related = _RELATION.match(text, end) is not None
        if len(characters) < 2 or not (plain or related):
            return
        taken[start:end] = b"\1" * (end - start)
        for character in characters.replace("中", ""):
            known = plain and (related or character in _DISTINCT or character in _USUAL_WITH_CHINA)
            yield Name(start, end, _COMPOUND, self._short[character], with_china, needs_support=not known)

    def _single_forms(self, text: str, words: _Words, taken: bytearray) -> Iterator[Name]:
        """美方, 俄军, 对日, 美总统: one character, with what stands before or after it."""
        for start, end in words.spans:
            codes = self._short.get(text[start])
            if codes is None or taken[start]:
                continue
            if end - start == 2 and text[end - 1] in "方军企媒籍":
                yield Name(start, end, "short-form", codes, needs_support=text[start] not in _DISTINCT)
            elif end - start == 1:
                side = text.startswith("方", end) and words.starts(end + 1)
                left = text[start - 1 : start] if start else ""
                strong = side or left in _BEFORE or _AFTER.match(text, end)
                weak = left in _WEAKLY_BEFORE or _WEAKLY_AFTER.match(text, end) or start == 0
                if (strong or weak) and not (text[start] == "日" and _DIGIT.match(left)):
                    distinct = strong and text[start] in _DISTINCT
                    yield Name(start, end + side, "short-form", codes, needs_support=not distinct)


def _read_china(path: Path) -> list[str]:
    """The names, people and cues that show China in a sentence."""
    lists = read_toml(path)
    for key in ("names", "people", "cues"):
        forms = lists.get(key)
        if not isinstance(forms, list) or not all(isinstance(form, str) and form for form in forms):
            raise LexiconError(f"{path}: needs {key}, a list of strings")
    return list(dict.fromkeys(lists["names"] + lists["people"] + lists["cues"]))


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

    def __init__(self, pieces: Sequence[str]) -> None:
        ends = list(accumulate(map(len, pieces)))
        self.spans = list(zip([0, *ends], ends, strict=False))
        self._starts = [start for start, _ in self.spans]
        self._boundaries = {0, *ends}

    def starts(self, position: int) -> bool:
        return position in self._boundaries

    def alone(self, position: int) -> bool:
        """Whether the character at ``position`` is no part of a longer word."""
        start, end = self.around(position)
        return end - start == 1

    def whole(self, start: int, end: int) -> bool:
        """Whether no word is cut by [start, end): a word that overlaps it lies inside, or holds it whole."""
        if start not in self._boundaries and self.around(start)[1] < end:
            return False
        return end in self._boundaries or self.around(end)[0] <= start

    def around(self, position: int) -> tuple[int, int]:
        """Start and end of the word that holds ``position``."""
        return self.spans[bisect_right(self._starts, position) - 1]


def _inside_a_foreign_name(text: str, start: int, end: int, rule: str, words: _Words) -> bool:
    """Whether a short transliterated match is a piece of a longer transliterated name: 瓦斯 in 维尔瓦斯."""
    if rule == _CHINA or end - start > 3 or not TRANSLITERATED.fullmatch(text, start, end):
        return False
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if after == "·" or (before == "·" and end - start < 3 and rule != "leader"):
        return True
    return bool(
        (before and before != "·" and TRANSLITERATED.fullmatch(text, *words.around(start - 1)))
        or (rule == "leader" and after and TRANSLITERATED.fullmatch(after) and words.alone(end))
    )


def _join_to_china(names: Sequence[Name], words: _Words, text: str, taken: bytearray) -> Iterator[Name]:
    """The names, ``with_china`` where 中 or 中国 stands at their side: 中印尼, 中国—东盟, 东盟与中国."""
    for index, name in enumerate(names):
        if name.codes and name.rule not in ("capital", "leader"):
            neighbours = [*names[max(0, index - 1) : index], *names[index + 1 : index + 2]]
            joined = any(_is_joined(name, other, text) for other in neighbours) or any(
                text[at : at + 1] == "中" and not taken[at] and words.starts(at) and words.starts(at + 1)
                for at in (name.start - 1, name.end)
                if at >= 0
            )
            if joined and not name.with_china:
                name = replace(name, with_china=True)
        yield name


def _is_office(name: Name, text: str) -> bool:
    return name.rule == _CHINA and text.endswith("发言人", name.start, name.end)


def _is_joined(name: Name, other: Name, text: str) -> bool:
    if other.rule != _CHINA or text[other.start : other.end] not in ("中国", "中方", "我国"):
        return False
    first, second = sorted((name, other), key=lambda each: each.start)
    return _JOINERS.fullmatch(text[first.end : second.start]) is not None


FINDER: NameFinder = NameFinder(COUNTERPARTS)
"""The finder over the project's own lexicon."""

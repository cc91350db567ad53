"""Words: one segmenter for the whole project, the terms that it keeps whole, and the stop words.

The cut is jieba's: its dictionary, plus the terms of ``lexicon/terms.txt`` and the short forms of
``lexicon/counterparts.toml``, by rjieba (the same algorithm in Rust) or, where that has no wheel, by jieba.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from pathlib import Path

from corpus.counterparts import COUNTERPARTS, FORMS, LEXICON, LexiconError, read_text
from corpus.scripts import simplified, traditional

_HAN = re.compile("[\u4e00-\u9fd5]+")

ENTRY = re.compile(r"[^\s#]+")
"""What a line of a list can hold."""

TERM = re.compile(r"[\u4e00-\u9fd5A-Za-z0-9]{2,}|[\u4e00-\u9fd5]+(?:·[\u4e00-\u9fd5]+)+")
"""What a cut can keep whole. Both patterns mean the same in Python and in a browser."""


def read_words(path: Path) -> tuple[str, ...]:
    """The entries of a list with one word a line and ``#`` comments, in the file's order.

    Raises LexiconError, naming file and line, for an entry that holds a space or stands there twice.
    """
    lines = read_text(path).splitlines()
    first_lines: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        word = line.split("#", 1)[0].strip()
        if not word:
            continue
        if len(word.split()) > 1:
            raise LexiconError(f"{path}, line {number}: {word!r} holds a space; write one word a line")
        if word in first_lines:
            raise LexiconError(
                f"{path}, line {number}: {word!r} stands on line {first_lines[word]} already; delete one"
            )
        first_lines[word] = number
    return tuple(first_lines)


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a list as ``read_words`` reads it.

    Raises LexiconError also for a term that no cut can keep whole: one character, or punctuation inside.
    """
    terms = read_words(path)
    for term in terms:
        if not TERM.fullmatch(term):
            lines = read_text(path).splitlines()
            number = next(n for n, line in enumerate(lines, 1) if line.split("#", 1)[0].strip() == term)
            raise LexiconError(
                f"{path}, line {number}: {term!r} cannot be kept whole; a term is two or more Chinese"
                " characters, Latin letters or digits, or parts of a name joined by ·"
            )
    return terms


TERMS: tuple[str, ...] = read_terms(LEXICON / "terms.txt")
"""The lexical units of the genre, which every cut keeps whole."""

_LISTED = frozenset(read_words(LEXICON / "stopwords.txt"))

STOPWORDS: frozenset[str] = _LISTED | traditional(_LISTED)
"""Words that a list of frequent words leaves out, in both scripts."""


def segment(text: str) -> list[str]:
    """The words, punctuation and spaces of ``text``; joined they are ``text`` again.

    A Traditional text is cut where the same text in Simplified characters is.
    Compounds of short forms are cut alike for every counterpart (中美/关系, 中老/关系), and a name written
    with · is one piece. HMM is on: of the leaders' names in 348 real documents that no list holds, it keeps
    twice as many whole (208 of 428, without it 100), and the two engines then differ only in runs of ASCII
    joined by - _ . and in characters outside U+4E00–9FD5.
    """
    read = simplified(text)
    pieces = _pieces(read)
    if read == text:
        return list(pieces)
    ends = accumulate(map(len, pieces), initial=0)
    return [text[start:end] for start, end in pairwise(ends)]


@lru_cache(maxsize=1024)  # names and words of one paragraph are asked for in turn
def _pieces(text: str) -> Sequence[str]:
    pieces = _segmenter().cut(text)
    if _SPECIAL.search(text):
        runs = [match.span() for match in _FULL_WIDTH.finditer(text)]
        return joined(text, pieces, [*runs, *_dotted_names(text, pieces)])
    return pieces


@lru_cache(maxsize=65536)
def known_parts(piece: str) -> tuple[str, ...]:
    """A piece, or where the HMM guessed it the parts that the dictionary knows (访马 is 访/马).

    A guess that transliterates a foreign name stays whole: its parts name nobody.
    """
    segmenter = _segmenter()
    guessed = len(piece) > 1 and _HAN.fullmatch(piece) and not segmenter.knows(piece)
    if guessed and not _TRANSLITERATED.fullmatch(piece):
        return tuple(segmenter.cut_by_dictionary(piece))
    return (piece,)


def is_word(text: str) -> bool:
    """Whether the dictionary holds ``text``."""
    return _segmenter().knows(text)


def words(text: str) -> list[str]:
    """The pieces of ``text`` that are words or numbers: no punctuation, space or symbol."""
    # as ``is_token`` says, most of the time without a call
    return [piece for piece in segment(text) if piece.isalnum() or (len(piece) > 1 and is_token(piece))]


def is_token(piece: str) -> bool:
    """Whether a piece of text is a word or a number: no punctuation, space or symbol."""
    return piece[0].isalnum() or any(map(str.isalnum, piece))


# -- the segmenter -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Engine:
    """jieba's dictionary and cut, an instance of our own: nothing is shared with the modules' globals."""

    cut: Callable[[str], list[str]]
    cut_by_dictionary: Callable[[str], list[str]]  # without guessing words that the dictionary lacks
    add: Callable[[str, int], object]  # a word and its frequency among the dictionary's 60 million
    chance: Callable[[str], int]  # the frequency from which on a string of words is kept whole
    knows: Callable[[str], bool]


def rjieba_engine() -> Engine:
    """jieba in Rust. Raises ImportError where rjieba has no wheel."""
    from rjieba import Jieba

    engine = Jieba()
    return Engine(
        engine.cut,
        lambda text: engine.cut(text, False),
        lambda word, count: engine.add_word(word, count, None),
        engine.suggest_freq,
        engine.has_word,
    )


def jieba_engine() -> Engine:
    """jieba in Python, slower by a factor of about 15. Raises ImportError where it is not installed."""
    import jieba

    engine = jieba.Tokenizer()
    engine.initialize()
    return Engine(
        engine.lcut,
        lambda text: engine.lcut(text, HMM=False),
        engine.add_word,
        engine.suggest_freq,
        lambda word: bool(engine.FREQ.get(word)),
    )


# With one of these after it a compound is certain. Both together are entered as one word, which wins against
# every other cut, and are taken apart afterwards: so jieba's own 中美关系 is cut like all others.
_RELATIONS = (
    "关系 两国 双边 双方 友好 友谊 合作 建交 元首 总理 外长 领导人 经贸 伙伴 战略 人文 务实 "
    "命运共同体 经济走廊 铁路 自贸区 自贸协定 政府 国家 地区 国界 边界 边境 高层 全面 互利 传统 论坛 峰会"
).split()
_CERTAIN = ("关系", "两国", "双边")

# Offices that jieba's dictionary holds whole with some countries (美国政府) and not with others.
_OFFICES = (
    "政府 国会 议会 总统 总理 首相 外长 国防部 外交部 国务院 财政部 国防部长 外交部长 参议院 众议院 央行 "
    "海军 空军 使馆 大使馆 公司 企业 银行 市场 大学 地区 国家 人民"
).split()

# Words before or after a leader's name that make it a phrase: 国务卿克里 is two words.
_TITLES = re.compile(
    "总统|总理|首相|国王|主席|外长|防长|国务卿|部长|议长|大使|王储|亲王|大公|女王|苏丹|将军|秘书长|女士|政府|内阁|政权|谈话"
)

# Frequencies, in a dictionary of 60 million. 发展/中俄 must win against 发展中/俄, 今日/中午 against 今/日中,
# 立法/方面 against 立/法方/面.
_TERM, _PLAIN_COMPOUND, _REVERSED_COMPOUND, _SIDE, _PHRASE, _WARY_PHRASE, _NAME = (
    2000, 2000, 300, 300, 200, 20, 50
)  # fmt: skip


class Segmenter:
    """An engine with the project's words added to it.

    It takes compounds and countries apart from the words after them, which jieba's dictionary joins to some
    and not to others.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        terms: Iterable[str],
        short_forms: Iterable[str],
        countries: Iterable[str],
        names: Iterable[str],
    ) -> None:
        self._engine = engine
        countries = tuple(countries)
        self._phrases = {name + office: (name, office) for name in countries for office in _OFFICES}
        for form in short_forms:
            self._add_compounds(form)
        for term in terms:
            self._phrases.pop(term, None)
            engine.add(term, max(_TERM, 2 * engine.chance(term)))
        for name in (*countries, *names):
            if name in countries or not self._is_made_of_words(name):
                self._phrases.pop(name, None)
                engine.add(name, max(_NAME, engine.chance(name)))

    def _add_compounds(self, form: str) -> None:
        add, chance = self._engine.add, self._engine.chance
        plain, grammatical = form in FORMS.plain | FORMS.distinct, form in FORMS.functions
        if not grammatical:
            add("中" + form, max(_PLAIN_COMPOUND if plain else 0, chance("中" + form)))
        if plain:
            add(form + "中", max(_REVERSED_COMPOUND, chance(form + "中")))
        if form in FORMS.sides:
            add(form + "方", max(_SIDE, chance(form + "方")))
        for compound in ("中" + form, form + "中"):
            for relation in _CERTAIN if grammatical else _RELATIONS:
                self._phrases[compound + relation] = (compound, relation)
                add(compound + relation, _PHRASE if plain else _WARY_PHRASE)

    def _is_made_of_words(self, name: str) -> bool:
        """Whether a name is a word, or cut into longer ones (东盟/十国), so that no neighbour can join it."""
        pieces = self._engine.cut(name)
        return all(self._engine.knows(piece) and len(piece) > 1 for piece in pieces)

    def cut(self, text: str) -> list[str]:
        """The pieces of ``text``, names with · still in parts."""
        pieces = self._engine.cut(text)
        if self._phrases.keys().isdisjoint(pieces):
            return pieces
        return [part for piece in pieces for part in self._phrases.get(piece, (piece,))]

    def cut_by_dictionary(self, text: str) -> list[str]:
        """The pieces of ``text`` by the dictionary alone."""
        return self._engine.cut_by_dictionary(text)

    def knows(self, word: str) -> bool:
        """Whether the dictionary holds ``word``."""
        return self._engine.knows(word)


def default_engine() -> Engine:
    """rjieba where it can be imported, else jieba."""
    try:
        return rjieba_engine()
    except ImportError:
        return jieba_engine()


SHORT_FORMS: tuple[str, ...] = tuple(
    dict.fromkeys(
        form for counterpart in COUNTERPARTS.values() for form in counterpart.forms["short"] if len(form) == 1
    )
)
"""The one-character short forms of all counterparts, the more important first."""

COUNTRIES: tuple[str, ...] = ("中国", *(counterpart.zh for counterpart in COUNTERPARTS.values()))
"""The everyday names of China and of its counterparts."""

NAMES: tuple[str, ...] = tuple(
    dict.fromkeys(
        name
        for counterpart in COUNTERPARTS.values()
        for key, shortest in (("names", 2), ("people", 3))
        for name in counterpart.forms[key]
        if len(name) >= shortest and _HAN.fullmatch(name) and not _TITLES.search(name) and name not in TERMS
    )
)
"""The names of counterparts and, without titles, those of their leaders of three characters or more."""


# -- names with a dot ----------------------------------------------------------------------------

# the characters with which Chinese writes foreign names, and those of Tibetan, Uyghur and Mongol
TRANSLITERATION = (
    "阿埃艾爱安昂奥巴白班邦鲍贝本比宾波伯博布卜查察茨达大戴丹道德登迪蒂丁东杜多恩尔法凡菲费芬丰佛弗福夫盖"
    "甘冈戈哥格葛根古瓜圭哈海汉汗豪赫黑亨洪侯胡华怀霍基吉加贾杰金卡凯坎康考科克肯孔库奎昆夸拉莱赖兰朗劳勒"
    "雷里力理利莉连列林琳留刘卢鲁路伦罗洛略马玛迈曼满芒毛茅梅门蒙孟米密敏明缪莫默姆木穆拿纳娜奈南内尼涅宁"
    "纽努诺欧帕派潘庞佩彭皮珀普浦齐奇契恰强乔切钦琴丘让热日荣茹儒瑞若撒萨塞桑森沙莎山尚舍申圣施什史士寿舒"
    "斯丝松苏素索塔泰坦唐陶特腾滕提田廷通图吐托瓦万旺威韦维魏温文翁沃乌吾武伍西希锡夏香肖谢辛欣雄休许雅亚"
    "延扬耶叶伊依易因英永尤约泽扎詹珍芝治兹孜朱佐哲贡萝娅姬露蕾诗娃黛妮蓓嘉策隆龙仓赤旦当珠央措顿吴丽潼琪"
    "芙菈萍恒鸠帖柳仁宗喀赛盛斌倩茜薇婷妲翠寇柯艺杨阳丞侬坤川沛差帝敦育丕玫珊娥赞瑟瑙琼玻拜豆都不肉甫买孙"
    "逊司义江铁合席披捏皓尕嘎臣世季翰罕别祖廉额麦彼得烈宇茂勃汀坚慕捷腓京呼云耿邓崔蒲墨楚纪"
)
_TRANSLITERATED = re.compile(f"[{TRANSLITERATION}]+")
_DOTS = "·•‧・"
_PART = f"(?:[{TRANSLITERATION}]+|[A-Z]{{1,2}})"
_DOT = re.compile(f"[{_DOTS}]")
_DOTTED = re.compile(f"{_PART}(?:[{_DOTS}]{_PART})+")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_SPECIAL = re.compile(f"[{_DOTS}０-９Ａ-Ｚａ-ｚ]")
_PLACES = frozenset(
    name for each in COUNTERPARTS.values() for key in ("names", "capitals") for name in each.forms[key]
)
# words that transliteration characters also write, and that stand before or after names
_BESIDE_NAMES = _PLACES.union(
    "因 不 都 通 合 当 让 若 得 依 特别 基本 不满 不安 不利 不易 合理 依托 依法 当日 日内 大力 强力".split()
)


@cache  # made at the first name with a dot: the page reads word lists only
def _listed_names() -> re.Pattern[str]:
    return re.compile(
        "|".join(
            re.escape(name).replace("·", f"[{_DOTS}]")
            for name in sorted(
                {
                    *(term for term in TERMS if "·" in term),
                    *(name for each in COUNTERPARTS.values() for name in each.forms["people"] if "·" in name),
                },
                key=len,
                reverse=True,
            )
        )
    )


def _dotted_names(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Spans of the names written with ·, at which every engine cuts.

    Characters of transliteration on both sides of the dot belong to the name. It ends at a dictionary word
    that is not made of them alone (默克尔/达成, 总理/默克尔), and at a country (巴基斯坦/伊姆兰·汗).
    """
    positioned = list(zip(pieces, accumulate(map(len, pieces), initial=0), strict=False))
    listed = [match.span() for match in _listed_names().finditer(text)]
    for match in _DOTTED.finditer(text):
        parts = _DOT.split(match[0])
        if all(part in _PLACES or part.isascii() for part in parts):
            continue
        first, last = match.start() + len(parts[0]), match.end() - len(parts[-1]) - 1
        known = [span for span in listed if span[0] < match.end() and match.start() < span[1]]
        if any(start < first and last < end for start, end in known):
            continue
        yield (
            next((start for start, end in known if start < first < end), None)
            or _name_start(positioned, match.start(), first),
            next((end for start, end in known if start < last < end), None)
            or _name_end(positioned, last + 1, match.end()),
        )
    yield from listed


def _name_start(words: Sequence[tuple[str, int]], lowest: int, dot: int) -> int:
    """Where a name begins whose first dot is at ``dot``, and whose characters reach down to ``lowest``."""
    start = dot
    for word, position in reversed(words[: bisect_left(words, dot, key=itemgetter(1))]):
        whole = position >= lowest
        if start < dot and (word in _BESIDE_NAMES or (not whole and _segmenter().knows(word))):
            break
        start = max(position, lowest)
        if position <= lowest:
            break
    return start


def _name_end(words: Sequence[tuple[str, int]], start: int, highest: int) -> int:
    """Where a name ends whose last part begins at ``start``, and whose characters reach up to ``highest``."""
    end = start
    for word, position in words[bisect_left(words, start, key=itemgetter(1)) :]:
        if position >= highest:
            break
        whole = position + len(word) <= highest
        if end > start and (word in _BESIDE_NAMES or (not whole and _segmenter().knows(word))):
            break
        end = min(position + len(word), highest)
    return end


def joined(text: str, pieces: Sequence[str], spans: Iterable[tuple[int, int]]) -> list[str]:
    """The pieces with a cut at both ends of each span and none inside it."""
    cuts = set(accumulate(map(len, pieces), initial=0))
    for start, end in spans:
        cuts.difference_update(range(start + 1, end))
        cuts.update((start, end))
    ends = sorted(cuts)
    return [text[start:end] for start, end in pairwise(ends)]


@cache
def _segmenter() -> Segmenter:
    # at the first cut: the page, which only reads word lists, is spared the dictionary's 60 MB
    return Segmenter(default_engine(), terms=TERMS, short_forms=SHORT_FORMS, countries=COUNTRIES, names=NAMES)

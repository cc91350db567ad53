"""Document → paragraphs: split, repaired, each with the source lines that it is made of.

A newspaper page arrives with its columns mixed up. Five steps mend what can be mended and say so:
``read`` classifies the lines, ``merge_copies`` folds what stands more than once, ``join_halves`` puts
cut paragraphs together, ``match_quotes`` finds the paragraph that a pull quote repeats, and
``assign_sections`` puts answers that stand under a foreign heading under their own. Text is never
rewritten: a paragraph is the concatenation of verbatim slices of lines, and every non-blank line
belongs to exactly one paragraph or is counted as one of its copies.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.cleaning import Mended, mended
from corpus.documents import Document
from corpus.furniture import is_furniture
from corpus.tokens import segment
from corpus.turns import turns
from corpus.unwrapping import gap, groups

REPAIRS = {
    "joined": "put together from pieces that stood apart in the source",
    "fragment": "the other half is not in the source",
    "moved": "stood elsewhere in the source",
    "repeated": "stood several times in the source, kept once",
    "echo": "a pull quote that repeats a body paragraph",
    "unwrapped": "put together from lines that end inside a sentence",
    "split": "one of several paragraphs that stood in one: a question, or an answer",
    "spacing": "spaces between Chinese characters left out",
    "pinyin": "pinyin in brackets left out",
    "punctuation": "half-width and doubled punctuation set as Chinese has it",
    "characters": "full-width letters and digits, and radicals, as the characters that they stand for",
}

KINDS = {
    "heading": "a title, or a heading above text",
    "body": "the text proper",
    "quote": "a pull quote",
    "furniture": "what belongs to the page and not to the text",
    "foreign": "in another language than Chinese: kept, not counted and not tagged",
}

Subjects = Callable[[str], frozenset[str]]
"""What a text is about, as keys that can be compared: counterpart codes and topics of the lexicon."""

_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+")
_BULLET = re.compile(r"[■◆●▲★▪◇□]\s*")
_TERMINAL = re.compile(r"[。！？!?…；;：:][”’」』）)】》]*$|[”’」』）)】]$")
_SENTENCE_END = re.compile(r"[。！？!?]")
_CONTINUED_FROM = re.compile(r"[(（](?:上接|紧接|接)第?\w{1,4}版.{0,12}[)）]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30ff]")
_FOREIGN_WORD = re.compile(r"[^\W\d_\u2e80-\u2fdf\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_ADDRESS = re.compile(r"[@/\\]|\w\.\w")
_ABBREVIATION = 6  # letters
_ENOUGH = 2000  # characters that tell a language
_BEGINNING = re.compile(
    r"“|第[一二三四五六七八九十]+[，、是]"
    r"|[一二三四五六七八九十\d]+[、.．]"
    r"|[\w·]{2,12}?(?:表示|指出|强调|认为|介绍|发言|回答|[谈提]到|还?说|答)"
    r"|(?:关于|对于|针对|谈[到起及]|在(?:谈|回答|评价|答)|至于|据|首先|其次|此外|最后|另外|为此|因此)"
    r"|(?:今|去|明|近|当|同|多)[年日时天来]|\d{1,4}[年月日]|当地时间"
)
_POINTS_BACK = re.compile(r"两国|双方|双边|对方|彼此|我们|[他她它]")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "「": "」", "『": "』", "(": ")"}

_HEADLINE_LENGTH = 36  # characters: longer lines without a full stop are body text
_SWITCH_COST = 2.0
_AFTER_OWN = 10**8  # moved paragraphs come after those that the source has under the heading
_JOIN_THRESHOLD = 2.0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph after repair. ``lines`` and ``copy_lines`` are 1-based source lines."""

    text: str
    kind: str  # a name of KINDS
    lines: tuple[int, ...]
    number: int = 1  # of the paragraphs that begin in the same line
    section: str = ""
    section_place: str = ""  # the heading's place; "" where no section is known
    repairs: tuple[str, ...] = ()
    copy_lines: tuple[int, ...] = ()
    copies: int = 1
    cites: str = ""  # place of the body paragraph that an echo repeats
    article: str = ""  # of another article on the page: its title, or the mark that continues it

    @property
    def place(self) -> str:
        """What no other paragraph of the document has: 25 begins in line 25, 25.2 is the second that does."""
        return _place_of(self.lines, self.number)

    @property
    def counted(self) -> bool:
        """Whether statistics count it: the text proper, each text once."""
        return self.kind == "body" or (self.kind == "quote" and "echo" not in self.repairs)


@dataclass
class _Block:
    """A heading (or the start of an article) and what stands under it."""

    order: int
    article: int
    beginning: str = ""  # the article's title or mark; "" for the document's own
    heading: _Piece | None = None
    parent: bool = False  # another, deeper heading follows at once
    filled: bool = False  # the source has text under it
    listed_in: set[int] = field(default_factory=set)  # articles that list the heading without a text


@dataclass(eq=False)
class _Piece:
    text: str
    kind: str
    lines: list[int]
    level: int = 0
    block: _Block | None = None
    home: _Block | None = None  # the block in which the source has it
    anchor: tuple[int, int] = (0, 0)  # sorts pieces inside a block
    copies: int = 1
    copy_lines: list[int] = field(default_factory=list)
    repairs: set[str] = field(default_factory=set)
    sectionless: bool = False
    cites: _Piece | None = None
    number: int = 1  # of the pieces that begin in the same line


def split(document: Document, subjects: Subjects) -> list[Paragraph]:
    """The paragraphs of a document in reading order, repaired; see the module's text."""
    pieces = read(document)
    pieces = merge_copies(pieces, subjects)
    pieces = join_halves(pieces, subjects)
    match_quotes(pieces, subjects)
    assign_sections(pieces, subjects)
    pieces.sort(key=lambda piece: (_order(piece), piece.kind != "heading", piece.anchor))
    return [_finished(piece) for piece in pieces]


# -- reading lines -------------------------------------------------------------------------------


def read(document: Document) -> list[_Piece]:
    """One piece a paragraph of the source, classified, in the block of the heading above it."""
    pieces: list[_Piece] = []
    texts = list(_texts(document))
    begun: Counter[int] = Counter()
    for index, (source, lines, repairs) in enumerate(texts):
        following = texts[index + 1][0] if index + 1 < len(texts) else ""
        first = all(piece.kind == "furniture" for piece in pieces)
        kind, level, text = _classify(source, following, first=first)
        begun[lines[0]] += 1
        anchor = (lines[0], lines[0])
        pieces.append(
            _Piece(text, kind, lines, level, anchor=anchor, repairs=repairs, number=begun[lines[0]])
        )
    _place(pieces)
    return pieces


def _texts(document: Document) -> Iterator[tuple[str, list[int], set[str]]]:
    """The text of each paragraph of the source, mended, with its lines and what was mended."""
    cleaned = mended(document.lines)
    for group in groups(document.lines, document.indented, alone=_stands_alone, begins=_begins):
        text = ""
        ends: list[int] = []
        for before, number in zip((0, *group), group, strict=False):
            text += gap(document.lines[before - 1], document.lines[number - 1]) if before else ""
            text += cleaned[number - 1].text
            ends.append(len(text))
        spans = turns(text)
        for start, end in spans:
            first, last = bisect_right(ends, start), bisect_left(ends, end)
            lines = group[first : last + 1]
            repairs = {"split"} if len(spans) > 1 else set()
            repairs |= {"unwrapped"} if len(lines) > 1 else set()
            for number, stop in zip(lines, ends[first:], strict=False):
                repairs |= _repairs_in(cleaned[number - 1], document.lines[number - 1], stop, start, end)
            yield text[start:end], lines, repairs


def _repairs_in(line: Mended, source: str, stop: int, start: int, end: int) -> frozenset[str]:
    """What was mended in the part of a line that lies between ``start`` and ``end``, where the line ends at
    ``stop``."""
    begin = stop - len(line.text)
    inside = slice(max(0, start - begin), min(end, stop) - begin)
    same = line.text[inside] == source[slice(*line.span(inside.start, inside.stop))]
    return frozenset() if same else line.repairs


def _stands_alone(line: str) -> bool:
    return _MARKDOWN_HEADING.match(line) is not None or is_furniture(line)


def _begins(line: str) -> bool:
    return _BEGINNING.match(line) is not None


def _classify(line: str, following: str, *, first: bool) -> tuple[str, int, str]:
    """(kind, heading level, text without markers); level 1 is the title, 3 an unmarked headline."""
    marked = _MARKDOWN_HEADING.match(line)
    text = line[marked.end() :] if marked else line
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    if not text:
        return "furniture", 0, line
    if marked:
        return "heading", len(marked[1]), text
    if bullet:
        if _is_foreign(text):
            return "foreign", 0, text
        return ("quote", 0, text) if _SENTENCE_END.search(text[-2:]) else ("heading", 3, text)
    if is_furniture(text):
        return "furniture", 0, text
    if first and len(text) <= 60 and not text.endswith(("。", "；", "，")):
        return "heading", 1, text
    if _is_foreign(text):
        return "foreign", 0, text
    if _is_headline(text, following):
        return "heading", 3, text
    return "body", 0, text


def _is_foreign(text: str) -> bool:
    """Whether a text is in another language than Chinese: some words, and no address or list of names."""
    text = text[:_ENOUGH]
    chinese, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    if kana > 3 and kana > 0.2 * (chinese + kana):
        return True
    if 4 * chinese > len(text):
        return False
    words = [
        word for each in text.split() if not _ADDRESS.search(each) for word in _FOREIGN_WORD.findall(each)
    ]
    return (
        len(words) > 2
        and sum(map(len, words)) > 10 * chinese
        and sum(not word.isupper() or len(word) > _ABBREVIATION for word in words) > 1
    )


def _is_headline(line: str, following: str) -> bool:
    """A short line without a sentence's punctuation, over a line that is plainly text."""
    return (
        len(line) <= _HEADLINE_LENGTH
        and not re.search(r"[，。；;]", line)
        and not _TERMINAL.search(line.rstrip("”’》）)"))
        and _is_balanced(line)
        and len(following) > len(line)
        and len(_SENTENCE_END.findall(following)) > 0
        and bool(_TERMINAL.search(following))
        and not re.match(r"[，。、；：”’）》]", following)
    )


def _place(pieces: Sequence[_Piece]) -> None:
    """Give every piece its block; an article begins at a title or where one is continued from a page."""
    block = _Block(0, 0)
    previous: _Piece | None = None
    for order, piece in enumerate(pieces, 1):
        under_heading = previous is not None and previous.kind == "heading"
        if piece.kind == "heading":
            subtitle = under_heading and piece.level <= 2 and previous is not None and previous.level <= 2
            begins = piece.level <= 2 and not subtitle and order > 1
            if under_heading and previous is not None and previous.level < piece.level:
                block.parent = True
            beginning = piece.text if begins else block.beginning
            block = _Block(order, block.article + begins, beginning, piece, parent=piece.level <= 1)
        elif _CONTINUED_FROM.fullmatch(piece.text) and not under_heading:
            block = _Block(order, block.article + 1, piece.text)
        block.filled |= piece.kind in ("body", "foreign")
        piece.block = piece.home = block
        previous = piece


# -- copies --------------------------------------------------------------------------------------


def merge_copies(pieces: Sequence[_Piece], subjects: Subjects) -> list[_Piece]:
    """Keep one of pieces with the same text and count the others.

    Of equal headings only those are one that stand without a text: in a list of headings. A body text that
    names nobody is no copy of one under a heading with another subject: 双方同意加强合作 says two things.
    """
    pieces = _merge_listed_headings(pieces)
    kept: dict[tuple[str, str, frozenset[str]], _Piece] = {}
    result = []
    for piece in pieces:
        meaning: frozenset[str] = frozenset()
        if piece.kind == "body" and _POINTS_BACK.search(piece.text) and not subjects(piece.text):
            meaning = _subjects_of_heading(piece, subjects)
        # a quote is compared with quotes only: where it repeats a body, match_quotes says so
        key = (piece.kind, _comparable(piece.text), meaning)
        first = kept.setdefault(key, piece) if piece.kind in ("body", "quote") else piece
        if first is piece:
            result.append(piece)
        else:
            _count_copy(first, piece)
    return result


def _merge_listed_headings(pieces: Sequence[_Piece]) -> list[_Piece]:
    same: dict[str, list[_Piece]] = {}
    for piece in pieces:
        if piece.kind == "heading" and piece.block:
            same.setdefault(_comparable(piece.text), []).append(piece)
    dropped: set[int] = set()
    for headings in same.values():
        # the one with a text is the heading; where none has, the first
        main = next((each for each in headings if each.block and each.block.filled), headings[0])
        for other in headings:
            if other is not main and other.block and main.block and not other.block.filled:
                main.block.listed_in.add(other.block.article)
                dropped.add(id(other))
                _count_copy(main, other)
                for piece in pieces:
                    if piece.block is other.block:
                        piece.block = piece.home = main.block
    return [piece for piece in pieces if id(piece) not in dropped]


def _count_copy(kept: _Piece, copy: _Piece) -> None:
    kept.copies += 1
    kept.copy_lines += copy.lines
    kept.repairs.add("repeated")


def _subjects_of_heading(piece: _Piece, subjects: Subjects) -> frozenset[str]:
    heading = piece.block.heading if piece.block else None
    return subjects(heading.text) if heading else frozenset()


def _comparable(text: str) -> str:
    return re.sub(r"\s+", "", text)


# -- halves --------------------------------------------------------------------------------------


def join_halves(pieces: list[_Piece], subjects: Subjects) -> list[_Piece]:
    """Put cut paragraphs together; a half whose other half is not there is marked ``fragment``.

    Each pair of a broken-off head and a possible tail is scored by what the text shows (see
    ``_CUES``); the best pair is joined first, until none reaches the threshold. What follows a tail
    in its column belongs with it, as far as it does not suit the heading that it stands under.
    """
    bodies = [piece for piece in pieces if piece.kind == "body"]
    waiting = [piece for piece in bodies if _is_broken_off(piece.text)]
    while waiting:
        head = waiting.pop(0)
        tail = _best_tail(head, bodies, subjects)
        if tail is None:
            head.repairs.add("fragment")
            _part_from_head(head, bodies, subjects)
            continue
        _join(head, tail, bodies, subjects)
        bodies.remove(tail)
        pieces = [piece for piece in pieces if piece is not tail]
        if tail in waiting:
            waiting.remove(tail)
        if _is_broken_off(head.text):
            waiting.insert(0, head)
    for piece in bodies:
        if _opens_inside(piece.text):
            piece.repairs.add("fragment")
    return pieces


def _is_broken_off(text: str) -> bool:
    """Whether a body text stops inside a sentence: no end, but more than a label or an item of a list."""
    if _TERMINAL.search(text):
        return False
    return bool(_SENTENCE_END.search(text)) or text.endswith(("，", "、", ",")) or not _is_balanced(text)


def _opens_inside(text: str) -> bool:
    """Whether a text begins inside a sentence, as its punctuation shows."""
    return bool(re.match(r"[，。、；：”’）》]", text))


def _is_balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS.items())


@dataclass(frozen=True)
class _Pair:
    """A broken-off head and a candidate for its tail, with what the cues look at."""

    head: str
    tail: str
    adjacent: bool
    head_subjects: frozenset[str]
    tail_subjects: frozenset[str]
    tail_heading: frozenset[str]


def _word_across(pair: _Pair) -> bool:
    """A word of the dictionary spans the cut: 共 | 同的."""
    left, right = pair.head[-4:], pair.tail[:4]
    position = 0
    for token in segment(left + right):
        if position < len(left) < position + len(token):
            return re.fullmatch(r"\w+", token) is not None
        position += len(token)
    return False


def _closes_quotation(pair: _Pair) -> bool:
    return not _is_balanced(pair.head) and not _is_balanced(pair.tail) and _is_balanced(pair.head + pair.tail)


def _leaves_quotation_open(pair: _Pair) -> bool:
    return _is_balanced(pair.head) != _is_balanced(pair.tail) and not _is_balanced(pair.head + pair.tail)


def _changes_subject(pair: _Pair) -> bool:
    return bool(pair.head_subjects and pair.tail_subjects) and not pair.head_subjects & pair.tail_subjects


def _stands_under_foreign_heading(pair: _Pair) -> bool:
    return bool(pair.tail_heading and pair.tail_subjects) and not pair.tail_heading & pair.tail_subjects


_CUES: tuple[tuple[Callable[[_Pair], bool], float], ...] = (
    (lambda pair: pair.adjacent, 2.0),
    (_word_across, 1.0),
    (_closes_quotation, 3.0),
    (_leaves_quotation_open, -2.0),
    (lambda pair: bool(pair.head_subjects & pair.tail_subjects), 1.0),
    (_changes_subject, -3.0),
    (_stands_under_foreign_heading, 1.0),
    (lambda pair: _BEGINNING.match(pair.tail) is not None, -3.0),
    (lambda pair: _opens_inside(pair.tail), 1.0),
)
"""What speaks for a pair (+) and against it (-). Weights set by hand; the tests hold the cases."""


def _best_tail(head: _Piece, bodies: Sequence[_Piece], subjects: Subjects) -> _Piece | None:
    position = bodies.index(head)
    head_subjects = subjects(head.text)
    scored = []
    for index, piece in enumerate(bodies):
        if piece is head or not piece.block or not head.block or piece.block.article != head.block.article:
            continue
        pair = _Pair(
            head.text,
            piece.text,
            index == position + 1 and piece.home is head.home,
            head_subjects,
            subjects(piece.text),
            _subjects_of_heading(piece, subjects),
        )
        score = sum(weight for cue, weight in _CUES if cue(pair))
        scored.append((score, -abs(index - position), piece))
    best = max(scored, key=lambda row: row[:2], default=None)
    return best[2] if best and best[0] >= _JOIN_THRESHOLD else None


def _join(head: _Piece, tail: _Piece, bodies: Sequence[_Piece], subjects: Subjects) -> None:
    adjacent = bodies.index(tail) == bodies.index(head) + 1 and tail.home is head.home
    head.text += tail.text
    head.lines += tail.lines
    head.repairs |= {"joined"} | (tail.repairs - {"fragment"})
    head.copies = min(head.copies, tail.copies)
    head.copy_lines += tail.copy_lines
    if adjacent:
        return
    head.repairs.add("moved")
    _part_from_head(head, bodies, subjects)
    expected = _subjects_of_heading(tail, subjects)
    for piece in bodies[bodies.index(tail) + 1 :]:
        if piece.home is not tail.home or not (subjects(piece.text) - expected):
            break
        piece.block, piece.anchor = head.block, (head.anchor[0], piece.lines[0])
        piece.repairs.add("moved")


def _part_from_head(head: _Piece, bodies: Sequence[_Piece], subjects: Subjects) -> None:
    """What follows a cut and does not go on from it: its own beginning is lost with its section."""
    index = bodies.index(head) + 1
    following = bodies[index] if index < len(bodies) else None
    if following is None or following.home is not head.home or _BEGINNING.match(following.text):
        return
    expected, found = _subjects_of_heading(head, subjects), subjects(following.text)
    if found and expected and not found & expected:
        following.repairs.add("fragment")
        following.sectionless = True


# -- quotes --------------------------------------------------------------------------------------


def match_quotes(pieces: Sequence[_Piece], subjects: Subjects) -> None:
    """Put each pull quote beside the body paragraph that it repeats, or under a heading that it suits."""
    quotes = [piece for piece in pieces if piece.kind == "quote"]
    bodies = [piece for piece in pieces if piece.kind == "body" and quotes]
    headings = [piece for piece in pieces if piece.kind == "heading" and piece.level > 2]
    for quote in quotes:
        grams = _grams(quote.text, 4)
        body = max(bodies, key=lambda piece: len(grams & _grams(piece.text, 4)), default=None)
        if body and len(grams & _grams(body.text, 4)) >= 0.6 * len(grams):
            quote.repairs.add("echo")
            quote.cites = body
            quote.block, quote.anchor = body.block, (body.anchor[0], 10**9)
            continue
        found = subjects(quote.text)
        fitting = [piece for piece in headings if found & subjects(piece.text)]
        if fitting and quote.block and fitting[0].block is not quote.block:
            quote.block = fitting[0].block
            quote.repairs.add("moved")
        elif not fitting:
            quote.sectionless = True


@lru_cache(maxsize=4096)
def _grams(text: str, size: int) -> frozenset[str]:
    letters = re.sub(r"\W+", "", text)
    return frozenset(letters[index : index + size] for index in range(max(1, len(letters) - size + 1)))


# -- sections ------------------------------------------------------------------------------------


def assign_sections(pieces: Sequence[_Piece], subjects: Subjects) -> None:
    """Move answers from under a foreign heading to the heading, elsewhere on the page, that has no text.

    A Viterbi search over each run of paragraphs: a paragraph scores with a heading by shared subjects
    and shared wording, a change of heading costs, and so a paragraph that says nothing itself stays
    with its neighbours. Only headings without a text of their own, in the same article, can be chosen.
    """
    blocks = {id(piece.block): piece.block for piece in pieces if piece.kind == "heading" and piece.block}
    bodies = [piece for piece in pieces if piece.kind == "body" and not piece.sectionless]
    empty = [
        block
        for block in blocks.values()
        if (not block.filled and not block.parent and block.heading and block.heading.level > 2)
        or block.listed_in
    ]
    for own in {id(piece.block): piece.block for piece in bodies}.values():
        run = [piece for piece in bodies if piece.block is own]
        if own is None:
            continue
        reachable = (block for block in empty if own.article in (block.article, *block.listed_in))
        choices = [own, *(block for block in reachable if block is not own)]
        if len(choices) == 1:
            continue
        scores = [[_fit(piece, block, own, subjects) for block in choices if block] for piece in run]
        for piece, choice in zip(run, _viterbi(scores, _SWITCH_COST), strict=True):
            if choice:
                piece.block = choices[choice]
                piece.anchor = (_AFTER_OWN + piece.lines[0], piece.lines[0])
                piece.repairs.add("moved")


def _fit(piece: _Piece, block: _Block, own: _Block, subjects: Subjects) -> float:
    heading = block.heading.text if block.heading else ""
    expected, found = subjects(heading), subjects(piece.text)
    score = 0.5 if block is own else 0.0
    if expected:
        score += 2.0 if expected & found else -0.5
    same_wording = _grams(heading, 5) & _grams(piece.text, 5) or _quoted(heading) & _quoted(piece.text)
    if heading and same_wording:
        score += 1.5
    return score


def _quoted(text: str) -> set[str]:
    """Words in quotation marks with the characters after them, so that a single word can be told."""
    return {match[0] for match in re.finditer(r"“[^”]{1,20}”\w{3}", text)}


def _viterbi(scores: Sequence[Sequence[float]], switch_cost: float) -> list[int]:
    """The best choice for each row of scores [rows × choices], starting from choice 0."""
    totals = [score - (switch_cost if choice else 0.0) for choice, score in enumerate(scores[0])]
    back: list[list[int]] = []
    for row in scores[1:]:
        best = max(range(len(totals)), key=totals.__getitem__)
        stay_or_switch = [
            choice if totals[choice] >= totals[best] - switch_cost else best for choice in range(len(row))
        ]
        back.append(stay_or_switch)
        totals = [
            score + totals[origin] - (switch_cost if origin != choice else 0.0)
            for choice, (score, origin) in enumerate(zip(row, stay_or_switch, strict=True))
        ]
    path = [max(range(len(totals)), key=totals.__getitem__)]
    for origins in reversed(back):
        path.append(origins[path[-1]])
    return path[::-1]


# -- results -------------------------------------------------------------------------------------


def _place_of(lines: Sequence[int], number: int) -> str:
    return f"{lines[0]}" if number == 1 else f"{lines[0]}.{number}"


def _order(piece: _Piece) -> int:
    return piece.block.order if piece.block else 0


def _finished(piece: _Piece) -> Paragraph:
    heading = piece.block.heading if piece.block and not piece.sectionless else None
    return Paragraph(
        text=piece.text,
        kind=piece.kind,
        lines=tuple(piece.lines),
        number=piece.number,
        section=heading.text if heading else "",
        section_place=_place_of(heading.lines, heading.number) if heading else "",
        repairs=tuple(name for name in REPAIRS if name in piece.repairs),
        copy_lines=tuple(piece.copy_lines),
        copies=piece.copies,
        cites=_place_of(piece.cites.lines, piece.cites.number) if piece.cites else "",
        article=piece.block.beginning if piece.block else "",
    )

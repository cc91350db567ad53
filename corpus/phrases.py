"""Formulas (提法): where one occurs, its near forms, and which the corpus itself proposes.

A formula is found by characters, as ``corpus.search`` finds a term. A near form is a run of whole words that
becomes the formula by few insertions, deletions and replacements of characters (Levenshtein 1966).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from corpus import search
from corpus.concordance import beside
from corpus.counterparts import CHINA, COUNTERPARTS
from corpus.cutting import spans
from corpus.selection import Selection
from corpus.table import Corpus, chosen, codes
from corpus.tokens import SHORT_FORMS, TERMS

OWN = ("words", "terms")
"""The filters that proposals leave out: choosing one does not take the others away."""

SAMPLE = 2_000
"""About how many paragraphs formulas and near forms are looked for in, where there are more: the same ones
each time."""

VARIANTS = 20
"""Near forms that are told."""

LEAST_ASSOCIATION = 0.5
"""The association (0 to 1) from which on words are proposed as a formula."""

_EDITS = ((4, 0), (6, 1), (9, 2))  # shorter than this: at most so many edits
_MOST_EDITS = 3
_QUOTES = frozenset("“”‘’「」『』《》\"'")
_PAIRS = ("“”", "‘’", "「」", "『』", "《》")
_FORMS = 200  # near forms that are counted
_WORDS = (2, 5)  # of a proposed formula
_CHARACTERS = 4  # of a proposed formula, at least
_LONGEST = 40
_GRAMS = 4_000  # the most frequent ones that are weighed
_INSIDE = 0.7  # of a formula's places inside a longer one, from which on only the longer one is proposed

_WHOM = frozenset(CHINA.people).union(
    *(forms for each in COUNTERPARTS.values() for forms in each.forms.values())
)
_OFFICE = re.compile("(部长|主席|总理|总统|首相|国王|外长|防长|大使|秘书长|总书记|发言人|议长|委员)$")
_SIDES = frozenset(name for name in CHINA.names if len(name) < 3)
_SHORT = frozenset(("中", *SHORT_FORMS))

_VARIANTS = "form edits listed occurrences paragraphs first last".split()
_CANDIDATES = "phrase words listed occurrences paragraphs association".split()
_RELATIONSHIPS = "counterpart paragraphs occurrences n share".split()


# -- one formula -----------------------------------------------------------------------------------


def relationships(corpus: Corpus, selection: Selection, phrase: str) -> pd.DataFrame:
    """With which relationships a formula occurs; the filter on relationships is left out.

    A row a counterpart, the most frequent first: ``counterpart``; ``paragraphs`` with the formula that are
    about it (or mention it, as ``selection.tag`` says); ``occurrences`` in them; ``n``, all paragraphs about
    it; ``share``, paragraphs / n.
    """
    condition, parameters = corpus.passing(beside(selection, phrase), without=("relationships",))
    table = corpus.query(
        f"""
        SELECT counterpart, count(times) AS paragraphs, coalesce(sum(times), 0)::BIGINT AS occurrences,
            count(*) AS n
        FROM (
            SELECT unnest({codes(selection.tag, selection)}) AS counterpart, times
            FROM marks LEFT JOIN hits USING (number) WHERE {condition}
        )
        GROUP BY counterpart HAVING paragraphs > 0 ORDER BY paragraphs DESC, occurrences DESC, counterpart
        """,
        parameters,
        hits=corpus.hits(phrase).table(),
    )
    table["share"] = table["paragraphs"] / table["n"]
    return table[_RELATIONSHIPS]


def ends(corpus: Corpus, selection: Selection, phrase: str) -> list[dict[str, Any]]:
    """The first and the last selected paragraph with a formula: paragraph_id, document_id, date, title, text
    and lines of each; none where it does not occur. Paragraphs without a date count only among themselves."""
    condition, parameters = corpus.passing(beside(selection, phrase))
    ids = [
        row["paragraph_id"]
        for order in ("date = '', rank", "date DESC, document_id DESC, position DESC")
        for row in corpus.rows(
            f"""
            SELECT paragraph_id FROM marks JOIN hits USING (number) WHERE {condition} ORDER BY {order} LIMIT 1
            """,
            parameters,
            hits=corpus.hits(phrase).table(),
        )
    ]
    return corpus.full(ids, ("paragraph_id", "document_id", "date", "title", "text", "lines"))


# -- near forms ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variants:
    """The near forms of a formula, and how far they were looked for.

    ``table``: a row a form, the most frequent first: ``form``; ``edits``, by how many characters it differs;
    ``listed``, whether it is a term of the lexicon; ``occurrences`` and ``paragraphs``; ``first`` and
    ``last`` date, or "". ``examined`` of the ``near`` paragraphs with some part of the formula were read.
    """

    table: pd.DataFrame
    examined: int
    near: int


def most_edits(phrase: str) -> int:
    """By how many characters a near form may differ: 0 under 4 characters, 1 under 6, 2 under 9, else 3."""
    return next((edits for length, edits in _EDITS if len(phrase) < length), _MOST_EDITS)


class Step(NamedTuple):
    """One step of an alignment: a character of the formula and one of the form, "" where it has none."""

    ours: str
    theirs: str


def align(phrase: str, form: str) -> tuple[Step, ...]:
    """The steps that make ``form`` of ``phrase`` with the fewest edits, from left to right.

    Where several do, replacing comes before leaving out, and leaving out before putting in, from the right.
    """
    costs = [list(range(len(form) + 1))]
    for row, ours in enumerate(phrase, 1):
        line = [row]
        for column, theirs in enumerate(form, 1):
            line.append(min(costs[-1][column - 1] + (ours != theirs), costs[-1][column] + 1, line[-1] + 1))
        costs.append(line)
    row, column = len(phrase), len(form)
    steps = []
    while row or column:
        here = costs[row][column]
        if row and column and here == costs[row - 1][column - 1] + (phrase[row - 1] != form[column - 1]):
            steps.append(Step(phrase[row - 1], form[column - 1]))
            row, column = row - 1, column - 1
        elif row and here == costs[row - 1][column] + 1:
            steps.append(Step(phrase[row - 1], ""))
            row -= 1
        else:
            steps.append(Step("", form[column - 1]))
            column -= 1
    return tuple(reversed(steps))


def distance(phrase: str, form: str) -> int:
    """How many characters are put in, left out or replaced between the two."""
    return sum(step.ours != step.theirs for step in align(phrase, form))


def difference(phrase: str, form: str) -> list[tuple[str, str]]:
    """What makes ``form`` of ``phrase``, in pieces of (text, "" | "removed" | "added")."""
    pieces: list[tuple[str, str]] = []
    for same, run in groupby(align(phrase, form), lambda step: step.ours == step.theirs):
        steps = list(run)
        ours, theirs = ("".join(step[side] for step in steps) for side in (0, 1))
        pieces += [(ours, "")] if same else [(ours, "removed"), (theirs, "added")]
    return [piece for piece in pieces if piece[0]]


def parts(phrase: str) -> list[tuple[int, str]]:
    """The formula in ``most_edits`` + 1 pieces, with where each begins: however the edits fall, a near form
    has one of them unchanged."""
    number = most_edits(phrase) + 1
    cuts = [len(phrase) * each // number for each in range(number + 1)]
    return [(start, phrase[start:end]) for start, end in pairwise(cuts)]


Judged = dict[tuple[str, int, int], int]
"""The edits of a form, with the lengths of its first and last word; 0 where it is no near form."""


def variants(corpus: Corpus, selection: Selection, phrase: str) -> Variants:
    """The near forms of a formula in the selected paragraphs, at most VARIANTS.

    They are looked for in about SAMPLE paragraphs, and counted in all: each place counts for the longest
    form that begins there.
    """
    edits = most_edits(phrase)
    nothing = Variants(pd.DataFrame(columns=_VARIANTS), 0, 0)
    if not edits or search.is_pattern(phrase):
        return nothing
    rows, near = _near(corpus, selection, phrase)
    judged: Judged = {}
    found = Counter(form for row in rows for form in near_forms(phrase, row["text"], row["tokens"], judged))
    forms = {form for form, _ in found.most_common(_FORMS)} | set(_listed_forms(phrase))
    if not forms:
        return Variants(nothing.table, len(rows), near)
    pattern = "|".join(map(re.escape, sorted((*forms, phrase), key=lambda form: (-len(form), form))))
    condition, parameters = chosen(corpus.mask(corpus.passing(beside(selection, phrase))))
    table = corpus.query(
        f"""
        SELECT form, count(*) AS occurrences, count(DISTINCT paragraph_id) AS paragraphs,
            coalesce(min(date) FILTER (date <> ''), '') AS first, max(date) AS last
        FROM (
            SELECT paragraph_id, date, unnest(regexp_extract_all(text, ?)) AS form
            FROM paragraphs WHERE {condition} AND regexp_matches(text, ?)
        )
        WHERE form <> ? GROUP BY form ORDER BY occurrences DESC, form LIMIT ?
        """,
        [pattern, *parameters, pattern, phrase, VARIANTS],
    )
    table["edits"] = [distance(phrase, form) for form in table["form"]]
    table["listed"] = [form in TERMS for form in table["form"]]
    return Variants(table[_VARIANTS], len(rows), near)


def _listed_forms(phrase: str) -> Iterator[str]:
    """The listed terms that are near forms: each stands by itself, also where one is a part of the other."""
    edits = most_edits(phrase)
    for term in TERMS:
        if abs(len(term) - len(phrase)) <= edits and 0 < distance(phrase, term) <= edits:
            yield term


def _near(corpus: Corpus, selection: Selection, phrase: str) -> tuple[list[dict[str, Any]], int]:
    """About SAMPLE selected paragraphs that may have a near form (text and tokens), and how many may.

    Around a part that is unchanged, all but as many of the formula's characters as there may be edits stand.
    The formula itself is taken out before.
    """
    edits = most_edits(phrase)
    letters = sorted(set(phrase))
    enough = " + ".join("contains(around, ?)::INTEGER" for _ in letters) + f" >= {len(letters) - edits}"
    tests: list[str] = []
    values: list[object] = []
    for start, part in parts(phrase):
        before, after = start + edits, len(phrase) - start - len(part) + edits
        tests.append(
            f"""
            len(list_filter(
                list_transform(range(1, len(string_split(rest, ?))), lambda nth:
                    right(string_split(rest, ?)[nth], {before}) || ?
                    || left(string_split(rest, ?)[nth + 1], {after})),
                lambda around: {enough}
            )) > 0
            """
        )
        values += [part, part, part, part, *letters]
    condition, parameters = chosen(corpus.mask(corpus.passing(beside(selection, phrase))))
    some, some_values = search.condition([part for _, part in parts(phrase)], "any")
    near = corpus.query(
        f"""
        SELECT number, text FROM (
            SELECT number, paragraph_id, text, replace(text, ?, chr(1)) AS rest
            FROM paragraphs WHERE {condition} AND {some}
        )
        WHERE {" OR ".join(tests)} ORDER BY paragraph_id
        """,
        [phrase, *parameters, *some_values, *values],
    )
    read = near.iloc[:: -(-len(near) // SAMPLE) or 1]
    tokens = corpus.words.tokens(read["number"].to_numpy()).to_pylist()
    return [{"text": text, "tokens": cut} for text, cut in zip(read["text"], tokens, strict=True)], len(near)


def near_forms(phrase: str, text: str, tokens: Sequence[str], judged: Judged | None = None) -> list[str]:
    """The near forms of ``phrase`` in a paragraph, one for each place.

    A near form begins and ends with a whole word, of which at least one character is the formula's; what is
    only put before or after the formula, or left off at its ends, makes none. It holds no punctuation but
    quotation marks, which come in pairs. ``judged`` holds what was found of forms in other paragraphs, and is
    filled with what is found of those here.
    """
    edits = most_edits(phrase)
    judged = {} if judged is None else judged
    rest = text.replace(phrase, "\0" * len(phrase))
    starts, finishes = _boundaries(text, tokens)
    found: dict[int, str] = {}
    last = 0
    for start, part in parts(phrase):
        place = rest.find(part)
        while place >= 0:
            form = _nearest(phrase, edits, rest, starts, finishes, place - start, judged)
            if form:
                found.setdefault(form[0], form[1])
            place = rest.find(part, place + 1)
    result = []
    for begin in sorted(found):
        if begin >= last:
            result.append(found[begin])
            last = begin + len(found[begin])
    return result


def _boundaries(text: str, tokens: Sequence[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Where words begin, and where they end, each with the word's length; a quotation mark belongs to it."""
    starts: dict[int, int] = {}
    finishes: dict[int, int] = {}
    for start, end in spans(text, tokens):
        starts[start] = finishes[end] = end - start
        if start and text[start - 1] in _QUOTES:
            starts[start - 1] = end - start + 1
        if end < len(text) and text[end] in _QUOTES:
            finishes[end + 1] = end - start + 1
    return starts, finishes


def _nearest(
    phrase: str,
    edits: int,
    text: str,
    starts: Mapping[int, int],
    finishes: Mapping[int, int],
    origin: int,
    judged: Judged,
) -> tuple[int, str] | None:
    """The form with the fewest edits around the place where the formula would begin, and where it begins."""
    best: tuple[int, int, int, str] | None = None
    for begin in range(max(0, origin - edits), origin + edits + 1):
        if begin not in starts:
            continue
        for end in range(begin + len(phrase) - edits, begin + len(phrase) + edits + 1):
            if end not in finishes:
                continue
            form = text[begin:end]
            key = form, starts[begin], finishes[end]
            if key not in judged:
                judged[key] = distance(phrase, form) if _stands_alone(phrase, *key) else 0
            cost = judged[key]
            if 0 < cost <= edits:
                best = min(best or (cost, abs(end - begin - len(phrase)), begin, form), (
                    cost, abs(end - begin - len(phrase)), begin, form,
                ))  # fmt: skip
    return best and (best[2], best[3])


def _stands_alone(phrase: str, form: str, first: int, last: int) -> bool:
    """Whether a form whose first and last words have so many characters is more than a part of the formula
    in other surroundings, or the formula with more around it."""
    if any(not (letter.isalnum() or letter in _QUOTES or letter in phrase) for letter in form):
        return False
    if any(form.count(pair[0]) != form.count(pair[1]) for pair in _PAIRS):
        return False
    steps = align(phrase, form)
    return _ends_well(steps, first) and _ends_well(steps[::-1], last)


def _ends_well(steps: Sequence[Step], word: int) -> bool:
    """Whether the word at the beginning of an alignment, of so many characters, is still the formula's."""
    ours = theirs = seen = 0
    for step in steps:
        if step.ours == step.theirs:
            return seen < word and bool(ours) == bool(theirs)
        seen += bool(step.theirs)
        ours += bool(step.ours)
        theirs += bool(step.theirs) and step.theirs not in _QUOTES
    return False


# -- proposals -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidates:
    """Formulas that the corpus proposes, from ``examined`` of ``n`` paragraphs; see ``candidates``."""

    table: pd.DataFrame
    examined: int
    n: int


def candidates(corpus: Corpus, selection: Selection, *, limit: int) -> Candidates:
    """Words that stand together far more often than by chance, and listed terms, that repeat.

    Runs of 2 to 5 words and at least 4 characters, without a stop word at either end, a number or
    punctuation, in at least two paragraphs. Their association is normalised pointwise mutual information
    (Bouma 2009, Normalized (pointwise) mutual information in collocation extraction), for more than two words
    as the specific correlation of Van de Cruys 2011 (Two multivariate generalizations of pointwise mutual
    information): ln(p(w1…wn) / p(w1)…p(wn)) / ((1 − n) ln p(w1…wn)), at most 1. Of those with
    LEAST_ASSOCIATION the most frequent come first. A run that stands mostly inside a longer one is left out
    (as the C-value of Frantzi, Ananiadou & Mima 2000 discounts it).

    Names of countries and people are no formulas, nor are runs with one in them, nor offices:
    relationships are counted elsewhere.

    ``table`` has a row a formula: ``phrase``; ``words`` (how many); ``listed``, whether it is a term of the
    lexicon; ``occurrences`` and ``paragraphs`` in those that were examined; ``association``, NaN for one
    word.
    """
    condition, parameters = corpus.passing(selection, without=OWN)
    n = corpus.count(selection, without=OWN)
    # the same part of any corpus each time, and no sort of all of it
    sample = f"AND hash(paragraph_id) % {-(-n // SAMPLE)} = 0" if n > SAMPLE else ""
    some, bits = chosen(corpus.mask((f"{condition} {sample}", parameters)))
    texts = corpus.query(f"SELECT number, text FROM paragraphs WHERE {some}", bits)
    numbers = texts["number"].to_numpy()
    base = pa.table(
        {
            "number": numbers,
            "text": pa.array(texts["text"], pa.string()),
            "tokens": corpus.words.tokens(numbers),
        }
    )
    grams = corpus.rows(
        f"""
        WITH cut AS (
            SELECT number, text, unnest(tokens) AS word, generate_subscripts(tokens, 1) AS place FROM base
        ),
        known AS (
            SELECT word, word IN (FROM stopwords) AS stop,
                regexp_full_match(word, '[\\x{{4e00}}-\\x{{9fff}}·]+') AS plain
            FROM (SELECT DISTINCT word FROM cut)
        ),
        beside AS (
            SELECT number, place, word, contains(text, word || lead(word) OVER each) AS joined
            FROM cut WINDOW each AS (PARTITION BY number ORDER BY place)
        ),
        flagged AS (
            SELECT number, place, {{'word': word, 'stop': stop, 'plain': plain, 'joined': joined}} AS w0
            FROM beside JOIN known USING (word)
        ),
        runs AS (
            SELECT number, w0, {_following()}
            FROM flagged WINDOW each AS (PARTITION BY number ORDER BY place)
        ),
        grams AS (
            SELECT number, [word] AS words FROM cut WHERE list_contains(?::VARCHAR[], word)
            UNION ALL {" UNION ALL ".join(map(_runs_of, range(_WORDS[0], _WORDS[1] + 1)))}
        )
        SELECT words, sum(n)::BIGINT AS occurrences, count(*) AS paragraphs
        FROM (SELECT words, number, count(*) AS n FROM grams GROUP BY words, number)
        WHERE length(array_to_string(words, '')) BETWEEN {_CHARACTERS} AND {_LONGEST}
        GROUP BY words HAVING paragraphs > 1 ORDER BY occurrences DESC, words LIMIT {_GRAMS}
        """,
        [[term for term in TERMS if len(term) >= _CHARACTERS and term not in _WHOM]],
        base=base,
    )
    grams = [row for row in grams if len(row["words"]) == 1 or not any(map(_names, row["words"]))]
    grams = [row for row in grams if not _OFFICE.search(row["words"][-1])]
    sizes = corpus.rows(
        """
        WITH counts AS (
            SELECT word, count(*) AS n FROM (SELECT unnest(tokens) AS word FROM base) GROUP BY word
        )
        SELECT word, n, (SELECT sum(n) FROM counts)::BIGINT AS total FROM counts
        WHERE list_contains(?::VARCHAR[], word)
        """,
        [sorted({word for row in grams for word in row["words"]})],
        base=base,
    )
    frequency = {row["word"]: row["n"] for row in sizes}
    total = sizes[0]["total"] if sizes else 0
    rows: dict[str, dict[str, Any]] = {}
    for row in grams:
        words, phrase = row["words"], "".join(row["words"])
        strength = association(row["occurrences"], [frequency[word] for word in words], total)
        if len(words) == 1 or strength >= LEAST_ASSOCIATION:
            rows.setdefault(
                phrase,
                {
                    "phrase": phrase,
                    "words": len(words),
                    "listed": phrase in TERMS,
                    "occurrences": row["occurrences"],
                    "paragraphs": row["paragraphs"],
                    "association": strength if len(words) > 1 else float("nan"),
                },
            )
    return Candidates(pd.DataFrame(outermost(rows.values())[:limit], columns=_CANDIDATES), base.num_rows, n)


def _following() -> str:
    """The SQL of the words after w0: w1, w2, … as far as a formula can reach."""
    return ", ".join(f"lead(w0, {step}) OVER each AS w{step}" for step in range(1, _WORDS[1]))


def _runs_of(size: int) -> str:
    """The SQL of the runs of ``size`` words that could be a formula."""
    words = [f"w{step}" for step in range(size)]
    tests = [f"NOT {words[0]}.stop", f"NOT {words[-1]}.stop"]
    tests += [f"{word}.plain" for word in words] + [f"{word}.joined" for word in words[:-1]]
    columns = ", ".join(f"{word}.word" for word in words)
    return f"SELECT number, [{columns}] AS words FROM runs WHERE {' AND '.join(tests)}"


def _names(word: str) -> bool:
    """Whether a word names a country, a person or a side: 中国, 东盟, 中俄, 法方."""
    return (
        word in _WHOM
        or word in _SIDES
        or (len(word) > 1 and (set(word) <= _SHORT or (word[-1] == "方" and word[:-1] in _SHORT)))
    )


def association(together: int, each: Sequence[int], total: int) -> float:
    """Normalised specific correlation of n words that stand together ``together`` times, ``each`` times in
    all, among ``total`` words: 1 where they never stand apart, 0 where only chance joins them."""
    joint = together / total
    if len(each) < 2 or joint >= 1:
        return 1.0
    return (log(joint) - sum(log(count / total) for count in each)) / ((1 - len(each)) * log(joint))


def outermost(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows (phrase, occurrences), the most frequent first, without those that stand mostly inside a
    longer one."""
    kept: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: (-len(row["phrase"]), row["phrase"])):
        inside = max((each["occurrences"] for each in kept if row["phrase"] in each["phrase"]), default=0)
        if inside < _INSIDE * row["occurrences"]:
            kept.append(dict(row))
    return sorted(kept, key=lambda row: (-row["occurrences"], -len(row["phrase"]), row["phrase"]))

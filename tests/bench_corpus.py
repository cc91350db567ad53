"""Write a corpus to measure on: the sources of any number of paragraphs over years, as archives of broadcasts are.

Run as ``make bench-corpus`` or ``python -m tests.bench_corpus --paragraphs 400000 --out FOLDER``. The texts are
nonsense, made for measuring and for nothing else: sentence patterns written for the project (bench_patterns.toml),
filled by chance with words of jieba's dictionary as frequent as there, and with names of the lexicon. Nothing in
them happened, and nobody said it.

How near 400,000 paragraphs of them come to news, beside 43 real broadcast
pieces chosen evenly, and 348 pieces chosen for diplomacy::

    what                                         synthetic     real, evenly  real, diplomacy
    bytes a paragraph                                  288              321              299
    tokens a paragraph                                  49               49               43
    tokens: 5, 25, 50, 75, 95 % have fewer  14 30 46 64 99  15 32 43 61 100   2 18 36 61 107
    paragraphs a document                              5.8              4.6              6.4
    paragraphs with a tag                             25 %             26 %             67 %
    mentions a paragraph that has any                  1.6              1.6              1.4
    distinct among 10,000 tokens                     3,390            3,637            3,203
    distinct among 50,000 tokens                     9,204                             8,557
    share of the 100 most frequent tokens             38 %             29 %             35 %
    paragraphs that stand several times                4 %              0 %              9 %
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import accumulate
from math import exp
from pathlib import Path
from random import Random

import jieba

from corpus.choices import CHOICES_FILE, Rule, to_toml
from corpus.counterparts import COUNTERPARTS, LEXICON, Counterpart
from corpus.formats import Choice
from corpus.names import FINDER

PATTERNS = Path(__file__).with_name("bench_patterns.toml")
FIRST_YEAR = 2011
PARAGRAPHS_A_DAY = 73
PARAGRAPHS_A_DOCUMENT = 6

TAGGED = ("diplomacy", "foreign")
PACK = TAGGED * 2 + ("domestic",) * 12
"""The kinds of documents, dealt as cards are: a quarter of them speaks of other countries."""
SENTENCES = {1: 12, 2: 26, 3: 27, 4: 18, 5: 11, 7: 6}
"""How many sentences a paragraph has, and how often of 100."""
REPEATED, REMEMBERED = 0.03, 2_000
"""The share of paragraphs that stood word for word in an earlier broadcast, and of how many one of them is."""

RAREST, STEEPNESS = 3, 1.05
"""Words of jieba's dictionary are used from that frequency on, and drawn as often as its power says: broadcasts have
fewer words than the books that were counted."""
CLASSES = {
    "n": ("n", "nz"),
    "v": ("v", "vn"),
    "a": ("a", "b"),
    "d": ("d", "ad"),
    "i": ("i",),
    "ns": ("ns",),
}
"""The slots that are filled from jieba's dictionary: {slot: its tags there}."""
TERMS_UNDER = (
    "concepts of foreign policy",
    "relationships: their formulas",
    "initiatives and cooperation",
    "economy, technology, climate",
)
"""The parts of terms.txt whose terms fit into any sentence."""

STAMP = "# Nonsense for measuring:"
"""How corpus.toml begins in a folder that was written here."""
FIELDS = {"text": "content", "title": "title", "date": "pubtime"}
RECORDS = "videoList[].video_detail"

_BY_NAME = {counterpart.zh: counterpart for counterpart in COUNTERPARTS.values()}
_SLOT = re.compile(r"\{(\w+)\}")
_DRAWN = 1_000  # texts at once


class Table:
    """Texts with weights, from which they are drawn by chance."""

    def __init__(self, rng: Random, weights: Mapping[str, float]) -> None:
        self._rng = rng
        self.texts = [tuple(_SLOT.split(text)) for text in weights]
        self._weights = list(accumulate(weights.values()))
        self._drawn: list[tuple[str, ...]] = []

    def draw(self) -> tuple[str, ...]:
        """A text, the heavier, the more often: its parts, every second of them the name of a slot."""
        if not self._drawn:
            self._drawn = self._rng.choices(self.texts, cum_weights=self._weights, k=_DRAWN)
        return self._drawn.pop()


class Writer:
    """Writes a document: ``tables`` fill the slots of its texts, and ``bound`` those that hold the same all through it."""

    def __init__(self, tables: Mapping[str, Table], bound: Mapping[str, str]) -> None:
        self._tables = tables
        self._bound = bound

    def write(self, slot: str) -> str:
        """A text for the slot, its own slots filled."""
        if slot in self._bound:
            return self._bound[slot]
        parts = self._tables[slot].draw()
        if len(parts) == 1:
            return parts[0]
        return "".join([self.write(part) if at % 2 else part for at, part in enumerate(parts)])


class Newsroom:
    """Writes broadcasts, one after the other, over a number of years; ``subjects`` has the tables of each."""

    def __init__(self, years: int, seed: int) -> None:
        patterns = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
        self._rng = Random(seed)
        self._months = years * 12
        self._month = -1
        words = {slot: Table(self._rng, weights) for slot, weights in dictionary().items()}
        common = words | self._tables(patterns["common"])
        domestic = patterns["domestic"]
        self.subjects = {
            name: common | self._tables(tables)
            for name, tables in (*domestic.items(), *((kind, patterns[kind]) for kind in TAGGED))
        }
        self._courses = {
            "subject": self._in_course({name: tables["share"] for name, tables in domestic.items()}),
            "other": self._in_course(ranked(_BY_NAME, flat=0.5)),
            "term": self._in_course(ranked(terms(), flat=5)),
        }
        self._now: dict[str, Table] = {}
        self._pack: list[str] = []
        self._earlier: deque[str] = deque(maxlen=REMEMBERED)

    def broadcast(self, day: date, paragraphs: int) -> dict[str, object]:
        """The broadcast of a day with that many paragraphs, as archives keep it."""
        self._turn_to(day)
        items: list[dict[str, object]] = []
        aired: list[str] = []
        while len(aired) < paragraphs:
            length = 1 + int(self._rng.gammavariate(3, (PARAGRAPHS_A_DOCUMENT - 0.5) / 3))
            title, lines = self._document(day.year, min(length, paragraphs - len(aired)))
            aired += lines
            time = f"19:{min(len(items) * 2, 59):02}:{self._rng.randrange(60):02}"
            content = "\r\n".join(f"<p>{line}</p>" for line in lines)
            items.append({"video_detail": {"title": title, "pubtime": f"{day} {time}", "content": content}})
        self._earlier.extend(aired)
        return {"videoList": items}

    def _document(self, year: int, paragraphs: int) -> tuple[str, list[str]]:
        """A title, and paragraphs on one subject."""
        if not self._pack:
            self._pack = self._rng.sample(PACK, len(PACK))
        kind = self._pack.pop()
        bound = self._counterpart(year) if kind in TAGGED else {}
        subject = kind if kind in TAGGED else self._now["subject"].draw()[0]
        writer = Writer(self.subjects[subject] | self._now, bound)
        title = writer.write("title")
        lines = [writer.write("opening") + self._paragraph(writer)]
        while len(lines) < paragraphs:
            repeats = self._earlier and kind not in TAGGED and self._rng.random() < REPEATED
            lines.append(self._rng.choice(self._earlier) if repeats else self._paragraph(writer))
        return title, lines

    def _paragraph(self, writer: Writer) -> str:
        sentences = self._rng.choices(tuple(SENTENCES), tuple(SENTENCES.values()))[0]
        return "".join(writer.write("sentence") for _ in range(sentences))

    def _counterpart(self, year: int) -> dict[str, str]:
        """What the slots of a counterpart hold in a document of that year."""
        one = _BY_NAME[self._now["other"].draw()[0]]
        named = f"中国和{one.zh}" if "–" in one.relationship else one.relationship
        short = one.forms["short"]
        leaders = [name for name in one.forms["people"] if _is_in_office(one, name, year)]
        return {
            "c": one.zh,
            "rel": named,
            "side": f"{short[0]}方" if short else f"{one.zh}方面",
            "chief": f"{one.zh}领导人{self._rng.choice(leaders)}" if leaders else f"{one.zh}领导人",
            "actor": self._rng.choice([f"{one.zh}政府", f"{one.zh}外交部", *one.forms["institutions"]]),
            "capital": self._rng.choice(one.forms["capitals"] or (f"{one.zh}首都",)),
        }

    def _turn_to(self, day: date) -> None:
        """Take up what is in the news in the month of that day."""
        month = (day.year - FIRST_YEAR) * 12 + day.month - 1
        if month != self._month:
            self._month = month
            self._now = {
                slot: Table(self._rng, {name: shares[month] for name, shares in courses.items()})
                for slot, courses in self._courses.items()
            }

    def _in_course(self, bases: Mapping[str, float]) -> dict[str, list[float]]:
        return {name: course(self._rng, base, self._months) for name, base in bases.items()}

    def _tables(self, patterns: Mapping[str, object]) -> dict[str, Table]:
        """The tables of a part of the patterns: lists of texts, or words between spaces."""
        return {
            slot: Table(self._rng, ranked(texts.split() if isinstance(texts, str) else texts))
            for slot, texts in patterns.items()
            if isinstance(texts, str | list)
        }


def course(rng: Random, base: float, months: int) -> list[float]:
    """How much a thing is in the news, month by month: ``base``, a trend over all years, and a few events."""
    slope = rng.uniform(-1, 1)
    shares = [base * exp(slope * (2 * month / months - 1) + rng.gauss(0, 0.15)) for month in range(months)]
    for _ in range(rng.randint(1, 4)):
        first, times = rng.randrange(months), rng.uniform(2, 6)
        for month in range(first, min(first + rng.randint(1, 3), months)):
            shares[month] *= times
    return [round(share, 9) for share in shares]  # the last digits of exp differ from machine to machine


def ranked(names: Iterable[str], flat: float = 4) -> dict[str, float]:
    """Weights by rank as Zipf found them, 1 / (rank + ``flat``); a name that comes twice keeps its first."""
    return {name: 1 / (rank + flat) for rank, name in enumerate(dict.fromkeys(names), 1)}


@cache
def dictionary() -> dict[str, dict[str, float]]:
    """The words of jieba's dictionary for each slot of CLASSES, with their frequencies; none names a counterpart."""
    slots = {tag: slot for slot, tags in CLASSES.items() for tag in tags}
    found: dict[str, dict[str, float]] = {slot: {} for slot in CLASSES}
    with jieba.get_module_res("dict.txt") as lines:
        for line in lines:
            word, frequency, tag = line.decode("utf-8").split()
            if tag in slots and 2 <= len(word) <= 4 and int(frequency) >= RAREST and not FINDER.find(word):
                found[slots[tag]][word] = round(int(frequency) ** STEEPNESS)
    return found


def terms() -> list[str]:
    """The terms of the lexicon under TERMS_UNDER that name no counterpart."""
    heading, found = "", []
    for line in (LEXICON / "terms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.removeprefix("#").strip()
        elif heading in TERMS_UNDER and line.strip() and not FINDER.find(term := line.split("#")[0].strip()):
            found.append(term)
    return found


def _is_in_office(counterpart: Counterpart, person: str, year: int) -> bool:
    return any(first <= year <= (last or year) for first, last in counterpart.in_office(person))


def write(out: Path, *, paragraphs: int, years: int = 15, seed: int = 1) -> bool:
    """Write the sources of so many paragraphs below ``out``, a file a day; whether they were not there already.

    The same numbers give the same bytes. What an earlier run wrote with other numbers is replaced as a whole.
    Raises FileExistsError where ``out`` holds anything else.
    """
    stamp = out / CHOICES_FILE
    told = _choices(paragraphs, years, seed)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == told:
        return False
    if out.exists() and not (stamp.exists() and stamp.read_text(encoding="utf-8").startswith(STAMP)):
        raise FileExistsError(f"{out}: holds no corpus for measuring; name a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    old = fresh.with_name(f"{fresh.name}-old")
    try:
        newsroom = Newsroom(years, seed)
        for day, number in days(paragraphs, years):
            file = fresh / f"{day:%Y}" / f"{day:%Y%m%d}.json"
            file.parent.mkdir(exist_ok=True)
            text = json.dumps(newsroom.broadcast(day, number), ensure_ascii=False, separators=(",", ":"))
            file.write_bytes(text.encode("utf-8"))
        (fresh / CHOICES_FILE).write_bytes(told.encode("utf-8"))
        fresh.chmod(0o755)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
        return True
    finally:
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)


def days(paragraphs: int, years: int) -> Iterator[tuple[date, int]]:
    """The days that have a broadcast, evenly over the years from FIRST_YEAR on, each with its number of paragraphs."""
    first = date(FIRST_YEAR, 1, 1)
    of_all = (date(FIRST_YEAR + years, 1, 1) - first).days
    chosen = max(1, min(of_all, round(paragraphs / PARAGRAPHS_A_DAY)))
    for number in range(chosen):
        share = paragraphs * (number + 1) // chosen - paragraphs * number // chosen
        yield first + timedelta(days=of_all * number // chosen), share


def _choices(paragraphs: int, years: int, seed: int) -> str:
    """corpus.toml: how the files are read, under a line that says from what they were written."""
    made_from = (Path(__file__), PATTERNS, *sorted(LEXICON.glob("*.t*")))
    digest = sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:16]
    rule = Rule(["*.json"], Choice(records=RECORDS, fields=FIELDS))
    return to_toml([rule], {0: f"{STAMP[2:]} {paragraphs} paragraphs, {years} years, seed {seed}, {digest}"})


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a corpus to measure on.")
    parser.add_argument("--paragraphs", type=int, default=400_000)
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    fresh = write(asked.out, paragraphs=asked.paragraphs, years=asked.years, seed=asked.seed)
    print(
        f"{asked.out}: {asked.paragraphs:,} paragraphs over {asked.years} years"
        + ("" if fresh else ", written before")
    )


if __name__ == "__main__":
    main()

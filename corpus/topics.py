"""What a heading can be about besides a counterpart: China's own issues, read from lexicon/topics.toml."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from corpus.counterparts import LEXICON, LexiconError, read_toml
from corpus.names import FINDER, NameFinder


@cache
def subject_finder(finder: NameFinder = FINDER, lexicon: Path = LEXICON) -> Callable[[str], frozenset[str]]:
    """A function: text → the counterpart codes and the topic keys that it names.

    Raises LexiconError where an entry of topics.toml has no list of names.
    """
    forms: list[str] = []
    keys: list[str] = []
    for key, entry in read_toml(lexicon / "topics.toml").items():
        names = entry.get("names") if isinstance(entry, dict) else None
        if not names or not all(isinstance(name, str) and name for name in names):
            raise LexiconError(f"{lexicon / 'topics.toml'}, [{key}]: needs names, a list of strings")
        forms += names
        keys += [key] * len(names)
    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)

    @lru_cache(maxsize=4096)
    def subjects(text: str) -> frozenset[str]:
        topics = {keys[index] for index, _, _ in automaton.find_matches_as_indexes(text)}
        named = {name.codes[0] for name in finder.find(text) if name.codes and not name.needs}
        return frozenset(topics | named)

    return subjects

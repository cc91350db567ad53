"""What is selected, and where it is from, as sentences."""

from __future__ import annotations

from components import bar
from corpus.selection import Selection
from corpus.table import Corpus


def filters(corpus: Corpus, selection: Selection) -> str:
    """What is selected, as one sentence."""
    return " · ".join(each["label"] + each["text"] for each in bar.chips(corpus, selection))


def source(corpus: Corpus, selection: Selection) -> str:
    """Where the paragraphs are from."""
    return ""

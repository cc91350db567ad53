"""A conference in one paragraph: where in it a question begins, and where an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

_QUESTION = (
    r"(?:[追提]?问|(?:[^。！？!?：:，\s]{0,20})记者(?:[^。！？!?：:，\s]{0,4}?[追提]?问)?|主持人)[：:]"
)
_ANSWER = (
    r"(?:[回]?答|(?:外交部|国防部|商务部|国台办)?(?:新闻)?发言人[^。！？!?：:，\s“”]{0,6}"
    r"|[^。！？!?：:，\s“”]{0,10}?(?:部长|外长|主任|大使|总理|国务委员)[^。！？!?：:，\s“”]{0,4})[：:]"
)
_TURN = re.compile(
    rf"(?:^|(?<=[。！？!?…])|(?<=[。！？!?…][”’」』）)])|(?<=日[）)])|(?<=\s))(?:(?P<question>{_QUESTION})|(?P<answer>{_ANSWER})"
    r"|(?P<speaker>[\u4e00-\u9fff·]{2,8}[：:]))"
)
_OPENING, _CLOSING = "“「『", "”」』"


def turns(text: str) -> list[tuple[int, int]]:
    """The spans of a text's turns, and of what stands before the first; one span where it has none.

    A question and an answer are needed to tell a conference from a sentence with a colon: one by an office,
    or by a name that answers twice. What is inside quotation marks is said in a turn. White space between
    turns belongs to none.
    """
    if "：" not in text and ":" not in text:
        return [(0, len(text))]
    matches = list(_unquoted(text))
    names = Counter(match["speaker"] for match in matches)
    found = [match for match in matches if not match["speaker"] or names[match["speaker"]] > 1]
    if not (
        any(match["question"] for match in found)
        and any(match["answer"] or match["speaker"] for match in found)
    ):
        return [(0, len(text))]
    cuts = sorted({0, len(text), *(match.start() for match in found)})
    return [span for cut in pairwise(cuts) if (span := _stripped(text, *cut))]


def _unquoted(text: str) -> Iterator[re.Match[str]]:
    depth = position = 0
    for match in _TURN.finditer(text):
        between = text[position : match.start()]
        depth += sum(map(between.count, _OPENING)) - sum(map(between.count, _CLOSING))
        position = match.start()
        if depth <= 0:
            yield match


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    inside = text[start:end]
    first = start + len(inside) - len(inside.lstrip())
    return (first, first + len(inside.strip())) if inside.strip() else None

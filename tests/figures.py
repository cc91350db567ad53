"""Figures as views send them, read as the page's own scripts read them."""

import json
from typing import Any

from components.served import STATIC


def unpacked(packed: dict[str, Any]) -> list[Any]:
    """The texts that ``plot.packed`` made short."""

    def long(text: Any) -> Any:
        if not isinstance(text, str):
            return [long(each) for each in text]
        head, tail, *found = text.split("|")
        numbers = iter(found)
        return "".join(
            piece if not place else next(numbers) + piece
            for form in (head, tail)
            for place, piece in enumerate(packed["forms"][int(form)])
        )

    return [long(text) for text in packed["texts"]]


def figure(sent: Any) -> dict[str, Any]:
    """A figure, also as JSON, as Plotly gets it: its texts at full length, and what stands at the source of a
    trace."""
    found: dict[str, Any] = json.loads(sent if isinstance(sent, str) else json.dumps(sent))
    for trace in found["data"]:
        if "hovertext" in trace:
            trace["hovertext"] = unpacked(trace["hovertext"])
        if "source" in trace:
            name = trace.pop("source").rpartition("/")[2].partition("?")[0]
            trace |= json.loads((STATIC / name).read_text(encoding="utf-8"))
    return found

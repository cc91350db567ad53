"""Plotly charts in the page: the figure is made here, drawn in place by the plotly.js that plotly ships.

``st.plotly_chart`` remounts at every change, which loses the focus and costs a third of a click's time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

import plotly

from components.served import serve

SCRIPT = "plotly.min.js"


@cache
def script_url() -> str:
    """The address of plotly.js below the page, as plotly ships it."""
    shipped = Path(plotly.__file__).parent / "package_data" / SCRIPT
    return serve(SCRIPT, shipped.read_bytes(), plotly.__version__)


def text(value: str) -> str:
    """``value`` as Plotly draws it character by character, without reading it as markup."""
    return escape(value, quote=False)


def plain(lines: str) -> str:
    """Lines of Plotly's text as the plain text of a tooltip."""
    return unescape(lines.replace("<br>", " · ").replace("<b>", "").replace("</b>", ""))


def layout(**more: Any) -> dict[str, Any]:
    """The layout of a figure on the page's own ground, with ``more``."""
    return {
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        **more,
    }


def figure_json(figure: Mapping[str, Any]) -> str:
    """A figure as it is sent, with its hover texts ``packed``."""
    traces = [
        {name: packed(value) if name == "hovertext" else value for name, value in trace.items()}
        for trace in figure["data"]
    ]
    return json.dumps({**figure, "data": traces}, ensure_ascii=False, separators=(",", ":"))


_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*%?)")


def packed(texts: Sequence[Any]) -> dict[str, Any]:
    """Texts that say the same of other numbers, or lists of such texts: a quarter of their length.

    {forms, texts}: a form is what stands around the numbers, in pieces; a text is, of its first line and of
    the others, the number of the form and then the numbers: form|other form|number|…
    """
    forms: dict[tuple[str, ...], int] = {}

    def short(text: Any) -> Any:
        if not isinstance(text, str):
            return [short(each) for each in text]
        head, line, tail = text.partition("<br>")
        pieces = [_NUMBER.split(part) for part in (head, line + tail)]
        known = [forms.setdefault(tuple(each[::2]), len(forms)) for each in pieces]
        return "|".join((*map(str, known), *(number for each in pieces for number in each[1::2])))

    return {"texts": [short(text) for text in texts], "forms": list(forms)}


def width(value: str, size: float) -> float:
    """How wide a label of ``size`` pixels is at most, near enough: a Chinese character is as wide as high."""
    return sum(size if ord(each) > 0x2E7F else 0.62 * size for each in value)

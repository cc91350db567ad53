"""Plotly charts in the page: the figure is made here, drawn in place by the plotly.js that plotly ships.

``st.plotly_chart`` remounts at every change, which loses the focus and costs a third of a click's time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    """A figure as it is sent."""
    return json.dumps(figure, ensure_ascii=False, separators=(",", ":"))


def width(value: str, size: float) -> float:
    """How wide a label of ``size`` pixels is at most, near enough: a Chinese character is as wide as high."""
    return sum(size if ord(each) > 0x2E7F else 0.62 * size for each in value)

"""The parts of the page that run in the browser: one component a view, drawn with textContent only.

``SCRIPT.js`` and ``SCRIPT.css`` of this folder, each with what all share before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from components import link

_HERE = Path(__file__).parent
_SHARED = ("dom.js", "plot.js")
_PARTS = {"paragraphs": ("cutting",)}  # scripts that another is made of, with their styles


def mount(
    name: str,
    data: Mapping[str, Any],
    *,
    script: str = "",
    follow: Callable[[str], Callable[[], None]] = link.follow,
) -> None:
    """Draw the component ``name`` with ``data`` (JSON values) by ``script``, by default its own.

    Its clicks change the URL, or do what the callback does that ``follow`` gives for it.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    _component(script or name)(key=name, data=text.encode(), on_click_change=follow(name))


@cache
def _component(script: str) -> Callable[..., object]:
    parts = (*_PARTS.get(script, ()), script)
    js, css = (
        "\n".join((_HERE / file).read_text(encoding="utf-8") for file in files)
        for files in (
            (*_SHARED, *(f"{part}.js" for part in parts)),
            ("page.css", *(f"{part}.css" for part in parts)),
        )
    )
    return st.components.v2.component(f"shuangbian_{script}", html='<div class="root"></div>', css=css, js=js)

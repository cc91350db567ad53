"""The parts of the page that run in the browser: one component a view, drawn with textContent only.

``NAME.js`` and ``NAME.css`` of this folder, each with ``dom.js`` and ``page.css`` before it.
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


def mount(
    name: str, data: Mapping[str, Any], *, follow: Callable[[str], Callable[[], None]] = link.follow
) -> None:
    """Draw the component ``name`` with ``data`` (JSON values); its clicks change the URL, or do what
    the callback does that ``follow`` gives for it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    _component(name)(key=name, data=text.encode(), on_click_change=follow(name))


@cache
def _component(name: str) -> Callable[..., object]:
    js, css = (
        "\n".join((_HERE / file).read_text(encoding="utf-8") for file in files)
        for files in (("dom.js", f"{name}.js"), ("page.css", f"{name}.css"))
    )
    return st.components.v2.component(f"shuangbian_{name}", html='<div class="root"></div>', css=css, js=js)

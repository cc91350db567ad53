"""The parts of the page that run in the browser: one component a view, drawn with textContent only.

``SCRIPT.js`` and ``SCRIPT.css`` of this folder. All of them are one module below static/, which the browser
loads once: a component's own message then holds its data and no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from components import link
from components.served import serve

_HERE = Path(__file__).parent
_SHARED = ("dom", "plot", "exporting")
# scripts that another is made of, with their styles
_PARTS = {"paragraphs": ("cutting",), "header": ("stage", "guide", "scenes", "sharing")}

HEIGHTS = {
    "header": 1,  # above what follows
    "search": 32,
    "bar": 32,
    "counts": 466,
    "cloud": 420,
    "paragraphs": 900,
    "trends": 290,
    "keyness": 730,
    "concordance": 900,
    "comentions": 300,
    "world_map": 470,
    "phrases": 900,
    "reader": 900,
    "documents": 27,
}
"""About how high a view stands, in pixels: what is kept free for it until its script is there, so that what
stands below does not jump. Then it is as high as what it draws (``FRAME`` of stage.js)."""

_LINE = 32  # px, of a view that has no height of its own here

# Streamlit's own bar takes a tenth of the first screen: from the first paint on the header stands beside it
_RAISED = ":host { margin-top: -52px; }"

# in grey lines; no motion, so that there is none to be reduced
_SKELETON = """<style>{more}
.skeleton {{
  height: {height}px; opacity: .07;
  background: repeating-linear-gradient(currentColor 0 14px, transparent 14px 32px);
}}
</style><div class="root"><div class="skeleton" aria-hidden="true"></div></div>"""


def mount(
    name: str,
    data: Mapping[str, Any],
    *,
    script: str = "",
    key: str = "",
    follow: Callable[[str], Callable[[], None]] = link.follow,
    export: Callable[[link.Asked], Mapping[str, Any]] | None = None,
) -> None:
    """Draw the component ``name`` with ``data`` (JSON values) by ``script``, by default its own.

    One with another ``key`` is another on the page: it moves nowhere when the first goes.

    Its clicks change the URL, or do what the callback does that ``follow`` gives for it. What a click asks
    for instead of another view, ``export`` answers.
    """
    key = key or name
    asked = link.asked(key)
    if export and asked:
        data = {**data, "export": {"number": asked.number, "kind": asked.kind, **export(asked)}}
    text = json.dumps({**data, "answered": link.answered(key)}, ensure_ascii=False, separators=(",", ":"))
    _component(name, script or name)(
        key=key, data=text.encode(), on_click_change=follow(key), height=HEIGHTS.get(name, _LINE)
    )


def module() -> str:
    """The JavaScript module of all scripts: each exports one function under its name, with its style."""
    parts = {name for each in _PARTS.values() for name in each}
    scripts = sorted({path.stem for path in _HERE.glob("*.js")} - parts - set(_SHARED))
    exports = [
        f"export const {name} = styled({json.dumps(_read(('page', *inside), 'css'))}, (() => {{\n"
        + _read(inside, "js").replace("export default ", "return ")
        + "\n})());"
        for name in scripts
        for inside in [(*_PARTS.get(name, ()), name)]
    ]
    return "\n".join((_read(_SHARED, "js"), *exports))


def _read(names: tuple[str, ...], suffix: str) -> str:
    files = (_HERE / f"{name}.{suffix}" for name in names)
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())


@cache
def _served() -> str:
    text = module()
    return serve("shuangbian.js", text.encode(), sha256(text.encode()).hexdigest()[:12])


@cache
def _component(name: str, script: str) -> Callable[..., object]:
    js = (  # of two lines: Streamlit takes one line for the path of a file
        f"const scripts = await import(new URL({json.dumps(_served())}, document.baseURI).href);\n"
        f"export default scripts.{script};"
    )
    more = _RAISED if name == "header" else ""
    html = _SKELETON.format(height=HEIGHTS.get(name, _LINE), more=more)
    return st.components.v2.component(f"shuangbian_{name}", html=html, js=js)

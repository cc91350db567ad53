"""Plotly charts in the page: the figure is made here, drawn in place by the plotly.js that plotly ships.

``st.plotly_chart`` remounts at every change, which loses the focus and costs a third of a click's time.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

import plotly
import streamlit as st

STATIC = Path(__file__).parent.parent / "static"
SCRIPT = "plotly.min.js"


@cache
def script_url() -> str:
    """The address of plotly.js below the page; copies it into static/ where it is missing or another."""
    shipped = Path(plotly.__file__).parent / "package_data" / SCRIPT
    served = STATIC / SCRIPT
    if not served.exists() or not filecmp.cmp(shipped, served, shallow=False):
        descriptor, fresh = tempfile.mkstemp(dir=STATIC, suffix=".js")
        os.close(descriptor)
        shutil.copyfile(shipped, fresh)
        Path(fresh).chmod(0o644)
        os.replace(fresh, served)
    return f"app/static/{SCRIPT}?v={plotly.__version__}"


def preload() -> None:
    """Let the browser fetch plotly.js now: it takes as long as Python takes to import the views."""
    _preloader()(key="preload", data=script_url())


@cache
def _preloader() -> Callable[..., object]:
    # the element itself is nothing to see, and must not leave a gap
    js = (
        (Path(__file__).parent / "frontend" / "dom.js").read_text(encoding="utf-8")
        + """
export default function ({ data, parentElement }) {
  parentElement.host?.closest("[data-testid=stElementContainer]")?.style.setProperty("display", "none");
  loadPlotly(data);
}
"""
    )
    return st.components.v2.component("shuangbian_preload", html="<i></i>", js=js)


def text(value: str) -> str:
    """``value`` as Plotly draws it character by character, without reading it as markup."""
    return escape(value, quote=False)

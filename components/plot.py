"""Plotly charts in the page: the figure is made here, drawn in place by the plotly.js that plotly ships.

``st.plotly_chart`` remounts at every change, which loses the focus and costs a third of a click's time.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from functools import cache
from html import escape
from pathlib import Path

import plotly

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


def text(value: str) -> str:
    """``value`` as Plotly draws it character by character, without reading it as markup."""
    return escape(value, quote=False)


def width(value: str, size: float) -> float:
    """How wide a label of ``size`` pixels is at most, near enough: a Chinese character is as wide as high."""
    return sum(size if ord(each) > 0x2E7F else 0.62 * size for each in value)

"""The page, from top to bottom: what the URL says, drawn by the views of components/."""

from __future__ import annotations

import atexit
import gc
import os
from pathlib import Path

import streamlit as st

from components import FRAME, PAGES, WIDTHS, corrections, link, own
from corpus.table import Corpus, CorpusError

DATA = Path(os.environ.get("SHUANGBIAN_DATA") or Path(__file__).parent / "data")


@st.cache_resource(max_entries=2, show_spinner=False)
def open_corpus(folder: Path, built: int) -> Corpus:
    """The corpus of a folder; ``built`` tells one build from the next (nanoseconds of its manifest)."""
    corpus = Corpus(folder)
    # Streamlit collects all garbage after each run: what stays for good need not be looked at each time
    gc.freeze()
    atexit.register(gc.unfreeze)
    return corpus


def built(folder: Path) -> int:
    """When the data of a folder was built, in nanoseconds; 0 where there is none."""
    manifest = folder / "manifest.json"
    return manifest.stat().st_mtime_ns if manifest.exists() else 0


st.set_page_config(
    page_title="双边 Shuangbian", page_icon="↔", layout="wide", initial_sidebar_state="collapsed"
)
try:
    corpus = own.shown(open_corpus(DATA, built(DATA)), link.corpus())
    selection = own.settled(link.current(corpus))
    corpus = corrections.current(corpus.recut(selection.added_terms))
    for row in (*FRAME, *PAGES[selection.view]):
        if len(row) == 1:
            row[0].draw(corpus, selection)
            continue
        for column, view in zip(st.columns([WIDTHS[view] for view in row], gap="medium"), row, strict=True):
            with column:
                view.draw(corpus, selection)
except CorpusError as error:
    st.error(str(error))

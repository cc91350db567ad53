"""The page, from top to bottom: what the URL says, drawn by the views of components/."""

from __future__ import annotations

import sys

import streamlit as st

st.set_page_config(
    page_title="双边 Shuangbian", page_icon="↔", layout="wide", initial_sidebar_state="collapsed"
)
if "components" not in sys.modules:  # of a server that slept, the first visitor waits for libraries and data
    st.text("双边正在醒来，片刻即好……  Shuangbian is waking up; a moment, please.")
    from components import opening

    opening.wake()
    st.rerun()

from components import corrections, health, link, opening, own, rows, widths
from corpus.table import ChangedError, CorpusError

try:
    corpus = own.shown(opening.current(), link.corpus())
    selection = own.settled(link.current(corpus))
    corpus = corrections.current(corpus.recut(selection.added_terms))
    for row in rows(selection):
        if len(row) == 1:
            row[0].draw(corpus, selection)
            continue
        for column, view in zip(st.columns(widths(row), gap="medium"), row, strict=True):
            with column:
                view.draw(corpus, selection)
    health.awake()
except ChangedError:
    st.rerun()  # with the data that stand there now
except CorpusError as error:
    language = link.language()
    st.error(opening.explained(error, language))
    opening.try_again(error, language)

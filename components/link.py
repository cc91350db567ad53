"""The URL, which alone holds what is shown. No other module touches ``st.query_params``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from corpus import search
from corpus.selection import Selection
from corpus.table import Corpus


def current(corpus: Corpus) -> Selection:
    """The selection that the URL says, as far as the corpus has what it names."""
    return corpus.known(_selection())


def corpus() -> str:
    """Which corpus the URL says, a name of ``selection.CORPORA``."""
    return _selection().corpus


def choose(**changes: Any) -> None:
    """Show the selection after ``changes``."""
    _show(_selection().choose(**changes))


def refused(corpus: Corpus) -> list[tuple[str, str, str]]:
    """The patterns that ``current`` left out: field, pattern, and the reason of ``Corpus.refusals``."""
    selection = _selection()
    reasons = corpus.refusals(selection)
    named = [(name, term) for name in search.FIELDS for term in getattr(selection, name)]
    return [
        (name, term, reasons[term])
        for name, term in (*named, ("keyword", selection.keyword))
        if term in reasons
    ]


def follow(key: str) -> Callable[[], None]:
    """The callback of the component ``key``: does what its click asks for.

    A click is a dict of ``clear`` (true), ``toggle`` or ``add`` ([field, value]) and ``choose``
    ({field: value}), done in this order.
    """

    def on_click() -> None:
        click = st.session_state[key].click or {}
        selection = _selection()
        if click.get("clear"):
            selection = selection.clear()
        if "toggle" in click:
            selection = selection.toggle(*click["toggle"])
        if "add" in click:
            selection = selection.add(*click["add"])
        if "choose" in click:
            selection = selection.choose(**click["choose"])
        _show(selection)

    return on_click


def _selection() -> Selection:
    return Selection.from_params({name: st.query_params.get_all(name) for name in st.query_params})


def _show(selection: Selection) -> None:
    # through the parser once more: what a browser sends is junk until it is read
    st.query_params.from_dict(Selection.from_params(selection.to_params()).to_params())

"""The URL, which alone holds what is shown. No other module touches ``st.query_params``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from corpus import search
from corpus.selection import BY_NAME, Selection
from corpus.table import Corpus


def current(corpus: Corpus) -> Selection:
    """The selection that the URL says, as far as the corpus has what it names."""
    return corpus.known(_selection())


def corpus() -> str:
    """Which corpus the URL says, a name of ``selection.CORPORA``."""
    return _selection().corpus


def language() -> str:
    """Which language the URL says, a name of ``language.LANGUAGES``."""
    return _selection().language


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

    A click is as ``after`` reads it.
    """

    def on_click() -> None:
        _show(after(_selection(), st.session_state[key].click))

    return on_click


def after(selection: Selection, click: object) -> Selection:
    """The selection after a click, as far as it asks for anything: it is junk until it is read.

    A click is a dict of ``clear`` (true), ``toggle`` or ``add`` ([field, value]) and ``choose``
    ({field: value}), done in this order.
    """
    asked = click if isinstance(click, Mapping) else {}
    if asked.get("clear"):
        selection = selection.clear()
    match asked.get("toggle"):
        case [str(name), str(value)] if name in BY_NAME:
            selection = selection.toggle(name, value)
    match asked.get("add"):
        case [str(name), str(value)] if name in BY_NAME and BY_NAME[name].many:
            selection = selection.add(name, value)
    match asked.get("choose"):
        case dict(changes):
            taken = {name: value for name, value in changes.items() if _fits(name, value)}
            many = {name: tuple(value) for name, value in taken.items() if isinstance(value, list)}
            selection = selection.choose(**taken | many)
    return selection


def _fits(name: object, value: object) -> bool:
    """Whether a field takes such a value at all; whether it takes this one, the URL's parser says."""
    if name not in BY_NAME:
        return False
    if BY_NAME[str(name)].many:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str | int | float)


def _selection() -> Selection:
    return Selection.from_params({name: st.query_params.get_all(name) for name in st.query_params})


def _show(selection: Selection) -> None:
    # through the parser once more: what a browser sends is junk until it is read
    st.query_params.from_dict(Selection.from_params(selection.to_params()).to_params())

"""The URL, which alone holds what is shown. No other module touches ``st.query_params``.

A browser that is clicked again before it has its answer says the URL of before. What the URL will say is
therefore kept in the session from one run to the next, and a click changes that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from corpus import links, search
from corpus.selection import BY_NAME, Selection
from corpus.table import Corpus

_SHOWN, _ANSWERED, _ASKED = "shown", "answered", "asked"

_KEPT_BY_STREAMLIT = "embed"
"""The parameter that Streamlit keeps in the URL by itself, and hides from ``st.query_params``."""


@dataclass(frozen=True)
class Asked:
    """What a click asks for besides another view: a ``kind`` of file or picture of the component ``key``."""

    key: str
    number: int
    kind: str
    details: Mapping[str, Any]


def current(corpus: Corpus) -> Selection:
    """The selection that the URL says, as far as the corpus has what it names."""
    st.session_state[_SHOWN] = selection = _selection()
    return corpus.known(selection)


def corpus() -> str:
    """Which corpus the URL says, a name of ``selection.CORPORA``."""
    return _selection().corpus


def language() -> str:
    """Which language the URL says, a name of ``language.LANGUAGES``."""
    return _selection().language


def newer() -> bool:
    """Whether the URL is a link of a later version than ours, not all of which may be understood."""
    return links.version(_params()) > links.VERSION


def short() -> str:
    """The short form that the URL says, "" where it says none: a click takes it from there."""
    return "/".join(_params().get(links.SHORT_PARAMETER, ()))


def instead(parts: Mapping[str, str]) -> dict[str, Any]:
    """What a click is to ``choose`` so that the short form of the URL has other parts in place of some, as
    ``links.mended`` has them."""
    here, said = _selection(), _params()
    said[links.SHORT_PARAMETER] = [links.mended(short(), parts)]
    other = Selection.from_params(said)
    changed = {
        name: getattr(other, name) for name in links.FIELDS if getattr(other, name) != getattr(here, name)
    }
    return {name: list(value) if BY_NAME[name].many else value for name, value in changed.items()}


def choose(**changes: Any) -> None:
    """Show the selection after ``changes``."""
    _show(_latest().choose(**changes))


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


def address(selection: Selection, place: str | None = None) -> str:
    """The whole link to what a selection shows, at ``place``, by default where the browser has the page.

    A visitor's own scenes are in their browser, and in no link.
    """
    if place is None:
        opened = st.context.url
        place = f"{opened.rstrip('/')}/" if opened else ""
    shared = selection.choose(tour="", scene=0) if selection.tour == "mine" else selection
    params = shared.to_params()
    return f"{place}?{urlencode(params, doseq=True)}" if params else place


def follow(
    key: str,
    *,
    first: Callable[[Any], bool] = lambda click: False,
    turn: Callable[[Selection, object], Selection] | None = None,
) -> Callable[[], None]:
    """The callback of the component ``key``: does what its clicks ask for, one after the other.

    A click is as ``after`` reads it, or ``turn`` in its place, unless ``first`` does what it asks for, and
    says so.
    """

    def on_click() -> None:
        selection = _latest()
        asked: Asked | None = None
        for number, click in _unanswered(key):
            match click:
                case {"export": str(kind), **details}:
                    asked = Asked(key, number, kind, details)
                case _ if not first(click):
                    selection = (turn or after)(selection, click)
        st.session_state[_ASKED] = asked
        _show(selection)

    return on_click


def asked(key: str) -> Asked | None:
    """What the last click asked the component ``key`` for: the same until the next click, so that an answer
    which a rerun cut off is given again."""
    found: Asked | None = st.session_state.get(_ASKED)
    return found if found and found.key == key else None


def answered(key: str) -> int:
    """The number of the last click on the component ``key`` that was done, 0 before the first."""
    numbers: dict[str, int] = st.session_state.get(_ANSWERED, {})
    return numbers.get(key, 0)


def _unanswered(key: str) -> Iterator[tuple[int, object]]:
    """What was clicked since, with its number. A browser sends [number, click] of every click that it has no
    answer to, as Streamlit keeps only the last of what it is sent while it is busy."""
    sent = st.session_state[key].click
    for each in sent if isinstance(sent, list) else []:
        match each:
            case [int(number), click] if number > answered(key):
                st.session_state[_ANSWERED] = st.session_state.get(_ANSWERED, {}) | {key: number}
                yield number, click


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
    context = get_script_run_ctx()
    hidden = parse_qs(context.query_string).get(_KEPT_BY_STREAMLIT, []) if context else []
    return Selection.from_params(_params() | {_KEPT_BY_STREAMLIT: hidden})


def _params() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _latest() -> Selection:
    """What is shown, or will be once the browser has the answers that are on their way to it."""
    return st.session_state.get(_SHOWN) or _selection()


def _show(selection: Selection) -> None:
    # through the parser once more: what a browser sends is junk until it is read
    st.session_state[_SHOWN] = Selection.from_params(selection.to_params())
    params = st.session_state[_SHOWN].to_params()
    params.pop(_KEPT_BY_STREAMLIT, None)
    st.query_params.from_dict(params)

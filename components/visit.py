"""What is kept of a visit: a few things in the visitor's session, let go soon after the page is closed.

Streamlit forgets a session that has ended only when another one ends, and then leaves it to the collector of
garbage. What a visitor brought is to be gone whether or not anybody comes after.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KEY = "visit"


@dataclass
class _Visit:
    """What is kept, whose session it is, and whether its page has gone."""

    session: str
    kept: dict[str, Any] = field(default_factory=dict)
    away: bool = False


def kept() -> dict[str, Any]:
    """What is kept of this visit, by name: the same dict until the page is closed or reloaded."""
    if _KEY not in st.session_state:
        context = get_script_run_ctx()
        st.session_state[_KEY] = _Visit(context.session_id if context else "")
    visit: _Visit = st.session_state[_KEY]
    if visit.session:
        _present(visit)
    return visit.kept


def _left(visit: _Visit) -> None:
    """The connection is gone; it may come back, as it does after a moment without a network."""
    visit.away = True
    try:
        _later(visit)
    except RuntimeError:  # the server ends
        visit.kept.clear()


@st.cache_resource(scope="session", show_spinner=False, on_release=_left)
def _present(_visit: _Visit) -> _Visit:
    # called again when the connection has come back: the session's caches were cleared when it went
    _visit.away = False
    return _visit


def _later(visit: _Visit) -> None:
    # a little before Streamlit loses sight of the session: one that it no longer finds it cannot close
    seconds = 0.9 * float(st.get_option("server.disconnectedSessionTTL"))
    asyncio.get_running_loop().call_later(seconds, _forget, visit)


def _forget(visit: _Visit) -> None:
    """Let go of what is kept, and close the session, which is what Streamlit would do at some time."""
    if not visit.away or not runtime.exists():
        return
    server = runtime.get_instance()
    if server.is_active_session(visit.session):
        _later(visit)  # it is back, and has not run since: it may go unseen
        return
    asyncio.get_running_loop().run_in_executor(None, visit.kept.clear)
    server.close_session(visit.session)

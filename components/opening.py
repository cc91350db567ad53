"""The corpus that the app shows: where it is, opened once, and once more whenever it is built anew."""

from __future__ import annotations

import atexit
import gc
import os
from contextlib import suppress
from pathlib import Path
from time import sleep

import streamlit as st

from components.language import speak
from corpus.locations import is_remote
from corpus.mirrors import Mirror, MirrorError
from corpus.table import ChangedError, Corpus, CorpusError, stamp

SETTING = "SHUANGBIAN_DATA"
"""What the environment, or Streamlit's secrets, which it puts there, call the place of the data."""

_DATA = Path(__file__).parent.parent / "data"

_TRIES = 3
"""How often data are opened that are just being replaced."""

_AGAIN = 3
"""Seconds after which a page that waits for data looks again."""


@st.cache_resource(max_entries=1, show_spinner=False)
def _mirror(url: str) -> Mirror:
    return Mirror(url)


@st.cache_resource(max_entries=1, show_spinner=False)
def _opened(folder: Path, built: tuple[int, int, int]) -> Corpus:
    """The corpus of a folder, as it was built at one time: what another time had is let go."""
    gc.unfreeze()
    gc.collect()  # what was left of the one before
    corpus = Corpus(folder)
    # Streamlit collects all garbage after each run: what stays for good need not be looked at each time
    gc.freeze()
    atexit.register(gc.unfreeze)
    return corpus


def current() -> Corpus:
    """The corpus as it was built last: the same object until it is built anew.

    Raises CorpusError where it cannot be shown, MirrorError where a remote one is not here yet.
    """
    place = os.environ.get(SETTING) or str(_DATA)
    for _ in range(_TRIES):
        folder = _mirror(place).folder() if is_remote(place) else Path(place)
        built = stamp(folder)
        try:
            return _opened(folder, built)
        except CorpusError:  # for a moment, between two builds, none may be there
            sleep(0.1)
            if stamp(folder) == built:
                raise
    raise ChangedError(f"{place} is being written again and again; stop that, and reload the page")


def wake() -> None:
    """Open the corpus before anything is drawn; what is wrong with it is said when it is to be shown."""
    with suppress(CorpusError):
        current()


def explained(error: CorpusError, language: str) -> str:
    """Why there is nothing to show, in a sentence."""
    _ = speak(language)[0]
    match error:
        case MirrorError(place=place, reason=""):
            return _("{place} is being fetched; the page appears when it is here").format(place=place)
        case MirrorError(place=place, reason=reason):
            return _(
                "{place} cannot be read ({reason}); check SHUANGBIAN_DATA and the network."
                " The page tries again by itself"
            ).format(place=place, reason=reason)
    return str(error)


def try_again(error: CorpusError, language: str) -> None:
    """Draw a button that tries again; where data are on their way, the page does so by itself."""
    _ = speak(language)[0]
    st.button(_("Try again"))
    if isinstance(error, MirrorError):
        _wait()


@st.fragment(run_every=_AGAIN)
def _wait() -> None:
    try:
        _mirror(os.environ[SETTING]).folder()
    except CorpusError:
        return
    st.rerun()

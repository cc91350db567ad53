"""How the server is: since when it runs, how long it took to wake, what it shows, what memory it takes."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from components.language import speak
from corpus.table import Corpus

_LOG = logging.getLogger("shuangbian")
_STATUS = Path("/proc/self/status")


@cache
def started() -> datetime:
    """When this process began, as far as the system says, in UTC; else when it was asked for first."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        began = booted + ticks / 100  # USER_HZ, which Linux has fixed for what it tells programs
    except (OSError, AttributeError, ValueError):
        began = time.time()
    return datetime.fromtimestamp(began, tz=UTC)


def megabytes() -> int | None:
    """The memory of this process, in MB; None where the system does not say."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    resident = next((line for line in lines if line.startswith("VmRSS:")), "")
    return int(resident.split()[1]) // 1024 if resident else None


def seconds() -> float:
    """The seconds since this process began."""
    return (datetime.now(tz=UTC) - started()).total_seconds()


@cache
def awake() -> float:
    """The seconds from the start of the process to its first page, told to the log when it is drawn."""
    taken = seconds()
    memory = megabytes()
    _LOG.warning("awake after %.1f s%s", taken, f", {memory} MB" if memory else "")
    return taken


def line(corpus: Corpus, language: str) -> str:
    """The state of the server in a line."""
    _ = speak(language)[0]
    memory = megabytes()
    parts = (
        _("Running since {time} UTC").format(time=f"{started():%Y-%m-%d %H:%M}"),
        _("awake after {seconds} s").format(seconds=f"{awake():.1f}"),
        _("{n} paragraphs").format(n=f"{corpus.size:,}"),
        f"{memory} MB" if memory else "",
    )
    return " · ".join(filter(None, parts))

"""What reading may cost: for a file, for all that is brought at once, and for the process that reads."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields

from corpus import InputError

MEGABYTE = 1_000_000

PREFIX = "SHUANGBIAN_"
"""Before the name of a limit, in capitals, in the environment: SHUANGBIAN_FILE_MEGABYTES=20."""


@dataclass(frozen=True)
class Limits:
    """The most that is read; what is more is said in a sentence, and what stands beside it is read.

    The defaults are for one visitor of a small shared server (690 MB of memory, Streamlit Community Cloud).
    """

    file_megabytes: int = 20
    """of one file as it is brought, and of what it unpacks to."""

    upload_megabytes: int = 50
    """of all files of one visitor, unpacked."""

    files: int = 6_000
    """files of one visitor, those in archives counted each."""

    documents: int = 20_000
    """documents of one visitor; a table has one a row."""

    characters: int = 3_000_000
    """characters of text of one file."""

    pages: int = 5_000
    """pages of one PDF."""

    file_seconds: int = 60
    """of computing to read and tag one file; those in which other processes compute are not counted."""

    upload_seconds: int = 300
    """to read and tag all files of one visitor."""

    memory_megabytes: int = 500
    """of data of the process that reads; it takes 230 before it reads, and 390 for a text of 3,000,000."""

    @property
    def file_bytes(self) -> int:
        """``file_megabytes`` in bytes."""
        return self.file_megabytes * MEGABYTE

    @property
    def upload_bytes(self) -> int:
        """``upload_megabytes`` in bytes."""
        return self.upload_megabytes * MEGABYTE


def from_environment(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits of an upload, as the environment sets them. Raises InputError where one is no number."""
    set_ = {}
    for field in fields(Limits):
        name = PREFIX + field.name.upper()
        value = environment.get(name, "").strip()
        if value and not (value.isascii() and value.isdigit() and int(value)):
            raise InputError(f"{name}: {value!r} is not a whole number above 0, as in {name}={field.default}")
        if value:
            set_[field.name] = int(value)
    return Limits(**set_)


VISITOR = Limits()
"""The limits of an upload, where the environment sets none."""

ON_DISK = Limits(
    file_megabytes=200,
    upload_megabytes=1_000_000,
    files=10_000_000,
    documents=10_000_000,
    characters=100_000_000,
    pages=100_000,
    file_seconds=600,
    upload_seconds=10_000_000,
    memory_megabytes=1_000_000,
)
"""The limits of a build on one's own machine."""


class TooSlowError(BaseException):
    """What was to take at most some seconds took longer. No ``except Exception`` of a library takes it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TooSlowError in a block that computes longer; the time that other processes take is not counted.

    Only in the main thread, and where the system has timers: elsewhere the block takes as long as it takes.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expired(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, expired)
    # again every second: a callback from C may have swallowed the first
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

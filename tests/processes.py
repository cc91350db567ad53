"""What processes take of the machine, as Linux says it: their memory, and a command's time and peak."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MEGABYTE = 1024  # kB, in which Linux counts
EVERY = 0.3
"""Seconds between two looks at how much memory a command takes."""


@dataclass(frozen=True)
class Run:
    """What a command took: seconds by the clock, seconds of computing on all cores, and the most memory (MB)
    that it and its children had at once, what they share counted once."""

    seconds: float
    computing: float
    peak: float


def measured(command: Sequence[str], *, folder: Path) -> Run:
    """Run a command in a folder to its end. Raises CalledProcessError, with what it said, where it fails."""
    started, peak = time.monotonic(), 0.0
    computed: dict[int, float] = {}  # of each process; one that is not waited for is in no sum of the system
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while True:
            here = [*family(process.pid)]
            peak = max(peak, sum(map(proportional, here)))
            computed |= {each: computing(each) or computed.get(each, 0.0) for each in here}
            try:
                _, said = process.communicate(timeout=EVERY)
                break
            except subprocess.TimeoutExpired:
                continue
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said.decode())
    return Run(time.monotonic() - started, sum(computed.values()), peak)


def computing(process: int) -> float:
    """Seconds that a process has computed, 0 where there is none."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def family(process: int) -> Iterator[int]:
    """A process and all its children, and theirs."""
    yield process
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = file.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def resident(process: int) -> float:
    """Resident memory of a process in MB, 0 where there is none."""
    return _kilobytes(process, "status", "VmRSS:") / MEGABYTE


def proportional(process: int) -> float:
    """As ``resident``, what it shares with others divided among them."""
    return _kilobytes(process, "smaps_rollup", "Pss:") / MEGABYTE


def _kilobytes(process: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def serving(address: str) -> int:
    """The process that ``conftest.server`` started for an address. Raises LookupError where there is none."""
    port = f"--server.port={urlsplit(address).port}"
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if port in (folder / "cmdline").read_bytes().decode(errors="replace").split("\0"):
                    return int(folder.name)
            except OSError:
                continue
    raise LookupError(f"no server runs at {address}")

"""What a small public server needs: ``make cloud`` deploys the app as Streamlit Community Cloud does, and says.

An environment of requirements.txt alone, a copy of what git has, the command that Community Cloud runs, and no more
memory than MEGABYTES, which its smallest servers have. Several visitors then open every page in both languages, and take
away whatever a page gives. What is printed is how long the start took, how much memory was used, and that everybody had an
answer.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from components.header import ANSWERS
from corpus.selection import PAGES
from tests.conftest import ROOT, server
from tests.processes import resident, serving
from tests.visitor import Visitor, visit

MEGABYTES = 690
VISITORS = 5
GROUPS = Path("/sys/fs/cgroup")
LANGUAGES = ("zh", "en")

_LIMITS = (  # of cgroups 2 and 1: where a group is made, its limit, the most that it used
    (GROUPS, "memory.max", "memory.peak"),
    (GROUPS / "memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
)


@contextmanager
def limited(megabytes: int) -> Iterator[tuple[tuple[str, ...], Path | None]]:
    """A command before another that lets it have no more memory, and the file that says the most it used.

    A group of the system, where one can be made; else the limit is on the data of the process, and no file says.
    """
    name = f"shuangbian-{os.getpid()}"
    for place, limit, most in _LIMITS:
        group = place / name
        if not (place / "cgroup.procs").exists():
            continue
        try:
            group.mkdir()
            (group / limit).write_text(str(megabytes * 2**20))
        except OSError:
            with suppress(OSError):
                group.rmdir()
            continue
        try:
            yield ("sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$0" "$@"'), group / most
        finally:
            with suppress(OSError):
                group.rmdir()
        return
    yield ("prlimit", f"--data={megabytes * 2**20}"), None


def deployed(folder: Path) -> tuple[Path, str]:
    """A copy of what git has, and the Python of an environment of its requirements.txt alone."""
    app = folder / "app"
    app.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(app)], input=archive, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    quiet = ("-q", "--disable-pip-version-check")
    subprocess.run([python, "-m", "pip", "install", *quiet, "-r", app / "requirements.txt"], check=True)
    return app, str(python)


def takings(views: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What can be asked for on a page: (component, kind)."""
    for key, data in views.items():
        for kind, *_said in (data.get("menu") or {}).get("kinds", ()):
            yield key, kind
    for asked in ANSWERS:
        yield "header", asked


async def visited(address: str, process: int) -> tuple[int, int, float]:
    """Let VISITORS go through everything at once: answers, bytes taken away, the most memory that was seen (MB)."""

    async def one(language: str) -> tuple[int, int, float]:
        answers = taken = 0
        most = 0.0
        async with visit(address) as socket:
            visitor = Visitor(socket)
            for page in PAGES:
                await visitor.open(f"view={page}&lang={language}&r=RU&kw=合作")
                for key, kind in list(takings(visitor.views)):
                    await visitor.click(key, {"export": kind})
                    answer = visitor.views[key].get("export")
                    if not answer or answer["kind"] != kind:
                        raise AssertionError(f"{kind} of {key} on {page} had no answer")
                    taken += visitor.received
                    answers += 1
                    most = max(most, resident(process))
                answers += 1
        return answers, taken, most

    found = await asyncio.gather(*(one(LANGUAGES[number % 2]) for number in range(VISITORS)))
    return sum(each[0] for each in found), sum(each[1] for each in found), max(each[2] for each in found)


def main() -> None:
    """Deploy, visit, and print what it took."""
    with tempfile.TemporaryDirectory() as place, limited(MEGABYTES) as (prefix, most):
        app, python = deployed(Path(place))
        started = time.monotonic()
        with server(app / "app.py", launch=(*prefix, python)) as address:
            up = time.monotonic() - started
            process = serving(address)
            first = asyncio.run(_opened(address))
            after = resident(process)
            answers, taken, seen = asyncio.run(visited(address, process))
            used = int(most.read_text()) / 2**20 if most else None
        print(
            f"limit {MEGABYTES} MB; the server answers after {up:.1f} s, its first page {first:.1f} s later"
        )
        print(f"resident {after:.0f} MB after the first page, at most {seen:.0f} MB", end="")
        print(f"; {used:.0f} MB charged to its group at most" if used else "")
        print(f"{VISITORS} visitors at once: {answers} answers, {taken / 2**20:.1f} MB taken away, no error")


async def _opened(address: str) -> float:
    async with visit(address) as socket:
        return await Visitor(socket).open("")


if __name__ == "__main__":
    main()

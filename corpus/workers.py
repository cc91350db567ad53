"""Where the parts of a corpus are built: in this process, in several, or on a Dask cluster.

Each is a function that runs another one on tasks and gives (task, result) as they are done, in any order.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import Protocol, TypeVar

from corpus import InputError

T = TypeVar("T")
R = TypeVar("R")

_TRIES = 3
"""How often the processes may end in the middle of a build."""

_PATIENCE = 20
"""Seconds in which a cluster must answer."""


_GARBAGE = 50_000
"""Objects that are made before garbage is looked for: what a paragraph needs is gone by then."""


class Run(Protocol):
    """Runs a function on each task; gives each with its result when it is done."""

    def __call__(self, function: Callable[[T], R], tasks: Sequence[T], /) -> Iterator[tuple[T, R]]:
        """The tasks that are done, in any order."""


def here(function: Callable[[T], R], tasks: Sequence[T], /) -> Iterator[tuple[T, R]]:
    """In this process, one after another."""
    for task in tasks:
        yield task, function(task)


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(number: int) -> Run:
    """In ``number`` processes of this machine, each of which ends with this one."""

    def run(function: Callable[[T], R], tasks: Sequence[T], /) -> Iterator[tuple[T, R]]:
        if len(tasks) < 2:
            yield from here(function, tasks)
            return
        left = set(range(len(tasks)))
        for _ in range(_TRIES):
            with _pool(min(number, len(left))) as pool:
                futures = {pool.submit(function, tasks[place]): place for place in sorted(left)}
                try:
                    for future in as_completed(futures):
                        result = future.result()
                        left.remove(futures[future])
                        yield tasks[futures[future]], result
                    return
                except BrokenProcessPool:  # one was ended from outside: what it left is begun anew
                    continue
        raise InputError(
            "The processes that read were ended from outside, as a system does that is short of memory; "
            "run the build again with --processes 1: what is finished is not done again"
        )

    return run if number > 1 else here


@contextmanager
def _pool(number: int) -> Iterator[ProcessPoolExecutor]:
    # a server that forks has no threads of Arrow in it, and what it has loaded is loaded once for all
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["corpus.parts"])
    pool = ProcessPoolExecutor(number, mp_context=context, initializer=_prepare)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare() -> None:
    """Make this process one that builds, and that ends when the one that began the build ends."""
    gc.freeze()  # the lexicon stays for good
    gc.set_threshold(_GARBAGE)
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    Thread(target=wait, daemon=True).start()


@contextmanager
def dask(address: str) -> Iterator[Run]:
    """On the cluster whose scheduler is at ``address``; a task whose worker dies is given to another.

    Raises InputError where Dask is not installed, no scheduler answers, or a task ended several workers.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed import as_completed as done
    except ImportError as error:
        raise InputError("--dask needs Dask; run pip install --group cluster") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            f"{address}: no Dask scheduler answers there within {_PATIENCE} seconds; "
            "name it as in tcp://10.0.0.1:8786"
        ) from error

    def run(function: Callable[[T], R], tasks: Sequence[T], /) -> Iterator[tuple[T, R]]:
        futures = client.map(function, tasks, pure=False)
        of = {future.key: task for future, task in zip(futures, tasks, strict=True)}
        try:
            for future, result in done(futures, with_results=True):  # type: ignore[no-untyped-call]
                yield of[future.key], result
        except KilledWorker as error:
            raise InputError(
                f"{address}: several workers ended at the same part ({error}); see their logs"
            ) from error

    with client:
        yield run

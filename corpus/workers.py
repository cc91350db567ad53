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
from socket import create_connection
from threading import Thread
from typing import Protocol, TypeVar

from corpus import InputError
from corpus.locations import CLUSTER

T = TypeVar("T")
R = TypeVar("R")

_TRIES = 3
"""How often the processes may end in the middle of a build."""

PATIENCE = 10
"""Seconds in which a cluster must answer."""


_GARBAGE = 50_000
"""Objects that are made before garbage is looked for: what a paragraph needs is gone by then."""


class WorkersError(InputError):
    """Those that build have failed. What they had finished stays for the next build."""


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
        raise WorkersError(
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

    Raises WorkersError where no scheduler answers there, it has no worker, it ends or lacks this program, or
    a task ended several workers; InputError where Dask is not installed.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed import as_completed as done
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise InputError(f"--dask needs Dask; {CLUSTER}") from error
    try:
        # asked first: a client that was never connected says so again, and at length, when it is let go
        create_connection(get_address_host_port(address), PATIENCE).close()
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever is there may answer anything
        raise WorkersError(
            f"{address}: no Dask scheduler answers there ({error}); name it as in tcp://10.0.0.1:8786"
        ) from error

    def run(function: Callable[[T], R], tasks: Sequence[T], /) -> Iterator[tuple[T, R]]:
        futures = client.map(function, tasks, pure=False)
        of = {future.key: task for future, task in zip(futures, tasks, strict=True)}
        coming = done(futures, loop=client.loop, with_results=True)  # type: ignore[no-untyped-call]
        del futures
        try:
            for future, result in coming:
                if future.cancelled():
                    raise WorkersError(f"{address}: the scheduler has ended; start it and build again")
                key = future.key
                # what nobody holds any more is not computed again when the worker that has it dies
                future.release()
                del future
                yield of.pop(key), result
        except KilledWorker as error:
            raise WorkersError(
                f"{address}: several workers ended at the same part ({error}); see their logs"
            ) from error
        except (ImportError, RuntimeError) as error:  # what was sent names modules that are not there
            raise WorkersError(
                f"{address}: what was sent cannot be used there ({error}); install the same Shuangbian, "
                "Python and packages on the scheduler and on every worker"
            ) from error

    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise WorkersError(
                f"{address}: the scheduler has no worker; start some, or let the cluster keep one"
            ) from error
        yield run

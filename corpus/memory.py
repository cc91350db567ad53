"""What has been computed of a corpus, kept with the corpus itself, so that it goes when the corpus goes."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import numpy as np
import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound="Memory")

MOST_BYTES = 48_000_000
"""What may be remembered of one object; what was not asked for the longest is forgotten first."""


class Memory:
    """What ``remembered`` functions have computed of an object: results by function and arguments.

    ``own_bytes`` is what the object itself takes, where it is a result of another's.
    """

    own_bytes = 0

    def __init__(self) -> None:
        """Nothing yet."""
        self.forget()

    def forget(self) -> None:
        """Begin anew: a copy of the object remembers for itself."""
        self._results: OrderedDict[tuple[object, Hashable], tuple[Any, int]] = OrderedDict()
        self._numbers: dict[object, int] = {}
        self.remembered_bytes = 0
        self._results_lock = Lock()

    def _find(self, function: object, key: Hashable) -> tuple[Any, int] | None:
        with self._results_lock:
            found = self._results.get((function, key))
            if found is not None:
                self._results.move_to_end((function, key))
            return found

    def _keep(self, function: object, key: Hashable, result: Any, most: int) -> None:
        size = size_of(result)
        with self._results_lock:
            self._drop((function, key))
            self._results[function, key] = result, size
            self._numbers[function] = self._numbers.get(function, 0) + 1
            self.remembered_bytes += size
            if self._numbers[function] > most:
                self._drop(next(each for each in self._results if each[0] is function))
            while self.remembered_bytes > MOST_BYTES and len(self._results) > 1:
                self._drop(next(iter(self._results)))

    def _drop(self, which: tuple[object, Hashable]) -> None:
        if which in self._results:
            self.remembered_bytes -= self._results.pop(which)[1]
            self._numbers[which[0]] -= 1


def size_of(value: object) -> int:
    """About how many bytes of memory a result takes, with all that it holds."""
    if isinstance(value, str | int | float | bytes) or value is None:
        return sys.getsizeof(value)
    if isinstance(value, dict):
        return sys.getsizeof(value) + sum(map(size_of, value)) + sum(map(size_of, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return sys.getsizeof(value) + sum(map(size_of, value))
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Memory):
        return value.own_bytes
    return sys.getsizeof(value) + sum(map(size_of, getattr(value, "__dict__", {}).values()))


class _Remembered(Generic[C, P, R]):
    """A function that looks its results up first; ``computed`` is how often it did not find one."""

    def __init__(self, function: Callable[Concatenate[C, P], R], most: int) -> None:
        self._function, self._most, self.computed = function, most, 0
        wraps(function)(self)

    def __call__(self, of: C, *arguments: P.args, **named: P.kwargs) -> R:
        key = (arguments, tuple(sorted(named.items())))
        found = of._find(self, key)
        if found is not None:
            result: R = found[0]
            return result
        self.computed += 1
        result = self._function(of, *arguments, **named)
        of._keep(self, key, result, self._most)
        return result


def remembered(most: int) -> Callable[[Callable[Concatenate[C, P], R]], _Remembered[C, P, R]]:
    """Keep the last ``most`` results of a function of a corpus and hashable values, with that corpus, as long
    as all that is remembered of it takes no more than MOST_BYTES."""
    return lambda function: _Remembered(function, most)

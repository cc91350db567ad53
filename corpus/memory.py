"""What has been computed of a corpus, kept with the corpus itself, so that it goes when the corpus goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound="Memory")


class Memory:
    """What ``remembered`` functions have computed of an object: results by function and arguments."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.forget()

    def forget(self) -> None:
        """Begin anew: a copy of the object remembers for itself."""
        self._results: dict[object, OrderedDict[Hashable, Any]] = {}
        self._results_lock = Lock()


class _Remembered(Generic[C, P, R]):
    """A function that looks its results up first; ``computed`` is how often it did not find one."""

    def __init__(self, function: Callable[Concatenate[C, P], R], most: int) -> None:
        self._function, self._most, self.computed = function, most, 0
        wraps(function)(self)

    def __call__(self, of: C, *arguments: P.args, **named: P.kwargs) -> R:
        key = (arguments, tuple(sorted(named.items())))
        with of._results_lock:
            results = of._results.setdefault(self, OrderedDict())
            if key in results:
                results.move_to_end(key)
                found: R = results[key]
                return found
        self.computed += 1
        found = self._function(of, *arguments, **named)
        with of._results_lock:
            results[key] = found
            while len(results) > self._most:
                results.popitem(last=False)
        return found


def remembered(most: int) -> Callable[[Callable[Concatenate[C, P], R]], _Remembered[C, P, R]]:
    """Keep the last ``most`` results of a function of a corpus and hashable values, with that corpus."""
    return lambda function: _Remembered(function, most)

"""Where sources and data lie: a path of this machine, or a place that fsspec knows, as s3://bucket/folder.

Both are pathlib's Path to the rest of the program: universal_pathlib gives the same methods to the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import InputError

CLUSTER = "run pip install --group cluster in the folder of Shuangbian"
"""How what a cluster and remote places need is installed."""


def location(text: str) -> Path:
    """The place that a text names. Raises InputError where what is needed to reach it is not installed."""
    if not is_remote(text):
        return Path(text)
    try:
        from upath import UPath  # only those who need it have it installed

        options: dict[str, Any] = {"auto_mkdir": True} if text.startswith("file:") else {}
        place: Any = UPath(text, **options)
        place.fs  # noqa: B018 - what the scheme needs is imported here
    except (ImportError, ValueError) as error:
        raise InputError(f"{text}: cannot be reached ({error}); {CLUSTER}") from error
    else:
        found: Path = place
        return found


def is_remote(place: Path | str) -> bool:
    """Whether a place is not a path of this machine."""
    return "://" in str(place)


def files_below(folder: Path) -> list[str]:
    """The paths of all files below the folder, relative to it, / between their parts, sorted."""
    if is_remote(folder):
        place: Any = folder
        place.fs.invalidate_cache()  # others write there too
        root = place.fs._strip_protocol(str(place)).rstrip("/") + "/"
        return sorted(each.removeprefix(root) for each in place.fs.find(root))
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


@contextmanager
def reached(place: Path) -> Iterator[None]:
    """What goes wrong at a place that is not on this machine is an InputError that names it."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # each kind of place has its own
        if not is_remote(place):
            raise
        reason = str(error) or type(error).__name__
        raise InputError(
            f"{place}: cannot be read or written ({reason}); check its name, your access and the network"
        ) from error

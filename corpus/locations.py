"""Where sources and data lie: a path of this machine, or a place that fsspec knows, as s3://bucket/folder.

Both are pathlib's Path to the rest of the program: universal_pathlib gives the same methods to the others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus import InputError

_CLUSTER = "run pip install --group cluster"


def location(text: str) -> Path:
    """The place that a text names. Raises InputError where what is needed to reach it is not installed."""
    if not is_remote(text):
        return Path(text)
    try:
        from upath import UPath  # only those who need it have it installed

        place: Any = UPath(text)
        place.fs  # noqa: B018 - what the scheme needs is imported here
    except (ImportError, ValueError) as error:
        raise InputError(f"{text}: cannot be reached ({error}); {_CLUSTER}") from error
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
        root = place.fs._strip_protocol(str(place)).rstrip("/") + "/"
        return sorted(each.removeprefix(root) for each in place.fs.find(root))
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())

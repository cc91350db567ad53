"""Ids of documents: names that can stand in links, in tables and before the ``:`` of a paragraph's id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from corpus.formats import normalised

ID_LENGTH = 120
"""Characters that a document's id may have, where its file holds no other."""


def distinct(names: Iterable[str], *, most: int = ID_LENGTH) -> list[str]:
    """An id for each name: the name itself, with a number where an earlier one has it.

    White space and what cannot be seen becomes _, and a name of more than ``most`` characters is cut and told
    apart by a digest. An id stays as it is.
    """
    taken: set[str] = set()
    last: dict[str, int] = {}
    result = []
    for name in names:
        plain = _plain(name, most)
        number = last.get(plain, 1)
        found = plain
        while found in taken:
            number += 1
            found = f"{plain}-{number}"
        last[plain] = number
        taken.add(found)
        result.append(found)
    return result


def _plain(name: str, most: int) -> str:
    plain = re.sub(r"[\s\x00-\x1f\x7f:]+", "_", normalised(name)) or "_"
    if len(plain) <= most:
        return plain
    digest = sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{plain[: most - 9]}-{digest}"

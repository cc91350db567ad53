"""Where the counterparts are: a point for each country.

The points stand in ``lexicon/places.tsv``, which ``make map`` writes from Natural Earth's shapes,
which are in the public domain.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from corpus.counterparts import COUNTERPARTS, LEXICON, LexiconError, read_text

Point = tuple[float, float]


def read_places(lexicon: Path = LEXICON) -> Mapping[str, Point]:
    """The table {code: (longitude, latitude)}. Raises LexiconError for a row that is none."""
    path = lexicon / "places.tsv"
    places: dict[str, Point] = {}
    for number, row in enumerate(csv.DictReader(read_text(path).splitlines(), delimiter="\t"), 2):
        try:
            code, longitude, latitude = row["code"], float(row["longitude"]), float(row["latitude"])
        except (KeyError, TypeError, ValueError) as error:
            raise LexiconError(
                f"{path}, line {number}: needs code, longitude and latitude; run make map"
            ) from error
        if code not in COUNTERPARTS or COUNTERPARTS[code].regional:
            raise LexiconError(f"{path}, line {number}: {code!r} is not the code of a country")
        if not (abs(longitude) <= 180 and abs(latitude) <= 90):
            raise LexiconError(f"{path}, line {number}: {longitude}, {latitude} is no place on the globe")
        places[code] = longitude, latitude
    return MappingProxyType(places)


PLACES: Mapping[str, Point] = read_places()
"""The longitude and latitude of every country, in degrees: the middle of the largest part of its land."""

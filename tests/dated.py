"""The gold's texts as a corpus with dates: a document every nine days from January 2019 on, for views over time."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

from corpus.build import build
from corpus.sources import METADATA_COLUMNS, METADATA_FILE

TEXTS = Path(__file__).parent / "gold" / "texts"
FIRST, STEP = date(2019, 1, 7), timedelta(days=9)


def build_dated(folder: Path, *, most: int | None = None) -> Path:
    """Build the first ``most`` texts (all, where it is None) below ``folder``; return the data folder.

    The dates are made up: they say nothing of when a text was written, only that texts follow each other.
    """
    source = folder / "texts"
    source.mkdir(parents=True, exist_ok=True)
    texts = sorted(TEXTS.glob("*.txt"), key=lambda text: (text.stem.rpartition("-")[2], text.name))[:most]
    with (source / METADATA_FILE).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, METADATA_COLUMNS, restval="")
        writer.writeheader()
        for number, text in enumerate(texts):
            shutil.copyfile(text, source / text.name)
            writer.writerow({"file": text.name, "date": (FIRST + number * STEP).isoformat()})
    build([source], folder / "data")
    return folder / "data"

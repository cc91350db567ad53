"""What is measured on is like news where it matters, and the same wherever it is written."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus.build import build
from corpus.counterparts import COUNTERPARTS
from tests.bench_corpus import FIRST_YEAR, Newsroom, days, write

PARAGRAPHS = 1_500


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The manifest of a small corpus, with its paragraphs as ``rows``."""
    folder = tmp_path_factory.mktemp("bench")
    write(folder / "sources", paragraphs=PARAGRAPHS)
    manifest = build([folder / "sources"], folder / "data")
    return manifest | {"rows": pq.read_table(folder / "data/paragraphs.parquet").to_pylist()}


def written(folder: Path, **numbers: int) -> dict[str, bytes]:
    write(folder, paragraphs=200, **numbers)
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again, other = (
        written(tmp_path / name, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again
    assert first.keys() == other.keys()
    assert not any(first[name] == other[name] for name in first)


def test_what_is_there_is_kept_and_a_stranger_is_not_touched(tmp_path: Path) -> None:
    assert write(tmp_path / "sources", paragraphs=100) is True
    assert write(tmp_path / "sources", paragraphs=100) is False
    assert write(tmp_path / "sources", paragraphs=100, seed=2) is True
    assert [each.name for each in tmp_path.iterdir()] == ["sources"]
    (tmp_path / "notes.txt").write_text("…", encoding="utf-8")
    with pytest.raises(FileExistsError, match="name a new folder"):
        write(tmp_path, paragraphs=100)
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize(
    ("paragraphs", "years", "number", "fewest", "most"),
    [
        (400_000, 15, 5_479, 73, 74),
        (40_000, 15, 548, 72, 73),
        (600, 15, 8, 75, 75),
        (100_000, 2, 731, 136, 137),
    ],
)
def test_days_are_even_over_all_years(
    paragraphs: int, years: int, number: int, fewest: int, most: int
) -> None:
    found = list(days(paragraphs, years))
    assert len(found) == len(dict(found)) == number
    assert sum(share for _, share in found) == paragraphs
    assert {fewest, most} == {min(share for _, share in found), max(share for _, share in found)}
    steps = [(later - day).days for (day, _), (later, _) in pairwise(found)]
    assert found[0][0] == date(FIRST_YEAR, 1, 1) and max(steps) - min(steps) <= 1
    assert (date(FIRST_YEAR + years, 1, 1) - found[-1][0]).days <= max(steps)


def test_every_slot_can_be_filled() -> None:
    named_elsewhere = {"c", "rel", "side", "chief", "actor", "capital", "term", "other"}
    for subject, tables in Newsroom(1, 1).subjects.items():
        slots = {part for table in tables.values() for text in table.texts for part in text[1::2]}
        assert not slots - tables.keys() - named_elsewhere, subject


def mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)


def test_a_build_counts_what_was_asked_for(built: dict[str, Any]) -> None:
    assert not [each for each in built["files"] if each.get("fault")]
    assert built["counted"] == pytest.approx(PARAGRAPHS, rel=0.02)
    assert 4 < built["counted"] / built["documents"] < 8
    assert {row["date"][:4] for row in built["rows"]} == {str(FIRST_YEAR + year) for year in range(15)}
    assert all(row["title"] for row in built["rows"])


def test_paragraphs_are_as_those_of_news(built: dict[str, Any]) -> None:
    rows = built["rows"]
    assert 250 < mean([len(row["text"].encode()) for row in rows]) < 310
    assert 45 < mean([len(row["tokens"]) for row in rows]) < 60
    assert 0.2 < mean([bool(row["about"] or row["mentions"]) for row in rows]) < 0.3
    assert 0.01 < 1 - len({row["text"] for row in rows}) / len(rows) < 0.05
    assert 8_000 < len({token for row in rows for token in row["tokens"]}) < 15_000


def test_counterparts_are_as_unequal_as_in_news(built: dict[str, Any]) -> None:
    named = [code for row in built["rows"] for code in row["mentions"]]
    top = list(COUNTERPARTS)[:20]
    assert sum(code in named for code in top) >= 16
    assert named.count(top[0]) > 3 * named.count(top[9])
    assert len(set(named) - set(top)) > 30

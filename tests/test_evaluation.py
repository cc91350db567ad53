"""The tags agree with the gold of the seed; the measures are right; a wrong gold file is said to be wrong."""

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.build import paragraph_rows
from corpus.documents import SourceError, find_sources, read_document
from corpus.evaluation import Score, evaluate, report

GOLD = Path(__file__).parent / "gold" / "seed.jsonl"
TEXT = "一次会见\n中法两国代表五日在北京会见。\n德国代表也在当地。\n"


def test_the_seed_agrees_with_its_gold_in_every_paragraph() -> None:
    _, disagreements, paragraphs = evaluate(GOLD)
    assert disagreements == [] and paragraphs > 70


def test_the_gold_holds_every_paragraph_of_the_seed() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    (document,) = [read_document(source) for source in find_sources([GOLD.parent.parent.parent / "seeds"])]
    built = [row["text"] for row in paragraph_rows(document)]
    assert [row["text"] for row in rows] == built
    assert [row["position"] for row in rows] == list(range(len(built)))


def gold(folder: Path, *rows: dict[str, object]) -> Path:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def row(**changes: object) -> dict[str, object]:
    base = {
        "file": "a.txt",
        "position": 1,
        "text": "中法两国代表五日在北京会见。",
        "about": ["FR"],
        "mentions": ["FR"],
    }
    return base | changes


def test_arguable_codes_count_neither_for_nor_against(tmp_path: Path) -> None:
    scores, disagreements, _ = evaluate(gold(tmp_path, row(about=[], about_arguable=["FR"])))
    assert disagreements == [] and scores["about"].micro() == (1.0, 1.0, 1.0)


def test_what_is_missed_and_what_is_wrong_is_named(tmp_path: Path) -> None:
    _, disagreements, _ = evaluate(gold(tmp_path, row(about=["DE"])))
    assert [(each.wrong, each.missed) for each in disagreements] == [(("FR",), ("DE",))]


def test_measures() -> None:
    score = Score(Counter(US=3, RU=1), Counter(US=1), Counter(RU=1))
    assert score.micro() == pytest.approx((0.8, 0.8, 0.8))
    # US: 3/4, 1, 6/7; RU: 1, 1/2, 2/3
    assert score.macro() == pytest.approx((0.875, 0.75, (6 / 7 + 2 / 3) / 2))
    assert "about micro          0.800" in report({"about": score}, 5)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"about": ["UX"]}, "line 1, about: no counterpart 'UX'; did you mean"),
        ({"file": "b.txt"}, "no file 'b.txt'"),
        ({"text": "没有这一段。"}, "has no paragraph 1"),
        ({"text": 3}, "file and text must be strings"),
        ({"about": "FR"}, "about must be a list of codes"),
        ({"about_arguable": None}, "about_arguable must be a list"),
    ],
)
def test_a_wrong_gold_file_is_said_to_be_wrong(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        evaluate(gold(tmp_path, row(**changes)))

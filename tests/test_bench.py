"""What the benchmarks say of what they measured, and the apps and processes that they measure."""

import argparse
import re
import subprocess
import sys
from dataclasses import asdict

import pytest
from streamlit.testing.v1 import AppTest

from tests import bench, processes
from tests.clicking import Clicks
from tests.conftest import ROOT

QUICK = Clicks(
    times=[100.0] * 19 + [200.0],
    floor=[80.0] * 20,
    pressed=[1.0] * 20,
    dropped=[90.0],
    received=[40_000, 60_000],
)
SLOW = Clicks(times=[12_000.0, 14_000.0], floor=[80.0, 80.0], received=[300_000])
ENDLESS = Clicks(times=[60_000.0], floor=[80.0], over=True)
NONE = Clicks()


@pytest.mark.parametrize(
    ("clicks", "said"),
    [(QUICK, "100 ms / 105 ms, 1.2 ×"), (SLOW, "13 s / 14 s, 162.5 ×"), (ENDLESS, "> 60 s"), (NONE, "–")],
)
def test_a_cell_says_median_percentile_and_ratio(clicks: Clicks, said: str) -> None:
    assert bench.cell(clicks) == said


def measured(clicks: Clicks, **more: float) -> dict[str, object]:
    floor = {"times": [70.0, 90.0], "paint": 0.5, "memory": 90.0}
    return {"floor": floor, "paint": 1.0, "start": 2.0, "memory": 200.0, "bar": asdict(clicks)} | more


BUILT = {"text": 100.0, "stored": 90.0, "seconds": 60.0, "computing": 100.0, "peak": 800.0, "again": 3.0}
LOADED = {
    **{"visitors": 20, "browsers": 3, "seconds": 180.0, "clicks": 1200, "errors": 0, "wrong": 0, "received": 5e4},
    **{"median": 200.0, "high": 900.0, "browser_median": 400.0, "browser_high": 1100.0},
    **{"before": 300.0, "peak": 500.0, "after": 320.0},
}  # fmt: skip


def test_the_tables_have_every_app_and_corpus_that_was_measured() -> None:
    results = {
        "clicks": {"this seed": measured(QUICK), "plain 400000": measured(ENDLESS)},
        "build": {"400000": BUILT},
        "load": {"400000": LOADED},
        "machine": "Measured on one.",
    }
    said = bench.report(results, whole=True)
    lines = [re.split(r"\s*\|\s*", line.strip("| ")) for line in said.splitlines() if line.startswith("|")]
    rows = {tuple(line[:2]): line for line in lines}
    assert (
        rows["this app", "seed"][2] == "100 ms / 105 ms, 1.2 ×"
        and rows["this app", "seed"][-1] == "50 / 60 KB"
    )
    assert rows["plain app", "400,000"][2] == "> 60 s"
    assert rows["one button, one text", ""][2] == "80 ms / 90 ms"
    assert rows["400,000", "100 MB"][3:5] == ["1.67 MB/s", "1.00 MB/s"]
    assert rows["400,000", "20 (3 in browsers), 180 s"][-1] == "300 / 500 / 320 MB"
    assert ["the same bar dropped again, seed", "90 ms"] in lines
    assert said.endswith("Measured on one.") and "dropped again" not in bench.report(results, whole=False)


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ({"clicks": {"this seed": measured(QUICK)}}, ""),
        ({"clicks": {"this seed": measured(Clicks([160.0], [80.0], received=[1]))}}, "a bar on the seed takes 2.0 times"),
        ({"clicks": {"this 400000": measured(Clicks([160.0], [80.0], received=[1]))}}, ""),
        ({"clicks": {"this 400000": measured(Clicks([80.0], [80.0], received=[151_000]))}}, "sends up to 151 KB"),
        ({"clicks": {"this 400000": measured(QUICK, memory=501.0)}}, "takes 501 MB"),
        ({"clicks": {"this seed": measured(QUICK, start=3.5)}}, "3.5 s after the start"),
        ({"clicks": {"plain 400000": measured(ENDLESS, memory=5000.0)}}, ""),
        ({"build": {"400000": BUILT}}, "reads 1.00 MB/s"),
        ({"build": {"400000": BUILT | {"computing": 40.0, "peak": 1001.0}}}, "takes 1001 MB"),
        ({"load": {"400000": LOADED}}, ""),
        ({"load": {"400000": LOADED | {"wrong": 1}}}, "1 wrong answers"),
        ({"load": {"400000": LOADED | {"after": 331.0}}}, "has 331 MB, and had 300 MB before"),
    ],
)  # fmt: skip
def test_a_budget_that_is_missed_is_said(results: bench.Results, sentence: str) -> None:
    said = [*bench.missed(results)]
    assert len(said) == bool(sentence) and sentence in "".join(said)


@pytest.mark.parametrize("text", ["bars", "bar,", "bar cloud"])
def test_an_unknown_name_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="bar, cloud"):
        bench.listed([*bench.ACTIONS])(text)


def test_sizes_are_numbers_or_the_seed() -> None:
    assert bench.sizes("seed,40000") == ["seed", "40000"]
    with pytest.raises(argparse.ArgumentTypeError, match="huge"):
        bench.sizes("huge")


def test_a_command_is_measured_with_its_children() -> None:
    child = "import time; kept = bytearray(60_000_000); sum(range(10_000_000)); time.sleep(1)"
    run = processes.measured(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"],
        folder=ROOT,
    )
    assert run.peak > 60 and run.seconds >= 1 and run.computing > 0.1


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        processes.measured([sys.executable, "-c", "raise SystemExit('no room')"], folder=ROOT)
    assert "no room" in failed.value.stderr


def test_the_plain_app_answers_the_same_question() -> None:
    app = AppTest.from_file(str(bench.PLAIN.script), default_timeout=60).run()
    assert not app.exception
    total = app.markdown[0].value
    app.selectbox[0].select("RU").run()
    assert not app.exception and app.markdown[0].value != total == "55 of 55 paragraphs"


def test_the_pages_of_the_bench_are_where_the_tables_are_written() -> None:
    for file in (ROOT / "README.md", ROOT / "docs" / "BENCHMARKS.md"):
        assert re.search(r"<!-- bench -->.*?<!-- /bench -->", file.read_text(encoding="utf-8"), re.S), file

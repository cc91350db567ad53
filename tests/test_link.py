"""Clicks: what a browser sends is done as far as it can be, and is no error."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from components import link
from corpus.counterparts import COUNTERPARTS
from corpus.selection import FIELDS, MOST_VALUES, Selection

CLICKS: dict[str, tuple[Any, Selection]] = {
    "nothing": (None, Selection(terms=("合作",))),
    "clear": ({"clear": True}, Selection()),
    "toggle": ({"toggle": ["relationships", "FR"]}, Selection(terms=("合作",), relationships=("FR",))),
    "toggle what is there": ({"toggle": ["terms", "合作"]}, Selection()),
    "add": ({"add": ["terms", "绿色"]}, Selection(terms=("合作", "绿色"))),
    "choose": ({"choose": {"view": "trends", "page": 2}}, Selection(terms=("合作",), view="trends", page=2)),
    "choose many": ({"choose": {"relationships": ["FR"]}}, Selection(terms=("合作",), relationships=("FR",))),
    "all at once": (
        {"clear": True, "add": ["words", "绿色"], "choose": {"view": "map"}},
        Selection(words=("绿色",), view="map"),
    ),
}


@pytest.mark.parametrize("click, expected", CLICKS.values(), ids=CLICKS)
def test_a_click_does_what_it_asks_for(click: Any, expected: Selection) -> None:
    assert link.after(Selection(terms=("合作",)), click) == expected


JUNK: list[Any] = [
    [],
    "clear",
    7,
    True,
    float("nan"),
    ["toggle", ["terms", "甲"]],
    {"toggle": None},
    {"toggle": ["terms"]},
    {"toggle": ["__class__", "甲"]},
    {"toggle": ["terms", ["甲"]]},
    {"toggle": [["terms"], "甲"]},
    {"add": ["view", "map"]},
    {"add": ["from_params", "甲"]},
    {"add": {"terms": "甲"}},
    {"choose": ["view"]},
    {"choose": {"self": 1, "__dict__": {}, "clear": True}},
    {"choose": {"terms": "甲乙"}},
    {"choose": {"terms": [1, None]}},
    {"choose": {"view": ["map"], "page": None, "relationships": {"FR": 1}}},
]


@pytest.mark.parametrize("click", JUNK, ids=str)
def test_junk_asks_for_nothing(click: Any) -> None:
    assert link.after(Selection(terms=("合作",)), click) == Selection(terms=("合作",))


@pytest.mark.parametrize(
    "value", [float("nan"), -1, True, 10**30, "../../x", "\u202e", "javascript:alert(1)", "甲\n乙"]
)
def test_a_value_that_no_field_takes_is_dropped(value: Any) -> None:
    """None of them stands in the address afterwards, unless it is a text that is sought."""
    for field in FIELDS:
        wanted = [value] if field.many else value
        chosen = link.after(Selection(), {"choose": {field.name: wanted}})
        read = Selection.from_params(chosen.to_params())
        assert read.values(field) in ((), (field.default,), (str(value),), (value,))


class URL(dict[str, list[str]]):
    """The URL as Streamlit holds it for a run."""

    get_all = dict.__getitem__

    def from_dict(self, params: dict[str, list[str]]) -> None:
        self.clear()
        self.update(params)


def toggled(code: str) -> dict[str, Any]:
    return {"toggle": ["relationships", code]}


RUNS: dict[str, tuple[list[tuple[str, list[Any] | None]], list[str]]] = {
    "one after the other": ([("", [[1, toggled("FR")]]), ("FR", [[2, toggled("DE")]])], ["FR", "DE"]),
    "before the answer": ([("", [[1, toggled("FR")]]), ("", [[2, toggled("DE")]])], ["FR", "DE"]),
    "at once": ([("", [[1, toggled("FR")], [2, toggled("DE")]])], ["FR", "DE"]),
    "sent again": (
        [("", [[1, toggled("FR")]]), ("", [[1, toggled("FR")], [2, toggled("DE")]])],
        ["FR", "DE"],
    ),
    "taken back": ([("", [[1, toggled("FR")]]), ("", [[2, toggled("FR")]])], []),
    "after Back": ([("", [[1, toggled("FR")]]), ("", None), ("", [[2, toggled("DE")]])], ["DE"]),
    "junk": ([("FR", [7, [], [1], ["1", toggled("DE")], [float("nan"), toggled("DE")], [2, "DE"]])], ["FR"]),
}


@pytest.mark.parametrize("runs, expected", RUNS.values(), ids=RUNS)
def test_no_click_is_lost_or_done_twice(
    monkeypatch: pytest.MonkeyPatch, runs: list[tuple[str, list[Any] | None]], expected: list[str]
) -> None:
    """Each run has the URL that the browser said, and what it clicked, if the run is due to a click."""
    url, session = URL(), dict[str, Any]()
    monkeypatch.setattr(st, "query_params", url)
    monkeypatch.setattr(st, "session_state", session)
    corpus: Any = SimpleNamespace(known=lambda selection: selection)
    for said, clicks in runs:
        url.from_dict({"r": [said]} if said else {})
        if clicks is not None:
            session["counts"] = SimpleNamespace(click=clicks)
            link.follow("counts")()
        shown = link.current(corpus)
    assert shown.relationships == tuple(expected)
    assert Selection.from_params(url) == shown


def test_another_part_of_a_short_link_is_a_click_that_changes_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = URL({"s": ["中鹅/概揽", "-合作"], "w": ["绿色"], "sort": ["name"]})
    monkeypatch.setattr(st, "query_params", url)
    assert link.short() == "中鹅/概揽/-合作"
    here = Selection.from_params(url)
    one = link.after(here, {"choose": link.instead({"中鹅": "中俄"})})
    assert one == Selection(relationships=("RU",), words=("概揽", "绿色"), excluded=("合作",), sort="name")
    both = link.after(here, {"choose": link.instead({"中鹅": "中俄", "概揽": "趋势"})})
    assert both == Selection(
        view="trends", relationships=("RU",), words=("绿色",), excluded=("合作",), sort="name"
    )


def test_a_link_names_no_more_than_anybody_chooses() -> None:
    assert len(COUNTERPARTS) < MOST_VALUES
    many = Selection.from_params({"q": [f"/{number}.*/" for number in range(100_000)]})
    assert len(many.terms) == MOST_VALUES

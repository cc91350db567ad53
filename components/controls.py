"""What several views ask and say in the same words: controls as chart.js draws them, labels, notes."""

from __future__ import annotations

from typing import Any

from components.language import N_, speak
from corpus.selection import Selection
from corpus.trends import Axis

Control = dict[str, Any]

PERIODS = {
    "year": N_("year"),
    "quarter": N_("quarter"),
    "month": N_("month"),
    "document": N_("document"),
}
"""What each period is called."""

MEASURES = {
    "count": ("paragraphs", N_("paragraphs"), N_("How many paragraphs")),
    "share": ("share", N_("share"), N_("Part of the paragraphs of the period")),
    "rate": (
        "per_1000",
        N_("per 1,000 characters"),
        N_("Times named, or occurrences, per 1,000 characters of the period"),
    ),
}
"""Each measure: the column of ``trends``, what it is called, and what it means."""


def tag(selection: Selection, names: tuple[str, str] = (N_("about"), N_("mentioned"))) -> Control:
    """Which tag counts; ``names`` are what the two are called."""
    _ = speak(selection.language)[0]
    about, mentioned = map(_, names)
    return {
        "field": "tag",
        "label": _("Tag"),
        "options": [
            ("about", about, _("Numbers and filter go by what paragraphs are about")),
            ("mentions", mentioned, _("Numbers and filter go by what paragraphs mention")),
        ],
        "chosen": selection.tag,
    }


def unit(selection: Selection) -> Control:
    """What is counted of a relationship."""
    _ = speak(selection.language)[0]
    return {
        "field": "unit",
        "label": _("Unit"),
        "options": [
            ("paragraphs", _("paragraphs"), _("How many paragraphs are about it, or mention it")),
            ("occurrences", _("times named"), _("How often it is named")),
            ("share", _("share"), _("Part of the paragraphs shown that are about it, or mention it")),
        ],
        "chosen": selection.unit,
    }


def period(over: Axis, selection: Selection) -> Control:
    """What a bin of a chart over time is."""
    _ = speak(selection.language)[0]
    return {
        "field": "period",
        "label": _("By"),
        "options": [(name, _(PERIODS[name])) for name in over.choices],
        "chosen": over.period,
    }


def measure(selection: Selection) -> Control:
    """What is measured in each bin."""
    _ = speak(selection.language)[0]
    return {
        "field": "measure",
        "label": _("Measure"),
        "options": [(name, _(label), _(title)) for name, (_column, label, title) in MEASURES.items()],
        "chosen": selection.measure,
    }


def view(language: str, chart: str = N_("chart")) -> dict[str, Any]:
    """The switch between a chart, as it is called, and its table."""
    _ = speak(language)[0]
    return {"label": _("Chart or table"), "options": [("chart", _(chart)), ("table", _("table"))]}


def cite(language: str) -> dict[str, str]:
    """The labels of what cites a paragraph."""
    _ = speak(language)[0]
    return {
        "cite": _("Cite"),
        "other": _("English form") if language == "zh" else _("Chinese form"),
        "copied": _("copied"),
    }


def turn(page: int, pages: int, language: str) -> dict[str, Any]:
    """What leads through the pages of a list, as ``pager`` of dom.js draws it: {page, pages, labels}."""
    _ = speak(language)[0]
    said = _("Page {page} of {pages}")
    before, _mark, after = said.format(page="\0", pages=f"{pages:,}").partition("\0")
    return {
        "page": page,
        "pages": pages,
        "labels": {
            "name": _("Pages of the list"),
            "first": _("First page"),
            "previous": _("Previous page"),
            "before": before.strip(),
            "number": _("Page"),
            "after": after.strip(),
            "whole": said.format(page=f"{page:,}", pages=f"{pages:,}"),
            "next": _("Next page"),
            "last": _("Last page"),
        },
    }


def undated(over: Axis, language: str) -> list[str]:
    """The note on the paragraphs that stand in no bin, where there are any."""
    _ = speak(language)[0]
    note = _("{n} paragraphs have no date that is precise enough and are left out here.")
    return [note.format(n=f"{over.undated:,}")] if over.undated else []

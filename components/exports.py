"""What a view can be taken away as: a picture, a drawing, a table, a workbook. One mechanism for all views.

A view says what of it leaves the page (``Exported``), KINDS what is made of that. Nothing of it is computed
before it is asked for, and no library of it is loaded.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from components import link, plot, tables
from components.bar import value_label
from components.language import N_, relationship, speak
from corpus.selection import Selection
from corpus.table import Corpus

if TYPE_CHECKING:
    from components.pictures import Body

WIDTH, SCALE = 1200, 2
"""Of a picture in px, and how much larger it is as a PNG."""

INNER = WIDTH - 2 * 24
"""Of what stands inside the frame of a picture, in px."""

ROWS = 10_000
"""Rows that a table of texts has at most."""

CHARACTERS = 6_000_000
"""Characters that a table of texts has at most: a message to the browser has room for them."""

FIRST = N_("The table has the first {n} of {total} rows; a filter makes room for the others.")
"""What is said of a table of texts that has not all rows, whichever limit it met."""

SIZE = 14
"""Of the text in a chart that leaves the page, in px."""

FAINT = 0.3
"""How much is seen of what is not chosen where something is."""

_FAINT_INK = "rgba(29,33,38,0.5)"
_NUMBERS = "0123456789,.%−kMG"  # what Plotly writes at an axis
_SAFE = re.compile(r"[^\w]+")
_NAMED = 3  # filters in the name of a file
_PART, _NAME = 48, 80  # characters of a part of it, and of all


class Chart(NamedTuple):
    """A Plotly figure as ``finished`` makes it: INNER wide and so many px high."""

    figure: Mapping[str, Any]
    height: int


@dataclass(frozen=True)
class Exported:
    """What of a view leaves the page: what it is called, and what is made of it when it is asked for.

    ``within`` is the selection of the paragraphs that are counted: the view's own filters, which only say
    what stands out in it, are not in it, and ``chosen`` names what stands out. ``picture`` is None where
    there is nothing to draw. ``notes`` say what must be known to read it; ``tagged`` that it depends on which
    tag counts, though nothing is filtered by it.
    """

    title: str
    within: Selection
    table: Callable[[], tables.Table]
    picture: Callable[[], Chart | Body] | None
    notes: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    tagged: bool = False


View = Callable[[Corpus, Selection], Exported]
"""What each module of a view has under the name ``exported``."""


class _Asking(NamedTuple):
    """What is taken away, of what, and when."""

    exported: Exported
    corpus: Corpus
    selection: Selection
    today: date

    def remarks(self) -> list[str]:
        """What is said below a picture, and beside a table."""
        _ = speak(self.selection.language)[0]
        chosen = _(", ").join(self.exported.chosen)
        tag = {"about": _("Counted: what paragraphs are about"), "mentions": _("Counted: what they mention")}
        return [
            *([_("Chosen: {names}").format(names=chosen)] if chosen else []),
            *([tag[self.selection.tag]] if self.exported.tagged else []),
            *self.exported.notes,
        ]


@dataclass(frozen=True)
class Kind:
    """What a view can be taken away as: what it is called, what it gives, and how it is made."""

    name: str
    gives: str
    made: Callable[[_Asking], dict[str, Any]]


# --- charts that are complete in themselves


def finished(figure: Mapping[str, Any], *, height: int, chosen: Collection[str] = ()) -> Chart:
    """A figure as it stands by itself: INNER wide, in the colours of the light theme and the page's font,
    without what answers a mouse; of points and traces with a key, those not ``chosen`` are faint."""
    from components import pictures

    keys = {
        key
        for trace in figure["data"]
        for key in (trace.get("meta"), *trace.get("customdata", ()))
        if isinstance(key, str)
    }
    some = {*chosen} & keys
    layout = {
        **figure["layout"],
        "width": INNER,
        "height": height,
        "font": {"family": pictures.FONTS, "size": SIZE, "color": pictures.INK},
    }
    return Chart({"data": [_still(trace, some) for trace in figure["data"]], "layout": layout}, height)


_OF_THE_MOUSE = ("hovertext", "hovertemplate", "hoverinfo", "hoverongaps", "customdata", "meta")


def _still(trace: Mapping[str, Any], chosen: Collection[str]) -> dict[str, Any]:
    """A trace without what answers a mouse, faint where it is not among ``chosen``."""
    kept = {name: value for name, value in trace.items() if name not in _OF_THE_MOUSE}
    if not chosen:
        return kept
    meta, keys = trace.get("meta"), trace.get("customdata", ())
    if isinstance(meta, str) and meta not in chosen:
        kept["opacity"] = FAINT
    if keys and all(isinstance(key, str) for key in keys) and "marker" in trace:
        full = trace["marker"].get("opacity", 1)
        seen = [full if key in chosen else full * FAINT for key in keys]
        kept["marker"] = {**trace["marker"], "opacity": seen}
    if keys and "textfont" in trace:
        from components import pictures

        hues = [pictures.INK if key in chosen else _FAINT_INK for key in keys]
        kept["textfont"] = {**trace["textfont"], "color": hues}
    return kept


def label(name: str, key: str, chosen: Collection[str]) -> str:
    """A label of a chart as Plotly takes it: bold where its key is among ``chosen``, else faint where
    something is."""
    text = plot.text(name)
    if key in chosen:
        return f"<b>{text}</b>"
    return f'<span style="color:{_FAINT_INK}">{text}</span>' if chosen else text


def said(text: str, **where: Any) -> dict[str, Any]:
    """An annotation of a chart: Plotly's text at a place, without an arrow."""
    return {"text": text, "showarrow": False, **where}


def over(text: str, *, left: float = 0, up: int = 8) -> dict[str, Any]:
    """A line over the plot, from ``left`` px of its corner on: what the axis that stands up measures, or what
    the marks mean."""
    return said(
        text, xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", xshift=left, yshift=up
    )


def mark(sign: str, hue: str) -> str:
    """A sign in a colour, as Plotly's text."""
    return f'<span style="color:{hue}">{sign}</span>'


def spread(wanted: Sequence[float], *, apart: float, most: float) -> list[float]:
    """Places as near to those ``wanted`` as can be, ``apart`` from each other and between 0 and ``most``,
    in the order of those wanted; closer where there is no room."""
    apart = min(apart, most / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    found = [0.0] * len(wanted)
    least = 0.0
    for number in order:
        found[number] = least = max(wanted[number], least)
        least += apart
    highest = most
    for number in reversed(order):
        found[number] = highest = min(found[number], highest)
        highest -= apart
    return found


def names_of(selection: Selection, drawn: Collection[str] | None = None) -> tuple[str, ...]:
    """What the chosen relationships are called, those that are ``drawn``, by default all."""
    codes = (code for code in selection.relationships if drawn is None or code in drawn)
    return tuple(relationship(code, selection.language) for code in codes)


# --- the kinds


def _picture(asking: _Asking) -> dict[str, Any]:
    """The frame with what stands in it, or with a slot for the figure that the browser draws."""
    from components import captions, pictures

    exported, corpus, selection, today = asking
    _ = speak(selection.language)[0]
    if exported.picture is None:
        return {"failed": _("There is nothing to draw here: drop a filter, or take the table.")}
    drawn = exported.picture()
    figure = drawn.figure if isinstance(drawn, Chart) else None
    picture = pictures.framed(
        "" if isinstance(drawn, Chart) else drawn.svg,
        width=INNER,
        height=drawn.height,
        title=exported.title,
        sentence=captions.filters(corpus, exported.within),
        source=captions.source(corpus, selection),
        made=captions.made(selection.language, today),
        notes=asking.remarks(),
        characters=json.dumps(figure, ensure_ascii=False) + _NUMBERS if figure else "",
        language=selection.language,
    )
    return {
        "svg": picture.svg,
        "width": round(picture.width),
        "height": round(picture.height),
        "scale": SCALE,
        **({"figure": figure, "script": plot.script_url()} if figure else {}),
    }


def _written(asking: _Asking) -> dict[str, Any]:
    table = asking.exported.table()
    return as_file(tables.written(table), "text/csv") | {"notes": table.get("notes", ())}


def _workbook(asking: _Asking) -> dict[str, Any]:
    """The table, and a sheet that says all that it depends on."""
    from components import captions
    from corpus.workbooks import LONGEST, Sheet, workbook

    exported, corpus, selection, today = asking
    _ = speak(selection.language)[0]
    table = exported.table()
    notes = [*table.get("notes", ())]
    if any(isinstance(cell, str) and len(cell) > LONGEST for row in table["rows"] for cell in row):
        note = _("A cell has room for {n} characters: longer texts end with …, and are whole in the CSV.")
        notes.append(note.format(n=f"{LONGEST:,}"))
    facts = [
        (_("What it is"), exported.title),
        (_("What is counted"), captions.filters(corpus, exported.within)),
        *((_("Note"), remark) for remark in (*asking.remarks(), *notes)),
        *captions.facts(corpus, selection, link.address(selection), today),
    ]
    sheets = [
        Sheet(table["title"], table["columns"], table["rows"]),
        Sheet(_("Selection"), (_("What"), _("Value")), facts, stated=True),
    ]
    content = workbook(sheets, title=exported.title, made=today)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return as_file(content, kind) | {"notes": notes}


def named(file: str, language: str) -> dict[str, Any]:
    """What a file is called, and what is said when it is saved; ``as_file`` has the rest of it."""
    _ = speak(language)[0]
    return {"file": file, "saved": _("Saved: {file}").format(file=file)}


def as_file(content: bytes, mime: str) -> dict[str, Any]:
    """A file as ``deliver`` of exporting.js takes it."""
    return {"base64": b64encode(content).decode("ascii"), "mime": mime}


KINDS = {
    "png": Kind(N_("PNG picture"), N_("2,400 px wide"), _picture),
    "svg": Kind(N_("SVG drawing"), N_("any size, with its font"), _picture),
    "csv": Kind(N_("CSV data"), N_("as plain text"), _written),
    "xlsx": Kind(N_("XLSX workbook"), N_("with the selection"), _workbook),
}
"""What every view can be taken away as, by the name that a click asks for it, which ends its file."""


def menu(language: str) -> dict[str, Any]:
    """The menu of KINDS, as exportMenu of exporting.js draws it."""
    _ = speak(language)[0]
    return {
        "label": _("Export"),
        "busy": _("being made …"),
        "kinds": [(kind, _(each.name), _(each.gives)) for kind, each in KINDS.items()],
    }


def answer(view: View, corpus: Corpus, selection: Selection) -> Callable[[link.Asked], dict[str, Any]]:
    """What answers a click that asks for one of KINDS of a view: a file, a picture, or why there is none."""
    return lambda asked: made(asked.kind, view, corpus, selection, date.today())


def made(kind: str, view: View, corpus: Corpus, selection: Selection, today: date) -> dict[str, Any]:
    """One of KINDS of a view, as ``deliver`` of exporting.js takes it; {} of any other kind.

    {file, base64, mime}, or a picture {file, svg, width, height, scale}, of a chart also {figure, script}, or
    {failed: why there is none}; with what is said of it afterwards, which is also what its table has not.
    """
    if kind not in KINDS:
        return {}
    _ = speak(selection.language)[0]
    exported = view(corpus, selection)
    answer = KINDS[kind].made(_Asking(exported, corpus, selection, today))
    said = named(file_name(exported.title, corpus, selection, today, kind), selection.language)
    return {
        **said,
        "saved": " · ".join((said["saved"], *answer.pop("notes", ()))),
        "unmade": _("The picture could not be made in this browser. Take the SVG, or another browser."),
        **answer,
    }


def file_name(title: str, corpus: Corpus, selection: Selection, today: date, suffix: str) -> str:
    """What a file is called: the tool, the view, the first filters, the day; safe on every machine."""
    chips = [*selection.describe()][:_NAMED]
    named = (title, *(value_label(chip, corpus, selection.language) for chip in chips))
    parts = (_SAFE.sub("-", each[:_PART]).strip("-_") for each in named)
    return f"{'-'.join(filter(None, ('shuangbian', *parts)))[:_NAME]}-{today.isoformat()}.{suffix}"


def bounded(
    rows: Iterable[list[object]], total: int, language: str, note: str = FIRST
) -> dict[str, list[Any]]:
    """The ``rows`` of a table of texts, as many of the ``total`` as there is room for, and its ``notes``:
    how many these are where they are not all."""
    _ = speak(language)[0]
    taken: list[list[object]] = []
    left = CHARACTERS
    for row in islice(rows, ROWS):
        left -= sum(len(cell) for cell in row if isinstance(cell, str))
        if left < 0 and taken:
            break
        taken.append(row)
    said = _(note).format(n=f"{len(taken):,}", total=f"{total:,}")
    return {"rows": taken, "notes": [said] if len(taken) < total else []}

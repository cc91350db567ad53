"""Everything drawn: one view a file, each with a pure function and ``draw(corpus, selection)``."""

from types import ModuleType

from components import (
    bar,
    cloud,
    comentions,
    concordance,
    counts,
    documents,
    header,
    keyness,
    paragraphs,
    phrases,
    reader,
    search,
    trends,
    world_map,
)
from corpus.selection import Selection

FRAME = ((header,),)
"""Above every page: rows of views, side by side."""

_FILTERS = (search, bar)

PAGES = {
    "overview": (_FILTERS, (counts, cloud), (paragraphs,)),
    "trends": (_FILTERS, (trends,), (paragraphs,)),
    "keyness": (_FILTERS, (keyness,), (paragraphs,)),
    "concordance": (_FILTERS, (concordance,)),
    "comentions": (_FILTERS, (comentions,), (paragraphs,)),
    "map": (_FILTERS, (world_map,), (paragraphs,)),
    "phrases": (_FILTERS, (phrases,)),
    "reader": (_FILTERS, (reader,)),
    "documents": ((documents,),),
}
"""What each page draws: rows of views, side by side. Only what the open page draws is computed."""

_WIDTHS = {search: 4, bar: 9, counts: 5, cloud: 8}

VIEWS = tuple(dict.fromkeys(view for rows in (FRAME, *PAGES.values()) for row in rows for view in row))
"""Every view once, in page order."""

NAMED = {view.__name__.rpartition(".")[2]: view for view in VIEWS}
"""Every view by its name, as the URL says it."""


def widths(row: tuple[ModuleType, ...]) -> list[int]:
    """The parts of a row that its views take: equal ones where a presentation puts together what is apart."""
    return [_WIDTHS[view] for view in row] if all(view in _WIDTHS for view in row) else [1] * len(row)


def rows(selection: Selection) -> tuple[tuple[ModuleType, ...], ...]:
    """What is drawn: rows of views, side by side; in a presentation or somebody else's page only some."""
    if selection.embed:
        return ((NAMED[selection.embed],), *FRAME)
    if selection.present and (staged := selection.staged()):
        return (*FRAME, tuple(NAMED[name] for name in staged))
    return (*FRAME, *PAGES[selection.view])

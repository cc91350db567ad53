"""Everything drawn: one view a file, each with a pure function and ``draw(corpus, selection)``."""

from components import (
    bar,
    cloud,
    comentions,
    concordance,
    counts,
    header,
    keyness,
    paragraphs,
    phrases,
    reader,
    search,
    trends,
    world_map,
)

FRAME = ((header,), (search, bar))
"""Above every page: rows of views, side by side."""

PAGES = {
    "overview": ((counts, cloud), (paragraphs,)),
    "trends": ((trends,), (paragraphs,)),
    "keyness": ((keyness,), (paragraphs,)),
    "concordance": ((concordance,),),
    "comentions": ((comentions,), (paragraphs,)),
    "map": ((world_map,), (paragraphs,)),
    "phrases": ((phrases,),),
    "reader": ((reader,),),
}
"""What each page draws: rows of views, side by side. Only what the open page draws is computed."""

WIDTHS = {search: 4, bar: 9, counts: 5, cloud: 8}
"""The parts of a row that views take, where they share it."""

VIEWS = tuple(dict.fromkeys(view for rows in (FRAME, *PAGES.values()) for row in rows for view in row))
"""Every view once, in page order."""

"""Everything drawn: one view a file, each with a pure function and ``draw(corpus, selection)``."""

from components import bar, cloud, counts, header, paragraphs

VIEWS = (header, bar, counts, cloud, paragraphs)
"""In page order."""

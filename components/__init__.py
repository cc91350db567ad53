"""Everything drawn: one view a file, each with a pure function and ``draw(corpus, selection)``."""

VIEWS = ("header", "bar", "counts", "cloud", "paragraphs")
"""The modules of the views, in page order."""

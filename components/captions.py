"""What is shown, in words that leave the page: the filters as a sentence, the source line, the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from components.bar import value_label
from components.language import N_, relationship, speak
from corpus.listings import named_documents
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus

NAME = "双边 Shuangbian"
"""What the tool is called in every language."""

SEEN = (*FILTERS, "highlights", "added_terms", "added_stopwords", "corpus", "language")
"""The fields of a selection that a caption depends on."""

CORPORA = {"builtin": N_("Built-in"), "own": N_("Mine"), "both": N_("Both")}
"""What each corpus that can be shown is called."""

TAGS = {"about": N_("about"), "mentions": N_("mentioned")}
"""What each tag is called."""

RATES = (
    N_(
        "Rates are times per 1,000 characters of the paragraphs that are counted,"
        " in a comparison per 10,000 words."
    ),
    N_("Shares are parts of the paragraphs that pass the filters on everything but relationships."),
)
"""How the numbers of the tables are computed."""

TITLE, VALUE = 44, 20
"""Columns of a title that stands in one line, and of a value in it: a Chinese character takes two."""

_SUBJECTS = {
    "keyness": ("target", "reference"),
    "concordance": ("keyword",),
    "phrases": ("phrase",),
}
"""The fields besides the filters that say what a page is about."""

_MATCHES = {
    "relationships": "match",
    "words": "",  # of words, all must occur
    "terms": "terms_match",
}
"""The filters of several values that ask for any or for all of them, and the field that says which."""


def filters(corpus: Corpus, selection: Selection) -> str:
    """What is selected, as one sentence: each filter with its values, and how many paragraphs that leaves."""
    return _filters(corpus, selection.only(*SEEN))


@remembered(64)
def _filters(corpus: Corpus, selection: Selection) -> str:
    _, ngettext = speak(selection.language)
    parts = [*_parts(corpus, selection)]
    if not parts:
        every = ngettext("all of {n} paragraph", "all {n} paragraphs", corpus.size)
        return every.format(n=f"{corpus.size:,}")
    count = ngettext("{n} of {total} paragraph", "{n} of {total} paragraphs", corpus.size)
    return _("{filters}: {count}").format(
        # a full-width bracket brings its own space
        filters=" · ".join(parts).replace("） ", "）"),
        count=count.format(n=f"{corpus.count(selection):,}", total=f"{corpus.size:,}"),
    )


def _parts(corpus: Corpus, selection: Selection) -> Iterator[str]:
    """Each filter in words, in the order of FIELDS."""
    _ = speak(selection.language)[0]
    if selection.corpus != "builtin":
        yield _("{field}: {values}").format(field=_("Documents"), values=_(CORPORA[selection.corpus]))
    for name, chips in groupby(selection.describe(), key=lambda chip: chip.field):
        found = [*chips]
        values = _(", ").join(value_label(chip, corpus, selection.language) for chip in found)
        if name in ("since", "until"):
            if name == "since" or not selection.since:
                yield _span(selection)
            continue
        remarks = [_(TAGS[selection.tag])] if name == "relationships" else []
        if name in _MATCHES and len(found) > 1:
            match = getattr(selection, _MATCHES[name]) if _MATCHES[name] else "all"
            remarks.append(_("any of them") if match == "any" else _("all of them"))
        if remarks:
            values += _(" ({remarks})").format(remarks=_(", ").join(remarks))
        yield (
            values
            if name == "relationships"
            else _("{field}: {values}").format(field=_(found[0].label), values=values)
        )


def _span(selection: Selection) -> str:
    """The days that count, in words."""
    _ = speak(selection.language)[0]
    since, until = selection.since, selection.until
    said = _("{since} to {until}") if since and until else _("from {since}") if since else _("until {until}")
    return said.format(since=since, until=until)


def title(corpus: Corpus, selection: Selection, page: str) -> str:
    """What is shown in a few words, of at most TITLE columns: what the page is called, what it is about, and
    the filters by their values alone; what no longer fits is a "…"."""
    said = [page]
    for value in dict.fromkeys((*_subject(selection), *_values(corpus, selection))):
        value = _shortened(value)
        longer = _title((*said, value), selection.language)
        if _columns(longer) > TITLE - 4:  # room for the sign that there is more
            return _title((*said, "…"), selection.language)
        said.append(value)
    return _title(said, selection.language)


def _title(said: Sequence[str], language: str) -> str:
    if len(said) == 1:
        return said[0]
    return speak(language)[0]("{field}: {values}").format(field=said[0], values=" · ".join(said[1:]))


def _subject(selection: Selection) -> Iterator[str]:
    for name in _SUBJECTS.get(selection.view, ()):
        if value := getattr(selection, name):
            yield value if name in ("keyword", "phrase") else relationship(value, selection.language)


def _values(corpus: Corpus, selection: Selection) -> Iterator[str]:
    """The value of each filter, what must not occur with a minus, and the span of time."""
    for chip in selection.describe():
        if chip.field in ("excluded", "without"):
            yield f"−{chip.value}"
        elif chip.field in FILTERS and chip.field not in ("since", "until"):
            yield value_label(chip, corpus, selection.language)
    since, until = selection.since, selection.until
    if since or until:
        yield since if since == until else f"{since}–{until}"


def _shortened(value: str) -> str:
    if _columns(value) <= VALUE:
        return value
    while _columns(value) >= VALUE:
        value = value[:-1]
    return f"{value.rstrip()}…"


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def source(corpus: Corpus, selection: Selection) -> str:
    """The source line: of the documents that are filtered, or of all; one by its title, source and date,
    several by how many they are and from when to when."""
    _ = speak(selection.language)[0]
    return _("Source: {source}").format(source=_source(corpus, selection.documents, selection.language))


def subtitle(documents: Sequence[Mapping[str, Any]], language: str) -> str:
    """Title, source and date of the one document, or how many there are and from when to when."""
    _, ngettext = speak(language)
    if len(documents) == 1:
        only = documents[0]
        return " · ".join(filter(None, (only["title"], only["source"], only["date"])))
    dates = sorted(document["date"] for document in documents if document["date"])
    number = ngettext("{n} document", "{n} documents", len(documents)).format(n=f"{len(documents):,}")
    return " · ".join(filter(None, (number, f"{dates[0]} – {dates[-1]}" if dates else "")))


@remembered(16)
def _source(corpus: Corpus, documents: tuple[str, ...], language: str) -> str:
    rows = [*named_documents(corpus, documents).values()] if documents else corpus.documents
    return subtitle(rows, language)


def made(language: str, today: date) -> str:
    """When and with what it was made."""
    _ = speak(language)[0]
    return _("Made with {name}, {date}").format(name=NAME, date=today.isoformat())


def facts(corpus: Corpus, selection: Selection, link: str, today: date) -> list[tuple[str, str | int]]:
    """All that somebody must know of a table to make it again: rows of what it is called and what it is.

    The sentence, the ``link`` to the same view, each parameter of it, the source, what the corpus has, the
    day, the version of the schema, and how rates are computed.
    """
    _ = speak(selection.language)[0]
    return [
        (_("Selection"), filters(corpus, selection)),
        (_("Link"), link),
        *(
            (_("Parameter {name}").format(name=name), "\n".join(values))
            for name, values in selection.to_params().items()
        ),
        (_("Source"), _source(corpus, selection.documents, selection.language)),
        (_("Documents of the corpus"), len(corpus.documents)),
        (_("Paragraphs of the corpus"), corpus.size),
        (_("Paragraphs selected"), corpus.count(selection)),
        (_("Made on"), today.isoformat()),
        (_("Made with"), NAME),
        (_("Version of the schema"), int(corpus.manifest["schema"])),
        (_("How rates are computed"), "\n".join(map(_, RATES))),
    ]

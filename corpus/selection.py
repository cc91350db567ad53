"""What is shown, as one value: read from the URL, written back to it, and able to describe itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus import links
from corpus.counterparts import COUNTERPARTS
from corpus.tokens import ENTRY, TERM

PAGE_LENGTH = 20
"""Paragraphs on a page of the viewer."""

PAGES = (
    "overview",
    "trends",
    "keyness",
    "concordance",
    "comentions",
    "map",
    "phrases",
    "reader",
    "documents",
)
"""The pages of the app, in the order of its navigation: what each draws is ``components.PAGES``."""

CORPORA = ("builtin", "own", "both")
"""Which corpus is shown: the one that the app comes with, the documents of the visitor, or both together."""

TABLES = ("counts", "cloud", "trends", "keyness", "comentions", "world_map", "phrases")
"""The views whose numbers can be shown as a table."""

STAGES = {
    "overview": (("counts", "cloud"), ("paragraphs",)),
    "trends": (("trends",), ("paragraphs",)),
    "keyness": (("keyness",), ("paragraphs",)),
    "concordance": (("concordance",),),
    "comentions": (("comentions",), ("paragraphs",)),
    "map": (("world_map",), ("paragraphs",)),
    "phrases": (("phrases",),),
    "reader": (("reader",),),
}
"""The rows of each page, of views that can be shown alone: in a presentation, or in somebody else's page."""

STAGED = tuple(dict.fromkeys(view for rows in STAGES.values() for row in rows for view in row))
"""Each of them once."""

SIDE_BY_SIDE = 2
"""Views that a presentation shows at once."""

TOURS = ("corpus", "mine")
"""Whose scenes are stepped through: those that come with the corpus, or the visitor's own."""

BARS = ("few", "many")
"""How many bars the mention counts show."""

WORD_LENGTH = 40
"""Characters that a word may have."""

MOST_VALUES = 300
"""Values that a field may have: more than there are counterparts. No link keeps a server busy with more."""

_TERM_LENGTH = 100
_CONTEXTS = (4, 60)
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_ID = re.compile(r"[^\s\x00-\x1f]{1,200}")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is shown. Immutable; the URL is where it lives between two runs.

    ``tag`` says which of the two tags a relationship filter and the counts use; ``match`` whether a
    paragraph must have any or all of the chosen relationships; ``strength`` (0 to 1) hides the tags that are
    weaker; of the words, which are as the text was cut, all must occur. Terms are searched by characters
    (``corpus.search``): ``terms_match`` says whether any or all of ``terms`` must occur, none of ``without``
    may, and ``highlights`` are only marked. ``since`` and ``until`` are dates, the first and the last that
    count. The fields that are no filter say which page is open and how its views draw.
    """

    view: str = "overview"
    corpus: str = "builtin"  # a name of CORPORA
    relationships: tuple[str, ...] = ()
    match: str = "any"
    tag: str = "about"
    strength: float = 0.0
    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    terms_match: str = "any"
    without: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    heading: str = ""  # what a section is found by
    find: str = ""  # what a document is found by, in the reader
    find_page: int = 0  # of the documents that are found, 0 for the one with the open document
    added_terms: tuple[str, ...] = ()  # kept whole for this visit
    added_stopwords: tuple[str, ...] = ()  # left out of word lists for this visit
    tables: tuple[str, ...] = ()  # the views that are shown as tables
    unit: str = "paragraphs"
    sort: str = "count"
    bars: str = "few"  # how many, a name of BARS
    ranking: str = "frequent"  # of the words in the cloud
    period: str = "auto"  # the bins of the trends
    measure: str = "count"
    lines: str = "relationships"
    target: str = ""  # keyness: the relationship that is compared, "" for the first that is chosen
    reference: str = ""  # with this one, "" for the rest
    keyword: str = ""  # concordance: "" for the first term or word that is chosen
    kwic_sort: str = "source"
    context: int = 16  # characters on each side
    scope: str = "corpus"
    kwic_page: int = 1
    pairs: str = "matrix"  # how co-mentions are drawn
    phrase: str = ""  # the tracked formula
    document: str = ""  # open in the reader
    reading: str = "text"  # what the reader shows, or "source": the source's own lines beside it
    strip: str = "relationships"  # what colours the tiles of its hit strip
    cut: str = ""  # paragraph_id whose words are shown
    order: str = "source"
    page: int = 1
    paragraph: str = ""
    present: str = ""  # "1" in a presentation
    stage: tuple[str, ...] = ()  # the views of a presentation, () for the first of the page
    embed: str = ""  # the only view, in a page of somebody else
    tour: str = ""  # whose scenes, a name of TOURS
    scene: int = 0  # which of them is shown, from 1; 0 for none
    language: str = "zh"

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Selection:
        """The selection that the parameters {name: values} of a URL say, of any version, in the short form
        too. Junk is dropped, never raised."""
        params = links.expanded(links.migrated(params))
        found: dict[str, Any] = {}
        for field in FIELDS:
            read = [field.read(value) for value in params.get(field.parameter, ())]
            valid = tuple(dict.fromkeys(value for value in read if value is not None))
            if valid:
                found[field.name] = valid[:MOST_VALUES] if field.many else valid[-1]
        for names in _EXCLUSIVE:  # a word or term is in the first of them that has it
            taken: tuple[str, ...] = ()
            for name in names:
                if name in found:
                    found[name] = _without(found[name], taken)
                    taken += found[name]
        return cls(**found)

    def to_params(self) -> dict[str, list[str]]:
        """The parameters of the URL: {name: values}, without what is as it is by default; with the version of
        links where there are any."""
        params = {
            field.parameter: [str(value) for value in self.values(field)]
            for field in FIELDS
            if getattr(self, field.name) != field.default
        }
        return params | {links.VERSION_PARAMETER: [str(links.VERSION)]} if params else {}

    def values(self, field: Field) -> tuple[Any, ...]:
        """The values of one field, as a tuple also where it has only one."""
        value = getattr(self, field.name)
        return value if field.many else (value,)

    def choose(self, **changes: Any) -> Selection:
        """The selection after ``changes``. A change of a filter goes back to the first page."""
        if any(BY_NAME[name].turns_page for name in changes):
            changes = {"page": 1, "kwic_page": 1, "paragraph": ""} | changes
        elif any(BY_NAME[name].turns_lines for name in changes):
            changes = {"kwic_page": 1} | changes
        return replace(self, **changes)

    def toggle(self, name: str, value: str) -> Selection:
        """The selection with ``value`` of the field ``name`` added, or dropped where it is there already.

        A word is either looked for or excluded, a term looked for, excluded or marked: adding it to one takes
        it from the others. A field of one value goes back to its default.
        """
        if not BY_NAME[name].many:
            return self.choose(**{name: BY_NAME[name].default})
        values: tuple[str, ...] = getattr(self, name)
        changes = {name: _without(values, (value,)) if value in values else (*values, value)}
        for names in _EXCLUSIVE:
            if name in names:
                changes |= {
                    other: _without(getattr(self, other), (value,)) for other in names if other != name
                }
        return self.choose(**changes)

    def add(self, name: str, value: str) -> Selection:
        """The selection with ``value`` of the field ``name``, added by ``toggle`` where it is not there."""
        return self if value in getattr(self, name) else self.toggle(name, value)

    def staged(self) -> tuple[str, ...]:
        """The views of a presentation of the open page, at most SIDE_BY_SIDE: those of ``stage`` that it has,
        else its first row; () where it has none."""
        rows = STAGES.get(self.view, ())
        there = {name for row in rows for name in row}
        chosen = tuple(name for name in self.stage if name in there)[-SIDE_BY_SIDE:]
        return chosen or (rows[0] if rows else ())

    def only(self, *names: str) -> Selection:
        """The selection with nothing but the fields ``names``: two that look alike to a view are equal."""
        return Selection(**{name: getattr(self, name) for name in names})

    def clear(self) -> Selection:
        """The selection without any filter; how things are drawn stays."""
        return self.choose(**{field.name: field.default for field in FIELDS if field.cleared})

    def describe(self) -> Iterator[Chip]:
        """A chip for each active filter value, in the order of FIELDS."""
        for field in FIELDS:
            if field.label and getattr(self, field.name) != field.default:
                for value in self.values(field):
                    yield Chip(field.name, str(value), field.label)


@dataclass(frozen=True)
class Chip:
    """One active filter value: the field's name, the value, and what the field is called (in English)."""

    field: str
    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """How one field of Selection stands in the URL. ``read`` returns None for junk."""

    name: str
    parameter: str
    read: Callable[[str], Any]
    label: str = ""  # filters have one: what their chip is called
    many: bool = False
    cleared: bool = False  # it goes back to its default with all filters
    turns_page: bool = False  # another value shows other paragraphs, or the same in another order
    turns_lines: bool = False  # another value shows other lines of the concordance

    @property
    def default(self) -> Any:
        """What the field is where the URL says nothing."""
        return getattr(_DEFAULT, self.name)


class OneOf:
    """Reads a value that is one of ``choices``."""

    def __init__(self, *choices: str) -> None:
        """The reader of these choices."""
        self.choices = choices

    def __call__(self, value: str) -> str | None:
        """The value, None where it is none of the choices."""
        return value if value in self.choices else None


def _code(value: str) -> str | None:
    return value if value in COUNTERPARTS else None


def _word(value: str) -> str | None:
    word = value.strip()
    return word if word.isprintable() and 0 < len(word) <= WORD_LENGTH else None


def _listed(entry: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: word if (word := _word(value)) and entry.fullmatch(word) else None


def _term(value: str) -> str | None:
    term = value.strip()
    return term if term.isprintable() and 0 < len(term) <= _TERM_LENGTH else None


def _date(value: str) -> str | None:
    return value if _DATE.fullmatch(value) else None


def _context(value: str) -> int | None:
    number = _number(value)
    return number if number and _CONTEXTS[0] <= number <= _CONTEXTS[1] else None


def _id(value: str) -> str | None:
    return value if _ID.fullmatch(value) else None


def _share(value: str) -> float | None:
    return round(float(value), 2) if re.fullmatch(r"0?\.\d{1,2}|0|1|1\.0{1,2}", value, re.ASCII) else None


def _number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[1-9]\d{0,6}", value, re.ASCII) else None


def _without(values: tuple[str, ...], dropped: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in dropped)


FILTERS = (
    "tag",
    "match",
    "strength",
    "relationships",
    "words",
    "excluded",
    "terms",
    "terms_match",
    "without",
    "sections",
    "documents",
    "since",
    "until",
)
"""The fields that say which paragraphs are selected."""

_EXCLUSIVE = (("words", "excluded"), ("terms", "without", "highlights"))

FIELDS = (
    Field("view", "view", OneOf(*PAGES)),
    Field("corpus", "c", OneOf(*CORPORA), turns_page=True),
    Field("relationships", "r", _code, "Relationship", many=True, cleared=True, turns_page=True),
    Field("match", "match", OneOf("any", "all"), cleared=True, turns_page=True),
    Field("tag", "tag", OneOf("about", "mentions"), turns_page=True),
    Field("strength", "strength", _share, "Strength", cleared=True, turns_page=True),
    Field("words", "w", _word, "Word", many=True, cleared=True, turns_page=True),
    Field("excluded", "not", _word, "Not", many=True, cleared=True, turns_page=True),
    Field("terms", "q", _term, "Search", many=True, cleared=True, turns_page=True),
    Field("terms_match", "qmatch", OneOf("any", "all"), cleared=True, turns_page=True),
    Field("without", "qnot", _term, "Without", many=True, cleared=True, turns_page=True),
    Field("highlights", "mark", _term, "Marked", many=True, cleared=True),
    Field("sections", "section", _id, "Section", many=True, cleared=True, turns_page=True),
    Field("documents", "doc", _id, "Document", many=True, cleared=True, turns_page=True),
    Field("since", "from", _date, "From", cleared=True, turns_page=True),
    Field("until", "to", _date, "To", cleared=True, turns_page=True),
    Field("heading", "section_find", _term),
    Field("find", "find", _term),
    Field("find_page", "find_page", _number),
    Field("added_terms", "term", _listed(TERM), "Kept whole", many=True, cleared=True),
    Field("added_stopwords", "stop", _listed(ENTRY), "Stop word", many=True, cleared=True),
    Field("tables", "table", OneOf(*TABLES), many=True),
    Field("unit", "unit", OneOf("paragraphs", "occurrences", "share")),
    Field("sort", "sort", OneOf("count", "name", "appearance")),
    Field("bars", "bars", OneOf(*BARS)),
    Field("ranking", "rank", OneOf("frequent", "distinctive")),
    Field("period", "by", OneOf("auto", "year", "quarter", "month", "document")),
    Field("measure", "measure", OneOf("count", "share", "rate")),
    Field("lines", "lines", OneOf("relationships", "terms")),
    Field("target", "a", _code),
    Field("reference", "b", _code),
    Field("keyword", "kw", _term, turns_lines=True),
    Field("kwic_sort", "ksort", OneOf("source", "left", "right", "date"), turns_lines=True),
    Field("context", "n", _context, turns_lines=True),
    Field("scope", "scope", OneOf("corpus", "document"), turns_lines=True),
    Field("kwic_page", "kpage", _number),
    Field("pairs", "pairs", OneOf("matrix", "network", "terms")),
    Field("phrase", "phrase", _word),
    Field("document", "d", _id),
    Field("reading", "reading", OneOf("text", "source")),
    Field("strip", "strip", OneOf("relationships", "terms")),
    Field("cut", "cut", _id),
    Field("order", "order", OneOf("source", "relevance"), turns_page=True),
    Field("page", "page", _number, turns_page=True),
    Field("paragraph", "p", _id),
    Field("present", "present", OneOf("1")),
    Field("stage", "show", OneOf(*STAGED), many=True),
    Field("embed", "embed", OneOf(*STAGED)),
    Field("tour", "tour", OneOf(*TOURS)),
    Field("scene", "scene", _number),
    Field("language", "lang", OneOf("zh", "en")),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
_DEFAULT = Selection()

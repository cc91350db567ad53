"""What links say besides the fields of a selection: of which version they are, and the short form.

A link has the version of its format as the parameter ``v``; one without is of version 1. ``MIGRATIONS``
lead from each version to the next, so that a link of any version is read as one of the present.

The short form is one parameter, to be read aloud and typed: ``s=语境/中俄/合作/-疫苗/2020-2021``. Its
parts stand in any order, between slashes:

================= ============================================================================
语境, trends       a page, by its name in either language; none is the overview
中俄, 东盟, RU      a relationship: its short name, the counterpart's name, its code in capitals
中俄:中美           what is compared: with nothing after the colon, with the rest
合作               a word; ``-疫苗`` is excluded
=一带一路           characters that are searched; ``-=`` must not occur, ``~`` are only marked
@合作              the keyword of the concordance; ``*`` the formula that is tracked
2020-2021         a span of time, of years, months or days (2020.03.07); ``2020-`` and ``-2021``
                  are open, 2020 alone is the year
强度0.8            the least strength of tags
提到, together, …   the words of ``FLAGS``
================= ============================================================================

What can be read in several ways is the first of these: 东盟 is the relationship, and never the word.
Between double quotes, which a sign may precede, characters are what they are: ``"东盟"`` is the word,
``="/一带.路/"`` a pattern. Signs and quotes may be those of a Chinese keyboard. What no part says, as
how things are drawn, which sections, documents and paragraphs, is left out: ``left_out`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from corpus.counterparts import COUNTERPARTS

if TYPE_CHECKING:
    from corpus.selection import Selection

Params = Mapping[str, Sequence[str]]
"""The parameters of a link: {name: values}."""

VERSION_PARAMETER, SHORT_PARAMETER = "v", "s"


# -- versions --------------------------------------------------------------------------------------


def _as_it_was(params: Params) -> Params:
    return params


MIGRATIONS: Mapping[int, Callable[[Params], Params]] = {
    # presentation, embedding, scenes and the short form came, and what was there means what it meant
    1: _as_it_was,
}
"""What makes parameters of a version those of the next. A version is new where a link can say something new,
so that who opens it with an older app can be told."""

VERSION = max(MIGRATIONS) + 1
"""The version of the links that are written now."""


def version(params: Params) -> int:
    """The version of a link: 1 where it says none, or junk."""
    said = next(iter(params.get(VERSION_PARAMETER, ())), "")
    return int(said) if re.fullmatch(r"[1-9]\d{0,3}", said, re.ASCII) else 1


def migrated(params: Params) -> Params:
    """The parameters as a link of the present version has them; those of a later version as they are."""
    for number in range(version(params), VERSION):
        params = MIGRATIONS[number](params)
    return params


def expanded(params: Params) -> Params:
    """The parameters with what the short form says in their place; other parameters have the last word."""
    if SHORT_PARAMETER not in params:
        return params
    result: dict[str, list[str]] = {}
    for said in (*map(read, params[SHORT_PARAMETER]), params):
        for name, values in said.items():
            result.setdefault(name, []).extend(values)
    return result


# -- the short form --------------------------------------------------------------------------------

PAGES = {
    "overview": ("概览", "overview"),
    "trends": ("趋势", "trends"),
    "keyness": ("比较", "compare"),
    "concordance": ("语境", "concordance"),
    "comentions": ("共现", "co-mention"),
    "map": ("地图", "map"),
    "phrases": ("提法", "phrases"),
    "reader": ("文献", "reader"),
    "documents": ("我的文档", "my-documents"),
}
"""Each page of the app by its names in Chinese and English."""

FLAGS = (
    ("tag", "tag", "mentions", ("提到", "mentioned")),
    ("match", "match", "all", ("同时", "together")),
    ("terms_match", "qmatch", "all", ("全含", "every")),
    ("corpus", "c", "own", ("自有", "own")),
    ("corpus", "c", "both", ("合并", "both")),
    ("language", "lang", "en", ("英文", "en")),
)
"""Words for one value of a field: field, parameter, value, the word in Chinese and English."""

SIGNS = (
    ("@", "keyword", "kw"),
    ("*", "phrase", "phrase"),
    ("", "words", "w"),
    ("-", "excluded", "not"),
    ("=", "terms", "q"),
    ("-=", "without", "qnot"),
    ("~", "highlights", "mark"),
)
"""What a sign before characters makes of them: sign, field, parameter."""

FIELDS = (
    "view",
    "relationships",
    "target",
    "reference",
    *(field for _, field, _ in SIGNS),
    "since",
    "until",
    "strength",
    *dict.fromkeys(field for field, _, _, _ in FLAGS),
)
"""The fields of a selection that the short form has."""

_TYPED = str.maketrans("－～＝＠＊：", "-~=@*:")
_BETWEEN_SLASHES = re.compile(
    r"""\s*(?P<sign>(?:-=|－＝|[-－=＝~～@＠*＊]|))\s*(?:"(?P<quoted>(?:[^"]|"")*)"?|“(?P<chinese>[^”]*)”?)?[^/／]*"""
)
_DAY = r"\d{4}(?:[.-](?:0?[1-9]|1[0-2])(?:[.-](?:0?[1-9]|[12]\d|3[01]))?)?"
_SPAN = re.compile(rf"(?P<since>{_DAY})?(?P<to>[-–—至到]|\.\.)?(?P<until>{_DAY})?", re.ASCII)
_STRENGTH = re.compile(r"(?:强度|strength)(0?\.\d{1,2}|1)", re.ASCII)
_DASH = str.maketrans("–—", "--")


def write(selection: Selection) -> str:
    """The short form of a selection, "" where it has no field that is other than by default."""
    return "/".join(chain.from_iterable(written(selection) for written in _WRITTEN))


def read(text: str) -> dict[str, list[str]]:
    """The parameters that a short form says: {name: values}. What is no part is dropped."""
    found: dict[str, list[str]] = {}
    for part in _parts(text):
        for name, value in _said(part):
            found.setdefault(name, []).append(value)
    return found


def loose(text: str) -> dict[str, str]:
    """The parts of a short form that are words for want of anything else, each as it is typed, and the word:
    they are not between quotes."""
    found = {}
    for part in _parts(text):
        match _said(part):
            case (("w" | "not", word),) if part["quoted"] is None and part["chinese"] is None:
                found[_typed(part)] = word
    return found


def mended(text: str, instead: Mapping[str, str]) -> str:
    """The short form with other parts in place of some, which are named as ``loose`` does."""
    return "/".join(instead.get(_typed(part), part[0].strip()) for part in _parts(text))


def kept(selection: Selection) -> Selection:
    """The selection with the fields that the short form has: what it is read as."""
    return selection.only(*FIELDS)


def left_out(selection: Selection) -> tuple[str, ...]:
    """The fields that the short form of a selection loses."""
    other = kept(selection)
    return tuple(name for name in vars(selection) if getattr(selection, name) != getattr(other, name))


Said = tuple[tuple[str, str], ...]
"""What a part says: (parameter, value), each."""


def _said(part: re.Match[str]) -> Said:
    """What one part says, () for nothing."""
    quoted = part["quoted"] if part["quoted"] is not None else part["chinese"]
    if quoted is not None:
        return _signed(part["sign"].translate(_TYPED), quoted.replace('""', '"'))
    typed = _typed(part)
    return next((said for kind in _KINDS if (said := kind(typed))), ())


def _typed(part: re.Match[str]) -> str:
    return part[0].translate(_TYPED).strip()


def _parts(text: str) -> Iterator[re.Match[str]]:
    """The parts between slashes; a slash between quotes is none."""
    place = 0
    while place <= len(text) and (found := _BETWEEN_SLASHES.match(text, place)):
        yield found
        place = found.end() + 1


def _language(selection: Selection) -> int:
    """Which of two names, Chinese and English, is written."""
    return 1 if selection.language == "en" else 0


def _name(code: str, selection: Selection) -> str:
    """A relationship as it is written: a name that is easily typed, else the code."""
    counterpart = COUNTERPARTS[code]
    if _language(selection):
        short = counterpart.relationship_en.partition("–")[2]
        return short if short.isascii() and short.isalpha() else code
    return counterpart.zh if "–" in counterpart.relationship else counterpart.relationship


def _names() -> Iterator[tuple[str, str]]:
    """Each name of a relationship, and its code."""
    for code, each in COUNTERPARTS.items():
        tails = (each.relationship.partition("–")[2], each.relationship_en.partition("–")[2])
        whole = (each.relationship, each.relationship_en, f"中国–{each.zh}", f"China–{each.en}")
        for name in (each.zh, each.en, *whole, *filter(None, tails)):
            yield name, code


def _known_as() -> dict[str, str]:
    """The code of each name of a relationship: small letters, hyphens for dashes."""
    names: dict[str, str] = {}
    for name, code in _names():
        names.setdefault(name.casefold().translate(_DASH), code)
    return names


_CODES = _known_as()

RELATIONSHIP_NAMES = tuple(dict.fromkeys((*(name for name, _ in _names()), *COUNTERPARTS)))
"""What a relationship can be called, the codes last."""

NAMES = (*chain.from_iterable((*PAGES.values(), *(flag[3] for flag in FLAGS))), *RELATIONSHIP_NAMES)
"""The parts that are no characters and no numbers."""


def _code(text: str) -> str:
    """The code that a text names, "" for none. Small letters are no code: in, is and no are words."""
    return text if text in COUNTERPARTS else _CODES.get(text.casefold().translate(_DASH), "")


def _written_page(selection: Selection) -> Iterator[str]:
    if selection.view != "overview":
        yield PAGES[selection.view][_language(selection)]


def _read_page(part: str) -> Said:
    page = next((page for page, names in PAGES.items() if part.casefold() in names), "")
    return (("view", page),) if page else ()


def _written_relationships(selection: Selection) -> Iterator[str]:
    yield from (_name(code, selection) for code in selection.relationships)


def _read_relationship(part: str) -> Said:
    code = _code(part)
    return (("r", code),) if code else ()


def _written_sides(selection: Selection) -> Iterator[str]:
    if selection.target or selection.reference:
        yield ":".join(
            _name(code, selection) if code else "" for code in (selection.target, selection.reference)
        )


def _read_sides(part: str) -> Said:
    sides = [each.strip() for each in part.split(":")]
    codes = [_code(each) for each in sides]
    if (
        len(sides) != 2
        or not any(sides)
        or any(bool(a) != bool(b) for a, b in zip(sides, codes, strict=True))
    ):
        return ()
    return tuple((name, code) for name, code in zip("ab", codes, strict=True) if code)


def _written_span(selection: Selection) -> Iterator[str]:
    since, until = (day.replace("-", ".") for day in (selection.since, selection.until))
    if since or until:
        yield since if since == until else f"{since}-{until}"


def _read_span(part: str) -> Said:
    found = _SPAN.fullmatch(part)
    if not found or not (found["since"] or found["until"]):
        return ()
    if found["until"] and not found["to"]:  # 20210307 is no span: it may be a word
        return ()
    since, until = found["since"], found["until"] if found["to"] else found["since"]
    return tuple((name, _day(day)) for name, day in (("from", since), ("to", until)) if day)


def _day(day: str) -> str:
    """A day, month or year as the link has it: 2020.3.7 is 2020-03-07."""
    return "-".join(number.zfill(2) for number in re.split("[.-]", day))


def _written_strength(selection: Selection) -> Iterator[str]:
    if selection.strength:
        yield f"{('强度', 'strength')[_language(selection)]}{selection.strength:g}"


def _read_strength(part: str) -> Said:
    found = _STRENGTH.fullmatch(part.casefold())
    return (("strength", found[1]),) if found else ()


def _written_flags(selection: Selection) -> Iterator[str]:
    for field, _, value, names in FLAGS:
        if getattr(selection, field) == value:
            yield names[_language(selection)]


def _read_flag(part: str) -> Said:
    return next(((each[1:3],) for each in FLAGS if part.casefold() in each[3]), ())


def _written_characters(selection: Selection) -> Iterator[str]:
    for sign, field, parameter in SIGNS:
        value = getattr(selection, field)
        for characters in (value,) if isinstance(value, str) else value:
            if not characters:
                continue
            bare = f"{sign}{characters}"
            plain = read(bare) == {parameter: [characters]}
            yield bare if plain else '{}"{}"'.format(sign, characters.replace('"', '""'))


def _read_characters(part: str) -> Said:
    sign = max((sign for sign, _, _ in SIGNS if part.startswith(sign)), key=len)
    return _signed(sign, part.removeprefix(sign).strip())


def _signed(sign: str, characters: str) -> Said:
    parameter = next(parameter for each, _, parameter in SIGNS if each == sign)
    return ((parameter, characters),) if characters else ()


_KINDS = (
    _read_page,
    _read_sides,
    _read_relationship,
    _read_span,
    _read_strength,
    _read_flag,
    _read_characters,
)
"""What a part can be, in the order in which it is tried."""

_WRITTEN = (
    _written_page,
    _written_sides,
    _written_relationships,
    _written_characters,
    _written_span,
    _written_strength,
    _written_flags,
)
"""The parts of a selection, in the order in which they are written."""

"""China's counterparts: a frozen table read from lexicon/."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus import InputError

LEXICON = Path(__file__).parent / "lexicon"

REGIONAL = (
    "ASEAN",
    "EU",
    "AFRICA",
    "LATAM",
    "ARAB",
    "GULF",
    "CEEC",
    "CENTRAL_ASIA",
    "PACIFIC",
    "CENTRAL_AMERICA",
)

# which key of an entry is evidence of which rule; capitals count only where the capital acts, supported forms
# only where the text names the counterpart otherwise, outlets and places never: they tell whose journalist
# asks, and which candidate an ambiguous form means
FORM_RULES = {
    "names": "name",
    "people": "leader",
    "titled": "leader",
    "seats": "metonym",
    "institutions": "institution",
    "sides": "short-form",
    "capitals": "capital",
    "supported": "supported",
    "outlets": "outlet",
    "places": "place",
}
_OFFICE = re.compile(r"(?P<form>\S+?)(?P<years>(?: (?:19|20)\d\d(?:-(?:(?:19|20)\d\d)?)?)*)")
TITLES = (
    "国家主席 外交部长 外交大臣 国防部长 副总统 副总理 总书记 总统 总理 首相 外长 外相 国务卿 国王 女王 防长 "
    "议长 王储 政府 内阁"
).split()
"""What stands before or after the name of a person who counts only with a title."""
TITLES_OF_BODIES = "主席 秘书长 委员长".split()
"""The same for those who lead a regional body."""

_TITLED = re.compile("(?:{0})?(?P<name>.+?)(?:{0})?".format("|".join((*TITLES, *TITLES_OF_BODIES))))
_LABELS = ("zh", "en", "relationship", "relationship_en")
_KEYS = (*_LABELS, *FORM_RULES, "short")


class LexiconError(InputError):
    """A lexicon entry that cannot be used. The message names file, entry and the valid choices."""


@dataclass(frozen=True)
class Counterpart:
    """A country or a regional counterpart; ``relationship`` is the usual short name with China."""

    code: str
    zh: str
    en: str
    relationship: str
    relationship_en: str
    forms: Mapping[str, tuple[str, ...]]  # by the keys of FORM_RULES, and short
    # of people who led the state, the government or its diplomacy: (first year, last year; 0 for still)
    years: Mapping[str, tuple[tuple[int, int], ...]]

    def in_office(self, person: str) -> tuple[tuple[int, int], ...]:
        """The years of office of a person as a text names him: 总理X as X; empty where they are not known."""
        bare = _TITLED.fullmatch(person)
        return self.years.get(person) or self.years.get(bare["name"] if bare else "", ())

    @property
    def regional(self) -> bool:
        """Whether it is a group of countries, not a country."""
        return self.code in REGIONAL


@dataclass(frozen=True)
class Forms:
    """What forms.toml says: the candidates of ambiguous forms, the names of China's places for which a
    character may stand, and the grades of single characters."""

    ambiguous: Mapping[str, tuple[str, ...]]
    at_home: Mapping[str, tuple[str, ...]]
    plain: frozenset[str]
    distinct: frozenset[str]
    alone: frozenset[str]
    sole: frozenset[str]
    words: frozenset[str]
    functions: frozenset[str]
    sides: frozenset[str]


def read_forms(lexicon: Path = LEXICON) -> Forms:
    """The table of ambiguous forms and the grades of characters. Raises LexiconError for a broken one."""
    path = lexicon / "forms.toml"
    content = read_toml(path)
    for key in ("ambiguous", "at_home", "characters"):
        if not isinstance(content.get(key), dict):
            raise LexiconError(f"{path}: needs the table [{key}]")
    ambiguous, at_home, characters = content["ambiguous"], content["at_home"], content["characters"]
    grades = ("plain", "distinct", "alone", "sole", "words", "functions", "sides")
    for grade in grades:
        if not isinstance(characters.get(grade), str):
            raise LexiconError(f"{path}, [characters]: needs {grade}, a string of characters")
    for character, places in at_home.items():
        if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
            raise LexiconError(f"{path}, {character!r}: needs a list of places")
    for form, codes in ambiguous.items():
        if not isinstance(codes, list) or len(codes) < 2 or not all(isinstance(code, str) for code in codes):
            raise LexiconError(f'{path}, {form!r}: needs a list of two or more codes, as in ["PK", "BR"]')
    return Forms(
        MappingProxyType({form: tuple(codes) for form, codes in ambiguous.items()}),
        MappingProxyType({form: tuple(places) for form, places in at_home.items()}),
        *(frozenset(characters[grade]) for grade in grades),
    )


@dataclass(frozen=True)
class China:
    """What shows China in a sentence: its names, its people and their offices, its places, other cues."""

    names: tuple[str, ...]
    people: tuple[str, ...]
    offices: tuple[str, ...]
    cues: tuple[str, ...]
    companies: tuple[str, ...]
    places: tuple[str, ...]


def read_china(lexicon: Path = LEXICON) -> China:
    """What china.toml says. Raises LexiconError for a list that is missing or holds other than strings."""
    path = lexicon / "china.toml"
    lists = read_toml(path)
    keys = [field.name for field in fields(China)]
    for key in keys:
        forms = lists.get(key)
        if not isinstance(forms, list) or not all(isinstance(form, str) and form for form in forms):
            raise LexiconError(f"{path}: needs {key}, a list of strings")
    return China(**{key: tuple(dict.fromkeys(lists[key])) for key in keys})


def read_counterparts(lexicon: Path = LEXICON) -> Mapping[str, Counterpart]:
    """The table {code: Counterpart}: those of counterparts.toml in its order, then the other countries.

    Raises LexiconError for a code that does not exist, an unknown key, or a value of the wrong form.
    """
    countries = _read_countries(lexicon / "countries.tsv")
    path = lexicon / "counterparts.toml"
    curated = read_toml(path)
    table: dict[str, Counterpart] = {}
    lines = _lines_of(path)
    for code, entry in curated.items():
        where = f"{path}, {lines.get(code, '')}[{code}]"
        if code not in countries and code not in REGIONAL:
            raise LexiconError(f"{where}: {unknown_code(code, [*countries, *REGIONAL])}")
        table[code] = _counterpart(code, _checked(entry, where), countries.get(code, {}), where)
    for code, country in countries.items():
        if code not in table:
            table[code] = _counterpart(code, {}, country, str(lexicon / "countries.tsv"))
    _check_owners(table, path, read_forms(lexicon).ambiguous)
    return MappingProxyType(table)


def _check_owners(
    table: Mapping[str, Counterpart], path: Path, ambiguous: Mapping[str, tuple[str, ...]]
) -> None:
    """A form stands for one counterpart only, unless forms.toml declares just those that share it."""
    owners: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for code, counterpart in table.items():
        for key, forms in counterpart.forms.items():
            for form in forms:
                owners[form][code] = key
                if key != "short" and len(form) < 2:
                    raise LexiconError(
                        f"{path}, [{code}]: {key} has {form!r}; one character belongs in short"
                    )
    declared = path.with_name("forms.toml")
    for form, codes in owners.items():
        if len(codes) > 1 and set(ambiguous.get(form, ())) != set(codes):
            raise LexiconError(
                f"{path}: {form!r} stands under {' and '.join(codes)}; keep one, "
                f"or declare them all in {declared.name} under [ambiguous]"
            )
    for form, candidates in ambiguous.items():
        of = form if form in owners else form.removeprefix("中")
        if set(candidates) != set(owners.get(of, ())):
            known = " and ".join(owners.get(of, ())) or "nobody"
            raise LexiconError(
                f"{declared}, {form!r}: names {', '.join(candidates)}, but in {path.name} it is {known}"
            )


def unknown_code(code: str, codes: Iterable[str]) -> str:
    """The sentence for a code that is not in the table, with the nearest that are."""
    codes = list(codes)
    near = difflib.get_close_matches(code.upper(), codes, n=3, cutoff=0.5) or codes[:5]
    valid = f"ISO 3166-1 alpha-2, or {', '.join(REGIONAL)}"
    return f"no counterpart {code!r}; did you mean {' or '.join(near)}? ({valid})"


def read_toml(path: Path) -> dict[str, Any]:
    """A lexicon file as a dict. Raises LexiconError with the line where it is not TOML."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:  # its message ends with line and column
        raise LexiconError(f"{path}: is not valid TOML: {error}") from error


def read_text(path: Path) -> str:
    """The text of a lexicon file. Raises LexiconError where it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            f"{path}: cannot be read as UTF-8 text ({error}); restore it from the project"
        ) from error


def _read_countries(path: Path) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(read_text(path).splitlines(), delimiter="\t"))
    for number, row in enumerate(rows, 2):
        if any(not isinstance(row.get(column), str) for column in ("code", "zh", "en", "names")):
            raise LexiconError(f"{path}, line {number}: needs code, zh, en and names; run make lexicon")
    return {row["code"]: row for row in rows}


def _lines_of(path: Path) -> dict[str, str]:
    """Where each entry of a TOML file begins, for messages: {key: "line 12, "}."""
    lines = enumerate(read_text(path).splitlines(), 1)
    return {
        line.split("#")[0].strip().strip("[]"): f"line {number}, "
        for number, line in lines
        if line.startswith("[")
    }


def _checked(entry: object, where: str) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise LexiconError(f"{where}: an entry is a table of {', '.join(_KEYS)}")
    for key, value in entry.items():
        if key not in _KEYS:
            raise LexiconError(f"{where}: no key {key!r}; the keys are {', '.join(_KEYS)}")
        wanted = "a string" if key in _LABELS else "a list of strings without empty ones"
        right = (
            isinstance(value, str)
            if key in _LABELS
            else isinstance(value, list) and all(isinstance(form, str) and form.strip() for form in value)
        )
        if not right:
            raise LexiconError(f"{where}: {key} must be {wanted}")
    return entry


def _counterpart(code: str, entry: Mapping[str, Any], country: Mapping[str, str], where: str) -> Counterpart:
    zh, en = entry.get("zh", country.get("zh", "")), entry.get("en", country.get("en", ""))
    if not zh or not en:
        raise LexiconError(f"{where}: zh and en are needed, as it is not in countries.tsv")
    forms = {key: tuple(entry.get(key, ())) for key in (*FORM_RULES, "short")}
    offices = []
    for key in ("people", "titled"):
        persons = [_office(person, where) for person in forms[key]]
        forms[key] = tuple(form for form, _ in persons)
        offices += persons
    known = [zh, *filter(None, country.get("names", "").split("|")), *forms["names"]]
    forms["names"] = tuple(dict.fromkeys(known))
    return Counterpart(
        code,
        zh,
        en,
        entry.get("relationship", f"中国–{zh}"),
        entry.get("relationship_en", f"China–{en}"),
        MappingProxyType(forms),
        MappingProxyType({form: years for form, years in offices if years}),
    )


def _office(person: str, where: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A person's name and years of office: 特朗普 2017-2021 2025- is two spans, the last still open."""
    found = _OFFICE.fullmatch(person)
    if not found:
        raise LexiconError(f"{where}: {person!r} is not a name with years of office, as in 拜登 2021-2025")
    spans = []
    for span in found["years"].split():
        first, dash, last = span.partition("-")
        spans.append((int(first), int(last) if last else 0 if dash else int(first)))
    return found["form"], tuple(spans)


COUNTERPARTS: Mapping[str, Counterpart] = read_counterparts()
"""Every counterpart by code, the ones that matter most in the genre first."""

FORMS: Forms = read_forms()
"""The ambiguous forms, and the grades of single characters."""

CHINA: China = read_china()
"""The forms that show China in a sentence."""

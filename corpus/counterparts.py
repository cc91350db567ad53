"""China's counterparts: a frozen table read from lexicon/."""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

# which key of an entry is evidence of which rule; capitals count only where the capital acts
FORM_RULES = {
    "names": "name",
    "people": "leader",
    "seats": "metonym",
    "institutions": "institution",
    "sides": "short-form",
    "capitals": "capital",
}
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
    forms: Mapping[str, tuple[str, ...]]  # names, people, seats, institutions, sides, capitals, short

    @property
    def regional(self) -> bool:
        """Whether it is a group of countries, not a country."""
        return self.code in REGIONAL


def read_counterparts(lexicon: Path = LEXICON) -> Mapping[str, Counterpart]:
    """The table {code: Counterpart}: those of counterparts.toml in its order, then the other countries.

    Raises LexiconError for a code that does not exist, an unknown key, or a value of the wrong form.
    """
    countries = _read_countries(lexicon / "countries.tsv")
    path = lexicon / "counterparts.toml"
    curated = read_toml(path)
    table: dict[str, Counterpart] = {}
    for code, entry in curated.items():
        where = f"{path}, {_line_of(path, code)}[{code}]"
        if code not in countries and code not in REGIONAL:
            raise LexiconError(f"{where}: {unknown_code(code, [*countries, *REGIONAL])}")
        table[code] = _counterpart(code, _checked(entry, where), countries.get(code, {}), where)
    for code, country in countries.items():
        if code not in table:
            table[code] = _counterpart(code, {}, country, str(lexicon / "countries.tsv"))
    _check_owners(table, path)
    return MappingProxyType(table)


def _check_owners(table: Mapping[str, Counterpart], path: Path) -> None:
    """A full name, a person or a seat stands for one counterpart only; short forms may be shared."""
    owners: dict[str, str] = {}
    for code, counterpart in table.items():
        for key in ("names", "people", "seats"):
            for form in counterpart.forms[key]:
                if owners.setdefault(form, code) != code:
                    raise LexiconError(f"{path}: {form!r} stands under {owners[form]} and {code}; keep one")
                if len(form) < 2:
                    raise LexiconError(
                        f"{path}, [{code}]: {key} has {form!r}; one character belongs in short"
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


def _line_of(path: Path, code: str) -> str:
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if line.split("#")[0].strip() == f"[{code}]":
            return f"line {number}, "
    return ""


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
    known = [zh, *filter(None, country.get("names", "").split("|")), *forms["names"]]
    forms["names"] = tuple(dict.fromkeys(known))
    return Counterpart(
        code,
        zh,
        en,
        entry.get("relationship", f"中国–{zh}"),
        entry.get("relationship_en", f"China–{en}"),
        MappingProxyType(forms),
    )


COUNTERPARTS: Mapping[str, Counterpart] = read_counterparts()
"""Every counterpart by code, the ones that matter most in the genre first."""

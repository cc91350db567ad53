"""Every fault and note that the code names is one that can be said, and every one that can be said is named."""

import ast
import string
from pathlib import Path

import pytest

from components.language import LANGUAGES, fault, note
from corpus.faults import FAULTS, NOTES, SourceError

ROOT = Path(__file__).parent.parent
NODES = [
    node
    for folder in ("corpus", "components")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.name != "faults.py"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
]
TEXTS = {node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def given() -> set[str]:
    """The names that are given as ``fault=…``."""
    keywords = (node for node in NODES if isinstance(node, ast.keyword) and node.arg == "fault")
    return {
        each.value.value for each in keywords if isinstance(each.value, ast.Constant) and each.value.value
    }


def noted() -> set[str]:
    """The names that stand before their values, as in ("replaced", {"number": 3})."""
    pairs = (node.elts for node in NODES if isinstance(node, ast.Tuple) and len(node.elts) == 2)
    return {
        name.value
        for name, values in pairs
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and isinstance(values, ast.Dict)
    }


def test_what_is_named_can_be_said() -> None:
    assert given() <= set(FAULTS)
    assert noted() <= {*NOTES, *FAULTS}


@pytest.mark.parametrize("name", [*FAULTS, *NOTES])
def test_what_can_be_said_is_named(name: str) -> None:
    assert name in TEXTS, f"nothing in the code names {name!r}: drop it"


def values(sentence: str) -> dict[str, object]:
    """A value for each field of a sentence: a number where it is written as one."""
    fields = [(name, form) for _, name, form, _ in string.Formatter().parse(sentence) if name]
    return {name: 1234 if form else "值" for name, form in fields}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_a_sentence_in_each_language(name: str, language: str) -> None:
    said = fault(name, values(FAULTS[name]), language)
    assert "{" not in said and (language == "en") == (
        said == str(SourceError(fault=name, **values(FAULTS[name])))
    )


@pytest.mark.parametrize(
    "name", sorted(FAULTS.keys() - {"build-too-slow", "build-broke-off", "nothing-read"})
)
def test_a_fault_of_a_file_names_it_and_says_what_to_do(name: str) -> None:
    assert FAULTS[name].startswith("{file}: ") and ("; " in FAULTS[name])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NOTES)
def test_a_note_is_a_sentence_in_each_language(name: str, language: str) -> None:
    assert "{" not in note(name, values(NOTES[name]), language)

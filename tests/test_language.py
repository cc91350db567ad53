"""The interface's catalogues: complete, compiled, and in use."""

import string
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from components.language import DOMAIN, LANGUAGES, LOCALE, speak

ROOT = Path(__file__).parent.parent

Message = str | tuple[str, ...]


def used() -> set[Message]:
    """Every message of app.py, components/ and corpus/faults.py."""
    found: set[Message] = set()
    for folder in (ROOT / "components",):
        found |= {message for _, _, message, _, _ in extract_from_dir(str(folder))}
    found |= {message for _, message, _, _ in extract_from_file("python", str(ROOT / "corpus/faults.py"))}
    return found


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> dict[Message, Message]:
    def plain(value: Message | list[str]) -> Message:
        return tuple(value) if isinstance(value, list | tuple) else value

    return {plain(message.id): plain(message.string) for message in catalogue if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_the_catalogue_and_none_is_left_over(language: str) -> None:
    assert set(messages(catalogue(language))) == used(), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_fields(language: str) -> None:
    def fields(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}

    for original, translated in messages(catalogue(language)).items():
        originals = (original,) if isinstance(original, str) else original
        translations = (translated,) if isinstance(translated, str) else translated
        assert all(translations), f"{original!r} is not translated into {language}"
        for translation in translations:
            assert fields(translation) == fields(originals[-1]), translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_the_text_says(language: str) -> None:
    compiled = (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()
    assert messages(read_mo(BytesIO(compiled))) == messages(catalogue(language)), "run make messages"


def test_english_is_the_message_itself() -> None:
    assert {
        original: translated
        for original, translated in messages(catalogue("en")).items()
        if original != translated
    } == {}


@pytest.mark.parametrize(
    "language, n, expected",
    [("zh", 1, "1 段"), ("zh", 3, "3 段"), ("en", 1, "1 paragraph"), ("en", 3, "3 paragraphs")],
)
def test_numbers(language: str, n: int, expected: str) -> None:
    _, ngettext = speak(language)
    assert ngettext("{n} paragraph", "{n} paragraphs", n).format(n=n) == expected

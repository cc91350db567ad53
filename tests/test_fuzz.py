"""Whatever the bytes are, a reader gives Contents or a SourceError, soon, and what is built of it is sound."""

import json
import random
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.faults import SourceError
from corpus.formats import FORMATS, Contents, Format, format_of, read
from corpus.limits import Limits
from corpus.packing import pack
from corpus.rows import build_source
from corpus.sources import Source, identified, opened

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

LIMITS = Limits(file_megabytes=2, upload_megabytes=4, files=100, documents=200, characters=200_000)
MOST_SECONDS = 20  # of one file of a few kilobytes, on a machine that has other things to do
EXAMPLES = Path(__file__).parent / "examples"
DATA = Path(__file__).parent.parent / "data"

FUZZ = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

# what each reader looks for, so that random text is sometimes more than noise
PIECES = st.sampled_from(
    """--- title: 题 \n\n # * [链](http://a) <p> </p> <script> &amp; &#0; , ; \t " { } [ ] : "content": null 1e999
    中国 法国 “ ” （ \ufeff \u202e \ud800 \x00 \r PK\x03\x04 %PDF-1.7 PAR1 obj stream xref 2024年5月6日""".split(
        " "
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join)


def examples() -> Iterator[tuple[str, bytes]]:
    for path in sorted(EXAMPLES.iterdir()):
        if path.is_file() and path.stat().st_size < 200_000:
            yield path.name, path.read_bytes()
    yield "corpus.zip", pack(DATA)


SEEDS = dict(examples())


def readable(content: bytes, file: str) -> Contents | None:
    """What the file holds, or None; fails where it takes long, or another error than SourceError comes out."""
    began = time.monotonic()
    try:
        contents = read(content, file, limits=LIMITS)
    except SourceError as error:
        contents = None
        assert file in str(error)
        json.dumps(error.values)
    assert time.monotonic() - began < MOST_SECONDS
    return contents


def sound(folder: Path, content: bytes, file: str) -> None:
    """The files in the file, built, keep the contract: ids apart, texts on one line and visible."""
    path = folder / "brought"
    path.write_bytes(content)
    sources = identified([*opened(Source(path, file), LIMITS)], LIMITS)
    ids: list[str] = []
    for source in sources:
        built = build_source(source, LIMITS)
        json.dumps(built.report.to_json())
        paragraphs = built.paragraphs.to_pylist()
        ids += [row["document_id"] for row in built.documents.to_pylist()]
        assert len({row["paragraph_id"] for row in paragraphs}) == len(paragraphs)
        for row in (*built.documents.to_pylist(), *paragraphs):
            texts = [
                each for value in row.values() for each in (value if isinstance(value, list) else [value])
            ]
            for text in texts:
                assert not isinstance(text, str) or visible(text), repr(text)
    assert len(set(ids)) == len(ids)


def visible(text: str) -> bool:
    """Whether nothing in it is a control, turns the direction of writing, or is no character of anybody's."""
    return not any(
        (unicodedata.category(each) in ("Cc", "Cs", "Co") and not each.isspace()) or each in TURNING
        for each in text
    )


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few bits flipped, slices doubled, zeroed or moved, or cut short."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(changed) + 1)
        end = min(start + chance.choice((1, 8, 200)), len(changed))
        match chance.randrange(5):
            case 0 if start < len(changed):
                changed[start] ^= 1 << chance.randrange(8)
            case 1:
                changed[start:start] = changed[start:end] * chance.randint(1, 4)
            case 2:
                changed[start:end] = bytes(end - start)
            case 3:
                slice_ = changed[start:end]
                del changed[start:end]
                changed += slice_
            case 4 if chance.random() < 0.3:
                del changed[start:]
    return bytes(changed)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(content=st.binary(max_size=2_000))
@FUZZ
def test_any_bytes(form: Format, content: bytes) -> None:
    readable(content, f"文{form.suffixes[0]}")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-16", "gb18030", "big5"]))
@FUZZ
def test_any_text(form: Format, text: str, encoding: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    content, file = text.encode(encoding, errors), f"文{form.suffixes[-1]}"
    if readable(content, file):
        sound(tmp_path_factory.getbasetemp(), content, file)


@pytest.mark.parametrize("file", SEEDS)
@given(seed=st.integers(0, 2**32))
@FUZZ
def test_any_damage(file: str, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = mutated(SEEDS[file], random.Random(seed))
    if readable(content, file):
        sound(tmp_path_factory.getbasetemp(), content, file)


@pytest.mark.parametrize("file", SEEDS)
def test_the_examples_are_read_and_cut_anywhere(file: str, tmp_path: Path) -> None:
    content = SEEDS[file]
    assert readable(content, file)
    sound(tmp_path, content, file)
    for part in range(20):
        readable(content[: len(content) * part // 20], file)


def test_every_form_has_an_example() -> None:
    assert {format_of(file).name for file in SEEDS} >= {form.name for form in FORMATS}

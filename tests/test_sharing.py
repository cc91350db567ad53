"""What is shared: addresses that a browser says, links, a code that a camera reads, and what is embedded."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from PIL import Image

from components import header, sharing
from components.language import LANGUAGES, speak
from corpus import links
from corpus.selection import STAGES, Selection
from corpus.table import Corpus
from tests.conftest import ROOT

PLACE = "https://example.org/shuangbian/"
SEED = Corpus(ROOT / "data")
HERE = Selection(view="concordance", relationships=("RU",), words=("合作",), language="en", page=2)


def share(selection: Selection, address: object = PLACE) -> dict[str, Any]:
    return sharing.content(SEED, selection, {"address": address}, header.VIEW_LABELS)


def opened(link: str) -> Selection:
    return Selection.from_params(parse_qs(urlsplit(link).query))


def scanned(rows: list[str], side: int = 6) -> list[str]:
    """What a reader of codes reads in one, drawn with ``side`` pixels a module."""
    pixels = [0 if module == "1" else 255 for row in rows for module in row]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata(pixels)
    return [each.text for each in zxingcpp.read_barcodes(picture.resize([side * n for n in picture.size], 0))]


ADDRESSES: dict[object, str] = {
    "http://127.0.0.1:8501/": "machine",
    "http://localhost:8501/": "machine",
    "http://app.localhost/": "machine",
    "http://[::1]:8501/": "machine",
    "http://0.0.0.0:8501/": "machine",
    "http://10.1.2.3:8501/": "network",
    "http://192.168.1.20:8501/": "network",
    "http://172.20.0.1/": "network",
    "http://notebook.local:8501/": "network",
    "http://notebook:8501/": "network",
    "https://shuangbian.streamlit.app/": "",
    "https://8.8.8.8/": "",
    PLACE: "",
}


@pytest.mark.parametrize("address, reach", ADDRESSES.items(), ids=str)
def test_how_far_an_address_reaches_is_said(address: str, reach: str) -> None:
    assert sharing.address(address) == address and sharing.reach(address) == reach
    for language in LANGUAGES:
        warning = share(Selection(language=language), address)["warning"]
        assert bool(warning) == bool(reach) and "{" not in warning


@pytest.mark.parametrize(
    "said",
    [
        None,
        3,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://a b/",
        'http://a/"onload="x',
        "http://a/<b>",
        "http://user@host/",
        "http://a/?x=1",
        "http://a/#x",
        "http://a:99999/",
        "http://a:x/",
        "http://[::1/",
        "https://" + "a" * 300,
        "http://a/\nb",
    ],
)
def test_an_address_that_is_none_makes_no_code(said: object) -> None:
    assert sharing.address(said) == ""
    answer = share(HERE, said)
    assert answer["code"] is None and answer["link"].startswith("?") and answer["short"].startswith("?")


def test_the_link_opens_what_is_shown_and_says_its_version() -> None:
    answer = share(HERE)
    assert opened(answer["link"]) == HERE
    assert parse_qs(urlsplit(answer["link"]).query)["v"] == [str(links.VERSION)]
    assert share(Selection())["link"] == PLACE


def test_scenes_of_ones_own_are_in_no_link() -> None:
    for tour, kept in (("mine", ("", 0)), ("corpus", ("corpus", 2))):
        read = opened(share(Selection(relationships=("RU",), tour=tour, scene=2))["link"])
        assert (read.tour, read.scene) == kept


def test_the_short_link_is_readable_and_opens_the_same() -> None:
    here = Selection(
        view="concordance", relationships=("RU",), words=("a b&c=d#%", "合作"), terms=("/一带.路/",)
    )
    answer = share(here)
    assert (
        answer["short"].startswith(f"{PLACE}?s=语境/中俄/")
        and answer["said"] == answer["short"][len("https://") :]
    )
    assert not set(' &#"<>') & set(answer["short"].partition("?s=")[2])
    assert opened(answer["short"]) == here
    assert answer["left"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_short_link_leaves_out_is_said(language: str) -> None:
    _ = speak(language)[0]
    section = SEED.sections[3]["section_id"]
    assert _("Section") in share(Selection(sections=(section,), language=language))["left"]
    assert _("details of how it is drawn") in share(Selection(sort="name", language=language))["left"]
    assert share(Selection(present="1", tour="corpus", scene=2, language=language))["left"] == ""


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        HERE,
        Selection(terms=("香港", "/一带.路/"), highlights=("绿色发展" * 9,)),
        Selection(words=("合",) * 1),
    ],
)
def test_a_camera_reads_the_code(selection: Selection) -> None:
    answer = share(selection)
    for side in (3, 8):
        assert scanned(answer["code"], side) == [answer["link"]]
    edge = sharing.QUIET
    rows = answer["code"]
    assert all(set(row) == {"0"} for row in (*rows[:edge], *rows[-edge:]))
    assert all(set(row[:edge] + row[-edge:]) == {"0"} for row in rows)


def test_who_scans_the_code_gives_no_presentation() -> None:
    here = Selection(relationships=("RU",), present="1", stage=("cloud",), tour="corpus", scene=2)
    [text] = scanned(share(here)["code"])
    assert opened(text) == here.choose(present="", stage=())


@pytest.mark.parametrize("words, there", [(40, True), (300, False)])
def test_a_long_link_has_a_code_as_long_as_there_are_any(words: int, there: bool) -> None:
    answer = share(Selection(words=tuple(f"第{number}个词" for number in range(words))))
    assert bool(answer["code"]) == there
    if answer["code"]:
        assert scanned(answer["code"]) == [answer["link"]]
    assert answer["noCode"]


class Frames(HTMLParser):
    """The frames of an HTML text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append({"tag": tag, **dict(attrs)})


@pytest.mark.parametrize("page", STAGES)
def test_each_view_of_a_page_can_be_embedded(page: str) -> None:
    here = Selection(view=page, words=('合作"><script>',), present="1", tour="corpus", scene=1)
    codes = share(here)["embeds"]
    views = [view for row in STAGES[page] for view in row]
    assert len(codes) == len(views)
    for (name, code), view in zip(codes, views, strict=True):
        [frame] = Frames(code).found
        assert frame["tag"] == "iframe" and name in str(frame["title"])
        assert opened(str(frame["src"])) == Selection(view=page, words=here.words, embed=view)
        assert str(frame["src"]).startswith(PLACE) and "<script>" not in unquote(code.partition(" title")[2])


def test_documents_of_ones_own_are_in_no_link() -> None:
    assert share(Selection(corpus="own"))["own"] and not share(Selection())["own"]
    assert share(Selection(view="documents"))["embeds"] == []

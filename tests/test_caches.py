"""What is kept beyond a session: nothing of the text that a visitor brings.

What is computed of a corpus is kept with it (corpus/memory.py) and goes when it goes. A cache of a module
stays for as long as the server runs, so each is a row here that says what it holds.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from components import PAGES, frontend
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data
from tests.test_house import ROOT, SOURCES, tree

LASTING = {
    "components.visit._present": "a session's own cache: which visit it is; cleared when its page is gone",
    "components.opening._mirror": "where the corpus that the app shows is fetched from",
    "components.opening._opened": "the corpus that the app shows",
    "components.frontend._component": "scripts of the page",
    "components.frontend._served": "scripts of the page",
    "components.health.awake": "how long the server took to wake",
    "components.health.started": "when the server began",
    "components.language.speak": "catalogues of the interface",
    "components.paragraphs.counterparts": "names of counterparts",
    "components.paragraphs.counterparts_file": "names of counterparts",
    "components.pictures._advance": "widths of single characters of the font",
    "components.pictures._measuring": "the font that text is measured in",
    "components.plot.script_url": "scripts of the page",
    "components.world_map.frame": "outlines of the land",
    "components.world_map.land": "outlines of the land",
    "components.world_map.outline": "outlines of the land",
    "corpus.scripts._converter": "OpenCC's dictionary",
    "corpus.scripts._pairs": "Traditional characters and their Simplified ones",
    "corpus.scripts._spellings": "Simplified characters and their Traditional ones",
    "corpus.cutting._holders": "listed terms around one that a link keeps whole",
}
"""Caches of the page, and what they hold: nothing of any document."""

BUILDING = {
    "corpus.archives._opened",
    "corpus.formats.encodings._common",
    "corpus.furniture.is_furniture",
    "corpus.formats.records._place",
    "corpus.formats.workbooks._column",
    "corpus.digests.code_digest",
    "corpus.digests.lexicon_digest",
    "corpus.digests.program_digest",
    "corpus.metadata.place_of",
    "corpus.paragraphs._grams",
    "corpus.tokens._listed_names",
    "corpus.tokens._pieces",
    "corpus.tokens._segmenter",
    "corpus.tokens.known_parts",
    "corpus.topics.subject_finder",
    "corpus.topics.subject_finder.subjects",
}
"""Caches of a build: the page never fills them, and what a visitor brings is built by a process of its own."""

KEEPING = {"cache", "lru_cache", "cache_data", "cache_resource"}


def kept(path: Path) -> Iterator[str]:
    """The functions of a file, wherever in it, whose results outlive what they are of."""

    def search(node: ast.AST, within: str) -> Iterator[str]:
        for each in ast.iter_child_nodes(node):
            name = f"{within}.{each.name}" if hasattr(each, "name") and hasattr(each, "body") else within
            for decorator in getattr(each, "decorator_list", ()):
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if getattr(called, "attr", getattr(called, "id", "")) in KEEPING:
                    yield name
            yield from search(each, name)

    parts = path.relative_to(ROOT).with_suffix("").parts
    return search(tree(path), ".".join(part for part in parts if part != "__init__"))


def test_every_cache_that_lasts_is_known() -> None:
    found = {name for path in SOURCES for name in kept(path)}
    new = found - {*LASTING, *BUILDING}
    assert not new, f"{', '.join(new)}: say what it holds, or keep it with the corpus: corpus/memory.py"


def test_caches_are_made_by_decorators() -> None:
    """So that the test above sees all of them."""
    for path in SOURCES:
        nodes = list(ast.walk(tree(path)))
        decorators = [each for node in nodes for each in getattr(node, "decorator_list", ())]
        calls = [node for node in nodes if isinstance(node, ast.Call) and node not in decorators]
        by_hand = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls} & KEEPING
        assert not by_hand, f"{path.name} makes a cache by hand: {', '.join(by_hand)}"


def sizes() -> dict[str, int]:
    """How many results each cache of a build holds; those made inside a function cannot be asked."""
    found: dict[str, Any] = {}
    for name in BUILDING:
        module, _, function = name.rpartition(".")
        try:
            found[name] = getattr(import_module(module), function).cache_info().currsize
        except (ModuleNotFoundError, AttributeError):
            continue
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_page_keeps_nothing_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(frontend, "mount", lambda name, data, **how: None)
    corpus = Corpus(write_data(tmp_path / "data"))
    selection = Selection(
        view=page,
        terms=("/合.?/", "绿色"),
        words=("合作",),
        phrase="绿色合作",
        paragraph="visit:2",
        cut="visit:2",
    )
    before = sizes()
    for row in PAGES[page]:
        for view in row:
            view.draw(corpus.recut(("绿色合作",)), selection)
    assert sizes() == before

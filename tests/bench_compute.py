"""What is measured without a click: the build, the pages' own computing, the tagger, a visitor's documents."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from playwright.sync_api import Browser, Page

from components import PAGES, bar, frontend, search
from corpus import tokens
from corpus.documents import read_source
from corpus.names import FINDER
from corpus.paragraphs import split
from corpus.selection import Selection
from corpus.sources import find_sources
from corpus.table import Corpus
from corpus.tagging import tag_document
from corpus.topics import subject_finder
from tests.bench_corpus import write
from tests.clicking import opened
from tests.conftest import ROOT, server, settled
from tests.processes import measured, resident, serving

Found = dict[str, Any]
"""What was measured, as JSON has it: numbers by name."""

WORK = ROOT / "build"
"""Where the corpora to measure on are kept from one run to the next."""


def data(size: str) -> Path:
    """The data folder of ``size`` paragraphs, a number or "seed"; it may not be built yet."""
    return ROOT / "data" if size == "seed" else WORK / f"data-{size}"


def build(size: str) -> Found:
    """Build the corpus of a size from its sources, afresh, and once more with nothing changed."""
    sources, out = WORK / f"corpus-{size}", data(size)
    write(sources, paragraphs=int(size))
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "corpus", "build", str(sources), "--out", str(out), "--quiet"]
    fresh, again = measured(command, folder=ROOT), measured(command, folder=ROOT)
    files = f"{out}/paragraphs.parquet"
    files += "/*.parquet" if Path(files).is_dir() else ""
    (text,) = duckdb.execute("SELECT sum(strlen(text)) / 1e6 FROM read_parquet(?)", [files]).fetchall()[0]
    stored = sum(each.stat().st_size for each in out.rglob("*.parquet")) / 1e6
    return {
        "text": text,
        "stored": stored,
        "seconds": fresh.seconds,
        "computing": fresh.computing,
        "peak": fresh.peak,
        "again": again.seconds,
    }


def pages(size: str) -> Found:
    """What a first run of each page computes, nothing remembered: {page: {milliseconds, bytes}}.

    A view that is not open is not among them: nothing of it is computed.
    """
    found: Found = {}
    mount = frontend.mount
    for name, views in PAGES.items():
        sent: list[int] = []
        frontend.mount = lambda name, data, sent=sent, **how: sent.append(
            len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
        )
        try:
            corpus = Corpus(data(size))
            selection = corpus.known(Selection(view=name))
            started = time.perf_counter()
            for view in (view for row in views for view in row):
                if view not in (search, bar):  # above nearly every page, and drawn once
                    view.draw(corpus, selection)
            found[name] = {"milliseconds": 1000 * (time.perf_counter() - started), "bytes": sum(sent)}
        finally:
            frontend.mount = mount
    return found


def tagging() -> Found:
    """The speed of the tagger on the project's own texts, in which nearly every paragraph names a country.

    Each figure is the median of five passes over all documents, in MB of UTF-8 text a second on one core.
    The words are cut before, as a build cuts them once for the tags and for the counts.
    """
    files = sorted((ROOT / "tests" / "gold" / "texts").glob("*.txt")) + sorted((ROOT / "seeds").glob("*.txt"))
    documents = [
        split(document, subject_finder())
        for source in find_sources(files)
        for document in read_source(source)[0]
    ]
    texts = [paragraph.text for document in documents for paragraph in document]
    size = sum(len(text.encode()) for text in texts) / 1e6
    # the words of one pass are still there in the next
    kept, tokens._pieces = tokens._pieces, lru_cache(maxsize=None)(tokens._pieces.__wrapped__)
    try:
        for text in texts:
            tokens.segment(text)
        steps: dict[str, Callable[[], object]] = {
            "finding names": lambda: [FINDER.find(text) for text in texts],
            "tags with their evidence": lambda: [tag_document(document) for document in documents],
            "tags, cutting words included": lambda: (
                tokens._pieces.cache_clear(),
                [tag_document(each) for each in documents],
            ),
        }
        return {
            name: size / statistics.median(_seconds(step) for _ in range(5)) for name, step in steps.items()
        }
    finally:
        tokens._pieces = kept


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


_FILES = 9
"""Files that a visitor brings whose memory is measured: 2 MB of text."""


def visit(browser: Browser) -> Found:
    """What the server's memory is before a visitor brings a corpus and with all pages of it, and how long after
    the page is closed it is within 10 % of what it was before, and nothing of the files is left."""

    def kept() -> set[Path]:
        return set(Path(tempfile.gettempdir()).glob("shuangbian-*"))

    texts = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "gold" / "texts").glob("*.txt"))]
    files, size = [], 0
    for number in range(_FILES):
        some = "\n\n".join((f"第{number}份", *texts[number::2], *texts[number::3], *texts[number::5]))
        files.append({"name": f"{number}.txt", "mimeType": "text/plain", "buffer": some.encode()})
        size += len(some.encode())
    with server() as app:
        process = serving(app)
        dropzone = "[data-testid=stFileUploaderDropzone]"
        with opened(browser, f"{app}/?view=documents", dropzone) as (page, _, _):
            each_page(page)  # what any visit needs, and what is remembered of the built-in corpus
            before, there = resident(process), kept()
            page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(files)
            page.wait_for_selector(".st-key-documents-actions button", timeout=300_000)
            settled(page)
            page.locator(".st-key-documents-actions button").first.click()
            settled(page)
            each_page(page)
            within = resident(process)
        closed = time.monotonic()
        while kept() - there or resident(process) > 1.1 * before:
            if time.monotonic() > closed + 120:
                break
            time.sleep(0.5)
        seconds = time.monotonic() - closed
        after = resident(process)
    return {"text": size / 1e6, "before": before, "within": within, "seconds": seconds, "after": after}


def each_page(page: Page) -> None:
    """Open every page of the navigation in turn; the documents are the last."""
    for name in PAGES:
        page.locator(f"nav [data-page={name}]").click()
        settled(page)

"""What the browser tests stand on: the app on a free port, the machine's Chromium, and a page in it.

Without a Chromium these tests are skipped; with ``BROWSER_TESTS=required`` in the environment they fail.
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.links import VERSION_PARAMETER
from tests.dated import build_dated
from tests.rows import counted_rows

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",  # nothing outside this machine is reached
)

# True once every click has its answer and the script has been at rest, with nothing stale on the page, for `quiet`
# milliseconds.
SETTLED = """quiet => {
    const app = document.querySelector('[data-testid=stApp]');
    const answered = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
        .every(host => !host.shadowRoot?.querySelector('.root')?.unanswered?.length);
    const rests = app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]');
    if (!rests || !answered) { window.restsSince = undefined; return false; }
    window.restsSince ??= performance.now();
    return performance.now() - window.restsSince >= quiet;
}"""

expect.set_options(timeout=15_000)  # a machine may have other things to do

# speed is measured in benchmarks: a busy machine fails no property
hypothesis_settings.register_profile("shuangbian", deadline=None)
hypothesis_settings.load_profile("shuangbian")


def find_chromium() -> str | None:
    """The Chromium to test in: ``$CHROMIUM``, or the first of ``CHROMIUM_NAMES`` on the path, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def server(
    script: Path = ROOT / "app.py", *, data: Path | None = None, launch: Sequence[str] = (sys.executable,)
) -> Iterator[str]:
    """Serve ``script``, on the folder ``data`` where one is given; yield the address, end it afterwards.

    ``launch`` is the command that runs Python.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ) | ({"SHUANGBIAN_DATA": str(data)} if data else {})
    command = [*launch, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += [f"--server.port={port}", f"--server.address={HOST}", "--server.fileWatcherType=none"]
    folder = script.parent if (script.parent / ".streamlit").exists() else ROOT
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + 60
            while not _healthy(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"{script.name} was not served within 60 seconds:\n{log.read()}")
                time.sleep(0.05)
            yield f"http://{HOST}:{port}"
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, by force where it does not end when it is asked to."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def settled(page: Page, *, quiet: int = 200) -> None:
    """Wait until the app's script has been at rest for ``quiet`` milliseconds, at most 30 seconds.

    What is no click of a component (Back, a button of Streamlit's) reaches the server a moment later, hence the
    rest. Assertions are better made with Playwright's ``expect``, which waits for what it expects.
    """
    page.wait_for_selector("[data-testid=stApp]")
    page.evaluate("window.restsSince = undefined")
    page.wait_for_function(SETTLED, arg=quiet)


def params(page: Page) -> dict[str, list[str]]:
    """The parameters of the page's link, once the page has settled: {name: values}, without its version."""
    settled(page)
    said = parse_qs(urlsplit(page.url).query)
    return {name: values for name, values in said.items() if name != VERSION_PARAMETER}


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """``serve(folder)`` shows the data of a folder, until it is called again, and returns the address.

    One server for all: it takes seconds to start, and looks at each run whether its data are others.
    """
    shown = tmp_path_factory.mktemp("served") / "data"
    with ExitStack() as running:
        addresses: list[str] = []

        def show(folder: Path) -> str:
            shown.unlink(missing_ok=True)
            shown.symlink_to(folder, target_is_directory=True)
            if not addresses:
                addresses.append(running.enter_context(server(data=shown)))
            return addresses[0]

        yield show


@pytest.fixture(scope="session")
def app_server() -> Iterator[str]:
    """The address of the app on data/."""
    with server() as address:
        yield address


@pytest.fixture(scope="session")
def dated_corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Sixty texts with dates: their data folder, and their counted paragraphs in the order of time."""
    folder = build_dated(tmp_path_factory.mktemp("dated"), most=60)
    rows = counted_rows(folder)
    return folder, sorted(rows, key=lambda row: (row["date"], row["document_id"], row["position"]))


@pytest.fixture
def dated(
    serve: Callable[[Path], str], dated_corpus: tuple[Path, list[dict[str, Any]]]
) -> tuple[str, list[dict[str, Any]]]:
    """The address of the app on these texts, and the paragraphs."""
    folder, rows = dated_corpus
    return serve(folder), rows


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    path = find_chromium()
    if path is None:
        reason = f"no Chromium: none of {', '.join(CHROMIUM_NAMES)} is on the path, and CHROMIUM names none"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(f"{reason}, but BROWSER_TESTS=required")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser) -> Iterator[Page]:
    """A page of its own, 1440×900; ``page.outside_requests`` lists what it asked of other machines."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.outside_requests = []  # type: ignore[attr-defined]

        def record(url: str) -> None:
            address = urlsplit(url)
            if address.hostname not in (HOST, None):
                page.outside_requests.append(url)  # type: ignore[attr-defined]

        context.on("request", lambda request: record(request.url))
        page.on("websocket", lambda socket: record(socket.url))
        yield page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as ``visit`` opens it."""
    with visit(browser) as page:
        yield page

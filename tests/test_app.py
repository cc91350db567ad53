"""The script as Streamlit runs it, without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import FRAME, PAGES, VIEWS, frontend, header
from corpus import selection
from corpus.table import SCHEMA_VERSION
from tests.rows import write_data

APP = Path(__file__).parent.parent / "app.py"


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, **params: str) -> AppTest:
    monkeypatch.setenv("SHUANGBIAN_DATA", str(folder))
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def test_it_runs_without_an_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(write_data(tmp_path / "data"), monkeypatch, r="FR", w="合作", lang="en")
    assert not app.exception and not app.error


@pytest.mark.parametrize("schema", [SCHEMA_VERSION - 1, 99])
def test_another_schema_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: int) -> None:
    folder = write_data(tmp_path / "data")
    (folder / "manifest.json").write_text(json.dumps({"schema": schema}))
    app = run(folder, monkeypatch)
    assert not app.exception
    assert [error.value for error in app.error] == [
        f"{folder} has schema version {schema}, this app reads {SCHEMA_VERSION}; run python -m corpus build"
    ]


def test_every_view_is_drawn_by_the_page() -> None:
    drawn = {view for rows in (FRAME, *PAGES.values()) for row in rows for view in row}
    assert drawn == set(VIEWS) and all(callable(view.draw) for view in VIEWS)
    folder = APP.parent / "components"
    modules = {path.stem for path in folder.glob("*.py") if "\ndef draw(" in path.read_text("utf-8")}
    assert {view.__name__.rpartition(".")[2] for view in VIEWS} == modules


def test_every_page_of_the_navigation_is_there() -> None:
    assert tuple(PAGES) == selection.PAGES and set(header.LABELS) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_computes_its_own_views_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(frontend, "mount", lambda name, data, **how: drawn.append(name))
    contents = {view: view.content for view in VIEWS if hasattr(view, "content")}
    before = {view: content.computed for view, content in contents.items()}
    app = run(write_data(tmp_path / "data"), monkeypatch, view=page)
    assert not app.exception and not app.error
    expected = [view for row in (*FRAME, *PAGES[page]) for view in row]
    assert drawn == [view.__name__.rpartition(".")[2] for view in expected]
    computed = {view for view, content in contents.items() if content.computed > before[view]}
    assert computed == set(expected) & set(contents)

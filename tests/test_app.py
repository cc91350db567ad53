"""The script as Streamlit runs it, without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import VIEWS
from corpus.table import SCHEMA_VERSION
from tests.rows import write_data

APP = Path(__file__).parent.parent / "app.py"


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, **params: str) -> AppTest:
    monkeypatch.setenv("SHUANGBIAN_DATA", str(folder))
    app = AppTest.from_file(str(APP), default_timeout=20)
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
    text = APP.read_text(encoding="utf-8")
    for view in VIEWS:
        assert f"{view.__name__.rpartition('.')[2]}.draw(corpus, selection)" in text

"""My documents as data: what a click does with the files, what the table shows, whose corpus is opened."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import documents, header, own
from components.language import LANGUAGES
from corpus.corrections import Correction
from corpus.faults import FAULTS, SourceError
from corpus.formats import Choice
from corpus.intake import Brought, Progress
from corpus.limits import Limits
from corpus.paragraphs import REPAIRS
from corpus.report import FileReport
from corpus.selection import CORPORA, Selection
from corpus.table import Corpus
from tests.rows import write_data
from tests.test_app import run

NOWHERE = Progress(0, 0, "")


@dataclass
class Files:
    """An intake that reads nothing: what it is asked to do is noted in ``asked``."""

    files: tuple[Brought, ...] = ()
    reports: tuple[FileReport, ...] = ()
    state: str = "read"
    progress: Progress = NOWHERE
    fault: tuple[str, Mapping[str, Any]] | None = None
    asked: list[Any] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.asked.append((name, *arguments))


ONE = Brought(1, "纪要.txt", 900, corrected={"": {"source": "简报"}})
TABLE = Brought(2, "记录.csv", 2_000_000, Choice(records="list[]", fields={"text": "正文"}))

CLICKS = {
    "a title": (
        {"apply": {"documents": [[1, "", {"title": "会谈"}]], "choices": []}},
        [("correct", 1, "", {"source": "简报", "title": "会谈"}), ("start",)],
    ),
    "a field that no document has": (
        {"apply": {"documents": [[1, "", {"colour": "red", "date": "2024-05-06"}]], "choices": []}},
        [("correct", 1, "", {"source": "简报", "date": "2024-05-06"}), ("start",)],
    ),
    "an encoding": (
        {"apply": {"documents": [], "choices": [[1, {"encoding": "Big5", "fields": {}}]]}},
        [("choose", 1, Choice("Big5")), ("start",)],
    ),
    "columns": (
        {
            "apply": {
                "documents": [],
                "choices": [[2, {"encoding": "", "fields": {"text": "内容", "x": "y"}}]],
            }
        },
        [("choose", 2, Choice("", "list[]", {"text": "内容"})), ("start",)],
    ),
    "no such encoding": (
        {"apply": {"documents": [], "choices": [[1, {"encoding": "utf-7", "fields": {}}]]}},
        [("start",)],
    ),
    "no such file": ({"apply": {"documents": [[7, "", {"title": "x"}]], "choices": []}}, [("start",)]),
    "values that are no text": (
        {"apply": {"documents": [[1, "", {"title": ["x"]}], [1, 2, {}], "x"], "choices": [[1, None], 3]}},
        [("start",)],
    ),
    "remove": ({"remove": 2}, [("remove", 2), ("start",)]),
    "cancel": ({"cancel": True}, [("cancel",)]),
    "read": ({"start": True}, [("start",)]),
}


@pytest.mark.parametrize("click, asked", CLICKS.values(), ids=CLICKS)
def test_a_click_changes_the_files(click: dict[str, Any], asked: list[Any]) -> None:
    files = Files((ONE, TABLE))
    assert own.change(files, click) and files.asked == asked


@pytest.mark.parametrize(
    "click", [{}, {"remove": 7}, {"remove": "1"}, {"apply": []}, {"choose": {"view": "map"}}], ids=str
)
def test_any_other_click_changes_none(click: dict[str, Any]) -> None:
    files = Files((ONE,))
    assert not own.change(files, click) and files.asked == []


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A document of one file, and three of another, in this order."""
    rows = [
        {
            "document_id": name,
            "text": f"中国和法国谈到第{n}件事。",
            "about": ["FR", "DE", "JP", "US"][: n + 1],
        }
        for n, name in enumerate(("纪要", "记录~1", "记录~2", "记录~3"))
    ]
    said = {"纪要": {"title_from": "text", "date_from": "name"}, "记录~1": {"date": "2020-01-01"}}
    return Corpus(write_data(tmp_path / "own", rows, documents=said), taken=["纪要"])


REPORTS = (
    FileReport("纪要.txt", 1, format="text", encoding="GB18030", documents=1, paragraphs=1, repairs={"joined": 2}),
    FileReport("坏.txt", 3, fault="no-text", values={"file": "坏.txt"}),
    FileReport("记录.csv", 2, format="CSV", documents=3, paragraphs=3, columns={"正文": ["甲" * 90, "乙"]}),
)  # fmt: skip


def sheet(corpus: Corpus | None, files: Files | None, **fields: Any) -> dict[str, Any]:
    return documents.sheet(files, corpus, [], Selection(**{"language": "en", **fields}))


def test_each_document_stands_with_its_file(corpus: Corpus) -> None:
    drawn = sheet(corpus, Files((ONE, TABLE, Brought(3, "坏.txt", 0)), REPORTS))["files"]
    assert [(each["number"], [row["key"] for row in each["documents"]]) for each in drawn] == [
        (3, []),
        (1, [""]),
        (2, ["1", "2", "3"]),
    ], "what was not read comes first; a document whose id is taken has the key that it has in its file"
    assert drawn[0]["problem"] == FAULTS["no-text"].format(file="坏.txt") and not drawn[1]["problem"]
    first = drawn[1]["documents"][0]
    assert (first["titleFrom"], first["dateFrom"]) == ("from the text", "from the file name")
    assert [name for name, _ in drawn[2]["documents"][0]["tags"]] == [
        "China–Germany",
        "China–France",
    ]
    *shown, more = drawn[2]["documents"][2]["tags"]
    assert len(shown) == documents.STRONGEST and more == ["+1", ""], "how many more there are is said"
    assert drawn[1]["notes"] == ["Repaired: put together 2"] and drawn[1]["encoding"] == "GB18030"
    assert drawn[2]["columns"] == [["正文", ["甲" * documents.SAMPLE, "乙"]]]
    assert drawn[2]["fields"] == {"text": "正文"}


def test_columns_of_records_without_a_text_can_be_chosen() -> None:
    report = FileReport("记录.csv", 2, fault="no-text", values={"file": "记录.csv", "columns": {"甲": ["1"]}})
    drawn = sheet(None, Files((TABLE,), (report,)))["files"][0]
    assert drawn["columns"] == [["甲", ["1"]]] and drawn["problem"]


def test_many_documents_are_turned_like_pages() -> None:
    reports = [
        FileReport("a", 1, documents=2),
        FileReport("b", 2, documents=60),
        FileReport("c", 3, fault="x"),
    ]
    rows = [{"document_id": str(n)} for n in range(62)]
    seen: list[str] = []
    for page in (1, 2, 3):
        parts, pages = documents.parts(reports, rows, page)
        assert pages == 3 and sum(len(part.documents) or 1 for part in parts) <= documents.ROWS
        seen += [row["document_id"] for part in parts for row in part.documents]
    assert seen == [str(n) for n in range(62)]
    assert documents.parts(reports, rows, 99)[0] == documents.parts(reports, rows, 3)[0]
    assert documents.parts([], [], 1) == ([], 1)


STATES = {
    "reading": (Progress(1, 3, "二.txt"), "Reading 二.txt: 2 of 3", 1 / 3),
    "waiting": (Progress(0, 3, ""), "Waiting: another visitor’s files are being read.", 0),
}


@pytest.mark.parametrize("state", STATES)
def test_progress(state: str) -> None:
    progress, text, part = STATES[state]
    drawn = sheet(None, Files((ONE,), state=state, progress=progress))
    assert (drawn["progress"]["text"], drawn["progress"]["part"]) == (text, part)
    assert [each["name"] for each in drawn["waiting"]] == ["纪要.txt"] and not drawn["start"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_failed_as_a_whole_is_said(language: str) -> None:
    failed = Files((ONE,), state="failed", fault=("nothing-read", {}))
    drawn = sheet(None, failed, language=language)
    assert len(drawn["problems"]) == 1 and drawn["start"]


def test_nothing_brought_is_no_table() -> None:
    drawn = sheet(None, None)
    assert drawn["files"] == drawn["waiting"] == drawn["problems"] == [] and drawn["share"] is None
    assert all(kind in drawn["drop"]["formats"] for kind in ("plain text", "Word", "PDF", "zip"))


@pytest.mark.parametrize("number, text", [(10, "1 KB"), (45_000, "45 KB"), (1_250_000, "1.2 MB")])
def test_sizes(number: int, text: str) -> None:
    assert documents.size(number) == text


@pytest.mark.parametrize("wanted", CORPORA)
def test_a_link_to_documents_that_are_not_here_says_so(wanted: str) -> None:
    assert (header.absent(Selection(corpus=wanted)) is None) == (wanted == "builtin")
    settled = own.settled(Selection(corpus=wanted, view="trends", relationships=("FR",)))
    assert settled.view == ("trends" if wanted == "builtin" else "documents")
    assert settled.relationships == ("FR",)


def test_saved_corrections_are_those_of_the_visitor_by_the_ids_of_the_build(corpus: Corpus) -> None:
    def of(document: str) -> Correction:
        return Correction(document, f"{document}:1", "0" * 16, "about", "FR", "remove")

    assert own.corrected(corpus, [of("纪要+2"), of("记录~1"), of("纪要")]) == [of("纪要"), of("记录~1")]


def test_what_is_more_than_a_visitor_may_bring_is_said() -> None:
    kept = own._Kept()

    def refuse(_: object) -> None:
        raise SourceError(fault="too-many-files", file="x.txt", limit=1)

    kept.intake = SimpleNamespace(files=())  # type: ignore[assignment]
    own._add(kept, [refuse, refuse])
    assert [name for name, _ in kept.refused] == ["too-many-files"] * 2


def test_limits_are_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUANGBIAN_UPLOAD_MEGABYTES", "7")
    assert "7 MB" in sheet(None, None)["drop"]["formats"]
    assert Limits().upload_megabytes != 7


# -- the page as Streamlit runs it -------------------------------------------------------------------

TEXT = "里昂会谈\n\n2024年5月6日\n\n中法两国代表谈到绿色合作，法国欢迎中方投资。\n\n会谈还谈到志愿者。\n"


def until_read(app: AppTest) -> AppTest:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        app.run()
        assert not app.exception
        if app.button:
            return app
        time.sleep(0.2)
    raise AssertionError("the files were not read within a minute")


def test_files_are_taken_read_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(write_data(tmp_path / "data"), monkeypatch, view="documents", lang="en")
    before = app.file_uploader[0].proto.id
    app.file_uploader[0].set_value([("里昂.txt", TEXT.encode("gb18030"), "text/plain")]).run()
    assert app.file_uploader[0].proto.id != before, "keyed anew, so that Streamlit's copy is freed"
    until_read(app)
    intake = own_of(app).intake
    assert [(each.encoding, each.paragraphs) for each in intake.reports] == [("GB18030", 2)]
    show, together = app.button[:2]
    assert (show.label, together.label) == ("Show my documents", "Together with the built-in corpus")
    show.click().run()
    assert app.query_params["c"] == "own" and "view" not in app.query_params
    assert own_of(app).opened["own"].size == 2
    app.query_params["c"] = "both"
    app.run()
    assert own_of(app).opened["both"].size == 2 + 4 and not app.exception
    intake.close()


def own_of(app: AppTest) -> Any:
    return app.session_state["visit"].kept["own"]


def test_every_repair_has_a_name() -> None:
    assert set(documents.REPAIRED) == set(REPAIRS)


def test_documents_stand_in_the_order_of_their_files_and_not_of_their_dates(tmp_path: Path) -> None:
    days = {"乙": "2024-05-06", "甲": "2011-01-01", "丙": "2015-10-20"}
    rows = [
        {"document_id": name, "text": f"中法代表在{name}地会见。", "date": day} for name, day in days.items()
    ]
    for taken in ((), ("甲",)):
        corpus = Corpus(write_data(tmp_path / f"{len(taken)}", rows), taken=taken)
        assert [row["id"] for row in documents.documents(corpus)] == [*days]

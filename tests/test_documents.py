"""Source files are decoded, normalised and described; what is wrong is said in a sentence."""

from pathlib import Path

import pytest

from corpus.documents import Document, parse_document, read_source
from corpus.faults import SourceError
from corpus.sources import Source, find_sources


def read_document(source: Source) -> Document:
    return read_source(source)[0][0]


CSV = "file,title,date,source,speaker,url\n"


def folder(path: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_metadata_comes_from_documents_csv_in_its_order(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "甲.txt": "甲文",
            "乙.txt": "乙文",
            "丙/2019-05-01_丙.txt": "丙文标题\n正文。",
            "documents.csv": CSV + "乙.txt,乙的题目,2020-01-02,某报,某人,\n甲.txt,,,,,\n",
        },
    )
    documents = [read_document(source) for source in find_sources([tmp_path])]
    assert [(each.document_id, each.title, each.date, each.source) for each in documents] == [
        ("乙", "乙的题目", "2020-01-02", "某报"),
        ("甲", "甲文", "", ""),
        ("丙/2019-05-01_丙", "丙文标题", "2019-05-01", ""),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "中国\r\n和平".encode(),
        "\ufeff中国\n和平".encode(),
        "中国\r和平".encode(),
        "中国\n和平".encode("utf-16"),
        "　　中国 \n\u200b和\u00ad平".encode(),
    ],
)
def test_line_ends_marks_and_indents_do_not_matter(tmp_path: Path, content: bytes) -> None:
    (source,) = find_sources([folder(tmp_path, {"a.txt": content}) / "a.txt"])
    assert read_document(source).lines == ("中国", "和平")


def test_line_numbers_are_those_of_the_file() -> None:
    assert parse_document("一\n\n\u2028三\n").lines == ("一", "", "三", "")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.txt": b"\n  \n"}, "a.txt: has no text"),
        ({"readme.xyz": b"?"}, "no document in this folder"),
        ({"a.txt": "文", "documents.csv": CSV + "b.txt,,,,,\n"}, "line 2: no file 'b.txt'.*there are: a.txt"),
        ({"a.txt": "文", "documents.csv": CSV + "a.txt,,七日,,,\n"}, "line 2: '七日' is not a date"),
        ({"a.txt": "文", "documents.csv": CSV + "a.txt,题\n"}, "line 2: 6 values are needed"),
        ({"a.txt": "文", "documents.csv": CSV + "a.txt,,,,,\na.txt,,,,,\n"}, "line 3: 'a.txt' stands twice"),
        ({"a.txt": "文", "documents.csv": "name,title\na.txt,题\n"}, "line 1.*the columns are file, title"),
        ({"a.txt": "文", "documents.csv": CSV + "./a.txt,,,,,\n"}, "line 2: './a.txt' must be a file's path"),
        (
            {"a.txt": "文", "documents.csv": CSV + "../a.txt,,,,,\n"},
            "line 2: '../a.txt' must be a file's path",
        ),
        ({"a.txt": "文", "b.xyz": "文", "documents.csv": CSV + "b.xyz,,,,,\n"}, "'b.xyz' is not a document"),
        ({"a.txt": "文", "documents.csv": CSV + f"a.txt,{'长' * 140_000},,,,\n"}, "is not CSV"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, files: dict[str, str | bytes], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        for source in find_sources([folder(tmp_path, files)]):
            read_document(source)


def test_hidden_folders_are_not_sources_and_dates_are_real(tmp_path: Path) -> None:
    folder(tmp_path, {".git/a.txt": "文", "2021-02-31_乙.txt": "文", "2020-02-03 丙.txt": "文"})
    documents = [read_document(source) for source in find_sources([tmp_path, tmp_path])]
    assert [document.date for document in documents] == ["2020-02-03", ""]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere: no such file or folder"):
        find_sources([tmp_path / "nowhere"])

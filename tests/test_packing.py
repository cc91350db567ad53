"""A built corpus makes the round trip: packed, opened again, the same; a zip made by others harms nothing."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus import InputError, parts
from corpus.__main__ import main
from corpus.build import build
from corpus.corrections import Correction, text_hash
from corpus.documents import read_source
from corpus.faults import SourceError
from corpus.limits import Limits
from corpus.packing import pack
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.sources import find_sources

TEXTS = {
    "2024-05-06 发言人答问.txt": "发言人答问\n\n中方愿同法方深化合作。\n\n两国关系稳步向前。\n",
    "夹/通报.md": "# 情况通报\n\n中国和俄罗斯举行了会谈。\n\n=会谈是有益的。\n",
}
SIDECAR = "file,title,date,source,speaker,url\n夹/通报.md,=题目,2023-01-02,某处,,\n"
LIMITS = Limits(file_megabytes=5, upload_megabytes=1, documents=20)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data that was built of TEXTS."""
    folder = tmp_path_factory.mktemp("built")
    for name, text in (TEXTS | {"documents.csv": SIDECAR}).items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    build([folder / "in"], folder / "data")
    return folder / "data"


def correction(data: Path) -> Correction:
    row = next(row for row in pq.read_table(data / PARAGRAPHS).to_pylist() if row["mentions"] == ["FR"])
    return Correction(
        row["document_id"], row["paragraph_id"], text_hash(row["text"]), "mentions", "FR", "remove"
    )


def members(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def test_a_packed_corpus_opens_as_it_was(data: Path, tmp_path: Path) -> None:
    packed = tmp_path / "语料.zip"
    assert main(["pack", str(data), str(packed)]) == 0
    again = build([packed], tmp_path / "again")
    for name in (DOCUMENTS, PARAGRAPHS):
        assert (tmp_path / "again" / name).read_bytes() == (data / name).read_bytes()
    assert [(each["file"], each["documents"]) for each in again["files"]] == [("语料.zip", 2)]
    assert pack(tmp_path / "again") != b""
    assert pack(data) == packed.read_bytes(), "the same corpus gives the same bytes"


def test_lines_that_end_anywhere_are_put_together_again(tmp_path: Path) -> None:
    wrapped = "　　中方愿同德方一道，推动两国\n关系行稳致远，为世界和平作出\n新的更大贡献。\n"
    other = "　　日本外务大臣即将访华，双方\n将就共同关心的问题交换意见并\n宣布新的合作。\n"
    (tmp_path / "折行.txt").write_text((wrapped + other) * 3, encoding="utf-8")
    build([tmp_path / "折行.txt"], tmp_path / "data")
    (tmp_path / "a.zip").write_bytes(pack(tmp_path / "data"))
    build([tmp_path / "a.zip"], tmp_path / "again")
    for name in (DOCUMENTS, PARAGRAPHS):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "data" / name).read_bytes()
    assert "unwrapped" in str(pq.read_table(tmp_path / "data" / PARAGRAPHS).column("repairs").to_pylist())


def test_a_packed_corpus_opens_from_a_folder_too(data: Path, tmp_path: Path) -> None:
    """As a browser that unpacks downloads leaves it, when it is packed again."""
    held = {f"语料/{name}": content for name, content in members(pack(data)).items()}
    (tmp_path / "a.zip").write_bytes(zipped(held | {"__MACOSX/语料/._x": b""}))
    build([tmp_path / "a.zip"], tmp_path / "again")
    assert (tmp_path / "again" / PARAGRAPHS).read_bytes() == (data / PARAGRAPHS).read_bytes()


def test_ids_stay_apart_where_a_corpus_is_opened_beside_its_documents(data: Path, tmp_path: Path) -> None:
    (tmp_path / "甲.zip").write_bytes(pack(data, [correction(data)]))
    manifest = build([data.parent / "in", tmp_path / "甲.zip"], tmp_path / "both")
    rows = pq.read_table(tmp_path / "both" / PARAGRAPHS).to_pylist()
    documents = pq.read_table(tmp_path / "both" / DOCUMENTS).to_pylist()
    assert len({row["paragraph_id"] for row in rows}) == len(rows)
    assert [row["document_id"] for row in documents] == [
        "夹/通报",
        "2024-05-06_发言人答问",
        "甲~夹/通报",
        "甲~2024-05-06_发言人答问",
    ]
    assert list(manifest["files"][-1]["notes"]) == [("corrections", {"applied": 1, "unfit": 0})]


def test_corrections_are_packed_and_applied(data: Path, tmp_path: Path) -> None:
    wish = correction(data)
    (tmp_path / "a.zip").write_bytes(pack(data, [wish]))
    build([tmp_path / "a.zip"], tmp_path / "again")
    rows = {row["paragraph_id"]: row for row in pq.read_table(tmp_path / "again" / PARAGRAPHS).to_pylist()}
    assert rows[wish.paragraph]["mentions"] == []


def test_the_tables_open_in_a_spreadsheet(data: Path) -> None:
    held = members(pack(data))
    assert list(held)[:2] == ["README.txt", MANIFEST]
    assert "我的文档" in held["README.txt"].decode() and "My documents" in held["README.txt"].decode()
    for name in ("documents.csv", "paragraphs.csv"):
        text = held[name].decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        table = pq.read_table(data / name.replace("csv", "parquet")).to_pylist()
        assert len(rows) == len(table)
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    documents = csv.DictReader(io.StringIO(held["documents.csv"].decode("utf-8-sig"), newline=""))
    assert [row["title"] for row in documents] == ["'=题目", "发言人答问"]
    assert [(row["about"], row["tokens"]) for row in rows if row["mentions"] == "RU"] == [
        ("RU", "中国 和 俄罗斯 举行 了 会谈")
    ]


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest.json is missing"):
        pack(tmp_path)


def reopened(folder: Path, data: Path, change: Callable[[pa.Table], pa.Table]) -> Any:
    """The documents of the corpus whose documents.parquet was changed by other hands, and its report."""
    stream = io.BytesIO()
    pq.write_table(change(pq.read_table(data / DOCUMENTS)), stream)
    (folder / "a.zip").write_bytes(zipped({MANIFEST: b"{}", DOCUMENTS: stream.getvalue()}))
    (source,) = find_sources([folder / "a.zip"], LIMITS)
    return read_source(source, LIMITS)


def with_column(
    name: str, values: list[Any], kind: pa.DataType | None = None
) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(table.column_names.index(name), name, pa.array(values, kind))


def test_a_corpus_of_an_older_schema_opens(data: Path, tmp_path: Path) -> None:
    documents, _ = reopened(tmp_path, data, lambda table: table.select(["document_id", "title", "lines"]))
    assert [each.title for each in documents] == ["=题目", "发言人答问"]


def test_lines_that_were_indented_are_so_again(data: Path, tmp_path: Path) -> None:
    """Indents tell where a paragraph begins in a text whose lines end anywhere."""
    seen = pa.array([[3, 99, None], None], pa.list_(pa.int32()))
    _, contents = reopened(tmp_path, data, with_column("indented", seen, seen.type))
    assert [line for each in contents.extracts for line in each.lines if line.startswith("\u3000")] == [
        "　　中国和俄罗斯举行了会谈。"
    ]


def test_what_is_wrong_in_a_cell_is_cleaned(data: Path, tmp_path: Path) -> None:
    for name, values, expected in (
        ("document_id", ["a b\x00:c\u202e", "a b\x00:c\u202e"], ["a_b_c", "a_b_c-2"]),
        ("document_id", ["长" * 5_000, None], None),
        ("date", ["2024-13-45", "昨天"], ["", ""]),
        ("title", ["一\n二\u202e", "\x1b题"], ["一 二", "题"]),
        ("title_from", ["heaven", None], ["record", "record"]),
        ("file", ["../../x\n.txt", "名" * 9_000], None),
        ("format", ["<b>\n", None], ["<b>", ""]),
    ):
        documents, _ = reopened(tmp_path, data, with_column(name, values, pa.string()))
        seen = [getattr(each, name) for each in documents]
        assert expected is None or seen == expected
        assert all(each.isprintable() and len(each) <= 400 for each in seen)
        assert len({each.document_id for each in documents}) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda table: table.drop_columns(["lines"]), "not-a-corpus"),
        (lambda table: table.drop_columns(["document_id"]), "not-a-corpus"),
        (with_column("lines", ["甲", "乙"]), "not-a-corpus"),
        (with_column("lines", [[1], [2]]), "not-a-corpus"),
        (with_column("title", [1, 2]), "not-a-corpus"),
        (with_column("document_id", [[""], [""]]), "not-a-corpus"),
        (with_column("lines", [[], None], pa.list_(pa.string())), "no-text"),
        (lambda table: table.slice(0, 0), "no-text"),
        (lambda table: pa.concat_tables([table] * 11), "too-many-documents"),
        (with_column("lines", [["字" * 10_000] * 5_000, [""]]), "unpacks-to-more"),
        (with_column("title", ["字" * 400_000, ""]), "unpacks-to-more"),
    ],
)
def test_a_corpus_made_by_others_is_refused(
    data: Path, tmp_path: Path, change: Callable[[pa.Table], pa.Table], fault: str
) -> None:
    with pytest.raises(SourceError) as error:
        reopened(tmp_path, data, change)
    assert error.value.fault == fault
    assert "a.zip" in str(error.value)


@pytest.mark.parametrize("cut", [0, 4, 100, -1])
def test_a_damaged_table_is_refused(data: Path, tmp_path: Path, cut: int) -> None:
    table = (data / DOCUMENTS).read_bytes()[:cut]
    (tmp_path / "a.zip").write_bytes(zipped({MANIFEST: b"", DOCUMENTS: table}))
    (source,) = find_sources([tmp_path / "a.zip"])
    with pytest.raises(SourceError, match=r"a\.zip"):
        read_source(source)


def test_corrections_that_cannot_be_used_are_noted(data: Path, tmp_path: Path) -> None:
    held = members(pack(data)) | {"corrections.csv": b"\xff\xfe\x00"}
    (tmp_path / "a.zip").write_bytes(zipped(held))
    manifest = build([tmp_path / "a.zip"], tmp_path / "again")
    ((note, values),) = manifest["files"][0]["notes"]
    assert note == "corrections-unread" and "UTF-8" in values["reason"]


def test_parts_are_one_file_in_the_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"中法两国代表第{number}次会见。" * 40, encoding="utf-8")
    whole, parted = (tmp_path.with_name(f"{tmp_path.name}-{name}") for name in ("whole", "parted"))
    build([tmp_path], whole)
    for name in ("_LEAST", "_MEAN", "_MOST"):
        monkeypatch.setattr(parts, name, {"_LEAST": 2_000, "_MEAN": 3_000, "_MOST": 6_000}[name])
    assert len(build([tmp_path], parted)["parts"]) > 1
    tables = []
    for folder in (whole, parted):
        with zipfile.ZipFile(io.BytesIO(pack(folder))) as archive:
            tables.append([pq.read_table(io.BytesIO(archive.read(name))) for name in (DOCUMENTS, PARAGRAPHS)])
            tables[-1].append([archive.read(f"{name}.csv") for name in ("documents", "paragraphs")])
    assert tables[0] == tables[1]

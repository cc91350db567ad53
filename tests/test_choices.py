"""corpus.toml says how files are read: written, read again, and what is wrong with it said."""

import io
import json
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.__main__ import main
from corpus.choices import FIELDS, KEYS, Rule, choice_of, read_choices, to_toml
from corpus.documents import read_source
from corpus.faults import SourceError
from corpus.formats import Choice
from corpus.proposals import as_toml, propose
from corpus.sources import find_sources

A = "中方愿同法国、德国等欧洲国家加强沟通，推动中欧关系稳定发展。双方还就气候变化交换了意见。"
B = "中国和巴西、南非代表在会上重申，愿在相互尊重的基础上深化南南合作，共同维护多边主义。"


def folder(path: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
RULES = st.lists(
    st.builds(
        Rule,
        st.lists(TEXT, min_size=1, max_size=3),
        st.builds(Choice, TEXT | st.just(""), TEXT | st.just(""), st.dictionaries(st.sampled_from(FIELDS), TEXT | st.just(""))),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(RULES)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, rules: list[Rule]) -> None:
    path = tmp_path_factory.getbasetemp()
    (path / "corpus.toml").write_text(to_toml(rules, {0: "一\n二"}), encoding="utf-8", newline="\n")
    assert read_choices(path) == rules


def test_the_first_row_that_fits_is_for_a_file() -> None:
    rules = [
        Rule(["特别/*.csv", "例外.CSV"], Choice(fields={"text": "一"})),
        Rule(["*.csv"], Choice("gb18030", fields={"text": "二"})),
    ]
    assert choice_of("特别/甲.csv", rules).fields == {"text": "一"}
    assert choice_of("例外.csv", rules).fields == {"text": "一"}
    assert choice_of("其他/丙.CSV", rules).fields == {"text": "二"}
    assert choice_of("甲.json", rules) == Choice()


WRONG = {
    "[[files]]\nfiles = '*.csv'\ntxt = 'a'\n": ("row 1", "'txt'", "did you mean text?", *KEYS),
    "[[files]]\nfiles = '*.csv'\n[[files]]\ntext = 'a'\n": ("row 2", 'files = "*.csv"'),
    "[[files]]\nfiles = '*.csv'\ntext = 3\n": ("row 1", "text", "quotes"),
    "[[files]]\nfiles = ['*.csv', 3]\n": ("row 1", "files", "quotes"),
    "[[files]]\nfiles = '*.csv'\ntext = content\n": ("TOML", 'text = "content"'),
    "text = 'a'\n": ("[[files]]",),
    "[files]\nfiles = '*.csv'\n": ("[[files]]",),
    "files = " + "[" * 5000: ("TOML",),
    b"\xff\xfe\x00": ("UTF-8",),
}


@pytest.mark.parametrize("content", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, content: str | bytes) -> None:
    folder(tmp_path, {"corpus.toml": content, "甲.csv": f"text\n{A}\n"})
    with pytest.raises(SourceError) as caught:
        find_sources([tmp_path])
    for piece in (str(tmp_path / "corpus.toml"), *WRONG[content]):
        assert piece in str(caught.value)


def test_files_are_read_as_corpus_toml_says(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "表/甲.csv": f"标题,摘要,报道\n甲,{A},{B}\n",
            "乙.txt": "外交部发言人介绍情况。".encode("big5", "ignore"),
            "corpus.toml": '[[files]]\nfiles = "表/*"\ntext = "报道"\n\n[[files]]\nfiles = "*.txt"\nencoding = "gb18030"\n',
        },
    )
    by_name = {source.file: source for source in find_sources([tmp_path])}
    assert set(by_name) == {"表/甲.csv", "乙.txt"}
    assert read_source(by_name["表/甲.csv"])[0][0].lines == (B,)
    assert by_name["乙.txt"].choice == Choice("gb18030")
    (alone,) = find_sources([tmp_path / "乙.txt"])
    assert alone.choice == Choice("gb18030")


def mixed(path: Path) -> Path:
    def day(number: int) -> str:
        detail = {"title": f"第{number}条", "pubtime": "2024-03-05 19:00:00", "content": f"<p>{A}</p>"}
        return json.dumps({"videoList": [{"num": number, "video_detail": detail}]})

    table = io.BytesIO()
    pq.write_table(pa.table({"title": ["甲"], "text": [A]}), table)
    return folder(
        path,
        {
            "20240305.json": day(1),
            "20240306.json": day(2),
            "子/[别样].json": json.dumps([{"headline": "乙", "body": B}]),
            "两可.csv": f"标题,摘要,报道\n甲,{A},{B}\n",
            "明白.csv": f"标题,正文\n甲,{A}\n",
            "表.parquet": table.getvalue(),
            "坏.xlsx": "不是工作簿",
            "文.txt": A,
        },
    )


def test_files_that_are_alike_are_proposed_together(tmp_path: Path) -> None:
    proposals, unreadable = propose(find_sources([mixed(tmp_path)]))
    assert {tuple(each.files): each.choice.fields.get("text", "") for each in proposals} == {
        ("20240305.json", "20240306.json"): "content",
        ("子/[别样].json",): "body",
        ("两可.csv",): "",
        ("明白.csv",): "正文",
        ("表.parquet",): "text",
    }
    assert [error.values["file"] for error in unreadable] == ["坏.xlsx"]
    broadcast = next(each for each in proposals if len(each.files) == 2)
    assert "videoList[].video_detail" in str(broadcast) and A[:20] in str(broadcast)


def test_what_is_proposed_reads_each_file_as_it_was(tmp_path: Path) -> None:
    plain = {source.file: source for source in find_sources([mixed(tmp_path)])}
    (tmp_path / "corpus.toml").write_text(as_toml(propose(plain.values())[0]), encoding="utf-8")
    for source in find_sources([tmp_path]):
        if source.file not in ("两可.csv", "坏.xlsx"):
            assert read_source(source)[0] == read_source(plain[source.file])[0]
    rows = tomllib.loads((tmp_path / "corpus.toml").read_text(encoding="utf-8"))["files"]
    assert {
        "files": "*.json",
        "records": "videoList[].video_detail",
        "text": "content",
        "title": "title",
        "date": "pubtime",
    } in rows
    unplain = next(row for row in rows if row["text"] == "")
    assert unplain["files"] in ("两可.csv", "*.csv")
    assert "One of: 标题, 摘要, 报道" in (tmp_path / "corpus.toml").read_text(encoding="utf-8")


def test_the_command_writes_what_is_not_there_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = mixed(tmp_path / "files") / "corpus.toml"
    assert main(["fields", str(target.parent), "--print"]) == 0 and not target.exists()
    assert "[[files]]" in capsys.readouterr().out
    assert main(["fields", str(target.parent)]) == 0
    out, err = capsys.readouterr()
    assert f"{target}: written" in out and "坏.xlsx" in err and "choose one of 标题, 摘要, 报道" in out
    changed = target.read_text(encoding="utf-8").replace('text = ""', 'text = "报道"')
    target.write_text(changed, encoding="utf-8")
    assert main(["fields", str(target.parent)]) == 0
    assert target.read_text(encoding="utf-8") == changed
    assert "stays as it is" in capsys.readouterr().out
    assert main(["build", str(target.parent), "--out", str(tmp_path / "out"), "--quiet"]) == 0


def test_a_folder_without_records_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fields", str(folder(tmp_path, {"文.txt": A}))]) == 1
    assert str(tmp_path) in capsys.readouterr().err and not (tmp_path / "corpus.toml").exists()

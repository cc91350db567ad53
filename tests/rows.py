"""A data folder written row by row, so that a test knows every number in it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS
from corpus.table import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, SCHEMA_VERSION

Row = Mapping[str, Any]

HEADING = "中法关系：老朋友与新机遇"
EMPTY_HEADING = "中国与太平洋岛国：只有标题"


def named(
    counterpart: str, text: str, start: int, tag: str = "mentions", rule: str = "name"
) -> dict[str, Any]:
    """One piece of evidence that stands in the text itself."""
    return {
        "counterpart": counterpart,
        "tag": tag,
        "rule": rule,
        "start": start,
        "end": start + len(text),
        "text": text,
        "origin": "",
        "strength": 0.9,
        "ambiguous": [],
    }


PARAGRAPHS_OF_A_VISIT: Sequence[Row] = (
    {"text": HEADING, "kind": "heading", "counted": False, "section": HEADING, "section_id": "visit:1"},
    {
        "text": "中法两国代表在里昂会见，法国欢迎绿色合作。",
        "tokens": ["中法", "两国", "代表", "在", "里昂", "会见", "法国", "欢迎", "绿色", "合作"],
        "about": ["FR"],
        "mentions": ["FR"],
        "evidence": [
            named("FR", "中法", 0, "about", "compound"),
            named("FR", "中法", 0, rule="compound"),
            named("FR", "法国", 11),
        ],
        "section": HEADING,
        "section_id": "visit:1",
    },
    {
        "text": "双方谈到绿色发展，也谈到德国的铁路合作，合作前景广阔。",
        "tokens": [
            "双方",
            "谈到",
            "绿色",
            "发展",
            "也",
            "谈到",
            "德国",
            "的",
            "铁路",
            "合作",
            "合作",
            "前景",
            "广阔",
        ],
        "about": ["FR"],
        "mentions": ["DE"],
        "evidence": [
            {**named("FR", "双方", 0, "about", "section"), "origin": "visit:1"},
            named("DE", "德国", 12),
        ],
        "repairs": ["joined", "repeated"],
        "lines": [3, 9],
        "copies": 3,
        "copy_lines": [12, 15],
        "section": HEADING,
        "section_id": "visit:1",
    },
    {
        "text": EMPTY_HEADING,
        "kind": "heading",
        "counted": False,
        "section": EMPTY_HEADING,
        "section_id": "visit:4",
    },
    {
        "text": "会议在北京闭幕，与会者感谢志愿者。",
        "tokens": ["会议", "在", "北京", "闭幕", "与会者", "感谢", "志愿者"],
    },
    {"text": "本报记者 林晓", "kind": "furniture", "counted": False, "tokens": ["本报记者", "林晓"]},
    {
        "text": "中德铁路合作进入新阶段。",
        "tokens": ["中德", "铁路", "合作", "进入", "新", "阶段"],
        "about": ["DE"],
        "mentions": ["DE"],
        "evidence": [named("DE", "中德", 0, "about", "compound"), named("DE", "中德", 0, rule="compound")],
    },
)


def source_lines(rows: Sequence[Row]) -> list[str]:
    """Lines that the rows can be from: a text on its first line, a copy of it on each of its copies' lines."""
    lines = {line: "" for row in rows for line in row["lines"]}
    for row in rows:
        lines |= {line: row["text"] for line in (row["lines"][0], *row["copy_lines"])}
    return [lines.get(number, "") for number in range(1, max(lines) + 1)]


def write_data(
    folder: Path,
    rows: Sequence[Row] = PARAGRAPHS_OF_A_VISIT,
    *,
    documents: Mapping[str, Row] = {},
    version: int = SCHEMA_VERSION,
) -> Path:
    """Write ``rows`` to ``folder``; what a row does not say has the plainest value.

    Rows that name no ``document_id`` are one document, the visit. ``documents`` says of each more than its
    rows do: {document_id: what its row of DOCUMENT_COLUMNS has}.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        name = row.get("document_id", "visit")
        position = len(paragraphs.setdefault(name, []))
        plain = {
            "paragraph_id": f"{name}:{position + 1}",
            "document_id": name,
            "position": position,
            "section": "",
            "section_id": "",
            "kind": "body",
            "lines": [position + 1],
            "repairs": [],
            "copies": 1,
            "copy_lines": [],
            "about": [],
            "mentions": [],
            "evidence": [],
            "tokens": [],
            "characters": len(row["text"]),
            "counted": True,
            "date": "2023-05-04",
            "title": "里昂会见纪要",
            "article": "",
        }
        written = {**plain, **row}
        for tag in ("about", "mentions"):
            written.setdefault(f"{tag}_strength", [0.9] * len(written[tag]))
        paragraphs[name].append(written)
    headers = []
    for name, own in paragraphs.items():
        counted = [row for row in own if row["counted"]]
        header = {
            "document_id": name,
            "file": f"{name}.txt",
            "title": own[0]["title"],
            "date": own[0]["date"],
            "source": "会议简报",
            "speaker": "",
            "url": "",
            "title_from": "sidecar",
            "date_from": "sidecar",
            "format": "text",
            "encoding": "UTF-8",
            "paragraphs": len(counted),
            "characters": sum(row["characters"] for row in counted),
            "lines": source_lines(own),
            "indented": [],
        }
        headers.append({**header, **documents.get(name, {})})
    written_rows = [row for own in paragraphs.values() for row in own]
    pq.write_table(pa.Table.from_pylist(written_rows, schema=PARAGRAPH_COLUMNS), folder / PARAGRAPHS)
    pq.write_table(pa.Table.from_pylist(headers, schema=DOCUMENT_COLUMNS), folder / DOCUMENTS)
    (folder / MANIFEST).write_text(json.dumps({"schema": version}), encoding="utf-8")
    return folder


def counted_rows(folder: Path) -> list[dict[str, Any]]:
    """The counted paragraphs of a data folder as its file has them, to count by hand in."""
    return [row for row in pq.read_table(folder / PARAGRAPHS).to_pylist() if row["counted"]]

"""Word documents: .docx.

Read from the XML that python-docx opens, and not through its paragraphs and runs: those leave out what stands
in content controls, smart tags (dates and places in many Chinese documents), tracked insertions, text boxes
and footnotes. Neither the title nor the dates in a document's properties are used: they are those of a
template or of the day on which somebody saved it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from corpus.faults import SourceError
from corpus.formats import Choice, Contents, Extract
from corpus.formats.zipped import checked_zip
from corpus.limits import Limits

_MARKS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_TEXT = {qn(tag): text for tag, text in _MARKS.items()}
# what was deleted or moved away, pinyin above characters, and the copy of a text box for older programs
_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_PARAGRAPH, _TABLE, _ROW, _CELL = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc"))
_WRITTEN, _BREAK, _PROPERTIES, _OF_RUN = map(qn, ("w:t", "w:br", "w:pPr", "w:rPr"))
_RUN = qn("w:r")
_HIDDEN = f"{_OF_RUN}/{qn('w:vanish')}"
_END_DELETED = f"{_PROPERTIES}/{_OF_RUN}/{qn('w:del')}"
_BOX = qn("w:txbxContent")
_NOTE_REFERENCES = {
    qn("w:footnoteReference"): RELATIONSHIP_TYPE.FOOTNOTES,
    qn("w:endnoteReference"): RELATIONSHIP_TYPE.ENDNOTES,
}
_VALUE, _ID, _TYPE = map(qn, ("w:val", "w:id", "w:type"))

_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])")
_TITLE, _SUBTITLE, _CONTENTS_LINE = -1, 0, 10  # around the levels of headings
_NAMED = {"title": _TITLE, "标题": _TITLE, "標題": _TITLE}
_NAMED |= {"subtitle": _SUBTITLE, "副标题": _SUBTITLE, "副標題": _SUBTITLE}
_CONTENTS_LIST = re.compile(r"(?:toc|目录|目錄) ?[1-9]")
_DEEPEST = 6  # heading of Markdown
_HEADING_LENGTH = 120  # characters: what is longer is text, whatever its style
_CELL_LENGTH = 60  # characters of a cell of a list; those of longer ones are paragraphs
_SENTENCE_END = re.compile(r"[。！？]")


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a Word file: a line a paragraph, headings marked as in Markdown."""
    plain = checked_zip(content, file, limits)
    _refuse_declarations(plain, file)
    try:
        document = docx.Document(io.BytesIO(plain))
    except (KeyError, ValueError, OpcError) as error:  # another zip, a workbook
        raise SourceError(fault="not-its-ending", file=file, ending=".docx") from error
    text = _Text(_levels(document.styles.element), _notes(document.part))
    lines = text.lines(document.element.body)
    return Contents([Extract(lines)], notes=text.noticed())


def _refuse_declarations(plain: bytes, file: str) -> None:
    """Raises SourceError where a part declares entities: no parser gets to expand or to fetch one."""
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        for name in archive.namelist():
            # without the zeros of UTF-16
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name).replace(b"\0", b""):
                raise SourceError(fault="declares-entities", file=file)


def _levels(styles: Element) -> dict[str, int]:
    """{id of a paragraph style: level of its headings, 1 to 9, or what stands around them}.

    A style without a level has that of the style on which it is based.
    """
    own: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in styles.iterfind(qn("w:style")):
        key = style.get(qn("w:styleId"), "")
        name = _value(style, "w:name").lower()
        heading = _HEADING.fullmatch(name)
        if style.get(_TYPE, "paragraph") != "paragraph":
            continue
        if heading:
            own[key] = int(heading[1])
        elif name in _NAMED:
            own[key] = _NAMED[name]
        elif _CONTENTS_LIST.fullmatch(name):
            own[key] = _CONTENTS_LINE
        elif level := _outline_level(style.find(_PROPERTIES)):
            own[key] = level
        based_on[key] = _value(style, "w:basedOn")
    levels = {}
    for key in based_on:
        seen, at = set(), key
        while at and at not in own and at not in seen:
            seen.add(at)
            at = based_on.get(at, "")
        if at in own:
            levels[key] = own[at]
    return levels


def _outline_level(properties: Element | None) -> int:
    """1 to 9; 0 where it is text."""
    level = _value(properties, "w:outlineLvl") if properties is not None else ""
    return int(level) + 1 if level.isascii() and level.isdigit() and int(level) < 9 else 0


def _value(element: Element, tag: str) -> str:
    found = element.find(qn(tag))
    return "" if found is None else found.get(_VALUE, "")


def _notes(part: Any) -> dict[tuple[str, str], Element]:
    """{(kind, id): a footnote or an endnote}."""
    found = {}
    for relation in part.rels.values():
        if relation.reltype in _NOTE_REFERENCES.values() and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                found[relation.reltype, note.get(_ID, "")] = note
    return found


@dataclass
class _Text:
    """The text of a document, gathered in one walk through its elements."""

    levels: Mapping[str, int]
    notes: Mapping[tuple[str, str], Element]
    contents_lines: int = 0
    notes_placed: int = 0
    _aside: list[str] = field(default_factory=list)  # lines of boxes and notes in the paragraph at hand

    def lines(self, body: Element) -> list[str]:
        blocks = list(self._blocks(body))
        # a heading at the beginning is the title, and others of its level are those of other articles
        titled_by = next((level for level, text in blocks if text.strip()), None)
        result: list[str] = []
        for level, text in blocks:
            if level is not None and text.strip() and len(text) <= _HEADING_LENGTH:
                depth = 1 if level == titled_by else min(level + 2, _DEEPEST)
                result.append(f"{'#' * depth} {' '.join(text.split())}")
            elif "\n" in text:
                # its lines may be one sentence: blank lines keep the paragraphs beside it from it
                result += [*([""] if result and result[-1] else []), *text.split("\n"), ""]
            else:
                result.append(text)
        return result

    def noticed(self) -> list[tuple[str, dict[str, Any]]]:
        counts = (("contents-list", self.contents_lines), ("footnotes", self.notes_placed))
        return [(name, {"number": number}) for name, number in counts if number]

    def _blocks(self, container: Element) -> Iterator[tuple[int | None, str]]:
        """(level of its heading, None where it is text; text) of each paragraph, row and box, in order."""
        begun = ""
        for element in _topmost(container, {_PARAGRAPH, _TABLE}):
            if element.tag == _TABLE:
                for row in _topmost(element, {_ROW}):
                    yield from self._row(row)
                continue
            level = self._level(element)
            text = begun + self._inline(element)
            begun = ""
            if element.find(_END_DELETED) is not None:
                begun = text  # the end of the paragraph was deleted: it goes on in the next
            elif level == _CONTENTS_LINE:
                self.contents_lines += 1
            else:
                yield level, text
            aside, self._aside = self._aside, []
            yield from ((None, line) for line in aside)
        if begun:
            yield None, begun

    def _row(self, row: Element) -> Iterator[tuple[int | None, str]]:
        """One line of a row of a list, its cells between bars; a cell that holds sentences is paragraphs."""
        cells = [
            [block for block in self._blocks(cell) if block[1].strip()] for cell in _topmost(row, {_CELL})
        ]
        filled = [cell for cell in cells if cell]
        if all(len(cell) == 1 and _is_item(cell[0][1]) for cell in filled):
            yield None, " | ".join(" ".join(cell[0][1].split()) for cell in filled)
        else:
            yield from (block for cell in filled for block in cell)

    def _level(self, paragraph: Element) -> int | None:
        properties = paragraph.find(_PROPERTIES)
        if properties is None:
            return None
        return _outline_level(properties) or self.levels.get(_value(properties, "w:pStyle"))

    def _inline(self, element: Element) -> str:
        """The text of a paragraph; what stands in boxes and notes goes to ``_aside``."""
        parts: list[str] = []
        for child in element:
            tag = child.tag
            if tag == _WRITTEN:
                parts.append(child.text or "")
            elif tag in _TEXT:
                parts.append(_TEXT[tag])
            elif tag == _BREAK:
                parts.append("\n" if child.get(_TYPE, "textWrapping") == "textWrapping" else "")
            elif tag == _BOX:
                self._aside += [text for _, text in self._apart(child)]
            elif tag in _NOTE_REFERENCES:
                note = self.notes.get((_NOTE_REFERENCES[tag], child.get(_ID, "")))
                if note is not None:
                    self.notes_placed += 1
                    self._aside += [text.strip() for _, text in self._apart(note)]
            elif tag not in _LEFT_OUT and not (tag == _RUN and _is_hidden(child)):
                parts.append(self._inline(child))
        return "".join(parts)

    def _apart(self, container: Element) -> list[tuple[int | None, str]]:
        """The blocks of a container that stands inside a paragraph."""
        around, self._aside = self._aside, []
        blocks = [block for block in self._blocks(container) if block[1].strip()]
        self._aside = around
        return blocks


def _topmost(container: Element, tags: set[str]) -> Iterator[Element]:
    """The elements with one of ``tags`` in a container, in order, none inside another."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _topmost(child, tags)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(_HIDDEN)
    return hidden is not None and hidden.get(_VALUE, "1") not in ("0", "false", "off")


def _is_item(text: str) -> bool:
    return len(text) <= _CELL_LENGTH and not _SENTENCE_END.search(text)

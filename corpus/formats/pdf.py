"""PDFs with a text layer: .pdf.

PDFium reads the text. Of Chinese PDFs by Chrome, LibreOffice and ReportLab (fonts embedded, and CID fonts in
UniGB-UCS2, GBK-EUC and GB-EUC, upright too) both libraries give every character; but pypdf puts each on a
line of its own where a PDF places them one by one, gives twice what is printed twice for boldness, and takes
up to 15 times as long. It reads where PDFium finds no characters.

Titles and dates in a PDF's properties are not used: they are those of a program or of a conversion.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from ctypes import POINTER, c_char, c_double, cast, create_string_buffer
from pathlib import Path

import pypdf
import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus.faults import SourceError
from corpus.formats import Choice, Contents, Extract, pdf_limits
from corpus.formats.pdf_lines import Line, Page, lines_of
from corpus.limits import Limits

_FONTS = Path(__file__).parents[2] / "static"
"""The page's own font."""


def _use_own_fonts() -> None:
    """Let PDFium measure characters whose font is not in the PDF by the page's font.

    A server has no Chinese font, and without one the characters of a line have no width and fall apart.
    """
    path = create_string_buffer(str(_FONTS).encode())
    paths = (POINTER(c_char) * 2)(cast(path, POINTER(c_char)))  # the second ends the list
    config = raw.FPDF_LIBRARY_CONFIG(version=2)
    config.m_pUserFontPaths = cast(paths, type(config.m_pUserFontPaths))
    raw.FPDF_DestroyLibrary()  # pypdfium2 has begun it without
    raw.FPDF_InitLibraryWithConfig(config)
    _kept.extend((path, paths))


_kept: list[object] = []  # what PDFium was given goes on being used
_use_own_fonts()

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes, as every reader of PDFs does
_HYPHEN = "\ufffe"  # what PDFium puts where it joins a word that two lines part
# what a font without a table of its characters gives: controls, private use, the sign of a missing one
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_READABLE = 0.7  # share of characters from which on a text is one


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a PDF. Raises SourceError where it is locked, has no text, or is too much."""
    if not content:
        raise SourceError(fault="no-text", file=file)
    if _HEADER not in content[:_HEADER_WITHIN]:
        raise SourceError(fault="not-its-ending", file=file, ending=".pdf")
    content = _unlocked(content, file)
    pdf_limits.check(content, file, limits)
    pages = _by_pdfium(content, file, limits)
    if _share_read(pages) < _READABLE:
        pages = max(pages, _by_pypdf(content, file, limits), key=_share_read)
    if not any(pages):
        raise SourceError(fault="scanned", file=file)
    if _share_read(pages) < _READABLE:
        raise SourceError(fault="no-characters", file=file)
    lines, counts = lines_of(pages)
    if not any(lines):
        raise SourceError(fault="scanned", file=file)
    counts["pages-without-text"] = sum(not page for page in pages)
    return Contents([Extract(lines)], notes=[(name, {"number": n}) for name, n in counts.items() if n])


def _unlocked(content: bytes, file: str) -> bytes:
    """The PDF as it stands; where it is encrypted and opens without a password, without its encryption."""
    if b"/Encrypt" not in content:
        return content
    result = io.BytesIO()
    with _opened(content, file) as document:
        document.save(result, flags=raw.FPDF_REMOVE_SECURITY)
    return result.getvalue()


def _opened(content: bytes, file: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise SourceError(fault="locked" if locked else "cut-short", file=file) from error


def _by_pdfium(content: bytes, file: str, limits: Limits) -> list[Page]:
    with _opened(content, file) as document:
        if len(document) > limits.pages:
            raise SourceError(fault="too-many-pages", file=file, pages=len(document), limit=limits.pages)
        characters = 0
        pages: list[Page] = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            characters += text.count_chars()
            if characters > limits.characters:
                raise SourceError(fault="too-long", file=file, limit=limits.characters)
            pages.append([*_placed(text)])
            text.close()
            page.close()
    return pages


def _placed(text: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """The lines of a page, each with its place."""
    at = 0
    for line in text.get_text_range().split("\r\n"):
        if written := line.strip():
            start = at + line.index(written[0])
            first, last = (
                max(0, raw.FPDFText_GetCharIndexFromTextIndex(text, index))
                for index in (start, start + len(written) - 1)
            )
            x, y = c_double(), c_double()
            raw.FPDFText_GetCharOrigin(text, first, x, y)
            left = text.get_charbox(first, loose=True)[0]
            right = text.get_charbox(last, loose=True)[2]
            size = max(_size_of(text, first), _size_of(text, last))  # not that of a footnote's mark
            yield Line(line.rstrip().replace(_HYPHEN, ""), left, right, y.value, size)
        at += len(line) + len("\r\n")


def _size_of(text: pypdfium2.PdfTextPage, index: int) -> float:
    """The height of a character in points: its font's, as the page enlarges it."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    enlarged = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return float(raw.FPDFText_GetFontSize(text, index) * enlarged)


def _by_pypdf(content: bytes, file: str, limits: Limits) -> list[Page]:
    """The lines of each page, of which no place is known; none where pypdf does not read them either."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        pages: list[Page] = []
        characters = 0
        for page in reader.pages:
            text = page.extract_text()
            characters += len(text)
            if characters > limits.characters:
                raise SourceError(fault="too-long", file=file, limit=limits.characters)
            pages.append([Line(line) for line in text.split("\n") if line.strip()])
    except SourceError:
        raise
    except Exception:
        return []
    return pages


def _share_read(pages: list[Page]) -> float:
    """The share of the characters that are characters; 0 where there are none."""
    written = sum(len(line.text) for page in pages for line in page)
    unread = sum(len(_NO_CHARACTER.findall(line.text)) for page in pages for line in page)
    return 1 - unread / written if written else 0.0

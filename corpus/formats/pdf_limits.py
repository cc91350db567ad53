"""What a PDF costs to read, told before PDFium reads it: PDFium has no limits, and cannot be interrupted.

1 MB can unpack to 1 GB, and a page can draw a form that draws a form twice, thirty deep. pypdf takes the file
apart within limits; what it cannot take apart is left to PDFium, and to the limits of the process.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from corpus.faults import SourceError
from corpus.limits import Limits

_NOT_PARSED = ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType")
# a name, white space or comments, and the operator that draws it; nothing is tried twice, comments are short
_DRAWN = re.compile(rb"(/[^\s/<>\[\](){}%]++)(?:\s|%[^\r\n]{0,200}[\r\n])*+Do\b")
_DEEPEST_TREE = 50
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


def check(content: bytes, file: str, limits: Limits) -> None:
    """Raises SourceError where what is parsed to find the text is more than ``limits`` allow.

    That is all that is neither a picture nor a font, and each page with its forms as often as they are drawn:
    ``limits.file_megabytes`` of either.
    """
    most = limits.file_bytes
    with pypdf.apply_configuration(
        zlib_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        array_based_stream_maximum_output_length=most,
        stream_decoding_work_maximum_length=4 * most,
    ):
        try:
            reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
            _check(reader, most)
        except LimitReachedError as error:
            raise SourceError(fault="unpacks-to-more", file=file, limit=limits.file_megabytes) from error
        except PyPdfError as error:
            raise SourceError(fault="cut-short", file=file) from error


def _references(reader: pypdf.PdfReader) -> Iterator[IndirectObject]:
    for generation, numbers in reader.xref.items():
        for number in numbers:
            yield IndirectObject(number, generation, reader)
    for number in reader.xref_objStm:
        yield IndirectObject(number, 0, reader)


def _check(reader: pypdf.PdfReader, most: int) -> None:
    """Raises LimitReachedError. The tree of pages is not believed: a page is what has contents."""
    left = most
    for reference in _references(reader):
        found = _resolved(reader, reference)
        if isinstance(found, StreamObject):
            left -= 0 if _is_picture_or_font(found) else len(_data(found))
            reader.resolved_objects.pop((reference.generation, reference.idnum), None)  # they are large
        elif isinstance(found, DictionaryObject) and "/Contents" in found:
            _cost(reader, _contents(reader, found), _resources(reader, found), most, {})
        if left < 0:
            raise LimitReachedError


def _is_picture_or_font(stream: StreamObject) -> bool:
    return "/Length1" in stream or stream.get("/Subtype") in _NOT_PARSED


def _contents(reader: pypdf.PdfReader, page: DictionaryObject) -> bytes:
    contents = _resolved(reader, page.raw_get("/Contents"))
    parts = contents if isinstance(contents, list) else [contents]
    return b"\n".join(_data(_resolved(reader, part)) for part in parts)


def _resources(reader: pypdf.PdfReader, page: DictionaryObject) -> Any:
    """The resources of a page, or of the pages that it is one of."""
    node: Any = page
    for _ in range(_DEEPEST_TREE):
        if not isinstance(node, DictionaryObject) or "/Resources" in node:
            break
        node = _resolved(reader, node.raw_get("/Parent")) if "/Parent" in node else None
    return node.raw_get("/Resources") if isinstance(node, DictionaryObject) and "/Resources" in node else None


def _cost(
    reader: pypdf.PdfReader, drawn: bytes, resources: Any, most: int, costs: dict[tuple[int, int], int]
) -> int:
    """Bytes that are parsed to draw: ``drawn``, and its forms as often as it draws them.

    Raises LimitReachedError where they are more than ``most``.
    ``costs`` are those of the forms that are known, by number and by that of their resources.
    """
    cost = len(drawn)
    if cost > most:
        raise LimitReachedError
    resources = _resolved(reader, resources)
    forms = _resolved(reader, resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
    if not isinstance(forms, DictionaryObject):
        return cost
    for name in _DRAWN.findall(drawn):
        written = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name).decode("latin-1")
        reference = forms.raw_get(written) if written in forms else None
        form = _resolved(reader, reference)
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            continue
        own = "/Resources" in form
        key = (getattr(reference, "idnum", 0), 0 if own else id(resources))
        if key not in costs:
            costs[key] = 0  # one that draws itself is drawn once
            costs[key] = _cost(
                reader, _data(form), form.raw_get("/Resources") if own else resources, most, costs
            )
        cost += costs[key]
        if cost > most:
            raise LimitReachedError
    return cost


def _resolved(reader: pypdf.PdfReader, found: Any) -> Any:
    """The object that a reference names; None where it is broken, or has too many members."""
    try:
        return reader.get_object(found) if isinstance(found, IndirectObject) else found
    except Exception:
        return None


def _data(stream: Any) -> bytes:
    """What a stream unpacks to; nothing where it is broken, or is none."""
    try:
        return bytes(stream.get_data()) if isinstance(stream, StreamObject) else b""
    except LimitReachedError:
        raise
    except Exception:
        return b""

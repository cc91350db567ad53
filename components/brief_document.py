"""A brief as a Word document, for who must edit it: real headings, tables, a list, and quotations.

python-docx is imported when a document is asked for: it reads a template, and no click needs it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from components import captions, pictures
from components.brief import Brief, cloud_alt, short_link
from components.language import speak

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

LATIN, CHINESE = "Calibri", "等线"
"""The fonts of the document: Word takes another where a machine has not these."""

_TAGS = {"zh": "zh-CN", "en": "en-GB"}
_CLOUD = 95.0  # mm
_CLOUD_PX = 1200
_BLOCK = "█"
_BLOCKS = 18  # of the longest bar


def document(brief: Brief) -> bytes:
    """The bytes of a .docx file of A4."""
    import docx

    _ = speak(brief.language)[0]
    made = docx.Document()
    _set_up(made, brief)
    _drop_thumbnail(made)
    made.add_heading(_plain(brief.title), 0)
    made.add_paragraph(_plain(brief.sentence), "Subtitle")
    _row(made, [(each.value, each.label) for each in brief.figures])
    if brief.sides:
        _sides(made, brief)
    else:
        _counts(made, brief)
    made.add_heading(_("Paragraphs of both sides") if brief.sides else _("The strongest paragraphs"), 1)
    _note(made, brief.quotes_note)
    for quote in brief.quotes:
        head = made.add_paragraph(style="Quote head")
        head.add_run(_plain(quote.heading)).bold = True
        head.add_run(_plain(f"  {quote.tags}"))
        made.add_paragraph(_plain(quote.text), "Quote")
        for cited in quote.citations:
            made.add_paragraph(_plain(cited), "Citation")
    made.add_heading(_("About these numbers"), 1)
    for said in brief.method:
        made.add_paragraph(said, "List Bullet")
    _note(made, brief.source)
    label = _("{field}:").format(field=_("The same view"))
    _link(made.add_paragraph(f"{label} ", "Note"), brief.link)
    _note(made, brief.made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _counts(made: Document, brief: Brief) -> None:
    """Bars, cloud and words of a selection."""
    _ = speak(brief.language)[0]
    made.add_heading(_("Mention counts"), 1)
    if brief.bars:
        _bars(made, brief)
    else:
        made.add_paragraph(_("No relationship is named in these paragraphs."))
    _note(made, brief.bars_note)
    if picture := pictures.cloud_png(brief.weights, _CLOUD_PX, chosen=brief.chosen, excluded=brief.excluded):
        made.add_heading(brief.cloud_title, 1)
        _picture(made, picture, cloud_alt(brief))
    if brief.words:
        made.add_heading(brief.words_title, 1)
        table = _table(made, brief.columns, brief.words)
        _set_widths(table, [36, *[26] * (len(brief.columns) - 1)])
        _note(made, brief.words_note)


def _sides(made: Document, brief: Brief) -> None:
    """The two sides of a comparison in one table, beside each other, so that all keeps to one page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    _ = speak(brief.language)[0]
    made.add_heading(_plain(" · ".join(each.title for each in brief.sides)), 1)
    columns = [column for each in brief.sides for column in each.columns]
    missing = ("",) * (len(columns) // 2)
    rows = zip_longest(*(each.rows for each in brief.sides), fillvalue=missing)
    table = _table(made, columns, [[*ours, *theirs] for ours, theirs in rows])
    for row in table.rows:
        row.cells[len(missing)].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    _set_widths(table, [30, 14, 14, 13, 16] * 2)
    for each in brief.sides:
        _note(made, each.note and _("{field}: {values}").format(field=each.title, values=each.note))
    _note(made, brief.words_note)


def _plain(text: str) -> str:
    """A text without the characters that no XML file may have."""
    return pictures.FORBIDDEN.sub("□", text)


def _set_up(made: Document, brief: Brief) -> None:
    """The page, the styles and what the file says of itself."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    ink, quiet = RGBColor.from_string(pictures.INK[1:]), RGBColor.from_string(pictures.QUIET[1:])
    styles = made.styles
    for name, based in (("Quote head", "Normal"), ("Citation", "Normal"), ("Note", "Normal")):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[based]
    looks = {
        # size, before, after, colour, bold
        "Normal": (10, 0, 4, ink, None),
        "Title": (20, 0, 4, ink, True),
        "Subtitle": (10.5, 0, 6, quiet, None),
        "Heading 1": (12, 10, 3, ink, True),
        "Quote head": (9, 6, 1, quiet, None),
        "Quote": (10, 0, 2, ink, None),
        "Citation": (8.5, 0, 2, quiet, None),
        "Note": (8.5, 2, 2, quiet, None),
        "List Bullet": (8.5, 0, 1, quiet, None),
    }
    for name, (size, before, after, colour, bold) in looks.items():
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(size), colour
        style.font.bold, style.font.italic = bold, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _set_fonts(style, _TAGS[brief.language])
    for name in ("Quote head", "Quote", "Citation"):
        styles[name].paragraph_format.left_indent = Mm(5)
    for name in ("Quote head", "Quote"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Quote"].paragraph_format.keep_together = True
    _drop_rule(styles["Title"])
    said = made.core_properties
    said.title, said.subject, said.language = (
        _plain(brief.title),
        _plain(brief.sentence),
        _TAGS[brief.language],
    )
    said.author = said.last_modified_by = captions.NAME
    said.comments = said.keywords = ""
    said.created = said.modified = datetime.combine(brief.day, datetime.min.time())


def _drop_thumbnail(made: Document) -> None:
    """The file without the template's picture of an empty page, which a folder would show for it."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    related = made.part.package.rels
    for name in [name for name, each in related.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del related[name]


def _set_fonts(style: Any, language: str) -> None:
    """The fonts of a style for Latin and for Chinese text, in place of those of the template's theme."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        fonts.set(qn(f"w:{name}"), font)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    lang = properties.makeelement(qn("w:lang"), {})
    lang.set(qn("w:val"), language)
    lang.set(qn("w:eastAsia"), "zh-CN")
    properties.append(lang)


def _drop_rule(style: Any) -> None:
    """The template's title without its coloured rule."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _note(made: Document, text: str) -> None:
    if text:
        made.add_paragraph(_plain(text), "Note")


def _row(made: Document, figures: Sequence[tuple[str, str]]) -> None:
    """Key numbers in one line, which is easier to edit than boxes."""
    from docx.shared import Pt

    line = made.add_paragraph()
    for number, (value, label) in enumerate(figures):
        run = line.add_run(("    " if number else "") + value)
        run.bold, run.font.size = True, Pt(13)
        line.add_run(f" {label}")


def _table(made: Document, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table with a header that is repeated on each page; what is no name stands at the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    table = made.add_table(1, len(columns), "Light List")
    table.autofit = False
    for line in (None, *rows):
        cells = (table.add_row() if line else table.rows[0]).cells
        for place, (cell, text) in enumerate(zip(cells, line or columns, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_plain(text))
            run.font.size = Pt(9)
            paragraph.paragraph_format.space_after = Pt(0)
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(qn("w:tblHeader"), {}))
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit"), {}))
    return table


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """The widths of columns, in mm; Word reads those of cells, others those of columns."""
    from docx.shared import Mm

    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _bars(made: Document, brief: Brief) -> None:
    """The counts as a table whose last column has a bar of blocks in the relationship's colour."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    _ = speak(brief.language)[0]
    longest = max(max(each.about, each.mentions) for each in brief.bars) or 1
    table = _table(
        made,
        (_("Relationship"), _("About"), _("Mentions"), _("about, and mentions in grey")),
        [(each.name, f"{each.about:,}", f"{each.mentions:,}", "") for each in brief.bars],
    )
    for bar, row in zip(brief.bars, table.rows[1:], strict=True):
        if bar.chosen:
            for cell in row.cells[1:3]:
                cell.paragraphs[0].runs[0].bold = True
        about, all_of = (round(_BLOCKS * n / longest) for n in (bar.about, max(bar.about, bar.mentions)))
        line = row.cells[3].paragraphs[0]
        for blocks, hue in ((about, bar.colour[1:]), (all_of - about, "C8CBD0")):
            run = line.add_run(_BLOCK * blocks)
            run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(hue)
    for row in table.rows:
        row.cells[3].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    _set_widths(table, [40, 22, 26, 80])


def _picture(made: Document, picture: bytes, alt: str) -> None:
    from docx.shared import Mm

    made.add_picture(io.BytesIO(picture), width=Mm(_CLOUD))
    described = made.inline_shapes[-1]._inline.docPr
    described.set("descr", _plain(alt))
    described.set("name", _plain(alt)[:40])


def _link(paragraph: Paragraph, address: str) -> None:
    """The address at the end of a paragraph, as a link where it is one."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run = paragraph.add_run(_plain(short_link(address)))
    if not address.startswith(("http://", "https://")):
        return
    run.font.color.rgb, run.underline = RGBColor.from_string(pictures.ACCENT[1:]), True
    link = paragraph._p.makeelement(qn("w:hyperlink"), {})
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)

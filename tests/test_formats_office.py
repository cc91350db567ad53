"""Word documents and PDFs: the text that a reader sees, in its order, and a sentence where there is none."""

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.faults import FAULTS, NOTES, SourceError
from corpus.formats import Contents, read
from corpus.formats.pdf_lines import Line, lines_of
from corpus.limits import Limits

EXAMPLES = Path(__file__).parent / "examples"

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def lines(contents: Contents) -> list[str]:
    return [line.strip() for line in contents.extracts[0].lines if line.strip()]


# -- Word ----------------------------------------------------------------------------------------


def saved(document: Any) -> bytes:
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def word(body: str, *, styles: str = "", footnotes: str = "", head: str = HEAD) -> bytes:
    """A Word document with this body, and more styles and footnotes."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as template,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in template.namelist():
            part = template.read(name).decode() if name.endswith((".xml", ".rels")) else ""
            if name == "word/document.xml":
                part = f"{head}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
            elif name == "word/styles.xml":
                part = part.replace("</w:styles>", f"{styles}</w:styles>")
            elif name == "word/_rels/document.xml.rels" and footnotes:
                relation = f'<Relationship Id="rIdF" Type="{FOOTNOTES}" Target="footnotes.xml"/>'
                part = part.replace("</Relationships>", f"{relation}</Relationships>")
            archive.writestr(name, part or template.read(name))
        if footnotes:
            archive.writestr(
                "word/footnotes.xml", f"{HEAD}<w:footnotes {NAMESPACES}>{footnotes}</w:footnotes>"
            )
    return result.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def styled(key: str, text: str) -> str:
    return p(text, f'<w:pStyle w:val="{key}"/>')


def style(key: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'


def table(*rows: Sequence[str]) -> str:
    """A table; a cell that begins with < is its XML, another its text."""
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format(
                "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row)
            )
            for row in rows
        )
    )


RUN = "<w:r><w:t>{}</w:t></w:r>"
BOX = (
    "<w:p>{before}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{box}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent>{box}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>{after}</w:p>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(p("中德合作。") + p("中法合作。"), ["中德合作。", "中法合作。"], id="paragraphs"),
        pytest.param(
            "<w:p><w:r><w:t>中方</w:t><w:br/><w:t>愿同法方合作。</w:t><w:br w:type='page'/></w:r></w:p>",
            ["中方", "愿同法方合作。"],
            id="line breaks",
        ),
        pytest.param(
            f"<w:p>{RUN.format('中方')}<w:hyperlink>{RUN.format('欢迎')}</w:hyperlink>"
            f"<w:smartTag><w:smartTag>{RUN.format('法国')}</w:smartTag></w:smartTag>{RUN.format('来访。')}</w:p>",
            ["中方欢迎法国来访。"],
            id="links and smart tags",
        ),
        pytest.param(
            f"<w:p>{RUN.format('双方')}<w:ins>{RUN.format('一致')}</w:ins>"
            "<w:del><w:r><w:delText>没有</w:delText></w:r></w:del>"
            f"<w:moveFrom>{RUN.format('昨天')}</w:moveFrom>{RUN.format('同意。')}</w:p>",
            ["双方一致同意。"],
            id="tracked changes",
        ),
        pytest.param(
            f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{RUN.format('中俄双方')}</w:p>" + p("达成共识。"),
            ["中俄双方达成共识。"],
            id="a deleted end of a paragraph",
        ),
        pytest.param(
            f"<w:sdt><w:sdtContent>{p('日本来宾。')}</w:sdtContent></w:sdt><w:ins>{p('韩国来宾。')}</w:ins>",
            ["日本来宾。", "韩国来宾。"],
            id="content controls",
        ),
        pytest.param(
            f"<w:p>{RUN.format('中方')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部稿</w:t></w:r>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r>"
            "<w:r><w:ruby><w:rt><w:r><w:t>xīn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>新</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r></w:p>",
            ["中方新"],
            id="hidden text, fields and pinyin",
        ),
        pytest.param(
            BOX.format(before=RUN.format("中泰"), after=RUN.format("会谈。"), box=p("图为会场。")),
            ["中泰会谈。", "图为会场。"],
            id="text boxes, once",
        ),
        pytest.param(
            table(["日期", "国家"], ["5月13日", "塞尔维亚"]) + p("完。"),
            ["日期 | 国家", "5月13日 | 塞尔维亚", "完。"],
            id="a table that is a list",
        ),
        pytest.param(
            table(["中德两国将扩大合作。", "China and Germany will do more together."]),
            ["中德两国将扩大合作。", "China and Germany will do more together."],
            id="a table of text in two languages",
        ),
        pytest.param(
            table([table(["巴西", "阿根廷"], ["智利", "秘鲁"])]),
            ["巴西 | 阿根廷", "智利 | 秘鲁"],
            id="a table inside a table",
        ),
    ],
)
def test_word_gives_what_a_reader_sees(body: str, expected: list[str]) -> None:
    assert lines(read(word(body), "a.docx")) == expected


STYLES = "".join(
    (
        style("a3", "标题 1"),
        style("a4", "标题"),
        style("a5", "副标题"),
        style("own", "我的小节", '<w:basedOn w:val="a3"/>'),
        style("outlined", "条目", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        style("round", "环", '<w:basedOn w:val="round"/>'),
        style("toc1", "toc 1"),
    )
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            styled("a4", "答记者问")
            + styled("a5", "在北京")
            + styled("a3", "中美")
            + styled("Heading2", "贸易"),
            ["# 答记者问", "## 在北京", "### 中美", "#### 贸易"],
        ),
        (
            styled("Title", "答记者问") + styled("own", "中美") + styled("outlined", "贸易"),
            ["# 答记者问", "### 中美", "#### 贸易"],
        ),
        (p("答记者问") + styled("Heading1", "中美") + p("正文。"), ["答记者问", "### 中美", "正文。"]),
        (styled("Heading1", "答记者问") + styled("Heading2", "中美"), ["# 答记者问", "#### 中美"]),
        (p("中美", '<w:outlineLvl w:val="0"/>') + p("文。", '<w:outlineLvl w:val="9"/>'), ["# 中美", "文。"]),
        (styled("round", "文。") + styled("nowhere", "文。"), ["文。", "文。"]),
        (styled("a3", "两国" * 61), ["两国" * 61]),
    ],
)
def test_headings_are_told_by_styles_in_both_languages(body: str, expected: list[str]) -> None:
    assert lines(read(word(body, styles=STYLES), "a.docx")) == expected


def test_a_table_of_contents_is_left_out_and_said() -> None:
    contents = read(word(styled("toc1", "中美 3") + p("正文。"), styles=STYLES), "a.docx")
    assert (lines(contents), list(contents.notes)) == (["正文。"], [("contents-list", {"number": 1})])


def test_footnotes_stand_after_their_paragraph_and_are_said() -> None:
    body = f'<w:p>{RUN.format("中国与东盟")}<w:r><w:footnoteReference w:id="2"/></w:r>{RUN.format("合作。")}</w:p>'
    notes = f'<w:footnote w:id="2">{p(" 东盟有十个成员国。")}</w:footnote><w:footnote w:id="3">{p("另注")}</w:footnote>'
    contents = read(word(body + p("下一段。"), footnotes=notes), "a.docx")
    assert lines(contents) == ["中国与东盟合作。", "东盟有十个成员国。", "下一段。"]
    assert list(contents.notes) == [("footnotes", {"number": 1})]


def test_properties_of_a_file_are_not_believed() -> None:
    document = docx.Document()
    document.core_properties.title = "模板"
    document.add_paragraph("中埃合作。")
    assert read(saved(document), "a.docx").extracts[0].metadata == {}


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈"}">' for n in range(10))
OUTSIDE = '<!ENTITY l9 SYSTEM "file:///etc/hostname">'
BOOK = packed_book = io.BytesIO()
with zipfile.ZipFile(packed_book, "w") as _archive:
    _archive.writestr("xl/workbook.xml", "<workbook/>")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (word(p("&l9;"), head=f"{HEAD}<!DOCTYPE w:document [{LAUGHS}]>"), "declares-entities"),
        (word(p("&l9;"), head=f"{HEAD}<!DOCTYPE w:document [{OUTSIDE}]>"), "declares-entities"),
        (word(p("中" * 3_000_000)), "unpacks-to-more"),
        (word(p("中非合作。"))[:-200], "cut-short"),
        (word("<w:p>"), "damaged"),
        (word("<w:sdt>" * 3000 + "</w:sdt>" * 3000), "damaged"),
        (BOOK.getvalue(), "not-its-ending"),
    ],
)
def test_a_word_file_that_cannot_be_read_is_said(content: bytes, fault: str) -> None:
    with pytest.raises(SourceError, match=r"a\.docx: ") as raised:
        read(content, "a.docx", limits=Limits(file_megabytes=5))
    assert raised.value.fault == fault


# -- PDF -----------------------------------------------------------------------------------------

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
GBK, UPRIGHT = CIDFont("STSong-Light", "GBK-EUC-H"), CIDFont("STSong-Light", "UniGB-UCS2-V")
pdfmetrics.registerFont(GBK)
pdfmetrics.registerFont(UPRIGHT)


def pdf(*draw: Callable[[Canvas], None], font: str = "STSong-Light", **options: Any) -> bytes:
    """A PDF with a page for each function that draws one."""
    result = io.BytesIO()
    canvas = Canvas(result, **options)
    for page in draw:
        canvas.setFont(font, 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return result.getvalue()


def strings(*placed: tuple[float, float, str]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for x, y, text in placed:
            canvas.drawString(x, y, text)

    return draw


def letters(x: float, y: float, text: str, *shifts: float) -> list[tuple[float, float, str]]:
    """Each character placed by itself, as often as there are shifts."""
    return [
        (x + 12 * place + shift, y, character)
        for place, character in enumerate(text)
        for shift in shifts or (0.0,)
    ]


SENTENCE = "发言人表示，中方愿同法方和德方加强战略沟通，共同维护多边主义，推动"
END = "中欧关系健康稳定发展。"
OTHER = "关于中俄关系，发言人指出，双方将继续在相互尊重、平等相待的基础上推"
OTHER_END = "进合作。"
INDENT = "\u3000\u3000"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            strings((94, 700, SENTENCE[:-2]), (70, 680, SENTENCE[-2:] + END), (94, 660, OTHER)),
            [INDENT + SENTENCE[:-2], SENTENCE[-2:] + END, "", INDENT + OTHER],
            id="indents part paragraphs",
        ),
        pytest.param(
            strings((70, 700, SENTENCE), (70, 680, OTHER), (70, 640, SENTENCE), (70, 620, END)),
            [SENTENCE, OTHER, "", SENTENCE, END],
            id="gaps part paragraphs",
        ),
        pytest.param(
            strings((70, 700, SENTENCE), (70, 680, END), (70, 660, OTHER), (70, 640, OTHER_END)),
            [SENTENCE, END, "", OTHER, OTHER_END],
            id="short lines end paragraphs",
        ),
        pytest.param(
            strings((94, 700, SENTENCE), (70, 680, OTHER[:-1] + "，"), (70, 660, SENTENCE), (70, 640, END)),
            [INDENT + SENTENCE, OTHER[:-1] + "，", SENTENCE, END],
            id="an indent at the beginning alone",
        ),
        pytest.param(
            strings(*letters(70, 700, SENTENCE), *letters(70, 680, END)),
            [SENTENCE, END],
            id="characters placed one by one",
        ),
        pytest.param(
            strings((70, 700, SENTENCE), (70.3, 700, SENTENCE), (70, 680, END)),
            [SENTENCE, END],
            id="a line printed twice",
        ),
        pytest.param(
            strings(*letters(70, 700, SENTENCE, 0, 0.4), (70, 680, END)),
            [SENTENCE, END],
            id="characters printed twice",
        ),
        pytest.param(
            strings((70, 700, "".join(character * 2 for character in OTHER))),
            [OTHER],
            id="characters written twice",
        ),
    ],
)
def test_lines_and_paragraphs_of_a_page(page: Callable[[Canvas], None], expected: list[str]) -> None:
    assert list(read(pdf(page), "a.pdf").extracts[0].lines) == expected


def test_fonts_that_are_not_in_the_file_are_read() -> None:
    text = "中国—东盟合作"
    for encoding, font in (("gbk", GBK), ("utf-16-be", UPRIGHT)):
        content = pdf(strings((70, 700, text.encode(encoding).decode("latin1"))), font=font.fontName)
        assert lines(read(content, "a.pdf")) == [text]


def test_a_word_that_two_lines_part_is_one() -> None:
    page = strings((70, 700, "China and Germany co-"), (70, 685, "operate in many well-known fields."))
    content = pdf(page, font="Helvetica")
    assert lines(read(content, "a.pdf")) == ["China and Germany cooperate in many well-known fields."]


def test_the_other_library_reads_where_the_first_finds_no_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.pdf._by_pdfium", lambda *_: [[Line("\ue001" * 9)]])
    assert lines(read(pdf(strings((70, 700, SENTENCE), (70, 680, END))), "a.pdf")) == [SENTENCE, END]


def test_short_lines_stay_whole() -> None:
    names = ["中国", "俄罗斯", "美国", "日本", "法国", "德国", "埃及", "巴西"] * 4
    page = strings(*((70 + 0.0, 780 - 24 * place, name) for place, name in enumerate(names)))
    assert lines(read(pdf(page), "a.pdf")) == names


def test_a_paragraph_goes_on_over_pages_whose_furniture_is_left_out() -> None:
    texts = [
        [(94, 700, SENTENCE[:-2]), (70, 680, SENTENCE)],
        [(70, 700, OTHER), (70, 680, END)],
        [(94, 700, SENTENCE[:-2]), (70, 680, END)],
    ]
    pages = [
        strings((70, 800, f"公报 2024年第{number}期"), *text, (290, 40, f"— {number} —"))
        for number, text in enumerate(texts, 1)
    ]
    contents = read(pdf(*pages), "a.pdf")
    assert list(contents.extracts[0].lines) == [
        "公报 2024年第1期",
        "",
        INDENT + SENTENCE[:-2],
        SENTENCE,
        OTHER,
        END,
        "",
        INDENT + SENTENCE[:-2],
        END,
    ]
    assert list(contents.notes) == [("page-furniture", {"number": 5})]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    left = [(82, 700, SENTENCE[:18]), (70, 680, OTHER[:19]), (70, 660, SENTENCE[:19])]
    right = [(320, 700, OTHER[:19]), (320, 680, SENTENCE[:19]), (320, 660, END)]
    found = list(read(pdf(strings(*left, *right)), "a.pdf").extracts[0].lines)
    assert found == [text for _, _, text in (*left, *right)]


def test_what_differs_from_page_to_page_is_no_furniture() -> None:
    pages = [
        strings((70, 700, f"第{n}条　{text}"), (70, 400, OTHER[n:])) for n, text in enumerate("甲乙丙", 1)
    ]
    assert len(lines(read(pdf(*pages), "a.pdf"))) == 6


def test_what_is_printed_larger_is_a_heading() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(120, 760, "发言人就双边关系等")
        canvas.drawString(140, 732, "问题答记者问")
        canvas.setFont("STSong-Light", 15)
        canvas.drawString(70, 690, "关于中法关系")
        canvas.setFont("STSong-Light", 12)
        for place, text in enumerate([SENTENCE, END]):
            canvas.drawString(70, 660 - 20 * place, text)

    assert list(read(pdf(page), "a.pdf").extracts[0].lines) == [
        "# 发言人就双边关系等问题答记者问",
        "",
        "### 关于中法关系",
        "",
        SENTENCE,
        END,
    ]


def placed(*texts: str) -> list[Line]:
    return [Line(text, 70, 70 + 12 * len(text), 700 - 20 * place, 12) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("page", "expected", "counted"),
    [
        (placed("⼈⺠⽇报"), ["人民日报"], {"radicals": 3}),
        (placed("⻢来⻄亚；法國"), ["马来西亚；法國"], {"radicals": 2}),
        (placed("中方１００％，“是”；ﬁ①"), ["中方１００％，“是”；ﬁ①"], {}),
        (placed("谢谢", "人人1122"), ["谢谢", "人人1122"], {}),
        (
            [Line("中美关系", 70, 118, 700, 12), Line("中美关系", 72, 120, 698, 12)],
            ["中美关系"],
            {"doubled": 1},
        ),
        ([Line("中美关系"), Line("中美关系")], ["中美关系", "中美关系"], {}),
        ([Line("a"), Line("b")], ["a", "b"], {}),
        ([], [], {}),
    ],
)
def test_what_the_page_layer_breaks_is_mended_and_counted(
    page: list[Line], expected: list[str], counted: dict[str, int]
) -> None:
    found, counts = lines_of([page])
    assert ([line for line in found if line], +counts) == (expected, counted)


def test_a_pdf_without_a_password_to_open_it_is_read_and_another_is_not() -> None:
    def locked(password: str) -> bytes:
        encryption = pdfencrypt.StandardEncryption(password, ownerPassword="主人", strength=128)
        return pdf(strings((70, 700, SENTENCE)), encrypt=encryption)

    assert lines(read(locked(""), "a.pdf")) == [SENTENCE]
    with pytest.raises(SourceError, match=r"a\.pdf: is locked by a password"):
        read(locked("geheim"), "a.pdf")


def test_text_in_forms_is_read() -> None:
    assert lines(read(form_pdf(4, 1), "a.pdf")) == ["Hello"]


def test_pages_without_text_are_counted() -> None:
    contents = read(pdf(strings((70, 700, SENTENCE)), lambda canvas: canvas.rect(9, 9, 99, 99)), "a.pdf")
    assert list(contents.notes) == [("pages-without-text", {"number": 1})]


def raw_pdf(
    stream: bytes,
    *more: bytes,
    pages: int = 1,
    filters: str = "/FlateDecode",
    font: str = "",
    resources: bytes = b"",
) -> bytes:
    """A PDF whose pages share one content stream; ``more`` objects have the numbers from 6 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * pages, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>%s>>>>" % resources,
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(stream), filters.encode(), stream),
        f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica{font}>>".encode(),
        *more,
    ]
    result, places = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for number, each in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size = len(places)
    return b"%sxref\n0 %d\n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        result,
        size,
        b"".join(places),
        size,
        len(result),
    )


def form_pdf(depth: int, times: int, draw: bytes = b"/X Do ") -> bytes:
    """A PDF whose page draws a form, which draws a form, and so on, each a number of times."""
    forms = []
    for level in range(1, depth + 1):
        stream = HELLO if level == depth else draw * times
        forms.append(
            b"<</Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>/Length %d>>"
            b"stream\n%s\nendstream" % (6 + level, len(stream), stream)
        )
    return raw_pdf(zlib.compress(draw * times), *forms, resources=b"/XObject<</X 6 0 R>>")


HELLO = b"BT /F1 12 Tf 70 700 Td (Hello) Tj ET\n"
BOMB = zlib.compress(HELLO + b" " * 50_000_000, 9)
PRIVATE = "/Encoding<</Type/Encoding/Differences[97" + "/uniE001" * 26 + "]>>"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no-text"),
        (b"PDF", "not-its-ending"),
        (b"%PDF-1.7\n", "cut-short"),
        (pdf(lambda canvas: canvas.rect(9, 9, 99, 99)), "scanned"),
        (raw_pdf(zlib.compress(b"BT /F1 12 Tf 70 700 Td (abcdefgh) Tj ET"), font=PRIVATE), "no-characters"),
        (raw_pdf(BOMB), "unpacks-to-more"),
        (raw_pdf(zlib.compress(BOMB), filters="/FlateDecode/FlateDecode"), "unpacks-to-more"),
        (form_pdf(30, 2), "unpacks-to-more"),
        (form_pdf(12, 9, b"/#58 %\nDo "), "unpacks-to-more"),
        (raw_pdf(zlib.compress(HELLO), pages=101), "too-many-pages"),
        (raw_pdf(zlib.compress(HELLO * 100), pages=3), "too-long"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_said(content: bytes, fault: str) -> None:
    with pytest.raises(SourceError, match=r"a\.pdf: ") as raised:
        read(content, "a.pdf", limits=Limits(file_megabytes=5, pages=100, characters=12))
    assert raised.value.fault == fault


# -- both ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "beginning", "headings"),
    [
        ("visit.docx", ["# 中方代表团访问塞尔维亚、匈牙利和希腊情况通报", "2023年11月16日"], 5),
        ("briefing.pdf", ["# 发言人就中法关系等问题答记者问", "2024年5月8日", "### 关于中法关系"], 6),
    ],
)
def test_the_examples_are_read(name: str, beginning: list[str], headings: int) -> None:
    found = lines(read((EXAMPLES / name).read_bytes(), name))
    assert found[: len(beginning)] == beginning
    assert sum(line.startswith("#") for line in found) == headings
    assert not any(line.startswith("—") or line == "新闻发布会实录" for line in found)


WHOLE = {
    "a.docx": word(p("中美元首通电话。") + table(["日", "国"])),
    "a.pdf": pdf(strings((70, 700, SENTENCE), (70, 680, END))),
}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_any_bytes_give_contents_or_a_sentence(file: str, data: st.DataObject) -> None:
    """Any bytes at all, and a good file with some of its bytes changed, moved or cut off."""
    changed = bytearray(WHOLE[file])
    if data.draw(st.booleans()):
        changed = bytearray(WHOLE[file][:8] + data.draw(st.binary(max_size=500)))
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    try:
        contents = read(bytes(changed), file, limits=Limits(file_megabytes=5))
    except SourceError as error:
        assert error.fault in FAULTS and file in str(error)
    else:
        assert all(name in NOTES for name, _ in contents.notes)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80))
def test_any_text_of_a_paragraph_comes_back(text: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    found = read(saved(document), "a.docx").extracts[0].lines
    assert found == [text]

"""Documents that would do harm, brought by a visitor: on every page they are text, and nothing else.

One visit for all tests of the file, for the documents live in it: pages are reached by the history of the
browser, never by a reload. ``tests/hostile.py`` has what would run, ask another host or be read as markup; the
words around it are real enough that every view has something to draw.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from components import PAGES
from tests.conftest import settled, visit
from tests.hostile import LONG, SHORT

BOLD = "<b data-hostile>粗</b>"
FORMULAS = ("=1+2", "＝1+2", " @SUM(1)", "+1", "-1", "\t=1", "'=1")
CODES = ("法国", "日本", "巴西", "越南", "德国", "埃及")
PAIRS = ("中法", "中日", "中巴", "中越", "中德", "中埃")
EVERYTHING = {**SHORT, **LONG}


def sentences(number: int) -> list[str]:
    """A line for each piece of markup, with two relationships in each, so that views have pairs to draw."""
    return [
        f"发言人说，{PAIRS[(at + number) % 6]}两国{BOLD}绿色合作{text}进展顺利，"
        f"{CODES[(at + number) % 6]}和{CODES[(at + number + 1) % 6]}{text}代表欢迎绿色合作{BOLD}。"
        for at, text in enumerate(EVERYTHING.values())
    ]


def title(number: int) -> str:
    return f"{BOLD}{list(LONG.values())[number]}会谈{number}"


def plain(number: int) -> bytes:
    return "\n\n".join([title(number), "2024年5月6日", f"关于中法关系{BOLD}", *sentences(number)]).encode()


def markdown(number: int) -> bytes:
    front = {
        "title": title(number),
        "date": "2023-04-05",
        "source": f"来源{LONG['drawing']}",
        "speaker": f"发言人{LONG['frame']}",
        "url": "javascript:window.hacked=1",
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    lines += [
        "---",
        "",
        f"## {escape(BOLD)} 关于中日关系",
        "",
        "中日两国<script>window.hacked=1</script>绿色合作。",
    ]
    body = (
        f"{escape(line)} [子](javascript:alert(5)) ![丑](https://outside.invalid/f.png)"
        for line in sentences(number)
    )
    return "\n".join(["---", *lines, *("\n" + each for each in body)]).encode()


def web(number: int) -> bytes:
    paragraphs = "".join(
        f'<p onclick="window.hacked=1">{escape(line)}<img data-hostile src=x onerror="window.hacked=1"></p>'
        for line in sentences(number)
    )
    head = f"<title>{escape(title(number))}</title><script data-hostile>window.hacked = 1</script>"
    head += '<meta http-equiv="refresh" content="0;url=https://outside.invalid/g"><base href="https://outside.invalid/">'
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body><article><h1>{escape(title(number))}</h1>{paragraphs}</article></body></html>".encode()


def table(number: int) -> bytes:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(("标题", "日期", "来源", "发言人", "网址", "正文"))
    for at, line in enumerate(sentences(number)[: len(FORMULAS)]):
        formula = FORMULAS[at]
        url = ("data:text/html,<script>alert(6)</script>", 'https://source.invalid/"onmouseover="alert(7)')[
            at % 2
        ]
        names = (f"{formula}{escape(title(number))}", f"2025-0{at + 1}-02", formula, formula + BOLD)
        writer.writerow((*names, url, f"{formula}{line}"))
    return rows.getvalue().encode()


def records(number: int) -> bytes:
    each = {
        "title": escape(title(number)),
        "pubtime": "2022-02-03 19:00:00",
        "source": LONG["image elsewhere"],
        "content": "".join(
            f"<p>{escape(line)}</p><script>window.hacked=1</script>" for line in sentences(number)
        ),
    }
    return json.dumps({"videoList": [{"video_id": BOLD, "video_detail": each}]}).encode()


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


FILES = {
    f"{BOLD}{LONG['image that is missing']}会谈 {{0}} %s $x$ 100%#?&d=1.txt": plain(0),
    "\u202e声明'\"><img data-hostile src=x onerror=alert(8)>.md": markdown(1),
    "=1+2;javascript:alert(9).html": web(2),
    "..%2f..%2f记录${{7*7}}.csv": table(3),
    "</script><script>window.hacked=1</script>.json": records(4),
    "长名.zip": zipped(f"会谈{'n' * 3990}.txt", plain(5)),
    f"会谈{'m' * 240}.txt": plain(6),
}

FOUND = """() => {
    const found = [];
    const wrong = '[data-hostile], [onerror], [onload], [onclick], [onfocus], [onmouseover], [srcdoc], iframe, object,'
        + 'embed, base, math, .katex, a[href^="data:" i]:not([download]), [src="x"], meta[http-equiv=refresh i]';
    const leads = /^\\s*(javascript|vbscript):|outside\\.invalid/i; // of links in a drawing too
    const search = root => {
        for (const node of root.querySelectorAll('*')) {
            const led = ['href', 'xlink:href', 'src', 'action'].some(name => leads.test(node.getAttribute(name) ?? ''));
            const runs = /^(script|style|a)$/.test(node.localName) && /hacked|hostile/.test(node.textContent);
            if (led || runs || node.matches(wrong)) found.push(node.outerHTML.slice(0, 200));
            if (node.shadowRoot) search(node.shadowRoot);
        }
    };
    search(document);
    return found;
}"""

HOVERED = """async (node, most) => {
    const Plotly = await window.shuangbianPlotly;
    const said = [];
    for (const [curveNumber, trace] of node.data.entries()) {
        if (trace.type === 'heatmap' || !Array.isArray(trace.hovertext)) continue;
        for (const pointNumber of trace.hovertext.keys().take(most)) {
            Plotly.Fx.hover(node, [{ curveNumber, pointNumber }]);
            await new Promise(drawn => setTimeout(drawn, 80)); // it looks 20 times a second
            said.push(node.querySelector('.hoverlayer').textContent);
        }
    }
    return said;
}"""

SAID = """() => {
    const texts = [];
    const read = root => {
        for (const node of root.querySelectorAll('*')) {
            if (!['SCRIPT', 'STYLE'].includes(node.tagName)) for (const child of node.childNodes) if (child.nodeType === 3) texts.push(child.data);
            if (['INPUT', 'TEXTAREA'].includes(node.tagName)) texts.push(node.value);
            if (node.shadowRoot) read(node.shadowRoot);
        }
    };
    read(document.body);
    return texts.join('');
}"""


class Brought(NamedTuple):
    """A visit with the documents: its page, and what a page with them may not do."""

    page: Page
    dialogs: list[str]
    errors: list[str]

    def go(self, **query: Any) -> None:
        """To another address of the app, by the button Back."""
        self.page.evaluate(
            "query => { for (const _ of [1, 2]) history.pushState(null, '', query); history.back(); }",
            f"?{urlencode({'c': 'own'} | query, doseq=True)}",
        )
        if view := query.get("view"):
            here = self.page.locator("nav").first.locator(f"[data-page={view}]")
            expect(here).to_have_attribute("aria-current", "page")
        settled(self.page)

    def said(self) -> str:
        """All text of the page, in shadow roots and fields too."""
        return self.page.evaluate(SAID)

    def check(self) -> None:
        """Nothing ran, nothing asked elsewhere, nothing is an element that is none of the app's."""
        assert self.page.evaluate("window.hacked") is None
        assert self.page.evaluate(FOUND) == []
        assert self.page.outside_requests == []  # type: ignore[attr-defined]
        assert (self.dialogs, self.errors) == ([], [])
        width, scroll = self.page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert scroll <= width, "no name is wider than the page"
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        expect(self.page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.fixture(scope="module")
def brought(browser: Browser, app_server: str) -> Iterator[Brought]:
    with visit(browser) as page:
        page.set_default_timeout(15_000)
        own = Brought(page, [], [])

        def dialog(opened: Any) -> None:
            own.dialogs.append(opened.message)
            opened.dismiss()

        def console(message: ConsoleMessage) -> None:
            if message.type == "error":
                own.errors.append(message.text)

        page.on("dialog", dialog)
        page.on("pageerror", lambda error: own.errors.append(str(error)))
        page.on("console", console)
        page.goto(f"{app_server}/?view=documents")
        settled(page)
        page.locator("input[type=file]").set_input_files(
            [{"name": name, "mimeType": "", "buffer": content} for name, content in FILES.items()]
        )
        expect(page.get_by_role("button", name="下载为 zip")).to_be_visible(timeout=60_000)
        settled(page)
        yield own


def test_every_file_is_read(brought: Brought) -> None:
    """What is shown of it is its text: names, titles and what cannot be an address."""
    page = brought.page
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("section.file")).to_have_count(len(FILES))
    titles = [each.input_value() for each in page.get_by_label("标题", exact=True).all()]
    assert title(1) in titles and title(4) in titles, titles
    brought.check()


COMMON = {
    "q": [BOLD, "绿色合作", LONG["image that is missing"], "/<[a-z]+ data-/"],
    "mark": [SHORT["script"]],
    "kw": f"{BOLD}绿色合作",
    "phrase": BOLD,
    "a": "FR",
    "b": "JP",
}
DRAWN: dict[str, list[dict[str, Any]]] = {
    "overview": [{"w": "合作"}, {"tag": "mentions", "rank": "distinctive"}],
    "trends": [
        {"lines": "terms"},
        {"lines": "relationships", "by": "document"},
        {"lines": "terms", "doc": "first"},
    ],
    "comentions": [{"pairs": each, "tag": "mentions"} for each in ("matrix", "network", "terms")],
    "concordance": [{"kwic": "1"}, {"kw": BOLD, "n": "60"}],
    "phrases": [{}, {"phrase": f"{BOLD}绿色合作"}],
    "reader": [{"d": "first"}, {"d": "first", "reading": "source", "strip": "terms"}, {"d": "last"}],
    "keyness": [{}, {"q": "绿色"}],
}
"""Pages that have more than one way to draw; any other page is drawn once."""

VISITS = [
    pytest.param(view, COMMON | more | {"lang": ("zh", "en")[at % 2]}, id=f"{view}-{at}")
    for view in PAGES
    if view != "documents"
    for at, more in enumerate(DRAWN.get(view, [{}]))
]

OPENS = "为什么？|Why\\?|前后文|Context|引用|Cite|如何切词|How it was cut"


@pytest.fixture(scope="module")
def documents(brought: Brought) -> list[str]:
    """The ids of the documents, as the reader offers them."""
    brought.go(view="reader")
    brought.page.get_by_text("选择文献").click()
    listed = brought.page.locator(".documents [data-document]")
    expect(listed).not_to_have_count(0)
    return [each.get_attribute("data-document") or "" for each in listed.all()]


def hovered(page: Page) -> str:
    """What the charts say under the mouse, and of points that may lie under others."""
    said: list[str] = []
    page.wait_for_timeout(200)  # a figure that is drawn anew forgets the mouse
    for plot in page.locator(".plot").all():
        expect(plot.locator(".main-svg").first).to_be_visible()
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        assert box
        for across, up in ((0.16, 0.5), (0.22, 0.7), (0.4, 0.55), (0.6, 0.8)):
            page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * up)
            page.wait_for_timeout(80)
            said.append(plot.locator(".hoverlayer").first.text_content() or "")
        page.mouse.move(1, 1)
        said += plot.evaluate(HOVERED, 3)
    return "".join(said)


def pressed(found: Locator, most: int = 2) -> None:
    for each in found.all()[:most]:
        if each.is_visible() and each.is_enabled():
            each.evaluate("node => node.click()")  # also below the bar that stays while the page scrolls


@pytest.mark.parametrize("view, query", VISITS)
def test_text_stays_text(brought: Brought, documents: list[str], view: str, query: dict[str, Any]) -> None:
    """On every page, in every way in which it is drawn, with everything open that opens."""
    named = {"first": documents[0], "last": documents[-1]}
    page = brought.page
    brought.go(
        view=view,
        **{
            name: named.get(value, value) if isinstance(value, str) else value
            for name, value in query.items()
        },
    )
    assert "<b data-hostile>粗</b>" in brought.said(), "the text is there, as text"
    said = hovered(page)
    if "terms" in (query.get("lines"), query.get("pairs")):
        assert "data-hostile" in said, "a chart says it as text too"
    brought.check()
    for name in OPENS.split("|"):
        pressed(page.get_by_role("button", name=re.compile(name)), 1)
    settled(page)
    brought.check()
    tables = page.get_by_role("button", name=re.compile("^(表|table)$"))
    pressed(tables)
    settled(page)
    brought.check()
    for each in tables.all():  # back to the chart, which is drawn by the next that comes here
        each.evaluate("node => node.previousElementSibling.click()")
    settled(page)


FORMULA = re.compile(r"[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")


def saved(page: Page, button: Locator) -> bytes:
    with page.expect_download() as download:
        button.evaluate("node => node.click()")
    return Path(download.value.path()).read_bytes()


def cells(content: bytes) -> list[str]:
    """All cells of a CSV file that was saved; none of them is a formula."""
    text = content.decode("utf-8-sig")
    found = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in found if FORMULA.match(cell)]
    return found


def test_what_is_saved_holds_no_formula(brought: Brought, documents: list[str]) -> None:
    page = brought.page
    brought.go(view="trends", lines="terms", q=["=1+2", "＝1+2", "@SUM(1)", "+1"])
    page.get_by_role("button", name="表", exact=True).click()
    table = cells(saved(page, page.get_by_role("button", name="存为 CSV")))
    assert {"'=1+2", "'＝1+2", "'@SUM(1)", "'+1"} <= {*table}

    document = next(each for each in documents if each.startswith("=1+2"))
    brought.go(view="overview", doc=document)
    page.locator("button[aria-expanded=false]", has_text="为什么？").first.click()
    page.locator("dl button.sign").first.click()
    page.locator("details.corrections summary").click()
    corrections = cells(saved(page, page.locator("details.corrections .way")))
    assert f"'{document}" in corrections

    brought.go(view="documents")
    with ZipFile(io.BytesIO(saved(page, page.get_by_role("button", name="下载为 zip")))) as archive:
        tables = {name: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}
        assert len(tables) >= 3 and all(re.fullmatch(r"[A-Za-z.]+", name) for name in archive.namelist())
    assert "'=1+2" in "".join(cell for content in tables.values() for cell in cells(content))
    brought.check()


@pytest.mark.parametrize("view", PAGES)
def test_no_name_is_wider_than_a_phone(brought: Brought, view: str) -> None:
    brought.page.set_viewport_size({"width": 390, "height": 844})
    try:
        brought.go(view=view, q=BOLD)
        brought.check()
    finally:
        brought.page.set_viewport_size({"width": 1440, "height": 900})

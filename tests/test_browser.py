"""The page in a browser: what a click does, and what the page then says."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Locator, Page, expect

from corpus.build import build as build_corpus
from corpus.schema import PARAGRAPHS
from tests.conftest import params, server, settled
from tests.hostile import SHORT
from tests.rows import EMPTY_HEADING, write_data

DATA = Path(__file__).parent.parent / "data"
READY = ".plot .point"

ROWS = [row for row in pq.read_table(DATA / PARAGRAPHS).to_pylist() if row["counted"]]


def passing(*, r: str = "", w: str = "", without: str = "", tag: str = "about") -> list[str]:
    """The ids of the counted paragraphs of data/ that pass, counted here by hand."""
    return [
        row["paragraph_id"]
        for row in ROWS
        if (not r or r in row[tag])
        and (not w or w in row["tokens"])
        and (not without or without not in row["tokens"])
    ]


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(READY)
    settled(page)
    return page


def bar(page: Page, code: str) -> Locator:
    return page.locator(f".rows button[data-code='{code}']")


def word(page: Page, text: str) -> Locator:
    return page.locator(f".cloud button[data-word='{text}']")


def says(page: Page, n: int) -> None:
    """The page says n everywhere: in the bar of what is shown and above the paragraphs, and shows them."""
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{n} (/|of) {len(ROWS)}\b"))
    expect(page.locator("ol > li[id]")).to_have_count(min(n, 20))
    settled(page)


def test_first_screen_at_1440_by_900(page: Page, app_server: str) -> None:
    opened(page, app_server)
    says(page, len(ROWS))
    for selector in (".chips", ".rows button", ".cloud button", "ol > li[id] .text"):
        box = page.locator(selector).first.bounding_box()
        assert box and box["y"] + min(box["height"], 24) <= 900, selector
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"


def test_a_bar_chooses_and_drops(page: Page, app_server: str) -> None:
    opened(page, app_server)
    bars = page.locator(".rows button").count()
    box = page.locator(READY).first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # the bar, not its name
    expect(page.locator(".rows button[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(".chips .value")).to_have_count(1)
    says(page, len(passing(r=params(page)["r"][0])))
    assert page.locator(".rows button").count() == bars, "a chart never filters itself away"
    bar(page, "RU").click()
    expect(page.locator(".rows button[aria-pressed=true]")).to_have_count(2)
    bar(page, params(page)["r"][0]).click()
    settled(page)
    bar(page, "RU").click()
    says(page, len(ROWS))
    assert params(page) == {}


def test_the_rest_of_the_bars_is_reachable(page: Page, app_server: str) -> None:
    opened(page, app_server)
    every = {code for row in ROWS for code in (*row["about"], *row["mentions"])}
    assert page.locator(".rows button[data-code]:not(.others)").count() < len(every)
    page.locator(".rows .others").click()
    expect(page.locator(".rows button")).to_have_count(len(every))


def test_a_bar_by_keyboard_keeps_the_focus(page: Page, app_server: str) -> None:
    opened(page, app_server)
    bar(page, "RU").focus()
    page.keyboard.press("Enter")
    says(page, len(passing(r="RU")))
    assert (
        page.evaluate(
            "() => { let e = document.activeElement; while (e.shadowRoot) e = e.shadowRoot.activeElement; return e.dataset.code; }"
        )
        == "RU"
    )


def test_the_clicked_bar_looks_pressed_in_the_next_frame(page: Page, app_server: str) -> None:
    opened(page, app_server)
    pressed = bar(page, "RU").evaluate(
        "async bar => { bar.click(); await new Promise(requestAnimationFrame); return bar.getAttribute('aria-pressed'); }"
    )
    assert pressed == "true"


def test_a_word_filters_and_its_number_holds(page: Page, app_server: str) -> None:
    opened(page, app_server)
    n = len(passing(w="合作"))
    expect(word(page, "合作")).to_have_attribute("title", re.compile(rf"{len(ROWS)} 段中的 {n} 段"))
    word(page, "合作").click()
    says(page, n)
    expect(word(page, "合作")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".text mark").first).to_have_text("合作")


def test_shift_click_excludes(page: Page, app_server: str) -> None:
    opened(page, app_server)
    word(page, "合作").click(modifiers=["Shift"])
    says(page, len(passing(without="合作")))
    assert params(page) == {"not": ["合作"]}
    word(page, "合作").click()
    says(page, len(ROWS))


def test_the_cross_excludes_by_keyboard(page: Page, app_server: str) -> None:
    opened(page, app_server)
    word(page, "合作").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, len(passing(without="合作")))


def test_ranked_bars_share_the_selection(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.locator(".ranked button[data-word='合作']").click()
    says(page, len(passing(w="合作")))
    expect(word(page, "合作")).to_have_attribute("aria-pressed", "true")


def test_chips_and_clear_all(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?r=RU&w=合作&unit=share&lang=en")
    says(page, len(passing(r="RU", w="合作")))
    page.get_by_role("button", name="Drop “China–Russia”").click()
    says(page, len(passing(w="合作")))
    page.get_by_role("button", name="Clear all").first.click()
    says(page, len(ROWS))
    assert params(page) == {"unit": ["share"], "lang": ["en"]}


def test_back_forward_and_reload(page: Page, app_server: str) -> None:
    opened(page, app_server)
    bar(page, "RU").click()
    says(page, len(passing(r="RU")))
    word(page, "合作").click()
    says(page, len(passing(r="RU", w="合作")))
    page.go_back()
    says(page, len(passing(r="RU")))
    page.go_back()
    says(page, len(ROWS))
    page.go_forward()
    says(page, len(passing(r="RU")))
    page.reload()
    page.wait_for_selector(READY)
    says(page, len(passing(r="RU")))


def test_two_quick_clicks_both_count(page: Page, app_server: str) -> None:
    opened(page, app_server)
    bar(page, "RU").click(no_wait_after=True)
    bar(page, "US").click(no_wait_after=True)
    expect(page.locator(".chips .value")).to_have_text(["中俄", "中美"])
    assert params(page)["r"] == ["RU", "US"]


def test_a_deep_link_with_junk(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?r=RU&r=UX&w=合作&section=none:1&page=x&unit=kilos&p=none:9")
    says(page, len(passing(r="RU", w="合作")))
    expect(page.locator(".chips .value")).to_have_text(["中俄", "合作"])


def test_language(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Mention counts")).to_be_visible()
    expect(bar(page, "RU")).to_contain_text("China–Russia")
    assert params(page) == {"lang": ["en"]} and page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("heading", name="Frequent words")).to_be_visible()


@pytest.mark.parametrize("unit, label", [("次", "occurrences"), ("占比", "share")])
def test_units(page: Page, app_server: str, unit: str, label: str) -> None:
    opened(page, app_server)
    page.get_by_role("group", name="单位").get_by_role("button", name=unit, exact=True).click()
    settled(page)
    assert params(page) == {"unit": [label]}
    share = round(100 * len(passing(r="RU")) / len(ROWS))
    named = sum(
        each["counterpart"] == "RU" and each["tag"] == "mentions"
        for row in ROWS
        if "RU" in row["about"]
        for each in row["evidence"]
    )
    expect(bar(page, "RU").locator(".number")).to_have_text(f"{share}%" if label == "share" else str(named))


def test_mentions_instead_of_about(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.locator(".legend .tag.mentions").click()
    settled(page)
    bar(page, "US").click()
    says(page, len(passing(r="US", tag="mentions")))


def test_the_link_of_a_paragraph_opens_at_it(page: Page, app_server: str) -> None:
    last = ROWS[-1]["paragraph_id"]
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})  # views are drawn one after the other
    opened(page, f"{app_server}/?p={last}")
    here = page.locator("li.here")
    expect(here).to_have_attribute("id", last)
    expect(here).to_be_in_viewport()
    session.detach()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.get_by_role("link", name="链接").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(copied).query)["p"] == [last]


def test_a_paragraph_outside_the_filters_can_be_shown(page: Page, app_server: str) -> None:
    outside = next(row["paragraph_id"] for row in ROWS if "RU" not in row["about"])
    opened(page, f"{app_server}/?r=RU&p={outside}")
    page.get_by_role("button", name="显示该段").click()
    says(page, len(ROWS))
    expect(page.locator("li.here")).to_have_attribute("id", outside)


def test_why_context_and_citation(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?r=RU")
    first = page.locator("ol > li[id]").first
    first.get_by_role("button", name="为什么？").click()
    expect(first.locator("dl")).to_contain_text("中俄 · 谈及")
    first.get_by_role("button", name="前后文").click()
    expect(first.locator(".around")).to_have_count(2)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = first.locator(".text").inner_text()
    first.get_by_role("button", name="引用").click()
    citation = page.evaluate("navigator.clipboard.readText()")
    assert text in citation and "2021-03-07" in citation and "行" in citation


def test_pages_and_order(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("ol > li[id]").first).to_have_attribute("id", ROWS[20]["paragraph_id"])
    assert params(page) == {"page": ["2"]}
    page.get_by_role("button", name="按相关度").click()
    settled(page)
    assert params(page) == {"order": ["relevance"]}


def test_sections(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.locator("details.sections summary").click()
    page.get_by_role("searchbox").fill("疫苗")
    chosen = page.locator(".panel li button").first
    name = chosen.locator("span").first.inner_text()
    chosen.click()
    says(page, sum(row["section"] == name for row in ROWS))
    expect(page.locator(".chips .value")).to_have_text([name])


@pytest.mark.parametrize("option, name, column", [(0, "提及次数", "代码"), (1, "常用词", "词")])
def test_tables_and_their_download(page: Page, app_server: str, option: int, name: str, column: str) -> None:
    opened(page, app_server)
    page.get_by_role("button", name="表", exact=True).nth(option).click()
    page.wait_for_selector(".twin tbody tr")
    shown = page.locator(".twin tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    assert re.fullmatch(rf"shuangbian-{name}-\d{{4}}-\d\d-\d\d\.csv", download.value.suggested_filename)
    content = Path(download.value.path()).read_bytes()
    assert content.startswith("\ufeff".encode()), "Excel reads it as UTF-8"
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert len(rows) == shown and column in rows[0]
    if option == 0:
        assert {row["代码"]: int(row["谈及段数"]) for row in rows}["RU"] == len(passing(r="RU"))


VISIT = "中法代表五日在北京会见。"
RAILWAY = "中德铁路合作进入新阶段。"
CLOSING = "会议闭幕，与会者感谢志愿者。"


def named(page: Page) -> dict[str, str]:
    """The bars: {code: count}."""
    settled(page)
    return {
        str(each.get_attribute("data-code")): each.locator(".number").inner_text()
        for each in page.locator(".rows button").all()
    }


def card(page: Page, text: str) -> Locator:
    return page.locator("ol > li[id]", has_text=text)


def test_corrections_make_the_round_trip(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    source = tmp_path / "seeds"
    source.mkdir()
    (source / "会见.txt").write_text(f"会见纪要\n{VISIT}\n{RAILWAY}\n{CLOSING}\n", encoding="utf-8")
    build_corpus([source], tmp_path / "data")
    address = serve(tmp_path / "data")
    opened(page, address)
    assert named(page) == {"FR": "1", "DE": "1"}
    expect(page.locator("details.corrections")).to_have_count(0)
    card(page, RAILWAY).get_by_role("button", name="为什么？").click()
    card(page, RAILWAY).scroll_into_view_if_needed()
    stood = card(page, RAILWAY).bounding_box()
    card(page, RAILWAY).get_by_role("button", name="删除：中德 · 谈及").focus()
    page.keyboard.press("Enter")
    expect(bar(page, "DE").locator(".number")).to_have_text("0")
    settled(page)
    assert card(page, RAILWAY).bounding_box() == stood, "nothing jumps"
    expect(card(page, RAILWAY).locator("dt.remove .what")).to_have_text("中德 · 谈及")
    expect(card(page, RAILWAY).get_by_role("button", name="撤销：中德 · 谈及")).to_be_focused()
    closing = card(page, CLOSING)
    closing.get_by_role("button", name="为什么？").click()
    assert closing.locator("datalist").count() == 0 and page.locator("datalist").count() == 1
    closing.get_by_role("combobox").fill("没有这个国家")
    closing.get_by_role("button", name="谈及", exact=True).click()
    assert closing.get_by_role("combobox").evaluate("input => input.validationMessage")
    closing.get_by_role("combobox").fill("俄罗斯")
    closing.get_by_role("button", name="谈及", exact=True).click()
    expect(bar(page, "RU").locator(".number")).to_have_text("1")
    settled(page)  # the box is emptied when the answer has come
    closing.get_by_role("combobox").fill("fr")
    page.keyboard.press("Enter")
    expect(bar(page, "FR").locator(".number")).to_have_text("2")
    expect(closing.locator("dt .small").first).to_have_text("您的修正：添加")
    corrected = {"FR": "2", "RU": "1", "DE": "0"}
    assert named(page) == corrected

    bar(page, "RU").click()
    expect(page.get_by_role("status")).to_have_text("1 / 3 段")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("3 / 3 段")
    assert named(page) == corrected, "corrections are no part of the history"
    assert page.context.browser
    with page.context.browser.new_context() as elsewhere:
        assert named(opened(elsewhere.new_page(), address)) == {"FR": "1", "DE": "1"}, "of this visitor only"

    page.get_by_text("3 处修正").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    assert download.value.suggested_filename == "shuangbian-corrections.csv"
    download.value.save_as(tmp_path / "corrections.csv")
    assert (tmp_path / "corrections.csv").read_bytes().startswith("\ufeff".encode()), "Excel reads it"
    (source / "会见.txt").write_text(f"会见纪要\n{CLOSING}\n\n{RAILWAY}\n{VISIT}\n", encoding="utf-8")
    command = [sys.executable, "-m", "corpus", "build", str(source), "--out", str(tmp_path / "rebuilt")]
    command += ["--corrections", str(tmp_path / "corrections.csv")]
    built = subprocess.run(command, cwd=DATA.parent, capture_output=True, encoding="utf-8", check=False)
    assert built.stderr == "corpus: 3 corrections applied, 0 not\n"
    with page.context.browser.new_context() as later:
        again = opened(later.new_page(), serve(tmp_path / "rebuilt"))
        assert named(again) == corrected
        card(again, CLOSING).get_by_role("button", name="为什么？").click()
        expect(card(again, CLOSING).locator("dd")).to_have_text(["人工修正", "人工修正"])


def test_corrections_can_be_undone_and_discarded(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    opened(page, f"{serve(write_data(tmp_path / 'data'))}/?lang=en&r=FR")
    plain = named(page)
    first, text = page.locator("ol > li[id]").first, "中法两国代表"
    first.get_by_role("button", name="Why?").click()
    first.get_by_role("button", name="Confirm: China–France · about").click()
    expect(first.locator("dt").first).to_contain_text("corrected by you: confirmed")
    first.get_by_role("button", name="Undo: China–France · about").click()
    expect(first.locator("dt").first).to_contain_text("strength 0.90")
    expect(page.locator("details.corrections")).to_have_count(0)
    first.get_by_role("button", name="Remove: China–France · about").click()
    expect(card(page, text)).to_have_count(0)  # it does not pass the filter any more
    page.get_by_text("1 correction", exact=True).click()
    page.get_by_role("button", name="Undo: China–France · about · removed").click()
    expect(card(page, text)).to_have_count(1)
    assert named(page) == plain
    first.get_by_role("button", name="Remove: China–France · mentioned").click()
    expect(page.get_by_text("1 correction", exact=True)).to_be_visible()
    first.get_by_role("combobox").fill("Germany")
    first.get_by_role("button", name="mentioned", exact=True).click()
    page.get_by_text("2 corrections", exact=True).click()
    page.get_by_role("button", name="Discard all").click()
    settled(page)
    expect(page.locator(".made")).to_have_count(2)
    page.get_by_role("button", name="Really discard 2 corrections?").click()
    expect(page.locator("details.corrections")).to_have_count(0)
    assert named(page) == plain


def test_an_empty_selection_offers_a_way_out(page: Page, app_server: str) -> None:
    assert not passing(r="IN", w="疫苗")
    page.goto(f"{app_server}/?r=IN&w=疫苗")
    way = page.get_by_role("button", name=f"去掉“疫苗”得 {len(passing(r='IN'))} 段")
    way.click()
    says(page, len(passing(r="IN")))


def test_document_text_is_never_markup(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    tokens = list(SHORT.values())
    everything = " ".join(tokens)
    heading = {"kind": "heading", "counted": False, "text": f"<b>标题</b> {everything}"}
    body = {
        "text": f"中法会见 {everything}",
        "tokens": ["中法", "会见", *tokens] * 2,
        "section": heading["text"],
        "section_id": "visit:1",
        "title": f"<i>会议</i> {everything}",
    }
    evidence = {
        "counterpart": "FR",
        "tag": "about",
        "rule": "section",
        "start": 0,
        "end": 2,
        "text": "中法",
        "origin": "visit:1",
        "strength": 0.7,
        "ambiguous": [],
    }
    body |= {
        "about": ["FR"],
        "mentions": ["FR"],
        "evidence": [evidence, {**evidence, "tag": "mentions", "rule": "compound", "origin": ""}],
    }
    data = write_data(
        tmp_path / "data",
        [{**heading, "title": body["title"]}, body, {**body, "text": f"双方再谈 {everything}"}],
    )
    opened(page, serve(data))
    for text in tokens:
        expect(page.locator(f'.cloud button[data-word="{text}"]')).to_have_text(text)
    expect(page.locator("ol > li[id] .text").first).to_have_text(body["text"])
    expect(page.locator("ol > li[id] .section").first).to_have_text(heading["text"])
    expect(page.locator("p", has_text="<i>会议</i>").first).to_be_visible()
    page.locator('.cloud button[data-word="<script>window.hacked = 1</script>"]').click()
    expect(page.locator(".chips .value")).to_have_text([SHORT["script"]])
    page.get_by_role("button", name="为什么？").first.click()
    expect(page.locator("dl").first).to_contain_text("<b>标题</b>")
    page.locator("details.sections summary").click()
    expect(page.locator(".panel li button span").first).to_have_text(heading["text"])
    page.mouse.click(5, 880)
    expect(page.locator("details[open]")).to_have_count(0)
    page.get_by_role("button", name="表", exact=True).nth(1).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    assert "'=1+2" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert page.evaluate("window.hacked") is None
    assert page.locator("script", has_text="hacked").count() == 0


def test_a_hostile_source_goes_through_the_build(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    source = tmp_path / "seeds"
    source.mkdir()
    line = "中法两国代表会见，<script>window.hacked = 1</script>双方谈到 $x$ 与 :smile: 和 **a**。"
    (source / "会见.txt").write_text(f"<img src=x onerror=alert(1)>会见纪要\n{line}\n", encoding="utf-8")
    build_corpus([source], tmp_path / "data")
    opened(page, serve(tmp_path / "data"))
    expect(page.locator("ol > li[id] .text")).to_have_text(line)
    assert page.evaluate("window.hacked") is None


def test_no_request_leaves_the_machine(page: Page, app_server: str) -> None:
    def refuse(route) -> None:  # type: ignore[no-untyped-def]
        route.continue_() if urlsplit(route.request.url).hostname == "127.0.0.1" else route.abort()

    page.route("**/*", refuse)
    opened(page, app_server)
    bar(page, "RU").click()
    word(page, "合作").click()
    page.get_by_role("button", name="English").click()
    settled(page)
    assert page.outside_requests == []  # type: ignore[attr-defined]


BEYOND = """() => {
    const found = [];
    const visit = root => root.querySelectorAll('*').forEach(node => {
        if (node.shadowRoot) visit(node.shadowRoot);
        const box = node.getBoundingClientRect();
        const clipped = node.closest('.twin, svg, .cross, .hidden') || !node.checkVisibility();
        if (box.width && !clipped && (box.right > innerWidth + 1 || box.left < 0)) found.push(node.outerHTML.slice(0, 120));
    });
    visit(document.querySelector('[data-testid=stMain]'));
    return [document.documentElement.scrollWidth, found];
}"""
"""How wide the page is, and what of it can be seen that reaches beyond the window."""


@pytest.mark.parametrize("query", ["", "?lang=en", "?r=RU&w=合作&lang=en", "?r=IN&w=疫苗"])
def test_nothing_overflows_at_390(page: Page, app_server: str, query: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_server}/{query}")
    page.wait_for_selector("ol, .ways")
    settled(page)
    for lists in ("details.sections", ".st-key-counts .export details"):
        if page.locator(lists).count():  # where nothing is counted, there is nothing to take away
            page.locator(lists).locator("summary").click()
            expect(page.locator(lists)).to_have_attribute("open", "")
            assert page.evaluate(BEYOND) == [390, []], lists
            page.locator(lists).locator("summary").click()


def test_a_section_without_text_says_so(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    address = serve(write_data(tmp_path / "data"))
    page.goto(f"{address}/?section=visit:4")
    expect(page.get_by_text(f"“{EMPTY_HEADING}”：原文只有这个标题，没有正文。")).to_be_visible()


BROKEN: dict[str, Callable[[Path], object]] = {
    "missing": lambda folder: [file.unlink() for file in folder.iterdir()] and folder.rmdir(),
    "damaged": lambda folder: (folder / PARAGRAPHS).write_bytes(b"no parquet"),
    "of an older schema": lambda folder: (folder / "manifest.json").write_text(json.dumps({"schema": 0})),
}


def test_data_that_cannot_be_shown(page: Page, tmp_path: Path) -> None:
    with server(data=tmp_path / "data") as address:
        for damage in BROKEN.values():
            damage(write_data(tmp_path / "data"))
            page.goto(address)
            alert = page.get_by_test_id("stAlert")
            expect(alert).to_contain_text("python -m corpus build")
            expect(alert).to_contain_text(str(tmp_path / "data"))
            expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_rebuild_shows(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data")
    address = serve(folder)
    opened(page, address)
    expect(page.locator("ol > li[id]")).to_have_count(4)
    write_data(
        folder, [{"text": "中法会见闭幕。", "tokens": ["中法", "会见"], "about": ["FR"], "mentions": ["FR"]}]
    )
    opened(page, address)
    expect(page.locator("ol > li[id]")).to_have_count(1)

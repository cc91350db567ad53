"""My documents in a browser: brought, read, corrected, shown, shared, and seen by nobody else."""

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import params, server, settled

SECONDS = 3
"""For which a page that was closed may come back, on the server of these tests."""

BRIEFING = "里昂吹风会纪要\n\n2024年5月6日\n\n发言人表示，中法两国将扩大绿色合作，欢迎法国企业来华。\n\n谈到中德关系，发言人说，双方在铁路领域的合作进入新阶段。\n"
STATEMENT = "---\ntitle: 关于人文交流的声明\ndate: 2023-04-05\nsource: 双边简报\n---\n\n发言人指出，中日两国应当扩大人文交流，日本青年常来中国。\n"
RECORDS = [
    ("标题", "日期", "正文"),
    ("会谈简讯", "2025-01-02", "发言人说，中国和巴西的大豆贸易前景广阔，巴西朋友常来常往，合作项目很多。"),
    ("答记者问", "2025-02-03", "发言人说，中国和越南山水相连，两国关系稳定，边境口岸的货运合作更加便利。"),
    ("新闻稿", "2025-03-04", "会谈在北京举行，中俄双方谈到能源合作，并就下一步的安排交换了意见和看法。"),
]


def table(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


FILES = {
    "吹风会.txt": BRIEFING.encode("gb18030"),
    "声明.md": STATEMENT.encode(),
    "记录.csv": table(RECORDS),
}
PARAGRAPHS = {"吹风会.txt": 2, "声明.md": 1, "记录.csv": 3}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps what is temporary."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(place))
        patch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", str(SECONDS))
        with server() as address:
            yield address


def bring(page: Page, files: dict[str, bytes]) -> None:
    """Drop files, and wait until they are read."""
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        [{"name": name, "mimeType": "", "buffer": content} for name, content in files.items()]
    )
    expect(page.get_by_role("button", name="下载为 zip")).to_be_visible(timeout=60_000)
    settled(page)


def opened(page: Page, address: str, query: str = "?view=documents") -> Page:
    page.goto(f"{address}/{query}")
    settled(page)
    return page


def of(page: Page, name: str) -> Locator:
    return page.locator(f'[data-file="{name}"]')


def count(page: Page) -> str:
    """How many paragraphs are shown, of how many."""
    return page.locator("strong[role=status]").inner_text()


def words(page: Page) -> str:
    """All that the page says, in its components too."""
    return page.evaluate(
        """() => {
            const texts = [document.body.innerText];
            for (const host of document.querySelectorAll('*')) if (host.shadowRoot) texts.push(host.shadowRoot.textContent);
            return texts.join(' ');
        }"""
    )


def back_to(page: Page, query: str) -> None:
    """Go to another address of the page as the button Back does, in the same visit."""
    page.evaluate(
        "query => { for (const _ of [1, 2]) history.pushState(null, '', query); history.back(); }", query
    )
    settled(page)


def test_a_mixed_drop_is_read_corrected_and_shown(page: Page, address: str) -> None:
    opened(page, address)
    bring(page, {**FILES, "图片.txt": b"\x89PNG\r\n\x1a\n" + bytes(64), "空.txt": b""})
    for name, number in PARAGRAPHS.items():
        shown = [int(each) for each in of(page, name).locator(".document .number").all_inner_texts()]
        assert sum(shown) == number, name
    expect(of(page, "吹风会.txt").locator("select").first).to_contain_text("GB18030")
    expect(of(page, "声明.md").get_by_label("标题", exact=True)).to_have_value("关于人文交流的声明")
    expect(of(page, "声明.md").get_by_label("日期", exact=True)).to_have_value("2023-04-05")
    expect(of(page, "吹风会.txt").locator(".tags")).to_contain_text("中法")
    for bad in ("图片.txt", "空.txt"):
        expect(of(page, bad).get_by_role("alert")).to_contain_text(bad)
    dates = of(page, "记录.csv").get_by_label("日期", exact=True)
    assert [each.input_value() for each in dates.all()] == [row[1] for row in RECORDS[1:]]

    of(page, "吹风会.txt").get_by_label("标题", exact=True).fill("里昂吹风会")
    of(page, "吹风会.txt").get_by_label("日期", exact=True).fill("2024-07-08")
    page.get_by_role("button", name="应用并重新读取").click()
    expect(of(page, "吹风会.txt").locator(".title .small")).to_have_text(["手动填写"], timeout=60_000)
    expect(of(page, "吹风会.txt").get_by_label("日期", exact=True)).to_have_value("2024-07-08")

    page.get_by_role("button", name="查看我的文档").click()
    expect(page.locator("strong[role=status]")).to_have_text("6 / 6 段")
    assert params(page) == {"c": ["own"]}
    settled(page, quiet=600)
    assert "大豆贸易" in words(page) and "里昂吹风会" in words(page)
    page.get_by_role("group", name="显示哪些文档").get_by_role("button", name="合并").click()
    settled(page)
    together = int(count(page).split("/")[1].split()[0])
    page.get_by_role("group", name="显示哪些文档").get_by_role("button", name="内置").click()
    settled(page)
    assert together == 6 + int(count(page).split("/")[1].split()[0]) and "c" not in params(page)


def test_columns_are_chosen_where_the_text_is_not_plain(page: Page, address: str) -> None:
    opened(page, address)
    rows = [("甲", "乙"), *((f"会谈{n}号", f"磋商{n}回") for n in range(4))]
    bring(page, {"记录.csv": table(rows), "吹风会.txt": FILES["吹风会.txt"]})
    section = of(page, "记录.csv")
    if section.get_by_role("alert").count() == 0:
        section.locator("summary").click()
    section.get_by_label("正文, 记录.csv").select_option("乙")
    page.get_by_role("button", name="应用并重新读取").click()
    expect(of(page, "记录.csv").locator(".document")).to_have_count(4, timeout=60_000)


def test_text_is_pasted(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_text("或粘贴文字").click()
    page.get_by_label("正文", exact=True).fill("发言人说，中国和埃及都是文明古国。")
    page.get_by_label("标题（可不填）").fill("古国来信")
    page.get_by_role("button", name="读取这段文字").click()
    expect(page.get_by_role("button", name="下载为 zip")).to_be_visible(timeout=60_000)
    expect(page.locator(".document").get_by_label("标题", exact=True)).to_have_value("古国来信")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Show my documents")).to_be_visible()
    expect(page.locator(".document .title .small")).to_have_text("by you")


def test_a_saved_zip_and_a_link_show_the_same_elsewhere(browser: Browser, page: Page, address: str) -> None:
    opened(page, address)
    bring(page, FILES)
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载为 zip").click()
    content = Path(saved.value.path()).read_bytes()
    link = "?view=trends&c=own&r=FR"
    with browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True) as other:
        reader = opened(other.new_page(), address, link)
        expect(reader.get_by_role("alert")).to_contain_text("链接本身不含文档")
        expect(reader.locator("nav [aria-current]")).to_have_text("我的文档")
        reader.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
            {"name": "语料.zip", "mimeType": "application/zip", "buffer": content}
        )
        expect(reader.locator("nav [aria-current]")).to_have_text("趋势", timeout=60_000)
        settled(reader)
        assert count(reader) == "1 / 6 段" and params(reader)["r"] == ["FR"]


def test_two_visitors_see_nothing_of_each_other(browser: Browser, address: str) -> None:
    """Not in counts, cloud, search, paragraphs or what is saved; not by a link to the other's document."""
    mine, theirs = "量子信标", "潮汐电站"
    with browser.new_context() as first, browser.new_context() as second:
        pages = [opened(each.new_page(), address) for each in (first, second)]
        for page, word in zip(pages, (mine, theirs), strict=True):
            text = f"{word}的合作\n\n发言人说，中国和法国谈到{word}，法国代表介绍了{word}的进展。\n"
            bring(page, {f"{word}.txt": text.encode(), "共有.txt": f"{word}与中德两国的合作。".encode()})
        for page, own, other in zip(pages, (mine, theirs), (theirs, mine), strict=True):
            assert own in words(page) and other not in words(page)
            with page.expect_download() as saved:
                page.get_by_role("button", name="下载为 zip").click()
            with ZipFile(saved.value.path()) as archive:
                everything = b"".join(map(archive.read, archive.namelist())).decode("utf-8", "replace")
            assert other not in everything
            page.get_by_role("button", name="查看我的文档").click()
            settled(page)
            assert count(page) == "2 / 2 段" and own in words(page) and other not in words(page)
            for query in (f"?c=own&d={other}&view=reader", f"?c=both&doc={other}&view=concordance", "?c=own"):
                back_to(page, query)
                assert other not in words(page), query
            page.get_by_role("combobox", name="搜索").fill(other[:2])
            proposed = page.get_by_role("option").all_inner_texts()
            assert not any(other in each for each in proposed), proposed
        for query in (
            f"?c=own&d={mine}&view=reader",
            f"?c=both&doc={mine}&q={mine}",
            "?c=both&view=phrases",
        ):
            with browser.new_context() as third:
                stranger = opened(third.new_page(), address, query)
                said = words(stranger).replace(mine, "", 2 if "q=" in query else 0)
                assert mine not in said and theirs not in said


def test_what_was_brought_is_gone_when_the_page_is_closed(
    browser: Browser, address: str, place: Path
) -> None:
    def kept() -> list[Path]:
        return list(place.glob("shuangbian-*"))

    with browser.new_context() as context:
        page = opened(context.new_page(), address)
        bring(page, {"吹风会.txt": FILES["吹风会.txt"]})
        assert kept()
        page.get_by_role("button", name="查看我的文档").click()
        settled(page)
    deadline = time.monotonic() + SECONDS + 20
    while kept() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not kept(), "the folder of a visitor outlives the visit"

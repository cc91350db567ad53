"""The phrase tracker in a browser: follow a formula, a near form, a span of time; go on to where it is said."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import params, settled
from tests.dated import build_dated
from tests.rows import counted_rows, write_data

DATA = Path(__file__).parent.parent / "data"
SEED = counted_rows(DATA)
FORMULA, NEAR = "全面战略伙伴关系", "全面战略合作伙伴关系"


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    folder = build_dated(tmp_path_factory.mktemp("everything"))
    return folder, counted_rows(folder)


@pytest.fixture
def dated(serve: Callable[[Path], str], everything: tuple[Path, list[dict]]) -> tuple[str, list[dict]]:
    folder, rows = everything
    return serve(folder), rows


def opened(page: Page, address: str, **params: str) -> Page:
    query = "&".join(f"{name}={quote(value)}" for name, value in params.items())
    page.goto(f"{address}/?view=phrases&{query}")
    page.get_by_role("heading", name="提法", exact=True).wait_for()
    settled(page)
    return page


def group(page: Page, title: str) -> Locator:
    return page.locator("section.list").filter(has=page.get_by_role("heading", name=title, exact=True))


def says(page: Page, term: str, rows: list[dict], of: list[dict] | None = None) -> None:
    times = sum(row["text"].count(term) for row in rows)
    among = sum(term in row["text"] for row in rows)
    expect(page.locator(".note").first).to_contain_text(
        f"“{term}”出现 {times:,} 次，见于 {len(of or rows):,} 段中的 {among:,} 段。",
        timeout=20_000,  # counted anew in each text
    )


def test_a_proposed_formula_is_followed_and_left(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address)
    proposal = group(page, "语料中的提法").get_by_role("button", name=re.compile(f"^{FORMULA}"))
    proposal.click()
    assert params(page)["phrase"] == [FORMULA]
    says(page, FORMULA, rows)
    expect(proposal).to_have_attribute("aria-pressed", "true")
    proposal.click()
    assert "phrase" not in params(page)


def test_any_formula_can_be_typed(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address)
    box = page.get_by_role("searchbox", name="提法")
    box.fill("一带一路")
    box.press("Enter")
    says(page, "一带一路", rows)
    assert params(page)["phrase"] == ["一带一路"]
    expect(page.locator(".plot .point")).not_to_have_count(0)


def test_bars_choose_a_span_and_what_follows_says_so(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA, by="year")
    bars = page.locator(".plot .point path")
    expect(bars.first).to_be_visible()
    settled(page)
    n = bars.count()
    box = bars.first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    expect(page.get_by_role("status")).not_to_have_text(re.compile(rf"^{len(rows):,} /"))
    year = params(page)["from"][0]
    assert params(page)["to"] == [year]
    chosen = [row for row in rows if row["date"].startswith(year)]
    says(page, FORMULA, chosen)
    assert page.locator(".plot .point path").count() == n, "a chart never filters itself away"


def test_near_forms_show_the_difference_and_are_followed(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=NEAR)
    form = group(page, "近似形式").get_by_role("button").first
    expect(form.locator(".removed")).to_have_text("合作")
    expect(form.locator(".number").first).to_have_text(str(sum(row["text"].count(FORMULA) for row in rows)))
    form.click()
    says(page, FORMULA, rows)
    back = group(page, "近似形式").get_by_role("button").filter(has=page.locator(".added", has_text="合作"))
    expect(back.first).to_be_visible()


def test_a_relationship_is_chosen_and_the_list_stays(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA)
    listed = group(page, "见于哪些关系").get_by_role("button")
    n = listed.count()
    assert n > 2
    listed.first.click()
    code = params(page)["r"][0]
    says(page, FORMULA, [row for row in rows if code in row["about"]])
    expect(listed).to_have_count(n)
    expect(listed.first).to_have_attribute("aria-pressed", "true")


def test_on_to_the_concordance_and_back(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA)
    times = sum(row["text"].count(FORMULA) for row in rows)
    page.get_by_role("button", name=f"在语境中阅读全部 {times} 处").click()
    expect(page.locator("button.line")).to_have_count(times)
    expect(page.locator(".keyword").first).to_have_text(FORMULA)
    page.go_back()
    says(page, FORMULA, rows)


def test_on_to_a_search(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA)
    page.get_by_role("button", name=f"搜索“{FORMULA}”").click()
    n = sum(FORMULA in row["text"] for row in rows)
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{n} / {len(rows):,} "))
    says(page, FORMULA, rows), "the search for it does not hide its near forms"
    assert group(page, "语料中的提法").get_by_role("button").count() > 10


def test_first_and_last_open_the_document(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA)
    dates = sorted(row["date"] for row in rows if FORMULA in row["text"])
    first, last = group(page, "首见与末见").get_by_role("button").all()
    expect(first).to_contain_text(f"首见于{dates[0]}")
    expect(last).to_contain_text(f"末见于{dates[-1]}")
    expect(first.locator(".strong")).to_have_text(FORMULA)
    last.click()
    page.wait_for_url("**view=reader**")
    assert parse_qs(urlsplit(page.url).query)["p"][0] in {
        row["paragraph_id"] for row in rows if row["date"] == dates[-1]
    }


def test_one_document_shows_its_course(page: Page, app_server: str) -> None:
    term = "国际关系"
    opened(page, app_server, phrase=term)
    says(page, term, SEED)
    n = sum(term in row["text"] for row in SEED)
    expect(page.locator(".plot .point")).to_have_count(n)
    box = page.locator(".plot .point").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".open mark").first).to_have_text(term)


def test_nowhere_shows_where_and_near_forms(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    with_it = {code for row in rows if FORMULA in row["text"] for code in row["about"]}
    code = next(code for row in rows for code in row["about"] if code not in with_it)
    opened(page, address, phrase=FORMULA, r=code)
    expect(page.locator(".note").first).to_contain_text(f"这些段落中没有“{FORMULA}”。")
    n = sum(FORMULA in row["text"] for row in rows)
    group(page, "见于别处").get_by_role("button", name=re.compile(rf"{n} 段")).click()
    says(page, FORMULA, rows)


def test_the_table_is_saved(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, phrase=FORMULA)
    page.get_by_role("button", name="表", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    saved = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    times = sum(int(row[2]) for row in saved[1:] if row[0] == "时段")
    assert times == sum(row["text"].count(FORMULA) for row in rows)


def test_on_a_phone_it_still_reads(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, _rows = dated
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address, phrase=FORMULA)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(group(page, "近似形式")).to_be_visible()


def test_hostile_text_stays_text(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    text = "<img src onerror=hit=1>互利共赢，互利双赢"
    tokens = ["互利", "共赢", "互利", "双赢"]
    rows = [{"text": text, "tokens": tokens, "date": date, "title": "<b>甲</b>"} for date in ("2019", "2021")]
    opened(page, serve(write_data(tmp_path / "data", rows)), phrase="互利共赢")
    expect(group(page, "首见与末见")).to_contain_text("onerror=hit=1>")
    assert page.evaluate("window.hit") is None and page.locator(".list b, .list img").count() == 0
    assert not page.outside_requests  # type: ignore[attr-defined]

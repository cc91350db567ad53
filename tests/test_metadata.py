"""What is known of a document, where it is known from, and what is believed first."""

import pytest

from corpus import metadata

DAYS = [
    ("2021-03-07", "2021-03-07"),
    ("2021.3.7", "2021-03-07"),
    ("2021/03/07 10:20", "2021-03-07"),
    ("20210307", "2021-03-07"),
    ("2021年3月7日", "2021-03-07"),
    ("2021 年 12 月 31 日，北京", "2021-12-31"),
    ("二〇二一年三月七日", "2021-03-07"),
    ("二零二三年十二月三十一日", "2023-12-31"),
    ("一九九七年十月二十日", "1997-10-20"),
    ("发布时间：2023-05-04 10:00", "2023-05-04"),
    ("2021年2月30日", ""),
    ("2021年3月", ""),
    ("编号120210307", ""),
    ("今天", ""),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days_are_read_in_the_forms_that_people_write(text: str, day: str) -> None:
    assert metadata.day(text) == day


NAMES = [
    ("2023-05-04 中法关系座谈会纪要.txt", "2023-05-04", "中法关系座谈会纪要"),
    ("讲话/20230504_03_中法_绿色合作研讨会.html", "2023-05-04", "中法 绿色合作研讨会"),
    ("2023_05_04_1638467_里昂会见纪要_html.html", "2023-05-04", "里昂会见纪要"),
    ("2021-03-07-press-conference.txt", "2021-03-07", ""),
    ("新建文本文档.txt", "", ""),
    ("丙.txt", "", ""),
    ("scan0001.pdf", "", ""),
]


@pytest.mark.parametrize(("file", "day", "title"), NAMES)
def test_a_name_gives_what_it_has(file: str, day: str, title: str) -> None:
    assert metadata.from_name(file) == {"date": day, "title": title}


DATED = [
    (["里昂会见纪要", "2023年5月4日"], "2023-05-04"),
    (["里昂会见纪要", "（2023年5月4日，里昂）"], "2023-05-04"),
    (["里昂会见纪要", "发布时间：2023-05-04 10:00 来源：会议简报"], "2023-05-04"),
    (["会见纪要", *["双方交换意见。"] * 9, "二〇二三年五月四日于里昂"], "2023-05-04"),
    (["会见纪要", "双方回顾了2014年3月27日以来的合作，认为成果丰硕。"], ""),
    (["会见纪要", *["双方交换意见。"] * 5, "2023年5月4日", *["双方交换意见。"] * 5], ""),
    ([], ""),
]


def test_a_heading_is_a_title_before_the_name_of_the_file() -> None:
    heading = metadata.from_heading(["首页 > 新闻", "# 中法关系：新机遇", "双方交换意见。"])
    assert heading == {"title": "中法关系：新机遇"} and metadata.from_heading(["中法关系", "# 一"]) == {}
    said = {"name": {"title": "中法关系评论 终稿"}, "heading": heading}
    assert metadata.known(said)["title"] == ("中法关系：新机遇", "heading")


def test_a_conference_in_one_paragraph_begins_with_its_title_and_day() -> None:
    text = (
        "发言人主持例行记者会（2022年5月17日）某社记者：中方对中法合作有何评论？"
        "发言人：中方愿同法方扩大合作。某社记者：对中德关系呢？发言人：中德是重要伙伴，合作前景广阔。"
    )
    found = metadata.from_text([text])
    assert (found["title"], found["date"]) == ("发言人主持例行记者会（2022年5月17日）", "2022-05-17")


def test_an_opening_line_names_the_source() -> None:
    assert (
        metadata.from_text(["会见纪要", "来源：某某日报海外版　2019年06月10日"])["source"] == "某某日报海外版"
    )


@pytest.mark.parametrize(("lines", "day"), DATED)
def test_a_text_is_dated_by_a_line_of_its_own_and_by_no_sentence(lines: list[str], day: str) -> None:
    assert metadata.from_text(lines)["date"] == day


SAYS = {
    origin: {"title": title, "date": "2023-05-04"}
    for origin, title in zip(metadata.ORIGINS, "甲乙丙丁戊己庚辛", strict=True)
}


@pytest.mark.parametrize("first", range(len(metadata.ORIGINS)))
def test_the_first_that_says_it_is_believed(first: int) -> None:
    origins = metadata.ORIGINS[first:]
    found = metadata.known({origin: SAYS[origin] for origin in reversed(origins)})
    assert found["title"] == (SAYS[origins[0]]["title"], origins[0])
    assert found["date"] == ("2023-05-04", origins[0])


def test_what_is_no_day_is_left_to_the_next() -> None:
    found = metadata.known({"front-matter": {"date": "昨天", "title": " "}, "name": {"date": "2023-05-04"}})
    assert found == {"date": ("2023-05-04", "name")}


def test_a_first_line_in_full_is_a_better_title_than_a_name() -> None:
    name, text = {"title": "里昂会见纪要 绿色"}, {"title": "里昂会见纪要：绿色合作与青年交流"}
    assert metadata.known({"name": name, "text": text})["title"] == (text["title"], "text")
    assert metadata.known({"name": name, "text": {"title": "会见"}})["title"] == (name["title"], "name")

"""Citations: the two forms, what of the source decides them, and that nothing is made up."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import paragraphs
from corpus.citations import LANGUAGES, citation, is_continued, mark
from corpus.table import Corpus
from tests.rows import write_data

PAPER = {
    "title": "某页",
    "source": "某报",
    "date": "2021-03-07",
    "speaker": "李明",
    "url": "",
}
SITE = PAPER | {"source": "外事局网站", "url": "https://example.org/1"}
UNKNOWN = dict.fromkeys(PAPER, "") | {"title": "某页"}


def row(*lines: int, position: int = 7, article: str = "") -> dict[str, Any]:
    return {"position": position, "article": article, "lines": list(lines)}


CITED: dict[str, tuple[dict[str, Any], dict[str, str], str, str]] = {
    "a newspaper": (
        row(7),
        PAPER,
        "李明. 某页[N]. 某报, 2021-03-07: 第8段, 原文第7行.",
        "李明, “某页”, 某报, 2021-03-07, paragraph 8, source line 7.",
    ),
    "several lines, in the order in which they are read": (
        row(39, 63, 41),
        PAPER,
        "李明. 某页[N]. 某报, 2021-03-07: 第8段, 原文第39、63、41行.",
        "李明, “某页”, 某报, 2021-03-07, paragraph 8, source lines 39, 63, 41.",
    ),
    "a newspaper online": (
        row(7),
        PAPER | {"url": "https://example.org/1"},
        "李明. 某页[N/OL]. 某报, 2021-03-07: 第8段, 原文第7行. https://example.org/1.",
        "李明, “某页”, 某报, 2021-03-07, paragraph 8, source line 7, https://example.org/1.",
    ),
    "a page of a site: year, place, day in brackets": (
        row(7),
        SITE,
        "李明. 某页[EB/OL]. 外事局网站, 2021: 第8段, 原文第7行(2021-03-07). https://example.org/1.",
        "李明, “某页”, 外事局网站, 2021-03-07, paragraph 8, source line 7, https://example.org/1.",
    ),
    "a page of a site without a date": (
        row(7),
        SITE | {"date": ""},
        "李明. 某页[EB/OL]. 外事局网站: 第8段, 原文第7行. https://example.org/1.",
        "李明, “某页”, 外事局网站, paragraph 8, source line 7, https://example.org/1.",
    ),
    "a page whose site has no name": (
        row(7),
        SITE | {"source": ""},
        "李明. 某页[EB/OL]. 2021: 第8段, 原文第7行(2021-03-07). https://example.org/1.",
        "李明, “某页”, 2021-03-07, paragraph 8, source line 7, https://example.org/1.",
    ),
    "nothing but a title": (
        row(1, position=0),
        UNKNOWN,
        "某页[Z]. 第1段, 原文第1行.",
        "“某页”, paragraph 1, source line 1.",
    ),
    "another article of the page, whose speaker nobody knows": (
        row(7, article="另一篇"),
        PAPER,
        "另一篇[N]. 某报, 2021-03-07: 与《某页》同载, 第8段, 原文第7行.",
        "“另一篇”, in the same source as “某页”, 某报, 2021-03-07, paragraph 8, source line 7.",
    ),
    "another article, which begins on another page": (
        row(7, article="（上接2版）"),
        PAPER,
        "[另一篇报道, 题目不在原文中][N]. 某报, 2021-03-07: 与《某页》同载, 第8段, 原文第7行.",
        "another article, its title not in the source, in the same source as “某页”, 某报, 2021-03-07, paragraph 8, source line 7.",
    ),
    "two who speak": (
        row(7),
        PAPER | {"speaker": "李明、王芳"},
        "李明, 王芳. 某页[N]. 某报, 2021-03-07: 第8段, 原文第7行.",
        "李明, 王芳, “某页”, 某报, 2021-03-07, paragraph 8, source line 7.",
    ),
    "of more than three, three": (
        row(7),
        PAPER | {"speaker": "甲、乙；丙, 丁"},
        "甲, 乙, 丙, 等. 某页[N]. 某报, 2021-03-07: 第8段, 原文第7行.",
        "甲, 乙, 丙, et al., “某页”, 某报, 2021-03-07, paragraph 8, source line 7.",
    ),
}


@pytest.mark.parametrize(
    "article, continued", {"": False, "另一篇": False, "（上接2版）": True, "(下转3版)": True}.items()
)
def test_an_article_begins_on_another_page(article: str, continued: bool) -> None:
    assert is_continued(row(7, article=article)) == continued
    unknown = "题目不在原文中" in citation(row(7, article=article), PAPER, "zh")
    assert (unknown, "不在原文" in paragraphs.article({"article": article}, "zh")) == (continued, continued)


@pytest.mark.parametrize("cited, document, chinese, english", CITED.values(), ids=CITED)
def test_both_forms(cited: dict[str, Any], document: dict[str, str], chinese: str, english: str) -> None:
    assert citation(cited, document, "zh") == chinese
    assert citation(cited, document, "en") == english


MARKS = {
    "人民日报": "N",
    "人民日报海外版": "N",
    "解放军报（第3版）": "N",
    "报纸版面（未注报名）": "N",
    "大公报": "N",
    "参考消息": "N",
    "China Daily": "N",
    "外交学院学报": "J",
    "世界知识杂志": "J",
    "外交部网站": "EB/OL",
    "人民网": "EB/OL",
    "人民日报客户端": "EB/OL",
    "国务院公报": "Z",
    "会议简报": "Z",
    "新华社": "Z",
    "网络空间研究院": "Z",
    "Timeshare": "Z",
    "": "Z",
}


@pytest.mark.parametrize("source, expected", MARKS.items(), ids=str)
def test_the_mark_of_a_document_is_of_what_is_known_of_its_source(source: str, expected: str) -> None:
    online = {"Z": "EB/OL"}.get(expected, f"{expected.removesuffix('/OL')}/OL")
    assert mark({"source": source, "url": ""}) == expected
    assert mark({"source": source, "url": "https://example.org"}) == online


@given(
    st.fixed_dictionaries({name: st.sampled_from(["", value]) for name, value in SITE.items()}),
    st.sampled_from(["", "另一篇", "（上接2版）"]),
    st.sampled_from(LANGUAGES),
)
def test_what_is_missing_leaves_no_gap(document: dict[str, str], article: str, language: str) -> None:
    text = citation(row(7, article=article), document | {"title": "某页"}, language)
    assert not any(gap in text for gap in (", ,", ". .", ": :", "()", ", .", ",,", "..", ": .", "None"))
    assert text[0] not in ",.: " and text.endswith(".")
    for name in ("source", "url"):
        assert not document[name] or document[name] in text
    assert ("李明" in text) == bool(document["speaker"] and not article)
    assert ("2021" in text) == bool(document["date"])


def test_a_row_of_the_corpus_is_cited(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    paragraph = corpus.rows("FROM paragraphs WHERE paragraph_id = 'visit:3'")[0]
    assert (
        citation(paragraph, corpus.documents[0], "zh")
        == "里昂会见纪要[Z]. 会议简报, 2023-05-04: 第3段, 原文第3、9行."
    )

"""How a paragraph was cut, and the same paragraph with a reader's terms."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import cutting as panel
from corpus import tokens
from corpus.corrections import Correction, text_hash
from corpus.cutting import KINDS, Piece, kept, listing, pieces, recut, spans, unlisted
from corpus.selection import BY_NAME, WORD_LENGTH, Selection
from corpus.statistics import frequencies
from corpus.table import Corpus
from corpus.tokens import STOPWORDS, TERMS, read_terms, read_words
from tests.rows import PARAGRAPHS_OF_A_VISIT, write_data

# (text, its tokens apart by spaces, terms, the tokens with them)
RECUT = {
    "two are joined": ("深化绿色合作。", "深化 绿色 合作", ["绿色合作"], "深化 绿色合作"),
    "everywhere": ("绿色合作，绿色合作", "绿色 合作 绿色 合作", ["绿色合作"], "绿色合作 绿色合作"),
    "what reaches over an end is cut": ("中俄新时代", "中俄新 时代", ["新时代"], "中俄 新时代"),
    "over both": ("前后左右上下", "前后左 右上下", ["左右"], "前后 左右 上下"),
    "a token is split": ("林晓峰说", "林晓峰说", ["林晓峰"], "林晓峰 说"),
    "punctuation stays between": ("绿色，合作", "绿色 合作", ["绿色合作"], "绿色 合作"),
    "a dot is inside a name": ("安·文", "安 文", ["安·文"], "安·文"),
    "the longest wins": ("绿色合作项目", "绿色 合作 项目", ["绿色合作", "绿色合作项目"], "绿色合作项目"),
    "the leftmost wins": ("绿色合作项目", "绿色 合作 项目", ["合作项目", "绿色合作"], "绿色合作 项目"),
    "a listed term around it wins": ("战略伙伴关系", "战略伙伴关系", ["战略伙伴"], "战略伙伴关系"),
    "not where it stands alone": (
        "战略伙伴和战略伙伴关系",
        "战略 伙伴 和 战略伙伴关系",
        ["战略伙伴"],
        "战略伙伴 和 战略伙伴关系",
    ),
    "nor a listed name": ("新几内亚人", "新几内亚 人", ["几内亚人"], "新 几内亚人"),
    "a run of letters is not cut": ("SAIL和AI", "SAIL 和 AI", ["AI"], "SAIL 和 AI"),
    "what does not occur": ("绿色合作", "绿色 合作", ["铁路"], "绿色 合作"),
    "no term": ("绿色合作", "绿色 合作", [], "绿色 合作"),
    "nothing": ("", "", ["绿色"], ""),
}


@pytest.mark.parametrize("text, before, terms, after", RECUT.values(), ids=RECUT)
def test_terms_are_kept_whole(text: str, before: str, terms: list[str], after: str) -> None:
    assert recut(text, before.split(), terms) == after.split()


def test_a_build_with_the_term_cuts_alike() -> None:
    text = "双方同意扩大铁路货运合作，加强海关合作，铁路货运量稳步增长。"
    term = "铁路货运"
    before = tokens.words(text)
    assert term not in before
    segmenter = tokens.Segmenter(
        tokens.default_engine(),
        terms=(*TERMS, term),
        short_forms=tokens.SHORT_FORMS,
        countries=tokens.COUNTRIES,
        names=tokens.NAMES,
    )
    built = [piece for piece in segmenter.cut(text) if tokens.is_token(piece)]
    assert recut(text, before, [term]) == built


CHARACTERS = "中法绿色合作战略伙伴关系，。· a1A"
CUTS = st.lists(st.text(CHARACTERS, min_size=1, max_size=4), max_size=12)
ADDED = st.lists(st.text(CHARACTERS, min_size=1, max_size=4), max_size=4)


def cut(parts: list[str]) -> tuple[str, list[str]]:
    return "".join(parts), [part for part in parts if tokens.is_token(part)]


@given(CUTS, ADDED)
def test_a_recut_keeps_the_text_and_its_order(parts: list[str], terms: list[str]) -> None:
    text, before = cut(parts)
    after = recut(text, before, terms)
    assert len(list(spans(text, after))) == len(after), "every token is found, one after the other"
    assert [each for each in text if each.isalnum()] == [
        each for token in after for each in token if each.isalnum()
    ]
    assert recut(text, after, terms) == after
    assert recut(text, before, []) == before
    covered = {at for start, end in kept(text, terms) for at in range(start, end)}
    positioned = dict(zip(spans(text, after), after, strict=True))
    for span in spans(text, before):
        assert span in positioned or covered & set(range(*span)), "what no term touches stays"


@given(st.text(), st.lists(st.text(max_size=5)), st.lists(st.text(max_size=5)), st.lists(st.text(max_size=5)))
def test_pieces_are_the_text_whatever_the_row_says(
    text: str, row: list[str], terms: list[str], stopwords: list[str]
) -> None:
    found = pieces(text, row, terms=terms, stopwords=stopwords)
    assert "".join(each.text for each in found) == text
    assert {each.kind for each in found} <= set(KINDS)
    recut(text, row, terms)


def test_pieces_say_what_they_are() -> None:
    found = pieces(
        "双方的战略伙伴关系，2030年绿色合作",
        ["双方", "的", "战略伙伴关系", "2030", "年", "绿色合作"],
        terms=["绿色合作"],
        stopwords=["双方", "的"],
    )
    assert found == [
        Piece("双方", "stopword", "双方" not in STOPWORDS),
        Piece("的", "stopword", False),
        Piece("战略伙伴关系", "term", False),
        Piece("，", "gap", False),
        Piece("2030", "short", False),
        Piece("年", "stopword" if "年" in STOPWORDS else "short", False),
        Piece("绿色合作", "term", True),
    ]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(write_data(tmp_path / "data"))


def test_lists_show_what_is_a_word_or_a_term(corpus: Corpus) -> None:
    shown = {
        each.text
        for row in corpus.rows("FROM paragraphs WHERE counted")
        for each in pieces(row["text"], row["tokens"])
        if each.kind in ("word", "term")
    }
    assert shown == set(frequencies(corpus, Selection(), limit=1000)["feature"])


def words_of(corpus: Corpus) -> dict[str, int]:
    table = frequencies(corpus, Selection(), limit=1000)
    return dict(zip(table["feature"], map(int, table["frequency"]), strict=True))


def test_a_recut_corpus(corpus: Corpus) -> None:
    plain = words_of(corpus)
    other = corpus.recut(("铁路合作", "无处可寻"))
    assert words_of(other) == {
        word: n for word, n in (plain | {"铁路合作": 2, "合作": plain["合作"] - 2}).items() if word != "铁路"
    }
    assert words_of(corpus) == plain and words_of(other.recut(())) == plain
    assert other.count(Selection(words=("铁路合作",))) == 2 and other.count(Selection(words=("铁路",))) == 0
    assert other.count(Selection(terms=("铁路",))) == 2, "characters are searched as before"
    assert other.added_terms == ("铁路合作", "无处可寻") and (other.size, other.sections) == (
        corpus.size,
        corpus.sections,
    )
    assert corpus.recut(("铁路合作",)) is corpus.recut(("铁路合作",)) and corpus.recut(()) is corpus
    assert words_of(other.recut(("绿色合作",)))["铁路"] == 2, "the terms of before are gone"
    with ThreadPoolExecutor(8) as pool:
        each = [corpus, other] * 20
        found = list(pool.map(lambda one: one.count(Selection(words=("铁路合作",))), each))
        assert found == [0, 2] * 20


def test_corrections_and_terms_go_together(corpus: Corpus) -> None:
    made = (
        Correction("visit", "visit:5", text_hash(PARAGRAPHS_OF_A_VISIT[4]["text"]), "about", "FR", "add"),
        Correction("visit", "visit:7", text_hash(PARAGRAPHS_OF_A_VISIT[6]["text"]), "about", "DE", "remove"),
    )
    for both in (
        corpus.corrected(made).recut(("铁路合作",)),
        corpus.recut(("铁路合作",)).corrected(made),
    ):
        assert both.corrections == made and both.added_terms == ("铁路合作",)
        assert set(both.verdicts) == set(both.before) == {"visit:5", "visit:7"}
        assert both.before["visit:7"]["about"] == ["DE"]
        rows = {row["paragraph_id"]: row for row in both.rows("FROM paragraphs")}
        assert rows["visit:5"]["about"] == ["FR"] and rows["visit:7"]["about"] == []
        assert rows["visit:7"]["tokens"] == ["中德", "铁路合作", "进入", "新", "阶段"]
        assert both.corrected(()).count(Selection(relationships=("DE",))) == 1
        assert both.corrected(()).count(Selection(words=("铁路合作",))) == 2
        assert both.recut(()).count(Selection(words=("铁路合作",))) == 0
        assert both.recut(()).count(Selection(relationships=("FR",))) == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_saved_is_what_the_lists_take(corpus: Corpus, tmp_path: Path, language: str) -> None:
    listed = sorted(STOPWORDS)[0]
    selection = Selection(
        added_terms=("铁路合作", TERMS[0]), added_stopwords=("广阔", listed), cut="visit:3", language=language
    )
    row = corpus.recut(selection.added_terms).page(Selection())[1]
    shown = panel.content(row, selection)
    files = {each["name"]: each["text"] for each in shown["files"]}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_terms(tmp_path / "added-terms.txt") == ("铁路合作",), "nothing stands twice"
    assert read_words(tmp_path / "added-stopwords.txt") == ("广阔",)
    assert all(text.startswith("# ") for text in files.values())
    notes = [dict(shown["added"][field]) for field in panel.LISTS]
    assert not notes[0]["铁路合作"] and "terms.txt" in notes[0][TERMS[0]]
    assert not notes[1]["广阔"] and "stopwords.txt" in notes[1][listed]
    assert [each.text for each in shown["pieces"] if each.added] == ["铁路合作", "广阔"]


def test_nothing_to_save() -> None:
    assert unlisted((), ()) == ([], []) and listing((), "empty") == "# empty\n"
    row = {"paragraph_id": "a:1", "text": "", "tokens": []}
    assert panel.content(row, Selection())["files"] == []


@pytest.mark.parametrize(
    "value", ["绿色 合作", "绿色，合作", "绿", "·合作", "合#作", "合" * (WORD_LENGTH + 1), ""]
)
def test_a_link_adds_no_term_that_cannot_be_kept_whole(value: str) -> None:
    assert BY_NAME["added_terms"].read(value) is None


@pytest.mark.parametrize("value", ["绿色 合作", "合#作", "合" * (WORD_LENGTH + 1), ""])
def test_a_link_adds_no_stop_word_that_a_list_cannot_hold(value: str) -> None:
    assert BY_NAME["added_stopwords"].read(value) is None


def test_links_keep_what_was_added() -> None:
    added = Selection(added_terms=("绿色合作", "安·文"), added_stopwords=("5-10", "的"), cut="visit:3")
    assert Selection.from_params(added.to_params()) == added

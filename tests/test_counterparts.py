"""The table of counterparts: complete, unambiguous where it must be, and strict about broken entries."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from corpus.counterparts import (
    COUNTERPARTS,
    FORMS,
    LEXICON,
    REGIONAL,
    LexiconError,
    read_counterparts,
)
from corpus.names import NameFinder
from corpus.places import read_places
from corpus.tagging import tag_paragraph
from corpus.topics import subject_finder


def test_every_country_and_every_regional_counterpart_is_there() -> None:
    assert set(REGIONAL) <= set(COUNTERPARTS)
    assert len(COUNTERPARTS) > 200
    assert not {"CN", "HK", "MO", "TW"} & set(COUNTERPARTS)


@pytest.mark.parametrize("code", COUNTERPARTS)
def test_names_are_complete(code: str) -> None:
    counterpart = COUNTERPARTS[code]
    assert counterpart.zh and counterpart.en and counterpart.relationship and counterpart.relationship_en
    assert counterpart.zh in counterpart.forms["names"]
    assert all(len(form) >= 2 for key, forms in counterpart.forms.items() if key != "short" for form in forms)


@pytest.mark.parametrize("field", ["zh", "en", "relationship", "relationship_en"])
def test_labels_are_unique(field: str) -> None:
    counts = Counter(getattr(counterpart, field) for counterpart in COUNTERPARTS.values())
    assert [label for label, count in counts.items() if count > 1] == []


def owners() -> dict[str, set[str]]:
    """Every form of the lexicon with the counterparts under which it stands."""
    found: dict[str, set[str]] = {}
    for code, counterpart in COUNTERPARTS.items():
        for forms in counterpart.forms.values():
            for form in forms:
                found.setdefault(form, set()).add(code)
    return found


def test_every_form_belongs_to_one_counterpart_or_is_declared_ambiguous() -> None:
    shared = {form: codes for form, codes in owners().items() if len(codes) > 1}
    declared = {form: set(codes) for form, codes in FORMS.ambiguous.items()}
    assert {form: declared.get(form) for form in shared} == shared
    assert all(
        declared[form] == owners()[form.removeprefix("中")] for form in declared.keys() - shared.keys()
    )


@pytest.mark.parametrize("code", COUNTERPARTS)
def test_every_form_of_a_counterpart_names_it(code: str) -> None:
    missed = [
        form
        for key, sentence in SENTENCES.items()
        for form in COUNTERPARTS[code].forms[key]
        if code not in candidates(sentence.format(form))
    ]
    assert missed == []


SENTENCES = {
    "names": "文中提到的是{}。",
    "people": "文中提到的是{}。",
    "titled": "文中提到的是总理{}。",
    "seats": "文中提到的是{}。",
    "institutions": "文中提到的是{}。",
    "sides": "文中提到的是{}。",
    "capitals": "{}方面宣布了新的措施。",
}


def candidates(text: str) -> set[str]:
    """The counterparts that a sentence names, or could name where nothing decides."""
    tags = tag_paragraph(text)
    return {code for each in tags.evidence for code in (each.counterpart, *each.ambiguous)}


@pytest.mark.parametrize("text", ["特朗普", "普京", "默克尔", "安倍晋三", "朴槿惠", "杜特尔特", "博索纳罗"])
def test_a_leader_names_the_country_after_the_office_ended(text: str) -> None:
    (code,) = owners()[text]
    assert COUNTERPARTS[code].in_office(text) and COUNTERPARTS[code].in_office(f"总统{text}")
    assert tag_paragraph(f"{text}的回忆录出版了。").mentions == (code,)


def test_leaders_of_the_last_fifteen_years_stand_with_their_years() -> None:
    led = [
        code
        for code, each in COUNTERPARTS.items()
        if any((last or 2026) >= 2011 for spans in each.years.values() for _, last in spans)
    ]
    assert len(led) >= 150
    assert COUNTERPARTS["US"].years["特朗普"] == ((2017, 2021), (2025, 0))


def test_at_least_forty_counterparts_are_curated() -> None:
    curated = [
        each
        for each in COUNTERPARTS.values()
        if each.forms["short"] and each.forms["people"] and not each.regional
    ]
    assert len(curated) >= 40


CHINA_AND_US = "names = ['美国']\npeople = []\noffices = []\ncues = []\ncompanies = []\nplaces = []"
FORMS_WITH = "at_home = {}\n[characters]\nplain = ''\ndistinct = ''\nalone = ''\nsole = ''\nwords = ''\nfunctions = ''\nsides = ''\n"

BROKEN = [
    (
        "counterparts.toml",
        "[UX]\nshort = ['某']",
        r"counterparts.toml, line 1, \[UX\]: no counterpart 'UX'; did you mean",
    ),
    ("counterparts.toml", "[AD]\nleaders = ['某']", r"\[AD\]: no key 'leaders'; the keys are zh, en"),
    ("counterparts.toml", "[AD]\npeople = '某'", r"\[AD\]: people must be a list of strings"),
    ("counterparts.toml", "[ASEAN]\nzh = '东盟'", r"\[ASEAN\]: zh and en are needed"),
    ("counterparts.toml", "\n[AD", r"counterparts.toml: is not valid TOML.*line 2"),
    (
        "counterparts.toml",
        "[US]  # 美国\nnames = ['日本']",
        r"'日本' stands under US and JP; keep one, or declare",
    ),
    ("china.toml", CHINA_AND_US, r"china.toml: '美国' stands for US too"),
    ("forms.toml", "[ambiguous]", r"forms.toml: needs the table \[at_home\]"),
    ("forms.toml", FORMS_WITH + "[ambiguous]", r"stands under .*declare them all in forms.toml"),
    ("counterparts.toml", "[US]\npeople = ['某 20xx']", r"\[US\]: '某 20xx' is not a name with years"),
    ("counterparts.toml", "[US]\nnames = ['的']", r"one character belongs in short"),
    ("china.toml", "names = []", r"china.toml: needs people, a list"),
    ("compounds.toml", "[compounds]\n'土欧' = ['TR', 'UX']", r"compounds.toml, '土欧': no counterpart 'UX'"),
    ("compounds.toml", "[compounds]\n'俄欧' = 'RU'", r"'俄欧' needs a list of two or more codes"),
    ("not_names.txt", "英语 法语", r"not_names.txt, line 1: .* holds a space"),
    ("countries.tsv", "code\tzh\ten\tnames\nAD\t安道尔", r"countries.tsv, line 2: needs code, zh, en"),
    ("topics.toml", "[a]\nzh = '某'", r"topics.toml, \[a\]: needs names"),
]


@pytest.mark.parametrize(
    "file", sorted(path.name for path in LEXICON.iterdir() if path.suffix in (".toml", ".tsv"))
)
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    lexicon = shutil.copytree(LEXICON, tmp_path / "lexicon")
    (lexicon / file).unlink()
    with pytest.raises(LexiconError, match=f"{file}: cannot be read"):
        subject_finder(NameFinder(read_counterparts(lexicon), lexicon), lexicon)
        read_places(lexicon)


@pytest.mark.parametrize(("file", "text", "said"), BROKEN)
def test_a_broken_entry_is_named(tmp_path: Path, file: str, text: str, said: str) -> None:
    lexicon = shutil.copytree(LEXICON, tmp_path / "lexicon")
    (lexicon / file).write_text(text + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=said):
        subject_finder(NameFinder(read_counterparts(lexicon), lexicon), lexicon)

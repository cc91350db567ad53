"""The table of counterparts: complete, unambiguous where it must be, and strict about broken entries."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from corpus.counterparts import COUNTERPARTS, LEXICON, REGIONAL, LexiconError, read_counterparts
from corpus.names import NameFinder
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


@pytest.mark.parametrize("key", ["names", "people", "seats"])
def test_a_full_name_belongs_to_one_counterpart(key: str) -> None:
    counts = Counter(form for counterpart in COUNTERPARTS.values() for form in set(counterpart.forms[key]))
    assert [form for form, count in counts.items() if count > 1] == []


def test_at_least_forty_counterparts_are_curated() -> None:
    curated = [
        each
        for each in COUNTERPARTS.values()
        if each.forms["short"] and each.forms["people"] and not each.regional
    ]
    assert len(curated) >= 40


CHINA_AND_US = "names = ['美国']\npeople = []\noffices = []\ncues = []\nplaces = []"
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
    ("forms.toml", FORMS_WITH + "[ambiguous]", r"'苏' stands under RU and .*declare them all in forms.toml"),
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


@pytest.mark.parametrize(("file", "text", "said"), BROKEN)
def test_a_broken_entry_is_named(tmp_path: Path, file: str, text: str, said: str) -> None:
    lexicon = shutil.copytree(LEXICON, tmp_path / "lexicon")
    (lexicon / file).write_text(text + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=said):
        subject_finder(NameFinder(read_counterparts(lexicon), lexicon), lexicon)

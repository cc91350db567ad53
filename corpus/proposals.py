"""Which columns of the files of a folder are taken for what: shown, and proposed as corpus.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import escape

from corpus import formats
from corpus.choices import KEYS, Rule, to_toml
from corpus.faults import SourceError
from corpus.formats import Choice
from corpus.limits import ON_DISK, Limits
from corpus.sources import Source

_RECORDS = ("tables", "workbooks", "parquet", "objects")  # the modules of corpus/formats that read columns
_SUFFIXES = tuple(suffix for each in formats.FORMATS if each.module in _RECORDS for suffix in each.suffixes)


@dataclass(frozen=True)
class Proposal:
    """Files of one ending that are read alike: their ``columns``, {name: samples}, and how they are read.

    ``fault`` is the sentence of the first of them where its text is not plain, and has yet to be chosen.
    """

    files: Sequence[str]
    choice: Choice
    columns: Mapping[str, Sequence[str]]
    fault: str = ""

    @property
    def ending(self) -> str:
        """The ending of the files, as in ``.json``."""
        return formats.ending(self.files[0])

    def __str__(self) -> str:
        """The columns of the files, a line each: what it is taken for, its name, what stands in it."""
        number = f"{len(self.files):,} files" if len(self.files) > 1 else "1 file"
        names = ", ".join(self.files[:3]) + (", …" if len(self.files) > 3 else "")
        taken = {column: field for field, column in self.choice.fields.items()}
        order = {column: KEYS.index(field) for field, column in self.choice.fields.items()}
        where = f", records at {self.choice.records}" if self.choice.records else ""
        lines = [f"{number} ({names}){where}"]
        for column, samples in sorted(self.columns.items(), key=lambda each: order.get(each[0], len(KEYS))):
            lines.append(f"  {taken.get(column, '-'):9} {column:24} {' | '.join(samples)}")
        return "\n".join([*lines, *filter(None, [self.fault])])


def propose(sources: Iterable[Source], limits: Limits = ON_DISK) -> tuple[list[Proposal], list[SourceError]]:
    """What the files of records among ``sources`` hold, those alike together; and which are unreadable.

    What is chosen for a source already is part of its proposal.
    """
    alike: dict[tuple[object, ...], Proposal] = {}
    unreadable = []
    for source in sources:
        if formats.ending(source.file) not in _SUFFIXES:
            continue
        try:
            contents = formats.read(source.content(limits), source.file, source.choice, limits)
            found = Proposal([source.file], contents.choice, contents.columns)
        except SourceError as error:
            if not error.values.get("columns"):
                unreadable.append(error)
                continue
            found = Proposal([source.file], source.choice, error.values["columns"], str(error))
        choice = found.choice
        what = tuple(found.columns) if found.fault else tuple(choice.fields.items())
        key = (found.ending, choice.encoding, choice.records, what)
        known = alike.get(key)
        alike[key] = (
            Proposal([*known.files, source.file], choice, {**found.columns, **known.columns}, known.fault)
            if known
            else found
        )
    return list(alike.values()), unreadable


def as_toml(proposals: Sequence[Proposal]) -> str:
    """The proposals as corpus.toml: the most files of an ending as ``*.json``, after those that differ.

    Where the text has yet to be chosen, ``text`` is empty, and a remark names the columns.
    """
    rules: list[Rule] = []
    remarks: dict[int, str] = {}
    for ending in dict.fromkeys(each.ending for each in proposals):
        group = sorted(
            (each for each in proposals if each.ending == ending), key=lambda each: len(each.files)
        )
        for each in group:
            files = [f"*{ending}"] if each is group[-1] else list(map(escape, each.files))
            fields = {"text": "", **each.choice.fields} if each.fault else each.choice.fields
            if each.fault:
                names = ", ".join(each.columns)
                remarks[len(rules)] = " ".join(f"Which column is the text? One of: {names}".split())
            rules.append(Rule(files, Choice(each.choice.encoding, each.choice.records, fields)))
    return f"# How the files beside this one are read; the keys are {', '.join(KEYS)}.\n\n" + to_toml(
        rules, remarks
    )

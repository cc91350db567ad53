"""Sources → data/: which parts there are, who builds them, and the manifest that names them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from corpus import scenes
from corpus.corrections import Correction, Unfit, apply, write_corrections
from corpus.digests import code_digest, lexicon_digest, program_digest, source_key
from corpus.faults import SourceError
from corpus.limits import ON_DISK, Limits
from corpus.locations import is_remote
from corpus.parts import Admitted, Keeper, Outcome, Table, Task, build_part, divide
from corpus.parts import written as written_whole
from corpus.report import FileReport
from corpus.schema import SCENES_FILE, SCHEMA_VERSION, TABLES, TERMS
from corpus.sources import Source, find_sources
from corpus.staging import Staging, check_target, staging
from corpus.terms import added_up, terms_file
from corpus.workers import Run, here

_AT_ONCE = 500
"""Sources whose bytes are looked at in one task."""

Progress = Callable[[int, int, Source | None], None]
"""How many sources are done, of how many, and the one that is taken up now: None where several are, or all
are done."""


class NothingReadError(SourceError):
    """None of the sources could be read: ``files`` say why of each."""

    def __init__(self, files: Sequence[FileReport]) -> None:
        """The error that says why of the first few."""
        super().__init__(" ".join(str(each) for each in files[:3]))
        self.files = files


def build(
    sources: Sequence[Path],
    out: Path,
    *,
    corrections: Sequence[Correction] = (),
    limits: Limits = ON_DISK,
    progress: Progress | None = None,
    report: Callable[[Unfit], object] | None = None,
    fresh: bool = False,
    run: Run = here,
) -> dict[str, Any]:
    """Build ``sources`` (files or folders) into the folder ``out`` and return the manifest.

    What is written takes the place of the old data when all of it is there, so that a build that fails or is
    killed leaves the old data as it was. ``out`` may be new, empty or an earlier build's; a folder that holds
    anything else is never touched. Parts and sources that have not changed since the last build, or since one
    that was killed, are not built again, unless all is to be ``fresh``; what is written is the same.
    A file that cannot be read is skipped, and the manifest's ``files`` say why (``FileReport``).
    scenes.toml of the sources, else that of the old data, stays beside the data.
    ``corrections`` change the tags of the paragraphs that they fit, and of no other: what the tags of a
    heading say of the text under it is decided before. Those that fit none go to ``report``.
    ``run`` says where the parts are built, see ``corpus.workers``; elsewhere than ``here`` a part is one step
    of ``progress``.
    Raises SourceError, of them NothingReadError where no file could be read, LexiconError, InputError where
    the workers fail, or OSError where ``out`` cannot be written.
    """
    out = out if is_remote(out) else out.absolute()
    check_target(out, sources)
    with staging(out) as staged:
        found = find_sources(sources, limits)
        keeper = Keeper([] if fresh else [out, *staged.left], program_digest())
        tour = scenes.carried(sources, out)
        return _build(found, staged, keeper, corrections, limits, progress, report, run, tour, terms=True)


def build_sources(
    found: Sequence[Source],
    out: Path,
    *,
    limits: Limits = ON_DISK,
    progress: Progress | None = None,
    like: Iterable[Path] = (),
) -> dict[str, Any]:
    """Build sources that are found already into ``out``, with what is finished in the folders ``like``.

    They are few: there is no table of terms.
    """
    with staging(out) as staged:
        keeper = Keeper([*like, *staged.left], program_digest())
        tour = scenes.carried((each.path for each in found), out)
        return _build(found, staged, keeper, (), limits, progress, None, here, tour, terms=False)


def _build(
    found: Sequence[Source],
    staged: Staging,
    keeper: Keeper,
    corrections: Sequence[Correction],
    limits: Limits,
    progress: Progress | None,
    report: Callable[[Unfit], object] | None,
    run: Run,
    tour: bytes | None,
    *,
    terms: bool,
) -> dict[str, Any]:
    admission = _admission(found, limits, run)
    outcomes = _built(admission, staged, keeper, corrections, limits, progress, run)
    # what is over the limit is known when all are read
    while over := _over(outcomes, limits):
        admission = admission.without(over)
        again = Keeper([staged.folder], program_digest())
        parted = not outcomes[0].part.alone
        outcomes = _built(admission, staged, again, corrections, limits, None, run, parted=parted)
    files = admission.reports(outcomes)
    if all(each.fault for each in files):
        raise NothingReadError(files)
    parts = [each.part for each in outcomes]
    names = [part.name for part in parts if not part.alone]
    unfit = _unfit(outcomes, corrections)
    for each in unfit if report else ():
        report(each)  # type: ignore[misc]
    manifest = {
        "schema": SCHEMA_VERSION,
        "lexicon": lexicon_digest(),
        "files": [each.to_json() for each in files],
        "parts": names,
        "corrections": {
            "digest": sha256(write_corrections(corrections).encode()).hexdigest() if corrections else "",
            "applied": len(corrections) - len(unfit),
            "unfit": len(unfit),
        },
        "documents": sum(each.documents for each in outcomes),
        "paragraphs": sum(each.paragraphs for each in outcomes),
        "counted": sum(each.paragraphs for each in files),
    }
    written = [part.table(staged.folder, table) for part in parts for table in TABLES]
    written += [file for part in parts for file in part.kept(staged.folder)]
    if terms:
        all_terms = terms_file(staged.folder, names)
        with Table(all_terms, TERMS) as table:
            for batch in added_up([part.kept(staged.folder)[0] for part in parts]):
                table.add(batch)
        written.append(all_terms)
    if tour is not None:
        written.append(staged.folder / SCENES_FILE)
        with written_whole(written[-1]) as file:
            file.write(tour)
    staged.finish(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", written)
    return manifest


# -- which sources are read ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Admission:
    """The sources that are found, and of each what is known before it is read: that it is ``admitted``, that
    it is the ``same`` as an admitted one, or why it is ``refused``."""

    found: Sequence[Source]
    admitted: dict[int, Admitted]
    same: dict[int, int]
    refused: dict[int, FileReport]

    def without(self, over: dict[str, SourceError]) -> _Admission:
        """The same without the sources of these keys."""
        gone = {number: each for number, each in self.admitted.items() if each.key in over}
        return replace(
            self,
            admitted={number: each for number, each in self.admitted.items() if number not in gone},
            same={number: other for number, other in self.same.items() if other not in gone},
            refused=self.refused
            | {
                number: replace(
                    FileReport.skipped(each.source.file, over[each.key], each.digest),
                    number=each.source.number,
                )
                for number, each in gone.items()
            }
            | {
                number: self._like(number, self._skipped(gone[other], over))
                for number, other in self.same.items()
                if other in gone
            },
        )

    def _skipped(self, each: Admitted, over: dict[str, SourceError]) -> FileReport:
        return FileReport.skipped(each.source.file, over[each.key], each.digest)

    def _like(self, number: int, first: FileReport) -> FileReport:
        """The report of a source that is the same as one whose report is given."""
        source = self.found[number]
        error = (
            SourceError(fault=first.fault, **{**first.values, "file": source.file})
            if first.fault
            else SourceError(fault="same-file", file=source.file, other=first.file)
        )
        return replace(FileReport.skipped(source.file, error, first.digest), number=source.number)

    def reports(self, outcomes: Sequence[Outcome]) -> list[FileReport]:
        """The report of every source that was found, in their order."""
        of = {
            each.key: report
            for outcome in outcomes
            for each, report in zip(outcome.part.sources, outcome.reports, strict=True)
        }
        files = dict(self.refused)
        files |= {number: of[each.key] for number, each in self.admitted.items()}
        files |= {number: self._like(number, files[other]) for number, other in self.same.items()}
        return [files[number] for number in range(len(self.found))]


def _admission(found: Sequence[Source], limits: Limits, run: Run) -> _Admission:
    """Which sources are to be read: as many as the limits allow, and equal files once."""
    starts = range(0, len(found), _AT_ONCE)
    chunks = [_Chunk(start, tuple(found[start : start + _AT_ONCE]), limits) for start in starts]
    looks = {chunk.start: looked for chunk, looked in run(_looked_at, chunks)}
    admission = _Admission(found, {}, {}, {})
    first: dict[tuple[str, str], int] = {}
    total = 0
    for number, (source, look) in enumerate(
        zip(found, (each for start in sorted(looks) for each in looks[start]), strict=True)
    ):
        file = source.file
        error: SourceError | None = None
        digest = ""
        if number >= limits.files:
            error = SourceError(fault="too-many-files", file=file, limit=limits.files)
        elif isinstance(look, FileReport):
            admission.refused[number] = replace(look, number=source.number)
            continue
        else:
            size, digest = look
            same = (digest, PurePosixPath(file).suffix.lower())
            if same in first:
                admission.same[number] = first[same]
                continue
            if total + size > limits.upload_bytes:
                error = SourceError(fault="too-much", file=file, limit=limits.upload_megabytes)
        if error:
            admission.refused[number] = replace(FileReport.skipped(file, error, digest), number=source.number)
            continue
        total += size
        first[same] = number
        admission.admitted[number] = Admitted(source, size, digest, source_key(source, digest, limits))
    return admission


@dataclass(frozen=True)
class _Chunk:
    """Some of the sources, from number ``start`` on."""

    start: int
    sources: tuple[Source, ...]
    limits: Limits


def _looked_at(chunk: _Chunk) -> list[tuple[int, str] | FileReport]:
    """The size of each source and the SHA-256 of its bytes, or why they cannot be had."""
    looks: list[tuple[int, str] | FileReport] = []
    for source in chunk.sources:
        try:
            content = source.content(chunk.limits)
            looks.append((len(content), sha256(content).hexdigest()))
        except SourceError as error:
            looks.append(FileReport.skipped(source.file, error))
        except MemoryError:
            too_large = SourceError(fault="too-much-memory", file=source.file)
            looks.append(FileReport.skipped(source.file, too_large))
    return looks


# -- parts -----------------------------------------------------------------------------------------


def _built(
    admission: _Admission,
    staged: Staging,
    keeper: Keeper,
    corrections: Sequence[Correction],
    limits: Limits,
    progress: Progress | None,
    run: Run,
    *,
    parted: bool = False,
) -> list[Outcome]:
    """What became of the admitted sources: the outcome of each part, in their order."""
    parts = divide(
        admission.admitted.values(), corrections, code_digest(), parted=parted or is_remote(staged.out)
    )
    total = len(admission.found)
    done = total - len(admission.admitted)
    finished: dict[str, Outcome] = {}
    tasks = []
    for part in parts:
        if outcome := keeper.take(part, staged.folder):
            finished[part.name] = outcome
            done += len(part.sources)
        else:
            kept = {each.key: keeper.sources[each.key] for each in part.sources if each.key in keeper.sources}
            tasks.append(
                Task(part, staged.folder, limits, code_digest(), program_digest(), tuple(corrections), kept)
            )

    def taken_up(source: Source) -> None:
        nonlocal done
        if progress:
            progress(done, total, source)
        done += 1

    within = run is here
    if progress and not within:
        progress(done, total, None)
    for task, outcome in run(partial(build_part, progress=taken_up) if within else build_part, tasks):
        finished[task.part.name] = outcome
        if progress and not within:
            done += len(task.part.sources)
            progress(done, total, None)
    if progress and within:
        progress(total, total, None)
    return [finished[part.name] for part in parts]


def _over(outcomes: Iterable[Outcome], limits: Limits) -> dict[str, SourceError]:
    """The keys of sources that have more documents than are left, in the order of the sources, and why."""
    over: dict[str, SourceError] = {}
    documents = 0
    for outcome in outcomes:
        for each, report in zip(outcome.part.sources, outcome.reports, strict=True):
            if documents + report.documents > limits.documents:
                over[each.key] = SourceError(
                    fault="too-many-documents",
                    file=report.file,
                    limit=limits.documents,
                    documents=report.documents,
                )
            else:
                documents += report.documents
    return over


def _unfit(outcomes: Iterable[Outcome], corrections: Sequence[Correction]) -> list[Unfit]:
    """The corrections that fit no paragraph, in their order."""
    unfit: list[Unfit] = []
    left = dict.fromkeys(corrections)
    for outcome in outcomes:
        unfit += outcome.unfit
        for each in outcome.placed:
            left.pop(each, None)
    unfit += apply((), tuple(left))[1]
    return sorted(unfit, key=lambda each: corrections.index(each.correction))

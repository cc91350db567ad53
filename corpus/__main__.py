"""python -m corpus build | pack | check | fields | tag | evaluate: what is done once, offline."""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from corpus import InputError

if TYPE_CHECKING:
    from corpus.build import Progress
    from corpus.corrections import Correction, Unfit
    from corpus.report import FileReport
    from corpus.sources import Source

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DATA = ROOT / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it succeeded, 1 with a sentence on standard error where it did not."""
    options = _parser().parse_args(arguments)
    try:
        # each command imports what it needs, so that a broken lexicon is a sentence and not a traceback
        return int(options.run(options))
    except InputError as error:
        print(f"corpus: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("corpus: broken off", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nobody listens any more
        return 0
    except OSError as error:
        print(f"corpus: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="build|pack|check|fields|tag|evaluate")
    build = commands.add_parser("build", help="build sources into a data folder")
    build.add_argument(
        "sources", nargs="*", default=[str(SEEDS)], metavar="SOURCE", help="file, folder or zip, or s3://…"
    )
    build.add_argument("--out", default=str(DATA), help="the folder to write (default: data), or s3://…")
    _take_corrections(build)
    build.add_argument(
        "--fresh", action="store_true", help="read every file again, also what has not changed"
    )
    build.add_argument(
        "--report", type=Path, metavar="FILE", help="write what became of every file, as .csv or .jsonl"
    )
    build.add_argument("--max-file-mb", type=_number, metavar="N", help="skip files of more megabytes")
    build.add_argument(
        "--max-seconds", type=_number, metavar="N", help="skip files that take longer to read and tag"
    )
    where = build.add_mutually_exclusive_group()
    where.add_argument(
        "--processes", type=_number, metavar="N", help="build in N processes (default: one a processor)"
    )
    where.add_argument("--dask", metavar="ADDRESS", help="build on the Dask cluster of this scheduler")
    build.add_argument("--quiet", action="store_true", help="print nothing but errors")
    build.set_defaults(run=_build)
    pack = commands.add_parser("pack", help="pack a data folder into one zip, which build opens again")
    pack.add_argument("data", type=Path, metavar="DATA", help="the folder that a build wrote")
    pack.add_argument("out", type=Path, metavar="OUT.zip", help="the zip to write")
    _take_corrections(pack)
    pack.set_defaults(run=_pack)
    check = commands.add_parser("check", help="compare data/ with a fresh build of the seeds")
    check.add_argument("sources", nargs="*", type=Path, default=[SEEDS], metavar="SOURCE")
    check.add_argument("--out", type=Path, default=DATA, help="the folder to compare (default: data)")
    _take_corrections(check)
    check.set_defaults(run=_check)
    fields = commands.add_parser("fields", help="propose which columns of tables and JSON are the text")
    fields.add_argument("folder", type=Path, metavar="FOLDER", help="folder, or file, of records")
    fields.add_argument("--print", action="store_true", help="write no corpus.toml")
    fields.set_defaults(run=_fields)
    tag = commands.add_parser("tag", help="tag the paragraphs on standard input, one a line, as JSON lines")
    tag.set_defaults(run=_tag)
    evaluate = commands.add_parser("evaluate", help="compare the tags with gold files")
    evaluate.add_argument(
        "gold", nargs="+", type=Path, metavar="GOLD", help="JSON lines of labelled paragraphs"
    )
    evaluate.add_argument("--part", default="", help="only the rows of this part, as in --part dev")
    evaluate.add_argument(
        "--errors",
        type=int,
        default=10,
        metavar="N",
        help="how many of the worst errors to print (default: 10)",
    )
    evaluate.set_defaults(run=_evaluate)
    intake = commands.add_parser("intake")  # for the app: what its visitors bring is read in this process
    intake.add_argument("folder", type=Path)
    intake.set_defaults(run=_intake)
    return parser


def _take_corrections(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--corrections",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="a CSV of corrections to apply; of several files the later has the last word",
    )


def _corrections(options: argparse.Namespace) -> tuple[Correction, ...]:
    from corpus.corrections import merged, read_corrections

    return merged(each for file in options.corrections for each in read_corrections(file))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _build(options: argparse.Namespace) -> int:
    from corpus.build import NothingReadError, build
    from corpus.limits import ON_DISK
    from corpus.locations import location
    from corpus.report import FileReport, check_report, counted, summary, write_report
    from corpus.workers import cores, dask, processes

    if options.report:
        check_report(options.report)
    limits = replace(
        ON_DISK,
        file_megabytes=options.max_file_mb or ON_DISK.file_megabytes,
        file_seconds=options.max_seconds or ON_DISK.file_seconds,
    )

    def unfitting(unfit: Unfit) -> None:
        print(f"corpus: not applied: {unfit}", file=sys.stderr)

    def finish(files: Sequence[FileReport]) -> None:
        read, skipped = summary(files)
        if not options.quiet:
            print("\n".join(read))
        for line in skipped:
            print(f"corpus: {line}", file=sys.stderr)
        if options.report:
            write_report(options.report, files)

    corrections = _corrections(options)
    try:
        with (
            dask(options.dask)
            if options.dask
            else nullcontext(processes(options.processes or cores())) as run
        ):
            manifest = build(
                [location(each) for each in options.sources],
                location(options.out),
                corrections=corrections,
                limits=limits,
                progress=_progress() if sys.stderr.isatty() and not options.quiet else None,
                report=unfitting,
                fresh=options.fresh,
                run=run,
            )
    except NothingReadError as error:
        finish(error.files)
        return 1
    applied, unfit = (manifest["corrections"][name] for name in ("applied", "unfit"))
    if unfit or (corrections and not options.quiet):
        print(f"corpus: {applied} corrections applied, {unfit} not", file=sys.stderr)
    finish([FileReport.from_json(each) for each in manifest["files"]])
    if not options.quiet:
        print(
            f"{options.out}: {counted(manifest['documents'], 'document')}, "
            f"{counted(manifest['paragraphs'], 'paragraph')}, {manifest['counted']:,} of them counted"
        )
    return 0


def _pack(options: argparse.Namespace) -> int:
    from corpus.packing import pack

    options.out.write_bytes(pack(options.data, _corrections(options)))
    print(f"{options.out}: {options.out.stat().st_size / 1_000_000:,.1f} MB")
    return 0


def _progress() -> Progress:
    """Shows on a terminal how far a build is, and how long it will take if the rest is like what was read."""
    began: tuple[float, int] | None = None

    def show(done: int, total: int, source: Source | None) -> None:
        nonlocal began
        began = began or (monotonic(), done)  # what was kept is done at once
        read = done - began[1]
        left = (monotonic() - began[0]) / read * (total - done) if read else 0
        time = f" {int(left) // 60}:{int(left) % 60:02} left" if left >= 1 else ""
        file = f" {source.file[-60:]}" if source else ""
        end = "\n" if done == total and not source else ""
        print(f"\r\x1b[K{done:,}/{total:,}{time}{file}", end=end, file=sys.stderr, flush=True)

    return show


def _check(options: argparse.Namespace) -> int:
    from corpus.build import build
    from corpus.schema import MANIFEST, SCENES_FILE, TABLES, TERMS

    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "data"
        build(options.sources, fresh, corrections=_corrections(options))
        tour = (SCENES_FILE,) if (fresh / SCENES_FILE).exists() else ()  # of the sources
        for name in (MANIFEST, *TABLES, TERMS, *tour):
            committed = options.out / name
            if not committed.exists() or not filecmp.cmp(fresh / name, committed, shallow=False):
                state = "differs from a fresh build" if committed.exists() else "is missing"
                print(f"corpus: {committed} {state}; run python -m corpus build", file=sys.stderr)
                return 1
    print(f"{options.out} equals a fresh build")
    return 0


def _fields(options: argparse.Namespace) -> int:
    from corpus.choices import CHOICES_FILE
    from corpus.proposals import as_toml, propose
    from corpus.sources import find_sources

    proposals, unreadable = propose(find_sources([options.folder]))
    for each in proposals:
        print(f"{each}\n")
    for error in unreadable:
        print(f"corpus: not read: {error}", file=sys.stderr)
    if not proposals:
        raise InputError(
            f"{options.folder}: no file of records that can be read; fields are for tables and JSON"
        )
    target = (options.folder if options.folder.is_dir() else options.folder.parent) / CHOICES_FILE
    if options.print:
        print(as_toml(proposals), end="")
    elif target.exists():
        print(f"{target}: is there and stays as it is; what it says is part of the above")
    else:
        target.write_text(as_toml(proposals), encoding="utf-8")
        print(
            f"{target}: written; change it where a column is taken wrongly, then run python -m corpus build"
        )
    return 0


def _tag(options: argparse.Namespace) -> int:
    from corpus.documents import parse_document
    from corpus.tagging import tag_paragraph

    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            text = " ".join(parse_document(line.decode("utf-8-sig")).lines).strip()
        except UnicodeDecodeError as error:
            raise InputError(f"standard input, line {number}: is not UTF-8; convert it first") from error
        if text:
            tags = tag_paragraph(text)
            evidence = [
                {key: value for key, value in each._asdict().items() if key != "origin"}
                for each in tags.evidence
            ]
            print(json.dumps({"text": text, **vars(tags), "evidence": evidence}, ensure_ascii=False))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from corpus.evaluation import evaluate, report, worst

    judged = evaluate(options.gold, part=options.part)
    print(report(judged))
    for each in worst(judged)[: max(options.errors, 0)]:
        print(f"\n{each}")
    return 0


def _intake(options: argparse.Namespace) -> int:
    from corpus.intake import serve

    return serve(options.folder)


if __name__ == "__main__":
    sys.exit(main())

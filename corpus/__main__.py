"""python -m corpus build | check | tag | evaluate: what is done once, offline."""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import InputError

if TYPE_CHECKING:
    from corpus.corrections import Correction, Unfit
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
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nobody listens any more
        return 0
    except OSError as error:
        print(f"corpus: {error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="build|check|tag|evaluate")
    build = commands.add_parser("build", help="build sources into a data folder")
    build.add_argument(
        "sources", nargs="*", type=Path, default=[SEEDS], metavar="SOURCE", help="file or folder"
    )
    build.add_argument("--out", type=Path, default=DATA, help="the folder to write (default: data)")
    _take_corrections(build)
    build.add_argument("--quiet", action="store_true", help="print nothing but errors")
    build.set_defaults(run=_build)
    check = commands.add_parser("check", help="compare data/ with a fresh build of the seeds")
    check.add_argument("sources", nargs="*", type=Path, default=[SEEDS], metavar="SOURCE")
    check.add_argument("--out", type=Path, default=DATA, help="the folder to compare (default: data)")
    _take_corrections(check)
    check.set_defaults(run=_check)
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


def _build(options: argparse.Namespace) -> int:
    from corpus.build import build

    def report(unfit: Unfit) -> None:
        print(f"corpus: not applied: {unfit}", file=sys.stderr)

    show = sys.stderr.isatty() and not options.quiet

    def progress(number: int, total: int, source: Source | None) -> None:
        if show:
            end, file = ("", source.file[-60:]) if source else ("\n", "")
            print(f"\r\x1b[K{number}/{total} {number * 100 // total:3}% {file}", end=end, file=sys.stderr)

    corrections = _corrections(options)
    manifest = build(options.sources, options.out, corrections=corrections, progress=progress, report=report)
    applied, unfit = (manifest["corrections"][name] for name in ("applied", "unfit"))
    if unfit or (corrections and not options.quiet):
        print(f"corpus: {applied} corrections applied, {unfit} not", file=sys.stderr)
    for each in manifest["files"]:
        if "sentence" in each:
            print(f"corpus: skipped: {each['sentence']}", file=sys.stderr)
    if not options.quiet:
        print(
            f"{options.out}: {manifest['documents']} documents, {manifest['paragraphs']} paragraphs, "
            f"{manifest['counted']} of them counted"
        )
    return 0


def _check(options: argparse.Namespace) -> int:
    from corpus.build import DOCUMENTS, MANIFEST, PARAGRAPHS, build

    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "data"
        build(options.sources, fresh, corrections=_corrections(options))
        for name in (MANIFEST, DOCUMENTS, PARAGRAPHS):
            committed = options.out / name
            if not committed.exists() or not filecmp.cmp(fresh / name, committed, shallow=False):
                state = "differs from a fresh build" if committed.exists() else "is missing"
                print(f"corpus: {committed} {state}; run python -m corpus build", file=sys.stderr)
                return 1
    print(f"{options.out} equals a fresh build")
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

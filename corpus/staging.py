"""The folder in which a build writes, until it takes the place of the data as a whole.

On this machine that is a hidden folder beside ``out``; when a build is killed, the parts that it finished
stay there for the next. Elsewhere (s3://…) nothing can be renamed as a whole: parts are written beside those
that are there, under names that no other content has, and the manifest, which names them, is written last.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import InputError
from corpus.faults import SourceError
from corpus.locations import files_below, is_remote, reached
from corpus.parts import KEPT, written
from corpus.schema import DOCUMENTS, MANIFEST, PARAGRAPHS, SCENES_FILE, TERMS
from corpus.workers import WorkersError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says when no more can be written."""

_OURS = {MANIFEST, DOCUMENTS, PARAGRAPHS, TERMS, SCENES_FILE, KEPT}


class Staging:
    """Where one build writes its parts: ``folder``; ``left`` are the folders of builds that were killed."""

    def __init__(self, out: Path) -> None:
        """Make the folder. Puts back the data of a build that was killed between its two renames."""
        self.out = out
        self.left: tuple[Path, ...] = ()
        self.folder = out
        if not is_remote(out):
            self.left = _recover(out)
            out.parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-{os.getpid()}-", dir=out.parent))
            self.folder.chmod(0o755)

    def finish(self, manifest: str, files: Collection[Path]) -> None:
        """Make ``files`` and the manifest, and nothing else, the data.

        Raises WorkersError where a file is not there: it was written, but into another folder of this name.
        """
        there = {str(self.folder / name): self.folder / name for name in files_below(self.folder)}
        named = {str(file) for file in (*files, self.folder / MANIFEST)}
        if missing := named - there.keys() - {str(self.folder / MANIFEST)}:
            raise WorkersError(
                f"{min(missing)} was written where this machine does not see it; name a folder for --out "
                "that all workers share, or a place as s3://…"
            )
        with written(self.folder / MANIFEST) as file:
            file.write(manifest.encode())
        for name in there.keys() - named:
            there[name].unlink()
        if not is_remote(self.out):
            _replace(self.out, self.folder)
            for old in self.left:
                shutil.rmtree(old, ignore_errors=True)

    def clear(self) -> None:
        """Remove what is not needed, when the build has failed."""
        if not is_remote(self.out):
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def staging(out: Path) -> Iterator[Staging]:
    """A folder to build in, gone at the end; where the build is broken off, what is finished stays.

    Raises InputError where the disk is full.
    """
    staged = Staging(out)
    try:
        yield staged
    except (KeyboardInterrupt, WorkersError):
        raise
    except BaseException as error:
        staged.clear()
        if isinstance(error, OSError) and error.errno in _FULL:
            raise InputError(
                f"{out}: there is no room to write it ({error.strerror}); make room, and build again: what "
                "was there is as it was"
            ) from error
        raise
    staged.clear()


def check_target(out: Path, sources: Iterable[Path]) -> None:
    """Raises SourceError where ``out`` is no place to build into: it holds, or is held by, something else."""
    if is_remote(out):
        with reached(out):
            strangers = {name.partition("/")[0] for name in files_below(out)} - _OURS
    elif out.is_symlink() or (out.exists() and not out.is_dir()):
        raise SourceError(f"{out}: is not a folder; name a new folder for the data")
    else:
        strangers = {file.name for file in out.iterdir()} - _OURS if out.exists() else set()
    if strangers or out.parent == out:
        held = f"holds {min(strangers)!r}, which no build wrote" if strangers else "is no place for data"
        raise SourceError(f"{out}: {held}; name a new folder, or the folder of an earlier build")
    target = out if is_remote(out) else out.resolve()
    for source in sources:
        place = source if is_remote(source) else source.resolve()
        if str(place) in map(str, (target, *target.parents)):
            raise SourceError(f"{out}: lies in the source {source}; name a folder elsewhere for the data")


def _recover(out: Path) -> tuple[Path, ...]:
    """The folders that builds left which were killed; one that had moved the old data away gives it back."""
    left = []
    for each in sorted(out.parent.glob(f".{out.name}-*")) if out.parent.is_dir() else ():
        if not each.is_dir() or _is_at_work(each.name.removeprefix(f".{out.name}-")):
            continue
        if each.name.endswith("-old") and not out.exists():
            each.rename(out)
        elif any((each / KEPT).glob("*.json")):
            left.append(each)
        else:  # nothing in it is finished
            shutil.rmtree(each, ignore_errors=True)
    return tuple(left)


def _is_at_work(name: str) -> bool:
    """Whether the build that made a folder of this name, which begins with its process, still runs.

    This process has begun no other: one of its number ended with the machine, or container, that it ran in.
    """
    process = name.partition("-")[0]
    if os.name != "posix" or not process.isdigit() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _replace(out: Path, fresh: Path) -> None:
    """Put ``fresh`` in the place of ``out``, also where another build does the same at this moment."""
    while True:
        try:
            old = out.rename(fresh.with_name(fresh.name + "-old"))
        except FileNotFoundError:
            old = None
        try:
            fresh.rename(out)
        except OSError:
            if not out.exists():
                if old:
                    old.rename(out)
                raise
        if old:
            shutil.rmtree(old)
        if not fresh.exists():
            return

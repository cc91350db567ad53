"""A remote data folder as a local one: what its manifest names is fetched once, whole or not at all.

Questions are answered from the local copy, so that a place that stops answering does no harm to what is open.
Parts are named by their content: of a new build only those are fetched that the build before did not have.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread, current_thread
from time import monotonic
from typing import BinaryIO
from urllib.parse import quote, urlsplit, urlunsplit

from corpus import InputError
from corpus.schema import MANIFEST, SCENES_FILE, SCHEMA_VERSION, TABLES, table_file
from corpus.table import CorpusError
from corpus.terms import terms_file

SECONDS = 60
"""How long a copy is used before it is asked for a new build."""

PATIENCE = 10
"""Seconds in which a place must answer; who has nothing to show yet waits as long for the first copy."""

_STUCK = 60
"""Seconds without a byte after which nobody waits for one that neither ends nor fails."""

_KEPT = 2
"""Builds that are kept of one place: others may still read the one before."""

_TRIES = 3
"""How often a build may give way to the next while it is fetched."""

_MARK = b"PAR1"
"""How a file of Parquet begins and ends."""

_CHUNK = 1 << 20

_SILENT = f"no answer within {PATIENCE} seconds"

NEEDED = "run pip install fsspec, and what its kind of place needs, as s3fs or gcsfs"
"""How what a place needs is installed: on Streamlit Community Cloud, as lines of requirements.txt."""

_LOG = logging.getLogger(__name__)


class MirrorError(CorpusError):
    """Nothing can be shown of a remote folder yet: ``place`` is what it is called, ``reason`` why it fails,
    "" while it is being fetched."""

    def __init__(self, place: str, reason: str) -> None:
        """The error, as one English sentence."""
        super().__init__(
            f"{place} cannot be read ({reason}); check SHUANGBIAN_DATA and the network"
            if reason
            else f"{place} is being fetched; it is shown when it is here"
        )
        self.place, self.reason = place, reason


class Mirror:
    """The local copy of the data folder at ``url``: s3://…, gs://…, https://… or what fsspec knows."""

    def __init__(self, url: str, cache: Path | None = None) -> None:
        """Nothing is fetched yet. Copies are kept in ``cache``, one folder a place."""
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        # who reads the page is shown no password and no key
        self.place = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        self._cache = (cache or _cache()) / sha256(self.url.encode()).hexdigest()[:20]
        self._lock = Lock()
        self._thread: Thread | None = None
        self._begun = self._heard = float("-inf")
        self._folder = next(iter(self._copies()), None)
        self._reason = ""

    def folder(self) -> Path:
        """The newest build that is here; another is looked for meanwhile. Raises MirrorError."""
        thread = self._look()
        if thread and self._folder is None:
            thread.join(PATIENCE)
        if self._folder is None:
            silent = monotonic() - self._heard >= PATIENCE
            raise MirrorError(self.place, self._reason or (_SILENT if silent else ""))
        return self._folder

    def _look(self) -> Thread | None:
        """Begin to look for a new build, where that was not done lately."""
        with self._lock:
            now = monotonic()
            if self._thread and self._thread.is_alive():
                if now - self._heard < _STUCK:
                    return None
            elif now - self._begun < (SECONDS if self._folder else PATIENCE / 2):
                return None
            self._begun = self._heard = now
            self._thread = Thread(target=self._renew, name="mirror", daemon=True)
            self._thread.start()
            return self._thread

    def _renew(self) -> None:
        folder, reason = None, ""
        try:
            folder = self._fetched()
        except Exception as error:  # each kind of place has its own
            reason = _reason(error)
            _LOG.warning("%s cannot be read: %r", self.place, error)
        with self._lock:
            if self._thread is current_thread():  # nobody waits for one that was stuck
                self._folder = folder or self._folder
                self._reason = reason

    def _fetched(self) -> Path:
        """The folder of the build that is there now, whose files are fetched where they are not here."""
        for _ in range(_TRIES):
            manifest = self._manifest()
            folder = self._cache / sha256(manifest).hexdigest()[:20]
            if (folder / MANIFEST).is_file():
                os.utime(folder)  # the last that was there
                return folder
            try:
                self._cache.mkdir(parents=True, exist_ok=True, mode=0o700)
                begun = Path(tempfile.mkdtemp(prefix=".", dir=self._cache))
                parts = json.loads(manifest).get("parts") or []
                for table in TABLES:
                    for part in parts or [""]:
                        self._take(begun, table_file(Path(), table, part), lasting=bool(part))
                with suppress(FileNotFoundError, urllib.error.HTTPError):  # an older build has none
                    self._take(begun, terms_file(Path(), parts), lasting=bool(parts))
                with suppress(FileNotFoundError, urllib.error.HTTPError):  # few have one
                    (begun / SCENES_FILE).write_bytes(b"".join(self._read(SCENES_FILE)))
            except Exception:
                if self._manifest() == manifest:
                    raise  # what is here already stays for the next time
                continue
            if self._manifest() == manifest:
                (begun / MANIFEST).write_bytes(manifest)
                with suppress(OSError):  # another process has fetched the same
                    begun.rename(folder)
                self._clear()
                return folder
        raise InputError("it is being written again and again")

    def _manifest(self) -> bytes:
        content = b"".join(self._read(MANIFEST, fresh=True))
        version = json.loads(content)["schema"]
        if version != SCHEMA_VERSION:
            raise InputError(f"it has schema version {version}, this app reads {SCHEMA_VERSION}")
        return content

    def _take(self, folder: Path, name: Path, *, lasting: bool) -> None:
        """Put one file of a table into ``folder``, from an earlier copy where its name says its content."""
        wanted = folder / name
        wanted.parent.mkdir(exist_ok=True)
        for copy in self._cache.iterdir() if lasting else ():
            with suppress(OSError):
                os.link(copy / name, wanted)
                return
        coming = wanted.with_name(f".{wanted.name}")
        with coming.open("w+b") as file:
            for chunk in self._read(name.as_posix()):
                file.write(chunk)
            file.seek(0)
            begins = file.read(len(_MARK))
            file.seek(-min(len(_MARK), file.tell()), os.SEEK_END)
            if not begins == file.read() == _MARK:
                raise InputError(f"{name.as_posix()} is cut short or damaged; build it again")
        coming.rename(wanted)

    def _read(self, name: str, fresh: bool = False) -> Iterator[bytes]:
        """The bytes of a file there. Raises what that kind of place raises; InputError for one cut short."""
        with self._opened(name, fresh) as (file, size):
            read = 0
            while chunk := file.read(_CHUNK):
                self._heard = monotonic()
                read += len(chunk)
                yield chunk
        if size is not None and read != size:
            raise InputError(f"{name} is cut short")

    @contextmanager
    def _opened(self, name: str, fresh: bool) -> Iterator[tuple[BinaryIO, int | None]]:
        """A file there, with its size where it is known."""
        if self.url.startswith(("http://", "https://")):
            with urllib.request.urlopen(f"{self.url}/{quote(name)}", timeout=PATIENCE) as answer:
                stated = answer.headers.get("Content-Length", "")
                yield answer, int(stated) if stated.isdigit() else None
            return
        try:
            from fsspec.core import url_to_fs  # only those who need it have it installed

            places, root = url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise InputError(f"{error}; {NEEDED}") from error
        if fresh:
            places.invalidate_cache()
        with places.open(f"{root}/{name}", "rb") as file:
            yield file, places.size(f"{root}/{name}")

    def _copies(self) -> list[Path]:
        """The builds that are here in full, the latest first."""
        found = {each.parent: each.parent.stat().st_mtime_ns for each in self._cache.glob(f"*/{MANIFEST}")}
        return sorted(found, key=lambda each: found[each], reverse=True)

    def _clear(self) -> None:
        """Remove what is left of earlier builds."""
        kept = self._copies()[:_KEPT]
        for each in self._cache.iterdir():
            if each not in kept:
                shutil.rmtree(each, ignore_errors=True)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shuangbian"


def _reason(error: Exception) -> str:
    """Why a place cannot be read, in a few words that hold none of its keys."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return _reason(error.reason)
    if isinstance(error, TimeoutError):
        return _SILENT
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__

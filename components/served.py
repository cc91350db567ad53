"""Files that the page loads from static/: written when the app starts, where they are missing or others."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"


def serve(name: str, content: bytes, version: str) -> str:
    """Write ``content`` to static/``name`` and return its address below the page.

    The file is replaced as a whole, so that several processes can start at once; ``version`` is part of the
    address, so that no browser keeps an old one.
    """
    served = STATIC / name
    if not served.exists() or served.read_bytes() != content:
        descriptor, fresh = tempfile.mkstemp(dir=STATIC, suffix=served.suffix)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(fresh).chmod(0o644)
        os.replace(fresh, served)
    return f"app/static/{name}?v={version}"

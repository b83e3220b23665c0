"""Makes files of key-encryption keys, as those who hold them do; no test is here."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4


def kek(folder: Path, *, current: int = 1, versions: Iterable[int] = (1,), mode: int = 0o400) -> Path:
    """A file of fresh key-encryption keys."""
    file = folder / f"{uuid4()}.json"
    made = {str(version): base64.b64encode(os.urandom(32)).decode() for version in versions}
    file.write_text(json.dumps({"current": current, "keys": made}))
    file.chmod(mode)
    return file

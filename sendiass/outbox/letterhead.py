"""The service's own look on all it sends (Y18): name, logo, colours and address, from the profile alone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from sendiass.profiles import profile
from sendiass.profiles.sections import Identity

FONTS = (
    '"Liberation Sans", Arial, "Helvetica Neue", "Noto Sans", "Noto Sans Gujarati", "Noto Sans Gurmukhi", '
    '"Noto Naskh Arabic", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans Devanagari", '
    '"Noto Sans Tamil", "Noto Sans Ethiopic", "Noto Sans CJK SC", "DejaVu Sans", sans-serif'
)
"""Latin first; then the scripts of the families we serve (DOMAIN 8), so that nobody's name becomes boxes."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the frames of mails and letters show of the service. `logo` is a data: URL, never a reference."""

    identity: Identity
    address_lines: tuple[str, ...]
    logo: str
    fonts: str = FONTS


@cache
def letterhead() -> Letterhead:
    """The look of the service this process runs as. Raises FileNotFoundError when its logo isn't there."""
    identity = profile().identity
    lines = identity.address_lines
    return Letterhead(
        identity=identity,
        # The name stands large above the address already.
        address_lines=lines[1:] if lines[0] == identity.name and len(lines) > 1 else lines,
        logo=f"data:image/svg+xml;base64,{base64.b64encode(_logo(identity.logo)).decode()}",
    )


def _logo(name: str) -> bytes:
    return Path(settings.BASE_DIR, "assets", "images", name).read_bytes()

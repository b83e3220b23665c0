"""Decides what files are taken, by name and by content, and has them drawn by a process apart. It keeps nothing."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import category, normalize

from sendiass.access import Decision, refuse
from sendiass.files.choices import FileKind

log = logging.getLogger(__name__)

LOOKING = Path(__file__).with_name("looking.py")
LONGEST_LOOK = 60
LONGEST_NAME = 200
RULE = "documents"

ENDINGS = {kind.value: kind.value for kind in FileKind} | {
    "jpeg": "jpg",
    "jpe": "jpg",
    "heic": "heic",
    "heif": "heic",
    "text": "txt",
}
"""How a name may end, and what its content must then be."""

ACCEPT = ",".join(["image/*", *(f".{ending}" for ending in ENDINGS)])
"""For the browser: `image/*` is what makes a phone offer its camera."""

WELCOME = "PDF, photographs (JPEG, PNG, WebP or HEIC), plain text, Word (docx), Excel (xlsx), or OpenDocument"
PROBLEMS = {
    "other": "What is in it is not what its name says. Open it on your computer, save it again, and add that.",
    "broken": "It is damaged and cannot be opened. Ask for it again, or save it again and add that.",
    "pixels": "The picture is larger than 60 million pixels. Save it smaller and add that.",
    "bomb": "It unpacks to far more than a document does, so it is not taken.",
    "macros": "It contains macros, which can run by themselves. Save it without them, or as PDF, and add that.",
    "too_much": "Looking into it took too long or too much memory, so it is not taken. Save it as PDF and add that.",
}
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.TEXT: "text/plain",
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.OPEN_TEXT: "application/vnd.oasis.opendocument.text",
    FileKind.OPEN_SHEET: "application/vnd.oasis.opendocument.spreadsheet",
}
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its name made safe, what it is, and its content, a picture's drawn anew.

    `pages` is a PDF's number of pages; None for anything else, and for a PDF that asks for a password.
    """

    name: str
    kind: FileKind
    content: bytes
    pages: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of a page."""

    content: bytes
    type: str


def checked(name: str, content: bytes) -> Checked:
    """The file as it may be kept. Raises Refused, with what is wrong and what to do."""
    safe = safe_name(name)
    stem, _, ending = safe.rpartition(".")
    wanted = ENDINGS.get(ending.casefold()) if stem else None
    if wanted is None:
        _refused(f"Its kind is not one that is kept here. Add {WELCOME}.").require()
    if not content:
        _refused("It is empty.").require()
    said, kept = _look("check", str(wanted), content=content)
    if "problem" in said:
        _refused(PROBLEMS[said["problem"]]).require()
    kind = FileKind(said["kind"])
    if ENDINGS[ending.casefold()] != kind:
        safe = f"{stem}.{kind}"
    return Checked(safe, kind, kept, said["pages"])


def pages_to_show(kind: FileKind, pages: int | None) -> int:
    """How many pages can be shown as pictures; none for what only its own program can show."""
    return 1 if kind in PICTURES else pages or 0


def preview(kind: FileKind, content: bytes, number: int) -> Preview | None:
    """A picture of a page, from 1; None where it can't be drawn."""
    said, drawn = _look("picture", kind.value, str(number), content=content)
    return None if "problem" in said else Preview(drawn, said["type"])


def safe_name(name: str) -> str:
    """The last part of a name, in any script, without what hides or turns letters, at most 200 characters."""
    last = normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(
        " " if category(one) in ("Zl", "Zp", "Zs") else one for one in last if not _is_hidden(one)
    )
    tidy = " ".join(shown.split()).lstrip(". ")
    if len(tidy) > LONGEST_NAME:
        ending = PurePosixPath(tidy).suffix[:20]
        tidy = tidy[: LONGEST_NAME - len(ending)].rstrip() + ending
    return tidy or "document"


def _is_hidden(one: str) -> bool:
    """Control characters, halves, and marks of direction; the joiners that scripts are written with stay."""
    return category(one) in ("Cc", "Cs", "Co", "Cn") or (category(one) == "Cf" and one not in "\u200c\u200d")


def _refused(reason: str) -> Decision:
    return refuse(reason, RULE)


def _look(*asked: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    """Ask the process apart. It gets the file by a pipe and nothing else: no environment, no file, no secret."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(LOOKING), *asked],
            input=content,
            capture_output=True,
            env={},
            cwd="/",
            timeout=LONGEST_LOOK,
            check=True,
        )
    except subprocess.SubprocessError as trouble:
        log.warning("a file could not be looked into: %s", type(trouble).__name__)
        return {"problem": "too_much"}, b""
    line, _, drawn = done.stdout.partition(b"\n")
    said: dict[str, Any] = json.loads(line)
    return said, drawn

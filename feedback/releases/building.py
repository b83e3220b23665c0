"""Makes the files of a release out of plain values: the same bytes for the same views, whoever came first. It decides nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from feedback import rules

CHECKER = Path(__file__).with_name("check_views.py")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name: its files bear no other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it was asked, by whom and when."""

    service: str
    exercise: str
    slug: str
    agency: str
    question: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Beside:
    """A translation beside a view."""

    language: str
    words: str
    made: str
    translator: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a view says, with what stands beside it. `language_name` is for whoever reads."""

    language: str
    language_name: str
    words: str
    salt: str
    signed: str = ""
    translations: tuple[Beside, ...] = ()
    names_people: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One view: what is known of it for ever, and what it says or the proof that its author withdrew it.

    `number` and `since` are those of its first release; None before that.
    """

    digest: str
    receipt: str
    said: Said | None
    proof: str = ""
    number: int | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on every cover note, and what this one says besides."""

    always: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A release as it leaves, with its root and each view under its number."""

    content: bytes
    root: str
    entries: tuple[Entry, ...]


def built(
    asked: Asked, entries: Iterable[Entry], *, number: int, previous: str, on: date, cover: Standing
) -> Built:
    """The release of that number: those handed over before under their numbers, then the new ones by their fingerprint."""
    numbered = _numbered(entries, number)
    files = {
        "views.json": _json([_view(one) for one in numbered]),
        "views.txt": _text(asked, numbered).encode(),
        "cover-note.txt": _cover(asked, numbered, number, cover).encode(),
        CHECKER.name: CHECKER.read_bytes(),
    }
    manifest = _json(_manifest(asked, numbered, number, previous, on, files))
    content = _packed({"manifest.json": manifest, **files})
    return Built(content, hashlib.sha256(manifest).hexdigest(), numbered)


def _numbered(entries: Iterable[Entry], release: int) -> tuple[Entry, ...]:
    known = sorted((one for one in entries if one.number), key=lambda one: one.number or 0)
    fresh = sorted((one for one in entries if not one.number), key=lambda one: one.digest)
    after = known[-1].number or 0 if known else 0
    return (
        *known,
        *(
            Entry(one.digest, one.receipt, one.said, one.proof, after + place, release)
            for place, one in enumerate(fresh, start=1)
        ),
    )


def _manifest(
    asked: Asked,
    entries: Sequence[Entry],
    number: int,
    previous: str,
    on: date,
    files: Mapping[str, bytes],
) -> dict[str, Any]:
    return {
        "format": rules.VIEWS_FORMAT,
        "service": asked.service,
        "exercise": asked.exercise,
        "slug": asked.slug,
        "agency": asked.agency,
        "question": asked.question,
        "opens_on": asked.opens_on.isoformat(),
        "closes_on": asked.closes_on.isoformat(),
        "number": number,
        "previous": previous,
        "handed_over_on": on.isoformat(),
        "count": len(entries),
        "withdrawn": [one.number for one in entries if one.said is None],
        "views": [
            {"number": one.number, "since": one.since, "hash": one.digest, "receipt": one.receipt}
            for one in entries
        ],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _view(entry: Entry) -> dict[str, Any]:
    said = entry.said
    if said is None:
        return {"number": entry.number, "withdrawn": entry.proof}
    return {
        "number": entry.number,
        "language": said.language,
        "words": said.words,
        "salt": said.salt,
        "signed": said.signed,
        "translations": [
            {"language": one.language, "words": one.words, "made_by": one.made, "translator": one.translator}
            for one in said.translations
        ],
    }


def _text(asked: Asked, entries: Sequence[Entry]) -> str:
    parts = [f"The question, as {asked.agency} asks it:\n{asked.question}\n"]
    for one in entries:
        said = one.said
        head = f"\nView {one.number}, fingerprint {one.digest}\n"
        if said is None:
            parts.append(f"{head}(Its author has withdrawn this view.)\n")
            continue
        parts.append(f"{head}{said.words}\n")
        parts += [f"(Language: {said.language_name})\n"]
        parts += [f"(Signed: {said.signed})\n"] if said.signed else []
        parts += [
            f"\nTranslation of view {one.number}, made by {'a machine' if beside.made == 'machine' else 'a person'}: "
            f"{beside.translator}\n{beside.words}\n"
            for beside in said.translations
        ]
    return "".join(parts)


def _cover(asked: Asked, entries: Sequence[Entry], number: int, cover: Standing) -> str:
    gaps = [str(one.number) for one in entries if one.said is None]
    lines = [
        f"Views of families, release {number}",
        f"From {asked.service} to {asked.agency}",
        "",
        *cover.always,
        "Every view is here word for word, in an order that says nothing of who was first. None was left out, and none "
        "was changed.",
        f"There are {len(entries)} in all, numbered from 1.",
    ]
    if gaps:
        lines.append(f"Withdrawn by their authors, so that only their numbers are left: {', '.join(gaps)}.")
    lines += [
        f"View {one.number} names people. {one.said.names_people}"
        for one in entries
        if one.said and one.said.names_people
    ]
    if cover.note:
        lines += ["", cover.note]
    lines += [
        "",
        f"To check it: python {CHECKER.name} RELEASE.zip --root ROOT",
        "ROOT stands on the page of the question.",
    ]
    return "\n".join(lines) + "\n"


def _json(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _packed(files: Mapping[str, bytes]) -> bytes:
    # Not compressed: what a compressor makes of the same words changes with its version.
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()

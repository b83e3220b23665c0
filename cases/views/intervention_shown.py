"""An entry's versions in words, each with what differs from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.choices import Channel, Direction, HelpKind, Voice
from cases.models import Intervention
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.words import long_date


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a version says; `changed` where the version before said otherwise."""

    name: str
    value: str
    changed: bool
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry: who set it down, when, why, and all it says."""

    number: int
    by: str
    at: datetime
    why: str
    newest: bool
    facts: tuple[Fact, ...]


def versions_of(rows: Sequence[Intervention]) -> tuple[Version, ...]:
    """The versions in the order given, newest first; needs a reading that names the case or enquiry."""
    told = [dict(_says(row)) for row in rows]
    return tuple(
        Version(
            number=row.version,
            by=row.by.name,
            at=row.recorded_at,
            why=row.correction_reason or "",
            newest=place == 0,
            facts=tuple(_facts(told[place], told[place + 1] if place + 1 < len(told) else None)),
        )
        for place, row in enumerate(rows)
    )


def typed_again(version: Intervention) -> dict[str, object]:
    """What a form about this version begins with."""
    return {
        "channel": version.channel,
        "minutes": version.minutes,
        "note": version.note,
        "happened_on": version.happened_on,
        "kinds": version.kinds,
        "level": str(version.level),
        "voice": version.voice,
        "direction": version.direction,
        "travel_minutes": version.travel_minutes or "",
    }


def _facts(told: dict[str, str], before: dict[str, str] | None) -> Iterator[Fact]:
    for name, value in told.items():
        changed = before is not None and before[name] != value
        yield Fact(name, value or "Nothing noted", changed, is_note=name == "Note")


def _says(row: Intervention) -> Iterator[tuple[str, str]]:
    yield "Date", long_date(row.happened_on)
    yield "How", label(Channel(row.channel))
    yield "Minutes", str(row.minutes)
    yield "Travel", f"{row.travel_minutes} minutes" if row.travel_minutes else ""
    yield "Kind of help", ", ".join(label(HelpKind(kind)) for kind in row.kinds)
    yield "Level", f"{row.level}: {profile().level(row.level).label}"
    yield "Voice", "; ".join(label(Voice(way)) for way in row.voice)
    yield "Contact made", label(Direction(row.direction)) if row.direction else ""
    yield "Note", row.note

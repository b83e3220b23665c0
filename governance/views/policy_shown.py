"""How the policy, its clauses and what two editions differ in stand on a page. It opens nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from governance.choices.policy import HeldBy
from governance.forms.policy import MinuteChoice
from governance.models import Minute
from governance.rules.policy import ClauseDifference, ClauseWords, Piece
from sendiass.clauses import clauses
from sendiass.ui.parts import Tag
from sendiass.ui.words import short_date

BY_SETTING_UP = "The way the service is set up keeps it"
TAGS = {
    "changed": Tag("Changed", "blue"),
    "added": Tag("New", "green"),
    "removed": Tag("Left out", "red"),
}


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise of the register, and what keeps it."""

    id: str
    words: str
    kept: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause to read, and where it is changed."""

    number: int
    heading: str
    words: str
    promises: tuple[PromiseLine, ...]
    word_url: str
    leave_out_url: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """What became of one clause, and which minute agreed it or where that is said."""

    number: int
    called: str
    tag: Tag
    heading: tuple[Piece, ...]
    words: tuple[Piece, ...]
    promises_added: str
    promises_removed: str
    agreed: str
    agree_url: str


@dataclass(frozen=True, slots=True)
class ViewLine:
    """What somebody outside says of the policy; no words where they were forgotten."""

    on: date
    words: str
    url: str
    reference: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Every clause that differs, and the numbers of those that do not."""

    lines: tuple[DifferenceLine, ...]
    unchanged: str


def clause_lines(worded: Sequence[ClauseWords]) -> list[ClauseLine]:
    """The clauses in order, each with what keeps it."""
    return [
        ClauseLine(
            number,
            one.heading,
            one.words,
            tuple(_promise(key) for key in one.promises if key in clauses()),
            reverse("governance:clause_word", args=[one.key]),
            reverse("governance:clause_leave_out", args=[one.key]),
        )
        for number, one in enumerate(worded, start=1)
    ]


def difference_lines(
    found: Sequence[ClauseDifference],
    *,
    agreed: Mapping[UUID, str] | None = None,
    agree: Mapping[UUID, str] | None = None,
) -> Differences:
    """What differs. `agreed` says by clause which minute agreed it, `agree` where that can be said."""
    lines = [
        DifferenceLine(
            number=one.number,
            called="".join(piece.text for piece in one.heading if piece.place != "removed")
            or "".join(piece.text for piece in one.heading),
            tag=TAGS[one.change],
            heading=one.heading,
            words=one.words,
            promises_added=", ".join(one.promises_added),
            promises_removed=", ".join(one.promises_removed),
            agreed=(agreed or {}).get(one.key, ""),
            agree_url=(agree or {}).get(one.key, ""),
        )
        for one in found
        if one.change != "same"
    ]
    return Differences(tuple(lines), ", ".join(str(one.number) for one in found if one.change == "same"))


def minute_choices(minutes: Sequence[Minute]) -> list[MinuteChoice]:
    """The minutes to choose from: of which meeting and item, and what was decided. Open them in a reading."""
    return [
        MinuteChoice(
            str(one.id),
            f"{short_date(one.item.meeting.starts_at)}: {one.item.title}",
            one.decision or one.words,
        )
        for one in minutes
    ]


def _promise(key: str) -> PromiseLine:
    known = clauses()[key]
    kept = [str(HeldBy(one.value).label) for one in known.controls]
    return PromiseLine(key, known.promise.rstrip("."), ". ".join(kept or [BY_SETTING_UP]) + ".")

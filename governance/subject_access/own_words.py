"""The words that others wrote about somebody's own work, where they may read them: supervision, checks of files, certificates.

Each is opened as its own page opens it: sessions by who the two of them are, checks while the case is theirs. Colleagues
are named by what they are to whom it is about, and no family is named but in words that somebody typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cases.choices import RECORD_ERASED
from governance.access import own_sessions
from governance.models import (
    AgreedAction,
    Certificate,
    FileCheck,
    FileCheckReply,
    FileFinding,
    SupervisionNote,
    SupervisionRecord,
)
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.errors import Erased
from sendiass.crypto.sealed_model import SealedModel

PAGE = "governance:own_data"
RECORD: tuple[tuple[str, str], ...] = (
    ("How you are", "wellbeing"),
    ("Your workload", "workload_words"),
    ("Whose side it might look as if we took", "whose_side"),
    ("Information or choices left out", "left_out"),
    ("Outcomes found inadvisable and supported all the same", "inadvisable"),
    ("Pressure from anyone", "pressure"),
    ("Partiality in others", "partiality"),
    ("What you want to learn", "learning"),
)
"""What a record of supervision says, in the order in which it is asked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that is held: what it is called, the words over its columns, and a line each.

    `addresses` are where the thing itself can be fetched, one for each line, where there is such a thing.
    """

    called: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    addresses: tuple[str, ...] = ()


def own_words(who: User) -> list[Part]:
    """What was written of their supervisions and on files that are theirs, and the certificates of their training."""
    return [_supervision(who), _files(who), _certificates(who)]


@dataclass(frozen=True, slots=True)
class Written:
    """Something written of one's supervision: when, what it is, by whom, and its words."""

    session: UUID
    at: datetime
    what: str
    by: UUID
    words: str


def _supervision(who: User) -> Part:
    sessions = {one.pk: one for one in own_sessions(by=who)}
    keys = [one.key_subject for one in sessions.values()]
    with reading(by=who, subjects=keys, purpose="own data", page=PAGE):
        written = [*_notes(sessions), *_records(sessions), *_actions(sessions)]
    written.sort(key=lambda one: (sessions[one.session].starts_at, one.at))
    lines = tuple(
        (
            _day(sessions[one.session].starts_at),
            one.what,
            "You" if one.by == who.pk else "Your supervisor",
            one.words,
        )
        for one in written
    )
    return Part("What was written of your supervisions", ("Supervision of", "What", "By", "Words"), lines)


def _notes(sessions: Collection[UUID]) -> Iterator[Written]:
    for one in SupervisionNote.objects.filter(session__in=list(sessions)).in_order():
        yield Written(one.session_id, one.at, str(one.get_kind_display()), one.by_id, _opened(one, "words"))


def _records(sessions: Collection[UUID]) -> Iterator[Written]:
    """The record of each as it stands, a line for each of its answers."""
    found = SupervisionRecord.objects.filter(session__in=list(sessions))
    for one in found.order_by("session", "-number").distinct("session"):
        for what, field in RECORD:
            if words := _opened(one, field):
                yield Written(one.session_id, one.at, what, one.by_id, words)


def _actions(sessions: Collection[UUID]) -> Iterator[Written]:
    found = AgreedAction.objects.filter(session__in=list(sessions)).with_people().order_by("at", "id")
    for one in found:
        done = getattr(one, "done", None)
        state = f"done {_day(done.at)}" if done else f"due {one.due_on.isoformat()}"
        yield Written(one.session_id, one.at, f"Agreed, {state}", one.owner_id, _opened(one, "words"))


def _files(who: User) -> Part:
    """What was found, said of the whole and replied, of files whose case they may open now."""
    checks = FileCheck.objects.visible_to(who).filter(worker=who).done().select_related("case", "outcome")
    files = {one.pk: one for one in checks}
    subjects = sorted({one.key_subject for one in files.values()})
    with reading(by=who, subjects=subjects, purpose="own data", page=PAGE):
        lines = sorted(
            (at, (files[file].case.reference, _day(at), what, words))
            for file, at, what, words in _of_files(list(files.values()))
            if words
        )
    columns = ("Case", "When", "What", "Words")
    return Part("What was written on files of cases you have", columns, tuple(line for _, line in lines))


def _of_files(files: list[FileCheck]) -> Iterator[tuple[UUID, datetime, str, str]]:
    for found in FileFinding.objects.filter(file__in=files).order_by("at", "id"):
        what = f"{found.get_promise_display()}: {found.get_verdict_display()}"
        yield found.file_id, found.at, what, _opened(found, "words")
    for file in files:
        yield file.pk, file.outcome.at, "Of the whole", _opened(file.outcome, "words")
    for reply in FileCheckReply.objects.filter(file__in=files).order_by("at", "id"):
        yield reply.file_id, reply.at, "Your reply", _opened(reply, "words")


def _certificates(who: User) -> Part:
    found = list(
        Certificate.objects.filter(record__worker=who).select_related("record").order_by("added_at", "id")
    )
    with reading(by=who, subjects=[who.key_subject], purpose="own data", page=PAGE):
        lines = tuple(
            (one.name, one.record.course, one.get_kind_display(), str(one.size), _day(one.added_at))
            for one in found
        )
    return Part(
        "Certificates of your training",
        ("File", "Course", "Kind", "Bytes", "Added"),
        lines,
        tuple(reverse("governance:certificate_download", args=[one.record_id]) for one in found),
    )


def _day(moment: datetime) -> str:
    return clock.day_of(moment).isoformat()


def _opened(of: SealedModel, field: str) -> str:
    try:
        return str(getattr(of, field))
    except Erased:
        return RECORD_ERASED

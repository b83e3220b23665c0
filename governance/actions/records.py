"""What the two of them write of a session, and their signatures. What is signed by both stays as it is (L16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from governance.access import may_take_step, newest_record, open_case_for_both, open_session
from governance.choices import NoteKind
from governance.models import (
    ActionDone,
    AgreedAction,
    CaseDiscussed,
    SupervisionNote,
    SupervisionRecord,
    SupervisionSession,
    SupervisionSignature,
)
from governance.rules import REFLECTION, Step
from sendiass.access import NotThere, Refused, refuse
from sendiass.accounts.models import User

REFLECTIONS = ("whose_side", "left_out", "inadvisable", "pressure")


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a record, and what the worker had in hand when it was written."""

    words: Mapping[str, str]
    workload: Mapping[str, int]


@transaction.atomic
def add_note(
    *, by: User, session: SupervisionSession, kind: NoteKind, words: str, once: UUID, at: datetime
) -> SupervisionNote:
    """Put something on the agenda, or add a remark beside a final record. The same `once` twice is one."""
    session = _waited_for(by, session)
    earlier: SupervisionNote | None = SupervisionNote.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    step = Step.REMARK if kind is NoteKind.REMARK else Step.AGENDA
    may_take_step(by, session, step, at=at).require()
    note: SupervisionNote = SupervisionNote.objects.create(
        session=session, kind=kind, words=words, at=at, by=by, once=once
    )
    return note


@transaction.atomic
def write_record(
    *, by: User, session: SupervisionSession, written: Written, number: int, once: UUID, at: datetime
) -> SupervisionRecord:
    """Write the record, or write it anew; a signature under what stood before counts no more.

    `number` is that of the record it was written over: where the other wrote meanwhile it is refused, and nothing is lost.
    """
    session = _waited_for(by, session)
    earlier: SupervisionRecord | None = SupervisionRecord.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    may_take_step(by, session, Step.RECORD, at=at).require()
    if not all(written.words.get(name, "").strip() for name in REFLECTIONS):
        refuse("The reflection on impartiality is part of every supervision.", REFLECTION).require()
    stands = newest_record(session)
    if (stands.number if stands else 0) != number:
        refuse(
            "The other of you wrote meanwhile. Open the record again in a new tab, and bring your words in.",
            REFLECTION,
        ).require()
    record: SupervisionRecord = SupervisionRecord.objects.create(
        session=session,
        number=number + 1,
        workload=dict(written.workload),
        **written.words,
        at=at,
        by=by,
        once=once,
    )
    return record


@transaction.atomic
def discuss_case(
    *, by: User, session: SupervisionSession, reference: str, words: str, once: UUID, at: datetime
) -> CaseDiscussed:
    """Put a case on record that they talked about, one both may open (Y12). The same `once` twice is one."""
    session = _waited_for(by, session)
    earlier: CaseDiscussed | None = CaseDiscussed.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    may_take_step(by, session, Step.CASE, at=at).require()
    case = open_case_for_both(by=by, session=session, reference=reference)
    discussed: CaseDiscussed = CaseDiscussed.objects.create(
        session=session, case=case, words=words, at=at, by=by, once=once
    )
    return discussed


@dataclass(frozen=True, slots=True)
class ToDo:
    """What one of them does, and by when."""

    words: str
    owner: User
    due_on: date


@transaction.atomic
def agree_action(
    *, by: User, session: SupervisionSession, to_do: ToDo, once: UUID, at: datetime
) -> AgreedAction:
    """Agree on something one of them does. It is shown at each later session until it is done."""
    session = _waited_for(by, session)
    earlier: AgreedAction | None = AgreedAction.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    may_take_step(by, session, Step.ACTION, at=at).require()
    if to_do.owner.pk not in (session.worker_id, session.supervisor_id):
        refuse("One of the two of you does it.", REFLECTION).require()
    action: AgreedAction = AgreedAction.objects.create(
        session=session,
        owner=to_do.owner,
        words=to_do.words,
        due_on=to_do.due_on,
        at=at,
        by=by,
        once=once,
    )
    return action


@transaction.atomic
def finish_action(*, by: User, session: SupervisionSession, action_id: UUID, at: datetime) -> None:
    """Something that was agreed, here or earlier, is done. Twice is once."""
    session = _waited_for(by, session)
    action = AgreedAction.objects.filter(pk=action_id, session__worker=session.worker).first()
    if action is None:
        raise NotThere
    if by.pk not in (session.worker_id, session.supervisor_id):
        refuse("The two of them say what is done.", REFLECTION).require()
    ActionDone.objects.get_or_create(action=action, defaults={"at": at, "by": by})


@transaction.atomic
def sign_record(*, by: User, session: SupervisionSession, record_id: UUID, at: datetime) -> None:
    """Sign the record as it stands; with the second signature the data base makes it final.

    `record_id` is of the record that was on the page: what was written since is not signed unseen. Twice is once.
    """
    session = _waited_for(by, session)
    if SupervisionSignature.objects.filter(session=session, record=record_id, by=by).exists():
        return
    may_take_step(by, session, Step.SIGN, at=at).require()
    stands = newest_record(session)
    if stands is None or stands.id != record_id:
        raise Refused(
            refuse("It was written anew since you opened it. Read it again, then sign.", REFLECTION)
        )
    SupervisionSignature.objects.create(session=session, record=stands, at=at, by=by)


def _waited_for(by: User, session: SupervisionSession) -> SupervisionSession:
    one_at_a_time(session.id)
    return open_session(by=by, session_id=session.id)

"""Closing a case: what came of it, whom the family was told of, what is withdrawn, and whom we ask about us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases import rules
from cases.access import may_close_above
from cases.actions.advice import signpost
from cases.actions.idempotency import same_each_time
from cases.actions.steps import move
from cases.choices import CameOfIt, CaseStatus, TaskRule, WhyNotAsked
from cases.models import (
    Aim,
    AimOutcome,
    AskedAtClosing,
    Case,
    CasePerson,
    IndependentSource,
    Intervention,
    Signposting,
    StatusChange,
    Task,
)
from cases.rules import WRITTEN_TO
from sendiass import clock
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of an aim, as whoever wanted it says; `because` is why we do not know, where they have not said."""

    aim: Aim
    came_of_it: CameOfIt
    words: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is said when a case closes.

    `judged` has each aim that stands. `sources` are those the family is told of now, `told_of_none_because` why it
    never was of any. `not_asked` are those, by person, who are not to be asked about us.
    """

    reason: str
    judged: Sequence[Judged] = ()
    sources: Sequence[IndependentSource] = ()
    told_of_none_because: str = ""
    not_asked: Mapping[UUID, WhyNotAsked] = field(default_factory=dict)


@transaction.atomic
def close_case(*, by: User, case: Case, said: Closing, at: datetime, once: UUID | None = None) -> Case:
    """Close a case. Its open tasks are withdrawn; nothing is deleted. The same under the same `once` closes once.

    Everyone who came to us on it is asked about us afterwards, within a minute, unless there is a reason not to (L30).
    Raises Refused without a reason, for an aim of which nobody says what came of it (L22), for a family told of no
    independent source without saying why (Y13), over advice without its options (Y10), and while something is owed to
    the family that would be lost with the case (L24, L25).
    """
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    closing = same_each_time(once or uuid4(), by.id, held.id, "status", CaseStatus.CLOSED, said.reason)
    if StatusChange.objects.filter(pk=closing).exists():
        return held
    _require(held, said)
    # First what is said of the case, then the step: closed, it may not be theirs any more.
    _judge(held, said.judged, closing=closing, by=by, at=at)
    _point(held, said, by=by, at=at)
    _ask_afterwards(held, said.not_asked, closing=closing, by=by, at=at)
    for task in Task.objects.ending_with_the_case().filter(case=held):
        task.withdrawn_at = at
        task.save(update_fields=["withdrawn_at"])
    move(held, to=CaseStatus.CLOSED, reason=said.reason, by=by, at=at, id=closing)
    return held


def aims_standing(case: Case) -> list[Aim]:
    """What the family wants now: the newest aim of each whose aim it is."""
    return list(Aim.objects.of_each(case.id))


def who_is_asked(case: Case) -> list[CasePerson]:
    """The parts of those who are asked about us once the case has closed."""
    parts = CasePerson.objects.present().filter(case=case, role__in=WRITTEN_TO)
    return list(parts.select_related("person").order_by("added_at", "id"))


def _require(case: Case, said: Closing) -> None:
    rules.may_move(CaseStatus(case.status), CaseStatus.CLOSED, reason=said.reason).require()
    owed = Task.objects.owed_before_closing().filter(case=case).values_list("rule", flat=True)
    rules.may_close(map(TaskRule, owed)).require()
    may_close_above(case).require()
    rules.may_close_with(Intervention.objects.of_advice_without_options(case.id).count()).require()
    judged = [one.aim.id for one in said.judged]
    rules.may_close_judged((aim.id for aim in aims_standing(case)), judged).require()
    for one in said.judged:
        rules.may_judge(one.came_of_it, because=one.because).require()
    told = bool(said.sources) or _was_told_or_why_not(case)
    rules.may_close_signposted(told, because=said.told_of_none_because).require()


def _judge(case: Case, judged: Sequence[Judged], *, closing: UUID, by: User, at: datetime) -> None:
    for one in judged:
        AimOutcome.objects.create(
            case=case,
            closing_id=closing,
            aim=one.aim,
            came_of_it=one.came_of_it,
            words=one.words,
            because=one.because if one.came_of_it is CameOfIt.NOT_SAID else None,
            recorded_at=at,
            recorded_by=by,
        )


def _point(case: Case, said: Closing, *, by: User, at: datetime) -> None:
    if said.sources:
        signpost(by=by, case=case, sources=said.sources, told_on=clock.day_of(at), at=at)
    elif not _was_told_or_why_not(case):
        Signposting.objects.create(
            case=case,
            none_because=said.told_of_none_because,
            told_on=clock.day_of(at),
            recorded_at=at,
            recorded_by=by,
        )


def _was_told_or_why_not(case: Case) -> bool:
    """Whether it is on record already: on the case, or to a source in the call it began with."""
    told_in_a_call = Signposting.objects.to_a_source().of_case(case.id)
    return bool(Signposting.objects.filter(case=case).exists() or told_in_a_call.exists())


def _ask_afterwards(
    case: Case, not_asked: Mapping[UUID, WhyNotAsked], *, closing: UUID, by: User, at: datetime
) -> None:
    for part in who_is_asked(case):
        AskedAtClosing.objects.create(
            case=case,
            closing_id=closing,
            person=part.person,
            role=part.role,
            not_asked_because=not_asked.get(part.person_id, ""),
            recorded_at=at,
            recorded_by=by,
        )

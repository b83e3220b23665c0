"""Sessions that the service gives to families and professionals: who came is counted, what they said is kept (Y20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time, same_each_time
from governance.access.training import may_give_sessions
from governance.choices.training import Audience, ProviderKind, Usefulness
from governance.models import GivenSession, SessionFeedback
from governance.rules.training import may_count_attendance
from sendiass import clock
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is given, for whom, when, and who gives it with us."""

    title: str
    audience: Audience
    provider_kind: ProviderKind
    held_on: date
    hours: Decimal
    provider: str = ""
    place: str = ""


@transaction.atomic
def add_session(*, by: User, new: NewSession, once: UUID, at: datetime) -> GivenSession:
    """Write down a session that was given or will be. Once for each `once`."""
    may_give_sessions(by).require()
    one_at_a_time(once)
    key = same_each_time(once, by.id, "session", new.title, new.held_on)
    earlier: GivenSession | None = GivenSession.objects.filter(pk=key).first()
    if earlier:
        return earlier
    added: GivenSession = GivenSession.objects.create(
        id=key,
        title=new.title,
        audience=new.audience,
        provider_kind=new.provider_kind,
        provider=new.provider,
        place=new.place,
        held_on=new.held_on,
        hours=new.hours,
        recorded_at=at,
        recorded_by=by,
    )
    return added


@transaction.atomic
def count_attendance(*, by: User, session: GivenSession, came: int, at: datetime) -> GivenSession:
    """Say how many came; the history keeps what was said before. Raises Refused before it was held."""
    may_give_sessions(by).require()
    held: GivenSession = GivenSession.objects.select_for_update().get(pk=session.pk)
    may_count_attendance(held_on=held.held_on, on=clock.day_of(at)).require()
    held.came = came
    held.save(update_fields=["came"])
    return held


@transaction.atomic
def keep_feedback(
    *, by: User, session: GivenSession, useful: Usefulness, words: str, once: UUID, at: datetime
) -> SessionFeedback:
    """Keep what one person who came said, without who it was. Once for each `once`. Raises Refused before it was held."""
    may_give_sessions(by).require()
    may_count_attendance(held_on=session.held_on, on=clock.day_of(at)).require()
    one_at_a_time(once)
    key = same_each_time(once, session.id, "feedback")
    earlier: SessionFeedback | None = SessionFeedback.objects.filter(pk=key).first()
    if earlier:
        return earlier
    return SessionFeedback.objects.create(
        id=key, session=session, useful=useful, words=words, recorded_at=at, recorded_by=by
    )

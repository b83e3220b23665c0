"""What supervision, training and the policy ask of somebody today: all of it in one question to the data base.

It changes nothing, and it opens nothing that is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from cases.access import PolicyRead
from cases.models import PolicyAcknowledgement, PolicyVersion, PolicyWaiver
from cases.rules import VersionOwed, owed_since
from governance.access.supervision import kept_since, may_keep_supervision, spells_of
from governance.access.training import NEW_ROLE, Needed, may_keep_training, needed
from governance.choices import NoteKind, Outcome
from governance.choices.training import NeedState
from governance.deadlines.supervision import Away, Working, due_on
from governance.deadlines.training import Had
from governance.models import (
    AgreedAction,
    Leave,
    Supervises,
    SupervisionNote,
    SupervisionRecord,
    SupervisionSession,
    SupervisionSignature,
    TrainingRecord,
)
from sendiass import clock
from sendiass.accounts.choices import ProposalKind
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile

SOON = timedelta(days=7)
"""How long before its day something of supervision is said."""
PRESSING = (NeedState.LATE, NeedState.DUE_SOON)


@dataclass(frozen=True, slots=True)
class SessionNow:
    """A session that asks something of one of the two: `is_own` of the one it is for."""

    id: UUID
    starts_at: datetime
    held_on: date | None
    with_whom: str
    is_own: bool
    has_agenda: bool
    has_record: bool
    is_signed: bool


@dataclass(frozen=True, slots=True)
class AgreedNow:
    """How many things agreed at one session somebody is to do by now or soon, and the first day of them."""

    session: UUID
    number: int
    due_on: date


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What is asked of somebody now. `due` is when their next supervision is due, and `booked` when the next is.

    `below_late` and `trained_late` are how many others' supervision is overdue and not booked, and whose training is overdue,
    for whoever sees to it.
    """

    due: date | None
    booked: datetime | None
    sessions: list[SessionNow]
    agreed: list[AgreedNow]
    needs: list[Needed]
    policy: PolicyRead
    below_late: int
    trained_late: int


def own_day_of(user: User, *, at: datetime) -> OwnDay:
    """What is asked of this person on that day."""
    on = clock.day_of(at)
    people = list(_with_facts(user, at=at))
    own = next(one for one in people if one.pk == user.pk)
    kept: date | None = None
    if any(one.supervisor_now and one.last_held is None for one in people):
        kept = kept_since()
    late = [one for one in people if (due := _due(one, kept)) is not None and due < on]
    needs = {one.pk: _needs(one, on=on) for one in people}
    others = [one for one in people if one.pk != user.pk]
    keeps_training = bool(may_keep_training(user))
    return OwnDay(
        due=_due(own, kept),
        booked=own.next_at,
        sessions=[_session(one) for one in own.sessions],
        agreed=_agreed(own.agreed),
        needs=[one for one in needs[own.pk] if one.state in PRESSING],
        policy=_policy(own, on=on),
        below_late=sum(one.pk != user.pk and one.next_at is None for one in late),
        trained_late=sum(
            any(need.state is NeedState.LATE for need in needs[one.pk]) for one in others if keeps_training
        ),
    )


def _with_facts(user: User, *, at: datetime) -> QuerySet[Any]:
    """This person, and whose supervision they see to, each with what decides about their day."""
    on = clock.day_of(at)
    above = Supervises.objects.begun_by(on).filter(worker=OuterRef("pk"))
    booked = SupervisionSession.objects.booked().filter(worker=OuterRef("pk"), starts_at__gte=at)
    people: QuerySet[Any] = User.objects.annotate(supervisor_now=Subquery(above.values("supervisor")[:1]))
    with_facts: QuerySet[Any] = (
        people.filter(Q(pk=user.pk) | _below(user))
        .annotate(
            last_held=_largest(
                SupervisionSession.objects.held().filter(worker=OuterRef("pk")), "worker", "outcome__held_on"
            ),
            next_at=Subquery(
                booked.order_by().values("worker").annotate(first=Min("starts_at")).values("first")
            ),
            away=_rows(
                Leave.objects.standing().filter(worker=OuterRef("pk")), first="first_on", last="last_on"
            ),
            roles=_rows(
                AccountProposal.objects.filter(
                    kind__in=NEW_ROLE, confirmed_at__isnull=False, person=OuterRef("pk")
                ).order_by("confirmed_at", "id"),
                role="role",
                at="confirmed_at",
            ),
            came=Subquery(
                AccountProposal.objects.filter(
                    kind=ProposalKind.NEW_ACCOUNT, email=OuterRef("email"), confirmed_at__isnull=False
                )
                .order_by("-confirmed_at", "id")
                .values("role")[:1]
            ),
            role_since=_largest(
                AccountProposal.objects.filter(
                    kind__in=NEW_ROLE, confirmed_at__isnull=False, person=OuterRef("pk")
                ),
                "person",
                "confirmed_at",
            ),
            had=_rows(
                TrainingRecord.objects.standing().exclude(need="").filter(worker=OuterRef("pk")),
                need="need",
                on="held_on",
                until="expires_on",
            ),
            versions=_rows(
                PolicyVersion.objects.in_force_by(on).order_by(), number="number", on="in_force_on", at="at"
            ),
            read=_largest(
                PolicyAcknowledgement.objects.filter(worker=OuterRef("pk")), "worker", "version__number"
            ),
            waived=_largest(PolicyWaiver.objects.filter(worker=OuterRef("pk")), "worker", "until_on"),
            sessions=_rows(_asking(user, at=at), **_OF_A_SESSION),
            agreed=_rows(
                AgreedAction.objects.to_do().filter(owner=user, due_on__lte=on + SOON).due_first(),
                session="session",
                due="due_on",
            ),
        )
        .order_by("pk")
    )
    return with_facts


def _below(user: User) -> Q:
    """Whose supervision this person sees to: everyone's for whoever keeps it."""
    if may_keep_supervision(user):
        holding = User.objects.holding(Permission.HAVE_SUPERVISION).exclude(role="strategic_lead")
        return Q(pk__in=holding.values("pk"))
    return Q(is_active=True, supervisor_now=user.pk)


_OF_A_SESSION = {
    "id": "pk",
    "starts": "starts_at",
    "held": "outcome__held_on",
    "worker": "worker__name",
    "supervisor": "supervisor__name",
    "own": "is_own",
    "agenda": "has_agenda",
    "record": "has_record",
    "signed": "is_signed",
}


def _asking(user: User, *, at: datetime) -> QuerySet[Any]:
    """The sessions of this person, as either of the two, that are near, or not written down or signed to the end."""
    record = SupervisionRecord.objects.filter(session=OuterRef("pk")).newest_first()
    said_of = Q(session=OuterRef("pk")) | Q(session__replaced_by=OuterRef("pk"))
    notes = SupervisionNote.objects.filter(said_of, kind=NoteKind.AGENDA, by=user)
    signed = SupervisionSignature.objects.filter(
        record=Subquery(
            SupervisionRecord.objects.filter(session=OuterRef(OuterRef("pk"))).newest_first().values("pk")[:1]
        ),
        by=user,
    )
    near = Q(outcome__isnull=True, starts_at__lte=at + SOON)
    unsigned = Q(outcome__outcome=Outcome.HELD, final__isnull=True)
    found: QuerySet[Any] = SupervisionSession.objects.filter(
        Q(worker=user) | Q(supervisor=user), near | unsigned
    )
    asking: QuerySet[Any] = found.annotate(
        is_own=Q(worker=user), has_agenda=Exists(notes), has_record=Exists(record), is_signed=Exists(signed)
    ).order_by("starts_at", "id")
    return asking


def _rows(found: QuerySet[Any], **named: str) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**{name: F(path) for name, path in named.items()})))


def _largest(found: QuerySet[Any], by: str, path: str) -> Subquery:
    return Subquery(found.order_by().values(by).annotate(largest=Max(path)).values("largest"))


def _due(one: Any, kept: date | None) -> date | None:
    """When somebody's supervision is due next; None where nobody supervises them."""
    if one.supervisor_now is None:
        return None
    later = [(clock.day_of(datetime.fromisoformat(row["at"])), row["role"]) for row in one.roles]
    away = [Away(_day(row["first"]), _day(row["last"])) for row in one.away]
    working = Working(tuple(spells_of(one, later=later, came=one.came)), tuple(away), tuple(profile().terms))
    since = one.last_held or max(one.joined_on, kept or one.joined_on)
    return due_on(since, working)


def _needs(one: Any, *, on: date) -> list[Needed]:
    since = clock.day_of(one.role_since) if one.role_since else one.joined_on
    had: dict[str, list[Had]] = {}
    for row in one.had:
        had.setdefault(row["need"], []).append(
            Had(_day(row["on"]), _day(row["until"]) if row["until"] else None)
        )
    asked = [need for need in profile().training.needs if one.role in need.roles]
    found = [needed(one, need, since, had.get(need.key, []), on=on) for need in asked]
    return sorted(found, key=lambda need: (need.due_on or date.max, need.need.key))


def _policy(one: Any, *, on: date) -> PolicyRead:
    versions = [
        VersionOwed(row["number"], max(_day(row["on"]), clock.day_of(datetime.fromisoformat(row["at"]))))
        for row in one.versions
    ]
    read = one.read or 0
    return PolicyRead(read, owed_since(versions, read=read, joined_on=one.joined_on, on=on), one.waived)


def _session(row: dict[str, Any]) -> SessionNow:
    return SessionNow(
        id=UUID(row["id"]),
        starts_at=datetime.fromisoformat(row["starts"]).astimezone(clock.LONDON),
        held_on=_day(row["held"]) if row["held"] else None,
        with_whom=row["supervisor"] if row["own"] else row["worker"],
        is_own=row["own"],
        has_agenda=row["agenda"],
        has_record=row["record"],
        is_signed=row["signed"],
    )


def _agreed(rows: Iterable[dict[str, Any]]) -> list[AgreedNow]:
    by_session: dict[UUID, list[date]] = {}
    for row in rows:
        by_session.setdefault(UUID(row["session"]), []).append(_day(row["due"]))
    return [AgreedNow(session, len(days), min(days)) for session, days in by_session.items()]


def _day(said: str) -> date:
    return date.fromisoformat(said)

"""Who may do what with supervision, and the one door to a session. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cases.access import open_case
from cases.models import Case
from governance.access.training import NEW_ROLE
from governance.choices import Outcome
from governance.deadlines.supervision import Away, InRole, Working, due_on
from governance.models import Leave, Supervises, SupervisionRecord, SupervisionSession, SupervisionSignature
from governance.rules import REFLECTION, STEPS, SessionState, Step, may_take
from sendiass import clock
from sendiass.access import Decision, NotThere, Refused, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.choices import ProposalKind
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Permission, Role
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject
from sendiass.database import standing
from sendiass.profiles import profile
from sendiass.profiles.sections import Interval

may_have_supervision = role_gives(Permission.HAVE_SUPERVISION)
may_keep_supervision = role_gives(Permission.KEEP_SUPERVISION)
may_see_supervision_figures = role_gives(Permission.SEE_SUPERVISION_FIGURES)

COUNTS = ServicePrincipal("figures")
SUPERVISED = (Role.CASEWORKER, Role.VOLUNTEER)
CAN_SUPERVISE = (Role.CASEWORKER, Role.MANAGER, Role.STRATEGIC_LEAD)
CAN_MANAGE = (Role.MANAGER, Role.STRATEGIC_LEAD)


def workers() -> list[User]:
    """Everyone who has supervision."""
    return list(User.objects.holding(Permission.HAVE_SUPERVISION).by_name())


def who_can_supervise(worker: User) -> list[User]:
    """Everyone who may be named as this worker's supervisor."""
    return [one for one in workers() if one.role in CAN_SUPERVISE and one.pk != worker.pk]


def who_can_manage(worker: User) -> list[User]:
    """Everyone who may be named as this worker's line manager."""
    return [one for one in workers() if one.role in CAN_MANAGE and one.pk != worker.pk]


def above(worker: User, *, on: date) -> Supervises | None:
    """Who supervises and manages this worker on a day."""
    found: Supervises | None = (
        Supervises.objects.filter(worker=worker)
        .begun_by(on)
        .select_related("supervisor", "line_manager")
        .first()
    )
    return found


def lacks_a_supervisor(worker: User, *, on: date) -> bool:
    """Whether nobody who is still here supervises them, though somebody should: that nobody does was said of some."""
    now = above(worker, on=on)
    if now is None:
        return True
    return worker.role in SUPERVISED if now.supervisor is None else not now.supervisor.is_active


def who_is_told_of(worker: User, *, on: date) -> list[User]:
    """Who hears of what is overdue for this worker: their line manager, or else everybody who keeps supervision."""
    now = above(worker, on=on)
    if now is not None and now.line_manager.is_active:
        return [now.line_manager]
    keeping = User.objects.holding(Permission.KEEP_SUPERVISION).exclude(pk=worker.pk)
    return list(keeping.by_name())


def supervised_by(supervisor: User, *, on: date) -> list[User]:
    """Everyone whom this person supervises now."""
    found = []
    for one in workers():
        now = above(one, on=on)
        if now and now.supervisor_id == supervisor.pk:
            found.append(one)
    return found


def open_worker(*, by: User, worker_id: UUID) -> User:
    """Somebody who has supervision, for themselves and whoever is above them or keeps it. Raises NotThere otherwise."""
    worker: User | None = (
        User.objects.holding(Permission.HAVE_SUPERVISION).filter(pk=worker_id).first()
        if may_have_supervision(by)
        else None
    )
    if worker is None or not (may_keep_supervision(by) or by.pk == worker.pk or is_above(by, worker)):
        raise NotThere
    return worker


def is_above(one: User, worker: User) -> bool:
    """Whether one supervises or manages the other now."""
    now = above(worker, on=clock.today())
    return now is not None and one.pk in (now.supervisor_id, now.line_manager_id)


def open_session(*, by: User, session_id: UUID) -> SupervisionSession:
    """The one door to what is written of a session: for the two of them and the line manager (L16). Raises NotThere."""
    session: SupervisionSession | None = (
        SupervisionSession.objects.filter(pk=session_id)
        .with_people()
        .select_related("replaces", "replaced_by", "final")
        .first()
        if may_have_supervision(by)
        else None
    )
    if session is None or not may_read(by, session):
        raise NotThere
    return session


def own_sessions(*, by: User) -> list[SupervisionSession]:
    """Every session of one's own supervision, the same door for all of them: none for whoever has supervision no more."""
    if not may_have_supervision(by):
        return []
    return list(SupervisionSession.objects.filter(worker=by).order_by("starts_at", "id"))


def may_read(by: User, session: SupervisionSession) -> Decision:
    """The two of them, and whoever is the worker's line manager now; nobody else, whatever their role."""
    now = above(session.worker, on=clock.today())
    readers = {session.worker_id, session.supervisor_id} | ({now.line_manager_id} if now else set())
    if by.pk in readers and may_have_supervision(by):
        return allow(REFLECTION)
    return refuse("What is said in supervision is for the two of them and the line manager.", REFLECTION)


def state_of(session: SupervisionSession) -> SessionState:
    """How far a session is, as the rules ask."""
    outcome = getattr(session, "outcome", None)
    record = newest_record(session)
    signed = SupervisionSignature.objects.filter(record=record).values_list("by", flat=True) if record else ()
    return SessionState(
        session.worker_id,
        session.supervisor_id,
        session.starts_at,
        outcome=Outcome(outcome.outcome) if outcome else None,
        has_record=record is not None,
        signed_by=frozenset(signed),
        is_final=hasattr(session, "final"),
    )


def newest_record(session: SupervisionSession) -> SupervisionRecord | None:
    """The record as it stands."""
    found: SupervisionRecord | None = (
        SupervisionRecord.objects.filter(session=session).select_related("by").newest_first().first()
    )
    return found


def may_take_step(by: User, session: SupervisionSession, step: Step, *, at: datetime) -> Decision:
    """Whether this person may do this about the session now."""
    return may_take(by.pk, step, state_of(session), at=at)


def open_case_for_both(*, by: User, session: SupervisionSession, reference: str) -> Case:
    """A case that both of them may open, through the door to cases (Y12). Raises Refused where one of them may not.

    Which of the two it is, and whether there is such a case, is told to nobody.
    """
    try:
        case = open_case(by=by, reference=reference.strip().upper())
        other = session.supervisor if by.pk == session.worker_id else session.worker
        with standing.standing_as(standing.worker(other.pk)):
            return open_case(by=other, reference=case.reference)
    except NotThere:
        reason = "There is no case of that reference that you both may open."
        raise Refused(refuse(reason, "Y12")) from None


def supervision_draft_subject(user: User, rest: str) -> KeySubject:
    """A half-written record is sealed under its session's key."""
    session_id, _, step = rest.partition(":")
    try:
        session = open_session(by=user, session_id=UUID(session_id))
    except ValueError:
        raise NotThere from None
    if step not in STEPS:
        raise NotThere
    return session.key_subject


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody's supervision stands: what it depends on, when it was last held and when it is due.

    `since` is when it began to be owed: when they joined, though not before the service kept it here, or the first one held.
    """

    worker: User
    since: date
    working: Working
    held: tuple[date, ...]
    due: date | None

    @property
    def last(self) -> date | None:
        return self.held[-1] if self.held else None


def standings_of(found: Collection[User]) -> list[Standing]:
    """The same for several, in four questions to the data base."""
    ids = [one.pk for one in found]
    roles, leave, held = _roles_of(found), _leave_of(ids), _held_by(ids)
    begun = kept_since()
    terms = tuple(profile().terms)
    standings = []
    for one in found:
        working = Working(tuple(roles[one.pk]), tuple(leave.get(one.pk, ())), terms)
        sessions = tuple(sorted(held.get(one.pk, ())))
        since = min([max(one.joined_on, begun) if begun else one.joined_on, *sessions[:1]])
        due = due_on(sessions[-1] if sessions else since, working) if begun else None
        standings.append(Standing(one, since, working, sessions, due))
    return standings


def interval_of(role: str) -> Interval | None:
    """How often the profile says a role is supervised; None for a role of which it says nothing."""
    supervision = profile().supervision
    return {
        Role.CASEWORKER.value: supervision.caseworker,
        Role.VOLUNTEER.value: supervision.volunteer,
    }.get(role)


def kept_since() -> date | None:
    """From when supervision is kept here: nothing was owed to anybody on record before."""
    with serving(COUNTS):  # the same day for whoever asks: it is nobody's
        first: date | None = Supervises.objects.order_by("from_on").values_list("from_on", flat=True).first()
    return first


def _roles_of(found: Collection[User]) -> dict[UUID, list[InRole]]:
    """Which role each had from which day: what two people confirmed, and the one they came with."""
    by_person: dict[UUID, list[tuple[date, str]]] = {one.pk: [] for one in found}
    changes = AccountProposal.objects.filter(
        kind__in=NEW_ROLE, confirmed_at__isnull=False, person__in=list(by_person)
    ).order_by("confirmed_at", "id")
    for person, role, at in changes.values_list("person", "role", "confirmed_at"):
        by_person[person].append((clock.day_of(at), role))
    came = dict(
        AccountProposal.objects.filter(
            kind=ProposalKind.NEW_ACCOUNT, email__in=[one.email for one in found], confirmed_at__isnull=False
        ).values_list("email", "role")
    )
    return {one.pk: spells_of(one, later=by_person[one.pk], came=came.get(one.email)) for one in found}


def spells_of(one: User, *, later: Sequence[tuple[date, str]], came: str | None) -> list[InRole]:
    """The roles somebody has had, by the changes that were confirmed and the role they came with."""
    first = came or one.role if later else one.role
    return [
        InRole(date.min, interval_of(first)),
        *(InRole(on, interval_of(role)) for on, role in later),
    ]


def _leave_of(ids: Collection[UUID]) -> dict[UUID, list[Away]]:
    by_worker: dict[UUID, list[Away]] = {}
    found = Leave.objects.of_workers(ids).standing().values_list("worker", "first_on", "last_on")
    for worker, first, last in found:
        by_worker.setdefault(worker, []).append(Away(first, last))
    return by_worker


def _held_by(ids: Iterable[UUID]) -> dict[UUID, list[date]]:
    by_worker: dict[UUID, list[date]] = {}
    found = SupervisionSession.objects.of_workers(list(ids)).held().values_list("worker", "outcome__held_on")
    for worker, on in found.order_by("starts_at"):
        by_worker.setdefault(worker, []).append(on)
    return by_worker

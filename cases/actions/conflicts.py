"""Finding where an interest meets a case, shutting the door, telling the manager, and what is decided then (Y12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from cases import conflicts
from cases.access import CONFLICTS, deciders, may_decide_conflict
from cases.actions.steps import end_holding, let_go_of_tasks, wait_again_if_nobodys
from cases.choices import CaseStatus, ConflictGround, ConflictState, FoundThrough
from cases.emails import tell_of_conflict
from cases.models import (
    Allocation,
    BreakGlass,
    Case,
    CasePerson,
    Conflict,
    ConflictDecision,
    ContactPoint,
    Interest,
    Person,
    SamePerson,
)
from cases.querysets import ConflictQuerySet
from cases.search.interests import described, ground_of, named_by
from cases.search.known import known
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject

SHUTTING = (ConflictGround.AGENCY, ConflictGround.PERSON, ConflictGround.JUDGED)


@transaction.atomic
def find_by_interest(interest: Interest, *, by: User | None, at: datetime) -> None:
    """Find the cases that an interest meets, and see to them. Raises NotReady."""
    with serving(CONFLICTS):
        if interest.agency_id is None and interest.kind in conflicts.IN_A_PERSON:
            with reading(by=CONFLICTS, subjects=[interest.key_subject], purpose="conflicts of interest"):
                someone = described(interest)
            _note(interest, named_by(someone), through=FoundThrough.DECLARED, at=at)
        see_to_conflicts(by=by, at=at)


@transaction.atomic
def find_by_people(people: Iterable[Person], *, by: User, at: datetime, through: FoundThrough) -> None:
    """Find whose interests these people meet, in every case they are in, and see to them."""
    with serving(CONFLICTS):
        interests = list(Interest.objects.live().in_people())
        living = [person for person in people if not person.is_erased]
        if interests and living:
            for interest, grounds in _met(interests, living).items():
                _note(interest, grounds, through=through, at=at)
        see_to_conflicts(by=by, at=at)


def find_by_case(case: Case, *, by: User, at: datetime, through: FoundThrough) -> None:
    """Find whose interests this case meets by anybody who is or was in it, and see to them."""
    with serving(CONFLICTS):
        parts = CasePerson.objects.filter(case=case).order_by("person", "-added_at").distinct("person")
        people = [part.person for part in parts.select_related("person")]
    find_by_people(people, by=by, at=at, through=through)


@transaction.atomic
def see_to_conflicts(*, by: User | None, at: datetime) -> int:
    """Take the case from whoever a new conflict shuts out, and tell those who decide. Returns of how many somebody was told.

    The door is shut already, by the data base. It may be called at any time and twice; the clock does, too (`by` is None), and
    sees to whatever was left. One about which nobody may decide waits untold for whoever comes to be above the managers.
    """
    with serving(CONFLICTS):
        _find_in_agencies()
        if by is None:
            _find_held_all_the_same()
        waiting = Conflict.objects.untold().select_for_update(of=("self",)).select_related("worker", "case")
        new = list(waiting.found_lately(at) if by else _that_can_be_told(waiting, at=at))
        for conflict in _to_take_away(new):
            _take_away(conflict, by=by or conflict.worker, at=at)
        return _tell(new, at=at)


def _to_take_away(new: list[Conflict]) -> list[Conflict]:
    """Those that stand and leave their worker something of the case. Two questions, however many there are.

    Their cases are locked first: whoever gives one or opens it in an emergency at this moment has done so, or is refused.
    """
    standing = [one for one in new if one.state == ConflictState.STANDING]
    _lock({one.case_id for one in standing})
    left = Conflict.objects.leaving_something().filter(pk__any_of=[one.id for one in standing])
    ids = set(left.values_list("id", flat=True))
    return [one for one in standing if one.held or one.id in ids]


def _lock(cases: set[UUID]) -> None:
    """Take these cases in one order, so that two who take some of the same never wait for each other."""
    list(Case.objects.filter(pk__any_of=list(cases)).order_by("pk").select_for_update().values_list("pk"))


def _that_can_be_told(waiting: ConflictQuerySet, *, at: datetime) -> ConflictQuerySet:
    """All but a manager's own that have waited since nobody is above the managers: there may be thousands, seen to before."""
    is_somebody_above = User.objects.holding(Permission.DECIDE_MANAGERS_CONFLICTS).exists()
    return waiting if is_somebody_above else waiting.but_managers_found_before(at)


def find_all(*, at: datetime) -> None:
    """Hold every interest in a person against everyone on record once more, for what two did at the same moment. A sweep."""
    with serving(CONFLICTS):
        for interest in Interest.objects.live().in_people().select_related("worker"):
            find_by_interest(interest, by=None, at=at)


@transaction.atomic
def decide_conflict(
    *, by: User, conflict: Conflict, to: ConflictState, reason: str, at: datetime
) -> Conflict:
    """Decide a question, or a conflict anew, with the reason. Raises Refused for one's own and for a move there is not."""
    may_decide_conflict(by, conflict).require()
    with serving(CONFLICTS):
        held: Conflict = (
            Conflict.objects.select_for_update(of=("self",)).select_related("worker").get(pk=conflict.pk)
        )
        may = conflicts.may_decide(
            ConflictState(held.state), to, reason=reason, is_own=held.worker_id == by.id
        )
        may.require()
        ConflictDecision.objects.create(worker=held.worker, conflict=held, to=to, reason=reason, at=at, by=by)
        held.state = to
        if to is ConflictState.STANDING:
            held.shut_at = at
        held.save(update_fields=["state", "shut_at"])
        if to is ConflictState.STANDING:
            held.refresh_from_db()
            _take_away(held, by=by, at=at)
        return held


@transaction.atomic
def decide_alike(
    *, by: User, conflict: Conflict, to: ConflictState, reason: str, at: datetime
) -> list[Conflict]:
    """Decide this one, and so all that the same interest makes and that stand as it does, of cases one may see.

    Returns what was decided. Raises Refused as `decide_conflict`.
    """
    return [
        decide_conflict(by=by, conflict=one, to=to, reason=reason, at=at)
        for one in (conflict, *alike(conflict, by=by))
    ]


def alike(conflict: Conflict, *, by: User) -> ConflictQuerySet:
    """The others that the same interest makes and that stand as this one does, of cases one may see."""
    found: ConflictQuerySet = Conflict.objects.visible_to(by).filter(
        interest=conflict.interest_id, state=conflict.state, interest__isnull=False
    )
    return found.exclude(pk=conflict.pk).select_related("worker")


@transaction.atomic
def judge_conflict(*, by: User, case: Case, worker: User, reason: str, at: datetime) -> Conflict:
    """Put a conflict on record that no list of interests shows, because somebody said so. Raises Refused without a reason."""
    with serving(CONFLICTS):
        found: Conflict | None = Conflict.objects.filter(case=case, worker=worker, interest=None).first()
        if found is None:
            conflicts.may_decide(
                ConflictState.QUESTION, ConflictState.STANDING, reason=reason, is_own=worker.id == by.id
            ).require()
            found = Conflict.objects.create(
                case=case,
                worker=worker,
                ground=ConflictGround.JUDGED,
                state=ConflictState.QUESTION,
                found_at=at,
                found_through=FoundThrough.JUDGED,
                told_at=at,
            )
    if found.state == ConflictState.STANDING:
        return found
    return decide_conflict(by=by, conflict=found, to=ConflictState.STANDING, reason=reason, at=at)


@transaction.atomic
def needs_nobody_else(*, by: User, conflict: Conflict, at: datetime) -> None:
    """Whoever was shut out need not be replaced: somebody has the case still, or it is closed. Raises Refused otherwise."""
    may_decide_conflict(by, conflict).require()
    with serving(CONFLICTS):
        case = Case.objects.select_for_update().get(pk=conflict.case_id)
        has_somebody = Allocation.objects.current().filter(case=case).exists()
        if not has_somebody and case.status != CaseStatus.CLOSED:
            refuse("Nobody has this case. Give it to somebody.", "Y12").require()
        settle_reallocation(case, at=at)


def settle_reallocation(case: Case, *, at: datetime) -> None:
    """The case is in other hands now, or needs no others: whoever was shut out of it is off the list."""
    with serving(CONFLICTS):
        for conflict in Conflict.objects.to_reallocate().filter(case=case):
            conflict.reallocated_at = at
            conflict.save(update_fields=["reallocated_at"])


def _tell(new: list[Conflict], *, at: datetime) -> int:
    """Tell each who decides of those they decide about, once for each worker whose they are; how many somebody was told of."""
    decided_by = deciders(new)
    about: dict[tuple[User, UUID], list[Conflict]] = {}
    for conflict in new:
        for decider in decided_by[conflict.id]:
            about.setdefault((decider, conflict.worker_id), []).append(conflict)
        if decided_by[conflict.id]:
            conflict.told_at = at
            conflict.save(update_fields=["told_at"])
    for (decider, _), theirs in about.items():
        told = f"{theirs[0].id}:{at.isoformat()}"
        tell_of_conflict([decider], about=told, number=len(theirs), by=CONFLICTS, at=at)
    return sum(conflict.told_at == at for conflict in new)


def _find_in_agencies() -> None:
    """Have the data base find now what it would find when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS conflicts_found IMMEDIATE")
        cursor.execute("SET CONSTRAINTS conflicts_found DEFERRED")


def _find_held_all_the_same() -> None:
    """Cases given in the very moment in which they were shut to whoever got them: to be taken away, and told of anew."""
    given = Allocation.objects.current().filter(case=OuterRef("case"), worker=OuterRef("worker"))
    for conflict in Conflict.objects.standing().filter(Exists(given)).select_for_update(of=("self",)):
        conflict.held, conflict.told_at, conflict.reallocated_at = True, None, None
        conflict.save(update_fields=["held", "told_at", "reallocated_at"])


def _met(interests: list[Interest], people: list[Person]) -> Mapping[Interest, Mapping[UUID, ConflictGround]]:
    points: dict[UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.of_people([person.id for person in people]).order_by():
        points.setdefault(point.person_id, []).append(point)
    subjects: list[KeySubject] = [one.key_subject for one in (*interests, *people)]
    with reading(by=CONFLICTS, subjects=subjects, purpose="conflicts of interest"):
        held = {person.id: known(person, points.get(person.id, ())) for person in people}
        met = {}
        for interest in interests:
            someone = described(interest)
            grounds = ((key, ground_of(someone, one)) for key, one in held.items())
            met[interest] = {key: ground for key, ground in grounds if ground is not None}
        return met


def _note(
    interest: Interest, grounds: Mapping[UUID, ConflictGround], *, through: FoundThrough, at: datetime
) -> None:
    """A row for each case these people are or were in, the surest ground of each; one there already only becomes surer."""
    if not grounds:
        return
    grounds = _of_the_same(grounds)
    surest: dict[UUID, ConflictGround] = {}
    for case, person in CasePerson.objects.of_people(grounds).values_list("case_id", "person_id"):
        if surest.get(case) is not ConflictGround.PERSON:
            surest[case] = grounds[person]
    there = {one.case_id: one for one in Conflict.objects.filter(interest=interest, case__in=list(surest))}
    for case, ground in surest.items():
        if case not in there:
            _find(interest, case, ground, through=through, at=at)
        elif ground in SHUTTING and there[case].ground == ConflictGround.NAME:
            _make_sure(there[case], ground, at=at)


def _of_the_same(grounds: Mapping[UUID, ConflictGround]) -> Mapping[UUID, ConflictGround]:
    """These people and whoever is linked as the same as one of them, each on the surest ground of those."""
    met = dict(grounds)
    links = SamePerson.objects.live().leading_on_from(met)
    pairs = [pair for link in links for pair in ((link.one_id, link.other_id), (link.other_id, link.one_id))]
    for ground in (ConflictGround.PERSON, ConflictGround.NAME):
        while more := {
            other
            for one, other in pairs
            if met.get(one) is ground and met.get(other) not in (ground, ConflictGround.PERSON)
        }:
            met |= dict.fromkeys(more, ground)
    return met


def _find(
    interest: Interest, case: UUID, ground: ConflictGround, *, through: FoundThrough, at: datetime
) -> None:
    shuts = ground in SHUTTING and not _is_past(interest, at)
    Conflict.objects.create(
        id=uuid4(),
        case_id=case,
        worker_id=interest.worker_id,
        interest=interest,
        ground=ground,
        state=ConflictState.STANDING if shuts else ConflictState.QUESTION,
        found_at=at,
        found_through=through,
        held=_holds(interest.worker_id, case),
        shut_at=at if shuts else None,
    )


def _make_sure(conflict: Conflict, ground: ConflictGround, *, at: datetime) -> None:
    """What was a similar name turned out to be the same person: whatever was decided about the name."""
    conflict.ground, conflict.told_at = ground, None
    if conflict.state in (ConflictState.QUESTION, ConflictState.DISMISSED):
        conflict.state, conflict.shut_at = ConflictState.STANDING, at
    conflict.save(update_fields=["ground", "told_at", "state", "shut_at"])


def _is_past(interest: Interest, at: datetime) -> bool:
    return interest.until_on is not None and interest.until_on < clock.day_of(at)


def _holds(worker: UUID, case: UUID) -> bool:
    return (
        Allocation.objects.current().filter(case=case, worker=worker).exists()
        or BreakGlass.objects.in_force().filter(case=case, worker=worker).exists()
    )


def _take_away(conflict: Conflict, *, by: User, at: datetime) -> None:
    """End whatever lets this worker work the case; with nobody left it waits for somebody else."""
    case = Case.objects.select_for_update().get(pk=conflict.case_id)
    for held in Allocation.objects.current().filter(case=case, worker=conflict.worker_id):
        end_holding(held, by=by, at=at)
    for emergency in BreakGlass.objects.filter(case=case, worker=conflict.worker_id, ended_at__isnull=True):
        emergency.ended_at = at
        emergency.save(update_fields=["ended_at"])
    let_go_of_tasks(case.id, conflict.worker_id)
    if conflict.held:
        wait_again_if_nobodys(case, by=by, at=at)

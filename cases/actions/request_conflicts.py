"""Keeping requests from the public form, and calls, from whoever has an interest in them before they are a case (Y12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases import emails
from cases.access import CONFLICTS, Kept, open_kept, who_decides_about_requests, who_is_above
from cases.actions.idempotency import one_at_a_time
from cases.actions.told import Told, told_by
from cases.choices import ContactPointKind, ReferralState
from cases.models import (
    CallBack,
    CallOutcome,
    Enquiry,
    EnquiryConflict,
    Interest,
    Intervention,
    KeepingLifted,
    Referral,
    ReferralConflict,
    Signposting,
)
from cases.querysets import EnquiryQuerySet, ReferralQuerySet
from cases.search.alike import Described
from cases.search.requests import Named, called, meets
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import reading
from sendiass.audit.actors import serving

PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)
PURPOSE = "conflicts of interest"
CALLS_HELD_AGAIN = timedelta(days=31)


@transaction.atomic
def keep_request_from(interests: Iterable[Interest], referrals: Iterable[Referral], *, at: datetime) -> None:
    """Hide each of these requests from those of these workers whose interest meets it, or may; tell who decides about them.

    Done again, it changes nothing and tells nobody.
    """
    declared, asked = list(interests), [one for one in referrals if one.forgotten_at is None]
    if not (declared and asked):
        return
    subjects = [one.key_subject for one in (*declared, *asked)]
    with serving(CONFLICTS), reading(by=CONFLICTS, subjects=subjects, purpose=PURPOSE):
        for referral in asked:
            named = _named_in(told_by(referral))
            shut = [one for one in declared if meets(one, named) and _keep_from(one, referral, at=at)]
            if shut and referral.state == ReferralState.WAITING:
                _tell(referral, shut, at=at)


@transaction.atomic
def keep_call_from(interests: Iterable[Interest], enquiries: Iterable[Enquiry], *, at: datetime) -> None:
    """Hide each of these calls from those of these workers whose interest it names, or may. Done again, it changes nothing."""
    declared, taken = list(interests), list(enquiries)
    if not (declared and taken):
        return
    with serving(CONFLICTS):
        written = _written_in(taken)
        subjects = [one.key_subject for one in (*declared, *taken, *written.callbacks.values())]
        with reading(by=CONFLICTS, subjects=subjects, purpose=PURPOSE):
            for enquiry in taken:
                named = written.named_in(enquiry)
                for interest in declared:
                    if meets(interest, named):
                        _keep_call_from(interest, enquiry, at=at)


def keep_from_all(referral: Referral, *, at: datetime) -> None:
    """Hide a request that was just sent from whoever has an interest in it."""
    keep_request_from(_live(), [referral], at=at)


def keep_call_from_all(enquiry: Enquiry, *, at: datetime) -> None:
    """Hide a call that was just written down from whoever has an interest in it, whoever took it among them."""
    keep_call_from(_live(), [enquiry], at=at)


def keep_all_from(interest: Interest, *, at: datetime) -> None:
    """Hide what was asked and is no case from somebody who has just declared an interest."""
    with serving(CONFLICTS):
        requests = list(Referral.objects.remembered().filter(case__isnull=True))
        calls = list(Enquiry.objects.filter(case__isnull=True))
    keep_request_from([interest], requests, at=at)
    keep_call_from([interest], calls, at=at)


def keep_all_again(*, at: datetime) -> None:
    """Hold every interest against what was asked of late once more, for what was compared by other rules before. A sweep."""
    with serving(CONFLICTS):
        requests = list(Referral.objects.remembered().filter(case__isnull=True))
        calls = list(Enquiry.objects.filter(case__isnull=True, taken_at__gte=at - CALLS_HELD_AGAIN))
    interests = _live()
    keep_request_from(interests, requests, at=at)
    keep_call_from(interests, calls, at=at)


@transaction.atomic
def let_see(*, by: User, kept: Kept, reason: str, at: datetime) -> KeepingLifted:
    """Let a worker see a request or a call after all, because no interest of theirs meets it; with a reason (Y12).

    What they declare from now on may keep it from them again. Raises NotThere for whoever does not decide about it, and
    where somebody has decided already; Refused without a reason.
    """
    if not reason.strip():
        refuse("Enter why they may see it.", "Y12").require()
    one_at_a_time(kept.asked.id)
    kept = open_kept(by=by, kept_id=kept.id)
    what = {"referral": kept.asked} if isinstance(kept, ReferralConflict) else {"enquiry": kept.asked}
    with serving(CONFLICTS):
        lifted: KeepingLifted = KeepingLifted.objects.create(
            worker=kept.worker, reason=reason, at=at, by=by, **what
        )
    return lifted


@transaction.atomic
def tell_of_what_nobody_sees(*, at: datetime) -> int:
    """Tell those above of each request and call that waits while everybody who could see to it has an interest in it. A sweep.

    They are told its number and nothing in it, once. Returns how many wait so.
    """
    with serving(CONFLICTS):
        requests, calls = Referral.objects.waiting(), Enquiry.objects.awaiting_callback()
        unseen = [
            *_seen_by_none(requests, _kept_from_whom(requests), Permission.OPEN_CASES),
            *_seen_by_none(calls, _kept_from_whom_calls(calls), Permission.TAKE_ENQUIRIES),
        ]
        for asked, kept in unseen:
            above = who_is_above(kept)
            emails.tell_of_unseen(above, about=asked.id, reference=asked.reference, by=CONFLICTS, at=at)
        return len(unseen)


def _live() -> list[Interest]:
    with serving(CONFLICTS):
        return list(Interest.objects.live().select_related("agency", "worker"))


def _keep_from(interest: Interest, referral: Referral, *, at: datetime) -> bool:
    """Whether it was not kept from them for this interest before."""
    if ReferralConflict.objects.filter(referral=referral, interest=interest).exists():
        return False
    ReferralConflict.objects.create(
        referral=referral, worker_id=interest.worker_id, interest=interest, found_at=at
    )
    return True


def _keep_call_from(interest: Interest, enquiry: Enquiry, *, at: datetime) -> None:
    if not EnquiryConflict.objects.filter(enquiry=enquiry, interest=interest).exists():
        EnquiryConflict.objects.create(
            enquiry=enquiry, worker_id=interest.worker_id, interest=interest, found_at=at
        )


def _tell(referral: Referral, met: Iterable[Interest], *, at: datetime) -> None:
    """Tell those who decide about each of these workers, once for each worker; none who has an interest in it themselves."""
    kept = set(_kept_from_whom(Referral.objects.filter(pk=referral.pk))[referral.id])
    who = who_decides_about_requests()
    for worker in {interest.worker_id: interest.worker for interest in met}.values():
        to = who.about(worker, kept)
        about = f"{referral.id}:{worker.id}"
        emails.tell_of_request_met(to, about=about, reference=referral.reference, by=CONFLICTS, at=at)


def _kept_from_whom(requests: ReferralQuerySet) -> Mapping[UUID, set[UUID]]:
    rows = ReferralConflict.objects.still("referral").filter(referral__in=requests.order_by().values("pk"))
    return _by_what(rows.values_list("referral_id", "worker_id"))


def _kept_from_whom_calls(calls: EnquiryQuerySet) -> Mapping[UUID, set[UUID]]:
    rows = EnquiryConflict.objects.still("enquiry").filter(enquiry__in=calls.order_by().values("pk"))
    return _by_what(rows.values_list("enquiry_id", "worker_id"))


def _by_what(pairs: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, set[UUID]]:
    kept: dict[UUID, set[UUID]] = {}
    for asked, worker in pairs:
        kept.setdefault(asked, set()).add(worker)
    return kept


def _seen_by_none(
    asked: ReferralQuerySet | EnquiryQuerySet, kept: Mapping[UUID, set[UUID]], permission: Permission
) -> list[tuple[Referral | Enquiry, set[UUID]]]:
    """Those that are kept from everybody who could see to them, each with all it is kept from."""
    able = set(User.objects.holding(permission).values_list("id", flat=True))
    shut = [one for one, workers in kept.items() if able <= workers]
    return [(one, kept[one.id]) for one in asked.filter(pk__any_of=shut)]


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written down in calls: whom to ring back, and what was said."""

    callbacks: Mapping[UUID, CallBack]
    notes: Mapping[UUID, list[Intervention]]
    came: Mapping[UUID, list[CallOutcome | Signposting]]

    def named_in(self, enquiry: Enquiry) -> Named:
        """Whom and what one call names; needs a reading of it and of its call-back."""
        notes = tuple(str(one.note) for one in self.notes.get(enquiry.id, ()))
        for one in self.came.get(enquiry.id, ()):
            words = one.wanted if isinstance(one, CallOutcome) else one.none_because
            notes += (words,) if words else ()
        callback = self.callbacks.get(enquiry.id)
        if callback is None:
            return Named(texts=notes)
        name, when = str(callback.name), str(callback.when)
        return Named(people=(called(name, str(callback.number)),), texts=(name, when, *notes))


def _written_in(calls: Iterable[Enquiry]) -> _Written:
    ids = [one.id for one in calls]
    callbacks = CallBack.objects.kept().filter(enquiry__id__any_of=ids)
    notes: dict[UUID, list[Intervention]] = {}
    for one in Intervention.objects.filter(enquiry__id__any_of=ids).order_by():
        notes.setdefault(one.enquiry_id, []).append(one)
    came: dict[UUID, list[CallOutcome | Signposting]] = {}
    for rows in (CallOutcome.objects, Signposting.objects):
        for row in rows.filter(enquiry__id__any_of=ids).order_by():
            came.setdefault(row.enquiry_id, []).append(row)
    return _Written({one.enquiry_id: one for one in callbacks}, notes, came)


def _named_in(told: Told) -> Named:
    """Whom and what a request names."""
    reached = Described(
        given_names=told.given_names,
        family_name=told.family_name,
        born=None if told.child_given_names else told.child_born,
        numbers=tuple(way.value for way in told.ways if way.kind in PHONES),
        emails=tuple(way.value for way in told.ways if way.kind is ContactPointKind.EMAIL),
    )
    child = Described(
        given_names=told.child_given_names, family_name=told.child_family_name, born=told.child_born
    )
    from_where = told.professional.organisation if told.professional else ""
    places = tuple(filter(None, (told.school, from_where)))
    return Named(places=places, people=(reached, child) if told.child_given_names else (reached,))

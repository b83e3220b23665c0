"""Keeping a request from the public form from whoever has an interest in it, before it is a case (Y12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cases.access import CONFLICTS
from cases.actions.told import Told, told_by
from cases.choices import ContactPointKind
from cases.models import Interest, Referral, ReferralConflict
from cases.search.alike import Described
from cases.search.requests import meets
from sendiass.audit import reading
from sendiass.audit.actors import serving

PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)


@transaction.atomic
def keep_request_from(interests: Iterable[Interest], referrals: Iterable[Referral], *, at: datetime) -> None:
    """Hide each of these requests from those of these workers whose interest meets it, or may. Done again, it changes nothing."""
    declared, asked = list(interests), [one for one in referrals if one.forgotten_at is None]
    if not (declared and asked):
        return
    subjects = [one.key_subject for one in (*declared, *asked)]
    with serving(CONFLICTS), reading(by=CONFLICTS, subjects=subjects, purpose="conflicts of interest"):
        for referral in asked:
            told = told_by(referral)
            for interest in declared:
                if meets(interest, school=told.school, people=_people(told)):
                    _keep_from(interest, referral, at=at)


def keep_from_all(referral: Referral, *, at: datetime) -> None:
    """Hide a request that was just sent from whoever has an interest in it."""
    with serving(CONFLICTS):
        interests = list(Interest.objects.live().select_related("agency"))
    keep_request_from(interests, [referral], at=at)


def keep_all_from(interest: Interest, *, at: datetime) -> None:
    """Hide the requests that wait from somebody who has just declared an interest."""
    with serving(CONFLICTS):
        waiting = list(Referral.objects.waiting())
    keep_request_from([interest], waiting, at=at)


def _keep_from(interest: Interest, referral: Referral, *, at: datetime) -> None:
    if not ReferralConflict.objects.filter(referral=referral, interest=interest).exists():
        ReferralConflict.objects.create(
            referral=referral, worker_id=interest.worker_id, interest=interest, found_at=at
        )


def _people(told: Told) -> list[Described]:
    """Whoever the request names."""
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
    return [reached, child] if told.child_given_names else [reached]

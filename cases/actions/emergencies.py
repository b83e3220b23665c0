"""Opening a colleague's case because it cannot wait, closing it again, and looking at it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from cases import conflicts
from cases.access import CONFLICTS, may_break_glass, may_open, open_by_card, open_emergency, who_reviews
from cases.actions.conflicts import find_by_case
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.choices import FoundThrough, ReviewedAs
from cases.emails import tell_of_emergency
from cases.models import BreakGlass, Case
from sendiass.access import NotThere
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.profiles import profile


def break_glass(*, by: User, card: str, reason: str, once: UUID, at: datetime) -> BreakGlass:
    """Open the case of a duty card for the profile's hours, and tell the manager in the same transaction.

    The same under the same `once` counts once. Raises Refused for a role that may not and without a reason; NotThere for
    a card that is not theirs or no longer good, and wherever an interest of theirs meets the case, or may (Y12). What is
    found of that stays found, though the case is not opened.
    """
    may_break_glass(by).require()
    case = open_by_card(by=by, card=card)
    find_by_case(case, by=by, at=at, through=FoundThrough.ALLOCATING)
    with transaction.atomic():
        return _open(open_by_card(by=by, card=card), by=by, reason=reason, once=once, at=at)


@transaction.atomic
def end_emergency(*, by: User, case: Case, at: datetime) -> None:
    """Say that one is done with it: it closes to them now. Done again, it changes nothing."""
    with serving(CONFLICTS):
        for held in BreakGlass.objects.select_for_update().filter(
            case=case, worker=by, ended_at__isnull=True, until_at__gt=at
        ):
            held.ended_at = at
            held.save(update_fields=["ended_at"])


@transaction.atomic
def review_emergency(
    *, by: User, emergency: BreakGlass, found: ReviewedAs, words: str, at: datetime
) -> BreakGlass:
    """Say what one found. Raises NotThere for whoever does not look at it, Refused for the second review and one's own."""
    open_emergency(by=by, emergency_id=emergency.pk)
    with serving(CONFLICTS):
        held: BreakGlass = BreakGlass.objects.select_for_update().get(pk=emergency.pk)
        conflicts.may_review_emergency(
            is_own=held.worker_id == by.id,
            is_reviewed=held.reviewed_at is not None,
            found=found,
            words=words,
        ).require()
        held.reviewed_at, held.reviewed_by = at, by
        held.reviewed_as, held.review_words = found, words
        held.save(update_fields=["reviewed_at", "reviewed_by", "reviewed_as", "review_words"])
        return held


def _open(case: Case, *, by: User, reason: str, once: UUID, at: datetime) -> BreakGlass:
    once = same_each_time(once, by.id, case.id, "emergency", reason)
    one_at_a_time(once)
    with serving(CONFLICTS):
        Case.objects.select_for_update().get(
            pk=case.pk
        )  # whoever shuts somebody out of it waits, or is waited for
        earlier: BreakGlass | None = BreakGlass.objects.filter(once=once).first()
    if earlier:
        return earlier
    conflicts.may_break_glass(can_open_already=bool(may_open(case, by)), reason=reason).require()
    with serving(CONFLICTS):
        try:
            with transaction.atomic():
                opened: BreakGlass = BreakGlass.objects.create(
                    case=case,
                    worker=by,
                    reason=reason,
                    from_at=at,
                    until_at=at + timedelta(hours=profile().break_glass.hours),
                    once=once,
                )
        except IntegrityError as error:  # an interest came to light in this moment
            raise NotThere from error
        tell_of_emergency(who_reviews(case), about=opened.id, by=CONFLICTS, at=at)
    return opened

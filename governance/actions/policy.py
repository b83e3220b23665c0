"""Beginning a draft of the policy, wording its clauses, and adopting it (L33, Y16, Y27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import may_keep_policy
from cases.actions.idempotency import one_at_a_time
from cases.actions.policy import NewVersion, put_in_policy
from governance.access.policy import (
    agreed_for,
    chair,
    clauses_of,
    draft_edition,
    last_review,
    newest_edition,
    open_clause,
    promises_to_make,
    review_due_on,
    views_to_put,
    who_keeps_policy,
)
from governance.choices.policy import Reviewed
from governance.deadlines.policy import told_on
from governance.emails import policy as emails
from governance.models import (
    AgreedAmendment,
    Minute,
    PolicyAdoption,
    PolicyClause,
    PolicyEdition,
    PolicyReview,
)
from governance.rules.policy import (
    AMENDMENTS,
    ClauseWords,
    amendments,
    in_full,
    may_adopt,
    may_record_review,
    may_save_over,
    may_word_clause,
)
from sendiass import clock
from sendiass.access import Decision, refuse
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.profiles import profile
from sendiass.profiles.first_policy import first_policy

EDITIONS = UUID("b7f2f6a4-6a0c-4e0f-8d3b-1f1f0c7a2d55")
"""Editions follow one another."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A clause as somebody words it."""

    heading: str
    words: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewHeld:
    """When the policy was reviewed, what it came to, in which minute, and how many views of the public were seen."""

    reviewed_on: date
    outcome: Reviewed
    minute: Minute | None
    views_seen: int


@transaction.atomic
def begin_draft(*, by: User, once: UUID, at: datetime) -> PolicyEdition:
    """Begin a draft: from the edition adopted last, or the first from the service's own words. The same `once` twice is one.

    Raises Refused while there is a draft.
    """
    may_keep_policy(by).require()
    one_at_a_time(EDITIONS)
    earlier: PolicyEdition | None = PolicyEdition.objects.filter(once=once).first()
    if earlier:
        return earlier
    if draft_edition():
        refuse("There is a draft already. Go on with that one.", AMENDMENTS).require()
    newest = newest_edition()
    draft: PolicyEdition = PolicyEdition.objects.create(based_on=newest, at=at, by=by, once=once)
    for place, one in enumerate(_to_begin_with(newest), start=1):
        PolicyClause.objects.create(
            edition=draft,
            key=one.key,
            place=place,
            heading=one.heading,
            words=one.words,
            promises=list(one.promises),
        )
    return draft


@transaction.atomic
def word_clause(*, by: User, clause: PolicyClause, worded: Worded, seen: str) -> PolicyClause:
    """Word a clause of the draft anew. `seen` is the digest of what this person changed.

    Raises Refused where somebody else changed it meanwhile.
    """
    may_keep_policy(by).require()
    one_at_a_time(clause.edition_id)
    clause = open_clause(by=by, key=clause.key)
    _may_stand(worded, besides=clause.promises).require()
    may_save_over(seen=seen, now=clause.as_worded.digest).require()
    clause.heading, clause.words, clause.promises = worded.heading, worded.words, list(worded.promises)
    clause.save(update_fields=["heading", "words", "promises"])
    return clause


@transaction.atomic
def add_clause(
    *, by: User, draft: PolicyEdition, worded: Worded, after: UUID | None, once: UUID
) -> PolicyClause:
    """Add a clause to the draft, after the one of that key or before them all. The same `once` twice is one."""
    may_keep_policy(by).require()
    one_at_a_time(draft.id)
    earlier: PolicyClause | None = PolicyClause.objects.filter(edition=draft, key=once).first()
    if earlier:
        return earlier
    _may_stand(worded).require()
    clauses = list(PolicyClause.objects.filter(edition=draft).in_order())
    place = next((number for number, one in enumerate(clauses, start=1) if one.key == after), 0)
    # One after another they stand in each other's places; the data base looks when all have moved.
    for number, one in enumerate(clauses, start=1):
        one.place = number if number <= place else number + 1
        one.save(update_fields=["place"])
    added: PolicyClause = PolicyClause.objects.create(
        edition=draft,
        key=once,
        place=place + 1,
        heading=worded.heading,
        words=worded.words,
        promises=list(worded.promises),
    )
    return added


@transaction.atomic
def leave_out_clause(*, by: User, clause: PolicyClause) -> None:
    """Leave a clause out of the draft. What was adopted with it stays as it is."""
    may_keep_policy(by).require()
    one_at_a_time(clause.edition_id)
    open_clause(by=by, key=clause.key).delete()


@transaction.atomic
def adopt(*, by: User, draft: PolicyEdition, in_force_on: date, once: UUID, at: datetime) -> PolicyAdoption:
    """Adopt the draft and put it in for everybody here to read (Y16). The same `once` twice is one.

    Raises Refused for a draft that changes nothing, and where the minute that agreed an amendment is missing.
    """
    may_keep_policy(by).require()
    one_at_a_time(EDITIONS)
    one_at_a_time(draft.id)
    earlier: PolicyAdoption | None = PolicyAdoption.objects.filter(once=once).first()
    if earlier:
        return earlier
    if draft != draft_edition():
        refuse("This edition was adopted already.", AMENDMENTS).require()
    before, after = clauses_of(draft.based_on), clauses_of(draft)
    amended, agreed = amendments(before, after), agreed_for(draft)
    may_adopt(
        clauses=len(after),
        is_first=draft.based_on is None,
        amended=len(amended),
        agreed=sum(one in agreed for one in amended.items()),
    ).require()
    version = put_in_policy(by=by, version=NewVersion(in_full(after), in_force_on), once=once, at=at)
    adopted: PolicyAdoption = PolicyAdoption.objects.create(
        edition=draft, version=version, at=at, by=by, once=once
    )
    return adopted


@transaction.atomic
def agree_amendment(
    *, by: User, draft: PolicyEdition, clause: UUID, minute: Minute, at: datetime
) -> AgreedAmendment:
    """Say which minute agreed a clause of the draft as it stands; done again, it changes nothing. Changed later, the clause
    is to be agreed anew.

    Raises Refused for a clause that is not amended, and for a minute that is not final.
    """
    may_keep_policy(by).require()
    one_at_a_time(draft.id)
    amended = amendments(clauses_of(draft.based_on), clauses_of(draft))
    if draft.based_on is None or clause not in amended:
        refuse("This clause is as it was. It needs no minute.", AMENDMENTS).require()
    if minute.item.meeting.closed_at is None:
        refuse("This minute is not final yet: its meeting is not closed.", AMENDMENTS).require()
    agreed, _ = AgreedAmendment.objects.get_or_create(
        edition=draft, clause_key=clause, digest=amended[clause], minute=minute, defaults={"at": at, "by": by}
    )
    return agreed


@transaction.atomic
def record_review(*, by: User, review: ReviewHeld, once: UUID, at: datetime) -> PolicyReview:
    """Write down that the policy was reviewed; the next is due from that day. The same `once` twice is one.

    Raises Refused without the minute where the group reviews it (Y27), and while a view of the public was not seen (L33).
    """
    may_keep_policy(by).require()
    one_at_a_time(EDITIONS)
    earlier: PolicyReview | None = PolicyReview.objects.filter(once=once).first()
    if earlier:
        return earlier
    last, came = last_review(), len(views_to_put(by=by))
    may_record_review(
        reviewed_on=review.reviewed_on,
        on=clock.day_of(at),
        last_on=last.reviewed_on if last else None,
        has_minute=review.minute is not None,
        needs_minute=profile().group.reviews_policy,
        seen=review.views_seen,
        came=came,
    ).require()
    recorded: PolicyReview = PolicyReview.objects.create(
        reviewed_on=review.reviewed_on,
        outcome=review.outcome,
        minute=review.minute,
        views=came,
        at=at,
        by=by,
        once=once,
    )
    return recorded


@transaction.atomic
def tell_of_review(*, by: Actor, at: datetime) -> None:
    """Tell the managers and the chair when the policy is due for review. A sweep: each mail is named by its day (L33)."""
    due = review_due_on()
    day = told_on(due, on=clock.day_of(at)) if due else None
    if due is None or day is None:
        return
    emails.tell_of_review(
        who_keeps_policy(),
        chair(),
        due_on=due,
        is_over=clock.day_of(at) > due,
        about=f"{due}:{day}",
        by=by,
        at=at,
    )


def _to_begin_with(newest: PolicyEdition | None) -> Iterable[ClauseWords]:
    if newest is not None:
        return clauses_of(newest)
    return [ClauseWords(uuid4(), one.heading, one.words, one.promises) for one in first_policy()]


def _may_stand(worded: Worded, *, besides: Iterable[str] = ()) -> Decision:
    return may_word_clause(
        heading=worded.heading,
        words=worded.words,
        promises=worded.promises,
        known=[*promises_to_make(), *besides],
    )

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
from governance.access.policy import clauses_of, draft_edition, newest_edition, open_clause, promises_to_make
from governance.models import PolicyAdoption, PolicyClause, PolicyEdition
from governance.rules.policy import (
    AMENDMENTS,
    ClauseWords,
    amendments,
    in_full,
    may_adopt,
    may_save_over,
    may_word_clause,
)
from sendiass.access import Decision, refuse
from sendiass.accounts.models import User
from sendiass.profiles.first_policy import first_policy

EDITIONS = UUID("b7f2f6a4-6a0c-4e0f-8d3b-1f1f0c7a2d55")
"""Editions follow one another."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A clause as somebody words it."""

    heading: str
    words: str
    promises: tuple[str, ...]


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
    amended = amendments(before, after)
    may_adopt(clauses=len(after), is_first=draft.based_on is None, amended=len(amended), agreed=0).require()
    version = put_in_policy(by=by, version=NewVersion(in_full(after), in_force_on), once=once, at=at)
    adopted: PolicyAdoption = PolicyAdoption.objects.create(
        edition=draft, version=version, at=at, by=by, once=once
    )
    return adopted


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

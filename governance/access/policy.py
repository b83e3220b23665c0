"""Who words the policy and who sees a draft of it, and which edition is in force. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from cases.access import may_keep_policy, policy_in_force
from feedback.choices import CommentKind
from feedback.models import Comment
from governance.deadlines.policy import next_review
from governance.models import (
    AgreedAmendment,
    ChairTerm,
    Member,
    Minute,
    PolicyAdoption,
    PolicyClause,
    PolicyEdition,
    PolicyReview,
)
from governance.querysets.policy import PolicyEditionQuerySet
from governance.rules.policy import ClauseWords
from sendiass.access import NotThere
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile
from sendiass.profiles.first_policy import first_policy

MOST_MINUTES = 100
"""How many are offered: those of some years."""

may_see_policy_draft = role_gives(Permission.SEE_POLICY_DRAFT)


def edition_in_force(*, on: date) -> PolicyEdition | None:
    """The edition in force on a day; None where there is none, or only words from before there were clauses."""
    version = policy_in_force(on=on)
    return edition_numbered(version.number) if version else None


def edition_numbered(number: int) -> PolicyEdition | None:
    """The edition that was adopted as the version of that number."""
    found: PolicyEdition | None = _adopted().filter(adoption__version__number=number).first()
    return found


def newest_edition() -> PolicyEdition | None:
    """The edition that was adopted last, in force or not yet."""
    found: PolicyEdition | None = _adopted().first()
    return found


def draft_edition() -> PolicyEdition | None:
    """The draft, if there is one."""
    found: PolicyEdition | None = (
        PolicyEdition.objects.drafts().select_related("based_on__adoption__version", "by").first()
    )
    return found


def open_draft() -> PolicyEdition:
    """The draft. Raises NotThere where there is none."""
    draft = draft_edition()
    if draft is None:
        raise NotThere
    return draft


def open_clause(*, by: User, key: UUID) -> PolicyClause:
    """A clause of the draft by its key, for whoever words it. Raises NotThere for any other."""
    found: PolicyClause | None = (
        PolicyClause.objects.filter(key=key, edition__adoption__isnull=True).select_related("edition").first()
    )
    if found is None or not may_keep_policy(by):
        raise NotThere
    return found


def clauses_of(edition: PolicyEdition | None) -> Sequence[ClauseWords]:
    """The clauses of an edition in order, for the rules; nothing for None."""
    if edition is None:
        return ()
    return [one.as_worded for one in PolicyClause.objects.filter(edition=edition).in_order()]


def agreed_for(draft: PolicyEdition) -> Mapping[tuple[UUID, str], AgreedAmendment]:
    """Which minute agreed each amendment, by clause and digest; the one said last where several are."""
    found = (
        AgreedAmendment.objects.filter(edition=draft).select_related("minute__item__meeting").order_by("at")
    )
    return {(one.clause_key, one.digest): one for one in found}


def minutes_to_name() -> Sequence[Minute]:
    """The minutes of meetings that are closed, which are final; the newest first."""
    found = Minute.objects.filter(item__taken_off_at__isnull=True, item__meeting__closed_at__isnull=False)
    return list(
        found.select_related("item__meeting").order_by("-item__meeting__starts_at", "item__place", "id")[
            :MOST_MINUTES
        ]
    )


def last_review() -> PolicyReview | None:
    """The last review on record."""
    found: PolicyReview | None = PolicyReview.objects.latest_first().first()
    return found


def views_to_put(*, by: User) -> Sequence[Comment]:
    """What the public wrote of the policy since a review was last written down, as far as this person may see it (L33)."""
    found = Comment.objects.visible_to(by).filter(kind=CommentKind.POLICY)
    last = PolicyReview.objects.newest_first().first()
    if last is not None:
        found = found.filter(sent_at__gt=last.at)
    return list(found.select_related("forgotten").order_by("sent_at", "id"))


def who_keeps_policy() -> list[User]:
    """The managers, who are told when a review is due."""
    return list(User.objects.holding(Permission.KEEP_POLICY).by_name())


def chair() -> Member | None:
    """Who chairs the group, with their account where they have one."""
    term: ChairTerm | None = ChairTerm.objects.sitting().select_related("member__account").first()
    return term.member if term else None


def review_due_on() -> date | None:
    """The day of the next review: counted from the last one, or from when the first edition was in force; None without either."""
    last = last_review()
    reviewed = last.reviewed_on if last else profile().impartiality.reviewed_on
    if reviewed is None:
        first = PolicyAdoption.objects.order_by("version__number").select_related("version").first()
        reviewed = first.version.in_force_on if first else None
    return next_review(reviewed, months=profile().impartiality.review_months) if reviewed else None


def promises_to_make() -> Sequence[str]:
    """The promises that this service's policy is made of, by their ids in order (the register)."""
    return sorted({one for clause in first_policy() for one in clause.promises})


def _adopted() -> PolicyEditionQuerySet:
    return PolicyEdition.objects.adopted().select_related("adoption__version", "adoption__by", "based_on")

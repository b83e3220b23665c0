"""Who words the policy and who sees a draft of it, and which edition is in force. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cases.access import may_keep_policy, policy_in_force
from governance.deadlines.policy import next_review
from governance.models import PolicyAdoption, PolicyClause, PolicyEdition
from governance.querysets.policy import PolicyEditionQuerySet
from governance.rules.policy import ClauseWords
from sendiass.access import NotThere
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile
from sendiass.profiles.first_policy import first_policy

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


def review_due_on() -> date | None:
    """The day of the next review: counted from the last one, or from when the first edition was in force; None without either."""
    reviewed = profile().impartiality.reviewed_on
    if reviewed is None:
        first = PolicyAdoption.objects.order_by("version__number").select_related("version").first()
        reviewed = first.version.in_force_on if first else None
    return next_review(reviewed, months=profile().impartiality.review_months) if reviewed else None


def promises_to_make() -> Sequence[str]:
    """The promises that this service's policy is made of, by their ids in order (the register)."""
    return sorted({one for clause in first_policy() for one in clause.promises})


def _adopted() -> PolicyEditionQuerySet:
    return PolicyEdition.objects.adopted().select_related("adoption__version", "adoption__by", "based_on")

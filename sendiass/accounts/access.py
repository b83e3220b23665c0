"""Whether someone's role lets them do a thing. Which case they may see is the floors' own question."""

from __future__ import annotations

from collections.abc import Callable

from sendiass.access import Decision, allow, refuse
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission

RULE = "role"


def role_gives(permission: Permission) -> Callable[[User], Decision]:
    """A question for `@page`: does this person's role give `permission`?"""

    def may(user: User) -> Decision:
        if user.holds(permission):
            return allow(RULE)
        return refuse(f"Your role does not let you {permission.label}.", RULE)

    may.__name__ = f"may_{permission.value}"
    return may


def may_have_an_account(user: User) -> Decision:
    """Anyone signed in, whatever their role."""
    return allow(RULE) if user.is_active else refuse("Your account has ended.", RULE)

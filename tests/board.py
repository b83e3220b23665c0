"""Brings on stage what tests of the board need: members with their seats, and a chair."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from governance.actions.board import Described, Term, add_member, appoint_chair
from governance.models import Member
from governance.rules.board import Facts
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile

NOBODY_OF_NOTE = Facts(is_la_officer=False, is_parent=False, is_young_person=False)
A_PARENT = Facts(is_la_officer=False, is_parent=True, is_young_person=False)
AN_OFFICER = Facts(is_la_officer=True, is_parent=False, is_young_person=False)


def parents_seat() -> str:
    """The constituency of parents."""
    return next(one.key for one in profile().group.constituencies if one.parents)


def another_seat() -> str:
    """A constituency of others."""
    return next(one.key for one in profile().group.constituencies if not one.parents)


def seated(by: User, name: str = "Ruth Adeyemi", facts: Facts = NOBODY_OF_NOTE, **different: Any) -> Member:
    """Somebody on the board since a while, with most of their term before them."""
    today = clock.today()
    default = parents_seat() if facts.is_parent else another_seat()
    term = Term(
        different.pop("constituency", default),
        different.pop("from_on", today - timedelta(days=100)),
        different.pop("until_on", today + timedelta(days=500)),
    )
    email = different.pop("email", f"{name.split()[0].lower()}@board.example")
    who = Described(name, email, facts, different.pop("account", None))
    return add_member(by=by, who=who, term=term, once=uuid4(), at=clock.now())


def chaired(by: User) -> Member:
    """A chair who fits either service's rule: a parent member who is no officer of the authority."""
    member = seated(by, "Amina Warsame", A_PARENT)
    appoint_chair(by=by, member=member, from_on=clock.today(), once=uuid4(), at=clock.now())
    return member

"""Closing a case as its worker does who has asked everything that is asked then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cases.actions.answered import CameOfCall
from cases.actions.closing import Closing, Judged, aims_standing, close_case
from cases.choices import CameOfIt, GotIt, WhyNotAsked
from cases.models import Case
from sendiass import clock
from sendiass.accounts.models import User

KNEW_ONE = "They knew of IPSEA already."
A_CALL_CAME_TO = CameOfCall(got_it=GotIt.NOT_ASKED, told_of_none_because=KNEW_ONE)
"""What is said of a call whose caller was not asked."""


def closed_case(
    *,
    by: User,
    case: Case,
    reason: str = "All done.",
    at: datetime | None = None,
    once: UUID | None = None,
    not_asked: Mapping[UUID, WhyNotAsked] | None = None,
) -> Case:
    """The case, closed: the family has what it wanted, knew an independent source, and is asked about us."""
    said = Closing(
        reason=reason,
        judged=[Judged(aim, CameOfIt.REACHED, words="It worked out.") for aim in aims_standing(case)],
        told_of_none_because=KNEW_ONE,
        not_asked=not_asked or {},
    )
    return close_case(by=by, case=case, said=said, once=once, at=at or clock.now())

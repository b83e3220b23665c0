"""Plays what some families permit, and what is said under it, through the one way out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cases.models import Agency, Case, Person
from consent.actions.permissions import Yes, record_permission
from consent.choices import Channel, Content, HowGiven, Standing, Way
from consent.disclosures import Said, disclose
from sendiass import clock
from sendiass.accounts.models import User

THREE_DAYS = timedelta(days=3)


def share(
    *, by: User, case: Case, child: Person, parent: Person, keys: tuple[UUID, UUID], at: datetime
) -> None:
    """A parent lets the authority be told about the plan; three days later, if that day has come, it is rung."""
    authority = (
        Agency.objects.filter(is_local_authority=True, name__contains="SEN").order_by("name", "id").first()
    )
    if authority is None:
        return
    yes = Yes(
        agency=authority,
        about=child,
        given_by=parent,
        standing=Standing.PARENT_OF_CHILD,
        ways=frozenset({Way.TELL, Way.HEAR}),
        contents={
            Content.INVOLVEMENT: "",
            Content.VIEWS: "As I said it, please, not shorter.",
            Content.PLAN: "Only about the draft and its dates.",
        },
        how=HowGiven.PHONE,
        given_at=at,
        last_day=clock.day_of(at) + timedelta(days=300),
        words="You can ring the SEN team about the plan, but not about us at home.",
    )
    record_permission(by=by, case=case, yes=yes, once=keys[0], at=at)
    rung_at = at + THREE_DAYS
    if rung_at > clock.now():
        return
    said = Said(
        agency=authority,
        about=child,
        way=Way.TELL,
        channel=Channel.CALL,
        contents={
            Content.PLAN: "Asked when the amended draft will come. Said what the parent hopes for in Section F."
        },
        happened_at=rung_at,
        spoke_to="The duty officer of the SEN team",
    )
    disclose(by=by, case=case, said=said, once=keys[1], at=rung_at)

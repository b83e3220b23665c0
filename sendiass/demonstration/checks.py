"""Plays a version of the policy that most have read, and a check of some files with a reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from cases.actions.policy import acknowledge_policy
from governance.actions.file_checks import Findings, Wanted, draw_sample, record_check, reply_to_check
from governance.actions.policy import adopt, begin_draft
from governance.choices import Promise, Verdict
from governance.models import FileCheck
from governance.rules.file_checks import Found
from sendiass import clock
from sendiass.demonstration.people import Team


def check_files(team: Team, *, once: Callable[[], UUID], at: datetime) -> None:
    """A policy of last week, which most still have to read; two files checked of three."""
    begun = at - timedelta(days=5)
    draft = begin_draft(by=team.manager, once=once(), at=begun)
    version = adopt(
        by=team.manager, draft=draft, in_force_on=clock.day_of(begun), once=once(), at=begun
    ).version
    first, second, *_ = team.caseworkers
    for reader in (team.manager, second, team.volunteer):
        acknowledge_policy(by=reader, version=version, at=at - timedelta(days=2))
    today = clock.today()
    sample = draw_sample(
        by=team.manager,
        wanted=Wanted(first, today - timedelta(days=91), today, 3),
        seed="5f3a90c1d27be846",
        once=once(),
        at=at,
    )
    files = list(FileCheck.objects.filter(sample=sample).order_by("place"))
    for place, one in enumerate(files[:2]):
        record_check(by=team.manager, check=one, findings=_found(place), at=at)
    if files:
        reply_to_check(
            by=first,
            check=files[0],
            words="Agreed. I said it on the phone and did not write it down. I have added it today.",
            once=once(),
            at=at,
        )


def _found(place: int) -> Findings:
    amiss = {
        0: (Promise.OPTIONS, Verdict.PARTLY, "Only one way is written down; mediation is not mentioned."),
        1: (
            Promise.LANGUAGE,
            Verdict.NOT_KEPT,
            "“They are clearly stalling” takes a side. Say what was said and when.",
        ),
    }[place]
    found = [Found(one, Verdict.DOES_NOT_ARISE if one is Promise.ROLE else Verdict.KEPT) for one in Promise]
    found = [Found(*amiss) if one.promise is amiss[0] else one for one in found]
    return Findings(found, "A clear note, and the next step is easy to find.", for_supervision=place == 1)

"""Plays what was shared to keep someone safe, and data breaches: some seen to, some that wait for the manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from cases.choices import CaseRole, CaseStatus
from cases.models import Agency, Case, CasePerson, Person
from consent.actions.breaches import Happened, Step, report_breach, take_step
from consent.actions.safeguarding import Known, Shared, record_safeguarding, review_safeguarding
from consent.choices import (
    BreachKind,
    BreachRisk,
    BreachStep,
    FamilyTold,
    LawfulBasis,
    Notifying,
    PeopleTold,
    ReviewOutcome,
    ToldWhom,
)
from sendiass import clock
from sendiass.demonstration.people import Team

HOUR = timedelta(hours=1)


def keep_safe(team: Team, *, once: Callable[[], UUID]) -> None:
    """Something shared yesterday and reviewed, something shared tonight that nobody has reviewed."""
    worker = team.caseworkers[0]
    first, second = _cases_of(team)
    now = clock.now()
    care = Agency.objects.filter(kind="social_care").order_by("name", "id").first()
    yesterday = Shared(
        told=ToldWhom.SOCIAL_CARE,
        happened_at=now - 26 * HOUR,
        agency=care,
        told_words="The duty social worker",
        about=_child_of(first),
        known=Known(
            risk="Came to the meeting with a burn and would not say how it happened.",
            said="What was seen, when, and that the school knows nothing of it.",
            not_asked="Both parents were in the room.",
            family_told=FamilyTold.NO,
            family_words="The duty social worker asked us to wait until they have been.",
            basis=LawfulBasis.PUBLIC_TASK,
        ),
    )
    written = record_safeguarding(by=worker, case=first, shared=yesterday, once=once(), at=now - 25 * HOUR)
    review_safeguarding(
        by=team.manager,
        disclosure=written,
        outcome=ReviewOutcome.AGREED,
        reasons="A burn on a child, and nobody who could have been asked safely.",
        follows="Ask the duty social worker on Monday whether the family may be told.",
        at=clock.now(),
    )
    tonight = Shared(
        told=ToldWhom.POLICE,
        happened_at=now - 2 * HOUR,
        about=_child_of(second),
        known=Known(risk="Rang from the street: does not dare to go home."),
    )
    record_safeguarding(by=worker, case=second, shared=tonight, once=once(), at=now - HOUR)


def go_wrong(team: Team, *, once: Callable[[], UUID]) -> None:
    """A breach that was seen to, and one whose clock runs."""
    first, second = _cases_of(team)
    now = clock.now()
    seen_to = Happened(
        kind=BreachKind.WRONG_PERSON,
        what="A letter about the draft plan was put into another family’s envelope.",
        aware_at=now - 50 * HOUR,
        whose=first.reference,
        reached="A parent of another family, who rang us and had read the first lines",
        done="Fetched the letter on the same day.",
    )
    breach = report_breach(by=team.administrator, happened=seen_to, once=once(), at=now - 49 * HOUR)
    for step in (
        Step(BreachStep.ASSESSED, "A child’s name and needs were read by a stranger.", BreachRisk.RISK),
        Step(BreachStep.DECIDED, "There is a risk to the child.", Notifying.TELL),
        Step(
            BreachStep.NOTIFIED,
            "All that is written here.",
            happened_at=now - 5 * HOUR,
            number="IC-000000-X0Y0",
        ),
        Step(
            BreachStep.PEOPLE, "Rang the mother, said what happened, and that we are sorry.", PeopleTold.TOLD
        ),
        Step(BreachStep.CLOSED, "Two people look at each envelope before it is sealed."),
    ):
        take_step(by=team.manager, breach=breach, step=step, once=once(), at=clock.now())
    running = Happened(
        kind=BreachKind.BEYOND_PERMISSION,
        what="On the phone to the SEN team I said why they moved house. They had only said yes to the plan.",
        aware_at=now - 30 * HOUR,
        whose=second.reference,
        reached="The duty officer of the SEN team",
    )
    report_breach(by=team.caseworkers[0], happened=running, once=once(), at=now - 29 * HOUR)


def _cases_of(team: Team) -> tuple[Case, Case]:
    """The two first open cases of the first caseworker whose child is known."""
    named = CasePerson.objects.present().filter(role=CaseRole.CHILD_OR_YOUNG_PERSON).values("case")
    found = Case.objects.allocated_to(team.caseworkers[0]).filter(status=CaseStatus.OPEN, pk__in=named)
    first, second = found.order_by("reference")[:2]
    return first, second


def _child_of(case: Case) -> Person | None:
    part = CasePerson.objects.present().filter(case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON).first()
    return part.person if part else None

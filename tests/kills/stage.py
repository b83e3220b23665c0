"""What is done inside the killed service's own environment: families are laid out, and what is there is told.

Run by `manage.py shell`; each function prints one line of JSON at its end.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from cases.actions.agencies import AgencyDetails, add_agency
from cases.actions.people import Kinship, PersonDetails, add_person, relate
from cases.choices import CaseRole, OrganisationKind, ParentalResponsibility, Relationship
from cases.models import AskedAtClosing, Intervention
from feedback import emails
from feedback.actions.invitations import INVITER
from feedback.models import Invitation
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.actors import serving
from sendiass.audit.jobs import seal_new_entries
from sendiass.demonstration.people import PASSWORD, hire
from sendiass.drafts.models import Draft
from sendiass.outbox.choices import Channel
from sendiass.outbox.delivery import deliver_due, give_up_lapsed
from sendiass.outbox.models import Message
from sendiass.outbox.rules import FIRST_WAIT, LEASE
from sendiass.outbox.writing import OUTBOX
from tests.cast import Family, new_case, permitted

COUNTER = ServicePrincipal("demonstration")
MARK = "kept "
QUESTIONNAIRE = "questionnaire to"
"""Before the address of a message that asks what somebody thought: at the same address they were told of their records."""


def lay_out(families: int) -> None:
    """The demonstration's team, each caseworker with so many families, whom nobody has written to yet.

    Each family has said yes to telling its school.
    """
    made: dict[str, list[tuple[str, str, str]]] = {}
    at = clock.now()
    with acting(by=COUNTER), transaction.atomic():
        team = hire(at)
        school = add_agency(
            by=team.manager,
            details=AgencyDetails("Oakfield Primary", OrganisationKind.SCHOOL, False),
            at=at,
        )
    for worker in team.caseworkers:
        made[worker.email] = []
        with acting(by=worker), serving(COUNTER), transaction.atomic():
            for number in range(families):
                family = _family(worker, number, at)
                permission = permitted(worker, family, school, at=at)
                made[worker.email].append((family.case.reference, str(family.parent.id), str(permission.id)))
    _tell({"password": PASSWORD, "families": made})


def _family(worker: User, number: int, at: datetime) -> Family:
    """A child and the parent who decides for it; nobody has a safe address of theirs."""
    case, born = new_case(worker, at=at), clock.day_of(at) - timedelta(days=3000)
    child, parent = (
        add_person(by=worker, case=case, role=role, details=details, at=at)
        for role, details in (
            (
                CaseRole.CHILD_OR_YOUNG_PERSON,
                PersonDetails(given_names=f"Child {number}", date_of_birth=born),
            ),
            (CaseRole.PARENT_CARER, PersonDetails(given_names=f"Parent {number}")),
        )
    )
    kinship = Kinship(Relationship.PARENT, ParentalResponsibility.YES)
    relate(by=worker, child=child, adult=parent, kinship=kinship, at=at)
    return Family(case, child, parent)


def unasked() -> None:
    """How many people of closed cases the service itself has neither asked nor said why not."""
    with acting(by=INVITER):
        _tell(AskedAtClosing.objects.filter(invitation__isnull=True).count())


def take_stock(folder: str) -> None:
    """What is there once every lease has run out and every wait is over, and what an outsider says of the chain."""
    later = clock.now() + LEASE + FIRST_WAIT
    with acting(by=OUTBOX):
        give_up_lapsed(at=later)
        deliver_due(clock=lambda: later, until=later + LEASE, most=1000)
    seal_new_entries()
    with acting(by=COUNTER), reading(by=COUNTER, subjects=(), purpose="counting", everyone=True):
        notes = [one.note for one in Intervention.objects.all()]
        drafts = {one.form_key: one.data.get("note", "") for one in Draft.objects.all()}
        posts = [
            (one.message_id, one.state, f"{_asking(one)}{one.recipient_address}")
            for one in Message.objects.filter(channel=Channel.EMAIL)
        ]
    chain = _chain(Path(folder))
    _tell({"notes": notes, "drafts": drafts, "posts": posts, "asked": _asked(), "chain": chain})


def _asked() -> list[tuple[str, list[str], int]]:
    """Each person of each closing, what became of asking them, and how many questionnaires were written for that."""
    with acting(by=INVITER):
        written = Counter(
            Message.objects.filter(kind=emails.QUESTIONNAIRE.code).values_list("key", flat=True)
        )
        found = {str(one): list[Invitation]() for one in AskedAtClosing.objects.values_list("pk", flat=True)}
        for invitation in Invitation.objects.filter(asked__isnull=False):
            found.setdefault(str(invitation.asked_id), []).append(invitation)
    return [
        (
            person,
            [one.state for one in theirs],
            sum(written[f"{emails.QUESTIONNAIRE.code}:{one.pk}"] for one in theirs),
        )
        for person, theirs in found.items()
    ]


def _asking(message: Message) -> str:
    return f"{QUESTIONNAIRE} " if message.kind == emails.QUESTIONNAIRE.code else ""


def _chain(folder: Path) -> str:
    """What the verifier says with the public key alone."""
    public, said = folder / "chain.pub", StringIO()
    with public.open("w") as file:
        call_command("audit_key", stdout=file)
    call_command("verify_audit", public_key=public, heads=settings.HEADS_FILE, stdout=said)
    return said.getvalue().strip()


def _tell(what: object) -> None:
    print(json.dumps(what))  # noqa: T201

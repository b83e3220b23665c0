"""What is done inside the killed service's own environment: families are laid out, and what is there is told.

Run by `manage.py shell`; each function prints one line of JSON at its end.
"""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from cases.actions.people import PersonDetails, add_person
from cases.choices import CaseRole
from cases.models import Intervention
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.jobs import seal_new_entries
from sendiass.demonstration.people import PASSWORD, hire
from sendiass.drafts.models import Draft
from sendiass.outbox.choices import Channel
from sendiass.outbox.delivery import OUTBOX, deliver_due, give_up_lapsed
from sendiass.outbox.models import Message
from sendiass.outbox.rules import FIRST_WAIT, LEASE
from tests.cast import new_case

COUNTER = ServicePrincipal("demonstration")
MARK = "kept "


def lay_out(families: int) -> None:
    """The demonstration's team, each caseworker with so many families, whom nobody has written to yet."""
    made: dict[str, list[tuple[str, str]]] = {}
    at = clock.now()
    with acting(by=COUNTER), transaction.atomic():
        team = hire(at)
    for worker in team.caseworkers:
        made[worker.email] = []
        with acting(by=worker), transaction.atomic():
            for number in range(families):
                case, named = new_case(worker, at=at), PersonDetails(given_names=f"Parent {number}")
                parent = add_person(by=worker, case=case, role=CaseRole.PARENT_CARER, details=named, at=at)
                made[worker.email].append((case.reference, str(parent.id)))
    _tell({"password": PASSWORD, "families": made})


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
            (one.message_id, one.state, one.recipient_address)
            for one in Message.objects.filter(channel=Channel.EMAIL)
        ]
    _tell({"notes": notes, "drafts": drafts, "posts": posts, "chain": _chain(Path(folder))})


def _chain(folder: Path) -> str:
    """What the verifier says with the public key alone."""
    public, said = folder / "chain.pub", StringIO()
    with public.open("w") as file:
        call_command("audit_key", stdout=file)
    call_command("verify_audit", public_key=public, heads=settings.HEADS_FILE, stdout=said)
    return said.getvalue().strip()


def _tell(what: object) -> None:
    print(json.dumps(what))  # noqa: T201

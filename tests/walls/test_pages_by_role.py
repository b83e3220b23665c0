"""Every role at every address: what opens, what is refused, and what is not even there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from cases.actions.dates import add_key_date, add_task
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.choices import Channel, Issue, KeyDateKind
from cases.models import Allocation, ContactPoint
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol, propose_account
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from tests.cast import Cast, hand_over, logged
from tests.walls.page_table import COLUMNS, NOT_THERE, OPEN, REFUSED, SIGN_IN, SIGNED_OUT, rows

pytestmark = pytest.mark.django_db


def url_names() -> list[str]:
    """Every name in the URLconf, its namespace before it."""
    return list(_names(get_resolver()))


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}{entry.name}"


@pytest.fixture
def things(cast: Cast) -> dict[str, Any]:
    """One of each thing an address may name, all of the Khans' case where it is a case's."""
    at, worker, case = clock.now(), cast.team.caseworker, cast.khans.case
    hand_over(cast, case, cast.team.volunteer)
    point = ContactPoint.objects.get(person=cast.khans.parent)
    proposal = propose_account(
        by=cast.team.manager, newcomer=Newcomer("new@service.example", "New", Role.CASEWORKER), reason="Joins", at=at
    )
    enquiry = take_enquiry(
        by=worker,
        asked=Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jo", "07700 900999")),
        once=uuid4(),
        at=at,
    )
    return {
        "reference": case.reference,
        "intervention_id": logged(worker, case).id,
        "allocation_id": Allocation.objects.current().filter(case=case).first().id,  # type: ignore[union-attr]
        "key_date_id": add_key_date(
            by=worker, case=case, kind=KeyDateKind.MEETING, on=clock.today() + timedelta(days=9), note="", at=at
        ).id,
        "task_id": add_task(by=worker, case=case, worker=None, words="Ring the school", due_on=clock.today(), at=at).id,
        "person_id": cast.khans.parent.id,
        "contact_id": point.id,
        "agency_id": cast.primary.id,
        "account": cast.team.volunteer.id,
        "proposal": proposal.id,
        "message_id": uuid4(),
        "form_key": f"case:{case.reference}:log",
        "uidb36": "1",
        "key": "set-password",
        "pk": 1,
        "enquiry": enquiry.reference,
    }


def _path(name: str, things: dict[str, Any]) -> str:
    values = {**things, "reference": things["enquiry"]} if name == "cases:enquiry_page" else things
    needed = _parameters(get_resolver(), name)
    return reverse(name, kwargs={parameter: values[parameter] for parameter in needed})


def _parameters(resolver: URLResolver, name: str, namespace: str = "") -> set[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            try:
                return _parameters(entry, name, inner)
            except NoReverseMatch:
                continue
        elif f"{namespace}{entry.name}" == name:
            return set(entry.pattern.regex.groupindex)
    raise NoReverseMatch(name)


def _outcome(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith(f"{reverse('account_login')}?next="):
        return SIGN_IN
    return {401: SIGNED_OUT, 403: REFUSED, 404: NOT_THERE}.get(response.status_code, OPEN)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(url_names()) == set(rows())


def test_every_row_has_a_letter_for_each_role() -> None:
    assert {name: len(letters) for name, letters in rows().items() if len(letters) != len(COLUMNS)} == {}


@pytest.mark.clause("Y06", "L12", "L26")
@pytest.mark.parametrize("column", COLUMNS)
def test_each_role_gets_at_each_address_what_the_table_says(column: str, cast: Cast, things: dict[str, Any]) -> None:
    found = walk(column, cast, things)
    expected = {name: letters[COLUMNS.index(column)] for name, letters in rows().items()}
    assert found == expected


def walk(column: str, cast: Cast, things: dict[str, Any]) -> dict[str, str]:
    """What this role finds at each address."""
    who = _who(column, cast)
    found = {}
    for name in url_names():
        client = Client()
        if who:
            client.force_login(who)
        response = client.get(_path(name, things))
        assert response.status_code < 500, name
        found[name] = _outcome(response)
    return found


def _who(column: str, cast: Cast) -> User | None:
    if column == "visitor":
        return None
    if column == "volunteer":
        return _another_volunteer(cast)
    return cast.team.everyone["volunteer" if column == "allocated_volunteer" else column]


def _another_volunteer(cast: Cast) -> User:
    return enrol(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("viktor@service.example", "Viktor Hale", Role.VOLUNTEER),
        at=clock.now(),
    )

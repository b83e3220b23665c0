"""First contact after a case is open, the family's aim, and the letter on their records (L22, L23, L26, L27)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.acknowledgement import may_still_be_told, send_acknowledgement
from cases.actions.casework import NewCase, open_new_case
from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import (
    PersonDetails,
    Reach,
    add_contact,
    add_person,
    change_contact,
)
from cases.choices import (
    AccessibleFormat,
    Agreement,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    Issue,
    ItemState,
    ReferralSource,
    Stage,
    TaskRule,
)
from cases.forms.first_contact import AimForm
from cases.models import Aim, Case, FirstContactEntry, Person, Task
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.models import Message
from tests.cast import THEIR_AIM, Cast, first_contact, new_case
from tests.closing import closed_case

EMAIL = Reach(ContactPointKind.EMAIL, "rosa@home.example", ContactSafety.SAFE)
POST = Reach(ContactPointKind.POST, "3 Elm Road\nLeicester\nLE1 6ZG", ContactSafety.SAFE)


@pytest.fixture
def worker(client: Client, cast: Cast) -> User:
    """The caseworker, signed in."""
    client.force_login(cast.team.caseworker)
    return cast.team.caseworker


def page_of(response: Any) -> str:
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')


def bare_case(by: User, *, but: FirstContactItem, because: str = "The line went dead.") -> Case:
    """A case at whose first contact one item was not done."""
    settled = [answer for answer in first_contact(by, on=clock.today()) if answer.item is not but]
    return open_new_case(
        by=by,
        new=NewCase(Issue.HEALTH, Stage.NOT_KNOWN, ReferralSource.PARENT, True),
        answers=[*settled, Answer(but, ItemState.NOT_YET, because=because)],
        once=uuid4(),
        at=clock.now(),
    )


def rosa(by: User, case: Case, *reaches: Reach, formats: tuple[AccessibleFormat, ...] = ()) -> Person:
    return add_person(
        by=by,
        case=case,
        role=CaseRole.PARENT_CARER,
        details=PersonDetails(given_names="Rosa", family_name="Diaz", formats=formats),
        reaches=reaches,
        at=clock.now(),
    )


@pytest.mark.clause("L23")
def test_the_page_says_what_is_done_what_is_owed_and_why(client: Client, worker: User) -> None:
    case = bare_case(worker, but=FirstContactItem.INFORMATION)
    page = page_of(client.get(reverse("cases:first_contact_record", args=[case.reference])))
    assert "The line went dead." in page
    assert "Agreed, parent or carer" in page
    assert 'name="information"' in page
    assert 'name="aim"' not in page
    assert 'name="agreement"' not in page


@pytest.mark.clause("L23")
def test_an_owed_item_answered_settles_its_task(client: Client, worker: User) -> None:
    case = bare_case(worker, but=FirstContactItem.INFORMATION)
    address = reverse("cases:first_contact_record", args=[case.reference])
    form = {"information": "done", "once": str(uuid4())}
    assert client.post(address, form).status_code == 302
    client.post(address, form)
    assert FirstContactEntry.objects.filter(case=case, item=FirstContactItem.INFORMATION).count() == 2
    assert not Task.objects.open().filter(case=case).exists()
    assert "Nothing is owed from first contact." in page_of(client.get(address))


@pytest.mark.clause("L26")
def test_a_family_may_change_its_mind_about_records(client: Client, worker: User, cast: Cast) -> None:
    case = cast.khans.case
    address = reverse("cases:first_contact_record", args=[case.reference]) + "?again=agreement"
    form = {"agreement": "declined", "declined_who": "parent_carer", "declined_how": "phone"}
    assert client.post(address, form).status_code == 302
    assert client.get(reverse("cases:person_add", args=[case.reference])).status_code == 403
    people = page_of(client.get(reverse("cases:people_page", args=[case.reference])))
    assert "The family did not agree to records" in people


def test_a_closed_case_takes_no_new_answer(client: Client, worker: User) -> None:
    case = bare_case(worker, but=FirstContactItem.INFORMATION)
    closed_case(by=worker, case=case, reason="They moved away.", at=clock.now())
    address = reverse("cases:first_contact_record", args=[case.reference])
    assert 'name="information"' not in page_of(client.get(address))
    assert "This case is closed" in page_of(client.post(address, {"information": "done"}))
    assert client.get(reverse("cases:aim_record", args=[case.reference])).status_code == 403
    assert client.get(reverse("cases:person_add", args=[case.reference])).status_code == 403


@pytest.mark.clause("L22")
def test_a_new_aim_stands_beside_the_one_before(client: Client, worker: User, cast: Cast) -> None:
    case = cast.khans.case
    address = reverse("cases:aim_record", args=[case.reference])
    form = {"words": "A place at the other school.", "whose": "child_or_young_person", "once": str(uuid4())}
    assert client.post(address, form).status_code == 302
    client.post(address, form)
    aims = list(Aim.objects.filter(case=case))
    with reading(by=worker, subjects=[case.key_subject], purpose="test"):
        assert [aim.words for aim in aims] == ["A place at the other school.", THEIR_AIM]
    page = page_of(client.get(address))
    assert page.index("A place at the other school.") < page.index(THEIR_AIM)


@pytest.mark.clause("L22")
def test_nobody_is_asked_what_the_worker_thinks_of_the_aim() -> None:
    assert set(AimForm.base_fields) == {"words", "whose", "once"}
    columns = {field.name for field in Aim._meta.get_fields()}
    assert columns == {"id", "case", "words", "whose", "said_on", "recorded_at", "recorded_by"}


@pytest.mark.clause("L22", "L23")
def test_words_written_on_the_aim_page_settle_that_item(client: Client, worker: User) -> None:
    case = bare_case(worker, but=FirstContactItem.AIM)
    form = {"words": "Speech therapy, every week.", "whose": "parent_carer"}
    client.post(reverse("cases:aim_record", args=[case.reference]), form)
    assert not Task.objects.open().filter(case=case, item=FirstContactItem.AIM).exists()
    assert Aim.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("page", ["first_contact_record", "aim_record"])
def test_another_workers_case_and_no_case_are_alike(
    client: Client, worker: User, cast: Cast, page: str
) -> None:
    for reference in (cast.taylors.case.reference, "LEI-99999", "a%00b"):
        address = f"/cases/{reference}/{'first-contact' if page.startswith('first') else 'aim'}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


@pytest.mark.clause("L27")
def test_they_are_written_to_once_there_is_a_yes_and_a_safe_address(cast: Cast) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    person = rosa(worker, case, EMAIL)
    message = Message.objects.get()
    with reading(by=worker, subjects=[person.key_subject], purpose="test"):
        assert message.recipient_address == "rosa@home.example"
    assert message.channel == Channel.EMAIL
    assert message.reference == case.reference
    sent = FirstContactEntry.objects.get(case=case, item=FirstContactItem.RECORDS_SENT)
    assert sent.state == ItemState.DONE
    add_contact(by=worker, case=case, person=person, reach=POST, at=clock.now())
    assert Message.objects.count() == 1


@pytest.mark.clause("L26", "L27")
def test_a_yes_that_comes_after_the_address_writes_to_them_too(cast: Cast) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    later = clock.now() + timedelta(minutes=1)
    no = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED)
    person = rosa(worker, case)
    record_first_contact(by=worker, case=case, answers=[no], at=later)
    with pytest.raises(Refused):
        add_contact(by=worker, case=case, person=person, reach=EMAIL, at=later)
    yes = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.AGREED)
    record_first_contact(by=worker, case=case, answers=[yes], at=later + timedelta(minutes=1))
    assert not Message.objects.exists()
    add_contact(by=worker, case=case, person=person, reach=EMAIL, at=later + timedelta(minutes=2))
    assert Message.objects.count() == 1


@pytest.mark.clause("L26")
def test_a_no_after_they_were_named_stops_what_waits_and_owes_their_erasure(cast: Cast) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    rosa(worker, case, POST)
    assert Message.objects.get().state == State.WAITING
    no = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED)
    record_first_contact(by=worker, case=case, answers=[no], at=clock.now())
    assert Message.objects.get().state == State.CANCELLED
    assert Task.objects.open().filter(case=case, rule=TaskRule.RECORDS_REFUSED).count() == 1

    yes = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.AGREED)
    record_first_contact(by=worker, case=case, answers=[yes], at=clock.now())
    assert not Task.objects.open().filter(case=case, rule=TaskRule.RECORDS_REFUSED).exists()


@pytest.mark.clause("L27")
def test_another_parent_is_written_to_only_when_a_worker_says_so(cast: Cast) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    rosa(worker, case, EMAIL)
    father = add_person(
        by=worker,
        case=case,
        role=CaseRole.PARENT_CARER,
        details=PersonDetails(given_names="Marek"),
        reaches=[POST],
        at=clock.now(),
    )
    assert Message.objects.get().channel == Channel.EMAIL
    assert may_still_be_told(case, {father: CaseRole.PARENT_CARER}) == {father.id}
    send_acknowledgement(by=worker, case=case, person=father, at=clock.now())
    assert sorted(Message.objects.values_list("channel", flat=True)) == [Channel.EMAIL, Channel.POST]
    assert may_still_be_told(case, {father: CaseRole.PARENT_CARER}) == set()


@pytest.mark.clause("L27")
@pytest.mark.parametrize("safety", [ContactSafety.NOT_KNOWN, ContactSafety.NOT_SAFE, ContactSafety.WITH_CARE])
def test_nothing_is_sent_to_an_address_that_is_not_safe(cast: Cast, safety: ContactSafety) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    person = rosa(worker, case, Reach(ContactPointKind.EMAIL, "rosa@home.example", safety, "Not at work"))
    assert not Message.objects.exists()
    point = person.contact_points.get()
    change_contact(by=worker, case=case, point=point, reach=EMAIL, at=clock.now())
    assert Message.objects.count() == 1


@pytest.mark.clause("L27")
@pytest.mark.parametrize("is_large", [True, False])
def test_a_postal_address_brings_a_letter_in_the_print_they_need(cast: Cast, is_large: bool) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now())
    formats = (AccessibleFormat.LARGE_PRINT,) if is_large else ()
    person = rosa(worker, case, POST, formats=formats)
    message = Message.objects.get()
    assert message.channel == Channel.POST
    with reading(by=worker, subjects=[person.key_subject], purpose="test"):
        assert message.recipient_address.splitlines() == ["3 Elm Road", "Leicester", "LE1 6ZG"]
        assert ("font-size: 16pt" in str(message.body)) is is_large

"""Opening a case: what it is about, and the first contact, each item done or not yet and because (L23, L26, Y15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.choices import CaseRole, Channel, EnquiryStatus, FirstContactItem, HowShared, Issue, TaskRule
from cases.models import Aim, Case, Enquiry, FirstContactEntry, Task
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.profiles import profile
from tests.cast import Cast

NEW = reverse("cases:case_open")


def answers(worker: User, **other: Any) -> dict[str, Any]:
    """A case to be opened at which everything is settled, but for `other`."""
    return {
        "issue": "exclusion",
        "stage": "sen_support",
        "referral_source": "parent",
        "take_it": "keep",
        "statement": "done",
        "statement_how": "phone",
        "statement_on": "today",
        "statement_by": str(worker.pk),
        "aim": "done",
        "aim_words": "That he goes back to his own class.",
        "aim_who": "parent_carer",
        "information": "done",
        "agreement": "agreed",
        "agreed_who": "parent_carer",
        "agreed_how": "phone",
        "records_told": "done",
        "records_told_who": "parent_carer",
        **other,
    }


@pytest.fixture
def worker(client: Client, cast: Cast) -> User:
    """The caseworker, signed in."""
    client.force_login(cast.team.caseworker)
    return cast.team.caseworker


def newest(known: set[Any]) -> Case:
    found: Case = Case.objects.exclude(pk__in=known).get()
    return found


@pytest.fixture
def before(cast: Cast) -> set[Any]:
    """The cases there were."""
    return set(Case.objects.values_list("pk", flat=True))


def page_of(response: Any) -> str:
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')


@pytest.mark.clause("Y15", "L26", "L27")
def test_the_words_to_be_said_are_on_the_screen(client: Client, worker: User) -> None:
    page = page_of(client.get(NEW))
    assert profile().impartiality.statement in page
    assert profile().records.agreement_words in page
    assert profile().records.how_to_see in page


@pytest.mark.clause("L22", "L23", "Y15", "L26", "L27")
def test_a_case_opens_with_everything_settled_and_leads_to_the_child(
    client: Client, worker: User, before: set[Any]
) -> None:
    answer = client.post(NEW, answers(worker))
    case = newest(before)
    address = reverse("cases:person_add", args=[case.reference])
    assert answer["Location"] == f"{address}?role=child_or_young_person&opening=yes"
    assert case.status == "open"
    statement = FirstContactEntry.objects.get(case=case, item=FirstContactItem.STATEMENT)
    assert (statement.how, statement.happened_on, statement.done_by) == ("phone", clock.today(), worker)
    with reading(by=worker, subjects=[case.key_subject], purpose="test"):
        assert Aim.objects.get(case=case).words == "That he goes back to his own class."
    assert not Task.objects.filter(case=case).exists()


@pytest.mark.clause("L23")
def test_what_is_not_done_yet_becomes_a_task_with_its_day(
    client: Client, worker: User, before: set[Any]
) -> None:
    not_yet = {"information": "not_yet", "information_because": "She had to collect him from school."}
    client.post(NEW, answers(worker, **not_yet))
    task = Task.objects.get(case=newest(before))
    assert (task.rule, task.item) == (TaskRule.FIRST_CONTACT, FirstContactItem.INFORMATION)
    assert task.due_on == clock.today() + timedelta(days=profile().periods.owed_item_days)


@pytest.mark.clause("L23")
@pytest.mark.parametrize("item", ["statement", "aim", "information", "agreement", "records_told"])
def test_no_item_of_first_contact_can_be_passed_over(client: Client, worker: User, item: str) -> None:
    known = Case.objects.count()
    response = client.post(NEW, answers(worker, **{item: ""}))
    assert f'href="#id_{item}_0"' in page_of(response)
    because = client.post(NEW, answers(worker, **{item: "not_yet", f"{item}_because": " "}))
    assert "Enter why this is not done yet: " in page_of(because)
    assert "Why not yet? (optional)" not in page_of(response)
    assert Case.objects.count() == known


@pytest.mark.clause("L23")
def test_a_reason_that_is_too_long_is_named_with_its_item(client: Client, worker: User) -> None:
    items = ("statement", "aim", "information", "agreement", "records_told")
    because = {f"{item}_because": "x" * 2001 for item in items}
    response = client.post(NEW, answers(worker, **dict.fromkeys(items, "not_yet"), **because))
    errors = response.context["form"].errors
    for item in items:
        (said,) = errors[f"{item}_because"]
        words = "the reason why not yet must be 2,000 characters or fewer. You entered 2,001"
        assert said == f"{FirstContactItem(item).label}: {words}"


@pytest.mark.clause("Y15")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"statement_how": ""}, "Select how the statement was said"),
        ({"statement_on": ""}, "Enter the day the statement was said"),
        ({"statement_on": "1/1/2999"}, "must be"),
        ({"statement_on": "tomorrow"}, "must be today or in the past"),
        ({"statement_on": "1/1/1950"}, " or later"),
        ({"statement_by": str(uuid4())}, "Select one of the choices for"),
    ],
)
def test_a_statement_said_needs_how_when_and_by_whom(
    client: Client, worker: User, wrong: dict[str, str], message: str
) -> None:
    page = page_of(client.post(NEW, answers(worker, **wrong)))
    assert message in page
    assert "That he goes back to his own class." in page


@pytest.mark.clause("L26")
def test_a_family_that_says_no_has_a_case_without_people(
    client: Client, worker: User, before: set[Any]
) -> None:
    no = {"agreement": "declined", "declined_who": "parent_carer", "declined_how": "phone"}
    answer = client.post(NEW, answers(worker, **no))
    case = newest(before)
    assert answer["Location"] == reverse("cases:case_page", args=[case.reference])
    add = reverse("cases:person_add", args=[case.reference])
    refused = client.get(add)
    assert refused.status_code == 403
    assert "The family did not agree to records" in page_of(refused)
    assert client.post(add, {"given_names": "Leo"}).status_code == 403


def test_whoever_puts_a_case_on_the_waiting_list_can_still_name_the_family(
    client: Client, worker: User, cast: Cast, before: set[Any]
) -> None:
    answer = client.post(NEW, answers(worker, take_it="wait"))
    case = newest(before)
    assert case.status == "waiting"
    assert client.get(answer["Location"]).status_code == 200
    client.force_login(cast.team.colleague)
    assert client.get(answer["Location"]).status_code == 404


def test_the_same_form_sent_twice_opens_one_case(client: Client, worker: User) -> None:
    known, form = Case.objects.count(), answers(worker, once=str(uuid4()))
    assert client.post(NEW, form)["Location"] == client.post(NEW, form)["Location"]
    assert Case.objects.count() == known + 1


def test_a_case_from_a_call_starts_with_what_was_said(
    client: Client, worker: User, cast: Cast, before: set[Any]
) -> None:
    asked = Asked(
        channel=Channel.HELPLINE_CALL,
        issue=Issue.TRANSPORT,
        who=CaseRole.PARENT_CARER,
        statement_shared=HowShared.PHONE,
        ring_back=RingBack("Rosa Diaz", "+447700900555"),
    )
    enquiry = take_enquiry(by=cast.team.administrator, asked=asked, once=uuid4(), at=clock.now())
    address = f"{NEW}?enquiry={enquiry.reference}"
    page = page_of(client.get(address))
    assert '<option value="transport" selected>' in page
    assert f'<option value="{cast.team.administrator.pk}" selected>' in page
    assert "Rosa" not in page
    child = client.post(address, answers(worker))["Location"]
    case = newest(before)
    assert Enquiry.objects.get(pk=enquiry.pk).status == EnquiryStatus.BECAME_CASE
    assert "Rosa" not in page_of(client.get(child))
    parent = client.get(child.replace("child_or_young_person", "parent_carer"))
    assert 'value="Rosa"' in page_of(parent)
    assert 'value="Diaz"' in page_of(parent)
    assert 'value="07700 900555"' in page_of(parent)
    again = client.get(address)
    assert again["Location"] == reverse("cases:case_page", args=[case.reference])


def test_a_call_becomes_one_case_only(client: Client, worker: User) -> None:
    asked = Asked(Channel.EMAIL, Issue.HEALTH, ring_back=RingBack("A", "+447700900555"))
    enquiry = take_enquiry(by=worker, asked=asked, once=uuid4(), at=clock.now())
    address = f"{NEW}?enquiry={enquiry.reference}"
    first = client.post(address, answers(worker))
    second = client.post(address, answers(worker))
    assert first.status_code == second.status_code == 302
    assert Case.objects.filter(enquiries=enquiry).count() == 1


@pytest.mark.parametrize("reference", ["LEI-E99999", "%00", "a%00b", "%F0%9F%99%82"])
def test_an_unknown_call_is_not_there(client: Client, worker: User, reference: str) -> None:
    expected = 200 if reference == "%00" else 404
    assert client.get(f"{NEW}?enquiry={reference}").status_code == expected


def test_only_caseworkers_and_the_manager_open_cases(client: Client, cast: Cast) -> None:
    for user in (cast.team.administrator, cast.team.volunteer, cast.team.board_member):
        client.force_login(user)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, answers(user)).status_code == 403
    client.force_login(cast.team.manager)
    assert client.get(NEW).status_code == 200


def test_what_was_begun_for_another_family_is_said_at_the_head_and_left_behind_for_the_asking(
    client: Client, worker: User
) -> None:
    left = client.post(
        "/drafts/enquiry:case/",
        {"aim": "done", "aim_words": "Family A wants a place."},
        content_type="application/json",
        headers={"X-Draft-User": str(worker.id)},
    )
    assert left.status_code == 200
    address = reverse("cases:case_open")
    page = page_of(client.get(address))
    assert page.index("You began this on") < page.index("Family A wants a place.")
    afresh = page_of(client.get(f"{address}?afresh=yes"))
    assert 'href="?afresh=yes"' in page
    assert "Family A wants a place." not in afresh
    assert "You began this on" not in afresh

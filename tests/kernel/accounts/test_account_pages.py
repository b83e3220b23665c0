"""The pages about accounts: who opens them, and what they refuse."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sendiass.accounts import actions
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Role
from sendiass.clock import now
from sendiass.profiles import profile
from tests.kernel.accounts.conftest import People

pytestmark = pytest.mark.django_db
NEW = "/settings/accounts/new/"
GOOD = {"name": "Nia Cole", "email": "nia@example.org", "role": "caseworker", "reason": "Joins us"}


@pytest.fixture
def manager(people: People) -> Client:
    client = Client()
    client.force_login(people.manager)
    return client


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client()
    client.force_login(people.administrator)
    return client


def test_a_role_without_the_accounts_sees_none_of_their_pages(people: People, manager: Client) -> None:
    manager.post(NEW, GOOD)
    proposal = AccountProposal.objects.get(email=GOOD["email"])
    paths = [
        "/settings/accounts/",
        NEW,
        reverse("accounts:account_page", args=[people.manager.id]),
        reverse("accounts:account_deactivate", args=[people.manager.id]),
        reverse("accounts:proposal_page", args=[proposal.id]),
        reverse("accounts:proposal_confirm", args=[proposal.id]),
    ]
    for person in (people.caseworker, people.board_member):
        client = Client()
        client.force_login(person)
        for path in paths:
            for response in (client.get(path), client.post(path, GOOD)):
                assert response.status_code == 403, (person.role, path)
                assert people.manager.email not in response.content.decode()


def test_roles_and_group_are_called_as_this_service_calls_them(manager: Client) -> None:
    words, group = profile().words, profile().group
    titles = (words.caseworker, words.volunteer, words.manager, words.administrator, group.member)
    for path in ("/settings/roles/", "/settings/accounts/", NEW):
        html = manager.get(path).content.decode()
        for title in titles:
            assert title[0].upper() + title[1:] in html, (path, title)
    assert f"members of the {group.name}" in Client().get("/account/login/").content.decode()


def test_an_administrator_reads_and_confirms_but_finds_no_way_to_propose(
    people: People, administrator: Client
) -> None:
    page = administrator.get("/settings/accounts/").content.decode()
    assert people.caseworker.name in page
    assert "Propose an account" not in page
    assert administrator.get(NEW).status_code == 403
    assert administrator.post(NEW, GOOD).status_code == 403


def test_what_is_proposed_on_the_page_waits_for_someone_else(
    people: People, manager: Client, administrator: Client
) -> None:
    answer = manager.post(NEW, GOOD)
    assert "You proposed this yourself" in manager.get(answer["Location"]).content.decode()
    confirm = f"{answer['Location']}confirm/"
    assert manager.post(confirm).status_code == 403
    assert not User.objects.filter(email="nia@example.org").exists()
    assert administrator.get(confirm).status_code == 200
    assert not User.objects.filter(email="nia@example.org").exists(), "a GET changes nothing"
    assert administrator.post(confirm)["Location"] == answer["Location"]
    assert administrator.post(confirm)["Location"] == answer["Location"], "a second click is no error"
    assert User.objects.filter(email="nia@example.org").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter their full name"),
        ("name", "x" * 1_000, "200 characters or fewer"),
        ("name", "Nia\x00Cole", "hidden character"),
        ("email", "nonsense", "Enter an email address"),
        ("email", "nia@exämple.org", "without accents"),
        ("email", "CEM@EXAMPLE.ORG", "There is an account with this address already"),
        ("email", f"{'x' * 300}@example.org", "254 characters or fewer"),
        ("email", "a@b.org\x00", "There is a problem"),
        ("role", "", "Select a role"),
        ("role", "king", "There is a problem"),
        ("reason", "", "Enter why they need an account"),
        ("reason", "x" * 20_000, "1000 characters or fewer"),
        ("reason", "\x00", "hidden character"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    manager: Client, field: str, value: str, said: str
) -> None:
    response = manager.post(NEW, {**GOOD, field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page.replace("1,000", "1000")
    assert GOOD["reason" if field != "reason" else "name"] in page, "what was typed is kept"
    assert not AccountProposal.objects.filter(email="nia@example.org").exists()


@pytest.mark.parametrize(
    "name", ["Ñandú 😀", "محمد العلي", "O'Brien-Smith", "<script>alert(1)</script>", "李小龍"]
)
def test_a_name_in_any_script_is_kept_exactly(manager: Client, administrator: Client, name: str) -> None:
    answer = manager.post(NEW, {**GOOD, "name": name})
    administrator.post(f"{answer['Location']}confirm/")
    assert User.objects.get(email="nia@example.org").name == name
    assert "<script>alert" not in manager.get("/settings/accounts/").content.decode()


def test_a_second_proposal_for_the_same_person_is_refused_in_words(manager: Client) -> None:
    manager.post(NEW, GOOD)
    response = manager.post(NEW, GOOD)
    assert response.status_code == 403
    assert "waiting already" in response.content.decode()


def test_unknown_accounts_and_proposals_are_not_there(people: People, manager: Client) -> None:
    for name in ("account_page", "account_deactivate", "role_propose", "reactivation_propose"):
        assert manager.get(reverse(f"accounts:{name}", args=[uuid4()])).status_code == 404
    for name in ("proposal_page", "proposal_confirm", "proposal_decline"):
        assert manager.get(reverse(f"accounts:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "role=king",
        "role=\x00",
        "state=x&page=zzz",
        "page=-1",
        "page=99999999999999999999",
        "role=" + "x" * 5_000,
    ],
)
def test_a_filter_nobody_made_shows_the_list_all_the_same(manager: Client, query: str) -> None:
    assert manager.get(f"/settings/accounts/?{query}").status_code == 200


def test_the_list_is_filtered_by_role_and_state(people: People, manager: Client) -> None:
    page = manager.get("/settings/accounts/?role=caseworker&state=active").content.decode()
    assert "Cem" in page
    assert "Bea Flint" not in page
    actions.deactivate(by=people.manager, person=people.caseworker, reason="Left", at=now())
    assert "Cem" not in manager.get("/settings/accounts/?state=active").content.decode()
    assert "Cem" in manager.get("/settings/accounts/?state=ended").content.decode()


def test_ending_an_account_on_the_page_needs_a_reason(people: People, manager: Client) -> None:
    path = reverse("accounts:account_deactivate", args=[people.caseworker.id])
    assert "Enter a reason" in manager.post(path, {"reason": " "}).content.decode()
    assert User.objects.get(id=people.caseworker.id).is_active
    manager.post(path, {"reason": "Moved away"})
    assert not User.objects.get(id=people.caseworker.id).is_active
    assert manager.get(path).status_code == 403


def test_no_title_or_address_holds_a_name(people: People, manager: Client) -> None:
    response = manager.get(reverse("accounts:account_page", args=[people.caseworker.id]))
    title = response.content.decode().split("<title>")[1].split("</title>")[0]
    assert "Cem" not in title


def test_the_roles_page_says_every_role_in_words(manager: Client) -> None:
    page = manager.get("/settings/roles/").content.decode()
    for role in Role:
        assert f'<h2 class="govuk-heading-m">{role.called}</h2>' in page


def test_a_newcomers_address_is_kept_in_small_letters(people: People) -> None:
    newcomer = Newcomer("NIA@Example.org", "Nia", Role.VOLUNTEER)
    person = actions.enrol(by=people.manager, confirmed_by=people.administrator, newcomer=newcomer, at=now())
    assert person.email == "nia@example.org"

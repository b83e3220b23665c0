"""Nobody gets an account, a role or a way back by one person's word: by the actions, the pages, or SQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import psycopg
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from sendiass.access import Refused
from sendiass.accounts import actions
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import AccountEnding, AccountProposal, User
from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.clock import now
from tests.kernel.accounts.conftest import PASSWORD, People, make_people

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
NEW = Newcomer("nia@example.org", "Nia Cole", Role.CASEWORKER)


@pytest.fixture
def proposal(people: People) -> AccountProposal:
    return actions.propose_account(by=people.manager, newcomer=NEW, reason="Joins us", at=AT)


def sign_in(client: Client, person: User) -> Client:
    assert client.login(email=person.email, password=PASSWORD)
    return client


def test_an_account_exists_once_a_second_person_has_confirmed_it(
    people: People, proposal: AccountProposal
) -> None:
    assert not User.objects.filter(email=NEW.email).exists()
    person = actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT)
    assert (person.email, person.name, person.role) == ("nia@example.org", "Nia Cole", "caseworker")
    assert not person.has_usable_password()


def test_the_new_colleague_is_invited_to_set_a_password(people: People, proposal: AccountProposal) -> None:
    from sendiass.outbox.jobs import deliver_waiting

    actions.confirm_proposal(by=people.administrator, proposal=proposal, at=now())
    deliver_waiting()
    (message,) = mail.outbox
    assert message.to == ["nia@example.org"]
    assert "Nia" not in message.subject
    link = next(word for word in str(message.body).split() if "/password/reset/key/" in word)
    visitor = Client()
    form = visitor.get("/" + link.split("//", 1)[1].split("/", 1)[1], follow=True)
    visitor.post(
        form.redirect_chain[-1][0], {"password1": "seven slow grey owls", "password2": "seven slow grey owls"}
    )
    assert visitor.login(email="nia@example.org", password="seven slow grey owls")


def test_the_proposer_cannot_confirm(people: People, proposal: AccountProposal) -> None:
    with pytest.raises(Refused, match="second person"):
        actions.confirm_proposal(by=people.manager, proposal=proposal, at=AT)


def test_a_caseworker_neither_proposes_nor_confirms(people: People, proposal: AccountProposal) -> None:
    with pytest.raises(Refused):
        actions.confirm_proposal(by=people.caseworker, proposal=proposal, at=AT)
    with pytest.raises(Refused):
        actions.propose_account(by=people.caseworker, newcomer=NEW, reason="x", at=AT)


def test_an_administrator_confirms_but_does_not_propose(people: People) -> None:
    with pytest.raises(Refused):
        actions.propose_account(by=people.administrator, newcomer=NEW, reason="x", at=AT)


def test_nobody_confirms_what_is_about_themselves(people: People) -> None:
    proposal = actions.propose_role_change(
        by=people.manager, person=people.administrator, role=Role.MANAGER, reason="x", at=AT
    )
    with pytest.raises(Refused, match="your own account"):
        actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT)
    with pytest.raises(Refused, match="your own account"):
        actions.decline_proposal(by=people.administrator, proposal=proposal, reason="x", at=AT)


def test_what_somebody_proposed_who_has_left_is_not_confirmed(
    people: People, proposal: AccountProposal
) -> None:
    actions.deactivate(by=people.other_manager, person=people.manager, reason="Left", at=AT)
    with pytest.raises(Refused, match="no longer may"):
        actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT)


def test_a_proposal_is_decided_once(people: People, proposal: AccountProposal) -> None:
    actions.decline_proposal(by=people.administrator, proposal=proposal, reason="Not known to us", at=AT)
    for decide in (
        lambda: actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT),
        lambda: actions.decline_proposal(by=people.administrator, proposal=proposal, reason="x", at=AT),
    ):
        with pytest.raises(Refused, match="decided already"):
            decide()


def test_a_proposer_may_take_it_back(people: People, proposal: AccountProposal) -> None:
    declined = actions.decline_proposal(by=people.manager, proposal=proposal, reason="Mistyped", at=AT)
    assert declined.state_words == "Declined"


def test_only_one_proposal_about_a_person_waits(people: People, proposal: AccountProposal) -> None:
    with pytest.raises(Refused, match="waiting already"):
        actions.propose_account(by=people.other_manager, newcomer=NEW, reason="x", at=AT)
    with pytest.raises(IntegrityError, match="one_open_proposal_per_email"), transaction.atomic():
        AccountProposal(
            kind="new_account",
            email=NEW.email,
            name="x",
            role="manager",
            reason="x",
            proposed_by=people.manager,
            proposed_at=AT,
        ).save()


def test_a_new_role_ends_the_sessions_of_the_old_one(people: People, client: Client) -> None:
    sign_in(client, people.caseworker)
    proposal = actions.propose_role_change(
        by=people.manager, person=people.caseworker, role=Role.VOLUNTEER, reason="Retires", at=AT
    )
    assert client.get("/account/start/").status_code == 200
    person = actions.confirm_proposal(by=people.administrator, proposal=proposal, at=now())
    assert person.role == Role.VOLUNTEER
    assert client.get("/account/start/").status_code == 302


def test_ending_an_account_takes_one_manager_and_a_way_back_takes_two_people(people: People) -> None:
    actions.deactivate(by=people.manager, person=people.caseworker, reason="Left", at=AT)
    person = User.objects.get(id=people.caseworker.id)
    assert not person.is_active
    assert AccountEnding.objects.get().reason == "Left"
    proposal = actions.propose_reactivation(
        by=people.manager, person=person, role=Role.CASEWORKER, reason="Came back", at=AT
    )
    with pytest.raises(Refused):
        actions.confirm_proposal(by=people.manager, proposal=proposal, at=AT)
    person = actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT)
    assert person.is_active
    assert not person.has_usable_password(), "the old password is worth nothing"


def test_nobody_ends_their_own_account_and_the_last_manager_stays(people: People) -> None:
    with pytest.raises(Refused, match="your own"):
        actions.deactivate(by=people.manager, person=people.manager, reason="x", at=AT)
    actions.deactivate(by=people.manager, person=people.other_manager, reason="x", at=AT)
    with pytest.raises(Refused, match="last manager"):
        actions.propose_role_change(
            by=people.manager, person=people.manager, role=Role.CASEWORKER, reason="x", at=AT
        )


def test_an_administrator_ends_no_account(people: People) -> None:
    with pytest.raises(Refused):
        actions.deactivate(by=people.administrator, person=people.caseworker, reason="x", at=AT)


# By SQL, as the application's role: what an injection or a forgetful line could try.

ATTACKS: dict[str, tuple[str, str]] = {
    "an account out of nothing": (
        "INSERT INTO accounts_user (id, password, email, name, role, is_active, joined_on)"
        " VALUES (gen_random_uuid(), '!', 'evil@example.org', 'Evil', 'manager', true, now())",
        "account_confirmed_by_a_second_person",
    ),
    "another role for oneself": (
        "UPDATE accounts_user SET role = 'manager' WHERE email = 'cem@example.org'",
        "account_confirmed_by_a_second_person",
    ),
    "the manager's account under another address": (
        "UPDATE accounts_user SET email = 'evil@example.org' WHERE email = 'mo@example.org'",
        "account_keeps_its_address",
    ),
    "taking over an account's key": (
        "UPDATE accounts_user SET id = gen_random_uuid() WHERE email = 'cem@example.org'",
        "account_keeps_its_address",
    ),
    "no manager left": (
        "UPDATE accounts_user SET is_active = false, deactivated_at = now() WHERE role = 'manager'",
        "the_last_manager_stays",
    ),
    "deleting whom one does not like": (
        "DELETE FROM accounts_user WHERE email = 'cem@example.org'",
        "accounts_are_kept",
    ),
    "a proposal confirmed at birth": (
        "INSERT INTO accounts_accountproposal (id, kind, email, name, role, reason, person_id,"
        " proposed_by_id, proposed_at, confirmed_by_id, confirmed_at, decline_reason)"
        " SELECT gen_random_uuid(), 'change_of_role', c.email, c.name, 'manager', 'x', c.id,"
        " m.id, now(), a.id, now(), '' FROM accounts_user c, accounts_user m, accounts_user a"
        " WHERE c.email = 'cem@example.org' AND m.email = 'mo@example.org' AND a.email = 'ada@example.org'",
        "proposal_starts_open",
    ),
    "a proposal by someone who may not": (
        "INSERT INTO accounts_accountproposal (id, kind, email, name, role, reason, proposed_by_id,"
        " proposed_at, decline_reason)"
        " SELECT gen_random_uuid(), 'new_account', 'evil@example.org', 'Evil', 'manager', 'x', id, now(), ''"
        " FROM accounts_user WHERE email = 'cem@example.org'",
        "proposed_by_a_manager",
    ),
    "confirmed by the proposer": (
        "UPDATE accounts_accountproposal SET confirmed_by_id = proposed_by_id, confirmed_at = now()"
        " WHERE email = 'nia@example.org'",
        "confirmed_by_a_second_person",
    ),
    "confirmed by a caseworker": (
        "UPDATE accounts_accountproposal SET confirmed_at = now(), confirmed_by_id ="
        " (SELECT id FROM accounts_user WHERE email = 'cem@example.org') WHERE email = 'nia@example.org'",
        "confirmed_by_someone_who_may",
    ),
    "another role than was proposed": (
        "UPDATE accounts_accountproposal SET role = 'manager' WHERE email = 'nia@example.org'",
        "proposal_is_not_rewritten",
    ),
    "another proposer than there was": (
        "UPDATE accounts_accountproposal SET proposed_by_id ="
        " (SELECT id FROM accounts_user WHERE email = 'rosa@example.org') WHERE email = 'nia@example.org'",
        "proposal_is_not_rewritten",
    ),
    "a used confirmation used again": (
        "UPDATE accounts_accountproposal SET used_at = NULL WHERE email = 'cem@example.org'",
        "proposal_is_decided_once",
    ),
    "a decision undone": (
        "UPDATE accounts_accountproposal SET confirmed_by_id = NULL, confirmed_at = NULL, used_at = NULL"
        " WHERE email = 'cem@example.org'",
        "proposal_is_decided_once",
    ),
    "a proposal deleted": (
        "DELETE FROM accounts_accountproposal WHERE email = 'cem@example.org'",
        "accounts_are_kept",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_cannot_go_round_the_second_person(
    people: People, proposal: AccountProposal, attack: str
) -> None:
    statement, constraint = ATTACKS[attack]
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == constraint


def test_a_confirmation_works_once_even_by_sql(people: People) -> None:
    change = actions.propose_role_change(
        by=people.manager, person=people.caseworker, role=Role.VOLUNTEER, reason="x", at=AT
    )
    actions.confirm_proposal(by=people.administrator, proposal=change, at=AT)
    person = User.objects.get(id=people.caseworker.id)
    back = actions.propose_role_change(
        by=people.manager, person=person, role=Role.CASEWORKER, reason="x", at=AT
    )
    actions.confirm_proposal(by=people.administrator, proposal=back, at=AT)
    with pytest.raises(IntegrityError, match="second person"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET role = 'volunteer' WHERE email = 'cem@example.org'")


def test_a_way_back_needs_its_own_confirmation_by_sql(people: People) -> None:
    actions.deactivate(by=people.manager, person=people.caseworker, reason="x", at=AT)
    with pytest.raises(IntegrityError, match="second person"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET is_active = true, deactivated_at = NULL WHERE email = 'cem@example.org'"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE accounts_user DISABLE TRIGGER two_people",
        "SET session_replication_role = replica",
        "DROP TRIGGER two_people ON accounts_user",
        "CREATE TEMPORARY TABLE accounts_accountproposal (id uuid)",
        "TRUNCATE accounts_user CASCADE",
        "TRUNCATE accounts_accountproposal CASCADE",
        "CREATE OR REPLACE FUNCTION accounts_need_two_people() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
    ],
)
@pytest.mark.django_db
def test_the_application_cannot_switch_the_rule_off(app_sql: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(statement)


def test_the_data_base_knows_the_same_roles_as_the_table_of_roles() -> None:
    """Migration 0002 names who proposes and who confirms; this fails when roles.py moves on without it."""
    assert {role for role in Role if Permission.PROPOSE_ACCOUNTS in MAY[role]} == {Role.MANAGER}
    assert {role for role in Role if Permission.CONFIRM_ACCOUNTS in MAY[role]} == {
        Role.MANAGER,
        Role.ADMINISTRATOR,
    }


# Races, with real commits.


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in a thread each, at the same moment; what each returned or raised."""
    together = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(index: int) -> None:
        together.wait()
        try:
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_confirmations_at_the_same_moment_make_one_account(committed_db: object) -> None:
    with transaction.atomic():
        people = make_people()
        proposal = actions.propose_account(by=people.manager, newcomer=NEW, reason="x", at=AT)
    results = at_once(
        lambda: actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT, invite=False),
        lambda: actions.confirm_proposal(by=people.other_manager, proposal=proposal, at=AT, invite=False),
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "User"]
    assert User.objects.filter(email=NEW.email).count() == 1


def test_two_managers_cannot_end_each_other_at_the_same_moment(committed_db: object) -> None:
    with transaction.atomic():
        people = make_people()
    results = at_once(
        lambda: actions.deactivate(by=people.manager, person=people.other_manager, reason="x", at=AT),
        lambda: actions.deactivate(by=people.other_manager, person=people.manager, reason="x", at=AT),
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "User"]
    assert User.objects.active().in_role(Role.MANAGER).count() == 1


def test_a_service_is_founded_once_even_by_two_at_the_same_moment(committed_db: object) -> None:
    def found(letter: str) -> Callable[[], object]:
        return lambda: actions.found_service(
            manager=Newcomer(f"m{letter}@example.org", "M", Role.MANAGER),
            second=Newcomer(f"s{letter}@example.org", "S", Role.ADMINISTRATOR),
            at=AT,
            invite=False,
        )

    at_once(found("a"), found("b"))
    assert User.objects.count() == 2


# The command.


@pytest.mark.django_db
def test_the_first_two_accounts_are_made_by_command_and_never_again() -> None:
    arguments = ["--manager", "Mo@example.org", "Mo Patel", "--second", "ada@example.org", "Ada Lowe"]
    call_command("first_accounts", *arguments, stdout=StringIO())
    assert set(User.objects.values_list("email", "role")) == {
        ("mo@example.org", "manager"),
        ("ada@example.org", "administrator"),
    }
    with pytest.raises(CommandError, match="accounts already"):
        call_command("first_accounts", *arguments, stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("manager", "second"),
    [
        (["mo@example.org", "Mo"], ["MO@example.org", "Mo again"]),
        (["nonsense", "Mo"], ["ada@example.org", "Ada"]),
        (["mo@example.org", " "], ["ada@example.org", "Ada"]),
    ],
)
def test_the_command_refuses_what_is_no_pair_of_people(manager: list[str], second: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("first_accounts", "--manager", *manager, "--second", *second, stdout=StringIO())
    assert not User.objects.exists()

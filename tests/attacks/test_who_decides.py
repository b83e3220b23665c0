"""Tries to share on the yes of someone who may not give it any more, by SQL as the application's role and by racing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, transaction
from psycopg import sql

from cases.actions.documents import Offered, add_documents, remove_document
from cases.choices import TaskRule
from cases.models import Document, Person, Task
from consent.actions.reminders import ask
from consent.choices import PartOfDeciding, Standing
from consent.models import CapacityDecision, Disclosure, PermissionTask, SharingPermission
from sendiass import clock
from sendiass.access import Refused
from tests.attacks.test_gate import (
    Attacker,
    Row,
    closing,
    committed,
    permit,
    permitted_content,
    put,
    refused,
    run,
)
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.consent.conftest import HOUR, born_eighteen_years_ago, found
from tests.papers import letter

pytestmark = pytest.mark.clause("L24")
INSTEAD = {"standing": Standing.ALTERNATIVE_PERSON}
OF_AGE = "UPDATE cases_person SET compulsory_school_age_ends_on = %s WHERE id = %s"


@pytest.fixture
def attacker(cast: Cast) -> Attacker:
    return Attacker(cast, permit(cast))


def comes_of_age(attacker: Attacker, days_ago: int) -> None:
    run(OF_AGE, clock.today() - timedelta(days=days_ago), attacker.cast.khans.child.id)


def test_a_parents_yes_opens_the_gate_while_the_days_of_grace_last_and_not_a_day_longer(
    attacker: Attacker,
) -> None:
    grace = attacker.permission.days_of_grace
    comes_of_age(attacker, grace)
    attacker.say(attacker.row())
    comes_of_age(attacker, grace + 1)
    assert attacker.refused(attacker.row()) == "gate_of_age"


def test_it_cannot_be_given_more_days_of_grace(attacker: Attacker) -> None:
    statement = "UPDATE consent_sharingpermission SET days_of_grace = 300 WHERE id = %s"
    assert refused(partial(run, statement, attacker.permission.id)) == "permission_ends"


def test_what_was_said_while_it_held_can_still_be_written_down(attacker: Attacker) -> None:
    comes_of_age(attacker, attacker.permission.days_of_grace + 1)
    midnight = clock.now().astimezone(clock.LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    before = midnight - timedelta(microseconds=1)
    if before < attacker.permission.from_at:
        assert attacker.refused(attacker.row(happened_at=midnight)) in ("gate", "gate_of_age")
    else:
        attacker.say(attacker.row(happened_at=before))


def forged(cast: Cast, decision: CapacityDecision, **different: object) -> None:
    """Someone else's yes for the young person, on this decision, as far as the commit."""
    permission: Row = {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "agency_id": cast.authority.id,
        "about_id": cast.khans.child.id,
        "given_by_id": cast.khans.parent.id,
        "standing": "alternative_person",
        "capacity_id": decision.id,
        "capacity_outcome": decision.outcome,
        "ways": ["tell"],
        "contents": ["needs"],
        "words": b"",
        "how": "phone",
        "given_at": clock.now() - HOUR,
        "from_at": clock.now() - HOUR,
        "until_at": clock.now() + HOUR,
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        "ended_because": "",
        "ended_how": "",
        "once": uuid4(),
        **different,
    }
    contents = [("consent_permittedcontent", permitted_content(permission, "needs"))]
    committed([("consent_sharingpermission", permission), *contents])


def test_an_honest_yes_for_a_young_person_is_taken(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    forged(cast, found(cast, PartOfDeciding.WEIGH))


def test_a_yes_on_a_decision_about_another_person_agency_or_day_is_refused(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    unable = found(cast, PartOfDeciding.WEIGH)
    about_parent = {"about_id": cast.khans.parent.id, "given_by_id": cast.khans.child.id}
    for different, held_by in (
        (about_parent, "permission_rests_on_a_decision_about_them"),
        ({"agency_id": cast.primary.id}, "permission_rests_on_a_decision_about_its_agency"),
        ({"until_at": clock.now() + timedelta(days=120)}, "decides_for_another"),
        ({"capacity_id": None}, "permission_instead_of_someone_rests_on_a_decision"),
        ({"capacity_id": uuid4()}, "decides_for_another"),
        ({"capacity_outcome": "can_decide"}, "permission_instead_of_someone_rests_on_a_decision"),
    ):
        assert refused(partial(forged, cast, unable, **different)) == held_by, different


def test_a_yes_on_another_familys_decision_is_refused(cast: Cast) -> None:
    run(OF_AGE, clock.today() - timedelta(days=90), cast.taylors.child.id)
    born_eighteen_years_ago(cast)
    mine = found(cast, PartOfDeciding.WEIGH)
    row: Row = {
        "id": uuid4(),
        "case_id": cast.taylors.case.id,
        "person_id": cast.taylors.child.id,
        "agency_id": cast.authority.id,
        "decision": b"",
        "evidence": b"",
        "assessed_by": b"",
        "outcome": "cannot_decide",
        "decided_on": clock.today(),
        "review_on": clock.today() + timedelta(days=90),
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.colleague.id,
    }
    put("consent_capacitydecision", row)
    theirs = CapacityDecision.objects.get(pk=row["id"])
    assert refused(partial(forged, cast, theirs)) == "decides_for_another"
    forged(cast, mine)


def test_a_decision_that_they_cannot_says_about_what_and_when_it_is_looked_at_again(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    unable = found(cast, PartOfDeciding.WEIGH)
    copy = (
        "INSERT INTO consent_capacitydecision SELECT (jsonb_populate_record(one, %s::jsonb)).*"
        " FROM consent_capacitydecision one WHERE id = %s"
    )
    for different in ('"agency_id": null', '"review_on": null', '"review_on": "2001-01-01"'):
        change = f'{{"id": "{uuid4()}", {different}}}'
        held_by = refused(partial(run, copy, change, unable.id))
        assert held_by == "inability_is_about_one_thing_and_looked_at_again", different


def test_an_earlier_decision_carries_no_yes(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    old = found(cast, PartOfDeciding.WEIGH)
    found(cast, PartOfDeciding.WEIGH)
    assert refused(partial(forged, cast, old)) == "decides_for_another"


def test_found_able_the_gate_is_shut_even_if_nobody_ended_the_yes(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    unable = found(cast, PartOfDeciding.WEIGH)
    attacker = Attacker(cast, permit(cast, capacity=unable, **INSTEAD))
    attacker.say(attacker.row())
    copy = (
        "INSERT INTO consent_capacitydecision SELECT (jsonb_populate_record(one, jsonb_build_object("
        "'id', %s::uuid, 'outcome', 'can_decide', 'recorded_at', clock_timestamp()))).*"
        " FROM consent_capacitydecision one WHERE id = %s"
    )
    run(copy, uuid4(), unable.id)
    assert attacker.refused(attacker.row()) == "gate_of_age"
    attacker.say(attacker.row(happened_at=attacker.permission.from_at))


class Papers:
    """A permission and documents to name as its form."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.permission = cast, permit(cast)

    def document(self, *, theirs: bool = False) -> Document:
        team = self.cast.team
        by = team.colleague if theirs else team.caseworker
        family = self.cast.taylors if theirs else self.cast.khans
        files = [Offered("signed.pdf", letter(["Yes."]))]
        taken = add_documents(
            by=by, case=family.case, files=files, description="", once=uuid4(), at=clock.now()
        )
        return taken.documents[0]

    def form(self, document: Document, **different: object) -> Row:
        return {
            "id": uuid4(),
            "case_id": self.cast.khans.case.id,
            "permission_id": self.permission.id,
            "document_id": document.id,
            "added_at": clock.now(),
            "added_by_id": self.cast.team.caseworker.id,
            **different,
        }

    def refused(self, row: Row) -> str:
        return refused(lambda: committed([("consent_signedform", row)]))


def test_a_form_is_of_the_permissions_case_kept_and_one(cast: Cast) -> None:
    papers = Papers(cast)
    document = papers.document()
    committed([("consent_signedform", papers.form(document))])
    theirs = papers.document(theirs=True)
    assert papers.refused(papers.form(theirs)) == "signed_form_is_of_the_case"
    other_case = {"case_id": cast.taylors.case.id}
    assert papers.refused(papers.form(theirs, **other_case)) == "signed_form_of_its_permission"
    gone = papers.document()
    remove_document(by=cast.team.caseworker, document=gone, reason="Not theirs.", at=clock.now())
    assert papers.refused(papers.form(gone)) == "paper_is_kept"
    put("consent_signedform", papers.form(document))
    second = papers.refused(papers.form(papers.document()))
    assert second.startswith("consent_signedform_permission_id")


def test_a_task_asks_only_about_a_permission_of_its_case(cast: Cast) -> None:
    permission = permit(cast)
    ask(permission, rule=TaskRule.RENEW_PERMISSION, due_on=clock.today(), at=clock.now())
    row: Row = {
        "id": uuid4(),
        "case_id": cast.taylors.case.id,
        "permission_id": permission.id,
        "task_id": Task.objects.get(case=cast.khans.case, rule="renew_permission").id,
        "stops_on": clock.today() + timedelta(days=1),
        "asked_at": clock.now(),
    }
    assert (
        refused(lambda: committed([("consent_permissiontask", row)]))
        == "task_asks_about_a_permission_of_its_case"
    )
    assert PermissionTask.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["consent_signedform", "consent_permissiontask"])
def test_what_was_added_is_never_edited_nor_deleted(table: str) -> None:
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier(table)))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def test_a_date_of_birth_put_right_while_someone_speaks_lets_nothing_through_late(
    committed_db: WorkerDatabases,
) -> None:
    """One thread learns that the young person is of age while another speaks on the parent's yes."""
    races = 25
    with transaction.atomic():
        cast = assemble()
        permission = permit(cast)
    together, told = threading.Barrier(2), list[bool]()

    def learning() -> None:
        for _ in range(races):
            together.wait(60)
            with transaction.atomic():
                run(OF_AGE, clock.today() - timedelta(days=400), cast.khans.child.id)
            together.wait(60)
            with transaction.atomic():
                run(OF_AGE, None, cast.khans.child.id)
            together.wait(60)

    def telling() -> None:
        for _ in range(races):
            together.wait(60)
            told.append(speaks(cast, permission))
            together.wait(60)
            together.wait(60)

    with ThreadPoolExecutor(2) as threads:
        for outcome in [threads.submit(closing, act) for act in (learning, telling)]:
            outcome.result()
    assert len(told) == races
    assert Disclosure.objects.filter(permission=permission).count() == sum(told)
    with transaction.atomic():
        run(OF_AGE, clock.today() - timedelta(days=400), cast.khans.child.id)
    assert not speaks(cast, permission)


def speaks(cast: Cast, permission: SharingPermission) -> bool:
    """Whether the data base let something be said on a parent's yes, now."""
    attacker = Attacker(cast, permission)
    row = attacker.row()
    try:
        with transaction.atomic():
            put("consent_disclosure", row)
            put("consent_disclosedcontent", attacker.content(row))
    except IntegrityError as error:
        if (
            isinstance(error.__cause__, psycopg.Error)
            and error.__cause__.diag.constraint_name == "gate_of_age"
        ):
            return False
        raise
    return True


def test_nobody_is_found_unable_to_decide_by_a_worker_without_the_case(cast: Cast) -> None:
    born_eighteen_years_ago(cast)
    with pytest.raises(Refused):
        found(cast, PartOfDeciding.WEIGH, by=cast.team.board_member)
    assert Person.objects.filter(pk=cast.khans.child.pk).exists()
    assert not SharingPermission.objects.exists()

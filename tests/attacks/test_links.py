"""Attacks links of records: by whoever sees one of the two only, and by two people in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from cases import search
from cases.actions.people import PersonDetails, add_person
from cases.actions.same_person import link_as_same_person, tell_apart, unlink
from cases.choices import CaseRole
from cases.models import Case, NotTheSame, Person, SamePerson
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from tests.attacks.test_doors import same_for_anyone, signed_in
from tests.cast import Cast, assemble, new_case
from tests.conftest import WorkerDatabases

WHY = "zq-reason: she told me so."
TURNS = 8


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> None:
    search.INDEX.clear()


def twin_of(by: User, name: str = "Samira") -> tuple[Case, Person]:
    """The Khans' mother once more, in a case of this worker's."""
    case = new_case(by, at=clock.now())
    details = PersonDetails(given_names=name, family_name="Khan")
    return case, add_person(by=by, case=case, role=CaseRole.OTHER, details=details, at=clock.now())


def addresses(case: Case, person: Person, other: UUID, link: UUID) -> dict[str, str]:
    """Every page about these two records, from the case of the first."""
    on = [case.reference, person.id]
    return {
        "records_link": reverse("cases:records_link", args=[*on, other]),
        "records_tell_apart": reverse("cases:records_tell_apart", args=[*on, other]),
        "link_undo": reverse("cases:link_undo", args=[*on, link]),
    }


@pytest.mark.django_db
@pytest.mark.clause("L26")
def test_whoever_sees_one_of_two_linked_records_cannot_tell_that_there_is_another(cast: Cast) -> None:
    mine, mother = cast.team.caseworker, cast.khans.parent
    hidden, twin = twin_of(cast.team.colleague)
    client = signed_in(mine)
    of_mother = (
        reverse("cases:same_person", args=[cast.khans.case.reference, mother.id]),
        reverse("cases:people_page", args=[cast.khans.case.reference]),
    )
    client.get("/today/")
    before = [same_for_anyone(client.get(page)) for page in of_mother]
    link = link_as_same_person(by=cast.team.manager, one=mother, other=twin, reason=WHY, at=clock.now())
    assert [same_for_anyone(client.get(page)) for page in of_mother] == before
    for other, made in ((twin.id, link.id), (uuid4(), uuid4())):
        for name, address in addresses(cast.khans.case, mother, other, made).items():
            for answer in (client.get(address), client.post(address, {"reason": "x"})):
                assert answer.status_code == 404, name
                assert hidden.reference not in answer.content.decode(), name
    foreign = addresses(cast.khans.case, mother, twin.id, link.id)
    unknown = addresses(cast.khans.case, mother, uuid4(), uuid4())
    for name in foreign:
        assert same_for_anyone(client.get(foreign[name])) == same_for_anyone(client.get(unknown[name])), name
    named = client.post(of_mother[0], {"reference": hidden.reference})
    nobody = client.post(of_mother[0], {"reference": "LEI-99999"})
    assert same_for_anyone(named, hidden.reference) == same_for_anyone(nobody, "LEI-99999")
    link.refresh_from_db()
    assert link.undone_at is None
    assert not NotTheSame.objects.exists()


@pytest.mark.django_db
def test_a_link_of_others_is_not_undone_through_ones_own_person(cast: Cast) -> None:
    mine, at = cast.team.caseworker, clock.now()
    (case, one), (_, other) = twin_of(mine, "Mira"), twin_of(mine, "Sam")
    link = link_as_same_person(by=mine, one=one, other=other, reason=WHY, at=at)
    address = reverse("cases:link_undo", args=[cast.khans.case.reference, cast.khans.parent.id, link.id])
    assert signed_in(mine).post(address).status_code == 404
    elsewhere = reverse("cases:link_undo", args=[cast.khans.case.reference, one.id, link.id])
    assert signed_in(mine).post(elsewhere).status_code == 404, "she is not in that case"
    here = reverse("cases:link_undo", args=[case.reference, one.id, link.id])
    assert signed_in(mine).get(here).status_code == 200
    link.refresh_from_db()
    assert link.undone_at is None, "a look undoes nothing"


@pytest.mark.django_db
def test_a_link_needs_the_forms_own_token(cast: Cast) -> None:
    _, twin = twin_of(cast.team.caseworker)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.team.caseworker)
    for address in addresses(cast.khans.case, cast.khans.parent, twin.id, uuid4()).values():
        assert client.post(address, {"reason": "x"}).status_code in (403, 404)
    assert not SamePerson.objects.exists()
    assert not NotTheSame.objects.exists()


@pytest.fixture
def committed(committed_db: WorkerDatabases) -> Cast:
    """The cast, for several connections to see."""
    with transaction.atomic():
        return assemble()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each brought, begun in one moment, each over a connection of its own."""
    together, brought = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        together.wait()
        try:
            brought.append(act())
        except Refused as refused:
            brought.append(refused)
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(brought) == len(acts), "one of them fell or hangs"
    return brought


def test_two_who_link_the_same_records_at_once_either_way_round_make_one_link(committed: Cast) -> None:
    team, mother = committed.team, committed.khans.parent
    for _ in range(TURNS):
        with transaction.atomic():
            _, twin = twin_of(team.caseworker)

        def linking(by: User, one: Person, other: Person) -> Callable[[], SamePerson]:
            return lambda: link_as_same_person(by=by, one=one, other=other, reason=WHY, at=clock.now())

        made = at_once(
            linking(team.caseworker, mother, twin),
            linking(team.manager, twin, mother),
            linking(team.caseworker, twin, mother),
        )
        assert len({link.pk for link in made if isinstance(link, SamePerson)}) == 1
        assert SamePerson.objects.between(mother.id, twin.id).count() == 1


def test_a_link_and_its_undoing_at_once_leave_a_pair_linked_once_or_not_at_all(committed: Cast) -> None:
    team, mother = committed.team, committed.khans.parent
    with transaction.atomic():
        _, twin = twin_of(team.caseworker)
    for _ in range(TURNS):
        with transaction.atomic():
            held = link_as_same_person(by=team.caseworker, one=mother, other=twin, reason=WHY, at=clock.now())
        at_once(
            lambda held=held: unlink(by=team.manager, link=held, at=clock.now()),  # type: ignore[misc]
            lambda held=held: unlink(by=team.caseworker, link=held, at=clock.now()),  # type: ignore[misc]
            lambda: link_as_same_person(
                by=team.caseworker, one=twin, other=mother, reason=WHY, at=clock.now()
            ),
        )
        held.refresh_from_db()
        assert held.undone_at is not None
        live = SamePerson.objects.live().between(mother.id, twin.id)
        assert live.count() <= 1


def test_two_are_not_linked_and_told_apart_at_once(committed: Cast) -> None:
    team, mother = committed.team, committed.khans.parent
    for _ in range(TURNS):
        with transaction.atomic():
            _, twin = twin_of(team.caseworker)
        at_once(
            lambda twin=twin: link_as_same_person(  # type: ignore[misc]
                by=team.caseworker, one=mother, other=twin, reason=WHY, at=clock.now()
            ),
            lambda twin=twin: tell_apart(by=team.manager, one=twin, other=mother, at=clock.now()),  # type: ignore[misc]
            lambda twin=twin: tell_apart(by=team.caseworker, one=mother, other=twin, at=clock.now()),  # type: ignore[misc]
        )
        assert SamePerson.objects.live().between(mother.id, twin.id).count() == 1
        assert NotTheSame.objects.between(mother.id, twin.id).count() <= 1

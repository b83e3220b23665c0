"""Every change leaves who, when and which fields; what it said is sealed; and no way round is open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.actors import correlation_id
from sendiass.audit.errors import Unaudited
from sendiass.audit.middleware import AuditMiddleware
from sendiass.audit.models import LogEntry
from sendiass.crypto.errors import Closed
from sendiass.crypto.subjects import SERVICE, KeySubject
from tests.kernel.sealed_rows import Family, School, Visit, Worker

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26")]

Action = LogEntry.Action


def newest(row: models.Model) -> LogEntry:
    entry = LogEntry.objects.get_for_object(row).last()
    assert entry is not None
    return entry


def words(entry: LogEntry) -> Any:
    with reading(by=Worker(), subjects=[entry.key_subject], purpose="history"):
        return entry.changes


@pytest.fixture
def family() -> Family:
    row: Family = Family.objects.create(
        name="Okafor", alias="Goz", born=date(2011, 2, 3), facts={"a": [1]}, pin="1234"
    )
    return row


# What an entry says


def test_a_new_row_tells_all_its_fields(family: Family, worker: Worker) -> None:
    entry = newest(family)
    assert entry.action == Action.CREATE
    assert entry.fields == ["alias", "born", "facts", "name", "pin", "status"]
    assert words(entry) == {
        "name": [None, "Okafor"],
        "alias": [None, "Goz"],
        "born": [None, "2011-02-03"],
        "facts": [None, {"a": [1]}],
        "status": [None, "new"],
    }


def test_a_change_tells_before_and_after(family: Family) -> None:
    family.status = "old"
    family.save()
    entry = newest(family)
    assert (entry.action, entry.fields, words(entry)) == (
        Action.UPDATE,
        ["status"],
        {"status": ["new", "old"]},
    )


def test_a_sealed_change_is_found_without_opening_what_was_there(family: Family) -> None:
    row = Family.objects.get(pk=family.pk)
    row.name = "Whitfield"
    row.save()
    assert newest(family).fields == ["name"]
    assert words(newest(family)) == {"name": [None, "Whitfield"]}


def test_clearing_a_sealed_field_is_a_change(family: Family) -> None:
    family.born = None
    family.save()
    assert newest(family).fields == ["born"]


def test_in_a_reading_assigning_the_same_again_is_no_change(family: Family) -> None:
    with reading(by=Worker(), subjects=[family.key_subject], purpose="form"):
        row = Family.objects.get(pk=family.pk)
        row.name, row.alias, row.born, row.facts = "Okafor", "New", date(2011, 2, 3), {"a": [1]}
        row.save()
    assert newest(family).fields == ["alias"]


def test_a_save_without_a_change_leaves_no_entry(family: Family) -> None:
    Family.objects.get(pk=family.pk).save()
    assert LogEntry.objects.count() == 1


def test_only_the_fields_that_were_saved_are_told(family: Family) -> None:
    family.name, family.status = "Whitfield", "old"
    family.save(update_fields=["status"])
    assert newest(family).fields == ["status"]
    family.save()
    assert newest(family).fields == ["name"]


def test_a_removed_row_leaves_its_readable_fields_and_earlier_entries(family: Family) -> None:
    key = family.pk
    family.delete()
    created, removed = LogEntry.objects.filter(object_id=key).order_by("at")
    assert removed.action == Action.DELETE
    assert words(removed) == {"status": ["new", None]}
    assert words(created)["name"] == [None, "Okafor"]


def test_what_goes_with_a_removed_row_is_told_too(family: Family) -> None:
    visit = Visit.objects.create(family=family, note="met")
    key = visit.pk
    family.delete()
    assert LogEntry.objects.filter(object_id=key, action=Action.DELETE).exists()


def test_a_secret_is_told_by_name_only(family: Family) -> None:
    family.pin = "9876"
    family.save()
    assert newest(family).fields == ["pin"]
    assert words(newest(family)) is None


def test_joined_rows_are_told_by_id_and_never_by_name(family: Family) -> None:
    school = School.objects.create(name="Oak School")
    family.schools.add(school)
    assert words(newest(family)) == {"schools": [None, [str(school.pk)]]}
    family.schools.remove(school)
    assert words(newest(family)) == {"schools": [[str(school.pk)], None]}


def test_relations_are_told_by_id_without_fetching_them(family: Family) -> None:
    visit = Visit.objects.create(family=family, note="met")
    assert words(newest(visit))["family"] == [None, str(family.pk)]


def test_the_history_of_things_about_nobody_is_under_the_services_key() -> None:
    school = School.objects.create(name="Oak School")
    assert newest(school).key_subject == SERVICE


# Sealed


def test_the_entry_itself_is_closed(family: Family) -> None:
    with pytest.raises(Closed):
        _ = newest(family).changes


def test_no_entry_shows_a_word_of_what_changed(family: Family) -> None:
    family.name, family.status = "Whitfield", "old"
    family.save()
    family.schools.add(School.objects.create(name="Oak School"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text, changes FROM audit_logentry e")
        rows = cursor.fetchall()
    for word in ("Okafor", "Goz", "2011", "1234", "Whitfield", "Oak School"):
        assert not any(word in without_chance(text) for text, _ in rows)
        assert not any(
            word.encode() in bytes(cell or b"") or word.encode().hex() in text for text, cell in rows
        )


def without_chance(row: str) -> str:
    """A row as text without its random ids, its ciphertext and its moments: digits stand in those by chance."""
    return re.sub(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|\d{4}-\d\d-\d\d [\d:.+]+", "", row
    )


def test_digits_that_stand_in_an_entry_by_chance_are_left_out_and_others_are_not() -> None:
    row = f'({uuid4()},{uuid4().hex},"\\\\x{b"2011".hex() * 9}","2026-11-28 06:20:11.1234+00",{{born:2011}})'
    assert without_chance(row) == '(,,"\\\\x","",{born:2011})'


def test_an_update_asks_the_data_base_for_the_row_once(family: Family) -> None:
    family.status = "old"
    with CaptureQueriesContext(connection) as asked:
        family.save()
    kinds = [query["sql"].split()[0] for query in asked.captured_queries]
    assert kinds == ["SELECT", "INSERT", "UPDATE"]


# Who


def test_the_entry_names_who_acts(worker: Worker) -> None:
    with acting(by=worker):
        entry = newest(Family.objects.create(name="x"))
    assert (entry.actor_id, entry.actor_kind, entry.correlation != "") == (worker.id, "worker", True)
    with acting(by=ServicePrincipal("sweeps")):
        entry = newest(Family.objects.create(name="x"))
    assert (entry.actor_id, entry.actor_kind) == (ServicePrincipal("sweeps").id, "service")
    with acting(by=None):
        assert newest(Family.objects.create(name="x")).actor_kind == "public"
    assert newest(Family.objects.create(name="x")).actor_kind == "nobody"


def test_no_one_acts_inside_anothers_act(worker: Worker) -> None:
    with acting(by=worker):
        with pytest.raises(Unaudited), acting(by=ServicePrincipal("sweeps")):
            pass
        assert newest(Family.objects.create(name="x")).actor_id == worker.id
    with acting(by=ServicePrincipal("sweeps")):
        assert newest(Family.objects.create(name="x")).actor_kind == "service"


def test_each_request_has_its_own_correlation_and_takes_none_from_the_client(worker: Worker) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        Family.objects.create(name="x")
        seen.append(correlation_id())
        return HttpResponse()

    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)("/", headers={"X-Correlation-ID": "chosen"})
        request.user = worker
        AuditMiddleware(view)(request)
    assert len(set(seen)) == 2
    assert "chosen" not in seen
    assert correlation_id() == ""
    entries = LogEntry.objects.order_by("at")
    assert [(entry.actor_id, entry.correlation) for entry in entries] == [(worker.id, one) for one in seen]


def test_a_visitor_who_signs_in_acts_as_themselves_from_then_on(worker: Worker) -> None:
    def sign_in(request: HttpRequest) -> HttpResponse:
        Family.objects.create(name="before")
        request.user = worker  # type: ignore[assignment]
        Family.objects.create(name="after")
        return HttpResponse()

    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    AuditMiddleware(sign_in)(request)
    assert [entry.actor_kind for entry in LogEntry.objects.order_by("at")] == ["public", "worker"]


def test_an_entry_has_no_place_for_an_address_or_a_name() -> None:
    columns = {field.name for field in LogEntry._meta.get_fields()}
    assert not columns & {
        "remote_addr",
        "remote_port",
        "actor_email",
        "object_repr",
        "serialized_data",
        "actor",
    }


# In one fate with the change


def test_an_entry_goes_when_the_change_is_undone(family: Family) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        family.status = "old"
        family.save()
        raise ZeroDivisionError
    assert LogEntry.objects.count() == 1


# No way round

WAYS_ROUND: dict[str, Callable[[Any], object]] = {
    "update": lambda _: Family.objects.update(status="old"),
    "filtered update": lambda row: Family.objects.filter(pk=row.pk).update(status="old"),
    "delete": lambda _: Family.objects.all().delete(),
    "bulk_create": lambda _: Family.objects.bulk_create([Family(name="x")]),
    "bulk_update": lambda row: Family.objects.bulk_update([row], ["status"]),
    "base manager": lambda _: Family._base_manager.update(status="old"),
    "related update": lambda row: row.visits.update(note="x"),
    "related delete": lambda row: row.visits.all().delete(),
    "related add": lambda row: row.visits.add(Visit.objects.create(family=None, note="x")),
    "related clear": lambda row: row.visits.clear(),
    "joined clear": lambda row: row.schools.clear(),
    "joined from afar": lambda row: School.objects.create(name="x").family_set.add(row),
}


@pytest.mark.parametrize("change", WAYS_ROUND.values(), ids=WAYS_ROUND.keys())
def test_a_change_that_would_leave_no_entry_is_refused(
    family: Family, change: Callable[[Family], object]
) -> None:
    Visit.objects.create(family=family, note="met")
    with pytest.raises((Unaudited, AssertionError)), transaction.atomic():
        change(family)


def test_a_bulk_change_says_why_it_leaves_no_entry(family: Family) -> None:
    assert Family.objects.unaudited_because("test").filter(pk=family.pk).update(status="old") == 1
    with pytest.raises(Unaudited):
        Family.objects.unaudited_because("")


def test_the_entrys_subject_is_written_plain_and_found(family: Family) -> None:
    assert LogEntry.objects.filter(subject_id=family.pk).count() == 1
    assert newest(family).key_subject == KeySubject("person", family.pk)
    assert json.dumps(newest(family).fields)
    assert not LogEntry.objects.filter(subject_id=uuid4()).exists()

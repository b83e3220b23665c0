"""Sealed fields in a real table: what opens, what is noticed, what is refused, and that nothing leaks."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendiass.audit import AuditedQuerySet, reading
from sendiass.crypto.errors import Closed, Misused, Tampered
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.states import Ciphertext
from tests.kernel.sealed_rows import OWN_APPS, Family, School, Visit, Worker

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26")]

NAME = "Ngozi Adaeze Okafor-Whitfield"
in_one_transaction = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def look(row: Family | Visit) -> Any:
    return reading(by=Worker(), subjects=[row.key_subject], purpose="test")


def stored(row: models.Model, column: str) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])
        (cell,) = cursor.fetchone()
    return None if cell is None else bytes(cell)


def plant(row: models.Model, column: str, cell: bytes | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET "{column}" = %s WHERE id = %s', [cell, row.pk])


def reloaded(row: Family) -> Family:
    again: Family = Family.objects.get(pk=row.pk)
    return again


@pytest.fixture
def family() -> Family:
    row: Family = Family.objects.create(
        name=NAME, alias="Goz", born=date(2011, 2, 3), facts={"likes": ["trains"]}
    )
    return row


# What opens


def test_a_saved_row_opens_in_a_reading_that_names_its_subject(family: Family) -> None:
    row = reloaded(family)
    with look(row):
        assert (row.name, row.alias, row.born, row.facts) == (
            NAME,
            "Goz",
            date(2011, 2, 3),
            {"likes": ["trains"]},
        )


@in_one_transaction
@given(st.text(max_size=60))
def test_text_in_any_script_comes_back_exactly(text: str) -> None:
    row = Family.objects.create(name=text)
    with look(row):
        assert row.name == text


@pytest.mark.parametrize(
    "text",
    ["", "\0", "Zoë\0 ", "Zoe\u0308", "محمد\u200f", "山田太郎", "👩🏽‍🦽", "' OR 1=1 --", "é" * 20_000],
    ids=["empty", "nul", "nul within", "not composed", "right to left", "kanji", "emoji", "quotes", "long"],
)
def test_awkward_text_comes_back_exactly(text: str) -> None:
    row = reloaded(Family.objects.create(name=text))
    with look(row):
        assert row.name == text


@in_one_transaction
@given(st.dates())
def test_any_date_comes_back_exactly(day: date) -> None:
    row = Family.objects.create(name="x", born=day)
    with look(row):
        assert row.born == day


def test_nothing_known_is_not_an_empty_text() -> None:
    row = reloaded(Family.objects.create(name="", born=None))
    with look(row):
        assert (row.name, row.born) == ("", None)
    assert Family.objects.filter(pk=row.pk, born__isnull=True, name__isnull=False).exists()


def test_a_row_sealed_under_someone_elses_key_opens_with_them(family: Family) -> None:
    visit = Visit.objects.create(family=family, note="met at the library")
    with look(family):
        assert Visit.objects.get(pk=visit.pk).note == "met at the library"


# What stays closed


def test_outside_a_reading_a_field_is_closed(family: Family) -> None:
    with pytest.raises(Closed, match=r"sealed_rows\.Family\.name is closed: no reading is open"):
        _ = reloaded(family).name


def test_even_an_unknown_value_is_closed(family: Family) -> None:
    row = reloaded(Family.objects.create(name="x"))
    with pytest.raises(Closed):
        _ = row.born


def test_a_reading_of_someone_else_opens_nothing_and_names_only_the_kind(family: Family) -> None:
    stranger = Family.objects.create(name="Someone Else")
    with look(stranger), pytest.raises(Closed) as caught:
        _ = reloaded(family).name
    assert "its person" in str(caught.value)
    assert str(family.pk) not in str(caught.value)


def test_when_the_reading_ends_the_row_is_closed_again(family: Family) -> None:
    row = reloaded(family)
    with look(row):
        assert row.name == NAME
    with pytest.raises(Closed):
        _ = row.name


def test_after_a_save_the_row_is_closed(family: Family) -> None:
    with pytest.raises(Closed):
        _ = family.name


def test_what_was_just_assigned_can_be_read_until_it_is_saved() -> None:
    assert Family(name=NAME).name == NAME


def test_a_save_that_failed_keeps_what_was_assigned() -> None:
    row = Family(name=NAME, status="unknown")
    with pytest.raises(Exception, match="known_status"), transaction.atomic():
        row.save()
    assert row.name == NAME
    row.status = "new"
    row.save()
    with look(row):
        assert row.name == NAME


def test_a_save_of_one_field_leaves_the_others_assigned(family: Family) -> None:
    family.name, family.alias = "New Name", "Newer"
    family.save(update_fields=["alias"])
    assert family.name == "New Name"
    with look(family):
        assert (reloaded(family).name, reloaded(family).alias) == (NAME, "Newer")


# What is noticed


@in_one_transaction
@given(data=st.data())
def test_a_flipped_bit_in_any_cell_is_tampering(data: st.DataObject) -> None:
    family = Family.objects.create(name=NAME, alias="Goz", born=date(2011, 2, 3), facts=[1])
    column = data.draw(st.sampled_from(["name", "alias", "born", "facts"]))
    cell = bytearray(stored(family, column) or b"")
    bit = data.draw(st.integers(0, len(cell) * 8 - 1))
    cell[bit // 8] ^= 1 << bit % 8
    plant(family, column, bytes(cell))
    row = reloaded(family)
    with look(row), pytest.raises(Tampered):
        getattr(row, column)


def test_cells_swapped_between_people_are_tampering(family: Family) -> None:
    other = Family.objects.create(name="Someone Else")
    plant(family, "name", stored(other, "name"))
    row = reloaded(family)
    with look(row), look(other), pytest.raises(Tampered):
        _ = row.name


def test_cells_swapped_between_rows_of_one_person_are_tampering(family: Family) -> None:
    first, second = (Visit.objects.create(family=family, note=note) for note in ("first", "second"))
    plant(first, "note", stored(second, "note"))
    with look(family), pytest.raises(Tampered):
        _ = Visit.objects.get(pk=first.pk).note


def test_cells_swapped_between_columns_are_tampering(family: Family) -> None:
    plant(family, "alias", stored(family, "name"))
    row = reloaded(family)
    with look(row), pytest.raises(Tampered):
        _ = row.alias


def test_an_earlier_rows_cell_can_not_be_copied_to_a_new_row(family: Family) -> None:
    from uuid import uuid4

    row = reloaded(family)
    row.pk, row._state.adding = uuid4(), True
    with pytest.raises(Misused, match="copied to a new row"), transaction.atomic():
        row.save()


# What is refused

REFUSED: dict[str, Callable[[], object]] = {
    "values": lambda: Family.objects.values("name"),
    "values of all": lambda: Family.objects.values(),
    "values_list": lambda: Family.objects.values_list("status", "name"),
    "values_list of all": lambda: Family.objects.values_list(),
    "values through a relation": lambda: Visit.objects.values("family__name"),
    "values by expression": lambda: Family.objects.values(again=F("name")),
    "lookup": lambda: Family.objects.filter(name=NAME),
    "lookup of nothing": lambda: Family.objects.filter(born=None),
    "lookup by beginning": lambda: Family.objects.filter(name__istartswith="N"),
    "lookup through a relation": lambda: Visit.objects.filter(family__name="x"),
    "lookup of one of": lambda: Family.objects.filter(name__in=["x"]),
    "transform": lambda: Family.objects.filter(born__year=2011),
    "exclude": lambda: Family.objects.exclude(name="x"),
    "order": lambda: Family.objects.order_by("-name"),
    "order by expression": lambda: Family.objects.order_by(F("name").desc()),
    "order through a relation": lambda: Visit.objects.order_by("family__name"),
    "latest": lambda: Family.objects.latest("born"),
    "earliest": lambda: Family.objects.earliest("born"),
    "distinct": lambda: Family.objects.distinct("name"),
    "annotate": lambda: Family.objects.annotate(again=Concat(F("name"), Value("!"))),
    "alias": lambda: Family.objects.alias(again=F("name")),
    "aggregate": lambda: Family.objects.aggregate(Max("born")),
    "get_or_create": lambda: Family.objects.get_or_create(name="x"),
    "update_or_create": lambda: Family.objects.update_or_create(name="x", defaults={"status": "new"}),
    "update": lambda: Family.objects.unaudited_because("test").update(name="x"),
    "update from another field": lambda: Family.objects.unaudited_because("test").update(name=F("alias")),
    "update of another from it": lambda: Family.objects.unaudited_because("test").update(status=F("name")),
    "update behind our queryset": lambda: models.QuerySet(Family).update(name="x"),
    "bulk_update": lambda: Family.objects.unaudited_because("test").bulk_update([], ["name"]),
    "bulk_update behind our queryset": lambda: models.QuerySet[Family](Family).bulk_update(
        [Family(name="x")], ["name"]
    ),
    "bulk_create over conflicts": lambda: Family.objects.unaudited_because("test").bulk_create(
        [Family(name="x")], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
    ),
    "expression": lambda: Family(name=F("alias")),
    "wrong type": lambda: Family(name=12345),
    "moment for a date": lambda: Family(born=datetime(2011, 1, 1)),  # noqa: DTZ001
    "text for a date": lambda: Family(born="2011-01-01"),
    "no JSON": lambda: Family(facts={1, 2}),
    "serializer": lambda: serializers.serialize("json", [Family(name="x")]),
    "model_to_dict": lambda: model_to_dict(Family(name="x")),
    "pickle": lambda: pickle.dumps(Family(name="x")),
    "deepcopy": lambda: copy.deepcopy(vars(Family(name="x"))),
}


@pytest.mark.parametrize("use", REFUSED.values(), ids=REFUSED.keys())
def test_what_would_need_or_show_the_value_is_refused_by_name(
    family: Family, use: Callable[[], object]
) -> None:
    with (
        look(family),
        pytest.raises(Misused, match=r"sealed_rows\.Family\.\w+ is sealed"),
        transaction.atomic(),
    ):
        use()


def test_questions_that_need_no_sealed_value_are_answered(family: Family) -> None:
    assert list(Family.objects.values_list("status", flat=True).order_by("-status").distinct()) == ["new"]
    assert Family.objects.filter(name__isnull=False).count() == 1


def test_behind_our_queryset_there_is_only_ciphertext(family: Family) -> None:
    with look(family):
        (cell,) = models.QuerySet(Family).values_list("name", flat=True)
    assert isinstance(cell, Ciphertext)


def test_text_with_half_a_character_is_refused_without_showing_it() -> None:
    text = "Okafor" + chr(0xD800)
    with pytest.raises(ValidationError) as caught:
        Family(name=text)
    assert "Okafor" not in "".join(traceback.format_exception(caught.value))


def test_a_sealed_field_can_not_be_unique_or_indexed() -> None:
    for option in ("unique", "db_index", "primary_key"):
        with pytest.raises(Misused, match=option):
            SealedTextField(**{option: True})


def test_a_model_that_does_not_know_how_can_not_hold_sealed_fields() -> None:
    with pytest.raises(Misused, match="derive from"):

        class Careless(models.Model):
            name: SealedTextField[str, str] = SealedTextField()

            class Meta:
                app_label = "sealed_rows"
                apps = OWN_APPS

            def __str__(self) -> str:
                return ""


def test_a_migration_adds_a_sealed_column_without_a_default_it_could_not_seal() -> None:
    from django.db.migrations.state import ModelState, StateApps

    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.UUIDField(primary_key=True)),
        ("note", SealedTextField(default="", blank=True)),
    ]
    historical = StateApps([], {("sealed_rows", "old"): ModelState("sealed_rows", "Old", fields)}).get_model(
        "sealed_rows", "Old"
    )
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.add_field(historical, historical._meta.get_field("note"))
    assert editor.collected_sql == ['ALTER TABLE "sealed_rows_old" ADD COLUMN "note" bytea NOT NULL;']


# Checking before saving


def test_full_clean_checks_the_length_of_what_was_assigned() -> None:
    with pytest.raises(ValidationError) as caught:
        Family(name="x", alias="x" * 11).full_clean()
    assert set(caught.value.message_dict) == {"alias"}


def test_full_clean_of_a_closed_row_opens_nothing(family: Family) -> None:
    row = reloaded(family)
    row.status = "old"
    row.full_clean(validate_unique=True)


def test_full_clean_sends_no_plaintext_to_the_data_base() -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        Family(name=NAME).full_clean()
    assert captured.captured_queries
    assert not any(NAME in query["sql"] for query in captured.captured_queries)


def test_text_that_is_too_long_is_refused_when_it_is_saved_unchecked() -> None:
    with pytest.raises(Misused, match="longer than 10 characters"), transaction.atomic():
        Family.objects.create(name="x", alias="x" * 11)


# Copying and loading


def test_refreshing_copies_ciphertext(family: Family) -> None:
    row = reloaded(family)
    row.name = "Changed"
    row.refresh_from_db()
    with pytest.raises(Closed):
        _ = row.name
    with look(row):
        assert row.name == NAME


def test_deferred_fields_open_too(family: Family) -> None:
    for row in (Family.objects.defer("name").get(), Family.objects.only("status").get()):
        with look(row):
            assert row.name == NAME


def test_many_rows_made_at_once_are_sealed_and_closed() -> None:
    rows = Family.objects.unaudited_because("test").bulk_create(
        [Family(name=f"{NAME} {n}") for n in range(3)]
    )
    with pytest.raises(Closed):
        _ = rows[0].name
    with reading(by=Worker(), subjects=[row.key_subject for row in rows], purpose="test"):
        assert {row.name for row in Family.objects.all()} == {f"{NAME} {n}" for n in range(3)}


def test_a_closed_row_can_be_pickled_without_its_plaintext(family: Family) -> None:
    row = reloaded(family)
    with look(row):
        assert row.name == NAME
        pickled = pickle.dumps(row)
    assert (stored(family, "name") or b"none") in pickled
    assert NAME.encode() not in pickled


# Nothing leaks


def test_neither_the_rows_bytes_nor_its_words_show_plaintext(family: Family) -> None:
    row = reloaded(family)
    with look(row):
        assert row.name == NAME
        shown = [repr(row), str(row), repr(vars(row)), f"{row}", repr([row])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text, name || alias || born || facts FROM sealed_rows_family f")
        text, raw = cursor.fetchone()
    for word in NAME.split():
        assert not any(word in words for words in shown)
        assert word not in text
        assert word.encode() not in bytes(raw)
        assert word.encode().hex() not in text


def test_an_assigned_row_does_not_show_itself() -> None:
    row = Family(name=NAME)
    assert not any(NAME in words for words in (repr(row), str(row), repr(vars(row))))


def test_errors_of_the_data_base_hold_no_plaintext() -> None:
    with pytest.raises(Exception, match="known_status") as caught, transaction.atomic():
        Family.objects.create(name=NAME, status="unknown")
    assert NAME not in "".join(traceback.format_exception(caught.value))


def test_our_base_queryset_stays_chainable() -> None:
    School.objects.create(name="Oak School")
    chained = School.objects.filter(name="Oak School").unaudited_because("test").order_by("name")
    assert isinstance(chained, AuditedQuerySet)
    assert chained.update(name="Elm School") == 1

"""Schools come from the national register's own download, whole or not at all, and are found by any of their words."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.schools import LOCK, REGISTER
from cases.choices import OrganisationKind, SettingType
from cases.choices.register import REGISTER_TYPES
from cases.models import Agency, Person
from sendiass import clock
from sendiass.audit import acting
from sendiass.audit.models import LogEntry
from tests.cases.register_file import HEADER, as_text, many, school, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db

CLOSED = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2024"}
TWO = (
    school(100001, "St Mary’s Café School"),
    school(100002, "Elmwick High", PhaseOfEducation__x="") | {"PhaseOfEducation (name)": "Secondary"},
)


def load(path: Path, rows: Iterable[dict[str, str]] = TWO, *options: str, encoding: str = "cp1252") -> str:
    out = io.StringIO()
    file = written(path / "edubasealldata.csv", rows, encoding)
    call_command("import_schools", str(file), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(path: Path, content: bytes) -> str:
    """What is said of a file with this in it, which must leave everything as it was."""
    before, file = traces(), path / "broken.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("import_schools", str(file), stdout=io.StringIO(), stderr=io.StringIO())
    assert traces() == before
    return str(error.value)


def traces() -> tuple[list[tuple[object, ...]], int]:
    rows = list(Agency.objects.order_by("id").values_list("id", "name", "closed_on", "changed_at"))
    return rows, LogEntry.objects.count()


def named(urn: int) -> Agency:
    return Agency.objects.get(urn=str(urn))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_school_is_taken_in_with_what_casework_uses(tmp_path: Path, encoding: str) -> None:
    row = TWO[0] | {"SEN1 (name)": "ASD - Autistic Spectrum Disorder", "SEN2 (name)": "Not Applicable"}
    assert "New: 2" in load(tmp_path, (row, TWO[1]), encoding=encoding)
    mary = named(100001)
    assert (mary.name, mary.kind, mary.setting_type) == (
        "St Mary’s Café School",
        OrganisationKind.SCHOOL,
        SettingType.MAINSTREAM_PRIMARY,
    )
    assert (mary.address, mary.postcode, mary.phone) == (
        "1 Made Up Street\nLeicester",
        "LE1 6ZG",
        "+441164960000",
    )
    assert (mary.authority_code, mary.specialisms) == ("856", "ASD - Autistic Spectrum Disorder")
    assert not mary.is_local_authority
    assert named(100002).setting_type == SettingType.MAINSTREAM_SECONDARY


def test_each_school_taken_in_has_its_entry_in_the_history_by_the_import(tmp_path: Path) -> None:
    load(tmp_path)
    for school_ in Agency.objects.filter(urn__isnull=False).order_by("id"):
        (entry,) = LogEntry.objects.get_for_object(school_)
        assert (entry.actor_id, entry.actor_kind, entry.action) == (
            REGISTER.id,
            "service",
            LogEntry.Action.CREATE,
        )
        assert {"name", "urn", "postcode", "added_at"} <= set(entry.fields)
        assert "email" not in entry.fields


def test_the_same_file_again_changes_nothing(tmp_path: Path, cast: Cast) -> None:
    load(tmp_path)
    before = traces()
    assert "New: 0\nChanged: 0 (renamed 0, closed 0, reopened 0)\nUnchanged: 2" in load(tmp_path)
    assert traces() == before


def test_a_closed_school_is_kept_and_marked_and_may_open_again(tmp_path: Path, cast: Cast) -> None:
    load(tmp_path)
    assert "closed 1" in load(tmp_path, (TWO[0] | CLOSED, TWO[1]))
    assert named(100001).closed_on == date(2024, 8, 31)
    assert "reopened 1" in load(tmp_path)
    assert named(100001).closed_on is None


def test_a_school_closed_without_a_date_counts_as_closed_the_day_we_learnt_it(tmp_path: Path) -> None:
    load(tmp_path, (TWO[0] | CLOSED | {"CloseDate": ""},))
    assert named(100001).closed_on == clock.today()
    assert "Unchanged: 1" in load(tmp_path, (TWO[0] | CLOSED | {"CloseDate": ""},))


def test_a_school_about_to_close_is_open_still(tmp_path: Path) -> None:
    load(
        tmp_path,
        (TWO[0] | {"EstablishmentStatus (name)": "Open, but proposed to close", "CloseDate": "31-08-2031"},),
    )
    assert named(100001).closed_on is None


def test_a_renamed_school_is_found_by_its_former_name_and_is_the_same_school(tmp_path: Path) -> None:
    load(tmp_path)
    was = named(100002)
    assert "renamed 1" in load(tmp_path, (TWO[0], TWO[1] | {"EstablishmentName": "Elm Academy"}))
    assert named(100002).pk == was.pk
    assert (named(100002).name, named(100002).former_names) == ("Elm Academy", "Elmwick High")
    assert list(Agency.objects.found_by("elmwick")) == [was]
    entries = LogEntry.objects.get_for_object(was)
    assert [sorted(entry.fields) for entry in entries][1:] == [["changed_at", "former_names", "name"]]


def test_a_school_no_longer_in_the_file_is_kept_and_told(tmp_path: Path) -> None:
    load(tmp_path)
    said = load(tmp_path, TWO[:1])
    assert "no longer in the file, and kept: 1" in said
    assert "Elmwick High (URN 100002)" in said
    assert named(100002).closed_on is None


def test_only_the_authorities_asked_for_are_taken_in_and_missed(tmp_path: Path) -> None:
    york = school(100003, "Ashley School") | {"LA (code)": "816", "LA (name)": "York"}
    said = load(tmp_path, (*TWO, york), "--la", "816")
    assert "New: 1" in said
    assert "Left out, in another local authority: 2" in said
    assert not Agency.objects.filter(urn="100001").exists()
    load(tmp_path, TWO)
    assert "no longer in the file" not in load(tmp_path, (york,), "--la", "816")
    with pytest.raises(CommandError, match="No school in the file is in the area of 999"):
        load(tmp_path, TWO, "--la", "999")


def test_a_dry_run_says_what_would_be_and_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, TWO[:1])
    before = traces()
    said = load(tmp_path, (TWO[0] | CLOSED, TWO[1]), "--dry-run")
    assert "nothing was changed" in said
    assert "New: 1\nChanged: 1 (renamed 0, closed 1, reopened 0)" in said
    assert traces() == before


def test_what_is_no_school_yet_is_left_out_and_an_unknown_type_is_told(tmp_path: Path) -> None:
    said = load(
        tmp_path,
        (
            TWO[0] | {"TypeOfEstablishment (name)": "Moon school"},
            school(100004, "Soon") | {"EstablishmentStatus (name)": "Proposed to open"},
            school(100005, "Centre") | {"TypeOfEstablishment (name)": "Children's centre"},
        ),
    )
    assert "New: 1" in said
    assert "Left out, not open yet: 1" in said
    assert "Left out, children's centres: 1" in said
    assert "“Moon school”: 1" in said


def test_every_type_is_written_as_it_is_looked_up() -> None:
    assert [name for name in REGISTER_TYPES if name != name.lower().strip()] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"URN": "12a"}, "Line 2: the URN '12a' is not a number"),
        ({"URN": "100002"}, "Line 3: the URN 100002 is on line 2 already"),
        ({"EstablishmentName": ""}, "Line 2: the school has no name"),
        ({"EstablishmentStatus (name)": "Asleep"}, "Line 2: the status 'Asleep' is not one we know"),
        ({"CloseDate": "2024-08-31"}, "Line 2: the close date '2024-08-31'"),
        ({"CloseDate": "31-02-2024"}, "Line 2: the close date '31-02-2024'"),
        ({"LA (code)": "E06"}, "Line 2: the local authority's code 'E06'"),
        ({"EstablishmentName": "x" * 301}, "Line 2: EstablishmentName has more than 300 letters"),
        ({"Street": "a\x00b"}, "Line 2: there is a letter in it that cannot be"),
    ],
)
def test_a_file_with_one_wrong_row_changes_nothing(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    load(tmp_path)
    told = refused(tmp_path, as_text((TWO[0] | CLOSED | wrong, TWO[1])).encode("cp1252"))
    assert told.startswith("Nothing was changed.")
    assert said in told


def test_a_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    whole = as_text(TWO).encode("cp1252")
    assert "there is no column URN" in refused(tmp_path, b"")
    assert "no schools in the file" in refused(tmp_path, as_text(()).encode())
    assert "columns too few" in refused(tmp_path, whole[: whole.rindex(b",")])
    assert "cut short" in refused(tmp_path, whole[:-3])
    assert "is not text" in refused(tmp_path, whole.replace(b"Elmwick", b"Elm\x81ick"))
    short = [name for name in HEADER if name not in ("Postcode", "CloseDate")]
    told = refused(tmp_path, as_text(TWO, short).encode("cp1252"))
    assert "there is no column Postcode" in told
    assert "there is no column CloseDate" in told
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_schools", str(tmp_path / "nowhere.csv"))


def test_a_second_import_at_the_same_time_is_refused(tmp_path: Path, app_sql: psycopg.Connection) -> None:
    app_sql.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    with pytest.raises(CommandError, match="being imported already"):
        load(tmp_path)
    assert not Agency.objects.filter(urn="100001").exists()
    app_sql.rollback()
    assert "New: 2" in load(tmp_path)


@pytest.mark.parametrize(
    "typed",
    [
        "st marys",
        "Saint Mary's",
        "ST. MARY’S cafe",
        "mary caf",
        "le1 6zg mary",
        "le16zg mary",
        "leices mary",
        "café-school",
    ],
)
def test_a_school_is_found_however_its_words_are_typed(tmp_path: Path, typed: str) -> None:
    load(tmp_path)
    assert [one.urn for one in Agency.objects.found_by(typed)] == ["100001"]


@pytest.mark.parametrize("typed", ["", " ", "'", "&|!():*", "mary elmwick", "ary"])
def test_nothing_is_found_by_what_no_school_is_called(tmp_path: Path, typed: str) -> None:
    load(tmp_path)
    assert not Agency.objects.found_by(typed).exists()


def test_finding_a_school_uses_the_index(tmp_path: Path) -> None:
    load(tmp_path, many(3_000))
    with (
        connection.cursor() as cursor
    ):  # which scan is the cheapest depends on when the table was last counted
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "agency_by_words" in Agency.objects.found_by("oakfield town7").order_by("id").explain()


def test_no_words_are_worked_out_while_a_school_is_searched(tmp_path: Path) -> None:
    load(tmp_path)
    with CaptureQueriesContext(connection) as asked:
        assert Agency.objects.found_by("st marys").exists()
    assert not any("to_tsvector" in one["sql"] or "translate" in one["sql"] for one in asked)


def test_the_words_a_school_is_found_by_are_no_part_of_what_somebody_changed(tmp_path: Path) -> None:
    load(tmp_path)
    school = named(100001)
    with acting(by=REGISTER), transaction.atomic():
        school.name = "Renamed School"
        school.save()
        typed = Agency(
            name="By hand", kind=OrganisationKind.SCHOOL, added_at=clock.now(), changed_at=clock.now()
        )
        typed.save()
    entries = LogEntry.objects.filter(object_id__in=[school.pk, typed.pk])
    assert len(entries) == 3
    assert all("name" in entry.fields and "words" not in entry.fields for entry in entries)


def test_a_childs_school_is_found_by_its_words_and_asked_about_when_several_are_called_so(
    tmp_path: Path, cast: Cast
) -> None:
    load(tmp_path, (*TWO, school(100006, "Elmwick High") | {"Town": "York", "Postcode": "YO1 6ZZ"}))
    client = Client()
    client.force_login(cast.team.caseworker)
    path = reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.child.id])
    html = client.post(path, {"given_names": "Zahra", "school_named": "elmwick"}).content.decode()
    assert "Select which school you mean" in html
    assert 'value="Zahra"' in html
    assert "Elmwick High, York, YO1 6ZZ" in html
    typed = {"given_names": "Zahra", "school_named": "elmwick", "school": str(named(100006).pk)}
    assert client.post(path, typed).status_code == 302
    assert Person.objects.get(pk=cast.khans.child.pk).school == named(100006)
    assert 'value="Elmwick High, York, YO1 6ZZ"' in client.get(path).content.decode()
    load(
        tmp_path,
        (TWO[0], TWO[1], school(100006, "Elmwick High") | {"Town": "York", "Postcode": "YO1 6ZZ"} | CLOSED),
    )
    line = "Elmwick High, York, YO1 6ZZ, closed"
    assert f'value="{line}"' in client.get(path).content.decode()
    assert client.post(path, {"given_names": "Zahra", "school_named": line}).status_code == 302
    assert Person.objects.get(pk=cast.khans.child.pk).school == named(100006)
    assert client.post(path, {"given_names": "Zahra", "school_named": "mary le16zg"}).status_code == 302
    assert Person.objects.get(pk=cast.khans.child.pk).school == named(100001)

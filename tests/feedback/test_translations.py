"""The service corrects and reviews what families read, and every process shows it at once (L30)."""

from __future__ import annotations

import csv
import multiprocessing
from collections import Counter
from contextlib import suppress
from io import StringIO
from string import ascii_lowercase

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.wording import Translated, change_draft, correct_phrase
from feedback.choices import Audience, Language, PhraseState
from feedback.forms.wording import COLUMNS, plain_cell, safe_cell
from feedback.languages import address_path, english_words, invitation_words, wording
from feedback.models import Phrase
from feedback.reports import PhraseShown, phrases_of, worded
from feedback.rules import AskedQuestion, may_translate, parts_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit.models import LogEntry
from tests import cast as stage
from tests.asking import asked
from tests.cast import Cast
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("L30")
TITLE = "start_title"
PARTS = st.lists(st.text(ascii_lowercase, min_size=1, max_size=5), max_size=3, unique=True)
PAGES = "/feedback/translations/"


def shown(language: Language, name: str = TITLE) -> PhraseShown:
    return next(one for one in phrases_of(language) if one.name == name)


def corrected(
    cast: Cast, says: str, *, name: str = TITLE, language: Language = Language.POLISH, seen: int = 0
) -> Phrase:
    said = Translated(name, english_words()[name], says, is_reviewed=True, seen=seen)
    return correct_phrase(by=cast.team.manager, language=language, said=said, at=clock.now())


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


@pytest.mark.django_db
def test_a_correction_is_read_on_the_next_page_and_in_the_next_invitation(cast: Cast, client: Client) -> None:
    batch = asked()
    path = address_path(batch.code, Language.POLISH)
    client.get(path)
    corrected(cast, "Powiedz nam szczerze")
    corrected(cast, "Jak było?", name="invite_heading")
    assert "Powiedz nam szczerze" in client.get(path).content.decode()
    assert invitation_words(Language.POLISH, closes_on=clock.today())["heading"] == "Jak było?"
    corrected(cast, "A teraz inaczej", seen=1)
    assert "A teraz inaczej" in client.get(path).content.decode()


@pytest.mark.django_db
def test_a_correction_that_was_not_kept_is_not_shown_for_the_one_that_was(cast: Cast) -> None:
    with suppress(RuntimeError), transaction.atomic():
        corrected(cast, "Nie zapisane")
        assert wording(Language.POLISH).plain(TITLE) == "Nie zapisane"
        raise RuntimeError
    corrected(cast, "Zapisane")
    assert wording(Language.POLISH).plain(TITLE) == "Zapisane"


@pytest.mark.django_db
def test_a_page_asks_one_number_about_its_language_and_nothing_about_anybody(
    cast: Cast, client: Client
) -> None:
    corrected(cast, "Powiedz nam szczerze")
    path = address_path(asked().code, Language.POLISH)
    client.get(path)
    with CaptureQueriesContext(connection) as asked_for:
        client.get(path)
    about = [one["sql"] for one in asked_for if "feedback_phrase" in one["sql"]]
    assert len(about) == 1
    assert "COUNT" in about[0]


def _says(language: str, wanted: multiprocessing.connection.Connection) -> None:
    connections.close_all()
    while wanted.recv():
        wanted.send(wording(Language(language)).plain(TITLE))
        connections.close_all()


def test_another_process_shows_a_correction_at_once(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = stage.assemble()
    connections.close_all()
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("fork").Process(target=_says, args=("pl", theirs))
    other.start()
    try:
        ours.send(True)
        before = ours.recv()
        corrected(cast, "Powiedz nam szczerze")
        ours.send(True)
        assert ours.recv() == "Powiedz nam szczerze" != before
    finally:
        ours.send(False)
        other.join(timeout=20)


@pytest.mark.django_db
def test_each_text_is_reviewed_unreviewed_stale_or_missing(cast: Cast) -> None:
    assert {one.state for one in phrases_of(Language.POLISH)} == {PhraseState.UNREVIEWED}
    corrected(cast, "Powiedz nam szczerze")
    first, *others = next(one.asked for one in worded() if one.audience == Audience.PARENT_CARER)
    edited = AskedQuestion(
        "How easy was it to get in touch with us in time?", first.scale, "Quite new words", "reach"
    )
    change_draft(
        by=cast.team.manager,
        audience=Audience.YOUNG_PERSON,
        is_short=False,
        asked=[edited, *others],
        seen=0,
        at=clock.now(),
    )
    found = {one.english: one for one in phrases_of(Language.POLISH)}
    assert shown(Language.POLISH).state == PhraseState.REVIEWED
    assert shown(Language.POLISH).by == cast.team.manager.name
    assert found["Quite new words"].state == PhraseState.MISSING
    assert found[edited.words].state in (PhraseState.MISSING, PhraseState.STALE)
    assert Counter(one.state for one in found.values())[PhraseState.REVIEWED] == 1


@pytest.mark.django_db
def test_a_translation_of_other_english_is_stale_and_no_page_shows_it(cast: Cast) -> None:
    Phrase.objects.create(
        language="pl",
        name="",
        english="How often did we ring back?",
        says="Jak często oddzwanialiśmy?",
        is_reviewed=True,
        number=1,
        recorded_at=clock.now(),
        recorded_by=cast.team.manager,
    )
    new = AskedQuestion("How often did we ring you back?", (), "x", "reach")
    change_draft(
        by=cast.team.manager, audience=Audience.SCHOOL, is_short=False, asked=[new], seen=0, at=clock.now()
    )
    found = next(one for one in phrases_of(Language.POLISH) if one.english == new.words)
    assert (found.state, found.was) == (PhraseState.STALE, "How often did we ring back?")
    assert not wording(Language.POLISH).has(new.words)


@given(wanted=PARTS, kept=PARTS)
def test_a_translation_keeps_every_part_of_the_english_and_adds_none(
    wanted: list[str], kept: list[str]
) -> None:
    english, says = ("x " + " ".join(f"{{{one}}}" for one in parts) for parts in (wanted, kept))
    decision = may_translate(english, says)
    assert bool(decision) == (set(wanted) == set(kept))
    if lost := set(wanted) - set(kept):
        assert all(f"{{{one}}}" in decision.reason for one in lost)


@pytest.mark.parametrize("text", ["{", "a } b", "{0!r}", "{date:>9}", "{a{b}}"])
def test_braces_that_could_break_a_page_are_refused(text: str) -> None:
    assert parts_of(text) is None or parts_of(text) != frozenset()
    assert not may_translate("It closes on {date}.", text)


@pytest.mark.django_db
def test_a_manager_corrects_and_reviews_a_text_and_is_told_what_it_lost(manager: Client, cast: Cast) -> None:
    key = shown(Language.URDU, "start_count").key
    path = f"{PAGES}ur/{key}/"
    page = manager.get(path).content.decode()
    assert 'dir="rtl"' in page
    lost = manager.post(path, {"says": "نہیں", "seen": "0"}).content.decode()
    assert "Put in what the English has: {total}" in lost
    assert "نہیں" in lost
    said = {"says": "{total} سوال", "seen": "0", "is_reviewed": "on"}
    assert manager.post(path, said).status_code == 302
    assert "Somebody has changed this" in manager.post(path, said).content.decode()
    found = shown(Language.URDU, "start_count")
    assert (found.state, found.by) == (PhraseState.REVIEWED, cast.team.manager.name)
    assert LogEntry.objects.filter(actor_id=cast.team.manager.pk, object_id=Phrase.objects.get().pk).exists()
    counted = manager.get(PAGES).content.decode()
    assert "Reviewed" in counted


@pytest.mark.django_db
def test_only_a_manager_corrects_a_translation(cast: Cast) -> None:
    said = Translated(TITLE, english_words()[TITLE], "x", is_reviewed=True, seen=0)
    with pytest.raises(Refused):
        correct_phrase(by=cast.team.administrator, language=Language.POLISH, said=said, at=clock.now())


def table_of(manager: Client, language: str = "pl") -> list[dict[str, str]]:
    text = manager.get(f"{PAGES}{language}/table/").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def sent(manager: Client, rows: list[dict[str, str]], **typed: str) -> str:
    written = StringIO()
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    file = SimpleUploadedFile("pl.csv", ("\ufeff" + written.getvalue()).encode())
    page = manager.post(f"{PAGES}pl/take-in/", {"table": file, **typed}, follow=True)
    return page.content.decode()


@pytest.mark.django_db
def test_a_table_goes_to_a_translator_and_comes_back(manager: Client) -> None:
    rows = table_of(manager)
    assert len(rows) == len(phrases_of(Language.POLISH))
    changed = next(one for one in rows if one["Name"] == TITLE)
    changed["Translation"] = "Powiedz nam szczerze"
    assert "1 text is changed or reviewed" in sent(manager, rows)
    assert wording(Language.POLISH).plain(TITLE) == "Powiedz nam szczerze"
    assert shown(Language.POLISH).state == PhraseState.UNREVIEWED
    again = table_of(manager)
    sent(manager, again, is_reviewed="on")
    assert {one.state for one in phrases_of(Language.POLISH)} == {PhraseState.REVIEWED}


@pytest.mark.django_db
def test_a_table_with_a_wrong_row_is_not_taken_and_says_which(manager: Client) -> None:
    rows = table_of(manager)
    by_name = {one["Name"]: (number, one) for number, one in enumerate(rows, start=2)}
    number, lost = by_name["start_count"]
    lost["Translation"] = "Kilka pytań"
    rows[0]["Translation"] = "Dobrze"
    rows.append({**rows[0]})
    rows.append({**dict.fromkeys(COLUMNS, ""), "English": "No such text", "Translation": "Nie ma"})
    page = sent(manager, rows)
    assert f"Row {number}: Put in what the English has: {{total}}." in page
    assert f"Row {len(rows)}: The same text stands in an earlier row." in page
    assert f"Row {len(rows) + 1}: No page has this English" in page
    assert not Phrase.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b'"Name', b"\0"])
def test_a_file_that_is_no_such_table_says_so(content: bytes, manager: Client) -> None:
    file = SimpleUploadedFile("x.csv", content)
    page = manager.post(f"{PAGES}pl/take-in/", {"table": file})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


@given(st.text())
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize(
    "statement",
    ["UPDATE feedback_phrase SET says = 'x'", "DELETE FROM feedback_phrase", "TRUNCATE feedback_phrase"],
)
def test_what_somebody_said_of_a_translation_is_never_taken_back(
    statement: str, committed_db: WorkerDatabases, app_sql: psycopg.Connection
) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)):
        app_sql.execute(statement)

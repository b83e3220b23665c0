"""What was handed over can be checked by anyone: nothing is missing, nothing was changed, whoever owns the data base (L29)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.actions.permissions import end_permission
from consent.choices import WhyEnded
from feedback import rules
from feedback.actions.views_given import (
    Answered,
    Receipted,
    Signed,
    add_translation,
    close_to_families,
    erase_withdrawn,
    mark_names,
    take_view,
    withdraw_view,
)
from feedback.choices import TranslatedBy
from feedback.models import GivenView, ViewNumber, ViewsExercise, ViewsRelease, WithdrawnView
from feedback.releases import build, check_views, hand_over, views_of
from feedback.releases.building import Asked, Entry, Said, Standing, built
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import is_erased
from sendiass.crypto.errors import Erased, Tampered
from tests.cast import Cast, assemble, permitted
from tests.conftest import WorkerDatabases
from tests.feedback.views_asked import asked, checked, downloaded, gave, handed_over, kept_at

pytestmark = [pytest.mark.clause("L29")]

EXERCISE = UUID(int=7)
ASKED = Asked(
    "The service", str(EXERCISE), "2026-1", "The council", "What?", date(2026, 1, 1), date(2026, 2, 1)
)


def files_in(release: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(release) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def views_in(release: Path) -> list[dict[str, Any]]:
    views: list[dict[str, Any]] = json.loads(files_in(release)["views.json"])
    return views


# Handing over


@pytest.mark.django_db
def test_every_view_is_handed_over_word_for_word_and_the_script_says_so(cast: Cast, tmp_path: Path) -> None:
    exercise = asked(cast)
    words = [
        "Nobody rings back.",
        "لا أحد يتصل بنا.\n\n👩🏽‍👧🏽",
        "\r\x00 odd ",
        "They all lie! Mr Hill, too.",
    ]
    receipts = [gave(exercise, one) for one in words]
    mark_names(by=cast.team.manager, view=receipts[3].view, note="A worker is named.", at=clock.now())
    add_translation(
        by=cast.team.manager,
        view=receipts[1].view,
        answered=Answered("Nobody rings us."),
        made=TranslatedBy.MACHINE,
        translator="Translator 3",
        at=clock.now(),
    )
    release = handed_over(cast, exercise, "Thank you for asking.")
    path = downloaded(cast, release, tmp_path)
    assert sorted(one["words"] for one in views_in(path)) == sorted(words)
    verdict = checked(path, root=release.root)
    assert verdict.is_well, verdict.said
    for given_view, said in zip(receipts, words, strict=True):
        mine = checked(path, root=release.root, receipt=given_view.code)
        assert mine.is_well
        assert said.replace("\r", "\n") in mine.said.replace("\r", "\n")
    cover = files_in(path)["cover-note.txt"].decode()
    marked = ViewNumber.objects.get(view=receipts[3].view).number
    assert f"View {marked} names people. A worker is named." in cover
    assert "Thank you for asking." in cover
    assert "Nobody rings us." in files_in(path)["views.txt"].decode()
    assert release.root == hashlib.sha256(files_in(path)["manifest.json"]).hexdigest()


@pytest.mark.django_db
def test_the_root_stands_on_the_public_page_and_each_download_is_on_record(
    cast: Cast, tmp_path: Path, client: Any
) -> None:
    exercise = asked(cast)
    gave(exercise)
    release = handed_over(cast, exercise)
    assert release.root in client.get(f"/views/{exercise.slug}/").content.decode()
    client.force_login(cast.team.manager)
    response = client.get(f"/feedback/views/{exercise.slug}/releases/1/")
    assert checked(kept_at(tmp_path / "got.zip", response.content), root=release.root).is_well
    read = Reading.objects.get(page="feedback:release_download")
    assert (read.actor_id, read.subjects) == (cast.team.manager.id, [release.id])
    client.force_login(cast.team.caseworker)
    assert client.get(f"/feedback/views/{exercise.slug}/releases/1/").status_code == 403


@pytest.mark.django_db
def test_later_releases_keep_the_numbers_and_add_what_came_since(cast: Cast, tmp_path: Path) -> None:
    exercise = asked(cast)
    first = [gave(exercise, f"First {number}") for number in range(3)]
    one = downloaded(cast, handed_over(cast, exercise), tmp_path)
    gave(exercise, "Later")
    close_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    release = handed_over(cast, exercise)
    two = downloaded(cast, release, tmp_path)
    assert views_in(two)[:3] == views_in(one)
    assert views_in(two)[3]["words"] == "Later"
    assert checked(two, root=release.root, previous=one, receipt=first[0].code).is_well


@pytest.mark.django_db
def test_nothing_is_handed_over_twice_by_two_clicks_nor_where_there_is_nothing(cast: Cast) -> None:
    exercise = asked(cast)
    with pytest.raises(Refused, match="no views yet"):
        handed_over(cast, exercise)
    gave(exercise)
    handed_over(cast, exercise)
    with pytest.raises(Refused, match="meanwhile"):
        hand_over(by=cast.team.manager, exercise=exercise, note="", expected=1, at=clock.now())
    with pytest.raises(Refused):
        hand_over(by=cast.team.caseworker, exercise=exercise, note="", expected=2, at=clock.now())


@pytest.mark.django_db
def test_a_withdrawn_view_leaves_a_gap_that_only_its_author_can_make(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    exercise = asked(cast)
    receipts = [gave(exercise, f"View {number}") for number in range(3)]
    first = handed_over(cast, exercise)
    before = downloaded(cast, first, tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_view(exercise=exercise, code=receipts[1].code)
    with pytest.raises(Erased):
        downloaded(cast, first, tmp_path)
    second = handed_over(cast, exercise)
    after = downloaded(cast, second, tmp_path)
    gap = ViewNumber.objects.get(view=receipts[1].view).number
    assert [set(one) for one in views_in(after) if one["number"] == gap] == [{"number", "withdrawn"}]
    assert b"View 1" not in files_in(after)["views.json"]
    assert checked(after, root=second.root, previous=before).is_well
    assert "(withdrawn)" in checked(after, receipt=receipts[1].code).said
    erase_withdrawn()
    assert not is_erased(second.key_subject), "what is without its words stays"


@pytest.mark.django_db
def test_what_a_stop_left_of_a_withdrawn_view_the_sweep_destroys(cast: Cast) -> None:
    exercise = asked(cast)
    given_view = gave(exercise)
    release = handed_over(cast, exercise)
    withdraw_view(exercise=exercise, code=given_view.code)  # its commit never comes
    assert not is_erased(given_view.view.key_subject)
    erase_withdrawn()
    assert is_erased(given_view.view.key_subject)
    assert is_erased(release.key_subject)


@pytest.mark.django_db
@pytest.mark.clause("L29", "L24")
def test_a_name_is_handed_over_only_while_the_permission_holds(cast: Cast, tmp_path: Path) -> None:
    exercise, worker = asked(cast), cast.team.caseworker
    yes = permitted(worker, cast.khans, cast.authority, at=clock.now())
    take_view(
        by=worker,
        case=cast.khans.case,
        exercise=exercise,
        answered=Answered("Nobody listens."),
        signed=Signed("Samira K.", cast.khans.child),
        once=uuid4(),
        at=clock.now(),
    )
    one = downloaded(cast, handed_over(cast, exercise), tmp_path)
    assert views_in(one)[0]["signed"] == "Samira K."
    end_permission(by=worker, permission=yes, because=WhyEnded.TAKEN_BACK, how=None, words="", at=clock.now())
    two = downloaded(cast, handed_over(cast, exercise), tmp_path)
    assert views_in(two)[0]["words"] == "Nobody listens."
    assert b"Samira" not in two.read_bytes()


# By plain SQL


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feedback_givenview SET language = 'fr'",
        "DELETE FROM feedback_givenview",
        "UPDATE feedback_viewsrelease SET root = 'x'",
        "DELETE FROM feedback_viewnumber",
        "DELETE FROM feedback_viewsexercise",
        "DELETE FROM feedback_withdrawnview",
    ],
)
def test_the_applications_role_changes_and_removes_nothing(statement: str, cast: Cast) -> None:
    exercise = asked(cast)
    gave(exercise)
    handed_over(cast, exercise)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_question_that_was_opened_stays_as_it_was_asked_for_plain_sql(cast: Cast) -> None:
    exercise = asked(cast)
    for change in ("question = 'Other?'", "closes_on = closes_on + 9", "slug = 'x'", "opened_at = now()"):
        with (
            pytest.raises(DatabaseError, match="stays as it was asked"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE feedback_viewsexercise SET {change} WHERE id = %s", [exercise.id])


@pytest.mark.django_db
@pytest.mark.parametrize("days", [(2, 9), (-9, -1)])
def test_plain_sql_puts_no_view_into_an_exercise_outside_its_days(days: tuple[int, int], cast: Cast) -> None:
    exercise = asked(cast, first=days[0], last=max(days[1], 0)) if days[1] > 0 else asked(cast)
    if days[1] < 0:
        close_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    with pytest.raises(DatabaseError, match="takes no views now"), transaction.atomic():
        GivenView.objects.create(
            exercise=exercise, language="en", words="x", salt="y", digest="d", receipt="r"
        )


@pytest.mark.django_db
def test_plain_sql_withdraws_no_view_without_its_code(cast: Cast) -> None:
    view = gave(asked(cast)).view
    with pytest.raises(DatabaseError, match="Only its author"), transaction.atomic():
        WithdrawnView.objects.create(view=view, proof="0" * 64)
    with pytest.raises(DatabaseError, match="Only its author"), transaction.atomic():
        WithdrawnView.objects.create(view=view, proof=view.receipt)


@pytest.mark.django_db
def test_a_release_and_a_number_follow_the_one_before(cast: Cast) -> None:
    exercise = asked(cast)
    view = gave(exercise).view
    release = handed_over(cast, exercise)
    fields = {"exercise": exercise, "count": 1, "gaps": 0, "file_key": "k"}
    for number, previous in ((3, release.root), (2, ""), (1, "")):
        with pytest.raises(DatabaseError), transaction.atomic():
            ViewsRelease.objects.create(
                **fields,
                number=number,
                previous=previous,
                root=str(number),
                handed_over_at=clock.now(),
                handed_over_by=cast.team.manager,
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        ViewNumber.objects.create(view=view, exercise=exercise, number=3, release=release)


# By the owner, who can do anything to the rows


TABLES = (
    "feedback_givenview",
    "feedback_viewnumber",
    "feedback_viewsexercise",
    "feedback_viewsrelease",
    "feedback_withdrawnview",
)
FIRST, SECOND, LAST = (
    f"(SELECT view_id FROM feedback_viewnumber WHERE number = {number})" for number in (1, 2, 3)
)
PLANTED = "(SELECT id FROM feedback_givenview WHERE id NOT IN (SELECT view_id FROM feedback_viewnumber))"
TAKES_A_NUMBER = "UPDATE feedback_viewnumber SET view_id = {planted} WHERE number = 1"
OWNERS_WAYS = {
    "words changed: a planted view takes the place of one": [
        TAKES_A_NUMBER.format(planted=PLANTED),
    ],
    "one deleted, and the rest numbered anew": [
        f"DELETE FROM feedback_givenview WHERE id IN ({PLANTED}, {FIRST})",
        "DELETE FROM feedback_viewnumber WHERE number = 1",
        "UPDATE feedback_viewnumber SET number = number - 1",
    ],
    "one deleted, with a gap": [
        f"DELETE FROM feedback_givenview WHERE id IN ({PLANTED}, {LAST})",
        "DELETE FROM feedback_viewnumber WHERE number = 3",
    ],
    "two swapped": [
        f"DELETE FROM feedback_givenview WHERE id = {PLANTED}",
        "UPDATE feedback_viewnumber SET number = 3 - number WHERE number < 3",
    ],
    "one added": [
        "INSERT INTO feedback_viewnumber (id, view_id, exercise_id, number, release_id) "
        f"SELECT gen_random_uuid(), {PLANTED}, exercise_id, 4, id FROM feedback_viewsrelease",
    ],
    "one said to be withdrawn": [
        f"DELETE FROM feedback_givenview WHERE id = {PLANTED}",
        "INSERT INTO feedback_withdrawnview (id, view_id, proof) "
        f"VALUES (gen_random_uuid(), {FIRST}, repeat('0', 64))",
    ],
    "the question changed": [
        f"DELETE FROM feedback_givenview WHERE id = {PLANTED}",
        "UPDATE feedback_viewsexercise SET question = 'Are you not happy?'",
    ],
}
SEEN_AT_ONCE = {
    "another fingerprint": "UPDATE feedback_givenview SET digest = repeat('a', 64) WHERE id = " + FIRST,
    "another language": "UPDATE feedback_givenview SET language = 'cy' WHERE id = " + FIRST,
    "another exercise's words": f"UPDATE feedback_givenview SET words = (SELECT words FROM feedback_givenview "
    f"WHERE id = {SECOND}) WHERE id = {FIRST}",
    "a flipped bit": "UPDATE feedback_givenview SET words = set_byte(words, 30, 255 - get_byte(words, 30)) "
    "WHERE id = " + FIRST,
}


def as_owner(owner_db: psycopg.Connection, statements: list[str]) -> None:
    """Do this as the owner can: every trigger and constraint is taken away first."""
    for table in TABLES:
        owner_db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner_db.execute("ALTER TABLE feedback_viewnumber DROP CONSTRAINT view_numbered_once")
    for (name,) in owner_db.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confrelid = 'feedback_givenview'::regclass"
    ).fetchall():
        (table,) = owner_db.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s", [name]
        ).fetchone() or ("",)
        owner_db.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for statement in statements:
        owner_db.execute(statement)
    owner_db.commit()


def exported_anew(cast: Cast, release: ViewsRelease, folder: Path) -> Path:
    """The release, made again of what stands in the data base now."""
    exercise = ViewsExercise.objects.get(pk=release.exercise_id)
    views = [one for one in views_of(exercise) if hasattr(one, "numbered")]
    subjects = [one.key_subject for one in views]
    with transaction.atomic(), reading(by=cast.team.manager, subjects=subjects, purpose="test"):
        made = build(exercise, views, number=1, previous="", note="", at=release.handed_over_at)
    return kept_at(folder / "anew.zip", made.content)


def committed(*planted: str) -> tuple[Cast, ViewsRelease, Receipted]:
    with transaction.atomic():
        cast = assemble()
        exercise = asked(cast)
        receipts = [gave(exercise, words) for words in ("One.", "Two.", "Three.")]
        release = handed_over(cast, exercise)
        for words in planted:
            gave(exercise, words)
    first = ViewNumber.objects.get(number=1).view_id
    return cast, release, next(one for one in receipts if one.view.id == first)


def test_untouched_the_release_is_made_again_to_the_byte(
    committed_db: WorkerDatabases, tmp_path: Path
) -> None:
    cast, release, receipt = committed()
    anew = exported_anew(cast, release, tmp_path)
    assert anew.read_bytes() == downloaded(cast, release, tmp_path).read_bytes()
    assert checked(anew, root=release.root, receipt=receipt.code).is_well


@pytest.mark.parametrize("way", OWNERS_WAYS)
def test_whatever_the_owner_does_by_sql_the_script_finds_it(
    way: str, committed_db: WorkerDatabases, owner_db: psycopg.Connection, tmp_path: Path
) -> None:
    cast, release, _ = committed("Planted.")
    as_owner(owner_db, OWNERS_WAYS[way])
    verdict = checked(exported_anew(cast, release, tmp_path), root=release.root)
    assert not verdict.is_well
    assert "its root is another" in verdict.said


@pytest.mark.parametrize("way", SEEN_AT_ONCE)
def test_a_row_that_is_altered_is_not_handed_over_at_all(
    way: str, committed_db: WorkerDatabases, owner_db: psycopg.Connection, tmp_path: Path
) -> None:
    cast, release, _ = committed()
    as_owner(owner_db, [SEEN_AT_ONCE[way]])
    with pytest.raises(Tampered):
        exported_anew(cast, release, tmp_path)
    with pytest.raises(Tampered), transaction.atomic():
        handed_over(cast, release.exercise)


def test_before_anything_was_published_a_receipt_finds_what_the_owner_took_or_changed(
    committed_db: WorkerDatabases, owner_db: psycopg.Connection, tmp_path: Path
) -> None:
    with transaction.atomic():
        cast = assemble()
        exercise = asked(cast)
        lost, changed = gave(exercise, "Lost."), gave(exercise, "Mine.")
        gave(exercise, "Planted.")
    as_owner(
        owner_db,
        [
            f"DELETE FROM feedback_givenview WHERE receipt = '{lost.view.receipt}'",
            f"DELETE FROM feedback_givenview WHERE receipt = '{changed.view.receipt}'",
            f"UPDATE feedback_givenview SET receipt = '{changed.view.receipt}'",
        ],
    )
    with transaction.atomic():
        release = handed_over(cast, exercise)
    path = downloaded(cast, release, tmp_path)
    assert "is not in this release" in checked(path, receipt=lost.code).said
    verdict = checked(path, receipt=changed.code)
    assert not verdict.is_well
    assert "is not what was sent under this receipt" in verdict.said


def test_a_later_release_that_dropped_a_view_is_found_by_the_earlier_one(
    committed_db: WorkerDatabases, owner_db: psycopg.Connection, tmp_path: Path
) -> None:
    cast, release, _ = committed()
    before = downloaded(cast, release, tmp_path)
    as_owner(
        owner_db,
        [
            f"DELETE FROM feedback_givenview WHERE id = {LAST}",
            "DELETE FROM feedback_viewnumber WHERE number = 3",
        ],
    )
    with transaction.atomic():
        second = handed_over(cast, release.exercise)
    after = downloaded(cast, second, tmp_path)
    assert checked(after, root=second.root).is_well, "by itself it looks whole"
    verdict = checked(after, root=second.root, previous=before)
    assert not verdict.is_well
    assert "A view of the earlier release is missing" in verdict.said


def test_a_question_that_the_owner_changed_between_two_releases_shows_beside_the_earlier_one(
    committed_db: WorkerDatabases, owner_db: psycopg.Connection, tmp_path: Path
) -> None:
    cast, release, _ = committed()
    before = downloaded(cast, release, tmp_path)
    with transaction.atomic():
        gave(release.exercise, "Later")
    as_owner(owner_db, ["UPDATE feedback_viewsexercise SET closes_on = closes_on + 1"])
    with transaction.atomic():
        second = handed_over(cast, ViewsExercise.objects.get())
    after = downloaded(cast, second, tmp_path)
    assert checked(after, root=second.root).is_well, "by itself it looks whole"
    verdict = checked(after, root=second.root, previous=before)
    assert not verdict.is_well
    assert "What was asked" in verdict.said


@pytest.mark.django_db
def test_without_the_published_root_the_script_says_what_it_did_not_look_at(
    cast: Cast, tmp_path: Path
) -> None:
    exercise = asked(cast)
    gave(exercise)
    release = handed_over(cast, exercise)
    path = downloaded(cast, release, tmp_path)
    assert "Not compared with what was published" in checked(path).said
    assert "Not compared" not in checked(path, root=release.root).said


# The files by themselves


def entry(words: str, *, once: UUID, language: str = "en") -> Entry:
    receipt = rules.receipt_for(once)
    digest = rules.fingerprint_of_view(exercise=EXERCISE, language=language, words=words, salt=receipt.salt)
    return Entry(digest, receipt.digest, Said(language, "English", words, receipt.salt))


def released(entries: list[Entry], *, number: int = 1, previous: str = "") -> Any:
    return built(
        ASKED, entries, number=number, previous=previous, on=date(2026, 2, 2), cover=Standing(("A note.",))
    )


def problems(content: bytes, folder: Path, root: str | None, previous: Path | None = None) -> list[str]:
    files = check_views.opened(kept_at(folder / "one.zip", content))
    before = check_views.opened(previous) if previous else None
    return list(check_views.problems(files, root, before))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SETS = st.lists(st.tuples(TEXT, st.uuids(version=4)), min_size=1, max_size=7, unique_by=lambda one: one[1])


@pytest.mark.once
@given(views=SETS, seed=st.randoms(use_true_random=False))
def test_whoever_comes_first_the_release_is_the_same_to_the_byte(
    views: list[tuple[str, UUID]], seed: Any
) -> None:
    entries = [entry(words, once=once) for words, once in views]
    shuffled = list(entries)
    seed.shuffle(shuffled)
    assert released(entries).content == released(shuffled).content


def the_words_changed(entries: list[Entry]) -> list[Entry]:
    first = entries[0]
    assert first.said
    return [replace(first, said=replace(first.said, words=first.said.words + ".")), *entries[1:]]


def both_words_and_fingerprint_changed(entries: list[Entry]) -> list[Entry]:
    return [entry("Planted.", once=UUID(int=9)), *entries[1:]]


def one_left_out(entries: list[Entry]) -> list[Entry]:
    return entries[1:]


def one_added(entries: list[Entry]) -> list[Entry]:
    return [*entries, entry("Planted.", once=UUID(int=9))]


def said_to_be_withdrawn(entries: list[Entry]) -> list[Entry]:
    return [replace(entries[0], said=None, proof="0" * 64), *entries[1:]]


def two_swapped(entries: list[Entry]) -> list[Entry]:
    one, other = entries[:2]
    return [replace(one, said=other.said), replace(other, said=one.said), *entries[2:]]


def put_in_another_order(entries: list[Entry]) -> list[Entry]:
    by_hash = sorted(entries, key=lambda one: one.digest, reverse=True)
    return [replace(one, number=place, since=1) for place, one in enumerate(by_hash, start=1)]


CHANGES: list[Callable[[list[Entry]], list[Entry]]] = [
    the_words_changed,
    both_words_and_fingerprint_changed,
    one_left_out,
    one_added,
    said_to_be_withdrawn,
    two_swapped,
    put_in_another_order,
]


@pytest.mark.once
@pytest.mark.parametrize("change", CHANGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    views=st.lists(
        st.tuples(TEXT, st.uuids(version=4)),
        min_size=2,
        max_size=6,
        unique_by=(lambda one: one[0], lambda one: one[1]),
    )
)
def test_any_change_is_found_against_the_published_root(
    change: Callable[[list[Entry]], list[Entry]], views: list[tuple[str, UUID]], tmp_path: Path
) -> None:
    entries = [entry(words, once=once) for words, once in views]
    honest, changed = released(entries), released(change(entries))
    assert not problems(honest.content, tmp_path, honest.root)
    assert problems(changed.content, tmp_path, honest.root)


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["manifest.json", "views.json", "views.txt", "cover-note.txt", "check_views.py"]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_byte_of_any_file_that_is_changed_is_found(
    name: str, place: float, flip: int, tmp_path: Path
) -> None:
    honest = released([entry("One.", once=UUID(int=1)), entry("Two.", once=UUID(int=2))])
    files = files_in(kept_at(tmp_path / "honest.zip", honest.content))
    content = bytearray(files[name])
    content[int(place * len(content))] ^= flip
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for one, said in files.items():
            archive.writestr(one, bytes(content) if one == name else said)
    try:
        found = list(check_views.problems(check_views.opened(tmp_path / "changed.zip"), honest.root))
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # the script says of these that it cannot read them
    assert found


@pytest.mark.once
@given(words=TEXT, once=st.uuids(version=4), language=st.sampled_from(["en", "ur"]))
def test_the_fingerprint_is_what_the_note_says_by_another_hand(words: str, once: UUID, language: str) -> None:
    """The same from the decision record alone: each part after its length in eight bytes, the kind first."""
    salt = rules.receipt_for(once).salt
    parts = ["sendiass-views-1/view", str(EXERCISE), language, words, salt]
    said = b"".join(len(one.encode("utf-8")).to_bytes(8, "big") + one.encode("utf-8") for one in parts)
    expected = hashlib.sha256(said).hexdigest()
    assert rules.fingerprint_of_view(exercise=EXERCISE, language=language, words=words, salt=salt) == expected
    assert check_views.fingerprint("view", *parts[1:]) == expected

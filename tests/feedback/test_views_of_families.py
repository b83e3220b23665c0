"""The authority asks families: what they say is kept word for word, by nobody's name, and handed over whole (L29)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.choices import Language
from consent.models import Disclosure
from feedback.actions.views_given import (
    Answered,
    Signed,
    add_translation,
    close_to_families,
    find_view,
    mark_names,
    open_to_families,
    prepare_exercise,
    take_view,
    withdraw_view,
)
from feedback.choices import TranslatedBy
from feedback.models import GivenView, NamedView, ViewsExercise, WithdrawnView
from feedback.rules import LONGEST_VIEW
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import LogEntry, Reading
from sendiass.crypto.errors import Erased
from sendiass.crypto.models import DataKey
from sendiass.database import standing
from tests.cast import Cast, permitted
from tests.commenting import second_manager
from tests.feedback.views_asked import QUESTION, asked, gave, handed_over, prepared, send
from tests.referring import after_a_while

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L29")]

CODE = re.compile(r'<p class="app-code">([^<]+)</p>')


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def code_in(response: Any) -> str:
    found = CODE.search(response.content.decode())
    assert found, text_of(response)
    return found[1].replace(" ", "")


def page(user: User, name: str, *args: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return cast_to(HttpResponse, client.get(reverse(f"feedback:{name}", args=args)))


def post(user: User, name: str, *args: Any, **typed: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return cast_to(HttpResponse, client.post(reverse(f"feedback:{name}", args=args), typed))


def words_of(cast: Cast, view: GivenView) -> str:
    with reading(by=cast.team.manager, subjects=[view.key_subject], purpose="test"):
        words: str = GivenView.objects.get(pk=view.pk).words
    return words


# Asking


def test_a_question_is_prepared_opened_answered_and_closed(cast: Cast) -> None:
    today = clock.today()
    response = post(
        cast.team.administrator,
        "exercise_prepare",
        agency=str(cast.authority.id),
        question=QUESTION.replace("\n", "\r\n"),
        opens_on="today",
        closes_on=f"{(last := today + timedelta(days=20)).day}/{last.month}/{last.year}",
    )
    exercise = ViewsExercise.objects.get()
    assert response.status_code == 302
    assert exercise.question == QUESTION
    assert exercise.slug == f"{today.year}-1"
    address = reverse("feedback:view_give", args=[exercise.slug])
    assert Client().get(address).status_code == 404, "nobody knows of it yet"
    post(cast.team.manager, "exercise_step", exercise.slug, "open")
    shown = text_of(Client().get(address))
    assert " ".join(QUESTION.split()) in shown
    assert cast.authority.name in shown
    send(Client(), exercise, "Well done.")
    post(cast.team.manager, "exercise_step", exercise.slug, "close")
    assert "This question is closed" in text_of(Client().get(address))
    assert "This question is closed" in text_of(send(Client(), exercise, "Too late."))
    assert GivenView.objects.count() == 1


def test_only_the_manager_opens_closes_and_hands_over(cast: Cast) -> None:
    exercise = prepared(cast)
    for user in (cast.team.administrator, cast.team.caseworker):
        with pytest.raises(Refused):
            open_to_families(by=user, exercise=exercise, at=clock.now())
    open_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    with pytest.raises(Refused, match="already"):
        open_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    close_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    with pytest.raises(Refused, match="already"):
        close_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())


def test_a_question_cannot_end_before_it_begins_nor_open_after_its_last_day(cast: Cast) -> None:
    with pytest.raises(Refused, match="last day is before the first"):
        prepared(cast, first=3, last=2)
    with pytest.raises(Refused, match="last day has passed"):
        asked(cast, first=-9, last=-2)


def test_a_question_is_put_right_until_it_is_opened_and_never_after(cast: Cast) -> None:
    exercise = prepared(cast)
    typed = {
        "agency": str(cast.authority.id),
        "question": "What works well?",
        "opens_on": clock.today().strftime("%d/%m/%Y"),
        "closes_on": (clock.today() + timedelta(days=9)).strftime("%d/%m/%Y"),
    }
    client = Client()
    client.force_login(cast.team.administrator)
    address = f"/feedback/views/{exercise.slug}/edit/"
    assert "What does not?" in client.get(address).content.decode()
    assert client.post(address, typed).status_code == 302
    exercise.refresh_from_db()
    assert exercise.question == "What works well?"
    assert exercise.closes_on == clock.today() + timedelta(days=9)
    open_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    assert client.get(address).status_code == 403
    assert "stays as they were asked" in client.post(address, {**typed, "question": "No."}).content.decode()
    exercise.refresh_from_db()
    assert exercise.question == "What works well?"


@pytest.mark.clause("Y12")
def test_a_manager_in_conflict_reads_a_named_view_and_not_whose_it_is(cast: Cast) -> None:
    from tests.walls.test_pages_by_role import _in_conflict

    exercise = asked(cast)
    permitted(cast.team.caseworker, cast.khans, cast.authority, at=clock.now())
    taken(cast, exercise, "Samira Khan")
    assert NamedView.objects.exists()
    manager = second_manager(cast)
    _in_conflict(manager, cast)
    with standing.standing_as(standing.worker(manager.id)):
        assert not NamedView.objects.exists()
    client = Client()
    client.force_login(manager)
    page = client.get(f"/feedback/views/{exercise.slug}/read/").content.decode()
    assert "ہمیں کوئی نہیں بتاتا۔" in page
    for tells in ("Samira", "Khan", cast.khans.case.reference):
        assert tells not in page


def test_a_caseworker_prepares_no_question(cast: Cast) -> None:
    with pytest.raises(Refused):
        prepare_exercise(
            by=cast.team.caseworker,
            agency=cast.authority,
            question="?",
            opens_on=clock.today(),
            closes_on=clock.today(),
            at=clock.now(),
        )


def test_each_question_has_an_address_of_its_own(cast: Cast) -> None:
    assert [prepared(cast).slug[-2:] for _ in range(3)] == ["-1", "-2", "-3"]


def test_before_its_first_day_the_page_says_when_and_takes_nothing(cast: Cast) -> None:
    exercise = asked(cast, first=2)
    for response in (
        Client().get(reverse("feedback:view_give", args=[exercise.slug])),
        send(Client(), exercise, "Early."),
    ):
        assert "You can answer from" in text_of(response)
    assert not GivenView.objects.exists()


def test_an_address_nobody_was_given_is_not_there() -> None:
    assert Client().get("/views/2020-1/").status_code == 404
    assert Client().get("/views/2020-1/receipt/").status_code == 404


# Answering

SAYINGS = [
    "  Two spaces before, and after  ",
    "\n\nLines\n\n\tand a tab\n",
    "لا أحد يتصل بنا.\nابني ينتظر \u202eمنذ\u202c عام.",
    "👩🏽\u200d👧🏽 🏴\u200d☠️ e\u0301 is not é; Å ≠ Å; ﬁ",
    "<script>alert('no')</script> & \"quotes\" {{ 7 }}",
    "\x00\x07 controls \x85 \u2028 \ufeff",
    "a lone \r return",
    "=cmd|' /C calc'!A0",
    "z" * LONGEST_VIEW,
    "𝕏" * LONGEST_VIEW,
]


@pytest.mark.parametrize("words", SAYINGS, ids=range(len(SAYINGS)))
def test_whatever_is_typed_is_kept_word_for_word(words: str, cast: Cast) -> None:
    exercise = asked(cast)
    response = send(Client(), exercise, words.replace("\n", "\r\n"), language="ur")
    code = code_in(response)
    view = GivenView.objects.get()
    assert words_of(cast, view) == words
    assert view.language == "ur"
    assert find_view(exercise, code) == view


def test_nothing_is_kept_of_an_empty_or_too_long_view(cast: Cast) -> None:
    exercise = asked(cast)
    for words in ("", "  \r\n\t ", "\u200b\u200e"):
        assert "Write something before you send it" in text_of(send(Client(), exercise, words))
    assert "20,000 characters or fewer" in text_of(send(Client(), exercise, "z" * (LONGEST_VIEW + 1)))
    assert not GivenView.objects.exists()


def test_a_view_is_joined_to_no_visitor_no_moment_and_no_history(cast: Cast) -> None:
    exercise = asked(cast)
    before = LogEntry.objects.count(), Reading.objects.count()
    client = Client()
    response = send(client, exercise, "Nobody rings back.")
    assert (LogEntry.objects.count(), Reading.objects.count()) == before
    assert set(client.cookies) <= {"csrftoken"}
    assert response.headers["Cache-Control"] == "no-store, private"
    assert {field.name for field in GivenView._meta.concrete_fields} == {
        "id",
        "exercise",
        "language",
        "words",
        "salt",
        "digest",
        "receipt",
    }


def test_not_even_its_key_says_when_a_view_came(cast: Cast) -> None:
    view = gave(asked(cast)).view
    key = DataKey.objects.using("keys").get(subject_id=view.id)
    assert key.created_at.year == 1970
    of_the_case = DataKey.objects.using("keys").get(subject_id=cast.khans.case.id)
    assert of_the_case.created_at.year > 2000, "others say it"


def test_a_worker_who_is_signed_in_answers_as_anybody_does(cast: Cast) -> None:
    exercise = asked(cast)
    client = Client()
    client.force_login(cast.team.caseworker)
    code_in(send(client, exercise, "I am a parent, too."))
    assert not LogEntry.objects.filter(object_id=GivenView.objects.get().pk).exists()


def test_the_page_needs_no_script_and_asks_no_third_party(cast: Cast) -> None:
    exercise = asked(cast)
    html = Client().get(reverse("feedback:view_give", args=[exercise.slug])).content.decode()
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)
    assert 'name="words"' in html
    assert 'dir="auto"' in html
    assert re.search(r'<option value="en" selected>', html)
    assert 'value="ur"' in html
    assert 'value="bfi"' not in html, "a signed language is not written"


def test_robots_and_floods_are_held_up_and_nothing_typed_is_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = asked(cast)
    trapped = send(Client(), exercise, "Buy!", more_about_you="http://spam.example")
    assert "Take out what is in this box" in text_of(trapped)
    hasty = send(Client(), exercise, "Buy!", moment=after_a_while(0.1))
    assert "Wait a moment" in text_of(hasty)
    monkeypatch.setattr("feedback.views.giving.is_within", lambda _limit, _request: False)
    flooded = send(Client(), exercise, "Keep these words.")
    assert flooded.status_code == 429
    assert "Keep these words.</textarea>" in flooded.content.decode()
    assert not GivenView.objects.exists()


def test_the_same_form_sent_twice_is_one_view_and_tells_its_code_again(cast: Cast) -> None:
    exercise, once = asked(cast), str(uuid4())
    first, second = (code_in(send(Client(), exercise, "Once.", once=once)) for _ in range(2))
    assert first == second
    assert GivenView.objects.count() == 1
    other = send(Client(), exercise, "Other words.", once=once)
    assert "sent this form already" in text_of(other)
    assert GivenView.objects.count() == 1


def test_the_same_words_twice_have_nothing_in_common(cast: Cast) -> None:
    exercise = asked(cast)
    one, other = gave(exercise, "No."), gave(exercise, "No.")
    assert one.view.digest != other.view.digest
    assert one.code[16:] != other.code[16:]


# The receipt


def receipt(exercise: ViewsExercise, code: str, wanted: str = "look") -> Any:
    typed = {"moment": after_a_while(), "code": code, "wanted": wanted}
    return Client().post(reverse("feedback:view_receipt", args=[exercise.slug]), typed)


def test_whoever_has_the_code_sees_whether_their_view_was_handed_over(cast: Cast) -> None:
    exercise = asked(cast)
    given = gave(exercise)
    typed = " ".join(re.findall("....", given.code)).lower()
    assert "It has not been handed over yet" in text_of(receipt(exercise, typed))
    handed_over(cast, exercise)
    assert "It is number 1 , and is in every release since release 1" in text_of(receipt(exercise, typed))


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: c + "7", lambda c: c[::-1], lambda _: "AAAA"])
def test_any_other_code_opens_nothing(cast: Cast, spoil: Any) -> None:
    exercise = asked(cast)
    code = spoil(gave(exercise).code)
    for wanted in ("look", "withdraw"):
        assert "There is no view with this code" in text_of(receipt(exercise, code, wanted))
    assert not WithdrawnView.objects.exists()


def test_the_code_of_one_question_is_none_of_another(cast: Cast) -> None:
    code = gave(asked(cast)).code
    assert "There is no view with this code" in text_of(receipt(asked(cast), code, "withdraw"))


def test_codes_are_tried_only_so_often(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = asked(cast)
    monkeypatch.setattr("feedback.views.giving.is_within", lambda _limit, _request: False)
    response = receipt(exercise, gave(exercise).code, "withdraw")
    assert response.status_code == 429
    assert not WithdrawnView.objects.exists()


def test_a_view_is_withdrawn_by_its_author_and_its_words_are_destroyed(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    exercise = asked(cast)
    given, other = gave(exercise), gave(exercise, "Stays.")
    with django_capture_on_commit_callbacks(execute=True):
        assert "Your words are destroyed" in text_of(receipt(exercise, given.code, "withdraw"))
    with pytest.raises(Erased):
        words_of(cast, given.view)
    assert words_of(cast, other.view) == "Stays."
    assert "Your answer is withdrawn" in text_of(receipt(exercise, given.code, "withdraw"))
    assert GivenView.objects.count() == 2, "its number and its fingerprint stay"


# On a family's behalf


def taken(cast: Cast, exercise: ViewsExercise, signed: str = "", **different: Any) -> None:
    take_view(
        **{
            "by": cast.team.caseworker,
            "case": cast.khans.case,
            "exercise": exercise,
            "answered": Answered("ہمیں کوئی نہیں بتاتا۔", Language.URDU),
            "signed": Signed(signed, cast.khans.child) if signed else None,
            "once": uuid4(),
            "at": clock.now(),
            **different,
        }
    )


def test_a_view_taken_down_without_a_name_leads_to_no_case(cast: Cast) -> None:
    exercise = asked(cast)
    before, disclosed = LogEntry.objects.count(), Disclosure.objects.count()
    taken(cast, exercise)
    view = GivenView.objects.get()
    assert words_of(cast, view) == "ہمیں کوئی نہیں بتاتا۔"
    assert not NamedView.objects.exists()
    assert Disclosure.objects.count() == disclosed
    assert LogEntry.objects.count() == before


@pytest.mark.clause("L29", "L24")
def test_a_name_goes_with_it_only_under_a_permission_for_whoever_asks(cast: Cast) -> None:
    exercise = asked(cast)
    with pytest.raises(Refused) as refused:
        taken(cast, exercise, "Samira Khan")
    assert refused.value.decision.rule == "L24"
    assert not GivenView.objects.exists(), "neither a name nor a view is kept"
    permitted(cast.team.caseworker, cast.khans, cast.primary, at=clock.now())
    with pytest.raises(Refused):
        taken(cast, exercise, "Samira Khan")
    permitted(cast.team.caseworker, cast.khans, cast.authority, at=clock.now())
    taken(cast, exercise, "Samira Khan")
    named = NamedView.objects.get()
    assert named.disclosure.agency == cast.authority
    assert [one.content for one in named.disclosure.contents.all()] == ["views"]


def test_the_page_writes_it_down_and_shows_the_code_once(cast: Cast) -> None:
    exercise, reference = asked(cast), cast.khans.case.reference
    assert "Write down what they say" in text_of(
        cast_to(HttpResponse, signed_in(cast.team.caseworker).get(f"/cases/{reference}/"))
    )
    typed = {"once": str(uuid4()), "exercise": str(exercise.id), "words": "Nobody listens.", "language": "en"}
    refused = post(
        cast.team.caseworker,
        "view_take",
        reference,
        **typed,
        named="yes",
        about=str(cast.khans.child.id),
        signed="Samira Khan",
    )
    assert "permission" in text_of(refused)
    assert not GivenView.objects.exists()
    code = code_in(post(cast.team.caseworker, "view_take", reference, **typed, named="no"))
    assert find_view(exercise, code) == GivenView.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_where_nothing_is_asked_the_case_says_nothing_of_it(cast: Cast) -> None:
    prepared(cast)
    response = signed_in(cast.team.caseworker).get(f"/cases/{cast.khans.case.reference}/")
    assert "Write down what they say" not in text_of(response)


# Reading, translating, marking


def test_views_are_read_by_those_who_may_and_it_is_on_record(cast: Cast) -> None:
    exercise = asked(cast)
    view = gave(exercise, "لا أحد يتصل بنا.", Language.ARABIC).view
    html = page(cast.team.caseworker, "view_list", exercise.slug).content.decode()
    assert '<p class="govuk-body app-note" lang="ar" dir="rtl">لا أحد يتصل بنا.</p>' in html
    read = Reading.objects.filter(page="feedback:view_list").get()
    assert read.subjects == [view.id]
    assert read.actor_id == cast.team.caseworker.id
    for user in (cast.team.administrator, cast.team.volunteer, cast.team.board_member):
        assert page(user, "view_list", exercise.slug).status_code == 403


def test_a_translation_stands_beside_and_never_instead(cast: Cast) -> None:
    exercise = asked(cast)
    view = gave(exercise, "Nikt nie oddzwania.", Language.POLISH).view
    response = post(
        cast.team.caseworker,
        "view_translate",
        exercise.slug,
        view.id,
        words="Nobody rings back.",
        language="en",
        made="machine",
        translator="Ordinary Translator 3",
    )
    assert response.status_code == 302
    shown = text_of(page(cast.team.manager, "view_list", exercise.slug))
    assert "Nikt nie oddzwania." in shown
    assert "Translation into English by a machine: Ordinary Translator 3 Nobody rings back." in shown


def test_a_view_that_names_people_is_marked_once_and_stays_as_it_is(cast: Cast) -> None:
    exercise = asked(cast)
    view = gave(exercise, "Mr Hill shouted.").view
    assert (
        post(cast.team.caseworker, "view_mark", exercise.slug, view.id, note="A worker is named.").status_code
        == 302
    )
    assert words_of(cast, view) == "Mr Hill shouted."
    assert "Names people. The cover note says: A worker is named." in text_of(
        page(cast.team.manager, "view_list", exercise.slug)
    )
    with pytest.raises(Refused, match="already"):
        mark_names(by=cast.team.manager, view=view, note="Again.", at=clock.now())


def test_nothing_is_set_beside_a_view_that_was_withdrawn(cast: Cast) -> None:
    exercise = asked(cast)
    given = gave(exercise)
    withdraw_view(exercise=exercise, code=given.code)
    assert page(cast.team.manager, "view_mark", exercise.slug, given.view.id).status_code == 404
    with pytest.raises(Refused, match="withdrawn"):
        mark_names(by=cast.team.manager, view=given.view, note="Too late.", at=clock.now())
    with pytest.raises(Refused, match="withdrawn"):
        add_translation(
            by=cast.team.manager,
            view=given.view,
            answered=Answered("x"),
            made=TranslatedBy.HUMAN,
            translator="Jo",
            at=clock.now(),
        )

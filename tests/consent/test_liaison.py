"""The log of talks with the authority: never a family's case, and no way to learn from it whom we know."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from cases.actions.people import Reach, add_contact
from cases.choices import ContactPointKind, ContactSafety
from consent.access import open_liaison
from consent.actions.liaison import NamesSomeone, Talk, record_liaison, review_liaison
from consent.choices import LiaisonKind, LiaisonTopic
from consent.models import LiaisonEntry, LiaisonReview
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast, permitted, talked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L04", "L05")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_trend(words: str, **different: object) -> dict[str, object]:
    return {
        "once": str(uuid4()),
        "happened_on": "today",
        "topics": ["trends"],
        "said_on_trends": words,
        "agreed": "",
        **different,
    }


def post(user: User, page: str, typed: dict[str, object]) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(f"/liaison/{page}", typed))


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_trend_that_names_no_one_is_in_the_log_at_once(cast: Cast) -> None:
    response = post(cast.team.caseworker, "add/trend/", a_trend("Reviews are late in all parts of the city."))
    assert response.status_code == 302
    entry = LiaisonEntry.objects.published().get()
    for user in (cast.team.colleague, cast.team.administrator, cast.team.manager):
        page = text_of(cast_to(HttpResponse, signed_in(user).get(f"/liaison/{entry.id}/")))
        assert "Reviews are late in all parts of the city." in page


def test_one_that_names_someone_is_refused_with_the_words_and_keeps_what_was_typed(cast: Cast) -> None:
    response = post(cast.team.caseworker, "add/trend/", a_trend("We hear that Zahra Kahn is out of school."))
    page = response.content.decode()
    assert response.status_code == 200
    assert "“Zahra Kahn” may be the name of someone we know. Take it out" in page
    assert 'href="#id_said_on_trends"' in page
    assert "We hear that Zahra Kahn is out of school.</textarea>" in page
    assert f"/cases/{cast.khans.case.reference}/sharing/" in page, "it says where a case is talked about"
    assert not LiaisonEntry.objects.exists()


MARKED = re.compile(r'<mark class="app-mark"><span [^>]*>\[marked: </span>(.*?)<span [^>]*>\]</span></mark>')


def marked_in(response: HttpResponse) -> list[str]:
    return MARKED.findall(response.content.decode())


def test_the_words_are_marked_in_what_was_typed_which_is_kept_as_typed(cast: Cast) -> None:
    typed = "<b>Late</b> & later:\nSamira Khan and Zahra Kahn on 07700 900123 wait."
    response = post(cast.team.caseworker, "add/trend/", a_trend(typed, agreed="Ring Zahra Khan."))
    page = response.content.decode()
    assert marked_in(response) == ["Samira Khan", "Zahra Kahn", "07700 900123", "Zahra Khan"]
    assert "&lt;b&gt;Late&lt;/b&gt; &amp; later:\nSamira Khan and" in page.split("</textarea>")[0]
    assert 'aria-labelledby="id_said_on_trends_marked"' in page
    assert "<b>Late" not in page
    shown = re.sub(r'<span class="govuk-visually-hidden">.*?</span>|<[^>]+>', "", page)
    assert shown.count("Samira Khan and Zahra Kahn on 07700 900123 wait.") == 2, (
        "marked beside the box, and in it"
    )


def test_of_people_they_may_not_see_nothing_is_marked(cast: Cast) -> None:
    response = post(
        cast.team.caseworker, "add/trend/", a_trend("Zahra Khan and Ben Taylor, born 2/9/2014, wait.")
    )
    assert marked_in(response) == ["Zahra Khan"]
    manager = signed_in(cast.team.manager)
    entry = talked(cast.team.administrator, "Zahra Khan & Ben Taylor wait.")
    review = cast_to(HttpResponse, manager.get(f"/liaison/{entry.id}/review/"))
    assert marked_in(review) == ["Zahra Khan", "Ben Taylor"]
    review_liaison(by=cast.team.manager, entry=entry, accepted=False, reason="No names.", at=clock.now())
    for page in (f"/liaison/{entry.id}/", f"/liaison/{entry.id}/correct/", "/liaison/"):
        shown = cast_to(HttpResponse, signed_in(cast.team.administrator).get(page))
        assert "<mark" not in shown.content.decode()
        assert "may be the name" not in shown.content.decode()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("As in case {reference}, reviews are late.", "is a reference of ours"),
        ("Ring 07700 900123 about the review.", "is a phone number that we hold"),
        ("Write to samira@family.example.", "is an email address that we hold"),
    ],
)
@pytest.mark.clause("L04", "L05")
def test_what_says_by_itself_who_someone_is_does_not_come_in_by_the_managers_word(
    cast: Cast, words: str, what: str
) -> None:
    reach = Reach(ContactPointKind.EMAIL, "samira@family.example", ContactSafety.SAFE)
    add_contact(
        by=cast.team.caseworker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now()
    )
    entry = talked(cast.team.administrator, words.format(reference=cast.khans.case.reference))
    page = post(cast.team.manager, f"{entry.id}/review/", {"decision": "accept", "reason": ""})
    assert f"Something in it {what}. Send it back" in page.content.decode()
    assert LiaisonEntry.objects.waiting().filter(pk=entry.pk).exists()


def test_why_it_was_corrected_is_reviewed_with_the_rest(cast: Cast) -> None:
    """Else a name would come into the log with the reason."""
    administrator = cast.team.administrator
    entry = talked(administrator)
    review_liaison(by=cast.team.manager, entry=entry, accepted=True, at=clock.now())
    post(administrator, f"{entry.id}/correct/", a_trend("All is well.", reason="Zahra Khan told me."))
    second = LiaisonEntry.objects.get(original=entry)
    review = cast_to(HttpResponse, signed_in(cast.team.manager).get(f"/liaison/{second.id}/review/"))
    assert marked_in(review) == ["Zahra Khan"]


def test_the_refusal_leads_to_where_one_speaks_with_the_authority(cast: Cast) -> None:
    family, worker = cast.khans, cast.team.caseworker
    yes = permitted(worker, family, cast.authority, at=clock.now())
    page = post(worker, "add/trend/", a_trend("We hear that Zahra Khan is out.")).content.decode()
    assert f"/cases/{family.case.reference}/sharing/permissions/{yes.id}/said/" in page
    assert f"Speak with {cast.authority.name}, case {family.case.reference}" in page
    number = family.case.reference.split("-")[1]
    page = post(worker, "add/trend/", a_trend(f"As in case {number}, reviews are late.")).content.decode()
    assert f"case {family.case.reference}</a>" in page, "a reference means its case too"
    other = cast.taylors.case.reference
    page = post(worker, "add/trend/", a_trend(f"As in {other}, reviews are late.")).content.decode()
    assert f"{other}</a>" not in page
    assert ">Cases</a></li>" in page


def test_no_box_that_has_to_be_filled_in_calls_itself_optional(cast: Cast) -> None:
    client = signed_in(cast.team.manager)
    page = text_of(cast_to(HttpResponse, client.get("/liaison/add/contract/")))
    assert "What was said: the contract and its terms" in page
    assert "What was said: the contract and its terms (optional)" not in page
    assert "What was agreed to do (optional)" in page
    entry = talked(cast.team.administrator)
    assert "What has to change (optional)" not in text_of(
        cast_to(HttpResponse, client.get(f"/liaison/{entry.id}/review/"))
    )


@pytest.mark.parametrize("box", ["agreed", "said_on_trends"])
def test_every_box_is_screened(cast: Cast, box: str) -> None:
    typed = a_trend("All is well.") | {box: "Ring Samira Khan on 07700 900123."}
    page = post(cast.team.caseworker, "add/trend/", typed).content.decode()
    assert f'href="#id_{box}"' in page
    assert "is a phone number that we hold" in page


def test_words_about_somebody_elses_case_wait_unmarked(cast: Cast) -> None:
    response = post(cast.team.caseworker, "add/trend/", a_trend("We hear that Ben Taylor is out of school."))
    assert response.status_code == 302
    entry = LiaisonEntry.objects.waiting().get()
    with pytest.raises(NotThere):
        open_liaison(by=cast.team.colleague, entry_id=entry.id)
    assert open_liaison(by=cast.team.manager, entry_id=entry.id) == entry


def test_while_one_waits_all_that_its_writer_saves_waits_too(cast: Cast) -> None:
    worker = cast.team.caseworker
    first = talked(worker, "We hear that Ben Taylor is out of school.")
    assert first.held
    assert talked(worker, "All is well.").held, "else names could be tried one after another"
    assert not talked(cast.team.colleague, "All is well.").held
    for entry in LiaisonEntry.objects.waiting():
        review_liaison(by=cast.team.manager, entry=entry, accepted=False, reason="No.", at=clock.now())
    assert not talked(worker, "All is well.").held


def test_whoever_may_not_see_cases_gets_the_same_answer_to_everything(cast: Cast) -> None:
    """Not a byte of it differs, whether the family is known here, unknown, or nobody is named."""
    worker = cast.team.administrator
    answers = []
    for words in ("Zahra Khan is out.", "Xaver Quint is out", "No one is named.  ", "LE2 0QB, 13/5/2016 ok."):
        with transaction.atomic():
            client = signed_in(worker)
            sent = client.post("/liaison/add/trend/", a_trend(words))
            shown = client.get("/liaison/").content.decode()
            answers.append((sent.status_code, sent.headers["Location"], _without_chance(shown)))
            transaction.set_rollback(True)
    assert len(set(answers)) == 1
    assert "It is saved. It comes into the log when the manager has looked at it." in answers[0][2]


def _without_chance(page: str) -> str:
    return re.sub(
        r'[0-9a-f]{8}-[0-9a-f-]{27}|name="csrfmiddlewaretoken" value="[^"]*"|token="[^"]*"', "", page
    )


def test_the_manager_sees_what_was_found_and_lets_it_through_or_sends_it_back(cast: Cast) -> None:
    entry = talked(cast.team.administrator, "The Khan family rang again.")
    manager = signed_in(cast.team.manager)
    assert "1 text about talks with the local authority waits for you" in text_of(
        cast_to(HttpResponse, manager.get("/today/"))
    )
    page = text_of(cast_to(HttpResponse, manager.get(f"/liaison/{entry.id}/review/")))
    assert "Khan family may be the name of someone we know" in page
    assert (
        "Enter what has to change"
        in manager.post(f"/liaison/{entry.id}/review/", {"decision": "back"}).content.decode()
    )
    manager.post(f"/liaison/{entry.id}/review/", {"decision": "back", "reason": "Leave out who rang."})
    administrator = signed_in(cast.team.administrator)
    assert "Leave out who rang." in administrator.get(f"/liaison/{entry.id}/").content.decode()
    again = administrator.get(f"/liaison/{entry.id}/correct/").content.decode()
    assert "The Khan family rang again.</textarea>" in again
    administrator.post(
        f"/liaison/{entry.id}/correct/", a_trend("A family rang again.", reason="As the manager asked.")
    )
    second = LiaisonEntry.objects.get(original=entry)
    assert second.is_waiting
    manager.post(f"/liaison/{second.id}/review/", {"decision": "accept", "reason": ""})
    assert list(LiaisonEntry.objects.latest()) == [second]


def test_a_correction_stands_beside_what_it_corrects(cast: Cast) -> None:
    worker = cast.team.caseworker
    entry = talked(worker)
    post(
        worker,
        f"{entry.id}/correct/",
        a_trend("Reviews are early again.", reason="I wrote it the wrong way."),
    )
    corrected = LiaisonEntry.objects.get(original=entry)
    assert corrected.version == 2
    assert list(LiaisonEntry.objects.latest()) == [corrected]
    page = text_of(cast_to(HttpResponse, signed_in(worker).get(f"/liaison/{entry.id}/")))
    assert "Reviews are late again." in page
    assert "Version 2" in page
    assert post(cast.team.colleague, f"{entry.id}/correct/", a_trend("No.")).status_code == 403


def test_a_contract_meeting_is_about_the_contract_and_nothing_else(cast: Cast) -> None:
    talk = Talk(LiaisonKind.CONTRACT, clock.today(), {LiaisonTopic.TRENDS: "Reviews are late."})
    with pytest.raises(Refused, match="does not belong"):
        record_liaison(by=cast.team.manager, talk=talk, once=uuid4(), at=clock.now())


def test_a_form_sent_twice_is_one_entry(cast: Cast) -> None:
    typed = a_trend("Reviews are late.")
    for _ in range(2):
        assert post(cast.team.caseworker, "add/trend/", typed).status_code == 302
    assert LiaisonEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"topics": []}, "Select what it was about"),
        ({"said_on_trends": ""}, "Enter what was said: trends that identify no one"),
        ({"happened_on": "tomorrow"}, "When must be today or in the past"),
        ({"happened_on": "the other day"}, "When must be"),
        ({"topics": ["terms"]}, "Select one of the choices"),
    ],
)
def test_a_talk_that_is_not_whole_is_refused_in_words(
    cast: Cast, different: dict[str, object], words: str
) -> None:
    response = post(cast.team.caseworker, "add/trend/", a_trend("Reviews are late.") | different)
    assert response.status_code == 200
    assert words in text_of(response)
    assert not LiaisonEntry.objects.exists()


@pytest.mark.parametrize("part", ["board_member", "volunteer"])
def test_nobody_else_writes_or_reads(cast: Cast, part: str) -> None:
    worker = getattr(cast.team, part)
    with pytest.raises(Refused):
        talked(worker)
    with pytest.raises(NotThere):
        open_liaison(by=worker, entry_id=talked(cast.team.manager).id)


def test_the_words_lie_sealed(cast: Cast) -> None:
    talked(cast.team.administrator, "Zahra Khan rang.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM consent_liaisonentry e")
        assert "Zahra" not in str(cursor.fetchall())
    with pytest.raises(NamesSomeone):
        talked(cast.team.manager, "Zahra Khan rang.")


def decide_by_hand(entry: LiaisonEntry, written_by: User, by: User) -> None:
    with transaction.atomic():
        LiaisonReview.objects.create(entry=entry, written_by=written_by, accepted=True, by=by, at=clock.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_data_base_takes_no_decision_of_the_writers_own_or_about_what_did_not_wait(cast: Cast) -> None:
    waits, stands = talked(cast.team.administrator), talked(cast.team.caseworker)
    manager, administrator = cast.team.manager, cast.team.administrator
    for entry, written_by, by in (
        (waits, administrator, administrator),
        (waits, manager, administrator),
        (stands, stands.recorded_by, manager),
    ):
        with pytest.raises(IntegrityError):
            decide_by_hand(entry, written_by, by)
    review_liaison(by=manager, entry=waits, accepted=True, at=clock.now())
    with pytest.raises(Refused):
        review_liaison(by=manager, entry=waits, accepted=False, reason="No.", at=clock.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_liaisonentry SET held = false",
        "DELETE FROM consent_liaisonentry",
        "UPDATE consent_liaisonreview SET accepted = true",
        "DELETE FROM consent_liaisonreview",
    ],
)
def test_nothing_in_the_log_is_changed_or_removed(cast: Cast, statement: str) -> None:
    talked(cast.team.administrator)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_day_to_come_is_refused_by_the_action_too(cast: Cast) -> None:
    with pytest.raises(Refused):
        record_liaison(
            by=cast.team.manager,
            talk=Talk(LiaisonKind.TREND, clock.today() + timedelta(days=1), {LiaisonTopic.TRENDS: "Late."}),
            once=uuid4(),
            at=clock.now(),
        )


def test_the_data_base_shows_a_text_that_waits_to_its_writer_and_the_manager_alone(cast: Cast) -> None:
    def shown(who: User) -> bool:
        with standing.standing_as(standing.worker(who.id)):
            return LiaisonEntry.objects.filter(pk=entry.pk).exists()

    team = cast.team
    entry = talked(team.administrator)
    assert entry.held
    assert [one for one in team.everyone.values() if shown(one)] == [team.manager, team.administrator]
    review_liaison(by=team.manager, entry=entry, accepted=False, reason="No.", at=clock.now())
    assert not shown(team.caseworker)
    with standing.standing_as(standing.worker(team.caseworker.id)):
        assert not LiaisonReview.objects.exists()


def test_a_correction_of_what_was_never_let_in_opens_and_is_corrected_by_all_who_keep_the_log(
    cast: Cast,
) -> None:
    """What it corrects is not theirs to see, nor another correction that waits; its number is counted all the same."""
    team = cast.team
    entry = talked(team.administrator, "The Khan family rang again.")
    review_liaison(by=team.manager, entry=entry, accepted=False, reason="Who rang?", at=clock.now())
    post(team.administrator, f"{entry.id}/correct/", a_trend("A family rang.", reason="As asked."))
    corrected = LiaisonEntry.objects.get(original=entry)
    review_liaison(by=team.manager, entry=corrected, accepted=True, at=clock.now())
    post(team.administrator, f"{corrected.id}/correct/", a_trend("Two rang.", reason="Once more."))
    page = text_of(cast_to(HttpResponse, signed_in(team.caseworker).get(f"/liaison/{corrected.id}/")))
    assert "A family rang." in page
    assert "Khan" not in page
    post(team.manager, f"{corrected.id}/correct/", a_trend("Three rang.", reason="I counted."))
    assert sorted(LiaisonEntry.objects.values_list("version", flat=True)) == [1, 2, 3, 4]

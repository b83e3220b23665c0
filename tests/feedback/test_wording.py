"""What is asked is worded in a draft; what was asked stays, and results go on only where like follows like (L30, L31)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.batches import Answered, open_batches, settle_batches
from feedback.actions.wording import change_draft, start_version
from feedback.choices import SCALES, Audience, Language, Scale
from feedback.migrations._as_they_come import as_told
from feedback.models import Batch, Question, Questionnaire, QuestionnaireDraft, ShutAnswer
from feedback.reports import over_time, phrases_of, worded
from feedback.rules import AskedQuestion, compared, may_be_asked, put_at
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit.models import LogEntry
from sendiass.database import standing
from tests import cast as stage
from tests.asking import after, answered, asked
from tests.cast import Cast
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("L30", "L31")
ASKED = "/feedback/questionnaires/asked/parent_carer/long/"
NEW = AskedQuestion("Did we ring back when we said?", SCALES[Scale.LIKELY], "", "reach")
TYPED = {
    "words": "How easily could you reach us?",
    "scale": "ease",
    "asks_for_words": "",
    "criterion": "reach",
    "place": "1",
}
QUESTIONS = st.builds(
    AskedQuestion,
    st.sampled_from("abc"),
    st.sampled_from([SCALES[Scale.EASE], SCALES[Scale.GOOD]]),
    st.sampled_from(["", "more"]),
    st.sampled_from(["reach", "help"]),
)
VERSIONS = st.lists(st.lists(QUESTIONS, min_size=1, max_size=4, unique=True), min_size=1, max_size=5)


def asks_now(audience: Audience = Audience.PARENT_CARER) -> tuple[AskedQuestion, ...]:
    return next(one.asked for one in worded() if one.audience == audience)


def drafted(
    cast: Cast,
    questions: Sequence[AskedQuestion],
    *,
    seen: int = 0,
    audience: Audience = Audience.PARENT_CARER,
) -> QuestionnaireDraft:
    return change_draft(
        by=cast.team.manager, audience=audience, is_short=False, asked=questions, seen=seen, at=clock.now()
    )


def started(cast: Cast, *, seen: int = 1, audience: Audience = Audience.PARENT_CARER) -> Questionnaire:
    return start_version(by=cast.team.manager, audience=audience, is_short=False, seen=seen, at=clock.now())


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


def test_the_scales_to_choose_from_are_those_that_the_software_brings() -> None:
    told = as_told()["scales"]
    assert {str(kind): list(scale) for kind, scale in SCALES.items() if scale} == told


@pytest.mark.django_db
def test_a_draft_is_asked_of_nobody_until_it_starts(cast: Cast) -> None:
    before = asks_now()
    drafted(cast, [*before, NEW])
    batch = asked()
    assert [one.words for one in Question.objects.filter(questionnaire=batch.questionnaire_id)] == [
        one.words for one in before
    ]


@pytest.mark.django_db
def test_who_is_asked_now_ends_with_what_they_were_asked_and_the_new_version_follows(cast: Cast) -> None:
    before = asked()
    drafted(cast, [*asks_now(), NEW])
    version = started(cast)
    open_batches(on=clock.today())
    assert asked().id == before.id
    for _ in range(5):
        answered(before, Answered("4"))
    settle_batches(on=after(before))
    following = asked(on=after(before))
    assert following.questionnaire_id == version.id
    assert version.version == 2
    assert following.from_on == after(before)


@pytest.mark.django_db
def test_the_questions_asked_before_stay_as_they_were(cast: Cast) -> None:
    first = Questionnaire.objects.in_use().get(audience="parent_carer", is_short=False)
    kept = list(Question.objects.filter(questionnaire=first).order_by("number").values())
    drafted(cast, [NEW])
    started(cast)
    assert list(Question.objects.filter(questionnaire=first).order_by("number").values()) == kept


@pytest.mark.django_db
def test_results_go_on_over_versions_where_a_question_is_alike_and_start_anew_where_it_is_not(
    cast: Cast,
) -> None:
    first, second, *others = asks_now()
    reworded = AskedQuestion(
        "How much use was our help?", second.scale, second.asks_for_words, second.criterion
    )
    one = asked()
    for _ in range(5):
        answered(one, Answered("4"), Answered("0"))
    settle_batches(on=after(one))
    drafted(cast, [reworded, first, *others])
    started(cast)
    other = asked(on=after(one))
    for _ in range(5):
        answered(other, Answered("1"), Answered("3"))
    settle_batches(on=after(other))
    found = {each.question.words: each for each in over_time(audience=Audience.PARENT_CARER)}
    assert [len(found[words].periods) for words in (first.words, second.words, reworded.words)] == [2, 1, 1]
    assert found[first.words].versions == (1, 2)
    newer, older = found[first.words].periods
    assert [each.number for each in newer.result.choices] == [0, 5, 0, 0, 0]
    assert [each.number for each in older.result.choices] == [5, 0, 0, 0, 0]


@given(versions=VERSIONS, new=st.lists(QUESTIONS, max_size=4, unique=True))
def test_like_is_compared_with_like_over_any_history(
    versions: list[list[AskedQuestion]], new: list[AskedQuestion]
) -> None:
    found = compared(versions, new)
    for one in new:
        before = [
            each
            for version in versions
            for each in version
            if each.words == one.words
            and each.scale == one.scale
            and each.asks_for_words == one.asks_for_words
            and each.criterion == one.criterion
        ]
        assert (one in found.goes_on) == bool(before)
        assert (one in found.starts_anew) == (not before)
    for one in versions[-1]:
        assert (one in found.ends) == all(one != each for each in new)


@given(asks=st.lists(QUESTIONS, min_size=1, max_size=6, unique=True), data=st.data())
def test_a_question_put_at_a_place_stands_there_and_leaves_the_others_in_their_order(
    asks: list[AskedQuestion], data: st.DataObject
) -> None:
    before = data.draw(st.integers(0, len(asks)))
    place = data.draw(st.integers(1, len(asks) + (before == 0)))
    after_it = put_at(asks, NEW, before=before, place=place)
    assert after_it[place - 1] == NEW
    others = [one for number, one in enumerate(asks, start=1) if number != before]
    assert [one for one in after_it if one != NEW] == others


@pytest.mark.parametrize(
    ("questions", "is_child", "says"),
    [
        ([], False, "Nothing would be asked"),
        ([NEW] * 2, False, "stands there twice"),
        ([AskedQuestion("Why?", (), "Why?", "gone")], False, "given that criterion up"),
        ([AskedQuestion("Why?", (), "", "reach")], False, "neither by choosing nor in words"),
        ([NEW], True, "Children answer with faces"),
    ],
)
def test_what_cannot_be_asked_says_why(questions: list[AskedQuestion], is_child: bool, says: str) -> None:
    decision = may_be_asked(questions, criteria={"reach"}, is_child=is_child)
    assert not decision
    assert says in decision.reason


@pytest.mark.django_db
def test_what_is_asked_already_is_not_started_again(cast: Cast) -> None:
    drafted(cast, asks_now())
    with pytest.raises(Refused, match="asked already"):
        started(cast)


@pytest.mark.django_db
def test_only_a_manager_words_what_is_asked(cast: Cast) -> None:
    with pytest.raises(Refused):
        change_draft(
            by=cast.team.caseworker,
            audience=Audience.CHILD,
            is_short=False,
            asked=[NEW],
            seen=0,
            at=clock.now(),
        )


@pytest.mark.django_db
def test_the_history_has_each_change_of_a_draft_and_its_start(cast: Cast) -> None:
    drafted(cast, [NEW])
    version = started(cast)
    draft = QuestionnaireDraft.objects.get()
    assert LogEntry.objects.filter(object_id=version.pk).exists()
    assert LogEntry.objects.filter(object_id=draft.pk).exists()
    assert draft.changed_by == version.recorded_by == cast.team.manager


def test_of_two_managers_who_start_at_once_one_does_and_the_other_is_told(
    committed_db: WorkerDatabases,
) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        drafted(cast, [NEW])
    start, said = threading.Barrier(2), []
    by = cast.team.manager

    def begin() -> None:
        start.wait()
        try:
            with standing.standing_as(standing.worker(by.id)):
                started(cast)
            said.append("started")
        except Refused as refused:
            said.append(refused.decision.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["This is what is asked already.", "started"]
    assert Questionnaire.objects.filter(audience="parent_carer", is_short=False).count() == 2


@pytest.mark.django_db
def test_the_second_of_two_at_once_is_told_and_what_they_typed_is_kept(manager: Client, cast: Cast) -> None:
    drafted(cast, [NEW])
    page = manager.post(f"{ASKED}question/1/", {**TYPED, "seen": "0"}).content.decode()
    assert "Somebody has changed this since you opened it" in page
    assert TYPED["words"] in page
    assert QuestionnaireDraft.objects.get().questions == (NEW,)


@pytest.mark.django_db
def test_a_manager_changes_adds_moves_and_takes_out_questions_and_starts_them(manager: Client) -> None:
    assert manager.post(f"{ASKED}question/1/", {**TYPED, "seen": "0"}).status_code == 302
    added = {**TYPED, "words": NEW.words, "scale": "likely", "place": "2", "seen": "1"}
    assert manager.post(f"{ASKED}question/0/", added).status_code == 302
    assert manager.post(f"{ASKED}question/3/", {"then": "take_out", "seen": "2"}).status_code == 302
    draft = QuestionnaireDraft.objects.get()
    assert [one.words for one in draft.questions][:2] == [TYPED["words"], NEW.words]
    assert len(draft.questions) == 6
    page = manager.get(f"{ASKED}start/").content.decode()
    assert "Results start anew" in page
    assert "Not translated" in page
    assert NEW.words in page
    assert "Look at it first" in manager.post(f"{ASKED}start/", {"seen": "3"}).content.decode()
    assert manager.post(f"{ASKED}start/", {"seen": "3", "sure": "on"}).status_code == 302
    assert asks_now() == draft.questions


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": ""}, "Enter the question"),
        ({"words": "x" * 301}, "300 characters or fewer"),
        ({"scale": "faces"}, "Select"),
        ({"scale": "words", "asks_for_words": "What else?"}, "asks for words already"),
        ({"criterion": "nothing"}, "Select"),
        ({"place": "99"}, "Select"),
    ],
)
def test_what_is_typed_wrongly_is_kept_and_says_how_to_mend_it(
    wrong: dict[str, str], says: str, manager: Client
) -> None:
    page = manager.post(f"{ASKED}question/1/", {**TYPED, **wrong, "seen": "0"})
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not QuestionnaireDraft.objects.exists()


@pytest.mark.django_db
def test_a_look_at_a_draft_shows_each_page_in_each_language_and_keeps_nothing(
    manager: Client, cast: Cast
) -> None:
    drafted(cast, [NEW])
    for language in ("en", "ur", "gu", "pl", "so", "pa"):
        start = manager.get(f"{ASKED}look/{language}/0/").content.decode()
        question = manager.get(f"{ASKED}look/{language}/1/").content.decode()
        assert "Nothing is kept" in start
        assert NEW.words in question
        assert "so_far" not in question
        assert ('class="govuk-hint">' in question) == (language != "en")
        assert manager.get(f"{ASKED}look/{language}/2/").status_code == 404
        paper = manager.get(f"{ASKED}paper/{language}/")
        assert paper.content.startswith(b"%PDF")
    assert not ShutAnswer.objects.exists()
    faces = manager.get("/feedback/questionnaires/asked/child/long/look/ur/1/").content.decode()
    assert faces.count("<svg") >= 5


@pytest.mark.django_db
def test_a_question_that_is_not_translated_says_so_in_the_familys_language(
    cast: Cast, client: Client
) -> None:
    drafted(cast, [NEW])
    started(cast)
    batch: Batch = asked()
    page = client.post(f"/q/{batch.code}/pl/1/").content.decode()
    assert "nie jest jeszcze przetłumaczona" in page
    assert f'<span lang="en" dir="ltr">{NEW.words}</span>' in page


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feedback_question SET words = 'Other'",
        "DELETE FROM feedback_question",
        "DELETE FROM feedback_questionnaire",
        "UPDATE feedback_questionnaire SET version = 9",
        "UPDATE feedback_questionnaire SET retired_at = NULL WHERE version = 1 AND retired_at IS NOT NULL",
        "INSERT INTO feedback_question SELECT gen_random_uuid(), 99, 'Late?', scale, asks_for_words, criterion_id, "
        "questionnaire_id FROM feedback_question LIMIT 1",
        "INSERT INTO feedback_batch (id, code, from_on, until_on, public_key, state, rolled, questionnaire_id) "
        "SELECT gen_random_uuid(), 'zzzz', now(), now(), '', 'open', 0, id FROM feedback_questionnaire "
        "WHERE retired_at IS NOT NULL",
    ],
)
def test_no_statement_of_the_applications_changes_what_was_asked(
    statement: str, committed_db: WorkerDatabases, app_sql: psycopg.Connection
) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        drafted(cast, [NEW])
        asked()
        started(cast)
    with pytest.raises(
        (
            psycopg.errors.CheckViolation,
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.RestrictViolation,
        )
    ):
        app_sql.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["{}", " {}  ", "{}??", "UPPER"])
def test_a_question_that_another_asks_already_is_refused_where_it_is_typed(
    manager: Client, cast: Cast, again: str
) -> None:
    first, second = asks_now()[:2]
    words = first.words.upper() if again == "UPPER" else again.format(first.words)
    page = manager.post(f"{ASKED}question/2/", {**TYPED, "words": words, "seen": "0"}).content.decode()
    assert "Question 1 asks this already. Change one of them, or take it out." in page
    assert not QuestionnaireDraft.objects.exists()
    drafted(cast, [first, AskedQuestion(words, second.scale, "", second.criterion)])
    with pytest.raises(Refused, match="stands there twice"):
        started(cast)


@pytest.mark.django_db
def test_of_two_alike_that_stand_there_already_each_is_edited_by_its_own_place(
    manager: Client, cast: Cast
) -> None:
    first = asks_now()[0]
    drafted(cast, [first, NEW, first])
    sent = {**TYPED, "words": "How easily did you find us?", "place": "3", "seen": "1"}
    assert manager.post(f"{ASKED}question/3/", sent).status_code == 302
    asked_now = QuestionnaireDraft.objects.get().questions
    assert [one.words for one in asked_now] == [first.words, NEW.words, "How easily did you find us?"]


@pytest.mark.django_db
def test_what_a_question_asks_besides_is_something_else_than_the_question(manager: Client) -> None:
    typed = {**TYPED, "words": "What helped?", "asks_for_words": "what helped", "seen": "0"}
    page = manager.post(f"{ASKED}question/0/", typed).content.decode()
    assert "The question itself asks this. Ask something else, or nothing." in page


@pytest.mark.django_db
def test_words_that_stand_in_several_places_are_translated_once_and_the_page_says_so(
    manager: Client, cast: Cast
) -> None:
    more = "What made you think so today?"
    first, second, *others = asks_now()
    drafted(cast, [replace(first, asks_for_words=more), replace(second, asks_for_words=more), *others])
    [phrase] = [one for one in phrases_of(Language.POLISH) if one.english == more]
    assert "(2 times)" in phrase.about
    page = manager.get(f"/feedback/translations/pl/{phrase.key}/").content.decode()
    assert "shown so wherever this English stands" in page

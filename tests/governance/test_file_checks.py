"""A sample is drawn by chance, never of a conflict, and checked by somebody else; whose work it is replies (L16)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.conflicts import judge_conflict
from cases.actions.interests import Connection, declare_interest
from cases.choices import InterestKind
from cases.models import Intervention
from governance.access.file_checks import files_to_draw_from, open_check
from governance.actions.file_checks import Findings, Wanted, draw_sample, record_check, reply_to_check
from governance.choices import Promise, Verdict
from governance.models import FileCheck, FileCheckReply, FileFinding, FileSample
from governance.rules.file_checks import CLAUSES, Found, draw, may_record_check, themes
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.clauses import clauses
from sendiass.database import standing
from tests.cast import Cast, hand_over, logged
from tests.governance.checking import ALL_KEPT, checked, drawn

pytestmark = pytest.mark.clause("L16", "L02", "Y03", "Y10", "Y14", "Y15", "L24", "L25")

files = st.lists(st.uuids(), max_size=40, unique=True)


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


@given(of=files, size=st.integers(1, 20), seed=st.text(max_size=20), order=st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_files_in_whatever_order_they_come(
    of: list[UUID], size: int, seed: str, order: object
) -> None:
    again = list(of)
    order.shuffle(again)  # type: ignore[attr-defined]
    found = draw(of, size=size, seed=seed)
    assert found == draw(again, size=size, seed=seed)
    assert len(set(found)) == len(found) == min(size, len(of))
    assert set(found) <= set(of)


@given(of=files, size=st.integers(1, 10), seed=st.text(max_size=10))
def test_taking_a_file_away_that_was_not_drawn_changes_nothing(of: list[UUID], size: int, seed: str) -> None:
    found = draw(of, size=size, seed=seed)
    left = [one for one in of if one in found]
    assert draw(left, size=size, seed=seed) == found


def test_each_file_is_drawn_about_as_often_as_any_other() -> None:
    of = [UUID(int=number) for number in range(20)]
    counts = Counter(one for seed in range(4_000) for one in draw(of, size=3, seed=str(seed)))
    expected = 4_000 * 3 / 20
    assert all(abs(counts[one] - expected) < 6 * expected**0.5 for one in of)


def test_every_promise_is_a_clause_of_the_register() -> None:
    assert set(CLAUSES) == set(Promise)
    assert set(CLAUSES.values()) <= set(clauses())


@pytest.mark.parametrize("left_out", Promise)
def test_a_check_leaves_no_promise_out(left_out: Promise) -> None:
    found = [one for one in ALL_KEPT if one.promise is not left_out]
    decision = may_record_check(checker=uuid4(), worker=uuid4(), is_done=False, found=found)
    assert not decision
    assert decision.rule == CLAUSES[left_out]


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.NOT_KEPT])
def test_what_is_amiss_is_said_in_words(verdict: Verdict) -> None:
    found = [*ALL_KEPT[:-1], Found(ALL_KEPT[-1].promise, verdict, " ")]
    assert not may_record_check(checker=uuid4(), worker=uuid4(), is_done=False, found=found)


def test_themes_leave_out_what_did_not_arise() -> None:
    found = [("role", "kept"), ("role", "does_not_arise"), ("role", "not_kept"), ("options", "partly")]
    by_promise = {one.promise: one for one in themes(found)}
    assert (by_promise[Promise.ROLE].kept, by_promise[Promise.ROLE].not_kept) == (1, 1)
    assert by_promise[Promise.ROLE].looked_at == 2
    assert by_promise[Promise.OPTIONS].partly == 1
    assert by_promise[Promise.STATEMENT].looked_at == 0


@pytest.mark.django_db
class TestInTheService:
    """Drawn, checked and replied to."""

    def pool(self, cast: Cast, worker: User) -> set[UUID]:
        today = clock.today()
        return set(
            files_to_draw_from(
                by=cast.team.manager, worker=worker, first_on=today - timedelta(days=90), last_on=today
            )
        )

    def test_what_can_be_drawn_is_what_one_finds_by_going_through_the_cases(self, cast: Cast) -> None:
        team, at = cast.team, clock.now()
        mine = {logged(team.caseworker, cast.khans.case).id for _ in range(3)}
        hand_over(cast, cast.taylors.case, team.caseworker)
        shut = {logged(team.caseworker, cast.taylors.case).id}
        logged(team.colleague, cast.taylors.case)
        assert self.pool(cast, team.caseworker) == mine | shut
        judge_conflict(
            by=team.manager, case=cast.taylors.case, worker=team.caseworker, reason="An aunt.", at=at
        )
        assert self.pool(cast, team.caseworker) == mine

    def test_none_of_a_case_that_an_interest_of_the_checker_meets_is_drawn(self, cast: Cast) -> None:
        team = cast.team
        logged(team.caseworker, cast.khans.case)
        assert self.pool(cast, team.caseworker)
        governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
        declare_interest(by=team.manager, connection=governor, once=uuid4(), at=clock.now())
        assert not self.pool(cast, team.caseworker)

    def test_a_file_is_checked_once_and_corrections_are_not_files_of_their_own(self, cast: Cast) -> None:
        for _ in range(3):
            logged(cast.team.caseworker, cast.khans.case)
        first = drawn(cast, size=2)
        second = drawn(cast, size=20)
        taken = [
            set(FileCheck.objects.filter(sample=one).values_list("intervention", flat=True))
            for one in (first, second)
        ]
        assert len(taken[0]) == 2
        assert len(taken[1]) == 1
        assert not taken[0] & taken[1]
        with pytest.raises(Refused, match="nothing of these days"):
            drawn(cast)

    def test_nobody_draws_or_checks_their_own_work_not_even_by_sql(self, cast: Cast) -> None:
        today, team = clock.today(), cast.team
        with pytest.raises(Refused, match="their own work"):
            draw_sample(
                by=team.manager,
                wanted=Wanted(team.manager, today, today, 1),
                seed="s",
                once=uuid4(),
                at=clock.now(),
            )
        with pytest.raises(Refused):
            draw_sample(
                by=team.caseworker,
                wanted=Wanted(team.colleague, today, today, 1),
                seed="s",
                once=uuid4(),
                at=clock.now(),
            )
        with pytest.raises(DatabaseError, match="nobody_draws_their_own_files"), transaction.atomic():
            FileSample.objects.create(
                worker=team.manager, first_on=today, last_on=today, size=1, seed="s", drawn_from=1,
                at=clock.now(), by=team.manager, once=uuid4(),
            )  # fmt: skip

    def test_the_worker_reads_what_was_found_and_replies(self, cast: Cast) -> None:
        found = [*ALL_KEPT[:-1], Found(Promise.LANGUAGE, Verdict.PARTLY, "It sides with the school.")]
        check = checked(cast, Findings(found, "On the whole well done.", for_supervision=True))
        client = signed_in(cast.team.caseworker)
        shown = client.get(reverse("governance:check_page", args=[check.id])).content.decode()
        assert "It sides with the school." in shown
        assert "To be talked about at the next supervision." in shown
        assert "read what was found, and reply" in client.get(reverse("cases:today")).content.decode()
        client.post(
            reverse("governance:check_page", args=[check.id]), {"words": "I see it.", "once": str(uuid4())}
        )
        assert FileCheckReply.objects.count() == 1
        assert "read what was found" not in client.get(reverse("cases:today")).content.decode()
        seen = signed_in(cast.team.manager).get(reverse("governance:check_page", args=[check.id]))
        assert "I see it." in seen.content.decode()
        assert list(FileCheck.objects.for_supervision_of(cast.team.caseworker)) == [check]
        later = clock.now() + timedelta(minutes=5)
        assert not FileCheck.objects.for_supervision_of(cast.team.caseworker, since=later).exists()

    def test_it_is_checked_once_and_only_whose_work_it_is_replies(self, cast: Cast) -> None:
        check = checked(cast)
        with pytest.raises(Refused, match="checked already"):
            record_check(by=cast.team.manager, check=check, findings=Findings(ALL_KEPT), at=clock.now())
        with pytest.raises(Refused, match="Whose work"):
            reply_to_check(by=cast.team.manager, check=check, words="No.", once=uuid4(), at=clock.now())

    def test_before_it_is_checked_whose_work_it_is_does_not_know_that_it_was_drawn(self, cast: Cast) -> None:
        logged(cast.team.caseworker, cast.khans.case)
        check = FileCheck.objects.filter(sample=drawn(cast))[0]
        with pytest.raises(NotThere):
            open_check(by=cast.team.caseworker, check_id=check.id)

    def test_a_colleague_on_the_same_case_sees_nothing_of_it_even_by_sql(self, cast: Cast) -> None:
        check = checked(cast)
        hand_over(cast, cast.khans.case, cast.team.colleague)
        with pytest.raises(NotThere):
            open_check(by=cast.team.colleague, check_id=check.id)
        with standing.standing_as(standing.worker(cast.team.colleague.id)):
            assert Intervention.objects.filter(pk=check.intervention_id).exists()
            assert not FileCheck.objects.exists()
            assert not FileFinding.objects.exists()
        with standing.standing_as(standing.worker(cast.team.caseworker.id)):
            assert FileFinding.objects.count() == len(Promise)

    def test_what_is_found_is_sealed_with_the_case(self, cast: Cast) -> None:
        found = [*ALL_KEPT[:-1], Found(Promise.LANGUAGE, Verdict.NOT_KEPT, "Harsh.")]
        check = checked(cast, Findings(found))
        one = FileFinding.objects.get(file=check, promise=Promise.LANGUAGE)
        assert one.key_subject == cast.khans.case.key_subject
        with reading(by=cast.team.manager, subjects=[one.key_subject], purpose="a test"):
            assert one.words == "Harsh."

    def test_the_manager_goes_from_drawing_to_themes_in_the_browser(self, cast: Cast) -> None:
        logged(cast.team.caseworker, cast.khans.case)
        client = signed_in(cast.team.manager)
        today = clock.today()
        sent = client.post(
            reverse("governance:sample_draw"),
            {
                "worker": str(cast.team.caseworker.id),
                "first_on": str(today - timedelta(days=30)),
                "last_on": str(today),
                "size": "2",
                "once": str(uuid4()),
            },
        )
        assert sent.status_code == 302, sent.content.decode()
        check = FileCheck.objects.order_by("place")[0]
        page = reverse("governance:check_record", args=[check.id])
        assert "Went through the draft plan together." in client.get(page).content.decode()
        answers = {one.value: "kept" for one in Promise} | {"role": "not_kept"}
        refused = client.post(page, answers).content.decode()
        assert "Say in words what is amiss" in refused
        client.post(page, {**answers, "role_words": "Nothing is written down."})
        shown = client.get(reverse("governance:theme_list")).content.decode()
        assert "1 file checked" in shown

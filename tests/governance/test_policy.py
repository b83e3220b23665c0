"""The policy is made of clauses, each linked to what keeps it; a version that was adopted is never altered (Y16, Y27, L33)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.access import policy_in_force, who_reads_policy
from cases.models import PolicyVersion
from governance.actions.policy import Worded, add_clause, adopt, begin_draft, leave_out_clause, word_clause
from governance.models import PolicyAdoption, PolicyClause, PolicyEdition
from governance.rules.policy import (
    REMOVED,
    ClauseWords,
    amendments,
    as_after,
    as_before,
    differences,
    in_full,
    word_by_word,
)
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.clauses import clauses
from sendiass.database import standing
from sendiass.profiles import available
from sendiass.profiles.first_policy import _of, first_policy
from tests.cast import Cast
from tests.policy import added, adopted, draft_of, reworded

pytestmark = pytest.mark.clause("Y16", "Y27", "L33")

texts = st.text(alphabet=st.sampled_from("ab cd\n.,ü"), max_size=60)
worded = st.builds(
    ClauseWords,
    st.sampled_from([uuid4() for _ in range(6)]),
    texts,
    texts,
    st.lists(st.sampled_from(["L01", "L02", "Y03"]), unique=True, max_size=2).map(tuple),
)
editions = st.lists(worded, max_size=5, unique_by=lambda one: one.key)


@given(old=texts, new=texts)
def test_the_difference_that_is_shown_applied_to_the_old_words_gives_the_new(old: str, new: str) -> None:
    pieces = word_by_word(old, new)
    assert as_before(pieces) == old
    assert as_after(pieces) == new
    assert all(piece.text for piece in pieces)
    assert (old == new) == all(piece.place == "same" for piece in pieces)


@given(old=editions, new=editions)
def test_from_the_clauses_that_are_shown_both_editions_can_be_read(
    old: list[ClauseWords], new: list[ClauseWords]
) -> None:
    found = differences(old, new)
    after = [one for one in found if one.change != "removed"]
    assert [(one.key, as_after(one.heading), as_after(one.words)) for one in after] == [
        (one.key, one.heading, one.words) for one in new
    ]
    assert [one.number for one in after] == list(range(1, len(new) + 1))
    before = {
        one.key: (as_before(one.heading), as_before(one.words)) for one in found if one.change != "added"
    }
    assert before == {one.key: (one.heading, one.words) for one in old}


@given(old=editions, new=editions)
def test_what_is_to_be_agreed_is_every_clause_that_is_not_the_same_and_no_other(
    old: list[ClauseWords], new: list[ClauseWords]
) -> None:
    was, now = {one.key: one for one in old}, {one.key: one for one in new}
    differing = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
    found = amendments(old, new)
    assert found.keys() == differing
    assert {key for key, digest in found.items() if digest == REMOVED} == was.keys() - now.keys()


@pytest.mark.parametrize("name", available())
def test_each_service_begins_with_a_policy_that_makes_every_promise_of_its_own(name: str) -> None:
    made = {promise for clause in _of(name) for promise in clause.promises}
    (of_whom,) = {promise[0] for promise in made}
    assert made == {one for one in clauses() if one[0] == of_whom}
    assert len({clause.heading for clause in _of(name)}) == len(_of(name))


@pytest.mark.django_db
class TestInTheService:
    """What the rules come to."""

    def test_the_first_version_comes_in_as_it_is_and_everybody_reads_it(self, cast: Cast) -> None:
        adoption = adopted(cast)
        assert policy_in_force(on=clock.today()) == adoption.version
        assert [one.heading for one in adoption.edition.clauses.order_by("place")] == [
            one.heading for one in first_policy()
        ]
        client = _signed_in(cast.team.caseworker)
        shown = client.get(reverse("cases:policy_read")).content.decode()
        assert first_policy()[0].heading in shown
        assert cast.team.caseworker in who_reads_policy()

    def test_only_the_manager_begins_words_and_adopts(self, cast: Cast) -> None:
        draft = draft_of(cast)
        clause = draft.clauses.earliest("place")
        said = Worded("Mine", "Mine.", ())
        for who in (cast.team.caseworker, cast.team.administrator, cast.team.board_member):
            with pytest.raises(Refused):
                begin_draft(by=who, once=uuid4(), at=clock.now())
            with pytest.raises(Refused):
                word_clause(by=who, clause=clause, worded=said, seen=clause.as_worded.digest)
            with pytest.raises(Refused):
                add_clause(by=who, draft=draft, worded=said, after=None, once=uuid4())
            with pytest.raises(Refused):
                leave_out_clause(by=who, clause=clause)
            with pytest.raises(Refused):
                adopt(by=who, draft=draft, in_force_on=clock.today(), once=uuid4(), at=clock.now())

    def test_there_is_one_draft_at_a_time_and_a_form_sent_twice_makes_one(self, cast: Cast) -> None:
        once, manager = uuid4(), cast.team.manager
        draft = begin_draft(by=manager, once=once, at=clock.now())
        assert begin_draft(by=manager, once=once, at=clock.now()) == draft
        with pytest.raises(Refused, match="draft already"):
            begin_draft(by=manager, once=uuid4(), at=clock.now())
        said = Worded("New", "New.", ())
        twice = [add_clause(by=manager, draft=draft, worded=said, after=None, once=once) for _ in range(2)]
        assert twice[0] == twice[1]
        first, again = (
            adopt(by=manager, draft=draft, in_force_on=clock.today(), once=once, at=clock.now())
            for _ in range(2)
        )
        assert first == again
        assert PolicyVersion.objects.count() == 1

    def test_a_draft_differs_from_what_it_was_begun_from_only_by_what_was_changed(self, cast: Cast) -> None:
        before = adopted(cast).edition
        draft = draft_of(cast)
        first, second, *_ = draft.clauses.order_by("place")
        reworded(cast, first, "Other words.")
        leave_out_clause(by=cast.team.manager, clause=second)
        new = added(cast, draft)
        found = amendments(_worded(before), _worded(draft))
        assert set(found) == {first.key, second.key, new.key}
        assert [one.place for one in draft.clauses.order_by("place")] == sorted(
            {one.place for one in draft.clauses.all()}
        )

    def test_a_clause_stands_where_it_was_put(self, cast: Cast) -> None:
        draft = draft_of(cast)
        first, second, third, *_ = draft.clauses.order_by("place")
        leave_out_clause(by=cast.team.manager, clause=second)
        for after, heading in ((first.key, "After the first"), (None, "At the head")):
            add_clause(
                by=cast.team.manager,
                draft=draft,
                worded=Worded(heading, "Words.", ()),
                after=after,
                once=uuid4(),
            )
        headings = [one.heading for one in draft.clauses.order_by("place")]
        assert headings[:4] == ["At the head", first.heading, "After the first", third.heading]

    def test_nobody_loses_what_somebody_else_changed_meanwhile(self, cast: Cast) -> None:
        clause = draft_of(cast).clauses.earliest("place")
        client, address = _signed_in(cast.team.manager), reverse("governance:clause_word", args=[clause.key])
        seen = clause.as_worded.digest
        reworded(cast, clause, "What a colleague wrote.")
        typed = {"heading": "Mine", "words": "What I wrote.", "promises": [], "seen": seen}
        answer = client.post(address, typed)
        shown = answer.content.decode()
        assert "What a colleague wrote." in shown
        assert "What I wrote." in shown
        clause.refresh_from_db()
        assert clause.words == "What a colleague wrote."
        answer = client.post(address, {**typed, "seen": answer.context["form"]["seen"].value()})
        assert answer.status_code == 302
        clause.refresh_from_db()
        assert clause.words == "What I wrote."

    def test_a_clause_without_words_or_with_an_unknown_promise_is_refused_in_words(self, cast: Cast) -> None:
        clause = draft_of(cast).clauses.earliest("place")
        client, address = _signed_in(cast.team.manager), reverse("governance:clause_word", args=[clause.key])
        shown = client.post(address, {"heading": "", "words": "", "promises": ["Z99"]}).content.decode()
        for words in ("Enter a heading", "Enter the words of the clause", "Select one of the choices"):
            assert words in shown

    def test_a_draft_that_amends_is_not_adopted_without_the_minute(self, cast: Cast) -> None:
        adopted(cast)
        draft = draft_of(cast)
        with pytest.raises(Refused, match="changes nothing"):
            _adopt(cast, draft)
        reworded(cast, draft.clauses.earliest("place"), "Other words.")
        with pytest.raises(Refused, match="missing for 1 amended clause"):
            _adopt(cast, draft)
        added(cast, draft)
        client = _signed_in(cast.team.manager)
        shown = client.post(
            reverse("governance:draft_adopt"), {"in_force_on": "today", "once": str(uuid4())}
        ).content.decode()
        assert "missing for 2 amended clauses" in shown
        assert PolicyVersion.objects.count() == 1

    def test_what_one_does_by_the_pages_ends_in_a_policy_that_everybody_reads(self, cast: Cast) -> None:
        client = _signed_in(cast.team.manager)
        assert "Begin a draft" in client.get(reverse("governance:draft_page")).content.decode()
        client.post(reverse("governance:draft_begin"))
        draft = PolicyEdition.objects.get()
        head = {"heading": "Hello", "words": "One.\r\n\r\nTwo.", "promises": [], "once": str(uuid4())}
        assert client.post(reverse("governance:clause_add"), {**head, "after": "first"}).status_code == 302
        gone = draft.clauses.order_by("-place")[0]
        client.post(reverse("governance:clause_leave_out", args=[gone.key]))
        client.post(reverse("governance:draft_adopt"), {"in_force_on": "today", "once": str(uuid4())})
        shown = Client().get(reverse("governance:policy_page")).content.decode()
        assert "1. Hello" in shown
        assert gone.heading not in shown
        assert "Version 1" in shown

    def test_anybody_reads_what_a_version_changed_word_by_word(self, cast: Cast) -> None:
        adopted(cast)
        number = PolicyVersion.objects.get().number
        shown = Client().get(reverse("governance:policy_changes", args=[number])).content.decode()
        assert "first version" in shown
        assert Client().get(reverse("governance:policy_changes", args=[number + 1])).status_code == 404
        assert Client().get(f"/policy/changes/{'9' * 30}/").status_code == 404

    def test_what_is_not_in_force_yet_is_nobodys_outside(self, cast: Cast) -> None:
        adopted(cast, on=clock.today() + timedelta(days=3))
        assert (
            "No policy has been adopted" in Client().get(reverse("governance:policy_page")).content.decode()
        )
        assert Client().get(reverse("governance:policy_changes", args=[1])).status_code == 404
        assert Client().get(reverse("governance:policy_paper")).status_code == 404

    def test_each_clause_says_what_keeps_it(self, cast: Cast) -> None:
        adopted(cast)
        shown = Client().get(reverse("governance:policy_page")).content.decode()
        for clause in first_policy():
            for promise in clause.promises:
                assert f"({promise})" in shown
        assert "It cannot be broken" in shown

    def test_the_board_sees_what_a_draft_would_change_and_words_nothing(self, cast: Cast) -> None:
        adopted(cast)
        reworded(cast, draft_of(cast).clauses.earliest("place"), "Entirely other words.")
        client = _signed_in(cast.team.board_member)
        shown = client.get(reverse("governance:board_policy")).content.decode()
        assert "<ins>" in shown
        assert "Entirely other words." in shown
        assert reverse("governance:draft_page") not in shown

    def test_a_version_from_before_there_were_clauses_is_shown_in_its_words(self, cast: Cast) -> None:
        from cases.actions.policy import NewVersion, put_in_policy

        put_in_policy(
            by=cast.team.manager,
            version=NewVersion("Old words.", clock.today()),
            once=uuid4(),
            at=clock.now(),
        )
        assert "Old words." in Client().get(reverse("governance:policy_page")).content.decode()
        assert Client().get(reverse("governance:policy_paper")).content.startswith(b"%PDF")
        assert adopted(cast).version.number == 2


@pytest.mark.django_db
class TestAgainstTheDataBase:
    """By SQL as the application's role."""

    def test_a_clause_of_an_adopted_edition_is_never_altered(self, cast: Cast) -> None:
        adopted(cast)
        for statement in (
            "UPDATE governance_policyclause SET words = 'Something else'",
            "UPDATE governance_policyclause SET promises = '{}'",
            "UPDATE governance_policyclause SET place = place + 100",
            "DELETE FROM governance_policyclause",
            "INSERT INTO governance_policyclause (id, edition_id, key, place, heading, words, promises) "
            "SELECT gen_random_uuid(), edition_id, gen_random_uuid(), 900, 'x', 'y', '{}' "
            "FROM governance_policyclause LIMIT 1",
        ):
            _refused(statement, "never altered")

    def test_a_clause_is_not_carried_into_another_edition(self, cast: Cast) -> None:
        adopted(cast)
        draft = draft_of(cast)
        _refused(
            f"UPDATE governance_policyclause SET key = gen_random_uuid() WHERE edition_id = '{draft.id}'",
            "stays the same clause",
        )

    def test_adoptions_and_editions_only_ever_come_to_be(self, cast: Cast) -> None:
        adopted(cast)
        for table in ("policyadoption", "policyedition"):
            for statement in (f"UPDATE governance_{table} SET at = now()", f"DELETE FROM governance_{table}"):
                _refused(statement, "permission denied|never changed")

    def test_another_is_adopted_by_nobody_without_its_minutes(self, cast: Cast) -> None:
        adopted(cast)
        draft = draft_of(cast)
        reworded(cast, draft.clauses.earliest("place"), "Other words.")
        version = _version_of(draft, cast.team.manager)
        _refused(
            "INSERT INTO governance_policyadoption (id, edition_id, version_id, at, by_id, once) VALUES "
            f"(gen_random_uuid(), '{draft.id}', '{version.id}', now(), '{cast.team.manager.id}', gen_random_uuid())",
            "minute",
        )

    def test_what_is_read_is_what_was_adopted(self, cast: Cast) -> None:
        draft = draft_of(cast)
        version = _version_of(draft, cast.team.manager, words="Something else.")
        _refused(
            "INSERT INTO governance_policyadoption (id, edition_id, version_id, at, by_id, once) VALUES "
            f"(gen_random_uuid(), '{draft.id}', '{version.id}', now(), '{cast.team.manager.id}', gen_random_uuid())",
            "What everybody reads",
        )

    def test_nobody_else_writes_to_it_though_a_page_forgot_to_ask(self, cast: Cast) -> None:
        draft_of(cast)
        for who in (cast.team.caseworker, cast.team.board_member, cast.team.administrator):
            with standing.standing_as(standing.worker(who.id)):
                _refused("UPDATE governance_policyclause SET words = 'Mine'", "manager keeps the policy")

    def test_the_data_base_knows_a_clause_by_the_same_digest(self, cast: Cast) -> None:
        reworded(cast, draft_of(cast).clauses.earliest("place"), "Über „alles“,\n\nbut: in £ and ?")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, governance_clause_digest(heading, words, promises) FROM governance_policyclause"
            )
            stored = dict(cursor.fetchall())
        assert stored == {one.key: one.as_worded.digest for one in PolicyClause.objects.all()}


def _version_of(draft: PolicyEdition, by: User, words: str = "") -> PolicyVersion:
    version: PolicyVersion = PolicyVersion.objects.create(
        number=PolicyVersion.objects.count() + 1,
        in_force_on=clock.today(),
        words=words or in_full(_worded(draft)),
        at=clock.now(),
        by=by,
        once=uuid4(),
    )
    return version


def _worded(edition: PolicyEdition) -> list[ClauseWords]:
    return [one.as_worded for one in edition.clauses.order_by("place")]


def _adopt(cast: Cast, draft: PolicyEdition) -> PolicyAdoption:
    return adopt(by=cast.team.manager, draft=draft, in_force_on=clock.today(), once=uuid4(), at=clock.now())


def _signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def _refused(statement: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

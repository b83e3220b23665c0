"""No amendment of the policy is adopted without the minute that agreed it, in the words that were agreed (Y27)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.access import policy_read_by
from cases.models import PolicyVersion
from governance.actions.policy import agree_amendment, leave_out_clause
from governance.models import AgreedAmendment, PolicyEdition
from governance.rules.policy import in_full
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast
from tests.policy import added, adopted, agreed, draft_of, minute_of, reworded

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y27", "Y16")]


def test_a_draft_whose_amendments_are_agreed_is_adopted_and_everybody_is_to_read_it(cast: Cast) -> None:
    adopted(cast)
    draft = amended(cast)
    agreed(cast, draft, minute_of(cast))
    adoption = adopted(cast)
    assert adoption.version.number == 2
    read = policy_read_by([cast.team.caseworker], on=clock.today())[cast.team.caseworker.id]
    assert read.owed == clock.today()
    shown = Client().get(reverse("governance:policy_changes", args=[2])).content.decode()
    assert "<ins>" in shown
    assert "<del>" in shown
    assert "Left out" in shown


def test_other_words_than_were_agreed_are_not_adopted(cast: Cast) -> None:
    adopted(cast)
    draft = amended(cast)
    agreed(cast, draft, minute_of(cast))
    reworded(cast, draft.clauses.earliest("place"), "Words that nobody agreed.")
    with pytest.raises(Refused, match="missing for 1 amended clause"):
        adopted(cast)


def test_a_minute_that_is_not_final_and_a_clause_that_is_as_it_was_agree_nothing(cast: Cast) -> None:
    adopted(cast)
    draft = amended(cast)
    key = draft.clauses.earliest("place").key
    with pytest.raises(Refused, match="not closed"):
        agree_amendment(
            by=cast.team.manager,
            draft=draft,
            clause=key,
            minute=minute_of(cast, is_closed=False),
            at=clock.now(),
        )
    with pytest.raises(Refused, match="as it was"):
        agree_amendment(
            by=cast.team.manager,
            draft=draft,
            clause=draft.clauses.order_by("place")[1].key,
            minute=minute_of(cast),
            at=clock.now(),
        )
    with pytest.raises(Refused):
        agree_amendment(
            by=cast.team.administrator, draft=draft, clause=key, minute=minute_of(cast), at=clock.now()
        )


def test_by_the_pages_the_minute_is_chosen_by_what_it_decided(cast: Cast) -> None:
    adopted(cast)
    draft, minute, client = amended(cast), minute_of(cast), signed_in(cast.team.manager)
    page = reverse("governance:draft_page")
    amended_keys = [one.clause_key for one in _amended(draft)]
    for key in amended_keys:
        address = reverse("governance:amendment_agree", args=[key])
        assert address in client.get(page).content.decode()
        assert "Agreed as drafted." in client.get(address).content.decode()
        assert "Select the minute" in client.post(address, {}).content.decode()
        assert client.post(address, {"minute": str(minute.id)}).status_code == 302
    shown = client.get(page).content.decode()
    assert shown.count("Agreed at the meeting of") == len(amended_keys)
    unamended = draft.clauses.order_by("place")[1].key
    assert client.get(reverse("governance:amendment_agree", args=[unamended])).status_code == 404
    client.post(reverse("governance:draft_adopt"), {"in_force_on": "today", "once": str(uuid4())})
    assert PolicyVersion.objects.count() == 2


class TestAgainstTheDataBase:
    """By SQL as the application's role."""

    def test_one_agreement_short_is_not_adopted(self, cast: Cast) -> None:
        adopted(cast)
        draft = amended(cast)
        key = draft.clauses.earliest("place").key
        agree_amendment(by=cast.team.manager, draft=draft, clause=key, minute=minute_of(cast), at=clock.now())
        refused(adoption_of(draft, cast.team.manager), "minute that agreed it")

    def test_a_draft_that_changes_nothing_is_not_adopted(self, cast: Cast) -> None:
        adopted(cast)
        refused(adoption_of(draft_of(cast), cast.team.manager), "changes nothing")

    def test_clauses_are_not_moved_about_unagreed(self, cast: Cast) -> None:
        adopted(cast)
        draft = amended(cast)
        agreed(cast, draft, minute_of(cast))
        first, second = draft.clauses.order_by("place")[:2]
        with connection.cursor() as cursor:
            for key, place in ((first.id, second.place), (second.id, first.place)):
                cursor.execute(
                    "UPDATE governance_policyclause SET place = %s WHERE id = %s", [place, str(key)]
                )
        refused(adoption_of(draft, cast.team.manager), "in their order")

    def test_what_is_agreed_is_final_and_an_amendment_as_it_stands(self, cast: Cast) -> None:
        adopted(cast)
        draft = amended(cast)
        key, by = draft.clauses.earliest("place").key, cast.team.manager
        digest = draft.clauses.earliest("place").as_worded.digest
        final, not_final = minute_of(cast), minute_of(cast, is_closed=False)
        for said, minute, why in (
            (digest, not_final.id, "final once"),
            ("0" * 64, final.id, "as it stands"),
        ):
            refused(
                "INSERT INTO governance_agreedamendment (id, edition_id, clause_key, digest, minute_id, at, by_id) "
                f"VALUES (gen_random_uuid(), '{draft.id}', '{key}', '{said}', '{minute}', now(), '{by.id}')",
                why,
            )
        agreed(cast, draft, final)
        adopted(cast)
        refused(
            "INSERT INTO governance_agreedamendment (id, edition_id, clause_key, digest, minute_id, at, by_id) "
            f"VALUES (gen_random_uuid(), '{draft.id}', '{key}', '', '{final.id}', now(), '{by.id}')",
            "never altered",
        )
        refused("DELETE FROM governance_agreedamendment", "permission denied|never changed")

    def test_nobody_else_says_what_was_agreed(self, cast: Cast) -> None:
        adopted(cast)
        draft, minute = amended(cast), minute_of(cast)
        clause = draft.clauses.earliest("place")
        for who in (cast.team.board_member, cast.team.administrator):
            with standing.standing_as(standing.worker(who.id)):
                refused(
                    "INSERT INTO governance_agreedamendment (id, edition_id, clause_key, digest, minute_id, at, by_id) "
                    f"VALUES (gen_random_uuid(), '{draft.id}', '{clause.key}', '{clause.as_worded.digest}', "
                    f"'{minute.id}', now(), '{who.id}')",
                    "manager keeps the policy",
                )
        assert not AgreedAmendment.objects.exists()


def amended(cast: Cast) -> PolicyEdition:
    """A draft with one clause worded anew, one more and one fewer."""
    draft = draft_of(cast)
    reworded(cast, draft.clauses.earliest("place"), "Other words.")
    added(cast, draft)
    leave_out_clause(by=cast.team.manager, clause=draft.clauses.order_by("place")[2])
    return draft


def _amended(draft: PolicyEdition) -> list[AgreedAmendment]:
    from governance.access.policy import clauses_of
    from governance.rules.policy import amendments

    found = amendments(clauses_of(draft.based_on), clauses_of(draft))
    return [AgreedAmendment(edition=draft, clause_key=key, digest=digest) for key, digest in found.items()]


def adoption_of(draft: PolicyEdition, by: User) -> str:
    """The statement that would adopt it."""
    version = PolicyVersion.objects.create(
        number=PolicyVersion.objects.count() + 1,
        in_force_on=clock.today(),
        words=in_full(one.as_worded for one in draft.clauses.order_by("place")),
        at=clock.now(),
        by=by,
        once=uuid4(),
    )
    return (
        "INSERT INTO governance_policyadoption (id, edition_id, version_id, at, by_id, once) VALUES "
        f"(gen_random_uuid(), '{draft.id}', '{version.id}', now(), '{by.id}', gen_random_uuid())"
    )


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def refused(statement: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

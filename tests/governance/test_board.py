"""Who sits on the board and who chairs it: shown as it stands, and held by the data base on every route (L07, L08, Y21)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from governance.access.board import composition, may_chair
from governance.actions.board import (
    Described,
    Term,
    appoint_chair,
    change_member,
    end_chair,
    end_seat,
    take_seat,
)
from governance.models import ChairRule, Member, Seat
from governance.rules.board import Facts
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.profiles import profile
from tests.board import A_PARENT, AN_OFFICER, NOBODY_OF_NOTE, another_seat, chaired, parents_seat, seated
from tests.cast import Cast
from tests.governance.test_training import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L07", "L08", "Y21")]


def is_leicester() -> bool:
    return profile().group.chair_rule == "never_la_officer"


def unfit(cast: Cast) -> Member:
    """Somebody who may not chair here."""
    if is_leicester():
        return seated(cast.team.manager, "Owen Pike", AN_OFFICER)
    return seated(cast.team.manager, "Owen Pike", NOBODY_OF_NOTE)


def test_the_data_base_has_the_rule_of_the_profile() -> None:
    rule = ChairRule.objects.get()
    assert rule.kind == profile().group.chair_rule
    assert set(rule.parent_constituencies) == {
        one.key for one in profile().group.constituencies if one.parents
    }


def test_whoever_does_not_fit_the_rule_is_not_appointed(cast: Cast) -> None:
    member = unfit(cast)
    with pytest.raises(Refused) as refused:
        appoint_chair(
            by=cast.team.manager, member=member, from_on=clock.today(), once=uuid4(), at=clock.now()
        )
    assert refused.value.decision.rule == ("L08" if is_leicester() else "Y21")
    assert composition(on=clock.today()).chair is None


def test_sql_appoints_nobody_who_does_not_fit(cast: Cast) -> None:
    member = unfit(cast)
    statement = (
        "INSERT INTO governance_chairterm (id, member_id, from_on, at, by_id, once) "
        "VALUES (%s, %s, current_date, now(), %s, %s)"
    )
    assert refused_by(statement, uuid4(), member.id, cast.team.manager.id, uuid4()) == "chair_fits_the_rule"


def test_a_second_chair_waits_for_the_first_to_stop(cast: Cast) -> None:
    chaired(cast.team.manager)
    other = seated(cast.team.manager, "Joan Miles", A_PARENT)
    statement = (
        "INSERT INTO governance_chairterm (id, member_id, from_on, at, by_id, once) "
        "VALUES (%s, %s, current_date, now(), %s, %s)"
    )
    assert refused_by(statement, uuid4(), other.id, cast.team.manager.id, uuid4()) == "one_chair_at_a_time"
    appoint_chair(by=cast.team.manager, member=other, from_on=clock.today(), once=uuid4(), at=clock.now())
    assert composition(on=clock.today()).chair == other


def test_whoever_chairs_becomes_no_officer_and_stays_a_parent_by_form_and_by_sql(cast: Cast) -> None:
    chair = chaired(cast.team.manager)
    facts = AN_OFFICER if is_leicester() else NOBODY_OF_NOTE
    with pytest.raises(Refused, match="chair is"):
        change_member(by=cast.team.manager, member=chair, who=Described(chair.name, chair.email, facts))
    change = "is_la_officer = true" if is_leicester() else "is_parent = false"
    assert (
        refused_by(f"UPDATE governance_member SET {change} WHERE id = %s", chair.id) == "chair_fits_the_rule"
    )


def test_the_seat_of_whoever_chairs_does_not_end_by_form_or_by_sql(cast: Cast) -> None:
    chair = chaired(cast.team.manager)
    with pytest.raises(Refused, match="End their time as chair first"):
        end_seat(by=cast.team.manager, member=chair, ended_on=clock.today(), at=clock.now())
    statement = (
        "UPDATE governance_seat SET ended_on = current_date, ended_at = now(), ended_by_id = %s "
        "WHERE member_id = %s"
    )
    assert refused_by(statement, cast.team.manager.id, chair.id) == "chair_fits_the_rule"


def test_no_seat_changes_its_constituency(cast: Cast) -> None:
    chair = chaired(cast.team.manager)
    statement = "UPDATE governance_seat SET constituency = %s WHERE member_id = %s"
    assert refused_by(statement, another_seat(), chair.id) == "only_so_changed"


def test_a_chair_goes_on_into_another_term_but_not_out_of_the_parents(cast: Cast) -> None:
    chair, today = chaired(cast.team.manager), clock.today()

    def again(constituency: str) -> Seat:
        term = Term(constituency, today, today + timedelta(days=700))
        return take_seat(by=cast.team.manager, member=chair, term=term, once=uuid4(), at=clock.now())

    again(parents_seat())
    assert Seat.objects.filter(member=chair).count() == 2
    if is_leicester():
        again(another_seat())
    else:
        with pytest.raises(Refused, match="parent member"):
            again(another_seat())
    assert composition(on=today).chair == chair


def test_the_application_cannot_write_the_rule(cast: Cast) -> None:
    other = "parent_member" if is_leicester() else "never_la_officer"
    statement = (
        "INSERT INTO governance_chairrule (id, kind, parent_constituencies, at) VALUES (%s, %s, '{}', now())"
    )
    assert "permission denied" in str(denied(statement, uuid4(), other))
    assert "permission denied" in str(denied("UPDATE governance_chairrule SET kind = %s", other))


def denied(statement: str, *given: Any) -> Exception:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)
    return caught.value


def test_until_the_profile_and_the_data_base_agree_nobody_is_appointed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = seated(cast.team.manager, "Kit Nolan", A_PARENT)
    assert may_chair(member)
    other = "parent_member" if is_leicester() else "never_la_officer"
    group = profile().group.model_copy(update={"chair_rule": other})
    whole = profile().model_copy(update={"group": group})
    monkeypatch.setattr("governance.access.board.profile", lambda: whole)
    assert "prepare_database" in may_chair(member).reason


def test_another_rule_is_not_put_in_over_a_chair_whom_it_does_not_fit(
    cast: Cast, owner_db: psycopg.Connection
) -> None:
    """As the tables' owner, who alone puts rules in, and in a transaction that comes to nothing."""
    officer = not is_leicester()
    who, keeper = uuid4(), cast.team.manager.id
    owner_db.execute("SELECT set_config('app.service', 'set-up', true)")
    owner_db.execute(
        "INSERT INTO governance_member (id, name, email, is_la_officer, is_parent, is_young_person, at, by_id, once) "
        "VALUES (%s, 'Kit Nolan', '', %s, %s, false, now(), %s, %s)",
        [who, officer, officer, keeper, uuid4()],
    )
    owner_db.execute(
        "INSERT INTO governance_seat (id, member_id, constituency, from_on, until_on, at, by_id, once) "
        "VALUES (%s, %s, %s, current_date, current_date + 300, now(), %s, %s)",
        [uuid4(), who, parents_seat() if officer else another_seat(), keeper, uuid4()],
    )
    owner_db.execute(
        "INSERT INTO governance_chairterm (id, member_id, from_on, at, by_id, once) "
        "VALUES (%s, %s, current_date, now(), %s, %s)",
        [uuid4(), who, keeper, uuid4()],
    )
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        owner_db.execute(
            "INSERT INTO governance_chairrule (id, kind, parent_constituencies, at) VALUES (%s, %s, %s, now())",
            [uuid4(), "parent_member" if is_leicester() else "never_la_officer", [parents_seat()]],
        )
    assert refused.value.diag.constraint_name == "chair_fits_the_rule"
    owner_db.rollback()


def test_gaps_and_missing_voices_and_terms_that_run_out_are_shown(cast: Cast) -> None:
    manager, today = cast.team.manager, clock.today()
    assert len(composition(on=today).parts) == len(profile().group.constituencies)
    assert composition(on=today).missing == ("No parent or carer is a member", "No young person is a member")
    seated(manager, "Ruth Adeyemi", until_on=today + timedelta(days=20))
    seated(manager, "Sam Young", Facts(is_la_officer=False, is_parent=False, is_young_person=True))
    gaps = composition(on=today).gaps
    assert "Ruth Adeyemi: the term ends soon" in gaps
    assert "No parent or carer is a member" in gaps
    assert "No young person is a member" not in gaps
    later = composition(on=today + timedelta(days=21)).gaps
    assert "Ruth Adeyemi: the term is over" in later
    assert "Nobody chairs" in later


def test_the_history_of_seats_is_added_to(cast: Cast) -> None:
    member, today = seated(cast.team.manager), clock.today()
    term = Term(another_seat(), today, today + timedelta(days=300))
    take_seat(by=cast.team.manager, member=member, term=term, once=uuid4(), at=clock.now())
    end_seat(by=cast.team.manager, member=member, ended_on=today, at=clock.now())
    assert list(Seat.objects.filter(member=member).values_list("ended_on", flat=True)) == [today, today]
    statement = "UPDATE governance_seat SET ended_on = NULL, ended_at = NULL, ended_by_id = NULL"
    assert refused_by(statement) == "only_so_changed"
    assert "permission denied" in str(denied("DELETE FROM governance_seat"))


def test_a_term_makes_sense(cast: Cast) -> None:
    today: date = clock.today()
    for until in (today - timedelta(days=101), today - timedelta(days=1), today + timedelta(days=3000)):
        with pytest.raises(Refused):
            seated(cast.team.manager, until_on=until)
    with pytest.raises(Refused, match="constituency"):
        seated(cast.team.manager, constituency="council")


def test_only_whoever_keeps_the_board_changes_it(cast: Cast) -> None:
    member = seated(cast.team.administrator)
    for who in (cast.team.board_member, cast.team.caseworker, cast.team.volunteer):
        with pytest.raises(Refused):
            seated(who)
        with pytest.raises(NotThere):
            end_chair(by=who, member=member, ended_on=clock.today(), at=clock.now())

"""Tries to get something out of the building that no family permitted, by SQL as the application's role and by racing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from psycopg import sql

from consent.actions.permissions import end_permission, record_permission
from consent.choices import Content, WhyEnded
from consent.models import Disclosure, SharingPermission
from sendiass import clock
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.consent.conftest import HOUR, yes_of

pytestmark = pytest.mark.clause("L24")
RACES = 200

Row = dict[str, Any]


class Attacker:
    """Someone who speaks SQL as the application does, with one honest permission to start from."""

    def __init__(self, cast: Cast, permission: SharingPermission) -> None:
        self.cast, self.permission = cast, permission

    def row(self, **different: Any) -> Row:
        now = clock.now()
        return {
            "id": uuid4(),
            "permission_id": self.permission.id,
            "case_id": self.cast.khans.case.id,
            "agency_id": self.cast.authority.id,
            "about_id": self.cast.khans.child.id,
            "way": "tell",
            "channel": "call",
            "spoke_to": b"",
            "told": "said",
            "happened_at": now,
            "recorded_at": now,
            "recorded_by_id": self.cast.team.caseworker.id,
            "once": uuid4(),
            **different,
        }

    def content(self, disclosure: Row, **different: Any) -> Row:
        return {
            "id": uuid4(),
            "disclosure_id": disclosure["id"],
            "permission_id": disclosure["permission_id"],
            "case_id": disclosure["case_id"],
            "content": "needs",
            "words": b"",
            **different,
        }

    def say(self, disclosure: Row, *contents: Row) -> None:
        """All of it, as far as the commit; then taken back, so that the next attack starts from the same."""
        rows = [("consent_disclosure", disclosure)]
        rows += [("consent_disclosedcontent", one) for one in contents or (self.content(disclosure),)]
        committed(rows)

    def refused(self, disclosure: Row, *contents: Row) -> str:
        """The name of what in the data base refused it."""
        return refused(lambda: self.say(disclosure, *contents))


def run(statement: str | sql.Composed, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def put(table: str, row: Row) -> None:
    run(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        *row.values(),
    )


def committed(rows: Iterable[tuple[str, Row]]) -> None:
    """Put these rows, ask what is asked when a transaction ends, and take them back."""
    with transaction.atomic():
        for table, row in rows:
            put(table, row)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def refused(attack: Callable[[], None]) -> str:
    with pytest.raises((IntegrityError, ProgrammingError)) as error, transaction.atomic():
        attack()
    cause = error.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.diag.constraint_name or cause.diag.sqlstate)


@pytest.fixture
def attacker(cast: Cast) -> Attacker:
    return Attacker(cast, permit(cast))


def permit(cast: Cast, **different: Any) -> SharingPermission:
    family = different.pop("family", cast.khans)
    by = cast.team.caseworker if family is cast.khans else cast.team.colleague
    return record_permission(
        by=by, case=family.case, yes=yes_of(cast, family, **different), once=uuid4(), at=clock.now()
    )


def test_what_the_family_permits_goes_through(attacker: Attacker) -> None:
    attacker.say(attacker.row())


def test_another_agency_case_or_person_does_not(attacker: Attacker) -> None:
    cast = attacker.cast
    for different in (
        {"agency_id": cast.primary.id},
        {"case_id": cast.taylors.case.id},
        {"about_id": cast.khans.parent.id},
    ):
        assert attacker.refused(attacker.row(**different)) == "disclosure_under_its_permission"


def test_another_familys_permission_does_not(attacker: Attacker) -> None:
    theirs = permit(attacker.cast, family=attacker.cast.taylors)
    assert attacker.refused(attacker.row(permission_id=theirs.id)) == "disclosure_under_its_permission"
    assert attacker.refused(attacker.row(permission_id=uuid4())) == "gate"


def test_content_the_family_did_not_permit_does_not(attacker: Attacker) -> None:
    said = attacker.row()
    for content in ("health", "involvement", "anything", ""):
        refused = attacker.refused(said, attacker.content(said), attacker.content(said, content=content))
        assert refused == "disclosed_content_is_permitted"


def test_content_under_another_permission_does_not(attacker: Attacker) -> None:
    wider = permit(attacker.cast, agency=attacker.cast.primary, contents={Content.HEALTH: ""})
    said = attacker.row()
    smuggled = attacker.content(said, content="health", permission_id=wider.id)
    assert attacker.refused(said, attacker.content(said), smuggled) == "disclosed_content_of_its_disclosure"


def test_another_way_than_they_permitted_does_not(attacker: Attacker) -> None:
    for way in ("hear", "intermediary", "shout"):
        assert attacker.refused(attacker.row(way=way)) == "gate"


def test_nothing_disclosed_is_no_disclosure(attacker: Attacker) -> None:
    assert refused(lambda: committed([("consent_disclosure", attacker.row())])) == "something_was_said"


def test_no_moment_outside_the_permission_does(attacker: Attacker) -> None:
    yes, moment = attacker.permission, timedelta(microseconds=1)
    before = {"happened_at": yes.from_at - moment}
    after = {"happened_at": yes.until_at, "recorded_at": yes.until_at}
    ahead = {"happened_at": clock.now() + HOUR, "recorded_at": clock.now() + HOUR}
    for different in (before, after, ahead):
        assert attacker.refused(attacker.row(**different)) == "gate"
    attacker.say(attacker.row(happened_at=yes.from_at))


def test_a_moment_before_it_was_written_down_but_after_it_was_given_does(attacker: Attacker) -> None:
    attacker.say(attacker.row(happened_at=attacker.permission.given_at + timedelta(minutes=1)))


def test_once_ended_only_what_was_said_before_can_still_be_written_down(attacker: Attacker) -> None:
    ended = end_permission(
        by=attacker.cast.team.caseworker,
        permission=attacker.permission,
        because=WhyEnded.TAKEN_BACK,
        at=clock.now(),
    ).ended_at
    assert ended is not None
    assert attacker.refused(attacker.row()) == "gate"
    assert attacker.refused(attacker.row(happened_at=ended)) == "gate"
    attacker.say(attacker.row(happened_at=ended - timedelta(seconds=1)))


def test_a_disclosure_said_to_be_recorded_before_it_happened_is_none(attacker: Attacker) -> None:
    now = clock.now()
    row = attacker.row(happened_at=now, recorded_at=now - HOUR)
    assert attacker.refused(row) == "disclosure_recorded_once_it_happened"


CHANGES_OF_A_PERMISSION = (
    "UPDATE consent_sharingpermission SET until_at = until_at + interval '1 year' WHERE id = %s",
    "UPDATE consent_sharingpermission SET contents = '{needs,health}' WHERE id = %s",
    "UPDATE consent_sharingpermission SET ways = '{tell,hear}' WHERE id = %s",
    "UPDATE consent_sharingpermission SET agency_id = case_id WHERE id = %s",
    "UPDATE consent_sharingpermission SET given_at = given_at - interval '1 day' WHERE id = %s",
    "UPDATE consent_sharingpermission SET ended_because = 'taken_back' WHERE id = %s",
    "UPDATE consent_sharingpermission SET ended_at = now() + interval '1 day', ended_because = 'taken_back'"
    " WHERE id = %s",
    "UPDATE consent_sharingpermission SET ended_at = now() WHERE id = %s",
    "UPDATE consent_sharingpermission SET words = '' WHERE id = %s",
    "DELETE FROM consent_sharingpermission WHERE id = %s",
)


@pytest.mark.parametrize("statement", CHANGES_OF_A_PERMISSION)
def test_a_permission_changes_only_by_its_end(attacker: Attacker, statement: str) -> None:
    assert refused(lambda: run(statement, attacker.permission.id))


def test_a_permission_that_ended_never_holds_again(attacker: Attacker) -> None:
    end_permission(
        by=attacker.cast.team.caseworker,
        permission=attacker.permission,
        because=WhyEnded.TAKEN_BACK,
        at=clock.now(),
    )
    for change in (
        "ended_at = NULL, ended_because = '', ended_by_id = NULL",
        "ended_at = now() + interval '1 minute'",
        "ended_because = 'mistake'",
    ):
        statement = f"UPDATE consent_sharingpermission SET {change} WHERE id = %s"
        assert refused(partial(run, statement, attacker.permission.id)) == "permission_ends"


def test_no_content_is_added_to_a_permission_later(attacker: Attacker) -> None:
    row = permitted_content({"id": attacker.permission.id, "case_id": attacker.cast.khans.case.id}, "health")
    assert refused(lambda: put("consent_permittedcontent", row)) == "content_was_permitted"


@pytest.mark.parametrize(
    "table",
    [
        "consent_disclosure",
        "consent_disclosedcontent",
        "consent_permittedcontent",
        "consent_capacitydecision",
    ],
)
def test_what_was_written_is_never_edited_nor_deleted(attacker: Attacker, table: str) -> None:
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier(table)))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def permitted_content(permission: Row, content: str) -> Row:
    return {
        "id": uuid4(),
        "permission_id": permission["id"],
        "case_id": permission["case_id"],
        "content": content,
        "words": b"",
    }


FORGED: dict[str, tuple[str, Callable[[Cast], Row]]] = {
    "given by a stranger to the case": (
        "permission_begins",
        lambda cast: {"given_by_id": cast.taylors.parent.id},
    ),
    "about a stranger to the case": ("permission_begins", lambda cast: {"about_id": cast.taylors.child.id}),
    "for oneself by another": (
        "permission_for_oneself_is_ones_own",
        lambda _: {"standing": "for_themselves"},
    ),
    "instead of someone, on no decision": (
        "permission_instead_of_someone_rests_on_a_decision",
        lambda _: {"standing": "alternative_person"},
    ),
    "of content nobody knows": ("permission_in_known_words", lambda _: {"contents": ["needs", "secrets"]}),
    "of nothing": ("permission_permits_something", lambda _: {"contents": []}),
    "in no way": ("permission_permits_something", lambda _: {"ways": []}),
    "ending before it begins": (
        "permission_holds_after_it_was_given",
        lambda _: {"until_at": clock.now() - 2 * HOUR},
    ),
    "from before it was given": (
        "permission_holds_after_it_was_given",
        lambda _: {"from_at": clock.now() - 2 * HOUR},
    ),
    "for ever": ("permission_begins_and_ends", lambda _: {"until_at": "infinity"}),
    "from ever": (
        "permission_begins_and_ends",
        lambda _: {"given_at": "-infinity", "from_at": "-infinity"},
    ),
    "written down in the future": ("permission_begins", lambda _: {"recorded_at": clock.now() + HOUR}),
    "ended from the start": (
        "permission_begins",
        lambda _: {"ended_at": clock.now(), "ended_because": "mistake"},
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_permission_is_refused(attacker: Attacker, forgery: str) -> None:
    held_by, different = FORGED[forgery]
    assert refused(lambda: forge(attacker.cast, **different(attacker.cast))) == held_by


def test_an_honest_permission_is_taken(attacker: Attacker) -> None:
    forge(attacker.cast)


def forge(cast: Cast, **different: Any) -> None:
    permission: Row = {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "agency_id": cast.authority.id,
        "about_id": cast.khans.child.id,
        "given_by_id": cast.khans.parent.id,
        "standing": "parent_of_child",
        "ways": ["tell"],
        "contents": ["needs"],
        "words": b"",
        "how": "phone",
        "given_at": clock.now() - HOUR,
        "from_at": clock.now() - HOUR,
        "until_at": clock.now() + HOUR,
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        "ended_because": "",
        "ended_how": "",
        "once": uuid4(),
        **different,
    }
    contents = [
        ("consent_permittedcontent", permitted_content(permission, one)) for one in permission["contents"]
    ]
    committed([("consent_sharingpermission", permission), *contents])


def test_a_permission_whose_contents_have_no_rows_is_refused(attacker: Attacker) -> None:
    def copied() -> None:
        run(COPY_OF_A_PERMISSION, named(0), named(0), attacker.permission.id)
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused(copied) == "contents_complete"


def test_two_hundred_races_between_ending_and_disclosing_let_nothing_through_late(
    committed_db: WorkerDatabases,
) -> None:
    """One thread ends a permission while another speaks under it; whoever was late is refused."""
    with transaction.atomic():
        cast = assemble()
        first = permit(cast)
        for number in range(RACES):
            run(COPY_OF_A_PERMISSION, named(number), named(number), first.id)
            run(COPY_OF_ITS_CONTENTS, named(number), first.id)
        permissions = [SharingPermission.objects.get(pk=named(number)) for number in range(RACES)]
    together = threading.Barrier(2)
    told: dict[UUID, bool] = {}

    def ending() -> None:
        for permission in permissions:
            together.wait(60)
            end_permission(
                by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
            )

    def telling() -> None:
        for permission in permissions:
            together.wait(60)
            told[permission.id] = tells(cast, permission)

    with ThreadPoolExecutor(2) as threads:
        for outcome in [threads.submit(closing, act) for act in (ending, telling)]:
            outcome.result()
    assert len(told) == RACES
    for permission in permissions:
        permission.refresh_from_db()
        assert permission.ended_at is not None
        said = Disclosure.objects.filter(permission=permission)
        assert said.count() == told[permission.id]
        assert not said.filter(happened_at__gte=permission.ended_at).exists()


COPY_OF_A_PERMISSION = (
    "INSERT INTO consent_sharingpermission SELECT (jsonb_populate_record(one,"
    " jsonb_build_object('id', %s::uuid, 'once', %s::uuid))).* FROM consent_sharingpermission one WHERE id = %s"
)
COPY_OF_ITS_CONTENTS = (
    "INSERT INTO consent_permittedcontent SELECT (jsonb_populate_record(one,"
    " jsonb_build_object('id', gen_random_uuid(), 'permission_id', %s::uuid))).*"
    " FROM consent_permittedcontent one WHERE permission_id = %s"
)


def named(number: int) -> UUID:
    return UUID(int=number + 1)


def tells(cast: Cast, permission: SharingPermission) -> bool:
    """Whether the data base let something be said under this permission, now."""
    attacker = Attacker(cast, permission)
    row = attacker.row()
    try:
        with transaction.atomic():
            put("consent_disclosure", row)
            put("consent_disclosedcontent", attacker.content(row))
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.Error) and error.__cause__.diag.constraint_name == "gate":
            return False
        raise
    return True


def closing(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connections.close_all()

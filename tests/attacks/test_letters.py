"""Tries to get a letter out by SQL as the application's role, past the permission it stands under."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from consent.actions.permissions import end_permission
from consent.choices import WhyEnded
from consent.models import Letter, SharingPermission
from sendiass import clock
from sendiass.outbox.choices import CancelReason, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import may_move
from tests.attacks.test_gate import committed, permit, refused, run
from tests.cast import Cast, lettered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]


@pytest.fixture
def permission(cast: Cast) -> SharingPermission:
    return permit(cast)


def message_row(letter: Letter, **different: Any) -> dict[str, Any]:
    """A message like the letter's, as a row of its own."""
    with transaction.atomic():
        known = Message.objects.filter(pk=letter.message_id).values(
            "channel",
            "kind",
            "subject",
            "reference",
            "subject_kind",
            "subject_id",
            "created_at",
            "not_before",
        )[0]
    row = {
        "id": uuid4(),
        "door": "third_party",
        "recipient_name": b"",
        "recipient_address": b"",
        "body": b"",
        "disclosure_id": letter.disclosure_id,
        "key": str(uuid4()),
        "message_id": str(uuid4()),
        "written_by": uuid4(),
        "state": "waiting",
        "attempts": 0,
        "last_error": "",
        "cancelled_because": "",
        "carrier": "",
        "is_discreet": False,
        **known,
    }
    return {**row, **different}


def moved(letter: Letter, to: str) -> Callable[[], None]:
    sent = "now()" if to in ("sent", "posted") else "NULL"
    why = CancelReason.PERMISSION_ENDED if to == "cancelled" else ""
    by = "(SELECT id FROM accounts_user LIMIT 1)" if to == "posted" else "NULL"
    return lambda: run(
        f"UPDATE outbox_message SET state = %s, claimed_at = now(), sent_at = {sent}, posted_by_id = {by}, "
        "cancelled_because = %s WHERE id = %s",
        to,
        why,
        letter.message_id,
    )


def test_nothing_leaves_by_mail_once_the_yes_is_taken_back(cast: Cast, permission: SharingPermission) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    with transaction.atomic():
        moved(letter, "being_sent")()  # while it holds, it may
        transaction.set_rollback(True)
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )
    assert refused(moved(letter, "being_sent")) == "gate_of_sending"


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(
    ("way", "last"),
    [
        ([], "sent"),
        ([], "unsure"),
        (["stuck"], "being_sent"),
        (["stuck"], "sent"),
        (["stuck"], "unsure"),
        (["being_sent", "unsure"], "being_sent"),
        (["being_sent", "sent"], "being_sent"),
        (["being_sent", "sent"], "waiting"),
    ],
)
def test_no_state_is_a_way_round_the_gate(
    cast: Cast, permission: SharingPermission, way: list[str], last: str, held: bool
) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    for state in way:
        moved(letter, state)()
    if not held:
        end_permission(
            by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
        )
    assert refused(moved(letter, last)) == "gate_of_sending"


def test_every_move_that_a_message_makes_is_one_that_the_data_base_takes(
    cast: Cast, permission: SharingPermission
) -> None:
    """And no other: as `outbox.rules` has them, and to *stuck* where the gate itself fails."""
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    ways: dict[str, list[str]] = {
        "waiting": [], "being_sent": ["being_sent"], "unsure": ["being_sent", "unsure"], "stuck": ["stuck"],
        "sent": ["being_sent", "sent"], "cancelled": ["cancelled"],
    }  # fmt: skip
    for old, way in ways.items():
        for new in ways:
            with transaction.atomic():
                for state in way:
                    moved(letter, state)()
                allowed = may_move(Channel.EMAIL, State(old), State(new)) or (old, new) == (
                    "waiting",
                    "stuck",
                )
                if allowed:
                    moved(letter, new)()
                elif old != new:
                    assert refused(moved(letter, new)) == "gate_of_sending", (old, new)
                transaction.set_rollback(True)


def test_nor_is_it_posted(cast: Cast, permission: SharingPermission) -> None:
    letter = lettered(cast.team.caseworker, permission)
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )
    assert refused(moved(letter, "posted")) == "gate_of_sending"


def test_a_message_to_an_agency_needs_a_disclosure_and_begins_by_waiting(
    cast: Cast, permission: SharingPermission
) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    for different, name in (
        ({"disclosure_id": None}, "message_to_an_agency_has_its_disclosure"),
        ({"disclosure_id": uuid4()}, "message_under_a_disclosure"),
        ({}, "outbox_message_disclosure_id_key"),
        ({"door": "own"}, "message_to_an_agency_has_its_disclosure"),
        ({"state": "sent", "sent_at": clock.now()}, "gate_of_sending"),
    ):
        said = refused(partial(committed, [("outbox_message", message_row(letter, **different))]))
        assert said.startswith(name[:40]), (said, name)


def test_a_message_keeps_its_disclosure_and_a_letter_its_message(
    cast: Cast, permission: SharingPermission
) -> None:
    one, other = (lettered(cast.team.caseworker, permission, by_mail=True) for _ in range(2))
    change = "UPDATE outbox_message SET disclosure_id = %s WHERE id = %s"
    assert refused(lambda: run(change, uuid4(), one.message_id)) == "outbox_message_stays_as_written"
    for statement in (
        "UPDATE consent_letter SET message_id = %s WHERE id = %s",
        "DELETE FROM consent_letter WHERE message_id = %s AND id <> %s",
    ):
        assert refused(partial(run, statement, other.message_id, one.id))


def test_a_letter_stays_to_be_posted_until_it_was(cast: Cast, permission: SharingPermission) -> None:
    letter = lettered(cast.team.caseworker, permission)
    for column in ("done_at", "withdrawn_at"):
        attack = f"UPDATE cases_task SET {column} = now() WHERE id = %s"
        assert refused(partial(run, attack, letter.task_id)) == "to_post_until_posted"


def test_a_parents_letter_does_not_leave_once_the_child_decides(
    cast: Cast, permission: SharingPermission
) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    run(
        "UPDATE cases_person SET compulsory_school_age_ends_on = %s WHERE id = %s",
        clock.today() - timedelta(days=permission.days_of_grace + 2),
        permission.about_id,
    )
    assert refused(moved(letter, "being_sent")) == "gate_of_sending"

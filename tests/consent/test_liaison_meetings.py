"""Meetings about no family: what for, with whom, in what role, and never with a part in a decision (Y02, Y07, Y14)."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cases.choices import MeetingRole
from consent.actions.liaison import NamesSomeone, Talk, record_liaison
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.models import LiaisonEntry
from consent.rules import LIAISON_ROLES, PartInMeeting, may_have_taken_part
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.cast import Cast
from tests.consent.test_liaison import post, signed_in, text_of

django_db = pytest.mark.django_db
pytestmark = pytest.mark.clause("Y02", "Y07", "Y14")

A_GROUP: dict[str, object] = {
    "happened_on": "today",
    "purpose": "The group on getting ready for adult life",
    "attended": ["send_officers", "parents_groups"],
    "role": "strategy",
    "role_stated": "yes",
    "topics": ["developments"],
    "said_on_developments": "They draft a page for families.",
    "agreed": "",
}
A_PANEL: dict[str, object] = {
    "happened_on": "today",
    "purpose": "The panel for requests",
    "attended": ["send_officers"],
    "observes_because": "To tell families how it works.",
    "role_stated": "no",
    "not_stated_because": "The chair began at once.",
    "topics": ["practice"],
    "said_on_practice": "Each view is asked for.",
    "agreed": "",
}


def a_meeting(kind: LiaisonKind, part: PartInMeeting | None, said: str = "All went as planned.") -> Talk:
    topic = LiaisonTopic.PRACTICE if kind is LiaisonKind.PANEL else LiaisonTopic.TRENDS
    return Talk(kind, clock.today(), {topic: said}, frozenset({Attended.SEND_OFFICERS}), part=part)


def write(by: User, talk: Talk) -> LiaisonEntry:
    return record_liaison(by=by, talk=talk, once=uuid4(), at=clock.now())


@pytest.mark.parametrize(
    ("kind", "role", "because", "stated", "not_stated"),
    list(product(LiaisonKind, MeetingRole, ("", " ", "To learn."), (True, False), ("", "Came late."))),
)
def test_at_no_meeting_anyone_decides_and_an_observer_and_a_silent_worker_say_why(
    kind: LiaisonKind, role: MeetingRole, because: str, stated: bool, not_stated: str
) -> None:
    part = PartInMeeting("The group", role, stated, because, not_stated)
    is_a_role_there = role in {
        LiaisonKind.STRATEGY: (MeetingRole.STRATEGY, MeetingRole.OBSERVE),
        LiaisonKind.PANEL: (MeetingRole.OBSERVE,),
    }.get(kind, ())
    explained = role is not MeetingRole.OBSERVE or because.strip()
    allowed = bool(is_a_role_there and explained and (stated or not_stated))
    assert bool(may_have_taken_part(kind, part)) is allowed


def test_a_meeting_says_what_it_was_for_and_other_talks_have_no_role() -> None:
    for kind in LiaisonKind:
        assert bool(may_have_taken_part(kind, None)) is (kind not in LIAISON_ROLES)
    nameless = PartInMeeting(" ", MeetingRole.OBSERVE, True, "To learn.")
    assert may_have_taken_part(LiaisonKind.PANEL, nameless).reason == "Enter what the meeting was for."
    deciding = PartInMeeting("The panel", MeetingRole.DECIDE, True)
    assert may_have_taken_part(LiaisonKind.PANEL, deciding).rule == "Y07"


@django_db
def test_a_strategy_group_is_written_down_with_the_role_and_read_by_all_who_keep_the_log(cast: Cast) -> None:
    assert post(cast.team.caseworker, "add/strategy/", A_GROUP).status_code == 302
    entry = LiaisonEntry.objects.published().get()
    assert (entry.role, entry.role_stated) == ("strategy", True)
    page = text_of(signed_in(cast.team.colleague).get(f"/liaison/{entry.id}/"))  # type: ignore[arg-type]
    for words in (
        "What it was for The group on getting ready for adult life",
        "Role Contribute on strategy",
        "Role said at the start Yes",
        "Officers of the authority&#x27;s SEND team; Groups of parents and carers",
    ):
        assert words in page
    assert "Strategy or working group" in text_of(signed_in(cast.team.manager).get("/liaison/"))  # type: ignore[arg-type]


@django_db
def test_a_panel_is_observed_for_a_reason_and_its_form_offers_no_other_role(cast: Cast) -> None:
    worker = cast.team.caseworker
    form = signed_in(worker).get("/liaison/add/panel/").content.decode()
    assert 'name="role"' not in form
    assert 'value="practice"' in form
    assert post(worker, "add/panel/", A_PANEL | {"role": "decide"}).status_code == 302
    entry = LiaisonEntry.objects.get()
    assert entry.role == "observe"
    page = text_of(signed_in(worker).get(f"/liaison/{entry.id}/"))  # type: ignore[arg-type]
    assert "Role Observe only: To tell families how it works." in page
    assert "Role said at the start No: The chair began at once." in page


@django_db
@pytest.mark.parametrize(
    ("kind", "typed", "different", "words"),
    [
        ("strategy", A_GROUP, {"purpose": ""}, "Enter what the meeting was for"),
        ("strategy", A_GROUP, {"role": ""}, "Select in what role you were there"),
        ("strategy", A_GROUP, {"role": "support"}, "Select one of the choices"),
        ("strategy", A_GROUP, {"role": "decide"}, "Staff take no part in the authority’s decisions"),
        ("strategy", A_GROUP, {"role": "observe"}, "Enter why you were there only to observe"),
        ("strategy", A_GROUP, {"role_stated": ""}, "Select yes if you said your role at the start"),
        ("strategy", A_GROUP, {"role_stated": "no"}, "Enter why it could not be said"),
        ("panel", A_PANEL, {"observes_because": ""}, "Enter why you were there only to observe"),
        ("panel", A_PANEL, {"not_stated_because": ""}, "Enter why it could not be said"),
        ("panel", A_PANEL, {"purpose": "x" * 501}, "must be 500 characters or fewer"),
    ],
)
def test_what_is_missing_is_named_with_its_remedy(
    cast: Cast, kind: str, typed: dict[str, object], different: dict[str, object], words: str
) -> None:
    answer = post(cast.team.caseworker, f"add/{kind}/", typed | different)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert not LiaisonEntry.objects.exists()


@django_db
@pytest.mark.parametrize("box", ["purpose", "observes_because", "not_stated_because"])
def test_a_family_named_in_any_of_its_boxes_is_refused_at_that_box(cast: Cast, box: str) -> None:
    answer = post(cast.team.caseworker, "add/panel/", A_PANEL | {box: "About Zahra Khan, 07700 900123."})
    page = answer.content.decode()
    assert f'href="#id_{box}"' in page
    assert "Zahra Khan" in page
    assert not LiaisonEntry.objects.exists()
    part = PartInMeeting("The panel", MeetingRole.OBSERVE, True, "To hear of Zahra Khan.")
    with pytest.raises(NamesSomeone):
        write(cast.team.caseworker, a_meeting(LiaisonKind.PANEL, part))


@django_db
def test_the_managers_review_looks_at_the_words_of_the_part_too(cast: Cast) -> None:
    part = PartInMeeting("The panel", MeetingRole.OBSERVE, True, "To hear of Zahra Khan.")
    entry = write(cast.team.administrator, a_meeting(LiaisonKind.PANEL, part))
    page = text_of(signed_in(cast.team.manager).get(f"/liaison/{entry.id}/review/"))  # type: ignore[arg-type]
    assert "Zahra Khan may be the name of someone we know" in page
    assert "Observe only: To hear of" in page


@django_db
def test_a_correction_begins_with_what_was_said_and_both_stay_readable(cast: Cast) -> None:
    worker = cast.team.caseworker
    post(worker, "add/strategy/", A_GROUP)
    entry = LiaisonEntry.objects.get()
    client = signed_in(worker)
    form = client.get(f"/liaison/{entry.id}/correct/").content.decode()
    assert 'value="The group on getting ready for adult life"' in form
    different = {"role": "observe", "observes_because": "I only listened.", "reason": "I said nothing there."}
    assert client.post(f"/liaison/{entry.id}/correct/", A_GROUP | different).status_code == 302
    newest = LiaisonEntry.objects.latest().get()
    assert (newest.version, newest.role) == (2, "observe")
    assert "Observe only: I only listened." in text_of(client.get(f"/liaison/{newest.id}/"))  # type: ignore[arg-type]
    assert "Contribute on strategy" in text_of(client.get(f"/liaison/{entry.id}/"))  # type: ignore[arg-type]


@django_db
def test_the_words_of_the_part_lie_sealed(cast: Cast) -> None:
    part = PartInMeeting("Xyzzy group", MeetingRole.OBSERVE, False, "Xyzzy why", "Xyzzy not")
    entry = write(cast.team.caseworker, a_meeting(LiaisonKind.STRATEGY, part))
    stored = LiaisonEntry.objects.filter(pk=entry.pk).extra(
        select={"row": "to_jsonb(consent_liaisonentry)::text"}
    )
    assert "Xyzzy" not in stored.values_list("row", flat=True)[0]
    with reading(by=cast.team.caseworker, subjects=[entry.key_subject], purpose="test"):
        assert LiaisonEntry.objects.get(pk=entry.pk).part == part


HONEST: dict[str, Any] = {
    "kind": "panel",
    "topics": ["practice"],
    "role": "observe",
    "purpose": "The panel",
    "observes_because": "To learn.",
    "role_stated": True,
}
FORGED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"role": "decide"}, "liaison_in_a_role_of_its_kind"),
    ({"role": "strategy", "observes_because": None}, "liaison_in_a_role_of_its_kind"),
    ({"role": "support", "observes_because": None}, "liaison_in_a_role_of_its_kind"),
    ({"kind": "strategy", "topics": ["trends"], "role": "decide"}, "liaison_in_a_role_of_its_kind"),
    ({"kind": "trend", "topics": ["trends"]}, "liaison_in_a_role_of_its_kind"),
    (
        {"role": "", "purpose": None, "observes_because": None, "role_stated": None},
        "liaison_in_a_role_of_its_kind",
    ),
    ({"purpose": None}, "liaison_meeting_says_what_it_was_for"),
    ({"observes_because": None}, "liaison_observer_says_why"),
    ({"role_stated": None}, "liaison_role_stated_or_why_not"),
    ({"role_stated": False}, "liaison_role_stated_or_why_not"),
    ({"not_stated_because": "Late."}, "liaison_role_stated_or_why_not"),
    ({"topics": ["terms"]}, "liaison_on_topics_of_its_kind"),
)


def put(cast: Cast, **different: Any) -> None:
    with transaction.atomic():
        LiaisonEntry.objects.create(
            **{
                "happened_on": clock.today(),
                "said": {},
                "held": False,
                "recorded_at": clock.now(),
                "recorded_by": cast.team.caseworker,
                **HONEST,
                **different,
            }
        )


@django_db
@pytest.mark.parametrize(("wrong", "wall"), FORGED)
def test_the_data_base_takes_no_meeting_that_may_not_have_been(
    cast: Cast, wrong: dict[str, Any], wall: str
) -> None:
    put(cast)
    with pytest.raises(DatabaseError, match=wall):
        put(cast, **wrong)


@django_db
def test_only_those_who_keep_the_log_write_a_meeting_down(cast: Cast) -> None:
    part = PartInMeeting("The group", MeetingRole.STRATEGY, True)
    for user in (cast.team.board_member, cast.team.volunteer):
        assert Client().get("/liaison/add/panel/").status_code == 302
        assert signed_in(user).get("/liaison/add/panel/").status_code == 403
        with pytest.raises(Refused):
            write(user, a_meeting(LiaisonKind.STRATEGY, part))

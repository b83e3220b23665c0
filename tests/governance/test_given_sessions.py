"""Sessions that the service gives: for whom, with whom, who came and what they said, and from whom a year's came (Y20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from governance.actions.given_sessions import NewSession, add_session, count_attendance, keep_feedback
from governance.choices.training import Audience, ProviderKind, Usefulness
from governance.deadlines.supervision import months_after
from governance.models import GivenSession, SessionFeedback
from governance.reports.training import years_mix
from sendiass import clock
from sendiass.access import Refused
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y20")]


def given(
    cast: Cast,
    *,
    days_ago: int = 7,
    kind: ProviderKind = ProviderKind.IN_HOUSE,
    hours: str = "2",
    once: UUID | None = None,
) -> GivenSession:
    new = NewSession(
        title="What a plan must say",
        audience=Audience.FAMILIES,
        provider_kind=kind,
        held_on=clock.today() - timedelta(days=days_ago),
        hours=Decimal(hours),
    )
    return add_session(by=cast.team.manager, new=new, once=once or uuid4(), at=clock.now())


def test_a_session_sent_twice_is_one(cast: Cast) -> None:
    once = uuid4()
    assert given(cast, once=once) == given(cast, once=once)
    assert GivenSession.objects.count() == 1


def test_who_came_and_what_they_said_is_shown_and_nobody_is_named(cast: Cast) -> None:
    session = given(cast)
    manager = Client()
    manager.force_login(cast.team.manager)
    page = reverse("governance:given_page", args=[session.id])
    assert "Not said yet" in manager.get(page).content.decode()
    assert "1 person" in _sent(manager, "given_attendance", session, {"came": "1"})
    assert "14 people" in _sent(manager, "given_attendance", session, {"came": "14"})
    said = {"useful": Usefulness.values[0], "words": "At last I know what to ask for.", "once": str(uuid4())}
    assert "At last I know what to ask for." in _sent(manager, "given_feedback", session, said)
    assert "At last I know what to ask for." in _sent(manager, "given_feedback", session, said)
    assert SessionFeedback.objects.count() == 1


def test_nobody_can_have_come_to_a_session_that_is_still_to_be_held(cast: Cast) -> None:
    ahead = given(cast, days_ago=-3)
    with pytest.raises(Refused) as refused:
        count_attendance(by=cast.team.manager, session=ahead, came=3, at=clock.now())
    assert "not been held yet" in refused.value.decision.reason
    with pytest.raises(Refused):
        keep_feedback(
            by=cast.team.manager,
            session=ahead,
            useful=Usefulness(Usefulness.values[0]),
            words="",
            once=uuid4(),
            at=clock.now(),
        )


def test_the_year_s_mix_flags_one_kind_of_provider_and_leaves_out_older_sessions(cast: Cast) -> None:
    given(cast, kind=ProviderKind.LOCAL_AUTHORITY, hours="9")
    given(cast, kind=ProviderKind.IPSEA, hours="1")
    given(cast, kind=ProviderKind.SAFEGUARDING_BOARD, hours="20", days_ago=800)
    shares = years_mix(on=clock.today()).given
    assert [(one.kind, one.hours, one.is_too_much) for one in shares] == [
        (ProviderKind.LOCAL_AUTHORITY, Decimal(9), True),
        (ProviderKind.IPSEA, Decimal(1), False),
    ]


def test_a_year_is_no_day_longer_than_a_year(cast: Cast) -> None:
    given(cast, kind=ProviderKind.IPSEA, hours="1", days_ago=0)
    today = clock.today()
    (only,) = years_mix(on=today).given
    assert only.hours == Decimal(1)
    assert years_mix(on=months_after(today, 12) - timedelta(days=1)).given == [only]
    assert years_mix(on=months_after(today, 12)).given == []


def test_a_board_member_writes_down_no_session(cast: Cast) -> None:
    with pytest.raises(Refused):
        add_session(
            by=cast.team.board_member,
            new=NewSession("x", Audience.FAMILIES, ProviderKind.IN_HOUSE, clock.today(), Decimal(1)),
            once=uuid4(),
            at=clock.now(),
        )


def _sent(manager: Client, name: str, session: GivenSession, said: dict[str, str]) -> str:
    return manager.post(reverse(f"governance:{name}", args=[session.id]), said, follow=True).content.decode()

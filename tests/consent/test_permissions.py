"""A family's yes: who may give it, how far it goes, how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from consent.access import may_disclose, open_permission
from consent.actions.permissions import Yes, end_permission, record_permission
from consent.choices import Content, HowGiven, Standing, Way, WhyEnded
from consent.deadlines import end_of
from consent.models import Disclosure, SharingPermission
from sendiass import clock
from sendiass.access import Decision, NotThere, Refused
from sendiass.audit import reading
from sendiass.profiles import profile
from tests.cast import Cast
from tests.closing import closed_case
from tests.consent.conftest import HOUR, born

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.decision.reason


def test_it_keeps_what_the_family_said_in_their_words(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    permission = permitted()
    with reading(by=cast.team.caseworker, subjects=[permission.key_subject], purpose="test"):
        assert permission.words == "Yes, tell them about school."
        kept = {one.content: one.words for one in permission.permitted.all()}
    assert kept == {"needs": "Only that mornings are hard.", "school": ""}
    assert (permission.given_by, permission.about) == (cast.khans.parent, cast.khans.child)


def test_the_same_form_twice_is_one_permission(cast: Cast, a_yes: Callable[..., Yes]) -> None:
    once, yes = uuid4(), a_yes()
    first, again = (
        record_permission(by=cast.team.caseworker, case=cast.khans.case, yes=yes, once=once, at=clock.now())
        for _ in range(2)
    )
    assert first == again
    assert SharingPermission.objects.of(cast.khans.case).count() == 1


def test_it_holds_until_the_end_of_its_last_day_in_england(
    permitted: Callable[..., SharingPermission],
) -> None:
    last_day = clock.today() + timedelta(days=3)
    permission = permitted(last_day=last_day)
    assert permission.until_at == end_of(last_day)
    almost = permission.until_at - timedelta(microseconds=1)
    assert clock.day_of(almost) == last_day
    assert permission in SharingPermission.objects.live(almost)
    assert permission not in SharingPermission.objects.live(permission.until_at)


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"ways": frozenset()}, "Choose what the family permits"),
        ({"contents": {}}, "Choose what the family permits"),
        ({"standing": Standing.FOR_THEMSELVES}, "Only the person it is about"),
    ],
)
def test_an_incomplete_yes_is_refused(
    permitted: Callable[..., SharingPermission], different: dict[str, object], said: str
) -> None:
    assert said in reason(lambda: permitted(**different))


def test_a_yes_from_too_long_ago_is_asked_for_again(permitted: Callable[..., SharingPermission]) -> None:
    days = profile().sharing.written_down_within_days
    permitted(given_at=clock.now() - timedelta(days=days) + HOUR)
    assert "Ask the family again" in reason(
        lambda: permitted(given_at=clock.now() - timedelta(days=days) - HOUR)
    )


def test_a_yes_cannot_last_longer_than_the_profile_lets_it(
    permitted: Callable[..., SharingPermission],
) -> None:
    months = profile().sharing.longest_months
    too_late = clock.today() + timedelta(days=31 * months + 2)
    assert "last too long" in reason(lambda: permitted(last_day=too_late))


def test_someone_who_is_not_on_the_case_gives_no_permission(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    assert "Add them to the case" in reason(lambda: permitted(given_by=cast.taylors.parent))


def test_a_young_person_decides_once_compulsory_school_age_has_ended(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    born(cast, date(clock.today().year - 18, 1, 1))
    assert "the young person decides" in reason(permitted)
    own = permitted(given_by=cast.khans.child, standing=Standing.FOR_THEMSELVES)
    assert own.about == own.given_by


def test_a_parents_yes_for_a_child_stops_soon_after_the_child_comes_of_age(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    """The longest a yes may last is cut by the day on which the young person decides, and the profile's grace."""
    year = clock.today().year + (clock.today().month > 5)
    born(cast, date(year - 16, 3, 1))  # of age on the last Friday of June in `year`
    ends = date(year, 6, 30) + timedelta(days=profile().sharing.after_coming_of_age_days)
    if (ends - clock.today()).days < 31 * profile().sharing.longest_months:
        assert "last too long" in reason(lambda: permitted(last_day=ends + timedelta(days=1)))
    permitted(last_day=clock.today() + timedelta(days=1))


def test_ending_it_is_at_once_and_once(
    cast: Cast, permitted: Callable[..., SharingPermission], tell: Callable[..., Disclosure]
) -> None:
    permission = permitted()
    said = tell()
    ended = ending(cast, permission)
    assert ended.ended_at is not None
    again = ending(cast, permission)
    assert again.ended_at == ended.ended_at
    assert "no permission for this agency that holds" in reason(tell)
    assert list(Disclosure.objects.of(cast.khans.case)) == [said]


def test_it_can_be_taken_back_on_a_closed_case(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    permission = permitted()
    closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="Settled.", at=clock.now())
    assert ending(cast, permission).ended_because == WhyEnded.TAKEN_BACK
    assert "closed" in reason(permitted)


def test_the_refusal_names_what_the_family_did_not_permit(
    cast: Cast, permitted: Callable[..., SharingPermission], tell: Callable[..., Disclosure]
) -> None:
    assert "no permission for this agency" in reason(tell)
    permitted()
    assert "does not cover: Health." in reason(lambda: tell(contents=[Content.NEEDS, Content.HEALTH]))
    assert "not for this: hear from them" in reason(lambda: tell(way=Way.HEAR))
    assert "no permission for this agency" in reason(lambda: tell(agency=cast.primary))
    assert "is about someone else in the family" in reason(lambda: tell(about=cast.khans.parent))
    assert "Choose what was said" in reason(lambda: tell(contents=[]))
    assert not Disclosure.objects.exists()


def test_the_greyed_button_and_the_gate_give_one_answer(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    permitted()

    def may(content: Content) -> Decision:
        return may_disclose(
            case=cast.khans.case,
            agency=cast.authority,
            about=cast.khans.child,
            way=Way.TELL,
            contents=[content],
            at=clock.now(),
        )

    assert may(Content.NEEDS)
    assert not may(Content.HOME)


def test_another_cases_permission_is_not_there(
    cast: Cast, permitted: Callable[..., SharingPermission]
) -> None:
    permission = permitted()
    with pytest.raises(NotThere):
        open_permission(by=cast.team.colleague, case=cast.taylors.case, permission_id=permission.id)
    assert (
        open_permission(by=cast.team.caseworker, case=cast.khans.case, permission_id=permission.id)
        == permission
    )


def test_what_was_said_on_a_yes_not_yet_written_down_is_found(
    cast: Cast, permitted: Callable[..., SharingPermission], tell: Callable[..., Disclosure]
) -> None:
    permission = permitted(given_at=clock.now() - 3 * HOUR)
    early = tell(happened_at=clock.now() - 2 * HOUR)
    tell()
    assert permission in SharingPermission.objects.written_down_later()
    assert list(Disclosure.objects.before_the_yes_was_written_down()) == [early]


def ending(cast: Cast, permission: SharingPermission) -> SharingPermission:
    return end_permission(
        by=cast.team.caseworker,
        permission=permission,
        because=WhyEnded.TAKEN_BACK,
        how=HowGiven.PHONE,
        words="Please stop.",
        at=clock.now(),
    )

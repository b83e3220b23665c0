"""While somebody is away a colleague looks after their cases, from the first day to the last, and never past a conflict."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.access import not_lent_by
from cases.actions.cover import Away, arrange_cover, end_cover
from cases.actions.dates import add_task
from cases.actions.interests import Connection, declare_interest, waive_declaration
from cases.choices import InterestKind
from cases.models import Case, Cover, Task
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.database import standing
from tests.cast import Cast, hand_over, new_case

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def covered(
    cast: Cast,
    *,
    away: User | None = None,
    by: User | None = None,
    first: date | None = None,
    days: int = 7,
    case: Case | None = None,
) -> Cover:
    """The colleague looks after the caseworker's cases for a week, unless told otherwise."""
    begins = first or clock.today()
    who = Away(away or cast.team.caseworker, begins, begins + timedelta(days=days - 1), case)
    return arrange_cover(
        by=cast.team.manager, away=who, worker=by or cast.team.colleague, once=uuid4(), at=clock.now()
    )


def sees(user: User, case: Case) -> bool:
    """By the pages, by the data base under their own identity, and by both alike."""
    by_pages = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    with standing.standing_as(standing.worker(user.id)):
        by_data_base = Case.objects.filter(pk=case.pk).exists()
    assert by_pages == by_data_base
    return by_pages


def similar_name(user: User) -> None:
    """An interest that makes a question of the Khans' case."""
    declare_interest(
        by=user,
        connection=Connection(kind=InterestKind.NEIGHBOUR, given_names="Zara", family_name="Kahn"),
        once=uuid4(),
        at=clock.now(),
    )


def governor(user: User, cast: Cast) -> None:
    """An interest that meets the Khans' case."""
    declare_interest(
        by=user,
        connection=Connection(kind=InterestKind.GOVERNOR, agency=cast.primary),
        once=uuid4(),
        at=clock.now(),
    )


def test_whoever_covers_opens_the_cases_for_those_days_and_no_longer(cast: Cast) -> None:
    colleague, case = cast.team.colleague, cast.khans.case
    assert not sees(colleague, case)
    cover = covered(cast)
    assert sees(colleague, case)
    page = signed_in(colleague).get(reverse("cases:case_page", args=[case.reference]))
    assert page.status_code == HTTPStatus.OK
    assert f"You cover for {cast.team.caseworker.name} until" in page.content.decode()
    end_cover(by=cast.team.manager, cover=cover, at=clock.now())
    assert not sees(colleague, case)


def test_it_begins_with_the_first_day_in_england_and_ends_with_the_end_of_the_last(cast: Cast) -> None:
    away = Away(cast.team.caseworker, date(2027, 3, 27), date(2027, 3, 28))
    assert away.from_at == datetime(2027, 3, 27, tzinfo=clock.LONDON)
    assert (away.until_at - away.from_at) == timedelta(days=2)
    assert away.until_at.astimezone(UTC).hour == 23, "summer time begins on the last day"
    cover = covered(cast, first=clock.today() + timedelta(days=1), days=3)
    assert not sees(cast.team.colleague, cast.khans.case)
    assert cover.first_day == clock.today() + timedelta(days=1)
    assert cover.last_day == clock.today() + timedelta(days=3)


def test_their_list_and_their_day_say_for_whom_they_cover_and_until_when(cast: Cast) -> None:
    add_task(
        by=cast.team.caseworker,
        case=cast.khans.case,
        worker=None,
        words="Ring the SENCO",
        due_on=clock.today(),
        at=clock.now(),
    )
    covered(cast)
    client = signed_in(cast.team.colleague)
    listed = client.get("/cases/").content.decode()
    assert cast.khans.case.reference in listed
    assert f"You cover for {cast.team.caseworker.name} until" in listed
    day = client.get("/today/").content.decode()
    assert f"You cover for {cast.team.caseworker.name} until" in day
    assert "Ring the SENCO" in day
    assert (
        f"{cast.team.colleague.name} covers for you until"
        in signed_in(cast.team.caseworker).get("/today/").content.decode()
    )


def test_what_they_get_meanwhile_is_covered_and_one_case_is_that_one_alone(cast: Cast) -> None:
    covered(cast)
    later = new_case(cast.team.caseworker, at=clock.now())
    assert sees(cast.team.colleague, later)


def test_cover_of_one_case_leaves_the_others(cast: Cast) -> None:
    other = new_case(cast.team.caseworker, at=clock.now())
    covered(cast, case=cast.khans.case)
    assert sees(cast.team.colleague, cast.khans.case)
    assert not sees(cast.team.colleague, other)


@pytest.mark.clause("Y12")
@pytest.mark.parametrize("met", ["standing", "question"])
def test_a_case_they_may_not_have_is_not_covered_and_the_manager_is_not_told_why(
    cast: Cast, met: str
) -> None:
    colleague, case = cast.team.colleague, cast.khans.case
    governor(colleague, cast) if met == "standing" else similar_name(colleague)
    cover = covered(cast)
    assert not sees(colleague, case)
    assert not_lent_by(cover, by=cast.team.manager) == [case]
    client = signed_in(cast.team.manager)
    listed = client.get(reverse("cases:cover_list")).content.decode()
    assert "1 case is not covered by this." in listed
    assert "overnor" not in listed
    other = reverse("cases:cover_case", args=[cover.id, case.reference])
    assert other in listed
    page = client.get(other).content.decode()
    assert f"Not available: {colleague.name}." in page
    manager = cast.team.manager
    sent = client.post(other, {"worker": str(manager.id), "once": str(uuid4())})
    assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    assert Cover.objects.get(worker=manager).case == case
    assert not_lent_by(cover, by=manager) == []


@pytest.mark.clause("Y12")
@pytest.mark.parametrize("met", ["standing", "question"])
def test_an_interest_declared_meanwhile_ends_what_they_see_of_that_case(cast: Cast, met: str) -> None:
    covered(cast)
    assert sees(cast.team.colleague, cast.khans.case)
    governor(cast.team.colleague, cast) if met == "standing" else similar_name(cast.team.colleague)
    assert not sees(cast.team.colleague, cast.khans.case)


@pytest.mark.clause("Y12")
def test_one_case_is_not_lent_past_an_interest_in_the_pages_or_by_the_data_base(cast: Cast) -> None:
    similar_name(cast.team.colleague)
    with pytest.raises(Refused, match="not available"):
        covered(cast, case=cast.khans.case)
    with pytest.raises(IntegrityError, match="not available"), transaction.atomic():
        Cover.objects.create(
            worker=cast.team.colleague,
            away=cast.team.caseworker,
            case=cast.khans.case,
            from_at=clock.now(),
            until_at=clock.now() + timedelta(days=1),
            at=clock.now(),
            by=cast.team.manager,
        )


def test_a_volunteers_cases_are_covered_and_a_volunteer_covers_nobody(cast: Cast) -> None:
    hand_over(cast, cast.taylors.case, cast.team.volunteer)
    covered(cast, away=cast.team.volunteer, by=cast.team.caseworker)
    assert sees(cast.team.caseworker, cast.taylors.case)
    with pytest.raises(Refused):
        covered(cast, by=cast.team.volunteer)
    with pytest.raises(IntegrityError, match="own cases only"), transaction.atomic():
        Cover.objects.create(
            worker=cast.team.volunteer,
            away=cast.team.caseworker,
            from_at=clock.now(),
            until_at=clock.now() + timedelta(days=1),
            at=clock.now(),
            by=cast.team.manager,
        )
    choices = signed_in(cast.team.manager).get(reverse("cases:cover_add")).content.decode()
    assert choices.count(f"{cast.team.volunteer.name} (") == 1, "as one who is away"


@pytest.mark.clause("Y12")
def test_without_a_declaration_nobody_covers(cast: Cast) -> None:
    new = enrol(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("nell@service.example", "Nell Gray", Role.CASEWORKER),
        at=clock.now(),
    )
    with pytest.raises(Refused, match="not declared"):
        covered(cast, by=new)
    waive_declaration(
        by=cast.team.manager, worker=new, until_on=clock.today(), reason="Joins today.", at=clock.now()
    )
    covered(cast, by=new)


@pytest.mark.parametrize(
    ("first", "days", "who", "why"),
    [
        (-9, 3, "colleague", "today or later"),
        (0, 0, "colleague", "on or after the first"),
        (0, 3, "caseworker", "somebody else"),
    ],
)
def test_cover_that_makes_no_sense_is_refused(cast: Cast, first: int, days: int, who: str, why: str) -> None:
    begins = clock.today() + timedelta(days=first)
    with pytest.raises(Refused, match=why):
        covered(cast, first=begins, days=days, by=getattr(cast.team, who))


def test_only_the_manager_arranges_it(cast: Cast) -> None:
    for name in ("cover_list", "cover_add"):
        page = signed_in(cast.team.caseworker).get(reverse(f"cases:{name}"))
        assert page.status_code == HTTPStatus.FORBIDDEN


def test_the_manager_arranges_it_on_one_page_and_it_counts_once(cast: Cast) -> None:
    client = signed_in(cast.team.manager)
    form = {
        "away": str(cast.team.caseworker.id),
        "worker": str(cast.team.colleague.id),
        "first": "today",
        "last": "+6",
        "which": "all",
        "once": str(uuid4()),
    }
    for _ in range(2):
        sent = client.post(reverse("cases:cover_add"), form)
        assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    cover = Cover.objects.get()
    assert sees(cast.team.colleague, cast.khans.case)
    wrong = client.post(reverse("cases:cover_add"), {**form, "last": "today", "first": "+3"}).content.decode()
    assert "The last day must be on or after the first" in wrong
    theirs = {**form, "which": "one", "reference": cast.taylors.case.reference, "once": str(uuid4())}
    assert "does not have this case" in client.post(reverse("cases:cover_add"), theirs).content.decode()
    nobodys = {**theirs, "reference": "LEI-99999"}
    assert (
        "There is no case of this reference"
        in client.post(reverse("cases:cover_add"), nobodys).content.decode()
    )
    ended = client.post(reverse("cases:cover_end", args=[cover.id]))
    assert ended.status_code == HTTPStatus.FOUND
    assert not sees(cast.team.colleague, cast.khans.case)
    assert "Ended" in client.get(reverse("cases:cover_list")).content.decode()


def test_a_task_given_to_who_is_away_stands_on_the_day_of_who_covers(cast: Cast) -> None:
    covered(cast)
    task = add_task(
        by=cast.team.caseworker,
        case=cast.khans.case,
        worker=cast.team.caseworker,
        words="Ring the panel",
        due_on=clock.today(),
        at=clock.now(),
    )
    assert task in Task.objects.open().for_worker(cast.team.colleague)


def test_it_is_over_when_its_last_day_is(cast: Cast) -> None:
    cover = covered(cast, days=2)
    assert cover.last_day == clock.today() + timedelta(days=1)
    the_last_moment = cover.until_at - timedelta(microseconds=1)
    assert Cover.objects.not_over(the_last_moment).exists()
    assert not Cover.objects.not_over(cover.until_at).exists()


def told_of(user: User) -> set[Cover]:
    """The cover a page would show them, as the data base shows it under their own identity."""
    by_pages = set(Cover.objects.visible_to(user))
    with standing.standing_as(standing.worker(user.id)):
        assert set(Cover.objects.all()) == by_pages
    return by_pages


@pytest.mark.clause("Y12")
def test_of_a_case_kept_from_a_manager_no_cover_is_on_their_list_and_none_can_be_ended(cast: Cast) -> None:
    whole, one = covered(cast, first=clock.today() + timedelta(days=20)), covered(cast, case=cast.khans.case)
    manager = signed_in(cast.team.manager)
    assert cast.khans.case.reference in manager.get("/cover/").content.decode()
    governor(cast.team.manager, cast)
    assert told_of(cast.team.manager) == {whole}
    assert cast.khans.case.reference not in manager.get("/cover/").content.decode()
    for address in (
        reverse("cases:cover_end", args=[one.id]),
        reverse("cases:cover_case", args=[one.id, cast.taylors.case.reference]),
    ):
        assert manager.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.clause("Y12")
def test_a_question_hides_a_cover_from_whoever_would_do_it_and_from_nobody_else(cast: Cast) -> None:
    """A manager, and who works the case, see it still, and could tell by what is gone that there is a question."""
    one = covered(cast, case=cast.khans.case)
    for user in (cast.team.manager, cast.team.caseworker, cast.team.colleague):
        similar_name(user)
    assert told_of(cast.team.manager) == {one}
    assert told_of(cast.team.caseworker) == {one}
    assert told_of(cast.team.colleague) == set()
    governor(cast.team.caseworker, cast)
    assert told_of(cast.team.caseworker) == set()

"""One screen for whatever is read outside casework: it tells each who asks what they may know, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from uuid import uuid4

import pytest

from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, Reach, add_contact, add_person
from cases.choices import CaseRole, ContactPointKind, ContactSafety, InterestKind, PrimaryNeed
from cases.search import INDEX
from consent.screening import Kind, Screened, screen
from sendiass import clock
from sendiass.profiles import profile
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L05", "L12")]
On = Callable[[str], Screened]


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> None:
    """People of a test before this one, whose rows are gone, are nobody this one knows."""
    INDEX.clear()


@pytest.fixture
def manager_asks(cast: Cast) -> On:
    return lambda text: screen(by=cast.team.manager, texts={"words": text}, on=clock.today())


def kinds(screened: Screened) -> list[Kind]:
    return [one.kind for one in screened.marked]


@pytest.mark.parametrize(
    "text",
    [
        "born 13/5/16",
        "13/5/2016",
        "13.05.2016",
        "13-5-16",
        "13th May 2016",
        "13 May 2016",
        "the 13th of May 2016",
        "13 may '16",
        "May 13, 2016",
        "2016-05-13",
        "dob 13052016",
        "DOB: 5/13/2016",
        "born on 13 May",
        "her birthday is May 13th",
    ],
)
def test_a_date_of_birth_is_found_as_people_write_it(manager_asks: On, text: str) -> None:
    assert kinds(manager_asks(f"A girl, {text}, is out of school.")) == [Kind.BORN]


@pytest.mark.parametrize(
    "text",
    [
        "on 12/5/2016",
        "in May 2016",
        "on 1 September 2014",
        "on 13 May",
        "31/2/2016",
        "version 13.5.2",
        "13/5",
    ],
)
def test_any_other_date_is_left_in_peace(manager_asks: On, text: str) -> None:
    assert manager_asks(f"It began {text} and went on.").is_clear


def test_a_meeting_of_last_year_is_no_date_of_birth_unless_it_is_called_one(
    cast: Cast, manager_asks: On
) -> None:
    day = clock.today() - timedelta(days=300)
    case = cast.khans.case
    add_person(
        by=cast.team.caseworker,
        case=case,
        role=CaseRole.OTHER,
        details=PersonDetails(given_names="Ömer", date_of_birth=day),
        at=clock.now(),
    )
    assert manager_asks(f"We met on {day:%d/%m/%Y}.").is_clear
    assert kinds(manager_asks(f"A baby born {day:%d/%m/%Y}.")) == [Kind.BORN]


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "07700900123",
        "+44 7700 900 123",
        "+44 (0)7700 900123",
        "0044 7700-900-123",
        "7700 900123",
    ],
)
def test_a_phone_number_is_found_with_any_spacing(manager_asks: On, text: str) -> None:
    assert kinds(manager_asks(f"Ring {text} after six.")) == [Kind.NUMBER]
    assert manager_asks("Ring 01632 960999 after six, in 2026 2027 or 1 2 3 4 5 6 7.").is_clear


@pytest.fixture
def reached(cast: Cast) -> None:
    for kind, value in (
        (ContactPointKind.EMAIL, "Samira.K@family.example"),
        (ContactPointKind.POST, "12 High Street, LE2 0QB"),
    ):
        add_contact(
            by=cast.team.caseworker,
            case=cast.khans.case,
            person=cast.khans.parent,
            reach=Reach(kind, value, ContactSafety.SAFE),
            at=clock.now(),
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("samira.k@family.example", Kind.EMAIL),
        ("SAMIRA.K@FAMILY.EXAMPLE.", Kind.EMAIL),
        ("samira.k (at) family.example", Kind.EMAIL),
        ("samira.k at family dot example", Kind.EMAIL),
        ("samria.k@family.example", Kind.EMAIL),
        ("LE2 0QB", Kind.POSTCODE),
        ("le20qb", Kind.POSTCODE),
        ("LE2  OQB", Kind.POSTCODE),
    ],
)
def test_an_address_is_found_however_it_is_typed(
    reached: None, manager_asks: On, text: str, kind: Kind
) -> None:
    assert kind in kinds(manager_asks(f"Write to {text} please"))
    assert manager_asks("Write to office@council.example, LE1 1AA, please").is_clear


@pytest.mark.parametrize("write", ["{}-00007", "{} 7", "{}7", "{}-E00007", "Case 00007", "case no. 1234"])
def test_a_reference_is_found_by_its_form_whether_or_not_it_is_in_use(cast: Cast, write: str) -> None:
    prefix = profile().identity.reference_prefix
    text = f"We spoke about {write.format(prefix.lower())} again."
    screened = screen(by=cast.team.caseworker, texts={"words": text}, on=clock.today())
    assert kinds(screened) == [Kind.REFERENCE]
    assert not screened.held


@pytest.mark.parametrize(
    "text",
    [
        "An autistic girl at Oakfield Primary has no place.",
        "At Oakfield, autism is not understood.",
        "OAKFIELD PRIMARY has a pupil with ASD out of school, and no help was given to the family at all.",
    ],
)
def test_a_school_beside_a_need_that_few_there_have_points_at_someone(manager_asks: On, text: str) -> None:
    assert set(kinds(manager_asks(text))) == {Kind.RARE}


@pytest.mark.parametrize(
    "text",
    [
        "Oakfield Primary has no place.",
        "Autism is not understood.",
        "At Oakfield Primary, children with hearing loss have no place.",
        "At Oakfield all is well.\n\nElsewhere autism is not understood.",
    ],
)
def test_a_school_or_a_need_alone_or_one_that_nobody_there_has_does_not(manager_asks: On, text: str) -> None:
    assert manager_asks(text).is_clear


def test_a_need_that_many_at_a_school_have_points_at_nobody(cast: Cast, manager_asks: On) -> None:
    text = "Autism is not understood at Oakfield Primary."
    for count in range(1, profile().liaison.rare_below):
        assert kinds(manager_asks(text)), count
        add_person(
            by=cast.team.caseworker,
            case=cast.khans.case,
            role=CaseRole.OTHER,
            details=PersonDetails(given_names="Ömer", primary_need=PrimaryNeed.AUTISM, school=cast.primary),
            at=clock.now(),
        )
    assert manager_asks(text).is_clear


def test_a_school_is_no_persons_name_though_someone_bears_it(cast: Cast, manager_asks: On) -> None:
    add_person(
        by=cast.team.caseworker,
        case=cast.khans.case,
        role=CaseRole.OTHER,
        details=PersonDetails(given_names="Meadow", family_name="High"),
        at=clock.now(),
    )
    assert manager_asks("Pupils of Meadow High wait for a bus.").is_clear


def test_whoever_may_see_the_case_is_shown_the_words(cast: Cast) -> None:
    screened = screen(
        by=cast.team.caseworker,
        texts={"trend": "We hear that Zahra Kahn is out of school.", "contract": "All went well."},
        on=clock.today(),
    )
    assert [(one.part, screened.words(one)) for one in screened.marked] == [("trend", "Zahra Kahn")]
    assert cast.khans.child.id in screened.people
    assert not screened.held


def test_of_anyone_else_they_learn_only_that_it_waits(cast: Cast) -> None:
    texts = {"trend": "We hear that Ben Taylor is out of school, as Zahra Khan was."}
    screened = screen(by=cast.team.caseworker, texts=texts, on=clock.today())
    assert [screened.words(one) for one in screened.marked] == ["Zahra Khan"]
    assert screened.held
    assert not {cast.taylors.child.id, cast.taylors.parent.id} & screened.people
    everything = screen(by=cast.team.manager, texts=texts, on=clock.today())
    assert [everything.words(one) for one in everything.marked] == ["Ben Taylor", "Zahra Khan"]
    assert not everything.held


@pytest.mark.clause("Y12")
@pytest.mark.parametrize(
    "text", ["Zahra Khan waits.", "A girl, 13/5/2016, waits.", "Zahra waits with Quirke."]
)
def test_of_a_family_an_interest_keeps_them_from_a_manager_learns_nothing(cast: Cast, text: str) -> None:
    manager, today = cast.team.manager, clock.today()
    assert screen(by=manager, texts={"words": text}, on=today).marked
    governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    declare_interest(by=manager, connection=governor, once=uuid4(), at=clock.now())
    assert screen(by=manager, texts={"words": text}, on=today).is_clear
    assert screen(by=manager, texts={"words": "Ben O'Neil-Taylor"}, on=today).marked


@pytest.mark.parametrize("part", ["administrator", "board_member"])
def test_whoever_may_not_see_cases_gets_one_answer_and_nothing_is_looked_up(
    cast: Cast, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(INDEX, "opened", None)
    worker = getattr(cast.team, part)
    answers = [
        screen(by=worker, texts={"words": text}, on=date(2027, 1, 1))
        for text in ("Zahra Khan is out of school.", "All is well.", "")
    ]
    assert [(one.marked, one.held, one.people) for one in answers] == [((), True, frozenset())] * 3


def test_while_the_names_are_still_being_opened_a_text_waits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.search.index.LONGEST_WAIT", 0.05)
    with INDEX._held():
        answers: list[Screened] = []
        asking = Thread(
            target=lambda: answers.append(
                screen(by=cast.team.manager, texts={"words": "Zahra Khan"}, on=clock.today())
            )
        )
        asking.start()
        asking.join()
    assert answers[0].held
    assert answers[0].marked == ()


def test_a_name_that_came_a_moment_ago_is_known(cast: Cast, manager_asks: On) -> None:
    assert manager_asks("A boy called Thaddeus waits.").is_clear
    add_person(
        by=cast.team.manager,
        case=cast.khans.case,
        role=CaseRole.OTHER,
        details=PersonDetails(given_names="Thaddeus"),
        at=clock.now(),
    )
    assert kinds(manager_asks("A boy called Thaddeus waits.")) == [Kind.NAME]
